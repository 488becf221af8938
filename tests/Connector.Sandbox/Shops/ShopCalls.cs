using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>Bodies that are right in every part, and calls that a seller's program makes with them.</summary>
public static class ShopCalls
{
    public const string Products = "/product/202309/products";

    /// <summary>The head of a picture: its format and size can be read, and that is all that is.</summary>
    public static byte[] Png(int width = 600, int height = 600, int bytes = 64)
    {
        var png = new byte[bytes];
        new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }.CopyTo(png, 0);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    public static async Task<JsonObject> UploadAsync(this ShopWorld world, byte[] data, string? useCase = null, string route = "images", string? name = null)
    {
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(data);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "data", "data");
        if (useCase is not null) form.Add(new StringContent(useCase), "use_case");
        if (name is not null) form.Add(new StringContent(name), "name");
        return (await world.SendAsync("POST", $"/product/202309/{route}/upload", cipher: null, content: form)).Answer;
    }

    public static async Task<string> PictureAsync(this ShopWorld world, int width = 600, int height = 600) => (string)(await world.UploadAsync(Png(width, height)))["data"]!["uri"]!;

    /// <summary>A T-shirt in two sizes.</summary>
    public static JsonObject Shirt(string image, params string[] skus)
    {
        var names = skus.Length > 0 ? skus : ["shirt-s", "shirt-m"];
        return new JsonObject
        {
            ["title"] = "Merino T-shirt",
            ["description"] = "<p>Soft &amp; warm.</p>",
            ["category_id"] = "602011",
            ["main_images"] = new JsonArray(new JsonObject { ["uri"] = image }),
            ["package_weight"] = new JsonObject { ["unit"] = "KILOGRAM", ["value"] = "0.25" },
            ["product_attributes"] = new JsonArray(new JsonObject { ["id"] = "100201", ["values"] = new JsonArray(new JsonObject { ["name"] = "Wool" }) }),
            ["skus"] = new JsonArray([.. names.Select((name, at) => Sku(name, at == 0 ? "S" : at == 1 ? "M" : "X" + at))]),
        };
    }

    public static JsonObject Sku(string name, string size, int pieces = 10, string price = "29.99") => new()
    {
        ["seller_sku"] = name,
        ["sales_attributes"] = new JsonArray(new JsonObject { ["id"] = "100007", ["value_name"] = size }),
        ["price"] = new JsonObject { ["amount"] = price, ["currency"] = "GBP" },
        ["inventory"] = new JsonArray(new JsonObject { ["warehouse_id"] = ShopWorld.Warehouse, ["quantity"] = pieces }),
    };

    public static async Task<JsonObject> CreateAsync(this ShopWorld world, Action<JsonObject>? change = null, params string[] skus)
    {
        var body = Shirt(await world.PictureAsync(), skus);
        change?.Invoke(body);
        return (await world.SendAsync("POST", Products, body.ToJsonString())).Answer;
    }

    public static async Task<string> CreatedAsync(this ShopWorld world, Action<JsonObject>? change = null, params string[] skus)
    {
        var answer = await world.CreateAsync(change, skus);
        ((int)answer["code"]!).Should().Be(0, answer.ToJsonString());
        return (string)answer["data"]!["product_id"]!;
    }

    public static Task<JsonObject> ShownAsync(this ShopWorld world, string id, string query = "") => world.DataAsync("GET", $"{Products}/{id}", query: query);

    public static ListingState Held(this ShopWorld world, string id) => world.Shops.Shop(ShopWorld.Shop).Products.Single(p => p.ProductId == id);

    /// <summary>A batch call; the errors under code 0.</summary>
    public static async Task<(int Code, string Id)[]> BatchAsync(this ShopWorld world, string move, params string[] ids)
    {
        var data = await world.DataAsync(move == "delete" ? "DELETE" : "POST", move == "delete" ? Products : $"{Products}/{move}", new JsonObject { ["product_ids"] = new JsonArray([.. ids.Select(i => JsonValue.Create(i))]) }.ToJsonString());
        return [.. data["errors"]?.AsArray().Select(e => ((int)e!["code"]!, (string)e["detail"]!["product_id"]!)) ?? []];
    }

    /// <summary>An edit of what the product shows, whole.</summary>
    public static async Task<JsonObject> EditAsync(this ShopWorld world, string id, Action<JsonObject> change)
    {
        var body = Shirt(await world.PictureAsync());
        var shown = world.Held(id).Skus;
        foreach (var sku in body["skus"]!.AsArray())
        {
            if (shown.FirstOrDefault(s => s.SellerSku == (string)sku!["seller_sku"]!) is { } known) sku!["id"] = known.SkuId;
        }

        change(body);
        return (await world.SendAsync("PUT", $"{Products}/{id}", body.ToJsonString())).Answer;
    }
}
