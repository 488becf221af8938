namespace Connector.Store;

/// <summary>A scope's rows in feed order, taken one by one as the items pass. Keys are compared as the bytes that the database sorted.</summary>
internal sealed class EntryCursor : IDisposable
{
    private readonly Prepared _statement;
    private readonly long _scope;
    private Prepared.Rows _rows;
    private bool _more;
    private int _at;

    public EntryCursor(MirrorSnapshot mirror, long scope, KeyRange range)
    {
        _statement = mirror.Prepare(
            "SELECT grp, data FROM entry WHERE scope = ?1 AND grp >= ?2 AND grp < ?3 ORDER BY grp");
        _scope = scope;
        Seek(range);
    }

    /// <summary>Goes to another range.</summary>
    public void Seek(KeyRange range)
    {
        _rows.Dispose();
        _rows = _statement.Read(_scope, range.From ?? "", range.To ?? SqlValue.BehindAllTexts);
        (_more, _at) = (_rows.Next(), 0);
    }

    /// <summary>All that the scope says of an item group, as stored; empty where it says nothing. Valid until the next group is asked for.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> group) => Reach(group) ? _rows.Bytes(1) : default;

    /// <summary>What the scope says of this item, valid until the next is asked for; false where it says nothing. Items must be asked for in feed order.</summary>
    public bool Take(ReadOnlySpan<byte> group, long head, ReadOnlySpan<byte> id, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (!Reach(group))
        {
            return false;
        }

        var row = _rows.Bytes(1);
        var found = GroupRecord.Find(row, ref _at, head, id, out var record);
        data = found ? row[record.DataRange] : default;
        return found;
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Goes on to a group; false where the scope has no row of it.</summary>
    private bool Reach(ReadOnlySpan<byte> group)
    {
        while (_more)
        {
            var order = _rows.Bytes(0).SequenceCompareTo(group);
            if (order >= 0)
            {
                return order == 0;
            }

            (_more, _at) = (_rows.Next(), 0);
        }

        return false;
    }
}
