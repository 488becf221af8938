using Connector.Policy;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Feeds;

/// <summary>
/// Takes back what the ledger says of rows, where TikTok has them otherwise: their hashes become zeros, which are those of no row, so that every feed sends
/// what shall be there. Runs inside a transaction of the state.
/// </summary>
internal sealed class LedgerDoubts : IDisposable
{
    private readonly string _account;
    private readonly string _at;
    private readonly Prepared _ends;
    private readonly Prepared _doubts;

    /// <param name="connection">Inside the transaction.</param>
    /// <param name="account">The account.</param>
    /// <param name="at">When it is done.</param>
    public LedgerDoubts(SqliteConnection connection, string account, DateTimeOffset at)
    {
        (_account, _at) = (account, Instants.Text(at));
        _ends = new Prepared(connection, ListingPast.End);
        _doubts = new Prepared(connection, "UPDATE ledger SET content = zeroblob(16), price = zeroblob(16), stock = zeroblob(16), state = ?4 WHERE account = ?1 AND view_name = ?2 AND sku = ?3");
    }

    /// <summary>Whether what is known of a row was taken back and not sent again since, or of its price alone.</summary>
    public static bool Holds(LedgerEntry entry) => entry.Hashes.Content == default;

    /// <param name="view">The view.</param>
    /// <param name="sku">The SKU.</param>
    /// <param name="before">How it stands in the ledger.</param>
    /// <param name="state">How TikTok is taken to have it.</param>
    public void Add(string view, string sku, SentState before, SentState state)
    {
        var begins = before == state ? nameof(ListingState.DeliveredUnconfirmed) : nameof(SentState.Listed);
        _ends.Run(_account, view, sku, _at, begins, 0, Array.Empty<byte>());
        _doubts.Run(_account, view, sku, (int)state);
    }

    public void Dispose()
    {
        _ends.Dispose();
        _doubts.Dispose();
    }
}
