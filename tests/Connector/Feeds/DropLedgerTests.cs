using System.IO.Abstractions;
using System.IO.Compression;
using System.Text;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;
using Dapper;

namespace Connector.Tests.Feeds;

/// <summary>Which SKUs the files in the drop name, and whether TikTok must have read them.</summary>
public sealed class DropLedgerTests : IDisposable
{
    private const string Run = "20261122010000-full";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private static readonly StoreView View = new()
    {
        Name = "uk", Source = "shop", Site = "RefArch", Locale = "en-GB", Currency = "GBP", LandingPage = "https://shop.example/{sku}.html",
    };

    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    private RunFolders Folders => new(Path.Combine(_state.Path, "archive"), new FileSystem());

    private DropLedger Dropped => new(_state.Database, Folders);

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_file_names_the_SKUs_of_its_rows_also_quoted_ones_and_nothing_that_only_looks_like_a_row(int gzip)
    {
        string[] skus = ["PLAIN", "WITH|PIPE", "WITH\"QUOTE", "\"QUOTED\"", "TWO\nLINES", "LAST"];
        Drop(gzip, [.. skus.Select(sku => (sku, "first line\nGHOST|a|b\n\"OTHER\"|c\r\nsays \"|\"\n"))]);
        var file = Dropped.Lying("shop").Single();

        foreach (var sku in skus)
        {
            Dropped.NamesAny("shop", file, new HashSet<string> { "none", sku }).Should().BeTrue(sku);
        }

        foreach (var sku in new[] { "GHOST", "OTHER", "sku_id", "says ", "WITH", "TWO", "LINES", "plain", "", "first line" })
        {
            Dropped.NamesAny("shop", file, new HashSet<string> { sku }).Should().BeFalse(sku);
        }
    }

    [Fact]
    public void A_SKU_counts_as_fetched_when_no_file_that_TikTok_may_still_fetch_names_it()
    {
        Drop(0, [("A", ""), ("B|1", "")], alertedAt: Now.AddMinutes(-59));
        IsFetched(Plan(Now), View, "A").Should().BeFalse();
        IsFetched(Plan(Now), View, "B|1").Should().BeFalse();
        IsFetched(Plan(Now), View, "C").Should().BeTrue("no file names it");
        IsFetched(Plan(Now), View with { Name = "fr" }, "A").Should().BeTrue("another view's files do not count");
        IsFetched(Plan(Now.AddMinutes(1)), View, "A").Should().BeTrue("an hour after the alert TikTok must have it");
    }

    [Fact]
    public void A_SKU_counts_as_fetched_when_TikTok_shows_the_row_of_that_run_or_a_later_one()
    {
        Drop(0, [("A", ""), ("B", "")], alertedAt: Now.AddMinutes(-1));
        Shown("A", Run, confirms: true);
        Shown("B", Run, confirms: false);

        IsFetched(Plan(Now), View, "A").Should().BeTrue();
        IsFetched(Plan(Now), View, "B").Should().BeFalse("what it shows is not what was sent");
        Shown("B", "20261121010000-full", confirms: true);
        IsFetched(Plan(Now), View, "B").Should().BeFalse("it shows an earlier run's row");
    }

    [Fact]
    public void A_file_that_left_the_drop_counts_no_more_and_one_that_left_the_archive_may_name_any_SKU()
    {
        Drop(0, [("A", "")], alertedAt: Now);
        var file = Dropped.Lying("shop", FeedFileKind.Product).Single();
        Dropped.Lying("shop", FeedFileKind.Delete).Should().BeEmpty();
        Dropped.Removed("shop", file, Now);
        Dropped.Lying("shop").Should().BeEmpty();
        IsFetched(Plan(Now), View, "A").Should().BeTrue();

        Folders.Clear("shop", Run);
        Dropped.NamesAny("shop", file, new HashSet<string> { "A" }).Should().BeTrue();
    }

    [Fact]
    public void The_quantity_last_sent_is_found_by_SKU()
    {
        _state.Database.Write((db, transaction) => Ledger.Apply(db, "shop", Run, Instants.Text(Now), "tiktok-sfcc", [new QuantitySent("", "A", 3), new QuantitySent("", "A", 5), new QuantitySent("", "B", 0), new QuantitySent("east", "A", 1)]));
        using var quantities = Dropped.Quantities("shop");
        (quantities.Last("", "A"), quantities.Last("", "B"), quantities.Last("", "C"), quantities.Last("", "a"), quantities.Last("east", "A")).Should().Be((5, 0, null, null, 1));
    }

    private bool IsFetched(FeedPlan plan, StoreView view, string sku) => !Dropped.Unfetched(plan, view).Any(file => file.Names(sku));

    private FeedPlan Plan(DateTimeOffset now) => new(
        "shop",
        new Account { Country = "GB", Currency = "GBP", ExternalBusinessId = "biz-1", InventoryListId = "main", Views = [View], Alert = new AccountAlert { FetchedAfter = TimeSpan.FromHours(1) } },
        [View], new PolicyDocuments(), TikTokSfccSheet.Sheet, Instants.Stamp(now), now, 0, _state.Path);

    /// <summary>A sealed run's product file, as the writer makes it.</summary>
    private void Drop(int gzip, IReadOnlyList<(string Sku, string Description)> rows, DateTimeOffset? alertedAt = null)
    {
        var (sku, description) = ("", "");
        var sheet = RowTests.Sheet(
        [
            new() { Name = "sku_id", Write = (pen, _, _) => pen.Text(sku) }, new() { Name = "title", Write = (pen, _, _) => pen.Text("a|title") },
            new() { Name = "description", Write = (pen, _, _) => pen.Text(description) },
        ]);
        var pen = new RowPen(sheet);
        var folder = Path.Combine(Folders.Of("shop", Run), "files");
        Directory.CreateDirectory(folder);
        using var writer = new FeedFileWriter(new FeedFileForm(folder, FeedFileKind.Product, "uk", _ => gzip == 0 ? "feed.txt" : "feed.txt.gz", sheet.Header, default, 1_000_000, gzip));
        foreach (var row in rows)
        {
            (sku, description) = row;
            writer.Write(pen.Write(null!, null!).Bytes.Span);
        }

        var file = writer.End().Single();
        _state.Database.Write((db, transaction) => DropLedger.Note(db, transaction, "shop", Run, "product", file, Instants.Text(alertedAt ?? Now)));
    }

    private void Shown(string sku, string run, bool confirms) => _state.Database.Write((db, transaction) =>
    {
        Ledger.Apply(db, "shop", run, Instants.Text(Now), "tiktok-sfcc", [new RowSent("uk", sku, sku, default, SentState.Listed, RowTests.Known) { Resent = true }]);
        db.Execute(
            "INSERT OR REPLACE INTO answer(account, view_name, sku, state, confirms, row_hash, reasons, shown, seen_at) VALUES('shop', 'uk', @sku, 'Approved', @confirms, zeroblob(48), '[]', '', '')",
            new { sku, confirms },
            transaction);
    });
}
