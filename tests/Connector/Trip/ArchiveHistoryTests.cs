using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Tests.Trip.Law;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>What the archive answers over random histories of a small shop, held against what the ledger said at each moment, and against files read whole.</summary>
public sealed class ArchiveHistoryTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? 100 : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("covers", "AUD-03")]
    public void At_any_time_the_trace_tells_what_the_ledger_said_then_and_an_index_made_anew_is_the_one_that_grew(int seed)
    {
        using var history = new History(seed);
        history.Go();
        var tracing = history.Room<Tracing>();
        history.Indexing.CatchUp(null, null, default).Misfits.Should().BeEmpty();

        AllAsTheLedgerSaid(history);

        var grown = Dump(history);
        history.Indexing.Anew(null, default).Misfits.Should().BeEmpty();
        Dump(history).Should().Equal(grown);

        // Of the archive alone: without a state database nothing else is known of it.
        var alone = Path.Combine(history.Data, "alone");
        Directory.CreateDirectory(alone);
        var index = new ArchiveIndex(Path.Combine(alone, "index.db"));
        new ArchiveIndexing(index, history.Room<RunFolders>(), new StateDatabase(Path.Combine(alone, "state.db"))).CatchUp(null, null, default).Misfits.Should().BeEmpty();
        Dump(index).Should().Equal(grown);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("covers", "AUD-04")]
    public void The_difference_of_two_runs_is_that_of_their_files_read_whole_and_of_two_states_that_of_the_ledgers(int seed)
    {
        using var history = new History(seed);
        history.Go();
        history.Indexing.CatchUp(null, null, default);
        var differences = history.Room<RunDifferences>();
        var random = new Random(seed);
        for (var pair = 0; pair < 12; pair++)
        {
            var (first, second) = (history.Moments[random.Next(history.Moments.Count)], history.Moments[random.Next(history.Moments.Count)]);
            var found = new List<string>();
            var counts = differences.OfStates(LawWorld.AccountName, first.Run, second.Run, null, row => found.Add(Words(row)), default);
            found.Order(StringComparer.Ordinal).Should().Equal(Differences(first.Said, second.Said), "states after {0} and {1}", first.Run, second.Run);
            (counts.Added + counts.Removed + counts.Changed).Should().Be(found.Count);
            if (first.IsInventory != second.IsInventory)
            {
                continue;
            }

            found.Clear();
            differences.OfFiles(LawWorld.AccountName, first.Run, second.Run, null, row => found.Add(Words(row)), default);
            found.Order(StringComparer.Ordinal).Should().Equal(Differences(Rows(history, first.Run), Rows(history, second.Run)), "files of {0} and {1}", first.Run, second.Run);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("covers", "AUD-06")]
    public void Every_runs_files_can_be_made_again_byte_for_byte_also_when_they_have_left_the_archive(int seed)
    {
        using var history = new History(seed);
        history.Go();
        history.Indexing.CatchUp(null, null, default);
        var restoring = history.Room<Restoring>();
        var into = Path.Combine(history.Data, "restored");
        foreach (var moment in history.Moments)
        {
            restoring.Restore(LawWorld.AccountName, moment.Run, into, remake: false, default).Should().OnlyContain(file => file.By == RestoredBy.Copied && file.IsSame);
            restoring.Restore(LawWorld.AccountName, moment.Run, into, remake: true, default).Should().OnlyContain(file => file.By == RestoredBy.Remade && file.IsSame && file.IsSamePlain);
        }

        var grown = Dump(history);
        var kept = history.Room<KeptRows>();
        foreach (var moment in history.Moments)
        {
            kept.Keep(LawWorld.AccountName, moment.Run, default).Should().NotBeEmpty();
            Directory.Delete(Path.Combine(history.Room<RunFolders>().Of(LawWorld.AccountName, moment.Run), "files"), recursive: true);
        }

        foreach (var moment in history.Moments)
        {
            restoring.Restore(LawWorld.AccountName, moment.Run, into, remake: false, default).Should().OnlyContain(file => file.By == RestoredBy.Remade && file.IsSame && file.IsSamePlain);
        }

        AllAsTheLedgerSaid(history);
        history.Indexing.Anew(null, default).Misfits.Should().BeEmpty();
        Dump(history).Should().Equal(grown);
    }

    /// <summary>Every SKU that was ever told, at every moment.</summary>
    private static void AllAsTheLedgerSaid(History history)
    {
        var tracing = history.Room<Tracing>();
        var all = history.Moments.SelectMany(moment => moment.Said.Keys).Select(key => key.Sku).Distinct(StringComparer.Ordinal).ToList();
        foreach (var moment in history.Moments)
        {
            foreach (var sku in all)
            {
                var trace = tracing.Trace(LawWorld.AccountName, sku, null, moment.At);
                trace.Unknown.Should().BeEmpty();
                var told = new Dictionary<(string, string), string>();
                foreach (var row in trace.Rows.Where(row => !row.IsDeletion))
                {
                    row.Missing.Should().BeNull();
                    told[(row.View, sku)] = Words(row.Columns!);
                }

                foreach (var quantity in trace.Quantities)
                {
                    told[(quantity.List, sku)] = Words(new Dictionary<string, string> { ["quantity"] = $"{quantity.Quantity}" });
                }

                told.Should().BeEquivalentTo(moment.Said.Where(said => said.Key.Sku == sku).ToDictionary(said => said.Key, said => said.Value), "{0} at {1:u}, after run {2}", sku, moment.At, moment.Run);
            }
        }
    }

    private static string Words(IReadOnlyDictionary<string, string> columns) => string.Join("; ", columns.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key}={column.Value}"));

    private static string Words(RowDifference row) => $"{row.Where} {row.Sku} {row.Change}";

    private static IEnumerable<string> Differences(IReadOnlyDictionary<(string Where, string Sku), string> first, IReadOnlyDictionary<(string Where, string Sku), string> second) =>
        first.Keys.Union(second.Keys)
            .Select(key => (Key: key, Change: !first.TryGetValue(key, out var before) ? RowChange.Added : !second.TryGetValue(key, out var after) ? RowChange.Removed : before != after ? RowChange.Changed : (RowChange?)null))
            .Where(row => row.Change is not null).Select(row => $"{row.Key.Where} {row.Key.Sku} {row.Change}").Order(StringComparer.Ordinal);

    /// <summary>All rows of a run's files; of what is deleted, that it is.</summary>
    private static Dictionary<(string, string), string> Rows(History history, string run)
    {
        var folders = history.Room<RunFolders>();
        var rows = new Dictionary<(string, string), string>();
        foreach (var file in folders.Get<FeedMade>(LawWorld.AccountName, run, RecordNames.Feed)!.Files)
        {
            var path = Path.Combine(folders.Of(LawWorld.AccountName, run), "files", file.Name);
            using var raw = File.OpenRead(path);
            using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            using var text = new StreamReader(plain);
            if (file.Kind == FeedFileKind.Inventory)
            {
                var xml = XDocument.Parse(text.ReadToEnd());
                var list = xml.Descendants().Single(element => element.Name.LocalName == "header").Attribute("list-id")!.Value;
                foreach (var record in xml.Descendants().Where(element => element.Name.LocalName == "record"))
                {
                    rows[(list, record.Attribute("product-id")!.Value)] = record.Elements().First().Value;
                }
            }
            else
            {
                foreach (var line in text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(file.Kind == FeedFileKind.Product ? 1 : 0))
                {
                    rows[(file.View, line.Split('|')[0])] = file.Kind == FeedFileKind.Product ? line : "deleted";
                }
            }
        }

        return rows;
    }

    private static List<string> Dump(History history) => Dump(history.Room<ArchiveIndex>());

    /// <summary>All that an index says, in names: numbers of its own make no difference.</summary>
    private static List<string> Dump(ArchiveIndex index)
    {
        using var db = new SqliteConnection($"Data Source={index.Path};Pooling=False");
        db.Open();
        return
        [
            .. Lines("SELECT name || ' ' || position || ' ' || hash FROM account"),
            .. Lines("SELECT position || ' ' || id || ' ' || kind || ' ' || told_at || ' ' || COALESCE(refused_at, '') FROM run"),
            .. Lines("SELECT p.name || ' ' || v.sku || ' ' || v.position || ' ' || f.name || ' ' || v.start || ' ' || v.length || ' ' || COALESCE(hex(v.hash), '') FROM version v JOIN place p ON p.id = v.place JOIN file f ON f.id = v.file"),
            .. Lines("SELECT p.name || ' ' || q.sku || ' ' || q.position || ' ' || q.quantity FROM quantity q JOIN place p ON p.id = q.place"),
            .. Lines("SELECT p.name || ' ' || o.sku || ' ' || o.position || ' ' || o.start || ' ' || o.length FROM offer o JOIN place p ON p.id = o.place"),
            .. Lines("SELECT p.name || ' ' || a.sku || ' ' || a.position || ' ' || a.at || ' ' || a.state || ' ' || a.confirms || ' ' || a.row_run || ' ' || a.reasons FROM answer a JOIN place p ON p.id = a.place"),
            .. Lines("SELECT position || ' ' || at || ' ' || folder || ' ' || name || ' ' || what || ' ' || made_by || ' ' || because FROM event"),
            .. Lines("SELECT sku || ' ' || position FROM event_sku"),
        ];

        IEnumerable<string> Lines(string query) => db.Query<string>(query + " ORDER BY 1").ToList();
    }

    /// <summary>What the ledger said right after a run.</summary>
    private sealed record Moment(string Run, bool IsInventory, DateTimeOffset At, IReadOnlyDictionary<(string Where, string Sku), string> Said);

    private sealed class History : IDisposable
    {
        private readonly Random _random;
        private readonly LawWorld _world;
        private readonly AnyShop _shop;

        public History(int seed)
        {
            _random = new Random(seed);
            var isLarge = seed % 3 == 0;
            _shop = new AnyShop(_random, isLarge);
            _world = LawWorld.Begin(
                CrawlModel.All, new SynchronizationPolicy { OnStoreDelete = (OnStoreDelete)(seed % 2), FaultGraceDays = 1, Eligibility = Eligibility.AssignedOrMatch },
                account => account with
                {
                    Views = [.. (seed % 2 == 0 ? [LawWorld.View, LawWorld.OtherView] : new[] { LawWorld.View }).Select(view => view with { PriceBooks = ["sale", "list"] })],
                    Drop = account.Drop with { Gzip = seed % 3 == 1 ? 0 : 6 },
                    Alert = account.Alert with { DeletePause = TimeSpan.Zero },
                });
            _world.Apply((DocumentKinds.Template, "all", new ListingTemplate { Account = LawWorld.AccountName }));
        }

        public List<Moment> Moments { get; } = [];

        public string Data => Path.GetDirectoryName(Room<StateDatabase>().Path)!;

        public ArchiveIndexing Indexing => Room<ArchiveIndexing>();

        public T Room<T>()
            where T : notnull => _world.Connector.GetRequiredService<T>();

        public void Go()
        {
            _world.Read(_shop.Pieces());
            Feed(FeedKind.Full);
            Feed(FeedKind.Inventory);
            for (var step = 0; step < 10; step++)
            {
                for (var times = _random.Next(1, 5); times > 0; times--)
                {
                    _shop.Change(_world.Clock.GetUtcNow());
                }

                _world.Read(_shop.Pieces());
                for (var times = _random.Next(1, 4); times > 0; times--)
                {
                    switch (_random.Next(8))
                    {
                        case 0:
                            _world.Poll();
                            break;
                        case 1 when _shop.Skus.Count > 0:
                            Room<Awaiting>().Add(LawWorld.AccountName, [_shop.Skus[_random.Next(_shop.Skus.Count)]], Awaiting.Resend, "ana", "");
                            break;
                        case 2:
                            Indexing.CatchUp(null, null, default);
                            break;
                        case 3:
                            Feed(FeedKind.PriceDelta);
                            break;
                        default:
                            Feed((FeedKind)_random.Next(5));
                            break;
                    }
                }
            }
        }

        public void Dispose()
        {
            _world.Dispose();
        }

        private void Feed(FeedKind kind)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(_random.Next(2, 2000)));
            try
            {
                var result = _world.Feed(kind);
                if (result.End == FeedEnd.Sealed)
                {
                    _world.Clock.Advance(TimeSpan.FromSeconds(1));
                    Moments.Add(new Moment(result.Run!, kind is FeedKind.Inventory or FeedKind.InventoryDelta, _world.Clock.GetUtcNow(), Said()));
                }
            }
            catch (PersonMustDecideException)
            {
                // Where everything would go, a feed is stopped.
            }
        }

        private Dictionary<(string, string), string> Said()
        {
            using var db = Room<StateDatabase>().Open();
            var said = new Dictionary<(string, string), string>();
            foreach (var (view, sku, sheet, row) in db.Query<(string, string, string, byte[])>(
                "SELECT l.view_name, l.sku, r.sheet, r.row FROM ledger l JOIN ledger_row r ON r.account = l.account AND r.view_name = l.view_name AND r.sku = l.sku WHERE l.state <> @Deleting",
                new { Deleting = (int)SentState.Deleting }))
            {
                said[(view, sku)] = Words(EncodedRow.Parse(FeedSheets.Find(sheet)!, row).Columns());
            }

            foreach (var (list, sku, quantity) in db.Query<(string, string, long)>("SELECT list, sku, quantity FROM stock_ledger"))
            {
                said[(list, sku)] = $"quantity={quantity}";
            }

            return said;
        }
    }
}
