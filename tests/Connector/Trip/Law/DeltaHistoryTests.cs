using System.Globalization;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip.Law;

/// <summary>
/// The law of deltas over random histories: whatever happened and whichever feeds ran, failed or were cut, a delta and an inventory delta leave a full feed and an
/// inventory feed nothing to say, and TikTok shows the rows that the full feed has.
/// </summary>
public sealed class DeltaHistoryTests
{
    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } one
        ? [int.Parse(one, CultureInfo.InvariantCulture)]
        : [.. Enumerable.Range(0, Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? 400 : 12)];

    /// <summary>Each number stands for ten histories.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("covers", "WRK-04")]
    [Trait("covers", "SFC-07")]
    public void Whatever_happened_a_full_feed_right_after_the_deltas_says_nothing_else(int ten)
    {
        var alone = Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 };
        var laws = 0;
        Parallel.ForEach(alone ? [ten] : Enumerable.Range((ten * 10) + 1, 10), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Try);

        laws.Should().BePositive("where everything would go, a feed is stopped and no law is tried; that is seldom");

        void Try(int seed)
        {
            using var history = new History(seed);
            try
            {
                history.Go();
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(
                    $"seed {seed}: {fault.Message}\nTo try it alone: CONNECTOR_SEED={seed} dotnet test tests/Connector --filter FullyQualifiedName~DeltaHistoryTests\nWhat happened:\n{string.Join('\n', history.Log)}", fault);
            }

            Interlocked.Add(ref laws, history.LawsTried);
        }
    }

    /// <summary>One history.</summary>
    private sealed class History : IDisposable
    {
        private readonly Random _random;
        private readonly LawWorld _world;
        private readonly AnyShop _shop;
        private readonly AnyShop? _other;
        private readonly SynchronizationPolicy _plain;
        private readonly HashSet<string> _takenDown = new(StringComparer.Ordinal);
        private bool _isReadWhole;
        private int _files;

        public History(int seed)
        {
            _random = new Random(seed);
            _plain = new SynchronizationPolicy
            {
                OnStoreDelete = (OnStoreDelete)_random.Next(2), OnStoreDisable = (OnStoreDisable)_random.Next(3), FaultGraceDays = _random.Next(4),
                Eligibility = Eligibility.AssignedOrMatch,
            };
            List<StoreView> views = (seed % 5) switch
            {
                0 => [LawWorld.View, LawWorld.OtherView with { Source = "other" }],
                1 => [LawWorld.View, LawWorld.OtherView],
                _ => [LawWorld.View],
            };
            var fetchedAfter = TimeSpan.FromHours(_random.Next(3) == 0 ? 1 : 0);
            _world = LawWorld.Begin(
                (CrawlModel)_random.Next(3), _plain,
                account => account with
                {
                    Views = [.. views.Select(view => view with { PriceBooks = ["sale", "list"] })],
                    Alert = account.Alert with { DeletePause = TimeSpan.Zero, FetchedAfter = fetchedAfter },
                },
                settings => settings with { ReviewDelay = TimeSpan.FromHours(_random.Next(3) == 0 ? 3 : 0) });
            _world.Apply((DocumentKinds.Template, "all", new ListingTemplate { Account = LawWorld.AccountName }));
            var isLarge = seed % 4 == 0;
            _shop = new AnyShop(_random, isLarge);
            _other = seed % 5 == 0 ? new AnyShop(_random, isLarge) : null;
        }

        public List<string> Log { get; } = [];

        public int LawsTried { get; private set; }

        public void Dispose() => _world.Dispose();

        public void Go()
        {
            ReadAll();
            Feed(FeedKind.Full);
            Feed(FeedKind.Inventory);
            for (var step = 0; step < 12; step++)
            {
                for (var times = _random.Next(1, 5); times > 0; times--)
                {
                    Say((_other is not null && _random.Next(3) == 0 ? _other : _shop).Change(_world.Clock.GetUtcNow()));
                }

                if (_random.Next(3) == 0)
                {
                    Decide();
                }

                Pass();
                Read();
                for (var times = _random.Next(4); times > 0; times--)
                {
                    AnyFeed();
                }

                if (step % 3 == 2)
                {
                    Law();
                }
            }
        }

        private void Say(string what) => Log.Add($"{_world.Clock.GetUtcNow():u} {what}");

        /// <summary>Time passes; now and then the clock goes back.</summary>
        private void Pass() => _world.Clock.Advance(_random.Next(12) switch
        {
            0 => TimeSpan.FromHours(-1),
            1 => TimeSpan.FromDays(_random.Next(1, 4)),
            2 => TimeSpan.FromDays(_random.Next(10, 27)),
            3 or 4 => TimeSpan.FromHours(_random.Next(1, 20)),
            _ => TimeSpan.FromMinutes(_random.Next(1, 50)),
        });

        private void ReadAll()
        {
            _world.Read(_shop.Pieces());
            if (_other is not null)
            {
                _world.ReadOf("other", _other.Pieces());
            }

            _isReadWhole = true;
        }

        /// <summary>All of the shop is read, some of its exports, or nothing.</summary>
        private void Read()
        {
            if (_random.Next(12) == 0)
            {
                Say("the mirror is lost");
                _world.LoseMirror();
                _isReadWhole = false;
            }

            if (!_isReadWhole)
            {
                ReadAll();
            }
            else if (_random.Next(5) > 0)
            {
                var what = _random.Next(3) == 0 ? _random.Next(1, 8) : 7;
                if (_other is not null && _random.Next(2) == 0)
                {
                    _world.ReadOf("other", _other.Pieces(what));
                    Say($"read of the other shop: {what}");
                }
                else
                {
                    _world.Read(_shop.Pieces(what));
                    Say($"read: {what}");
                }
            }
        }

        private void Decide()
        {
            var decisions = _world.Connector.GetRequiredService<SkuDecisions>();
            var sku = _shop.Skus[_random.Next(_shop.Skus.Count)];
            switch (_random.Next(13))
            {
                case 10 or 11 or 12:
                    Drop();
                    break;
                case 0 or 1:
                    var policy = AnyPolicy();
                    _world.Apply((DocumentKinds.Policy, "sync", policy));
                    Say($"policy: {string.Join("; ", new Publishing(policy, TikTokSfccSheet.Sheet).Describe())}; grace {policy.FaultGraceDays} d, sold out {policy.OutOfStockProducts}, assigns {policy.ProductAssign.Statuses.Count}, categories {policy.Categories.Count}");
                    break;
                case 2:
                    var inventory = new InventoryPolicy { IsDefault = true, ThresholdBuffer = _random.Next(3), NoiseCut = _random.Next(3) == 0 ? 10 : null };
                    _world.Apply((DocumentKinds.Policy, "stock", inventory));
                    Say($"inventory policy: buffer {inventory.ThresholdBuffer}, noise cut {inventory.NoiseCut}");
                    break;
                case 3:
                    _world.Apply((DocumentKinds.Policy, "prices", new PricingPolicy
                    {
                        IsDefault = true, Changes = _random.Next(2) == 0 ? [] : [new() { By = PriceChangeBy.Fixed, To = PriceChangeTo.Increase, Amount = _random.Next(5) }],
                    }));
                    Say("pricing policy");
                    break;
                case 4:
                    _world.Apply((DocumentKinds.Template, "all", new ListingTemplate
                    {
                        Account = LawWorld.AccountName, TitleTemplate = _random.Next(2) == 0 ? null : new() { Text = $"x{_random.Next(3)} {{title}}" },
                        Condition = _random.Next(3) > 0 ? null : new() { Field = "shop.sku", Is = Test.Starts, Value = "m" },
                    }));
                    Say("template");
                    break;
                case 5 or 6:
                    if (_takenDown.Count > 0 && _random.Next(2) == 0)
                    {
                        sku = _takenDown.First();
                        _takenDown.Remove(sku);
                        decisions.End(LawWorld.AccountName, SkuDecisions.Takedown, [sku], "ana", "");
                        Say($"{sku} is put back");
                    }
                    else
                    {
                        _takenDown.Add(sku);
                        decisions.Make(LawWorld.AccountName, SkuDecisions.Takedown, [sku], "", "ana", "recall");
                        Say($"{sku} is taken down");
                    }

                    break;
                case 7:
                    _world.Connector.GetRequiredService<Awaiting>().Add(LawWorld.AccountName, [sku], Awaiting.Resend, "ana", "");
                    Say($"{sku} is to be sent again");
                    break;
                default:
                    Review();
                    break;
            }
        }

        /// <summary>People drop a file with values of their own; it is taken, or the trip of it is cut somewhere and made again.</summary>
        private void Drop()
        {
            var text = new System.Text.StringBuilder("sku_id,price,title,quantity,action,until\n");
            var skus = _shop.Skus.Append("nobody").ToList();
            for (var rows = _random.Next(1, 6); rows > 0; rows--)
            {
                var sku = skus[_random.Next(skus.Count)];
                var until = _random.Next(2) == 0 ? "" : _world.Clock.GetUtcNow().AddHours(_random.Next(1, 90)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
                text.Append(_random.Next(8) switch
                {
                    0 => $"{sku},,,,clear,\n",
                    1 => $"{sku},,,,{(_takenDown.Contains(sku) ? "restore" : "set")},\n",
                    2 => $"{sku},,hand{_random.Next(100)},,,{until}\n",
                    3 or 4 => $"{sku},,,{_random.Next(30)},,{until}\n",
                    _ => string.Create(CultureInfo.InvariantCulture, $"{sku},{_random.Next(100, 9000) / 100m},,,,{until}\n"),
                });
            }

            _world.Drop.Give($"intake/{_files++:000}.csv", text.ToString());
            for (var isCut = _random.Next(3) == 0; ; isCut = false)
            {
                using var stop = new CancellationTokenSource();
                var requests = isCut ? _random.Next(30) : int.MaxValue;
                _world.BeforeRequest = _ => { if (requests-- <= 0) stop.Cancel(); stop.Token.ThrowIfCancellationRequested(); };
                _world.Clock.Advance(TimeSpan.FromSeconds(1));
                try
                {
                    foreach (var receipt in _world.TakeFiles(cancellation: stop.Token))
                    {
                        Say($"manual file: {receipt.Outcome}, {receipt.Accepted} of {receipt.Rows}; {string.Join(", ", receipt.Runs.Select(run => run.Stopped ?? $"{run.Kind} {run.Rows}"))}: {text.ToString().ReplaceLineEndings(" / ")}");
                        _takenDown.RemoveWhere(down => text.ToString().Contains($"{down},,,,restore", StringComparison.Ordinal));
                    }

                    break;
                }
                catch (OperationCanceledException)
                {
                    Say("the taking of a manual file is cut");
                    _world.Restart();
                }
                finally
                {
                    _world.BeforeRequest = null;
                }
            }
        }

        /// <summary>The reviewer changes his mind, or is asked.</summary>
        private void Review()
        {
            switch (_random.Next(4))
            {
                case 0:
                    _world.TikTok.Verdicts.Clear();
                    break;
                case 1:
                    _world.TikTok.Verdicts.Add(new VerdictRule { TitleContains = $"{_random.Next(10)}", Review = _random.Next(2) == 0 ? Sandbox.Review.Hold : Sandbox.Review.Reject, RejectedInfo = [new("bad")] });
                    break;
            }

            var result = _world.Poll();
            Say($"poll: {result.News} news; {string.Join(", ", result.Counts.Select(count => $"{count.Value} {count.Key}"))}");
        }

        private SynchronizationPolicy AnyPolicy() => _random.Next(14) switch
        {
            0 => _plain with { ProductUpdate = new() { Enabled = false } },
            1 => _plain with { OnlyAttributes = new() { Reading = AttributeReading.Observe, Selected = ["title"] } },
            2 => _plain with { OnlyAttributes = new() { Reading = AttributeReading.Observe, Selected = ["price"] } },
            3 => _plain with { OnlyAttributes = new() { Reading = AttributeReading.Limit, Selected = [_random.Next(2) == 0 ? "price" : "quantity"] } },
            4 => _plain with { ProductUpload = new() { Enabled = false } },
            5 => _plain with { InventoryPriceSync = new() { Enabled = false } },
            6 => _plain with { InventoryPriceSync = new() { Statuses = [ListingState.Approved] } },
            7 => _plain with { ProductUpdate = new() { Statuses = [ListingState.Approved, ListingState.Rejected] } },
            8 => _plain with { OutOfStockProducts = false, ReviewHoldHours = 20 },
            9 => _plain with { FaultGraceDays = 0 },
            10 => _plain with { ProductAssign = new() { Statuses = [ListingState.NotSynced] } },
            11 => _plain with { Categories = ["c0", "c1"] },
            _ => _plain,
        };

        private void AnyFeed()
        {
            var kind = (FeedKind)_random.Next(5);
            switch (_random.Next(8))
            {
                case 0:
                    // The line breaks, somewhere on the way.
                    var requests = _random.Next(8);
                    var until = _world.Clock.GetUtcNow().AddMinutes(10);
                    _world.BeforeRequest = _ => { if (requests-- <= 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "the line broke"); };
                    Feed(kind);
                    _world.BeforeRequest = null;
                    // How long it was waited is a matter of dice that are not this history's.
                    _world.Clock.Advance(until - _world.Clock.GetUtcNow());
                    break;
                case 1:
                    // It is stopped behind a step.
                    var step = (string[])["run", "store", "policy", "feed", "drop", "alert"];
                    Feed(kind, step[_random.Next(step.Length)]);
                    break;
                default:
                    Feed(kind);
                    break;
            }
        }

        private FeedResult? Feed(FeedKind kind, string? stopBehind = null)
        {
            using var stop = new CancellationTokenSource();
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            try
            {
                var result = _world.Feed(kind, step => { if (step.Done && step.Step == stopBehind) stop.Cancel(); }, stop.Token);
                Say($"{kind}: {result.End}, {result.Made.Rows} rows, {result.Made.Changed} differ, {result.Made.Read} looked at");
                // For whoever looks into a history: what became of one SKU, feed by feed.
                if (Environment.GetEnvironmentVariable("CONNECTOR_SKU") is { Length: > 0 } sku)
                {
                    Ledger().Where(known => known.Contains($"/{sku} ", StringComparison.Ordinal)).ToList().ForEach(Say);
                    Say($"{sku} on TikTok: {_world.Held.Stock.FirstOrDefault(stock => stock.SkuId == sku)}");
                }

                return result;
            }
            catch (Exception fault) when (fault is PersonMustDecideException { Code: "brake.empty" } or RemoteFailedException or OperationCanceledException)
            {
                Say($"{kind}{(stopBehind is null ? "" : $", stopped behind {stopBehind}")}: {fault.Message}");
                return null;
            }
        }

        private void Law()
        {
            // What was sent may let something else be sent: a file that left the drop kept a SKU from being deleted, or the policies ask for what was sent.
            // So deltas go on until they have nothing to say, and that is soon.
            for (var times = 0; ; times++)
            {
                if (Feed(FeedKind.Delta) is not { } delta || Feed(FeedKind.InventoryDelta) is not { } stock)
                {
                    return;
                }

                if (times > 0 && delta.End == FeedEnd.Nothing && stock.End == FeedEnd.Nothing)
                {
                    break;
                }

                times.Should().BeLessThan(4, "deltas come to an end");
            }

            var (before, known) = (_world.Settled, Ledger());
            // At the same instant: time changes nothing between them.
            var full = _world.Feed(FeedKind.Full);
            Say($"full feed: {full.Made.Changed} differ of {full.Made.Rows}");
            full.Made.Changed.Should().Be(0, "a full feed right after a delta sends no other content; it differs in {0}", string.Join("; ", known.Except(Ledger()).Concat(Ledger().Except(known))));
            var inventory = _world.Feed(FeedKind.Inventory);
            Say($"inventory feed: {inventory.Made.Changed} differ of {inventory.Made.Rows}");
            inventory.Made.Changed.Should().Be(0, "an inventory feed right after a delta tells no other quantity: {0}", string.Join(", ", LawWorld.Differences(before, _world.Settled)));
            LawWorld.Differences(before, _world.Settled).Should().BeEmpty("it changes nothing on TikTok");
            SameRows(full);
            _world.Drop.Contradictions.Should().BeEmpty("a name has one content for ever");
            _world.Held.Files.Where(file => file.Outcome is not (FileOutcome.Taken or FileOutcome.NotFetched)).Should().BeEmpty("TikTok refuses nothing");
            LawsTried++;
        }

        /// <summary>What the ledger knows of every SKU.</summary>
        private List<string> Ledger()
        {
            var known = new List<string>();
            foreach (var view in (string[])["uk", "eu"])
            {
                using var sent = _world.Connector.GetRequiredService<Ledger>().View(LawWorld.AccountName, view);
                known.AddRange(sent.Entries(KeyRange.All).Select(entry =>
                    $"{view}/{entry.Group}/{entry.Sku} {entry.State} {entry.HeldCode} since {entry.HeldSince:u}, sent {entry.SentAt:u} by {entry.Run} {entry.Hashes}"));
            }

            return known;
        }

        /// <summary>TikTok shows the rows of a full feed, and no others.</summary>
        private void SameRows(FeedResult full)
        {
            var files = LawWorld.Rows(full);
            foreach (var catalog in _world.Held.Catalogs)
            {
                var rows = files.GetValueOrDefault(catalog.SiteId == "UK" ? "uk" : "eu") ?? [];
                var told = rows.ConvertAll(Unquoted);
                catalog.Products.Select(product => product.Row).Select(row => string.Join(
                    '|', row.SkuId, row.Title, row.Description, row.ImageUrls, row.LandingPageUrl, row.ProductCategory, row.SaleRegions, row.Availability, row.Price, row.ItemGroupId,
                    row.VariationProperties, row.IsDefaultVariant, row.Brand, row.GoogleProductCategory, row.Condition)).Should().BeEquivalentTo(told, $"of catalog {catalog.CatalogId}");
            }
        }

        /// <summary>A row without the quotes of its fields; these shops' texts have no separators.</summary>
        private static string Unquoted(string row) => string.Join('|', row.Split('|').Select(field => field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field));
    }
}
