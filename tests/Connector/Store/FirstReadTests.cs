using System.Text;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>A first read is sorted and written at once; the ordinary way, which every later read goes, is what it is measured against: same rows, same report.</summary>
public sealed class FirstReadTests
{
    private static readonly string[] Ids = ["a", "a1", "aa", "b", "bundle", "c", "m", "m1", "m2", "s", "ünder", "\uFF5E", "\U0001F455", "z"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_leaves_the_mirror_that_the_ordinary_way_leaves(int seed)
    {
        using var sorted = new MirrorBox();
        using var staged = new MirrorBox();
        var pieces = Pieces(seed);

        var (first, isFirst) = Read(sorted, pieces, _ => { });
        var (ordinary, _) = Read(staged, pieces, read => read.GoTheOrdinaryWay());

        string.Join('\n', Tables(sorted)).Should().Be(string.Join('\n', Tables(staged)), "seed {0}", seed);
        first.Scopes.Should().Equal(ordinary.Scopes, "seed {0}", seed);
        first.Warnings.Select(warning => warning.ToString()).Order().Should().Equal(ordinary.Warnings.Select(warning => warning.ToString()).Order(), "seed {0}", seed);
        first.Number.Should().Be(ordinary.Number);
        sorted.Dump().Should().Equal(staged.Dump(), "seed {0}", seed);
        Read(sorted, pieces, _ => { }).Report.Number.Should().BeNull("seed {0}: all of it is known", seed);
        isFirst.Should().Be(seed % 4 != 0, "seed {0}: what is told twice or taken back is for the ordinary way", seed);
    }

    [Fact]
    public void Nothing_of_it_is_left_on_disk()
    {
        using var box = new MirrorBox();
        Read(box, Pieces(1), _ => { });

        Directory.EnumerateFiles(Path.GetDirectoryName(box.File)!).Select(Path.GetFileName).Should().BeSubsetOf(["mirror.db", "mirror.db-wal", "mirror.db-shm"]);
    }

    /// <summary>Every fourth tells something twice, or takes it back.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    private static (ReadReport Report, bool WasFirst) Read(MirrorBox box, Action<IStoreRead>[] pieces, Action<MirrorRead> before)
    {
        using var read = box.Mirror.Read("shop", MirrorBox.Now, 100);
        before(read);
        foreach (var piece in pieces)
        {
            piece(read);
        }

        var report = read.Commit(CancellationToken.None);
        return (report, read.WentTheFirstWay);
    }

    /// <summary>A shop of odd ids in two catalogs, two books and a list, one record a piece, in any order.</summary>
    private static Action<IStoreRead>[] Pieces(int seed)
    {
        var random = new Random(seed);
        var pieces = new List<Action<IStoreRead>>();
        string[] Some(int one) => [.. Ids.Where(_ => random.Next(one) == 0)];
        foreach (var id in Some(3).Concat(Ids.Take(4)).Distinct().ToList())
        {
            var catalog = random.Next(2) == 0 ? "main" : "more";
            var named = Some(3);
            var one = Ids[random.Next(Ids.Length)];
            pieces.Add(Catalog(catalog, random.Next(6) switch
            {
                0 or 1 => Product(id, Name("N" + random.Next(9))),
                2 => Item(id, ItemKind.VariationGroup, Name("G")),
                3 => Item(id, ItemKind.Set, Name("S")),
                4 => Bundle(id, [.. named.Distinct().Select(part => (part, 1m + random.Next(3)))]),
                _ => Master(id, Name("M"), Variants(named), VariationGroups(Some(8)), draft => draft.AddVariant(one, isDefault: true)),
            }));
        }

        foreach (var id in Some(2))
        {
            pieces.Add(Book("list", Price(id, random.Next(1, 99))));
            pieces.Add(List("stock", Stock(id, random.Next(9))));
            pieces.Add(Book("sale", "list", random.Next(2) == 0 ? Price(id, random.Next(1, 99)) : read => read.Patch(id, new PricePatch(false, [], [new PriceTable(MirrorBox.Now, null, 1, 5)]))));
            pieces.Add(Catalog("storefront", Assign(id, "men", random.Next(2) == 0), Assign(id, "women"), Assign(id, "men", random.Next(2) == 0)));
        }

        pieces.Add(Catalog("storefront", Category("men"), Category("women")));
        if (seed % 4 == 0)
        {
            var again = random.Next(6) switch
            {
                0 => Catalog("main", Product("a", Name("told again"))),
                1 => Catalog("main", Product("a", Name("told again")), Product("a", Name("and again"))),
                2 => Catalog("main", Product("q"), read => read.DeleteItem("a")),
                3 => Book("list", Price("a", 1), Price("a", 2)),
                4 => List("stock", Stock("q", 1), read => read.DeleteStock("q")),
                _ => Catalog("storefront", Assign("q", "men"), read => read.Unassign("q", "men")),
            };
            pieces.Add(Catalog("more", Product("a", Name("elsewhere"))));
            pieces.Add(again);
        }

        var all = pieces.ToArray();
        random.Shuffle(all);
        return all;
    }

    /// <summary>All rows, without the numbers that depend on the order in which ids were met.</summary>
    private static List<string> Tables(MirrorBox box)
    {
        using var connection = box.Mirror.Open();
        var rows = new List<string>();
        foreach (var table in new[]
        {
            "SELECT 'product', id, (SELECT name FROM scope s WHERE s.id = p.scope), kind, grp, head, hex(hash), NULL FROM product p ORDER BY id",
            "SELECT 'item', grp, hex(data), NULL, NULL, NULL, NULL, NULL FROM item ORDER BY grp",
            "SELECT 'entry', s.kind, s.name, e.grp, hex(e.data), NULL, NULL, NULL FROM entry e JOIN scope s ON s.id = e.scope ORDER BY s.kind, s.name, e.grp",
            "SELECT 'link', id, owner, kind, is_default, place, NULL, NULL FROM link ORDER BY id, owner, kind",
            "SELECT 'scope', kind, name, header, records, touched, read_at, source_time FROM scope ORDER BY kind, name",
        })
        {
            using var all = new Prepared(connection, table);
            using var found = all.Read();
            while (found.Next())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, 8).Select(column => found.IsNull(column) ? "-" : Encoding.UTF8.GetString(found.Bytes(column)))));
            }
        }

        return rows;
    }
}
