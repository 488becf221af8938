using System.IO.Abstractions;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Connector.Archive;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.State;

/// <summary>What a backup says of itself: <c>backup.json</c>, beside <c>state.db</c>.</summary>
/// <param name="TakenAt">When.</param>
/// <param name="Connector">The program that took it.</param>
/// <param name="Schema">The state's schema.</param>
/// <param name="Bytes">Length of state.db.</param>
/// <param name="Sha256">Of state.db.</param>
/// <param name="Chains">Length and head of each account's chain of records, by account.</param>
public sealed record BackupRecord(DateTimeOffset TakenAt, string Connector, int Schema, long Bytes, string Sha256, IReadOnlyDictionary<string, BackupChain> Chains);

/// <summary>Where an account's chain of records stood.</summary>
public sealed record BackupChain(long Length, string Head);

/// <summary>
/// Backups of the state database: taken while the worker runs, each as of one moment; put back only while nothing runs. The mirror is not backed up, it can be read
/// again; the archive is files, to be backed up as such, and tells a restored state what was recorded since.
/// </summary>
public static class StateBackup
{
    private const string StateName = "state.db", RecordName = "backup.json";

    /// <summary>Writes a backup into a folder of its own.</summary>
    /// <param name="state">The state database.</param>
    /// <param name="folder">It is made where it is not there, and must hold no other backup.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="PersonMustDecideException"><c>backup.there</c>: the folder holds a backup.</exception>
    public static BackupRecord Take(StateDatabase state, string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(clock);
        PrivateFiles.MakeFolder(folder);
        var (path, part) = (Path.Combine(folder, StateName), Path.Combine(folder, StateName + ".part"));
        if (File.Exists(path) || File.Exists(Path.Combine(folder, RecordName)))
        {
            throw new PersonMustDecideException("backup.there", $"{folder} holds a backup.", "Name a folder of its own for each backup, such as one with the day in its name.");
        }

        File.Delete(part);
        var at = clock.GetUtcNow();
        using (var db = state.Open())
        {
            db.Execute("VACUUM INTO @part", new { part });
        }

        BackupRecord record;
        using (var copy = Open(part, SqliteOpenMode.ReadOnly))
        {
            var chains = copy.Query<(string Account, long Length, string Head)>("SELECT account, length, head FROM chain ORDER BY account")
                .ToDictionary(chain => chain.Account, chain => new BackupChain(chain.Length, chain.Head), StringComparer.Ordinal);
            record = new BackupRecord(at, Version, copy.ExecuteScalar<int>("PRAGMA user_version"), new FileInfo(part).Length, Hash(part), chains);
        }

        PrivateFiles.Guard(part);
        Flush(part);
        File.Move(part, path);
        var told = Path.Combine(folder, RecordName);
        File.WriteAllBytes(told + ".part", JsonSerializer.SerializeToUtf8Bytes(record, RunFolders.Json));
        PrivateFiles.Guard(told + ".part");
        Flush(told + ".part");
        File.Move(told + ".part", told);
        return record;
    }

    /// <summary>
    /// Puts a backup in the place of the state. The state that was there stays beside it under another name. From then on every account owes a full feed that compares
    /// what TikTok shows, and an inventory feed; before them no delta goes.
    /// </summary>
    /// <param name="settings">Where the state is.</param>
    /// <param name="folder">The backup.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>What was restored; where the state of before is, null where there was none; and what was recorded since the backup, by word: see <see cref="RecordsSince"/>.</returns>
    /// <exception cref="PersonMustDecideException">The backup is none, or damaged, or of a newer program; or something is running on the state.</exception>
    public static (BackupRecord Record, string? Before, IReadOnlyDictionary<string, int> Since) Restore(ConnectorSettings settings, string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        var record = Checked(folder);
        var (path, at) = (settings.StatePath, clock.GetUtcNow());
        RefuseWhatRuns(path, clock);
        PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
        var part = path + ".restoring";
        foreach (var end in (string[])["", "-wal", "-shm"])
        {
            File.Delete(part + end);
        }

        File.Copy(Path.Combine(folder, StateName), part);
        IReadOnlyDictionary<string, int> told;
        try
        {
            told = MakeReady(part, path, settings, at, clock);
        }
        catch (Exception broken) when (broken is SqliteException or FormatException or InvalidCastException or JsonException)
        {
            throw new PersonMustDecideException("backup.damaged", $"{Path.Combine(folder, StateName)} cannot be used as a state: {broken.Message.TrimEnd('.')}.", "Take an older backup, or the copy that lies elsewhere; the state is as it was.");
        }

        string? before = null;
        SqliteConnection.ClearAllPools();
        if (File.Exists(path))
        {
            before = $"{path}.before-{Instants.Stamp(at)}";
            foreach (var end in (string[])["-wal", "-shm", ""])
            {
                if (File.Exists(path + end))
                {
                    File.Move(path + end, before + end);
                }
            }
        }

        File.Move(part, path);
        return (record, before, told);
    }

    /// <summary>A copy of a backup becomes a state that can be worked on; nothing of it counts yet.</summary>
    private static IReadOnlyDictionary<string, int> MakeReady(string part, string replaced, ConnectorSettings settings, DateTimeOffset at, TimeProvider clock)
    {
        using (var copy = Open(part, SqliteOpenMode.ReadOnly))
        {
            var faults = copy.Query<string>("PRAGMA quick_check(1)").FirstOrDefault();
            if (faults != "ok")
            {
                throw new FormatException($"SQLite finds it damaged: {faults}");
            }
        }

        // Opened once under its own name: an older schema is brought up to date, and what is owed is written, before it counts.
        var restored = new StateDatabase(part);
        using (var db = (SqliteConnection)restored.Open())
        {
            db.Execute("DELETE FROM lease");
            RestoredState.Owe(db, Instants.Text(at));
        }

        TakeNewerTokens(restored, replaced);

        // The archive knows what was recorded since: the chains go on behind it.
        var archived = new RunFolders(settings.ArchivePath, new FileSystem());
        var since = new RecordsSince(restored, archived);
        new Chain(archived, clock).TakeUp(restored);
        var told = since.Apply(Instants.Text(at));
        using (var db = (SqliteConnection)restored.Open())
        {
            db.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            db.Execute("PRAGMA journal_mode=DELETE");
            SqliteConnection.ClearPool(db);
        }

        Flush(part);
        return told;
    }

    /// <summary>
    /// A refresh replaces both tokens at TikTok: those of the backup may be none any more. Newer ones stand in the state that is replaced; where that cannot be read, the seller authorises again.
    /// </summary>
    private static void TakeNewerTokens(StateDatabase restored, string replaced)
    {
        if (!File.Exists(replaced))
        {
            return;
        }

        const string columns = "account, app_key, state, because, since, access, refresh, access_expires, refresh_expires, refreshed_at, refreshing, open_id, seller, scopes, shop_id, shop_name, shop_region, shop_cipher";
        using var db = (SqliteConnection)restored.Open();
        try
        {
            db.Execute("ATTACH @replaced AS replaced", new { replaced });
            db.Execute($"""
                INSERT OR REPLACE INTO main.shop_token({columns}) SELECT {columns} FROM replaced.shop_token newer
                WHERE NOT EXISTS(SELECT 1 FROM main.shop_token mine WHERE mine.account = newer.account AND mine.refreshed_at >= newer.refreshed_at AND mine.since >= newer.since)
                """);
        }
        catch (SqliteException)
        {
            // It may be restored because it is broken.
        }
        finally
        {
            // Gives up what is attached.
            SqliteConnection.ClearPool(db);
        }
    }

    private static BackupRecord Checked(string folder)
    {
        var (path, told) = (Path.Combine(folder, StateName), Path.Combine(folder, RecordName));
        BackupRecord? record;
        try
        {
            record = File.Exists(told) && File.Exists(path) ? JsonSerializer.Deserialize<BackupRecord>(File.ReadAllBytes(told), RunFolders.Json) : null;
        }
        catch (JsonException)
        {
            record = null;
        }

        if (record is null)
        {
            throw new PersonMustDecideException("backup.none", $"{folder} holds no whole backup: {StateName} and {RecordName}.", "Name a folder that `connector backup` has written.");
        }

        if (Hash(path) != record.Sha256)
        {
            throw new PersonMustDecideException("backup.damaged", $"{path} is not the file that was backed up on {Instants.Text(record.TakenAt)}: its SHA-256 is another one.", "Take an older backup, or another copy of this one.");
        }

        return record;
    }

    private static void RefuseWhatRuns(string path, TimeProvider clock)
    {
        if (!File.Exists(path))
        {
            return;
        }

        IReadOnlyList<LeaseHolder> holders;
        try
        {
            holders = new Leases(new StateDatabase(path), clock).All();
        }
        catch (PersonMustDecideException unreadable) when (unreadable.Code is "state.corrupt" or "state.empty")
        {
            // Restoring is what people do because it cannot be read.
            return;
        }
        catch (SqliteException)
        {
            return;
        }

        if (holders.Count > 0)
        {
            throw new PersonMustDecideException(
                "restore.running", $"Process {holders[0].Pid} on {holders[0].Host} works on the state: {holders[0].What}.", "Stop the worker and let every command end; then restore.");
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Flush(flushToDisk: true);
    }

    private static string Version => typeof(StateBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
