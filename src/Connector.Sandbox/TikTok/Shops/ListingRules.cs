using System.Text.Json;

namespace Connector.Sandbox;

/// <summary>Why a product cannot be listed as it is.</summary>
internal readonly record struct ListingFault(int Code, string Message);

/// <summary>A body that is to become a product, with all that decides whether it can.</summary>
/// <param name="Body">Whole: a partial edit is laid over what is there first.</param>
/// <param name="Before">The product that it changes; null: a new one.</param>
/// <param name="Draft">Only what is given is checked, not what is missing.</param>
internal sealed record ListingCheck(JsonElement Body, ShopShelf Shelf, ShopCategoryTree Tree, JsonElement? Category, ShopBook Book, BrandDesk Brands, ShopSettings Settings, Listing? Before, bool Draft)
{
    public string Region { get; } = ShopMarkets.Of(Shelf.Shop);

    public Uploads Uploads => Book.Uploads;

    public string? CategoryId => Category?.Text("id");

    public JsonElement? Rules => CategoryId is { } id ? Tree.Rules(id) : null;
}

/// <summary>What the platform asks of a product (facts 3.5, codes of appendix E), in the order of its parts.</summary>
internal static class ListingRules
{
    public static IEnumerable<ListingFault> Faults(ListingCheck check) =>
        [.. Categories(check), .. TextRules.Faults(check), .. PictureRules.Faults(check), .. AttributeRules.Faults(check), .. PaperRules.Faults(check), .. PackageRules.Faults(check), .. VariantRules.Faults(check), .. WorthRules.Faults(check)];

    /// <exception cref="ShopRefused">With the first fault.</exception>
    public static void Demand(ListingCheck check)
    {
        foreach (var fault in Faults(check)) throw new ShopRefused(fault.Code, fault.Message);
    }

    private static IEnumerable<ListingFault> Categories(ListingCheck check)
    {
        if (check.Category is { } category)
        {
            var id = check.CategoryId;
            switch (ShopCategoryTree.Permission(category))
            {
                case "PROHIBITED":
                    yield return new ListingFault(12052220, $"Category {id} is prohibited or unsupported on TikTok Shop. Select another category.");
                    break;
                case "INVITE_ONLY" when check.Region != "US":
                    yield return new ListingFault(12052223, $"Category {id} is restricted. To sell in it, apply through the Qualification Center.");
                    break;
                case "NON_MAIN_CATEGORY":
                    yield return new ListingFault(12052225, $"You are not authorized to sell in category {id} because it does not fall under your shop's main category.");
                    break;
            }
        }

        if (!check.Draft && !check.Shelf.Has(StandInWarehouse.Return)) yield return new ListingFault(12052535, "Couldn't publish this product as you haven't set the return warehouse for your shop.");
        if (!check.Draft && !check.Shelf.Has(StandInWarehouse.Sales)) yield return new ListingFault(12052115, "seller has no warehouse");
    }
}

/// <summary>What may stand in words that buyers read.</summary>
internal static class Wording
{
    /// <summary>Chinese characters.</summary>
    public static bool IsChinese(string text) => text.EnumerateRunes().Any(r => r.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2FA1F) or (>= 0xF900 and <= 0xFAFF));

    /// <summary>HTML escapes such as <c>&amp;amp;</c>, or emoji.</summary>
    public static bool IsDecorated(string text) => text.EnumerateRunes().Any(r => r.Value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF)) || HasEscape(text);

    private static bool HasEscape(string text)
    {
        for (var at = text.IndexOf('&', StringComparison.Ordinal); at >= 0; at = text.IndexOf('&', at + 1))
        {
            var end = text.IndexOf(';', at);
            if (end < 0) return false;
            var name = text.AsSpan(at + 1, end - at - 1);
            if (name.Length is > 1 and < 12 && !name.ContainsAnyExcept("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")) return true;
        }

        return false;
    }
}
