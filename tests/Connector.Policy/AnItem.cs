using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests;

/// <summary>An item with nothing wrong, to be changed in one respect by a test.</summary>
internal static class AnItem
{
    public static ShopItem Clean { get; } = new()
    {
        Sku = new Sku("shirt-red-m"),
        Group = new GroupId("shirt"),
        IsVariant = true,
        Name = "Linen shirt",
        ShortDescription = "A shirt of washed linen.",
        LongDescription = "A shirt of washed linen. It gets softer every year.",
        Brand = "Loom & Sons",
        ManufacturerSku = "LS-1",
        Online = true,
        Categories = [new CategoryPlace("shirts", ["men", "shirts"], ["Men", "Shirts"], Primary: true)],
        Images = [new ImageView("large", "https://shop.example/shirt.jpg")],
        Variations = [Variation("color", "red"), Variation("size", "m")],
        ListPrice = new Money(20m, "GBP"),
        PaidPrice = new Money(15m, "GBP"),
        Stock = Stock.Of(28),
        LandingPage = "https://shop.example/shirt",
    };

    public static VariationValue Variation(string attribute, string value) => new(attribute, attribute, value, value);

    public static ShopItem Attribute(this ShopItem item, string id, string value) =>
        item with { Attributes = new NoAttributes(new Dictionary<string, Text> { [id] = value }) };

    public static ShopItem WithAttributes(this ShopItem item, params (string Id, string Value)[] values) =>
        item with { Attributes = new NoAttributes(values.ToDictionary(value => value.Id, value => (Text)value.Value)) };

    public static ShopItem WithImages(this ShopItem item, params (string ViewType, string Url)[] images) =>
        item with { Images = [.. images.Select(image => new ImageView(image.ViewType, image.Url))] };
}

/// <summary>An offer of such an item, as it enters the stages.</summary>
internal static class AnOffer
{
    public static Offer Clean => Of(AnItem.Clean);

    public static Offer Of(ShopItem item) => Offer.From(item);

    public static Offer With(Func<ShopItem, ShopItem> change) => Offer.From(change(AnItem.Clean));

    /// <summary>One that has a single detail, as the mapping found it.</summary>
    public static Offer Detailed(Detail detail, string value) => Clean with { Details = ProductDetails.None.With(detail, value) };

    public static Offer Variant(string sku, params VariationValue[] variations) =>
        With(item => item with { Sku = new Sku(sku), Variations = variations });
}

internal static class TheFacts
{
    public static readonly Facts Usual = new()
    {
        Instant = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero),
        Account = "uk",
        Country = "GB",
        Currency = "GBP",
        Site = "RefArch",
    };

    public static Facts With(Limits limits) => Usual with { Limits = limits };
}

/// <summary>What a stage said, so that a test reads as a sentence.</summary>
internal static class Said
{
    public static Verdict By(Stage stage, Offer offer, Facts? facts = null) => stage.Apply(offer, facts ?? TheFacts.Usual);

    public static void ShouldBeKept(this Verdict verdict) => verdict.Reason.Should().BeNull();

    public static void ShouldHold(this Verdict verdict, ReasonCode code, HoldKind kind, params string[] values)
    {
        verdict.IsHeld.Should().BeTrue();
        verdict.Reason!.Code.Should().Be(code.Code);
        verdict.Reason.Of.Hold.Should().Be(kind);
        foreach (var value in values)
        {
            verdict.Reason.Sentence.Should().Contain(value);
        }
    }

    /// <summary>The value is gone, and the reason names it; the offer goes on.</summary>
    public static void ShouldLeaveOut(this Verdict verdict, Detail detail, ReasonCode code, params string[] values)
    {
        verdict.ShouldChange(code, values).Details![detail].IsEmpty.Should().BeTrue();
        verdict.Reason!.Remedy.Should().NotBeEmpty();
    }

    public static Offer ShouldChange(this Verdict verdict, ReasonCode code, params string[] values)
    {
        verdict.IsHeld.Should().BeFalse();
        verdict.Reason!.Code.Should().Be(code.Code);
        foreach (var value in values)
        {
            verdict.Reason.Sentence.Should().Contain(value);
        }

        return verdict.After!;
    }
}
