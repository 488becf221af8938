using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>Runs that were cut: finished, started over, or taken back.</summary>
public sealed partial class FeedRun
{
    /// <summary>
    /// Finishes the runs that were cut after their files were made; those cut before are started over. For the worker, when it starts.
    /// A run that fails again is told of and left open; the others go on.
    /// </summary>
    /// <returns>How many were cut, and how many of those are still open.</returns>
    public async Task<(int Cut, int Open)> ResumeAsync(IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        var cut = runs.Open();
        foreach (var run in cut)
        {
            using var line = lines.For(run.Account);
            try
            {
                await ResumeAsync(run, told, cancellation).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is PersonMustDecideException or RemoteFailedException or StoreReadException or IOException or InvalidDataException)
            {
                told.Report(new TripStep("resume", $"run {run.Id} of {run.Account} stays open: {fault.Message}", Done: true));
            }
        }

        return (cut.Count, runs.Open().Count);
    }

    private async Task ResumeAsync(RunRow run, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var order = new FeedOrder(run.Account, Enum.Parse<FeedKind>(run.Kind), run.StartedBy);
        if (folders.Has(run.Account, run.Id, RecordNames.Feed))
        {
            var account = documents.Account(run.Account);
            RefuseWhatCannotBeDelivered(order, account);
            await watch.WatchAsync(Watched.Feed(order), told, async ear =>
            {
                using var lease = await TakeAsync(order, ear, cancellation).ConfigureAwait(false);
                using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
                await FinishCutAsync(order, account, lease, ear, whole.Token).ConfigureAwait(false);
                return FeedEnd.Sealed;
            }).ConfigureAwait(false);
        }
        else
        {
            await GoAsync(folders.Get<RunRecord>(run.Account, run.Id, RecordNames.Run)?.Order ?? order, told, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Also of the other kinds that write the same part of the ledger: what they made earlier must not be sealed later.</summary>
    private async Task FinishCutAsync(FeedOrder order, Account account, Lease lease, IProgress<TripStep> told, CancellationToken cancellation)
    {
        foreach (var cut in runs.Open(order.Account).Where(run => order.Kind.Beside().Contains(Enum.Parse<FeedKind>(run.Kind))))
        {
            if (folders.Get<FeedMade>(cut.Account, cut.Id, RecordNames.Feed) is { } made)
            {
                await FinishAsync(cut, Enum.Parse<FeedKind>(cut.Kind), account, made, lease, told, cancellation).ConfigureAwait(false);
            }
            else if (cut.Kind == order.Kind.ToString())
            {
                runs.End(cut, "abandoned", "cut before its files were whole; nothing of it was delivered");
                folders.Clear(cut.Account, cut.Id);
                told.Report(new TripStep("resume", $"run {cut.Id} was cut before its files were whole: it is started over", Done: true));
            }
        }
    }

    /// <summary>
    /// Delivers what was made before the cut. Unless TikTok was told already: what has grown too old, or cannot be dropped before a person
    /// mends something, is taken back, so that it does not stand in the way of the next run.
    /// </summary>
    private async Task FinishAsync(RunRow cut, FeedKind kind, Account account, FeedMade made, Lease lease, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var age = clock.GetUtcNow() - Instants.Parse(cut.Started);
        var allowed = kind.IsInventory() ? account.InventoryMaxAge : account.CatalogMaxAge;
        var isTold = folders.Has(cut.Account, cut.Id, RecordNames.Alert);
        if (!isTold && age > allowed)
        {
            await TakeBackAsync(cut, account, made, $"it was made {age.TotalHours:0.0} h ago, {allowed.TotalHours:0.0} h are allowed", told, cancellation).ConfigureAwait(false);
            return;
        }

        told.Report(new TripStep("resume", $"run {cut.Id} was cut after its files were made: it is finished first", Done: true) { Run = cut.Id });
        try
        {
            await DeliverAsync(cut, kind, account, made, lease, told, cancellation).ConfigureAwait(false);
        }
        catch (PersonMustDecideException fault) when (!folders.Has(cut.Account, cut.Id, RecordNames.Drop))
        {
            await TakeBackAsync(cut, account, made, fault.Message, told, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TakeBackAsync(RunRow cut, Account account, FeedMade made, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        await deliveries.Of(account).WithdrawAsync(account, made, cancellation).ConfigureAwait(false);
        runs.End(cut, "abandoned", because);
        told.Report(new TripStep("resume", $"run {cut.Id} is taken back: {because}", Done: true));
    }
}
