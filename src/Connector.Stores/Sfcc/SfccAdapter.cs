using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads a shop of Salesforce Commerce Cloud from its XML exports: a folder or a zip (site archive), files also as .gz. All catalogs,
/// then all price books, then all inventory lists, each in ordinal order of path, so that which record is the last does not depend
/// on the file system. Everything is read as complete. The shop's time of a scope is when its file was last written.
/// </summary>
/// <param name="limits">How far an export may unpack; leave alone unless a shop is larger.</param>
public sealed class SfccAdapter(ExportLimits? limits = null) : IStoreAdapter
{
    private readonly ExportLimits _limits = limits ?? new ExportLimits();

    public string Type => "sfcc";

    public Task<IFetchedStore> FetchAsync(StoreFetch fetch, CancellationToken cancellation)
    {
        var source = fetch.Source;
        if (SettingsFaults(source) is [var fault, ..])
        {
            throw new StoreReadException(source.Location, 0, "", fault.Sentence, fault.Remedy);
        }

        return Task.FromResult<IFetchedStore>(new FullExport(source, _limits, Clock(source)));
    }

    public Task<IReadOnlyList<SourceFault>> CheckAsync(StoreSource source, CancellationToken cancellation)
    {
        var faults = SettingsFaults(source);
        if (faults.Count > 0)
        {
            return Task.FromResult<IReadOnlyList<SourceFault>>(faults);
        }

        try
        {
            using var files = ExportFiles.At(source.Location, _limits, Clock(source));
            CheckGlobs("catalogs", source.Catalogs);
            CheckGlobs("priceBooks", source.PriceBooks);
            CheckGlobs("inventoryLists", source.InventoryLists);

            void CheckGlobs(string field, IReadOnlyList<string> globs)
            {
                foreach (var glob in globs)
                {
                    var found = files.Matching([glob]);
                    if (found.Count == 0)
                    {
                        faults.Add(new SourceFault(field, $"no file matches {glob}", "correct the glob, or export the files; * stands within a name, ** over folders"));
                    }

                    faults.AddRange(found.Select(file => OpenFault(field, file)).OfType<SourceFault>());
                }
            }
        }
        catch (StoreReadException fault)
        {
            faults.Add(new SourceFault("location", $"{fault.Origin}: {fault.Sentence}", fault.Remedy));
        }

        return Task.FromResult<IReadOnlyList<SourceFault>>(faults);
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

    private static List<SourceFault> SettingsFaults(StoreSource source)
    {
        var faults = new List<SourceFault>();
        if (string.IsNullOrWhiteSpace(source.Location))
        {
            faults.Add(new SourceFault("location", "the location is empty", "name the folder or zip that holds the export"));
        }

        if (source.Catalogs.Count == 0)
        {
            faults.Add(new SourceFault("catalogs", "there is no glob for catalogs", "name the catalog files, such as catalogs/*/catalog.xml"));
        }

        foreach (var (field, globs) in new[] { ("catalogs", source.Catalogs), ("priceBooks", source.PriceBooks), ("inventoryLists", source.InventoryLists) })
        {
            faults.AddRange(globs.Where(glob => !Glob.Stays(glob)).Select(glob => new SourceFault(
                field, $"the glob '{glob}' is empty or leads out of the location", "write it relative to the location, without ..")));
        }

        if (ShopClock.FindZone(source.TimeZone) is null)
        {
            faults.Add(new SourceFault("timeZone", $"time zone '{source.TimeZone}' is not known", "use an IANA name such as Europe/Paris"));
        }

        if (source.ImageBaseUrl.Length > 0
            && !(Uri.TryCreate(source.ImageBaseUrl.Replace("{catalog}", "catalog", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            faults.Add(new SourceFault("imageBaseUrl", $"'{source.ImageBaseUrl}' is not an absolute http or https address", "write it whole, such as https://cdn.example.com/{catalog}/"));
        }

        return faults;
    }

    private static ShopClock Clock(StoreSource source) => new(ShopClock.FindZone(source.TimeZone)!);}
