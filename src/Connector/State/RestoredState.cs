using System.Data.Common;
using Dapper;

namespace Connector.State;

/// <summary>
/// What a restored state demands. Its ledger is older than what TikTok has: until a full feed has compared the two, and an inventory feed has told all quantities, no
/// delta may go (DESIGN: a restored older state forces a reconciling full feed).
/// </summary>
public sealed class RestoredState(StateDatabase state)
{
    /// <summary>When the state was restored of which a feed of this kind must take account; null: nothing is due.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">A full feed for rows, an inventory feed for quantities.</param>
    public DateTimeOffset? DueSince(string account, FeedKind kind)
    {
        using var db = state.Open();
        return db.ExecuteScalar<string?>("SELECT since FROM restored WHERE account = @account AND kind = @kind", new { account, kind = Whole(kind).ToString() }) is { } since ? Instants.Parse(since) : null;
    }

    /// <exception cref="PersonMustDecideException"><c>state.restored</c>: a feed that tells everything comes first.</exception>
    public void DemandNone(string account, FeedKind kind)
    {
        if (DueSince(account, kind) is { } since)
        {
            throw new PersonMustDecideException(
                "state.restored", $"The state was restored on {Instants.Text(since)}: what account {account} sent since its backup is not known any more, and a {Whole(kind).Words()} of all views comes before any {kind.Words()}.",
                $"Run `connector feed {(kind.IsInventory() ? "inventory" : "full")} --account {account}`; the schedule does it by itself, too. It compares what TikTok shows.");
        }
    }

    /// <summary>All accounts owe a full and an inventory feed.</summary>
    internal static void Owe(DbConnection db, string at) => db.Execute(
        """
        INSERT INTO restored(account, kind, since)
        SELECT a.name, k.kind, @at FROM (SELECT DISTINCT name FROM document WHERE kind = @documents) a, (SELECT 'Full' AS kind UNION SELECT 'Inventory') k
        WHERE true ON CONFLICT(account, kind) DO UPDATE SET since = excluded.since
        """,
        new { at, documents = DocumentKinds.Account });

    /// <summary>A feed that told everything was sealed.</summary>
    internal static void Settle(DbConnection db, DbTransaction transaction, string account, FeedKind kind) =>
        db.Execute("DELETE FROM restored WHERE account = @account AND kind = @kind", new { account, kind = kind.ToString() }, transaction);

    private static FeedKind Whole(FeedKind kind) => kind.IsInventory() ? FeedKind.Inventory : FeedKind.Full;
}
