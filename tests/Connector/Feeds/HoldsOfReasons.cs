using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Tests.Feeds;

/// <summary>What each reason that holds does to a SKU (DESIGN, What a hold means): every one there is, named by hand, so that none changes its class unseen.</summary>
public sealed class HoldsOfReasons
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(3);

    private static readonly Dictionary<HoldKind, string[]> Classes = new()
    {
        [HoldKind.SoldOut] = ["stock.sold-out"],
        [HoldKind.Price] = ["rule.held-price", "price.missing", "price.not-positive", "price.currency", "price.below-limit", "price.above-limit"],
        [HoldKind.Stock] = ["stock.unknown", "stage.fault-price-stock"],
        [HoldKind.Content] =
        [
            "stage.fault", "sku.missing", "sku.too-long", "sku.edge-blanks", "sku.characters", "title.missing", "brand.missing", "condition.unknown", "attribute.required", "identifier.check-digit",
            "identifier.missing", "package.missing", "image.format", "image.missing", "rule.held", "template.category-differs", "variation.not-unique",
        ],
        [HoldKind.Gone] =
        [
            "rule.held-gone", "sku.taken-down", "shop.offline", "shop.not-searchable", "shop.not-visible-individually", "shop.outside-categories", "template.none", "template.unassigned", "template.disabled",
            "shop.deleted", "view.retired", "sync.upload-off",
        ],
    };

    private static readonly List<ReasonCode> Holding = [.. Reasons.All.Concat([Rulings.Deleted, Rulings.ViewRetired]).Concat(PublishingReasons.All).Where(reason => reason.Hold is not null)];

    public static TheoryData<string> Codes => [.. Holding.Select(reason => reason.Code)];

    [Fact]
    public void Every_reason_that_holds_has_one_class_and_it_is_the_one_named_here()
    {
        Classes.Values.SelectMany(codes => codes).Should().OnlyHaveUniqueItems().And.BeEquivalentTo(Holding.Select(reason => reason.Code));
        Holding.Should().OnlyContain(reason => Classes[reason.Hold!.Value].Contains(reason.Code));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_SKU_that_TikTok_never_had_is_not_sent_and_one_that_it_has_becomes_what_the_class_says(string code)
    {
        var reason = Holding.Single(known => known.Code == code);
        var (at, late) = (Now - Grace, Now - Grace - TimeSpan.FromMilliseconds(1));
        foreach (var deletes in new[] { false, true })
        {
            Of(reason, null, deletes).Should().Be((Wish.Nothing, default(RowBasis)), "TikTok never had it");
            var gone = deletes ? (Wish.Delete, default(RowBasis)) : (Wish.Row, RowBasis.Deactivated);
            var (before, after) = Classes.Single(pair => pair.Value.Contains(code)).Key switch
            {
                HoldKind.SoldOut => ((Wish.Row, RowBasis.SoldOut), (Wish.Row, RowBasis.SoldOut)),
                HoldKind.Content => ((Wish.Row, RowBasis.KeptContent), gone),
                HoldKind.Price or HoldKind.Stock => ((Wish.Row, RowBasis.SoldOut), gone),
                _ => (gone, gone),
            };
            Of(reason, at, deletes).Should().Be(before, "{0} within the grace", code);
            Of(reason, late, deletes).Should().Be(after, "{0} behind the grace", code);
        }
    }

    private static (Wish Wish, RowBasis Basis) Of(ReasonCode reason, DateTimeOffset? heldSince, bool deletes)
    {
        var passage = new Passage { Offer = Offer.From(new ShopItem { Sku = new Sku("s"), Group = new GroupId("g") }), Held = new Reason(reason, []) };
        var entry = heldSince is null ? null : new LedgerEntry("g", "s", default, SentState.Listed, "r", Now.AddDays(-9), reason.Code, heldSince);
        var desired = Desired.Of(passage, entry, new Rulings { Instant = Now, Grace = Grace, DeleteDisabled = deletes });
        return (desired.Wish, desired.Wish == Wish.Row ? desired.Basis : default);
    }
}
