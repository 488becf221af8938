using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class ChosenCategories
{
    private static readonly Offer InNone = AnOffer.With(item => item with { Categories = [] });

    [Theory]
    [InlineData("shirts")]
    [InlineData("men")]
    [InlineData("root")]
    [InlineData("women", "men")]
    public void A_product_in_a_chosen_category_or_below_is_kept(params string[] chosen) =>
        Said.By(new OutsideChosenCategories(chosen), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void A_product_in_another_category_is_gone_and_the_reason_names_both() =>
        Said.By(new OutsideChosenCategories(["women", "kids"]), AnOffer.Clean)
            .ShouldHold(Reasons.OutsideChosenCategories, HoldKind.Gone, "shirts", "women, kids");

    [Fact]
    public void Ids_are_compared_by_case() =>
        Said.By(new OutsideChosenCategories(["Shirts"]), AnOffer.Clean).ShouldHold(Reasons.OutsideChosenCategories, HoldKind.Gone);

    [Fact]
    public void A_second_category_counts_too() =>
        Said.By(new OutsideChosenCategories(["sale"]), AnOffer.With(item => item with
        {
            Categories = [.. item.Categories, new CategoryPlace("sale", ["sale"], ["Sale"], Primary: false)],
        })).ShouldBeKept();

    [Theory]
    [InlineData("shirts")]
    [InlineData("root")]
    public void A_product_in_no_category_is_outside(string chosen) =>
        Said.By(new OutsideChosenCategories([chosen]), InNone).ShouldHold(Reasons.OutsideChosenCategories, HoldKind.Gone, "no category");

    [Fact]
    public void Without_chosen_categories_everything_is_kept() => Said.By(new OutsideChosenCategories([]), InNone).ShouldBeKept();
}
