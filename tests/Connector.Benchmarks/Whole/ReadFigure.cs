namespace Connector.Benchmarks.Whole;

/// <summary>Figure 1: a store read beside a bare XmlReader pass that reads every value of the same files.</summary>
internal static class ReadFigure
{
    private const double Changed = 0.01;

    public static async Task GoAsync(Lab lab)
    {
        var skus = lab.Plan.Skus;
        var (shop, later) = (await lab.ShopAsync(skus), await lab.ShopAsync(skus, Changed));
        var bytes = Directory.EnumerateFiles(Path.Combine(shop, "shop"), "*.xml", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        var (pass, first, second, third) = (new Measures(), new Measures(), new Measures(), new Measures());
        for (var run = 0; run < lab.Plan.Repeat; run++)
        {
            pass.Add((await ProgramRun.GoAsync(lab.Plan.Folder, "dotnet", Lab.Self, XmlPass.Name, Path.Combine(shop, "shop"))).Measure);
            var data = lab.Fresh("data-read");
            await lab.ApplyAsync(data, shop);
            first.Add((await lab.ConnectorAsync(data, "store", "read")).Measure);
            second.Add((await lab.ConnectorAsync(data, "store", "read")).Measure);
            await lab.ApplyAsync(data, later);
            third.Add((await lab.ConnectorAsync(data, "store", "read")).Measure);
        }

        Report.Title($"1. Store read, {skus:N0} SKUs, {bytes / 1e6:N0} MB of XML");
        Report.Table(skus, [("bare XmlReader pass, every value", pass), ("first read", first), ("second read of the same files", second), ("read with 1 % changed", third)]);
        Report.Figure(skus, "first read, share of the bare pass's rate", pass.Seconds / first.Seconds, "at least", 0.6);
        Report.Figure(skus, "the same by processor time", pass.LeastProcessor / first.LeastProcessor, "at least", 0.6);
        Report.Figure(skus, "second read against the first", second.Seconds / first.Seconds, "at most", 1);
        Report.Figure(skus, "1 % changed against the second read", third.Seconds / second.Seconds, "at most", 1.1);
        Report.Figure(skus, "peak of all reads, MB", Math.Max(first.Peak, Math.Max(second.Peak, third.Peak)) / 1e6, "at most", 200);
    }
}
