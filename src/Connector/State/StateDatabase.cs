using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.State;

/// <summary>
/// What must not be lost: documents, ledger, runs, leases, answers. To be backed up. A SQLite file; the statements keep to what
/// PostgreSQL understands as well.
/// </summary>
public sealed class StateDatabase
{
    private const int SchemaVersion = 8;

    /// <summary>Bytes. Source: sqlite.org/fileformat.html 1.3.2.</summary>
    private const int SmallestPage = 512;

    /// <summary>Handles that have their settings: a connection from the pool keeps them.</summary>
    private static readonly ConditionalWeakTable<sqlite3, string> SetUp = [];
    private readonly string _connection;
    private readonly int _wait;

    /// <param name="path">The file; made where it is not there.</param>
    /// <param name="wait">How long a statement waits for its turn; null: <see cref="ConnectorSettings.DatabaseWait"/>'s default.</param>
    /// <exception cref="PersonMustDecideException">It is damaged, of a newer program, or must not be opened.</exception>
    /// <exception cref="RemoteFailedException">It has no room, or another program keeps it locked.</exception>
    public StateDatabase(string path, TimeSpan? wait = null)
    {
        SqliteSetUp.Make();
        Path = path;
        _wait = (int)(wait ?? ConnectorSettings.UsualDatabaseWait).TotalSeconds;
        _connection = ConnectionTo(path, _wait);
        RefuseEmptied(path);
        try
        {
            using var connection = (SqliteConnection)Open();
            Prepare(connection, path);
        }
        catch (SqliteException broken) when (DatabaseFault.IsDamage(broken))
        {
            throw DatabaseFault.Damaged(path, broken.Message);
        }
        catch (SqliteException failed)
        {
            Forget(_connection);
            throw DatabaseFault.Of(failed, path);
        }
    }

    /// <summary>Closes what the pool keeps open: SQLite opens a file that it may not write for reading, and a handle stays as it was opened.</summary>
    internal static void Forget(string connection)
    {
        using var pooled = new SqliteConnection(connection);
        SqliteConnection.ClearPool(pooled);
    }

    public string Path { get; }

    /// <summary>How a file is connected to; its pool goes by these words.</summary>
    internal static string ConnectionTo(string path, int wait = 60) => new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = wait }.ToString();

    public DbConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        if (!SetUp.TryGetValue(connection.Handle!, out _))
        {
            connection.Execute($"PRAGMA busy_timeout={_wait}000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
            SetUp.AddOrUpdate(connection.Handle!, connection.DataSource);
        }

        return connection;
    }

    /// <summary>A transaction that writes: takes the write lock at once, so that two processes stand in line instead of failing half way.</summary>
    public T Write<T>(Func<DbConnection, DbTransaction, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var connection = (SqliteConnection)Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = work(connection, transaction);
        transaction.Commit();
        return result;
    }

    public void Write(Action<DbConnection, DbTransaction> work) => Write((connection, transaction) =>
    {
        work(connection, transaction);
        return 0;
    });

    /// <summary>
    /// A file of no bytes, or of fewer than a page, is a database to SQLite, a new one: what was in it would be forgotten without a word. One that another process is just beginning is younger than a moment,
    /// by the system's clock, which gives files their times.
    /// </summary>
    private static void RefuseEmptied(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: < SmallestPage } file && TimeProvider.System.GetUtcNow() - file.LastWriteTimeUtc is { TotalSeconds: < 0 or > 5 })
        {
            throw new PersonMustDecideException(
                "state.empty", $"The state database {path} has {file.Length} bytes: it was cut off.", "Put the last backup back (`connector restore DIR`); only where there was no state yet, delete the file to begin a new one.");
        }
    }

    private static void Prepare(SqliteConnection connection, string path)
    {
        PrivateFiles.GuardDatabase(path);
        connection.Execute("PRAGMA journal_mode=WAL");
        if (Version(connection, null) == SchemaVersion)
        {
            return;
        }

        // Looked at again under the lock: of two processes that open the same older file, one finds it done.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Version(connection, transaction);
        if (version > SchemaVersion)
        {
            throw new PersonMustDecideException(
                "state.version", $"The state database {path} has schema {version}, this Connector knows {SchemaVersion}.", "Run the Connector version that wrote it, or a newer one.");
        }

        foreach (var (from, change) in new[] { (1, From1), (2, From2), (3, From3), (4, From4) })
        {
            if (version > 0 && version <= from)
            {
                connection.Execute(change, transaction: transaction);
            }
        }

        if (version < SchemaVersion)
        {
            connection.Execute(Schema, transaction: transaction);
        }

        transaction.Commit();
    }

    private static int Version(DbConnection connection, DbTransaction? transaction) => connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);

    /// <summary>Schema 1 did not say of which list a quantity was. All of them are sent again by the next feed, which is always right.</summary>
    private const string From1 = """
        DROP TABLE stock_ledger;
        """;

    /// <summary>Schema 2 kept the rows sent sorted by SKU: a first feed, which comes in feed order, wrote all over the file.</summary>
    private const string From2 = """
        ALTER TABLE ledger_row RENAME TO ledger_row_2;
        CREATE TABLE ledger_row(
            account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, sheet TEXT NOT NULL, row BLOB NOT NULL, accepted BLOB,
            PRIMARY KEY(account, view_name, sku));
        INSERT INTO ledger_row SELECT account, view_name, sku, sheet, row, accepted FROM ledger_row_2;
        DROP TABLE ledger_row_2;
        """;

    /// <summary>Schema 3 knew of each version only who wrote it. All of them were in force when they were written. The text stands last: it is long.</summary>
    private const string From3 = """
        ALTER TABLE document RENAME TO document_3;
        CREATE TABLE document(
            kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, because TEXT NOT NULL, deletes INTEGER NOT NULL,
            state TEXT NOT NULL, decided_at TEXT, decided_by TEXT, decided_because TEXT, text TEXT NOT NULL,
            PRIMARY KEY(kind, name, version));
        INSERT INTO document SELECT kind, name, version, at, author, '', 0, 'live', NULL, NULL, NULL, text FROM document_3;
        DROP TABLE document_3;
        """;

    /// <summary>Schema 4 knew of full feeds only. Its cursors hold for none of the deltas, so the first of those looks at everything.</summary>
    private const string From4 = """
        DROP TABLE IF EXISTS feed_cursor;
        """;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS document(
            kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL, because TEXT NOT NULL, deletes INTEGER NOT NULL,
            state TEXT NOT NULL, decided_at TEXT, decided_by TEXT, decided_because TEXT, text TEXT NOT NULL,
            PRIMARY KEY(kind, name, version));
        CREATE TABLE IF NOT EXISTS sku_decision(
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, sku TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, made_by TEXT NOT NULL, because TEXT NOT NULL,
            made_at TEXT NOT NULL, ended_by TEXT, ended_because TEXT, ended_at TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS sku_decision_in_force ON sku_decision(account, sku, kind) WHERE ended_at IS NULL;
        CREATE TABLE IF NOT EXISTS manual_value(
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, col TEXT NOT NULL, value TEXT NOT NULL, until TEXT, own_then TEXT NOT NULL,
            file TEXT NOT NULL, row_number INTEGER NOT NULL, intake TEXT NOT NULL, made_by TEXT NOT NULL, because TEXT NOT NULL, made_at TEXT NOT NULL,
            ended_at TEXT, ended_by TEXT, ended_because TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS manual_value_in_force ON manual_value(account, view_name, sku, col) WHERE ended_at IS NULL;
        CREATE INDEX IF NOT EXISTS manual_value_sku ON manual_value(account, sku);
        CREATE TABLE IF NOT EXISTS restored(account TEXT NOT NULL, kind TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY(account, kind));
        CREATE TABLE IF NOT EXISTS intake(
            account TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, id));
        CREATE INDEX IF NOT EXISTS intake_sha256 ON intake(account, sha256);
        CREATE TABLE IF NOT EXISTS lease(
            name TEXT PRIMARY KEY, owner TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, process_started TEXT NOT NULL,
            what TEXT NOT NULL, since TEXT NOT NULL, expires TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS run(
            id TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, started TEXT NOT NULL, started_by TEXT NOT NULL,
            ended TEXT, message TEXT, PRIMARY KEY(account, id));
        CREATE TABLE IF NOT EXISTS stamp(account TEXT PRIMARY KEY, last TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS feed_cursor(
            account TEXT NOT NULL, kind TEXT NOT NULL, read_number INTEGER NOT NULL, read_at TEXT NOT NULL, fingerprint TEXT NOT NULL, instant TEXT NOT NULL, awaited INTEGER NOT NULL,
            expires_at TEXT, run TEXT NOT NULL, PRIMARY KEY(account, kind));
        CREATE TABLE IF NOT EXISTS awaiting(
            id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, sku TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL, made_by TEXT NOT NULL, because TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS awaiting_account ON awaiting(account, id);
        CREATE TABLE IF NOT EXISTS brake_waiting(
            account TEXT NOT NULL, kind TEXT NOT NULL, run TEXT NOT NULL, since TEXT NOT NULL, what TEXT NOT NULL, in_part INTEGER NOT NULL,
            ended_at TEXT, ended_how TEXT, ended_by TEXT, ended_because TEXT, PRIMARY KEY(account, kind, run));
        CREATE UNIQUE INDEX IF NOT EXISTS brake_waiting_one ON brake_waiting(account, kind) WHERE ended_at IS NULL;
        CREATE TABLE IF NOT EXISTS brake_permission(
            account TEXT NOT NULL, kind TEXT NOT NULL, release TEXT NOT NULL, waiting TEXT NOT NULL, made_by TEXT NOT NULL, because TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,
            limits TEXT NOT NULL, used_by TEXT, PRIMARY KEY(account, kind, release));
        CREATE TABLE IF NOT EXISTS pin(
            account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, rollback TEXT NOT NULL, run TEXT NOT NULL, sheet TEXT NOT NULL, row BLOB NOT NULL, versions TEXT NOT NULL,
            made_by TEXT NOT NULL, because TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, view_name, sku));
        CREATE TABLE IF NOT EXISTS due(
            account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY(account, view_name, grp, until)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS due_until ON due(account, view_name, until);
        CREATE TABLE IF NOT EXISTS chain(account TEXT PRIMARY KEY, head TEXT NOT NULL, length INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS chained(
            account TEXT NOT NULL, position INTEGER NOT NULL, run TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, position));
        CREATE TABLE IF NOT EXISTS archive_copied(account TEXT PRIMARY KEY, position INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger(
            account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, sku TEXT NOT NULL,
            content BLOB NOT NULL, price BLOB NOT NULL, stock BLOB NOT NULL, state INTEGER NOT NULL, run TEXT NOT NULL, sent_at TEXT NOT NULL,
            held_code TEXT, held_since TEXT, PRIMARY KEY(account, view_name, grp, sku)) WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS ledger_sku ON ledger(account, view_name, sku);
        CREATE INDEX IF NOT EXISTS ledger_unsettled ON ledger(account, view_name, state) WHERE state <> 0;
        CREATE TABLE IF NOT EXISTS ledger_row(
            account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, sheet TEXT NOT NULL, row BLOB NOT NULL, accepted BLOB,
            PRIMARY KEY(account, view_name, sku));
        CREATE TABLE IF NOT EXISTS freshness(
            account TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL, day TEXT NOT NULL, bucket INTEGER NOT NULL, count INTEGER NOT NULL, seconds REAL NOT NULL,
            last_seconds REAL NOT NULL, last_at TEXT NOT NULL,
            PRIMARY KEY(account, kind, stage, day, bucket)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS notice(
            id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, sentence TEXT NOT NULL, remedy TEXT NOT NULL, run TEXT,
            first_at TEXT NOT NULL, last_at TEXT NOT NULL, times INTEGER NOT NULL, ended_at TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS notice_open ON notice(account, kind, subject) WHERE ended_at IS NULL;
        CREATE TABLE IF NOT EXISTS notice_sent(
            channel TEXT NOT NULL, message TEXT NOT NULL, sent_at TEXT, tried_at TEXT NOT NULL, tries INTEGER NOT NULL, error TEXT, PRIMARY KEY(channel, message));
        CREATE TABLE IF NOT EXISTS stock_ledger(
            account TEXT NOT NULL, list TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, run TEXT NOT NULL, sent_at TEXT NOT NULL,
            PRIMARY KEY(account, list, sku)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS dropped(
            account TEXT NOT NULL, run TEXT NOT NULL, kind TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, view_name TEXT NOT NULL,
            alerted_at TEXT, removed_at TEXT, PRIMARY KEY(account, folder, name));
        CREATE TABLE IF NOT EXISTS catalog_job(
            account TEXT NOT NULL, run TEXT NOT NULL, place INTEGER NOT NULL, view_name TEXT NOT NULL, catalog_id TEXT NOT NULL, feed_id TEXT NOT NULL, deed TEXT NOT NULL,
            file TEXT NOT NULL, from_row INTEGER NOT NULL, log_id TEXT NOT NULL, asked_at TEXT NOT NULL, ended_at TEXT, how TEXT, PRIMARY KEY(account, run, place));
        CREATE INDEX IF NOT EXISTS catalog_job_open ON catalog_job(account) WHERE ended_at IS NULL;
        CREATE TABLE IF NOT EXISTS shop_product(
            account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, product_id TEXT NOT NULL, generation INTEGER NOT NULL, content BLOB, is_off INTEGER NOT NULL,
            status TEXT NOT NULL, product_status TEXT NOT NULL, audit TEXT NOT NULL, reasons TEXT NOT NULL, created_at TEXT, written_at TEXT, seen_at TEXT, update_time INTEGER,
            PRIMARY KEY(account, view_name, grp)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS shop_product_id ON shop_product(account, product_id) WHERE product_id <> '';
        CREATE TABLE IF NOT EXISTS shop_sku(
            account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, sku TEXT NOT NULL, sku_id TEXT NOT NULL, price TEXT NOT NULL,
            PRIMARY KEY(account, view_name, grp, sku)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS shop_sku_sku ON shop_sku(account, sku);
        CREATE TABLE IF NOT EXISTS shop_stock(account TEXT NOT NULL, sku_id TEXT NOT NULL, warehouse TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY(account, sku_id, warehouse)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shop_sold_out(account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY(account, view_name, sku)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shop_drift(account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY(account, view_name, grp)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shop_image(account TEXT NOT NULL, url TEXT NOT NULL, uri TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(account, url)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shop_task(
            account TEXT NOT NULL, view_name TEXT NOT NULL, grp TEXT NOT NULL, what TEXT NOT NULL, priority INTEGER NOT NULL, since TEXT NOT NULL, due_at TEXT NOT NULL, tries INTEGER NOT NULL, asked INTEGER NOT NULL DEFAULT 1,
            code TEXT, sentence TEXT, remedy TEXT, PRIMARY KEY(account, view_name, grp, what)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS shop_task_due ON shop_task(account, priority, since);
        CREATE TABLE IF NOT EXISTS answer(
            account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, state TEXT NOT NULL, confirms INTEGER NOT NULL, row_hash BLOB NOT NULL,
            reasons TEXT NOT NULL, shown TEXT NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY(account, view_name, sku));
        CREATE TABLE IF NOT EXISTS listing_past(
            account TEXT NOT NULL, view_name TEXT NOT NULL, sku TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, state TEXT NOT NULL, run TEXT NOT NULL,
            reasons TEXT NOT NULL, PRIMARY KEY(account, view_name, sku, since, state)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shop_token(
            account TEXT PRIMARY KEY, app_key TEXT NOT NULL, state TEXT NOT NULL, because TEXT NOT NULL, since TEXT NOT NULL, access TEXT NOT NULL, refresh TEXT NOT NULL,
            access_expires TEXT NOT NULL, refresh_expires TEXT NOT NULL, refreshed_at TEXT NOT NULL, refreshing TEXT, open_id TEXT NOT NULL, seller TEXT NOT NULL, scopes TEXT NOT NULL,
            shop_id TEXT NOT NULL, shop_name TEXT NOT NULL, shop_region TEXT NOT NULL, shop_cipher TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS shop_nonce(nonce TEXT PRIMARY KEY, account TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, used_at TEXT);
        CREATE TABLE IF NOT EXISTS shop_data(account TEXT NOT NULL, what TEXT NOT NULL, json TEXT NOT NULL, fetched_at TEXT NOT NULL, PRIMARY KEY(account, what));
        CREATE TABLE IF NOT EXISTS webhook_event(
            id INTEGER PRIMARY KEY AUTOINCREMENT, app_key TEXT NOT NULL, notification TEXT NOT NULL, shop_id TEXT NOT NULL, type INTEGER NOT NULL, timestamp INTEGER NOT NULL, update_time INTEGER,
            product_id TEXT NOT NULL, body BLOB NOT NULL, received_at TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, taken_at TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS webhook_event_notification ON webhook_event(app_key, notification);
        CREATE INDEX IF NOT EXISTS webhook_event_waiting ON webhook_event(id) WHERE state = 'waiting';
        CREATE INDEX IF NOT EXISTS webhook_event_product ON webhook_event(app_key, shop_id, product_id) WHERE state = 'applied';
        CREATE TABLE IF NOT EXISTS shop_look(account TEXT NOT NULL, product_id TEXT NOT NULL, since TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY(account, product_id)) WITHOUT ROWID;
        PRAGMA user_version=8;
        """;
}
