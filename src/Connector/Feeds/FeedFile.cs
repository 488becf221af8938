using System.IO.Compression;
using System.Security.Cryptography;

namespace Connector.Feeds;

/// <summary>What a file is for TikTok.</summary>
public enum FeedFileKind
{
    Product,
    Delete,
    Inventory,
}

/// <summary>A file of a run, whole.</summary>
/// <param name="Kind">What it is for TikTok.</param>
/// <param name="View">The store view whose rows it holds; empty for inventory.</param>
/// <param name="Name">Its name, in the run's folder and in the drop.</param>
/// <param name="Rows">Rows or records, header not counted.</param>
/// <param name="Bytes">Its size as delivered.</param>
/// <param name="Sha256">Hash of the bytes as delivered.</param>
/// <param name="PlainBytes">Its size before compression.</param>
/// <param name="PlainSha256">Hash of the plain bytes.</param>
public sealed record FeedFile(FeedFileKind Kind, string View, string Name, long Rows, long Bytes, string Sha256, long PlainBytes, string PlainSha256);

/// <summary>
/// Writes the files of one feed: whole rows, in parts below a size limit, numbered when there is more than one; each written
/// beside and moved, compressed where wanted, hashed on the way.
/// </summary>
public sealed class FeedFileWriter : IDisposable
{
    private readonly string _folder;
    private readonly Func<int, string> _name;
    private readonly FeedFileKind _kind;
    private readonly string _view;
    private readonly ReadOnlyMemory<byte> _head;
    private readonly ReadOnlyMemory<byte> _tail;
    private readonly long _limit;
    private readonly int _gzip;
    private readonly List<(FeedFile File, string Path)> _done = [];
    private Part? _part;

    /// <param name="folder">Where the files go; it exists.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="view">The store view.</param>
    /// <param name="name">The name of part N; of the whole for 0.</param>
    /// <param name="head">What each part begins with.</param>
    /// <param name="tail">What each part ends with.</param>
    /// <param name="limit">Largest part in bytes as delivered.</param>
    /// <param name="gzip">Compression level, 0 for none.</param>
    public FeedFileWriter(
        string folder, FeedFileKind kind, string view, Func<int, string> name, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> tail, long limit, int gzip)
    {
        (_folder, _kind, _view, _name, _head, _tail, _limit, _gzip) = (folder, kind, view, name, head, tail, limit, gzip);
    }

    public void Write(ReadOnlySpan<byte> row)
    {
        // Compressed bytes trail behind what was written; what is not out yet is counted at its largest, so that a part never grows past the limit.
        if (_part is not null && _part.Size + row.Length + _tail.Length > _limit)
        {
            EndPart();
        }

        _part ??= new Part(PartPath(_done.Count + 1), _gzip, _head.Span);
        _part.Write(row);
        _part.Rows++;
    }

    /// <summary>Ends the last part and gives all parts their names.</summary>
    /// <param name="evenEmpty">Make a file although no row was written.</param>
    public IReadOnlyList<FeedFile> End(bool evenEmpty = false)
    {
        if (evenEmpty && _part is null && _done.Count == 0)
        {
            _part = new Part(PartPath(1), _gzip, _head.Span);
        }

        EndPart();
        var files = new List<FeedFile>(_done.Count);
        for (var i = 0; i < _done.Count; i++)
        {
            var name = _name(_done.Count == 1 ? 0 : i + 1);
            File.Move(_done[i].Path, Path.Combine(_folder, name), overwrite: true);
            files.Add(_done[i].File with { Name = name });
        }

        return files;
    }

    public void Dispose() => _part?.Dispose();

    /// <summary>The name that a part has in full, until it is known whether it is the only one.</summary>
    private string PartPath(int part) => Path.Combine(_folder, "." + _name(part));

    private void EndPart()
    {
        if (_part is { } part)
        {
            part.Write(_tail.Span);
            _done.Add((part.End(_kind, _view), part.Path));
            _part = null;
        }
    }

    private sealed class Part : IDisposable
    {
        /// <summary>deflate keeps 64 KB of pending output and a block of 16 K symbols, the stream 8 KB; with room to spare.</summary>
        private const int HeldBack = 256 * 1024;

        private readonly FileStream _file;
        private readonly HashingStream _delivered;
        private readonly Stream _into;
        private readonly IncrementalHash _plain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _plainBytes;

        public Part(string path, int gzip, ReadOnlySpan<byte> head)
        {
            Path = path;
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            _delivered = new HashingStream(_file);
            _into = gzip == 0 ? new BufferedStream(_delivered, 1 << 16) : new GZipStream(_delivered, new ZLibCompressionOptions { CompressionLevel = gzip });
            Write(head);
        }

        public string Path { get; }

        public long Rows { get; set; }

        /// <summary>
        /// The most bytes that will be delivered of what was written so far. Of what is compressed, the compressor may hold some back:
        /// at most its window and one block; and nothing grows by more than a thousandth.
        /// </summary>
        public long Size => _into is GZipStream ? Math.Min(_plainBytes + (_plainBytes / 1000) + 64, _delivered.Length + HeldBack) : _plainBytes;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _plain.AppendData(bytes);
            _plainBytes += bytes.Length;
            _into.Write(bytes);
        }

        public FeedFile End(FeedFileKind kind, string view)
        {
            _into.Flush();
            if (_into is GZipStream)
            {
                _into.Dispose();
            }

            _file.Flush(flushToDisk: true);
            var file = new FeedFile(
                kind, view, "", Rows, _delivered.Length, Convert.ToHexStringLower(_delivered.Hash()), _plainBytes, Convert.ToHexStringLower(_plain.GetHashAndReset()));
            _file.Dispose();
            return file;
        }

        public void Dispose()
        {
            _file.Dispose();
            _plain.Dispose();
        }
    }

    /// <summary>Passes bytes on and hashes them.</summary>
    private sealed class HashingStream(Stream into) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new InvalidOperationException("a feed file is written from beginning to end");
        }

        public byte[] Hash() => _hash.GetHashAndReset();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            _length += buffer.Length;
            into.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => into.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("a feed file is only written here");

        public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException("a feed file is written from beginning to end");

        public override void SetLength(long value) => throw new InvalidOperationException("a feed file is written from beginning to end");
    }
}
