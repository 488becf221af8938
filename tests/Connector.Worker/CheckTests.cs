using System.Text.Json.Nodes;

namespace Connector.Worker.Tests;

[Trait("covers", "RIV-06")]
public class CheckTests
{
    [Fact]
    public async Task Where_all_is_well_check_says_what_it_tried_and_leaves_nothing_behind()
    {
        await using var world = await ShopWorld.ReadyAsync();
        var ended = await world.WellAsync("check");
        ended.Output.Should().ContainAll("documents fit together", "can be read", "A file can be written", "catalog 7000000000000000002", "All is well.").And.NotContainAny(world.Secrets);
        world.Dropped.Should().BeEmpty();
        world.TikTok.Alerts.Should().BeEmpty();
    }

    [Fact]
    public async Task A_price_book_and_an_inventory_list_that_the_shop_lacks_are_named_once_the_shop_was_read()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("accounts/demo", account =>
        {
            account["views"]![0]!["priceBooks"]!.AsArray().Add("no-such-book");
            account["views"]![0]!["inventoryLists"] = new JsonArray("no-such-list");
        });
        await world.WellAsync("apply", world.Documents);
        (await world.WellAsync("check")).Output.Should().Contain("fellfern was never read");
        await world.WellAsync("store", "read");
        var ended = await world.RunAsync("check");
        ended.ExitCode.Should().Be(1);
        ended.Output.Should().ContainAll("fellfern has no price book no-such-book; correct the name", "fellfern has no inventory list no-such-list; correct the name", "2 faults.");
    }

    [Fact]
    public async Task An_account_is_checked_by_its_name_and_its_document_by_its_file()
    {
        await using var world = await ShopWorld.ReadyAsync();
        (await world.WellAsync("account", "check", "demo")).Output.Should().ContainAll("A file can be written", "All is well.");
        (await world.WellAsync("account", "check", Path.Combine(world.Documents, "accounts", "demo.json"))).Output.Should().NotContain("A file can be written");
        (await world.RunAsync("account", "check", "nobody")).ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task Every_fault_is_found_at_once_each_with_its_cure()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("sources/fellfern", source =>
        {
            source["location"] = "../no-such-folder";
        });
        world.Change("accounts/demo", account =>
        {
            account["drop"]!["url"] = "http://127.0.0.1:1/nobody-listens";
            account["review"]!["accessToken"]!["file"] = "/no/such/token";
        });
        await world.WellAsync("apply", world.Documents);
        var ended = await world.RunAsync("check");
        ended.ExitCode.Should().Be(1);
        ended.Output.Should().ContainAll("there is no folder or zip", "127.0.0.1:1", "/no/such/token", "3 faults.").And.NotContainAny(world.Secrets);
        ended.Output.Split('\n').Where(line => line.StartsWith("fault", StringComparison.Ordinal)).Should().HaveCount(3).And.OnlyContain(line => line.Contains("; "));
    }

    [Fact]
    public async Task The_intake_folder_and_the_second_archive_are_tried_as_well()
    {
        await using var world = await ShopWorld.BeginAsync();
        var second = Directory.CreateDirectory(Path.Combine(world.Folder, "second"));
        world.Change("accounts/demo", account => account["intake"] = new JsonObject { ["url"] = "http://127.0.0.1:1/nobody-listens" });
        File.WriteAllText(Path.Combine(world.Folder, "connector.json"), $$"""{ "archiveCopy": { "url": "{{new Uri(second.FullName).AbsoluteUri}}" } }""");
        await world.WellAsync("apply", world.Documents);
        var ended = await world.RunAsync("check");
        ended.Output.Should().ContainAll("ok     archive copy: A file can be written", "fault  account demo: intake: PROPFIND http://127.0.0.1:1/nobody-listens", "1 fault.");
        second.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task The_second_archive_is_entered_by_the_settings_of_any_folder_and_slips_in_them_are_told()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var settings = Path.Combine(folder, "connector.json");
        File.WriteAllText(settings, """
            { "archiveCopy": { "url": "https://127.0.0.1:1/second", "signIn": "digest", "user": "a", "password": { "environment": "NOT_SET" }, "limits": { "put": "00:20:00", "inactivity": "00:00:30" },
              "trust": { "authority": "/no/such.pem", "pins": ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"] } } }
            """);
        (await Executable.RunAsync(folder, "check")).Output.Should().Contain("fault  archive copy: the archive copy's password: environment variable NOT_SET is not set");

        File.WriteAllText(settings, """{ "archiveCopy": { "url": "https://127.0.0.1:1/second", "trust": { "pins": ["short"] } } }""");
        (await Executable.RunAsync(folder, "check")).Errors.Should().Contain("archiveCopy.trust.pins[0]: 'short' is no SHA-256");
        File.WriteAllText(settings, """{ "archiveCopy": { "url": "https://127.0.0.1:1/second", "limits": { "putt": "00:20:00" } } }""");
        (await Executable.RunAsync(folder, "check")).Errors.Should().Contain("putt");
        File.WriteAllText(settings, """{ "archiveCopy": { "url": "https://127.0.0.1:1/second", "limits": { "put": "long" } } }""");
        (await Executable.RunAsync(folder, "check")).Errors.Should().Contain("archiveCopy:Limits:Put");
        File.WriteAllText(settings, """{ "archiveCopy": { "url": "https://127.0.0.1:1/second", "sign": "digest" } }""");
        (await Executable.RunAsync(folder, "check")).Errors.Should().Contain("'archiveCopy.sign' is no machine setting");
        Directory.Delete(folder, recursive: true);
    }
}
