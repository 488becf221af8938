using System.Globalization;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>The order in which the pieces of a shop come does not matter.</summary>
public sealed class OrderIndependenceTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Shuffled_pieces_give_the_same_mirror(int seed)
    {
        using var straight = new MirrorBox();
        using var shuffled = new MirrorBox();
        var pieces = Pieces();
        straight.Read(pieces);
        var random = new Random(seed);
        random.Shuffle(pieces);
        shuffled.Read(pieces);

        shuffled.Dump().Should().Equal(straight.Dump());

        random.Shuffle(pieces);
        shuffled.Read(pieces).Number.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Pieces_that_come_in_reads_of_their_own_give_the_same_mirror(int seed)
    {
        using var straight = new MirrorBox();
        using var split = new MirrorBox();
        var pieces = Pieces(ScopeMode.Delta);
        straight.Read(pieces);
        new Random(seed).Shuffle(pieces);

        foreach (var piece in pieces)
        {
            split.Read(piece);
        }

        split.Dump().Should().Equal(straight.Dump());
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    /// <summary>Ten masters with three variants each, five products, prices on variants and masters, stock, categories; one record a piece.</summary>
    private static Action<IStoreRead>[] Pieces(ScopeMode mode = ScopeMode.Complete)
    {
        var pieces = new List<Action<IStoreRead>>();
        Action<IStoreRead> Main(Action<IStoreRead> record) => In(ScopeKind.Catalog, "main", mode, record);
        for (var m = 0; m < 10; m++)
        {
            var master = "m" + m;
            string[] variants = [.. Enumerable.Range(0, 3).Select(v => string.Create(CultureInfo.InvariantCulture, $"v{(m * 3) + v:00}"))];
            pieces.Add(Main(Master(
                master, Name("Master " + m), Name("Maître " + m, "fr"), Variants(variants), Image("https://i/" + m), draft => draft.Add(ItemField.VariationAttribute, "size", "", ""))));
            pieces.Add(Book(new PriceBookHeader("list", "GBP", null), mode, Price(master, 100 + m)));
            pieces.Add(In(ScopeKind.Catalog, "storefront", mode, Category("cat" + m, "root", new LocalText("x-default", "Category " + m)), Assign(master, "cat" + m, m % 2 == 0)));
            foreach (var variant in variants)
            {
                pieces.Add(Main(Product(variant, Attribute("size", variant[^1..]))));
                pieces.Add(Book(new PriceBookHeader("sale", "GBP", "list"), mode, variant[^1] % 2 == 0 ? Price(variant, 50 + m) : _ => { }));
                pieces.Add(In(ScopeKind.InventoryList, "stock", mode, read => read.Upsert(new InventoryListHeader("stock", false)), Stock(variant, m)));
            }
        }

        for (var p = 0; p < 5; p++)
        {
            pieces.Add(Main(Product("p" + p, Name("Product " + p))));
            pieces.Add(Book(new PriceBookHeader("sale", "GBP", "list"), mode, Price("p" + p, p + 1)));
        }

        return [.. pieces];
    }
}
