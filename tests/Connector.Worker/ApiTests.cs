using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Connector.Worker.Api;
using Connector.Worker.Commands;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests;

public sealed class ApiTests
{
    private const string Token = "s3cret-token";

    [Fact]
    [Trait("covers", "COM-01")]
    [Trait("covers", "D-12")]
    public async Task Status_runs_their_records_and_figures_are_given_and_no_SKU_is_a_label()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await using var api = await Served.BeginAsync(world.Data);
        var run = await api.Room<FeedRun>().GoAsync(new FeedOrder("demo", FeedKind.Full, "tests"), new Progress<TripStep>(), CancellationToken.None);

        var status = await api.JsonAsync("/api/status");
        status["accounts"]![0]!["account"]!.GetValue<string>().Should().Be("demo");
        status["accounts"]![0]!["freshness"]![0]!["withinTarget"]!.GetValue<double>().Should().Be(1);
        (await api.JsonAsync("/api/runs?kind=full&account=demo&state=sealed")).AsArray().Should().ContainSingle().Which!["id"]!.GetValue<string>().Should().Be(run.Run);
        (await api.JsonAsync("/api/runs?state=failed")).AsArray().Should().BeEmpty();
        (await api.JsonAsync($"/api/runs/{run.Run}?account=demo"))["records"]!.AsObject().Select(record => record.Key).Should().Contain(["1-run.json", "4-feed.json", "7-seal.json"]);
        (await api.JsonAsync("/health"))["healthy"]!.GetValue<bool>().Should().BeTrue();

        var metrics = await api.TextAsync("/metrics");
        metrics.Should().ContainAll(
            "# TYPE connector_freshness_seconds histogram", "connector_freshness_seconds_bucket{account=\"demo\",kind=\"Full\",stage=\"Delivered\",le=\"60\"} 1",
            "connector_freshness_seconds_count{account=\"demo\",kind=\"Full\",stage=\"Delivered\"} 1", "connector_feed_runs_total{account=\"demo\",kind=\"Full\",end=\"sealed\"} 1",
            "connector_rows_sent_total{account=\"demo\",kind=\"Full\"} 98", "connector_source_age_seconds{source=\"fellfern\",scope=\"price book gbp-list\"}", "connector_skus{account=\"demo\",state=\"",
            "connector_alert_attempts_total{account=\"demo\"}", "connector_queue_skus{account=\"demo\"} 0");
        metrics.Should().NotContain("FF-");
        metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Should().OnlyContain(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^[a-z_]+(\{([a-z]+=""[^""]*"",?)+\})? -?[0-9.]+$"));
    }

    [Theory]
    [InlineData("/api/runs?kind=nonsense", 400)]
    [InlineData("/api/runs?kind=1", 400)]
    [InlineData("/api/runs?limit=0", 400)]
    [InlineData("/api/runs/..%2f..%2fetc?account=a", 404)]
    [InlineData("/api/runs/20260101000000-full?account=..", 404)]
    [InlineData("/", 404)]
    public async Task What_cannot_be_answered_says_why_with_a_cure_and_no_stack(string path, int status)
    {
        await using var api = await Served.BeginAsync();

        var answer = await api.SendAsync(HttpMethod.Get, path);

        ((int)answer.StatusCode).Should().Be(status);
        var fault = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!;
        fault["remedy"]!.GetValue<string>().Should().NotBeEmpty();
        fault.ToJsonString().Should().NotContain("   at ");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        answer.Headers.Contains("Server").Should().BeFalse();
    }

    [Fact]
    public async Task With_a_token_nothing_is_told_without_it_but_whether_the_worker_is_well()
    {
        await using var api = await Served.BeginAsync(token: Token);

        foreach (var path in new[] { "/api/status", "/api/runs", "/metrics", "/no-such-page" })
        {
            (await api.SendAsync(HttpMethod.Get, path)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            (await api.SendAsync(HttpMethod.Get, path, "Bearer " + Token + "x")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        (await api.SendAsync(HttpMethod.Get, "/api/runs", "Bearer " + Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await api.SendAsync(HttpMethod.Get, "/health")).Content.ReadAsStringAsync()).ReplaceLineEndings("").Should().Be("{  \"healthy\": true}");
        (await (await api.SendAsync(HttpMethod.Get, "/health", "Bearer " + Token)).Content.ReadAsStringAsync()).Should().Contain("reasons");
    }

    [Fact]
    public async Task Nothing_can_be_changed_and_no_page_of_another_name_in_a_browser_here_gets_an_answer()
    {
        await using var api = await Served.BeginAsync();

        (await api.SendAsync(HttpMethod.Post, "/api/runs")).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await api.SendAsync(HttpMethod.Get, "/api/runs", host: "rebound.example")).StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
        (await api.SendAsync(HttpMethod.Get, "/api/runs", host: "localhost")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_mirror_that_cannot_be_opened_makes_the_worker_unwell()
    {
        await using var api = await Served.BeginAsync();
        (await api.SendAsync(HttpMethod.Get, "/health")).StatusCode.Should().Be(HttpStatusCode.OK);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(api.Data, "mirror.db*"))
        {
            File.Delete(file);
        }

        Directory.CreateDirectory(Path.Combine(api.Data, "mirror.db"));

        var answer = await api.SendAsync(HttpMethod.Get, "/health");

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("the mirror cannot be opened");
    }

    [Fact]
    public async Task An_access_token_that_TikTok_refuses_makes_the_account_degraded_until_it_is_taken_again()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await using var api = await Served.BeginAsync(world.Data);
        await api.Room<FeedRun>().GoAsync(new FeedOrder("demo", FeedKind.Full, "tests"), new Progress<TripStep>(), CancellationToken.None);
        (await api.JsonAsync("/health"))["degraded"]!.AsArray().Should().BeEmpty();

        var file = Path.Combine(world.Folder, "sandbox", "secrets", "tiktok-token");
        var good = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "revoked");
        var poll = () => api.Room<ReviewRun>().PollAsync("demo", CancellationToken.None);
        await poll.Should().ThrowAsync<PersonMustDecideException>();
        var health = await api.JsonAsync("/health");
        health["healthy"]!.GetValue<bool>().Should().BeTrue();
        var one = health["degraded"]!.AsArray().Should().ContainSingle().Subject!;
        (one["account"]!.GetValue<string>(), one["command"]!.GetValue<string>()).Should().Be(("demo", "connector check --account demo"));
        one["sentence"]!.GetValue<string>().Should().StartWith("TikTok refuses the access token").And.NotContain("revoked\"");

        await File.WriteAllTextAsync(file, good);
        await poll();
        (await api.JsonAsync("/health"))["degraded"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task An_account_by_calls_is_degraded_without_an_authorisation_and_when_it_is_withdrawn_and_an_inactive_one_is_not()
    {
        await using var world = await ShopWorld.BeginAsync(everyWay: true);
        await world.WellAsync("apply", world.Documents);
        await using var api = await Served.BeginAsync(world.Data);
        async Task<JsonArray> DegradedAsync() => (await api.JsonAsync("/health"))["degraded"]!.AsArray();
        (await DegradedAsync()).Should().ContainSingle().Which!["command"]!.GetValue<string>().Should().Be("connector account authorize demo-calls");

        var authorising = api.Room<Connector.Listings.Authorising>();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var agreed = await browser.GetAsync(authorising.Begin("demo-calls", "tests").Url);
        await authorising.FinishAsync("demo-calls", Connector.Listings.Redirected.Read(agreed.Headers.Location!.ToString()), "tests", "", CancellationToken.None);
        (await DegradedAsync()).Should().BeEmpty();

        api.Room<Connector.Listings.ShopTokens>().Withdraw("demo-calls", "the seller has withdrawn it");
        var over = (await DegradedAsync()).Should().ContainSingle().Subject!;
        over["sentence"]!.GetValue<string>().Should().ContainAll("over since", "the seller has withdrawn it");

        world.Change("accounts/demo-calls", account => account["active"] = false);
        await world.WellAsync("apply", world.Documents);
        (await DegradedAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_costs_the_API_and_not_the_worker()
    {
        await using var first = await Served.BeginAsync();
        await using var second = await Served.BeginAsync(url: first.Api.Url!.ToString());

        second.Api.Url.Should().BeNull();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8417", true)]
    [InlineData("http://localhost:8417", true)]
    [InlineData("http://[::1]:8417", true)]
    [InlineData("http://0.0.0.0:8417", false)]
    [InlineData("http://10.1.2.3:8417", false)]
    [InlineData("https://127.0.0.1:8417", false)]
    [InlineData("http://worker.example:8417", false)]
    [InlineData("http://127.0.0.1:8417/x", false)]
    [InlineData("8417", false)]
    public void Without_a_token_only_this_machine_is_served(string url, bool isAllowed)
    {
        new ApiSettings().Url.Should().Be("http://127.0.0.1:8417");
        new ApiSettings { Url = url }.Faults().Any().Should().Be(!isAllowed);
        new ApiSettings { Url = "http://0.0.0.0:8417", Token = new SecretReference { Environment = "T" } }.Faults().Should().BeEmpty();
    }

    [Fact]
    public async Task Machine_settings_that_open_the_API_without_a_token_are_refused_with_a_cure_and_the_worker_serves_as_they_say()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        File.WriteAllText(Path.Combine(folder, "connector.json"), """{ "api": { "url": "http://0.0.0.0:8417", "tokn": { "file": "t" } } }""");
        var unknown = await Executable.RunAsync(folder, "serve");
        unknown.ExitCode.Should().Be(1);
        unknown.Errors.Should().Contain("'api.tokn' is no machine setting");

        File.WriteAllText(Path.Combine(folder, "connector.json"), """{ "api": { "url": "http://0.0.0.0:8417" } }""");
        var open = await Executable.RunAsync(folder, "serve");
        open.ExitCode.Should().Be(1);
        open.Errors.Should().ContainAll("can be reached from other machines", "api.token");

        File.WriteAllText(Path.Combine(folder, "connector.json"), """{ "api": { "url": "http://127.0.0.1:0", "token": { "file": "token" } } }""");
        File.WriteAllText(Path.Combine(folder, "token"), Token + "\n");
        using var worker = Executable.Start(folder, "serve");
        var log = await Executable.UntilAsync(worker, (line, _) => line.Contains("API at ", StringComparison.Ordinal));
        var url = new Uri(System.Text.RegularExpressions.Regex.Match(log, "API at (http://[0-9.:]+)").Groups[1].Value);
        using var http = new HttpClient();
        (await http.GetAsync(new Uri(url, "/metrics"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        (await http.GetStringAsync(new Uri(url, "/metrics"))).Should().Contain("connector_next_run_timestamp_seconds");
        Executable.Terminate(worker);
        var ended = await Executable.EndAsync(worker);
        (ended.ExitCode, (log + ended.Output).Contains(Token, StringComparison.Ordinal)).Should().Be((0, false));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The API on a free port, beside the rooms of a data folder.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly ServiceProvider _rooms;
        private readonly HttpClient _http = new();
        private readonly bool _isOwn;

        private Served(string data, ServiceProvider rooms, bool isOwn) => (Data, _rooms, _isOwn) = (data, rooms, isOwn);

        public string Data { get; }

        public LocalApi Api => _rooms.GetRequiredService<LocalApi>();

        public static async Task<Served> BeginAsync(string? data = null, string? token = null, string url = "http://127.0.0.1:0")
        {
            var folder = data ?? Directory.CreateTempSubdirectory("api-").FullName;
            var settings = new ApiSettings { Url = url };
            if (token is not null)
            {
                File.WriteAllText(Path.Combine(folder, "token"), token);
                settings = settings with { Token = new SecretReference { File = Path.Combine(folder, "token") } };
            }

            var rooms = new ServiceCollection().AddLogging().AddShop().AddConnector(new ConnectorSettings { Data = folder }).AddLocalApi(settings).BuildServiceProvider();
            var served = new Served(folder, rooms, data is null);
            await served.Api.StartAsync(CancellationToken.None);
            return served;
        }

        public T Room<T>()
            where T : notnull => _rooms.GetRequiredService<T>();

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? authorization = null, string? host = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(Api.Url!, path));
            request.Headers.Host = host;
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            return await _http.SendAsync(request);
        }

        public async Task<string> TextAsync(string path)
        {
            var answer = await SendAsync(HttpMethod.Get, path);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            return await answer.Content.ReadAsStringAsync();
        }

        public async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await TextAsync(path))!;

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _rooms.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            if (_isOwn)
            {
                Directory.Delete(Data, recursive: true);
            }
        }
    }
}
