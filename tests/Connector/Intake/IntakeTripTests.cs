using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Intake;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Intake;

public sealed class IntakeTripTests
{
    [Fact]
    [Trait("covers", "OPS-01")]
    [Trait("covers", "OPS-04")]
    public async Task A_price_that_is_dropped_goes_out_as_it_is_and_is_answered_beside_the_file()
    {
        await using var world = await SentAsync();
        Apply(world, "pricing", new PricingPolicy { Changes = [new PriceChange { By = PriceChangeBy.Percentage, To = PriceChangeTo.Increase, Amount = 20 }] });
        await world.FeedAsync();
        world.Shown("LAMP")!.Row.Price.Should().Be("29.40 GBP");
        Put(world, "prices.csv", "sku_id,price,because\nLAMP,19.90,Black Friday\n");

        var receipts = await IntakeAsync(world, "Ada");

        var receipt = receipts.Should().ContainSingle().Which;
        (receipt.Outcome, receipt.Rows, receipt.Accepted, receipt.Refused, receipt.By).Should().Be(("accepted", 1L, 1L, 0L, "Ada"));
        receipt.Runs.Should().ContainSingle().Which.Run.Should().EndWith("-delta");
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP", "no mark-up comes upon it");
        Answer(world, "prices.csv").GetProperty("outcome").GetString().Should().Be("accepted");
        Names(world).Should().Equal("prices.csv.receipt.json");
        Names(world, "processed").Should().ContainSingle().Which.Should().EndWith("-prices.csv");
        world.Explain("LAMP").Passage!.Notes.Should().Contain(note => note.Reason != null && note.Reason.Code == "manual.value" && note.Reason.Sentence.Contains("prices.csv row 2, by Ada, because Black Friday", StringComparison.Ordinal));
        (await world.FeedAsync()).Made.Changed.Should().Be(0, "a full feed right after has nothing else to say");
        var folder = world.Archive.Of(TripWorld.AccountName, receipt.Intake!);
        File.ReadAllText(Path.Combine(folder, "original.csv")).Should().StartWith("sku_id,price");
        world.Archive.Get<IntakeRecord>(TripWorld.AccountName, receipt.Intake!, "1-intake.json")!.Position.Should().BePositive("it stands in the account's chain");
        using var packed = new GZipStream(File.OpenRead(Path.Combine(world.Archive.Of(TripWorld.AccountName, receipt.Runs.Single().Run!), "offers.jsonl.gz")), CompressionMode.Decompress);
        using var offer = JsonDocument.Parse(packed);
        offer.RootElement.GetProperty("byHand")[0].GetString().Should().StartWith("price 19.90 GBP (prices.csv row 2, by Ada, because Black Friday", "what decided stands beside what the shop said");
    }

    [Fact]
    [Trait("covers", "OPS-04")]
    public async Task A_value_without_a_time_stands_until_the_shop_changes_its_own_and_does_not_come_back()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id;price;title\nLAMP;19.90;Black Friday lamp\n");
        await IntakeAsync(world);
        world.Shop.Change("LAMP", lamp => lamp with { Stock = 2m });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP", "only the stock is another one");

        world.Shop.Change("LAMP", lamp => lamp with { Price = 26m });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Should().Match<Connector.Sandbox.ProductRow>(row => row.Price == "26.00 GBP" && row.Title == "Black Friday lamp");

        world.Shop.Change("LAMP", lamp => lamp with { Price = 24.50m });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Price.Should().Be("24.50 GBP", "what is over does not come back");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        Values(world, all: true).Single(value => value.Col == "price").EndedBecause.Should().Be("the shop's own value is another one");
    }

    [Fact]
    [Trait("covers", "OPS-04")]
    public async Task A_value_with_a_time_stands_until_then_whatever_the_shop_does()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        Put(world, "a.csv", "sku_id,price,until\nLAMP,19.90,2026-11-22T08:00:00Z\nCUP,9.90,2026-11-22\n");
        await IntakeAsync(world);
        world.Shop.Change("LAMP", lamp => lamp with { Price = 26m });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");

        clock.Advance(TimeSpan.FromHours(7));
        await world.FeedAsync(FeedKind.Delta);

        world.Shown("LAMP")!.Row.Price.Should().Be("26.00 GBP");
        world.Shown("CUP")!.Row.Price.Should().Be("9.90 GBP", "a day stands to its end");
        Values(world).Should().ContainSingle(value => value.Sku == "CUP");
    }

    [Fact]
    [Trait("covers", "OPS-03")]
    public async Task A_time_that_is_past_is_refused()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price,until\nLAMP,19.90,2026-11-21\nCUP,9,tomorrow\n");

        (await IntakeAsync(world)).Single().Outcome.Should().Be("refused");

        Errors(world, "a.csv").Should().Contain("is past").And.Contain("'tomorrow' is no time");
    }

    [Fact]
    public async Task A_takedown_beats_a_manual_value_and_a_file_can_take_down_and_restore()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price,action,because\nLAMP,19.90,,\nCUP,,remove,broken handles\n");
        (await IntakeAsync(world)).Single().Runs.Select(run => run.Kind).Should().Equal(FeedKind.InventoryDelta, FeedKind.Delta);
        world.Shown("CUP")!.Row.Availability.Should().Be("out of stock");
        world.Stock("CUP").Should().Be(0);
        world.Connector.GetRequiredService<SkuDecisions>().Make(TripWorld.AccountName, SkuDecisions.Takedown, ["LAMP"], "", "Ada", "recall");
        await world.FeedAsync(FeedKind.Delta);
        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock");

        Put(world, "b.csv", "sku_id,action\nCUP,restore\n");
        await IntakeAsync(world);

        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");
        world.Stock("CUP").Should().Be(5);
        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock");
    }

    [Fact]
    public async Task A_quantity_is_the_most_that_is_sold_and_never_more_than_the_shop_has()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,quantity,availability\nLAMP,2,in stock\nCUP,500,\nJUMPER-RED,7,in stock\nJUMPER-BLUE,,out of stock\n");

        var receipt = (await IntakeAsync(world)).Single();

        receipt.Outcome.Should().Be("accepted");
        (world.Stock("LAMP"), world.Stock("CUP"), world.Stock("JUMPER-RED") ?? 0, world.Stock("JUMPER-BLUE")).Should().Be((2m, 5m, 0m, 0m));
        world.Shown("JUMPER-RED")!.Row.Availability.Should().Be("out of stock");
        world.Shown("JUMPER-BLUE")!.Row.Availability.Should().Be("out of stock");
        world.Shop.Change("LAMP", lamp => lamp with { Stock = 1m });
        await world.ReadAndFeedAsync(FeedKind.InventoryDelta);
        world.Stock("LAMP").Should().Be(1, "the shop's own stock is another one now, and it is lower besides");
    }

    [Fact]
    public async Task Limits_and_checks_still_hold_a_manual_value()
    {
        await using var world = await SentAsync();
        Apply(world, "pricing", new PricingPolicy { Least = 5 });
        Put(world, "a.csv", "sku_id,price\nLAMP,1.00\n");

        await IntakeAsync(world);

        world.Shown("LAMP")!.Row.Availability.Should().Be("out of stock", "a price that may not be sent is not sold by");
        world.Explain("LAMP").Passage!.Held!.Code.Should().Be("price.below-limit");
    }

    [Fact]
    [Trait("covers", "OPS-02")]
    public async Task A_row_that_cannot_be_taken_is_named_with_its_cure_and_the_others_are_taken()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price,condition\nLAMP,19.90,\nNOBODY,5,\nJUMPER,5,\nCUP,\"9,90\",\nCUP,9.90 EUR,\nCUP,,broken\nCUP\nLAMP,18,\n");

        var receipt = (await IntakeAsync(world)).Single();

        (receipt.Outcome, receipt.Accepted, receipt.Refused).Should().Be(("accepted-in-part", 1L, 7L));
        Errors(world, "a.csv").Should().Be(
            """
            row,column,value,reason,cure
            3,sku_id,NOBODY,the shop has no such SKU,ids are case-sensitive; read the shop again if it is new
            4,sku_id,JUMPER,JUMPER is not sold itself,"name its variants: JUMPER-BLUE, JUMPER-RED"
            5,price,"9,90","'9,90' is no price","write digits with a dot, with or without the currency: 12.50 GBP"
            6,price,9.90 EUR,"the price is in EUR, the TikTok shop sells in GBP",write it in GBP
            7,condition,broken,''broken' is none of TikTok's words,"write one of new, refurbished, used"
            8,,,"the row has 1 cells, the header 3: it was cut, or a delimiter is missing",give every row a cell for each column; empty ones too
            9,sku_id,LAMP,row 2 says otherwise of the same SKU,leave one of the two out

            """.ReplaceLineEndings("\n").Replace("\"'9,90' is no price\"", "\"''9,90' is no price\"", StringComparison.Ordinal));
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");
        world.Archive.Has(TripWorld.AccountName, receipt.Intake!, "errors.csv").Should().BeTrue();
    }

    [Fact]
    [Trait("covers", "OPS-02")]
    public async Task An_account_may_refuse_such_files_whole()
    {
        await using var world = await SentAsync(intake: intake => intake with { OnFaultyRow = OnFaultyRow.RefuseFile });
        Put(world, "a.csv", "sku_id,price\nLAMP,19.90\nNOBODY,5\n");

        var receipt = (await IntakeAsync(world)).Single();

        (receipt.Outcome, receipt.Accepted, receipt.Because!.Code).Should().Be(("refused", 0L, "intake.rows"));
        world.Shown("LAMP")!.Row.Price.Should().Be("24.50 GBP");
        Names(world, "rejected").Should().ContainSingle();
        Values(world).Should().BeEmpty();

        Put(world, "a.csv", "sku_id,price\nLAMP,19.90\nNOBODY,5\n");
        (await IntakeAsync(world)).Single().Outcome.Should().Be("refused", "of a refused file nothing was taken: it may be tried again");
    }

    [Theory]
    [InlineData("empty.csv", "", "intake.empty")]
    [InlineData("header.csv", "sku_id,price\n\n\n", "intake.empty")]
    [InlineData("nosku.csv", "sku,price\nLAMP,1\n", "intake.header")]
    [InlineData("unknown.csv", "sku_id,prize\nLAMP,1\n", "intake.header")]
    [InlineData("twice.csv", "sku_id,price,price\nLAMP,1,1\n", "intake.header")]
    [InlineData("cut.csv", "sku_id,title\nLAMP,\"Storm la", "intake.cut")]
    [InlineData("book.xlsx", "PK\u0003\u0004 and more", "intake.spreadsheet")]
    [InlineData("nul.csv", "sku_id,title\nLAMP,a\0b\n", "intake.binary")]
    [Trait("covers", "OPS-03")]
    public async Task A_file_that_is_no_manual_file_is_refused_with_a_reason_and_kept(string name, string text, string code)
    {
        await using var world = await SentAsync();
        Put(world, name, text);

        var receipt = (await IntakeAsync(world)).Single();

        (receipt.Outcome, receipt.Because!.Code).Should().Be(("refused", code));
        Names(world, "rejected").Should().ContainSingle().Which.Should().EndWith(name);
        File.ReadAllText(Path.Combine(world.Archive.Of(TripWorld.AccountName, receipt.Intake!), "original.csv")).Should().Be(text);
    }

    [Theory]
    [InlineData("utf-8", false, ",")]
    [InlineData("utf-8", true, ";")]
    [InlineData("utf-16", true, "\t")]
    [InlineData("utf-16BE", true, "|")]
    [InlineData("windows-1252", false, ";")]
    public async Task Encoding_and_delimiter_are_found_out_and_stated(string encoding, bool mark, string delimiter)
    {
        await using var world = await SentAsync();
        var coder = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(encoding);
        var text = coder.GetBytes($"sku_id{delimiter}title\r\nLAMP{delimiter}\"Lampe de tempête, \"\"Orage\"\"; 5 €\"\r\n");
        File.WriteAllBytes(Path.Combine(Folder(world), "a.csv"), [.. mark ? coder.GetPreamble() : [], .. text]);

        var receipt = (await IntakeAsync(world)).Single();

        receipt.Outcome.Should().Be("accepted");
        receipt.Form.Should().Be(new IntakeForm(encoding, mark) { Delimiter = delimiter });
        world.Shown("LAMP")!.Row.Title.Should().Be("Lampe de tempête, \"Orage\"; 5 €");
    }

    [Fact]
    [Trait("covers", "OPS-03")]
    public async Task A_file_that_still_grows_waits_and_so_does_one_that_has_not_its_name_yet()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        await using var world = await SentAsync(clock: clock);
        Put(world, "TEMP_a.csv", "sku_id,price\nLAMP,19.90\n");
        Put(world, ".hidden.csv", "sku_id,price\nLAMP,19.90\n");
        Put(world, "b.csv", "sku_id,price\nLA");
        clock.Meanwhile = _ => File.AppendAllText(Path.Combine(Folder(world), "b.csv"), "MP,1\nLA");

        (await IntakeAsync(world)).Should().BeEmpty();
        Names(world).Should().Equal(".hidden.csv", "TEMP_a.csv", "b.csv");
    }

    [Fact]
    [Trait("covers", "OPS-03")]
    public async Task The_same_bytes_are_taken_once()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price\nLAMP,19.90\n");
        await IntakeAsync(world);
        Put(world, "copy of a.csv", "sku_id,price\nLAMP,19.90\n");

        var receipt = (await IntakeAsync(world)).Single();

        (receipt.Outcome, receipt.Because!.Code).Should().Be(("skipped", "intake.repeated"));
        world.Archive.Get<IntakeRecord>(TripWorld.AccountName, Intakes(world).Single().Id, "1-intake.json")!.File.Should().Be("a.csv", "a repeat is no record");
        receipt.Because.Sentence.Should().Contain("as a.csv");
        Names(world, "rejected").Should().ContainSingle();
        Values(world, all: true).Should().ContainSingle();
    }

    [Fact]
    [Trait("covers", "OPS-03")]
    public async Task A_file_that_is_too_large_is_not_fetched()
    {
        await using var world = await SentAsync(intake: intake => intake with { LargestMb = 1 });
        Put(world, "a.csv", "sku_id,price\n" + new string('x', 1_100_000));

        (await IntakeAsync(world)).Single().Because!.Code.Should().Be("intake.too-large");

        Names(world, "rejected").Should().ContainSingle();
    }

    [Fact]
    public async Task Formula_characters_are_defused_for_people_and_sent_as_they_are()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,title,condition\nLAMP,=1+1,\nCUP,'=2+2,\nJUMPER-BLUE,'Tis a jumper,\nJUMPER-RED,,\"=HYPERLINK(\"\"x\"\")\"\n");

        await IntakeAsync(world);

        world.Shown("LAMP")!.Row.Title.Should().Be("=1+1");
        world.Shown("CUP")!.Row.Title.Should().Be("=2+2", "the apostrophe that defuses a cell is taken off again");
        world.Shown("JUMPER-BLUE")!.Row.Title.Should().Be("'Tis a jumper");
        Errors(world, "a.csv").Should().Contain("\"'=HYPERLINK(\"\"x\"\")\"");
    }

    [Fact]
    public async Task A_copy_of_a_feed_file_with_other_prices_can_be_dropped()
    {
        await using var world = await SentAsync();
        var full = await world.FeedAsync();
        var file = full.Made.Files.Single().Name;
        Put(world, "a.csv", File.ReadAllText(Path.Combine(full.Folder, "files", file)).Replace("24.50 GBP", "19.90 GBP", StringComparison.Ordinal));

        var receipt = (await IntakeAsync(world)).Single();

        receipt.Outcome.Should().Be("accepted", string.Join("; ", receipt.Errors is null ? "" : Errors(world, "a.csv")));
        receipt.AsTheyAre.Should().BePositive();
        receipt.Form!.Delimiter.Should().Be("|");
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task A_file_that_cannot_be_answered_keeps_no_other_from_being_taken()
    {
        await using var world = await SentAsync();
        Put(world, "b: prices.csv", "sku_id,price\nCUP,1.00\n");
        Put(world, new string('x', 240) + ".csv", "sku_id,price\nCUP,1.00\n");
        Put(world, "c.csv", "sku_id,price\nLAMP,19.90\n");

        (await IntakeAsync(world)).Should().ContainSingle().Which.Outcome.Should().Be("accepted");

        world.Steps.Count(step => step.Sentence.Contains("is passed over", StringComparison.Ordinal)).Should().Be(2);
        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");
    }

    [Fact]
    public async Task Clearing_in_one_view_leaves_the_others_and_takedowns_are_for_all()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price,title\nLAMP,19.90,Other\n");
        await IntakeAsync(world);
        Put(world, "b.csv", "sku_id,action,view\nLAMP,clear,uk\nCUP,remove,uk\n");

        (await IntakeAsync(world)).Single().Outcome.Should().Be("accepted-in-part");

        Errors(world, "b.csv").Should().Contain("remove is for all views");
        Values(world).Should().BeEmpty();
        world.Shown("LAMP")!.Row.Title.Should().Be("Storm lamp");
    }

    [Fact]
    public async Task What_a_person_clears_is_the_shops_again()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price,title\nLAMP,19.90,Other\nCUP,9,Other cup\n");
        await IntakeAsync(world);

        var root = world.Archive.Root;
        world.Connector.GetRequiredService<IntakeRun>().Clear(TripWorld.AccountName, ["NOBODY"], "Ada", "a mistake").Should().BeEmpty();
        Directory.EnumerateDirectories(root, "*-clear", SearchOption.AllDirectories).Should().BeEmpty("nothing was done, so nothing is recorded");
        world.Connector.GetRequiredService<IntakeRun>().Clear(TripWorld.AccountName, ["LAMP", "NOBODY"], "Ada", "over").Should().Equal("LAMP");
        Put(world, "b.csv", "sku_id,action,price\nCUP,clear,x\n");
        await IntakeAsync(world);

        world.Shown("LAMP")!.Row.Should().Match<Connector.Sandbox.ProductRow>(row => row.Price == "24.50 GBP" && row.Title == "Storm lamp");
        world.Shown("CUP")!.Row.Should().Match<Connector.Sandbox.ProductRow>(row => row.Price == "10.00 GBP" && row.Title == "Other cup");
    }

    [Fact]
    public async Task An_intake_folder_may_be_webdav()
    {
        await using var world = await SentAsync(webDav: true);
        Put(world, "préis & mehr +1.csv", "sku_id,price\nLAMP,19.90\n");

        (await IntakeAsync(world)).Single().Outcome.Should().Be("accepted");

        world.Shown("LAMP")!.Row.Price.Should().Be("19.90 GBP");
        Names(world, "processed").Should().ContainSingle().Which.Should().EndWith("-préis & mehr +1.csv");
    }

    [Fact]
    public async Task A_state_that_knows_less_than_the_archive_clears_nothing_that_is_chained()
    {
        await using var world = await SentAsync();
        Put(world, "a.csv", "sku_id,price\nLAMP,19.90\n");
        var intake = (await IntakeAsync(world)).Single().Intake!;
        world.Connector.GetRequiredService<StateDatabase>().Write((db, transaction) =>
        {
            using var older = db.CreateCommand();
            older.Transaction = transaction;
            older.CommandText = "UPDATE intake SET state = 'taking', outcome = ''";
            older.ExecuteNonQuery();
        });

        (await IntakeAsync(world)).Should().BeEmpty();

        world.Archive.Has(TripWorld.AccountName, intake, "original.csv").Should().BeTrue();
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_full_feed_that_remembers_rows_has_manual_values_too()
    {
        await using var world = await SentAsync();
        await world.FeedAsync();
        Put(world, "a.csv", "sku_id,price\nLAMP,19.90\n");
        await IntakeAsync(world);

        var full = await world.FeedAsync();

        world.Rows(full).Single(row => row.StartsWith("LAMP|", StringComparison.Ordinal)).Should().Contain("|19.90 GBP|");
        full.Made.Views.Single().Remembered.Should().BePositive("the others are remembered");
    }

    private static async Task<TripWorld> SentAsync(Func<AccountIntake, AccountIntake>? intake = null, TimeProvider? clock = null, bool webDav = false)
    {
        TripWorld? world = null;
        world = await TripWorld.BeginAsync(clock: clock);
        var folder = Directory.CreateDirectory(webDav ? Path.Combine(world.Folder, "drop", "intake") : Path.Combine(world.Folder, "intake")).FullName;
        var settings = webDav
            ? new AccountIntake { Url = new Uri(world.Box.Uri, "intake").ToString(), User = "tiktok", Password = new Connector.SecretReference { File = Path.Combine(world.Folder, "password") } }
            : new AccountIntake { Url = new Uri(folder).ToString() };
        world.Apply(new SynchronizationPolicy(), account => account with { Intake = intake?.Invoke(settings) ?? settings });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        return world;
    }

    private static void Apply(TripWorld world, string policy, PricingPolicy document)
    {
        var documents = world.Connector.GetRequiredService<Documents>();
        var account = documents.Account(TripWorld.AccountName);
        documents.Apply(
            [
                new DocumentText(DocumentKinds.Policy, policy, Documents.Write(document), policy),
                new DocumentText(DocumentKinds.Account, TripWorld.AccountName, Documents.Write(account with { Policies = account.Policies with { Pricing = policy } }), "account"),
            ], "tests", out _).Should().BeEmpty();
    }

    private static Task<IReadOnlyList<IntakeReceipt>> IntakeAsync(TripWorld world, string by = "tests") =>
        world.Connector.GetRequiredService<IntakeRun>().GoAsync(TripWorld.AccountName, by, new Told(world.Steps.Add), CancellationToken.None);

    private static string Folder(TripWorld world) => Directory.Exists(Path.Combine(world.Folder, "intake")) ? Path.Combine(world.Folder, "intake") : Path.Combine(world.Folder, "drop", "intake");

    private static void Put(TripWorld world, string name, string text) => File.WriteAllText(Path.Combine(Folder(world), name), text);

    private static IReadOnlyList<string> Names(TripWorld world, string below = "") =>
        Directory.Exists(Path.Combine(Folder(world), below)) ? [.. Directory.EnumerateFiles(Path.Combine(Folder(world), below)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    private static JsonElement Answer(TripWorld world, string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(world), name + ".receipt.json"))).RootElement;

    private static string Errors(TripWorld world, string name) => File.ReadAllText(Path.Combine(Folder(world), name + ".errors.csv"));

    private static IReadOnlyList<IntakeRow> Intakes(TripWorld world) => world.Connector.GetRequiredService<Intakes>().Last(TripWorld.AccountName, 10);

    private static IReadOnlyList<ManualValueRow> Values(TripWorld world, bool all = false) => [.. world.Connector.GetRequiredService<ManualEntries>().History(TripWorld.AccountName, all: all)];
}
