using System.IO.Compression;
using Connector.Sandbox;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

[Trait("covers", "SFC-07")]
public sealed class DeltaTests : IDisposable
{
    private readonly DeltaShop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task The_first_delta_ever_reads_everything_first_and_then_what_is_younger()
    {
        _shop.Exports(hour: 8);
        _shop.Titles(7, 5, "Too old");
        _shop.Titles(8, 9, "Younger");
        var report = await _shop.DeltaAsync();
        report.FullReadBecause.Should().Contain("was never followed");
        report.Missing.Should().BeNull();
        report.Consumed.Should().Equal(DeltaShop.Outbox + "/000008.zip");
        (_shop.Title(), _shop.Last).Should().Be(("Younger", "8"));
    }

    [Fact]
    public async Task Waiting_archives_are_read_in_the_order_of_their_numbers_and_only_once()
    {
        await BegunAsync();
        _shop.Titles(10, 9.2, "Tenth");
        _shop.Titles(9, 9.1, "Ninth");
        _shop.Titles(11, 9.3, "Eleventh");
        var report = await _shop.DeltaAsync();
        report.Consumed.Select(Path.GetFileName).Should().Equal("000009.zip", "000010.zip", "000011.zip");
        (_shop.Title(), report.Number, report.FullReadBecause).Should().Be(("Eleventh", 2, null));

        var again = await _shop.DeltaAsync();
        (again.Number, again.Consumed.Count, again.FullReadBecause, again.WarningCount).Should().Be((null, 0, null, 0));
    }

    [Fact]
    public async Task A_missing_number_asks_for_a_full_read_and_what_is_there_counts_all_the_same()
    {
        await BegunAsync();
        _shop.Titles(9, 9.1, "Ninth");
        _shop.Titles(12, 11, "Twelfth");
        var report = await _shop.DeltaAsync();
        report.FullReadBecause.Should().Be($"archive 000010 to 000011 are missing in {DeltaShop.Outbox}");
        report.Missing.Should().Be(report.FullReadBecause, "the export is older than the hole");
        (_shop.Title(), _shop.Last, _shop.Missing).Should().Be(("Twelfth", "12", report.Missing));

        // Nothing is read again and again for it.
        var again = await _shop.DeltaAsync();
        (again.Number, again.Missing, again.Scopes.Count).Should().Be((null, report.Missing, 0));
        _shop.Title().Should().Be("Twelfth");

        // An export that may have begun before the hole does not close it; one that began later does.
        _shop.Exports(hour: 12, title: "Exported at twelve");
        (await _shop.DeltaAsync()).Missing.Should().Be(report.Missing);
        _shop.Title().Should().Be("Twelfth", "its archive is younger than the export's beginning");
        _shop.Exports(hour: 14, title: "Exported at two");
        _shop.Clock.Advance(TimeSpan.FromHours(3));
        (await _shop.DeltaAsync()).Missing.Should().BeNull();
        (_shop.Title(), _shop.Missing).Should().Be(("Exported at two", null));
    }

    [Fact]
    public async Task Numbering_that_begins_again_asks_for_a_full_read()
    {
        await BegunAsync();
        _shop.Titles(1, 10, "First again");
        _shop.Titles(2, 11, "Second again");
        var report = await _shop.DeltaAsync();
        report.FullReadBecause.Should().Be($"{DeltaShop.Outbox} begins again at 000001, after 000008");
        (_shop.Title(), _shop.Last).Should().Be(("Second again", "2"));

        _shop.Exports(hour: 14);
        _shop.Titles(3, 15, "Third again");
        _shop.Clock.Advance(TimeSpan.FromHours(4));
        report = await _shop.DeltaAsync();
        (_shop.Title(), _shop.Last, report.Missing).Should().Be(("Third again", "3", null), "those of the old numbering are older, and not read");
    }

    [Fact]
    public async Task An_archive_that_comes_again_is_passed_over()
    {
        await BegunAsync();
        _shop.Titles(9, 9.1, "Ninth");
        await _shop.DeltaAsync();
        File.SetLastWriteTimeUtc(_shop.PathOf(9), DeltaShop.At(10).UtcDateTime);
        File.Copy(_shop.PathOf(9), _shop.PathOf(10));
        var report = await _shop.DeltaAsync();
        (report.Number, report.Missing, _shop.Last, _shop.Title()).Should().Be((null, null, "10", "Ninth"));
        report.WarningCount.Should().Be(0);
    }

    [Fact]
    public async Task An_outbox_that_was_emptied_does_not_make_a_full_read_forget_where_it_was()
    {
        await BegunAsync();
        File.Delete(_shop.PathOf(8));
        _shop.Exports(hour: 20);
        _shop.Clock.Advance(TimeSpan.FromHours(10));
        (await _shop.ReadAsync(StoreReadKind.Full)).Missing.Should().BeNull();
        _shop.Titles(12, 21, "Twelfth");
        (await _shop.DeltaAsync()).FullReadBecause.Should().Be($"archive 000009 to 000011 are missing in {DeltaShop.Outbox}");
    }

    [Fact]
    public async Task An_export_that_is_read_again_says_so_where_the_archives_after_it_are_gone()
    {
        await BegunAsync();
        _shop.Titles(9, 11, "Ninth");
        _shop.Titles(10, 11.5, "Tenth");
        await _shop.DeltaAsync();
        File.Delete(_shop.PathOf(8));
        File.Delete(_shop.PathOf(9));
        _shop.Apply(_shop.Source with { TimeZone = "Europe/Paris" });
        var report = await _shop.ReadAsync(StoreReadKind.Full);
        report.Missing.Should().Be($"archives before 000010 are gone from {DeltaShop.Outbox}, and the full export may not hold them");
        (_shop.Title(), _shop.Missing).Should().Be(("Tenth", report.Missing));
    }

    [Theory]
    [InlineData("pricebooks/list.xml", "-11")]
    [InlineData("pricebooks/list.xml", "cheap")]
    [InlineData("pricebooks/list.xml", "")]
    public async Task An_archive_that_cannot_be_read_is_passed_over_and_keeps_no_other_from_being_read(string path, string amount)
    {
        await BegunAsync();
        _shop.Archive(9, 9.1, (path, amount.Length == 0 ? "<pricebooks" : DeltaShop.Prices("m", 1).Replace(">1<", $">{amount}<", StringComparison.Ordinal)));
        _shop.Archive(10, 9.2, ("inventory-lists/stock.xml", DeltaShop.Stock("m-1", 0)));
        var report = await _shop.DeltaAsync();
        report.Warnings.Should().Contain(warning => warning.Code == "delta.refused" && warning.Sentence.Contains(amount, StringComparison.Ordinal) && warning.Origin.Contains("000009.zip!", StringComparison.Ordinal));
        report.Missing.Should().Contain("000009.zip was passed over, because it cannot be read");
        (_shop.Item("m-1").Stock.Salable, _shop.Last).Should().Be((0m, "10"));
    }

    [Fact]
    public async Task A_list_that_is_deleted_has_no_stock_also_where_it_was_in_stock_by_default_and_changed_just_before()
    {
        await BegunAsync();
        var changed = DeltaShop.Stock("m-2", 7).Replace("<default-instock>false", "<default-instock>true", StringComparison.Ordinal);
        _shop.Archive(9, 9.1, ("inventory-lists/stock.xml", changed));
        _shop.Archive(10, 9.2, ("inventory-lists/stock.xml", $"<inventory xmlns=\"{Export.InventoryNamespace}\"><inventory-list><header list-id=\"stock\" mode=\"delete\"><default-instock>true</default-instock></header></inventory-list></inventory>"));
        var refused = () => _shop.DeltaAsync();
        (await refused.Should().ThrowAsync<PersonMustDecideException>("a list that loses everything is a person's matter")).Which.Message.Should().Contain("stock");
        await _shop.ReadAsync(StoreReadKind.Delta, acceptLoss: true);
        _shop.Items().Select(item => item.Stock.Knowledge).Should().OnlyContain(knowledge => knowledge == Policy.Catalog.StockKnowledge.NoRecord);
    }

    [Fact]
    public async Task An_archive_that_waits_alone_and_half_written_is_spoken_of()
    {
        await BegunAsync();
        _shop.Titles(9, 11.9, "Ninth");
        File.WriteAllBytes(_shop.PathOf(9), File.ReadAllBytes(_shop.PathOf(9))[..^30]);
        File.SetLastWriteTimeUtc(_shop.PathOf(9), DeltaShop.At(11.9).UtcDateTime);
        (await _shop.DeltaAsync()).Warnings.Should().ContainSingle(warning => warning.Code == "file.not-whole");
    }

    [Fact]
    public async Task One_that_is_still_being_written_and_all_after_it_are_left()
    {
        await BegunAsync();
        _shop.Titles(9, 9.1, "Ninth");
        _shop.Titles(10, 9.2, "Tenth");
        _shop.Titles(11, 9.3, "Eleventh");
        var whole = File.ReadAllBytes(_shop.PathOf(10));
        File.WriteAllBytes(_shop.PathOf(10), whole[..^30]);
        File.SetLastWriteTimeUtc(_shop.PathOf(10), DeltaShop.At(9.2).UtcDateTime);
        var report = await _shop.DeltaAsync();
        (_shop.Title(), _shop.Last, report.Missing).Should().Be(("Ninth", "9", null));
        report.Warnings.Should().ContainSingle().Which.Code.Should().Be("file.not-whole");

        File.WriteAllBytes(_shop.PathOf(10), whole);
        File.SetLastWriteTimeUtc(_shop.PathOf(10), DeltaShop.At(9.2).UtcDateTime);
        await _shop.DeltaAsync();
        (_shop.Title(), _shop.Last).Should().Be(("Eleventh", "11"));
    }

    [Fact]
    public async Task One_that_is_not_whole_after_a_day_counts_as_missing()
    {
        await BegunAsync();
        _shop.Write(DeltaShop.Outbox + "/000009.zip", DeltaShop.At(9), "PK");
        _shop.Titles(10, 10, "Tenth");
        _shop.Clock.Advance(TimeSpan.FromDays(1));
        (await _shop.DeltaAsync()).FullReadBecause.Should().Contain("000009.zip").And.Contain("never became whole");
        (_shop.Title(), _shop.Last).Should().Be(("Tenth", "10"));
    }

    [Fact]
    public async Task More_than_seven_days_between_two_archives_ask_for_a_full_read()
    {
        await BegunAsync();
        _shop.Titles(9, 24 * 6.9, "In time");
        _shop.Clock.Advance(TimeSpan.FromDays(7));
        (await _shop.DeltaAsync()).FullReadBecause.Should().BeNull();

        _shop.Titles(10, 24 * 14.1, "Too late");
        _shop.Clock.Advance(TimeSpan.FromDays(7));
        var report = await _shop.DeltaAsync();
        report.FullReadBecause.Should().Contain("000010").And.Contain("more than 7 days");
        _shop.Title().Should().Be("Too late");

        // Closed by an export from after the days that the change log no longer had.
        _shop.Exports(hour: 24 * 10, title: "Exported");
        (await _shop.DeltaAsync()).Missing.Should().BeNull();
        _shop.Title().Should().Be("Too late");
    }

    [Fact]
    public async Task Silence_for_more_than_seven_days_asks_for_a_full_read_unless_a_full_export_was_read_meanwhile()
    {
        await BegunAsync();
        _shop.Clock.Advance(TimeSpan.FromDays(6));
        _shop.Exports(hour: 24 * 6);
        await _shop.ReadAsync(StoreReadKind.Full);
        _shop.Clock.Advance(TimeSpan.FromDays(6));
        (await _shop.DeltaAsync()).FullReadBecause.Should().BeNull();

        _shop.Clock.Advance(TimeSpan.FromDays(2));
        var report = await _shop.DeltaAsync();
        report.FullReadBecause.Should().Contain("nothing came since");
        _shop.Missing.Should().Be(report.Missing);
        _shop.Exports(hour: 24 * 14);
        (await _shop.DeltaAsync()).Missing.Should().BeNull();
    }

    [Fact]
    public async Task A_full_read_is_followed_by_the_archives_that_are_younger_than_its_files()
    {
        await BegunAsync();
        _shop.Titles(9, 9, "Nine");
        _shop.Titles(10, 11, "Eleven");
        await _shop.DeltaAsync();

        // The export ends at ten; what was changed at nine may not be in it, what was changed at eleven is not.
        _shop.Exports(hour: 10, title: "Exported");
        var report = await _shop.ReadAsync(StoreReadKind.Full);
        report.Consumed.Select(Path.GetFileName).Should().Equal("000009.zip", "000010.zip");
        _shop.Title().Should().Be("Eleven");

        _shop.Exports(hour: 14, title: "Exported later");
        (await _shop.ReadAsync(StoreReadKind.Full)).Consumed.Should().BeEmpty();
        (_shop.Title(), _shop.Last).Should().Be(("Exported later", "10"));
    }

    [Fact]
    public async Task A_full_export_that_was_read_already_is_not_read_again_over_younger_archives()
    {
        await BegunAsync();
        _shop.Titles(9, 11, "Eleven");
        await _shop.DeltaAsync();
        var report = await _shop.ReadAsync(StoreReadKind.Full);
        (report.Number, report.Scopes.Count, _shop.Title()).Should().Be((null, 0, "Eleven"));

        // Other settings read the same files otherwise.
        _shop.Apply(_shop.Source with { ImageBaseUrl = "https://cdn.example.com/" });
        (await _shop.ReadAsync(StoreReadKind.Full)).Scopes.Should().NotBeEmpty();
        _shop.Title().Should().Be("Eleven");
    }

    [Fact]
    public async Task Stock_of_an_archive_that_is_older_than_the_stock_export_does_not_come_back()
    {
        await BegunAsync();
        _shop.Archive(9, 9.5, ("inventory-lists/stock.xml", DeltaShop.Stock("m-1", 8)), ("pricebooks/list.xml", DeltaShop.Prices("m", 12)));
        await _shop.DeltaAsync();
        StockAndPrice().Should().Be("8 at 12");

        // Three were sold since: no archive says so. The catalog's export is as old as before.
        _shop.Exports(hour: 8, stock: 5, stockHour: 10);
        await _shop.ReadAsync(StoreReadKind.Full);
        StockAndPrice().Should().Be("5 at 12");

        string StockAndPrice() => $"{_shop.Item("m-1").Stock.Salable} at {_shop.Item("m-1").PaidPrice!.Value.Amount}";
    }

    [Fact]
    public async Task What_the_full_export_does_not_hold_is_passed_over()
    {
        await BegunAsync();
        _shop.Archive(9, 9, ("catalogs/other/catalog.xml", Export.Catalog("<product product-id=\"stranger\"/>", "other")));
        var report = await _shop.DeltaAsync();
        report.Warnings.Should().ContainSingle().Which.Code.Should().Be("delta.unknown-scope");
        _shop.Items().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_deleted_product_goes_and_one_in_an_archive_without_a_top_folder_comes()
    {
        await BegunAsync();
        var full = _shop.PathOf(9);
        using (var zip = ZipFile.Open(full, ZipArchiveMode.Create))
        {
            using var entry = new StreamWriter(zip.CreateEntry("catalogs/c/catalog.xml").Open());
            entry.Write(Export.Catalog("<product product-id=\"m-2\" mode=\"delete\"/><product product-id=\"new\"><display-name xml:lang=\"x-default\">New</display-name></product>"));
        }

        File.SetLastWriteTimeUtc(full, DeltaShop.At(9).UtcDateTime);
        await _shop.DeltaAsync();
        _shop.Items().Select(item => item.Sku.Value).Should().BeEquivalentTo("m-1", "new");
    }

    [Fact]
    public async Task A_master_alone_changes_its_variants_and_a_variant_alone_keeps_what_its_master_gives_it()
    {
        await BegunAsync();
        _shop.Titles(9, 9.1, "Renamed");
        (await _shop.DeltaAsync()).GroupsTouched.Should().Be(1);
        _shop.Items().Select(item => $"{item.Sku} {item.Group} {item.Name} {item.Brand} {item.PaidPrice!.Value.Amount}").Should().Equal("m-1 m Renamed Fell 10", "m-2 m Renamed Fell 10");

        _shop.Archive(10, 9.2, ("catalogs/c/catalog.xml", Export.Catalog("<product product-id=\"m-2\"><brand>Fern</brand></product>")), ("pricebooks/list.xml", DeltaShop.Prices("m", 11)));
        await _shop.DeltaAsync();
        _shop.Items().Select(item => $"{item.Sku} {item.Group} {item.Name} {item.Brand} {item.PaidPrice!.Value.Amount}").Should().Equal("m-1 m Renamed Fell 11", "m-2 m Renamed Fern 11");
    }

    [Fact]
    public async Task Images_of_an_archive_without_a_header_stand_where_the_export_says()
    {
        const string header = "<header><image-settings><external-location><http-url>http://img.example/a</http-url></external-location><variation-attribute-id>color</variation-attribute-id></image-settings></header>";
        const string images = "<images><image-group view-type=\"large\"><image path=\"p.jpg\"/></image-group></images>";
        _shop.Exports();
        _shop.Write("catalogs/c/catalog.xml", DeltaShop.At(8), Export.Catalog($"{header}<product product-id=\"p\">{images}</product>"));
        await _shop.ReadAsync(StoreReadKind.Full);
        _shop.Archive(9, 9, ("catalogs/c/catalog.xml", Export.Catalog($"<product product-id=\"p\">{images.Replace("p.jpg", "q.jpg", StringComparison.Ordinal)}</product>")));
        await _shop.DeltaAsync();
        _shop.Item("p").Images.Should().ContainSingle().Which.Url.ToString().Should().Be("http://img.example/a/q.jpg");
    }

    [Fact]
    public async Task What_was_fetched_and_not_committed_is_read_again()
    {
        await BegunAsync();
        _shop.Titles(9, 9, "Ninth");
        var before = _shop.Mirror.Marks("shop");
        var fetch = new StoreFetch(_shop.Source, StoreReadKind.Delta, before, Path.Combine(_shop.Data, "spool"), _shop.Clock.GetUtcNow());
        using (var fetched = await new SfccAdapter().FetchAsync(fetch, CancellationToken.None))
        using (var read = _shop.Mirror.Read("shop", _shop.Clock.GetUtcNow(), 20))
        {
            // As a process does that is killed before its commit.
            fetched.Read(read, CancellationToken.None);
        }

        _shop.Mirror.Marks("shop").Should().Equal(before);
        (await _shop.DeltaAsync()).Consumed.Should().HaveCount(1);
        _shop.Title().Should().Be("Ninth");
    }

    [Fact]
    public async Task Archives_are_fetched_by_WebDAV_and_one_that_changes_meanwhile_is_left()
    {
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(_shop.Folder), CancellationToken.None);
        _shop.Apply(_shop.Source with { Location = box.Uri.ToString() });
        await BegunAsync();
        _shop.Titles(9, 9.1, "Ninth");
        _shop.Titles(10, 9.2, "Half of the tenth");
        box.Faults.Add(new FaultRule(new FaultAction.Hang()) { Method = "GET", PathContains = "000010.zip" });
        var reading = _shop.DeltaAsync();
        await box.Faults.WaitUntilHangingAsync(CancellationToken.None);
        _shop.Titles(10, 9.3, "The whole of the tenth");
        box.Faults.Release();
        var report = await reading;
        (_shop.Title(), _shop.Last, report.Missing).Should().Be(("Ninth", "9", null));
        report.Warnings.Should().ContainSingle().Which.Code.Should().Be("file.not-whole");

        // Neither the export nor what was read already is fetched again.
        box.Faults.Add(new FaultRule(new FaultAction.Status(500)) { Method = "GET", PathRegex = "xml|00000[0-9]" });
        (await _shop.DeltaAsync()).Consumed.Should().Equal(DeltaShop.Outbox + "/000010.zip");
        await _shop.ReadAsync(StoreReadKind.Full);
        (_shop.Title(), box.Faults.Rules.Count).Should().Be(("The whole of the tenth", 1));
        Directory.EnumerateFiles(Path.Combine(_shop.Data, "spool"), "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task A_full_read_waits_for_a_read_that_is_going_on()
    {
        await BegunAsync();
        var lease = _shop.Leases.Take("store/shop", "another read");
        var delta = () => _shop.DeltaAsync();
        (await delta.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("lease.held");
        var begun = _shop.Clock.Waits.Count;
        var reading = _shop.ReadAsync(StoreReadKind.Full);
        while (_shop.Clock.Waits.Count == begun)
        {
            await Task.Yield();
        }

        lease.Dispose();
        (await reading).Missing.Should().BeNull();
    }

    [Fact]
    public async Task A_source_without_deltas_says_so()
    {
        _shop.Exports();
        _shop.Apply(_shop.Source with { Deltas = new SourceDeltas() });
        var read = () => _shop.DeltaAsync();
        (await read.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("source.no-deltas");
    }

    /// <summary>A full read at noon of the export of eight; archive 8 of five in the morning is in it.</summary>
    private async Task BegunAsync()
    {
        _shop.Exports(hour: 8);
        _shop.Titles(8, 5, "Too old");
        var report = await _shop.ReadAsync(StoreReadKind.Full);
        (report.Missing, _shop.Last, _shop.Title()).Should().Be((null, "8", "Shirt"));
    }
}
