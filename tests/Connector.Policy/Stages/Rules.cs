using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

[Trait("covers", "RIV-01")]
public class Rules
{
    private static readonly QueryCondition Ours = new() { Field = "brand", Is = Test.Starts, Value = "loom" };

    [Theory]
    [InlineData("title", "New", "New")]
    [InlineData("title", "<b>New</b>\nshirt", "New shirt")]
    [InlineData("brand", "Weaver", "Weaver")]
    [InlineData("brand", "", "")]
    [InlineData("condition", "Used", "used")]
    [InlineData("price", "9.90", "9.90")]
    [InlineData("listPrice", "", "")]
    [InlineData("quantity", "7", "7")]
    [InlineData("quantity", "2000000", "999999")]
    [InlineData("availability", "Preorder", "preorder")]
    [InlineData("googleProductCategory", "212", "212")]
    [InlineData("color", "rust", "rust")]
    public void Set_gives_a_field_its_value(string field, string value, string after) =>
        Value(Done(new() { Do = RuleVerb.Set, Field = field, Value = value }), field).Should().Be(after);

    [Theory]
    [InlineData("title", "shop.brand", "Loom & Sons")]
    [InlineData("price", "shop.listPrice", "20.00")]
    [InlineData("listPrice", "shop.stock", "28.00")]
    [InlineData("quantity", "shop.stock", "28")]
    [InlineData("color", "shop.variation.color", "red")]
    [InlineData("customLabel0", "shop.online", "yes")]
    [InlineData("customLabel1", "price", "15.00")]
    [InlineData("brand", "shop.ean", "Loom & Sons")]
    public void Copy_takes_another_fields_value_where_it_has_one(string field, string other, string after) =>
        Value(Done(new() { Do = RuleVerb.Copy, Field = field, Other = other }), field).Should().Be(after);

    [Theory]
    [InlineData("shirt", "blouse", false, "Linen blouse")]
    [InlineData("n", "", false, "Lie shirt")]
    [InlineData("Shirt", "x", false, "Linen shirt")]
    [InlineData("[aeiou]", "_", true, "L_n_n sh_rt")]
    [InlineData("^(\\w+) (\\w+)$", "$2, $1", true, "shirt, Linen")]
    [InlineData("shirt", "<b>", false, "Linen")]
    public void Replace_puts_something_else_in_everywhere(string find, string value, bool pattern, string after) =>
        Value(Done(new() { Do = RuleVerb.Replace, Field = "title", Find = find, Value = value, Pattern = pattern }), "title").Should().Be(after);

    [Theory]
    [InlineData("title", " ", "Linen shirt new")]
    [InlineData("title", " - ", "Linen shirt - new")]
    [InlineData("color", " - ", "new")]
    public void Append_puts_something_behind(string field, string separator, string after) =>
        Value(Done(new() { Do = RuleVerb.Append, Field = field, Value = "new", Separator = separator }), field).Should().Be(after);

    [Fact]
    public void Template_writes_a_field() =>
        Value(Done(new() { Do = RuleVerb.Template, Field = "customLabel0", Value = "{brand}[ {gender}] {shop.variation.size}" }), "customLabel0").Should().Be("Loom & Sons m");

    [Fact]
    public void Round_rounds_prices_and_pieces()
    {
        Value(Done(new() { Do = RuleVerb.Round, Field = "price", Rounding = new() { To = RoundTo.Ending, Way = RoundWay.Down } }), "price").Should().Be("14.99");
        Value(Done(new() { Do = RuleVerb.Round, Field = "quantity", Rounding = new() { To = RoundTo.Step, Step = 10, Way = RoundWay.Down } }, AnOffer.Clean with { Quantity = 28 }), "quantity").Should().Be("20");
        Kept(new() { Do = RuleVerb.Round, Field = "price", Rounding = new() });
    }

    [Fact]
    public void What_a_shopper_reads_goes_along_with_the_quantity()
    {
        var offer = AnOffer.Clean with { Quantity = 3, Availability = Availability.InStock };
        var none = Done(new() { Do = RuleVerb.Set, Field = "quantity", Value = "0" }, offer);
        none.Availability.Should().Be(Availability.OutOfStock);
        Done(new() { Do = RuleVerb.Set, Field = "quantity", Value = "1" }, none).Availability.Should().Be(Availability.InStock);
    }

    [Theory]
    [InlineData("price", "shop.brand")]
    [InlineData("quantity", "shop.name")]
    [InlineData("condition", "shop.brand")]
    public void A_value_that_a_field_cannot_take_leaves_it_as_it_was(string field, string other)
    {
        var verdict = Said.By(Step(new RuleAction { Do = RuleVerb.Copy, Field = field, Other = other }, new() { Do = RuleVerb.Set, Field = "title", Value = "New" }), AnOffer.Clean);
        var after = verdict.ShouldChange(Reasons.RuleValueUnusable, field, "cannot take");
        after.Title.ToString().Should().Be("New", "the other actions go on");
        (after with { Title = AnOffer.Clean.Title, Images = AnOffer.Clean.Images }).Should().Be(AnOffer.Clean with { Images = AnOffer.Clean.Images });
    }

    [Fact]
    public void A_negative_amount_is_none() =>
        Said.By(Step(new RuleAction { Do = RuleVerb.Copy, Field = "quantity", Other = "shop.stock" }), AnOffer.With(item => item with { Stock = Stock.Of(-3) })).ShouldChange(Reasons.RuleValueUnusable, "quantity");

    [Fact]
    public void The_reason_names_the_rule_with_before_and_after()
    {
        var reason = Said.By(Step(new() { Do = RuleVerb.Append, Field = "title", Value = "new" }, new() { Do = RuleVerb.Set, Field = "price", Value = "9" }), AnOffer.Clean).Reason!;
        reason.Code.Should().Be("rule.changed");
        reason.Sentence.Should().Be("by rule sale: it puts 'new' behind title: 'Linen shirt' became 'Linen shirt new'; it sets price to '9': '15.00' became '9.00'");
    }

    [Fact]
    public void Only_what_meets_the_condition_is_changed()
    {
        var step = new RuleStep(Rule(new RuleAction { Do = RuleVerb.Set, Field = "title", Value = "x" }) with { If = new() { Not = Ours } }, details: true);
        Said.By(step, AnOffer.Clean).ShouldBeKept();
        Said.By(step, AnOffer.Clean with { Brand = "Weaver" }).ShouldChange(Reasons.RuleChanged);
        step.Describe().Should().Be("where not (brand starts with \"loom\"): sets title to 'x'");
    }

    [Fact]
    public void A_rule_for_templates_leaves_other_products_alone()
    {
        var step = new RuleStep(Rule(new RuleAction { Do = RuleVerb.Set, Field = "title", Value = "x" }) with { Templates = ["shoes", "boots"] }, details: true);
        Said.By(step, AnOffer.Clean).ShouldBeKept();
        Said.By(step, AnOffer.Clean with { Template = new AssignedTemplate(1, "hats", "") }).ShouldBeKept();
        Said.By(step, AnOffer.Clean with { Template = new AssignedTemplate(2, "boots", "") }).ShouldChange(Reasons.RuleChanged);
        step.Describe().Should().Be("for every product, of template shoes or boots: sets title to 'x'");
    }

    [Fact]
    public void Details_are_left_alone_where_the_sheet_has_no_columns_for_them()
    {
        var step = new RuleStep(Rule(new RuleAction { Do = RuleVerb.Set, Field = "color", Value = "x" }), details: false);
        Said.By(step, AnOffer.Clean).ShouldBeKept();
    }

    [Fact]
    public void Hold_keeps_content_back_while_price_and_stock_flow()
    {
        var rule = Rule(new RuleAction { Do = RuleVerb.Set, Field = "price", Value = "9" }, new RuleAction { Do = RuleVerb.Hold, Value = "recalled" }) with { If = Ours };
        var passage = PolicySheet.Compile(new PolicyDocuments { Rules = [rule] }, "t").Pass(AnOffer.Clean, TheFacts.Usual);
        passage.Held!.Of.Should().Be(Reasons.RuleHeld);
        passage.Held.Sentence.Should().Be("rule sale holds it: recalled");
        passage.Held.Of.Hold.Should().Be(HoldKind.Content);
        passage.Offer.Price.Should().Be(new Money(9, "GBP"));
        passage.Offer.Quantity.Should().Be(28);
    }

    [Fact]
    public void A_price_is_changed_of_what_is_held_for_its_content_too()
    {
        var rule = Rule(new RuleAction { Do = RuleVerb.Set, Field = "title", Value = "x" }, new RuleAction { Do = RuleVerb.Set, Field = "price", Value = "9" });
        new RuleStep(rule, false).IsPriceOrStock.Should().BeTrue();
        new RuleStep(Rule(rule.Then[0]), false).IsPriceOrStock.Should().BeFalse();
        var passage = PolicySheet.Compile(new PolicyDocuments { Rules = [rule] }, "t").Pass(AnOffer.With(item => item with { Sku = new Sku(" x") }), TheFacts.Usual);
        passage.Held!.Code.Should().Be("sku.edge-blanks");
        passage.Offer.Price.Should().Be(new Money(9, "GBP"));
    }

    [Fact]
    public void Rules_mend_what_would_be_held()
    {
        var bad = AnOffer.With(item => item with { Name = "<b>", Brand = "", ManufacturerSku = "", PaidPrice = null });
        PolicySheet.Compile(new PolicyDocuments(), "t").Pass(bad, TheFacts.Usual with { Site = "" }).IsListed.Should().BeFalse();
        var rule = Rule(
            new RuleAction { Do = RuleVerb.Copy, Field = "title", Other = "sku" }, new RuleAction { Do = RuleVerb.Set, Field = "brand", Value = "Own" }, new RuleAction { Do = RuleVerb.Copy, Field = "price", Other = "shop.listPrice" });
        PolicySheet.Compile(new PolicyDocuments { Rules = [rule] }, "t").Pass(bad, TheFacts.Usual with { Site = "" }).Held.Should().BeNull();
    }

    [Fact]
    public void Rules_act_one_after_the_other_and_paused_ones_not_at_all()
    {
        Rule Append(string value) => Rule(new RuleAction { Do = RuleVerb.Append, Field = "title", Value = value });
        var sheet = PolicySheet.Compile(new PolicyDocuments { Rules = [Append("a"), Append("b") with { Paused = true }, Append("c")] }, "t");
        sheet.Pass(AnOffer.Clean, TheFacts.Usual).Offer.Title.ToString().Should().Be("Linen shirt a c");
    }

    [Fact]
    public void A_text_cannot_grow_without_end()
    {
        var rule = Rule([.. Enumerable.Repeat(new RuleAction { Do = RuleVerb.Replace, Field = "title", Find = "i", Value = new string('i', 1000) }, 10)]);
        Said.By(new RuleStep(rule, true), AnOffer.Clean).After!.Title.Length.Should().BeLessThanOrEqualTo(20_000);
    }

    [Fact]
    public void Five_rules_and_a_query_that_change_nothing_allocate_nothing()
    {
        var condition = new QueryCondition
        {
            All =
            [
                Ours, new() { Field = "price", Is = Test.Less, Value = "100" }, new() { Field = "shop.category", Is = Test.InCategory, Values = ["men"] },
                new() { Field = "shop.name", Is = Test.Matches, Value = "sh.rt" }, new() { Not = new() { Field = "shop.sku", Is = Test.In, Values = ["a", "b"] } },
            ],
        };
        RuleAction[] deeds =
        [
            new() { Do = RuleVerb.Set, Field = "brand", Value = "Loom & Sons" }, new() { Do = RuleVerb.Copy, Field = "title", Other = "shop.name" },
            new() { Do = RuleVerb.Replace, Field = "title", Find = "blouse", Value = "x" }, new() { Do = RuleVerb.Template, Field = "title", Value = "{shop.name}[ {color}]" },
            new() { Do = RuleVerb.Round, Field = "price", Rounding = new() },
        ];
        Stage[] steps = [.. deeds.Select(deed => new RuleStep(Rule(deed) with { If = condition }, details: true)), new TitleFromTemplate(new() { Text = "{title} {color}" })];
        var (offer, facts) = (AnOffer.Clean, TheFacts.Usual);
        for (var i = 0; i < 50; i++)
        {
            steps.Should().OnlyContain(step => step.Apply(offer, facts).IsKept);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            foreach (var step in steps)
            {
                step.Apply(offer, facts);
            }
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000, "not one byte an offer");
    }

    [Fact]
    public void All_faults_of_a_rule_are_told_at_once()
    {
        var faults = RuleFaults.Of(new Rule
        {
            Account = "uk",
            Labels = ["sale", "", "Sale"],
            If = new() { Field = "brnd", Is = Test.Equals, Value = "x" },
            Then =
            [
                new() { Do = RuleVerb.Set, Field = "titel", Value = "x" },
                new() { Do = RuleVerb.Set, Field = "price", Value = "-1" },
                new() { Do = RuleVerb.Set, Field = "quantity", Value = "1.5" },
                new() { Do = RuleVerb.Set, Field = "condition", Value = "worn" },
                new() { Do = RuleVerb.Set, Field = "sku", Value = "x" },
                new() { Do = RuleVerb.Copy, Field = "title", Other = "x" },
                new() { Do = RuleVerb.Replace, Field = "title", Find = "(", Pattern = true },
                new() { Do = RuleVerb.Replace, Field = "price", Find = "1" },
                new() { Do = RuleVerb.Append, Field = "title" },
                new() { Do = RuleVerb.Template, Field = "title", Value = "{x" },
                new() { Do = RuleVerb.Round, Field = "title" },
                new() { Do = RuleVerb.Round, Field = "price", Rounding = new() { To = RoundTo.Step } },
                new() { Do = RuleVerb.Hold, Field = "title" },
            ],
        });
        faults.Select(fault => fault.Path).Should().Equal(
            "$.if.field", "$.labels[1]", "$.labels[2]", "$.then[0].field", "$.then[1].value", "$.then[2].value", "$.then[3].value", "$.then[4].field", "$.then[5].other", "$.then[6].find", "$.then[7].do",
            "$.then[8].value", "$.then[9].value", "$.then[10].do", "$.then[11].rounding.step", "$.then[12].field");
        faults.Should().OnlyContain(fault => fault.Cure.Length > 0);
        RuleFaults.Of(new Rule { Account = "uk" }).Should().ContainSingle().Which.Path.Should().Be("$.then");
    }

    private static Rule Rule(params RuleAction[] actions) => new() { Account = "uk", From = "rules/sale@2", Then = actions };

    private static RuleStep Step(params RuleAction[] actions)
    {
        RuleFaults.Of(Rule(actions)).Should().BeEmpty();
        return new RuleStep(Rule(actions), details: true);
    }

    private static Offer Done(RuleAction action, Offer? offer = null) => Step(action).Apply(offer ?? AnOffer.Clean, TheFacts.Usual).After ?? offer ?? AnOffer.Clean;

    private static void Kept(RuleAction action) => Said.By(Step(action), AnOffer.Clean).ShouldBeKept();

    private static string Value(Offer offer, string field) => Connector.Policy.Queries.Fields.Find(field)!.Take(offer).ToString();
}
