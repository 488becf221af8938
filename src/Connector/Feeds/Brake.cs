using Connector.Store;

namespace Connector.Feeds;

/// <summary>Stops a feed before the drop when delivering it could do harm that only a person can judge.</summary>
public static class Brake
{
    /// <summary>An empty product feed after one that was not: a fault in the shop's data or in a policy, far more often than a wish.</summary>
    public static void CheckEmpty(FeedMade made)
    {
        ArgumentNullException.ThrowIfNull(made);
        foreach (var view in made.Views)
        {
            if (view.Listed == 0 && view.ListedBefore > 0)
            {
                throw new PersonMustDecideException(
                    "brake.empty",
                    $"View {view.View}: no SKU would be listed any more, and {view.ListedBefore} are listed now; nothing was delivered.",
                    made.HeldBy.Count > 0
                        ? $"Most are held because {made.HeldBy.OrderByDescending(held => held.Count).First().Sentence} ({made.HeldBy.Max(held => held.Count)} SKUs); look at the shop's data and the policies."
                        : "Look whether the shop's catalogue was read whole.");
            }
        }
    }

    /// <summary>Data that is too old is not sent: it would tell TikTok of stock and prices that are no more.</summary>
    public static void CheckAge(IReadOnlyList<(StoreView View, StoredScope Scope)> sources, FeedKind kind, Accounts.Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(account);
        foreach (var (view, scope) in sources)
        {
            var allowed = kind == FeedKind.Inventory && scope.Scope.Kind == ScopeKind.InventoryList ? account.InventoryMaxAge : account.CatalogMaxAge;
            if (now - scope.ReadAt > allowed)
            {
                throw new PersonMustDecideException(
                    "mirror.stale",
                    $"{scope.Scope} of {view.Source} was last read {scope.ReadAt:u}, {(now - scope.ReadAt).TotalHours:0.0} h ago; {(allowed == account.InventoryMaxAge ? "inventoryMaxAge" : "catalogMaxAge")} allows {allowed.TotalHours:0.0} h.",
                    $"Run `connector store read --source {view.Source}`; if it does not bring this piece any more, look at the source's files.");
            }
        }

        if (sources.Count == 0)
        {
            throw new PersonMustDecideException("mirror.empty", "Nothing was read of this shop yet.", "Run `connector store read` first.");
        }
    }
}
