using static Connector.Sandbox.Tests.PulledWorld;

namespace Connector.Sandbox.Tests;

public sealed class PageTests : IAsyncDisposable
{
    private readonly PulledWorld _world = new();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_page_shows_feeds_jobs_and_products_and_no_password()
    {
        await _world.FeedAsync("Nightly", schedule: new { source = new { uri = Url("a.csv"), username = "tiktok", password = "unseen-1" }, interval_type = "DAILY", timezone = "UTC", hour = 4 });
        _world.TikTok.Verdicts.Reject("B", new RejectedInfo("Prohibited product", "Remove it"));
        await _world.FileAsync(_world.Put("a.csv", Csv(Row("A", image: "https://img.example/a.jpg?x=1&y='"), Row("B"), Row("BAD", price: "cheap"))));

        var page = await _world.DownloadAsync("http://tiktok.example/");

        page.Should().Contain("Nightly").And.Contain("DAILY x 1, 04:00 UTC").And.Contain("SUCCESS").And.Contain("row 4 BAD: Invalid value: price").And.Contain("Prohibited product")
            .And.Contain("https://img.example/a.jpg?x=1&amp;y=%27").And.NotContain("unseen-1").And.NotContain("<script").And.NotContain(Token);
    }

    [Fact]
    public async Task Products_are_found_by_text_and_leafed_through()
    {
        await _world.FileAsync(_world.Put("a.csv", Csv([.. Enumerable.Range(0, 120).Select(i => Row($"S{i:D3}", title: i == 77 ? "Rare <b>coat</b>" : "Shirt"))])));

        (await _world.DownloadAsync("http://tiktok.example/")).Should().Contain("S049").And.NotContain("S050").And.Contain("page 1 of 3, 120 products");
        (await _world.DownloadAsync("http://tiktok.example/?page=3")).Should().Contain("S100").And.NotContain("S099").And.NotContain("next");
        (await _world.DownloadAsync("http://tiktok.example/?q=rare%20%3Cb")).Should().Contain("S077").And.NotContain("S076").And.Contain("Rare &lt;b&gt;coat").And.NotContain("<b>coat");
        (await _world.DownloadAsync($"http://tiktok.example/?of={Other}&page=99999999999999999999")).Should().NotContain("S077").And.Contain("Catalog 9002");
    }

    [Fact]
    public async Task Of_several_lists_the_first_look_shows_a_few_of_each_those_with_reasons_first()
    {
        _world.TikTok.Verdicts.Reject("S020", new RejectedInfo("Prohibited product", "Remove it"));
        var rows = Enumerable.Range(0, 30).Select(i => Row($"S{i:D3}")).ToArray();
        await _world.FileAsync(_world.Put("a.csv", Csv(rows)));
        Code(await _world.PostAsync("catalog/product/file/", new { catalog_id = Other, file_url = _world.Put("b.csv", Csv(Row("E0", price: "9 EUR"), Row("E1", price: "9 EUR"))), update_mode = "INCREMENTAL" })).Should().Be(0);

        var glance = await _world.DownloadAsync("http://tiktok.example/");
        glance.Should().Contain("all 30 products").And.Contain("S006").And.NotContain("S007").And.Contain($"/?of={Other}");
        glance.IndexOf("S020", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(glance.IndexOf("S000", StringComparison.Ordinal));
        (await _world.DownloadAsync($"http://tiktok.example/?of={Catalog}")).Should().Contain("S029").And.NotContain("all 30 products");
        (await _world.DownloadAsync($"http://tiktok.example/?of={Catalog}&q=rejected")).Should().Contain("S020").And.NotContain("S019");
    }

    [Fact]
    public async Task The_page_may_load_pictures_and_nothing_else()
    {
        using var http = new HttpClient(_world.TikTok.Door);
        using var answer = await http.GetAsync(new Uri("http://tiktok.example/"));

        answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'; img-src http: https:;").And.NotContain("script");
    }
}
