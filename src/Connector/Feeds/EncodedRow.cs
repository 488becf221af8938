using System.Text;
using Connector.Policy;

namespace Connector.Feeds;

/// <summary>A row as it stands in the file, with the places where its fields end.</summary>
public readonly struct EncodedRow
{
    private readonly FeedSheet _sheet;
    private readonly int[] _ends;

    internal EncodedRow(FeedSheet sheet, ReadOnlyMemory<byte> bytes, int[] ends)
    {
        _sheet = sheet;
        Bytes = bytes;
        _ends = ends;
    }

    /// <summary>The row with its line end.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Takes a stored row apart.</summary>
    /// <exception cref="InvalidDataException">It has not the columns of the sheet.</exception>
    public static EncodedRow Parse(FeedSheet sheet, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var ends = new int[sheet.Columns.Count];
        var span = bytes.Span;
        var column = 0;
        var quoted = false;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (span[i] == sheet.Separator || span[i] == '\n'))
            {
                if (column == ends.Length)
                {
                    break;
                }

                ends[column++] = i;
            }
        }

        return column == ends.Length && !quoted && span[^1] == '\n' && ends[^1] == span.Length - 1
            ? new EncodedRow(sheet, bytes, ends)
            : throw new InvalidDataException($"a stored row has not the {sheet.Columns.Count} columns of sheet {sheet.Id}");
    }

    /// <summary>A field as it is encoded, quotes included.</summary>
    public ReadOnlyMemory<byte> Field(int column)
    {
        var start = column == 0 ? 0 : _ends[column - 1] + 1;
        return Bytes[start.._ends[column]];
    }

    /// <summary>A field's value, quotes taken off.</summary>
    public string Value(int column)
    {
        var text = Encoding.UTF8.GetString(Field(column).Span);
        return text.Length > 1 && text[0] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>All fields by column name.</summary>
    public IReadOnlyDictionary<string, string> Columns()
    {
        var columns = new Dictionary<string, string>(_sheet.Columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < _sheet.Columns.Count; i++)
        {
            columns[_sheet.Columns[i].Name] = Value(i);
        }

        return columns;
    }

    public PublishedRow Published() => new(Columns());

    /// <summary>Hash of the facets, each over its encoded fields as they stand in the row, run of columns by run of columns; the same on every machine.</summary>
    public FacetHashes Hash() => new(Hash(Facet.Content), Hash(Facet.Price), Hash(Facet.Stock));

    private Hash128 Hash(Facet facet)
    {
        var hash = Hash128.None;
        foreach (var (first, last) in _sheet.Runs(facet))
        {
            var start = first == 0 ? 0 : _ends[first - 1] + 1;
            hash = Hash128.Of(Bytes.Span[start.._ends[last]], hash);
        }

        return hash;
    }
}

/// <summary>What tells two rows apart, facet by facet.</summary>
public readonly record struct FacetHashes(Hash128 Content, Hash128 Price, Hash128 Stock)
{
    /// <summary>Bytes that <see cref="CopyTo"/> writes.</summary>
    internal const int Size = 48;

    internal static FacetHashes Read(ReadOnlySpan<byte> bytes) => new(new Hash128(bytes[..16]), new Hash128(bytes[16..32]), new Hash128(bytes[32..Size]));

    internal void CopyTo(Span<byte> into)
    {
        Content.CopyTo(into);
        Price.CopyTo(into[16..]);
        Stock.CopyTo(into[32..]);
    }
}
