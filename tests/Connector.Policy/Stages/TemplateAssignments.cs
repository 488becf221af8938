using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

/// <summary>Which listing template takes a product, and what is not eligible.</summary>
public sealed class TemplateAssignments
{
    private static readonly TemplateInForce Shirts = Template("shirts", 2, new QueryCondition { Field = "shop.category", Is = Test.InCategory, Values = ["shirts"] });
    private static readonly TemplateInForce Cheap = Template("cheap", 1, new QueryCondition { Field = "shop.price", Is = Test.Less, Value = "20" });
    private static readonly TemplateInForce Hats = Template("hats", 3, new QueryCondition { Field = "shop.category", Is = Test.InCategory, Values = ["hats"] });

    [Fact]
    [Trait("covers", "SYN-08")]
    [Trait("covers", "SYN-09")]
    [Trait("covers", "TPL-09")]
    public void A_product_goes_into_the_template_with_the_highest_priority_of_those_whose_condition_it_meets()
    {
        var assigned = Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Cheap, Hats, Shirts]), AnOffer.Clean).ShouldChange(Reasons.TemplateChosen, "shirts", "shop.category").Template!;
        assigned.Name.Should().Be("shirts");
        assigned.Index.Should().Be(3);
    }

    [Fact]
    public void Of_templates_of_the_same_priority_the_first_by_name_takes_it() =>
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Template("b", 0, null), Template("a", 0, null)]), AnOffer.Clean).After!.Template!.Name.Should().Be("a");

    [Fact]
    [Trait("covers", "SYN-03")]
    [Trait("covers", "SYN-05")]
    [Trait("covers", "D-04")]
    public void Where_there_is_an_enabled_template_what_meets_none_is_not_eligible() =>
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Hats]), AnOffer.Clean).ShouldHold(Reasons.TemplateNone, HoldKind.Gone, "hats");

    [Fact]
    [Trait("covers", "SYN-03")]
    public void Where_there_is_no_template_everything_is_eligible_and_where_all_are_disabled_nothing_is()
    {
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), []), AnOffer.Clean).ShouldBeKept();
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Off(Hats)]), AnOffer.Clean).ShouldHold(Reasons.TemplateNone, HoldKind.Gone);
    }

    [Fact]
    [Trait("covers", "D-04")]
    public void Template_match_asks_for_a_match_of_what_was_assigned_by_hand_too()
    {
        var stage = new TemplateAssignment(new SynchronizationPolicy { Eligibility = Eligibility.TemplateMatch }, [Hats]);
        Said.By(stage, AnOffer.Clean, ByHand("hats")).ShouldHold(Reasons.TemplateNone, HoldKind.Gone);
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Hats, Shirts]), AnOffer.Clean, ByHand("hats")).After!.Template!.Name.Should().Be("hats", "the choice by hand wins over the match");
    }

    [Fact]
    [Trait("covers", "D-04")]
    [Trait("covers", "SYN-08")]
    public void Assigned_or_match_keeps_what_was_assigned_by_hand_eligible()
    {
        var stage = new TemplateAssignment(new SynchronizationPolicy { Eligibility = Eligibility.AssignedOrMatch }, [Hats]);
        Said.By(stage, AnOffer.Clean, ByHand("hats")).ShouldChange(Reasons.TemplateChosen, "by hand").Template!.Name.Should().Be("hats");
        Said.By(stage, AnOffer.Clean).ShouldHold(Reasons.TemplateNone, HoldKind.Gone);
    }

    [Fact]
    [Trait("covers", "D-04")]
    public void Where_all_are_eligible_what_meets_no_template_goes_on_without_one() =>
        Said.By(new TemplateAssignment(new SynchronizationPolicy { Eligibility = Eligibility.All }, [Hats]), AnOffer.Clean).ShouldBeKept();

    [Fact]
    [Trait("covers", "SYN-08")]
    public void With_product_assign_off_products_are_put_into_templates_by_hand_only()
    {
        var stage = new TemplateAssignment(new SynchronizationPolicy { ProductAssign = new SyncSwitch { Enabled = false } }, [Shirts]);
        Said.By(stage, AnOffer.Clean).ShouldHold(Reasons.TemplateUnassigned, HoldKind.Gone, "shirts");
        Said.By(stage, AnOffer.Clean, ByHand("shirts")).After!.Template!.Name.Should().Be("shirts");
        Said.By(stage, AnOffer.Clean, Published(ListingState.Approved)).After!.Template!.Name.Should().Be("shirts", "what TikTok has stays in the template that takes it");
    }

    [Fact]
    [Trait("covers", "D-20")]
    public void Product_assign_may_be_for_products_of_some_statuses_only()
    {
        var stage = new TemplateAssignment(new SynchronizationPolicy { ProductAssign = new SyncSwitch { Statuses = [ListingState.NotSynced] } }, [Shirts]);
        stage.NeedsPublished.Should().BeTrue();
        Said.By(stage, AnOffer.Clean).After!.Template!.Name.Should().Be("shirts");
        Said.By(stage, AnOffer.Clean, Published(ListingState.Approved)).After!.Template!.Name.Should().Be("shirts", "it was put there when it was new");
        Said.By(stage, AnOffer.Clean, Published(ListingState.Deactivated)).ShouldHold(Reasons.TemplateUnassigned, HoldKind.Gone);
    }

    [Fact]
    [Trait("covers", "TPL-07")]
    public void Nothing_is_done_with_products_of_a_disabled_template()
    {
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Off(Shirts), Hats]), AnOffer.Clean).ShouldHold(Reasons.TemplateDisabled, HoldKind.Gone, "shirts");
        Said.By(new TemplateAssignment(new SynchronizationPolicy { Eligibility = Eligibility.All }, [Off(Shirts)]), AnOffer.Clean).ShouldHold(Reasons.TemplateDisabled, HoldKind.Gone);
        Said.By(new TemplateAssignment(new SynchronizationPolicy { Eligibility = Eligibility.All }, [Off(Hats), Shirts]), AnOffer.Clean, ByHand("hats"))
            .ShouldHold(Reasons.TemplateDisabled, HoldKind.Gone, "hats");
    }

    [Fact]
    [Trait("covers", "TPL-06")]
    public void A_template_is_enabled_when_it_is_made() => new ListingTemplate { Account = "uk" }.Enabled.Should().BeTrue();

    [Fact]
    public void A_choice_by_hand_of_a_template_that_is_gone_counts_no_more() =>
        Said.By(new TemplateAssignment(new SynchronizationPolicy(), [Shirts]), AnOffer.Clean, ByHand("gone")).After!.Template!.Name.Should().Be("shirts");

    [Fact]
    [Trait("covers", "POL-10")]
    [Trait("covers", "TPL-01")]
    public void The_policies_of_the_template_decide_and_the_account_s_for_products_without_one()
    {
        var own = Shirts with { Template = Shirts.Template with { Category = "601152" }, Inventory = new InventoryPolicy { ThresholdBuffer = 20, From = "policies/shirts@2" } };
        var documents = new PolicyDocuments { Synchronization = new SynchronizationPolicy { Eligibility = Eligibility.All }, Templates = [own] };
        var sheet = PolicySheet.Compile(documents, "tiktok-b/1");
        var inside = sheet.Pass(AnOffer.Clean, TheFacts.Usual, explain: true);
        inside.Offer.Template!.Category.Should().Be("601152");
        inside.Offer.Quantity.Should().Be(8);
        inside.Notes.Should().Contain(note => note.Step.From == "policies/shirts@2" && note.Step is QuantityBuffer);
        sheet.Pass(AnOffer.With(item => item with { Categories = [] }), TheFacts.Usual).Offer.Quantity.Should().Be(28);
    }

    [Fact]
    public void A_takedown_comes_before_every_other_reason()
    {
        var facts = TheFacts.Usual with
        {
            Decisions = new Dictionary<string, SkuDecision> { [AnItem.Clean.Sku.Value] = new() { TakenDown = new Takedown("Ada", "recalled by the maker", TheFacts.Usual.Instant) } },
        };
        var passage = PolicySheet.Compile(new PolicyDocuments(), "tiktok-b/1").Pass(AnOffer.With(item => item with { Online = false }), facts);
        passage.Held!.Of.Should().Be(Reasons.TakenDown);
        passage.Held.Sentence.Should().Contain("Ada").And.Contain("recalled by the maker");
    }

    private static Facts Published(ListingState state) => TheFacts.Usual with { Published = new PublishedRow(new Dictionary<string, string>(), state) };

    private static Facts ByHand(string template) => TheFacts.Usual with { Decisions = new Dictionary<string, SkuDecision> { [AnItem.Clean.Sku.Value] = new() { Template = template } } };

    private static TemplateInForce Template(string name, int priority, QueryCondition? condition) =>
        new(name, new ListingTemplate { Account = "uk", Priority = priority, Condition = condition }, new InventoryPolicy(), new PricingPolicy(), new ImagePolicy(), new AttributeMapping());

    private static TemplateInForce Off(TemplateInForce template) => template with { Template = template.Template with { Enabled = false } };
}
