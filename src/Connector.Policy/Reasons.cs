using System.Reflection;

namespace Connector.Policy;

/// <summary>
/// Every reason there is, in one place. Codes never change once released; sentences may be mended.
/// Reasons of a stage stand beside it in the same order as the stages.
/// </summary>
public static class Reasons
{
    public static readonly ReasonCode StageFault = new(
        "stage.fault", "step {0} could not decide: {1}", "this is a fault in Connector or in the data; report it with the SKU", HoldKind.Content);

    public static readonly ReasonCode Offline = new(
        "shop.offline", "the shop does not show it: {0}", "set it online in the shop, or wait for its online window", HoldKind.Gone);

    public static readonly ReasonCode PriceMissing = new(
        "price.missing", "no price in price books {0}", "add a price for quantity 1 to one of these books, or to its master", HoldKind.Price);

    /// <summary>All codes, in the order in which they are written here.</summary>
    public static IReadOnlyList<ReasonCode> All { get; } =
        [.. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ReasonCode>()];
}
