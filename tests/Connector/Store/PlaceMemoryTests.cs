using System.Globalization;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Categories that were told before are not looked up: the same histories are told to a mirror that remembers them, and to one whose memory is taken away before each read.</summary>
public sealed class PlaceMemoryTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 20).Select(n => string.Create(CultureInfo.InvariantCulture, $"p{n:00}"))];
    private static readonly string[] Categories = ["shoes", "boots", "sale"];
    private static readonly string[] Catalogs = ["navigation", "outlet"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_mirror_that_remembers_holds_and_reports_what_one_does_that_looks_at_everything(int seed)
    {
        var random = new Random(seed);
        using var remembering = new MirrorBox();
        using var looking = new MirrorBox();
        var assigned = Catalogs.ToDictionary(catalog => catalog, _ => new List<Action<IStoreRead>>());
        for (var read = 0; read < 12; read++)
        {
            var pieces = Next(random, assigned);
            Run(looking, "DELETE FROM told_place");

            var one = remembering.Read(100, pieces);
            var other = looking.Read(100, pieces);

            remembering.Dump().Should().Equal(looking.Dump(), "seed {0}, read {1}", seed, read);
            one.Number.Should().Be(other.Number, "seed {0}, read {1}", seed, read);
            one.Scopes.Should().Equal(other.Scopes, "seed {0}, read {1}", seed, read);
            one.Warnings.Should().Equal(other.Warnings, "seed {0}, read {1}", seed, read);
            foreach (var id in Ids)
            {
                StoredOf(remembering, id).Should().Equal(StoredOf(looking, id), "seed {0}, read {1}", seed, read);
            }

            Counted(remembering).Should().Equal(Held(remembering), "seed {0}, read {1}: what is counted is what is there", seed, read);
        }
    }

    [Fact]
    public void What_is_told_again_in_another_order_is_remembered_as_well()
    {
        using var box = new MirrorBox();
        Action<IStoreRead>[] places = [.. Ids.Select(id => Assign(id, "shoes"))];
        box.Read(Products(), Catalog("navigation", places));
        // What is looked up would be found to differ: the memory alone says that it is the same.
        Run(box, "UPDATE entry SET data = zeroblob(0)");

        box.Read(Products(), Catalog("navigation", [.. places.Reverse()])).Number.Should().BeNull();

        box.Read(Products(), Catalog("navigation", [.. places.Skip(1)])).Scopes.Single(scope => scope.Scope.Id == "navigation").Deleted.Should().Be(1);
    }

    [Fact]
    public void What_a_delta_changed_is_looked_at_in_the_next_whole_read()
    {
        using var box = new MirrorBox();
        box.Read(Products(), Catalog("navigation", Assign("p01", "shoes"), Assign("p02", "shoes")));
        box.Read(CatalogDelta("navigation", read => read.Unassign("p01", "shoes"), Assign("p02", "boots")));

        box.Read(Products(), Catalog("navigation", Assign("p01", "shoes"), Assign("p02", "shoes"))).Scopes.Single(scope => scope.Scope.Id == "navigation")
            .Should().Match<ScopeReport>(scope => scope.Added == 1 && scope.Changed == 1);
    }

    private static Action<IStoreRead> Products() => Catalog("main", [.. Ids.Select(id => Product(id, Name(id)))]);

    /// <summary>Whole exports whose assignments come, go and change places, deltas between them, catalogs that are missing.</summary>
    private static Action<IStoreRead>[] Next(Random random, Dictionary<string, List<Action<IStoreRead>>> assigned)
    {
        if (random.Next(4) == 0)
        {
            return
            [
                CatalogDelta(Catalogs[random.Next(2)], [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
                {
                    var (id, category) = (Ids[random.Next(Ids.Length)], Categories[random.Next(Categories.Length)]);
                    return random.Next(2) == 0 ? Assign(id, category, random.Next(2) == 0) : read => read.Unassign(id, category);
                })]),
            ];
        }

        foreach (var places in assigned.Values.Where(_ => random.Next(3) != 0))
        {
            for (var edits = random.Next(6); edits > 0 || places.Count < 10; edits--)
            {
                if (random.Next(3) == 0 && places.Count > 10)
                {
                    places.RemoveAt(random.Next(places.Count));
                }
                else
                {
                    places.Insert(random.Next(places.Count + 1), Assign(Ids[random.Next(Ids.Length)], Categories[random.Next(Categories.Length)], random.Next(2) == 0));
                }
            }
        }

        var described = Ids.Where(_ => random.Next(8) != 0).ToList();
        return
        [
            Catalog("main", [.. described.Take(12).Select(id => Product(id, Name(id)))]),
            // What a catalog describes may be another one's the next time.
            Catalog("more", [.. described.Skip(12).Select(id => Product(id, Name(id)))]),
            .. assigned.Where(_ => random.Next(5) != 0).Select(catalog => Catalog(catalog.Key, [.. catalog.Value])),
        ];
    }

    private static byte[] StoredOf(MirrorBox box, string id) => box.Holds("entry", id) ? box.Stored("entry", id) : [];

    private static List<string> Counted(MirrorBox box) => Lines(box, "SELECT name || ' ' || described || ' ' || records FROM scope ORDER BY name");

    private static List<string> Held(MirrorBox box) => Lines(box, "SELECT s.name || ' ' || (SELECT COUNT(*) FROM product p WHERE p.scope = s.id AND p.kind <> 0) || ' ' || s.records FROM scope s ORDER BY s.name");

    private static List<string> Lines(MirrorBox box, string query)
    {
        using var connection = box.Mirror.Open();
        using var list = new Prepared(connection, query);
        using var rows = list.Read();
        var lines = new List<string>();
        while (rows.Next())
        {
            lines.Add(rows.Text(0));
        }

        return lines;
    }

    private static void Run(MirrorBox box, string statement)
    {
        using var connection = box.Mirror.Open();
        using var run = new Prepared(connection, statement);
        run.Run();
    }
}
