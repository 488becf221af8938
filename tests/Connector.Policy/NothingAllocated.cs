using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Tests;

/// <summary>What an offer that passes unchanged costs: time, and no memory.</summary>
public class NothingAllocated
{
    private const int Times = 200;

    private static readonly PolicyDocuments All = Documents();

    [Fact]
    public void Each_step_of_the_full_order_allocates_nothing_on_an_offer_that_it_keeps()
    {
        var sheet = PolicySheet.Compile(All, "t", details: true);
        var allocated = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var offer in Offers())
        {
            // As it comes by, and as it is when all is done: by then nothing is left to change.
            foreach (var start in new[] { offer, sheet.Pass(offer, TheFacts.Usual).Offer })
            {
                var at = start;
                foreach (var stage in sheet.Steps.OfType<Stage>())
                {
                    var verdict = stage.Apply(at, TheFacts.Usual);
                    if (verdict.IsKept)
                    {
                        allocated[stage.Name] = Math.Max(allocated.GetValueOrDefault(stage.Name), Allocated(stage, at));
                    }

                    at = verdict.After ?? at;
                }
            }
        }

        allocated.Where(pair => pair.Value > 0).Should().BeEmpty();
        sheet.Steps.OfType<Stage>().Select(stage => stage.Name).Distinct().Except(allocated.Keys).Should().BeEmpty("each is to be seen keeping an offer");
    }

    [Fact]
    public void A_step_that_keeps_every_offer_is_told_of_and_explained_and_changes_nothing()
    {
        foreach (var documents in new[] { new PolicyDocuments(), All })
        {
            var sheet = PolicySheet.Compile(documents, "t", details: true);
            var idle = sheet.Steps.Where(step => step.KeepsAll).ToList();
            foreach (var offer in Offers())
            {
                var explained = sheet.Pass(offer, TheFacts.Usual, explain: true);
                explained.Notes.Where(note => idle.Exists(step => step.Name == note.Step.Name)).Should().OnlyContain(note => note.Reason == null);
                explained.Offer.Should().Be(sheet.Pass(offer, TheFacts.Usual).Offer, "both are the same call");
            }

            sheet.ToString().Should().ContainAll(idle.Select(step => step.Name));
        }

        PolicySheet.Compile(new PolicyDocuments(), "t").Steps.Where(step => step.KeepsAll).Select(step => step.Name).Should().Contain(["price.changes", "stock.buffer", "google-category.source"]);
    }

    [Fact]
    public void An_offer_that_was_passed_is_not_changed_by_passing_it_again_and_neither_is_the_one_that_came_in()
    {
        var sheet = PolicySheet.Compile(All, "t", details: true);
        foreach (var offer in Offers())
        {
            var (before, title) = (offer with { }, offer.Title);
            var once = sheet.Pass(offer, TheFacts.Usual).Offer;
            var copy = once with { };
            sheet.Pass(once, TheFacts.Usual);
            sheet.Pass(once, TheFacts.Usual, explain: true);
            once.Should().Be(copy);
            offer.Should().Be(before);
            offer.Title.Should().Be(title);
        }
    }

    private static long Allocated(Stage stage, Offer offer)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 3 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var time = 0; time < Times; time++)
            {
                stage.Apply(offer, TheFacts.Usual);
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Times);
        }

        return least;
    }

    /// <summary>Every setting that makes a step, and two templates that differ in all of them.</summary>
    private static PolicyDocuments Documents()
    {
        var pricing = new PricingPolicy { Changes = [new() { By = PriceChangeBy.Percentage, To = PriceChangeTo.Increase, Amount = 5 }], Rounding = new() { To = RoundTo.Ending, Ending = 0.99m }, Least = 1, PriceAttribute = "tiktokPrice" };
        var inventory = new InventoryPolicy { Percentage = 90, ThresholdBuffer = 2, Threshold = new() { Mode = InventoryThresholdMode.CutOff, Value = 1 }, Maximum = 50 };
        var mapping = new AttributeMapping
        {
            Brand = new() { Attribute = "label" }, Gender = new() { Attribute = "sex" }, AgeGroup = new() { Default = "adult" }, Material = new() { Attribute = "material" },
            ShippingWeight = new() { Default = "0.5 kg" }, GoogleProductCategory = new() { Attribute = "google" }, Video = new() { Attribute = "film" },
        };
        var image = new ImagePolicy { Maximum = 3, MainImage = new() { ViewType = "large" } };
        var condition = new QueryCondition
        {
            All =
            [
                new() { Field = "shop.category", Is = Test.InCategory, Values = ["men"] },
                new() { Field = "shop.price", Is = Test.More, Value = "1" },
                new() { Field = "shop.attribute.material", Is = Test.Contains, Value = "linen" },
                new() { Not = new() { Field = "shop.sku", Is = Test.Starts, Value = "zzz" } },
                new() { Field = "shop.name", Is = Test.Matches, Value = "[a-z]" },
            ],
        };
        var first = new ListingTemplate
        {
            Account = "uk", Priority = 2, Condition = condition, TitleTemplate = new() { Text = "{title}[, {color}]" }, DescriptionTemplate = new() { Text = "{description}" },
        };
        return new PolicyDocuments
        {
            Inventory = inventory,
            Pricing = pricing,
            Image = image,
            Mapping = mapping,
            Templates =
            [
                new("linen", first, inventory with { ThresholdBuffer = 3 }, pricing with { Changes = [] }, image, mapping),
                new("rest", new ListingTemplate { Account = "uk", Condition = new() { Field = "shop.name", Is = Test.Ends, Value = "shirt" } }, inventory, pricing, image, mapping),
            ],
            Rules =
            [
                Rule("brand", new() { Field = "brand", Is = Test.Equals, Value = "nobody" }, new() { Do = RuleVerb.Set, Field = "brand", Value = "Somebody" }),
                Rule("price", new() { Field = "price", Is = Test.Between, Value = "500", To = "600" }, new() { Do = RuleVerb.Round, Field = "price" }),
                Rule("title", new() { Field = "title", Is = Test.Contains, Value = "limited" }, new() { Do = RuleVerb.Replace, Field = "title", Find = "limited", Value = "few" }),
                Rule("stock", new() { Field = "quantity", Is = Test.More, Value = "500" }, new() { Do = RuleVerb.Set, Field = "quantity", Value = "500" }),
                Rule("hold", new() { Field = "shop.variation.color", Is = Test.In, Values = ["blue", "green"] }, new() { Do = RuleVerb.Hold }),
            ],
        };

        static Rule Rule(string name, QueryCondition when, RuleAction then) => new() { Account = "uk", From = $"rules/{name}@1", If = when, Then = [then] };
    }

    private static IEnumerable<Offer> Offers()
    {
        yield return AnOffer.Clean;
        yield return AnOffer.With(item => item.WithAttributes(("material", "washed linen"), ("sex", "female"), ("label", "Loom & Sons"), ("google", "212")));
        yield return AnOffer.With(item => item with { Stock = Stock.Of(0), Ean = "96385074", ShortDescription = "Of linen – washed.\n• soft", Name = "Shirt, 100 % linen" });
        yield return AnOffer.With(item => item with { Stock = Stock.NotManaged, ListPrice = item.PaidPrice });
        yield return AnOffer.With(item => item with { ShortDescription = "<p>Of linen,&nbsp;washed: 100&nbsp;g</p>", Name = "A <b>shirt</b>" });
    }
}
