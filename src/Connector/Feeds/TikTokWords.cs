using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>The words of TikTok's files, the same in all of them (facts: tiktok.md 2).</summary>
internal static class TikTokWords
{
    public const string OutOfStock = "out of stock";

    public static IReadOnlyList<string> Availabilities { get; } = ["in stock", OutOfStock, "preorder", "available for order", "discontinued"];

    public static IReadOnlyList<string> Conditions { get; } = ["new", "refurbished", "used"];

    public static string Of(Availability availability) => availability switch
    {
        Availability.InStock => "in stock",
        Availability.Preorder => "preorder",
        Availability.AvailableForOrder => "available for order",
        Availability.Discontinued => "discontinued",
        _ => OutOfStock,
    };

    public static string Of(Condition condition) => condition switch
    {
        Condition.Refurbished => "refurbished",
        Condition.Used => "used",
        _ => "new",
    };
}
