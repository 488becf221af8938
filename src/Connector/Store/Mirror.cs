using Microsoft.Data.Sqlite;

namespace Connector.Store;

/// <summary>
/// What the shops sell, as last read. A SQLite file that can be rebuilt by reading the shops again.
/// All items of a group stand in one row, in feed order (item group, SKU); what a price book, an inventory list or a catalog says of them, in
/// another one each, so that a feed is one merge over a few cursors.
/// </summary>
public sealed class Mirror
{
    private const int SchemaVersion = 6;

    /// <summary>An index that a first read makes at its end: sorted once, instead of grown in any order.</summary>
    internal const string LinkOwner = "CREATE INDEX IF NOT EXISTS link_owner ON link(shop, owner);";

    /// <summary>KB of the file's pages that a connection keeps.</summary>
    internal const int CachedPages = 32768;

    /// <summary>How long a read waits for another one to end: longer than a million variants take.</summary>
    private const int WaitSeconds = 900;
    private readonly string _connection;
    private DateTime _asideSince;

    public Mirror(string path)
    {
        State.SqliteSetUp.Make();
        Path = path;
        _connection = ConnectionTo(path);
        try
        {
            using var connection = Open();
            Prepare(connection);
        }
        catch (SqliteException broken) when (State.DatabaseFault.IsDamage(broken))
        {
            _ = SetAside();
        }
        catch (SqliteException failed)
        {
            State.StateDatabase.Forget(_connection);
            throw State.DatabaseFault.Of(failed, path);
        }
    }

    public string Path { get; }

    /// <summary>
    /// Puts a damaged file aside and begins a new one, into which the shops are read again. Of several processes that find the damage, one does; those that have the
    /// old file open go on with it until they meet the damage themselves.
    /// </summary>
    /// <returns>What was done, for a run to fail with; null where the file is whole by now.</returns>
    public RemoteFailedException? SetAside()
    {
        FileStream gate;
        try
        {
            gate = new FileStream(Path + AsideGate, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return Told($"The mirror {Path} was damaged; another process is setting it aside, and a new one is begun.");
        }

        using var open = gate;
        State.StateDatabase.Forget(_connection);
        if (State.Databases.Damage(Path) is not { } why)
        {
            return null;
        }

        // Named by its own time, so that each damaged file has one name.
        var aside = $"{Path}.damaged-{File.GetLastWriteTimeUtc(Path):yyyyMMddTHHmmssfff}";
        foreach (var end in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(Path + end))
            {
                File.Move(Path + end, aside + end, overwrite: true);
            }
        }

        // Others see by its time that what they keep open is not the mirror any more.
        gate.SetLength(0);
        gate.WriteByte((byte)'\n');
        gate.Flush();
        using (var connection = Open())
        {
            Prepare(connection);
        }

        return Told($"The mirror {Path} was damaged ({why}); it is set aside as {aside}, and a new one is begun.");
    }

    private const string AsideGate = ".aside";

    private static RemoteFailedException Told(string sentence) => new(
        "mirror.corrupt", sentence, "Read the shops again (`connector store read`; the worker does so by itself), then the feeds go on; check the disk, and delete the file that was set aside.");

    /// <summary>How a file is connected to; its pool goes by these words.</summary>
    internal static string ConnectionTo(string path) => new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = WaitSeconds, Pooling = true }.ToString();

    internal SqliteConnection Open()
    {
        if (File.GetLastWriteTimeUtc(Path + AsideGate) is var since && since != _asideSince)
        {
            State.StateDatabase.Forget(_connection);
            _asideSince = since;
        }

        var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        // The log of a read that changes much is as large as what it changes (a first read of a mirror goes without); it is cut back to 64 MB afterwards.
        command.CommandText = $"PRAGMA busy_timeout={WaitSeconds}000; PRAGMA cache_size={-CachedPages}; PRAGMA temp.cache_size={-CachedPages}; PRAGMA synchronous=NORMAL; PRAGMA temp_store=FILE; PRAGMA journal_size_limit=67108864;";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Opens the mirror as it is now; what is read through one view does not change while it is open.</summary>
    public MirrorSnapshot Snapshot(string shop) => new(Open(), shop);

    /// <summary>Starts a read of a shop. Nothing of it shows until it commits.</summary>
    public MirrorRead Read(string shop, DateTimeOffset now, int brakePercent)
    {
        var connection = Open();
        return new MirrorRead(connection, shop, now, brakePercent, leaveLog: HasNothing(connection) && Journal(connection, "truncate"));
    }

    /// <summary>Goes over to another kind of journal; false where somebody else has the mirror open.</summary>
    internal static bool Journal(SqliteConnection connection, string mode)
    {
        SqliteConnection.ClearPool(connection);
        using var pragma = connection.CreateCommand();
        pragma.CommandTimeout = 1;
        pragma.CommandText = $"PRAGMA busy_timeout=0; PRAGMA journal_mode={mode}; PRAGMA busy_timeout={WaitSeconds}000;";
        try
        {
            using var told = pragma.ExecuteReader();
            told.NextResult();
            told.Read();
            return told.GetString(0) == mode;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            using var patience = connection.CreateCommand();
            patience.CommandText = $"PRAGMA busy_timeout={WaitSeconds}000;";
            patience.ExecuteNonQuery();
            return false;
        }
    }

    /// <summary>
    /// Whether no shop was read yet. What is written then is all new, and goes right into the file: by way of the log it would be written twice.
    /// Others who look meanwhile wait until it is there.
    /// </summary>
    private static bool HasNothing(SqliteConnection connection)
    {
        using var find = new Prepared(connection, "SELECT EXISTS(SELECT 1 FROM product)");
        return find.Number() == 0;
    }

    /// <summary>The notes that adapters left in reads of a shop.</summary>
    public IReadOnlyDictionary<string, string> Marks(string shop)
    {
        using var connection = Open();
        using var list = new Prepared(connection, "SELECT m.name, m.value FROM mark m JOIN shop s ON s.id = m.shop WHERE s.name = ?1");
        using var rows = list.Read(shop);
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Next())
        {
            marks.Add(rows.Text(0), rows.Text(1));
        }

        return marks;
    }

    private static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        State.PrivateFiles.GuardDatabase(connection.DataSource);
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA user_version;";
        using (var reader = command.ExecuteReader())
        {
            reader.NextResult();
            reader.Read();
            var version = reader.GetInt32(0);
            if (version == SchemaVersion)
            {
                return;
            }

            if (version != 0)
            {
                throw new PersonMustDecideException(
                    "mirror.version",
                    $"The mirror {connection.DataSource} has schema {version}, this Connector writes {SchemaVersion}.",
                    "Delete the file and run `connector store read`: the mirror is rebuilt from the shop.");
            }
        }

        command.CommandText = Schema;
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// product: every id ever named, with its place in feed order (grp, head) and the read that last touched it, 0 for the sorted first read (shop.first), which touched all;
    /// a deleted one stays, so that deltas see it go.
    /// item: a group's items as <see cref="GroupRecord"/>s: a master (head 0; also a set), then its variation groups (head 1), then what is sold (head 2), which alone can be a row.
    /// A table with a number, so that a first read, which comes in feed order, is written from beginning to end.
    /// link: what masters and bundles name, described or not.
    /// entry: what a scope says of a group's products, as <see cref="GroupRecord"/>s: price tables, stock, category assignments. scope.records: of how many products; scope.described: how many a catalog describes.
    /// told: a scope's <see cref="ToldMemory"/>, in parts; scope.circumstances: under which it holds.
    /// told_place: a catalog's <see cref="PlaceMemory"/>, in parts.
    /// mark: notes that adapters leave for their next read.
    /// </summary>
    private const string Schema = $$"""
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS shop(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, first INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS read(number INTEGER PRIMARY KEY, shop INTEGER NOT NULL, at TEXT NOT NULL, counts TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS scope(
            id INTEGER PRIMARY KEY, shop INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL, header TEXT,
            read_at TEXT NOT NULL, source_time TEXT, touched INTEGER NOT NULL, records INTEGER NOT NULL DEFAULT 0, described INTEGER NOT NULL DEFAULT 0, circumstances TEXT, UNIQUE(shop, kind, name));
        CREATE TABLE IF NOT EXISTS product(
            n INTEGER PRIMARY KEY, shop INTEGER NOT NULL, id TEXT NOT NULL, scope INTEGER, kind INTEGER NOT NULL,
            grp TEXT NOT NULL, head INTEGER NOT NULL, hash BLOB, touched INTEGER NOT NULL, UNIQUE(shop, id));
        CREATE INDEX IF NOT EXISTS product_touched ON product(shop, touched) WHERE touched > 0;
        CREATE TABLE IF NOT EXISTS item(
            n INTEGER PRIMARY KEY, shop INTEGER NOT NULL, grp TEXT NOT NULL, data BLOB NOT NULL, UNIQUE(shop, grp));
        CREATE TABLE IF NOT EXISTS entry(
            scope INTEGER NOT NULL, grp TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY(scope, grp)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS link(
            shop INTEGER NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, kind INTEGER NOT NULL, is_default INTEGER NOT NULL, place INTEGER NOT NULL,
            PRIMARY KEY(shop, id, owner, kind)) WITHOUT ROWID;
        {{LinkOwner}}
        CREATE TABLE IF NOT EXISTS mark(shop INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(shop, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS told(scope INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(scope, part));
        CREATE TABLE IF NOT EXISTS told_place(scope INTEGER NOT NULL, part INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(scope, part));
        CREATE TABLE IF NOT EXISTS category(
            scope INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY(scope, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS shared_attribute(
            scope INTEGER NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY(scope, id)) WITHOUT ROWID;
        PRAGMA user_version=6;
        COMMIT;
        """;
}
