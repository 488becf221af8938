using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// The files of an export, picked by globs and had on this machine. Where a glob chooses the newest and that one is still being
/// written, the next newest counts, with a warning; where it does not choose, the read is refused.
/// </summary>
internal sealed class ExportFiles : IDisposable
{
    private readonly IExportPlace _place;
    private readonly ReadBounds _bounds;
    private readonly ExportArchive? _archive;
    private readonly IReadOnlyList<ListedFile> _listed;
    private readonly Dictionary<string, Picked> _picked = new(StringComparer.Ordinal);

    private ExportFiles(IExportPlace place, ReadBounds bounds, ExportArchive? archive, IReadOnlyList<ListedFile> listed) =>
        (_place, _bounds, _archive, _listed) = (place, bounds, archive, listed);

    /// <summary>Files that were left for later.</summary>
    public List<ReadWarning> Warnings { get; } = [];

    /// <summary>Lists what lies at the location; a location may be one archive.</summary>
    public static async Task<ExportFiles> AtAsync(StoreSource source, IExportPlace place, ReadBounds bounds, CancellationToken cancellation)
    {
        var location = source.Location;
        if (source.WebFolder is null && File.Exists(location))
        {
            var zip = new FileInfo(location);
            var listed = new ListedFile(zip.Name, zip.Length, new DateTimeOffset(zip.LastWriteTimeUtc, TimeSpan.Zero), null);
            try
            {
                return new ExportFiles(place, bounds, new ExportArchive(zip.FullName, zip.Name, listed.Time, bounds), [listed]);
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new StoreReadException(location, 0, "", "cannot be opened: " + fault.Message, Cure(fault), fault);
            }
        }

        if (source.WebFolder is null && !Directory.Exists(location))
        {
            throw new StoreReadException(location, 0, "", "there is no folder or zip with this name", "correct the location, or export to it first");
        }

        return new ExportFiles(place, bounds, null, await place.ListAsync([.. AllGlobs(source).Select(glob => new ExportGlob(glob).Files)], cancellation));
    }

    /// <summary>Of what was listed for the source, and of how it is read: the same again where nothing has changed.</summary>
    public string Fingerprint(StoreSource source)
    {
        var globs = AllGlobs(source).Select(glob => new ExportGlob(glob).Files).ToList();
        var text = new StringBuilder()
            .AppendLine(typeof(ExportFiles).Module.ModuleVersionId.ToString())
            .AppendLine(JsonSerializer.Serialize(source with { Access = new(), Title = "", ReadBrakePercent = 0 }));
        foreach (var file in _listed.Where(file => _archive is not null || globs.Exists(glob => file.Match(glob) is not null)).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Path}|{file.Length}|{file.Time:O}|{file.Tag}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The files that any of the globs names, each once, in ordinal order of path.</summary>
    public Task<List<ExportFile>> MatchingAsync(IEnumerable<string> globs, CancellationToken cancellation) => MatchingAsync(globs, static _ => true, cancellation);

    /// <summary>Those of them that are wanted; the others are not brought.</summary>
    public async Task<List<ExportFile>> MatchingAsync(IEnumerable<string> globs, Func<ListedFile, bool> wanted, CancellationToken cancellation)
    {
        var found = new SortedDictionary<string, ExportFile>(StringComparer.Ordinal);
        foreach (var glob in globs.Select(glob => new ExportGlob(glob)))
        {
            foreach (var file in _archive is null ? await PickAsync(glob, wanted, cancellation) : glob.Inside is null ? _archive.Matching(glob.Files) : [])
            {
                found.TryAdd(file.Path, file);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The listed files that a glob names, without having them; of an archive, the archive.</summary>
    public IEnumerable<ListedFile> Named(ExportGlob glob) => _listed.Where(file => file.Match(glob.Files) is not null);

    public static FileStream Sequential(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);

    public static string Cure(Exception fault) => fault switch
    {
        UnauthorizedAccessException => "give the account that runs Connector the right to read it",
        InvalidDataException => "the file is damaged or not yet whole: wait until the export has ended, or export it again",
        _ => "check the disk or share, then read again",
    };

    public void Dispose()
    {
        _archive?.Dispose();
        foreach (var picked in _picked.Values)
        {
            picked.Archive?.Dispose();
        }

        _place.Dispose();
    }

    private static IEnumerable<string> AllGlobs(StoreSource source) => source.Catalogs.Concat(source.PriceBooks).Concat(source.InventoryLists);

    private async Task<List<ExportFile>> PickAsync(ExportGlob glob, Func<ListedFile, bool> wanted, CancellationToken cancellation)
    {
        var found = new List<ExportFile>();
        var families = _listed.Where(wanted).Select(file => (File: file, Match: file.Match(glob.Files))).Where(pair => pair.Match is not null)
            .GroupBy(pair => pair.Match!.Value.Family, StringComparer.Ordinal);
        foreach (var family in families)
        {
            var newest = family.OrderByDescending(pair => pair.Match!.Value.Choice, StringComparer.Ordinal).ThenByDescending(pair => pair.File.Path, StringComparer.Ordinal);
            var (file, picked) = await FirstWholeAsync([.. newest.Select(pair => pair.File)], glob, cancellation);
            found.AddRange(glob.Inside is null
                ? [Plain(file, picked.File!)]
                : picked.Archive!.Matching(glob.Inside).Select(entry => entry with { Path = $"{file.Path}!/{entry.Path}" }));
        }

        return found;
    }

    private async Task<(ListedFile File, Picked Picked)> FirstWholeAsync(List<ListedFile> newest, ExportGlob glob, CancellationToken cancellation)
    {
        foreach (var file in newest)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_picked.TryGetValue(file.Path, out var picked))
            {
                picked = await PickAsync(file, glob, cancellation);
                _picked.Add(file.Path, picked);
                if (picked.Fault is { } fault && newest.Count > 1)
                {
                    Warnings.Add(new ReadWarning("file.not-whole", file.Path, 0, $"{fault}; it is left for later"));
                }
            }

            if (picked.Fault is null)
            {
                return (file, picked);
            }
        }

        var last = newest[0];
        throw new StoreReadException(
            last.Path, 0, "", $"{_picked[last.Path].Fault}{(newest.Count > 1 ? $", and none of the {newest.Count - 1} files before it is whole" : "")}", Wholeness.Later);
    }

    private async Task<Picked> PickAsync(ListedFile file, ExportGlob glob, CancellationToken cancellation)
    {
        if (await _place.BringAsync(file, cancellation) is not { } brought)
        {
            return new Picked(null, null, "the file changed while it was fetched");
        }

        if (glob.Inside is null)
        {
            // One without a choice is looked at when it is read.
            return new Picked(brought, null, glob.Files.ChoosesNewest ? Wholeness.FaultOf(Plain(file, brought), brought.FullName) : null);
        }

        try
        {
            return new Picked(brought, new ExportArchive(brought.FullName, file.Path, file.Time, _bounds), null);
        }
        catch (InvalidDataException)
        {
            return new Picked(null, null, "the archive has no directory at its end");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException(file.Path, 0, "", "cannot be opened: " + fault.Message, Cure(fault), fault);
        }
    }

    private ExportFile Plain(ListedFile file, BroughtFile brought) => new(
        file.Path, file.Path, file.Time, () => _bounds.Guard(Sequential(brought.FullName), file.Path, file.Path, new FileInfo(brought.FullName).Length)) { Changed = brought.Changed };

    /// <summary>What became of a listed file: had on this machine, opened where it is an archive, or at fault.</summary>
    private sealed record Picked(BroughtFile? File, ExportArchive? Archive, string? Fault);
}

/// <summary>One file of an export.</summary>
/// <param name="Path">Path below the location, with slashes.</param>
/// <param name="Origin">File, and entry in an archive.</param>
/// <param name="Time">When it was last written.</param>
/// <param name="Open">Its bytes, unpacked; may be opened again.</param>
internal sealed record ExportFile(string Path, string Origin, DateTimeOffset? Time, Func<Stream> Open)
{
    /// <summary>Whether it was written since it was listed.</summary>
    public Func<bool> Changed { get; init; } = static () => false;
}
