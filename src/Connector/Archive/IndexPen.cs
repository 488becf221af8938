using System.Text;
using System.Text.Json;
using Connector.Feeds;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>
/// Writes what one chained record says into the archive's index. A full feed's row is written only where it differs from what TikTok was told before; a delta's always,
/// for it says that it was sent again. What stood in a run that TikTok refused counts as never told.
/// </summary>
internal sealed class IndexPen : IDisposable
{
    private readonly SqliteConnection _db;
    private readonly long _account;
    private readonly long _position;
    private readonly HashSet<long> _refused;
    private readonly Dictionary<(string, bool), long> _places = [];
    private readonly Prepared _lastVersion;
    private readonly Prepared _addVersion;
    private readonly Prepared _lastQuantity;
    private readonly Prepared _addQuantity;
    private readonly Prepared _addOffer;
    private readonly Prepared _addAnswer;
    private readonly Prepared _nameSku;
    private readonly byte[] _hash = new byte[16];

    public IndexPen(SqliteConnection db, long account, long position)
    {
        (_db, _account, _position) = (db, account, position);
        _refused = [.. db.Query<long>("SELECT position FROM run WHERE account = @account AND refused_at IS NOT NULL", new { account })];
        _lastVersion = new Prepared(db, "SELECT hash, position FROM version WHERE place = ?1 AND sku = ?2 ORDER BY position DESC");
        _addVersion = new Prepared(db, "INSERT OR REPLACE INTO version(place, sku, position, file, start, length, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _lastQuantity = new Prepared(db, "SELECT quantity, position FROM quantity WHERE place = ?1 AND sku = ?2 ORDER BY position DESC");
        _addQuantity = new Prepared(db, "INSERT OR REPLACE INTO quantity(place, sku, position, quantity) VALUES(?1, ?2, ?3, ?4)");
        _addOffer = new Prepared(db, "INSERT OR REPLACE INTO offer(place, sku, position, start, length) VALUES(?1, ?2, ?3, ?4, ?5)");
        _addAnswer = new Prepared(db, "INSERT OR REPLACE INTO answer(place, sku, position, at, state, confirms, row_run, reasons, calls) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        _nameSku = new Prepared(db, "INSERT INTO event_sku(account, sku, position) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");
    }

    /// <summary>Rows, deletions and quantities that were written.</summary>
    public long Versions { get; private set; }

    public void Run(string run, FeedKind kind, string toldAt) => _db.Execute(
        "INSERT INTO run(account, position, id, kind, told_at) VALUES(@_account, @_position, @run, @kind, @toldAt)", new { _account, _position, run, kind = kind.ToString(), toldAt });

    public void Refuse(string run, string at) => _db.Execute("UPDATE run SET refused_at = @at WHERE account = @_account AND id = @run", new { _account, run, at });

    /// <summary>A file of the run.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isKnown">Whether the archive still knows what stood in it.</param>
    public long File(FeedFile file, bool isKnown) => _db.ExecuteScalar<long>(
        "INSERT INTO file(account, position, place, name, is_known) VALUES(@_account, @_position, @place, @Name, @isKnown) RETURNING id",
        new { _account, _position, place = file.Kind == FeedFileKind.Inventory ? 0 : Place(file.View, isList: false), file.Name, isKnown });

    /// <summary>The number of a view, or of an inventory list.</summary>
    public long Place(string name, bool isList)
    {
        if (!_places.TryGetValue((name, isList), out var place))
        {
            _db.Execute("INSERT INTO place(account, is_list, name) VALUES(@_account, @isList, @name) ON CONFLICT DO NOTHING", new { _account, isList, name });
            place = _db.ExecuteScalar<long>("SELECT id FROM place WHERE account = @_account AND is_list = @isList AND name = @name", new { _account, isList, name });
            _places.Add((name, isList), place);
        }

        return place;
    }

    /// <summary>A row as it stands in a product file.</summary>
    public void Row(long view, ReadOnlySpan<byte> sku, long file, long start, ReadOnlySpan<byte> row, bool always)
    {
        Hash128.Of(row).CopyTo(_hash);
        if (always || !IsLast(view, sku, _hash))
        {
            Add(view, sku, file, start, row.Length, _hash);
        }
    }

    /// <summary>A SKU as it stands in a delete file.</summary>
    public void Deletion(long view, ReadOnlySpan<byte> sku, long file, long start, bool always)
    {
        if (always || !IsLast(view, sku, default))
        {
            Add(view, sku, file, start, -1, default);
        }
    }

    /// <summary>A quantity as it stands in an inventory file.</summary>
    public void Quantity(long list, string sku, long quantity, bool always)
    {
        if (!always)
        {
            using var last = _lastQuantity.Read(list, sku);
            while (last.Next())
            {
                if (!_refused.Contains(last.Number(1)))
                {
                    if (last.Number(0) == quantity)
                    {
                        return;
                    }

                    break;
                }
            }
        }

        _addQuantity.Run(list, sku, _position, quantity);
        Versions++;
    }

    /// <summary>Where in the run's list stands what the shop said.</summary>
    public void Offer(long view, string sku, long start, int length) => _addOffer.Run(view, sku, _position, start, length);

    /// <param name="answer">The answer.</param>
    /// <param name="at">When it was put down.</param>
    /// <param name="calls">The calls that brought it, by name; empty: TikTok was asked.</param>
    public void Answer(AnswerRecord answer, string at, string calls) => _addAnswer.Run(
        Place(answer.View, isList: false), answer.Sku, _position, at, answer.State, answer.Confirms ? 1 : 0, answer.RowRun, JsonSerializer.Serialize(answer.Reasons), calls);

    public void Event(string at, string folder, string name, string what, string by, string because) => _db.Execute(
        "INSERT INTO event(account, position, at, folder, name, what, made_by, because) VALUES(@_account, @_position, @at, @folder, @name, @what, @by, @because)",
        new { _account, _position, at, folder, name, what, by, because });

    /// <summary>The event names a SKU.</summary>
    public void EventNames(string sku) => _nameSku.Run(_account, sku, _position);

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Prepared>)[_lastVersion, _addVersion, _lastQuantity, _addQuantity, _addOffer, _addAnswer, _nameSku])
        {
            statement.Dispose();
        }
    }

    /// <summary>Whether this is what TikTok was last told; a deletion has no hash.</summary>
    private bool IsLast(long view, ReadOnlySpan<byte> sku, ReadOnlySpan<byte> hash)
    {
        _lastVersion.Bind(1, view);
        _lastVersion.BindText(2, sku);
        using var last = _lastVersion.Read();
        while (last.Next())
        {
            if (_refused.Count == 0 || !_refused.Contains(last.Number(1)))
            {
                return last.Bytes(0).SequenceEqual(hash);
            }
        }

        return false;
    }

    private void Add(long view, ReadOnlySpan<byte> sku, long file, long start, int length, ReadOnlySpan<byte> hash)
    {
        _addVersion.Bind(1, view);
        _addVersion.BindText(2, sku);
        _addVersion.Bind(3, _position);
        _addVersion.Bind(4, file);
        _addVersion.Bind(5, start);
        _addVersion.Bind(6, length);
        _addVersion.BindBytes(7, hash);
        _addVersion.Run();
        Versions++;
    }
}
