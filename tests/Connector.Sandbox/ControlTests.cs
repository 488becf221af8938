using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

public sealed class ControlTests : IAsyncLifetime
{
    private World _world = null!;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_whole_story_can_be_driven_over_HTTP()
    {
        await PostAsync("settings", """{"crawlModel":"Newest","reviewDelay":"00:10:00"}""");
        await PostAsync("verdicts", """{"skuId":"A","rejectedInfo":[{"reason":"No"}]}""");
        await PostAsync("small-images", """["https://img.example/small.jpg"]""");
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"), Row.Of("B", images: """{"images":["https://img.example/small.jpg"]}"""));
        await _world.AlertAsync();

        Statuses(await StateAsync()).Should().Equal("processing", "processing");
        await PostAsync("clock/advance", """{"seconds":600}""");
        var state = await StateAsync();

        Statuses(state).Should().Equal("rejected", "processing");
        state["accounts"]![0]!["catalogs"]![0]!["products"]![1]!["imageStatus"]!.GetValue<string>().Should().Be("FILTERED");
        state["accounts"]![0]!["files"]![0]!["outcome"]!.GetValue<string>().Should().Be("Taken");
        state.ToJsonString().Should().NotContain("secret").And.NotContain(World.Token);
        _world.TikTok.Settings.CrawlModel.Should().Be(CrawlModel.Newest);
    }

    [Fact]
    public async Task A_connection_can_be_added_and_its_catalog_ids_are_its_own()
    {
        const string connection = """{"externalBusinessId":"shop-2","webDavUser":"u","webDavPassword":"p","allowedHosts":["127.0.0.1"],"accessToken":"t2","bcId":"7002","catalogs":[{"catalogId":"ID","siteId":"S","locale":"de","currency":"EUR"}]}""";

        await PostAsync("connections", connection);
        var taken = await _world.ControlAsync(_world.TikTok.Uri, "POST", "connections", connection.Replace("\"ID\"", "\"9001\"", StringComparison.Ordinal));

        taken.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        _world.TikTok.State.Accounts.Select(a => a.ExternalBusinessId).Should().Equal("shop-1", "shop-2");
    }

    [Fact]
    public async Task What_people_change_with_TikToks_own_tools_can_be_driven_over_HTTP()
    {
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"), Row.Of("B"));
        await _world.AlertAsync();
        await PostAsync("products/edit", """{"catalogId":"9001","skuId":"A","changes":{"price":"1.00 GBP","title":"Edited by hand"}}""");
        await PostAsync("products/remove", """{"catalogId":"9001","skuId":"B"}""");
        var row = System.Text.Json.JsonSerializer.Serialize(_world.TikTok.State.Accounts[0].Catalogs[0].Products[0].Row with { SkuId = "C" }, System.Text.Json.JsonSerializerOptions.Web);
        await PostAsync("products/add", $$"""{"catalogId":"9001","row":{{row}}}""");

        _world.TikTok.State.Accounts[0].Catalogs[0].Products.Select(p => (p.Row.SkuId, p.Row.Price, p.Row.Title, p.AuditStatus))
            .Should().Equal(("A", "1.00 GBP", "Edited by hand", "approved"), ("C", "1.00 GBP", "Edited by hand", "approved"));
    }

    [Theory]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"NONE","changes":{}}""")]
    [InlineData("products/edit", """{"catalogId":"9009","skuId":"A","changes":{}}""")]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"A","changes":{"skuId":"B"}}""")]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"A","changes":{"price":"9.99 EUR"}}""")]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"A","changes":{"titel":"x"}}""")]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"A","changes":{"title":null}}""")]
    [InlineData("products/edit", """{"catalogId":"9001","skuId":"A"}""")]
    [InlineData("products/add", """{"catalogId":"9001","row":{"skuId":"B"}}""")]
    [InlineData("products/remove", """{"catalogId":"9001","skuId":"NONE"}""")]
    [InlineData("products/remove", """{"catalogId":"9001","skuId":"A","now":true}""")]
    [InlineData("stock", """{"externalBusinessId":"shop-1","list":"main","skuId":"A","quantity":3}""")]
    [InlineData("stock", """{"externalBusinessId":"shop-9","list":"main","skuId":"A","quantity":3}""")]
    public async Task A_change_on_TikToks_side_is_as_strict_as_a_file(string what, string json)
    {
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A"));
        await _world.AlertAsync();
        var before = _world.TikTok.State;

        (await _world.ControlAsync(_world.TikTok.Uri, "POST", what, json)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        _world.TikTok.State.Should().Be(before);
    }

    [Theory]
    [InlineData("settings", """{"crawlModle":"All"}""")]
    [InlineData("settings", """{"crawlModel":"Sometimes"}""")]
    [InlineData("verdicts", "{")]
    [InlineData("clock/advance", "{}")]
    [InlineData("clock/advance", """{"seconds":-1}""")]
    [InlineData("faults", """{"action":{"kind":"explode"}}""")]
    public async Task A_wrong_order_is_400_and_changes_nothing(string what, string json) =>
        (await _world.ControlAsync(_world.TikTok.Uri, "POST", what, json)).StatusCode.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_system_clock_cannot_be_advanced()
    {
        await using var real = await TikTokStandIn.StartAsync(new StandInOptions { ControlToken = World.Control }, default);

        (await _world.ControlAsync(real.Uri, "POST", "clock/advance", """{"seconds":1}""")).StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_page_shows_what_is_held_and_encodes_it()
    {
        await _world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-en-GB.txt", Row.Of("A", title: "<script>alert(1)</script>"));
        await _world.AlertAsync();

        var page = await _world.Http.GetStringAsync(_world.TikTok.Uri);

        page.Should().Contain("9.99 GBP").And.Contain("approved").And.Contain("&lt;script&gt;").And.NotContain("<script>");
    }

    [Fact]
    public void Secrets_do_not_print()
    {
        var connection = new StandInConnection("shop", "user", "hidden", [], "hidden", "1", []);

        new object[] { connection, new StandInOptions { ControlToken = "hidden", Connections = [connection] }, new WebDavBoxOptions("/x", 0, "user", "hidden") { ControlToken = "hidden" } }
            .Select(o => o.ToString()).Should().NotContain(t => t!.Contains("hidden"));
    }

    private static string[] Statuses(JsonObject state) =>
        [.. state["accounts"]![0]!["catalogs"]![0]!["products"]!.AsArray().Select(p => p!["auditStatus"]!.GetValue<string>())];

    private async Task PostAsync(string what, string json) =>
        (await _world.ControlAsync(_world.TikTok.Uri, "POST", what, json)).StatusCode.Should().Be(HttpStatusCode.NoContent);

    private async Task<JsonObject> StateAsync() =>
        JsonNode.Parse(await (await _world.ControlAsync(_world.TikTok.Uri, "GET", "state")).Content.ReadAsStringAsync())!.AsObject();
}
