using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;

namespace Connector.Drop;

/// <summary>The place where an account's feed files lie: what a run puts there, and what leaves it again.</summary>
public sealed class FeedFolder(Doors doors, DropLedger lying, RunFolders folders, TimeProvider clock)
{
    /// <summary>Folder below the drop's address for files of a kind.</summary>
    public static string Of(Account account, FeedFileKind kind)
    {
        ArgumentNullException.ThrowIfNull(account);
        return kind == FeedFileKind.Inventory ? account.Drop.InventoryFolder : account.Drop.ProductFolder;
    }

    /// <summary>The address of a folder as TikTok reaches it.</summary>
    public static Uri PublicUrl(Account account, string folder)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new Uri($"{(account.Drop.PublicUrl.Length > 0 ? account.Drop.PublicUrl : account.Drop.Url).TrimEnd('/')}/{folder}");
    }

    /// <summary>Puts files of a run there, whole.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="account">The account.</param>
    /// <param name="run">The run.</param>
    /// <param name="files">Each file, and the name under which it shall lie there.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<DroppedFile>> PlaceAsync(string name, Account account, string run, IEnumerable<(FeedFile File, string Name)> files, CancellationToken cancellation)
    {
        var folder = folders.Of(name, run);
        var placed = await Open(account).PlaceAsync(
            [.. files.Select(each => new DropFile(Of(account, each.File.Kind), each.Name, each.File.Bytes, each.File.Sha256, _ => Read(Path.Combine(folder, "files", each.File.Name))))],
            cancellation).ConfigureAwait(false);
        return placed.Files;
    }

    /// <summary>Takes files of earlier runs away, in the order given, and notes it.</summary>
    /// <returns>Those that left, each with its folder.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(string name, Account account, IEnumerable<DroppedFileRow> files, CancellationToken cancellation)
    {
        var drop = Open(account);
        var removed = new List<string>();
        foreach (var file in files)
        {
            await drop.RemoveAsync(file.Folder, file.Name, cancellation).ConfigureAwait(false);
            lying.Removed(name, file, clock.GetUtcNow());
            removed.Add($"{file.Folder}/{file.Name}");
        }

        return removed;
    }

    /// <summary>
    /// Takes files of earlier runs away, once TikTok has been told of the new ones: the inventory files before one that holds all quantities (a delta leaves them: what it does not name
    /// stands there), and what has lain there longer than the account keeps it. The oldest go first: what is left always holds the last word.
    /// </summary>
    public async Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var files = lying.Lying(name).Where(file => file.Run != run).ToList();
        var now = clock.GetUtcNow();
        var leaving = files.Where(file => (kind == FeedKind.Inventory && made.Files.Count > 0 && Is(file, FeedFileKind.Inventory)) || IsOld(file)).ToList();
        if (leaving.Count > 0)
        {
            await RemoveAsync(name, account, leaving, cancellation).ConfigureAwait(false);
        }

        static bool Is(DroppedFileRow file, FeedFileKind kind) => file.Kind == kind.ToString();

        // What TikTok may not have fetched yet stays, whatever the setting says.
        bool IsOld(DroppedFileRow file) => account.Drop.KeepDays > 0 && file.AlertedAt is { } at
            && now - Instants.Parse(at) > (TimeSpan.FromDays(account.Drop.KeepDays) is var days && days > account.FetchedAfter ? days : account.FetchedAfter)
            && (made.Files.Any(later => Is(file, later.Kind) && later.View == file.ViewName)
                || files.Exists(later => string.CompareOrdinal(later.Run, file.Run) > 0 && later.Kind == file.Kind && later.ViewName == file.ViewName));
    }

    /// <summary>Takes our files away that this state does not know: they were put there after the backup that was restored.</summary>
    /// <returns>The files that left.</returns>
    public async Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(made);
        var drop = Open(account);
        var known = lying.Lying(name).Select(file => (file.Folder, file.Name)).Concat(made.Files.Select(file => (Of(account, file.Kind), file.Name))).ToHashSet();
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

    /// <summary>Takes the files of a run that will not be delivered away again, as far as they got there.</summary>
    public async Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(made);
        var drop = Open(account);
        foreach (var file in made.Files)
        {
            try
            {
                await drop.RemoveAsync(Of(account, file.Kind), file.Name, cancellation).ConfigureAwait(false);
            }
            catch (PersonMustDecideException fault) when (fault.Code == "drop.name")
            {
                // Under a name that no drop takes, nothing can lie there.
            }
        }
    }

    /// <summary>Looks whether the drop can be used; each finding with its cure.</summary>
    public Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation) => doors.CheckAsync(Location(account, retries: 1), cancellation);

    /// <summary>Looks whether a file of the folder can be fetched without login under the address that TikTok is given.</summary>
    public async Task<DropFinding> CheckPublicAsync(Account account, bool allowLoopback, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        var (drop, bytes) = (Open(account, retries: 1), "Written by connector check; may be deleted.\n"u8.ToArray());
        var folder = Of(account, FeedFileKind.Product);
        var address = new Uri($"{PublicUrl(account, folder).AbsoluteUri.TrimEnd('/')}/{PublicProbe}");
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        whole.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            await drop.PlaceAsync([new DropFile(folder, PublicProbe, bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes)))], whole.Token).ConfigureAwait(false);
            var shown = await Outside.GetAsync(address, allowLoopback, async content =>
            {
                var buffer = new byte[bytes.Length + 1];
                await using var stream = await content.ReadAsStreamAsync(whole.Token).ConfigureAwait(false);
                return buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, whole.Token).ConfigureAwait(false)];
            }, whole.Token).ConfigureAwait(false);
            return shown.AsSpan().SequenceEqual(bytes)
                ? new DropFinding("pull.public", Fine: true, $"Files can be fetched without login below {PublicUrl(account, folder)}.", "")
                : new DropFinding("pull.public", Fine: false, $"{address} answers with something else than was put into the drop.", "Let drop.publicUrl be the address of the drop's own folder.");
        }
        catch (Exception fault) when (fault is NotFetchedException or HttpRequestException or IOException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new DropFinding(
                "pull.public", Fine: false, $"A file of the drop cannot be fetched without login, as TikTok does, from {address}: {(fault is OperationCanceledException ? "no answer in 30 s" : fault.Message)}.",
                "Let the web server answer that folder without login (files are named by time and cannot be guessed or listed), or give drop.publicUrl; where only this machine cannot reach the address, look from another.");
        }
        finally
        {
            await drop.RemoveAsync(folder, PublicProbe, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private const string PublicProbe = "connector-check.csv";

    private FeedDrop Open(Account account, int retries = 5) => doors.Drop(Location(account, retries));

    private static DropLocation Location(Account account, int retries) => account.Drop.At(new Uri(account.Drop.Url), "The drop's ") with { Retries = retries };

    private static ValueTask<Stream> Read(string path) =>
        ValueTask.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous));
}
