using System.Globalization;
using Connector.Drop;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// An export in a WebDAV folder. Listed folder by folder, only where a glob can lead (servers refuse Depth: infinity); a file is
/// brought whole into the spool before it is read.
/// </summary>
internal sealed class WebPlace(StoreSource source, WebDavClient client, Spool? spool, ExportLimits limits) : IExportPlace
{
    private const int MaxDepth = 32;
    private long _brought;

    /// <param name="source">The source, whose location is an address.</param>
    /// <param name="doors">Open it.</param>
    /// <param name="spool">Makes the place where files are laid; null where none will be brought.</param>
    /// <param name="limits">How much may be there.</param>
    public static WebPlace Open(StoreSource source, Doors doors, Func<Spool?> spool, ExportLimits limits)
    {
        var laid = spool();
        // SFCC's web tier closes a request after 5 minutes; what is missing then is asked for again. A check shall answer soon.
        var location = source.Access.At(source.WebFolder!, "access.", get: TimeSpan.FromMinutes(5)) with { Retries = laid is null ? 1 : 5 };
        return location.Faults() is [var fault, ..]
            ? throw new PersonMustDecideException("source.settings", $"The source's location cannot be used: {fault}", "Correct location and access of the source.")
            : new WebPlace(source, doors.Client(location, "source"), laid, limits);
    }

    public async Task<IReadOnlyList<ListedFile>> ListAsync(IReadOnlyList<Glob> globs, CancellationToken cancellation)
    {
        var files = new List<ListedFile>();
        var folders = new Queue<string>([""]);
        var seen = 0;
        while (folders.TryDequeue(out var folder))
        {
            if (await client.Propfind(folder, 1, cancellation) is not { } listing)
            {
                if (folder.Length == 0)
                {
                    throw new StoreReadException(source.Location, 0, "", "there is no WebDAV folder with this address", "correct the location, or export to it first");
                }

                continue;
            }

            foreach (var entry in listing.Inside)
            {
                Count(++seen);
                var path = Checked(folder, entry);
                if (ListedFile.Ignored(entry.Name))
                {
                    continue;
                }

                if (!entry.IsFolder)
                {
                    files.AddRange(globs.Any(glob => glob.Matches(path)) ? [Listed(path, entry)] : []);
                }
                else if (path.Count(letter => letter == '/') < MaxDepth && globs.Any(glob => glob.LeadsInto(path)))
                {
                    folders.Enqueue(path + "/");
                }
            }
        }

        return files;
    }

    public async Task<IReadOnlyList<ListedFile>?> ListFolderAsync(string folder, CancellationToken cancellation)
    {
        var path = folder.TrimEnd('/') + "/";
        if (await client.Propfind(path, 1, cancellation) is not { } listing)
        {
            return null;
        }

        Count(listing.Inside.Count);
        return [.. listing.Inside.Where(entry => !entry.IsFolder).Select(entry => Listed(Checked(path, entry), entry)).Where(file => !ListedFile.Ignored(file.Name))];
    }

    public async Task<BroughtFile?> BringAsync(ListedFile file, CancellationToken cancellation)
    {
        var left = limits.TotalBytes - _brought;
        if (file.Length > left)
        {
            throw new StoreReadException(
                source.Location, 0, "", string.Create(CultureInfo.InvariantCulture, $"the files have more than {limits.TotalBytes} bytes together"), "raise the limit if the shop is really that large");
        }

        var listed = new DropEntry(file.Name, file.Length, IsFolder: false, file.Tag, file.Time);
        var laid = await spool!.LayAsync(async into =>
        {
            var given = await client.GetRawFile(file.Path, into, left, cancellation);
            _brought += into.Length;
            return given is not null && listed.IsSameAs(given)
                && (await client.Propfind(file.Path, 0, cancellation))?.Self is { } now && listed.IsSameAs(now) && given.IsSameAs(now);
        });
        return laid is null ? null : new BroughtFile(laid, static () => false);
    }

    public void Dispose() => spool?.Dispose();

    private static ListedFile Listed(string path, DropEntry entry) => new(path, entry.Length, entry.Modified, entry.ETag);

    /// <summary>Names come from the server's hrefs, decoded: <c>..%2Fname</c> is a name there.</summary>
    private string Checked(string folder, DropEntry entry) =>
        entry.Name is "" or "." or ".." || entry.Name.Any(letter => letter is '/' or '\\' || char.IsControl(letter)) || entry.Name is [var drive, ':', ..] && char.IsAsciiLetter(drive)
            ? throw new StoreReadException(source.Location, 0, "", $"the server lists a name that leads out of the folder: '{ExportArchive.Printable(entry.Name)}'", "check which server this is, and what lies in the folder")
            : folder + entry.Name;

    private void Count(int entries)
    {
        if (entries > limits.Entries)
        {
            throw new StoreReadException(
                source.Location, 0, "", string.Create(CultureInfo.InvariantCulture, $"there are more than {limits.Entries} files"), "give the export a place of its own");
        }
    }
}
