using Connector.Drop;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads a shop of Salesforce Commerce Cloud from its XML exports: a folder, a zip (site archive) or a WebDAV folder (IMPEX), files also
/// as .gz. All catalogs, then all price books, then all inventory lists, each in ordinal order of path, so that which record is the last
/// does not depend on the file system. The shop's time of a scope is when its file was last written. Between full reads, the archives
/// of the platform's delta exports.
/// </summary>
/// <param name="limits">How far an export may unpack; leave alone unless a shop is larger.</param>
/// <param name="http">From <see cref="Http.NewClient"/>; a client of its own where null.</param>
/// <param name="clock">For time-outs, waits and tokens; the system's where null.</param>
/// <param name="doors">Open WebDAV folders; its own where null.</param>
public sealed class SfccAdapter(ExportLimits? limits = null, HttpClient? http = null, TimeProvider? clock = null, Doors? doors = null) : IStoreAdapter
{
    private readonly ExportLimits _limits = limits ?? new ExportLimits();
    private readonly Lazy<HttpClient> _http = new(() => http ?? Http.NewClient());
    private Doors? _doors;

    public string Type => "sfcc";

    public async Task<IFetchedStore> FetchAsync(StoreFetch fetch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        var source = fetch.Source;
        if (SettingsFaults(source) is [var fault, ..])
        {
            throw new StoreReadException(source.Location, 0, "", fault.Sentence, fault.Remedy);
        }

        var bounds = new ReadBounds(_limits, Clock(source));
        var place = Place(source, () => new Spool(fetch.Spool));
        try
        {
            IFetchedStore shop = fetch.Kind == StoreReadKind.Delta
                ? await DeltaExport.FetchAsync(fetch, place, bounds, cancellation)
                : await FullExport.FetchAsync(fetch, place, bounds, cancellation);
            return source.Omnichannel.Any
                ? await OmnichannelStore.FetchAsync(shop, fetch, folder => Place(source, () => new Spool(folder)), bounds, _http.Value, clock ?? TimeProvider.System, cancellation)
                : shop;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<SourceFault>> CheckAsync(StoreSource source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var faults = SettingsFaults(source);
        if (faults.Count > 0)
        {
            return faults;
        }

        try
        {
            using var place = Place(source, static () => null);
            await new SourceCheck(source, place, new ReadBounds(_limits, Clock(source))).RunAsync(faults, cancellation);
        }
        catch (StoreReadException fault)
        {
            faults.Add(new SourceFault("location", $"{fault.Origin}: {fault.Sentence}", fault.Remedy));
        }
        catch (PersonMustDecideException fault)
        {
            faults.Add(new SourceFault(fault.Code is "source.denied" or "token.denied" or "secret.missing" ? "access" : "location", fault.Sentence, fault.Remedy));
        }
        catch (RemoteFailedException fault)
        {
            faults.Add(new SourceFault("location", fault.Sentence, fault.Remedy));
        }

        return faults;
    }

    /// <summary>Opens all files that a source reads, to look them over.</summary>
    /// <param name="source">The source.</param>
    /// <param name="spool">A folder for what has to be brought to this machine first.</param>
    /// <param name="cancellation">Ends the bringing.</param>
    /// <exception cref="StoreReadException">The settings cannot be used.</exception>
    public Task<ExportCheck> OpenCheckAsync(StoreSource source, string spool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SettingsFaults(source) is [var fault, ..]
            ? throw new StoreReadException(source.Location, 0, "", $"{fault.Field}: {fault.Sentence}", fault.Remedy)
            : ExportCheck.OfAsync(source, name => Place(source, () => new Spool(Path.Combine(spool, name))), _limits, cancellation);
    }

    private IExportPlace Place(StoreSource source, Func<Spool?> spool) => source.WebFolder is null
        ? new LocalPlace(source.Location, _limits)
        : WebPlace.Open(source, LazyInitializer.EnsureInitialized(ref _doors, () => doors ?? new Doors(_http.Value, clock ?? TimeProvider.System)), spool, _limits);

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

        foreach (var (field, globs) in new[]
        {
            ("catalogs", source.Catalogs), ("priceBooks", source.PriceBooks), ("inventoryLists", source.InventoryLists),
            ("omnichannel.fullExports", source.Omnichannel.FullExports), ("omnichannel.deltaExports", source.Omnichannel.DeltaExports),
        })
        {
            faults.AddRange(globs.Where(glob => !ExportGlob.Stays(glob)).Select(glob => new SourceFault(
                field, $"the glob '{glob}' is empty, leads out of the location or into an archive within an archive", "write it relative to the location, without .., and with !/ at most once")));
            faults.AddRange(globs.Where(glob => !ExportGlob.Chooses(glob)).Select(glob => new SourceFault(
                field, $"the glob '{glob}' does not say where {{newest}} begins and ends", "put something between it and *, such as master-*_{newest}.xml")));
        }

        if (source.WebFolder is null && source.Deltas.Any && File.Exists(source.Location))
        {
            faults.Add(new SourceFault("deltas.folders", "the location is one archive, which has no outbox", "name the folder in which archive and outbox lie, and lead the globs into the archive: archive.zip!/catalogs/*/catalog.xml"));
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

    private static ShopClock Clock(StoreSource source) => new(ShopClock.FindZone(source.TimeZone)!);
}
