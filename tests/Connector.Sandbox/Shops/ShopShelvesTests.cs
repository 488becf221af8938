using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>What a shop must know before it lists: categories, brands, warehouses; and what it uploads.</summary>
public sealed class ShopShelvesTests
{
    [Fact]
    public async Task Categories_come_with_their_tree_and_prohibited_ones_only_when_asked()
    {
        using var world = new ShopWorld();

        var all = (await world.DataAsync("GET", "/product/202309/categories", query: "category_version=v1&locale=en-GB"))["categories"]!.AsArray();
        var found = (await world.DataAsync("GET", "/product/202309/categories", query: "keyword=boots"))["categories"]!.AsArray();
        var prohibited = (await world.DataAsync("GET", "/product/202309/categories", query: "include_prohibited_categories=true"))["categories"]!.AsArray();

        all.Should().Contain(c => (string)c!["id"]! == "602011" && (bool)c["is_leaf"]! && (string)c["parent_id"]! == "602001");
        all.Should().OnlyContain(c => (string)c!["parent_id"]! == "0" || all.Any(p => (string)p!["id"]! == (string)c["parent_id"]!));
        found.Select(c => (string)c!["local_name"]!).Should().Equal("Walking Boots");
        prohibited.Count.Should().Be(all.Count + 1);
    }

    [Theory]
    [InlineData("GB", "v2", 12052217)]
    [InlineData("GB", null, 0)]
    [InlineData("US", "v2", 0)]
    [InlineData("US", null, 12052217)]
    [InlineData("SG", "v1", 12052217)]
    public async Task Each_country_has_its_version_of_the_tree(string region, string? version, int code)
    {
        using var world = new ShopWorld(shop: ShopWorld.Britain with { Region = region });

        (await world.CodeAsync("GET", "/product/202309/categories", query: version is null ? "" : "category_version=" + version)).Should().Be(code);
    }

    [Theory]
    [InlineData("602011/rules", 0)]
    [InlineData("602011/attributes", 0)]
    [InlineData("602001/attributes", 12052024)]
    [InlineData("1/rules", 12052023)]
    [InlineData("8602011/attributes", 12052230)]
    [InlineData("604012/rules", 12052220)]
    public async Task Rules_and_attributes_are_those_of_categories_with_nothing_below(string path, int code)
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("GET", "/product/202309/categories/" + path)).Should().Be(code);
    }

    [Fact]
    public async Task Attributes_come_as_TikTok_spells_them()
    {
        using var world = new ShopWorld();

        var attributes = (await world.DataAsync("GET", "/product/202309/categories/602011/attributes"))["attributes"]!.AsArray();

        var material = attributes.Single(a => (string)a!["name"]! == "Material")!;
        ((bool)material["is_requried"]!).Should().BeTrue();
        ((string)material["values"]![0]!["name"]!).Should().Be("Cotton");
        attributes.Where(a => (string)a!["type"]! == "SALES_PROPERTY").Select(a => (string)a!["name"]!).Should().Equal("Color", "Size");
    }

    [Theory]
    [InlineData("Fell walking boot, waxed leather", "601012")]
    [InlineData("Two-person tent", "607101")]
    [InlineData("Scented candle in a tin", "605011")]
    public async Task A_category_is_recommended_by_the_words_of_the_title(string title, string category)
    {
        using var world = new ShopWorld();

        var data = await world.DataAsync("POST", "/product/202309/categories/recommend", JsonSerializer.Serialize(new { product_title = title }));

        ((string)data["leaf_category_id"]!).Should().Be(category);
        data["categories"]!.AsArray().Select(c => (int)c!["level"]!).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_title_that_says_nothing_gets_no_category()
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", "/product/202309/categories/recommend", """{"product_title":"Zzz"}""")).Should().Be(12019064);
        (await world.CodeAsync("POST", "/product/202309/categories/recommend", "{}")).Should().Be(36009004);
    }

    [Fact]
    public async Task Brands_are_paged_and_a_seller_can_make_one_for_all_its_shops()
    {
        using var world = new ShopWorld();
        var id = (string)(await world.DataAsync("POST", "/product/202309/brands", """{"name":"Tarn House"}""", cipher: null))["id"]!;

        var first = await world.DataAsync("GET", "/product/202309/brands", query: "page_size=10");
        var second = await world.DataAsync("GET", "/product/202309/brands", query: "page_size=10&page_token=" + Uri.EscapeDataString((string)first["next_page_token"]!));
        var mine = await world.DataAsync("GET", "/product/202309/brands", query: "page_size=10&brand_name=tarn house");

        (first["brands"]!.AsArray().Count + second["brands"]!.AsArray().Count).Should().Be((int)first["total_count"]!);
        ((string)mine["brands"]![0]!["id"]!).Should().Be(id);
        await world.CreatedAsync(b => b["brand_id"] = id);
        ((int)(await world.SendAsync("GET", "/product/202309/brands", query: "page_size=10&brand_name=tarn house", cipher: ShopWorld.Other.Cipher, token: world.Token(ShopWorld.Other.ShopId))).Answer["data"]!["total_count"]!).Should().Be(0);
    }

    [Theory]
    [InlineData("T", 12052189)]
    [InlineData("A name of more than thirty letters", 12052190)]
    [InlineData("Brand 12345", 12052192)]
    [InlineData("Acme", 12052205)]
    public async Task Not_every_name_is_a_brand(string name, int code)
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", "/product/202309/brands", JsonSerializer.Serialize(new { name }), cipher: null)).Should().Be(code);
    }

    [Fact]
    public async Task Warehouses_lead_to_deliveries_and_those_to_carriers()
    {
        using var world = new ShopWorld();

        var warehouses = (await world.DataAsync("GET", "/logistics/202309/warehouses"))["warehouses"]!.AsArray();
        var options = (await world.DataAsync("GET", $"/logistics/202309/warehouses/{ShopWorld.Warehouse}/delivery_options"))["delivery_options"]!.AsArray();
        var carriers = await world.DataAsync("GET", $"/logistics/202309/delivery_options/{options[1]!["id"]}/shipping_providers");

        warehouses.Select(w => (string)w!["type"]!).Should().Equal("SALES_WAREHOUSE", "RETURN_WAREHOUSE");
        carriers["shipping_providers"]!.AsArray().Select(c => (string)c!["name"]!).Should().Equal("Royal Mail", "Evri", "DPD");
        (await world.CodeAsync("GET", $"/logistics/202309/delivery_options/{options[0]!["id"]}/shipping_providers")).Should().Be(21008117);
        (await world.CodeAsync("GET", "/logistics/202309/delivery_options/1/shipping_providers")).Should().Be(21008116);
        (await world.DataAsync("GET", "/product/202312/prerequisites"))["check_results"]!.AsArray().Should().HaveCount(10).And.OnlyContain(c => !(bool)c!["is_failed"]!);
    }

    // Enumerated when it runs: a runner that lists tests writes their data down byte by byte, of ten million bytes for a minute and a half.
    public static TheoryData<string, byte[], string?, int> Pictures => new()
    {
        { "a PNG", ShopCalls.Png(), null, 0 },
        { "a picture of 299 px", ShopCalls.Png(299, 600), "MAIN_IMAGE", 12038014 },
        { "a picture of 4001 px", ShopCalls.Png(4001, 600), "MAIN_IMAGE", 12038014 },
        { "a description's of 4001 px", ShopCalls.Png(4001, 600), "DESCRIPTION_IMAGE", 0 },
        { "a size chart of 1023 px", ShopCalls.Png(1023, 2000), "SIZE_CHART_IMAGE", 12038014 },
        { "nothing", [], null, 12038002 },
        { "a GIF", "GIF89a    "u8.ToArray(), null, 12038015 },
        { "half a PNG", ShopCalls.Png()[..16], null, 12038004 },
        { "one byte too many", ShopCalls.Png(bytes: 10_000_001), null, 12038005 },
        { "an unknown use", ShopCalls.Png(), "LOGO", 11050001 },
        { "a JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC2, 0, 17, 8, 2, 0x58, 2, 0x58, 3, 0, 0], null, 0 },
        { "a BMP", Bmp(), null, 0 },
        { "a WebP", [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x57, 2, 0, 0x57, 2, 0], null, 0 },
        { "a HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, 0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, 0, 0, 2, 0x58, 0, 0, 2, 0x58], null, 0 },
    };

    [Theory]
    [MemberData(nameof(Pictures), DisableDiscoveryEnumeration = true)]
    public async Task A_picture_is_judged_by_its_bytes(string what, byte[] data, string? useCase, int code)
    {
        using var world = new ShopWorld();

        var answer = await world.UploadAsync(data, useCase);

        ((int)answer["code"]!).Should().Be(code, $"{what}: {answer["message"]}");
        if (code == 0) ((int)answer["data"]!["height"]!).Should().Be(600, what);
    }

    [Fact]
    public async Task A_narrow_main_picture_is_made_square_and_the_same_bytes_are_the_same_picture()
    {
        using var world = new ShopWorld();

        var narrow = (await world.UploadAsync(ShopCalls.Png(600, 900)))["data"]!;
        var again = (await world.UploadAsync(ShopCalls.Png(600, 900)))["data"]!;

        ((int)narrow["width"]!).Should().Be(900);
        ((string)again["uri"]!).Should().Be((string)narrow["uri"]!);
        (await world.Http.GetByteArrayAsync((string)narrow["url"]!)).Should().Equal(ShopCalls.Png(600, 900));
        (await world.Http.GetAsync("https://tiktok.example/shop-images/none.png")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_uploaded_picture_may_stand_in_a_description()
    {
        using var world = new ShopWorld();
        var url = (string)(await world.UploadAsync(ShopCalls.Png(), "DESCRIPTION_IMAGE"))["data"]!["url"]!;

        await world.CreatedAsync(b => b["description"] = $"<p>Soft.</p><img src=\"{url}\" width=\"600\" height='600'>");
        ((int)(await world.CreateAsync(b => b["description"] = $"<img src=\"{url}\" width=\"4001\" height=\"600\">"))["code"]!).Should().Be(12052341);
    }

    public static TheoryData<string, byte[], int> Files => new()
    {
        { "care.pdf", "%PDF-1.7"u8.ToArray(), 0 },
        { "care guide.pdf", "%PDF-1.7"u8.ToArray(), 12019105 },
        { "care.v2.pdf", "%PDF-1.7"u8.ToArray(), 12019105 },
        { "", "%PDF-1.7"u8.ToArray(), 12019104 },
        { "care.pdf", [], 12019103 },
        { "care.pdf", "PDF"u8.ToArray(), 12019105 },
        { "film.mp4", Film(1920, 1080), 0 },
        { "film.mp4", Film(3000, 1000), 12019122 },
        { "film.pdf", Film(1920, 1080), 12019105 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_judged_by_its_name_and_its_bytes(string name, byte[] data, int code)
    {
        using var world = new ShopWorld();

        ((int)(await world.UploadAsync(data, route: "files", name: name))["code"]!).Should().Be(code, name);
    }

    [Fact]
    public async Task An_upload_that_is_not_multipart_is_36009022_and_its_signature_leaves_the_body_out()
    {
        using var world = new ShopWorld();

        (await world.CodeAsync("POST", "/product/202309/images/upload", "{}", cipher: null)).Should().Be(36009022);
    }

    [Fact]
    public async Task Another_tree_can_be_given()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var tikTok = TikTokStandIn.Within(
            new StandInOptions { Clock = clock, Categories = ShopCategories.Parse("""{"v1":{"categories":[{"id":"1","is_leaf":true,"local_name":"All","parent_id":"0"}],"rules":{},"attributes":{}}}""") }, new NoticeReceiver());

        tikTok.State.Shops.Should().BeEmpty();
        FluentActions.Invoking(() => ShopCategories.Parse("""{"v1":{}}""")).Should().Throw<JsonException>();
    }

    private static byte[] Bmp()
    {
        var bmp = new byte[30];
        "BM"u8.CopyTo(bmp);
        (bmp[18], bmp[19], bmp[22], bmp[23]) = (0x58, 2, 0x58, 2);
        return bmp;
    }

    /// <summary>An MP4 of which nothing is there but the size.</summary>
    private static byte[] Film(int width, int height) =>
        [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0, 0, 0, 0, 16, .. "tkhd"u8, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, 0, 0];
}
