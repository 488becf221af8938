using System.IO.Compression;
using System.Text.Json.Nodes;
using Connector.Sandbox;
using Connector.State;
using Connector.Worker.Serving;

namespace Connector.Worker.Tests;

public class StoreDeltaTests
{
    private const string Outbox = "platform/outbox/tiktok/changes";

    [Fact]
    public async Task A_delta_says_what_it_consumed_and_a_gap_stands_in_the_status_until_a_younger_export_is_read()
    {
        await using var world = await ShopWorld.BeginAsync();
        world.Change("sources/fellfern", source => source["deltas"] = new JsonObject { ["folders"] = new JsonArray(Outbox) });
        await world.WellAsync("apply", world.Documents);
        (await world.WellAsync("store", "read", "--delta")).Output.Should().ContainAll("fellfern: read 1", "everything was read, because " + Outbox + " was never followed");
        (await world.RunAsync("check")).Output.Should().Contain("there is no folder " + Outbox);

        Archive(world, 1);
        (await world.WellAsync("check")).Output.Should().Contain("All is well.");
        (await world.WellAsync("store", "read", "--delta")).Output.Should().ContainAll("fellfern: read 2", $"consumed {Outbox}/000001.zip", "1 changed").And.NotContain("because");
        (await world.WellAsync("store", "read", "--delta", "--source", "fellfern")).Output.Should().StartWith("fellfern: nothing changed");

        Archive(world, 3);
        var gap = await world.WellAsync("store", "read", "--delta", "--json");
        gap.Json[0]!["missing"]!.GetValue<string>().Should().Be($"archive 000002 is missing in {Outbox}");
        gap.Json[0]!["consumed"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Equal($"{Outbox}/000003.zip");
        await using (var house = world.OpenHouse())
        {
            TimetableEntry.All(house.Room<Documents>()).Where(entry => entry.For == "fellfern").Select(entry => entry.ToString())
                .Should().Equal("store read of fellfern (0 5 * * * ? UTC, by default)", "store delta of fellfern (0 3/5 * * * ? UTC, by default)");
        }

        (await world.WellAsync("status")).Output.Should().Contain($"fellfern: changes may be missing until a younger full export is read: archive 000002 is missing in {Outbox}");
    }

    [Fact]
    public async Task A_shop_on_a_WebDAV_server_is_checked_and_read_and_its_password_shows_nowhere()
    {
        await using var world = await ShopWorld.BeginAsync();
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(world.Shop, User: "feeds", Password: "k3y-of-the-shop"), CancellationToken.None);
        var password = Path.Combine(world.Folder, "key");
        File.WriteAllText(password, "k3y-of-the-shop\n");
        world.Change("sources/fellfern", source =>
        {
            source["location"] = box.Uri.ToString();
            source["access"] = new JsonObject { ["user"] = "feeds", ["password"] = new JsonObject { ["file"] = password } };
        });
        await world.WellAsync("apply", world.Documents);
        (await world.WellAsync("check")).Output.Should().Contain($"{box.Uri} can be read");
        (await world.WellAsync("store", "read")).Output.Should().Contain("fellfern: read 1");
        Directory.GetFileSystemEntries(Path.Combine(world.Data, "spool"), "*", SearchOption.AllDirectories).Should().OnlyContain(path => Directory.Exists(path));

        File.WriteAllText(password, "another-key\n");
        var check = await world.RunAsync("check");
        check.Output.Should().Contain("access: PROPFIND").And.Contain("401").And.NotContainAny("another-key", "k3y-of-the-shop");
        var read = await world.RunAsync("store", "read", "--verbose");
        read.ExitCode.Should().Be(3);
        (read.Output + read.Errors).Should().Contain("401").And.NotContainAny("another-key", "k3y-of-the-shop");
        (await world.RunAsync("store", "read", "--delta")).Errors.Should().Contain("No source has deltas");
    }

    private static void Archive(ShopWorld world, int number)
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Shop, Outbox)).FullName;
        using var zip = ZipFile.Open(Path.Combine(folder, $"{number:D6}.zip"), ZipArchiveMode.Create);
        using var catalog = new StreamWriter(zip.CreateEntry("5f0c9a1e/catalogs/fellfern-master/catalog.xml").Open());
        catalog.Write($"""
            <catalog xmlns="http://www.demandware.com/xml/impex/catalog/2006-10-31" catalog-id="fellfern-master">
              <product product-id="FF-APRON"><brand>Changed {number}</brand></product>
            </catalog>
            """);
    }
}
