using System.IO.Compression;
using System.Text.Json.Nodes;
using Connector.State;

namespace Connector.Worker.Tests;

public class FeedTests
{
    [Fact]
    [Trait("covers", "WRK-03")]
    public async Task A_dry_run_makes_the_files_and_delivers_nothing()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var made = (await world.WellAsync("feed", "full", "--account", "demo", "--dry-run", "--out", "dry", "--json")).Json["made"]!;
        var counts = made["views"]![0]!;
        counts["read"]!.GetValue<int>().Should().Be(106).And.Be(counts["listed"]!.GetValue<int>() + counts["held"]!.GetValue<int>());
        var file = Path.Combine(world.Folder, "dry", made["files"]![0]!["name"]!.GetValue<string>());
        File.ReadAllLines(file).Should().HaveCount(1 + counts["listed"]!.GetValue<int>());
        File.ReadAllLines(Path.Combine(world.Folder, "dry", "held.csv")).Should().HaveCount(1 + counts["held"]!.GetValue<int>());
        world.Dropped.Should().BeEmpty();
        (await world.WellAsync("status", "--json")).Json[0]!["runs"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_compressed_feed_is_the_same_feed()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo", "--gzip", "6");
        world.Dropped.Should().ContainSingle(name => name.EndsWith(".gz", StringComparison.Ordinal));
        world.TikTok.Catalogs[0].Products.Should().HaveCountGreaterThan(90);
    }

    [Fact]
    public async Task A_second_feed_says_how_much_it_did_not_have_to_make_again_and_afresh_makes_everything()
    {
        await using var world = await ShopWorld.ReadyAsync();
        (await RememberedAsync()).Should().Be(0);
        (await RememberedAsync()).Should().BeGreaterThan(90, "all but the bundles");
        (await RememberedAsync("--afresh")).Should().Be(0);
        (await world.RunAsync("feed", "full", "--account", "demo", "--dry-run")).Output.Should().Contain("taken from its memory");

        File.WriteAllText(Path.Combine(world.Folder, "connector.json"), """{ "rememberRows": false }""");
        (await RememberedAsync()).Should().Be(0);
        File.WriteAllText(Path.Combine(world.Folder, "connector.json"), """{ "rememberRows": "sometimes" }""");
        (await world.RunAsync("status")).Errors.Should().Contain("rememberRows: 'sometimes' is neither true nor false");

        async Task<int> RememberedAsync(params string[] more) =>
            (await world.WellAsync(["feed", "full", "--account", "demo", "--dry-run", "--json", .. more])).Json["made"]!["views"]![0]!["remembered"]!.GetValue<int>();
    }

    [Fact]
    public async Task A_dry_run_makes_the_catalog_sheet_of_the_same_goods_and_without_one_it_is_refused_with_the_cure()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var counts = (await world.WellAsync("feed", "full", "--account", "demo", "--dry-run", "--json")).Json["made"]!["views"]!.ToJsonString();
        var made = (await world.WellAsync("feed", "full", "--account", "demo", "--sheet", "tiktok-catalog", "--dry-run", "--out", "dry", "--gzip", "1", "--json")).Json["made"]!;
        made["views"]!.ToJsonString().Should().Be(counts, "both sheets come from the same offers");
        made["files"]![0]!["name"]!.GetValue<string>().Should().EndWith(".csv.gz");
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(world.Folder, "dry", made["files"]![0]!["name"]!.GetValue<string>())), CompressionMode.Decompress));
        var lines = (await file.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        lines.Should().HaveCount(99);
        lines.Single(line => line.StartsWith("FF-TARP-3X3,", StringComparison.Ordinal)).Should().Contain("GBP");
        world.Dropped.Should().BeEmpty();

        var refused = await world.RunAsync("feed", "full", "--account", "demo", "--sheet", "tiktok-catalog");
        refused.ExitCode.Should().Be(3);
        refused.Errors.Should().ContainAll("tiktok-catalog", "--dry-run --out DIR");
        (await world.RunAsync("feed", "inventory", "--account", "demo", "--sheet", "tiktok-catalog")).ExitCode.Should().Be(2, "an inventory feed has no sheet");
    }

    [Fact]
    public async Task Nothing_read_yet_ends_with_3_and_says_what_to_run()
    {
        await using var world = await ShopWorld.BeginAsync();
        await world.WellAsync("apply", world.Documents);
        var ended = await world.RunAsync("feed", "full", "--account", "demo");
        ended.ExitCode.Should().Be(3);
        ended.Errors.Should().Contain("connector store read").And.NotContain("   at ");
    }

    [Fact]
    public async Task Data_older_than_the_account_allows_ends_with_3()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Change("accounts/demo", account => account["inventoryMaxAge"] = "00:00:00.0010000");
        await world.WellAsync("apply", world.Documents);
        var ended = await world.RunAsync("feed", "inventory", "--account", "demo");
        ended.ExitCode.Should().Be(3);
        ended.Errors.Should().ContainAll("inventory_fellfern", "inventoryMaxAge", "export job");
        world.Dropped.Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "WRK-05")]
    public async Task A_second_run_beside_a_first_is_refused_with_3_and_told_who_runs_and_with_wait_it_waits()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await using var house = world.OpenHouse();
        using (house.Room<Leases>().Take("demo/product", "full feed started by the night shift"))
        {
            var refused = await world.RunAsync("feed", "full", "--account", "demo");
            refused.ExitCode.Should().Be(3);
            refused.Errors.Should().ContainAll("the night shift", $"process {Environment.ProcessId}", "--wait");
        }

        var lease = house.Room<Leases>().Take("demo/product", "full feed started by the night shift");
        using var waiting = Executable.Start(world.Folder, "feed", "full", "--account", "demo", "--wait");
        (await waiting.StandardOutput.ReadLineAsync()).Should().Contain("the night shift");
        lease.Dispose();
        (await Executable.EndAsync(waiting)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task An_empty_feed_after_one_that_was_not_ends_with_3_and_nothing_is_dropped()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        var before = world.Dropped;
        world.Change("policies/default-synchronization", policy => policy["categories"] = new JsonArray("no-such-category"));
        await world.WellAsync("apply", world.Documents);
        var ended = await world.RunAsync("feed", "full", "--account", "demo");
        ended.ExitCode.Should().Be(3);
        ended.Errors.Should().Contain("no SKU would be listed any more");
        world.Dropped.Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task A_shop_that_lost_most_of_its_goods_is_not_read_until_a_person_accepts_it()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var list = Path.Combine(world.Shop, "pricebooks", "gbp-sale.xml");
        var text = File.ReadAllText(list);
        var (from, to) = (text.IndexOf("<price-table ", StringComparison.Ordinal), text.LastIndexOf("</price-table>", StringComparison.Ordinal) + "</price-table>".Length);
        File.WriteAllText(list, text.Remove(from, to - from));
        var refused = await world.RunAsync("store", "read");
        refused.ExitCode.Should().Be(3);
        refused.Errors.Should().Contain("gbp-sale");
        (await world.WellAsync("store", "read", "--accept-loss")).Output.Should().Contain("price book gbp-sale: 0 records, 12 gone");
        (await world.WellAsync("store", "read")).Output.Should().Contain("nothing changed");
    }

    [Fact]
    public async Task A_broken_file_ends_with_1_and_names_file_and_line()
    {
        await using var world = await ShopWorld.ReadyAsync();
        File.AppendAllText(Path.Combine(world.Shop, "pricebooks", "gbp-list.xml"), "<oops");
        var ended = await world.RunAsync("store", "read");
        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().MatchRegex(@"pricebooks/gbp-list\.xml\(\d+\)").And.NotContain("   at ");
    }
}
