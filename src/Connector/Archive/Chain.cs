using System.Data.Common;
using Connector.State;
using Dapper;

namespace Connector.Archive;

/// <summary>A record's place in a chain, as the state database keeps it beside the files.</summary>
/// <param name="Position">Its place, from 1.</param>
/// <param name="Run">Its folder; empty for a daily head.</param>
/// <param name="Name">Its file.</param>
/// <param name="Hash">SHA-256 of its bytes.</param>
public sealed record ChainedRow(long Position, string Run, string Name, string Hash)
{
    /// <summary>For Dapper, which fills the members by name.</summary>
    private ChainedRow()
        : this(0, "", "", "")
    {
    }
}

/// <summary>
/// Chains of records: each holds the hash of the one before it. One for each account, one for the documents, one for the daily heads. The files suffice to verify
/// them; the table, written in the transaction of what a record is about, says besides which records count, and where a chain ends.
/// </summary>
/// <remarks>
/// A record's file stands before its transaction commits. Which one that is, is noted beside before it is written and forgotten after the commit: what a kill leaves
/// behind in between is found there by the next record, and removed.
/// </remarks>
public sealed class Chain(RunFolders folders, TimeProvider clock)
{
    /// <summary>The chain of all documents' versions, in the order in which they came; no account can have this name.</summary>
    public const string OfDocuments = "_documents";

    /// <summary>The chain of the daily heads; no account can have this name.</summary>
    public const string OfHeads = "_heads";

    /// <summary>Records something that was done, in a folder of its own, in the transaction that does it; <see cref="Committed"/> follows that.</summary>
    /// <param name="db">The state database.</param>
    /// <param name="transaction">The transaction that does it.</param>
    /// <param name="account">The account whose chain it is in, or <see cref="OfDocuments"/>.</param>
    /// <param name="what">What was done, one word in lower case.</param>
    /// <param name="record">The record, given its id, the hash of the one before and its place.</param>
    /// <returns>Its id.</returns>
    internal string Record(DbConnection db, DbTransaction transaction, string account, string what, Func<string, string, long, object> record)
    {
        var id = $"{Runs.NextStamp(db, transaction, account, clock.GetUtcNow())}-{what}";
        Append(db, transaction, account, id, _ => RecordNames.Event(what), (previous, position) => record(id, previous, position));
        return id;
    }

    /// <summary>Appends a record to a chain, in a transaction; <see cref="Committed"/> follows that.</summary>
    internal void Append(DbConnection db, DbTransaction transaction, string account, string run, Func<long, string> name, Func<string, long, object> record)
    {
        var (previous, length) = Head(db, transaction, account);
        var (file, position) = (name(length + 1), length + 1);
        folders.Begin(account, run, file);
        var hash = folders.Put(account, run, file, record(previous, position));
        db.Execute(
            """
            INSERT INTO chain(account, head, length) VALUES(@account, @hash, @position) ON CONFLICT(account) DO UPDATE SET head = excluded.head, length = excluded.length;
            INSERT INTO chained(account, position, run, name, hash, at) VALUES(@account, @position, @run, @file, @hash, @at);
            """,
            new { account, position, run, file, hash, at = Instants.Text(clock.GetUtcNow()) }, transaction);
    }

    /// <summary>The transaction with the record has committed.</summary>
    internal void Committed(string account) => folders.Done(account);

    /// <summary>
    /// Brings the table up to what lies in the archive: after an older state was restored, the records that it does not know are taken up, so that the chain goes on
    /// behind them and not beside them; and so are those of before there was a table. To be done before anything is recorded.
    /// </summary>
    /// <param name="state">The state database.</param>
    /// <returns>Records that were taken up, by chain.</returns>
    public IReadOnlyDictionary<string, int> TakeUp(StateDatabase state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var account in ArchiveWalk.Accounts(folders.Root))
        {
            var read = (account == OfHeads
                    ? Directory.EnumerateFiles(Path.Combine(folders.Root, account), "*.json").Select(path => ChainedRecord.Read(account, "", Path.GetFileName(path), path))
                    : ArchiveWalk.Folders(folders.Root, account).SelectMany(run => run.Files.Keys.Where(ChainedRecord.MayBe).Select(name => ChainedRecord.Read(account, run.Id, name, run.Of(name)))))
                .Where(record => record.IsOne).ToList();
            var count = state.Write((db, transaction) => TakeUp(db, transaction, account, read));
            if (count > 0)
            {
                taken[account] = count;
            }
        }

        return taken;
    }

    private int TakeUp(DbConnection db, DbTransaction transaction, string account, IReadOnlyList<ChainedRecord> read)
    {
        var (head, length) = db.QuerySingleOrDefault<(string Head, long Length)?>("SELECT head, length FROM chain WHERE account = @account", new { account }, transaction) ?? ("", 0);
        var known = db.Query<long>("SELECT position FROM chained WHERE account = @account", new { account }, transaction).ToHashSet();
        var (by, count) = (read.ToLookup(record => (record.Previous, record.Position)), 0);

        // Backwards from the end that the table knows, then on from it. Of two that follow, the one that is followed itself counts.
        var of = read.GroupBy(record => record.Hash, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        for (var record = of.GetValueOrDefault(head); record is not null; record = of.GetValueOrDefault(record.Previous!))
        {
            count += Note(record);
        }

        while (by[(head, length + 1)].OrderByDescending(record => by[(record.Hash, record.Position + 1)].Any()).FirstOrDefault() is { } next)
        {
            count += Note(next);
            (head, length) = (next.Hash, next.Position);
        }

        if (count > 0)
        {
            db.Execute(
                "INSERT INTO chain(account, head, length) VALUES(@account, @head, @length) ON CONFLICT(account) DO UPDATE SET head = excluded.head, length = excluded.length",
                new { account, head, length }, transaction);
        }

        return count;

        int Note(ChainedRecord record) => known.Add(record.Position)
            ? db.Execute(
                "INSERT INTO chained(account, position, run, name, hash, at) VALUES(@account, @Position, @Run, @Name, @Hash, @at)",
                new { account, record.Position, record.Run, record.Name, record.Hash, at = Instants.Text(clock.GetUtcNow()) }, transaction)
            : 0;
    }

    /// <summary>The records of a chain, as far as the table knows them, in their order.</summary>
    internal static IReadOnlyList<ChainedRow> Rows(DbConnection db, string account) =>
        [.. db.Query<ChainedRow>("SELECT position, run, name, hash FROM chained WHERE account = @account ORDER BY position", new { account })];

    /// <summary>The end of a chain. What was written for a commit that never was lies behind it: it goes.</summary>
    private (string Head, long Length) Head(DbConnection db, DbTransaction transaction, string account)
    {
        if (folders.Begun(account) is var (run, name)
            && db.ExecuteScalar<long>("SELECT COUNT(*) FROM chained WHERE account = @account AND run = @run AND name = @name", new { account, run, name }, transaction) == 0)
        {
            folders.Undo(account, run, name);
        }

        var head = db.QuerySingleOrDefault<(string Head, long Length)?>("SELECT head, length FROM chain WHERE account = @account", new { account }, transaction) ?? ("", 0);

        // Before what is begun was noted, only a review's record could be left over: in the folder of the last run that sent rows.
        var last = db.ExecuteScalar<string?>($"SELECT MAX(id) FROM run WHERE {Runs.OfRows}", new { account }, transaction);
        foreach (var left in last is null ? [] : folders.Records(account, last).Where(record => RecordNames.ReviewPosition(record) > head.Length))
        {
            folders.Remove(account, last!, left);
        }

        return head;
    }
}
