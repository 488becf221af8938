using System.Text.Json.Nodes;
using static Connector.Sandbox.Tests.PulledWorld;

namespace Connector.Sandbox.Tests;

public sealed class ProductJobTests : IAsyncDisposable
{
    private PulledWorld _world = new();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_file_is_pulled_and_its_rows_lie_in_the_catalog()
    {
        var id = await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"), Row("B", title: "Shirt, \"red\""))));

        var log = await _world.LogAsync(id);
        Counts(log).Should().Be("SUCCESS 2 added, 0 updated, 0 removed, 0 errors, 0 warnings");
        log["start_time"]!.GetValue<string>().Should().Be("2026-03-01 12:00:00");
        log["update_mode"]!.GetValue<string>().Should().Be("INCREASE");
        var shown = (await _world.GetAsync("catalog/product/get/", new { sku_ids = """["B"]""" }))["data"]!["list"]![0]!;
        shown["title"]!.GetValue<string>().Should().Be("Shirt, \"red\"");
        shown["price"]!["price"]!.GetValue<decimal>().Should().Be(9.99m);
        shown["global_trade_item_number"]!.GetValue<string>().Should().Be("4006381333931");
        shown["additional_image_urls"]!.AsArray().Should().HaveCount(1);
        shown["audit"]!["audit_status"]!.GetValue<string>().Should().Be("approved");
    }

    [Fact]
    public async Task Overwriting_removes_what_the_file_lacks_and_adding_removes_nothing()
    {
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"), Row("B"))));
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("B", price: "8.00 GBP"), Row("C"))));
        _world.Skus.Should().Equal("A", "B", "C");

        var log = await _world.LogAsync(await _world.FileAsync(Url("a.csv"), "OVERWRITE"));

        _world.Skus.Should().Equal("B", "C");
        Counts(log).Should().Be("SUCCESS 0 added, 2 updated, 1 removed, 0 errors, 0 warnings");
        log["update_mode"]!.GetValue<string>().Should().Be("REPLACE");
    }

    [Fact]
    public async Task A_job_waits_then_runs_then_ends_by_the_clock()
    {
        Set(s => s with { JobWaiting = TimeSpan.FromMinutes(1), JobProcessing = TimeSpan.FromMinutes(4) });
        var id = await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"))));

        async Task<string> StatusAsync() => (await _world.LogAsync(id))["process_status"]!.GetValue<string>();
        (await StatusAsync()).Should().Be("WAITING");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await StatusAsync()).Should().Be("PROCESSING");
        _world.Skus.Should().BeEmpty();
        _world.Clock.Advance(TimeSpan.FromMinutes(4));
        (await StatusAsync()).Should().Be("SUCCESS");
        _world.Skus.Should().Equal("A");
        (await _world.LogAsync(id))["end_time"]!.GetValue<string>().Should().Be("2026-03-01 12:05:00");
    }

    [Fact]
    public async Task A_second_file_of_a_feed_is_refused_while_one_runs_and_another_feed_is_free()
    {
        Set(s => s with { JobProcessing = TimeSpan.FromMinutes(5) });
        var (one, two) = (await _world.FeedAsync("One"), await _world.FeedAsync("Two"));
        var url = _world.Put("a.csv", Csv(Row("A")));
        await _world.FileAsync(url, feed: one);

        Code(await _world.PostAsync("catalog/product/file/", new { file_url = url, feed_id = one })).Should().Be(40202);
        Set(s => s with { BusyCode = 40050 });
        Code(await _world.PostAsync("catalog/product/file/", new { file_url = url, feed_id = one })).Should().Be(40050);
        await _world.FileAsync(_world.Put("b.csv", Csv(Row("B"))), feed: two);
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        await _world.FileAsync(url, feed: one);
    }

    [Fact]
    public async Task A_job_can_succeed_with_errors_and_the_log_names_the_rows()
    {
        string[] bad = [.. Enumerable.Range(0, 6).Select(i => Row($"BAD{i}", availability: "maybe"))];
        var id = await _world.FileAsync(_world.Put("a.csv", Csv([Row("A"), .. bad, Row("W", more: "")])));

        var log = await _world.LogAsync(id);

        Counts(log).Should().Be("SUCCESS 2 added, 0 updated, 0 removed, 6 errors, 1 warnings");
        var error = log["feed_log_data"]!["error_affected_products"]!.AsArray().Single()!;
        error["field"]!.GetValue<string>().Should().Be("availability");
        error["issue"]!.GetValue<string>().Should().Be("Invalid value: availability");
        error["suggestion"]!.GetValue<string>().Should().Contain("in stock");
        ((int)error["affected_product_count"]!).Should().Be(6);
        error["affected_product_item_list"]!.AsArray().Should().HaveCount(5);
        ((int)error["affected_product_item_list"]![0]!["index"]!).Should().Be(3, "2 is the first row of data");
        error["affected_product_item_list"]![0]!["value"]!.GetValue<string>().Should().Be("maybe");
        log["feed_log_data"]!["warn_affected_products"]![0]!["field"]!.GetValue<string>().Should().Be("additional_image_link");
        var csv = await _world.DownloadAsync(log["feed_log_data"]!["download_path"]!["en"]!.GetValue<string>());
        csv.Split("\r\n").Should().HaveCount(9).And.Contain(l => l.StartsWith("8,BAD5,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_held_of_a_row_that_is_refused_stays_even_when_the_file_overwrites()
    {
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"))));
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A", price: "cheap"))), "OVERWRITE");

        _world.State.Product(Catalog, "A")!.Row.Price.Should().Be("9.99 GBP");
    }

    [Theory]
    [InlineData("title", "Missing required field: title")]
    [InlineData("price:9,99 GBP", "Invalid value: price")]
    [InlineData("price:9.99 EUR", "Invalid value: price")]
    [InlineData("price:1 000 GBP", "Invalid value: price")]
    [InlineData("link:shop.example/p", "Invalid value: link")]
    [InlineData("link:ftp://shop.example/p", "Invalid value: link")]
    [InlineData("image_link:https://img.example/a.webp", "Unsupported image: image_link")]
    [InlineData("condition:New", "Invalid value: condition")]
    [InlineData("title:Shirt 😀", "Emoji in title")]
    [InlineData("title:Shirt\u0007", "Control character in title")]
    [InlineData("global_trade_item_number:123", "Invalid value: global_trade_item_number")]
    public async Task A_row_against_the_columns_rules_is_refused(string spoiled, string issue)
    {
        var (column, text) = spoiled.Split(':', 2) is [var c, var t] ? (c, t) : (spoiled, "");
        var id = await _world.FileAsync(_world.Put("a.csv", Csv(column switch
        {
            "title" => Row("A", title: text),
            "price" => Row("A", price: text),
            "link" => Row("A", link: text),
            "image_link" => Row("A", image: text),
            "condition" => Row("A", condition: text),
            _ => Row("A", gtin: text),
        })));

        var log = await _world.LogAsync(id);
        log["feed_log_data"]!["error_affected_products"]!.AsArray().Select(e => e!["issue"]!.GetValue<string>()).Should().Equal(issue);
        _world.Skus.Should().BeEmpty();
    }

    [Fact]
    public async Task Limits_reduced_prices_and_their_window_are_checked()
    {
        const string header = "sku_id,title,description,availability,condition,price,link,image_link,brand,sale_price,sale_price_effective_date,currency";
        string Line(string sku, string price, string sale, string window, string currency, string title = "T") =>
            $"{sku},{title},D,in stock,new,{price},https://s.example,https://i.example/a.jpg,B,{sale},{window},{currency}\n";
        const string window = "2026-01-01T00:00+00:00/2026-01-31T23:59+00:00";
        var id = await _world.FileAsync(_world.Put("a.csv", header + "\n"
            + Line("OK", "10.00 GBP", "8.00 GBP", window, "GBP") + Line("BARE", "10.00", "8.00", "", "") + Line("HIGHER", "10.00 GBP", "11.00 GBP", "", "")
            + Line("WINDOW", "10.00 GBP", "8.00 GBP", "2026-02-01T00:00+00:00/2026-01-31T23:59+00:00", "") + Line("MONEY", "10.00", "", "", "EUR") + Line("LONG", "10.00", "", "", "", new string('x', 501))));

        var log = await _world.LogAsync(id);
        log["feed_log_data"]!["error_affected_products"]!.AsArray().Select(e => e!["issue"]!.GetValue<string>())
            .Should().Equal("Invalid value: sale_price", "Invalid value: sale_price_effective_date", "Invalid value: currency", "Too long: title");
        _world.Skus.Should().Equal("BARE", "OK");
        _world.State.Product(Catalog, "BARE")!.Row.Price.Should().Be("10.00 GBP");
        var shown = (await _world.GetAsync("catalog/product/get/", new { sku_ids = """["OK"]""" }))["data"]!["list"]![0]!["price"]!;
        shown["sale_price"]!.GetValue<decimal>().Should().Be(8m);
        shown["sale_price_effective_date"]!.GetValue<string>().Should().Be(window);
    }

    [Fact]
    public async Task The_second_row_of_a_SKU_is_refused()
    {
        var log = await _world.LogAsync(await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"), Row("A", title: "Twice")))));

        Counts(log).Should().Be("SUCCESS 1 added, 0 updated, 0 removed, 1 errors, 0 warnings");
        _world.State.Product(Catalog, "A")!.Row.Title.Should().Be("Blue shirt");
    }

    [Theory]
    [InlineData("", "40906")]
    [InlineData("sku_id,title\nA,B\n", "40908")]
    [InlineData("<rss><channel/></rss>", "40908")]
    [InlineData("sku_id\ttitle\n", "40908")]
    [InlineData("{}", "40908")]
    [InlineData(null, "40905")]
    public async Task A_file_that_is_none_fails_as_a_whole_and_changes_nothing(string? text, string code)
    {
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"))));
        if (text is not null) _world.Put("b.csv", text);

        var log = await _world.LogAsync(await _world.FileAsync(Url("b.csv"), "OVERWRITE"));

        log["process_status"]!.GetValue<string>().Should().Be("FAILED");
        log["feed_log_data"]!["error_affected_products"]![0]!["issue"]!.GetValue<string>().Should().StartWith(code);
        _world.Skus.Should().Equal("A");
    }

    [Fact]
    public async Task A_file_that_is_cut_off_or_packed_badly_changes_nothing()
    {
        var whole = Csv(Row("A"), Row("B"));
        foreach (var bytes in new[] { System.Text.Encoding.UTF8.GetBytes(whole[..^40]), Packed(whole)[..^6], [.. System.Text.Encoding.UTF8.GetBytes(whole), 0xFF] })
        {
            _world.Put("a.csv", bytes);
            (await _world.LogAsync(await _world.FileAsync(Url("a.csv"))))["process_status"]!.GetValue<string>().Should().Be("FAILED");
        }

        _world.Skus.Should().BeEmpty();
        _world.Put("a.csv", Packed(whole));
        await _world.FileAsync(Url("a.csv"));
        _world.Skus.Should().Equal("A", "B");
    }

    [Fact]
    public async Task A_SKU_belongs_to_one_feed()
    {
        var (one, two) = (await _world.FeedAsync("One"), await _world.FeedAsync("Two"));
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A"))), feed: one);

        var log = await _world.LogAsync(await _world.FileAsync(_world.Put("b.csv", Csv(Row("A", title: "Other"), Row("B"))), "OVERWRITE", two));

        Counts(log).Should().Be("SUCCESS 1 added, 0 updated, 0 removed, 1 errors, 0 warnings");
        _world.State.Product(Catalog, "A")!.Row.Title.Should().Be("Blue shirt");
        ((int)(await _world.FeedShownAsync(one))["number_of_products"]!).Should().Be(1);
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("C"))), "OVERWRITE", two);
        _world.Skus.Should().Equal("A", "C");
    }

    [Fact]
    public async Task Products_come_change_and_go_by_calls()
    {
        var upload = await _world.PostAsync("catalog/product/upload/", new { products = new[] { Product("A"), Product("B"), Product("BAD", availability: "MAYBE") } });
        Counts(await _world.LogAsync(Id(upload))).Should().Be("SUCCESS 2 added, 0 updated, 0 removed, 1 errors, 3 warnings");
        _world.State.Product(Catalog, "A")!.Row.Price.Should().Be("12.5 GBP");

        var update = await _world.PostAsync("catalog/product/update/", new { products = new object[] { new { sku_id = "A", availability = "OUT_OF_STOCK" }, new { sku_id = "NONE", title = "x" } } });
        Counts(await _world.LogAsync(Id(update))).Should().StartWith("SUCCESS 0 added, 1 updated, 0 removed, 1 errors");
        _world.State.Product(Catalog, "A")!.Row.Should().Match<ProductRow>(r => r.Availability == "out of stock" && r.Title == "Coat" && r.Detail("gender") == "female");

        var delete = await _world.PostAsync("catalog/product/delete/", new { sku_ids = new[] { "B", "NONE" } });
        Counts(await _world.LogAsync(Id(delete))).Should().Be("SUCCESS 0 added, 0 updated, 1 removed, 1 errors, 0 warnings");
        _world.Skus.Should().Equal("A");
    }

    [Fact]
    public async Task Partial_success_is_20001_where_the_setting_says_so()
    {
        Set(s => s with { AnswerPartial = true });

        var answer = await _world.PostAsync("catalog/product/upload/", new { products = new[] { Product("A"), Product("BAD", availability: "MAYBE") } });

        Code(answer).Should().Be(20001);
        Id(answer).Should().NotBeEmpty();
        Code(await _world.PostAsync("catalog/product/upload/", new { products = new[] { Product("A") } })).Should().Be(0);
    }

    [Fact]
    public async Task Calls_have_their_limits()
    {
        var many = Enumerable.Range(0, 5001).Select(i => Product($"S{i}")).ToArray();
        Code(await _world.PostAsync("catalog/product/upload/", new { products = many })).Should().Be(40011);
        Code(await _world.PostAsync("catalog/product/upload/", new { products = many[..5000] })).Should().Be(0);
        Code(await _world.PostAsync("catalog/product/delete/", new { sku_ids = Enumerable.Range(0, 1001).Select(i => $"S{i}") })).Should().Be(40011);
        Code(await _world.PostAsync("catalog/product/delete/", new { sku_ids = new[] { "A", "A" } })).Should().Be(40002);
        Code(await _world.PostAsync("catalog/product/delete/", new { sku_ids = Enumerable.Range(0, 1000).Select(i => $"S{i}") })).Should().Be(0);
    }

    [Fact]
    public async Task An_hour_a_second_and_a_day_allow_so_many_calls()
    {
        async Task<int> DeleteAsync() => Code(await _world.PostAsync("catalog/product/delete/", new { sku_ids = new[] { "A" } }));
        Set(s => s with { HourlyCalls = 2 });
        new[] { await DeleteAsync(), await DeleteAsync(), await DeleteAsync() }.Should().Equal(0, 0, 40016);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        (await DeleteAsync()).Should().Be(0);

        Set(s => s with { UploadQps = 1 });
        async Task<int> UploadAsync() => Code(await _world.PostAsync("catalog/product/upload/", new { products = new[] { Product("A") } }));
        new[] { await UploadAsync(), await UploadAsync() }.Should().Equal(0, 40100);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await UploadAsync()).Should().Be(0);

        Set(s => s with { Qpd = 1 });
        (await DeleteAsync()).Should().Be(40100);
        _world.Clock.Advance(TimeSpan.FromHours(12));
        new[] { await DeleteAsync(), await DeleteAsync() }.Should().Equal(0, 40100);
    }

    [Theory]
    [InlineData("catalog/product/file/", """{}""", 40002)]
    [InlineData("catalog/product/file/", """{"file_url":"ftp://files.example/a.csv"}""", 40002)]
    [InlineData("catalog/product/file/", """{"file_url":"https://files.example/a.csv","update_mode":"REPLACE"}""", 40002)]
    [InlineData("catalog/product/file/", """{"file_url":"https://files.example/a.csv","feed_id":"1"}""", 40007)]
    [InlineData("catalog/product/file/", """{"file_url":"https://files.example/a.csv","colour":"red"}""", 40002)]
    [InlineData("catalog/product/upload/", """{"products":[]}""", 40002)]
    [InlineData("catalog/product/upload/", """{"products":[{"sku_id":"A","colour":"red"}]}""", 40002)]
    [InlineData("catalog/product/upload/", """{"products":[{"sku_id":7}]}""", 40002)]
    [InlineData("catalog/product/update/", """{"products":[{"title":"x"}]}""", 40002)]
    [InlineData("catalog/product/update/", """{"products":[{"sku_id":"A","price_info":{"price":"9.99"}}]}""", 40002)]
    [InlineData("catalog/product/delete/", """{"sku_ids":"A"}""", 40002)]
    [InlineData("catalog/product/delete/", """{"sku_ids":["A"],"catalog_id":"4711"}""", 40007)]
    [InlineData("catalog/product/delete/", """{"sku_ids":["A"],"bc_id":"1"}""", 40001)]
    public async Task A_wrong_call_is_answered_with_its_documented_code(string route, string fields, int code) =>
        Code(await _world.PostAsync(route, JsonNode.Parse(fields)!.AsObject())).Should().Be(code);

    [Fact]
    public async Task A_log_that_is_none_is_40007() => Code(await _world.GetAsync("catalog/product/log/", new { feed_log_id = "1" })).Should().Be(40007);

    [Fact]
    public async Task Catalogs_are_listed_and_made()
    {
        var list = (await _world.GetAsync("catalog/get/", new JsonObject { ["catalog_id"] = Catalog }))["data"]!;
        list["list"]!.AsArray().Single()!["catalog_conf"]!["currency"]!.GetValue<string>().Should().Be("GBP");

        var made = await _world.PostRawAsync("catalog/create/", new JsonObject());
        Code(made).Should().Be(40104);
        var fields = new JsonObject { ["name"] = "New", ["catalog_type"] = "ECOM", ["catalog_conf"] = new JsonObject { ["region_code"] = "GB", ["currency"] = "GBP" } };
        Code(await _world.PostAsync("catalog/create/", fields)).Should().Be(40002, "a catalog that is made has no id to give");
    }

    [Fact]
    public async Task A_code_becomes_a_token_once_and_a_revoked_token_opens_nothing()
    {
        var code = _world.TikTok.AuthCode(Account);
        JsonObject Asked(string secret, string given) => new() { ["app_id"] = "app-1", ["secret"] = secret, ["auth_code"] = given };

        Code(await _world.PostRawAsync("oauth2/access_token/", Asked("wrong", code))).Should().Be(40101);
        var token = (await _world.PostRawAsync("oauth2/access_token/", Asked("app-secret", code)))["data"]!["access_token"]!.GetValue<string>();
        Code(await _world.PostRawAsync("oauth2/access_token/", Asked("app-secret", code))).Should().Be(40110);
        var late = _world.TikTok.AuthCode(Account);
        _world.Clock.Advance(TimeSpan.FromMinutes(61));
        Code(await _world.PostRawAsync("oauth2/access_token/", Asked("app-secret", late))).Should().Be(40110);

        Code(await _world.GetAsync("catalog/overview/", new { }, token)).Should().Be(0);
        Code(await _world.PostRawAsync("oauth2/revoke_token/", new JsonObject { ["app_id"] = "app-1", ["secret"] = "app-secret", ["access_token"] = token })).Should().Be(0);
        Code(await _world.GetAsync("catalog/overview/", new { }, token)).Should().Be(40105);
        _world.TikTok.ExpireToken(Token);
        Code(await _world.GetAsync("catalog/overview/", new { })).Should().Be(40102);
    }

    private static object Product(string sku, string availability = "IN_STOCK") => new
    {
        sku_id = sku, title = "Coat", description = "Warm.", availability, brand = "Acme", image_url = "https://img.example/a.jpg",
        product_detail = new { condition = "NEW", gender = "FEMALE" }, price_info = new { price = 12.5m }, landing_page = new { landing_page_url = "https://shop.example/a" },
    };

    private static string Id(JsonObject answer) => answer["data"]!["feed_log_id"]!.GetValue<string>();

    private static string Counts(JsonNode log) =>
        $"{log["process_status"]} {log["add_count"]} added, {log["update_count"]} updated, {log["delete_count"]} removed, {log["error_count"]} errors, {log["warn_count"]} warnings";

    private void Set(Func<StandInSettings, StandInSettings> change) => _world.TikTok.Settings = change(_world.TikTok.Settings);
}
