using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Looks at a source's place: that it can be listed, that each glob names something, that files of this machine can be opened. Fetches nothing.</summary>
internal sealed class SourceCheck(StoreSource source, IExportPlace place, ReadBounds bounds)
{
    public async Task RunAsync(List<SourceFault> faults, CancellationToken cancellation)
    {
        using var files = await ExportFiles.AtAsync(source, place, bounds, cancellation);
        await GlobsAsync("catalogs", source.Catalogs);
        await GlobsAsync("priceBooks", source.PriceBooks);
        await GlobsAsync("inventoryLists", source.InventoryLists);
        foreach (var folder in source.Deltas.Folders)
        {
            if (await place.ListFolderAsync(folder, cancellation) is null)
            {
                faults.Add(new SourceFault("deltas.folders", $"there is no folder {folder}", "correct the name; or wait: the shop makes it with the first change that it exports"));
            }
        }

        async Task GlobsAsync(string field, IReadOnlyList<string> globs)
        {
            foreach (var glob in globs)
            {
                var found = source.WebFolder is null ? await OpenedAsync(field, glob) : files.Named(new ExportGlob(glob)).Count();
                if (found == 0)
                {
                    faults.Add(new SourceFault(field, $"no file matches {glob}", "correct the glob, or export the files; * stands within a name, ** over folders, {newest} for the newest"));
                }
            }
        }

        async Task<int> OpenedAsync(string field, string glob)
        {
            try
            {
                var found = await files.MatchingAsync([glob], cancellation);
                faults.AddRange(found.Select(file => OpenFault(field, file)).OfType<SourceFault>());
                return found.Count;
            }
            catch (StoreReadException fault)
            {
                faults.Add(new SourceFault(field, $"{fault.Origin}: {fault.Sentence}", fault.Remedy));
                return 1;
            }
        }
    }

    private static SourceFault? OpenFault(string field, ExportFile file)
    {
        try
        {
            using var bytes = file.Open();
            _ = bytes.ReadByte();
            return null;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new SourceFault(field, $"{file.Origin} cannot be read: {fault.Message}", ExportFiles.Cure(fault));
        }
    }
}
