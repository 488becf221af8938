using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>What the platform refuses to list, with its code (facts 3.5, appendix E).</summary>
public sealed class ShopRuleTests
{
    public static TheoryData<int, string, Action<JsonObject>> Spoilt => new()
    {
        { 36009004, "a member that the call does not have", b => b["colour"] = "red" },
        { 36009004, "a number where a text belongs", b => b["title"] = 7 },
        { 36009004, "no category", b => b.Remove("category_id") },
        { 36009004, "no price", b => Sku(b).Remove("price") },
        { 36009004, "an unknown save mode", b => b["save_mode"] = "LATER" },
        { 36009004, "a long idempotency key", b => b["idempotency_key"] = new string('k', 129) },
        { 12052217, "v2 outside its countries", b => b["category_version"] = "v2" },
        { 12052230, "a category of the other version", b => b["category_id"] = "8602011" },
        { 12052023, "no such category", b => b["category_id"] = "1" },
        { 12052024, "a category with others below", b => b["category_id"] = "602001" },
        { 12052220, "a prohibited category", b => b["category_id"] = "604012" },
        { 12052223, "a category for the invited", b => b["category_id"] = "605012" },
        { 12052225, "a category outside the main one", b => b["category_id"] = "610101" },
        { 12052261, "no title", b => b["title"] = " " },
        { 12052051, "a title of 256 characters", b => b["title"] = new string('t', 256) },
        { 12052262, "a Chinese title", b => b["title"] = "衬衫 shirt" },
        { 12052931, "an escape in the title", b => b["title"] = "Soft &amp; warm" },
        { 12052931, "an emoji in the title", b => b["title"] = "Shirt 👕" },
        { 12052015, "no description", b => b.Remove("description") },
        { 12052013, "a description of 10,001 characters", b => b["description"] = new string('d', 10_001) },
        { 12052346, "a Chinese description", b => b["description"] = "柔软" },
        { 12052344, "a tag that is not closed", b => b["description"] = "<p>Soft</p" },
        { 12052056, "31 images in the description", b => b["description"] = string.Concat(Enumerable.Repeat("<img src=\"x\" width=\"1\" height=\"1\">", 31)) },
        { 12052348, "an image without its size", b => b["description"] = "<img src=\"https://x.example/a.png\">" },
        { 12052340, "an image from elsewhere", b => b["description"] = "<img src=\"https://x.example/a.png\" width=\"10\" height=\"10\">" },
        { 12052028, "no main image", b => b.Remove("main_images") },
        { 12052306, "ten main images", b => b["main_images"] = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => b["main_images"]![0]!.DeepClone())]) },
        { 12052300, "an image that was not uploaded", b => b["main_images"]![0]!["uri"] = "tos/none" },
        { 12052670, "a size chart that was not uploaded", b => b["size_chart"] = Json("""{"image":{"uri":"tos/none"}}""") },
        { 12052673, "no size chart where one is needed", b => b["category_id"] = "606307" },
        { 12052360, "a film that was not uploaded", b => b["video"] = Json("""{"id":"1"}""") },
        { 12052104, "a required attribute left out", b => b.Remove("product_attributes") },
        { 12052240, "an attribute that the category has not", b => Attributes(b, """[{"id":"1","values":[{"name":"x"}]}]""") },
        { 12052254, "an attribute told twice", b => Attributes(b, """[{"id":"100201","values":[{"name":"Wool"}]},{"id":"100201","values":[{"name":"Linen"}]}]""") },
        { 12052248, "an attribute without a value", b => Attributes(b, """[{"id":"100201","values":[{}]}]""") },
        { 12052529, "a value id that is none", b => Attributes(b, """[{"id":"100201","values":[{"id":"9"}]}]""") },
        { 12052246, "two values where one is taken", b => Attributes(b, """[{"id":"100201","values":[{"name":"Wool"}]},{"id":"100202","values":[{"name":"Crew"},{"name":"V-neck"}]}]""") },
        { 12052247, "an own value where none is taken", b => Attributes(b, """[{"id":"100201","values":[{"name":"Wool"}]},{"id":"100202","values":[{"name":"Boat"}]}]""") },
        { 12052249, "a value of 2,001 characters", b => Attributes(b, $$"""[{"id":"100201","values":[{"name":"{{new string('v', 2001)}}"}]}]""") },
        { 12052026, "no such brand", b => b["brand_id"] = "1" },
        { 12052201, "a brand that was not authorised", b => b["brand_id"] = "7082427311584347951" },
        { 12052200, "a brand that is no more", b => b["brand_id"] = "7082427311584347952" },
        { 12052105, "no certificate where one is needed", b => In(b, "607206") },
        { 12052282, "no manufacturer where one is needed", b => In(b, "609101") },
        { 12052284, "an unknown manufacturer", b => b["manufacturer_ids"] = new JsonArray("1") },
        { 12052289, "an unknown responsible person", b => b["responsible_person_ids"] = new JsonArray("1") },
        { 12019011, "no weight", b => b.Remove("package_weight") },
        { 12052181, "no weight at all", b => b["package_weight"]!["value"] = "0" },
        { 12019011, "four decimals of a kilogram", b => b["package_weight"]!["value"] = "0.2501" },
        { 12019061, "pounds outside the US", b => b["package_weight"]!["unit"] = "POUND" },
        { 12052916, "grams where kilograms are used", b => b["package_weight"]!["unit"] = "GRAM" },
        { 12052003, "half a centimetre", b => b["package_dimensions"] = Json("""{"height":"1.5","length":"2","width":"3","unit":"CENTIMETER"}""") },
        { 12019061, "inches outside the US", b => b["package_dimensions"] = Json("""{"height":"1","length":"2","width":"3","unit":"INCH"}""") },
        { 12052116, "no size where one is needed", b => In(b, "607101") },
        { 12052902, "no SKU", b => b["skus"] = new JsonArray() },
        { 12052054, "a seller SKU of 51 characters", b => Sku(b)["seller_sku"] = new string('s', 51) },
        { 12052910, "a space in a seller SKU", b => Sku(b)["seller_sku"] = "a b" },
        { 36009004, "a SKU id in a new product", b => Sku(b)["id"] = "1" },
        { 12052550, "siblings that nothing tells apart", b => { Sku(b).Remove("sales_attributes"); Sku(b, 1).Remove("sales_attributes"); } },
        { 12052550, "siblings with other attributes", b => Sku(b)["sales_attributes"] = Json("""[{"name":"Cut","value_name":"Slim"}]""") },
        { 12052560, "twins", b => Sku(b)["sales_attributes"]![0]!["value_name"] = "M" },
        { 12052525, "four attributes", b => Each(b, s => s["sales_attributes"] = Json("""[{"name":"a","value_name":"1"},{"name":"b","value_name":"1"},{"name":"c","value_name":"1"},{"name":"d","value_name":"1"}]""")) },
        { 12052242, "an attribute's name of 21 characters", b => Each(b, s => s["sales_attributes"] = Json($$"""[{"name":"{{new string('n', 21)}}","value_name":"{{s["seller_sku"]}}"}]""")) },
        { 12052249, "a variant's value of 51 characters", b => Sku(b)["sales_attributes"]![0]!["value_name"] = new string('v', 51) },
        { 12052527, "an attribute id that is none", b => Each(b, s => s["sales_attributes"]![0]!["id"] = "1") },
        { 12052522, "a picture for one value only", b => Sku(b)["sales_attributes"]![0]!["sku_img"] = Json($$"""{"uri":"{{b["main_images"]![0]!["uri"]}}"}""") },
        { 12052520, "a variant's picture that was not uploaded", b => Each(b, s => s["sales_attributes"]![0]!["sku_img"] = Json("""{"uri":"none"}""")) },
        { 12052357, "more pictures without a first", b => Sku(b)["sales_attributes"]![0]!["supplementary_sku_images"] = Json($$"""[{"uri":"{{b["main_images"]![0]!["uri"]}}"}]""") },
        { 12052600, "a code without its kind", b => Sku(b)["identifier_code"] = Json("""{"code":"4006381333931"}""") },
        { 12052591, "a GTIN of 13 digits", b => Sku(b)["identifier_code"] = Json("""{"code":"4006381333931","type":"GTIN"}""") },
        { 12052598, "a letter in an EAN", b => Sku(b)["identifier_code"] = Json("""{"code":"400638133393X","type":"EAN"}""") },
        { 12052592, "a code twice", b => Each(b, s => s["identifier_code"] = Json("""{"code":"4006381333931","type":"EAN"}""")) },
        { 12052073, "a price with a comma", b => Sku(b)["price"]!["amount"] = "29,99" },
        { 12052424, "a price without an amount", b => Sku(b)["price"]!.AsObject().Remove("amount") },
        { 12052570, "a price of nothing", b => Sku(b)["price"]!["amount"] = "0" },
        { 12052570, "a price above the limit", b => Sku(b)["price"]!["amount"] = "5600.01" },
        { 12052084, "a price in euros", b => Sku(b)["price"]!["currency"] = "EUR" },
        { 12052376, "a list price outside the US", b => Sku(b)["list_price"] = Json("""{"amount":"39.99","currency":"GBP"}""") },
        { 12019022, "no warehouse", b => Sku(b)["inventory"] = new JsonArray() },
        { 12052530, "somebody else's warehouse", b => Sku(b)["inventory"]![0]!["warehouse_id"] = "1" },
        { 12052532, "the warehouse for returns", b => Sku(b)["inventory"]![0]!["warehouse_id"] = "7000000000000000109" },
        { 12052055, "100,000 pieces", b => Sku(b)["inventory"]![0]!["quantity"] = 100_000 },
        { 12052055, "less than none", b => Sku(b)["inventory"]![0]!["quantity"] = -1 },
        { 12052405, "a delivery that was not opened", b => b["delivery_option_ids"] = new JsonArray("1") },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_product_that_breaks_a_rule_is_refused_with_its_code(int code, string what, Action<JsonObject> spoil)
    {
        using var world = new ShopWorld();

        var answer = await world.CreateAsync(spoil);

        ((int)answer["code"]!).Should().Be(code, $"{what}: {answer["message"]}");
        world.Shops.Shop(ShopWorld.Shop).Products.Should().BeEmpty();
    }

    [Fact]
    public async Task The_check_before_listing_tells_every_fault_and_makes_nothing()
    {
        using var world = new ShopWorld();
        var good = ShopCalls.Shirt(await world.PictureAsync());
        var bad = good.DeepClone().AsObject();
        bad["title"] = "";
        Sku(bad)["price"]!["currency"] = "EUR";

        var pass = await world.DataAsync("POST", ShopCalls.Products + "/listing_check", good.ToJsonString());
        var failed = await world.DataAsync("POST", ShopCalls.Products + "/listing_check", bad.ToJsonString());

        ((string)pass["check_result"]!).Should().Be("PASS");
        ((string)failed["check_result"]!).Should().Be("FAILED");
        failed["fail_reasons"]!.AsArray().Select(r => (int)r!["code"]!).Should().Equal(12052261, 12052084);
        world.Shops.Shop(ShopWorld.Shop).Products.Should().BeEmpty();
    }

    [Fact]
    public async Task An_attribute_that_another_makes_necessary_is_needed_only_then()
    {
        using var world = new ShopWorld();

        (await CodeAsync("1402", "1421", null)).Should().Be(12052182);
        (await CodeAsync("1402", "1421", "1431")).Should().Be(0);
        (await CodeAsync("1402", "1422", "1431")).Should().Be(12052183);
        (await CodeAsync("1402", "1422", null)).Should().Be(0);

        async Task<int> CodeAsync(string age, string batteries, string? type) => (int)(await world.CreateAsync(b =>
        {
            b["category_id"] = "604011";
            b["package_dimensions"] = Json("""{"height":"1","length":"2","width":"3","unit":"CENTIMETER"}""");
            Attributes(b, $$"""[{"id":"100401","values":[{"id":"{{age}}"}]},{"id":"100402","values":[{"id":"{{batteries}}"}]}{{(type is null ? "" : $$""",{"id":"100403","values":[{"id":"{{type}}"}]}""")}}]""");
            Each(b, s => s["sales_attributes"] = Json($$"""[{"name":"Kind","value_name":"{{s["seller_sku"]}}"}]"""));
        }))["code"]!;
    }

    [Theory]
    [InlineData("US", "USD", "7600", 0)]
    [InlineData("US", "USD", "7600.01", 12052570)]
    [InlineData("TH", "THB", "29", 12052570)]
    [InlineData("VN", "VND", "180000000", 0)]
    [InlineData("JP", "JPY", "0.5", 12052570)]
    public async Task Prices_have_the_limits_of_the_country(string region, string currency, string amount, int code)
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Region = region, Currency = currency });

        var answer = await world.CreateAsync(b =>
        {
            if (region is not "JP")
            {
                b["category_id"] = "8602011";
                b["category_version"] = "v2";
            }

            b["title"] = "A T-shirt with a title that is long enough for every country";
            Each(b, s => s["price"] = Json($$"""{"amount":"{{amount}}","currency":"{{currency}}"}"""));
        });

        ((int)answer["code"]!).Should().Be(code, answer.ToJsonString());
    }

    [Fact]
    public async Task A_US_shop_names_v2_takes_pounds_and_inches_and_drops_a_list_price_below_the_price()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Region = "US", Currency = "USD" });

        ((int)(await world.CreateAsync(b => Each(b, s => s["price"]!["currency"] = "USD")))["code"]!).Should().Be(12052217);
        var answer = await world.CreateAsync(b =>
        {
            b["category_id"] = "8602011";
            b["category_version"] = "v2";
            b["package_weight"] = Json("""{"unit":"POUND","value":"0.55"}""");
            b["package_dimensions"] = Json("""{"height":"1","length":"2","width":"3","unit":"INCH"}""");
            Each(b, s => s["price"]!["currency"] = "USD");
            Sku(b)["list_price"] = Json("""{"amount":"9.99","currency":"USD"}""");
            Sku(b, 1)["list_price"] = Json("""{"amount":"39.99","currency":"USD"}""");
        });

        ((int)answer["code"]!).Should().Be(0, answer.ToJsonString());
        answer["data"]!["warnings"]!.AsArray().Should().ContainSingle();
        world.Held((string)answer["data"]!["product_id"]!).Skus.Select(s => s.ListPrice).Should().Equal("39.99", null);
        ((int)(await world.CreateAsync(b =>
        {
            b["category_id"] = "8602011";
            b["category_version"] = "v2";
            b["package_dimensions"] = Json("""{"height":"1","length":"2","width":"3","unit":"INCH"}""");
            Each(b, s => s["price"]!["currency"] = "USD");
        }))["code"]!).Should().Be(12052915);
    }

    [Fact]
    public async Task Where_titles_have_a_least_length_it_is_25()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Region = "SG", Currency = "SGD" });

        var answer = await world.CreateAsync(b =>
        {
            b["category_id"] = "8602011";
            b["category_version"] = "v2";
            Each(b, s => s["price"]!["currency"] = "SGD");
        });

        ((int)answer["code"]!).Should().Be(12052051);
        ((string)answer["message"]!).Should().Contain("25 to 255");
    }

    [Fact]
    public async Task A_shop_that_sells_across_borders_has_lower_limits()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { SellerType = "CROSS_BORDER" });

        ((int)(await world.CreateAsync(b => Sku(b)["price"]!["amount"] = "134.51"))["code"]!).Should().Be(12052570);
    }

    [Fact]
    public async Task More_SKUs_than_the_country_allows_are_12052050()
    {
        using var world = new ShopWorld();
        var names = Enumerable.Range(0, 301).Select(n => $"sku-{n}").ToArray();

        ((int)(await world.CreateAsync(skus: names))["code"]!).Should().Be(12052050);
        ((int)(await world.CreateAsync(skus: names[1..]))["code"]!).Should().Be(0);
    }

    [Fact]
    public async Task A_shop_without_a_place_for_returns_cannot_list_and_the_prerequisites_say_so()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Warehouses = [new StandInWarehouse(ShopWorld.Warehouse, "Main")], Shortcomings = [new ShopShortcoming("SHOP_TAX", "No tax number.")] });

        ((int)(await world.CreateAsync())["code"]!).Should().Be(12052535);
        var checks = (await world.DataAsync("GET", "/product/202312/prerequisites"))["check_results"]!.AsArray();
        checks.Where(c => (bool)c!["is_failed"]!).Select(c => (string)c!["check_item"]!).Should().Equal("SHOP_TAX", "RETURN_WAREHOUSE");
    }

    [Fact]
    public async Task A_seller_who_does_not_trade_is_12052700()
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Active = false });

        (await world.CodeAsync("GET", "/product/202309/categories")).Should().Be(12052700);
    }

    [Fact]
    public async Task Whether_a_product_may_begin_with_no_stock_can_be_set()
    {
        using var world = new ShopWorld(new ShopSettings { ZeroQuantityAtCreate = false });

        ((int)(await world.CreateAsync(b => Sku(b)["inventory"]![0]!["quantity"] = 0))["code"]!).Should().Be(12052055);
        world.Shops.Settings = new ShopSettings();
        ((int)(await world.CreateAsync(b => Sku(b)["inventory"]![0]!["quantity"] = 0))["code"]!).Should().Be(0);
    }

    private static JsonObject Sku(JsonObject body, int at = 0) => body["skus"]![at]!.AsObject();

    private static void Each(JsonObject body, Action<JsonObject> change)
    {
        foreach (var sku in body["skus"]!.AsArray()) change(sku!.AsObject());
    }

    private static void Attributes(JsonObject body, string json) => body["product_attributes"] = Json(json);

    /// <summary>In another category, with what that asks to be told.</summary>
    private static void In(JsonObject body, string category)
    {
        body["category_id"] = category;
        Attributes(body, category == "609101" ? """[{"id":"100701","values":[{"name":"30"}]}]""" : "[]");
    }

    private static JsonNode Json(string json) => JsonNode.Parse(json)!;
}
