using System.Buffers.Binary;
using System.Security.Cryptography;
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

    /// <summary>Hash of the facets, each SHA-256 cut to 128 bits over its encoded fields with their lengths; the same on every machine.</summary>
    public FacetHashes Hash()
    {
        Span<byte> content = stackalloc byte[16];
        Span<byte> price = stackalloc byte[16];
        Span<byte> stock = stackalloc byte[16];
        Hash(Facet.Content, content);
        Hash(Facet.Price, price);
        Hash(Facet.Stock, stock);
        return new FacetHashes(new Hash128(content), new Hash128(price), new Hash128(stock));
    }

    private void Hash(Facet facet, Span<byte> into)
    {
        var scratch = System.Buffers.ArrayPool<byte>.Shared.Rent(Bytes.Length + (4 * _ends.Length));
        var length = 0;
        for (var i = 0; i < _ends.Length; i++)
        {
            if (_sheet.Columns[i].Facet == facet)
            {
                var field = Field(i).Span;
                BinaryPrimitives.WriteInt32LittleEndian(scratch.AsSpan(length), field.Length);
                field.CopyTo(scratch.AsSpan(length + 4));
                length += 4 + field.Length;
            }
        }

        Span<byte> full = stackalloc byte[32];
        SHA256.HashData(scratch.AsSpan(0, length), full);
        full[..16].CopyTo(into);
        System.Buffers.ArrayPool<byte>.Shared.Return(scratch);
    }
}

/// <summary>What tells two rows apart, facet by facet.</summary>
public readonly record struct FacetHashes(Hash128 Content, Hash128 Price, Hash128 Stock);
