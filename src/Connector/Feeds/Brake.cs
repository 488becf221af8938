using Connector.Store;

namespace Connector.Feeds;

/// <summary>Stops a feed before the drop when delivering it could do harm that only a person can judge.</summary>
public static class Brake
{
    /// <summary>Stops a feed that would take everything off TikTok: a fault in the shop's data or in a policy, far more often than a wish.</summary>
    /// <param name="plan">The feed.</param>
    /// <param name="made">What was made.</param>
    /// <param name="delta">What a delta looked at; null for other feeds.</param>
    /// <param name="ledger">Opens the ledger of a view.</param>
    internal static void Check(FeedPlan plan, FeedMade made, DeltaPlan? delta, Func<StoreView, LedgerView> ledger)
    {
        if (Stops(plan, made, delta, ledger) is { } stop)
        {
            throw stop;
        }
    }

    /// <summary>What <see cref="Check"/> would throw; null where the feed may go.</summary>
    internal static PersonMustDecideException? Stops(FeedPlan plan, FeedMade made, DeltaPlan? delta, Func<StoreView, LedgerView> ledger)
    {
        if (plan.Kind is not (FeedKind.Full or FeedKind.Delta) || Empties(made) is not { } stop)
        {
            return null;
        }

        // A delta that looked at some SKUs empties a view only where TikTok has no others.
        return delta is { Everything: null } && made.Views.All(counts => counts is not { Listed: 0, ListedBefore: > 0, Retired: false } || IsMoreListed(counts)) ? null : stop;

        bool IsMoreListed(ViewCounts counts)
        {
            using var sent = ledger(plan.Views.First(view => view.Name == counts.View));
            return sent.HasMoreListedThan(counts.ListedBefore);
        }
    }

    /// <summary>Why a feed that looked at everything must not go; null where it may.</summary>
    public static PersonMustDecideException? Empties(FeedMade made)
    {
        ArgumentNullException.ThrowIfNull(made);
        foreach (var view in made.Views)
        {
            if (view is { Listed: 0, ListedBefore: > 0, Retired: false })
            {
                return new PersonMustDecideException(
                    "brake.empty",
                    $"View {view.View}: no SKU would be listed any more, and {view.ListedBefore} are listed now; nothing was delivered.",
                    made.HeldBy.Count > 0
                        ? $"Most are held because {made.HeldBy.OrderByDescending(held => held.Count).First().Sentence} ({made.HeldBy.Max(held => held.Count)} SKUs); look at the shop's data and the policies."
                        : "Look whether the shop's catalogue was read whole.");
            }
        }

        return null;
    }

    /// <summary>Data that is too old is not sent: it would tell TikTok of stock and prices that are no more.</summary>
    public static void CheckAge(IReadOnlyList<(StoreView View, StoredScope Scope)> sources, FeedKind kind, Accounts.Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(account);
        foreach (var (view, scope) in sources)
        {
            var allowed = kind.IsInventory() && scope.Scope.Kind == ScopeKind.InventoryList ? account.InventoryMaxAge : account.CatalogMaxAge;
            // Stock ages from the shop's own time of it: an export job that died is read again and again, and tells of stock that is no more.
            var isStock = scope.Scope.Kind == ScopeKind.InventoryList;
            var (since, what) = isStock && scope.SourceTime < scope.ReadAt ? (scope.SourceTime.Value, "was last exported") : (scope.ReadAt, "was last read");
            if (now - since > allowed)
            {
                throw new PersonMustDecideException(
                    "mirror.stale",
                    $"{scope.Scope} of {view.Source} {what} {since:u}, {(now - since).TotalHours:0.0} h ago; {(kind.IsInventory() && isStock ? "inventoryMaxAge" : "catalogMaxAge")} allows {allowed.TotalHours:0.0} h.",
                    since == scope.ReadAt
                        ? $"Run `connector store read --source {view.Source}`; if it does not bring this piece any more, look at the source's files."
                        : "Look at the shop's export job; if the shop exports its stock less often than that, raise the setting in the account.");
            }
        }

        if (sources.Count == 0)
        {
            throw new PersonMustDecideException("mirror.empty", "Nothing was read of this shop yet.", "Run `connector store read` first.");
        }
    }
}
