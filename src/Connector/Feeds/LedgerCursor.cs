using Connector.Store;

namespace Connector.Feeds;

/// <summary>
/// A view's ledger entries of a range, in feed order, one at a time. Almost all of a feed's rows equal what was sent before: those are
/// compared where the database has them, and nothing is made of them.
/// </summary>
internal sealed class LedgerCursor : IDisposable
{
    private readonly Prepared? _statement;
    private readonly Prepared.Rows _rows;

    /// <param name="statement">Selects <see cref="LedgerView"/>'s columns; null: there are no entries.</param>
    /// <param name="values">Its parameters.</param>
    public LedgerCursor(Prepared? statement, params ReadOnlySpan<SqlValue> values)
    {
        _statement = statement;
        if (statement is not null)
        {
            _rows = statement.Read(values);
            Next();
        }
    }

    /// <summary>Whether there is an entry; its members are valid until the next one is asked for.</summary>
    public bool More { get; private set; }

    /// <summary>Entries passed whose row is in TikTok's hands.</summary>
    public long Listed { get; private set; }

    public void Next()
    {
        More = _rows.Next();
        Listed += More && (SentState)_rows.Number(5) == SentState.Listed ? 1 : 0;
    }

    /// <summary>Below zero where the entry stands before a place in feed order, zero where it stands there.</summary>
    public int CompareTo(FeedKey key)
    {
        var order = _rows.Bytes(0).SequenceCompareTo(key.Group);
        return order != 0 ? order : _rows.Bytes(1).SequenceCompareTo(key.Sku);
    }

    /// <summary>Whether this very row is in TikTok's hands, and nothing is noted of it that would change.</summary>
    public bool Holds(in FacetHashes hashes) =>
        new Hash128(_rows.Bytes(2)) == hashes.Content && new Hash128(_rows.Bytes(3)) == hashes.Price && new Hash128(_rows.Bytes(4)) == hashes.Stock
        && (SentState)_rows.Number(5) == SentState.Listed && _rows.IsNull(8);

    public LedgerEntry Entry() => LedgerView.Entry(_rows);

    public void Dispose()
    {
        if (_statement is not null)
        {
            _rows.Dispose();
        }
    }
}
