using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// Figure 8: deltas, from the cursor to the delivery seal, in a process that goes on (as the worker does), with a drop on this machine's disk and the stand-in alerted.
/// A third of the changes are prices, a third stock, a third names, of SKUs anywhere in the shop; they are read into the mirror before the clock starts.
/// </summary>
internal static class DeltaFigure
{
    private const string Account = "synthetic", Shop = "synthetic", Business = "benchmark";
    private const int Warm = 3;
    private static Steps? _steps;

    /// <summary>Times at one size of shop.</summary>
    private sealed record Times(double Thousand, double TenThousand, double Stock);

    public static async Task GoAsync(Lab lab, Report report)
    {
        Report.Title("8. Deltas");
        var small = await MeasureAsync(lab, report, Math.Max(100, lab.Plan.Skus / 10));
        var large = await MeasureAsync(lab, report, lab.Plan.Skus);
        var skus = lab.Plan.Skus;
        Report.Figure(skus, "delta of 1,000 changes, ms", large.Thousand * 1000, "at most", 250);
        Report.Figure(skus, "the same against a tenth of the shop", large.Thousand / small.Thousand, "at most", 1.5);
        Report.Figure(skus, "10,000 changes against 1,000", large.TenThousand / large.Thousand, "at most", 8);
        Report.Figure(skus, "inventory delta of 1,000 changes, ms", large.Stock * 1000, "at most", 150);
    }

    private static async Task<Times> MeasureAsync(Lab lab, Report report, long skus)
    {
        var place = lab.Fresh("delta");
        var drop = Directory.CreateDirectory(Path.Combine(place, "drop")).FullName;
        // It is told, and knows no catalog of this shop: what TikTok would do with the rows is not measured.
        var tikTok = await Sandbox.TikTokStandIn.StartAsync(
            new Sandbox.StandInOptions { Connections = [new Sandbox.StandInConnection(Business, "nobody", "none", ["127.0.0.1"], "none", "bc", [])], Settings = new Sandbox.StandInSettings { Qps = 0, Qpm = 0 } },
            CancellationToken.None);
        await using (tikTok)
        {
            var data = await lab.MirrorCopyAsync(skus, string.Create(CultureInfo.InvariantCulture, $"data-delta-{skus}"));
            await lab.DocumentsAsync(
                skus, Path.Combine(place, "documents"), Business, tikTok.Uri.ToString().TrimEnd('/'),
                () => new JsonObject { ["url"] = new Uri(drop).AbsoluteUri, ["publicUrl"] = "http://127.0.0.1:9" });
            await lab.ApplyDocumentsAsync(data, Path.Combine(place, "documents"));
            await using var rooms = new ServiceCollection().AddConnector(new ConnectorSettings { Data = data }).BuildServiceProvider();
            var feeds = rooms.GetRequiredService<FeedRun>();
            await FeedAsync(feeds, FeedKind.Full);
            await FeedAsync(feeds, FeedKind.Inventory);
            var unchanged = await FeedAsync(feeds, FeedKind.Full);
            if (unchanged.Made.Changed != 0)
            {
                report.Fault($"a full feed of what was sent changed {unchanged.Made.Changed} rows of the ledger");
            }

            var changes = new Changes(rooms.GetRequiredService<Mirror>(), data, skus);
            var rounds = Math.Max(1, (lab.Plan.Repeat * 2) + 1);
            var (thousand, tenThousand, stock, nothing) = (new Timed(), new Timed(), new Timed(), new Timed());
            var (rows, steps, stockSteps) = (0L, "", "");
            for (var round = 0; round < Warm + rounds; round++)
            {
                changes.Make(1000);
                var (time, made) = await TimeAsync(feeds, FeedKind.Delta);
                (rows, steps) = (made.Made.Rows, _steps!.ToString());
                var (stockTime, told) = await TimeAsync(feeds, FeedKind.InventoryDelta);
                stockSteps = _steps!.ToString();
                changes.Make(10_000);
                var (longTime, _) = await TimeAsync(feeds, FeedKind.Delta);
                await FeedAsync(feeds, FeedKind.InventoryDelta);
                var (idle, none) = await TimeAsync(feeds, FeedKind.Delta);
                if (none.End != FeedEnd.Nothing || rows == 0 || told.Made.Rows == 0)
                {
                    report.Fault($"of {skus} SKUs a delta sent {rows} rows, an inventory delta {told.Made.Rows}, and one without changes {none.Made.Rows}");
                }

                if (round >= Warm)
                {
                    thousand.Add(time);
                    tenThousand.Add(longTime);
                    stock.Add(stockTime);
                    nothing.Add(idle);
                }
            }

            // The law: what was sent in pieces is what a full feed would send.
            var full = await FeedAsync(feeds, FeedKind.Full);
            var inventory = await FeedAsync(feeds, FeedKind.Inventory);
            if (full.Made.Changed + inventory.Made.Changed != 0)
            {
                report.Fault($"a full feed behind the deltas changed {full.Made.Changed} rows and {inventory.Made.Changed} quantities");
            }

            Console.WriteLine();
            Console.WriteLine($"{skus:N0} SKUs, {rows:N0} rows of the last delta of 1,000 changes; {rounds} rounds");
            Console.WriteLine();
            Console.WriteLine("| | ms, median (least to most) | of processor, least |");
            Console.WriteLine("|---|---|---|");
            foreach (var (what, times) in new[] { ("delta, 1,000 changes", thousand), ("delta, 10,000 changes", tenThousand), ("inventory delta of the 1,000", stock), ("delta, nothing changed", nothing) })
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times.Median * 1000:0} ({times.Wall.Min() * 1000:0} to {times.Wall.Max() * 1000:0}) | {times.Processor.Min() * 1000:0} |"));
            }

            Console.WriteLine($"Of the last delta of 1,000 changes, ms: {steps}; of the inventory delta: {stockSteps}");
            return new Times(thousand.Median, tenThousand.Median, stock.Median);
        }
    }

    private static Task<FeedResult> FeedAsync(FeedRun feeds, FeedKind kind) => feeds.GoAsync(new FeedOrder(Account, kind, "benchmark"), _steps = new Steps(), CancellationToken.None);

    private static async Task<((double Wall, double Processor) Time, FeedResult Result)> TimeAsync(FeedRun feeds, FeedKind kind)
    {
        var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = await FeedAsync(feeds, kind);
        return ((Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds), result);
    }

    /// <summary>Changes SKUs of the shop, right in the mirror, as a delta of the shop would.</summary>
    private sealed class Changes(Mirror mirror, string data, long skus)
    {
        private readonly Random _dice = new(1);
        private readonly ItemDraft _draft = new();
        private int _round;

        public void Make(int count)
        {
            _round++;
            var ids = Skus(Math.Min(count, (int)(skus / 4)));
            var now = TimeProvider.System.GetUtcNow();
            using var read = mirror.Read(Shop, now, 100);
            Tell(read, new Scope(ScopeKind.PriceBook, Sandbox.SyntheticShop.PriceBooks[0]), ids.Where((_, at) => at % 3 == 0), (id, at) => read.Upsert(id, [new PriceTable(null, null, 1, 900 + _round + (at % 7))]));
            Tell(read, new Scope(ScopeKind.InventoryList, Sandbox.SyntheticShop.InventoryList), ids.Where((_, at) => at % 3 == 1), (id, at) => read.Upsert(new StockRecord(id) { Allocation = 50 + _round + (at % 5) }));
            Tell(read, new Scope(ScopeKind.Catalog, "synthetic-products"), ids.Where((_, at) => at % 3 == 2), (id, _) =>
            {
                _draft.BeginPatch(id, "", 0);
                _draft.Add(ItemField.Name, "", "x-default", $"Name of round {_round}");
                read.Upsert(_draft);
            });
            read.Commit(CancellationToken.None);
        }

        private static void Tell(MirrorRead read, Scope scope, IEnumerable<string> ids, Action<string, int> tell)
        {
            read.Begin(scope, ScopeMode.Delta, TimeProvider.System.GetUtcNow(), "benchmark");
            var at = 0;
            foreach (var id in ids)
            {
                tell(id, at++);
            }

            read.End();
        }

        private List<string> Skus(int count)
        {
            using var database = new SqliteConnection($"Data Source={Path.Combine(data, "mirror.db")};Mode=ReadOnly");
            database.Open();
            using var find = database.CreateCommand();
            find.CommandText = "SELECT id FROM product WHERE n >= $n AND kind = 1 AND head = 2 ORDER BY n LIMIT 1";
            var at = find.Parameters.Add("$n", SqliteType.Integer);
            var ids = new HashSet<string>(StringComparer.Ordinal);
            while (ids.Count < count)
            {
                at.Value = _dice.NextInt64(skus);
                if (find.ExecuteScalar() is string id)
                {
                    ids.Add(id);
                }
            }

            return [.. ids];
        }
    }

    /// <summary>The times of one kind of delta, in seconds.</summary>
    private sealed class Timed
    {
        public List<double> Wall { get; } = [];

        public List<double> Processor { get; } = [];

        public double Median => Wall.Order().ElementAt(Wall.Count / 2);

        public void Add((double Wall, double Processor) time)
        {
            Wall.Add(time.Wall);
            Processor.Add(time.Processor);
        }
    }

    /// <summary>Notes when each step was done.</summary>
    private sealed class Steps : IProgress<TripStep>
    {
        private readonly List<string> _done = [];
        private long _since = Stopwatch.GetTimestamp();

        public void Report(TripStep value)
        {
            if (value.Done)
            {
                _done.Add(string.Create(CultureInfo.InvariantCulture, $"{value.Step} {Stopwatch.GetElapsedTime(_since).TotalMilliseconds:0.0}"));
                _since = Stopwatch.GetTimestamp();
            }
        }

        public override string ToString() => string.Join(", ", _done);
    }
}
