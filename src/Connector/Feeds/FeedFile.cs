using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Connector.Archive;
using Connector.Feeds.Memory;

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
public sealed record FeedFile(FeedFileKind Kind, string View, string Name, long Rows, long Bytes, string Sha256, long PlainBytes)
{
    /// <summary>Compression level; 0 for none. Null in runs of before it was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Gzip { get; init; }

    /// <summary>
    /// The blocks that were compressed by themselves, in order, each as <c>stored/plain</c> bytes: the first begins behind gzip's ten bytes, and unpacking may begin at
    /// any of them. Null where nothing is compressed, and in runs of before it was noted.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Blocks { get; init; }

    /// <summary>What proves it, from when it was written; null where that was in another process. It stands in the seal, once.</summary>
    [JsonIgnore]
    internal FileProof? Proof { get; init; }

    public bool Equals(FeedFile? other) => other is not null && (Kind, View, Name, Rows, Bytes, Sha256, PlainBytes) == (other.Kind, other.View, other.Name, other.Rows, other.Bytes, other.Sha256, other.PlainBytes);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Sha256);
}

/// <summary>What a feed's files have in common.</summary>
/// <param name="Folder">Where they go; it exists.</param>
/// <param name="Kind">What they are.</param>
/// <param name="View">The store view.</param>
/// <param name="Name">The name of part N; of the whole for 0.</param>
/// <param name="Head">What each part begins with.</param>
/// <param name="Tail">What each part ends with.</param>
/// <param name="Limit">Largest part in bytes as delivered.</param>
/// <param name="Gzip">Compression level, 0 for none.</param>
public sealed record FeedFileForm(
    string Folder, FeedFileKind Kind, string View, Func<int, string> Name, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail, long Limit, int Gzip)
{
    /// <summary>Whether what was written must outlive a power cut: see <see cref="FeedFileWriter.Lasting"/>.</summary>
    public bool MustLast { get; init; } = true;

    /// <summary>Cuts rows into the blocks of which such files are made.</summary>
    public RowBlocks Blocks(Action<RowBlock> whole) => new(Gzip, Limit, whole);

    /// <summary>The same, where rows are remembered.</summary>
    internal RowBlocks Blocks(Action<RowBlock> whole, RowNotes? notes, RowMemory? memory) => new(Gzip, Limit, whole) { Notes = notes, Memory = memory };
}

/// <summary>
/// Writes the files of one feed: blocks of whole rows, in parts below a size limit, numbered when there is more than one; each written
/// beside and moved, one gzip member where compressed, hashed on the way.
/// </summary>
public sealed class FeedFileWriter : IDisposable
{
    private readonly FeedFileForm _form;
    private readonly RowBlocks _blocks;
    private readonly RowBlock? _head;
    private readonly RowBlock? _tail;
    private readonly List<(FeedFile File, string Path)> _done = [];
    private readonly List<Task> _lasting = [];
    private Part? _part;

    public FeedFileWriter(FeedFileForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        _form = form;
        _blocks = form.Blocks(Write);
        _head = Framing(form.Head);
        _tail = Framing(form.Tail);
    }

    /// <summary>Ends when the disk has all parts that were ended.</summary>
    public Task Lasting => Task.WhenAll(_lasting);

    /// <summary>Writes a row behind those before.</summary>
    public void Write(ReadOnlySpan<byte> row) => _blocks.Write(row);

    /// <summary>Writes a block of rows, compressed as the form says, behind those before; it is given back.</summary>
    public void Write(RowBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        using (block)
        {
            if (_part is not null && _part.Length + block.Body.Length + (_tail?.Body.Length ?? 0) + Part.Closing > _form.Limit)
            {
                EndPart();
            }

            Begun().Write(block);
        }
    }

    /// <summary>Ends the last part and gives all parts their names.</summary>
    /// <param name="evenEmpty">Make a file although no row was written.</param>
    public IReadOnlyList<FeedFile> End(bool evenEmpty = false)
    {
        _blocks.End();
        if (evenEmpty && _done.Count == 0)
        {
            Begun();
        }

        EndPart();
        var files = new List<FeedFile>(_done.Count);
        for (var i = 0; i < _done.Count; i++)
        {
            var name = _form.Name(_done.Count == 1 ? 0 : i + 1);
            File.Move(_done[i].Path, Path.Combine(_form.Folder, name), overwrite: true);
            files.Add(_done[i].File with { Name = name });
        }

        return files;
    }

    public void Dispose()
    {
        // What still goes to the disk is closed by itself.
        _part?.Dispose();
        _blocks.Dispose();
        _head?.Dispose();
        _tail?.Dispose();
    }

    /// <summary>Head or tail as a block of no rows.</summary>
    private RowBlock? Framing(ReadOnlyMemory<byte> bytes)
    {
        RowBlock? block = null;
        if (!bytes.IsEmpty)
        {
            using var blocks = _form.Blocks(whole => block = whole);
            blocks.Write(bytes.Span);
            blocks.End();
        }

        return block;
    }

    private Part Begun()
    {
        if (_part is null)
        {
            // The name that a part has in full, until it is known whether it is the only one.
            _part = new Part(Path.Combine(_form.Folder, "." + _form.Name(_done.Count + 1)), _form.Gzip > 0);
            _part.Frame(_head);
        }

        return _part;
    }

    private void EndPart()
    {
        if (_part is { } part)
        {
            part.Frame(_tail);
            _done.Add((part.End(_form), part.Path));
            _part = null;

            // The disk takes its time, while the next parts are made and the first ones delivered.
            if (_form.MustLast)
            {
                _lasting.Add(Task.Run(part.Last));
            }
            else
            {
                part.Dispose();
            }
        }
    }

    /// <summary>A file that is being written. Compressed, it is one gzip member (RFC 1952) made of blocks that were compressed by themselves.</summary>
    private sealed class Part : IDisposable
    {
        /// <summary>Bytes behind the last block at most: the final empty block of deflate, CRC-32 and length.</summary>
        public const int Closing = 10;

        private readonly FileStream _file;
        private readonly BlockHashes _hashes = new();
        private readonly bool _gzip;
        private readonly StringBuilder _blocks = new();
        private long _rows;
        private long _plainBytes;
        private uint _crc;

        public Part(string path, bool gzip)
        {
            (Path, _gzip) = (path, gzip);
            // It may be read, and delivered, while the disk still takes it.
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            if (gzip)
            {
                // Deflate, no name, no time, no hint about the level, made anywhere: the same bytes on every machine.
                Out([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]);
            }
        }

        public string Path { get; }

        /// <summary>Bytes written so far.</summary>
        public long Length { get; private set; }

        public void Write(RowBlock block)
        {
            Frame(block);
            _rows += block.Rows;
        }

        /// <summary>Writes what is no row.</summary>
        public void Frame(RowBlock? block)
        {
            if (block is null)
            {
                return;
            }

            Out(block.Body);
            if (_gzip)
            {
                _blocks.Append(_blocks.Length == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{block.Body.Length}/{block.PlainBytes}");
            }

            _crc = Crc32.Join(_crc, block.Crc, block.PlainBytes);
            _plainBytes += block.PlainBytes;
        }

        public FeedFile End(FeedFileForm form)
        {
            if (_gzip)
            {
                Span<byte> closing = stackalloc byte[Closing];
                (closing[0], closing[1]) = (3, 0);
                BinaryPrimitives.WriteUInt32LittleEndian(closing[2..], _crc);
                BinaryPrimitives.WriteUInt32LittleEndian(closing[6..], (uint)_plainBytes);
                Out(closing);
            }

            var proof = _hashes.End();
            return new FeedFile(form.Kind, form.View, "", _rows, Length, proof.Sha256, _plainBytes) { Gzip = form.Gzip, Blocks = _gzip ? _blocks.ToString() : null, Proof = proof };
        }

        /// <summary>Waits until the disk has it, and closes it.</summary>
        public void Last()
        {
            using (this)
            {
                _file.Flush(flushToDisk: true);
            }
        }

        public void Dispose()
        {
            _file.Dispose();
            _hashes.Dispose();
        }

        private void Out(ReadOnlySpan<byte> bytes)
        {
            _hashes.Append(bytes);
            _file.Write(bytes);
            Length += bytes.Length;
        }
    }
}
