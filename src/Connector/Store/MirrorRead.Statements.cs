using Microsoft.Data.Sqlite;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    /// <summary>
    /// draft: items that differ from what is stored, or go; placed: whether they differ in what they are or name, on which places in feed order depend.
    /// draft_link: what those of them name.
    /// staged: scopes' entries that differ (data null: that go).
    /// move: where products whose place in feed order may have changed belong.
    /// </summary>
    private void Stage()
    {
        using var stage = _connection.CreateCommand();
        stage.Transaction = _transaction;
        stage.CommandText = DropStage + """
            CREATE TEMP TABLE draft(n INTEGER PRIMARY KEY, id TEXT NOT NULL, scope INTEGER NOT NULL, kind INTEGER NOT NULL, placed INTEGER NOT NULL, hash BLOB, data BLOB);
            CREATE TEMP TABLE draft_link(
                owner TEXT NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, is_default INTEGER NOT NULL, place INTEGER NOT NULL,
                PRIMARY KEY(owner, id, kind)) WITHOUT ROWID;
            CREATE TEMP TABLE staged(scope INTEGER NOT NULL, n INTEGER NOT NULL, is_stored INTEGER NOT NULL, data BLOB, PRIMARY KEY(scope, n)) WITHOUT ROWID;
            CREATE TEMP TABLE move(n INTEGER PRIMARY KEY, grp TEXT, head INTEGER, is_default INTEGER, masters INTEGER);
            """;
        stage.ExecuteNonQuery();
    }

    /// <summary>Connections are pooled and keep their temporary tables; a read leaves none behind.</summary>
    private const string DropStage = """
        DROP TABLE IF EXISTS temp.draft; DROP TABLE IF EXISTS temp.draft_link; DROP TABLE IF EXISTS temp.staged;
        DROP TABLE IF EXISTS temp.move;
        """;

    /// <summary>The statements of a read, each prepared when it is first used.</summary>
    private sealed class Statements(SqliteConnection connection) : IDisposable
    {
        private readonly Dictionary<string, Prepared> _prepared = [];

        public Prepared AddShop => field ??= Get("INSERT INTO shop(name) VALUES(?1) ON CONFLICT(name) DO NOTHING");

        public Prepared FindShop => field ??= Get("SELECT id FROM shop WHERE name = ?1");

        public Prepared LastRead => field ??= Get("SELECT MAX(number) FROM read");

        public Prepared AddRead => field ??= Get("INSERT INTO read(number, shop, at, counts) VALUES(?1, ?2, ?3, ?4)");

        public Prepared FindScope => field ??= Get("SELECT id FROM scope WHERE shop = ?1 AND kind = ?2 AND name = ?3");

        public Prepared AddScope => field ??= Get("INSERT INTO scope(shop, kind, name, read_at, touched) VALUES(?1, ?2, ?3, ?4, 0)");

        public Prepared PutHeader => field ??= Get("UPDATE scope SET header = ?2 WHERE id = ?1 AND header IS NOT ?2");

        public Prepared StampScope => field ??= Get(
            "UPDATE scope SET read_at = ?2, source_time = COALESCE(?3, source_time), touched = MAX(touched, ?4), records = records + ?5 WHERE id = ?1");

        public Prepared FindProduct => field ??= Get("SELECT n, scope, kind, hash FROM product WHERE shop = ?1 AND id = ?2");

        public Prepared FindNumber => field ??= Get("SELECT n FROM product WHERE shop = ?1 AND id = ?2");

        public Prepared AddProduct => field ??= Get("INSERT INTO product(shop, id, kind, grp, head, touched) VALUES(?1, ?2, 0, ?2, 2, ?3)");

        public Prepared LastRow => field ??= Get("SELECT last_insert_rowid()");

        public Prepared PutDraft => field ??= Get("INSERT OR REPLACE INTO draft(n, id, scope, kind, hash, data, placed) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");

        public Prepared DropDraft => field ??= Get("DELETE FROM draft WHERE n = ?1");

        public Prepared PutDraftLink => field ??= Get("INSERT OR REPLACE INTO draft_link(owner, id, kind, is_default, place) VALUES(?1, ?2, ?3, ?4, ?5)");

        public Prepared DropDraftLinks => field ??= Get("DELETE FROM draft_link WHERE owner = ?1");

        public Prepared FindDraft => field ??= Get("SELECT kind, data, placed FROM draft WHERE n = ?1");

        public Prepared FindDraftLinks => field ??= Get("SELECT id, kind, is_default FROM draft_link WHERE owner = ?1 ORDER BY place");

        /// <summary>Where the product stands, and its group's row.</summary>
        public Prepared FindItem => field ??= Get("SELECT p.head, p.id, i.data FROM product p JOIN item i ON i.shop = p.shop AND i.grp = p.grp WHERE p.n = ?1");

        /// <summary>Left to itself, the database walks through all links of the shop.</summary>
        public Prepared FindLinks => field ??= Get("SELECT id, kind, is_default FROM link INDEXED BY link_owner WHERE shop = ?1 AND owner = ?2 ORDER BY place");

        public Prepared FindCategory => field ??= Get("SELECT data FROM category WHERE scope = ?1 AND id = ?2");

        public Prepared FindStaged => field ??= Get("SELECT data FROM staged WHERE scope = ?1 AND n = ?2");

        public Prepared FindCircumstances => field ??= Get("SELECT circumstances FROM scope WHERE id = ?1");

        public Prepared PutCircumstances => field ??= Get("UPDATE scope SET circumstances = ?2 WHERE id = ?1");

        public Prepared DropTold => field ??= Get("DELETE FROM told WHERE scope = ?1");

        public Prepared PutTold => field ??= Get("INSERT INTO told(scope, part, data) VALUES(?1, ?2, ?3)");

        public Prepared CountToldPlaces => field ??= Get("SELECT SUM(records) FROM told_place WHERE scope = ?1");

        public Prepared ToldPlaces => field ??= Get("SELECT data FROM told_place WHERE scope = ?1 ORDER BY part");

        public Prepared DropToldPlaces => field ??= Get("DELETE FROM told_place WHERE scope = ?1");

        public Prepared PutToldPlaces => field ??= Get("INSERT INTO told_place(scope, part, records, data) VALUES(?1, ?2, ?3, ?4)");

        public Prepared FindMark => field ??= Get("SELECT value FROM mark WHERE shop = ?1 AND name = ?2");

        public Prepared PutMark => field ??= Get("INSERT OR REPLACE INTO mark(shop, name, value) VALUES(?1, ?2, ?3)");

        public Prepared DropMark => field ??= Get("DELETE FROM mark WHERE shop = ?1 AND name = ?2");

        /// <summary>The product, where it stands, and what the scope holds of its group.</summary>
        public Prepared FindEntry => field ??= Get(
            "SELECT p.head, p.id, e.data, p.n FROM product p LEFT JOIN entry e ON e.scope = ?1 AND e.grp = p.grp WHERE p.shop = ?2 AND p.id = ?3");

        public Prepared PutStaged => field ??= Get("INSERT OR REPLACE INTO staged(scope, n, is_stored, data) VALUES(?1, ?2, ?3, ?4)");

        public Prepared DropStaged => field ??= Get("DELETE FROM staged WHERE scope = ?1 AND n = ?2");

        public Prepared DropStagedOf => field ??= Get("DELETE FROM staged WHERE scope = ?1");

        public Prepared CountItems => field ??= Get("SELECT described FROM scope WHERE id = ?1");

        public Prepared CountDescribed => field ??= Get("UPDATE scope SET described = described + ?2 WHERE id = ?1 AND ?2 <> 0");

        public Prepared CountEntries => field ??= Get("SELECT records FROM scope WHERE id = ?1");

        /// <summary>The parts of a scope's memory: a statement a scope, for they are read side by side.</summary>
        public Prepared Told(long scope) => Query($"SELECT data FROM told WHERE scope = ?1 ORDER BY part -- {scope}");

        public GroupRows Items(long shop) => new(
            Query("SELECT data FROM item WHERE shop = ?1 AND grp = ?2"),
            Query("INSERT INTO item(shop, grp, data) VALUES(?1, ?2, ?3) ON CONFLICT(shop, grp) DO UPDATE SET data = excluded.data"),
            Query("DELETE FROM item WHERE shop = ?1 AND grp = ?2"), shop);

        public GroupRows Entries(long scope) => new(
            Query("SELECT data FROM entry WHERE scope = ?1 AND grp = ?2"),
            Query("INSERT OR REPLACE INTO entry(scope, grp, data) VALUES(?1, ?2, ?3)"),
            Query("DELETE FROM entry WHERE scope = ?1 AND grp = ?2"), scope);

        public Prepared PlaceProduct => field ??= Get("UPDATE product SET grp = ?2, head = ?3, touched = ?4 WHERE n = ?1");

        public Prepared TouchHead => field ??= Get("UPDATE product SET touched = ?3 WHERE shop = ?1 AND id = ?2");

        public Prepared Query(string text) => _prepared.TryGetValue(text, out var statement) ? statement : Get(text);

        public void Dispose()
        {
            foreach (var statement in _prepared.Values)
            {
                statement.Dispose();
            }
        }

        private Prepared Get(string text)
        {
            var statement = new Prepared(connection, text);
            _prepared.Add(text, statement);
            return statement;
        }
    }
}
