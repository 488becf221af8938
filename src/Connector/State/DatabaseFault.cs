using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Connector.State;

/// <summary>What an error of a database means for a run, and its cure. What is damaged is told apart from what has no room, no rights or no turn.</summary>
public static class DatabaseFault
{
    /// <summary>Linux: no space left on device; read-only file system; quota exceeded. Source: errno(3).</summary>
    private const int NoSpace = 28, ReadOnlyDisk = 30, QuotaExceeded = 122;

    /// <summary>Bytes.</summary>
    private const long LittleRoom = 1_000_000;

    /// <summary>Whether the file itself is broken: repeating anything is useless.</summary>
    public static bool IsDamage(SqliteException thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        return thrown.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_FORMAT;
    }

    /// <summary>The failure of a run that an error stands for, where the file is whole.</summary>
    /// <param name="thrown">The error.</param>
    /// <param name="path">A database, or the folder in which databases are.</param>
    public static Exception Of(SqliteException thrown, string path)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        return thrown.SqliteErrorCode switch
        {
            SQLITE_FULL => Full(path + Left(path), thrown),
            // Memory that processes share lies in a file too; what does not fit there is no "full" to SQLite.
            SQLITE_IOERR when Free(path) < LittleRoom => Full(path + Left(path), thrown),
            SQLITE_BUSY or SQLITE_LOCKED => new RemoteFailedException(
                "database.locked", $"Another program has kept the database locked for too long ({path}).",
                "Look which one has the file open (`fuser` names it): a copy, a backup or a shell with an open transaction must end; use `connector backup` for backups.", thrown),
            SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH => ReadOnly(path),
            SQLITE_CANTOPEN => new PersonMustDecideException(
                "database.rights", $"The database cannot be opened ({path}).", "Give the user that runs connector read and write rights on the file and on its folder, and look whether the disk is mounted."),
            SQLITE_IOERR => new RemoteFailedException(
                "database.disk", $"The disk failed under the database ({path}): {thrown.Message}", "Look into the system's log, at the disk's health and its free space; what was sealed before stands.", thrown),
            _ => new RemoteFailedException("database.failed", $"The database failed ({path}): {thrown.Message}", "Start it again; if it stays so, look at the disk and the rights.", thrown),
        };
    }

    /// <summary>The failure that a refused write to a file stands for; null where it is none of the disk's. .NET's message names the file.</summary>
    public static Exception? Of(IOException thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        return thrown.HResult switch
        {
            NoSpace or QuotaExceeded => Full(thrown.Message.TrimEnd('.'), thrown),
            ReadOnlyDisk => ReadOnly(thrown.Message.TrimEnd('.')),
            _ => null,
        };
    }

    /// <summary>The state that cannot be trusted any more.</summary>
    internal static PersonMustDecideException Damaged(string path, string why) => new(
        "state.corrupt", $"The state database {path} is damaged: {why}",
        "Stop the worker and put the last backup back (`connector restore DIR`): the damaged file is kept beside it, the archive tells what was recorded since, and each account then owes a full feed that compares what TikTok shows. Check the disk first.");

    private static RemoteFailedException Full(string where, Exception thrown) => new(
        "disk.full", $"No room is left on the disk ({where}).",
        "Make room: delete other files, keep fewer days of the archive (retention, `connector archive prune`), or move the data to a larger disk. What was sealed stands; the run is taken up again.", thrown);

    private static PersonMustDecideException ReadOnly(string where) => new(
        "disk.read-only", $"Nothing can be written there ({where}): the disk or the file is read-only.", "Mount the disk for writing (a disk that failed is often mounted read-only: look into the system's log), or correct the file's rights.");

    private static string Left(string path) => Free(path) is { } free ? $", {free:N0} bytes free" : "";

    /// <summary>Bytes that are free where a path lies; null: not known.</summary>
    internal static long? Free(string path)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
