using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Connector.Policy.Documents;

namespace Connector.Listings;

/// <summary>What TikTok says before anything is listed: categories, attributes, brands, warehouses, carriers.</summary>
public sealed partial class ShopApi
{
    /// <summary>The whole tree of categories, with what this shop may do in each.</summary>
    /// <param name="version">v1 or v2.</param>
    /// <param name="locale">Language of the names, such as en-GB; null: the shop's.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<ChannelCategory>> GetCategoriesAsync(string version, string? locale, CancellationToken cancellation) =>
        Demand((await _calls.ReadAsync<Tree>(ShopCall.Get("/product/202309/categories").With(("category_version", version), ("locale", locale), ("include_prohibited_categories", "true")), cancellation).ConfigureAwait(false)).Categories, "categories");

    /// <summary>What products in a leaf category need.</summary>
    public Task<ShopOutcome<ChannelCategoryRules>> GetRulesAsync(string categoryId, string version, string? locale, CancellationToken cancellation) =>
        _calls.AboutAsync<ChannelCategoryRules>(ShopCall.Get("/product/202309/categories/{category_id}/rules", categoryId).With(("category_version", version), ("locale", locale)), cancellation);

    /// <summary>The attributes of a leaf category.</summary>
    public async Task<ShopOutcome<IReadOnlyList<ChannelAttributeForm>>> GetAttributesAsync(string categoryId, string version, string? locale, CancellationToken cancellation)
    {
        var found = await _calls.AboutAsync<AttributeList>(
            ShopCall.Get("/product/202309/categories/{category_id}/attributes", categoryId).With(("category_version", version), ("locale", locale)), cancellation).ConfigureAwait(false);
        return new(found.Value is { } value ? [.. (value.Attributes ?? []).Select(WithRequired)] : null, found.Faults);
    }

    /// <summary>The category that TikTok would list a product in.</summary>
    public Task<ShopOutcome<RecommendedCategories>> RecommendAsync(RecommendationQuestion question, CancellationToken cancellation) =>
        _calls.AboutAsync<RecommendedCategories>(ShopCall.Post("/product/202309/categories/recommend").WithJson(question), cancellation);

    /// <summary>Brands, page by page.</summary>
    /// <param name="categoryId">Only those of this category; null: of all.</param>
    /// <param name="version">v1 or v2; null: TikTok's default.</param>
    /// <param name="onlyAuthorised">True: only brands that the shop may sell.</param>
    /// <param name="brandName">Only those whose name begins like this; null: all.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<BrandPage> ListBrandsAsync(string? categoryId, string? version, bool onlyAuthorised, string? brandName, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var token = "";
        do
        {
            var page = await _calls.ReadAsync<BrandList>(
                ShopCall.Get("/product/202309/brands").With(
                    ("category_id", categoryId), ("category_version", version), ("is_authorized", onlyAuthorised ? "true" : null), ("brand_name", brandName), ("page_size", Text(MaxPage)), ("page_token", token)),
                cancellation).ConfigureAwait(false);
            var next = page.NextPageToken == token ? "" : page.NextPageToken;
            yield return new BrandPage(page.Brands, page.TotalCount, next);
            token = page.Brands.Count == 0 ? "" : next;
        }
        while (token.Length > 0);
    }

    /// <summary>Whether the shop is ready for its first listing.</summary>
    public async Task<IReadOnlyList<Prerequisite>> GetPrerequisitesAsync(CancellationToken cancellation) =>
        Demand((await _calls.ReadAsync<Prerequisites>(ShopCall.Get("/product/202312/prerequisites"), cancellation).ConfigureAwait(false)).CheckResults, "check_results");

    /// <summary>The shop's warehouses.</summary>
    public async Task<IReadOnlyList<ShopWarehouse>> GetWarehousesAsync(CancellationToken cancellation) =>
        Demand((await _calls.ReadAsync<Warehouses>(ShopCall.Get("/logistics/202309/warehouses"), cancellation).ConfigureAwait(false)).List, "warehouses");

    /// <summary>The ways in which a warehouse delivers.</summary>
    public async Task<IReadOnlyList<DeliveryOption>> GetDeliveryOptionsAsync(string warehouseId, CancellationToken cancellation) =>
        (await _calls.ReadAsync<DeliveryOptions>(ShopCall.Get("/logistics/202309/warehouses/{warehouse_id}/delivery_options", warehouseId), cancellation).ConfigureAwait(false)).List ?? [];

    /// <summary>The carriers of a way of delivery. None where TikTok itself delivers (21008116, 21008117).</summary>
    public async Task<IReadOnlyList<ShippingProvider>> GetShippingProvidersAsync(string deliveryOptionId, CancellationToken cancellation)
    {
        var found = await _calls.AboutAsync<Providers>(ShopCall.Get("/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers", deliveryOptionId), cancellation).ConfigureAwait(false);
        return found.Has(21008116) || found.Has(21008117) ? [] : found.OrThrow().List ?? [];
    }

    /// <summary>TikTok misspells the word; should it ever spell it right, that counts too.</summary>
    private static ChannelAttributeForm WithRequired(ChannelAttributeForm form) =>
        !form.IsRequired && form.Rest?.TryGetValue("is_required", out var right) == true && right.ValueKind == System.Text.Json.JsonValueKind.True ? form with { IsRequired = true } : form;

    private sealed record Tree
    {
        public IReadOnlyList<ChannelCategory>? Categories { get; init; }
    }

    private sealed record AttributeList
    {
        public IReadOnlyList<ChannelAttributeForm>? Attributes { get; init; }
    }

    private sealed record BrandList
    {
        public IReadOnlyList<ShopBrand> Brands { get; init; } = [];

        public string NextPageToken { get; init; } = "";

        public long? TotalCount { get; init; }
    }

    private sealed record Prerequisites
    {
        public IReadOnlyList<Prerequisite>? CheckResults { get; init; }
    }

    private sealed record Warehouses
    {
        [JsonPropertyName("warehouses")]
        public IReadOnlyList<ShopWarehouse>? List { get; init; }
    }

    private sealed record DeliveryOptions
    {
        [JsonPropertyName("delivery_options")]
        public IReadOnlyList<DeliveryOption>? List { get; init; }
    }

    private sealed record Providers
    {
        [JsonPropertyName("shipping_providers")]
        public IReadOnlyList<ShippingProvider>? List { get; init; }
    }
}
