using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using Connector.Policy;

namespace Connector.Feeds.Memory;

/// <summary>The notes of one item group, as <see cref="RowNotes"/> wrote them. Used again for the next one.</summary>
internal sealed class RememberedGroup
{
    private static readonly FrozenDictionary<string, ReasonCode> Codes = Reasons.All.ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    private readonly List<RememberedSku> _skus = [];

    /// <summary>Its SKUs, in feed order.</summary>
    public IReadOnlyList<RememberedSku> Skus => _skus;

    public DateTimeOffset Until { get; private set; }

    /// <summary>The group whose notes begin here: its id, from what it was made, and where the next one's begin.</summary>
    public static (int Next, Range Group, Hash128 Inputs) Peek(ReadOnlySpan<byte> notes, int at)
    {
        var next = at + 4 + BinaryPrimitives.ReadInt32LittleEndian(notes[at..]);
        var end = at + 8 + BinaryPrimitives.ReadInt32LittleEndian(notes[(at + 4)..]);
        return (next, (at + 8)..end, new Hash128(notes.Slice(end, 16)));
    }

    /// <summary>Reads the notes of the group that begin here. False where a reason is none of today's.</summary>
    public bool Read(ReadOnlySpan<byte> notes, int at)
    {
        _skus.Clear();
        var (next, group, _) = Peek(notes, at);
        var rest = notes[(group.End.Value + 16)..next];
        Until = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(rest), TimeSpan.Zero);
        var row = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
        var count = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
        rest = rest[16..];
        for (var i = 0; i < count; i++)
        {
            var kind = rest[0];
            rest = rest[1..];
            var sku = Text(ref rest);
            if (kind == RowNotes.Listed)
            {
                var (length, quantity) = (Number(ref rest), Number(ref rest));
                _skus.Add(new RememberedSku(sku, null, quantity, row..(row + length), FacetHashes.Read(rest)));
                rest = rest[FacetHashes.Size..];
                row += length;
                continue;
            }

            if (!Codes.TryGetValue(Text(ref rest), out var code))
            {
                return false;
            }

            var values = new string[rest[0]];
            rest = rest[1..];
            for (var value = 0; value < values.Length; value++)
            {
                values[value] = Text(ref rest);
            }

            _skus.Add(new RememberedSku(sku, new Reason(code, values), 0, default, default));
        }

        return true;
    }

    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        return number;
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        var length = Number(ref rest);
        var text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }
}

/// <summary>How a SKU came out of the policies.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Held">Why it was held; null: it was listed.</param>
/// <param name="Quantity">Pieces that may be sold.</param>
/// <param name="Row">Where its row stands in the block.</param>
/// <param name="Hashes">The row's.</param>
internal readonly record struct RememberedSku(string Sku, Reason? Held, int Quantity, Range Row, FacetHashes Hashes);

/// <summary>A row that is remembered. Its bytes are fetched only where it is not enough to know whose they are.</summary>
/// <param name="Block">The block in which it stands.</param>
/// <param name="Place">Where.</param>
internal readonly record struct RememberedRow(RememberedBlock Block, Range Place)
{
    public int Length => Place.End.Value - Place.Start.Value;
}
