namespace Connector.Store;

/// <summary>A scope's narrow rows in feed order, taken one by one as the items pass. Keys are compared as the bytes that the database sorted.</summary>
internal sealed class EntryCursor : IDisposable
{
    private readonly Prepared _statement;
    private readonly Prepared.Rows _rows;
    private bool _more;

    public EntryCursor(MirrorSnapshot mirror, long scope, KeyRange range)
    {
        _statement = mirror.Prepare(
            "SELECT grp, head, id, data FROM entry WHERE scope = ?1 AND grp >= ?2 AND (?3 IS NULL OR grp < ?3) ORDER BY grp, head, id");
        _rows = _statement.Read(scope, range.From ?? "", range.To);
        _more = _rows.Next();
    }

    /// <summary>The row of this item, valid until the next is asked for; false where there is none. Items must be asked for in feed order.</summary>
    public bool Take(ReadOnlySpan<byte> group, long head, ReadOnlySpan<byte> id, out ReadOnlySpan<byte> data)
    {
        data = default;
        while (_more)
        {
            var order = Compare(group, head, id);
            if (order >= 0)
            {
                data = order == 0 ? _rows.Bytes(3) : default;
                return order == 0;
            }

            _more = _rows.Next();
        }

        return false;
    }

    public void Dispose() => _statement.Dispose();

    private int Compare(ReadOnlySpan<byte> group, long head, ReadOnlySpan<byte> id)
    {
        var order = _rows.Bytes(0).SequenceCompareTo(group);
        order = order != 0 ? order : _rows.Number(1).CompareTo(head);
        return order != 0 ? order : _rows.Bytes(2).SequenceCompareTo(id);
    }
}
