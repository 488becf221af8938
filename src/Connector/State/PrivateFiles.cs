namespace Connector.State;

/// <summary>What only the user of the worker may read: 700 for folders, 600 for files. Where there are no such modes (Windows), the folder's own rights count.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder where there is none; one that is there keeps the mode that somebody gave it.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, Own | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Takes a database's rights from others, and those of the files beside it, which SQLite makes with its mode and uses on as they are.</summary>
    public static void GuardDatabase(string file)
    {
        Guard(file);
        Guard(file + "-wal");
        Guard(file + "-shm");
    }

    /// <summary>Takes a file's rights from others.</summary>
    public static void Guard(string file)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & Others) != 0)
            {
                File.SetUnixFileMode(file, Own);
            }
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            // Another user's file, or a disk without modes: whoever owns it decides.
        }
    }
}
