namespace Connector.Sandbox.Tests;

public sealed class InventoryFileTests : IAsyncLifetime
{
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("<allocation>10</allocation>", 10)]
    [InlineData("<allocation>10</allocation><ats>7</ats><turnover>9</turnover>", 7)]
    [InlineData("<allocation>10</allocation><preorder-backorder-allocation>5</preorder-backorder-allocation><on-order>2</on-order><turnover>4</turnover>", 9)]
    [InlineData("<allocation>10</allocation><turnover>-3</turnover>", 13)]
    [InlineData("<allocation>0</allocation><perpetual>true</perpetual>", 999999)]
    public async Task The_quantity_is_ats_or_what_the_other_numbers_make(string record, int quantity)
    {
        await SendAsync($"""<record product-id="A">{record}</record>""");

        _world.TikTok.State.Account(World.Account).Stock.Should().Equal(new StockState("A", quantity));
    }

    [Fact]
    public async Task Stock_that_came_before_its_product_is_kept_for_it()
    {
        await SendAsync("""<record product-id="A"><allocation>3</allocation></record>""");
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"));
        await _world.AlertAsync();

        _world.Held("A")!.Quantity.Should().Be(3);
    }

    [Fact]
    public async Task A_bad_record_is_refused_the_others_are_taken()
    {
        var file = await SendAsync("""
            <record product-id="A"><allocation>-1</allocation></record>
            <record product-id=""><allocation>1</allocation></record>
            <record product-id="B"><allocation>x</allocation></record>
            <record product-id="C"><allocation>4</allocation></record>
            """);

        file.Should().Match<FileState>(f => f.Outcome == FileOutcome.PartlyTaken && f.Errors == 3 && f.Added == 1);
        file.Issues.Select(i => i.Index).Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData("<inventory><inventory-list/></inventory>")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE inventory [<!ENTITY e \"1\">]><inventory xmlns=\"http://www.demandware.com/xml/impex/inventory/2007-05-31\"/>")]
    [InlineData("<inventory xmlns=\"http://www.demandware.com/xml/impex/inventory/2007-05-31\"><inventory-list><records><record product-id=\"A\"><allocation>1</allocation></record>")]
    [InlineData("")]
    public async Task A_foreign_a_DTD_and_a_truncated_file_change_nothing(string content)
    {
        await _world.PutAsync(_world.Inventory, "inventory-20260301100000.xml", content);
        await _world.AlertAsync("inventory", "create");

        _world.LastFile().Outcome.Should().Be(FileOutcome.Refused);
        _world.TikTok.State.Account(World.Account).Stock.Should().BeEmpty();
    }

    [Theory]
    [InlineData("inventory.xml")]
    [InlineData("inventory-20260301100000-part02.xml")]
    [InlineData("inventory20260301100000123_RefArch-GB.xml")]
    [InlineData("stock_m-20260301100000.xml")]
    public async Task The_names_that_SFCC_makes_are_read(string name)
    {
        await SendAsync("""<record product-id="A"><allocation>3</allocation></record>""", name);

        _world.FileNames().Should().Equal(name);
    }

    [Fact]
    public async Task Newest_takes_all_parts_of_the_newest_timestamp()
    {
        _world.TikTok.Settings = _world.TikTok.Settings with { CrawlModel = CrawlModel.Newest };
        await _world.PutAsync(_world.Inventory, "inventory-20260301090000.xml", File("""<record product-id="OLD"><allocation>1</allocation></record>"""));
        await _world.PutAsync(_world.Inventory, "inventory-20260301100000-part01.xml", File("""<record product-id="A"><allocation>1</allocation></record>"""));
        await SendAsync("""<record product-id="B"><allocation>2</allocation></record>""", "inventory-20260301100000-part02.xml");

        _world.TikTok.State.Account(World.Account).Stock.Select(s => s.SkuId).Should().Equal("A", "B");
    }

    private static string File(string records) =>
        $"""<?xml version="1.0" encoding="UTF-8"?><inventory xmlns="http://www.demandware.com/xml/impex/inventory/2007-05-31"><inventory-list><header list-id="inventory_m"><default-instock>false</default-instock></header><records>{records}</records></inventory-list></inventory>""";

    private async Task<FileState> SendAsync(string records, string name = "inventory-20260301100000.xml")
    {
        await _world.PutAsync(_world.Inventory, name, File(records));
        (await _world.AlertCodeAsync("inventory", "update")).Should().Be(0);
        return _world.LastFile();
    }
}
