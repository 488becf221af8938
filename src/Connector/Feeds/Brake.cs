using Connector.Feeds.Brakes;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Stops a feed before the drop when delivering it could do harm that only a person can judge.</summary>
public static class Brake
{
    /// <summary>What of a feed goes beyond the limits of its account, or of a release; empty where it may go.</summary>
    /// <param name="plan">The feed.</param>
    /// <param name="made">What was made.</param>
    /// <param name="delta">What a delta looked at; null for other feeds.</param>
    /// <param name="permission">The release under which it goes; null: none.</param>
    /// <param name="making">Knows what was sent.</param>
    internal static IReadOnlyList<BrakeTrip> Trips(FeedPlan plan, FeedMade made, DeltaPlan? delta, BrakePermission? permission, FeedMaking making)
    {
        var weighing = new BrakeWeighing(plan, BrakeLimits.Of(plan.Account.Brakes, plan.Kind).Under(permission), delta);
        return plan.Kind.IsInventory() ? weighing.Stock(made.Brakes ?? new BrakeTally(), making.CountTold(plan)) : weighing.Products(made, view => making.Sent(plan, view));
    }

    /// <summary>What a stopped feed says.</summary>
    internal static PersonMustDecideException Stop(string account, string run, IReadOnlyList<BrakeTrip> trips) => new(
        trips[0].Cause.Code(), $"{string.Join(" ", trips.Select(trip => trip.Sentence))} Nothing was delivered.", Remedy(account, run));

    /// <summary>What to do about a run that waits.</summary>
    public static string Remedy(string account, string run) =>
        $"Look at `connector brake show {run} --account {account}` and mend the shop's data or the policies; if it is right, let it go: `connector brake release {run} --account {account} --by NAME --because TEXT`; else `connector brake discard`.";

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
