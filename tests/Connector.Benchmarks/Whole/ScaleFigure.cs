using System.Globalization;

namespace Connector.Benchmarks.Whole;

/// <summary>Figures 5 and 6: time a SKU and peak memory over shops of several sizes.</summary>
internal static class ScaleFigure
{
    public static async Task GoAsync(Lab lab)
    {
        Report.Title("6. Scale");
        Console.WriteLine("| SKUs | first read, µs of processor a SKU | peak MB | second read | peak MB | full feed, gzip 6, made anew | peak MB | the same, remembered | peak MB | inventory feed | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var skus in lab.Plan.Scale)
        {
            var shop = await lab.ShopAsync(skus);
            var data = lab.Fresh("data-scale");
            await lab.ApplyAsync(data, shop);
            var cells = new List<string>();
            foreach (var arguments in new string[][]
            {
                ["store", "read"],
                ["store", "read"],
                ["feed", "full", "--account", "synthetic", "--sheet", "tiktok-catalog", "--dry-run", "--gzip", "6", "--out", lab.Fresh("scale-full")],
                ["feed", "full", "--account", "synthetic", "--sheet", "tiktok-catalog", "--dry-run", "--gzip", "6", "--out", lab.Fresh("scale-again")],
                ["feed", "inventory", "--account", "synthetic", "--dry-run", "--out", lab.Fresh("scale-inventory")],
            })
            {
                var (measure, _) = await lab.ConnectorAsync(data, arguments);
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{measure.Processor * 1e6 / skus:0.0} ({measure.Seconds:0.0} s)"));
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{measure.Peak / 1e6:0}"));
            }

            Console.WriteLine($"| {skus:N0} | {string.Join(" | ", cells)} |");
            lab.Fresh("data-scale");
        }
    }
}
