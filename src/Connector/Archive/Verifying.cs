using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>
/// Proves an archive: every chain goes from its first record to its last, every daily head stands at its place in them, and every file is what the record says that
/// vouches for it. The files suffice; where the state database is at hand, it knows the end of each chain too.
/// </summary>
public sealed class Verifying(RunFolders folders, StateDatabase state)
{
    private const string Kept = KeptFile.Folder + "/";

    /// <summary>Goes through an archive.</summary>
    /// <exception cref="PersonMustDecideException">There is no such archive, account or run.</exception>
    public VerifyResult Verify(VerifyOrder order, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        var root = order.Location is { } elsewhere ? Path.GetFullPath(elsewhere) : folders.Root;
        var rows = order.Location is null ? Rows() : [];
        var accounts = ArchiveWalk.Accounts(root).Union(rows.Keys).Where(name => name != Chain.OfHeads && (order.Account is null || name == order.Account)).Order(StringComparer.Ordinal).ToList();
        Demand(order, root, accounts);

        var (faults, notes) = (new List<VerifyFault>(), new List<string>());
        var result = new VerifyResult { Faults = faults, Notes = notes, WithTable = order.Location is null, Head = order.Head };
        var chains = new Dictionary<string, IReadOnlyDictionary<long, ChainedRecord>>(StringComparer.Ordinal);
        var checks = new List<FileCheck>();
        foreach (var account in accounts)
        {
            cancellation.ThrowIfCancellationRequested();
            var runs = ArchiveWalk.Folders(root, account).ToList();
            var read = Read(runs.SelectMany(run => run.Files.Keys.Where(ChainedRecord.MayBe).Select(name => (run.Account, run.Id, name, run.Of(name)))), cancellation);
            chains[account] = ChainCheck.Look(account, [.. read.Where(record => record.IsOne || ChainedRecord.MustBe(record.Name))], rows.GetValueOrDefault(account) ?? [], faults, notes);
            var pruned = Pruned(root, chains[account].Values);
            var kept = pruned.Where(pair => pair.Key.Name.StartsWith(Kept, StringComparison.Ordinal)).ToLookup(pair => pair.Key.Run, pair => pair.Value, StringComparer.Ordinal);
            var recordsOf = read.ToLookup(record => record.Run, StringComparer.Ordinal);
            foreach (var run in runs)
            {
                result = Look(run, [.. recordsOf[run.Id]], pruned, kept, order, checks, faults, notes, result);
            }

            Strays(root, account, faults, notes);
        }

        var heads = Heads(root, rows.GetValueOrDefault(Chain.OfHeads) ?? [], order, chains, faults, notes, cancellation);
        Readme(root, heads, faults);
        faults.AddRange(FileCheck.Compare(checks, order.Deep, cancellation));
        return result with
        {
            Chains = chains.Count(chain => chain.Value.Count > 0) + (heads.Count > 0 ? 1 : 0), Records = chains.Values.Sum(chain => chain.Count) + heads.Count,
            Files = checks.Count, Bytes = checks.Sum(check => check.Bytes), Heads = heads.Count,
            Faults = [.. faults.OrderBy(fault => fault.Account, StringComparer.Ordinal).ThenBy(fault => fault.Run, StringComparer.Ordinal).ThenBy(fault => fault.File, StringComparer.Ordinal)],
        };
    }

    private Dictionary<string, IReadOnlyList<ChainedRow>> Rows()
    {
        using var db = state.Open();
        return db.Query<string>("SELECT DISTINCT account FROM chained").ToList().ToDictionary(account => account, account => Chain.Rows(db, account), StringComparer.Ordinal);
    }

    private static void Demand(VerifyOrder order, string root, List<string> accounts)
    {
        if (order.Location is not null && !Directory.Exists(root))
        {
            throw new PersonMustDecideException("archive.location", $"There is no archive at {root}.", "Name the folder in which README.txt and the accounts' folders lie.");
        }

        if (order.Account is { } account && accounts.Count == 0)
        {
            throw new PersonMustDecideException("order.account", $"The archive has nothing of account {account}.", $"It has {string.Join(", ", ArchiveWalk.Accounts(root))}.");
        }

        if (order.Run is { } run && accounts.TrueForAll(name => ArchiveWalk.Find(root, name, run) is null))
        {
            throw new PersonMustDecideException("run.unknown", $"The archive has no run {run}{(order.Account is null ? "" : $" of account {order.Account}")}.", "See `connector archive list`.");
        }
    }

    private static List<ChainedRecord> Read(IEnumerable<(string Account, string Run, string Name, string Path)> files, CancellationToken cancellation)
    {
        var read = new ConcurrentBag<ChainedRecord>();
        Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, file => read.Add(ChainedRecord.Read(file.Account, file.Run, file.Name, file.Path)));
        return [.. read.OrderBy(record => record.Run, StringComparer.Ordinal).ThenBy(record => record.Name, StringComparer.Ordinal)];
    }

    /// <summary>What was removed, by run and file.</summary>
    private static Dictionary<(string Run, string Name), PrunedFile> Pruned(string root, IEnumerable<ChainedRecord> chain)
    {
        var pruned = new Dictionary<(string, string), PrunedFile>();
        foreach (var record in chain.Where(record => record.Name == RecordNames.Event(PruneRecord.What)))
        {
            try
            {
                foreach (var run in JsonSerializer.Deserialize<PruneRecord>(File.ReadAllBytes(ArchiveWalk.Find(root, record.Account, record.Run)!.Of(record.Name)), RunFolders.Json)?.Runs ?? [])
                {
                    foreach (var file in run.Files)
                    {
                        pruned[(run.Run, file.Name)] = file;
                    }

                    foreach (var file in run.Kept)
                    {
                        pruned[(run.Run, file.Name)] = file;
                    }
                }
            }
            catch (JsonException)
            {
                // A record that cannot be read is named as such.
            }
        }

        return pruned;
    }

    /// <summary>What a folder must hold, and what it may not.</summary>
    private static VerifyResult Look(
        ArchivedFolder run, List<ChainedRecord> records, Dictionary<(string Run, string Name), PrunedFile> pruned, ILookup<string, PrunedFile> kept, VerifyOrder order, List<FileCheck> checks, List<VerifyFault> faults,
        List<string> notes, VerifyResult result)
    {
        var isSealed = records.Exists(record => record.IsSeal);
        if (!isSealed && !records.Exists(record => record.IsEvent))
        {
            return result with { Unsealed = result.Unsealed + 1 };
        }

        result = result with { Runs = result.Runs + (isSealed ? 1 : 0) };
        if (order.Run is not null && order.Run != run.Id)
        {
            return result;
        }

        var vouched = new HashSet<string>(records.Where(record => record.IsOne || ChainedRecord.MustBe(record.Name)).Select(record => record.Name), StringComparer.Ordinal);
        foreach (var record in records)
        {
            foreach (var (name, sha256) in record.Vouched)
            {
                vouched.Add(name);
                if (run.Files.ContainsKey(name))
                {
                    checks.Add(new FileCheck(run, name, sha256, record.Manifest.GetValueOrDefault(name) is { } file && file.Sha256 == sha256 ? file : null));
                }
                else if (pruned.TryGetValue((run.Id, name), out var gone) && gone.Sha256 == sha256)
                {
                    result = result with { PrunedFiles = result.PrunedFiles + 1, PrunedBytes = result.PrunedBytes + gone.Bytes };
                }
                else
                {
                    faults.Add(new VerifyFault("archive.missing", run.Account, run.Id, name, null, $"{run.Id}/{name} is missing: {record.Name} vouches for it, and no record says that it was pruned"));
                }
            }

            // What the manifest says of a file's hash is what the seal says elsewhere, or it counts for nothing.
            faults.AddRange(record.Manifest.Values.Where(file => record.Vouched.GetValueOrDefault(file.Name) != file.Sha256)
                .Select(file => new VerifyFault("archive.changed", run.Account, run.Id, record.Name, null, $"{record.Place} tells two hashes of {file.Name}")));
        }

        // What was kept of files that were pruned: the list of what was pruned vouches for it.
        foreach (var file in kept[run.Id])
        {
            vouched.Add(file.Name);
            if (run.Files.ContainsKey(file.Name))
            {
                checks.Add(new FileCheck(run, file.Name, file.Sha256, null));
            }
            else
            {
                faults.Add(new VerifyFault("archive.missing", run.Account, run.Id, file.Name, null, $"{run.Id}/{file.Name} is missing: it was kept when the run's files were pruned"));
            }
        }

        // A record that cannot be read vouches for nothing: what it would have named is not to be blamed.
        var isWhole = records.TrueForAll(record => record.IsOne || !ChainedRecord.MustBe(record.Name));
        foreach (var name in run.Files.Keys.Where(name => !vouched.Contains(name) && isWhole))
        {
            if (name.EndsWith(".part", StringComparison.Ordinal) || name == "ledger-changes.bin" || name.StartsWith(Kept, StringComparison.Ordinal))
            {
                notes.Add($"{run.Account}: {run.Id}/{name} is left over from a write that was cut, and counts for nothing; it may be deleted");
            }
            else
            {
                faults.Add(new VerifyFault("archive.unnamed", run.Account, run.Id, name, null, $"{run.Id}/{name} is named by no record: it was put there afterwards"));
            }
        }

        return result;
    }

    private static void Strays(string root, string account, List<VerifyFault> faults, List<string> notes)
    {
        foreach (var path in ArchiveWalk.Strays(root, account))
        {
            var name = Path.GetRelativePath(Path.Combine(root, account), path).Replace('\\', '/');
            if (name == RunFolders.BeingWritten)
            {
                notes.Add($"{account}: a record is being written, or its commit was cut; the next record settles it");
            }
            else if (account != Chain.OfHeads || !IsHeadName(name))
            {
                faults.Add(new VerifyFault("archive.unnamed", account, "", name, null, $"{account}/{name} is named by no record: it was put there afterwards"));
            }
        }
    }

    /// <summary>The daily heads: a chain of their own, and each of them stands at its place in all the others.</summary>
    private static List<DailyHead> Heads(
        string root, IReadOnlyList<ChainedRow> rows, VerifyOrder order, Dictionary<string, IReadOnlyDictionary<long, ChainedRecord>> chains, List<VerifyFault> faults, List<string> notes,
        CancellationToken cancellation)
    {
        var home = Path.Combine(root, Chain.OfHeads);
        var read = Directory.Exists(home)
            ? Read(Directory.EnumerateFiles(home, "*.json").Where(path => IsHeadName(Path.GetFileName(path))).Select(path => (Chain.OfHeads, "", Path.GetFileName(path), path)), cancellation)
            : [];
        var chain = ChainCheck.Look(Chain.OfHeads, read, rows, faults, notes);
        Strays(root, Chain.OfHeads, faults, notes);
        if (order.Head is { } asked && !chain.Values.Any(head => head.Hash.Equals(asked, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(new VerifyFault(
                "archive.head", Chain.OfHeads, "", "", null,
                $"no daily head that counts has SHA-256 {asked}: it was removed, or the archive was written anew after it was published"));
        }

        var heads = new List<DailyHead>();
        foreach (var record in chain.Values)
        {
            try
            {
                if (JsonSerializer.Deserialize<DailyHead>(File.ReadAllBytes(Path.Combine(home, record.Name)), RunFolders.Json) is not { Date: not null, Chains: not null } head
                    || head.Chains.Any(end => end is not { Chain: not null, Head: not null }))
                {
                    faults.Add(new VerifyFault("archive.unreadable", Chain.OfHeads, "", record.Name, null, $"{record.Name} lacks what a daily head holds"));
                    continue;
                }

                if (record.Name != $"{head.Date}.json")
                {
                    faults.Add(new VerifyFault("archive.misplaced", Chain.OfHeads, "", record.Name, null, $"{record.Name} is the daily head of {head.Date}, under another name"));
                }

                heads.Add(head);
                foreach (var end in head.Chains.Where(end => order.Account is null || end.Chain == order.Account))
                {
                    Hold(head, end, chains.GetValueOrDefault(end.Chain), faults);
                }
            }
            catch (JsonException)
            {
                // It was named as one that cannot be read.
            }
        }

        return heads;
    }

    private static void Hold(DailyHead head, ChainEnd end, IReadOnlyDictionary<long, ChainedRecord>? chain, List<VerifyFault> faults)
    {
        if (chain?.GetValueOrDefault(end.Length) is not { } record)
        {
            faults.Add(new VerifyFault(
                "archive.head", end.Chain, "", "", null,
                $"chain {end.Chain} had {end.Length:N0} records by the head of {head.Date}, and has {(chain is { Count: > 0 } ? chain.Keys.Max() : 0):N0}: its tail is cut"));
        }
        else if (record.Hash != end.Head)
        {
            faults.Add(new VerifyFault(
                "archive.head", end.Chain, record.Run, record.Name, null,
                $"record {end.Length:N0} of chain {end.Chain}, {record.Place}, is not the one that the head of {head.Date} names: it has SHA-256 {record.Hash}, it was {end.Head}; the chain was written anew, here or before"));
        }
    }

    private static void Readme(string root, List<DailyHead> heads, List<VerifyFault> faults)
    {
        var path = Path.Combine(root, ArchiveReadme.Name);
        foreach (var stray in Directory.Exists(root) ? Directory.EnumerateFiles(root).Where(file => file != path) : [])
        {
            faults.Add(new VerifyFault("archive.unnamed", "", "", Path.GetFileName(stray), null, $"{Path.GetFileName(stray)} is named by no record: it was put there afterwards"));
        }

        if (File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) is var hash
            && hash != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ArchiveReadme.Text))) && !heads.Any(head => head.Readme == hash))
        {
            faults.Add(new VerifyFault("archive.changed", "", "", ArchiveReadme.Name, null, $"{ArchiveReadme.Name} is not what Connector writes; delete it, and it is written again"));
        }
    }

    private static bool IsHeadName(string name) => name.Length == 15 && name.EndsWith(".json", StringComparison.Ordinal) && DateOnly.TryParseExact(name[..10], "yyyy-MM-dd", out _);
}
