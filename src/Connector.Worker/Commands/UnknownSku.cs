using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary>What to say of an id that is no SKU: it may be one that the shop does not sell by itself.</summary>
internal static class UnknownSku
{
    private const int VariantsShown = 20;

    public static Fault Fault(House house, IEnumerable<StoreView> views, string sku)
    {
        return NotSold(house, views, sku) ?? new Fault("sku.unknown", $"neither the shop nor TikTok has a SKU {sku}", "ids are case-sensitive; read the shop again if it is new: connector store read");
    }

    /// <summary>What to say of an id that the shop has and does not sell by itself; null: it is none such.</summary>
    public static Fault? NotSold(House house, IEnumerable<StoreView> views, string sku, string cure = "ask for one of")
    {
        foreach (var view in views.DistinctBy(view => view.Source))
        {
            using var snapshot = house.Room<Mirror>().Snapshot(view.Source);
            var reader = snapshot.View(view, house.Room<TimeProvider>().GetUtcNow());
            if (reader.GroupOf(sku) is null && reader.KindOfHead(sku) is { } kind)
            {
                return NotSold(sku, kind, reader.VariantsOf(sku), cure);
            }
        }

        return null;
    }

    private static Fault NotSold(string sku, ItemKind kind, IReadOnlyList<string> variants, string cure)
    {
        var what = kind switch
        {
            ItemKind.Set => "a set",
            ItemKind.VariationGroup => "a variation group",
            _ => "a master",
        };
        var more = variants.Count > VariantsShown ? $" and {variants.Count - VariantsShown} more" : "";
        return new Fault(
            "sku.not-sold", $"{sku} is {what}, which is not sold itself",
            variants.Count > 0 ? $"{cure} its variants: {string.Join(", ", variants.Take(VariantsShown))}{more}"
            : kind == ItemKind.Master ? "the shop has no variants of it: give it some in the shop, or read the shop again: connector store read"
            : $"{cure} the products in it");
    }
}
