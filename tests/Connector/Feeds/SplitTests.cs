using System.Globalization;
using System.IO.Abstractions;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;

namespace Connector.Tests.Feeds;

/// <summary>Rows may be made range by range of item groups: together they are the rows of the whole, in feed order.</summary>
public sealed class SplitTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    internal static readonly string[] Letters = ["a", "B", "b", "-", "é", "漢", "\uFF21", "🔥", "1"];
    private static readonly StoreView View = new()
    {
        Name = "uk", Source = "shop", Site = "RefArch", Locale = "en-GB", Currency = "GBP", PriceBooks = ["sale", "list"], InventoryLists = ["main"], LandingPage = "https://shop.example/{sku}.html",
    };

    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Whatever_ranges_it_is_cut_into_the_feed_is_the_same(int seed, bool delete)
    {
        var random = new Random(seed);
        var mirror = new Mirror(Path.Combine(_state.Path, "mirror.db"));
        var making = new FeedMaking(new Ledger(_state.Database), new DropLedger(_state.Database, new RunFolders(Path.Combine(_state.Path, "archive"), new FileSystem())), new ConnectorSettings { RememberRows = false });
        var ids = Enumerable.Range(0, 160).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)]))).Distinct().ToList();
        Read(mirror, random, ids);

        // What was sent before: the rows of the first shop. Then the shop changes: SKUs go, come, and move to other groups.
        Send(Rows(making, mirror, delete, [KeyRange.All]));
        Read(mirror, random, ids);
        var whole = Rows(making, mirror, delete, [KeyRange.All]);

        whole.Select(row => row.Wish).Distinct().Should().HaveCountGreaterThan(1, "the shop has rows and SKUs that are held");
        whole.Should().BeInAscendingOrder(Comparer<Made>.Create((one, other) => KeyOrder.Compare(one.Group, one.Sku, other.Group, other.Sku)));
        whole.Select(row => row.Sku).Should().OnlyHaveUniqueItems();
        for (var round = 0; round < 25; round++)
        {
            Rows(making, mirror, delete, Ranges(random, ids)).Should().Equal(whole);
        }

        Rows(making, mirror, delete, Ranges(random, ids, all: true)).Should().Equal(whole, "one range a group");
    }

    /// <summary>Ranges that follow each other without a gap, cut at ids of the shop and at others.</summary>
    private static List<KeyRange> Ranges(Random random, List<string> ids, bool all = false)
    {
        var cuts = ids.Where(_ => all || random.Next(20) == 0).Append(Letters[random.Next(Letters.Length)]).Distinct().Order(Comparer<string>.Create(KeyOrder.Compare)).ToList();
        var ranges = new List<KeyRange> { new(null, cuts[0]) };
        ranges.AddRange(cuts.Zip(cuts.Skip(1), (from, to) => new KeyRange(from, to)));
        ranges.Add(new KeyRange(cuts[^1], null));
        return ranges;
    }

    internal static FeedPlan Plan(bool delete, string folder) => new(
        "shop", new Account { Country = "GB", Currency = "GBP", ExternalBusinessId = "biz-1", InventoryListId = "main", Views = [View] }, [View],
        new PolicyDocuments
        {
            Synchronization = new SynchronizationPolicy { OnStoreDelete = delete ? OnStoreDelete.Delete : OnStoreDelete.Deactivate, OnStoreDisable = delete ? OnStoreDisable.Delete : OnStoreDisable.Deactivate },
        },
        TikTokSfccSheet.Sheet, Instants.Stamp(Now), Now, 0, folder);

    private List<Made> Rows(FeedMaking making, Mirror mirror, bool delete, IReadOnlyList<KeyRange> ranges)
    {
        using var snapshot = mirror.Snapshot("shop");
        using var sent = new Ledger(_state.Database).View("shop", "uk");
        var made = new List<Made>();
        var (read, kept) = (0L, 0L);
        foreach (var range in ranges)
        {
            // Each range its own maker, as each worker has.
            var rows = making.Rows(Plan(delete, _state.Path), View, snapshot, sent, _ => false);
            made.AddRange(rows.All(range, CancellationToken.None).Select(row => new Made(
                row.Group, row.Sku, row.Desired.Wish, row.Desired.Basis, row.Desired.Held?.ToString(), row.Row is { } bytes ? Convert.ToHexString(bytes.Bytes.Span) : null, row.Quantity, row.Row?.Hash() ?? default)));
            read += rows.Read;
            kept += rows.Listed + rows.Held;
        }

        read.Should().Be(snapshot.View(View, Now).Count()).And.Be(kept, "read = listed + held over all ranges");
        return made;
    }

    private void Send(List<Made> rows) => _state.Database.Write((db, _) => Ledger.Apply(
        db, "shop", "20261121020000-full", Instants.Text(Now.AddDays(-1)), "tiktok-sfcc",
        rows.Where(row => row.Wish == Wish.Row).Select(row => new RowSent("uk", row.Sku, row.Group, row.Hashes, SentState.Listed, Convert.FromHexString(row.Bytes!)) { Resent = true })));

    /// <summary>A random shop, told as an adapter would.</summary>
    internal static void Read(Mirror mirror, Random random, List<string> ids)
    {
        using var read = mirror.Read("shop", Now, 100);
        var draft = new ItemDraft();
        var kinds = ids.ToDictionary(id => id, _ => random.Next(10) switch { 0 => ItemKind.Unknown, 1 or 2 => ItemKind.Master, 3 => ItemKind.Bundle, _ => ItemKind.Product });
        read.Begin(new Scope(ScopeKind.Catalog, "shop"), ScopeMode.Complete, null, "shop");
        foreach (var id in ids.OrderBy(_ => random.Next()).Where(id => kinds[id] != ItemKind.Unknown))
        {
            draft.Begin(id, kinds[id], "shop", 1);
            Maybe(9, () => draft.Add(ItemField.Name, "x-default", $"Name of {id} | \"quoted\""));
            Maybe(8, () => draft.Add(ItemField.Image, "large", "", $"https://img.example/{random.Next(9)}.jpg"));
            draft.Add(ItemField.OnlineFlag, "", random.Next(8) == 0 ? "false" : "true");
            Maybe(6, () => draft.Add(ItemField.Attribute, "color", "", Letters[random.Next(3)]));
            if (kinds[id] == ItemKind.Master)
            {
                draft.Add(ItemField.VariationAttribute, "color", "", "");
                foreach (var variant in ids.Where(other => kinds[other] == ItemKind.Product && random.Next(14) == 0))
                {
                    draft.AddVariant(variant, random.Next(4) == 0);
                }
            }

            read.Upsert(draft);
        }

        foreach (var id in ids.Where(_ => random.Next(3) > 0))
        {
            read.Assign(new CategoryAssignment(id, "c" + random.Next(4).ToString(CultureInfo.InvariantCulture), random.Next(5) == 0));
        }

        read.End();
        foreach (var (book, parent) in new[] { ("list", (string?)null), ("sale", "list") })
        {
            read.Begin(new Scope(ScopeKind.PriceBook, book), ScopeMode.Complete, null, book);
            read.Upsert(new PriceBookHeader(book, "GBP", parent));
            foreach (var id in ids.Where(_ => random.Next(parent is null ? 5 : 2) > 0))
            {
                read.Upsert(id, [new PriceTable(null, null, 1, random.Next(1, 9999) / 100m)]);
            }

            read.End();
        }

        read.Begin(new Scope(ScopeKind.InventoryList, "main"), ScopeMode.Complete, null, "main");
        read.Upsert(new InventoryListHeader("main", random.Next(2) == 0));
        foreach (var id in ids.Where(_ => random.Next(4) > 0))
        {
            read.Upsert(new StockRecord(id) { Allocation = random.Next(20), Perpetual = random.Next(9) == 0, Handling = (StockHandling)random.Next(3) });
        }

        read.End();
        read.Commit(CancellationToken.None);

        void Maybe(int often, Action tell)
        {
            if (random.Next(10) < often)
            {
                tell();
            }
        }
    }

    private sealed record Made(string Group, string Sku, Wish Wish, RowBasis Basis, string? Held, string? Bytes, int Quantity, FacetHashes Hashes);
}
