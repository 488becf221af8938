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
    /// <summary>Written into <paramref name="buffer"/>, which grows as needed; valid until it is used again.</summary>
    public static ReadOnlyMemory<byte> Prices(IReadOnlyList<PriceTable> tables, ref byte[] buffer)
    {
        var at = 0;
        foreach (var table in tables)
        {
            if (at > 0)
            {
                buffer[at - 1] = (byte)'\n';
            }

            Put(Seconds(table.From), ref buffer, ref at);
            Put(Seconds(table.To), ref buffer, ref at);
            Put(table.Quantity, ref buffer, ref at);
            Put(table.Amount, ref buffer, ref at);
            buffer[at++] = table.IsPercentage ? (byte)'%' : (byte)'=';
            buffer[at++] = (byte)' ';
        }

        return buffer.AsMemory(0, Math.Max(0, at - 1));
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

    public static ReadOnlyMemory<byte> Stock(StockRecord record, ref byte[] buffer)
    {
        var at = 0;
        Put(record.Perpetual ? 1 : 0, ref buffer, ref at);
        Put(record.Ats, ref buffer, ref at);
        Put(record.Allocation, ref buffer, ref at);
        Put((int)record.Handling, ref buffer, ref at);
        Put(record.PreorderBackorderAllocation, ref buffer, ref at);
        Put(record.OnOrder, ref buffer, ref at);
        Put(record.Turnover, ref buffer, ref at);
        Put(Seconds(record.InStockDate), ref buffer, ref at);
        Put(Seconds(record.AllocationTime), ref buffer, ref at);
        return buffer.AsMemory(0, at - 1);
    }

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

    /// <summary>Category ids, the primary one marked: <c>*</c> or <c>-</c>, length in 2 bytes, id.</summary>
    public static ReadOnlyMemory<byte> Places(IReadOnlyList<(string Category, bool Primary)> places, ref byte[] buffer)
    {
        var at = 0;
        foreach (var (category, primary) in places)
        {
            Room(3 + Encoding.UTF8.GetMaxByteCount(category.Length), ref buffer, at);
            var length = Encoding.UTF8.GetBytes(category, buffer.AsSpan(at + 3));
            buffer[at] = (byte)(primary ? '*' : '-');
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(at + 1), checked((ushort)length));
            at += 3 + length;
        }

        return buffer.AsMemory(0, at);
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

    private static decimal? Seconds(DateTimeOffset? value) => value?.ToUnixTimeSeconds();

    /// <summary>A field and the space behind it, with room for two bytes more.</summary>
    private static void Put(decimal? value, ref byte[] buffer, ref int at)
    {
        const int LongestNumber = 32;
        Room(LongestNumber + 4, ref buffer, at);
        if (value is { } number)
        {
            number.TryFormat(buffer.AsSpan(at), out var written, default, CultureInfo.InvariantCulture);
            at += written;
        }
        else
        {
            buffer[at++] = (byte)'-';
        }

        buffer[at++] = (byte)' ';
    }

    private static void Room(int need, ref byte[] buffer, int at)
    {
        if (buffer.Length - at < need)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, at + need));
        }
    }

    private ref struct Fields(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public readonly bool More => !_rest.IsEmpty;

        public ReadOnlySpan<byte> Next()
        {
            // Fields are a few bytes long: looking at each is sooner done than a search is set up.
            var end = 0;
            while (end < _rest.Length && _rest[end] is not ((byte)' ' or (byte)'\n'))
            {
                end++;
            }

            var field = _rest[..end];
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            return field;
        }

        public decimal? Number()
        {
            var field = Next();
            return PlainNumber.TryRead(field, out var number) ? number
                : field is [(byte)'-'] ? null
                : decimal.Parse(field, NumberStyles.Number, CultureInfo.InvariantCulture);
        }

        public DateTimeOffset? Time() =>
            Next() is var field and not [(byte)'-'] ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) : null;
    }
}
