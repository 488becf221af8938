namespace Connector.Store;

public sealed partial class MirrorRead
{
    private GroupRows Items => field ??= _sql.Items(_shop);

    /// <summary>
    /// Brings changed items, and everything that their masters' lists move, to their places in feed order. In a few statements
    /// over all of them at once: the database is quicker at a million rows than a million statements are.
    /// </summary>
    private void Settle()
    {
        if (_drafted.Count == 0)
        {
            return;
        }

        _changed = true;
        CountDrafts();
        DropDeletedItems();
        ReplaceLinks();
        _sql.Query("""
            UPDATE product SET scope = IIF(d.kind = 255, NULL, d.scope), kind = IIF(d.kind = 255, 0, d.kind), hash = d.hash, touched = ?1
            FROM draft d WHERE product.n = d.n
            """).Run(_number);
        FindPlaces();
        WarnOfSharedVariants();
        Move();
        PutDrafts();
    }

    private void CountDrafts()
    {
        var scopes = _scopes.Values.ToDictionary(scope => scope.Id);
        using var counts = _sql.Query(
            "SELECT d.scope, d.kind = 255, p.kind = 0, COUNT(*), p.scope FROM draft d JOIN product p ON p.n = d.n GROUP BY 1, 2, 3, 5").Read();
        while (counts.Next())
        {
            var scope = scopes[counts.Number(0)];
            var count = (int)counts.Number(3);
            if (counts.Number(1) == 1)
            {
                scope.Deleted += count;
            }
            else
            {
                (scope.Added, scope.Changed) = counts.Number(2) == 1 ? (scope.Added + count, scope.Changed) : (scope.Added, scope.Changed + count);
                scope.Described += count;
            }

            if (!counts.IsNull(4))
            {
                // The catalog that described it before: this one, or another, which need not be part of this read.
                _sql.CountDescribed.Run(counts.Number(4), -count);
            }
        }
    }

    private void DropDeletedItems()
    {
        using var deleted = _sql.Query("SELECT p.grp, p.head, p.id FROM draft d JOIN product p ON p.n = d.n WHERE d.kind = 255 ORDER BY p.grp").Read();
        while (deleted.Next())
        {
            Items.Take(deleted.Text(0), deleted.Number(1), deleted.Text(2), out _);
        }
    }

    /// <summary>What is described now, written in feed order.</summary>
    private void PutDrafts()
    {
        using var drafts = _sql.Query("""
            SELECT p.grp, p.head, p.id, p.kind, m.is_default, d.data
            FROM draft d JOIN product p ON p.n = d.n LEFT JOIN move m ON m.n = d.n WHERE d.kind <> 255 ORDER BY p.grp, p.head, p.id
            """).Read();
        while (drafts.Next())
        {
            var (group, head, id) = (drafts.Text(0), drafts.Number(1), drafts.Text(2));
            var isDefault = drafts.IsNull(4) ? Items.Find(group, head, id)?.IsDefault ?? true : drafts.Number(4) == 1;
            Items.Put(group, head, id, (ItemKind)drafts.Number(3), isDefault, drafts.Bytes(5));
        }

        Items.Flush();
    }

    /// <summary>What masters and bundles name now, and no longer name, where that is something else than before. All of it may have to move.</summary>
    private void ReplaceLinks()
    {
        _sql.Query("""
            INSERT OR IGNORE INTO move(n)
            SELECT p.n FROM draft d CROSS JOIN link v ON v.shop = ?1 AND v.owner = d.id CROSS JOIN product p ON p.shop = ?1 AND p.id = v.id WHERE d.placed
            """).Run(_shop);
        _sql.Query("DELETE FROM link INDEXED BY link_owner WHERE shop = ?1 AND owner IN (SELECT id FROM draft WHERE placed)").Run(_shop);
        _sql.Query("""
            INSERT INTO product(shop, id, kind, grp, head, touched)
            SELECT DISTINCT ?1, v.id, 0, v.id, 2, ?2 FROM draft_link v WHERE true ON CONFLICT DO NOTHING
            """).Run(_shop, _number);
        _sql.Query("""
            INSERT INTO link(shop, id, owner, kind, is_default, place)
            SELECT ?1, id, owner, kind, is_default, place FROM draft_link ORDER BY id, owner
            """).Run(_shop);
        _sql.Query("""
            INSERT OR IGNORE INTO move(n) SELECT p.n FROM draft_link v CROSS JOIN product p ON p.shop = ?1 AND p.id = v.id
            """).Run(_shop);
        _sql.Query("INSERT OR IGNORE INTO move(n) SELECT n FROM draft WHERE placed").Run();
    }

    /// <summary>
    /// Masters and sets stand at the head of their own group (0), a variation group behind its master (1), a variant in its master's
    /// group (2; of several masters that name it, in that of the first id); everything else is a group by itself.
    /// </summary>
    /// <remarks>A bare column beside one MIN is that of the row with the least value (SQLite's rule): is_default is the first master's.</remarks>
    private void FindPlaces() => _sql.Query("""
        INSERT OR REPLACE INTO move(n, grp, head, is_default, masters)
        SELECT n, IIF(heads OR master IS NULL, id, master), IIF(heads, 0, IIF(in_between, 1, 2)),
            IIF(heads OR in_between OR master IS NULL, 1, is_default), IIF(heads OR in_between OR kind = 0, 0, masters)
        FROM (
            SELECT r.n, p.id, p.kind, MIN(m.id) AS master, v.is_default, COUNT(DISTINCT m.id) AS masters,
                p.kind IN (2, 5) AS heads, p.kind = 3 OR TOTAL(v.kind = 1 AND m.id IS NOT NULL) > 0 AS in_between
            FROM move r CROSS JOIN product p ON p.n = r.n
            LEFT JOIN link v ON v.shop = ?1 AND v.id = p.id AND v.kind < 2
            LEFT JOIN product m ON m.shop = ?1 AND m.id = v.owner AND m.kind = 2
            GROUP BY r.n)
        """).Run(_shop);

    private void WarnOfSharedVariants()
    {
        using var shared = _sql.Query(
            "SELECT p.id, m.grp, m.masters FROM move m CROSS JOIN product p ON p.n = m.n WHERE m.masters > 1 ORDER BY p.id").Read();
        while (shared.Next())
        {
            Warn(new ReadWarning("variant.shared", "", 0, SharedVariant(shared.Text(0), shared.Number(2), shared.Text(1))));
        }
    }

    private static string SharedVariant(string id, long masters, string first) => $"variant {id} is named by {masters} masters; it is listed under {first}, the first of them";

    /// <summary>Items and entries that the mirror holds already and that belong elsewhere now.</summary>
    private void Move()
    {
        var entriesStored = _sql.Query("SELECT EXISTS(SELECT 1 FROM entry e JOIN scope s ON s.id = e.scope WHERE s.shop = ?1)").Number(_shop) == 1;
        var itemsStored = _sql.Query("SELECT EXISTS(SELECT 1 FROM item WHERE shop = ?1)").Number(_shop) == 1;
        if (!entriesStored && !itemsStored)
        {
            _sql.Query("UPDATE product SET grp = m.grp, head = m.head FROM move m WHERE product.n = m.n AND (product.grp <> m.grp OR product.head <> m.head)").Run();
            return;
        }

        var entries = StoredScopes().ConvertAll(_sql.Entries);
        using var moves = _sql.Query("""
            SELECT p.n, p.id, p.grp, p.head, m.grp, m.head, m.is_default
            FROM move m CROSS JOIN product p ON p.n = m.n ORDER BY m.grp
            """).Read();
        while (moves.Next())
        {
            var (n, id, group, head) = (moves.Number(0), moves.Text(1), moves.Text(2), moves.Number(3));
            var (newGroup, newHead, isDefault) = (moves.Text(4), moves.Number(5), moves.Number(6) == 1);
            var moved = group != newGroup || head != newHead;
            if (!moved && (Items.Find(group, head, id) is not { } item || item.IsDefault == isDefault))
            {
                continue;
            }

            if (Items.Take(group, head, id, out var blob) is { } stands)
            {
                Items.Put(newGroup, newHead, id, stands.Kind, isDefault, blob.Span);
            }

            // The siblings that it leaves are looked at together.
            _sql.TouchHead.Run(_shop, group, _number);
            _sql.PlaceProduct.Run(n, newGroup, newHead, _number);
            if (moved)
            {
                foreach (var scope in entries)
                {
                    if (scope.Take(group, head, id, out var data) is not null)
                    {
                        scope.Put(newGroup, newHead, id, default, false, data.Span);
                    }
                }
            }
        }

        entries.ForEach(scope => scope.Flush());
    }

    private List<long> StoredScopes()
    {
        var ids = new List<long>();
        using var scopes = _sql.Query("SELECT id FROM scope WHERE shop = ?1").Read(_shop);
        while (scopes.Next())
        {
            ids.Add(scopes.Number(0));
        }

        return ids;
    }

    /// <summary>What scopes say of products, written in feed order.</summary>
    private void ApplyEntries()
    {
        var scopes = _scopes.Values.ToDictionary(scope => scope.Id);
        using (var counts = _sql.Query("SELECT scope, data IS NULL, is_stored, COUNT(*) FROM staged GROUP BY 1, 2, 3").Read())
        {
            while (counts.Next())
            {
                var scope = scopes[counts.Number(0)];
                var count = (int)counts.Number(3);
                _changed = true;
                if (counts.Number(1) == 1)
                {
                    scope.Deleted += count;
                    scope.More -= count;
                }
                else if (counts.Number(2) == 0)
                {
                    scope.Added += count;
                    scope.More += count;
                }
                else
                {
                    scope.Changed += count;
                }
            }
        }

        foreach (var scope in _scopes.Values.Where(open => open.Staged.Count > 0))
        {
            var entries = _sql.Entries(scope.Id);
            using (var staged = _sql.Query("""
                SELECT p.grp, p.head, p.id, s.data FROM staged s CROSS JOIN product p ON p.n = s.n WHERE s.scope = ?1 ORDER BY p.grp, p.head, p.id
                """).Read(scope.Id))
            {
                while (staged.Next())
                {
                    if (staged.IsNull(3))
                    {
                        entries.Take(staged.Text(0), staged.Number(1), staged.Text(2), out _);
                    }
                    else
                    {
                        entries.Put(staged.Text(0), staged.Number(1), staged.Text(2), default, false, staged.Bytes(3));
                    }
                }
            }

            entries.Flush();
        }

        _sql.Query("UPDATE product SET touched = ?1 WHERE touched <> ?1 AND n IN (SELECT n FROM staged)").Run(_number);
    }
}
