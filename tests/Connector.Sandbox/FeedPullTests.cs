using System.Text;
using System.Text.Json.Nodes;
using static Connector.Sandbox.Tests.PulledWorld;

namespace Connector.Sandbox.Tests;

public sealed class FeedPullTests : IAsyncDisposable
{
    private readonly PulledWorld _world = new();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_feed_pulls_its_file_every_day_at_its_hour_in_its_time_zone()
    {
        _world.Put("daily.csv", Encoding.UTF8.GetBytes(Csv(Row("A"), Row("B"))), "tiktok:pass,word");
        var feed = await _world.FeedAsync(schedule: Daily("daily.csv", "tiktok", "pass,word"));

        var shown = await _world.FeedShownAsync(feed);
        shown["status"]!.GetValue<string>().Should().Be("ON");
        shown["next_update_time"]!.GetValue<string>().Should().Be("2026-03-02 03:30:00", "04:30 in Berlin");
        shown.ToJsonString().Should().NotContain("pass");
        _world.Clock.Advance(TimeSpan.FromHours(15));
        await _world.TikTok.PullDueAsync(default);
        _world.Skus.Should().BeEmpty();
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _world.TikTok.PullDueAsync(default);
        _world.Skus.Should().Equal("A", "B");

        _world.Put("daily.csv", Encoding.UTF8.GetBytes(Csv(Row("B"))), "tiktok:pass,word");
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.TikTok.PullDueAsync(default);
        _world.Skus.Should().Equal("B");
        shown = await _world.FeedShownAsync(feed);
        shown["next_update_time"]!.GetValue<string>().Should().Be("2026-03-04 03:30:00");
        ((int)shown["number_of_products"]!).Should().Be(1);
        var logs = (await _world.GetAsync("catalog/feed/log/", new { feed_id = feed }))["data"]!["feed_logs"]!.AsArray();
        logs.Should().HaveCount(2);
        logs[0]!["update_status"]!.ToJsonString().Should().Be("""{"add_count":0,"update_count":1,"remove_count":1,"error_count":0,"warn_count":0,"process_status":"SUCCESS"}""");
        logs[0]!["update_time"]!["start_time"]!.GetValue<string>().Should().Be("2026-03-03 03:30:00");
    }

    [Fact]
    public async Task A_clock_that_runs_on_its_own_pulls_on_its_own()
    {
        _world.Put("daily.csv", Csv(Row("A")));
        await _world.FeedAsync(schedule: Daily("daily.csv"));

        _world.Clock.Advance(TimeSpan.FromHours(24));

        (await _world.GetAsync("catalog/overview/", new { }))["data"]!["approved"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_wrong_login_and_a_missing_file_fail_and_the_next_run_tries_again()
    {
        _world.Put("daily.csv", Encoding.UTF8.GetBytes(Csv(Row("A"))), "tiktok:right");
        var feed = await _world.FeedAsync(schedule: Daily("daily.csv", "tiktok", "wrong"));
        _world.Clock.Advance(TimeSpan.FromDays(1));

        var log = (await _world.GetAsync("catalog/feed/log/", new { feed_id = feed }))["data"]!["feed_logs"]![0]!;
        log["update_status"]!["process_status"]!.GetValue<string>().Should().Be("FAILED");
        _world.State.Jobs[0].Failure.Should().Contain("40903").And.Contain("401");
        _world.State.Jobs[0].ToString().Should().NotContain("wrong");
        Code(await _world.PostAsync("catalog/feed/update/", new { feed_id = feed, feed_name = "Daily", update_mode = "OVERWRITE", schedule_param = Daily("daily.csv", "tiktok", "right") })).Should().Be(0);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.TikTok.PullDueAsync(default);
        _world.Skus.Should().Equal("A");
    }

    [Theory]
    [InlineData("HOURLY", 6, "2026-03-01 12:30:00", "2026-03-01 18:30:00")]
    [InlineData("DAILY", 2, "2026-03-02 03:30:00", "2026-03-04 03:30:00")]
    [InlineData("MONTHLY", 1, "2026-03-31 02:30:00", "2026-04-30 02:30:00")]
    public async Task A_schedule_has_hours_days_or_months(string interval, int count, string first, string second)
    {
        _world.Put("daily.csv", Csv(Row("A")));
        var feed = await _world.FeedAsync(schedule: new JsonObject
        {
            ["source"] = new JsonObject { ["uri"] = Url("daily.csv") },
            ["interval_type"] = interval, ["interval_count"] = count, ["timezone"] = "Europe/Berlin", ["day_of_month"] = 31, ["hour"] = 4, ["minute"] = 30,
        });

        (await _world.FeedShownAsync(feed))["next_update_time"]!.GetValue<string>().Should().Be(first);
        _world.Clock.Advance(DateTimeOffset.Parse(first + "Z", System.Globalization.CultureInfo.InvariantCulture) - _world.Clock.GetUtcNow());
        (await _world.FeedShownAsync(feed))["next_update_time"]!.GetValue<string>().Should().Be(second);
    }

    [Fact]
    public async Task A_feed_is_switched_off_and_on_and_deleted()
    {
        _world.Put("daily.csv", Csv(Row("A")));
        var feed = await _world.FeedAsync(schedule: Daily("daily.csv"));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.TikTok.PullDueAsync(default);

        Code(await SwitchAsync(feed, "ON")).Should().Be(40002, "it is on");
        (await SwitchAsync(feed, "OFF"))["data"]!["next_update_time"]!.GetValue<string>().Should().BeEmpty();
        _world.Clock.Advance(TimeSpan.FromDays(3));
        await _world.TikTok.PullDueAsync(default);
        _world.State.Jobs.Should().HaveCount(1);
        (await SwitchAsync(feed, "ON"))["data"]!["next_update_time"]!.GetValue<string>().Should().Be("2026-03-06 03:30:00");
        (await _world.PostAsync("catalog/feed/delete/", new { feed_id = feed }))["data"]!["feed_id"]!.GetValue<string>().Should().Be(feed);
        Code(await _world.GetAsync("catalog/feed/get/", new { feed_id = feed })).Should().Be(40007);
        _world.Skus.Should().Equal("A");
        var bare = await _world.FeedAsync("Bare");
        Code(await SwitchAsync(bare, "ON")).Should().Be(40002, "it has nothing to pull");
    }

    [Fact]
    public async Task The_last_ten_runs_are_told_under_either_name()
    {
        _world.Put("daily.csv", Csv(Row("A")));
        var feed = await _world.FeedAsync(schedule: Daily("daily.csv"));
        _world.Clock.Advance(TimeSpan.FromDays(12));
        await _world.TikTok.PullDueAsync(default);
        _world.TikTok.Settings = _world.TikTok.Settings with { FeedLogSampleNames = true };

        var logs = (await _world.GetAsync("catalog/feed/log/", new { feed_id = feed }))["data"]!["feed_logs"]!.AsArray();

        logs.Should().HaveCount(10);
        logs[0]!["last_update_time"]!["end_time"]!.GetValue<string>().Should().Be("2026-03-13 03:30:00");
    }

    [Theory]
    [InlineData("daily.tsv")]
    [InlineData("rss.xml")]
    [InlineData("atom.xml")]
    [InlineData("daily.csv.gz")]
    public async Task TSV_RSS_ATOM_and_gzip_are_read_too(string name)
    {
        string Xml(string root, string open, string close, string link) =>
            $"""<?xml version="1.0" encoding="UTF-8"?><{root} xmlns:g="http://base.google.com/ns/1.0">{open}<title>Shop</title>{Item("A", link)}{Item("B", link)}{close}""";
        string Item(string sku, string link) =>
            $"<ITEM><g:id>{sku}</g:id><title>Blue &amp; red</title><description>A shirt.</description>{link}<g:image_link>https://img.example/a.jpg</g:image_link><g:additional_image_link>https://img.example/b.jpg</g:additional_image_link><g:additional_image_link>https://img.example/c.jpg</g:additional_image_link><g:availability>in stock</g:availability><g:condition>new</g:condition><g:price>9.99 GBP</g:price><g:brand>Acme</g:brand><g:gtin>4006381333931</g:gtin></ITEM>";
        var csv = Csv(Row("A", title: "Blue & red"), Row("B"));
        _world.Put(name, name switch
        {
            "daily.tsv" => Encoding.UTF8.GetBytes(csv.Replace(',', '\t')),
            "rss.xml" => Encoding.UTF8.GetBytes(Xml("rss version=\"2.0\"", "<channel>", "</channel></rss>", "<link>https://shop.example/p</link>").Replace("ITEM", "item", StringComparison.Ordinal)),
            "atom.xml" => Encoding.UTF8.GetBytes(Xml("feed xmlns=\"http://www.w3.org/2005/Atom\"", "", "</feed>", "<link href=\"https://shop.example/p\"/>").Replace("ITEM", "entry", StringComparison.Ordinal)),
            _ => Packed(csv),
        });
        await _world.FeedAsync(schedule: Daily(name));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.TikTok.PullDueAsync(default);

        _world.State.Jobs[0].Failure.Should().BeNull();
        _world.Skus.Should().Equal("A", "B");
        var row = _world.State.Product(Catalog, "A")!.Row;
        row.Title.Should().Be("Blue & red");
        row.LandingPageUrl.Should().Be("https://shop.example/p");
        row.Detail("global_trade_item_number").Should().Be("4006381333931");
        row.Images().Should().HaveCount(name.EndsWith("xml", StringComparison.Ordinal) ? 3 : 2);
    }

    [Theory]
    [InlineData("""{"feed_name":"","update_mode":"OVERWRITE"}""")]
    [InlineData("""{"feed_name":"F"}""")]
    [InlineData("""{"feed_name":"F","update_mode":"SOMETIMES"}""")]
    [InlineData("""{"feed_name":"F","update_mode":"OVERWRITE","schedule_param":{"source":{"uri":"https://f.example/a.csv"}}}""")]
    [InlineData("""{"feed_name":"F","update_mode":"OVERWRITE","schedule_param":{"source":{"uri":"file:///etc/passwd"},"interval_type":"DAILY","timezone":"UTC"}}""")]
    [InlineData("""{"feed_name":"F","update_mode":"OVERWRITE","schedule_param":{"source":{"uri":"https://f.example/a.csv"},"interval_type":"DAILY","timezone":"Mars/Olympus"}}""")]
    [InlineData("""{"feed_name":"F","update_mode":"OVERWRITE","schedule_param":{"source":{"uri":"https://f.example/a.csv"},"interval_type":"HOURLY","interval_count":24,"timezone":"UTC"}}""")]
    [InlineData("""{"feed_name":"F","update_mode":"OVERWRITE","schedule_param":{"source":{"uri":"https://f.example/a.csv"},"interval_type":"DAILY","timezone":"UTC","hour":24}}""")]
    public async Task A_feed_that_cannot_be_is_40002(string fields) =>
        Code(await _world.PostAsync("catalog/feed/create/", JsonNode.Parse(fields)!.AsObject())).Should().Be(40002);

    private Task<JsonObject> SwitchAsync(string feed, string status) => _world.PostAsync("catalog/feed/switch/", new { feed_id = feed, status });

    private static JsonObject Daily(string name, string? user = null, string? password = null)
    {
        var source = new JsonObject { ["uri"] = Url(name) };
        if (user is not null) (source["username"], source["password"]) = (user, password);
        return new JsonObject { ["source"] = source, ["interval_type"] = "DAILY", ["interval_count"] = 1, ["timezone"] = "Europe/Berlin", ["hour"] = 4, ["minute"] = 30 };
    }
}
