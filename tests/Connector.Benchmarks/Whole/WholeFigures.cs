namespace Connector.Benchmarks.Whole;

/// <summary>The figures that are taken of whole processes, one after the other.</summary>
internal static class WholeFigures
{
    public static readonly string[] Names = ["read", "catalog", "delivery", "policies", "delta", "verify", "trace", "scale"];

    public static async Task<int> GoAsync(LabPlan plan)
    {
        var (lab, report) = (new Lab(plan), new Report());
        await Lab.InstallPeersAsync();
        if (Wanted("read"))
        {
            await ReadFigure.GoAsync(lab);
        }

        if (Wanted("catalog"))
        {
            await new CatalogFigure(lab, report).GoAsync();
        }

        if (Wanted("delivery"))
        {
            await DeliveryFigure.GoAsync(lab, report);
        }

        if (Wanted("policies"))
        {
            await PolicyFigure.GoAsync(lab, report);
        }

        if (Wanted("delta"))
        {
            await DeltaFigure.GoAsync(lab, report);
        }

        if (Wanted("verify"))
        {
            await VerifyFigure.GoAsync(lab, report);
        }

        if (Wanted("trace"))
        {
            await new TraceFigure(lab, report).GoAsync();
        }

        if (plan.Only.Contains("scale"))
        {
            await ScaleFigure.GoAsync(lab);
        }

        return report.Faults.Count == 0 ? 0 : 1;

        bool Wanted(string figure) => plan.Only.Count == 0 || plan.Only.Contains(figure);
    }
}
