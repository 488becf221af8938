using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Connector.Feeds;

namespace Connector.Archive;

/// <summary>What is kept of a file that leaves the archive: the rows that it said first, and where those stand that it said again.</summary>
/// <param name="File">The file, as its run tells of it.</param>
/// <param name="PlainSha256">Hash of its bytes before compression, taken when they were still there.</param>
/// <param name="Added">What stands nowhere else, behind one another, compressed; null: nothing does.</param>
/// <param name="Sources">The files in which the rest stands.</param>
internal sealed record KeptFileRecord(FeedFile File, string PlainSha256, FeedFile? Added, IReadOnlyList<KeptSource> Sources);

/// <summary>A file of another run that has rows of this one.</summary>
internal sealed record KeptSource(string Run, FeedFile File);

/// <summary>
/// A feed file put together of the rows that were kept: <c>kept/NAME.json</c> says of what, <c>kept/NAME.pieces.gz</c> in what order (a line each: <c>LENGTH</c> bytes of
/// what was added, or <c>SOURCE AT LENGTH</c>), <c>kept/NAME.added.gz</c> has what stands nowhere else.
/// </summary>
internal sealed class KeptFile : IDisposable
{
    /// <summary>Below a run's folder.</summary>
    public const string Folder = "kept";

    /// <summary>Bytes that are put together at once: pieces lie scattered over files, and each of those is opened once for all of its pieces among them.</summary>
    private const int Window = 64 << 20;

    private readonly RunFolders _folders;
    private readonly string _account;
    private readonly string _path;
    private readonly StoredFile? _added;

    private KeptFile(RunFolders folders, string account, string path, KeptFileRecord record)
    {
        (_folders, _account, _path, Record) = (folders, account, path, record);
        _added = record.Added is null ? null : StoredFile.Open(path + ".added.gz", record.Added) ?? throw new FileNotFoundException($"{path}.added.gz is missing");
    }

    public KeptFileRecord Record { get; }

    /// <summary>Opens what was kept of a file; null where nothing was.</summary>
    public static KeptFile? Open(RunFolders folders, string account, string run, string name) => Open(folders, account, Path.Combine(folders.Of(account, run), Folder, name));

    /// <summary>The same, wherever it was kept.</summary>
    public static KeptFile? Open(RunFolders folders, string account, string path) =>
        File.Exists(path + ".json") ? new KeptFile(folders, account, path, JsonSerializer.Deserialize<KeptFileRecord>(File.ReadAllBytes(path + ".json"), RunFolders.Json)!) : null;

    public static bool Exists(RunFolders folders, string account, string run, string name) => File.Exists(Path.Combine(folders.Of(account, run), Folder, name + ".json"));

    /// <summary>All of it.</summary>
    public Stream Plain() => new Together(Windows().GetEnumerator());

    /// <summary>A piece of it.</summary>
    public void Read(long at, Span<byte> into)
    {
        var (start, added) = (0L, 0L);
        foreach (var piece in Pieces())
        {
            var end = start + piece.Length;
            if (at < end && into.Length > 0)
            {
                var some = into[..(int)Math.Min(into.Length, end - at)];
                Fill(piece with { At = (piece.Source < 0 ? added : piece.At) + at - start }, some);
                into = into[some.Length..];
                at += some.Length;
            }

            if (into.Length == 0)
            {
                return;
            }

            start = end;
            added += piece.Source < 0 ? piece.Length : 0;
        }

        throw new EndOfStreamException($"what was kept of {Record.File.Name} ends at {start}");
    }

    public void Dispose() => _added?.Dispose();

    private IEnumerable<Piece> Pieces()
    {
        using var file = File.OpenRead(_path + ".pieces.gz");
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        while (text.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            yield return words.Length == 1 ? new Piece(-1, 0, Number(words[0])) : new Piece(Number(words[0]), long.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture), Number(words[2]));
        }

        static int Number(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Windows()
    {
        var some = new List<(Piece Piece, int Into)>();
        var (size, added) = (0, 0L);
        var bytes = Array.Empty<byte>();
        foreach (var piece in Pieces())
        {
            if (size > 0 && size + piece.Length > Window)
            {
                yield return Put(some, size, ref bytes);
                some.Clear();
                size = 0;
            }

            some.Add((piece.Source < 0 ? piece with { At = added } : piece, size));
            added += piece.Source < 0 ? piece.Length : 0;
            size += piece.Length;
        }

        if (size > 0)
        {
            yield return Put(some, size, ref bytes);
        }
    }

    private ReadOnlyMemory<byte> Put(List<(Piece Piece, int Into)> pieces, int size, ref byte[] bytes)
    {
        bytes = bytes.Length >= size ? bytes : new byte[size];
        foreach (var group in pieces.GroupBy(piece => piece.Piece.Source))
        {
            using var source = group.Key < 0 ? null : Source(group.Key);
            foreach (var (piece, into) in group.OrderBy(piece => piece.Piece.At))
            {
                var place = bytes.AsSpan(into, piece.Length);
                if (source is null)
                {
                    _added!.Read(piece.At, place);
                }
                else
                {
                    source.Read(piece.At, place);
                }
            }
        }

        return bytes.AsMemory(0, size);
    }

    private void Fill(Piece piece, Span<byte> into)
    {
        if (piece.Source < 0)
        {
            _added!.Read(piece.At, into);
            return;
        }

        using var source = Source(piece.Source);
        source.Read(piece.At, into);
    }

    private ArchivedFile Source(int number)
    {
        var (run, file) = Record.Sources[number];
        return ArchivedFile.Open(_folders, _account, run, file) ?? throw new FileNotFoundException($"{Record.File.Name} has rows of {file.Name} of run {run}, of which nothing is there any more");
    }

    /// <param name="Source">Number of the file it stands in; -1: it was added.</param>
    /// <param name="At">Where it begins there, before compression.</param>
    /// <param name="Length">Bytes.</param>
    internal readonly record struct Piece(int Source, long At, int Length);

    private sealed class Together(IEnumerator<ReadOnlyMemory<byte>> windows) : Stream
    {
        private ReadOnlyMemory<byte> _rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new InvalidOperationException("its length is not looked for");

        public override long Position
        {
            get => throw new InvalidOperationException("it is read from beginning to end");
            set => throw new InvalidOperationException("it is read from beginning to end");
        }

        public override int Read(Span<byte> buffer)
        {
            if (_rest.IsEmpty && windows.MoveNext())
            {
                _rest = windows.Current;
            }

            var some = _rest[..Math.Min(buffer.Length, _rest.Length)];
            some.Span.CopyTo(buffer);
            _rest = _rest[some.Length..];
            return some.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException("it is read from beginning to end");

        public override void SetLength(long value) => throw new InvalidOperationException("it is only read");

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("it is only read");

        protected override void Dispose(bool disposing)
        {
            windows.Dispose();
            base.Dispose(disposing);
        }
    }
}
