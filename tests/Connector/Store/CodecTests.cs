using Connector.Policy.Catalog;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Bytes that are stored come back as they went in, and in the order that the database gives them.</summary>
public sealed class CodecTests
{
    private static readonly Random Random = new(20260504);

    [Fact]
    public void Price_tables_come_back()
    {
        byte[] buffer = new byte[1];
        for (var round = 0; round < 300; round++)
        {
            PriceTable[] tables = [.. Enumerable.Range(0, Random.Next(5)).Select(_ => new PriceTable(Time(), Time(), Amount(), Amount(), Random.Next(2) == 0))];
            var read = new List<PriceTable>();

            EntryCodec.ReadPrices(EntryCodec.Prices(tables, ref buffer).Span, read);

            read.Should().Equal(tables);
        }
    }

    [Fact]
    public void Stock_records_come_back()
    {
        byte[] buffer = new byte[1];
        for (var round = 0; round < 300; round++)
        {
            var record = new StockRecord("a")
            {
                Allocation = Maybe(), Ats = Maybe(), Perpetual = Random.Next(2) == 0, Handling = (StockHandling)Random.Next(3), PreorderBackorderAllocation = Maybe(),
                InStockDate = Time(), OnOrder = Maybe(), Turnover = Maybe(), AllocationTime = Time(),
            };

            EntryCodec.ReadStock("a", EntryCodec.Stock(record, ref buffer).Span).Should().Be(record);
        }
    }

    [Fact]
    public void Category_places_come_back()
    {
        byte[] buffer = new byte[1];
        for (var round = 0; round < 300; round++)
        {
            (string, bool)[] places = [.. Enumerable.Range(0, Random.Next(5)).Select(_ => (Word(), Random.Next(2) == 0))];

            EntryCodec.ReadPlaces(EntryCodec.Places(places, ref buffer).Span).Should().Equal(places);
        }
    }

    [Fact]
    public void Item_entries_come_back_in_order()
    {
        var draft = new ItemDraft();
        for (var round = 0; round < 200; round++)
        {
            draft.Begin("a", ItemKind.Product, "", 0);
            var entries = Enumerable.Range(0, Random.Next(30))
                .Select(_ => ((ItemField)Random.Next(1, 69), Word(), Word(), string.Concat(Enumerable.Range(0, Random.Next(200)).Select(_ => Word())))).ToList();
            entries.ForEach(entry => draft.Add(entry.Item1, entry.Item2, entry.Item3, entry.Item4));

            var read = new List<(ItemField, string, string, string)>();
            var blob = new ItemBlob(draft.Bytes);
            while (blob.Next())
            {
                draft.Bytes.Slice(blob.ValueAt, blob.Value.Length).SequenceEqual(blob.Value).Should().BeTrue();
                read.Add((blob.Field, Text(blob.Name), Text(blob.Qualifier), Text(blob.Value)));
            }

            read.Should().Equal(entries);
        }

        static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
    }

    [Fact]
    public void Key_order_is_the_order_in_which_the_database_gives_offers()
    {
        using var box = new MirrorBox();
        string[] ids = [.. Enumerable.Range(0, 400).Select(_ => Word()).Where(id => id.Length > 0).Distinct()];
        box.Read(Catalog("main", [.. ids.Select(id => Product(id))]));

        box.Offers().Select(offer => offer.Sku.Value).Should().Equal(ids.Order(Comparer<string>.Create(KeyOrder.Compare)));
    }

    private static DateTimeOffset? Time() => Random.Next(2) == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Random.NextInt64(-10_000_000_000, 10_000_000_000));

    private static decimal Amount() => Random.Next(10) == 0 ? decimal.MaxValue : new decimal(Random.Next(), 0, 0, Random.Next(2) == 0, (byte)Random.Next(6));

    private static decimal? Maybe() => Random.Next(3) == 0 ? null : Amount();

    /// <summary>Up to eight characters of every length in UTF-8, those around the surrogates among them.</summary>
    private static string Word() => string.Concat(Enumerable.Range(0, Random.Next(9)).Select(_ => Random.Next(6) switch
    {
        0 => ((char)Random.Next('a', 'z' + 1)).ToString(),
        1 => ((char)Random.Next(0x80, 0x800)).ToString(),
        2 => ((char)Random.Next(0x800, 0xD800)).ToString(),
        3 => ((char)Random.Next(0xE000, 0xFFFE)).ToString(),
        4 => char.ConvertFromUtf32(Random.Next(0x10000, 0x110000)),
        _ => ((char)Random.Next(0x21, 0x7F)).ToString(),
    }));
}
