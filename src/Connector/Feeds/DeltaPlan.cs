using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Why a delta looks at an item group.</summary>
public enum LookedAt
{
    /// <summary>A read of the shop has touched it.</summary>
    Touched,

    /// <summary>Its time has come: a price or a window begins or ends, a grace or a wait for a review ends.</summary>
    Due,

    /// <summary>It waits: see <see cref="Awaiting"/>.</summary>
    Awaits,

    /// <summary>It stands in a delete file, or waits to be deleted.</summary>
    Unsettled,

    /// <summary>Its row was sent so long ago that TikTok is about to let it expire.</summary>
    Expires,

    /// <summary>Everything is looked at.</summary>
    Everything,
}

/// <summary>
/// At which item groups a delta has to look. Work is proportional to what changed: what reads touched since the cursor, what time has changed by itself, what waits,
/// what is being deleted, and what grows too old. Everything where policies, views or this program are others than at the cursor, or where the cursor says nothing
/// about this mirror.
/// </summary>
internal sealed class DeltaPlan
{
    private readonly Dictionary<string, SortedDictionary<string, LookedAt>> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    private DeltaPlan()
    {
    }

    /// <summary>Why everything is looked at; null: only <see cref="Groups"/> are.</summary>
    public string? Everything { get; private set; }

    /// <summary>SKUs that are sent even if they are as they were sent.</summary>
    public IReadOnlySet<string> Again => _again;

    /// <summary>What waits, by SKU, for people.</summary>
    public IReadOnlyDictionary<string, AwaitingRow> Awaited { get; private set; } = new Dictionary<string, AwaitingRow>();

    /// <summary>No row is too old before this; null: not known.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The item groups of a view, in feed order.</summary>
    public IReadOnlyList<string> Groups(StoreView view) => [.. _groups[view.Name].Keys];

    /// <summary>Why a group of a view is looked at.</summary>
    public LookedAt Why(StoreView view, string group) => _groups[view.Name].GetValueOrDefault(group, LookedAt.Everything);

    /// <param name="plan">The feed.</param>
    /// <param name="shops">The shops as they are now.</param>
    /// <param name="cursor">Up to where such feeds have looked; null: none has.</param>
    /// <param name="waiting">What waits.</param>
    /// <param name="lastFull">When the last full feed of all views was sealed; null: none was.</param>
    /// <param name="ledger">Opens the ledger of a view.</param>
    public static DeltaPlan Of(FeedPlan plan, ShopSnapshots shops, FeedCursor? cursor, IReadOnlyList<AwaitingRow> waiting, DateTimeOffset? lastFull, Func<StoreView, LedgerView> ledger)
    {
        var delta = new DeltaPlan { Everything = WhyEverything(plan, shops, cursor) };
        var awaited = waiting.Where(row => row.Id <= plan.Awaited).ToList();
        delta.Awaited = awaited.GroupBy(row => row.Sku, StringComparer.Ordinal).ToDictionary(rows => rows.Key, rows => rows.Last(), StringComparer.Ordinal);
        delta._again.UnionWith(awaited.Where(row => row.What is Awaiting.Resend).Select(row => row.Sku));
        if (delta.Everything is null)
        {
            foreach (var view in plan.Views)
            {
                if (shops.Of(view).GroupsTouched(cursor!.ReadNumber) is not { } touched)
                {
                    delta.Everything = $"what many products of {view.Source} share has changed: a category, a price book's header, or the like";
                    break;
                }

                delta._groups.Add(view.Name, new SortedDictionary<string, LookedAt>(KeyOrder.Comparer));
                delta.Add(view, touched, LookedAt.Touched);
            }
        }

        foreach (var view in plan.Views)
        {
            delta._groups.TryAdd(view.Name, new SortedDictionary<string, LookedAt>(KeyOrder.Comparer));
            using var sent = ledger(view);
            delta.AddExpiring(plan, view, sent, cursor, lastFull);
            if (delta.Everything is null)
            {
                delta.AddOfLedger(plan, shops, view, sent, cursor!);
            }
        }

        if (delta.Everything is null && plan.Kind.IsInventory())
        {
            delta.AddOfOtherShops(plan, shops, ledger);
        }

        return delta;
    }

    private static string? WhyEverything(FeedPlan plan, ShopSnapshots shops, FeedCursor? cursor) => cursor switch
    {
        null => "no such feed was sealed yet",
        _ when cursor.Fingerprint != plan.Circumstances => "policies, the account, or this program are others than before",
        _ when shops.ReadNumber < cursor.ReadNumber || shops.Of(plan.Views[0]).ReadAt(cursor.ReadNumber) != cursor.ReadAt => "the mirror was built anew",
        _ when plan.Instant < cursor.Instant => "the clock went back",
        _ => null,
    };

    private void Add(StoreView view, IEnumerable<string> groups, LookedAt why)
    {
        var into = _groups[view.Name];
        foreach (var group in groups)
        {
            into.TryAdd(group, why);
        }
    }

    private void AddOfLedger(FeedPlan plan, ShopSnapshots shops, StoreView view, LedgerView sent, FeedCursor cursor)
    {
        Add(view, sent.Due(cursor.Instant, plan.Instant), LookedAt.Due);
        var reader = shops.Of(view).View(view, plan.Instant);
        foreach (var sku in Awaited.Keys)
        {
            Add(view, Places(reader, sent, sku), LookedAt.Awaits);
        }

        if (plan.Kind.IsInventory())
        {
            return;
        }

        var policy = plan.Policies.Synchronization;
        var waits = plan.Kind == FeedKind.Delta && (policy.OnStoreDelete == OnStoreDelete.Delete || policy.OnStoreDisable == OnStoreDisable.Delete);
        foreach (var (group, sku) in sent.InState(SentState.Deleting).Concat(waits ? sent.InState(SentState.Deactivated) : []))
        {
            Add(view, [group, .. reader.GroupOf(sku) is { } now ? [now] : Array.Empty<string>()], LookedAt.Unsettled);
        }
    }

    /// <summary>Where the channel lets products expire: rows that no feed has sent for so many days. A full feed sends all of them.</summary>
    private void AddExpiring(FeedPlan plan, StoreView view, LedgerView sent, FeedCursor? cursor, DateTimeOffset? lastFull)
    {
        if (plan.Kind != FeedKind.Delta || plan.Account.ResendAfterDays == 0)
        {
            return;
        }

        var after = TimeSpan.FromDays(plan.Account.ResendAfterDays);
        if (lastFull is { } full && plan.Instant - full < after)
        {
            Expires(full + after);
        }
        else if (cursor?.ExpiresAt is { } known && known > plan.Instant)
        {
            Expires(known);
        }
        else
        {
            var (old, next) = sent.SentBefore(plan.Instant - after);
            _again.UnionWith(old.Select(row => row.Sku));
            Add(view, old.Select(row => row.Group), LookedAt.Expires);
            Expires((next ?? plan.Instant) + after);
        }

        void Expires(DateTimeOffset at) => ExpiresAt = ExpiresAt is null || at < ExpiresAt ? at : ExpiresAt;
    }

    /// <summary>A SKU in several views has the smallest quantity: where views read several shops, what one of them touches is looked at in the others too.</summary>
    private void AddOfOtherShops(FeedPlan plan, ShopSnapshots shops, Func<StoreView, LedgerView> ledger)
    {
        if (plan.Views.Select(view => view.Source).Distinct(StringComparer.Ordinal).Count() == 1)
        {
            // The same groups, unless one was found by time or by the ledger.
            foreach (var view in plan.Views)
            {
                foreach (var other in plan.Views)
                {
                    Add(view, _groups[other.Name].Keys.ToList(), LookedAt.Touched);
                }
            }

            return;
        }

        // A group that is looked at because of one SKU is looked at with all of its SKUs, which may stand in yet other groups of the other shops: until no more are found.
        var spread = plan.Views.ToDictionary(view => view.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        for (var more = true; more;)
        {
            more = false;
            foreach (var view in plan.Views)
            {
                var found = _groups[view.Name].Keys.Where(spread[view.Name].Add).ToList();
                if (found.Count > 0)
                {
                    more = true;
                    Spread(view, found);
                }
            }
        }

        void Spread(StoreView view, List<string> found)
        {
            var reader = shops.Of(view).View(view, plan.Instant);
            using var sent = ledger(view);
            var skus = found.SelectMany(group => reader.VariantsOf(group).Concat(sent.Entries(KeyRange.Of(group)).Select(entry => entry.Sku))).Distinct(StringComparer.Ordinal).ToList();
            foreach (var other in plan.Views.Where(other => other.Name != view.Name))
            {
                var elsewhere = shops.Of(other).View(other, plan.Instant);
                using var there = ledger(other);
                Add(other, skus.SelectMany(sku => Places(elsewhere, there, sku)), LookedAt.Touched);
            }
        }
    }

    /// <summary>Where a SKU stands, in the shop and in what was sent.</summary>
    private static IEnumerable<string> Places(ViewReader reader, LedgerView sent, string sku)
    {
        var group = reader.GroupOf(sku);
        if (group is not null)
        {
            yield return group;
        }

        if (sent.Find(sku) is { } entry && entry.Group != group)
        {
            yield return entry.Group;
        }
    }
}
