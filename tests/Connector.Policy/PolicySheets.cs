using System.Collections;
using System.Reflection;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests;

public class PolicySheets
{
    private static readonly PolicySheet Usual = PolicySheet.Compile(new PolicyDocuments(), "tiktok-b/1");
    private static readonly PolicySheet WithDetails = PolicySheet.Compile(
        new PolicyDocuments { Mapping = new() { Gender = new() { Default = "Men" }, ShippingWeight = new() { Default = "0.50KG" }, Material = new() { Default = new string('x', 300) }, Video = new() { Default = "x" } } },
        "tiktok-b/1", details: true);

    [Fact]
    public void The_steps_stand_in_their_order_and_the_sheet_prints_itself()
    {
        Usual.Steps.Select(step => step.Name).Should().Equal(
            "sku.taken-down", "shop.online", "shop.searchable", "shop.visible-individually", "shop.categories", "sku.form", "template.assign",
            "title.plain", "description.plain", "brand.source", "condition.source", "google-category.source", "image.list",
            "price.books", "price.attribute", "price.conversion", "price.changes", "price.rounding",
            "stock.quantity", "stock.percentage", "stock.buffer", "stock.threshold", "stock.bounds", "stock.default", "manual.content", "manual.price-stock",
            "title.missing", "title.length", "description.length", "brand.missing", "image.missing",
            "price.missing", "price.currency", "price.list", "price.limits", "stock.sold-out", "variation.unique");
        Usual.ToString().Split('\n').Should().HaveCount(Usual.Steps.Count).And.OnlyContain(line => line.Length > 10);
        Usual.ToString().Should().Contain(" 2. shop.online: holds what the shop does not show");
    }

    [Fact]
    public void Templates_write_behind_the_details_and_rules_act_behind_all_shaping_and_before_the_checks()
    {
        var template = new ListingTemplate { Account = "uk", TitleTemplate = new() { Text = "{title}, {color}" }, DescriptionTemplate = new() { Text = "{title}" }, From = "templates/shoes@2" };
        var documents = new PolicyDocuments { Rules = [Rule("a", "title"), Rule("b", "color") with { Paused = true }, Rule("c", "price")] };
        var names = PolicySheet.Compile(documents with { Templates = [new("shoes", template, new(), new(), new(), new())] }, "t", details: true).Steps.Select(step => step.Name).ToList();
        names.Should().ContainInOrder("details.source", "title.template", "description.template", "image.list", "stock.quantity", "rule.a", "rule.c", "title.missing", "title.length", "brand.missing");
        names.Should().NotContain("rule.b").And.OnlyHaveUniqueItems();
        var ofDetails = PolicySheet.Compile(new PolicyDocuments { Rules = [Rule("b", "color")] }, "t", details: true).Steps.Select(step => step.Name);
        ofDetails.Should().ContainInOrder("gender.word", "rule.b", "details.length", "gender.word", "title.missing");

        static Rule Rule(string name, string field) => new() { Account = "uk", From = $"rules/{name}@3", Then = [new() { Do = RuleVerb.Set, Field = field, Value = "1" }] };
    }

    [Fact]
    public void A_sheet_with_columns_for_details_has_the_steps_that_fill_them_and_no_other_has()
    {
        WithDetails.Steps.Select(step => step.Name).Except(Usual.Steps.Select(step => step.Name)).Should().Equal(
            "product-type.path", "details.source", "details.length", "gtin.form", "gender.word", "age-group.word", "shipping-weight.form", "video.address");
        WithDetails.Steps.Select(step => step.Name).Intersect(Usual.Steps.Select(step => step.Name)).Should().Equal(Usual.Steps.Select(step => step.Name));
        Usual.Pass(AnOffer.Clean, TheFacts.Usual).Offer.Details.Should().BeNull("nothing is spent on what has no column");
        WithDetails.Pass(AnOffer.Clean, TheFacts.Usual).Offer.Details.Should().NotBeNull();
    }

    [Fact]
    public void No_detail_ever_holds_an_offer_or_changes_what_both_sheets_have()
    {
        string[] values = ["", "Men", "x", "kg", "1", "<b>bad", new('x', 300), "🔥", "\0", "96385074"];
        foreach (var value in values)
        {
            var mapping = new AttributeMapping();
            foreach (var property in typeof(AttributeMapping).GetProperties().Where(property => Enum.TryParse<Detail>(property.Name, out _)))
            {
                property.SetValue(mapping, new AttributeSource { Attribute = "a", Default = value });
            }

            var documents = new PolicyDocuments { Mapping = mapping };
            var (withDetails, plain) = (PolicySheet.Compile(documents, "t", details: true), PolicySheet.Compile(documents, "t"));
            foreach (var item in Worlds().Where((_, at) => at % 29 == 0).Select(item => item.Attribute("a", value)))
            {
                var with = withDetails.Pass(AnOffer.Of(item), TheFacts.Usual);
                var without = plain.Pass(AnOffer.Of(item), TheFacts.Usual);
                with.Held?.ToString().Should().Be(without.Held?.ToString());
                with.Offer.Images.Should().Equal(without.Offer.Images);
                (with.Offer with { Details = null, Images = [] }).Should().Be(without.Offer with { Images = [] });
            }
        }
    }

    [Fact]
    public void Steps_describe_their_actual_settings()
    {
        var sheet = PolicySheet.Compile(
            new PolicyDocuments
            {
                Synchronization = new() { Categories = ["men", "women"], OutOfStockProducts = false },
                Inventory = new() { DefaultQuantity = 77, ThresholdBuffer = 5 },
                Image = new() { ViewTypes = ["huge"], Maximum = 4, DefaultImageUrl = "https://a/d.png" },
                Mapping = new() { Brand = new() { Attribute = "maker" }, Condition = new() { Default = "used" } },
            },
            "t").ToString();
        sheet.Should().ContainAll("men, women", "holds sold-out", "77", "keeps 5 back", "huge", "4 JPG", "https://a/d.png", "attribute maker", "'used'");
    }

    [Fact]
    public void The_fingerprint_is_the_same_on_every_machine() =>
        Usual.Fingerprint.Should().Be("65b290c8ed4d20f04a26bb10d69f7279810cf8e831bfb905c6cef9b9c7f5400c", "raise PolicySheet.RulesVersion when rules change, and pin the new value here");

    [Fact]
    public void The_fingerprint_changes_with_every_setting_and_with_the_feed_sheet()
    {
        var fingerprints = new List<string> { Usual.Fingerprint, PolicySheet.Compile(new PolicyDocuments(), "tiktok-b/2").Fingerprint };
        var changed = Changed(new PolicyDocuments()).Cast<PolicyDocuments>().ToList();
        changed.Should().HaveCountGreaterThan(20);
        fingerprints.AddRange(changed.Select(documents => PolicySheet.Compile(documents, "tiktok-b/1").Fingerprint));
        fingerprints.Should().OnlyHaveUniqueItems();
        PolicySheet.Compile(new PolicyDocuments(), "tiktok-b/1").Fingerprint.Should().Be(Usual.Fingerprint);
    }

    [Fact]
    public void The_fingerprint_changes_with_the_order_of_the_steps() =>
        PolicySheet.Of([new PlainTitle(), new MissingTitle()]).Fingerprint
            .Should().NotBe(PolicySheet.Of([new MissingTitle(), new PlainTitle()]).Fingerprint);

    [Fact]
    public void A_step_that_throws_holds_that_one_offer_only()
    {
        var passages = Pass([new Throwing("2")], AnOffer.Variant("1"), AnOffer.Variant("2"), AnOffer.Variant("3"));
        passages.Select(passage => passage.Held?.Code).Should().Equal(null, "stage.fault", null);
        passages[1].Held!.Sentence.Should().Be("step test.throwing could not decide: no such thing");
    }

    [Fact]
    public void A_step_of_price_or_stock_that_throws_counts_as_unknown_stock() =>
        Pass([new Throwing("1", PriceOrStock: true)], AnOffer.Variant("1"))[0].Held!.Of.Should().Be(Reasons.StageFaultInPriceOrStock)
            .And.Match<ReasonCode>(code => code.Hold == HoldKind.Stock);

    [Fact]
    public void A_group_step_that_throws_holds_what_it_saw()
    {
        var passages = Pass([new Offline(), new ThrowingGroup()], Offline("1"), AnOffer.Variant("2"), AnOffer.Variant("3"));
        passages.Select(passage => passage.Held?.Code).Should().Equal("shop.offline", "stage.fault", "stage.fault");
    }

    [Fact]
    public void What_is_held_meets_no_further_step()
    {
        var noting = new Noting();
        Pass([new Offline(), noting], Offline("1"), AnOffer.Variant("2"));
        noting.Met.Should().Equal("2");
    }

    [Fact]
    public void What_is_held_for_its_content_still_meets_price_and_stock_so_that_they_can_flow()
    {
        var passage = Usual.Pass(AnOffer.With(item => item with { Name = "", Stock = Stock.Of(7) }), TheFacts.Usual);
        passage.Held!.Code.Should().Be("title.missing");
        passage.Offer.Quantity.Should().Be(7);
    }

    [Fact]
    public void What_is_held_for_its_content_has_no_later_content_shaped()
    {
        var passage = Usual.Pass(AnOffer.With(item => item with { Sku = new Sku(" x"), Stock = Stock.Of(7) }), TheFacts.Usual);
        passage.Held!.Code.Should().Be("sku.edge-blanks");
        passage.Offer.Quantity.Should().Be(7);
        passage.Offer.Images.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true, "price.missing")]
    [InlineData(false, "title.missing")]
    public void Where_content_and_price_are_at_fault_the_price_is_the_graver(bool unpriced, string code)
    {
        var passage = Usual.Pass(AnOffer.With(item => item with { Name = "", PaidPrice = unpriced ? null : item.PaidPrice }), TheFacts.Usual, explain: true);
        passage.Held!.Code.Should().Be(code);
        passage.Notes.Where(note => note.Held).Select(note => note.Reason!.Code).Should().StartWith("title.missing");
    }

    [Fact]
    public void A_group_step_sees_only_what_no_step_before_has_held()
    {
        var noting = new NotingGroup();
        Pass([new Offline(), new MissingTitle(), noting], Offline("1"), AnOffer.Variant("2") with { Title = "" }, AnOffer.Variant("3"), AnOffer.Variant("4"));
        noting.Met.Should().Equal("3", "4");
    }

    [Fact]
    public void A_group_step_that_compares_is_not_asked_about_one_offer()
    {
        var noting = new NotingGroup(Least: 2);
        var passages = new List<Passage>();
        PolicySheet.Of([noting]).Pass([AnOffer.Clean], TheFacts.Usual, passages, explain: true);
        noting.Met.Should().BeEmpty();
        passages[0].Notes.Should().ContainSingle("the explanation names it all the same");
    }

    [Fact]
    public void Explaining_gives_the_same_outcome_as_not_explaining()
    {
        foreach (var item in Worlds())
        {
            var plain = Usual.Pass(AnOffer.Of(item), TheFacts.Usual);
            var explained = Usual.Pass(AnOffer.Of(item), TheFacts.Usual, explain: true);
            explained.Held?.ToString().Should().Be(plain.Held?.ToString());
            explained.ValidUntil.Should().Be(plain.ValidUntil);
            (explained.Offer with { Images = [], Item = item }).Should().Be(plain.Offer with { Images = [], Item = item });
            explained.Offer.Images.Should().Equal(plain.Offer.Images);
            plain.Notes.Should().BeEmpty();
            if (plain.IsListed)
            {
                explained.Notes.Select(note => note.Step).Should().Equal(Usual.Steps);
            }
        }
    }

    [Fact, Trait("covers", "WRK-03")]
    public void Every_item_that_is_read_comes_out_listed_or_held_with_a_reason()
    {
        var items = Worlds().ToList();
        foreach (var group in items.Select((item, i) => AnOffer.Of(item with { Sku = new Sku("s" + i) })).Chunk(7))
        {
            var passages = new List<Passage>();
            Usual.Pass(group, TheFacts.Usual, passages);
            passages.Select(passage => passage.Offer.Sku).Should().Equal(group.Select(offer => offer.Sku));
            passages.Should().OnlyContain(passage => passage.IsListed != (passage.Held != null));
        }
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(5, null, 5)]
    [InlineData(null, 3, 3)]
    [InlineData(5, 3, 3)]
    [InlineData(2, 3, 2)]
    public void A_passage_is_valid_until_the_first_of_all_changes_to_come(int? itemDays, int? stageDays, int? days)
    {
        var offer = AnOffer.With(item => item with { ValidUntil = In(itemDays) });
        PolicySheet.Of([new Until(In(9)), new Until(In(stageDays))]).Pass(offer, TheFacts.Usual).ValidUntil
            .Should().Be(In(days ?? 9));
        PolicySheet.Of([new Until(In(stageDays), Kept: true)]).Pass(offer, TheFacts.Usual).ValidUntil.Should().Be(In(days));
    }

    [Fact]
    public void Only_a_step_that_asks_for_it_is_given_what_was_last_sent()
    {
        var row = new PublishedRow(new Dictionary<string, string> { ["title"] = "old" });
        var asking = new Noting(Published: true);
        var other = new Noting();
        PolicySheet.Of([asking, other]).Pass(AnOffer.Clean, TheFacts.Usual, published: row);
        asking.Rows.Should().Equal(row);
        other.Rows.Should().Equal((PublishedRow?)null);
    }

    [Fact]
    public void Every_step_leaves_alone_what_it_has_shaped_before()
    {
        foreach (var item in Worlds())
        {
            var offer = AnOffer.Of(item);
            foreach (var stage in WithDetails.Steps.OfType<Stage>())
            {
                var verdict = stage.Apply(offer, TheFacts.Usual);
                if (verdict.After is { } after)
                {
                    stage.Apply(after, TheFacts.Usual).IsKept.Should().BeTrue("{0} has shaped it", stage.Name);
                    offer = after;
                }
            }
        }
    }

    [Fact]
    public void An_offer_in_which_nothing_changes_passes_the_stages_without_allocating()
    {
        var offer = Usual.Pass(AnOffer.Clean, TheFacts.Usual).Offer;
        var stages = Usual.Steps.OfType<Stage>().ToArray();
        var facts = TheFacts.Usual;
        Walk(stages, offer, facts).Should().Be(0, "this offer is clean");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Walk(stages, offer, facts);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100, "not even one byte an offer: {0} stages, 100 offers", stages.Length);
    }

    [Fact]
    public void The_assembly_references_the_base_library_only() =>
        typeof(PolicySheet).Assembly.GetReferencedAssemblies().Select(name => name.Name).Should().OnlyContain(
            name => name!.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.Net.Http", StringComparison.Ordinal)
                && !name.StartsWith("System.IO", StringComparison.Ordinal));

    private static int Walk(Stage[] stages, Offer offer, Facts facts)
    {
        var changes = 0;
        foreach (var stage in stages)
        {
            changes += stage.Apply(offer, facts).IsKept ? 0 : 1;
        }

        return changes;
    }

    private static DateTimeOffset? In(int? days) => days is { } count ? TheFacts.Usual.Instant.AddDays(count) : null;

    private static Offer Offline(string sku) => AnOffer.With(item => item with { Sku = new Sku(sku), Online = false });

    private static List<Passage> Pass(IReadOnlyList<Step> steps, params Offer[] group)
    {
        var passages = new List<Passage>();
        PolicySheet.Of(steps).Pass(group, TheFacts.Usual, passages);
        return passages;
    }

    /// <summary>A small world exhaustively: good and bad names, descriptions, images, prices and stocks, each with each.</summary>
    private static IEnumerable<ShopItem> Worlds() =>
        from online in new[] { true, false }
        from name in new[] { "Linen shirt", "<b>Linen</b> 🔥", "<p></p>", new string('x', 600) }
        from text in new[] { "Soft.", "<ul><li>soft", "<br>" }
        from image in new[] { "https://a/1.jpg", "https://a/1.webp", "1.jpg" }
        from price in new Money?[] { new Money(15, "GBP"), new Money(15, "EUR"), new Money(0, "GBP"), new Money(30, "GBP"), null }
        from stock in new[] { Stock.Of(3), Stock.Of(-3), Stock.Unknown, Stock.NotManaged, new Stock(StockKnowledge.Counted, 1, 0, In(2), StockHandling.Preorder) }
        select (AnItem.Clean with { Online = online, Name = name, ShortDescription = text, PaidPrice = price, Stock = stock })
            .WithImages(("large", image));

    /// <summary>The record with one setting changed, for each setting there is, nested records included.</summary>
    private static IEnumerable<object> Changed(object record)
    {
        foreach (var property in record.GetType().GetProperties().Where(property => property.CanWrite && property.Name != "From"))
        {
            var value = property.GetValue(record);
            var others = value switch
            {
                string text => [text + "x"],
                bool flag => [!flag],
                int number => [number + 1],
                decimal number => [number + 1],
                null => Nullable.GetUnderlyingType(property.PropertyType) == typeof(int) ? [1] : [],
                Enum word => Enum.GetValues(word.GetType()).Cast<object>().Where(other => !other.Equals(word)),
                IReadOnlyList<string> list => [(string[])[.. list, "x"]],
                IEnumerable => [],
                _ => Changed(value),
            };
            foreach (var other in others.ToList())
            {
                var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
                property.SetValue(copy, other);
                yield return copy;
            }
        }
    }

    private sealed record Throwing(string Sku, bool PriceOrStock = false) : Stage
    {
        public override string Name => "test.throwing";

        public override bool IsPriceOrStock => PriceOrStock;

        public override string Describe() => "throws";

        public override Verdict Apply(Offer offer, Facts facts) =>
            offer.Sku.Value == Sku ? throw new InvalidOperationException("no such thing") : Verdict.Kept;
    }

    private sealed record ThrowingGroup : GroupStage
    {
        public override string Name => "test.throwing-group";

        public override string Describe() => "throws";

        public override void Apply(IReadOnlyList<Offer> group, Facts facts, Span<Verdict> verdicts) => throw new InvalidOperationException("no such thing");
    }

    private sealed record Noting(bool Published = false) : Stage
    {
        public List<string> Met { get; } = [];

        public List<PublishedRow?> Rows { get; } = [];

        public override string Name => "test.noting";

        public override bool NeedsPublished => Published;

        public override string Describe() => "notes";

        public override Verdict Apply(Offer offer, Facts facts)
        {
            Met.Add(offer.Sku.Value);
            Rows.Add(facts.Published);
            return Verdict.Kept;
        }
    }

    private sealed record NotingGroup(int Least = 1) : GroupStage
    {
        public List<string> Met { get; } = [];

        public override string Name => "test.noting-group";

        public override int LeastOffers => Least;

        public override string Describe() => "notes";

        public override void Apply(IReadOnlyList<Offer> group, Facts facts, Span<Verdict> verdicts) => Met.AddRange(group.Select(offer => offer.Sku.Value));
    }

    private sealed record Until(DateTimeOffset? Instant, bool Kept = false) : Stage
    {
        public override string Name => "test.until";

        public override string Describe() => "knows until when";

        public override Verdict Apply(Offer offer, Facts facts) => Instant is { } until && Kept
            ? Verdict.KeptUntil(until)
            : Kept ? Verdict.Kept : Verdict.Changed(offer, Reasons.TitlePlain.With(1, 1), Instant);
    }
}
