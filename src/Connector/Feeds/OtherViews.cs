using Connector.Policy;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Whether a SKU is still wanted in another view of the account: a delete file names it only when it is gone in every one.</summary>
internal sealed class OtherViews(FeedPlan plan, StoreView view, Func<StoreView, MirrorSnapshot> mirror)
{
    private readonly List<(ViewReader Reader, StoreView View)> _others = [];
    private readonly PolicySheet _policies = plan.Compile();
    private bool _open;

    public bool Want(string sku)
    {
        if (!_open)
        {
            _open = true;
            foreach (var other in plan.Account.Views.Where(other => other.Name != view.Name && !other.Retired))
            {
                var reader = mirror(other).View(other, plan.Instant);
                reader.WithPricesByBook = _policies.NeedsPricesByBook;
                _others.Add((reader, other));
            }
        }

        foreach (var (reader, other) in _others)
        {
            if (reader.GroupOf(sku) is { } group)
            {
                var passages = new List<Passage>();
                _policies.Pass(reader.Group(group), plan.FactsFor(other), passages);
                if (passages.Find(passage => passage.Offer.Sku.Value == sku) is { } passage && (passage.Held?.Of.Hold != HoldKind.Gone || passage.Held.Of == Reasons.TemplateUnassigned))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
