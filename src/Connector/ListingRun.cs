using Connector.Archive;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Listings;
using Connector.State;
using Connector.Watching;

namespace Connector;

/// <summary>How a round of calls went.</summary>
/// <param name="Done">Item groups that are at TikTok as they should be.</param>
/// <param name="Faulty">Item groups that TikTok, or a check before, did not let through.</param>
/// <param name="Waiting">Tasks that wait: for stock, a review, tomorrow.</param>
/// <param name="Calls">Calls that changed something.</param>
public sealed record ListingResult(int Done, int Faulty, int Waiting, int Calls)
{
    /// <summary>Whether another process is at it just now.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>Why the round ended early: TikTok or the line failed. Null: it did not.</summary>
    public string? Failed { get; init; }
}

/// <summary>
/// The way of goods by calls, behind the seal: queue, calls, read back, ledger, archive as chained records. A sealed run has put down what is to be done; here it is done, as fast as
/// TikTok allows, the most urgent first. It may be cut anywhere: a task says what shall be, so it is begun again, and only what differs is called.
/// </summary>
public sealed class ListingRun(
    Documents documents, Ledger ledger, DropLedger stock, CallQueue queue, ListingBook book, RestoredState restored, ShopData data, ImageDepot images, ShopFloors floors, Shops shops, Runs runs, Leases leases, FeedLog log, Freshness freshness, RunWatch watch, TimeProvider clock)
{
    private const string InVain = "calls.vain";

    /// <summary>What it is called where it is watched.</summary>
    public const string Work = "calls";

    /// <summary>Tasks that are taken at a time, and recorded together.</summary>
    private const int Portion = 50;

    /// <summary>Tasks in a row that met a fault of TikTok's or of the line, after which the round ends: the next one tries again.</summary>
    private const int MostInVain = 3;

    /// <summary>Does what is due for an account. Where another process does, it says so and ends.</summary>
    /// <exception cref="PersonMustDecideException">The account is not authorised, or TikTok wants something from a person. What was done is recorded.</exception>
    /// <exception cref="RemoteFailedException">TikTok cannot be reached; what is left waits.</exception>
    public async Task<ListingResult> GoAsync(string name, IProgress<TripStep> told, CancellationToken cancellation)
    {
        try
        {
            return await watch.WatchAsync(new Watched(name, Work, LeaseOf(name)), told, ear => RoundAsync(name, ear, cancellation)).ConfigureAwait(false);
        }
        catch (RemoteFailedException fault) when (fault.Code == InVain)
        {
            // People are told; for who made the round it is no failure: what is left waits, and is tried again.
            return new ListingResult(0, 0, queue.Count(name, clock.GetUtcNow()).Waiting, 0) { Failed = fault.Sentence };
        }
    }

    /// <summary>The lease under which an account's calls are made.</summary>
    public static string LeaseOf(string account) => $"{account}/calls";

    private async Task<ListingResult> RoundAsync(string name, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        using var lease = leases.TryTake(LeaseOf(name), "calls to TikTok's Shop Open Platform", out var holder);
        if (lease is null)
        {
            return new ListingResult(0, 0, queue.Count(name, clock.GetUtcNow()).Waiting, 0) { Elsewhere = holder is null ? "another process" : $"process {holder.Pid} on {holder.Host}" };
        }

        if (restored.DueSince(name, FeedKind.Full) is not null || restored.DueSince(name, FeedKind.Inventory) is not null)
        {
            // The ledger is that of the backup until both feeds are made.
            var held = queue.Count(name, clock.GetUtcNow()).Waiting;
            told.Report(new TripStep("calls", $"{held} wait for the full and the inventory feed that are owed since the state was restored", Done: true));
            return new ListingResult(0, 0, held, 0);
        }

        queue.Complete(name, clock.GetUtcNow());
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        using var logged = log.For(documents.WantsLog(name, policy => policy.FeedLog) ? name : null);
        var api = shops.Of(name);
        var floor = await floors.OfAsync(name, account, api, whole.Token).ConfigureAwait(false);
        var portion = new CallPortion(name, account, runs, freshness, data, clock);
        var (done, faulty, calls, inVain, mayCreate) = (0, 0, 0, 0, MayCreate(name, account));
        CallFault? closed = null, vain = null;
        var total = queue.Count(name, clock.GetUtcNow()).Due;
        try
        {
            while (inVain < MostInVain && queue.Next(name, clock.GetUtcNow(), mayCreate, Portion) is { Count: > 0 } tasks)
            {
                foreach (var task in tasks.Where(task => mayCreate || task.Priority != CallPriorities.Create))
                {
                    lease.Demand();
                    if (task.Priority > CallPriorities.Stock && queue.IsUrgent(name, clock.GetUtcNow()))
                    {
                        // What is gone, or another quantity, waits for no picture.
                        break;
                    }

                    var outcome = await OneAsync(name, account, api, floor, task, closed, mayCreate, portion, whole.Token).ConfigureAwait(false);
                    inVain = outcome.IsVain ? inVain + 1 : 0;
                    closed ??= outcome.Closed;
                    vain = outcome.IsVain ? outcome.Faults[0] : null;
                    if (inVain >= MostInVain)
                    {
                        break;
                    }

                    (done, faulty) = outcome switch
                    {
                        { Again: null, Faults.Count: 0 } => (done + 1, faulty),
                        { Again: null } => (done, faulty + 1),
                        _ => (done, faulty),
                    };
                    calls += outcome.Lines.Count(line => line is { Done: true, Call: not "none" });
                    mayCreate = mayCreate && !outcome.IsCapped && (outcome.Lines.All(line => line.Call != "create") || MayCreate(name, account));
                    told.Report(new TripStep("calls", $"{done + faulty} of {total} products", Done: false, done + faulty, Math.Max(total, done + faulty)));
                }

                // A task that is done comes again until its end is recorded.
                await EndAsync(api, portion, whole.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            // What TikTok has taken is recorded, whatever ended the round.
            await EndAsync(api, portion, CancellationToken.None).ConfigureAwait(false);
        }

        var waiting = queue.Count(name, clock.GetUtcNow()).Waiting;
        told.Report(new TripStep("calls", $"{(done == 1 ? "1 product is" : $"{done} products are")} at TikTok as {(done == 1 ? "it" : "they")} should be{(faulty > 0 ? $", {faulty} {(faulty == 1 ? "has" : "have")} faults" : "")}{(waiting > 0 ? $", {waiting} {(waiting == 1 ? "waits" : "wait")}" : "")}", Done: true, done));
        if (inVain >= MostInVain && vain is not null)
        {
            throw new RemoteFailedException(InVain, $"Calls of account {name} fail one after the other, and {waiting} products wait: {vain.Sentence}.", vain.Remedy);
        }

        return closed is null ? new ListingResult(done, faulty, waiting, calls) : throw new PersonMustDecideException("shop.closed", $"The shop of account {name} takes no new content, and {waiting} products wait; prices and quantities go on. {closed.Sentence}.", closed.Remedy);
    }

    private bool MayCreate(string name, Account account) => !queue.IsCapped(name, clock.GetUtcNow()) && book.CreatedSince(name, clock.GetUtcNow().AddDays(-1)) < account.Shop.CreationsPerDay;

    private async Task<CallOutcome> OneAsync(string name, Account account, ShopApi api, ShopFloor floor, CallTask task, CallFault? closed, bool mayCreate, CallPortion portion, CancellationToken cancellation)
    {
        var desired = DesiredListing.Of(ledger, stock, queue, name, account, task.View, task.Group);
        var calls = new ListingCalls(name, account, api, book, images, documents.Policies(name).Policies, floor.Warehouses, floor.BrandAsync, clock) { Closed = closed, MayCreate = mayCreate };
        var outcome = await calls.DoAsync(task, desired, cancellation).ConfigureAwait(false);
        if (outcome.Again is { } again)
        {
            queue.Postpone(name, task, outcome.Faults[0], again);
        }

        portion.Add(task, desired, outcome, book.Find(name, task.View, task.Group));
        return outcome;
    }

    /// <summary>Reads back what was told, and records what was done.</summary>
    private async Task EndAsync(ShopApi api, CallPortion portion, CancellationToken cancellation)
    {
        if (portion.Count == 0)
        {
            return;
        }

        try
        {
            await portion.ReadBackAsync(api, book, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is RemoteFailedException or PersonMustDecideException)
        {
            // What could not be read back was told all the same; the next look at the product shows it.
        }

        portion.Record();
    }
}
