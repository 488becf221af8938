using System.Globalization;
using System.IO.Abstractions;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Tests.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Feeds;

/// <summary>What a feed takes from the memory of an earlier one is what it would have made: the same shop is fed with and without it.</summary>
public sealed class RowMemoryTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly MirrorBox _box = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    private string Rows => Path.Combine(_state.Path, "data", "rows", "shop");

    public void Dispose()
    {
        _state.Dispose();
        _box.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_changes_a_feed_with_memory_is_the_feed_without(int seed)
    {
        var random = new Random(seed);
        var shop = new ChangingShop(random);
        var order = new Order(FeedKind.Full, seed % 3 * 3, RangeSize: seed % 2 == 0 ? 8 : 1000);
        var remembered = 0L;
        for (var step = 0; step < 12; step++)
        {
            shop.Change();
            _box.Read(shop.Now, 100, shop.Pieces());
            var plan = shop.Plan(_state.Path, seed % 4 == 0 ? TikTokSfccSheet.Sheet : TikTokCatalogSheet.Sheet);
            var (made, folder) = Make(order, plan);
            var (without, other) = Make(order with { Remembers = false }, plan);
            Same(made, folder, without, other, $"seed {seed}, step {step}");
            remembered += made.Views.Sum(view => view.Remembered);
            var (stock, stockFolder) = Make(order with { Kind = FeedKind.Inventory }, plan);
            var (stockWithout, stockOther) = Make(order with { Kind = FeedKind.Inventory, Remembers = false }, plan);
            Same(stock, stockFolder, stockWithout, stockOther, $"stock of seed {seed}, step {step}");
            if (random.Next(2) == 0)
            {
                Send(folder, plan);
                Send(stockFolder, plan);
                Review(random, plan);
            }
        }

        // Some histories have policies under which nothing is ever remembered; then something is under plain ones.
        var last = shop.Plan(_state.Path, TikTokSfccSheet.Sheet);
        var plain = last with { Policies = new PolicyDocuments(), Views = [.. last.Views.Select(view => view with { Retired = false })], Decisions = new Dictionary<string, SkuDecision>() };
        Make(order, plain);
        (remembered + Make(order, plain).Made.Views.Sum(view => view.Remembered)).Should().BePositive("something stays as it was");
    }

    [Fact]
    public void What_has_not_changed_is_not_made_again_and_the_file_is_the_same_to_the_byte()
    {
        var shop = new ChangingShop(new Random(3));
        shop.Change();
        _box.Read(shop.Now, 100, shop.Pieces());
        var plan = shop.Plan(_state.Path, TikTokCatalogSheet.Sheet);
        var (first, folder) = Make(new Order(FeedKind.Full, 6), plan);
        var memory = File.ReadAllBytes(Directory.GetFiles(Rows).Single());

        var (second, other) = Make(new Order(FeedKind.Full, 6), plan with { Instant = plan.Instant.AddMinutes(1) });

        first.Views.Single().Remembered.Should().Be(0);
        // A group with a bundle hangs on its parts' stock, and is looked at each time.
        second.Views.Single().Remembered.Should().BeInRange(second.Read / 2, second.Read);
        Same(second, other, first, folder, "nothing changed");
        File.ReadAllBytes(Directory.GetFiles(Rows).Single()).Should().Equal(memory);
        Make(new Order(FeedKind.Full, 6), plan with { Afresh = true }).Made.Views.Single().Remembered.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_person_decides_about_a_SKU_is_never_remembered_and_never_taken_from_memory(bool isTakedown)
    {
        _box.Read(
            Catalog("main", [.. Letters.Select(id => Product(id, Name(id), Image("https://img.example/a.jpg")))]),
            Book("sale", [.. Letters.Select(id => (Action<IStoreRead>)(read => read.Upsert(id, [new PriceTable(null, null, 1, 5)])))]),
            List("stock", [.. Letters.Select(id => (Action<IStoreRead>)(read => read.Upsert(new StockRecord(id) { Allocation = 5 })))]));
        var usual = SplitTests.Plan(delete: false, _state.Path) with { Views = [MirrorBox.View], Account = SplitTests.Plan(false, "").Account with { Views = [MirrorBox.View] }, Instant = MirrorBox.Now };
        usual = usual with { Policies = usual.Policies with { Synchronization = usual.Policies.Synchronization with { Eligibility = Eligibility.AssignedOrMatch }, Templates = Templates() } };
        var decided = usual with
        {
            Decisions = new Dictionary<string, SkuDecision> { ["c"] = isTakedown ? new() { TakenDown = new Takedown("Ada", "recalled", MirrorBox.Now) } : new() { Template = "other" } },
        };
        var order = new Order(FeedKind.Full, 6);
        var (_, first) = Make(order, usual);

        var (made, folder) = Make(order, decided);
        made.Views.Single().Remembered.Should().Be(Letters.Length - 1, "the others are");
        var (without, other) = Make(order with { Remembers = false }, decided);
        Same(made, folder, without, other, "decided");

        var (back, backFolder) = Make(order, usual);
        back.Views.Single().Remembered.Should().Be(Letters.Length - 1, "it was not noted while it was decided about");
        File.ReadAllBytes(Directory.GetFiles(Path.Combine(backFolder, "files")).Single()).Should().Equal(File.ReadAllBytes(Directory.GetFiles(Path.Combine(first, "files")).Single()));
        Make(order, usual).Made.Views.Single().Remembered.Should().Be(Letters.Length);
    }

    private static readonly string[] Letters = ["a", "b", "c", "d", "e"];

    /// <summary>One that takes all, and one that takes only what is put into it by hand.</summary>
    private static List<TemplateInForce> Templates() =>
    [
        new("all", new ListingTemplate { Account = "shop" }, new(), new(), new(), new()),
        new("other", new ListingTemplate { Account = "shop", Condition = new() { Any = [] }, TitleTemplate = new() { Text = "other {title}" } }, new() { ThresholdBuffer = 1 }, new(), new(), new()),
    ];

    /// <summary>TikTok answers for some of the SKUs that it has.</summary>
    private void Review(Random random, FeedPlan plan)
    {
        using var ledger = new Ledger(_state.Database).View("shop", MirrorBox.View.Name);
        var entries = ledger.Entries(KeyRange.All).Where(_ => random.Next(4) == 0).ToList();
        _state.Database.Write((db, transaction) =>
        {
            foreach (var entry in entries)
            {
                var answer = new AnswerRecord(MirrorBox.View.Name, entry.Sku, random.Next(3) > 0 ? "InReview" : "Approved", Confirms: true, entry.Run, [], "");
                Answers.Put(db, transaction, "shop", answer, [.. entry.Hashes.Content.ToArray(), .. entry.Hashes.Price.ToArray(), .. entry.Hashes.Stock.ToArray()], Instants.Text(plan.Instant), "[]");
            }
        });
    }

    [Fact]
    public void What_was_held_before_TikTok_had_it_is_decided_anew_once_TikTok_has_it()
    {
        FeedPlan At(int hour) => SplitTests.Plan(delete: false, _state.Path) with
        {
            Views = [MirrorBox.View], Account = SplitTests.Plan(false, "").Account with { Views = [MirrorBox.View] },
            Instant = MirrorBox.Now.AddHours(hour), Stamp = Instants.Stamp(MirrorBox.Now.AddHours(hour)),
        };

        void Read(bool isOnline) => _box.Read(
            Catalog("main", Listed("a", isOnline), Listed("b", isOnline: true)),
            Book("sale", read => read.Upsert("a", [new PriceTable(null, null, 1, 5)]), read => read.Upsert("b", [new PriceTable(null, null, 1, 5)])),
            List("stock", read => read.Upsert(new StockRecord("a") { Allocation = 5 }), read => read.Upsert(new StockRecord("b") { Allocation = 5 })));

        static Action<IStoreRead> Listed(string id, bool isOnline) =>
            Product(id, Name(id), Image("https://img.example/a.jpg"), Field(ItemField.OnlineFlag, isOnline ? "true" : "false", MirrorBox.View.Site));

        // Noted while it was offline and TikTok did not know it; then it was listed by feeds of another compression; then it is as it was.
        Read(isOnline: false);
        Make(new Order(FeedKind.Full, 6), At(0)).Made.Held.Should().Be(1);
        Read(isOnline: true);
        Send(Make(new Order(FeedKind.Full, 1), At(1)).Folder, At(1));
        Read(isOnline: false);

        var (made, folder) = Make(new Order(FeedKind.Full, 6), At(2));

        var (without, other) = Make(new Order(FeedKind.Full, 6, Remembers: false), At(2));
        Same(made, folder, without, other, "TikTok has it now");
        made.Rows.Should().Be(2, "it stays, out of stock");
    }

    [Fact]
    public void A_memory_that_is_cut_or_torn_anywhere_is_no_fault()
    {
        var shop = new ChangingShop(new Random(4));
        shop.Change();
        _box.Read(shop.Now, 100, shop.Pieces());
        var plan = shop.Plan(_state.Path, TikTokCatalogSheet.Sheet);
        var order = new Order(FeedKind.Full, 1);
        var (first, folder) = Make(order, plan);
        var path = Directory.GetFiles(Rows).Single();
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 90))
        {
            File.WriteAllBytes(path, whole[..at]);
            var (cut, cutFolder) = Make(order, plan);
            Same(cut, cutFolder, first, folder, $"cut at {at}");

            var torn = whole.ToArray();
            torn[at] ^= 0x10;
            File.WriteAllBytes(path, torn);
            var (made, tornFolder) = Make(order, plan);
            Same(made, tornFolder, first, folder, $"torn at {at}");
            Directory.Delete(cutFolder, recursive: true);
            Directory.Delete(tornFolder, recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_memory_that_cannot_be_written_is_none(bool isDiskFull)
    {
        var shop = new ChangingShop(new Random(5));
        shop.Change();
        _box.Read(shop.Now, 100, shop.Pieces());
        if (isDiskFull)
        {
            Directory.CreateDirectory(Rows);
            File.CreateSymbolicLink(Path.Combine(Rows, "uk.tiktok-catalog.6.rows.part"), "/dev/full");
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Rows)!);
            File.WriteAllText(Rows, "a file where the folder should be");
        }

        var (made, _) = Make(new Order(FeedKind.Full, 6), shop.Plan(_state.Path, TikTokCatalogSheet.Sheet));

        made.Rows.Should().BePositive();
        if (isDiskFull)
        {
            Directory.GetFileSystemEntries(Rows).Should().BeEmpty("what was begun gives its room to the feed");
        }
    }

    [Fact]
    public void A_row_that_stays_although_the_shop_has_deleted_it_does_not_keep_its_neighbours_from_being_remembered()
    {
        Action<IStoreRead>[] Shop(params string[] ids) =>
        [
            Catalog("main", [.. ids.Select(id => Product(id, Name(id), Image("https://img.example/a.jpg")))]),
            Book("sale", [.. ids.Select(id => (Action<IStoreRead>)(read => read.Upsert(id, [new PriceTable(null, null, 1, 5)])))]),
            List("stock", [.. ids.Select(id => (Action<IStoreRead>)(read => read.Upsert(new StockRecord(id) { Allocation = 5 })))]),
        ];

        var plan = SplitTests.Plan(delete: false, _state.Path) with { Views = [MirrorBox.View], Account = SplitTests.Plan(false, "").Account with { Views = [MirrorBox.View] }, Instant = MirrorBox.Now };
        var order = new Order(FeedKind.Full, 6);
        _box.Read(MirrorBox.Now, 100, Shop("a", "b", "c", "d", "e"));
        Send(Make(order, plan).Folder, plan);
        _box.Read(MirrorBox.Now, 100, Shop("b", "d"));
        Make(order, plan).Made.Views.Single().OutOfStock.Should().Be(3, "a before the first group, c between two, e behind the last");

        var (made, folder) = Make(order, plan);

        made.Views.Single().Remembered.Should().Be(2);
        var (without, other) = Make(order with { Remembers = false }, plan);
        Same(made, folder, without, other, "the rest is as it was");
    }

    [Fact]
    public void What_a_run_that_was_killed_left_is_written_over_and_of_two_at_once_one_remembers()
    {
        var shop = new ChangingShop(new Random(6));
        shop.Change();
        _box.Read(shop.Now, 100, shop.Pieces());
        var (plan, order) = (shop.Plan(_state.Path, TikTokCatalogSheet.Sheet), new Order(FeedKind.Full, 6));
        var part = Path.Combine(Rows, "uk.tiktok-catalog.6.rows.part");
        Directory.CreateDirectory(Rows);
        using (new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Make(order, plan).Made.Rows.Should().BePositive();
        }

        Directory.GetFiles(Rows).Should().Equal([part], "another run is writing it");
        File.WriteAllText(part, "what a killed run left");
        Make(order, plan);

        Directory.GetFiles(Rows).Should().ContainSingle().Which.Should().EndWith("uk.tiktok-catalog.6.rows");
        Make(order, plan).Made.Views.Single().Remembered.Should().BePositive();
    }

    [Fact]
    public void A_group_that_grows_goes_or_comes_changes_the_blocks_around_it_and_no_others()
    {
        // About 190 bytes a row and 190 KB a block.
        var items = Enumerable.Range(0, 12_000).Select(number => number.ToString("00000", CultureInfo.InvariantCulture)).ToList();
        var blocks = Blocks(items);
        blocks.Should().HaveCountGreaterThan(6);
        foreach (var changed in new[] { items.Where(id => id != "03333"), items.Select(id => id == "03333" ? "03333 and a longer name" : id), items.Append("033333").Order(StringComparer.Ordinal) })
        {
            var after = Blocks(changed);
            after.Except(blocks).Should().HaveCountLessThan(4);
        }

        static List<Hash128> Blocks(IEnumerable<string> ids)
        {
            var hashes = new List<Hash128>();
            using var blocks = new RowBlocks(0, 90_000_000, block =>
            {
                hashes.Add(Hash128.Of(block.Body));
                block.Dispose();
            });
            foreach (var id in ids)
            {
                blocks.NextGroup(System.Text.Encoding.UTF8.GetBytes(id[..5]));
                blocks.Write(System.Text.Encoding.UTF8.GetBytes(id + new string('.', 180) + "\n"));
            }

            blocks.End();
            return hashes;
        }
    }

    private static void Same(FeedMade made, string folder, FeedMade other, string otherFolder, string because)
    {
        made.Should().BeEquivalentTo(other, options => options.WithStrictOrdering().Excluding(one => one.Path.EndsWith("Remembered", StringComparison.Ordinal)), because);
        Files(folder).Should().Equal(Files(otherFolder), because);
        foreach (var file in Files(folder))
        {
            File.ReadAllBytes(Path.Combine(folder, file)).Should().Equal(File.ReadAllBytes(Path.Combine(otherFolder, file)), "{0}: {1}", because, file);
        }

        static List<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
    }

    private void Send(string folder, FeedPlan plan)
    {
        using var changes = File.OpenRead(Path.Combine(folder, "ledger-changes.bin"));
        _state.Database.Write((db, _) => Ledger.Apply(db, "shop", plan.Stamp + "-full", Instants.Text(plan.Instant), plan.Sheet.Id, LedgerChange.Read(changes)));
    }

    private (FeedMade Made, string Folder) Make(Order order, FeedPlan plan)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_state.Path, Guid.NewGuid().ToString("N"))).FullName;
        plan = plan with { Gzip = order.Gzip, Folder = folder, FilesFolder = Path.Combine(folder, "files") };
        var settings = new ConnectorSettings { Workers = 2, Data = Path.Combine(_state.Path, "data"), RememberRows = order.Remembers };
        var making = new FeedMaking(new Ledger(_state.Database), new DropLedger(_state.Database, new RunFolders(Path.Combine(_state.Path, "archive"), new FileSystem())), settings) { RangeSize = order.RangeSize };
        using var shops = new ShopSnapshots(_box.Mirror, plan, order.Kind, workers: 2);
        return (order.Kind == FeedKind.Full ? making.Products(plan, shops, null, _ => { }, CancellationToken.None) : making.Inventory(plan, shops, null, _ => { }, CancellationToken.None), folder);
    }

    private sealed record Order(FeedKind Kind, int Gzip, bool Remembers = true, int RangeSize = 8);

    /// <summary>A shop in which a few things change from step to step: goods, prices with windows, stock, categories, headers, the view, the policies, the time.</summary>
    private sealed class ChangingShop
    {
        private readonly Random _random;
        private readonly bool _deletes;
        private readonly SortedDictionary<string, Goods> _goods = new(StringComparer.Ordinal);
        private readonly string[] _categories = ["c0", "c1", "c2"];
        private string _red = "Red";
        private string _locale = "en-GB";
        private DateTimeOffset? _bookTo;
        private bool _defaultInStock;
        private int _buffer;
        private SynchronizationPolicy _synchronization = new();
        private decimal _markUp;
        private bool _hasTemplates;
        private readonly Dictionary<string, SkuDecision> _decisions = new(StringComparer.Ordinal);

        public ChangingShop(Random random) => (_random, _deletes) = (random, random.Next(2) == 0);

        public DateTimeOffset Now { get; private set; } = MirrorBox.Now;

        public void Change()
        {
            // Clocks go back, too.
            Now = Now.AddHours(_random.Next(-12, 30));
            while (_goods.Count < 50)
            {
                _goods[$"g{_random.Next(1000):000}"] = new Goods(_random);
            }

            for (var edits = _random.Next(5); edits > 0; edits--)
            {
                var id = _goods.Keys.ElementAt(_random.Next(_goods.Count));
                switch (_random.Next(4))
                {
                    case 0:
                        _goods.Remove(id);
                        break;
                    case 1:
                        _goods[$"g{_random.Next(1000):000}"] = new Goods(_random);
                        break;
                    default:
                        _goods[id] = _goods[id].Edited(_random);
                        break;
                }
            }

            switch (_random.Next(20))
            {
                case 0:
                    _categories[_random.Next(3)] += "'";
                    break;
                case 1:
                    _red += "'";
                    break;
                case 2:
                    _locale = _locale == "en-GB" ? "de-DE" : "en-GB";
                    break;
                case 3:
                    _bookTo = Now.AddHours(_random.Next(40));
                    break;
                case 4:
                    _defaultInStock = !_defaultInStock;
                    break;
                case 5:
                    _buffer = _random.Next(3);
                    break;
                case 6:
                    _markUp = _random.Next(5);
                    break;
                case 7:
                    _hasTemplates = !_hasTemplates;
                    break;
                case 8:
                    _synchronization = _random.Next(5) switch
                    {
                        0 => new() { ProductUpdate = new() { Enabled = false } },
                        1 => new() { OnlyAttributes = new() { Reading = (AttributeReading)_random.Next(3), Selected = ["price"] } },
                        2 => new() { ProductUpload = new() { Enabled = false } },
                        3 => new() { OutOfStockProducts = false, ReviewHoldHours = 20 },
                        _ => new(),
                    };
                    break;
            }

            // What people decide about single SKUs, and take back.
            for (var times = _random.Next(3); times > 0; times--)
            {
                var sku = _goods.Keys.ElementAt(_random.Next(_goods.Count)) + (_random.Next(3) == 0 ? "-v1" : "");
                if (!_decisions.Remove(sku))
                {
                    _decisions[sku] = _random.Next(2) == 0 ? new() { TakenDown = new Takedown("Ada", "recalled", Now) } : new() { Template = _random.Next(2) == 0 ? "other" : "all" };
                }
            }
        }

        public FeedPlan Plan(string folder, FeedSheet sheet)
        {
            var plan = SplitTests.Plan(_deletes, folder);
            var view = MirrorBox.View with { Locale = _locale };
            return plan with
            {
                Views = [view],
                Account = plan.Account with { Views = [view], Sheet = sheet.Id },
                Sheet = sheet,
                Policies = plan.Policies with
                {
                    Inventory = plan.Policies.Inventory with { ThresholdBuffer = _buffer },
                    Pricing = plan.Policies.Pricing with { Changes = _markUp == 0 ? [] : [new() { By = PriceChangeBy.Fixed, To = PriceChangeTo.Increase, Amount = _markUp }] },
                    Synchronization = _synchronization with
                    {
                        Eligibility = Eligibility.All, OnStoreDelete = plan.Policies.Synchronization.OnStoreDelete, OnStoreDisable = plan.Policies.Synchronization.OnStoreDisable,
                    },
                    Templates = _hasTemplates ? Templates() : [],
                },
                Decisions = new Dictionary<string, SkuDecision>(_decisions),
                Instant = Now,
                Stamp = Instants.Stamp(Now),
            };
        }

        public Action<IStoreRead>[] Pieces() =>
        [
            Catalog("main",
            [
                .. _categories.Select((name, number) => (Action<IStoreRead>)(read => read.Upsert(new CategoryRecord($"c{number}", null, true, [new LocalText("x-default", name)])))),
                read => read.Upsert(new SharedVariationAttribute("sharedHue", "color", [new LocalText("x-default", "Colour")], [new VariationValueNames("red", [new LocalText("x-default", _red)])])),
                .. _goods.SelectMany(pair => pair.Value.Products(pair.Key)),
                .. _goods.Where(pair => pair.Value.Category < 3).Select(pair => (Action<IStoreRead>)(read => read.Assign(new CategoryAssignment(pair.Key, $"c{pair.Value.Category}", false)))),
            ]),
            Book(new PriceBookHeader("sale", "GBP", null) { OnlineTo = _bookTo }, ScopeMode.Complete, [.. _goods.SelectMany(pair => pair.Value.Prices(pair.Key))]),
            List("stock", _defaultInStock, [.. _goods.SelectMany(pair => pair.Value.Stock(pair.Key))]),
        ];
    }

    /// <summary>A product; a master with two variants; or a bundle of the first of these.</summary>
    private sealed record Goods(int Kind, string Name, bool HasImage, bool Online, decimal Price, DateTimeOffset? PriceTo, int Pieces, DateTimeOffset? Arrives, int Category)
    {
        public Goods(Random random)
            : this(random.Next(5), Word(random), random.Next(8) > 0, random.Next(8) > 0, random.Next(1, 900) / 100m, Time(random), random.Next(4), Time(random), random.Next(5))
        {
        }

        public Goods Edited(Random random) => random.Next(5) switch
        {
            0 => this with { Name = Word(random), HasImage = !HasImage },
            1 => this with { Price = random.Next(900) / 100m, PriceTo = Time(random) },
            2 => this with { Pieces = random.Next(4), Arrives = Time(random) },
            3 => this with { Category = random.Next(5) },
            _ => this with { Online = !Online },
        };

        public IEnumerable<Action<IStoreRead>> Products(string id)
        {
            Action<ItemDraft>[] fields =
            [
                Piece.Name(Name), Piece.Name("de " + Name, "de"), .. HasImage ? [Image($"https://img.example/{Name}.jpg")] : Array.Empty<Action<ItemDraft>>(),
                Field(ItemField.OnlineFlag, Online ? "true" : "false", MirrorBox.View.Site),
            ];
            switch (Kind)
            {
                case 0:
                    yield return Item(id, ItemKind.Bundle, [.. fields, draft => draft.AddBundled($"{id}-part", 2)]);
                    yield return Product($"{id}-part", fields);
                    break;
                case 1 or 2:
                    yield return Item(id, ItemKind.Master, [.. fields, draft => draft.Add(ItemField.VariationAttribute, "color", "", ""), draft => draft.Add(ItemField.SharedVariationAttribute, "color", "", "sharedHue"), draft => draft.AddVariant($"{id}-v1", true), draft => draft.AddVariant($"{id}-v2", false)]);
                    yield return Product($"{id}-v1", Attribute("color", "red"));
                    yield return Product($"{id}-v2", Attribute("color", Name));
                    break;
                default:
                    yield return Product(id, fields);
                    break;
            }
        }

        public IEnumerable<Action<IStoreRead>> Prices(string id)
        {
            yield return read => read.Upsert(id, [new PriceTable(null, PriceTo, 1, Price)]);
            if (Kind == 1)
            {
                yield return read => read.Upsert($"{id}-v1", [new PriceTable(PriceTo, null, 1, Price + 1)]);
            }
        }

        public IEnumerable<Action<IStoreRead>> Stock(string id) => Pieces == 0 ? [] : (Kind == 0 ? new[] { $"{id}-part" } : [id, $"{id}-v1"]).Select(sku => (Action<IStoreRead>)(read => read.Upsert(
            new StockRecord(sku) { Allocation = Pieces, Handling = Arrives is null ? StockHandling.None : StockHandling.Preorder, PreorderBackorderAllocation = 3, InStockDate = Arrives })));

        private static string Word(Random random) => $"word{random.Next(60)}";

        private static DateTimeOffset? Time(Random random) => random.Next(3) == 0 ? MirrorBox.Now.AddHours(random.Next(200)) : null;
    }
}
