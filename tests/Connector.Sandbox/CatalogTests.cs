using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

public sealed class CatalogTests : IAsyncLifetime
{
    private const string Query = "catalog/product/get/?bc_id=7001&catalog_id=9001";
    private World _world = null!;
    private int _files;

    public async Task InitializeAsync() => _world = await World.StartAsync(new StandInSettings { Qps = 0, Qpm = 0 });

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_product_is_shown_in_the_documented_shape()
    {
        await SendAsync(Row.Of("A"));

        var shown = (await _world.ShownAsync("A"))!;

        shown["availability"]!.GetValue<string>().Should().Be("IN_STOCK");
        shown["image_url"]!.GetValue<string>().Should().Be("https://img.example/a.jpg");
        shown["additional_image_urls"]!.AsArray().Should().HaveCount(1);
        shown["product_detail"]!["condition"]!.GetValue<string>().Should().Be("NEW");
        shown["price"]!["price"]!.GetValue<decimal>().Should().Be(9.99m);
        shown["price"]!["currency"]!.GetValue<string>().Should().Be("GBP");
        shown["landing_page"]!["landing_page_url"]!.GetValue<string>().Should().Be("https://shop.example/p");
        shown["image_status"]!.GetValue<string>().Should().Be("SUCCESS");
        shown["active_status"]!.GetValue<string>().Should().Be("ACTIVATED");
        shown["audit"]!["audit_status"]!.GetValue<string>().Should().Be("approved");
        shown["product_id"]!.GetValue<string>().Should().MatchRegex("^[0-9]+$");
        (await _world.ShownAsync("UNKNOWN")).Should().BeNull();
    }

    [Fact]
    public async Task Where_the_facts_are_uncertain_the_shape_is_a_setting()
    {
        await SendAsync(Row.Of("A"));
        _world.TikTok.Settings = _world.TikTok.Settings with { PriceShape = PriceShape.Text, WithPriceInfo = true, RejectedInfoName = "reject_info" };

        var shown = (await _world.ShownAsync("A"))!;

        shown["price"]!.GetValue<string>().Should().Be("9.99 GBP");
        shown["price_info"]!["currency"]!.GetValue<string>().Should().Be("GBP");
        shown["audit"]!.AsObject().ContainsKey("reject_info").Should().BeTrue();
    }

    [Fact]
    public async Task A_review_takes_its_delay_on_the_clock()
    {
        Set(s => s with { ReviewDelay = TimeSpan.FromMinutes(10) });
        await SendAsync(Row.Of("A"));

        (await AuditAsync("A")).Should().Be("processing");
        _world.Clock.Advance(TimeSpan.FromMinutes(9));
        (await AuditAsync("A")).Should().Be("processing");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await AuditAsync("A")).Should().Be("approved");
    }

    [Fact]
    public async Task A_rejected_row_shows_why_and_the_overview_counts_it()
    {
        var why = new RejectedInfo("Prohibited product", "Remove it", "TikTok", "GB");
        _world.TikTok.Verdicts.Reject("A", why);
        _world.TikTok.Verdicts.Add(new VerdictRule { TitleContains = "magic", RejectedInfo = [why] });
        _world.TikTok.Verdicts.Add(new VerdictRule { When = r => r.Brand == "Slow", Review = Review.Hold });
        await SendAsync(Row.Of("A"), Row.Of("B", title: "Magic shirt"), Row.Of("C"), Row.Of("D", brand: "Slow"));

        var info = (await _world.ShownAsync("A"))!["audit"]!["rejected_info"]!.AsArray().Single()!;
        info["reason"]!.GetValue<string>().Should().Be("Prohibited product");
        info["affected_country"]!.GetValue<string>().Should().Be("GB");
        var counts = (await _world.CallAsync("catalog/overview/?bc_id=7001&catalog_id=9001"))["data"]!;
        new[] { "approved", "rejected", "processing" }.Select(s => (int)counts[s]!).Should().Equal(1, 2, 1);
        ((int)counts["organic_rejected"]!).Should().Be(2);
    }

    [Fact]
    public async Task Unchanged_content_is_not_reviewed_again_and_changed_content_is()
    {
        await SendAsync(Row.Of("A"));
        await AuditAsync("A");
        Set(s => s with { ReviewDelay = TimeSpan.FromMinutes(10) });

        await SendAsync(Row.Of("A"));
        (await AuditAsync("A")).Should().Be("approved");
        await SendAsync(Row.Of("A", price: "8.99 GBP"));
        (await AuditAsync("A")).Should().Be("processing");
    }

    [Theory]
    [InlineData(false, "New", "processing")]
    [InlineData(true, "Old", "approved")]
    public async Task B_shows_the_new_row_at_once_or_the_old_one_until_the_review_is_done(bool oldUntilReviewed, string title, string status)
    {
        await SendAsync(Row.Of("A", title: "Old"));
        Set(s => s with { ReviewDelay = TimeSpan.FromMinutes(10), ShowOldUntilReviewed = oldUntilReviewed });
        await SendAsync(Row.Of("A", title: "Middle"));
        await SendAsync(Row.Of("A", title: "New"));

        var during = (await _world.ShownAsync("A"))!;
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        var after = (await _world.ShownAsync("A"))!;

        during["title"]!.GetValue<string>().Should().Be(title);
        during["audit"]!["audit_status"]!.GetValue<string>().Should().Be(status);
        after["title"]!.GetValue<string>().Should().Be("New");
        after["audit"]!["audit_status"]!.GetValue<string>().Should().Be("approved");
    }

    [Fact]
    public async Task A_small_image_is_filtered_and_the_review_stays_open()
    {
        _world.TikTok.Verdicts.AddSmallImages("https://img.example/b.jpg");
        await SendAsync(Row.Of("A"));
        _world.Clock.Advance(TimeSpan.FromDays(30));

        (await _world.ShownAsync("A"))!["image_status"]!.GetValue<string>().Should().Be("FILTERED");
        (await AuditAsync("A")).Should().Be("processing");
    }

    [Fact]
    public async Task Pages_hold_every_product_once()
    {
        await SendAsync([.. Enumerable.Range(0, 25).Select(i => Row.Of($"S{i:D2}"))]);

        var pages = new List<JsonObject>();
        for (var page = 1; page <= 3; page++) pages.Add((await _world.CallAsync($"{Query}&page={page}&page_size=10"))["data"]!.AsObject());

        pages.SelectMany(p => p["list"]!.AsArray().Select(r => r!["sku_id"]!.GetValue<string>())).Should().HaveCount(25).And.OnlyHaveUniqueItems().And.BeInAscendingOrder();
        pages[0]["page_info"]!.ToJsonString().Should().Be("""{"page":1,"page_size":10,"total_number":25,"total_page":3}""");
    }

    [Theory]
    [InlineData(null, Query, 40104)]
    [InlineData("wrong", Query, 40105)]
    [InlineData("token-1", "catalog/product/get/?catalog_id=9001", 40002)]
    [InlineData("token-1", "catalog/overview/?bc_id=7001", 40002)]
    [InlineData("token-1", "catalog/overview/?bc_id=7001&catalog_id=4711", 40007)]
    [InlineData("token-1", "catalog/overview/?bc_id=7002&catalog_id=9001", 40001)]
    [InlineData("token-1", Query + "&page_size=501", 40002)]
    [InlineData("token-1", Query + "&page_size=0", 40002)]
    [InlineData("token-1", Query + "&page=x", 40002)]
    [InlineData("token-1", Query + "&page=201&page_size=500", 40002)]
    [InlineData("token-1", Query + "&page=200&page_size=500", 0)]
    [InlineData("token-1", Query + "&sku_ids=A,B", 40002)]
    [InlineData("token-1", Query + "&sku_ids=[null]", 40002)]
    [InlineData("token-1", Query + "&colour=blue", 40002)]
    [InlineData("token-1", Query + "&page=1&page=2", 40002)]
    [InlineData("token-1", Query + "&order={}", 40008)]
    [InlineData("token-1", "catalog/product/get?bc_id=7001&catalog_id=9001", 40400)]
    [InlineData("token-1", "catalog/feed/tell/", 40400)]
    public async Task A_wrong_call_is_answered_with_its_documented_code(string? token, string call, int code) =>
        ((int)(await _world.CallAsync(call, token))["code"]!).Should().Be(code);

    [Fact]
    public async Task A_catalog_of_another_connection_is_40001()
    {
        _world.TikTok.Connect(new StandInConnection("shop-2", "u", "p", ["127.0.0.1"], "token-2", "7002", [new StandInCatalog("9100", "S", "de", "EUR")]));

        ((int)(await _world.CallAsync("catalog/overview/?bc_id=7002&catalog_id=9100"))["code"]!).Should().Be(40001);
        ((int)(await _world.CallAsync("catalog/overview/?bc_id=7002&catalog_id=9100", "token-2"))["code"]!).Should().Be(0);
    }

    [Fact]
    public async Task A_thousand_ids_are_taken_and_one_more_is_40011()
    {
        (await IdsAsync(1000)).Should().Be(0);
        (await IdsAsync(1001)).Should().Be(40011);

        async Task<int> IdsAsync(int count) =>
            (int)(await _world.CallAsync($"{Query}&sku_ids={Uri.EscapeDataString(JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => $"{i}")))}"))["code"]!;
    }

    [Fact]
    public async Task More_calls_than_a_second_allows_are_40100_until_the_clock_moves()
    {
        Set(s => s with { Qps = 3 });
        var codes = new List<int>();
        for (var i = 0; i < 4; i++) codes.Add(await CodeAsync());
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        codes.Add(await CodeAsync());

        codes.Should().Equal(0, 0, 0, 40100, 0);
    }

    [Fact]
    public async Task More_calls_than_a_minute_allows_are_40100_for_five_minutes()
    {
        Set(s => s with { Qpm = 2 });
        var codes = new List<int> { await CodeAsync(), await CodeAsync(), await CodeAsync() };
        _world.Clock.Advance(TimeSpan.FromMinutes(4));
        codes.Add(await CodeAsync());
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        codes.Add(await CodeAsync());

        codes.Should().Equal(0, 0, 40100, 40100, 0);
    }

    private void Set(Func<StandInSettings, StandInSettings> change) => _world.TikTok.Settings = change(_world.TikTok.Settings);

    private async Task<int> CodeAsync() => (int)(await _world.CallAsync("catalog/overview/?bc_id=7001&catalog_id=9001"))["code"]!;

    private async Task<string> AuditAsync(string sku) => (await _world.ShownAsync(sku))!["audit"]!["audit_status"]!.GetValue<string>();

    private async Task SendAsync(params string[] rows)
    {
        await _world.PutProductsAsync($"tiktok-feed-RefArch-GB-2026030110{_files++:D4}-en-GB.txt", rows);
        await _world.AlertAsync();
        _world.LastFile().Outcome.Should().Be(FileOutcome.Taken);
    }
}
