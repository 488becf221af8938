using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>
/// By files that a catalog of the Business API pulls by URL (interface B). Product files are dropped where it reaches them; then it is given its jobs, one after the other: deletions,
/// then files. A full feed that is one file of a feed of its own replaces what is there; in parts, or without a feed, rows are put beside those that are there, and what is gone is
/// deleted: a part that replaced would delete the others. What became of the rows stands in the jobs' logs, which the review reads.
/// </summary>
public sealed class DeliveryByPull(ConnectorSettings settings, FeedFolder folder, Catalogs catalogs, RunFolders folders, TimeProvider clock) : Delivery
{
    public override async Task<DropRecord> DropAsync(string name, Account account, string run, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        RefuseParts(account, made);
        var placed = await folder.PlaceAsync(name, account, run, made.Files.Where(file => file.Kind == FeedFileKind.Product).Select(file => (file, NameOf(account, file))), cancellation).ConfigureAwait(false);
        return new DropRecord(LocationOf(account), placed, []);
    }

    public override async Task<AlertRecord> TellAsync(Account account, RunToTell run, FeedMade made, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(told);
        // A run that was cut goes on behind the jobs that were taken.
        var taken = folders.Lines<CatalogJob>(run.Account, run.Id, RecordNames.Jobs);
        var jobs = new List<CatalogJob>();
        foreach (var view in account.Views)
        {
            var desk = catalogs.JobsOf(account);
            CatalogJob? before = null;
            foreach (var wish in account.Pull.Mode == PullMode.Scheduled ? Scheduled(account, view, made) : Wished(run, view, made))
            {
                // In a catalog one job runs at a time, and each finds what the one before it left.
                if (before is { LogId.Length: > 0 })
                {
                    var state = await desk.EndAsync(view.CatalogId, before.LogId, cancellation).ConfigureAwait(false);
                    told.Report(new TripStep("pull", $"job {before.LogId}: {Words(state)}", Done: false));
                }

                before = taken.FirstOrDefault(job => (job.View, job.Deed, job.File, job.From) == (wish.View, wish.Deed, wish.File, wish.From));
                if (before is null)
                {
                    before = await GiveAsync(desk, account, run, wish, cancellation).ConfigureAwait(false);
                    folders.Append(run.Account, run.Id, RecordNames.Jobs, before);
                    told.Report(new TripStep("pull", before.LogId.Length > 0 ? $"catalog {view.CatalogId} has taken job {before.LogId}: {Words(before)}" : $"catalog {view.CatalogId} pulls {before.File} by itself", Done: false));
                }

                jobs.Add(before);
            }
        }

        return new AlertRecord([], clock.GetUtcNow()) { Jobs = jobs };
    }

    public override Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation) =>
        folder.ClearAsync(name, account, run, kind, made, cancellation);

    public override Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation) =>
        folder.ClearUnknownAsync(name, account, kind, made, cancellation);

    public override Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        // Under the one name of scheduled pulls lies what TikTok pulls next, whichever run it is of.
        return account.Pull.Mode == PullMode.Scheduled ? Task.CompletedTask : folder.WithdrawAsync(account, made, cancellation);
    }

    public override async Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        var findings = await folder.CheckAsync(account, cancellation).ConfigureAwait(false);
        // With a login TikTok alone can tell.
        return account.Pull.User.Length > 0 || findings.Any(finding => !finding.Fine) ? findings : [.. findings, await folder.CheckPublicAsync(account, settings.AllowLoopback, cancellation).ConfigureAwait(false)];
    }

    public override void Note(DbConnection db, DbTransaction transaction, Account account, RunToTell run, FeedMade made, AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(alert);
        JobBook.Note(db, transaction, run.Account, run.Id, alert.Jobs ?? []);
        foreach (var file in made.Files.Where(file => file.Kind == FeedFileKind.Product && account.Pull.Mode == PullMode.Asked))
        {
            DropLedger.Note(db, transaction, run.Account, run.Id, FeedFolder.Of(account, file.Kind), file, Instants.Text(alert.Taken));
        }
    }

    /// <summary>The jobs of a run for a view, in order, as they would be given.</summary>
    private static IEnumerable<CatalogJob> Wished(RunToTell run, StoreView view, FeedMade made)
    {
        var files = made.Files.Where(file => file.View == view.Name && file.Kind == FeedFileKind.Product).ToList();
        var replaces = run.Kind == FeedKind.Full && files.Count == 1 && view.FeedId.Length > 0;
        // Also before a file that replaces: it replaces what its own feed has brought, and the catalog may have the SKU from elsewhere.
        foreach (var file in made.Files.Where(file => file.View == view.Name && file.Kind == FeedFileKind.Delete))
        {
            for (var from = 0; from < file.Rows; from += CatalogJobs.MostDeletions)
            {
                yield return new CatalogJob(view.Name, view.CatalogId, "", CatalogDeed.Delete, file.Name, from, "", default);
            }
        }

        foreach (var file in files)
        {
            yield return new CatalogJob(view.Name, view.CatalogId, view.FeedId, replaces ? CatalogDeed.Replace : CatalogDeed.Add, file.Name, 0, "", default);
        }
    }

    private static IEnumerable<CatalogJob> Scheduled(Account account, StoreView view, FeedMade made) => made.Files
        .Where(file => file.View == view.Name && file.Kind == FeedFileKind.Product)
        .Select(file => new CatalogJob(view.Name, view.CatalogId, view.FeedId, CatalogDeed.Schedule, NameOf(account, file), 0, "", default));

    private async Task<CatalogJob> GiveAsync(CatalogJobs desk, Account account, RunToTell run, CatalogJob wish, CancellationToken cancellation)
    {
        var at = clock.GetUtcNow();
        Uri Address() => new($"{FeedFolder.PublicUrl(account, account.Drop.ProductFolder).AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(wish.File)}");
        switch (wish.Deed)
        {
            case CatalogDeed.Schedule:
                var feed = await desk.ScheduleAsync(wish.CatalogId, wish.FeedId, $"connector {run.Account} {wish.View}", Address(), cancellation).ConfigureAwait(false);
                return wish with { FeedId = feed.FeedId, Asked = at };
            case CatalogDeed.Delete:
                var skus = File.ReadLines(Path.Combine(folders.Of(run.Account, run.Id), "files", wish.File)).Where(line => line.Length > 0).Skip(wish.From).Take(CatalogJobs.MostDeletions).Distinct(StringComparer.Ordinal);
                return wish with { LogId = await desk.DeleteAsync(wish.CatalogId, [.. skus], cancellation).ConfigureAwait(false), Asked = at };
            default:
                return wish with { LogId = await desk.PullAsync(wish.CatalogId, wish.FeedId, Address(), wish.Deed == CatalogDeed.Replace, cancellation).ConfigureAwait(false), Asked = at };
        }
    }

    /// <summary>Files that are pulled at set times always have one name: without stamp and part.</summary>
    private static string NameOf(Account account, FeedFile file) => account.Pull.Mode == PullMode.Asked ? file.Name : FileNames.Unstamped(file.Name);

    private static void RefuseParts(Account account, FeedMade made)
    {
        if (account.Pull.Mode == PullMode.Scheduled && made.Files.Where(file => file.Kind == FeedFileKind.Product).GroupBy(file => file.View, StringComparer.Ordinal).FirstOrDefault(view => view.Count() > 1) is { } parts)
        {
            throw new PersonMustDecideException(
                "pull.parts", $"View {parts.Key} came in {parts.Count()} parts, and a feed that is pulled at set times has one file.", "Raise drop.partLimitMb (TikTok pulls up to 8,000 MB), or have files pulled when they are there: pull.mode asked.");
        }
    }

    private static string Words(CatalogJob job) => job.Deed switch
    {
        CatalogDeed.Delete => "deletions",
        CatalogDeed.Replace => $"{job.File} replaces what is there",
        _ => $"{job.File} is added",
    };

    private static string Words(JobState state) => state.Progress == JobProgress.Failed
        ? "TikTok took nothing of it"
        : $"{state.Added} added, {state.Updated} updated, {state.Deleted} deleted, {state.Errors} refused";
}
