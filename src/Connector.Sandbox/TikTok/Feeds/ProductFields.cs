namespace Connector.Sandbox;

/// <summary>The JSON of a product in upload and update, as the texts of a catalog file. What is of the wrong kind is refused at once; what is wrong in content, the log tells.</summary>
internal static class ProductFields
{
    private static readonly string[] Plain = ["sku_id", "title", "description", "brand", "video_url", "item_group_id", "google_product_category", "global_trade_item_number", "manufacturer_part_number"];
    private static readonly string[] Details = ["color", "material", "pattern", "product_category", "shipping", "shipping_weight", "size", "tax"];
    private static readonly string[] Labels = ["custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4"];

    private static readonly string[] Links =
    [
        "landing_page_url", "ios_url", "ios_app_store_id", "ios_app_name", "iphone_url", "iphone_app_store_id", "iphone_app_name", "ipad_url", "ipad_app_store_id", "ipad_app_name",
        "android_url", "android_package", "android_app_name",
    ];

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["IN_STOCK"] = "in stock", ["AVAILABLE_FOR_ORDER"] = "available for order", ["PREORDER"] = "preorder", ["OUT_OF_STOCK"] = "out of stock", ["DISCONTINUED"] = "discontinued",
        ["NEW"] = "new", ["REFURBISHED"] = "refurbished", ["USED"] = "used",
        ["NEW_BORN"] = "newborn", ["INFANT"] = "infant", ["TODDLER"] = "toddler", ["KIDS"] = "kids", ["ADULT"] = "adult",
        ["MALE"] = "male", ["FEMALE"] = "female", ["UNISEX"] = "unisex",
    };

    /// <param name="whole">An upload: the objects that hold required fields must be there.</param>
    public static Dictionary<string, string> Texts(CallFields product, bool whole)
    {
        product.Only([.. Plain, "availability", "image_url", "additional_image_urls", "product_detail", "price_info", "landing_page", "extra_info"]);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!whole) product.Text("sku_id");
        foreach (var name in Plain) Put(texts, product, name, name == "video_url" ? "video_link" : name);
        PutWord(texts, product, "availability");
        Put(texts, product, "image_url", "image_link");
        if (product.Has("additional_image_urls")) texts["additional_image_link"] = string.Join(',', product.Texts("additional_image_urls").Select(u => u.Replace(",", "%2C", StringComparison.Ordinal)));

        if (Part(product, "product_detail", whole) is { } detail)
        {
            detail.Only([.. Details, "condition", "age_group", "gender"]);
            foreach (var name in Details) Put(texts, detail, name, name == "product_category" ? "product_type" : name);
            foreach (var name in new[] { "condition", "age_group", "gender" }) PutWord(texts, detail, name);
        }

        if (Part(product, "price_info", whole) is { } price)
        {
            price.Only("price", "currency", "sale_price", "sale_price_effective_date");
            foreach (var name in new[] { "price", "sale_price" })
            {
                if (price.NumberOrNull(name) is { } number) texts[name] = number;
            }

            Put(texts, price, "currency", "currency");
            Put(texts, price, "sale_price_effective_date", "sale_price_effective_date");
        }

        if (Part(product, "landing_page", whole) is { } landing)
        {
            landing.Only(Links);
            foreach (var name in Links) Put(texts, landing, name, name == "landing_page_url" ? "link" : name);
        }

        if (product.PartOrNull("extra_info") is { } extra)
        {
            extra.Only(Labels);
            foreach (var name in Labels) Put(texts, extra, name, name);
        }

        return texts;
    }

    private static CallFields? Part(CallFields product, string name, bool required) =>
        product.PartOrNull(name) ?? (required ? throw CallRefused.Invalid($"{name}: Missing data for required field.") : null);

    private static void Put(Dictionary<string, string> texts, CallFields from, string name, string column)
    {
        if (from.Has(name)) texts[column] = from.TextOrNull(name, 100_000) ?? "";
    }

    /// <summary>Upper case in JSON, lower case in files; anything else stays as it is, and the rules refuse it.</summary>
    private static void PutWord(Dictionary<string, string> texts, CallFields from, string name)
    {
        if (from.Has(name) && from.TextOrNull(name) is { } word) texts[name] = Words.GetValueOrDefault(word, word.ToUpperInvariant());
    }
}
