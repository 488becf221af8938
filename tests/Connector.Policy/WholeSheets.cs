using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests;

/// <summary>What holds of every offer that all steps together list, whatever the shop says and whatever the policies are.</summary>
public partial class WholeSheets
{
    private static readonly int Worlds = Environment.GetEnvironmentVariable("CONNECTOR_LONG") is null ? 2_500 : 200_000;

    [Fact]
    [Trait("covers", "INV-14")]
    [Trait("covers", "RIV-02")]
    [Trait("covers", "RIV-04")]
    [Trait("covers", "DSC-01")]
    public void Whatever_the_shop_and_the_policies_say_what_is_listed_keeps_every_promise()
    {
        var (listed, ruled) = (0, 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new AnyWorld(new Random(seed));
            var documents = world.Documents();
            var sheet = PolicySheet.Compile(documents, "t", details: seed % 2 == 0);
            var passages = new List<Passage>();
            sheet.Pass([.. world.Group().Select(Offer.From)], world.Facts, passages);
            foreach (var passage in passages)
            {
                if ((passage.Held?.Of is { } code && (code == Reasons.StageFault || code == Reasons.StageFaultInPriceOrStock) ? passage.Held.Sentence : null) is { } thrown)
                {
                    Assert.Fail($"seed {seed}, {passage.Offer.Sku}: {thrown}");
                }

                if (Broken(passage, documents, world.Facts) is { } broken)
                {
                    Assert.Fail($"seed {seed}, {passage.Offer.Sku}: {broken}\n{passage.Offer}\n{sheet}");
                }

                listed += passage.IsListed ? 1 : 0;
                ruled += passage.IsListed && documents.Rules.Any(QuantityPromise.IsTouchedBy) ? 1 : 0;
            }
        }

        listed.Should().BeGreaterThan(Worlds / 5, "worlds in which nothing is listed prove nothing");
        ruled.Should().BeGreaterThan(Worlds / 20);
    }

    [Theory]
    [InlineData(0, null, 30, 28)]
    [InlineData(5, null, 30, 23)]
    [InlineData(5, 10, 30, 10)]
    [InlineData(5, null, 4, 4)]
    [InlineData(40, null, 30, 0)]
    [Trait("covers", "INV-14")]
    [Trait("covers", "RIV-01")]
    public void A_rule_promises_no_more_than_the_inventory_policy_does(int buffer, int? maximum, int written, int quantity)
    {
        var offer = Passed(new() { ThresholdBuffer = buffer, Maximum = maximum }, new() { Do = RuleVerb.Set, Field = "quantity", Value = written.ToString(CultureInfo.InvariantCulture) });
        offer.Quantity.Should().Be(quantity, "the shop has 28");
        (offer.Availability == Availability.OutOfStock).Should().Be(quantity == 0);
    }

    [Fact]
    [Trait("covers", "RIV-01")]
    public void Where_a_policy_promises_more_by_itself_its_maximum_alone_bounds_the_rules()
    {
        var bands = new InventoryPolicy { Threshold = new() { Value = 10, Above = 99, Below = 1 }, Maximum = 60 };
        Passed(bands, new() { Do = RuleVerb.Set, Field = "quantity", Value = "80" }).Quantity.Should().Be(60);
    }

    [Fact]
    [Trait("covers", "RIV-01")]
    public void What_has_sold_out_reads_so_whatever_a_rule_writes() =>
        Passed(new() { ThresholdBuffer = 28 }, new() { Do = RuleVerb.Set, Field = "availability", Value = "in stock" }).Availability.Should().Be(Availability.OutOfStock);

    [Fact]
    [Trait("covers", "RIV-01")]
    public void A_description_that_the_rules_cleared_is_the_title()
    {
        var offer = Passed(new(), new() { Do = RuleVerb.Set, Field = "description" });
        offer.Description.Should().Be(offer.Title);
    }

    private static Offer Passed(InventoryPolicy inventory, RuleAction action) =>
        PolicySheet.Compile(new PolicyDocuments { Inventory = inventory, Rules = [new() { Account = "uk", Then = [action] }] }, "t").Pass(AnOffer.Clean, TheFacts.Usual).Offer;

    private static string? Broken(Passage passage, PolicyDocuments documents, Facts facts)
    {
        var (offer, limits) = (passage.Offer, facts.Limits);
        var template = offer.Template is { } taken ? documents.Templates[taken.Index - 1] : null;
        var (inventory, pricing, image) = (template?.Inventory ?? documents.Inventory, template?.Pricing ?? documents.Pricing, template?.Image ?? documents.Image);
        var most = Math.Min(limits.Quantity, inventory.Maximum ?? int.MaxValue);
        if (offer.Quantity is < 0 || (passage.Held is null or { Of.Hold: HoldKind.Content } && offer.Quantity > most))
        {
            return $"quantity {offer.Quantity} is not within 0 and {most}";
        }

        if (passage.Held is null or { Of.Hold: HoldKind.Content } && inventory.Threshold is not { Mode: InventoryThresholdMode.Bands } && inventory.DefaultQuantityWhen == DefaultQuantityWhen.NotManaged
            && offer.Quantity > 0 && offer.Item.Stock is { Knowledge: StockKnowledge.Counted or StockKnowledge.NoRecord } stock && offer.Quantity + inventory.ThresholdBuffer > stock.Salable - stock.Reserved)
        {
            return $"quantity {offer.Quantity} and a buffer of {inventory.ThresholdBuffer} are more than {stock}";
        }

        if (!passage.IsListed)
        {
            return null;
        }

        if (offer.Quantity is null || (offer.Quantity == 0 && offer.Availability != Availability.OutOfStock))
        {
            return $"quantity {offer.Quantity} reads {offer.Availability}";
        }

        if (offer.Price is not { Amount: > 0 } price || price.Currency != facts.Currency || price.Written <= 0 || price.Written < pricing.Least || (pricing.Most > 0 && price.Written > pricing.Most)
            || (pricing.RegionLimits && price.Written is < 0.01m or > 5_600))
        {
            return $"price {offer.Price} is outside its limits";
        }

        if (offer.ListPrice is { } list && (list.Currency != price.Currency || list.Written < price.Written))
        {
            return $"price {price} is above the list price {list}";
        }

        if (offer.Images.Count == 0 || offer.Images.Count > Math.Min(image.Maximum, limits.Images) || offer.Images.Any(address => !address.ToString().StartsWith("http", StringComparison.Ordinal)))
        {
            return $"images {string.Join(' ', offer.Images)}";
        }

        if (offer.Title.IsEmpty || offer.Description.IsEmpty || offer.Brand.IsEmpty || offer.Item.LandingPage.IsEmpty)
        {
            return $"a text that TikTok requires is missing: title '{offer.Title}', description '{offer.Description}', brand '{offer.Brand}'";
        }

        return Unfit("title", offer.Title, limits.Title) ?? Unfit("description", offer.Description, limits.Description, lines: true) ?? Unfit("brand", offer.Brand, limits.Brand)
            ?? Unfit("Google category", offer.GoogleProductCategory, int.MaxValue)
            ?? (offer.Details is { } details ? ProductDetailsNames.Select(detail => Unfit(detail.ToString(), details[detail], Most(detail, limits))).FirstOrDefault(fault => fault is not null) : null);
    }

    private static readonly Detail[] ProductDetailsNames = Enum.GetValues<Detail>();

    private static int Most(Detail detail, Limits limits) => detail switch
    {
        Detail.Color or Detail.Pattern or Detail.Size => limits.Trait,
        Detail.Material => limits.Material,
        Detail.ManufacturerPartNumber => limits.PartNumber,
        >= Detail.CustomLabel0 and <= Detail.InternalLabel1 => limits.Label,
        _ => int.MaxValue,
    };

    private static string? Unfit(string what, Text value, int most, bool lines = false)
    {
        var text = value.ToString();
        return text.Length > most ? $"{what} has {text.Length} characters, {most} are allowed: {text}"
            : Tag().IsMatch(text) ? $"{what} has a tag: {text}"
            : text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && !(lines && rune.Value == '\n')) ? $"{what} has a control character: {Convert.ToHexString(value.Utf8)}"
            : text.Contains('\uFFFD', StringComparison.Ordinal) ? $"{what} is no whole UTF-8: {Convert.ToHexString(value.Utf8)}"
            : null;
    }

    [GeneratedRegex("<[a-zA-Z/!?]")]
    private static partial Regex Tag();
}
