using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>
/// Where in the archive stands what TikTok was told of each SKU: a SQLite file that can be deleted at any time and is made again of the archive alone. Per account, view
/// and SKU it has the versions of its row: a full feed that says the same again makes none. No row stands in it, only places of rows.
/// </summary>
public sealed class ArchiveIndex
{
    /// <summary>Of another one, everything is looked at anew.</summary>
    private const int SchemaVersion = 2;

    /// <summary>KiB: a first full feed of a million SKUs is sorted by SKU in it.</summary>
    private const int Cache = 65_536;

    private const string Schema = $"""
        CREATE TABLE account(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL, hash TEXT NOT NULL);
        CREATE TABLE place(id INTEGER PRIMARY KEY, account INTEGER NOT NULL, is_list INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(account, is_list, name));
        CREATE TABLE run(
            account INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, told_at TEXT NOT NULL, refused_at TEXT, PRIMARY KEY(account, position)) WITHOUT ROWID;
        CREATE INDEX run_id ON run(account, id);
        CREATE TABLE file(
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL, position INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, is_known INTEGER NOT NULL);
        CREATE INDEX file_run ON file(account, position);
        CREATE TABLE version(
            place INTEGER NOT NULL, sku TEXT NOT NULL, position INTEGER NOT NULL, file INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, hash BLOB,
            PRIMARY KEY(place, sku, position)) WITHOUT ROWID;
        CREATE TABLE quantity(
            place INTEGER NOT NULL, sku TEXT NOT NULL, position INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY(place, sku, position)) WITHOUT ROWID;
        CREATE TABLE offer(
            place INTEGER NOT NULL, sku TEXT NOT NULL, position INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY(place, sku, position)) WITHOUT ROWID;
        CREATE TABLE answer(
            place INTEGER NOT NULL, sku TEXT NOT NULL, position INTEGER NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, confirms INTEGER NOT NULL, row_run TEXT NOT NULL,
            reasons TEXT NOT NULL, calls TEXT NOT NULL, PRIMARY KEY(place, sku, position)) WITHOUT ROWID;
        CREATE TABLE event(account INTEGER NOT NULL, position INTEGER NOT NULL, at TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL, made_by TEXT NOT NULL,
            because TEXT NOT NULL, PRIMARY KEY(account, position)) WITHOUT ROWID;
        CREATE TABLE event_sku(account INTEGER NOT NULL, sku TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(account, sku, position)) WITHOUT ROWID;
        CREATE TABLE misfit(account INTEGER NOT NULL, position INTEGER NOT NULL, sentence TEXT NOT NULL, PRIMARY KEY(account, position, sentence)) WITHOUT ROWID;
        PRAGMA user_version=2;
        """;

    private readonly string _connection;

    /// <param name="path">The file; made where it is not there, and made anew where an earlier program wrote it.</param>
    public ArchiveIndex(string path)
    {
        SqliteSetUp.Make();
        Path = path;
        _connection = StateDatabase.ConnectionTo(path);
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>Deletes what is there, so that everything is looked at anew.</summary>
    public void Forget()
    {
        using var db = Open();
        using var transaction = db.BeginTransaction(deferred: false);
        Drop(db);
        db.Execute(Schema, transaction: transaction);
        transaction.Commit();
    }

    internal SqliteConnection Open()
    {
        var db = new SqliteConnection(_connection);
        db.Open();
        // What is lost in a power cut is looked at again: the file is whole, and says up to where it is.
        db.Execute($"PRAGMA busy_timeout=60000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-{Cache}");
        if (db.ExecuteScalar<long>("PRAGMA user_version") != SchemaVersion)
        {
            using var transaction = db.BeginTransaction(deferred: false);
            if (db.ExecuteScalar<long>("PRAGMA user_version", transaction: transaction) != SchemaVersion)
            {
                Drop(db);
                db.Execute(Schema, transaction: transaction);
            }

            transaction.Commit();
        }

        return db;
    }

    private static void Drop(SqliteConnection db)
    {
        foreach (var table in db.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").ToList())
        {
            db.Execute($"DROP TABLE {table}");
        }
    }
}
