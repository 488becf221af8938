namespace Connector.Drop;

/// <summary>
/// Places feed files so that a reader sees each one whole or not at all: all of them are first laid down under
/// <c>TEMP_</c> names and verified, then all get their final names. Placing the same files again changes nothing.
/// </summary>
public sealed partial class FeedDrop
{
    private readonly IDropFolder _folder;
    private readonly DropLocation _location;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;

    /// <param name="http">From <see cref="Http.NewClient"/>; not used for a <c>file:</c> location.</param>
    /// <param name="location">Where to, WebDAV or local.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    public FeedDrop(HttpClient http, DropLocation location, TimeProvider time, Random? jitter = null)
        : this(location.Url is { IsAbsoluteUri: true, IsFile: true } ? new LocalFolder(location) : new WebDavFolder(new WebDavClient(http, location, time, jitter), location), location, time, jitter)
    {
    }

    internal FeedDrop(IDropFolder folder, DropLocation location, TimeProvider time, Random? jitter) =>
        (_folder, _location, _time, _backOff) = (folder, location, time, new BackOff(location.Retries, location.FirstDelay, location.MaxDelay, time, jitter));

    /// <summary>Places the files, in their order. What already stands there under its final name, read back, with the same length and hash is left alone.</summary>
    public async Task<DropReceipt> PlaceAsync(IReadOnlyList<DropFile> files, CancellationToken cancellation)
    {
        CheckNames(files);
        var started = _time.GetUtcNow();
        foreach (var folder in files.Select(f => f.Folder.TrimEnd('/')).Distinct(StringComparer.Ordinal))
        {
            await _folder.EnsureAsync(folder, cancellation);
        }

        var laid = new List<Laid>();
        try
        {
            foreach (var file in files)
            {
                laid.Add(await LayAsync(file, cancellation));
            }
        }
        catch (Exception fault) when (fault is RemoteFailedException or PersonMustDecideException)
        {
            await ClearAsync(files.Take(laid.Count + 1), cancellation);
            throw;
        }

        var placed = new List<DroppedFile>();
        foreach (var one in laid)
        {
            placed.Add(await NameAsync(one, cancellation));
        }

        return new DropReceipt(placed, started, _time.GetUtcNow());
    }

    /// <summary>Removes a file from the drop. False when it was not there, which is as good.</summary>
    public Task<bool> RemoveAsync(string folder, string name, CancellationToken cancellation)
    {
        if (DropPath.Segments(name).Length != 1)
        {
            throw new PersonMustDecideException("drop.name", "A file without a single name cannot be removed.", "Name the file.");
        }

        return _folder.RemoveAsync(DropPath.Join(folder, name.TrimEnd('/')), cancellation);
    }

    /// <summary>What stands directly in the folder, <c>TEMP_</c> files included; empty when the folder is missing.</summary>
    public Task<IReadOnlyList<DropEntry>> ListAsync(string folder, CancellationToken cancellation) => _folder.ListAsync(folder, cancellation);

    /// <summary>Tries everything that a delivery needs, on a probe file in the base folder; for <c>connector check</c>.</summary>
    public Task<IReadOnlyList<DropFinding>> CheckAsync(CancellationToken cancellation) => new DropCheck(_folder).RunAsync(cancellation);

    private static void CheckNames(IReadOnlyList<DropFile> files)
    {
        foreach (var file in files)
        {
            DropPath.CheckName(file.Name);
            _ = DropPath.Segments(file.Folder);
        }

        if (files.GroupBy(PathOf, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new PersonMustDecideException("drop.name", $"'{twice.Key}' would be dropped {twice.Count()} times in one delivery.", "Make the name pattern distinguish the files.");
        }
    }

    private static string PathOf(DropFile file) => DropPath.Join(file.Folder, file.Name);

    private static string TemporaryOf(DropFile file) => DropPath.Join(file.Folder, DropPath.TemporaryOf(file.Name));

    private async Task<Laid> LayAsync(DropFile file, CancellationToken cancellation)
    {
        var started = _time.GetUtcNow();
        var path = PathOf(file);
        var standing = await _folder.LookAsync(path, cancellation);
        var isReadable = true;
        if (standing is { IsFolder: false } && await StandsAsync())
        {
            await _folder.RemoveAsync(TemporaryOf(file), cancellation);
            return new Laid(file, 0, Overwrites: false, isReadable, standing.ETag, started);
        }

        var sent = 0;
        (await _backOff.RunAsync(
            async (_, inner) =>
            {
                var hash = await _folder.WriteAsync(TemporaryOf(file), file.Length, OpenCountedAsync, inner);
                if (!hash.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    throw new SourceChangedException($"its SHA-256 is {hash}, {file.Sha256} was announced").ForPerson(path);
                }

                var seen = await _folder.LookAsync(TemporaryOf(file), inner);
                if (await DifferenceAsync(TemporaryOf(file), seen, file, IsReadBack(file), inner) is not { } difference)
                {
                    return Try.Got(true);
                }

                await _folder.RemoveAsync(TemporaryOf(file), inner);
                return Try.Failed<bool>(Mismatch(path, difference));
            },
            cancellation)).OrThrow();
        return new Laid(file, sent, Overwrites: standing is not null, isReadable, ETag: null, started);

        async Task<bool> StandsAsync()
        {
            try
            {
                return await DifferenceAsync(path, standing, file, readBack: true, cancellation) is null;
            }
            catch (RemoteFailedException slow) when (IsTooSlow(slow))
            {
                return isReadable = false;
            }
        }

        ValueTask<Stream> OpenCountedAsync(CancellationToken inner)
        {
            sent++;
            return file.Open(inner);
        }
    }

    private async Task<DroppedFile> NameAsync(Laid laid, CancellationToken cancellation)
    {
        var (file, etag) = (laid.File, laid.ETag);
        if (laid.Sent > 0)
        {
            await _folder.MoveAsync(TemporaryOf(file), PathOf(file), file.Length, cancellation);
            var seen = await _folder.LookAsync(PathOf(file), cancellation);
            var difference = laid.Overwrites || seen?.Length != file.Length ? await NamedDifferenceAsync(laid, seen, cancellation) : null;
            if (difference is not null)
            {
                throw Mismatch(PathOf(file), difference).ToException();
            }

            etag = seen?.ETag;
        }

        return new DroppedFile(file.Folder, file.Name, file.Length, file.Sha256.ToLowerInvariant(), laid.Sent, laid.Sent == 0, etag, laid.Started, _time.GetUtcNow());
    }

    /// <summary>Readers ignore what is left; clearing it is a courtesy and never hides the fault itself.</summary>
    private async Task ClearAsync(IEnumerable<DropFile> files, CancellationToken cancellation)
    {
        try
        {
            foreach (var file in files)
            {
                await _folder.RemoveAsync(TemporaryOf(file), cancellation);
            }
        }
        catch (Exception fault) when (fault is RemoteFailedException or PersonMustDecideException or OperationCanceledException)
        {
        }
    }

    /// <param name="File">The file.</param>
    /// <param name="Sent">How often its bytes were sent; 0 when the final name holds it already.</param>
    /// <param name="Overwrites">Whether something else stands under the final name.</param>
    /// <param name="IsReadable">Whether what stood there could be read back in time.</param>
    /// <param name="ETag">The tag of what stands there already.</param>
    /// <param name="Started">When it was looked for first.</param>
    private sealed record Laid(DropFile File, int Sent, bool Overwrites, bool IsReadable, string? ETag, DateTimeOffset Started);
}
