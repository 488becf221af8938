using Connector.Drop;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>A shop's export and its stock in Omnichannel Inventory, read as one.</summary>
internal sealed class OmnichannelStore : IFetchedStore
{
    private readonly IFetchedStore _shop;
    private readonly OmnichannelReading _stock;
    private readonly ExportFiles? _files;
    private readonly Spool? _spool;

    private OmnichannelStore(IFetchedStore shop, OmnichannelReading stock, ExportFiles? files, Spool? spool) =>
        (_shop, _stock, _files, _spool) = (shop, stock, files, spool);

    public bool IsEmpty => _shop.IsEmpty && _stock.IsEmpty;

    public string? FullReadBecause => (_shop.FullReadBecause, _stock.FullReadBecause) is ({ } one, { } other) ? $"{one}; {other}" : _shop.FullReadBecause ?? _stock.FullReadBecause;

    public IReadOnlyList<ReadWarning> Warnings => [.. _shop.Warnings, .. _files?.Warnings ?? [], .. _stock.Warnings];

    public IReadOnlyList<string> Consumed => [.. _shop.Consumed, .. _stock.Consumed];

    /// <summary>Brings the stock as well.</summary>
    /// <param name="shop">The export; disposed of with this one, and where the stock cannot be fetched.</param>
    /// <param name="fetch">What is to be read.</param>
    /// <param name="place">Where the files lie; gets the folder to bring them to.</param>
    /// <param name="bounds">How far they may unpack.</param>
    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the fetching.</param>
    public static async Task<IFetchedStore> FetchAsync(
        IFetchedStore shop, StoreFetch fetch, Func<string, IExportPlace> place, ReadBounds bounds, HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        var settings = fetch.Source.Omnichannel;
        ExportFiles? files = null;
        Spool? spool = null;
        try
        {
            var isFull = fetch.Kind == StoreReadKind.Full;
            var full = new List<ExportFile>();
            if (settings.FullExports.Count > 0 && (isFull || settings.Api.Length == 0))
            {
                // Lines of JSON have no tags; how long a line may be, its reader says.
                var lines = bounds with { Limits = bounds.Limits with { BytesBetweenTags = long.MaxValue } };
                var source = fetch.Source with { Catalogs = settings.FullExports, PriceBooks = settings.DeltaExports, InventoryLists = [] };
                files = await ExportFiles.AtAsync(source, place(Path.Combine(fetch.Spool, "omnichannel")), lines, cancellation);
                full = isFull ? await files.MatchingAsync(settings.FullExports, cancellation) : full;
                if (isFull && full.Count == 0)
                {
                    throw new StoreReadException(
                        fetch.Source.Location, 0, "", $"no file matches the globs for Omnichannel Inventory's full exports, {string.Join(", ", settings.FullExports)}", "correct the globs, or have the exports written");
                }
            }

            var stock = OmnichannelReading.Begin(fetch, bounds.Clock, full);
            if (settings.Api.Length > 0)
            {
                spool = new Spool(Path.Combine(fetch.Spool, "omnichannel-api"));
                await stock.AskAsync(Api(settings, http, time), spool, cancellation);
            }
            else if (files is not null)
            {
                stock.Take(await files.MatchingAsync(settings.DeltaExports, stock.Wants, cancellation));
            }

            return new OmnichannelStore(shop, stock, files, spool);
        }
        catch
        {
            shop.Dispose();
            files?.Dispose();
            spool?.Dispose();
            throw;
        }
    }

    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        if (!_shop.IsEmpty)
        {
            _shop.Read(read, cancellation);
        }

        foreach (var warning in _files?.Warnings ?? [])
        {
            read.Warn(warning);
        }

        if (!_stock.IsEmpty)
        {
            _stock.Read(read, cancellation);
        }
    }

    public void Dispose()
    {
        _shop.Dispose();
        _files?.Dispose();
        _spool?.Dispose();
    }

    private static OmnichannelApi Api(SourceOmnichannel settings, HttpClient http, TimeProvider time)
    {
        var token = new ClientToken(http, new Uri(settings.TokenUrl), settings.ClientId, settings.ClientSecret.Resolve("omnichannel.clientSecret"), time) { Scopes = settings.Scopes };
        return new OmnichannelApi(http, settings, token.AuthorizeAsync, time);
    }
}
