using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Connector.Feeds;
using Connector.State;
using Connector.Tests.Stories;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Files of another sheet than the account's, beside what was delivered.</summary>
public sealed class AnotherSheetTests
{
    private const string Catalog = "tiktok-catalog";

    [Fact]
    public async Task A_dry_run_of_another_sheet_takes_nothing_for_published_and_never_looks_at_the_rows_that_were_sent()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Image = false });
        world.Shop.Remove("LAMP");
        world.Read();
        Spoil(world);

        var own = () => DryAsync(world, sheet: null);
        await own.Should().ThrowAsync<InvalidDataException>("in the account's own sheet the cup keeps the content last sent, which is spoilt here");

        var result = await DryAsync(world, Catalog);
        Rows(result).Select(row => row["sku_id"]).Should().Equal(["JUMPER-BLUE", "JUMPER-RED"], "what was sent in another sheet keeps no row here");
        Rows(result)[0].Should().Contain("price", "60.00 GBP").And.Contain("color", "blue").And.Contain("product_type", "Camp");
        var held = Csv.Rows(File.ReadAllText(Path.Combine(result.Folder, "held.csv")), ',').Should().ContainSingle().Subject;
        (held["sku"], held["code"], held["on_tiktok"]).Should().Be(("CUP", "image.missing", "was never sent"));
        result.Made.Views.Should().ContainSingle().Which.Should().BeEquivalentTo(new ViewCounts("uk", 3, 2, 1));
    }

    [Fact]
    public async Task A_dry_run_of_another_sheet_leaves_ledger_drop_and_cursor_as_they_are()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var before = (Ledger(world), world.Cursor(), string.Join('\n', world.Dropped("product")), world.Connector.GetRequiredService<Runs>().Open().Count);

        await DryAsync(world, Catalog);

        (Ledger(world), world.Cursor(), string.Join('\n', world.Dropped("product")), world.Connector.GetRequiredService<Runs>().Open().Count).Should().Be(before);
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
    }

    [Fact]
    public async Task Without_a_dry_run_a_sheet_that_interface_A_does_not_take_is_refused_by_name_with_the_cure()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();

        var refused = (await GoAsync(world, FeedKind.Full, Catalog).Should().ThrowAsync<PersonMustDecideException>()).Which;

        refused.Code.Should().Be("order.sheet");
        refused.Message.Should().Contain("takes no files of sheet tiktok-catalog");
        refused.Remedy.Should().Contain("--dry-run --out DIR").And.Contain(Catalog);
        world.Dropped("product").Should().BeEmpty();
        (await GoAsync(world, FeedKind.Full, "tiktok-sfcc")()).End.Should().Be(FeedEnd.Sealed, "the account's own sheet may be named");
    }

    [Theory]
    [InlineData(FeedKind.Full, "tiktok-catalogue", "There is no feed sheet tiktok-catalogue")]
    [InlineData(FeedKind.Inventory, Catalog, "An inventory feed has no feed sheet")]
    public async Task A_sheet_that_does_not_exist_or_has_no_place_is_refused_as_that_also_in_a_dry_run(FeedKind kind, string sheet, string said)
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();

        foreach (var dry in new[] { true, false })
        {
            (await GoAsync(world, kind, sheet, dry).Should().ThrowAsync<PersonMustDecideException>()).Which.Message.Should().Contain(said);
        }
    }

    [Fact]
    public async Task A_compressed_file_of_another_sheet_holds_the_same_bytes()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        var plain = (await DryAsync(world, Catalog)).Made.Files.Should().ContainSingle().Subject;
        var folder = Path.Combine(world.Folder, "packed");

        var packed = (await DryAsync(world, Catalog, gzip: 6, folder)).Made.Files.Should().ContainSingle().Subject;

        (Path.GetExtension(plain.Name), packed.Name).Should().Be((".csv", plain.Name + ".gz"));
        packed.PlainBytes.Should().Be(plain.Bytes);
        using var unpacked = new MemoryStream();
        await using var file = new GZipStream(File.OpenRead(Path.Combine(folder, packed.Name)), CompressionMode.Decompress);
        await file.CopyToAsync(unpacked);
        Convert.ToHexStringLower(SHA256.HashData(unpacked.ToArray())).Should().Be(plain.Sha256);
        Csv.Rows(Encoding.UTF8.GetString(unpacked.ToArray()), ',').Should().HaveCount(4);
    }

    [Fact]
    public async Task An_explanation_in_another_sheet_says_that_nothing_of_it_was_sent()
    {
        await using var world = await TripWorld.BeginAsync();
        await world.ReadAndFeedAsync();
        var feed = world.Connector.GetRequiredService<FeedRun>();
        var view = world.Connector.GetRequiredService<Documents>().Account(TripWorld.AccountName).Views[0];

        feed.Explain(TripWorld.AccountName, view, "JUMPER-RED").Sent.Should().NotBeNull();
        var (passage, desired, sent, policies) = feed.Explain(TripWorld.AccountName, view, "JUMPER-RED", Catalog);

        sent.Should().BeNull();
        desired!.Value.Row!.Value.Columns().Should().Contain("color", "red").And.Contain("sale_price", "");
        passage!.Notes.Select(note => note.Reason?.Code).Should().Contain("details.chosen");
        policies.Sheet.Should().StartWith(Catalog);
    }

    private static Func<Task<FeedResult>> GoAsync(TripWorld world, FeedKind kind, string sheet, bool dry = false) => () =>
        world.Connector.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, kind, "tests") { Sheet = sheet, DryRun = dry }, new Told(world.Steps.Add), CancellationToken.None);

    private static Task<FeedResult> DryAsync(TripWorld world, string? sheet, int? gzip = null, string? folder = null) =>
        world.Connector.GetRequiredService<FeedRun>().GoAsync(
            new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Sheet = sheet, DryRun = true, Gzip = gzip, Out = folder ?? Path.Combine(world.Folder, "dry") },
            new Told(world.Steps.Add), CancellationToken.None);

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(FeedResult result) => Csv.Rows(File.ReadAllText(Path.Combine(result.Folder, result.Made.Files.Single().Name)), ',');

    /// <summary>Makes every stored row unreadable: whoever takes one apart fails.</summary>
    private static void Spoil(TripWorld world)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        using var spoil = db.CreateCommand();
        spoil.CommandText = "UPDATE ledger_row SET row = x'00'";
        spoil.ExecuteNonQuery().Should().Be(4);
    }

    private static string Ledger(TripWorld world)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        using var list = db.CreateCommand();
        list.CommandText = "SELECT group_concat(sku || hex(content) || hex(price) || hex(stock) || state || run) FROM ledger UNION ALL SELECT group_concat(sku || sheet || hex(row)) FROM ledger_row";
        using var rows = list.ExecuteReader();
        var text = new StringBuilder();
        while (rows.Read())
        {
            text.AppendLine(rows.GetString(0));
        }

        return text.ToString();
    }
}
