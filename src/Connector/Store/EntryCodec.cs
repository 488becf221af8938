using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// The narrow rows' small blobs, as text: readable in any SQLite shell, and small. Fields are separated by a space, records by a line feed.
/// Times are Unix seconds; an absent value is <c>-</c>.
/// </summary>
internal static class EntryCodec
{
    public static byte[] Prices(IReadOnlyList<PriceTable> tables)
    {
        var text = new StringBuilder(32 * tables.Count);
        foreach (var table in tables)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(Seconds(table.From)).Append(' ').Append(Seconds(table.To)).Append(' ').Append(Number(table.Quantity)).Append(' ')
                .Append(Number(table.Amount)).Append(' ').Append(table.IsPercentage ? '%' : '=');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static void ReadPrices(ReadOnlySpan<byte> data, List<PriceTable> into)
    {
        into.Clear();
        var text = new Fields(data);
        while (text.More)
        {
            var from = text.Time();
            var to = text.Time();
            var quantity = text.Number() ?? 1;
            var amount = text.Number() ?? 0;
            into.Add(new PriceTable(from, to, quantity, amount, text.Next() is [(byte)'%']));
        }
    }

    public static byte[] Stock(StockRecord record) => Encoding.UTF8.GetBytes(string.Join(
        ' ',
        record.Perpetual ? "1" : "0", Number(record.Ats), Number(record.Allocation), ((int)record.Handling).ToString(CultureInfo.InvariantCulture),
        Number(record.PreorderBackorderAllocation), Number(record.OnOrder), Number(record.Turnover), Seconds(record.InStockDate), Seconds(record.AllocationTime)));

    public static StockRecord ReadStock(string id, ReadOnlySpan<byte> data)
    {
        var text = new Fields(data);
        return new StockRecord(id)
        {
            Perpetual = text.Next() is [(byte)'1'],
            Ats = text.Number(),
            Allocation = text.Number(),
            Handling = (StockHandling)(int)(text.Number() ?? 0),
            PreorderBackorderAllocation = text.Number(),
            OnOrder = text.Number(),
            Turnover = text.Number(),
            InStockDate = text.Time(),
            AllocationTime = text.Time(),
        };
    }

    /// <summary>Category ids, the primary one marked: <c>*</c> or <c>-</c>, length, id.</summary>
    public static byte[] Places(IReadOnlyList<(string Category, bool Primary)> places)
    {
        var bytes = new List<byte>();
        Span<byte> length = stackalloc byte[2];
        foreach (var (category, primary) in places)
        {
            bytes.Add((byte)(primary ? '*' : '-'));
            var utf8 = Encoding.UTF8.GetBytes(category);
            BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)utf8.Length));
            bytes.AddRange(length);
            bytes.AddRange(utf8);
        }

        return [.. bytes];
    }

    public static List<(string Category, bool Primary)> ReadPlaces(ReadOnlySpan<byte> data)
    {
        var places = new List<(string, bool)>();
        while (!data.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(data[1..]);
            places.Add((Encoding.UTF8.GetString(data.Slice(3, length)), data[0] == '*'));
            data = data[(3 + length)..];
        }

        return places;
    }

    private static string Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Seconds(DateTimeOffset? value) => value?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "-";

    private ref struct Fields(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public readonly bool More => !_rest.IsEmpty;

        public ReadOnlySpan<byte> Next()
        {
            var end = _rest.IndexOfAny((byte)' ', (byte)'\n');
            var field = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return field;
        }

        public decimal? Number() => Next() is var field and not [(byte)'-'] ? decimal.Parse(field, NumberStyles.Number, CultureInfo.InvariantCulture) : null;

        public DateTimeOffset? Time() =>
            Next() is var field and not [(byte)'-'] ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) : null;
    }
}
