using Connector.Accounts;
using Connector.Alerts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.State;

namespace Connector;

/// <summary>
/// Delivery by file and alert (interface A): files into the drop, whole; what could undo them out of it; then TikTok is told.
/// Every step can be repeated without harm: same names, same bytes, and an alert that only says again what is there.
/// </summary>
public sealed class Delivery(HttpClient http, DropLedger lying, RunFolders folders, TimeProvider clock)
{
    /// <summary>Puts the files of a run into the drop.</summary>
    public async Task<DropRecord> DropAsync(string name, Account account, string run, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var drop = Open(account);
        var folder = folders.Of(name, run);
        var placed = await drop.PlaceAsync(
            [.. made.Files.Select(file => new DropFile(FolderOf(account, file.Kind), file.Name, file.Bytes, file.Sha256, _ => Read(Path.Combine(folder, "files", file.Name))))],
            cancellation).ConfigureAwait(false);

        // Behind the new ones: where those cannot be placed, what lies there, a delete file that TikTok has not read among it, must go on lying.
        var removed = new List<string>();
        foreach (var file in Superseded(name, run, made))
        {
            await drop.RemoveAsync(file.Folder, file.Name, cancellation).ConfigureAwait(false);
            lying.Removed(name, file, clock.GetUtcNow());
            removed.Add($"{file.Folder}/{file.Name}");
        }

        return new DropRecord(LocationOf(account), placed.Files, removed);
    }

    /// <summary>Tells TikTok: deletions first, then, after a pause, what is new.</summary>
    public async Task<AlertRecord> AlertAsync(Account account, FeedKind kind, FeedMade made, Action<AlertAttempt> attempted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var alerts = new List<Alert>();
        if (made.Files.Any(file => file.Kind == FeedFileKind.Delete))
        {
            alerts.Add(new Alert(PublicUrl(account, account.Drop.ProductFolder), FeedType.Product, UpdateType.Delete));
        }

        if (made.Files.Any(file => file.Kind == FeedFileKind.Product))
        {
            alerts.Add(new Alert(PublicUrl(account, account.Drop.ProductFolder), FeedType.Product, UpdateType.Update));
        }

        if (made.Files.Any(file => file.Kind == FeedFileKind.Inventory))
        {
            alerts.Add(new Alert(PublicUrl(account, account.Drop.InventoryFolder), FeedType.Inventory, kind == FeedKind.Inventory ? UpdateType.Create : UpdateType.Update));
        }

        var alert = new FeedAlert(http, Settings(account), clock);
        return new AlertRecord(await alert.SendAsync(alerts, attempted, cancellation).ConfigureAwait(false), clock.GetUtcNow());
    }

    /// <summary>
    /// Takes files of earlier runs out of the drop, once TikTok has been told of the new ones: the inventory files before one that holds all quantities (a delta leaves
    /// them: what it does not name stands there), and what has lain there longer than the account keeps it. The oldest go first: what is left always holds the last word.
    /// </summary>
    public async Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var files = lying.Lying(name).Where(file => file.Run != run).ToList();
        var now = clock.GetUtcNow();
        var leaving = files.Where(file => (kind == FeedKind.Inventory && made.Files.Count > 0 && Is(file, FeedFileKind.Inventory)) || IsOld(file)).ToList();
        if (leaving.Count == 0)
        {
            return;
        }

        var drop = Open(account);
        foreach (var file in leaving)
        {
            await drop.RemoveAsync(file.Folder, file.Name, cancellation).ConfigureAwait(false);
            lying.Removed(name, file, clock.GetUtcNow());
        }

        static bool Is(DroppedFileRow file, FeedFileKind kind) => file.Kind == kind.ToString();

        // What TikTok may not have fetched yet stays, whatever the setting says.
        bool IsOld(DroppedFileRow file) => account.Drop.KeepDays > 0 && file.AlertedAt is { } at
            && now - Instants.Parse(at) > (TimeSpan.FromDays(account.Drop.KeepDays) is var days && days > account.Alert.FetchedAfter ? days : account.Alert.FetchedAfter)
            && (made.Files.Any(later => Is(file, later.Kind) && later.View == file.ViewName)
                || files.Exists(later => string.CompareOrdinal(later.Run, file.Run) > 0 && later.Kind == file.Kind && later.ViewName == file.ViewName));
    }

    /// <summary>Takes our files out of the drop that this state does not know: they were put there after the backup that was restored.</summary>
    /// <returns>The files that left.</returns>
    public async Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var drop = Open(account);
        var known = lying.Lying(name).Select(file => (file.Folder, file.Name)).Concat(made.Files.Select(file => (FolderOf(account, file.Kind), file.Name))).ToHashSet();
        var folder = kind.IsInventory() ? account.Drop.InventoryFolder : account.Drop.ProductFolder;
        var left = new List<string>();
        foreach (var entry in await drop.ListAsync(folder, cancellation).ConfigureAwait(false))
        {
            if (!entry.IsFolder && !known.Contains((folder, entry.Name)) && FileNames.IsOurs(entry.Name, account))
            {
                await drop.RemoveAsync(folder, entry.Name, cancellation).ConfigureAwait(false);
                left.Add($"{folder}/{entry.Name}");
            }
        }

        return left;
    }

    /// <summary>Takes the files of a run that will not be delivered out of the drop, as far as they got there.</summary>
    public async Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(made);
        var drop = Open(account);
        foreach (var file in made.Files)
        {
            try
            {
                await drop.RemoveAsync(FolderOf(account, file.Kind), file.Name, cancellation).ConfigureAwait(false);
            }
            catch (PersonMustDecideException fault) when (fault.Code == "drop.name")
            {
                // Under a name that no drop takes, nothing can lie there.
            }
        }
    }

    /// <summary>Where an account's files go, as one text.</summary>
    public static string LocationOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return $"{account.Drop.Url} {account.Drop.ProductFolder} {account.Drop.InventoryFolder}";
    }

    /// <summary>Looks whether the drop can be used; each finding with its cure.</summary>
    public Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation) => Open(account, retries: 1).CheckAsync(cancellation);

    public static string FolderOf(Account account, FeedFileKind kind)
    {
        ArgumentNullException.ThrowIfNull(account);
        return kind == FeedFileKind.Inventory ? account.Drop.InventoryFolder : account.Drop.ProductFolder;
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

    private FeedDrop Open(Account account, int retries = 5) => new(
        http,
        new DropLocation
        {
            Url = new Uri(account.Drop.Url),
            User = account.Drop.User.Length > 0 ? account.Drop.User : null,
            Password = account.Drop.Password.IsEmpty ? null : account.Drop.Password.Resolve("The drop's password"),
            AllowPlainHttp = account.Drop.AllowPlainHttp,
            Retries = retries,
        },
        clock);

    private static Uri PublicUrl(Account account, string folder) =>
        new($"{(account.Drop.PublicUrl.Length > 0 ? account.Drop.PublicUrl : account.Drop.Url).TrimEnd('/')}/{folder}");

    private static ValueTask<Stream> Read(string path) =>
        ValueTask.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18, FileOptions.SequentialScan | FileOptions.Asynchronous));
}
