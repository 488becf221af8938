namespace Connector.Archive;

/// <summary>A folder of the archive: a run, or something that was done beside the feeds.</summary>
/// <param name="Account">The account, or the chain of the documents.</param>
/// <param name="Id">Its id.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Files">Its files with their sizes, by their place in it, <c>/</c> between folders.</param>
public sealed record ArchivedFolder(string Account, string Id, string Path, IReadOnlyDictionary<string, long> Files)
{
    /// <summary>Where a file of it lies.</summary>
    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Its date and time as 14 digits.</summary>
    public string Stamp => Id.Length >= 14 ? Id[..14] : Id;
}

/// <summary>Goes through an archive as it lies on a disk, in the order of accounts and time. Nothing but names and sizes is looked at.</summary>
internal static class ArchiveWalk
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>The accounts, and the chains that are no account's.</summary>
    public static IReadOnlyList<string> Accounts(string root) =>
        Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The folders of an account, the oldest first.</summary>
    public static IEnumerable<ArchivedFolder> Folders(string root, string account)
    {
        var home = Path.Combine(root, account);
        if (!IsName(account) || !Directory.Exists(home) || account == Chain.OfHeads)
        {
            yield break;
        }

        foreach (var year in Directory.EnumerateDirectories(home).Order(StringComparer.Ordinal))
        {
            foreach (var folder in Directory.EnumerateDirectories(year).Order(StringComparer.Ordinal))
            {
                yield return Folder(account, folder);
            }
        }
    }

    /// <summary>One folder; null where it is not there.</summary>
    public static ArchivedFolder? Find(string root, string account, string id)
    {
        var path = id.Length > 4 && IsName(id) && IsName(account) ? Path.Combine(root, account, id[..4], id) : "";
        return Directory.Exists(path) ? Folder(account, path) : null;
    }

    /// <summary>Files that lie where no run's folder is.</summary>
    public static IEnumerable<string> Strays(string root, string account)
    {
        var home = Path.Combine(root, account);
        if (!IsName(account) || !Directory.Exists(home))
        {
            return [];
        }

        return Directory.EnumerateFiles(home).Concat(account == Chain.OfHeads ? [] : Directory.EnumerateDirectories(home).SelectMany(Directory.EnumerateFiles));
    }

    /// <summary>Whether it is the name of one folder, and leads nowhere else.</summary>
    internal static bool IsName(string name) => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\\', '\0') < 0;

    private static ArchivedFolder Folder(string account, string path) => new(
        account, System.IO.Path.GetFileName(path), path,
        new DirectoryInfo(path).EnumerateFiles("*", Everything)
            .ToDictionary(file => System.IO.Path.GetRelativePath(path, file.FullName).Replace('\\', '/'), file => file.Length, StringComparer.Ordinal));
}
