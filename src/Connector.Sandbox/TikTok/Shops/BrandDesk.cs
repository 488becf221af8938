using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Brands: those that TikTok knows, and those that sellers make.</summary>
internal sealed class BrandDesk(ShopBook book, ShopCategories categories)
{
    /// <summary>Brands of one seller a day; TikTok's own number is not documented.</summary>
    private const int PerDay = 50;

    private static readonly BodyShape Making = BodyShape.Of("{name*:str}");

    public IEnumerable<ShopRoute> Routes =>
    [
        new("GET", "/product/202309/brands", ShopScopes.Products, List),
        new("POST", "/product/202309/brands", ShopScopes.EditProducts, Make) { OfShop = false },
    ];

    /// <summary>A brand that the seller sees; null: there is none with this id.</summary>
    public (string Name, bool Authorized, bool Available)? Find(string seller, string id) => All(seller)
        .Where(b => (string)b["id"]! == id)
        .Select(b => ((string, bool, bool)?)((string)b["name"]!, (string)b["authorized_status"]! == "AUTHORIZED", (string)b["brand_status"]! == "AVAILABLE"))
        .FirstOrDefault();

    private IEnumerable<JsonObject> All(string seller) => categories.Brands.Select(b => JsonNode.Parse(b.GetRawText())!.AsObject())
        .Concat(book.OwnBrands.Where(b => b.Seller == seller).Select(b => new JsonObject { ["authorized_status"] = "AUTHORIZED", ["brand_status"] = "AVAILABLE", ["id"] = b.Id, ["is_t1_brand"] = false, ["name"] = b.Name }));

    private ShopAnswer List(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var size = call.Number("page_size", 1, 100, 12019109);
        if (call.Given("category_version") is { } version) CategoryDesk.Tree(categories, call.At.Shop, version, call.Settings);
        var start = ShopPages.Start(call.Given("page_token"));
        var authorized = call.Given("is_authorized") is null ? (bool?)null : call.Flag("is_authorized");
        var name = call.Given("brand_name");
        var all = All(call.At.Shop.Seller)
            .Where(b => authorized is null || ((string)b["authorized_status"]! == "AUTHORIZED") == authorized)
            .Where(b => name is null || ((string)b["name"]!).Contains(name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return ShopAnswer.Ok(new JsonObject
        {
            ["brands"] = new JsonArray([.. all.Skip(start).Take(size)]),
            ["next_page_token"] = ShopPages.Next(start + size, all.Count),
            ["total_count"] = all.Count,
        });
    }

    private ShopAnswer Make(ShopCall call)
    {
        var name = call.Read(Making).Text("name")!.Trim();
        var seller = call.Grant.Seller;
        if (name.Length < 2) throw new ShopRefused(12052189, "Brand names must be at least 2 characters.");
        if (name.Length > 30) throw new ShopRefused(12052190, $"Brand names must not be longer than 30 characters; this one has {name.Length}.");
        if (name.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.OtherSymbol or UnicodeCategory.Surrogate or UnicodeCategory.Control)) throw new ShopRefused(12052191, "Brand names can't include special fonts or emoticons.");
        var run = 0;
        if (name.Any(c => (run = char.IsAsciiDigit(c) ? run + 1 : 0) >= 5)) throw new ShopRefused(12052192, "The brand name can't contain 5 or more consecutive numbers.");
        if (All(seller).Any(b => ((string)b["name"]!).Equals(name, StringComparison.OrdinalIgnoreCase))) throw new ShopRefused(12052205, "This brand name already exists.");
        var today = DateOnly.FromDateTime(call.Now.UtcDateTime);
        if (book.OwnBrands.Count(b => b.Seller == seller && b.Day == today) >= PerDay) throw new ShopRefused(12052202, "The total number of brands you have created today exceeds the limit.");
        var brand = new OwnBrand(book.NewId(), seller, name, today);
        book.OwnBrands.Add(brand);
        return ShopAnswer.Ok(new JsonObject { ["id"] = brand.Id });
    }
}

/// <summary>A brand that a seller has made.</summary>
internal sealed record OwnBrand(string Id, string Seller, string Name, DateOnly Day);

/// <summary>Page tokens: opaque to the caller, the place in the list to the stand-in.</summary>
internal static class ShopPages
{
    public static int Start(string? token)
    {
        if (token is null) return 0;
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : throw new ShopRefused(12019108, "The page token is invalid.");
    }

    /// <summary>Empty on the last page.</summary>
    public static string Next(int start, int count) => start >= count ? "" : Convert.ToBase64String(Encoding.ASCII.GetBytes(start.ToString(CultureInfo.InvariantCulture)));
}
