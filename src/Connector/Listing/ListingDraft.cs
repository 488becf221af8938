using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Policy.Documents;

namespace Connector.Listings;

/// <summary>
/// Makes a product, as it is written to TikTok, from the rows of an item group (facts: tiktok.md 3.5). What all SKUs share is taken from the first one. What TikTok would refuse for
/// certain is found here: it costs no call, and a person gets a sentence about the shop's own values.
/// </summary>
public sealed class ListingDraft
{
    /// <summary>Most pieces of a SKU in one warehouse.</summary>
    public const int MostPieces = 99_999;

    private const int MostAttributes = 3;
    private readonly DesiredListing _desired;
    private readonly CategoryEntry? _category;
    private readonly string _version;
    private readonly string _country;
    private readonly List<CallFault> _faults = [];

    /// <param name="desired">The item group.</param>
    /// <param name="categories">What is known of TikTok's categories; null: nothing.</param>
    /// <param name="country">The shop's country.</param>
    public ListingDraft(DesiredListing desired, CategorySet? categories, string country)
    {
        ArgumentNullException.ThrowIfNull(desired);
        (_desired, _country) = (desired, country);
        _category = categories is null ? null : CategoryIndex.Of(categories)[First("category_id")];
        _version = categories?.CategoryVersion is { Length: > 0 } version ? version : country is "US" or "ID" or "MY" or "PH" or "SG" or "TH" or "VN" ? "v2" : "v1";
        Check();
    }

    /// <summary>What TikTok would refuse for certain; empty where nothing is.</summary>
    public IReadOnlyList<CallFault> Faults => _faults;

    /// <summary>Addresses of the product's images, the main one first; at most nine.</summary>
    public IReadOnlyList<string> Images => Json("image_urls") is JsonArray list ? [.. list.Select(url => (string?)url ?? "").Where(url => url.Length > 0).Take(9)] : [];

    /// <summary>The brand by name; empty: none.</summary>
    public string Brand => First("brand");

    public string CategoryId => First("category_id");

    public string CategoryVersion => _version;

    /// <summary>The product without images, brand, stock and ids.</summary>
    public ListingForm Form() => new()
    {
        CategoryId = CategoryId,
        CategoryVersion = _version,
        Title = First("title"),
        Description = Html(First("description")),
        PackageWeight = Measured("package_weight", " ") is [var value, var unit] ? new ListingMeasure(value, unit) : null,
        PackageDimensions = Measured("package_dimensions", " x ", " ") is [var length, var width, var height, var inUnit] ? new ListingDimensions(length, width, height, inUnit) : null,
        ProductAttributes = Attributes() is { Count: > 0 } attributes ? attributes : null,
    };

    /// <summary>A SKU of the product, without id and stock.</summary>
    public ListingSku Sku(DesiredSku sku)
    {
        ArgumentNullException.ThrowIfNull(sku);
        return new()
        {
            SellerSku = sku.Sku,
            Price = Money(sku["price"]),
            // Elsewhere TikTok takes no list price (12052376).
            ListPrice = _country == "US" && sku["list_price"].Length > 0 ? Money(sku["list_price"]) : null,
            SalesAttributes = _desired.Kept.Count == 1 && Sales(sku).Count == 0 ? null : Sales(sku),
            IdentifierCode = sku["identifier_code"].Length > 0 ? new ListingIdentifier(sku["identifier_code"], sku["identifier_code_type"]) : null,
        };
    }

    /// <summary>A price column as it is written in calls.</summary>
    public static ListingPrice Money(string price)
    {
        ArgumentNullException.ThrowIfNull(price);
        var parts = price.Split(' ');
        return new ListingPrice { Amount = parts[0], Currency = parts.Length > 1 ? parts[1] : "" };
    }

    private void Check()
    {
        if (CategoryId.Length == 0)
        {
            Fault("call.category", "no listing template gives it one of TikTok's categories", "set the category in the listing template that takes the product");
        }

        if (Images.Count == 0)
        {
            Fault("call.image", "it has no image", "give it one in the shop, or set a default image in the image policy");
        }

        if (First("package_weight").Length == 0)
        {
            Fault("call.weight", "the weight of its package is not known, and TikTok takes no product without", "map the attribute that holds it: package weight in the attribute mapping");
        }

        if (_desired.Kept.Count > MostSkus)
        {
            Fault("call.skus", $"it has {_desired.Kept.Count} SKUs, and TikTok takes {MostSkus} a product in {_country}", "cap the variants by the synchronization policy, or split the product in the shop");
        }

        var sets = _desired.Kept.Select(sku => string.Join(", ", Sales(sku).Select(sale => sale.Name ?? sale.Id))).Distinct(StringComparer.Ordinal).ToList();
        if (sets.Count > 1)
        {
            Fault("call.variants", $"its SKUs do not differ in the same attributes: {string.Join(" / ", sets.Take(3).Select(set => set.Length == 0 ? "none" : set))}", "give every variant a value for each of the product's variation attributes");
        }

        if (_desired.Kept.Count > 1 && _desired.Kept.GroupBy(sku => string.Join('\n', Sales(sku).Select(sale => sale.ValueName ?? sale.ValueId)), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twins)
        {
            Fault("call.variants", $"its SKUs {string.Join(" and ", twins.Take(2).Select(sku => sku.Sku))} have the same values in all variation attributes", "tell them apart in the shop");
        }

        foreach (var sku in _desired.Kept)
        {
            Check(sku);
        }
    }

    private void Check(DesiredSku sku)
    {
        if (sku.Sku.Length > 50 || sku.Sku.Contains(' ', StringComparison.Ordinal))
        {
            Fault("call.sku", $"SKU '{sku.Sku}' has {sku.Sku.Length} characters{(sku.Sku.Contains(' ', StringComparison.Ordinal) ? ", a space among them" : "")}; TikTok takes 50 without spaces", "shorten it in the shop");
        }

        var sales = Sales(sku);
        if (sales.Count > MostAttributes)
        {
            Fault("call.variants", $"SKU {sku.Sku} differs in {sales.Count} attributes; TikTok takes {MostAttributes}", "merge attributes in the shop");
        }

        foreach (var sale in sales.Where(sale => sale.Id is null && sale.Name!.Length > 20))
        {
            Fault("call.variants", $"the variation attribute '{sale.Name}' has {sale.Name!.Length} characters; TikTok takes 20 of one that it does not know", "shorten its name in the shop, or name it as TikTok's category does");
        }

        foreach (var sale in sales.Where(sale => sale.ValueId is null && sale.ValueName!.Length > 50))
        {
            Fault("call.variants", $"the value '{sale.ValueName}' of SKU {sku.Sku} has {sale.ValueName!.Length} characters; TikTok takes 50", "shorten it in the shop");
        }
    }

    private int MostSkus => _country is "BR" or "DE" or "ES" or "FR" or "IE" or "IT" or "JP" or "MX" or "GB" or "UK" or "US" ? 300 : 100;

    private void Fault(string code, string sentence, string remedy)
    {
        if (!_faults.Exists(known => known.Sentence == sentence))
        {
            _faults.Add(new CallFault(code, sentence, remedy));
        }
    }

    private string First(string column) => _desired.Kept.Count > 0 ? _desired.Kept[0][column] : "";

    private JsonNode? Json(string column, DesiredSku? sku = null)
    {
        var text = sku is null ? First(column) : sku[column];
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private List<ListingAttribute> Attributes()
    {
        var found = new List<ListingAttribute>();
        foreach (var attribute in (Json("product_attributes") as JsonArray ?? []).OfType<JsonObject>())
        {
            // Without TikTok's id there is nothing to say it by; the attribute mapping names those of the category.
            if ((string?)attribute["id"] is { Length: > 0 } id && attribute["values"] is JsonArray values && !IsSales(id))
            {
                found.Add(new ListingAttribute(id, [.. values.OfType<JsonObject>().Select(value => new ListingAttributeValue((string?)value["id"], (string?)value["id"] is null ? (string?)value["name"] : null))]));
            }
        }

        return found;
    }

    private bool IsSales(string id) => _category is { } category && category.TryGetAttribute(id, out var form) && form.Type == "SALES_PROPERTY";

    /// <summary>What tells a SKU from its siblings: by TikTok's ids where the category has the attribute, else in the shop's words.</summary>
    private List<ListingSalesAttribute> Sales(DesiredSku sku)
    {
        var sales = new List<ListingSalesAttribute>();
        foreach (var variation in (Json("sales_attributes", sku) as JsonArray ?? []).OfType<JsonObject>())
        {
            var (name, value) = ((string?)variation["name"] ?? "", (string?)variation["value_name"] ?? "");
            var known = _category?.Attributes.FirstOrDefault(form => form.Type == "SALES_PROPERTY" && string.Equals(form.Name, name, StringComparison.OrdinalIgnoreCase));
            var knownValue = known?.Values?.FirstOrDefault(one => string.Equals(one.Name, value, StringComparison.OrdinalIgnoreCase));
            sales.Add(new ListingSalesAttribute { Id = known?.Id, Name = known is null ? name : null, ValueId = knownValue?.Id, ValueName = knownValue is null ? value : null });
        }

        return sales;
    }

    private List<string> Measured(string column, params string[] between) => [.. First(column).Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>The text as a paragraph. TikTok takes no escapes of HTML (12052932), so signs that would need one are left out.</summary>
    private static string Html(string text) => string.Create(CultureInfo.InvariantCulture, $"<p>{text.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal).Trim()}</p>");
}
