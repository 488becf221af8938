using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>An export in a folder of this machine, read where it lies. Links to folders are not followed.</summary>
internal sealed class LocalPlace(string location, ExportLimits limits) : IExportPlace
{
    private readonly string _root = Path.GetFullPath(location);

    public Task<IReadOnlyList<ListedFile>> ListAsync(IReadOnlyList<Glob> globs, CancellationToken cancellation)
    {
        var files = new List<ListedFile>();
        Guarded(() => Add(new DirectoryInfo(_root), "", files, cancellation));
        return Task.FromResult<IReadOnlyList<ListedFile>>(TopFolder(files) is var top and > 0 ? [.. files.Select(file => file with { Below = file.Path[top..] })] : files);
    }

    public Task<IReadOnlyList<ListedFile>?> ListFolderAsync(string folder, CancellationToken cancellation)
    {
        var place = new DirectoryInfo(Path.Combine(_root, folder));
        var files = new List<ListedFile>();
        Guarded(() =>
        {
            foreach (var file in place.Exists ? place.EnumerateFiles() : [])
            {
                cancellation.ThrowIfCancellationRequested();
                AddFile(file, folder.TrimEnd('/') + "/", files);
            }
        });
        return Task.FromResult<IReadOnlyList<ListedFile>?>(place.Exists ? files : null);
    }

    public Task<BroughtFile?> BringAsync(ListedFile file, CancellationToken cancellation)
    {
        if (file.LeavesRoot)
        {
            throw new StoreReadException(file.Path, 0, "", "the file is a link that leads out of the location", "put the file itself there");
        }

        var there = new FileInfo(Path.Combine(_root, file.Path));
        return Task.FromResult(Changed() ? null : new BroughtFile(there.FullName, Changed));

        bool Changed()
        {
            there.Refresh();
            return !there.Exists || there.Length != file.Length || there.LastWriteTimeUtc != file.Time?.UtcDateTime;
        }
    }

    public void Dispose()
    {
    }

    private void Add(DirectoryInfo folder, string prefix, List<ListedFile> files, CancellationToken cancellation)
    {
        foreach (var info in folder.EnumerateFileSystemInfos())
        {
            cancellation.ThrowIfCancellationRequested();
            if (info is FileInfo file)
            {
                AddFile(file, prefix, files);
            }
            else if (info.LinkTarget is null && !ListedFile.Ignored(info.Name))
            {
                Add((DirectoryInfo)info, prefix + info.Name + "/", files, cancellation);
            }
        }
    }

    private void AddFile(FileInfo file, string prefix, List<ListedFile> files)
    {
        if (ListedFile.Ignored(file.Name))
        {
            return;
        }

        if (files.Count >= limits.Entries)
        {
            throw new StoreReadException(
                location, 0, "", string.Create(CultureInfo.InvariantCulture, $"there are more than {limits.Entries} files"), "give the export a place of its own");
        }

        var leaves = file.LinkTarget is not null
            && file.ResolveLinkTarget(returnFinalTarget: true)?.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) != true;
        files.Add(leaves
            ? new ListedFile(prefix + file.Name, 0, null, null) { LeavesRoot = true }
            : new ListedFile(prefix + file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero), null));
    }

    private void Guarded(Action list)
    {
        try
        {
            list();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException(location, 0, "", "cannot be opened: " + fault.Message, ExportFiles.Cure(fault), fault);
        }
    }

    /// <summary>Length of the one top folder that holds every file, 0 where there is none.</summary>
    private static int TopFolder(List<ListedFile> files)
    {
        var length = files.Count == 0 ? 0 : files[0].Path.IndexOf('/', StringComparison.Ordinal) + 1;
        return length > 0 && files.TrueForAll(file => file.Path.StartsWith(files[0].Path[..length], StringComparison.Ordinal)) ? length : 0;
    }
}
