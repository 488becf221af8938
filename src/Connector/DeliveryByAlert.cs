using System.Data.Common;
using System.Globalization;
using Connector.Accounts;
using Connector.Alerts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.State;
using Connector.Watching;

namespace Connector;

/// <summary>
/// By file and alert (interface A): files into the drop, whole; what could undo them out of it; then TikTok is told. Every step can be repeated without harm: same names, same bytes,
/// and an alert that only says again what is there.
/// </summary>
public sealed class DeliveryByAlert(HttpClient http, FeedFolder folder, DropLedger lying, RunFolders folders, TimeProvider clock) : Delivery
{
    public override async Task<DropRecord> DropAsync(string name, Account account, string run, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(made);
        var placed = await folder.PlaceAsync(name, account, run, made.Files.Select(file => (file, file.Name)), cancellation).ConfigureAwait(false);

        // Behind the new ones: where those cannot be placed, what lies there, a delete file that TikTok has not read among it, must go on lying.
        var removed = await folder.RemoveAsync(name, account, Superseded(name, run, made), cancellation).ConfigureAwait(false);
        return new DropRecord(LocationOf(account), placed, removed);
    }

    /// <summary>Deletions first, then, after a pause, what is new.</summary>
    public override async Task<AlertRecord> TellAsync(Account account, RunToTell run, FeedMade made, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(told);
        var alerts = new List<Alert>();
        if (made.Files.Any(file => file.Kind == FeedFileKind.Delete))
        {
            alerts.Add(new Alert(FeedFolder.PublicUrl(account, account.Drop.ProductFolder), FeedType.Product, UpdateType.Delete));
        }

        if (made.Files.Any(file => file.Kind == FeedFileKind.Product))
        {
            alerts.Add(new Alert(FeedFolder.PublicUrl(account, account.Drop.ProductFolder), FeedType.Product, UpdateType.Update));
        }

        if (made.Files.Any(file => file.Kind == FeedFileKind.Inventory))
        {
            alerts.Add(new Alert(FeedFolder.PublicUrl(account, account.Drop.InventoryFolder), FeedType.Inventory, run.Kind == FeedKind.Inventory ? UpdateType.Create : UpdateType.Update));
        }

        var alert = new FeedAlert(http, Settings(account), clock);
        return new AlertRecord(await alert.SendAsync(alerts, Record, cancellation).ConfigureAwait(false), clock.GetUtcNow());

        // Every attempt, as it happens: also those of a run that was cut.
        void Record(AlertAttempt attempt)
        {
            folders.Append(run.Account, run.Id, RecordNames.AlertAttempts, attempt);
            told.Report(new TripStep("alert", $"TikTok answered {attempt.Code?.ToString(CultureInfo.InvariantCulture) ?? attempt.Error}", Done: false));
        }
    }

    public override Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation) =>
        folder.ClearAsync(name, account, run, kind, made, cancellation);

    public override Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation) =>
        folder.ClearUnknownAsync(name, account, kind, made, cancellation);

    public override Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation) => folder.WithdrawAsync(account, made, cancellation);

    public override Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation) => folder.CheckAsync(account, cancellation);

    public override void Note(DbConnection db, DbTransaction transaction, Account account, RunToTell run, FeedMade made, AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(alert);
        foreach (var file in made.Files)
        {
            DropLedger.Note(db, transaction, run.Account, run.Id, FeedFolder.Of(account, file.Kind), file, Instants.Text(alert.Taken));
        }
    }

    public static AlertSettings Settings(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AlertSettings
        {
            BaseUrl = new Uri(account.Alert.BaseUrl),
            ExternalBusinessId = account.ExternalBusinessId,
            DeletePause = account.Alert.DeletePause,
            AllowPlainHttp = account.Drop.AllowPlainHttp,
        };
    }

    /// <summary>
    /// Files that must leave before the next alert: delete files of earlier runs (what they deleted stands in the new delete file as
    /// long as TikTok may not have read it), and product files up to the last that names a SKU which is deleted now.
    /// </summary>
    private IEnumerable<DroppedFileRow> Superseded(string name, string run, FeedMade made)
    {
        var views = made.Views.Select(view => view.View).ToHashSet(StringComparer.Ordinal);
        var kinds = made.Files.Select(file => file.Kind).ToHashSet();
        if (kinds.Contains(FeedFileKind.Inventory))
        {
            yield break;
        }

        foreach (var file in lying.Lying(name, FeedFileKind.Delete).Where(file => file.Run != run && views.Contains(file.ViewName)))
        {
            yield return file;
        }

        foreach (var byView in made.Files.Where(file => file.Kind == FeedFileKind.Delete).GroupBy(file => file.View, StringComparer.Ordinal))
        {
            var deleted = byView.SelectMany(file => File.ReadLines(Path.Combine(folders.Of(name, run), "files", file.Name))).ToHashSet(StringComparer.Ordinal);
            var earlier = lying.Lying(name, FeedFileKind.Product).Where(file => file.Run != run && file.ViewName == byView.Key).ToList();

            // With a file go all that are older: read again without it, they would bring back what it has overwritten.
            foreach (var file in earlier.Take(earlier.FindLastIndex(file => lying.NamesAny(name, file, deleted)) + 1))
            {
                yield return file;
            }
        }
    }
}
