using System.Globalization;
using Connector.Store;

namespace Connector.Feeds.Brakes;

/// <summary>Holds what was counted against the limits.</summary>
/// <param name="plan">The feed.</param>
/// <param name="limits">Its limits.</param>
/// <param name="delta">What a delta looked at; null for other feeds.</param>
internal sealed class BrakeWeighing(FeedPlan plan, BrakeLimits limits, DeltaPlan? delta)
{
    private const decimal All = 100;
    private readonly List<BrakeTrip> _trips = [];

    /// <summary>What of a product feed goes beyond its limits, view by view. A view of which nothing was sent yet has no shares.</summary>
    /// <param name="made">The feed.</param>
    /// <param name="ledger">Opens the ledger of a view.</param>
    public IReadOnlyList<BrakeTrip> Products(FeedMade made, Func<StoreView, LedgerView> ledger)
    {
        foreach (var counts in made.Views)
        {
            using var sent = ledger(plan.Views.First(view => view.Name == counts.View));
            // A feed that looked at everything has counted what TikTok has; of a ledger, no more is counted than tells whether a limit is passed.
            long Listed(long upTo) => delta is { Everything: null } || plan.Kind == FeedKind.PriceDelta ? sent.CountListed(upTo) : counts.ListedBefore;
            var tally = counts.Brakes ?? new BrakeTally();
            var isEmpty = limits.Empty && Empties(made, counts, sent);
            if (!isEmpty)
            {
                Share(BrakeCause.Shrink, limits.Shrink, counts.View, tally, Listed, "SKUs that TikTok has would leave");
            }

            Share(BrakeCause.Held, limits.Held, counts.View, tally, Listed, "SKUs that TikTok has would newly be held");
            Share(BrakeCause.Prices, limits.Prices, counts.View, tally, Listed, $"prices would move by more than {plan.Account.Brakes.Prices.ByPercent} %");
            Share(BrakeCause.SoldOut, limits.SoldOut, counts.View, tally, Listed, "SKUs would newly be out of stock");
            if (limits.Currency && tally[BrakeCause.Currency] is > 0 and var others)
            {
                Add(BrakeCause.Currency, counts.View, 0, others, others, Listed(long.MaxValue), tally, $"{others:N0} {(others == 1 ? "row" : "rows")} would be in another currency than before; none may.");
            }

            Growth(counts.View, tally, tally[BrakeCause.Growth] - tally[BrakeCause.Shrink], Listed, "rows");
        }

        return _trips;
    }

    /// <summary>What of a stock feed goes beyond its limits.</summary>
    /// <param name="tally">What was counted.</param>
    /// <param name="told">How many quantities TikTok was told, counted no further than a number.</param>
    public IReadOnlyList<BrakeTrip> Stock(BrakeTally tally, Func<long, long> told)
    {
        if (plan.Views.All(view => !view.Retired))
        {
            Share(BrakeCause.SoldOut, limits.SoldOut, "", tally, told, "quantities would go to zero");
        }

        Growth("", tally, tally[BrakeCause.Growth], told, "quantities");
        return _trips;
    }

    private bool Empties(FeedMade made, ViewCounts counts, LedgerView sent)
    {
        if (counts is not { Listed: 0, ListedBefore: > 0, Retired: false } || plan.Kind is not (FeedKind.Full or FeedKind.Delta))
        {
            return false;
        }

        // A delta that looked at some SKUs empties a view only where TikTok has no others.
        if (delta is { Everything: null } && sent.CountListed(counts.ListedBefore + 1) > counts.ListedBefore)
        {
            return false;
        }

        // Where nothing leaves any more, it was emptied before, and a person let it: it would be stopped for ever.
        var tally = counts.Brakes ?? new BrakeTally();
        if (tally[BrakeCause.Shrink] + tally[BrakeCause.Held] + tally[BrakeCause.SoldOut] == 0)
        {
            return false;
        }

        var why = made.HeldBy.MaxBy(held => held.Count) is { } most ? $" Most are held because {most.Sentence} ({most.Count:N0} SKUs)." : "";
        _trips.Add(new BrakeTrip(
            BrakeCause.Empty, counts.View, All, All, counts.ListedBefore, counts.ListedBefore,
            $"View {counts.View}: no SKU would be listed any more, and {counts.ListedBefore:N0} are listed now.{why}",
            tally.Largest(BrakeCause.Shrink) is { Count: > 0 } leaving ? leaving : tally.Largest(BrakeCause.Held)));
        return true;
    }

    private void Share(BrakeCause cause, decimal? limit, string view, BrakeTally tally, Func<long, long> has, string what)
    {
        var count = tally[cause];
        if (limit is not { } allowed || count == 0)
        {
            return;
        }

        // So many that the share would be within its limit: whether there are more makes no difference.
        var enough = allowed == 0 ? long.MaxValue : (long)Math.Ceiling(count * All / allowed);
        var there = has(Math.Max(limits.Least, enough));
        if (there >= limits.Least && there > 0 && count * All > allowed * there)
        {
            Add(cause, view, allowed, count * All / there, count, there, tally, $"{count:N0} of {there:N0} {what} ({Plain(count * All / there)} %); {Plain(allowed)} % are allowed.");
        }
    }

    private void Growth(string view, BrakeTally tally, long more, Func<long, long> has, string what)
    {
        if (limits.Growth is not { } allowed || more <= 0)
        {
            return;
        }

        var enough = allowed > 1 ? (long)Math.Ceiling(more / (allowed - 1)) : long.MaxValue;
        var there = has(Math.Max(limits.Least, enough));
        if (there >= limits.Least && there > 0 && there + more > allowed * there)
        {
            var times = (decimal)(there + more) / there;
            Add(
                BrakeCause.Growth, view, allowed, times, more, there, tally,
                $"There would be {there + more:N0} {what} where there are {there:N0} ({Plain(times)} times as many); {Plain(allowed)} times as many are allowed.");
        }
    }

    private void Add(BrakeCause cause, string view, decimal limit, decimal actual, long count, long of, BrakeTally tally, string sentence) => _trips.Add(new BrakeTrip(
        cause, view, limit, Math.Round(actual, 2), count, of, view.Length > 0 ? $"View {view}: {sentence}" : sentence, tally.Largest(cause)));

    private static string Plain(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
