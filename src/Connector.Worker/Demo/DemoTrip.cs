using Connector.Feeds;
using Connector.Policy;
using Connector.Review;
using Connector.Store;
using Connector.Worker.Commands;

namespace Connector.Worker.Demo;

/// <summary>What a trip of the demo came to.</summary>
internal sealed record TripEnd(FeedResult Full, FeedResult Inventory, ReviewResult Review)
{
    /// <summary>Whether both feeds were delivered and TikTok has given its last word on every SKU.</summary>
    public bool IsGood => Full.End == FeedEnd.Sealed && Inventory.End == FeedEnd.Sealed && Review.Waiting == 0 && Review.Counts.Values.Sum() > 0;
}

/// <summary>Once round: read the shop, feed the catalogue, feed the stock, hear what TikTok says. Nothing but calls of the trip.</summary>
internal static class DemoTrip
{
    public static async Task<TripEnd> GoAsync(House house, SandboxWorld world, TripLog log, string startedBy, CancellationToken cancellation)
    {
        var ear = log.Part("store read");
        var read = await house.Room<StoreReading>().ReadAsync(SampleShop.Source, StoreReadKind.Full, acceptLoss: false, cancellation);
        ear.Report(new TripStep("read", ReadWords.Of(read), Done: true, read.Scopes.Sum(scope => scope.Named)));

        var feeds = house.Room<FeedRun>();
        var full = await feeds.GoAsync(new FeedOrder(SandboxWorld.AccountName, FeedKind.Full, startedBy), log.Part("full feed"), cancellation);
        var inventory = await feeds.GoAsync(new FeedOrder(SandboxWorld.AccountName, FeedKind.Inventory, startedBy), log.Part("inventory feed"), cancellation);
        log.Part("TikTok").Report(PickedUp(world));
        var review = await house.Room<ReviewRun>().WaitAsync(SandboxWorld.AccountName, log.Part("review"), cancellation);
        return new TripEnd(full, inventory, review);
    }

    /// <summary>What the stand-in made of the files that lie in the drop: its own account of it, not ours.</summary>
    private static TripStep PickedUp(SandboxWorld world)
    {
        var read = world.TikTok.State.Accounts[0].Files.GroupBy(file => file.Kind).Select(kind => kind.Last()).ToList();
        var words = read.Select(file => $"{file.Kind} {file.Added} added, {file.Changed} changed, {file.Unchanged} as before, {file.Errors} refused".ToLowerInvariant());
        return new TripStep("pick-up", string.Join("; ", words), Done: true, read.Count);
    }
}

/// <summary>What needs a person's eye: SKUs that are held, and SKUs that TikTok rejects.</summary>
internal sealed record Concern(string Sku, string What, string Reason, string Remedy)
{
    public static IReadOnlyList<Concern> Of(FeedResult full, IEnumerable<Listing> listings) =>
    [
        .. HeldRows.Read(Path.Combine(full.Folder, "held.csv")).Select(held => new Concern(held.Sku, "held", held.Reason, held.Remedy)),
        .. listings.Where(listing => listing.State == ListingState.Rejected).Select(Rejected),
    ];

    private static Concern Rejected(Listing listing)
    {
        // Each of TikTok's reasons is kept as "reason; suggestion".
        var parts = listing.Answer!.Reasons.Select(reason => reason.Split("; ", 2)).ToList();
        return new Concern(listing.Sku, "rejected", string.Join(" / ", parts.Select(part => part[0])), string.Join(" / ", parts.Where(part => part.Length > 1).Select(part => part[1])));
    }
}
