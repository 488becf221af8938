using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.Lines;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>The trip of a feed: store, policy, feed, drop, alert, seal. Each step leaves its record in the run's folder; the cursor moves with the seal, last.</summary>
public sealed partial class FeedRun(
    Documents documents, SkuDecisions decisions, Awaiting awaiting, RestoredState restored, Mirror mirror, FeedMaking making, Reconciling reconciling, BrakeBook brakes, Pins pins, Deliveries deliveries, Runs runs, Leases leases, RunFolders folders, FeedLog log, LineBreakers lines, RunWatch watch, TimeProvider clock)
{
    /// <summary>Makes a feed and delivers it; a run of the same account and kind that was cut before is finished first.</summary>
    /// <exception cref="PersonMustDecideException">Another run is going on, the data is too old, or a brake stopped the feed.</exception>
    /// <exception cref="RemoteFailedException">The drop or TikTok failed; the run stays open and is taken up again.</exception>
    public Task<FeedResult> GoAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(told);
        return order.DryRun ? TripAsync(order, told, cancellation) : WatchedAsync(order, told, cancellation);
    }

    private async Task<FeedResult> WatchedAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var result = await watch.WatchAsync(Watched.Feed(order), told, ear => TripAsync(order, ear, cancellation)).ConfigureAwait(false);
        // Where there was nothing to send, there may be something left to do of what was sent before.
        if (result.End is FeedEnd.Sealed or FeedEnd.Nothing)
        {
            await deliveries.Of(documents.Account(order.Account)).FollowAsync(order.Account, told, cancellation).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<FeedResult> TripAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(order.Account);
        if (order.DryRun)
        {
            return await DryAsync(order, account, told, cancellation).ConfigureAwait(false);
        }

        RefuseWhatCannotBeDelivered(order, account);
        using var lease = await TakeAsync(order, told, cancellation).ConfigureAwait(false);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        await FinishCutAsync(order, account, lease, told, whole.Token).ConfigureAwait(false);

        if (order.Scheduled && brakes.StandsStill(order.Account, order.Kind) is { } waiting)
        {
            told.Report(new TripStep("brake", waiting.Sentence, Done: true));
            return new FeedResult(null, FeedEnd.StandsStill, FeedMade.Nothing, folders.Root);
        }

        order = AfterRestore(order);
        var run = runs.Begin(order);
        try
        {
            folders.Create(order.Account, run.Id);
            var plan = Plan(order, account, run.Stamp, Instants.Parse(run.Started), folders.Of(order.Account, run.Id));
            using var shops = new ShopSnapshots(mirror, plan, order.Kind, making.Workers);
            shops.DemandComplete();
            var permission = brakes.Permission(order.Account, order.Kind);
            plan = plan with { InPart = order.Kind.IsInventory() && permission is null && brakes.OfStock(order.Account) is not null };
            folders.Put(order.Account, run.Id, RecordNames.Run, new RunRecord(run.Id, order.Account, order.Kind, order.StartedBy, plan.Instant, run.Stamp, Version, order) { Permission = permission });
            told.Report(new TripStep("run", $"run {run.Id} begins", Done: true) { Run = run.Id });

            if (order.Reconcile)
            {
                await reconciling.GoAsync(order, account, run, plan.Folder, told, whole.Token).ConfigureAwait(false);
            }

            var delta = DeltaFor(order, plan, shops);
            folders.Put(order.Account, run.Id, RecordNames.Store, shops.Record(delta?.ExpiresAt));
            told.Report(Looked(plan, shops, delta));

            var policies = plan.Compile();
            folders.Put(order.Account, run.Id, RecordNames.Policy, Record(policies, plan));
            told.Report(new TripStep("policy", $"{policies.Steps.Count} steps, fingerprint {policies.Fingerprint[..12]}", Done: true));

            var made = await WeighAsync(run, plan, shops, delta, permission, Make(plan, shops, delta, told, whole.Token), told, whole.Token).ConfigureAwait(false);
            if (made.Files.Count == 0)
            {
                lease.Demand();
                Settle(run, made);
                told.Report(new TripStep("feed", "nothing to send", Done: true));
                return new FeedResult(run.Id, FeedEnd.Nothing, made, plan.Folder);
            }

            folders.Put(order.Account, run.Id, RecordNames.Feed, made);
            told.Report(new TripStep("feed", Sentence(made), Done: true, made.Rows));
            return await DeliverAsync(run, order.Kind, account, made, lease, told, whole.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Note(run, fault);
            throw;
        }
    }

    private async Task<FeedResult> DeliverAsync(RunRow run, FeedKind kind, Account account, FeedMade made, Lease lease, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var delivery = deliveries.Of(account);
        // Nobody waits for it before the seal: TikTok is told without it.
        using var proved = Proving.Begin(folders.Of(run.Account, run.Id), made.Files, cancellation);
        using var logged = log.For(documents.WantsLog(run.Account, policy => policy.FeedLog) ? run.Account : null);
        // What was dropped elsewhere, because the account's location has changed since, is dropped again, unless TikTok was told already.
        var isTold = folders.Has(run.Account, run.Id, RecordNames.Alert);
        if (folders.Get<DropRecord>(run.Account, run.Id, RecordNames.Drop) is not { } drop || (!isTold && drop.Location != Delivery.LocationOf(account)))
        {
            lease.Demand();
            drop = await delivery.DropAsync(run.Account, account, run.Id, made, cancellation).ConfigureAwait(false);
            folders.Put(run.Account, run.Id, RecordNames.Drop, drop);
            told.Report(new TripStep("drop", $"{Files(drop.Placed.Count)}, {drop.Placed.Sum(file => file.Length):N0} bytes", Done: true, drop.Placed.Count));
        }

        if (!isTold && restored.DueSince(run.Account, kind) is not null)
        {
            // Behind the new files, as all that leaves: an old delete file would be read again and again.
            foreach (var file in await delivery.ClearUnknownAsync(run.Account, account, kind, made, cancellation).ConfigureAwait(false))
            {
                told.Report(new TripStep("drop", $"{file} is not known since the state was restored: it has left the drop", Done: true));
            }
        }

        if (folders.Get<AlertRecord>(run.Account, run.Id, RecordNames.Alert) is not { } alert)
        {
            await made.Lasting.ConfigureAwait(false);
            lease.Demand();
            alert = await delivery.TellAsync(account, new RunToTell(run.Account, run.Id, kind), made, told, cancellation).ConfigureAwait(false);
            folders.Put(run.Account, run.Id, RecordNames.Alert, alert);
            told.Report(Told(alert));
        }

        lease.Demand();
        await delivery.ClearAsync(run.Account, account, run.Id, kind, made, cancellation).ConfigureAwait(false);
        var manifest = await proved.Files.ConfigureAwait(false);
        lease.Demand();
        var isLogged = Seal(run, kind, account, delivery, made, manifest, alert);
        told.Report(new TripStep("seal", $"run {run.Id} sealed, {made.Changed} SKUs differ from what was sent before", Done: true, made.Changed));
        TellOfLogs(isLogged, told);
        return new FeedResult(run.Id, FeedEnd.Sealed, made, folders.Of(run.Account, run.Id));
    }
}
