using System.Globalization;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// Figures 2 and 3: a full feed of sheet tiktok-catalog beside programs that write the same rows from tables of finished values, and the
/// inventory feed. The peers spend nothing on policies, and read a table that lies in the feed's order: the kindest case for them. Connector
/// runs twice: every row made anew, as after a change of policies, and with the memory of the feed before, which is its own table of finished
/// rows, each looked at whether it still holds.
/// </summary>
internal sealed class CatalogFigure(Lab lab, Report report)
{
    private const double Changed = 0.01;
    private string _data = "";
    private string _sqlite = "";
    private string _duckDb = "";
    private RowsDigest _rows = new("", 0, 0);

    public async Task GoAsync()
    {
        var skus = lab.Plan.Skus;
        _data = await lab.MirrorAsync(skus);
        await LoadPeersAsync();
        foreach (var level in lab.Plan.Levels)
        {
            await LevelAsync(skus, level);
        }

        await ChangedAsync(skus, lab.Plan.Levels[0]);
    }

    private async Task LoadPeersAsync()
    {
        var plain = lab.Fresh("plain");
        await OursAsync(_data, plain, 0);
        var files = Lab.ProductFiles(plain);
        _rows = RowsDigest.Of(files);
        // The inventory feed asks the memory of the account's own full feed.
        await lab.ConnectorAsync(_data, "feed", "full", "--account", "synthetic", "--dry-run", "--out", lab.Fresh("own-sheet"));
        Report.Say($"{_rows.Rows:N0} rows, {files.Sum(file => new FileInfo(file).Length) / 1e6:N0} MB plain");
        var tables = lab.Fresh("tables");
        _sqlite = Path.Combine(tables, "rows.sqlite");
        RowTable.Load(_sqlite, files);
        if (Lab.HasDuckDb)
        {
            _duckDb = Path.Combine(tables, "rows.duckdb");
            await ProgramRun.GoAsync(lab.Plan.Folder, "node", DuckDb("load", files));
        }
        else
        {
            Report.Say("DuckDB is not here (peers/install): not measured.");
        }

        Directory.Delete(plain, recursive: true);
    }

    private async Task LevelAsync(long skus, int level)
    {
        var sides = new List<(string What, string Folder, Func<string, Task<Measure>> Go, Measures Measures)>();
        void Side(string what, Func<string, Task<Measure>> go) => sides.Add((what, lab.Fresh($"out-{sides.Count}"), go, new Measures()));

        Side("Connector, every row made anew", folder => OursAsync(_data, folder, level, "--afresh"));
        Side("Connector, nothing changed since the last", folder => OursAsync(_data, folder, level));
        if (Lab.HasDuckDb)
        {
            // DuckDB's own gzip has one level; whether it is 6 or 1 that it stands beside, the size of its file says.
            Side("DuckDB, one file, its own gzip", async folder => (await ProgramRun.GoAsync(folder, "node", DuckDb("one", Path.Combine(folder, "rows.csv.gz")))).Measure);
            Side("DuckDB, a file a thread, its own gzip", async folder => (await ProgramRun.GoAsync(folder, "node", DuckDb("threads", Path.Combine(folder, "rows")))).Measure);
            foreach (var zip in new[] { "pigz", "gzip" }.Where(Lab.Has))
            {
                Side($"DuckDB to {zip} -{level}", async folder =>
                    (await ProgramRun.PipeAsync(folder, $"node {string.Join(' ', DuckDb("pipe").Select(Quoted))} | {zip} -{level}{(zip == "pigz" ? $" -p {Lab.Threads}" : "")} > rows.csv.gz")).Measure);
            }
        }

        if (Lab.Has("sqlite3"))
        {
            Side($"sqlite3 to gzip -{level}", async folder => (await ProgramRun.PipeAsync(folder, $"sqlite3 -csv -header {Quoted(_sqlite)} 'SELECT * FROM rows ORDER BY rowid' | gzip -{level} > rows.csv.gz")).Measure);
        }

        Side("Dapper + CsvHelper + GZipStream", async folder =>
            (await ProgramRun.GoAsync(folder, "dotnet", Lab.Self, PlainFeed.Name, _sqlite, Path.Combine(folder, "rows.csv.gz"), level.ToString(CultureInfo.InvariantCulture))).Measure);
        var (inventory, inventoryAnew) = (new Measures(), new Measures());
        for (var run = 0; run < lab.Plan.Repeat; run++)
        {
            foreach (var (what, folder, go, measures) in sides)
            {
                Directory.Delete(folder, recursive: true);
                Directory.CreateDirectory(folder);
                measures.Add(await go(folder));
                Compare(what, folder, isFirst: run == 0);
            }

            inventoryAnew.Add(await InventoryAsync("--afresh"));
            inventory.Add(await InventoryAsync());
        }

        Report.Title($"2. Full feed of {skus:N0} SKUs, sheet tiktok-catalog, gzip {level}");
        Report.Table(skus, [.. sides.Select(side => ($"{side.What}, {Size(side.Folder) / 1e6:0} MB", side.Measures)), ("Connector, inventory feed, every offer made anew", inventoryAnew), ("Connector, inventory feed, nothing changed since the last full feed", inventory)]);
        var (anew, ours) = (sides[0].Measures, sides[1].Measures);
        var duckDb = sides.Where(side => side.What.StartsWith("DuckDB", StringComparison.Ordinal)).ToList();
        if (duckDb.Count > 0)
        {
            var best = duckDb.MinBy(side => side.Measures.Seconds);
            foreach (var (how, measures) in new[] { ("made anew", anew), ("remembered", ours) })
            {
                Report.Figure(skus, $"{how}, against DuckDB's best ({best.What})", measures.Seconds / best.Measures.Seconds, "at most", 0.5);
                Report.Figure(skus, $"{how}, aimed at", measures.Seconds / best.Measures.Seconds, "at most", level == 6 ? 1 / 3.0 : 1 / 4.0);
            }
        }

        Report.Figure(skus, "inventory feed against the full feed, both made anew", inventoryAnew.Seconds / anew.Seconds, "at most", 0.5);
        Report.Figure(skus, "inventory feed against the full feed, both remembered", inventory.Seconds / ours.Seconds, "at most", 0.5);
        Report.Figure(skus, "inventory feed remembered against the full feed made anew", inventory.Seconds / anew.Seconds, "at most", 0.5);
        Report.Figure(skus, "peak, MB", new[] { anew.Peak, ours.Peak, inventory.Peak, inventoryAnew.Peak }.Max() / 1e6, "at most", 200);
    }

    /// <summary>A feed after a read that changed something: most rows are remembered, and the file is as one that was made anew.</summary>
    private async Task ChangedAsync(long skus, int level)
    {
        var data = lab.Copy(_data, "data-changed");
        await lab.ApplyAsync(data, await lab.ShopAsync(skus, Changed));
        await lab.ConnectorAsync(data, "store", "read");
        var (remembered, anew) = (new Measures(), new Measures());
        var (ours, afresh) = (lab.Fresh("out-remembered"), lab.Fresh("out-anew"));
        remembered.Add(await OursAsync(data, ours, level));
        anew.Add(await OursAsync(data, afresh, level, "--afresh"));
        if (RowsDigest.Of(Files(ours)) != RowsDigest.Of(Files(afresh)))
        {
            report.Fault("a feed with memory has other rows than one without");
        }

        Report.Title($"2. The same after a read with {Changed:P0} changed, gzip {level}");
        Report.Table(skus, [("with the memory of the feed before", remembered), ("every row made anew", anew)]);
    }

    private async Task<Measure> OursAsync(string data, string folder, int level, params string[] more) =>
        (await lab.ConnectorAsync(
            data,
            [
                "feed", "full", "--account", "synthetic", "--sheet", "tiktok-catalog", "--dry-run", "--gzip", level.ToString(CultureInfo.InvariantCulture), "--out", folder, .. more,
            ])).Measure;

    private async Task<Measure> InventoryAsync(params string[] more) =>
        (await lab.ConnectorAsync(_data, ["feed", "inventory", "--account", "synthetic", "--dry-run", "--out", lab.Fresh("inventory"), .. more])).Measure;

    private void Compare(string what, string folder, bool isFirst)
    {
        if (!isFirst)
        {
            return;
        }

        var rows = RowsDigest.Of(Files(folder));
        if (rows != _rows)
        {
            report.Fault($"{what} wrote other rows: {rows.Rows} instead of {_rows.Rows}{(rows.Header == _rows.Header ? "" : $", header {rows.Header}")}");
        }
    }

    private string[] DuckDb(string way, params string[] more) =>
        [Path.Combine(Lab.Scripts, "duckdb.mjs"), Lab.Peers, Lab.Threads.ToString(CultureInfo.InvariantCulture), _duckDb, way, .. more];

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "held.csv");

    private static long Size(string folder) => Files(folder).Sum(file => new FileInfo(file).Length);
}
