using System.Runtime.CompilerServices;
using System.Text.Json;
using Connector.Drop;

namespace Connector.Review;

/// <summary>
/// Asks TikTok's catalog what it shows. Errors come under HTTP 200 as well; the business code decides. Many may call at
/// once: they share one pace.
/// </summary>
public sealed class CatalogApi
{
    private const int QueryRoom = 400;
    private const string GetProducts = "catalog/product/get/";

    private readonly BusinessApi _api;

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="settings">Where to, with which rights, and how fast.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    public CatalogApi(HttpClient http, ReviewSettings settings, TimeProvider time, Random? jitter = null)
        : this(new BusinessApi(http, settings, time, jitter, pace: null))
    {
    }

    internal CatalogApi(BusinessApi api) => _api = api;

    /// <summary>How many products of the catalog are approved, rejected and in review.</summary>
    public async Task<CatalogOverview> GetOverviewAsync(string catalogId, CancellationToken cancellation)
    {
        var data = (await _api.GetAsync("catalog/overview/", _api.Ids(catalogId), cancellation)).OrThrow();
        return ShownProductJson.Number(ShownProductJson.Field(data, "approved")) is { } approved
            && ShownProductJson.Number(ShownProductJson.Field(data, "rejected")) is { } rejected
            && ShownProductJson.Number(ShownProductJson.Field(data, "processing")) is { } processing
            ? new CatalogOverview(approved, rejected, processing)
            : throw CatalogFault.Unreadable("catalog/overview/", "the counts are missing").ToException();
    }

    /// <summary>What the catalog shows of these SKUs. A SKU that it does not show is not in the result.</summary>
    public async Task<IReadOnlyDictionary<string, ShownProduct>> GetProductsAsync(string catalogId, IReadOnlyList<string> skuIds, CancellationToken cancellation)
    {
        var asked = skuIds.ToHashSet(StringComparer.Ordinal);
        var shown = new Dictionary<string, ShownProduct>(StringComparer.Ordinal);
        var waiting = new Stack<string[]>(SkuBatches.Of(skuIds, _api.Settings.BatchSize, _api.Settings.MaxQueryBytes - QueryRoom).Reverse());
        while (waiting.TryPop(out var batch))
        {
            var products = await BatchAsync(catalogId, batch, cancellation);
            if (products.Fault is CatalogFault.TooMany && batch.Length > 1)
            {
                waiting.Push(batch[(batch.Length / 2)..]);
                waiting.Push(batch[..(batch.Length / 2)]);
                continue;
            }

            foreach (var product in products.OrThrow().Where(p => asked.Contains(p.Sku)))
            {
                shown[product.Sku] = product;
            }
        }

        return shown;
    }

    /// <summary>
    /// Everything that the catalog shows, page by page. While it is listed it may change: a product that moves to an earlier page is missed, one that moves
    /// back comes twice. Whoever misses one asks for it by its id.
    /// </summary>
    /// <param name="catalogId">The catalog.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RemoteFailedException">A page could not be got, however often it was asked for.</exception>
    public async IAsyncEnumerable<CatalogPage> ListAsync(string catalogId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int size = ReviewSettings.MaxPage;
        for (var page = 1; ; page++)
        {
            var data = (await _api.GetAsync(GetProducts, $"{_api.Ids(catalogId)}&page={page}&page_size={size}", cancellation)).OrThrow();
            if (ShownProductJson.Field(data, "list") is not { ValueKind: JsonValueKind.Array } list)
            {
                throw CatalogFault.Unreadable(GetProducts, "data.list is missing").ToException();
            }

            var info = ShownProductJson.Field(data, "page_info");
            var (count, total, pages) = (list.GetArrayLength(), ShownProductJson.Number(ShownProductJson.Field(info, "total_number")), ShownProductJson.Number(ShownProductJson.Field(info, "total_page")));
            var isLast = count == 0 || page >= (pages ?? (count < size ? page : page + 1));
            var isDeepest = page == ReviewSettings.MaxDepth / size;
            yield return new CatalogPage([.. list.EnumerateArray().Select(ShownProductJson.Read).OfType<ShownProduct>()], total, isDeepest && !isLast);
            if (isLast || isDeepest)
            {
                yield break;
            }
        }
    }

    private async Task<Try<List<ShownProduct>>> BatchAsync(string catalogId, string[] batch, CancellationToken cancellation)
    {
        const string path = GetProducts;
        var size = Math.Min(batch.Length, ReviewSettings.MaxPage);
        var shown = new List<ShownProduct>();
        for (var page = 1; ; page++)
        {
            var answer = await _api.GetAsync(path, $"{_api.Ids(catalogId)}&page={page}&page_size={size}&sku_ids={SkuBatches.Query(batch)}", cancellation);
            if (answer.Fault is { } fault)
            {
                return Try.Failed<List<ShownProduct>>(fault);
            }

            if (ShownProductJson.Field(answer.Value, "list") is not { ValueKind: JsonValueKind.Array } list)
            {
                return Try.Failed<List<ShownProduct>>(CatalogFault.Unreadable(path, "data.list is missing"));
            }

            shown.AddRange(list.EnumerateArray().Select(ShownProductJson.Read).OfType<ShownProduct>());
            var pages = ShownProductJson.Number(ShownProductJson.Field(ShownProductJson.Field(answer.Value, "page_info"), "total_page"));

            // No more products than were asked for are of use, whatever number of pages is claimed.
            if (list.GetArrayLength() == 0 || page >= Math.Min(pages ?? (list.GetArrayLength() < size ? page : page + 1), MaxPages(batch.Length, size)))
            {
                return Try.Got(shown);
            }
        }
    }

    /// <summary>Twice the pages that the batch needs: a catalog may show a SKU more than once.</summary>
    private static long MaxPages(int skus, int size) => 2L * ((skus + size - 1) / size);
}
