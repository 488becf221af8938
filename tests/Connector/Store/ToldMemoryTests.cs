using System.Globalization;
using System.Text;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a read passes over because it was told before: the same histories are told to a mirror that is asked what it expects, and to one that is not.</summary>
public sealed class ToldMemoryTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 30).Select(n => string.Create(CultureInfo.InvariantCulture, $"p{n:00}"))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_mirror_that_remembers_holds_and_reports_what_one_does_that_is_told_everything(int seed)
    {
        var random = new Random(seed);
        using var remembering = new MirrorBox();
        using var told = new MirrorBox();
        var shop = new Shop(random);
        for (var read = 0; read < 12; read++)
        {
            var pieces = shop.Next();

            var (one, passed) = Read(remembering, pieces, asks: true);
            var (other, _) = Read(told, pieces, asks: false);

            remembering.Dump().Should().Equal(told.Dump(), "seed {0}, read {1}", seed, read);
            one.Number.Should().Be(other.Number, "seed {0}, read {1}", seed, read);
            one.Scopes.Should().Equal(other.Scopes, "seed {0}, read {1}", seed, read);
            one.Warnings.Should().Equal(other.Warnings, "seed {0}, read {1}", seed, read);
            remembering.Records("entry").Should().Be(told.Records("entry"));
            _passed += passed;
        }

        _passed.Should().BePositive("something was the same in {0}", seed);
    }

    [Fact]
    public void What_is_the_same_is_passed_over_and_one_change_costs_one_record()
    {
        using var box = new MirrorBox();
        var products = Ids.Select(id => new Record(ScopeKind.Catalog, "main", id, "v1")).ToList();
        Read(box, products, asks: true).Passed.Should().Be(0);
        Read(box, products, asks: true).Passed.Should().Be(Ids.Length);
        products[7] = products[7] with { Content = "v2" };

        Read(box, products, asks: true).Passed.Should().Be(Ids.Length - 1);
        products.RemoveRange(3, 2);
        products.Insert(10, new Record(ScopeKind.Catalog, "main", "new", "v1"));

        Read(box, products, asks: true).Passed.Should().Be(Ids.Length - 3, "the one behind those that are gone is told, and so is the new one");
        Read(box, products, asks: true).Passed.Should().Be(products.Count);
    }

    [Fact]
    public void After_a_change_by_a_delta_a_whole_read_looks_at_everything_again()
    {
        using var box = new MirrorBox();
        List<Record> prices = [.. Ids.Select(id => new Record(ScopeKind.PriceBook, "sale", id, "10"))];
        List<Record> products = [.. Ids.Select(id => new Record(ScopeKind.Catalog, "main", id, "v1"))];
        Read(box, [.. products, .. prices], asks: true);
        box.Read(BookDelta("sale", Price("p03", 99)));
        box.Item("p03").PaidPrice!.Value.Amount.Should().Be(99);

        Read(box, [.. products, .. prices], asks: true).Passed.Should().Be(0);

        box.Item("p03").PaidPrice!.Value.Amount.Should().Be(10, "so the export says");
    }

    [Fact]
    public void Under_other_circumstances_nothing_is_passed_over()
    {
        using var box = new MirrorBox();
        List<Record> products = [.. Ids.Select(id => new Record(ScopeKind.Catalog, "main", id, "v1"))];
        Read(box, products, asks: true);

        Read(box, products, asks: true, "another time zone").Passed.Should().Be(0);
        Read(box, products, asks: true, "another time zone").Passed.Should().Be(Ids.Length);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    private int _passed;

    private static (ReadReport Report, int Passed) Read(MirrorBox box, IReadOnlyList<Record> records, bool asks, string circumstances = "")
    {
        using var read = box.Mirror.Read("shop", MirrorBox.Now, 100);
        var passed = 0;
        var open = (Scope?)null;
        foreach (var record in records)
        {
            var scope = new Scope(record.Kind, record.Scope);
            if (scope != open)
            {
                read.Begin(scope, record.Mode, null, "export");
                Header(read, scope);
                open = scope;
                if (asks && record.Mode == ScopeMode.Complete)
                {
                    read.Remembering(circumstances);
                }
            }

            var bytes = Encoding.UTF8.GetBytes(record.ToString());
            if (asks && read.Expected(out var length, out var hash) && length == bytes.Length && hash == Hash128.Of(bytes))
            {
                read.Repeat();
                passed++;
                continue;
            }

            Tell(read, record);
            if (asks)
            {
                read.Remember(bytes.Length, Hash128.Of(bytes));
            }
        }

        return (read.Commit(CancellationToken.None), passed);
    }

    private static void Header(MirrorRead read, Scope scope)
    {
        switch (scope.Kind)
        {
            case ScopeKind.PriceBook:
                read.Upsert(new PriceBookHeader(scope.Id, "GBP", null));
                break;
            case ScopeKind.InventoryList:
                read.Upsert(new InventoryListHeader(scope.Id, false));
                break;
        }
    }

    private static void Tell(MirrorRead read, Record record)
    {
        switch (record.Kind)
        {
            case ScopeKind.PriceBook:
                read.Patch(record.Id, new PricePatch(false, [], [new PriceTable(null, null, 1, decimal.Parse(record.Content, CultureInfo.InvariantCulture))]));
                break;
            case ScopeKind.InventoryList:
                Stock(record.Id, decimal.Parse(record.Content, CultureInfo.InvariantCulture))(read);
                break;
            default:
                (record.Id[^1] == '9' ? Master(record.Id, Name(record.Content), Variants(Ids[..(record.Content.Length % 5)])) : Product(record.Id, Name(record.Content)))(read);
                break;
        }
    }

    private sealed record Record(ScopeKind Kind, string Scope, string Id, string Content, ScopeMode Mode = ScopeMode.Complete);

    /// <summary>A shop whose export changes from read to read: records change, come and go, change places; pieces are missing, told twice, or come as a delta.</summary>
    private sealed class Shop(Random random)
    {
        private readonly Dictionary<(ScopeKind Kind, string Scope), List<Record>> _scopes = new()
        {
            [(ScopeKind.Catalog, "main")] = [],
            [(ScopeKind.Catalog, "more")] = [],
            [(ScopeKind.PriceBook, "sale")] = [],
            [(ScopeKind.InventoryList, "stock")] = [],
        };

        public List<Record> Next()
        {
            if (random.Next(5) == 0)
            {
                var scope = _scopes.Keys.ElementAt(random.Next(_scopes.Count));
                return [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => New(scope) with { Mode = ScopeMode.Delta })];
            }

            foreach (var (scope, records) in _scopes)
            {
                for (var edits = random.Next(3) == 0 ? random.Next(10) : 0; edits > 0 || records.Count < 12; edits--)
                {
                    Edit(scope, records);
                }
            }

            return [.. _scopes.Where(_ => random.Next(6) != 0).SelectMany(scope => scope.Value)];
        }

        private void Edit((ScopeKind Kind, string Scope) scope, List<Record> records)
        {
            var at = records.Count == 0 ? 0 : random.Next(records.Count);
            switch (records.Count < 12 ? 0 : random.Next(6))
            {
                case 0:
                    var added = New(scope);
                    records.RemoveAll(record => record.Id == added.Id && random.Next(200) != 0);
                    records.Insert(random.Next(records.Count + 1), added);
                    break;
                case 1 or 2:
                    records[at] = records[at] with { Content = Content() };
                    break;
                case 3:
                    records.RemoveAt(at);
                    break;
                case 4:
                    (records[at], records[0]) = (records[0], records[at]);
                    break;
                default:
                    records.RemoveRange(at, Math.Min(3, records.Count - at));
                    break;
            }
        }

        /// <summary>Two catalogs seldom describe the same product.</summary>
        private Record New((ScopeKind Kind, string Scope) scope) => new(
            scope.Kind, scope.Scope, scope.Kind != ScopeKind.Catalog || random.Next(200) == 0 ? Ids[random.Next(Ids.Length)] : Ids[random.Next(Ids.Length / 2) + (scope.Scope == "main" ? 0 : Ids.Length / 2)], Content());

        private string Content() => random.Next(1, 99).ToString(CultureInfo.InvariantCulture);
    }
}
