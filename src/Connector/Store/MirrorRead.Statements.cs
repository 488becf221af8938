using Microsoft.Data.Sqlite;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    /// <summary>The statements of a read, each prepared when it is first used.</summary>
    private sealed class Statements(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
    {
        private readonly Dictionary<string, Prepared> _prepared = [];

        public Prepared AddShop => Get("INSERT INTO shop(name) VALUES($1) ON CONFLICT(name) DO NOTHING");

        public Prepared FindShop => Get("SELECT id FROM shop WHERE name = $1");

        public Prepared LastRead => Get("SELECT MAX(number) FROM read");

        public Prepared AddRead => Get("INSERT INTO read(number, shop, at, counts) VALUES($1, $2, $3, $4)");

        public Prepared FindScope => Get("SELECT id FROM scope WHERE shop = $1 AND kind = $2 AND name = $3");

        public Prepared AddScope => Get("INSERT INTO scope(shop, kind, name, read_at, touched) VALUES($1, $2, $3, $4, 0)");

        public Prepared PutHeader => Get("UPDATE scope SET header = $2 WHERE id = $1 AND header IS NOT $2");

        public Prepared StampScope => Get("UPDATE scope SET read_at = $2, source_time = COALESCE($3, source_time), touched = MAX(touched, $4) WHERE id = $1");

        public Prepared FindProduct => Get("SELECT n, scope, kind, grp, head, hash FROM product WHERE shop = $1 AND id = $2");

        public Prepared AddProduct => Get("INSERT INTO product(shop, id, kind, grp, head, touched) VALUES($1, $2, 0, $2, 1, $3)");

        public Prepared LastRow => Get("SELECT last_insert_rowid()");

        public Prepared Touch => Get("UPDATE product SET touched = $2 WHERE n = $1 AND touched <> $2");

        public Prepared PutDraft => Get("INSERT OR REPLACE INTO draft(n, id, scope, kind, hash, data) VALUES($1, $2, $3, $4, $5, $6)");

        public Prepared DropDraft => Get("DELETE FROM draft WHERE n = $1");

        public Prepared PutDraftVariant => Get("INSERT OR REPLACE INTO draft_variant(master, id, is_default) VALUES($1, $2, $3)");

        public Prepared DropDraftVariants => Get("DELETE FROM draft_variant WHERE master = $1");

        public Prepared PutCategory => Get(
            "INSERT INTO category(scope, id, data) VALUES($1, $2, $3) ON CONFLICT(scope, id) DO UPDATE SET data = excluded.data WHERE data <> excluded.data");

        public Prepared DropCategory => Get("DELETE FROM category WHERE scope = $1 AND id = $2");

        public Prepared ListCategories => Get("SELECT id FROM category WHERE scope = $1");

        public Prepared PutShared => Get(
            "INSERT INTO shared_attribute(scope, id, data) VALUES($1, $2, $3) ON CONFLICT(scope, id) DO UPDATE SET data = excluded.data WHERE data <> excluded.data");

        public Prepared PutPlace => Get("INSERT INTO place(scope, n, seq, category, is_primary) VALUES($1, $2, $3, $4, $5)");

        public Prepared FindEntry => Get("SELECT data FROM entry WHERE scope = $1 AND grp = $2 AND head = $3 AND id = $4");

        public Prepared PutEntry => Get("INSERT OR REPLACE INTO entry(scope, grp, head, id, data) VALUES($1, $2, $3, $4, $5)");

        public Prepared DropEntry => Get("DELETE FROM entry WHERE scope = $1 AND grp = $2 AND head = $3 AND id = $4");

        public Prepared MoveEntries => Get(
            "UPDATE entry SET grp = $4, head = $5 WHERE scope IN (SELECT id FROM scope WHERE shop = $1) AND grp = $2 AND head = $3 AND id = $6");

        public Prepared CountEntries => Get("SELECT COUNT(*) FROM entry WHERE scope = $1");

        public Prepared CountItems => Get("SELECT COUNT(*) FROM product WHERE shop = $1 AND scope = $2 AND kind <> 0");

        public Prepared PutVariant => Get("INSERT OR REPLACE INTO variant(shop, id, master, is_default) VALUES($1, $2, $3, $4)");

        public Prepared DropVariants => Get("DELETE FROM variant WHERE shop = $1 AND master = $2");

        public Prepared FindMaster => Get("""
            SELECT v.master, v.is_default, COUNT(*) OVER () FROM variant v JOIN product p ON p.shop = v.shop AND p.id = v.master AND p.kind = 2
            WHERE v.shop = $1 AND v.id = $2 ORDER BY v.master LIMIT 1
            """);

        public Prepared DropItem => Get("DELETE FROM item WHERE shop = $1 AND grp = $2 AND head = $3 AND id = $4");

        public Prepared PutItem => Get("INSERT OR REPLACE INTO item(shop, grp, head, id, kind, is_default, data) VALUES($1, $2, $3, $4, $5, $6, $7)");

        public Prepared MoveItem => Get(
            "UPDATE item SET grp = $5, head = $6, is_default = $7 WHERE shop = $1 AND grp = $2 AND head = $3 AND id = $4 AND (grp <> $5 OR head <> $6 OR is_default <> $7)");

        public Prepared PlaceProduct => Get("UPDATE product SET grp = $2, head = $3, touched = $4 WHERE n = $1");

        public Prepared DescribeProduct => Get("UPDATE product SET scope = $2, kind = $3, hash = $4, touched = $5 WHERE n = $1");

        public Prepared Query(string text) => Get(text);

        public void Dispose()
        {
            foreach (var statement in _prepared.Values)
            {
                statement.Dispose();
            }
        }

        private Prepared Get(string text)
        {
            if (!_prepared.TryGetValue(text, out var statement))
            {
                statement = new Prepared(connection, transaction, text);
                _prepared.Add(text, statement);
            }

            return statement;
        }
    }
}
