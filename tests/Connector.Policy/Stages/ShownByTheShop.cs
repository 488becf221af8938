using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class ShownByTheShop
{
    [Fact]
    public void A_product_that_is_online_is_kept() => Said.By(new Offline(), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void A_product_that_is_offline_is_gone_and_says_why() =>
        Said.By(new Offline(), AnOffer.With(item => item with { Online = false, OfflineBecause = "online-flag is false" }))
            .ShouldHold(Reasons.Offline, HoldKind.Gone, "online-flag is false");

    [Fact]
    public void What_the_search_does_not_find_is_gone_unless_the_policy_lists_it()
    {
        var hidden = AnOffer.With(item => item with { Searchable = false });
        Said.By(new NotSearchable(Listed: false), hidden).ShouldHold(Reasons.NotSearchable, HoldKind.Gone);
        Said.By(new NotSearchable(Listed: true), hidden).ShouldBeKept();
        Said.By(new NotSearchable(Listed: false), AnOffer.Clean).ShouldBeKept();
    }

    [Fact, Trait("covers", "SYN-10")]
    public void What_is_reached_through_other_products_only_is_listed_or_gone_as_the_policy_says()
    {
        var part = AnOffer.With(item => item with { VisibleIndividually = false });
        Said.By(new NotVisibleIndividually(Listed: true), part).ShouldBeKept();
        Said.By(new NotVisibleIndividually(Listed: false), part).ShouldHold(Reasons.NotVisibleIndividually, HoldKind.Gone);
        Said.By(new NotVisibleIndividually(Listed: false), AnOffer.Clean).ShouldBeKept();
    }
}
