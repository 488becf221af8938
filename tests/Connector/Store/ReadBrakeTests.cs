using System.Globalization;
using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>A scope that lost more than its share is refused: one missing file must not wipe a mirror.</summary>
public sealed class ReadBrakeTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Theory]
    [InlineData(100, 80, true)]
    [InlineData(100, 79, false)]
    [InlineData(10, 6, true)] // four are a handful
    [InlineData(10, 5, false)]
    [InlineData(1, 0, false)] // never all of them
    [InlineData(3, 0, false)]
    public void A_share_or_a_handful_may_go_but_never_all(int before, int after, bool allowed)
    {
        _box.Read(Products(before), Prices(before));

        Reading(20, Products(after), Prices(before)).Should().Be(allowed);
        Reading(20, Products(before), Prices(after)).Should().Be(allowed);
    }

    [Fact]
    public void The_refusal_says_how_much_and_what_to_do_and_changes_nothing()
    {
        _box.Read(Products(100), Prices(100));

        FluentActions.Invoking(() => _box.Read(Products(100), Prices(50)))
            .Should().Throw<PersonMustDecideException>().WithMessage("*price book sale would lose 50 of 100 records (50 %, allowed are 20 %)*");

        _box.Offers().Should().OnlyContain(offer => offer.Price != null);
    }

    [Fact]
    public void New_records_do_not_hide_a_loss()
    {
        _box.Read(Products(10));

        FluentActions.Invoking(() => _box.Read(Catalog("main", [.. Enumerable.Range(100, 500).Select(i => Product("new" + i))])))
            .Should().Throw<PersonMustDecideException>().WithMessage("*lose 10 of 10 products*");
    }

    [Fact]
    public void Assignments_that_go_missing_are_braked_too()
    {
        var assigned = Enumerable.Range(0, 50).Select(i => Assign(Id(i), "men")).ToArray();
        _box.Read(Products(50), Catalog("storefront", [Category("men"), .. assigned]));

        FluentActions.Invoking(() => _box.Read(Catalog("storefront", Category("men")))).Should().Throw<PersonMustDecideException>();
    }

    [Fact]
    public void Losses_that_are_accepted_pass()
    {
        _box.Read(Products(100));

        Reading(100, Catalog("main")).Should().BeTrue();
        _box.Offers().Should().BeEmpty();
    }

    [Fact]
    public void What_a_delta_deletes_on_purpose_is_not_braked()
    {
        _box.Read(Products(10));

        Reading(20, CatalogDelta("main", [.. Enumerable.Range(0, 10).Select<int, Action<IStoreRead>>(i => read => read.DeleteItem(Id(i)))])).Should().BeTrue();
        _box.Offers().Should().BeEmpty();
    }

    private static string Id(int i) => "p" + i.ToString("D4", CultureInfo.InvariantCulture);

    private static Action<IStoreRead> Products(int count) => Catalog("main", [.. Enumerable.Range(0, count).Select(i => Product(Id(i), Name("P")))]);

    private static Action<IStoreRead> Prices(int count) => Book("sale", [.. Enumerable.Range(0, count).Select(i => Price(Id(i), i + 1))]);

    /// <summary>Whether the read passes the brake.</summary>
    private bool Reading(int brake, params Action<IStoreRead>[] pieces)
    {
        try
        {
            _box.Read(brake, pieces);
        }
        catch (PersonMustDecideException)
        {
            return false;
        }

        return true;
    }
}
