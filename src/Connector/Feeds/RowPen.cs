using System.Buffers;
using System.Globalization;
using System.Text;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// Encodes rows of a sheet: each row once, as the UTF-8 bytes that are hashed and written. Used again for the next row.
/// </summary>
public sealed class RowPen(FeedSheet sheet)
{
    private static readonly SearchValues<byte> JsonSpecial = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(code => (byte)code)]);
    private readonly SearchValues<byte> _special = SearchValues.Create([(byte)sheet.Separator, (byte)'"', (byte)'\r', (byte)'\n']);
    private readonly int[] _ends = new int[sheet.Columns.Count];
    private readonly ColumnPen[] _columns = [.. sheet.Columns.Select(column => column.Write)];
    private byte[] _bytes = new byte[8192];
    private int _length;

    /// <summary>Bytes that a decimal or a time takes at most: 29 digits, a sign, a point.</summary>
    private const int LongestAmount = 64;

    public FeedSheet Sheet => sheet;

    /// <summary>The row, line end included. Valid until the next row is written.</summary>
    public EncodedRow Row => new(sheet, _bytes.AsMemory(0, _length), _ends);

    /// <summary>Encodes an offer.</summary>
    public EncodedRow Write(Offer offer, Facts facts)
    {
        _length = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            var start = _length;
            _columns[column](this, offer, facts);
            EndField(column, start);
        }

        return Row;
    }

    /// <summary>Encodes a row whose columns come from two others, or from a word that stands for a column.</summary>
    public EncodedRow Compose(Func<int, ReadOnlyMemory<byte>> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        _length = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            // Fields are taken over as they are encoded: already quoted where they must be.
            Raw(field(column).Span);
            Close(column);
        }

        return Row;
    }

    /// <summary>Encodes a row from texts, column by column.</summary>
    public EncodedRow Write(Func<FeedColumn, string?> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _length = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            var start = _length;
            Text(text(sheet.Columns[column]));
            EndField(column, start);
        }

        return Row;
    }

    /// <summary>A single field as it stands in a row of the sheet, quoted where it must be.</summary>
    internal static ReadOnlyMemory<byte> Encoded(FeedSheet sheet, Action<RowPen> write)
    {
        var pen = new RowPen(sheet);
        write(pen);
        pen.EndField(0, 0);
        return pen._bytes.AsMemory(0, pen._ends[0]);
    }

    public void Text(Text value) => Raw(value.Utf8);

    /// <summary>Text on one line: line feeds become blanks.</summary>
    public void Line(Text value)
    {
        var start = _length;
        Raw(value.Utf8);
        _bytes.AsSpan(start, _length - start).Replace((byte)'\n', (byte)' ');
    }

    public void Text(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Room(value.Length * 3);
            _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
        }
    }

    /// <summary>Amount, space, currency, as <see cref="Money.ToString"/>; nothing for no amount.</summary>
    public void Amount(Money? money)
    {
        if (money is not { } value)
        {
            return;
        }

        Room(LongestAmount);
        var (amount, digits) = (value.Written, Money.MinorDigits(value.Currency));
        if (!PlainNumber.TryWrite(amount, digits, _bytes.AsSpan(_length), out var written))
        {
            amount.TryFormat(_bytes.AsSpan(_length), out written, AmountForm(digits), CultureInfo.InvariantCulture);
        }

        _length += written;
        Raw(" "u8);
        Text(value.Currency);
    }

    /// <summary>Minutes in UTC: <c>2026-11-27T00:00+00:00</c>.</summary>
    public void Minute(DateTimeOffset time)
    {
        Room(LongestAmount);
        time.UtcDateTime.TryFormat(_bytes.AsSpan(_length), out var written, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        _length += written;
        Raw("+00:00"u8);
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Text inside a JSON string: quotes, backslashes and control characters escaped, everything else as it is.</summary>
    public void JsonText(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var next = text.IndexOfAny(JsonSpecial);
            if (next < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..next]);
            switch (text[next])
            {
                case (byte)'"':
                    Raw("\\\""u8);
                    break;
                case (byte)'\\':
                    Raw("\\\\"u8);
                    break;
                case (byte)'\n':
                    Raw("\\n"u8);
                    break;
                default:
                    Text(string.Create(CultureInfo.InvariantCulture, $"\\u{text[next]:x4}"));
                    break;
            }

            text = text[(next + 1)..];
        }
    }

    private void EndField(int column, int start)
    {
        // Most columns of most rows are empty.
        var value = _bytes.AsSpan(start, _length - start);
        if (value.Length > 0 && value.ContainsAny(_special))
        {
            Quote(start, value.Count((byte)'"'));
        }

        Close(column);
    }

    /// <summary>Puts what stands from there on between quotes and doubles those within: from the end, piece by piece, each moved as a whole.</summary>
    private void Quote(int start, int quotes)
    {
        Room(quotes + 2);
        var from = _length;
        _length += quotes + 2;
        var to = _length - 1;
        _bytes[to] = (byte)'"';
        for (var more = true; more;)
        {
            var piece = _bytes.AsSpan(start, from - start);
            var quote = piece.LastIndexOf((byte)'"');
            more = quote >= 0;
            piece = more ? piece[quote..] : piece;
            (from, to) = (from - piece.Length, to - piece.Length);
            piece.CopyTo(_bytes.AsSpan(to));
            _bytes[--to] = (byte)'"';
        }
    }

    private static string AmountForm(int digits) => digits switch { 0 => "F0", 2 => "F2", _ => "F3" };

    private void Close(int column)
    {
        _ends[column] = _length;
        Room(1);
        _bytes[_length++] = column == _columns.Length - 1 ? (byte)'\n' : (byte)sheet.Separator;
    }

    private void Room(int need)
    {
        if (_bytes.Length - _length < need)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + need));
        }
    }
}
