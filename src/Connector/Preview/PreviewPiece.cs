using System.Buffers;
using System.Text;
using Connector.Feeds;

namespace Connector.Preview;

/// <summary>What a range came to under both sets of documents.</summary>
internal sealed class PreviewPiece
{
    /// <summary>What a cell is quoted for.</summary>
    private static readonly SearchValues<byte> Quoted = SearchValues.Create("\",\r\n"u8);

    public MemoryStream Lines { get; } = new();

    public long Read { get; set; }

    public long ListedNow { get; set; }

    public long ListedThen { get; set; }

    public long NewlyListed { get; set; }

    public long NewlyHeld { get; set; }

    public long NewlySoldOut { get; set; }

    public long Differ { get; set; }

    public long Content { get; set; }

    public Dictionary<string, long> Columns { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> NewlyHeldBy { get; } = new(StringComparer.Ordinal);

    public List<Move> Prices { get; } = [];

    public List<Move> Quantities { get; } = [];

    /// <summary>A line of the CSV.</summary>
    public void Line(string sku, string view, string what, string column, string before, string after, string because) =>
        Lines.Write(Encoding.UTF8.GetBytes(string.Join(',', new[] { sku, view, what, column, before, after, because }.Select(HeldFile.Cell)) + "\n"));

    /// <summary>A line for a column whose value differs. A preview has millions of them: what stands at both ends is made once for all columns of a row.</summary>
    public void Line(ReadOnlySpan<byte> start, ReadOnlySpan<byte> column, in EncodedRow before, in EncodedRow after, int at, ReadOnlySpan<byte> end)
    {
        Lines.Write(start);
        Lines.Write(column);
        Cell(before, at);
        Cell(after, at);
        Lines.Write(end);
    }

    /// <summary>A comma and a value, copied as the row has it wherever <see cref="HeldFile.Cell"/> would change nothing.</summary>
    private void Cell(in EncodedRow row, int at)
    {
        Lines.WriteByte((byte)',');
        var value = row.Field(at).Span;
        if (value.IsEmpty || IsPlain(value))
        {
            Lines.Write(value);
        }
        else
        {
            Lines.Write(Encoding.UTF8.GetBytes(HeldFile.Cell(row.Value(at))));
        }
    }

    /// <summary>Whether it begins with a letter or digit of ASCII, and so as no formula, and needs no quotes.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> value) => char.IsAsciiLetterOrDigit((char)value[0]) && !value.ContainsAny(Quoted);
}
