using System.Text.Json.Serialization;
using Connector.Drop;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>Where a second archive lies, to which everything that is chained is copied: a WebDAV folder, or a folder of another disk. Machine setting <c>archiveCopy</c>.</summary>
public sealed record ArchiveCopySettings : FolderAccess
{
    /// <summary>The folder, which must exist: <c>https://…</c> for WebDAV, <c>file:///…</c> for a disk. Default empty: there is no second archive.</summary>
    public string Url { get; init; } = "";

    [JsonIgnore]
    public bool IsWanted => Url.Length > 0;

    internal IEnumerable<string> Faults()
    {
        if (!IsWanted)
        {
            return [];
        }

        return Uri.TryCreate(Url, UriKind.Absolute, out var url)
            ? url.IsFile || url.Scheme is "http" or "https"
                ? Faults(url).Select(fault => $"archiveCopy.{(fault.Member.Length > 0 ? fault.Member : "url")}: {fault.Sentence}; {fault.Remedy}.")
                : [$"archiveCopy.url: '{Drop.Http.Shown(Url)}' is no folder that can be used; write https://… or file:///…."]
            : [$"archiveCopy.url: '{Drop.Http.Shown(Url)}' is no whole address; write https://… or file:///…."];
    }

    /// <summary>Time for one file: archives hold large ones, both ways.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    internal DropLocation Location() => At(new Uri(Url), "the archive copy's ", put: Patience, get: Patience) with { Retries = 2 };
}

/// <summary>What was copied.</summary>
/// <param name="Records">Chained records, each with the files that it vouches for.</param>
/// <param name="Files">Files that were sent.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Faults">Chains that stopped, and why; the others went on.</param>
public sealed record CopyResult(int Records, int Files, long Bytes, IReadOnlyList<string> Faults);

/// <summary>
/// Copies the archive to a second place, record by record, in the order of each chain: first the files that a record vouches for, then the record. It is done beside
/// the runs and in the way of none; where it is cut, it goes on with the same record. Nothing is ever removed there, also not what is pruned here.
/// </summary>
public sealed class ArchiveCopying(ConnectorSettings settings, Doors doors, StateDatabase state, RunFolders folders, Leases leases)
{
    /// <summary>Copies what is not there yet. Nothing while another process does.</summary>
    /// <exception cref="PersonMustDecideException">There is no second archive, or its password is missing.</exception>
    public async Task<CopyResult> CopyAsync(CancellationToken cancellation)
    {
        var location = Location();
        if (leases.TryTake("archive-copy", "the archive is copied", out _) is not { } lease)
        {
            return new CopyResult(0, 0, 0, []);
        }

        using (lease)
        {
            var result = new CopyResult(0, 0, 0, []);
            var drop = doors.Drop(location);
            foreach (var (account, from) in Chains())
            {
                try
                {
                    foreach (var row in Rows(account).Where(row => row.Position > from))
                    {
                        lease.Demand();
                        var sent = await PlaceAsync(drop, account, row, cancellation).ConfigureAwait(false);
                        state.Write((db, transaction) => db.Execute(
                            "INSERT INTO archive_copied(account, position) VALUES(@account, @Position) ON CONFLICT(account) DO UPDATE SET position = excluded.position", new { account, row.Position }, transaction));
                        result = result with { Records = result.Records + 1, Files = result.Files + sent.Count(file => !file.AlreadyThere), Bytes = result.Bytes + sent.Where(file => !file.AlreadyThere).Sum(file => file.Length) };
                    }
                }
                catch (Exception fault) when (fault is PersonMustDecideException or RemoteFailedException or IOException)
                {
                    result = result with { Faults = [.. result.Faults, $"chain {account} stops: {fault.Message}"] };
                }
            }

            if (result.Records > 0)
            {
                var readme = System.Text.Encoding.UTF8.GetBytes(ArchiveReadme.Text);
                var file = new DropFile(
                    "", ArchiveReadme.Name, readme.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(readme)), _ => ValueTask.FromResult<Stream>(new MemoryStream(readme)));
                await drop.PlaceAsync([file], cancellation).ConfigureAwait(false);
            }

            return result;
        }
    }

    /// <summary>Looks whether the second archive can be used; each finding with its cure. Nothing where none is wanted.</summary>
    /// <exception cref="PersonMustDecideException">Its password is missing.</exception>
    public async Task<IReadOnlyList<DropFinding>> CheckAsync(CancellationToken cancellation) =>
        settings.ArchiveCopy.IsWanted ? await doors.CheckAsync(Location() with { Retries = 1 }, cancellation).ConfigureAwait(false) : [];

    /// <summary>Reads the second archive and compares every file with what the chains here vouch for, also those that were pruned here.</summary>
    /// <param name="account">Only this account; null: all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Files that were compared, and what is wrong.</returns>
    public async Task<(long Files, IReadOnlyList<VerifyFault> Faults)> VerifyAsync(string? account, CancellationToken cancellation)
    {
        var location = Location();
        var there = doors.Folder(location);
        var (files, faults) = (0L, new List<VerifyFault>());
        foreach (var (chain, copied) in Chains().Where(chain => account is null || chain.Account == account))
        {
            foreach (var row in Rows(chain).Where(row => row.Position <= copied))
            {
                foreach (var (name, sha256) in Vouched(chain, row))
                {
                    var path = DropPath.Join(FolderOf(chain, row.Run, name), Path.GetFileName(name));
                    var hash = await there.HashAsync(path, cancellation).ConfigureAwait(false);
                    files++;
                    if (hash is null && name != row.Name && !File.Exists(PathOf(chain, row.Run, name)))
                    {
                        continue; // It was pruned before it could be copied; archive verify holds that against the list of what was pruned.
                    }

                    if (hash != sha256)
                    {
                        faults.Add(new VerifyFault(
                            hash is null ? "archive.missing" : "archive.changed", chain, row.Run, name, null,
                            hash is null ? $"{path} is missing in the copy" : $"{path} is another file in the copy: it has SHA-256 {hash}, it was {sha256}"));
                    }
                }
            }
        }

        return (files, faults);
    }

    private DropLocation Location() => settings.ArchiveCopy.IsWanted
        ? settings.ArchiveCopy.Location()
        : throw new PersonMustDecideException("archive.copy", "The settings name no second archive.", "Set archiveCopy: { \"url\": ... } in connector.json.");

    private async Task<IReadOnlyList<DroppedFile>> PlaceAsync(FeedDrop drop, string account, ChainedRow row, CancellationToken cancellation)
    {
        // The record comes last: where it stands, all that it vouches for stands there too.
        List<DropFile> files = [.. Vouched(account, row).Where(file => file.Name != row.Name && File.Exists(PathOf(account, row.Run, file.Name))).Select(file => Of(account, row.Run, file.Name, file.Sha256))];
        var placed = files.Count == 0 ? [] : (await drop.PlaceAsync(files, cancellation).ConfigureAwait(false)).Files;
        return [.. placed, .. (await drop.PlaceAsync([Of(account, row.Run, row.Name, row.Hash)], cancellation).ConfigureAwait(false)).Files];
    }

    /// <summary>A record, and what it vouches for.</summary>
    private IReadOnlyList<(string Name, string Sha256)> Vouched(string account, ChainedRow row)
    {
        var path = PathOf(account, row.Run, row.Name);
        return [(row.Name, row.Hash), .. File.Exists(path) ? ChainedRecord.Read(account, row.Run, row.Name, path).Vouched.Select(file => (file.Key, file.Value)) : []];
    }

    private DropFile Of(string account, string run, string name, string sha256)
    {
        var path = PathOf(account, run, name);
        if (!File.Exists(path))
        {
            throw new PersonMustDecideException("archive.missing", $"{path} is missing.", "See `connector archive verify`.");
        }

        return new DropFile(FolderOf(account, run, name), Path.GetFileName(name), new FileInfo(path).Length, sha256, _ => ValueTask.FromResult<Stream>(File.OpenRead(path)));
    }

    private string PathOf(string account, string run, string name) => Path.Combine(folders.Of(account, run), Path.Combine(name.Split('/')));

    private static string FolderOf(string account, string run, string name) =>
        string.Join('/', new[] { account, run.Length > 4 ? run[..4] : "", run, Path.GetDirectoryName(name)?.Replace('\\', '/') ?? "" }.Where(part => part.Length > 0));

    private IReadOnlyList<ChainedRow> Rows(string account)
    {
        using var db = state.Open();
        return Chain.Rows(db, account);
    }

    private IReadOnlyList<(string Account, long Copied)> Chains()
    {
        using var db = state.Open();
        return [.. db.Query<(string, long)>("SELECT c.account, COALESCE(a.position, 0) FROM chain c LEFT JOIN archive_copied a ON a.account = c.account ORDER BY c.account")];
    }
}
