using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

/// <summary><c>sandbox shop</c>: what it says of a shop is what a store read finds.</summary>
public sealed class SandboxShopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-shop-").FullName;

    [Fact]
    public async Task A_read_finds_what_was_written_and_a_feed_can_be_made_of_it()
    {
        var said = await ShopAsync();
        await WellAsync("apply", Path.Combine("big", "documents"));
        var scopes = await ReadAsync();

        Named(scopes, "synthetic-products").Should().Be(Number(said, "products", "variants") + Number(said, "products", "simple") + Number(said, "products", "masters"));
        Named(scopes, "synthetic-navigation").Should().Be(Number(said, "products", "masters") + Number(said, "products", "simple"));
        foreach (var list in said["lists"]!.AsArray())
        {
            Named(scopes, (string)list!["id"]!).Should().Be((long)list["records"]!);
        }

        var fed = (await WellAsync("feed", "full", "--account", "synthetic", "--sheet", "tiktok-catalog", "--dry-run", "--out", "out", "--json")).Json;
        ((long)fed["made"]!["views"]![0]!["read"]!).Should().Be(800);
        ((long)fed["made"]!["views"]![0]!["listed"]!).Should().BeInRange(700, 800);
    }

    [Fact]
    public async Task A_read_and_a_feed_say_what_they_took()
    {
        await ShopAsync();
        await WellAsync("apply", Path.Combine("big", "documents"));
        string[] dryRun = ["feed", "full", "--account", "synthetic", "--dry-run"];
        foreach (var cost in new[] { (await WellAsync("store", "read", "--json")).Json[0]!["cost"]!, (await WellAsync([.. dryRun, "--json"])).Json["cost"]! })
        {
            ((double)cost["seconds"]!).Should().BePositive();
            ((double)cost["processorSeconds"]!).Should().BePositive();
            ((long)cost["allocatedBytes"]!).Should().BeGreaterThan(100_000);
            ((long)cost["peakBytes"]!).Should().BeInRange(20_000_000, 2_000_000_000);
        }

        var said = @"It took [\d.]+ s \([\d.]+ s of processor time\), at most \d+ MB of memory, \d+ MB allocated\.";
        (await WellAsync("store", "read")).Output.Should().MatchRegex(said);
        (await WellAsync(dryRun)).Output.Should().MatchRegex(said);
    }

    [Fact]
    public async Task Some_time_later_a_read_finds_the_changes_that_were_written()
    {
        var before = await ShopAsync();
        await WellAsync("apply", Path.Combine("big", "documents"));
        await ReadAsync();
        var after = await ShopAsync("--change", "0.2");
        var scopes = await ReadAsync();

        var products = scopes.Single(scope => (string)scope!["id"]! == "synthetic-products")!;
        ((long)products["added"]!).Should().Be(Number(after, "products", "addedSkus"));
        ((long)products["changed"]!).Should().Be(Number(after, "products", "changedSkus") + Number(after, "products", "changedMasters") + Number(after, "products", "relistedMasters"));
        ((long)products["deleted"]!).Should().Be((long)after["deletedSkus"]! + Number(before, "products", "masters") - Number(after, "products", "masters"));
        foreach (var list in after["lists"]!.AsArray())
        {
            ((long)scopes.Single(scope => (string)scope!["id"]! == (string)list!["id"]!)!["changed"]!).Should().Be((long)list!["changed"]!);
        }
    }

    [Theory]
    [InlineData("--skus takes 1 to", "--skus", "0")]
    [InlineData("--change takes a share from 0 to 1", "--skus", "5", "--change", "1.5")]
    [InlineData("--change takes a share from 0 to 1", "--skus", "5", "--change", "-0.1")]
    [InlineData("--change takes a share from 0 to 1", "--skus", "5", "--change", "NaN")]
    [InlineData("--skus", "--skus", "many")]
    public async Task Arguments_that_make_no_shop_are_refused(string because, params string[] arguments)
    {
        var ended = await Executable.RunAsync(_folder, ["sandbox", "shop", "--out", "big", .. arguments]);

        ended.ExitCode.Should().Be(2);
        ended.Errors.Should().Contain(because);
        Directory.Exists(Path.Combine(_folder, "big")).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "mine");

        var ended = await Executable.RunAsync(_folder, "sandbox", "shop", "--skus", "5", "--out", ".");

        ended.ExitCode.Should().Be(3);
        ended.Errors.Should().Contain("holds something that is no synthetic shop").And.Contain("ame a new folder with --out");
        Directory.EnumerateFileSystemEntries(_folder).Should().ContainSingle();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonNode> ShopAsync(params string[] more) => (await WellAsync(["sandbox", "shop", "--skus", "800", "--out", "big", "--json", .. more])).Json;

    private async Task<JsonArray> ReadAsync() => (await WellAsync("store", "read", "--json")).Json[0]!["scopes"]!.AsArray();

    private async Task<Ended> WellAsync(params string[] arguments)
    {
        var ended = await Executable.RunAsync(_folder, arguments);
        ended.ExitCode.Should().Be(0, ended.Errors);
        return ended;
    }

    private static long Named(JsonArray scopes, string id) => (long)scopes.Single(scope => (string)scope!["id"]! == id)!["named"]!;

    private static long Number(JsonNode said, string part, string member) => (long)said[part]![member]!;
}
