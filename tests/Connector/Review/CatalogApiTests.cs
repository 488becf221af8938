using System.Text.Json;
using Connector.Drop;
using Connector.Review;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Review;

[Trait("covers", "WRK-02")]
public sealed class CatalogApiTests
{
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    [Fact]
    public async Task The_overview_gives_the_three_counts()
    {
        await using var tiktok = await TestServer.StartAsync(c => c.Response.WriteAsync("""{"code":0,"message":"OK","data":{"approved":7,"rejected":"2","processing":1,"organic_approved":3}}"""));
        (await Api(tiktok).GetOverviewAsync("cat 1", CancellationToken.None)).Should().Be(new CatalogOverview(7, 2, 1));

        var asked = tiktok.Asked.Single();
        asked.Target.Should().Be("/open_api/v1.3/catalog/overview/?bc_id=bc-1&catalog_id=cat%201");
        asked.Headers["Access-Token"].Should().Be("token");
    }

    [Fact]
    public async Task Products_are_asked_for_in_batches_and_come_back_by_sku()
    {
        await using var tiktok = await TestServer.StartAsync(Shop);
        string[] skus = [.. Enumerable.Range(1, 450).Select(i => $"SKU \"{i}\" é&+")];
        var shown = await Api(tiktok).GetProductsAsync("c", [.. skus, skus[0]], CancellationToken.None);

        shown.Keys.Should().BeEquivalentTo(skus);
        tiktok.Asked.Should().OnlyContain(a => a.Target.Length < 6000);
        tiktok.Asked.SelectMany(a => Skus(a)).Should().Equal(skus);
        tiktok.Asked.Should().OnlyContain(a => Query(a, "page_size") == Skus(a).Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_sku_that_is_not_shown_or_was_not_asked_for_is_not_in_the_result()
    {
        await using var tiktok = await TestServer.StartAsync(c => c.Response.WriteAsync("""{"code":0,"data":{"list":[{"sku_id":"a"},{"sku_id":"A"},{"title":"no sku"},7],"page_info":{"page":1,"total_page":1}}}"""));

        (await Api(tiktok).GetProductsAsync("c", ["a", "b"], CancellationToken.None)).Keys.Should().Equal("a");
        (await Api(tiktok).GetProductsAsync("c", [], CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Large_batches_are_paged_at_the_limit_of_a_page()
    {
        await using var tiktok = await TestServer.StartAsync(Shop);
        string[] skus = [.. Enumerable.Range(1, 1000).Select(i => $"{i}")];
        var shown = await Api(tiktok, s => s with { BatchSize = 1000, MaxQueryBytes = 100_000 }).GetProductsAsync("c", skus, CancellationToken.None);

        shown.Should().HaveCount(1000);
        tiktok.Asked.Select(a => (Query(a, "page"), Query(a, "page_size"))).Should().Equal(("1", "500"), ("2", "500"));
    }

    [Fact]
    public async Task Pages_that_never_end_are_not_followed()
    {
        await using var tiktok = await TestServer.StartAsync(c => c.Response.WriteAsync("""{"code":0,"data":{"list":[{"sku_id":"a"}],"page_info":{"total_page":1000000}}}"""));
        await Api(tiktok).GetProductsAsync("c", ["a"], CancellationToken.None);

        tiktok.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_whole_catalog_is_listed_page_by_page_in_the_pace_of_all_calls()
    {
        await using var tiktok = await TestServer.StartAsync(c => Listing(c, 1203));
        var pages = await Api(tiktok, s => s with { QueriesPerSecond = 4 }).ListAsync("cat 1", CancellationToken.None).ToListAsync();

        pages.Select(page => (page.Products.Count, page.Total, page.IsCut)).Should().Equal((500, 1203, false), (500, 1203, false), (203, 1203, false));
        pages.SelectMany(page => page.Products).Select(product => product.Sku).Should().OnlyHaveUniqueItems().And.HaveCount(1203);
        tiktok.Asked.Select(a => a.Target).Should().Equal(Enumerable.Range(1, 3).Select(page => $"/open_api/v1.3/catalog/product/get/?bc_id=bc-1&catalog_id=cat%201&page={page}&page_size=500"));
        _clock.Waits.Should().Equal(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1000, 2)]
    public async Task An_empty_catalog_and_a_full_last_page_end_the_list(int products, int calls)
    {
        await using var tiktok = await TestServer.StartAsync(c => Listing(c, products));
        var pages = await Api(tiktok).ListAsync("c", CancellationToken.None).ToListAsync();

        (pages.Sum(page => page.Products.Count), pages.Exists(page => page.IsCut), tiktok.Asked.Count).Should().Be((products, false, calls));
    }

    [Theory]
    [InlineData(100_000, false)]
    [InlineData(100_001, true)]
    [InlineData(null, true)]
    public async Task Beyond_what_TikTok_lists_it_says_so_and_never_asks_deeper(int? total, bool cut)
    {
        await using var tiktok = await TestServer.StartAsync(c => c.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            code = 0,
            data = new { list = Enumerable.Range(0, 500).Select(i => new { sku_id = $"{c.Request.Query["page"]}-{i}" }), page_info = total is null ? null : new { total_number = total, total_page = (total + 499) / 500 } },
        })));
        var pages = await Api(tiktok, s => s with { QueriesPerSecond = 50 }).ListAsync("c", CancellationToken.None).ToListAsync();

        (pages.Sum(page => page.Products.Count), pages[^1].IsCut, pages.Count(page => page.IsCut)).Should().Be((100_000, cut, cut ? 1 : 0));
        tiktok.Asked.Should().HaveCount(200);
    }

    [Fact]
    public async Task A_page_that_fails_is_asked_for_again_and_one_that_cannot_be_got_ends_the_list_with_a_fault()
    {
        var calls = 0;
        await using var tiktok = await TestServer.StartAsync(c => ++calls == 2 ? c.Response.WriteAsync("""{"code":50000,"message":"oops"}""") : Listing(c, 700));
        (await Api(tiktok).ListAsync("c", CancellationToken.None).ToListAsync()).Sum(page => page.Products.Count).Should().Be(700);

        await using var gone = await Saying("""{"code":0,"data":{}}""");
        await FluentActions.Awaiting(() => Api(gone, s => s with { Patience = new CallPatience { Attempts = 1 } }).ListAsync("c", CancellationToken.None).ToListAsync().AsTask()).Should().ThrowAsync<RemoteFailedException>();
    }

    [Fact]
    public async Task Calls_are_spaced_to_the_rate()
    {
        await using var tiktok = await TestServer.StartAsync(Shop);
        await Api(tiktok, s => s with { BatchSize = 1, QueriesPerSecond = 4 }).GetProductsAsync("c", ["a", "b", "c"], CancellationToken.None);

        _clock.Waits.Should().Equal(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task A_breach_of_the_quota_rests_five_minutes()
    {
        await using var tiktok = await Saying("""{"code":40100,"message":"slow"}""", """{"code":0,"data":{"approved":1,"rejected":1,"processing":1}}""");
        await Api(tiktok).GetOverviewAsync("c", CancellationToken.None);

        _clock.Waits.Should().Equal(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Inner_faults_are_repeated_and_then_left_for_a_later_run()
    {
        await using var tiktok = await Saying("""{"code":51053,"message":"inner","request_id":"r9"}""");
        var ask = () => Api(tiktok).GetOverviewAsync("c", CancellationToken.None);

        (await ask.Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("51053").And.Contain("r9");
        tiktok.Asked.Should().HaveCount(6);
    }

    [Theory]
    [InlineData(40011)]
    [InlineData(40061)]
    public async Task A_batch_that_is_too_large_is_halved(int code)
    {
        await using var tiktok = await TestServer.StartAsync(c => Skus(c.Request.QueryString.Value!).Length > 2 ? c.Response.WriteAsync($$"""{"code":{{code}}}""") : Shop(c));
        var shown = await Api(tiktok).GetProductsAsync("c", ["1", "2", "3", "4", "5"], CancellationToken.None);

        shown.Keys.Should().Equal("1", "2", "3", "4", "5");
    }

    [Fact]
    public async Task A_query_that_a_proxy_finds_too_long_is_halved()
    {
        await using var tiktok = await TestServer.StartAsync(c =>
        {
            if (Skus(c.Request.QueryString.Value!).Length == 1)
            {
                return Shop(c);
            }

            c.Response.StatusCode = 414;
            return Task.CompletedTask;
        });
        var shown = await Api(tiktok).GetProductsAsync("c", ["1", "2", "3"], CancellationToken.None);

        shown.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(40102)]
    [InlineData(40104)]
    [InlineData(40105)]
    public async Task A_token_that_does_not_open_is_for_a_person(int code)
    {
        await using var tiktok = await Saying($$"""{"code":{{code}},"message":"token"}""");
        var ask = () => Api(tiktok).GetProductsAsync("c", ["1"], CancellationToken.None);

        var fault = (await ask.Should().ThrowAsync<PersonMustDecideException>()).Which;
        (fault.Code, fault.Remedy).Should().Be(("review.denied", "Authorise the connector with TikTok again and give the account the new credentials."));
        tiktok.Asked.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("""{"code":0}""")]
    [InlineData("""{"code":0,"data":{"list":{}}}""")]
    public async Task An_answer_without_the_list_is_not_taken_for_an_empty_catalog(string body)
    {
        await using var tiktok = await Saying(body);
        var ask = () => Api(tiktok).GetProductsAsync("c", ["1"], CancellationToken.None);

        (await ask.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("review.unreadable");
    }

    [Fact]
    public async Task Answers_that_are_too_long_or_too_deep_are_not_read()
    {
        await using var tiktok = await Saying($$"""{"code":0,"data":{{string.Concat(Enumerable.Repeat("[", 200))}}{{string.Concat(Enumerable.Repeat("]", 200))}}}""");

        await FluentActions.Awaiting(() => Api(tiktok).GetOverviewAsync("c", CancellationToken.None)).Should().ThrowAsync<RemoteFailedException>();
        (await FluentActions.Awaiting(() => Api(tiktok, s => s with { MaxAnswerBytes = 100 }).GetOverviewAsync("c", CancellationToken.None))
            .Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("100 bytes");
    }

    [Fact]
    public void All_faults_of_the_settings_are_told_at_once() => new ReviewSettings
    {
        BcId = "", AccessToken = new Secret("t"), BaseUrl = new Uri("http://tiktok.example"), BatchSize = 1001, QueriesPerSecond = 0, MaxQueryBytes = 1,
    }.Faults().Should().HaveCount(5);

    private static async Task Shop(HttpContext context)
    {
        var skus = Skus(context.Request.QueryString.Value!);
        var page = int.Parse(context.Request.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture);
        var size = int.Parse(context.Request.Query["page_size"]!, System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            code = 0,
            data = new { list = skus.Skip((page - 1) * size).Take(size).Select(s => new { sku_id = s }), page_info = new { page, page_size = size, total_number = skus.Length, total_page = (skus.Length + size - 1) / size } },
        }));
    }

    private static async Task Listing(HttpContext context, int products)
    {
        var page = int.Parse(context.Request.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            code = 0,
            data = new { list = Enumerable.Range(0, products).Skip((page - 1) * 500).Take(500).Select(i => new { sku_id = $"{i}" }), page_info = new { page, page_size = 500, total_number = products, total_page = (products + 499) / 500 } },
        }));
    }

    private static Task<TestServer> Saying(params string[] bodies)
    {
        var calls = 0;
        return TestServer.StartAsync(context => context.Response.WriteAsync(bodies[Math.Min(calls++, bodies.Length - 1)]));
    }

    private static string[] Skus(Asked asked) => Skus(asked.Target[asked.Target.IndexOf('?', StringComparison.Ordinal)..]);

    private static string[] Skus(string query) => JsonSerializer.Deserialize<string[]>(Query(query, "sku_ids"))!;

    private static string Query(Asked asked, string name) => Query(asked.Target[asked.Target.IndexOf('?', StringComparison.Ordinal)..], name);

    private static string Query(string query, string name) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)[name]!;

    private CatalogApi Api(TestServer tiktok, Func<ReviewSettings, ReviewSettings>? change = null)
    {
        var settings = new ReviewSettings { BaseUrl = new Uri(tiktok.Url, "open_api/v1.3/"), AccessToken = new Secret("token"), BcId = "bc-1" };
        return new CatalogApi(Http.NewClient(), change?.Invoke(settings) ?? settings, _clock, new Random(1));
    }
}
