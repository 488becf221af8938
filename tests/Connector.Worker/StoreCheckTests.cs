namespace Connector.Worker.Tests;

public class StoreCheckTests
{
    private const string Catalog = "<catalog xmlns=\"http://www.demandware.com/xml/impex/catalog/2006-10-31\" catalog-id=\"c\">";

    [Fact]
    public async Task Files_are_looked_over_without_settings_and_nothing_is_left_behind()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        var shop = Path.Combine(Executable.Repository, "feeds-samples", "sample-shop");
        var ended = await Executable.RunAsync(folder, "store", "check", shop);
        ended.Errors.Should().BeEmpty();
        ended.ExitCode.Should().Be(0);
        ended.Output.Should().ContainAll("catalog fellfern-master", "price book gbp-list (GBP)", "everything in these files, in GBP: 106 SKUs", "no price", "FF-HAMPER-XMAS", "All 5 files are good. Nothing was read in.");
        Directory.EnumerateFileSystemEntries(folder).Should().BeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Every_bad_file_is_named_with_line_element_and_cure_and_the_others_are_still_looked_through()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "good.xml"), Catalog + "<product product-id=\"p\"/></catalog>");
        await File.WriteAllTextAsync(Path.Combine(folder, "flag.xml"), Catalog + "\n<product product-id=\"p\"><online-flag>yes</online-flag></product></catalog>");
        await File.WriteAllTextAsync(Path.Combine(folder, "site.xml"), "<site/>");
        var ended = await Executable.RunAsync(folder, "store", "check", ".", "site.xml", "gone.xml");
        ended.ExitCode.Should().Be(1);
        ended.Output.Should().ContainAll(
            "flag.xml(2) <catalog/product[p]/online-flag>: 'yes' is not true or false; correct the value in the shop",
            "site.xml <site>: not an SFCC catalog, price book or inventory list",
            "fault  gone.xml: there is no file or folder with this name; correct the path",
            "everything in these files: 1 SKU", "1 file is good, 3 have a fault");
        var machine = await Executable.RunAsync(folder, "store", "check", ".", "--json");
        machine.ExitCode.Should().Be(1);
        machine.Json["files"]!.AsArray().Select(file => (string?)file!["verdict"]).Should().Equal("faulty", "good", "passedOver");
        machine.Json["files"]![0]!["fault"]!["line"]!.GetValue<int>().Should().Be(2);
        machine.Json["views"]![0]!["gaps"]!.AsArray().Should().HaveCount(7);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_source_is_looked_through_by_its_own_views_and_stays_unread()
    {
        await using var world = await ShopWorld.BeginAsync();
        await world.WellAsync("apply", world.Documents);
        var ended = await world.WellAsync("store", "check", "--source", "fellfern");
        ended.Output.Should().ContainAll("demo/", "106 SKUs", "Nothing was read in.");
        (await world.WellAsync("status", "--json")).Json[0]!["sources"]!.AsArray().Should().BeEmpty();
        var plain = await world.WellAsync("store", "check", world.Shop, "--source", "fellfern", "--locale", "en-GB");
        plain.Output.Should().Contain("everything in these files, in GBP");
        var wrong = await world.RunAsync("store", "check", "--view", "demo/nowhere");
        wrong.ExitCode.Should().Be(3);
        wrong.Errors.Should().Contain("has no view nowhere");
    }

    [Theory]
    [InlineData("name the files")]
    [InlineData("leave out --view", "--view", "a/b", "--locale", "en")]
    public async Task A_check_of_nothing_is_not_understood(string said, params string[] arguments)
    {
        var ended = await Executable.RunAsync(Path.GetTempPath(), ["store", "check", .. arguments]);
        ended.ExitCode.Should().Be(2);
        ended.Errors.Should().Contain(said);
    }
}
