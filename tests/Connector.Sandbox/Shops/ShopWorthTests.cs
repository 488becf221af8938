using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>Prices, stock, and finding products.</summary>
public sealed class ShopWorthTests
{
    private const string Second = "7000000000000000102";

    [Fact]
    public async Task Stock_is_absolute_and_committed_pieces_are_kept_apart()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Hand.Order(ShopWorld.Shop, "shirt-s", ShopWorld.Warehouse, 4);

        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 7))).Should().BeEmpty();

        var found = await world.DataAsync("POST", "/product/202309/inventory/search", $$"""{"product_ids":["{{id}}"]}""");
        var sku = found["inventory"]![0]!["skus"]!.AsArray().Single(s => (string)s!["seller_sku"]! == "shirt-s")!;
        ((int)sku["total_available_quantity"]!).Should().Be(7);
        ((int)sku["total_committed_quantity"]!).Should().Be(4);
        ((int)sku["warehouse_inventory"]![0]!["committed_quantity"]!).Should().Be(4);
        world.Shops.Hand.Ship(ShopWorld.Shop, "shirt-s", ShopWorld.Warehouse, 4);
        world.Held(id).Skus.Single(s => s.SellerSku == "shirt-s").Stock.Should().Equal([new WarehouseStock(ShopWorld.Warehouse, 7, 0)]);
    }

    [Fact]
    public async Task Every_warehouse_of_a_SKU_must_be_named()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Warehouses = [.. ShopWorld.Britain.Warehouses, new StandInWarehouse(Second, "Second")] });
        var id = await world.CreatedAsync(b => b["skus"]![0]!["inventory"]!.AsArray().Add(new JsonObject { ["warehouse_id"] = Second, ["quantity"] = 2 }));

        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 1))).Should().Equal(12019028);
        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 1), (Second, 0))).Should().BeEmpty();
        world.Held(id).Skus.Single(s => s.SellerSku == "shirt-s").Available.Should().Be(1);
    }

    [Theory]
    [InlineData(ShopWorld.Warehouse, 100_000, 12052055)]
    [InlineData(ShopWorld.Warehouse, -1, 12052055)]
    [InlineData("1", 1, 12019028)]
    public async Task A_quantity_that_cannot_be_is_told_per_SKU_under_code_0(string warehouse, int pieces, int code)
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        var (one, other) = (Sku(world, id, "shirt-s"), Sku(world, id, "shirt-m"));

        var data = await world.DataAsync("POST", $"{ShopCalls.Products}/{id}/inventory/update", $$"""{"skus":[{"id":"{{one}}","inventory":[{"warehouse_id":"{{warehouse}}","quantity":{{pieces}}}]},{"id":"{{other}}","inventory":[{"quantity":3}]}]}""");

        var error = data["errors"]!.AsArray().Should().ContainSingle().Subject!;
        ((string)error["detail"]!["sku_id"]!).Should().Be(one);
        (code == 12019028 ? (int)error["code"]! : (int)error["detail"]!["extra_errors"]![0]!["code"]!).Should().Be(code);
        if (code != 12019028) ((int)error["code"]!).Should().Be(12052990);
        world.Held(id).Skus.Select(s => (s.SellerSku, s.Available)).Should().Equal([("shirt-m", 3), ("shirt-s", 10)], "the others are set all the same");
    }

    [Fact]
    public async Task A_warehouse_that_the_SKU_is_not_in_cannot_be_added_by_a_quantity()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Warehouses = [.. ShopWorld.Britain.Warehouses, new StandInWarehouse(Second, "Second")] });
        var id = await world.CreatedAsync();

        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 1), (Second, 1))).Should().Equal(12052990);
    }

    [Fact]
    public async Task A_campaign_lets_stock_only_rise()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Hand.LockStock(ShopWorld.Shop, "shirt-s");

        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 9))).Should().Equal(12052990);
        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 11))).Should().BeEmpty();
        ((int)(await world.EditAsync(id, _ => { }))["code"]!).Should().Be(12052393);
    }

    [Theory]
    [InlineData("""{"skus":[]}""", 12052902)]
    [InlineData("""{"skus":[{"inventory":[{"quantity":1}]}]}""", 12052036)]
    [InlineData("""{"skus":[{"id":"1","inventory":[{"quantity":1}]},{"id":"1","inventory":[{"quantity":1}]}]}""", 12052553)]
    [InlineData("""{"skus":[{"id":"1","inventory":[{"quantity":"1"}]}]}""", 36009004)]
    public async Task A_stock_call_that_is_wrong_as_a_whole_is_refused(string body, int code)
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", $"{ShopCalls.Products}/{await world.CreatedAsync()}/inventory/update", body)).Should().Be(code);
    }

    [Fact]
    public async Task Whether_stock_can_be_set_of_what_is_not_live_can_be_set()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        await world.BatchAsync("deactivate", id);

        (await StockAsync(world, id, "shirt-s", (ShopWorld.Warehouse, 1))).Should().BeEmpty();
        world.Shops.Settings = new ShopSettings { StockOfAnyStatus = false };
        (await world.CodeAsync("POST", $"{ShopCalls.Products}/{id}/inventory/update", $$"""{"skus":[{"id":"{{Sku(world, id, "shirt-s")}}","inventory":[{"quantity":1}]}]}""")).Should().Be(12052901);
    }

    [Fact]
    public async Task Prices_change_at_once_all_of_a_call_or_none()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();

        (await PricesAsync(world, id, ("shirt-s", "19.99"), ("shirt-m", "9999"))).Should().Be(12052570);
        (await PricesAsync(world, id, ("shirt-s", "19.99"), ("shirt-m", "18.5"))).Should().Be(0);

        world.Held(id).Skus.Select(s => s.Price).Should().Equal("18.5", "19.99");
        world.Held(id).AuditStatus.Should().Be("APPROVED");
    }

    [Fact]
    public async Task A_promotion_locks_the_price()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        world.Shops.Hand.LockPrice(ShopWorld.Shop, "shirt-s");

        (await PricesAsync(world, id, ("shirt-s", "19.99"))).Should().Be(12052038);
        (await PricesAsync(world, id, ("shirt-m", "19.99"))).Should().Be(0);
        world.Shops.Hand.LockPrice(ShopWorld.Shop, "shirt-s", locked: false);
        (await PricesAsync(world, id, ("shirt-s", "19.99"))).Should().Be(0);
    }

    [Fact]
    public async Task Prices_of_what_is_not_live_cannot_change()
    {
        using var world = new ShopWorld();
        var id = await world.CreatedAsync();
        await world.BatchAsync("deactivate", id);

        (await PricesAsync(world, id, ("shirt-s", "19.99"))).Should().Be(12019113);
    }

    [Fact]
    public async Task A_price_of_a_SKU_that_is_not_the_products_is_12052557()
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", $"{ShopCalls.Products}/{await world.CreatedAsync()}/prices/update", """{"skus":[{"id":"1","price":{"amount":"1","currency":"GBP"}}]}""")).Should().Be(12052557);
    }

    [Fact]
    public async Task A_search_goes_page_by_page_and_shows_both_the_status_and_the_audit()
    {
        using var world = new ShopWorld();
        for (var at = 0; at < 5; at++) await world.CreatedAsync(skus: $"sku-{at}");

        var first = await world.DataAsync("POST", "/product/202502/products/search", """{"status":"ACTIVATE"}""", "page_size=3");
        var last = await world.DataAsync("POST", "/product/202502/products/search", """{"status":"ACTIVATE"}""", "page_size=3&page_token=" + Uri.EscapeDataString((string)first["next_page_token"]!));

        ((int)first["total_count"]!).Should().Be(5);
        first["products"]!.AsArray().Concat(last["products"]!.AsArray()).Select(p => (string)p!["skus"]![0]!["seller_sku"]!).Should().Equal("sku-0", "sku-1", "sku-2", "sku-3", "sku-4");
        ((string)last["next_page_token"]!).Should().BeEmpty();
        ((string)first["products"]![0]!["audit"]!["status"]!).Should().Be("APPROVED");
        var older = await world.DataAsync("POST", "/product/202309/products/search", "{}", "page_size=1");
        older["products"]![0]!.AsObject().Should().NotContainKey("audit");
    }

    [Theory]
    [InlineData("202502", """{"seller_skus":["1","2","3","4","5","6","7","8","9","10","11"]}""", "page_size=10", 12019027)]
    [InlineData("202502", """{"sku_ids":["1","2","3","4","5","6","7","8","9","10","11"]}""", "page_size=10", 12019087)]
    [InlineData("202309", """{"sku_ids":["1"]}""", "page_size=10", 36009004)]
    [InlineData("202502", """{"update_time_ge":2,"update_time_le":1}""", "page_size=10", 12019119)]
    [InlineData("202502", """{"create_time_ge":2,"create_time_le":1}""", "page_size=10", 12019118)]
    [InlineData("202502", "{}", "page_size=101", 12019109)]
    [InlineData("202502", "{}", "page_size=0", 12019109)]
    [InlineData("202502", "{}", "", 36009004)]
    [InlineData("202502", "{}", "page_size=10&page_token=x", 12019108)]
    public async Task A_search_has_its_limits(string version, string body, string query, int code)
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", $"/product/{version}/products/search", body, query)).Should().Be(code);
    }

    [Fact]
    public async Task A_search_finds_by_SKU_and_by_time_and_never_more_than_its_depth()
    {
        using var world = new ShopWorld(new ShopSettings { SearchDepth = 1 });
        await world.CreatedAsync(skus: "a");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var since = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        await world.CreatedAsync(skus: "b");

        (await world.CodeAsync("POST", "/product/202502/products/search", "{}", "page_size=10")).Should().Be(12052180);
        (await FoundAsync($$"""{"update_time_ge":{{since}}}""")).Should().Equal("b");
        (await FoundAsync("""{"seller_skus":["a"]}""")).Should().Equal("a");
        (await FoundAsync($$"""{"update_time_le":{{since - 1}}}""")).Should().Equal("a");

        async Task<string[]> FoundAsync(string body) => [.. (await world.DataAsync("POST", "/product/202502/products/search", body, "page_size=10"))["products"]!.AsArray().Select(p => (string)p!["skus"]![0]!["seller_sku"]!)];
    }

    private static string Sku(ShopWorld world, string id, string sellerSku) => world.Held(id).Skus.Single(s => s.SellerSku == sellerSku).SkuId;

    private static async Task<int[]> StockAsync(ShopWorld world, string id, string sellerSku, params (string Warehouse, int Pieces)[] stock)
    {
        var data = await world.DataAsync("POST", $"{ShopCalls.Products}/{id}/inventory/update", new JsonObject
        {
            ["skus"] = new JsonArray(new JsonObject
            {
                ["id"] = Sku(world, id, sellerSku),
                ["inventory"] = new JsonArray([.. stock.Select(s => new JsonObject { ["warehouse_id"] = s.Warehouse, ["quantity"] = s.Pieces })]),
            }),
        }.ToJsonString());
        return [.. data["errors"]?.AsArray().Select(e => (int)e!["code"]!) ?? []];
    }

    private static Task<int> PricesAsync(ShopWorld world, string id, params (string SellerSku, string Amount)[] prices) => world.CodeAsync("POST", $"{ShopCalls.Products}/{id}/prices/update", new JsonObject
    {
        ["skus"] = new JsonArray([.. prices.Select(p => new JsonObject { ["id"] = Sku(world, id, p.SellerSku), ["price"] = new JsonObject { ["amount"] = p.Amount, ["currency"] = "GBP" } })]),
    }.ToJsonString());
}
