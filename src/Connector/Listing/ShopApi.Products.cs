using System.Runtime.CompilerServices;

namespace Connector.Listings;

/// <summary>Products: written, shown, turned on and off.</summary>
public sealed partial class ShopApi
{
    /// <summary>Uploads an image (JPG, PNG, WEBP and others, at most 10 MB) for use in products.</summary>
    /// <param name="image">The file's bytes.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<ShopOutcome<UploadedImage>> UploadImageAsync(ReadOnlyMemory<byte> image, string fileName, ImageUse use, CancellationToken cancellation) =>
        _calls.AboutAsync<UploadedImage>(ShopCall.Post("/product/202309/images/upload").WithFile(image.Span, fileName, ("use_case", Word(use))) with { NamesShop = false }, cancellation, static image => string.IsNullOrEmpty(image.Uri) ? "uri" : null);

    /// <summary>Creates a product. Without <see cref="ListingForm.IdempotencyKey"/> a call whose answer is lost is not repeated: <c>shop.doubt</c> is thrown.</summary>
    public Task<ShopOutcome<WrittenListing>> CreateAsync(ListingForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        return _calls.AboutAsync<WrittenListing>(
            ShopCall.Post("/product/202309/products").WithJson(form) with { Repeat = string.IsNullOrEmpty(form.IdempotencyKey) ? Repeat.Doubtful : Repeat.Harmless }, cancellation, static written => string.IsNullOrEmpty(written.ProductId) ? "product_id" : null);
    }

    /// <summary>Overwrites a product: a SKU that is left out is removed.</summary>
    public Task<ShopOutcome<WrittenListing>> EditAsync(string productId, ListingForm form, CancellationToken cancellation) =>
        _calls.AboutAsync<WrittenListing>(ShopCall.Put("/product/202309/products/{product_id}", productId).WithJson(form) with { Repeat = OfEdit(form) }, cancellation);

    /// <summary>Replaces what is there of the form, each member as a whole.</summary>
    public Task<ShopOutcome<WrittenListing>> PartialEditAsync(string productId, ListingForm form, CancellationToken cancellation) =>
        _calls.AboutAsync<WrittenListing>(ShopCall.Post("/product/202309/products/{product_id}/partial_edit", productId).WithJson(form) with { Repeat = OfEdit(form) }, cancellation);

    /// <summary>A product as TikTok has it. Not answered for FREEZE and DELETED (12052901).</summary>
    public Task<ShopOutcome<ShopListing>> GetProductAsync(string productId, ShownVersion version, CancellationToken cancellation) =>
        _calls.AboutAsync<ShopListing>(
            ShopCall.Get("/product/202309/products/{product_id}", productId).With(
                ("return_under_review_version", version == ShownVersion.UnderReview ? "true" : null), ("return_draft_version", version == ShownVersion.Draft ? "true" : null)),
            cancellation);

    /// <summary>Turns products on: only those that seller or platform turned off. They are looked at again.</summary>
    public Task<ShopBatchOutcome> ActivateAsync(IReadOnlyList<string> productIds, CancellationToken cancellation) => ChangeAsync(ShopCall.Post("/product/202309/products/activate"), productIds, cancellation);

    /// <summary>Turns live products off.</summary>
    public Task<ShopBatchOutcome> DeactivateAsync(IReadOnlyList<string> productIds, CancellationToken cancellation) => ChangeAsync(ShopCall.Post("/product/202309/products/deactivate"), productIds, cancellation);

    /// <summary>Deletes products.</summary>
    public Task<ShopBatchOutcome> DeleteAsync(IReadOnlyList<string> productIds, CancellationToken cancellation) => ChangeAsync(ShopCall.Delete("/product/202309/products"), productIds, cancellation);

    /// <summary>Brings deleted products back, turned off.</summary>
    public Task<ShopBatchOutcome> RecoverAsync(IReadOnlyList<string> productIds, CancellationToken cancellation) => ChangeAsync(ShopCall.Post("/product/202309/products/recover"), productIds, cancellation);

    /// <summary>Products, page by page. Of more than <see cref="ListingPage.MostResults"/> TikTok shows only those (12052180 is thrown for the page behind them): narrow the search.</summary>
    public async IAsyncEnumerable<ListingPage> SearchAsync(ListingSearch search, SearchVersion version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var token = "";
        do
        {
            var page = await SearchPageAsync(search, version, token, MaxPage, cancellation).ConfigureAwait(false);
            yield return page;
            token = page.Products.Count == 0 || page.NextPageToken == token ? "" : page.NextPageToken;
        }
        while (token.Length > 0);
    }

    /// <summary>One page of products.</summary>
    /// <param name="search">What is searched for.</param>
    /// <param name="version">Of which interface.</param>
    /// <param name="pageToken">From the page before; empty: the first.</param>
    /// <param name="pageSize">1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ListingPage> SearchPageAsync(ListingSearch search, SearchVersion version, string pageToken, int pageSize, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(search);
        // What the older version does not know is left out, as it refuses unknown members or overlooks them.
        var asked = version == SearchVersion.V202502 ? search : search with { SkuIds = null, AuditStatus = null, ReturnDraftVersion = null, CategoryVersion = null };
        var found = await _calls.ReadAsync<Found>(
            ShopCall.Post(version == SearchVersion.V202502 ? "/product/202502/products/search" : "/product/202309/products/search").With(("page_size", Text(pageSize)), ("page_token", pageToken)).WithJson(asked),
            cancellation).ConfigureAwait(false);
        // TikTok leaves the list out where nothing is found; a number above zero beside no list is an answer that is not understood.
        return found.Products is null && found.TotalCount > 0
            ? throw ShopCallFault.Unreadable("products/search", "data.products is missing").ToException()
            : new ListingPage(found.Products ?? [], found.TotalCount, found.NextPageToken);
    }

    /// <summary>What TikTok would say to a product; nothing is stored.</summary>
    public Task<ShopOutcome<ListingCheck>> CheckListingAsync(ListingForm form, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(form);
        return _calls.AboutAsync<ListingCheck>(
            ShopCall.Post("/product/202309/products/listing_check").WithJson(form with { CategoryVersion = null, IdempotencyKey = null, IsNotForSale = null, SaveMode = null }), cancellation);
    }

    /// <summary>What TikTok would have better in these products.</summary>
    public async Task<IReadOnlyList<ListingDiagnosis>> GetDiagnosesAsync(IReadOnlyList<string> productIds, CancellationToken cancellation)
    {
        Few(productIds, MaxProductIds);
        return (await _calls.ReadAsync<Diagnoses>(ShopCall.Get("/product/202405/products/diagnoses").With(("product_ids", string.Join(',', productIds))), cancellation).ConfigureAwait(false)).Products ?? [];
    }

    private Task<ShopBatchOutcome> ChangeAsync(ShopCall call, IReadOnlyList<string> productIds, CancellationToken cancellation)
    {
        Few(productIds, MaxProductIds);
        return _calls.AboutAllAsync(call.WithJson(new { ProductIds = productIds }) with { Repeat = Repeat.Doubtful }, productIds, fault => fault.ProductId, cancellation);
    }

    /// <summary>An edit that brings new SKUs would, made twice, take the first ones for others that were left out.</summary>
    private static Repeat OfEdit(ListingForm form) => form.Skus?.Any(sku => string.IsNullOrEmpty(sku.Id)) == true ? Repeat.Doubtful : Repeat.Harmless;

    private static void Few(IReadOnlyList<string> ids, int most)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfZero(ids.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, most);
    }

    private static string Word(ImageUse use) => use switch
    {
        ImageUse.Main => "MAIN_IMAGE",
        ImageUse.Attribute => "ATTRIBUTE_IMAGE",
        ImageUse.Description => "DESCRIPTION_IMAGE",
        ImageUse.Certification => "CERTIFICATION_IMAGE",
        ImageUse.SizeChart => "SIZE_CHART_IMAGE",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, null),
    };

    private sealed record Found
    {
        public IReadOnlyList<ShopListing>? Products { get; init; }

        public string NextPageToken { get; init; } = "";

        public long? TotalCount { get; init; }
    }

    private sealed record Diagnoses
    {
        public IReadOnlyList<ListingDiagnosis>? Products { get; init; }
    }
}
