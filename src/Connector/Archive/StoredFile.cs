using System.Globalization;
using System.IO.Compression;
using Connector.Feeds;

namespace Connector.Archive;

/// <summary>
/// A file as it is stored in the archive, to be read as it was before compression: from its beginning, or at any place. A compressed one is one gzip member made of
/// blocks that were compressed by themselves, so that unpacking may begin at any of them (<see cref="FeedFile.Blocks"/>); where those were not noted, it begins at the
/// file's beginning.
/// </summary>
internal sealed class StoredFile : IDisposable
{
    private const int GzipHead = 10;

    private readonly FileStream _file;
    private readonly bool _isCompressed;
    private readonly long[] _stored;
    private readonly long[] _plain;
    private byte[] _block = [];
    private int _blockNumber = -1;

    private StoredFile(string path, FeedFile file)
    {
        _file = Opened(path);
        _isCompressed = IsCompressed(file);
        var blocks = Blocks(file);
        (_stored, _plain) = (new long[blocks.Count + 1], new long[blocks.Count + 1]);
        _stored[0] = GzipHead;
        for (var i = 0; i < blocks.Count; i++)
        {
            (_stored[i + 1], _plain[i + 1]) = (_stored[i] + blocks[i].Stored, _plain[i] + blocks[i].Plain);
        }
    }

    /// <summary>Opens a file; null where the archive has it no longer.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="file">What its run says of it.</param>
    public static StoredFile? Open(string path, FeedFile file) => File.Exists(path) ? new StoredFile(path, file) : null;

    /// <summary>The blocks of a compressed file, in order: bytes as stored and plain; empty where they were not noted.</summary>
    public static IReadOnlyList<(int Stored, int Plain)> Blocks(FeedFile file) =>
        string.IsNullOrEmpty(file.Blocks) ? [] : [.. file.Blocks.Split(' ').Select(block => block.Split('/')).Select(pair => (Number(pair[0]), Number(pair[1])))];

    /// <summary>Whether it is compressed, by its name: TikTok knows it by nothing else either.</summary>
    public static bool IsCompressed(FeedFile file) => file.Name.EndsWith(".gz", StringComparison.Ordinal);

    /// <summary>All of it, as it was before compression; pieces can be read meanwhile.</summary>
    public Stream Plain()
    {
        var file = Opened(_file.Name);
        return _isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>A piece of it, as it was before compression. What lies side by side is best read in order.</summary>
    /// <exception cref="InvalidDataException">The file is shorter, or it is damaged.</exception>
    public void Read(long at, Span<byte> into)
    {
        if (!_isCompressed)
        {
            _file.Position = at;
            _file.ReadExactly(into);
            return;
        }

        if (_plain.Length == 1)
        {
            using var whole = Plain();
            Skip(whole, at);
            whole.ReadExactly(into);
            return;
        }

        while (into.Length > 0)
        {
            var number = Array.BinarySearch(_plain, at);
            number = number < 0 ? ~number - 1 : number;
            if (number >= _plain.Length - 1)
            {
                throw new EndOfStreamException($"{_file.Name} has {_plain[^1]} plain bytes, {at} was asked for");
            }

            Unpack(number);
            var piece = _block.AsSpan((int)(at - _plain[number]), (int)Math.Min(into.Length, _plain[number + 1] - at));
            piece.CopyTo(into);
            into = into[piece.Length..];
            at += piece.Length;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Opened(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Skip(Stream stream, long bytes)
    {
        var skipped = new byte[1 << 16];
        while (bytes > 0)
        {
            var read = stream.Read(skipped, 0, (int)Math.Min(bytes, skipped.Length));
            bytes = read > 0 ? bytes - read : throw new EndOfStreamException("a file of the archive is shorter than its run says");
        }
    }

    private void Unpack(int number)
    {
        if (number == _blockNumber)
        {
            return;
        }

        var length = (int)(_plain[number + 1] - _plain[number]);
        _blockNumber = -1;
        _block = _block.Length >= length ? _block : new byte[length];
        _file.Position = _stored[number];
        using var unpacked = new DeflateStream(_file, CompressionMode.Decompress, leaveOpen: true);
        unpacked.ReadExactly(_block, 0, length);
        _blockNumber = number;
    }
}
