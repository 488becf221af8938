using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Custom attributes that have another value on one site.</summary>
public sealed class SiteAttributeTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void A_value_for_the_views_site_counts_before_a_general_one_whatever_their_order()
    {
        _box.Read(Catalog("main", Product("a", Attribute("care", "wash"), Attribute("care", "iron", "@UK")), Product("b", Attribute("care", "iron", "@UK"), Attribute("care", "wash"))));

        (Care("a"), Care("b"), Care("a", "FR")).Should().Be(("iron", "iron", "wash"));
    }

    [Fact]
    public void Another_sites_value_is_none()
    {
        _box.Read(Catalog("main", Product("a", Attribute("care", "iron", "@US"))));

        (Care("a"), Care("a", "US"), Care("a", "U"), Care("a", "")).Should().Be(("", "iron", "", ""));
    }

    [Fact]
    public void Of_a_sites_values_the_best_language_counts_and_a_sites_default_beats_a_general_language()
    {
        _box.Read(Catalog("main", Product("a", Attribute("care", "wash", "en-GB"), Attribute("care", "iron", "en@UK"), Attribute("care", "press", "x-default@UK"), Attribute("care", "laver", "fr@UK"))));

        Care("a").Should().Be("iron");
        _box.Item("a", MirrorBox.View with { Locale = "de" }).Attributes["care"].ToString().Should().Be("press");
    }

    [Fact]
    public void Several_values_of_a_site_are_joined()
    {
        _box.Read(Catalog("main", Product("a", Attribute("care", "wash"), Attribute("care", "iron", "@UK"), Attribute("care", "press", "@UK"))));

        Care("a").Should().Be("iron, press");
    }

    [Fact]
    public void A_variants_own_general_value_counts_before_its_masters_for_the_site()
    {
        _box.Read(Catalog("main", Master("m", Variants("a", "b"), Attribute("care", "iron", "@UK")), Product("a", Attribute("care", "wash")), Product("b", Attribute("care", "wash", "@US"))));

        (Care("a"), Care("b")).Should().Be(("wash", "iron"));
    }

    private string Care(string sku, string site = "UK") => _box.Item(sku, MirrorBox.View with { Site = site }).Attributes["care"].ToString();
}
