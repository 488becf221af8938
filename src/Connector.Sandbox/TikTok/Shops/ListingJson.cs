using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Writes products the way the calls show them (facts 3.10).</summary>
internal sealed class ListingJson(ShopBook book, BrandDesk brands, ShopCategories categories)
{
    private static readonly string[] AsGiven =
        ["external_product_id", "is_cod_allowed", "is_not_for_sale", "is_pre_owned", "manufacturer_ids", "minimum_order_quantity", "package_dimensions", "package_weight", "responsible_person_ids", "shipping_insurance_requirement", "shipping_template_id"];

    private static readonly string[] SkuAsGiven = ["external_sku_id", "identifier_code", "extra_identifier_codes", "external_urls", "external_list_prices", "fees", "pre_sale", "sku_unit_count"];

    /// <summary>As products/{id} shows it.</summary>
    public JsonObject Whole(ShopShelf shelf, Listing listing, ListingContent content)
    {
        var body = content.Body;
        var json = new JsonObject { ["id"] = listing.Id, ["title"] = content.Title, ["description"] = body.Text("description") ?? "" };
        Head(json, listing);
        json["product_types"] = new JsonArray();
        json["audit_failed_reasons"] = new JsonArray([.. listing.Reasons.Select(r => new JsonObject
        {
            ["listing_platform"] = "TIKTOK_SHOP",
            ["position"] = r.Position,
            ["reasons"] = new JsonArray(r.Reason),
            ["suggestions"] = new JsonArray(r.Suggestion),
        })]);
        if (body.Text("brand_id") is { Length: > 0 } brand) json["brand"] = new JsonObject { ["id"] = brand, ["name"] = brands.Find(shelf.Shop.Seller, brand)?.Name ?? "" };
        if (Tree(content)?.Chain(content.CategoryId) is { } chain)
        {
            json["category_chains"] = new JsonArray([.. chain.Select(c => new JsonObject { ["id"] = c.Text("id"), ["is_leaf"] = ShopCategoryTree.IsLeaf(c), ["local_name"] = c.Text("local_name"), ["parent_id"] = c.Text("parent_id") })]);
        }

        json["main_images"] = new JsonArray([.. body.Items("main_images").Select(i => Image(i.Text("uri") ?? ""))]);
        if (body.Items("product_attributes").Any()) json["product_attributes"] = new JsonArray([.. body.Items("product_attributes").Select(a => Attribute(a, content))]);
        if (body.Member("size_chart")?.Member("image") is { } chart) json["size_chart"] = new JsonObject { ["image"] = Image(chart.Text("uri") ?? "") };
        foreach (var name in AsGiven) Give(json, body, name);
        json["skus"] = new JsonArray([.. content.Skus.Select(s => Sku(listing, s, true, true))]);
        return json;
    }

    /// <summary>As products/search shows it.</summary>
    /// <param name="newer">202502 rather than 202309.</param>
    public JsonObject Found(StandInShop shop, Listing listing, ListingContent content, bool newer)
    {
        var json = new JsonObject { ["id"] = listing.Id, ["title"] = content.Title };
        if (newer) Head(json, listing);
        else
        {
            json["status"] = listing.Status;
            json["create_time"] = listing.Created.ToUnixTimeSeconds();
            json["update_time"] = listing.Updated.ToUnixTimeSeconds();
        }

        // The search knows the older status only.
        json.Remove("product_status");
        json["sales_regions"] = new JsonArray(ShopMarkets.Of(shop));
        json["product_sync_fail_reasons"] = new JsonArray();
        json["skus"] = new JsonArray([.. content.Skus.Select(s => Sku(listing, s, newer, false))]);
        return json;
    }

    /// <summary>Its SKUs, as creations and edits answer them.</summary>
    public static JsonArray Skus(ListingContent content) => new([.. content.Skus.Select(s =>
    {
        var json = new JsonObject { ["id"] = s.Id, ["seller_sku"] = s.SellerSku };
        Give(json, s.Body, "external_sku_id");
        Give(json, s.Body, "fees");
        json["sales_attributes"] = new JsonArray([.. s.Body.Items("sales_attributes").Select(a => new JsonObject { ["id"] = a.Text("id"), ["value_id"] = a.Text("value_id") })]);
        return json;
    })]);

    private static void Head(JsonObject json, Listing listing)
    {
        json["status"] = listing.Status;
        json["product_status"] = listing.ProductStatus;
        json["audit"] = new JsonObject { ["status"] = listing.Audit, ["pre_approved_reasons"] = new JsonArray([.. listing.PreApproved.Select(r => JsonValue.Create(r))]) };
        json["integrated_platform_statuses"] = new JsonArray(new JsonObject { ["platform"] = "TIKTOK_SHOP", ["status"] = listing.Status });
        json["create_time"] = listing.Created.ToUnixTimeSeconds();
        json["update_time"] = listing.Updated.ToUnixTimeSeconds();
        json["has_draft"] = listing.Draft is not null;
        json["is_not_for_sale"] = listing.Content.Body.Flag("is_not_for_sale");
        json["listing_quality_tier"] = "GOOD";
    }

    private JsonObject Sku(Listing listing, ListingSku sku, bool newer, bool whole)
    {
        var goods = listing.Goods.GetValueOrDefault(sku.Id) ?? new SkuGoods();
        var json = new JsonObject
        {
            ["id"] = sku.Id,
            ["seller_sku"] = sku.SellerSku,
            ["inventory"] = new JsonArray([.. goods.Stock.Select(s => new JsonObject { ["quantity"] = s.Value, ["warehouse_id"] = s.Key })]),
            ["price"] = new JsonObject { ["currency"] = goods.Currency, ["sale_price"] = goods.Price, ["tax_exclusive_price"] = goods.Price },
        };
        if (newer)
        {
            if (goods.ListPrice is { } list) json["list_price"] = new JsonObject { ["amount"] = list, ["currency"] = goods.Currency };
            json["status_info"] = Status(listing);
        }

        if (!whole) return json;
        foreach (var name in SkuAsGiven) Give(json, sku.Body, name);
        json["sales_attributes"] = new JsonArray([.. sku.Body.Items("sales_attributes").Select(a => SalesAttribute(a, listing.Content))]);
        return json;
    }

    private static JsonObject Status(Listing listing) => listing.ProductStatus switch
    {
        "SELLER_DEACTIVATED" => new JsonObject { ["deactivation_source"] = "SELLER", ["status"] = "DEACTIVATED" },
        "PLATFORM_DEACTIVATED" or "FREEZE" => new JsonObject { ["deactivation_source"] = "PLATFORM", ["status"] = "DEACTIVATED" },
        _ => new JsonObject { ["status"] = "NORMAL" },
    };

    private JsonObject SalesAttribute(JsonElement attribute, ListingContent content)
    {
        var form = Form(content, attribute.Text("id"));
        var json = new JsonObject
        {
            ["id"] = attribute.Text("id"),
            ["name"] = form?.Text("name") ?? attribute.Text("name"),
            ["value_id"] = attribute.Text("value_id"),
            ["value_name"] = attribute.Text("value_name") ?? form?.Items("values").Where(v => v.Text("id") == attribute.Text("value_id")).Select(v => v.Text("name")).FirstOrDefault(),
        };
        if (attribute.Member("sku_img") is { } image) json["sku_img"] = Image(image.Text("uri") ?? "");
        if (attribute.Items("supplementary_sku_images").Any()) json["supplementary_sku_images"] = new JsonArray([.. attribute.Items("supplementary_sku_images").Select(i => Image(i.Text("uri") ?? ""))]);
        return json;
    }

    private JsonObject Attribute(JsonElement attribute, ListingContent content)
    {
        var form = Form(content, attribute.Text("id"));
        return new JsonObject
        {
            ["id"] = attribute.Text("id"),
            ["name"] = form?.Text("name") ?? "",
            ["values"] = new JsonArray([.. attribute.Items("values").Select(v => new JsonObject
            {
                ["id"] = v.Text("id") ?? form?.Items("values").Where(k => k.Text("name") == v.Text("name")).Select(k => k.Text("id")).FirstOrDefault() ?? ListingContent.OwnId(attribute.Text("id") + "\n" + v.Text("name")),
                ["name"] = v.Text("name") ?? form?.Items("values").Where(k => k.Text("id") == v.Text("id")).Select(k => k.Text("name")).FirstOrDefault(),
            })]),
        };
    }

    private JsonElement? Form(ListingContent content, string? id)
    {
        var found = Tree(content)?.Attributes(content.CategoryId).FirstOrDefault(a => a.Text("id") == id);
        return found is { ValueKind: JsonValueKind.Object } form ? form : null;
    }

    private ShopCategoryTree? Tree(ListingContent content) => categories.Tree(content.CategoryVersion ?? "v1")?.Find(content.CategoryId) is null ? categories.Tree("v2") : categories.Tree(content.CategoryVersion ?? "v1");

    private JsonObject Image(string uri)
    {
        var image = book.Uploads.Image(uri);
        return new JsonObject { ["height"] = image?.Height ?? 0, ["width"] = image?.Width ?? 0, ["uri"] = uri, ["urls"] = new JsonArray(image?.Url), ["thumb_urls"] = new JsonArray(image?.Url) };
    }

    private static void Give(JsonObject json, JsonElement body, string name)
    {
        if (body.Member(name) is { } value) json[name] = JsonNode.Parse(value.GetRawText());
    }
}
