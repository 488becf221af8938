using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.State;

/// <summary>Looks at the databases of a data folder when one of them fails: says which one is damaged, and puts a mirror that is aside.</summary>
/// <param name="settings">Where they are.</param>
/// <param name="mirror">Opens the mirror, where it must be set aside.</param>
public sealed class Databases(ConnectorSettings settings, Func<Mirror> mirror)
{
    /// <summary>Tells that the state was found damaged: nothing that goes on can be right.</summary>
    public event Action<PersonMustDecideException>? StateLost;

    /// <summary>
    /// The failure of a run that an error stands for. A damaged mirror or index of the archive is set aside, since both can be made again; a damaged state is a person's matter.
    /// </summary>
    public Exception Explain(Exception thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        return thrown switch
        {
            SqliteException broken when DatabaseFault.IsDamage(broken) => Looked(broken),
            SqliteException failed => Failed(failed),
            IOException refused => DatabaseFault.Of(refused) ?? thrown,
            _ => thrown,
        };
    }

    /// <summary>
    /// Looks over all pages of both databases, as a worker does when it starts: what is damaged may go unnoticed for long, since SQLite meets only the pages that it reads. A gigabyte takes some
    /// seconds. A damaged mirror is set aside, and the shops are read again.
    /// </summary>
    /// <returns>What was found and done; null: both are whole.</returns>
    /// <exception cref="PersonMustDecideException"><c>state.corrupt</c>: the state is damaged.</exception>
    public RemoteFailedException? LookOver()
    {
        if (Damage(settings.StatePath) is { } state)
        {
            throw DatabaseFault.Damaged(settings.StatePath, state);
        }

        return Damage(settings.MirrorPath) is null ? null : mirror().SetAside();
    }

    /// <summary>What is wrong with a database file, by SQLite's own check of its pages and indexes; null: nothing, or it is not there.</summary>
    /// <exception cref="SqliteException">It could not be looked at.</exception>
    public static string? Damage(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        SqliteSetUp.Make();
        try
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            db.Open();
            using var check = db.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            var told = check.ExecuteScalar() as string;
            // Its first line only says which database.
            return told == "ok" ? null : told?.Split('\n')[^1].Trim() ?? "it cannot be checked";
        }
        catch (SqliteException broken) when (DatabaseFault.IsDamage(broken))
        {
            return broken.Message;
        }
    }

    /// <summary>When the disk is itself again, files are opened anew.</summary>
    private Exception Failed(SqliteException failed)
    {
        StateDatabase.Forget(StateDatabase.ConnectionTo(settings.StatePath, (int)settings.DatabaseWait.TotalSeconds));
        StateDatabase.Forget(Mirror.ConnectionTo(settings.MirrorPath));
        return DatabaseFault.Of(failed, Tightest([settings.Data, Path.GetDirectoryName(settings.StatePath)!, Path.GetDirectoryName(settings.MirrorPath)!, Path.GetTempPath()]));
    }

    /// <summary>Databases may lie on disks of their own, and sort in the temporary folder: the one with the least room is meant.</summary>
    private static string Tightest(IReadOnlyList<string> folders) => folders.Where(Directory.Exists).MinBy(folder => DatabaseFault.Free(folder) ?? long.MaxValue) ?? folders[0];

    /// <summary>What stands in the way of looking hides no fault.</summary>
    private Exception Looked(SqliteException broken)
    {
        try
        {
            return Damaged(broken);
        }
        catch (RemoteFailedException begunAnew)
        {
            return begunAnew;
        }
        catch (PersonMustDecideException told)
        {
            return told;
        }
        catch (Exception unseen) when (unseen is SqliteException or IOException or UnauthorizedAccessException)
        {
            return new RemoteFailedException("database.failed", $"A database in {settings.Data} is damaged ({broken.Message}), and it cannot be looked which ({unseen.Message}).", "Run `connector check`, which says which one, and check the disk.", broken);
        }
    }

    private Exception Damaged(SqliteException broken)
    {
        if (Damage(settings.StatePath) is { } state)
        {
            var lost = DatabaseFault.Damaged(settings.StatePath, state);
            StateLost?.Invoke(lost);
            return lost;
        }

        if (Damage(settings.MirrorPath) is not null && mirror().SetAside() is { } aside)
        {
            return aside;
        }

        if (Damage(settings.ArchiveIndexPath) is { } index)
        {
            StateDatabase.Forget(StateDatabase.ConnectionTo(settings.ArchiveIndexPath));
            foreach (var end in (string[])["-wal", "-shm", ""])
            {
                File.Delete(settings.ArchiveIndexPath + end);
            }

            return new RemoteFailedException("archive-index.corrupt", $"The archive's index {settings.ArchiveIndexPath} was damaged ({index}) and is deleted.", "It is made again from the archive when it is next asked.", broken);
        }

        return new RemoteFailedException("database.failed", $"A database in {settings.Data} failed ({broken.Message}); looked at now, all of them are whole.", "Start it again; if it stays so, check the disk.", broken);
    }
}
