using System.Globalization;
using Connector.Feeds;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>What may leave the archive.</summary>
public sealed record PruneOrder
{
    /// <summary>Only this account's files; null: all accounts'.</summary>
    public string? Account { get; init; }

    /// <summary>Files of runs that were sealed so many days ago, or more; null: age does not count.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>The oldest files beyond so many bytes; null: size does not count.</summary>
    public long? KeepBytes { get; init; }

    /// <summary>Only say what would go.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>Why.</summary>
    public string Because { get; init; } = "";
}

/// <summary>What left the archive, or would.</summary>
/// <param name="Accounts">By account: the record that lists it (empty in a dry run), and the runs.</param>
/// <param name="Kept">Runs that are old enough and stay, because they say what TikTok has now.</param>
/// <param name="BytesLeft">Bytes of delivered files that stay.</param>
public sealed record PruneResult(IReadOnlyList<PrunedAccount> Accounts, int Kept, long BytesLeft)
{
    public int Runs => Accounts.Sum(account => account.Runs.Count);

    public long Files => Accounts.Sum(account => account.Runs.Sum(run => run.Files.Count));

    public long Bytes => Accounts.Sum(account => account.Runs.Sum(run => run.Files.Sum(file => file.Bytes)));
}

/// <summary>What left the archive of one account.</summary>
public sealed record PrunedAccount(string Account, string Record, IReadOnlyList<PrunedRun> Runs);

/// <summary>
/// Lets delivered files leave the archive, the oldest runs first. Records, manifests and lists of what was held stay; what goes is listed with its hashes in a
/// chained record before it goes, so that a prune that is cut is finished by the next one. Never what says what TikTok has now: the last full feed of all views
/// that TikTok did not refuse and all behind it, and likewise of stock.
/// </summary>
public sealed class Pruning(ConnectorSettings settings, RunFolders folders, Runs runs, StateDatabase state, KeptRows kept, TimeProvider clock)
{
    private const string Delivered = "files/";

    /// <summary>Prunes, or says what it would.</summary>
    public PruneResult Prune(PruneOrder order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        var now = clock.GetUtcNow();
        var accounts = ArchiveWalk.Accounts(folders.Root).Where(account => account is not (Chain.OfDocuments or Chain.OfHeads)).ToList();
        if (order.Account is { } only && !accounts.Contains(only))
        {
            throw new PersonMustDecideException("order.account", $"The archive has nothing of account {only}.", $"It has {string.Join(", ", accounts)}.");
        }

        var all = accounts.Where(account => order.Account is null || account == order.Account).SelectMany(account => Sealed(account, cancellation)).OrderBy(run => run.At).ThenBy(run => run.Folder.Account, StringComparer.Ordinal).ToList();
        var left = all.Sum(run => run.Bytes);
        var (going, kept) = (new List<Lying>(), 0);
        foreach (var run in all.Where(run => run.Files.Count > 0))
        {
            var isOld = order.OlderThanDays is { } days && now - run.At >= TimeSpan.FromDays(days);
            if (!isOld && !(order.KeepBytes is { } bytes && left > bytes))
            {
                continue;
            }

            if (run.IsNeeded)
            {
                kept++;
                continue;
            }

            going.Add(run);
            left -= run.Bytes;
        }

        List<PrunedAccount> pruned = [.. going.GroupBy(run => run.Folder.Account, StringComparer.Ordinal).Select(account => Remove(account.Key, [.. account], order, now, cancellation))];
        return new PruneResult(pruned, kept, left);
    }

    /// <summary>What goes by itself each day, as the settings say: delivered files, feed logs, how SKUs stood before.</summary>
    public PruneResult? Daily(CancellationToken cancellation)
    {
        var (keep, now) = (settings.Retention, clock.GetUtcNow());
        if (keep.FeedLogDays > 0)
        {
            RemoveLogs(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-keep.FeedLogDays));
        }

        if (keep.PastDays > 0)
        {
            state.Write((db, transaction) => db.Execute("DELETE FROM listing_past WHERE until < @before", new { before = Instants.Text(now.AddDays(-keep.PastDays)) }, transaction));
        }

        return keep is { FilesDays: 0, FilesGigabytes: 0 }
            ? null
            : Prune(
                new PruneOrder
                {
                    OlderThanDays = keep.FilesDays > 0 ? keep.FilesDays : null, KeepBytes = keep.FilesGigabytes > 0 ? keep.FilesGigabytes * 1_000_000_000L : null, By = "the worker",
                    Because = "the settings say so",
                },
                cancellation);
    }

    private PrunedAccount Remove(string account, IReadOnlyList<Lying> going, PruneOrder order, DateTimeOffset now, CancellationToken cancellation)
    {
        List<PrunedRun> listed = [.. going.Select(run => new PrunedRun(run.Folder.Id, run.Files))];
        if (order.DryRun)
        {
            return new PrunedAccount(account, "", listed);
        }

        // First what they can be made again from, the oldest first; a file that cannot is not removed, nor is any other.
        listed = listed.ConvertAll(run => run with { Kept = Kept(account, run.Run, cancellation) });
        var id = runs.Record(
            account, PruneRecord.What, (id, previous, position) => new PruneRecord(id, account, now, order.By, order.Because, previous, position, listed), (_, _, _) => { });
        foreach (var run in going)
        {
            foreach (var file in run.Files)
            {
                File.Delete(run.Folder.Of(file.Name));
            }

            if (Directory.Exists(run.Folder.Of("files")) && !Directory.EnumerateFileSystemEntries(run.Folder.Of("files")).Any())
            {
                Directory.Delete(run.Folder.Of("files"));
            }
        }

        return new PrunedAccount(account, id, listed);
    }

    private IReadOnlyList<PrunedFile> Kept(string account, string run, CancellationToken cancellation)
    {
        try
        {
            return [.. kept.Keep(account, run, cancellation).Select(name => Proving.Of(folders.Of(account, run), name)).Select(file => new PrunedFile(file.Name, file.Bytes, file.Sha256))];
        }
        catch (InvalidDataException fault)
        {
            throw new PersonMustDecideException(
                "archive.kept", $"Nothing was pruned: of run {run} of account {account}, {fault.Message}.",
                "See what `connector archive verify` says of it; with \"keepOffers\": false in the machine settings files go without their rows being kept.");
        }
    }

    /// <summary>An account's sealed runs, and which of them say what TikTok has now.</summary>
    private IEnumerable<Lying> Sealed(string account, CancellationToken cancellation)
    {
        var found = new List<(ArchivedFolder Folder, SealRecord Seal)>();
        foreach (var folder in ArchiveWalk.Folders(folders.Root, account))
        {
            cancellation.ThrowIfCancellationRequested();
            if (folder.Files.ContainsKey(RecordNames.Seal) && folders.Get<SealRecord>(account, folder.Id, RecordNames.Seal) is { } seal)
            {
                found.Add((folder, seal));
            }
        }

        var (rows, stock) = (Base(found, FeedKind.Full), Base(found, FeedKind.Inventory));
        return found.Select(run => new Lying(
            run.Folder, run.Seal.Sealed,
            [
                .. run.Seal.Files.Where(file => file.Key.StartsWith(Delivered, StringComparison.Ordinal) && run.Folder.Files.ContainsKey(file.Key))
                    .Select(file => new PrunedFile(file.Key, run.Folder.Files[file.Key], file.Value)),
            ],
            IsNeeded: string.CompareOrdinal(run.Folder.Id, run.Seal.Kind.IsInventory() ? stock : rows) >= 0));
    }

    /// <summary>The last full feed of everything that TikTok did not refuse; where there is none, nothing may go.</summary>
    private string Base(List<(ArchivedFolder Folder, SealRecord Seal)> found, FeedKind kind) =>
        found.LastOrDefault(run => run.Seal.Kind == kind && !run.Folder.Files.ContainsKey(RecordNames.Refused)
            && folders.Get<RunRecord>(run.Folder.Account, run.Folder.Id, RecordNames.Run) is { Order.View: null }).Folder?.Id ?? "";

    private void RemoveLogs(DateOnly before)
    {
        var home = Path.Combine(settings.Data, "logs");
        foreach (var path in Directory.Exists(home) ? Directory.EnumerateFiles(home, "feed-log-*.jsonl", SearchOption.AllDirectories) : [])
        {
            if (DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(path)["feed-log-".Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < before)
            {
                File.Delete(path);
            }
        }
    }

    private sealed record Lying(ArchivedFolder Folder, DateTimeOffset At, IReadOnlyList<PrunedFile> Files, bool IsNeeded)
    {
        public long Bytes => Files.Sum(file => file.Bytes);
    }
}
