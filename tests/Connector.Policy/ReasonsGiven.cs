using System.Text.RegularExpressions;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests;

public partial class ReasonsGiven
{
    [Fact]
    public void Codes_are_unique_dotted_and_in_lower_case()
    {
        Reasons.All.Select(reason => reason.Code).Should().OnlyHaveUniqueItems();
        Reasons.All.Should().OnlyContain(reason => Dotted().IsMatch(reason.Code));
    }

    [Fact]
    public void Every_reason_has_a_sentence_and_every_hold_a_remedy()
    {
        Reasons.All.Should().OnlyContain(reason => reason.Sentence.Length > 0);
        Reasons.All.Where(reason => reason.Hold is not null).Should().OnlyContain(reason => reason.Remedy.Length > 0);
    }

    [Fact]
    public void Placeholders_count_from_0_without_a_gap() => Reasons.All.Should().OnlyContain(
        reason => Placeholders(reason).Order().SequenceEqual(Enumerable.Range(0, Placeholders(reason).Count)));

    [Fact]
    public void Every_reason_is_given_by_a_step_with_as_many_values_as_it_has_places()
    {
        var given = Given().ToList();
        foreach (var reason in given)
        {
            reason.Values.Should().HaveCount(Placeholders(reason.Of).Count, reason.Code);
            reason.ToString().Should().NotContainAny("{0}", "{1}", "{2}");
        }

        given.Select(reason => reason.Code).Distinct().Should().BeEquivalentTo(Reasons.All.Select(reason => reason.Code));
    }

    [Fact]
    public void A_reason_that_does_not_hold_cannot_be_used_to_hold() =>
        FluentActions.Invoking(() => Verdict.Held(Reasons.TitlePlain.With(1, 2))).Should().Throw<ArgumentException>();

    /// <summary>One offer for each reason there is.</summary>
    private static IEnumerable<Reason> Given()
    {
        yield return PolicySheet.Fault(new PlainTitle(), new InvalidOperationException("x")).Reason!;
        yield return PolicySheet.Fault(new NoPrice(), new InvalidOperationException("x")).Reason!;
        var images = new ImageList(new ImagePolicy());
        (Stage Stage, Func<ShopItem, ShopItem> Change)[] cases =
        [
            (new Offline(), item => item with { Online = false }),
            (new NotSearchable(false), item => item with { Searchable = false }),
            (new NotVisibleIndividually(false), item => item with { VisibleIndividually = false }),
            (new OutsideChosenCategories(["x"]), item => item),
            (new SkuForm(), item => item with { Sku = new Sku("") }),
            (new SkuForm(), item => item with { Sku = new Sku(new string('x', 101)) }),
            (new SkuForm(), item => item with { Sku = new Sku(" x") }),
            (new SkuForm(), item => item with { Sku = new Sku("x\0y") }),
            (new PlainTitle(), item => item with { Name = "<b>x" }),
            (new MissingTitle(), item => item with { Name = "" }),
            (new PlainDescription(), item => item with { ShortDescription = "<b>x" }),
            (new PlainDescription(), item => item with { ShortDescription = "<b>" }),
            (new TitleLength(), item => item with { Name = new string('x', 501) }),
            (new DescriptionLength(), item => item with { ShortDescription = new string('x', 10_001) }),
            (new BrandFallback(new()), item => item with { Brand = "" }),
            (new BrandFallback(new()), item => item with { Brand = new string('x', 151) }),
            (new TitleFromTemplate(new() { Text = "{shop.brand}" }), item => item),
            (new DescriptionFromTemplate(new() { Text = "{shop.brand}" }), item => item),
            (Ruled(RuleVerb.Set, "title"), item => item),
            (Ruled(RuleVerb.Copy, "price"), item => item),
            (new RuleHold(new() { Account = "uk" }, "x"), item => item),
            (new RuleHold(new() { Account = "uk" }, "x", RuleHoldAs.Price), item => item),
            (new RuleHold(new() { Account = "uk" }, "x", RuleHoldAs.Gone), item => item),
            (new ConditionFromMapping(new() { Default = "used" }), item => item),
            (new ConditionFromMapping(new() { Default = "x" }), item => item),
            (new GoogleCategory(new() { Default = "x" }), item => item),
            (new ProductType(), item => item),
            (new DetailsFromMapping(new()), item => item),
            (images, item => item),
            (images, item => item.WithImages(("large", "https://a/1.jpg"), ("large", "https://a/2.gif"))),
            (images, item => item.WithImages(("large", "https://a/1.jpg"), ("large", "2.jpg"))),
            (new NoImage("https://a/d.png", []), item => item),
            (new NoImage("", []), item => item.WithImages(("large", "https://a/2.gif"))),
            (new NoImage("", []), item => item with { Images = [] }),
            (new MainImage(new ImagePolicy { MainImage = new() { Attribute = "hero" } }), item => item.Attribute("hero", "https://a/9.jpg")),
            (new MainImage(new ImagePolicy { MainImage = new() { Attribute = "hero" } }), item => item.Attribute("hero", "9.jpg")),
            (new AttributesFromMapping(new() { Attributes = [new() { Attribute = "x", Custom = "y" }] }), item => item),
            (new AttributesFromMapping(new() { Attributes = [new() { Attribute = "Fit", Custom = "y" }] }, SomeCategories.Shirts, SomeCategories.Entry(SomeCategories.Shirts)), item => item),
            (new RequiredAttributes(new(), SomeCategories.Shirts, SomeCategories.Entry(SomeCategories.Shirts)), item => item),
            (new RequiredAttributes(new() { RequiredAttributes = OnMissingAttribute.Tell }, SomeCategories.Shirts, SomeCategories.Entry(SomeCategories.Shirts)), item => item),
            (new IdentifierCodes(new()), item => item with { Ean = "96385074" }),
            (new IdentifierCodes(new()), item => item with { Ean = "96385075" }),
            (new IdentifierCodes(new()), item => item with { Ean = "96385075", Upc = "036000291452" }),
            (new IdentifierCodes(new() { CheckDigit = OnWrongCheckDigit.Hold }), item => item with { Ean = "96385075" }),
            (new IdentifierCodes(new() { IdentifiersRequired = IdentifiersRequired.Always }), item => item),
            (new PackageMeasures(new() { Weight = new() { Default = "1 kg" } }), item => item),
            (new PackageMeasures(new() { Weight = new() { Attribute = "w" } }), item => item),
            (new PackageMeasures(new(), SomeCategories.Entry(SomeCategories.Kites)), item => item),
            (new NoPrice(), item => item with { PaidPrice = null }),
            (new NoPrice(), item => item with { PaidPrice = new Money(0, "GBP") }),
            (new PriceCurrency(), item => item with { PaidPrice = new Money(1, "EUR") }),
            (new ListPriceBelowPrice(), item => item with { ListPrice = new Money(1, "GBP") }),
            (new ChosenBooks(["a"]), item => item),
            (new ChosenBooks(["a"]), item => item with { PricesByBook = [new("a", null, new Money(3, "GBP"), null)] }),
            (new PriceAttribute("p"), item => item.Attribute("p", "9.5")),
            (new PriceAttribute("p"), item => item.Attribute("p", "x")),
            (new PriceConversion(new() { Currency = "EUR", Rate = 2, OnMismatch = OnCurrencyMismatch.Convert }), item => item with { PaidPrice = new Money(1, "EUR") }),
            (new PriceChanges([new() { By = PriceChangeBy.Fixed, To = PriceChangeTo.Increase, Amount = 1 }]), item => item),
            (new PriceRounded(new() { To = RoundTo.Ending }), item => item),
            (new PriceLimits(16, 0, false), item => item),
            (new PriceLimits(0, 14, false), item => item),
            (new StockQuantity(StockSource.All), item => item),
            (new StockQuantity(StockSource.All), item => item with { Stock = Stock.NoRecord }),
            (new StockQuantity(StockSource.All), item => item with { Stock = Stock.Unknown }),
            (new StockQuantity(new(["a"], [], BundleQuantity.LowestComponent)), item => item with { Stock = Stock.NotManaged, StockByList = [new("a", Stock.NotManaged), new("b", Stock.Of(1))] }),
            (new DefaultQuantity(1, DefaultQuantityWhen.NotManaged, null, StockSource.All), item => item with { Stock = Stock.NotManaged }),
        ];
        (Stage Stage, Detail Detail, string Value)[] details =
        [
            (new DetailLength(), Detail.Color, new string('x', 101)),
            (new TradeItemNumber(), Detail.GlobalTradeItemNumber, "1"),
            (new TradeItemNumber(), Detail.GlobalTradeItemNumber, "96385075"),
            (new GenderWord(), Detail.Gender, "Men"),
            (new GenderWord(), Detail.Gender, "x"),
            (new AgeGroupWord(), Detail.AgeGroup, "Kid"),
            (new AgeGroupWord(), Detail.AgeGroup, "x"),
            (new ShippingWeight(""), Detail.ShippingWeight, "1KG"),
            (new ShippingWeight(""), Detail.ShippingWeight, "1"),
            (new ShippingWeight(""), Detail.ShippingWeight, "x"),
            (new VideoAddress(), Detail.Video, "x"),
            (new TradeItemNumber(OnWrongCheckDigit.Tell), Detail.GlobalTradeItemNumber, "96385075"),
        ];
        foreach (var (stage, detail, value) in details)
        {
            yield return stage.Apply(AnOffer.Detailed(detail, value), TheFacts.Usual).Reason!;
        }

        foreach (var (stage, change) in cases)
        {
            yield return stage.Apply(AnOffer.With(change), TheFacts.Usual).Reason!;
        }

        var (shirts, takedown) = (new SkuDecision { Template = "shirts" }, new SkuDecision { TakenDown = new Takedown("Ada", "recalled", default) });
        foreach (var (enabled, hand, decision) in new[] { (true, false, shirts), (true, true, null), (false, false, shirts), (true, false, takedown) })
        {
            var template = new TemplateInForce(
                "shirts", new ListingTemplate { Account = "uk", Enabled = enabled }, new InventoryPolicy(), new PricingPolicy(), new ImagePolicy(), new AttributeMapping());
            var facts = TheFacts.Usual with { Decisions = decision is null ? TheFacts.Usual.Decisions : new Dictionary<string, SkuDecision> { [AnItem.Clean.Sku.Value] = decision } };
            Stage stage = decision == takedown ? new TakenDown() : new TemplateAssignment(new() { ProductAssign = new() { Enabled = !hand } }, [template]);
            yield return stage.Apply(AnOffer.Clean, facts).Reason!;
        }

        var differing = new Verdict[2];
        new OneCategory().Apply([.. new[] { "1", "2" }.Select(category => AnOffer.Clean with { Template = new AssignedTemplate(1, "t", category) })], TheFacts.Usual, differing);
        yield return differing[1].Reason!;

        var none = new TemplateInForce("none", new ListingTemplate { Account = "uk", Condition = new() { Any = [] } }, new InventoryPolicy(), new PricingPolicy(), new ImagePolicy(), new AttributeMapping());
        yield return new TemplateAssignment(new(), [none]).Apply(AnOffer.Clean, TheFacts.Usual).Reason!;

        foreach (var stage in (Stage[])
        [
            new QuantityShare(50, PieceRounding.Floor), new QuantityBuffer(1), new QuantityThreshold(new() { Mode = InventoryThresholdMode.CutOff, Value = 9 }),
            new QuantityBounds(9, null), new QuantityBounds(0, 7),
        ])
        {
            yield return stage.Apply(AnOffer.Clean with { Quantity = 8 }, TheFacts.Usual).Reason!;
        }

        yield return new DefaultQuantity(1, DefaultQuantityWhen.NotManagedOrZero, null, StockSource.All)
            .Apply(AnOffer.With(item => item with { Stock = Stock.Of(0) }) with { Quantity = 0 }, TheFacts.Usual).Reason!;

        yield return new BrandFallback(new()).Apply(
            AnOffer.With(item => item with { Brand = "<b>", ManufacturerSku = "" }), TheFacts.Usual with { Site = "" }).Reason!;
        yield return new MissingBrand().Apply(AnOffer.With(item => item with { Brand = "" }), TheFacts.Usual).Reason!;
        yield return new ListPriceBelowPrice().Apply(AnOffer.Clean with { Price = new Money(20, "GBP") }, TheFacts.Usual).Reason!;
        yield return QuantityPromise.Of(new() { Maximum = 3 }).Apply(AnOffer.Clean with { Quantity = 4 }, TheFacts.Usual).Reason!;
        yield return new ManualValues(IsOfPriceOrStock: true).Apply(
            AnOffer.Clean,
            TheFacts.Usual with
            {
                Manual = new Dictionary<string, IReadOnlyList<ManualValue>>
                {
                    [AnItem.Clean.Sku.Value] = [new ManualValue("price", "1.00 GBP", TheFacts.Usual.Instant.AddDays(1), "", "a.csv row 2", "Ann", "")],
                },
            }).Reason!;
        yield return new SoldOut(false).Apply(AnOffer.Clean with { Quantity = 0 }, TheFacts.Usual).Reason!;

        var passages = new List<Passage>();
        PolicySheet.Of([new UniqueVariation()]).Pass([AnOffer.Clean, AnOffer.Clean], TheFacts.Usual, passages);
        yield return passages[1].Held!;
    }

    private static RuleStep Ruled(RuleVerb verb, string field) =>
        new(new() { Account = "uk", Then = [new() { Do = verb, Field = field, Value = "x", Other = "title" }] }, details: false);

    private static HashSet<int> Placeholders(ReasonCode reason) =>
        [.. Place().Matches(reason.Sentence + reason.Remedy).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Dotted();
}
