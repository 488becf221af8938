using System.Data.Common;
using Connector.Archive;
using Dapper;

namespace Connector.State;

/// <summary>
/// What the archive has recorded since a backup that is being restored. Runs that were sealed since are over, and those that were open then will not be finished: a
/// reconciling feed tells what they would have. Takedowns and their ends are put in force again: what a person took off the market must not come back by a restore. All
/// else that people did since (manual files, rollbacks, releases, documents) is counted and not in force; they are told. To be made before the chains are taken up.
/// </summary>
internal sealed class RecordsSince
{
    private readonly StateDatabase _state;
    private readonly RunFolders _folders;
    private readonly Dictionary<string, long> _ends;

    public RecordsSince(StateDatabase state, RunFolders folders)
    {
        (_state, _folders) = (state, folders);
        using var db = state.Open();
        _ends = db.Query<(string Account, long Length)>("SELECT account, length FROM chain").ToDictionary(chain => chain.Account, chain => chain.Length, StringComparer.Ordinal);
    }

    /// <summary>Puts in force what must be, once the chains are taken up.</summary>
    /// <returns>Records since the backup by word: takedown, intake, documents ...; runs are not among them.</returns>
    public IReadOnlyDictionary<string, int> Apply(string at) => _state.Write((db, transaction) =>
    {
        var told = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (account, position, run, name) in db.Query<(string Account, long Position, string Run, string Name)>("SELECT account, position, run, name FROM chained ORDER BY account, position", transaction: transaction).ToList())
        {
            if (position <= _ends.GetValueOrDefault(account))
            {
                continue;
            }

            if (run.Length > Stamp)
            {
                // No run of after the restore may have the id, or files the names, of one since the backup.
                db.Execute("UPDATE stamp SET last = @stamp WHERE account = @account AND last < @stamp", new { account, stamp = run[..(Stamp - 1)] }, transaction);
            }

            if (name == RecordNames.Seal)
            {
                db.Execute(
                    "UPDATE run SET state = 'sealed', ended = @at, message = 'sealed after the backup that was restored' WHERE account = @account AND id = @run AND state = 'open'",
                    new { at, account, run }, transaction);
            }
            else if (ChainedRecord.IsEventName(name) && run.Length > Stamp)
            {
                var what = run[Stamp..];
                told[what] = told.GetValueOrDefault(what) + 1;
                Decide(db, transaction, account, run, name, what);

                // The same file may be put there again.
                db.Execute("DELETE FROM intake WHERE account = @account AND id = @run", new { account, run }, transaction);
            }
        }

        db.Execute("UPDATE run SET state = 'abandoned', ended = @at, message = 'it was not at its end when the state was backed up; the feeds after the restore tell what it would have' WHERE state = 'open'", new { at }, transaction);
        db.Execute("UPDATE brake_permission SET used_by = 'a restore' WHERE used_by IS NULL", transaction: transaction);
        // What calls have told since is not known: the feeds after the restore tell all of it again.
        db.Execute(
            """
            UPDATE shop_product SET content = NULL;
            UPDATE shop_sku SET price = '';
            DELETE FROM shop_stock;
            INSERT INTO shop_task(account, view_name, grp, what, priority, since, due_at, tries) SELECT account, view_name, grp, 'Product', 1, @at, @at, 0 FROM shop_product WHERE product_id <> ''
            ON CONFLICT(account, view_name, grp, what) DO UPDATE SET priority = MIN(priority, excluded.priority), due_at = excluded.due_at, tries = 0, asked = asked + 1
            """,
            new { at }, transaction);
        return told;
    });

    private const int Stamp = 15;

    private void Decide(DbConnection db, DbTransaction transaction, string account, string run, string name, string what)
    {
        if (what != SkuDecisions.Takedown || _folders.Get<DecisionRecord>(account, run, name) is not { } decision)
        {
            return;
        }

        if (decision.Ended)
        {
            SkuDecisions.End(db, transaction, account, SkuDecisions.Takedown, decision.Skus, Instants.Text(decision.At), decision.By, decision.Because);
        }
        else
        {
            SkuDecisions.Make(db, transaction, account, SkuDecisions.Takedown, decision.Skus, "", Instants.Text(decision.At), decision.By, decision.Because);
        }
    }
}
