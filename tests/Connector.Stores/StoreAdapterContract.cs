using System.Globalization;
using System.Reflection;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Stores.Tests;

/// <summary>
/// What every store adapter promises, tried from the source into a real mirror. An adapter's own class says how a small shop is put at its
/// source in its own format, as a whole and as what changed, and how to break it; it inherits all facts.
/// </summary>
public abstract class StoreAdapterContract : IDisposable
{
    private static readonly StoreView View = new()
    {
        Name = "view", Source = "shop", Site = "site", Locale = "en-GB", Currency = "GBP", PriceBooks = [SmallShop.SaleBook],
        InventoryLists = [SmallShop.MainList, SmallShop.StoreList], LandingPage = "https://shop.example/{sku}",
    };

    private readonly StoreBox _box = new();

    protected abstract IStoreAdapter Adapter { get; }

    /// <summary>Puts a shop at its source as a whole, in the place of what was there.</summary>
    /// <param name="written">The shop's own time of the data.</param>
    protected abstract StoreSource Put(SmallShop shop, DateTimeOffset written);

    /// <summary>The same shop with its files or pages cut and ordered otherwise.</summary>
    protected abstract StoreSource PutInAnotherOrder(SmallShop shop, int seed);

    /// <summary>Puts what changed in a shop at its source.</summary>
    protected abstract StoreSource PutDelta(SmallShop before, SmallShop after);

    /// <summary>Cuts one of the files or pages that were put last in the middle; false where there are not so many.</summary>
    protected abstract bool Break(int file);

    /// <summary>Everything that lies at the source, to see whether a read left it alone.</summary>
    protected abstract IReadOnlyList<string> AtSource();

    /// <summary>Reads what <see cref="PutDelta"/> put.</summary>
    protected virtual ReadReport ReadDelta(StoreBox box, StoreSource source, Func<IStoreRead, IStoreRead> through, CancellationToken cancellation) =>
        box.Read(through, Adapter, source, StoreReadKind.Delta, cancellation);

    public void Dispose()
    {
        _box.Dispose();
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    [Fact]
    public void The_whole_shop_is_read()
    {
        var report = Read(SmallShop.Whole);

        report.Number.Should().Be(1);
        report.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog).Sum(scope => scope.Added).Should().Be(SmallShop.Whole.Items.Count + SmallShop.Whole.CategoryOf.Count);
        report.Scopes.Where(scope => scope.Scope.Kind != ScopeKind.Catalog).Select(scope => (scope.Scope.ToString(), scope.Added)).Should().Equal(
            ("price book list", SmallShop.Whole.ListPrices.Count), ("price book sale", SmallShop.Whole.SalePrices.Count),
            ("inventory list main", SmallShop.Whole.MainStock.Count), ("inventory list store", SmallShop.Whole.StoreStock.Count));
        Shows(SmallShop.Whole);
    }

    [Fact]
    public void What_is_told_belongs_to_a_scope_that_is_begun_complete_and_ended()
    {
        var told = new RecordedRead();

        Tell(Put(SmallShop.Whole, StoreBox.Now), told);

        told.IsOpen.Should().BeFalse();
        told.Begun.Should().OnlyContain(begun => begun.Mode == ScopeMode.Complete && begun.Origin.Length > 0);
        told.Begun.Select(begun => begun.Scope.Kind).Distinct().Should().Equal(ScopeKind.Catalog, ScopeKind.PriceBook, ScopeKind.InventoryList);
        told.Items.Should().OnlyContain(item => item.Origin.Length > 0);
    }

    [Fact]
    public void The_same_source_twice_takes_no_number()
    {
        Read(SmallShop.Whole);

        Read(SmallShop.Whole).Number.Should().BeNull();
        _box.Read(Adapter, Put(SmallShop.Whole, StoreBox.Now.AddHours(-1))).Number.Should().BeNull("written again is not changed");
        Read(SmallShop.Whole.With("mug01", new SmallItem("Cup"))).Number.Should().Be(2);
    }

    [Fact]
    public void What_a_complete_source_no_longer_names_is_gone()
    {
        Read(SmallShop.Whole);
        var less = SmallShop.Whole.Without("mug05", "shirt-blue") with
        {
            SalePrices = SmallShop.Whole.SalePrices.Remove("mug03"), MainStock = SmallShop.Whole.MainStock.Remove("mug06").Remove("mug05").Remove("shirt-blue"), CategoryOf = SmallShop.Whole.CategoryOf.Remove("mug07").Remove("mug05"),
        };

        Read(less).Scopes.Sum(scope => scope.Deleted).Should().BeGreaterThan(6);

        Shows(less);
    }

    [Fact]
    public void A_source_that_lost_too_much_is_refused_and_nothing_changes()
    {
        Read(SmallShop.Whole);
        var halved = SmallShop.Whole.Without([.. SmallShop.Whole.Items.Keys.Where(id => id.StartsWith("mug", StringComparison.Ordinal)).Take(8)]).With("kit", new SmallItem("A kit that changed"));

        FluentActions.Invoking(() => Read(halved)).Should().Throw<PersonMustDecideException>().WithMessage("*would lose 8 of*");

        Shows(SmallShop.Whole);
        _box.Read(Adapter, Put(halved, StoreBox.Now) with { ReadBrakePercent = 100 }).Number.Should().Be(2, "a person may accept it");
        Shows(halved);
    }

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        Read(SmallShop.Whole);

        for (var seed = 1; seed <= 4; seed++)
        {
            _box.Read(Adapter, PutInAnotherOrder(SmallShop.Whole, seed)).Number.Should().BeNull("order {0} says what is known", seed);
            using var other = new StoreBox();
            other.Read(Adapter, PutInAnotherOrder(SmallShop.Whole, seed));
            Offers(other).Should().Equal(SmallShop.Whole.Offers(), "order {0}", seed);
        }
    }

    [Fact]
    public void A_read_that_is_cancelled_anywhere_leaves_nothing()
    {
        Read(SmallShop.Whole);
        var source = Put(Changed, StoreBox.Now);

        var calls = Interrupted((through, cancellation) => _box.Read(through, Adapter, source, StoreReadKind.Full, cancellation));

        calls.Should().BeGreaterThan(SmallShop.Whole.Items.Count);
        _box.Read(Adapter, source);
        Shows(Changed);
    }

    [Fact]
    public void A_fault_in_any_file_leaves_nothing_and_is_told_with_its_place_and_cure()
    {
        Read(SmallShop.Whole);
        var file = 0;
        for (var source = Put(Changed, StoreBox.Now); Break(file); source = Put(Changed, StoreBox.Now))
        {
            var fault = FluentActions.Invoking(() => _box.Read(Adapter, source)).Should().Throw<StoreReadException>().Which;

            (fault.Origin.Length > 0 && fault.Sentence.Length > 0 && fault.Remedy.Length > 0).Should().BeTrue(fault.Message);
            Shows(SmallShop.Whole);
            file++;
        }

        file.Should().BeGreaterThan(0);
    }

    [Fact]
    public void The_time_of_the_data_is_carried()
    {
        var written = StoreBox.Now.AddDays(-3);

        _box.Read(Adapter, Put(SmallShop.Whole, written));

        _box.Items(View).Should().OnlyContain(item => item.SourceTime == written);
        _box.Read(Adapter, Put(SmallShop.Whole, written.AddDays(1))).Number.Should().BeNull();
        _box.Items(View).Should().OnlyContain(item => item.SourceTime == written.AddDays(1), "unchanged data may be young");
    }

    [Fact]
    public void Reading_changes_nothing_at_the_source_and_leaves_nothing_behind()
    {
        var source = Put(SmallShop.Whole, StoreBox.Now);
        var before = AtSource();
        before.Should().NotBeEmpty();

        _box.Read(Adapter, source);

        AtSource().Should().Equal(before);
        _box.Spooled().Should().BeEmpty();
    }

    [Fact]
    public void A_good_source_has_no_faults_and_one_that_is_not_there_has_some_with_their_cure()
    {
        var source = Put(SmallShop.Whole, StoreBox.Now);

        Check(source).Should().BeEmpty();
        Check(Nowhere(source)).Should().NotBeEmpty().And.OnlyContain(fault => fault.Field.Length > 0 && fault.Sentence.Length > 0 && fault.Remedy.Length > 0);
        FluentActions.Invoking(() => _box.Read(Adapter, Nowhere(source))).Should().Throw<Exception>().Which.Should().Match(fault => fault is StoreReadException || fault is RemoteFailedException);
    }

    [Fact]
    public void A_delta_changes_adds_and_deletes_what_it_names_and_leaves_the_rest()
    {
        Read(SmallShop.Whole);

        ReadDelta(SmallShop.Whole, Changed).Number.Should().Be(2);

        Shows(Changed);
    }

    public static TheoryData<string> Changes => [.. Steps.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_delta_of_one_change_changes_that_alone(string change)
    {
        Read(SmallShop.Whole);
        var after = Steps[change](SmallShop.Whole);

        ReadDelta(SmallShop.Whole, after).Number.Should().Be(2);
        Shows(after);
        ReadDelta(after, SmallShop.Whole).Number.Should().Be(3);
        Shows(SmallShop.Whole);
    }

    [Fact]
    public void A_complete_read_after_deltas_changes_nothing_that_can_be_seen()
    {
        Read(SmallShop.Whole);
        var shop = SmallShop.Whole;
        foreach (var step in Steps.Values)
        {
            var after = step(shop);
            ReadDelta(shop, after);
            shop = after;
            Shows(shop);
        }

        var report = Read(shop);

        report.Scopes.Should().OnlyContain(scope => scope.Added == 0 && scope.Deleted == 0);
        Shows(shop);
    }

    [Fact]
    public void A_delta_that_says_what_is_known_takes_no_number()
    {
        Read(SmallShop.Whole);
        ReadDelta(SmallShop.Whole, Changed);

        ReadDelta(SmallShop.Whole, Changed).Number.Should().BeNull();
    }

    [Fact]
    public void What_a_delta_deletes_on_purpose_is_not_braked()
    {
        Read(SmallShop.Whole);
        var empty = SmallShop.Whole.Without([.. SmallShop.Whole.Items.Keys]);

        ReadDelta(SmallShop.Whole, empty);

        Shows(empty);
    }

    [Fact]
    public void A_delta_that_is_cancelled_anywhere_leaves_nothing()
    {
        Read(SmallShop.Whole);
        var source = PutDelta(SmallShop.Whole, Changed);

        Interrupted((through, cancellation) => ReadDelta(_box, source, through, cancellation)).Should().BeGreaterThan(5);

        ReadDelta(_box, source, read => read, CancellationToken.None);
        Shows(Changed);
    }

    [Fact]
    public void A_fault_in_any_file_of_a_delta_leaves_nothing()
    {
        Read(SmallShop.Whole);
        var file = 0;
        for (var source = PutDelta(SmallShop.Whole, Changed); Break(file); source = PutDelta(SmallShop.Whole, Changed))
        {
            FluentActions.Invoking(() => ReadDelta(_box, source, read => read, CancellationToken.None)).Should().Throw<StoreReadException>();
            Shows(SmallShop.Whole);
            file++;
        }

        file.Should().BeGreaterThan(0);
    }

    /// <summary>A place where nothing is.</summary>
    protected virtual StoreSource Nowhere(StoreSource source) => source with { Location = source.Location + "-nowhere" };

    /// <summary>Each thing that can happen to a shop, by itself.</summary>
    private static Dictionary<string, Func<SmallShop, SmallShop>> Steps { get; } = new(StringComparer.Ordinal)
    {
        ["a product is renamed"] = shop => shop.With("mug01", new SmallItem("Cup")),
        ["a product comes"] = shop => shop.With("mug99", new SmallItem("New mug")) with { ListPrices = shop.ListPrices.SetItem("mug99", 9), MainStock = shop.MainStock.SetItem("mug99", 9) },
        ["a product goes"] = shop => shop.Without("mug08"),
        ["a master is renamed"] = shop => shop.With("shirt", shop.Items["shirt"] with { Name = "Blouse" }),
        ["a variation group is renamed"] = shop => shop.With("shirt-reds", shop.Items["shirt-reds"] with { Name = "Crimson shirt" }),
        ["a variant leaves its master"] = shop => shop.With("shirt", shop.Items["shirt"] with { Variants = shop.Items["shirt"].Variants.Remove("shirt-red-m") }),
        ["a product becomes a variant"] = shop => shop.With("shirt", shop.Items["shirt"] with { Variants = shop.Items["shirt"].Variants.Add("mug10") }),
        ["a master comes"] = shop => shop.With("mugs", new SmallItem("Mugs") { Variants = ["mug11", "mug12"] }),
        ["a variant changes its color"] = shop => shop.With("shirt-blue", shop.Items["shirt-blue"] with { Color = "red" }),
        ["a bundle holds something else"] = shop => shop.With("kit", shop.Items["kit"] with { Parts = [("mug06", 3)] }),
        ["a price changes"] = shop => shop with { ListPrices = shop.ListPrices.SetItem("mug02", 77) },
        ["a price comes and one goes"] = shop => shop with { SalePrices = shop.SalePrices.SetItem("mug02", 1).Remove("shirt-red-s") },
        ["a master's price changes"] = shop => shop with { ListPrices = shop.ListPrices.SetItem("shirt", 41) },
        ["stock changes"] = shop => shop with { MainStock = shop.MainStock.SetItem("mug02", 0), StoreStock = shop.StoreStock.SetItem("mug04", 3) },
        ["a stock record comes and one goes"] = shop => shop with { StoreStock = shop.StoreStock.SetItem("mug01", 5).Remove("mug06") },
        ["a category gets another parent"] = shop => shop with { Categories = shop.Categories.SetItem("mugs", "clothes") },
        ["a product is placed elsewhere"] = shop => shop with { CategoryOf = shop.CategoryOf.SetItem("mug04", "kitchen").SetItem("shirt-reds", "mugs").Remove("mug12") },
    };

    private static SmallShop Changed { get; } = Steps.Values.Aggregate(SmallShop.Whole, (shop, step) => step(shop));

    /// <summary>Reads again and again, cancelled at the first, second ... thing that is told; gives back how many there are.</summary>
    private int Interrupted(Action<Func<IStoreRead, IStoreRead>, CancellationToken> read)
    {
        var before = Offers(_box);
        for (var call = 1; ; call++)
        {
            using var cancelling = new CancellationTokenSource();
            var counting = CountedRead.Until(call, cancelling.Cancel);
            try
            {
                read(counting, cancelling.Token);
            }
            catch (OperationCanceledException)
            {
                Offers(_box).Should().Equal(before, "it was cancelled at call {0}", call);
                continue;
            }

            // Nothing was left to cancel: it was read whole.
            return call - 1;
        }
    }

    private ReadReport Read(SmallShop shop) => _box.Read(Adapter, Put(shop, StoreBox.Now));

    private ReadReport ReadDelta(SmallShop before, SmallShop after) => ReadDelta(_box, PutDelta(before, after), read => read, CancellationToken.None);

    private void Tell(StoreSource source, IStoreRead into)
    {
        var fetch = new StoreFetch(source, StoreReadKind.Full, new Dictionary<string, string>(), Path.GetTempPath(), StoreBox.Now);
        using var fetched = Adapter.FetchAsync(fetch, CancellationToken.None).GetAwaiter().GetResult();
        fetched.Read(into, CancellationToken.None);
    }

    private IReadOnlyList<SourceFault> Check(StoreSource source) => Adapter.CheckAsync(source, CancellationToken.None).GetAwaiter().GetResult();

    private void Shows(SmallShop shop) => Offers(_box).Should().Equal(shop.Offers());

    /// <summary>What the mirror sells, as <see cref="SmallShop.Offers"/> says it.</summary>
    internal static IReadOnlyList<string> Offers(StoreBox box) => [.. box.Items(View).Select(item => string.Join(
        ' ', $"{item.Group}/{item.Sku}", item.Name, item.PaidPrice is { } price ? price.Amount.ToString("0.##", CultureInfo.InvariantCulture) : "-",
        item.Stock.Knowledge == StockKnowledge.Counted ? item.Stock.Salable.ToString("0.##", CultureInfo.InvariantCulture) : "-", item.Categories.Count == 0 ? "-" : string.Join('>', item.Categories[0].Path)))];
}

/// <summary>Counts what is told, and does something at one of the calls.</summary>
public class CountedRead : DispatchProxy
{
    private IStoreRead? _inner;
    private Action? _then;
    private int _left;

    internal static Func<IStoreRead, IStoreRead> Until(int call, Action then) => inner =>
    {
        var read = Create<IStoreRead, CountedRead>();
        ((CountedRead)(object)read)._inner = inner;
        ((CountedRead)(object)read)._then = then;
        ((CountedRead)(object)read)._left = call;
        return read;
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (--_left == 0)
        {
            _then!();
        }

        try
        {
            return targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault.InnerException);
            throw;
        }
    }
}
