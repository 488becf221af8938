using Connector.Accounts;

namespace Connector.State;

/// <summary>What must hold within an account's brakes.</summary>
internal static partial class DocumentRules
{
    private static void Brakes(AccountBrakes brakes, Action<string, string, string> fault)
    {
        Range(brakes.Products.ShrinkPercent, 0, 100, "$.brakes.products.shrinkPercent", fault);
        Range(brakes.Products.HeldPercent, 0, 100, "$.brakes.products.heldPercent", fault);
        Range(brakes.Products.SoldOutPercent, 0, 100, "$.brakes.products.soldOutPercent", fault);
        Times(brakes.Products.GrowthTimes, "$.brakes.products.growthTimes", fault);
        Range(brakes.Prices.MovedPercent, 0, 100, "$.brakes.prices.movedPercent", fault);
        Range(brakes.Prices.ByPercent, 0, int.MaxValue, "$.brakes.prices.byPercent", fault);
        Range(brakes.Stock.SoldOutPercent, 0, 100, "$.brakes.stock.soldOutPercent", fault);
        Times(brakes.Stock.GrowthTimes, "$.brakes.stock.growthTimes", fault);
        Range(brakes.Least, 1, int.MaxValue, "$.brakes.least", fault);
    }

    private static void Times(decimal value, string path, Action<string, string, string> fault)
    {
        if (value is < 1 and not 0)
        {
            fault(path, $"{value} is no multiple to which rows may grow", "write 1 or more, or 0 to switch it off");
        }
    }
}
