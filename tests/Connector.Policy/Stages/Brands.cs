using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Brands
{
    private static readonly AttributeSource Mapped = new() { Attribute = "maker", Default = "House brand" };

    [Fact]
    public void The_mapped_attribute_comes_first() =>
        Brand(Said.By(new BrandFallback(Mapped), AnOffer.With(item => item.Attribute("maker", "Weaver")))
            .ShouldChange(Reasons.BrandChosen, "Weaver", "attribute maker")).Should().Be("Weaver");

    [Fact]
    public void Then_the_shops_brand() => Said.By(new BrandFallback(Mapped), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void Then_the_mappings_default() =>
        Brand(Said.By(new BrandFallback(Mapped), Unbranded).ShouldChange(Reasons.BrandChosen, "the mapping's default")).Should().Be("House brand");

    [Fact]
    public void Then_the_manufacturer_SKU() =>
        Brand(Said.By(new BrandFallback(new()), Unbranded).ShouldChange(Reasons.BrandChosen, "manufacturer SKU")).Should().Be("LS-1");

    [Fact]
    public void Then_the_site_id() => Brand(Said.By(new BrandFallback(new()), Nameless).ShouldChange(Reasons.BrandChosen, "site id")).Should().Be("RefArch");

    [Fact]
    public void Without_any_it_is_held_because_TikTok_requires_a_brand()
    {
        var unsited = TheFacts.Usual with { Site = "" };
        Said.By(new BrandFallback(new()), Nameless, unsited).ShouldBeKept();
        Said.By(new MissingBrand(), Nameless, unsited).ShouldHold(Reasons.BrandMissing, HoldKind.Content);
        Said.By(new MissingBrand(), AnOffer.Clean).ShouldBeKept();
    }

    [Fact]
    public void A_brand_of_only_markup_is_left_out_where_nothing_stands_in() =>
        Brand(Said.By(new BrandFallback(new()), AnOffer.With(item => item with { Brand = "<b></b>", ManufacturerSku = "" }), TheFacts.Usual with { Site = "" })
            .ShouldChange(Reasons.BrandNotPlain, "<b></b>")).Should().BeEmpty();

    [Fact]
    public void A_brand_of_only_markup_is_none() =>
        Brand(Said.By(new BrandFallback(Mapped), AnOffer.With(item => item with { Brand = "<b></b>" })).After!).Should().Be("House brand");

    [Fact]
    public void A_brand_is_made_plain_and_cut_to_150_characters()
    {
        var after = Said.By(new BrandFallback(new()), AnOffer.With(item => item with { Brand = "<i>" + new string('x', 200) + "</i>" }))
            .ShouldChange(Reasons.BrandCut, "200", "150");
        after.Brand.Length.Should().Be(150);
    }

    private static Offer Unbranded => AnOffer.With(item => item with { Brand = "" });

    private static Offer Nameless => AnOffer.With(item => item with { Brand = "", ManufacturerSku = "" });

    private static string Brand(Offer offer) => offer.Brand.ToString();
}
