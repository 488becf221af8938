using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Alerts;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Dapper;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// Figure 10: what the archive answers. 10 full feeds and 990 deltas of 1,000 rows are written as a trip leaves them (the rows are made up, the files, records and chain are
/// real); the index is made of them, and single SKUs are traced by a process of its own each, the way a person asks. What is answered is compared with what was written.
/// </summary>
internal sealed class TraceFigure(Lab lab, Report report)
{
    private const string Account = "bench", View = "uk";
    private const int Fulls = 10, Samples = 12;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task GoAsync()
    {
        Report.Title("10. Traces");
        var skus = (int)Math.Max(20_000, lab.Plan.Skus);
        var (between, rows) = skus >= 100_000 ? (99, 1000) : (9, 100);
        var data = lab.Fresh("data-archive");
        var folders = new RunFolders(Path.Combine(data, "archive"), new System.IO.Abstractions.FileSystem());
        var told = Write(folders, skus, between, rows, out var head);
        new StateDatabase(Path.Combine(data, "state.db")).Write((db, transaction) => db.Execute(
            "INSERT INTO chain(account, head, length) VALUES(@Account, @head, @length)", new { Account, head, length = Fulls * (between + 1) }, transaction));
        var size = Directory.EnumerateFiles(folders.Root, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);

        var (made, _) = await lab.ConnectorAsync(data, "archive", "reindex");
        var index = new FileInfo(Path.Combine(data, "archive-index.db")).Length;
        Report.Say(string.Create(
            CultureInfo.InvariantCulture, $"{skus:N0} SKUs, {Fulls} full feeds, {Fulls * between} deltas of {rows} rows ({size / 1e6:N0} MB): index made in {made.Seconds:0.0} s ({made.Processor:0.0} s of processor), peak {made.Peak / 1e6:0} MB, {index / 1e6:N0} MB"));

        var (now, then) = (new Measures(), new Measures());
        foreach (var (sku, history) in told)
        {
            var (all, whole) = await lab.ConnectorAsync(data, "archive", "trace", Sku(sku), "--account", Account);
            now.Add(all);
            Compare(Sku(sku), [.. whole["rows"]!.AsArray().Select(Row)], [.. history.Select(version => Title(sku, version))]);

            // Half a minute behind its middle version, as the clock of those runs went.
            var version = history[history.Count / 2];
            var (at, standing) = await lab.ConnectorAsync(data, "archive", "trace", Sku(sku), "--account", Account, "--at", Instants.Text(Start.AddMinutes(version).AddSeconds(30)));
            then.Add(at);
            Compare(Sku(sku), [.. standing["rows"]!.AsArray().Select(Row)], [Title(sku, version)]);
        }

        Report.Say(string.Create(CultureInfo.InvariantCulture, $"trace at a time, whole process: {then.Seconds:0.00} s ({then.Least:0.00} to {then.Most:0.00}; {then.LeastProcessor:0.00} of processor), peak {then.Peak / 1e6:0} MB; whole history: {now.Seconds:0.00} s ({now.Least:0.00} to {now.Most:0.00}; {now.LeastProcessor:0.00} of processor)"));
        Within(folders, data, [.. told.Select(sku => (Sku(sku.Key), Start.AddMinutes(sku.Value[sku.Value.Count / 2]).AddSeconds(30)))]);
        Report.Figure(skus, "trace of a SKU at a time, s", then.Seconds, "at most", 1);
        Report.Figure(skus, "trace of a SKU's whole history, s", now.Seconds, "at most", 1);

        static string Row(JsonNode? row) => (string?)row!["columns"]?["title"] ?? (string?)row["missing"] ?? "";
    }

    /// <summary>The same in a process that goes on, such as the worker.</summary>
    private static void Within(RunFolders folders, string data, IReadOnlyList<(string Sku, DateTimeOffset At)> asked)
    {
        var tracing = new Tracing(new ArchiveIndex(Path.Combine(data, "archive-index.db")), folders);
        var times = asked.Concat(asked).Select(each =>
        {
            var watch = Stopwatch.StartNew();
            tracing.Trace(Account, each.Sku, null, each.At);
            return watch.Elapsed.TotalMilliseconds;
        }).Skip(asked.Count / 2).Order().ToList();
        Report.Say(string.Create(CultureInfo.InvariantCulture, $"in a process that goes on: {times[times.Count / 2]:0.0} ms ({times[0]:0.0} to {times[^1]:0.0})"));
    }

    private void Compare(string sku, IReadOnlyList<string> answered, IReadOnlyList<string> written)
    {
        if (!answered.SequenceEqual(written))
        {
            report.Fault($"the archive answers of {sku}: {string.Join(", ", answered)}; written was: {string.Join(", ", written)}");
        }
    }

    /// <summary>Writes the archive.</summary>
    /// <returns>Of some SKUs, the runs that told another row.</returns>
    private static SortedDictionary<int, List<int>> Write(RunFolders folders, int skus, int between, int rows, out string previous)
    {
        var random = new Random(1);
        var versions = new int[skus];
        var told = new SortedDictionary<int, List<int>>();
        while (told.Count < Samples)
        {
            told[random.Next(skus)] = [0];
        }

        var watched = told.Keys.ToArray();
        previous = "";
        for (var run = 0; run < Fulls * (between + 1); run++)
        {
            var isFull = run % (between + 1) == 0;
            SortedSet<int>? changed = null;
            if (!isFull)
            {
                changed = [];
                while (changed.Count < rows)
                {
                    // Now and then one that is looked at afterwards.
                    changed.Add(changed.Count == 0 && run % 3 == 0 ? watched[random.Next(watched.Length)] : random.Next(skus));
                }

                foreach (var sku in changed)
                {
                    versions[sku] = run;
                    told.GetValueOrDefault(sku)?.Add(run);
                }
            }

            previous = Run(folders, run, isFull, changed ?? Enumerable.Range(0, skus), versions, previous);
        }

        return told;
    }

    private static string Run(RunFolders folders, int number, bool isFull, IEnumerable<int> skus, int[] versions, string previous)
    {
        var at = Start.AddMinutes(number);
        var (kind, stamp) = (isFull ? FeedKind.Full : FeedKind.Delta, Instants.Stamp(at));
        var run = $"{stamp}-{kind.ToString().ToLowerInvariant()}";
        folders.Create(Account, run);
        var sheet = FeedSheets.All[0];
        var files = Directory.CreateDirectory(Path.Combine(folders.Of(Account, run), "files")).FullName;
        var form = new FeedFileForm(files, FeedFileKind.Product, View, _ => $"tiktok-feed-UK-{stamp}-en-GB.txt.gz", sheet.Header, default, long.MaxValue, 1) { MustLast = false };
        using var writer = new FeedFileWriter(form);
        foreach (var sku in skus)
        {
            writer.Write(Encoding.UTF8.GetBytes(Row(sheet, sku, versions[sku])));
        }

        var made = new FeedMade { Files = writer.End(), Views = [new ViewCounts(View, versions.Length, versions.Length, 0)], HeldBy = [] };
        folders.Put(Account, run, RecordNames.Run, new RunRecord(run, Account, kind, "benchmark", at, stamp, "", new FeedOrder(Account, kind, "benchmark")));
        folders.Put(Account, run, RecordNames.Store, new StoreRecord(number, []));
        folders.Put(Account, run, RecordNames.Policy, new PolicyRecord("none", sheet.Version, ["policies/bench@1"], []));
        folders.Put(Account, run, RecordNames.Feed, made);
        folders.Put(Account, run, RecordNames.Alert, new AlertRecord([], at));
        return folders.Put(
            Account, run, RecordNames.Seal,
            new SealRecord(run, Account, kind, at, number, "none", previous, number + 1, new Dictionary<string, string>(), made.Files.ToDictionary(file => $"files/{file.Name}", file => file.Sha256)));
    }

    private static string Sku(int sku) => string.Create(CultureInfo.InvariantCulture, $"SKU-{sku:0000000}");

    private static string Title(int sku, int version) => string.Create(CultureInfo.InvariantCulture, $"Thing {sku} as of run {version}");

    private static string Row(FeedSheet sheet, int sku, int version) => string.Join(sheet.Separator, sheet.Columns.Select(column => column.Name switch
    {
        "sku_id" => Sku(sku),
        "title" => Title(sku, version),
        "description" => string.Create(CultureInfo.InvariantCulture, $"What is told of thing {sku} goes on for a while, number {(uint)(sku * 2654435761L)} in all, and says little: {new string((char)('a' + (sku % 26)), 120)}"),
        "price" => string.Create(CultureInfo.InvariantCulture, $"{(sku * 7 + version) % 10_000 / 100m:0.00} GBP"),
        "image_urls" => string.Create(CultureInfo.InvariantCulture, $"\"{{\"\"images\"\":[\"\"https://img.example/{sku * 31}/large.jpg\"\"]}}\""),
        _ => column.Name,
    })) + "\n";
}
