using System.Text.Json;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    /// <summary>Applies everything. Complete scopes lose what they did not name, unless that is more than the brake allows.</summary>
    /// <exception cref="PersonMustDecideException">A scope would lose more than the brake allows; nothing was applied.</exception>
    public ReadReport Commit(CancellationToken cancellation)
    {
        Sweep();
        cancellation.ThrowIfCancellationRequested();
        Settle();
        SettlePlaces();
        WarnOfAbsentScopes();
        cancellation.ThrowIfCancellationRequested();
        foreach (var scope in _scopes.Values)
        {
            _changed |= scope.Touched;
            _sql.StampScope.Run(scope.Id, Time(_now), scope.SourceTime is { } time ? Time(time) : null, scope.Touched ? _number : 0);
        }

        var report = new ReadReport(
            _changed ? _number : null,
            [.. _scopes.Values.OrderBy(scope => scope.Scope.Kind).ThenBy(scope => scope.Scope.Id, StringComparer.Ordinal)
                .Select(scope => new ScopeReport(scope.Scope, scope.Items.Count + scope.Entries.Count, scope.Added, scope.Changed, scope.Deleted))],
            _warnings,
            _warningCount);
        if (_changed)
        {
            _sql.AddRead.Run(_number, _shop, Time(_now), JsonSerializer.Serialize(report.Scopes));
        }

        _transaction.Commit();
        return report;
    }

    /// <summary>Brings changed items and everything that their masters' lists move to their places in feed order.</summary>
    private void Settle()
    {
        if (_drafted.Count == 0)
        {
            return;
        }

        using (var drafts = _sql.Query("SELECT n, id, scope, kind, hash FROM draft ORDER BY n").Read())
        {
            while (drafts.Read())
            {
                Describe(drafts.GetInt64(0), drafts.GetString(1), drafts.GetInt64(2), drafts.GetInt32(3), drafts.IsDBNull(4) ? null : drafts.GetFieldValue<byte[]>(4));
            }
        }

        using (var places = _sql.Query("SELECT p.n, p.id, p.kind, p.grp, p.head FROM regroup r JOIN product p ON p.n = r.n ORDER BY p.n").Read())
        {
            while (places.Read())
            {
                Place(places.GetInt64(0), places.GetString(1), (ItemKind)places.GetInt32(2), places.GetString(3), places.GetInt32(4));
            }
        }

        _sql.Query("""
            INSERT OR REPLACE INTO item(shop, grp, head, id, kind, is_default, data)
            SELECT p.shop, p.grp, p.head, p.id, p.kind,
                   CASE WHEN p.grp = p.id THEN 1 ELSE COALESCE((SELECT v.is_default FROM variant v WHERE v.shop = p.shop AND v.id = p.id AND v.master = p.grp), 0) END, d.data
            FROM draft d JOIN product p ON p.n = d.n WHERE d.kind <> 255 ORDER BY p.grp, p.head, p.id
            """).Run();
        _sql.Query("DELETE FROM draft").Run();
        _sql.Query("DELETE FROM draft_variant").Run();
        _sql.Query("DELETE FROM regroup").Run();
        _drafted.Clear();
    }

    private void Describe(long n, string id, long scopeId, int kind, byte[]? hash)
    {
        var scope = _scopes.Values.First(open => open.Id == scopeId);
        var before = FindOrAdd(id);
        _sql.Query("INSERT OR IGNORE INTO regroup(n) SELECT p.n FROM variant v JOIN product p ON p.shop = v.shop AND p.id = v.id WHERE v.shop = $1 AND v.master = $2").Run(_shop, id);
        _sql.DropVariants.Run(_shop, id);
        _changed = true;
        if (kind == Deleted)
        {
            _sql.DropItem.Run(_shop, before.Group, before.Head, id);
            _sql.DescribeProduct.Run(n, null, (int)ItemKind.Unknown, null, _number);
            scope.Deleted++;
        }
        else
        {
            var named = new List<string>();
            using (var variants = _sql.Query("SELECT id FROM draft_variant WHERE master = $1").Read(id))
            {
                while (variants.Read())
                {
                    named.Add(variants.GetString(0));
                }
            }

            foreach (var variant in named)
            {
                _sql.Query("INSERT OR IGNORE INTO regroup(n) VALUES($1)").Run(FindOrAdd(variant).N);
            }

            _sql.Query("INSERT OR REPLACE INTO variant(shop, id, master, is_default) SELECT $1, id, master, is_default FROM draft_variant WHERE master = $2").Run(_shop, id);
            if (before.Kind == ItemKind.Unknown)
            {
                scope.Added++;
            }
            else
            {
                scope.Changed++;
            }

            _sql.DescribeProduct.Run(n, scopeId, kind, hash, _number);
        }

        _sql.Query("INSERT OR IGNORE INTO regroup(n) VALUES($1)").Run(n);
    }

    /// <summary>
    /// Masters stand at the head of their own group; a variant stands in its master's group (of several masters that name it,
    /// in that of the first id); everything else is a group by itself.
    /// </summary>
    private void Place(long n, string id, ItemKind kind, string group, int head)
    {
        var (newGroup, newHead, isDefault) = (id, 1, 1);
        if (kind is ItemKind.Master or ItemKind.VariationGroup or ItemKind.Set)
        {
            newHead = 0;
        }
        else
        {
            using var master = _sql.FindMaster.Read(_shop, id);
            if (master.Read())
            {
                (newGroup, isDefault) = (master.GetString(0), master.GetInt32(1));
                if (master.GetInt64(2) > 1)
                {
                    Warn(new ReadWarning("variant.shared", "", 0, $"variant {id} is named by {master.GetInt64(2)} masters; it is listed under {newGroup}"));
                }
            }
        }

        var moved = newGroup != group || newHead != head;
        if (_sql.MoveItem.Run(_shop, group, head, id, newGroup, newHead, isDefault) > 0 || moved)
        {
            _changed = true;
            _sql.PlaceProduct.Run(n, newGroup, newHead, _number);
        }

        if (moved)
        {
            _sql.MoveEntries.Run(_shop, group, head, newGroup, newHead, id);
        }
    }

    /// <summary>Category assignments of this read, gathered by product.</summary>
    private void SettlePlaces()
    {
        foreach (var scope in _scopes.Values.Where(open => open.PlaceSequence > 0))
        {
            var last = 0L;
            var id = "";
            var places = new List<(string Category, bool Primary)>();
            using var rows = _sql.Query(
                "SELECT l.n, p.id, l.category, l.is_primary FROM place l JOIN product p ON p.n = l.n WHERE l.scope = $1 ORDER BY l.n, l.seq").Read(scope.Id);
            while (rows.Read())
            {
                if (rows.GetInt64(0) != last)
                {
                    PutPlaces(scope, id, places);
                    last = rows.GetInt64(0);
                    id = rows.GetString(1);
                    places = scope.Mode == ScopeMode.Delta ? StoredPlaces(scope, id) : [];
                }

                var category = rows.GetString(2);
                var at = places.FindIndex(place => place.Category == category);
                switch (rows.GetInt32(3), at)
                {
                    case (2, >= 0):
                        places.RemoveAt(at);
                        break;
                    case (2, _):
                        break;
                    case (var primary, >= 0):
                        places[at] = (category, primary == 1);
                        break;
                    case (var primary, _):
                        places.Add((category, primary == 1));
                        break;
                }
            }

            PutPlaces(scope, id, places);
        }

        SweepEntries(ScopeKind.Catalog);
    }

    private List<(string Category, bool Primary)> StoredPlaces(OpenScope scope, string id)
    {
        var product = FindOrAdd(id);
        return _sql.FindEntry.One(scope.Id, product.Group, product.Head, id) is byte[] data ? EntryCodec.ReadPlaces(data) : [];
    }

    private void PutPlaces(OpenScope scope, string id, List<(string Category, bool Primary)> places)
    {
        if (id.Length == 0)
        {
            return;
        }

        _open = scope;
        if (places.Count > 0)
        {
            PutEntry(id, EntryCodec.Places(places), "assignment");
        }
        else
        {
            DropEntry(id);
        }

        _open = null;
    }

    private void Sweep()
    {
        foreach (var scope in _scopes.Values.Where(open => open.Mode == ScopeMode.Complete && open.Scope.Kind == ScopeKind.Catalog))
        {
            SweepItems(scope);
            var gone = new List<string>();
            using (var stored = _sql.ListCategories.Read(scope.Id))
            {
                while (stored.Read())
                {
                    if (!scope.Categories.Contains(stored.GetString(0)))
                    {
                        gone.Add(stored.GetString(0));
                    }
                }
            }

            foreach (var category in gone)
            {
                _sql.DropCategory.Run(scope.Id, category);
                scope.Touch();
            }
        }

        SweepEntries(ScopeKind.PriceBook);
        SweepEntries(ScopeKind.InventoryList);
    }

    private void SweepItems(OpenScope scope)
    {
        var gone = new List<(long N, string Id)>();
        var before = 0;
        using (var stored = _sql.Query("SELECT n, id FROM product WHERE shop = $1 AND scope = $2 AND kind <> 0").Read(_shop, scope.Id))
        {
            while (stored.Read())
            {
                before++;
                if (!scope.Items.Contains(stored.GetInt64(0)) && !_drafted.Contains(stored.GetInt64(0)))
                {
                    gone.Add((stored.GetInt64(0), stored.GetString(1)));
                }
            }
        }

        Brake(scope, before, gone.Count, "products");
        foreach (var (n, id) in gone)
        {
            _sql.PutDraft.Run(n, id, scope.Id, (int)Deleted, null, null);
            _drafted.Add(n);
        }
    }

    private void SweepEntries(ScopeKind kind)
    {
        foreach (var scope in _scopes.Values.Where(open => open.Mode == ScopeMode.Complete && open.Scope.Kind == kind))
        {
            var stored = (int)_sql.CountEntries.Number(scope.Id);
            if (stored == scope.Entries.Count)
            {
                continue;
            }

            var gone = new List<string>();
            using (var rows = _sql.Query(
                "SELECT p.n, e.id FROM entry e JOIN product p ON p.shop = $2 AND p.id = e.id WHERE e.scope = $1").Read(scope.Id, _shop))
            {
                while (rows.Read())
                {
                    if (!scope.Entries.Contains(rows.GetInt64(0)))
                    {
                        gone.Add(rows.GetString(1));
                    }
                }
            }

            Brake(scope, stored - scope.Added, gone.Count, "records");
            _open = scope;
            gone.ForEach(DropEntry);
            _open = null;
        }
    }

    /// <summary>One missing file must not wipe a mirror. A handful of records may always go, but never all of them.</summary>
    private void Brake(OpenScope scope, int before, int lost, string what)
    {
        const int Handful = 5;
        if (lost == 0 || (lost < before && (lost < Handful || lost * 100L <= (long)before * _brakePercent)) || _brakePercent >= 100)
        {
            return;
        }

        throw new PersonMustDecideException(
            "store.brake",
            $"Reading {_shopName}: {scope.Scope} would lose {lost} of {before} {what} ({lost * 100L / before} %, allowed are {_brakePercent} %); the mirror stays as it was.",
            "Look whether a file is missing or cut short. If the shop really lost them, read once with --accept-loss.");
    }

    private void WarnOfAbsentScopes()
    {
        using var stored = _sql.Query("SELECT kind, name, read_at FROM scope WHERE shop = $1 ORDER BY kind, name").Read(_shop);
        while (stored.Read())
        {
            var scope = new Scope((ScopeKind)stored.GetInt32(0), stored.GetString(1));
            if (!_scopes.ContainsKey(scope))
            {
                Warn(new ReadWarning("scope.absent", "", 0, $"{scope} was not in this read; what it held on {stored.GetString(2)} is kept"));
            }
        }
    }
}
