using Connector.Store;

namespace Connector.Feeds;

/// <summary>Stops a feed before the drop when delivering it could do harm that only a person can judge.</summary>
public static class Brake
{
    /// <summary>An empty product feed after one that was not: a fault in the shop's data or in a policy, far more often than a wish.</summary>
    public static void CheckEmpty(FeedMade made)
    {
        if (Empties(made) is { } stop)
        {
            throw stop;
        }
    }

    /// <summary>What <see cref="CheckEmpty"/> would throw; null where the feed may go.</summary>
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
            var allowed = kind == FeedKind.Inventory && scope.Scope.Kind == ScopeKind.InventoryList ? account.InventoryMaxAge : account.CatalogMaxAge;
            // Stock ages from the shop's own time of it: an export job that died is read again and again, and tells of stock that is no more.
            var isStock = scope.Scope.Kind == ScopeKind.InventoryList;
            var (since, what) = isStock && scope.SourceTime < scope.ReadAt ? (scope.SourceTime.Value, "was last exported") : (scope.ReadAt, "was last read");
            if (now - since > allowed)
            {
                throw new PersonMustDecideException(
                    "mirror.stale",
                    $"{scope.Scope} of {view.Source} {what} {since:u}, {(now - since).TotalHours:0.0} h ago; {(kind == FeedKind.Inventory && isStock ? "inventoryMaxAge" : "catalogMaxAge")} allows {allowed.TotalHours:0.0} h.",
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
