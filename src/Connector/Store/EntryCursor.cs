using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>A scope's narrow rows in feed order, taken one by one as the items pass.</summary>
internal sealed class EntryCursor : IDisposable
{
    private readonly Prepared _statement;
    private readonly SqliteDataReader _rows;
    private bool _more;
    private string _group = "";
    private int _head;
    private string _id = "";

    public EntryCursor(MirrorSnapshot mirror, long scope, KeyRange range)
    {
        _statement = mirror.Prepare(
            "SELECT grp, head, id, data FROM entry WHERE scope = $1 AND grp >= $2 AND ($3 IS NULL OR grp < $3) ORDER BY grp, head, id");
        _rows = _statement.Read(scope, range.From ?? "", range.To);
        Step();
    }

    /// <summary>The row of this item, or null. Items must be asked for in feed order.</summary>
    public byte[]? Take(string group, int head, string id)
    {
        while (_more)
        {
            var order = Compare(group, head, id);
            if (order > 0)
            {
                return null;
            }

            var data = order == 0 ? _rows.GetFieldValue<byte[]>(3) : null;
            Step();
            if (data is not null)
            {
                return data;
            }
        }

        return null;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _statement.Dispose();
    }

    private int Compare(string group, int head, string id)
    {
        var order = KeyOrder.Compare(_group, group);
        order = order != 0 ? order : _head.CompareTo(head);
        return order != 0 ? order : KeyOrder.Compare(_id, id);
    }

    private void Step()
    {
        _more = _rows.Read();
        if (_more)
        {
            (_group, _head, _id) = (_rows.GetString(0), _rows.GetInt32(1), _rows.GetString(2));
        }
    }
}
