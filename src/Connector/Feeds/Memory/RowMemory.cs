using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Connector.Feeds.Memory;

/// <summary>
/// The rows that an account's last full feed had, in feed order, with what each item group was made of. Policies are pure: where a group's
/// inputs, the circumstances and the rules are what they were, and its time is not over, its rows are what they were, and are not made again.
/// A block of the file whose rows are all the same is not compressed again either. A file that may be lost: then everything is made anew.
/// For several threads.
/// </summary>
internal sealed class RowMemory : IDisposable
{
    /// <summary>The file's first bytes; to be changed with its form.</summary>
    public static readonly byte[] Magic = "rows0001"u8.ToArray();

    /// <summary>Magic, circumstances, instant.</summary>
    public const int HeadLength = 8 + 16 + 8;

    /// <summary>Where the index begins, its hash, magic again.</summary>
    public const int TailLength = 8 + 16 + 8;

    private readonly SafeFileHandle _file;
    private readonly Dictionary<Hash128, int> _byRows = [];

    private RowMemory(SafeFileHandle file, string path, IReadOnlyList<RememberedBlock> blocks)
    {
        (_file, Path, Blocks) = (file, path, blocks);
        for (var i = 0; i < blocks.Count; i++)
        {
            _byRows.TryAdd(blocks[i].PlainHash, i);
        }

        Noted = [.. blocks.Where(block => block.NotesLength > 0)];
    }

    public string Path { get; }

    /// <summary>All blocks, in feed order.</summary>
    public IReadOnlyList<RememberedBlock> Blocks { get; }

    /// <summary>The blocks that have notes.</summary>
    public IReadOnlyList<RememberedBlock> Noted { get; }

    /// <summary>Opens what was remembered; null where there is none, where it was made in other circumstances or later than now, or where its file is not whole.</summary>
    public static RowMemory? Open(string path, Hash128 circumstances, DateTimeOffset instant)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            if (Index(file, circumstances, instant) is { } blocks)
            {
                return new RowMemory(file, path, blocks);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not there, or not to be read: nothing is remembered.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>The block of just these rows, as it is stored; null where none is remembered.</summary>
    /// <param name="plain">The rows' hash.</param>
    /// <param name="plainLength">Their bytes.</param>
    public RowBlock? Find(Hash128 plain, int plainLength) =>
        _byRows.TryGetValue(plain, out var at) && Blocks[at].PlainLength == plainLength && Body(Blocks[at]) is { } body ? RowBlock.Kept(body.Take(), Blocks[at]) : null;

    /// <summary>A whole block, as it is stored.</summary>
    /// <exception cref="InvalidDataException">It was there, see <see cref="Has"/>, and is no longer.</exception>
    public RowBlock Kept(RememberedBlock block) => RowBlock.Kept((Body(block) ?? throw Torn()).Take(), block);

    /// <summary>The notes of a block; null where they are not what was written.</summary>
    public LentBytes? Notes(RememberedBlock block) => LentBytes.Read(_file, block.At, block.NotesLength, block.NotesHash);

    /// <summary>Whether the rows of a block are there, as they were written.</summary>
    public bool Has(RememberedBlock block)
    {
        using var body = Body(block);
        return body is not null;
    }

    /// <summary>The rows of a block as they were before compression.</summary>
    /// <exception cref="InvalidDataException">They were there, see <see cref="Has"/>, and are no longer.</exception>
    public LentBytes Rows(RememberedBlock block)
    {
        var body = Body(block) ?? throw Torn();
        if (block.BodyHash == block.PlainHash)
        {
            return body;
        }

        using (body)
        {
            return body.Inflate(block.PlainLength, block.PlainHash) ?? throw Torn();
        }
    }

    /// <summary>Copies its blocks, up to a place.</summary>
    public void CopyTo(Stream into, long end)
    {
        var buffer = new byte[1 << 16];
        for (long at = HeadLength; at < end;)
        {
            var read = RandomAccess.Read(_file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            into.Write(buffer, 0, read > 0 ? read : throw new EndOfStreamException());
            at += read;
        }
    }

    public void Dispose() => _file.Dispose();

    private LentBytes? Body(RememberedBlock block) => LentBytes.Read(_file, block.BodyAt, block.BodyLength, block.BodyHash);

    private InvalidDataException Torn() => new($"{Path} was changed while a feed read it; delete it, or make the feed with --afresh");

    private static List<RememberedBlock>? Index(SafeFileHandle file, Hash128 circumstances, DateTimeOffset instant)
    {
        var length = RandomAccess.GetLength(file);
        if (length < HeadLength + TailLength)
        {
            return null;
        }

        var (head, tail) = (new byte[HeadLength], new byte[TailLength]);
        RandomAccess.Read(file, head, 0);
        RandomAccess.Read(file, tail, length - TailLength);
        var at = BitConverter.ToInt64(tail);
        var size = length - TailLength - at;
        if (!head.AsSpan().StartsWith(Magic) || !tail.AsSpan().EndsWith(Magic) || new Hash128(head.AsSpan(8, 16)) != circumstances
            || BitConverter.ToInt64(head.AsSpan(24)) > instant.UtcTicks || at < HeadLength || size is < 0 or > int.MaxValue)
        {
            return null;
        }

        using var index = LentBytes.Read(file, at, (int)size, new Hash128(tail.AsSpan(8, 16)));
        if (index is null)
        {
            return null;
        }

        using var reader = new BinaryReader(index.Stream(), Encoding.UTF8);
        var blocks = new List<RememberedBlock>();
        while (reader.BaseStream.Position < size)
        {
            blocks.Add(RememberedBlock.Read(reader));
        }

        return blocks;
    }
}
