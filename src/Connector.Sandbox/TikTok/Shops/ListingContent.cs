using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>What is written about a product: a body as the calls take it, with the ids of its SKUs, without prices and stock, which have a life of their own.</summary>
internal sealed class ListingContent
{
    private static readonly string[] Passing = ["save_mode", "idempotency_key", "replicated_products", "subscribe_info_edit", "option"];
    private static readonly string[] Worth = ["price", "list_price", "inventory"];

    private ListingContent(JsonElement body)
    {
        Body = body;
        Skus = [.. body.Items("skus").Select(s => new ListingSku(s.Text("id")!, s))];
    }

    public JsonElement Body { get; }

    public IReadOnlyList<ListingSku> Skus { get; }

    public string Title => Body.Text("title") ?? "";

    public string CategoryId => Body.Text("category_id") ?? "";

    /// <summary>Null: the version that is usual in the country.</summary>
    public string? CategoryVersion => Body.Text("category_version");

    /// <param name="newId">Ids for SKUs that have none.</param>
    public static ListingContent Of(JsonElement given, Func<string> newId)
    {
        var body = JsonNode.Parse(given.GetRawText())!.AsObject();
        foreach (var name in Passing) body.Remove(name);
        foreach (var sku in body["skus"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            foreach (var name in Worth) sku.Remove(name);
            if (sku["id"] is null) sku["id"] = newId();
            foreach (var attribute in sku["sales_attributes"]?.AsArray().OfType<JsonObject>() ?? []) Identify(attribute);
        }

        return new ListingContent(JsonSerializer.SerializeToElement(body));
    }

    /// <summary>Whether both say the same, in whatever order.</summary>
    public bool Says(ListingContent other) => JsonElement.DeepEquals(Body, other.Body);

    /// <summary>Ids of attributes and values that are the seller's own: the same words have the same.</summary>
    public static string OwnId(string words) =>
        ((BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(words))) % 1_000_000_000_000_000_000) + 7_000_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);

    private static void Identify(JsonObject attribute)
    {
        var name = (string?)attribute["id"] ?? OwnId((string?)attribute["name"] ?? "");
        attribute["id"] = name;
        attribute["value_id"] = (string?)attribute["value_id"] ?? OwnId(name + "\n" + (string?)attribute["value_name"]);
    }
}

/// <summary>A SKU, as it is written about.</summary>
internal sealed record ListingSku(string Id, JsonElement Body)
{
    public string SellerSku => Body.Text("seller_sku") ?? "";

    /// <summary>What tells it from its siblings.</summary>
    public IEnumerable<(string Name, string Value)> Attributes =>
        Body.Items("sales_attributes").Select(a => (a.Text("name") ?? a.Text("id") ?? "", a.Text("value_name") ?? a.Text("value_id") ?? ""));
}

/// <summary>What a SKU costs and how many there are. Quantities are by warehouse: what can be sold, and what is promised to orders.</summary>
internal sealed class SkuGoods
{
    /// <summary>As sent.</summary>
    public string Price { get; set; } = "";

    public string Currency { get; set; } = "";

    /// <summary>Null: none.</summary>
    public string? ListPrice { get; set; }

    public SortedDictionary<string, int> Stock { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Committed { get; init; } = new(StringComparer.Ordinal);

    /// <summary>A promotion runs: the price stays (12052038).</summary>
    public bool PriceLocked { get; set; }

    /// <summary>A campaign runs: stock may rise only (12052393).</summary>
    public bool StockLocked { get; set; }

    public int Available => Stock.Values.Sum();

    public SkuGoods Copy() => new()
    {
        Price = Price,
        Currency = Currency,
        ListPrice = ListPrice,
        PriceLocked = PriceLocked,
        StockLocked = StockLocked,
        Stock = new SortedDictionary<string, int>(Stock, StringComparer.Ordinal),
        Committed = new SortedDictionary<string, int>(Committed, StringComparer.Ordinal),
    };
}
