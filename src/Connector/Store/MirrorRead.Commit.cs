using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    /// <summary>Applies everything. Complete scopes lose what they did not name, unless that is more than the brake allows.</summary>
    /// <exception cref="PersonMustDecideException">A scope would lose more than the brake allows; nothing was applied.</exception>
    public ReadReport Commit(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using (cancellation.Register(() => raw.sqlite3_interrupt(_connection.Handle!)))
            {
                Apply();
            }
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("the read was cancelled while it was applied", interrupted, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        var report = new ReadReport(
            _changed ? _number : null,
            [.. _scopes.Values.OrderBy(scope => scope.Scope.Kind).ThenBy(scope => scope.Scope.Id, StringComparer.Ordinal)
                .Select(scope => new ScopeReport(scope.Scope, scope.Named, scope.Added, scope.Changed, scope.Deleted))],
            _warnings,
            _warningCount);
        if (_changed)
        {
            _sql.AddRead.Run(_number, _shop, Time(_now), JsonSerializer.Serialize(report.Scopes));
        }

        _sql.Dispose();
        using (var drop = _connection.CreateCommand())
        {
            drop.Transaction = _transaction;
            drop.CommandText = DropStage;
            drop.ExecuteNonQuery();
        }

        _transaction.Commit();
        return report;
    }

    private void Apply()
    {
        if (!WriteFirst())
        {
            ApplyStaged();
        }

        foreach (var scope in _scopes.Values)
        {
            PutSmallThings(scope);
            PutPlaceMemory(scope);
            _changed |= scope.Touched;
            _sql.StampScope.Run(scope.Id, Time(_now), scope.SourceTime is { } time ? Time(time) : SqlValue.Null, scope.Touched ? _number : 0, scope.More);
            _sql.CountDescribed.Run(scope.Id, scope.Described);
        }

        PutMemories();
        WarnOfAbsentScopes();
    }

    /// <summary>Writes a first read; false where the ordinary way is gone.</summary>
    private bool WriteFirst()
    {
        if (_first is not { } first)
        {
            return false;
        }

        _sql.Query("SAVEPOINT first").Run();
        var written = first.Write(
            _connection, _shop, scope => _scopes[scope].Id,
            (id, master, masters) => Warn(new ReadWarning("variant.shared", "", 0, SharedVariant(id, masters, master))),
            _scopes.Values.Any(scope => scope.Memory is { Count: > 0 }) && !_isDoubtful ? (scope, told, n) => _scopes[scope].Memory?.Number(told, n) : null,
            (scope, described, said, places) =>
            {
                var counted = _scopes[scope];
                counted.Added += described + said;
                counted.More += said;
                counted.Described += described;
                counted.PlaceMemory = places;
                counted.Named += scope.Kind == ScopeKind.Catalog ? said : 0;
            });
        if (!written)
        {
            _sql.Query("ROLLBACK TO first").Run();
        }

        _sql.Query("RELEASE first").Run();
        if (!written)
        {
            GoTheOrdinaryWay();
            return false;
        }

        _changed |= !first.IsEmpty;
        _sql.Query("UPDATE shop SET first = ?2 WHERE id = ?1").Run(_shop, first.IsEmpty ? 0 : _number);
        return true;
    }

    private void ApplyStaged()
    {
        foreach (var scope in _scopes.Values.Where(open => open.Scope.Kind == ScopeKind.Catalog))
        {
            GatherPlaces(scope);
        }

        foreach (var scope in _scopes.Values.Where(open => open.Mode == ScopeMode.Complete))
        {
            SweepItems(scope);
            SweepEntries(scope);
        }

        Settle();
        ApplyEntries();
    }

    private void SweepItems(OpenScope scope)
    {
        if (scope.Scope.Kind != ScopeKind.Catalog)
        {
            return;
        }

        var before = _sql.CountItems.Number(scope.Id);
        if (before == scope.MetItems)
        {
            return;
        }

        var gone = ItemsGone(scope, before) ?? ItemsNotNamed(scope);
        Brake(scope, before, gone.Count, "products");
        foreach (var (n, id) in gone)
        {
            DraftDeletion(n, id, scope);
        }
    }

    /// <summary>Those that the memory knows to be gone, where they are all that are missing; else null.</summary>
    private List<(long N, string Id)>? ItemsGone(OpenScope scope, long before)
    {
        var gone = scope.Memory?.NotTold()?.Where(n => !scope.Items.Contains(n) && !_drafted.Contains(n)).Distinct().ToList();
        return gone is null || gone.Count != before - scope.MetItems ? null : gone.ConvertAll(n => (n, IdOf(n)));
    }

    private string IdOf(long n)
    {
        using var found = _sql.Query("SELECT id FROM product WHERE n = ?1").Read(n);
        found.Next();
        return found.Text(0);
    }

    private List<(long N, string Id)> ItemsNotNamed(OpenScope scope)
    {
        var gone = new List<(long N, string Id)>();
        using (var stored = _sql.Query("SELECT n, id FROM product WHERE shop = ?1 AND scope = ?2 AND kind <> 0").Read(_shop, scope.Id))
        {
            while (stored.Next())
            {
                // A drafted one is described by another catalog now.
                if (!scope.Items.Contains(stored.Number(0)) && !_drafted.Contains(stored.Number(0)))
                {
                    gone.Add((stored.Number(0), stored.Text(1)));
                }
            }
        }

        return gone;
    }

    private void SweepEntries(OpenScope scope)
    {
        if (scope.Met == scope.Stored)
        {
            return;
        }

        var gone = scope.PlacesGone ?? NotTold(scope) ?? EntriesNotNamed(scope);
        if (scope.PlacesGone is not null && gone.Count != scope.Stored - scope.Met)
        {
            // Products that were told the same are not among those named: to look for the rest would take them for gone.
            throw new InvalidDataException(
                $"{scope.Scope}: the mirror holds {scope.Stored} products' records, {scope.Met} of them were told again and {gone.Count} were not; it does not agree with itself: delete it and read the store again");
        }

        Brake(scope, scope.Stored, gone.Count, scope.Scope.Kind == ScopeKind.Catalog ? "products' category assignments" : "records");
        foreach (var n in gone)
        {
            _sql.PutStaged.Run(scope.Id, n, 1, SqlValue.Null);
            scope.Staged.Add(n);
        }
    }

    /// <summary>What the memory of the last whole read says that this one did not name; null where it cannot say. What a catalog's memory holds are products, not their categories.</summary>
    private static List<long>? NotTold(OpenScope scope) =>
        scope.Scope.Kind != ScopeKind.Catalog && scope.Memory?.NotTold()?.Where(n => !scope.Entries.Contains(n)).Distinct().ToList() is { } gone && gone.Count == scope.Stored - scope.Met ? gone : null;

    private List<long> EntriesNotNamed(OpenScope scope)
    {
        var gone = new List<long>();
        using (var stored = _sql.Query("SELECT data FROM entry WHERE scope = ?1").Read(scope.Id))
        {
            while (stored.Next())
            {
                var group = stored.Bytes(0);
                for (var at = 0; GroupRecord.Read(group, at, out var record); at = record.End)
                {
                    var n = _sql.FindNumber.Number(_shop, Encoding.UTF8.GetString(group[record.IdRange]));
                    if (!scope.Entries.Contains(n))
                    {
                        gone.Add(n);
                    }
                }
            }
        }

        return gone;
    }

    /// <summary>One missing file must not wipe a mirror. A handful of records may always go, but never all of them.</summary>
    private void Brake(OpenScope scope, long before, int lost, string what)
    {
        const int Handful = 5;
        if (lost == 0 || (lost < before && (lost < Handful || lost * 100L <= before * _brakePercent)) || _brakePercent >= 100)
        {
            return;
        }

        throw new PersonMustDecideException(
            "store.brake",
            $"Reading {_shopName}: {scope.Scope} would lose {lost} of {before} {what} ({lost * 100L / before} %, allowed are {_brakePercent} %); the mirror stays as it was.",
            "Look whether a file is missing or cut short. If the shop really lost them, read once with --accept-loss.");
    }

    /// <summary>Header, categories and shared attributes.</summary>
    private void PutSmallThings(OpenScope scope)
    {
        if (scope.Header is { } header)
        {
            scope.Touched |= _sql.PutHeader.Run(scope.Id, header) > 0;
        }

        PutNamed(scope, "category", scope.Categories);
        PutNamed(scope, "shared_attribute", scope.SharedAttributes);
    }

    private void PutNamed(OpenScope scope, string table, Dictionary<string, string?> named)
    {
        if (scope.Scope.Kind != ScopeKind.Catalog)
        {
            return;
        }

        if (scope.Mode == ScopeMode.Complete)
        {
            using var stored = _sql.Query($"SELECT id FROM {table} WHERE scope = ?1").Read(scope.Id);
            while (stored.Next())
            {
                named.TryAdd(stored.Text(0), null);
            }
        }

        var put = _sql.Query(
            $"INSERT INTO {table}(scope, id, data) VALUES(?1, ?2, ?3) ON CONFLICT(scope, id) DO UPDATE SET data = excluded.data WHERE data <> excluded.data");
        var drop = _sql.Query($"DELETE FROM {table} WHERE scope = ?1 AND id = ?2");
        foreach (var (id, data) in named)
        {
            scope.Touched |= (data is null ? drop.Run(scope.Id, id) : put.Run(scope.Id, id, data)) > 0;
        }
    }

    private void WarnOfAbsentScopes()
    {
        if (_scopes.Count == 0 || _scopes.Values.Any(scope => scope.Mode == ScopeMode.Delta))
        {
            return;
        }

        using var stored = _sql.Query("SELECT kind, name, read_at FROM scope WHERE shop = ?1 ORDER BY kind, name").Read(_shop);
        while (stored.Next())
        {
            var scope = new Scope((ScopeKind)stored.Number(0), stored.Text(1));
            if (!_scopes.ContainsKey(scope))
            {
                Warn(new ReadWarning("scope.absent", "", 0, $"{scope} was not in this read; what it held on {stored.Text(2)} is kept"));
            }
        }
    }
}
