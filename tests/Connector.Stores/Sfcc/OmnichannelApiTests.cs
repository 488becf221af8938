using System.Globalization;
using System.Net.Http.Headers;
using Connector.Drop;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Tests;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Omnichannel Inventory's interface, against a stand-in on loopback.</summary>
public sealed class OmnichannelApiTests : IAsyncLifetime
{
    private const string Export = "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":5}\n{\"deltaToken\":\"t1\"}\n";
    private readonly ManualClock _clock = new() { AutoAdvance = true };
    private readonly string _spool = Directory.CreateTempSubdirectory("oci-").FullName;
    private readonly Dictionary<string, Queue<Func<HttpContext, Task>>> _answers = new(StringComparer.Ordinal);
    private readonly List<string?> _proofs = [];
    private readonly HttpClient _http = Http.NewClient();
    private TestServer _server = null!;
    private Spool? _laid;
    private int _tokens;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(async context =>
    {
        lock (_proofs)
        {
            _proofs.Add(context.Request.Headers.Authorization);
        }

        var answers = _answers[context.Request.Path];
        await (answers.Count > 1 ? answers.Dequeue() : answers.Peek())(context);
    });

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_spool, recursive: true);
    }

    [Fact]
    public async Task An_export_is_asked_for_waited_for_and_read_and_its_token_is_left()
    {
        On("/inventory/impex/v1/organizations/tg%2F1/availability-records/exports", Json("{\"exportId\":\"1\",\"exportStatusLink\":\"/status/1\"}"));
        On("/status/1", Json("{\"status\":\"RUNNING\"}"), Json("{\"status\":\"RUNNING\"}"), Json("{\"status\":\"COMPLETED\",\"download\":{\"downloadLink\":\"/files/1\"}}"));
        On("/files/1", Text(Export));
        var read = await Full();
        read.Stock.Should().Equal(new StockRecord("a") { Ats = 5 });
        read.Begun.Single().Should().Be((new Scope(ScopeKind.InventoryList, "berlin"), ScopeMode.Complete, Now, "Omnichannel Inventory's export of locations"));
        Marked(read).Streams.Single().Token.Should().Be("t1");
        _server.Asked[0].Body.Should().Be("{\"objects\":{\"locations\":[\"berlin\"]}}");
        _proofs.Should().OnlyContain(proof => proof == "Bearer token-1");
        _clock.Waits.Where(wait => wait == TimeSpan.FromSeconds(5)).Should().HaveCount(2);
    }

    [Fact]
    public async Task An_export_that_fails_or_never_ends_is_told()
    {
        On("/inventory/impex/v1/organizations/tg%2F1/availability-records/exports", Json("{\"exportStatusLink\":\"/status/1\"}"));
        On("/status/1", Json("{\"status\":\"FAILED\"}"));
        (await Full().Awaiting().Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("ended as 'FAILED'");
        On("/status/1", Json("{\"status\":\"RUNNING\"}"));
        (await Full().Awaiting().Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("still running after 30 minutes");
    }

    [Fact]
    public async Task A_link_to_another_host_gets_no_token_and_one_in_plain_http_is_not_followed()
    {
        await using var other = await TestServer.StartAsync(context => context.Response.WriteAsync(Export));
        On("/inventory/impex/v1/organizations/tg%2F1/availability-records/exports", Json("{\"exportStatusLink\":\"/status/1\"}"));
        On("/status/1", Json($"{{\"status\":\"COMPLETED\",\"download\":{{\"downloadLink\":\"{other.Url}files/1?signature=x\"}}}}"));
        (await Full()).Stock.Should().HaveCount(1);
        other.Asked.Single().Headers.Should().NotContainKey("Authorization");
        On("/status/1", Json("{\"status\":\"COMPLETED\",\"download\":{\"downloadLink\":\"http://files.example/1\"}}"));
        (await Full().Awaiting().Should().ThrowAsync<PersonMustDecideException>()).Which.Sentence.Should().Contain("plain http");
    }

    [Fact]
    public async Task Changes_are_read_page_by_page_until_there_are_no_more_and_the_new_token_is_left()
    {
        OnDeltas(Page("t2", true, "{\"sku\":\"a\",\"ato\":1}"), Page("t3", false, "{\"sku\":\"a\",\"ato\":2},{\"sku\":\"b\",\"ato\":3,\"locationId\":\"berlin\",\"deltaType\":\"Change\"}"));
        var (reading, read) = await Delta();
        reading.FullReadBecause.Should().BeNull();
        read.Stock.Should().Equal(new StockRecord("a") { Ats = 1 }, new StockRecord("a") { Ats = 2 }, new StockRecord("b") { Ats = 3 });
        read.Begun.Should().OnlyContain(begun => begun.Mode == ScopeMode.Delta && begun.Time == Now && begun.Scope.Id == "berlin");
        Marked(read).Streams.Single().Token.Should().Be("t3");
        _server.Asked.Select(asked => asked.Body).Should().Equal("{\"deltaToken\":\"t1\"}", "{\"deltaToken\":\"t2\"}");
    }

    [Theory]
    [InlineData("a page without records")]
    [InlineData("a token that comes back")]
    [InlineData("too many pages")]
    public async Task A_flag_that_is_never_taken_back_does_not_make_an_endless_loop(string end)
    {
        var number = 1;
        OnDeltas(end switch
        {
            "a page without records" => context => Page($"t{++number}", true, number < 4 ? "{\"sku\":\"a\",\"ato\":1}" : "")(context),
            "a token that comes back" => context => Page(++number < 4 ? $"t{number}" : "t3", true, "{\"sku\":\"a\",\"ato\":1}")(context),
            _ => context => Page($"t{++number}", true, "{\"sku\":\"a\",\"ato\":1}")(context),
        });
        var (_, read) = await Delta();
        _server.Asked.Count.Should().BeLessThanOrEqualTo(5);
        read.Warnings.Select(warning => warning.Code).Should().Equal(end == "too many pages" ? ["oci.many-pages"] : Array.Empty<string>());
    }

    [Fact]
    public async Task That_nothing_has_changed_is_told_because_the_stock_is_as_young_as_the_asking()
    {
        OnDeltas(Page("t1", false, ""));
        var (reading, read) = await Delta();
        reading.IsEmpty.Should().BeFalse();
        read.Stock.Should().BeEmpty();
        read.Begun.Should().ContainSingle().Which.Mode.Should().Be(ScopeMode.Delta);
        read.Begun[0].Time.Should().NotBeNull();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_token_that_is_not_known_any_more_asks_for_a_full_read_and_what_came_before_it_counts(int status)
    {
        OnDeltas(Page("t2", true, "{\"sku\":\"a\",\"ato\":1}"), Status(status));
        var (reading, read) = await Delta();
        reading.FullReadBecause.Should().Be("Omnichannel Inventory no longer knows the delta token of berlin");
        read.Stock.Should().HaveCount(1);
    }

    [Fact]
    public async Task Changes_without_a_full_read_before_them_ask_for_one()
    {
        var reading = await Fetch(StoreReadKind.Delta, new Dictionary<string, string>());
        reading.FullReadBecause.Should().Contain("no full export");
        reading.IsEmpty.Should().BeTrue();
        _server.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_answer_is_asked_again_after_the_time_that_it_names(int status)
    {
        OnDeltas(Status(status, retryAfter: 17), Page("t2", false, "{\"sku\":\"a\",\"ato\":1}"));
        (await Delta()).Read.Stock.Should().HaveCount(1);
        _clock.Waits.Should().Contain(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_got_anew_once_and_then_a_person_must_look()
    {
        OnDeltas(Status(401), Page("t2", false, ""));
        await Fetch(StoreReadKind.Delta, Marks);
        _proofs.Should().Equal("Bearer token-1", "Bearer token-2");
        OnDeltas(Status(403));
        (await Fetch(StoreReadKind.Delta, Marks).Awaiting().Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain("scopes");
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_is_named_and_nothing_is_kept_of_it()
    {
        OnDeltas(Json("{\"nextDeltaToken\":\"t2\",\"records\":[{\"sku\":\"a\",\"ato\":\"many\"}]}"));
        var fault = (await Fetch(StoreReadKind.Delta, Marks).Awaiting().Should().ThrowAsync<StoreReadException>()).Which;
        (fault.Origin, fault.Element).Should().Be(("Omnichannel Inventory's changes of berlin, page 1", "records[0].ato"));
    }

    private static DateTimeOffset Now { get; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static Dictionary<string, string> Marks
    {
        get
        {
            var read = new RecordedRead();
            new OmnichannelMark([new OmnichannelStream("t1", ["berlin"])], Now, "", "", "").Leave(read);
            return read.Marks;
        }
    }

    private async Task<RecordedRead> Full()
    {
        var reading = await Fetch(StoreReadKind.Full, new Dictionary<string, string>());
        return Told(reading);
    }

    private async Task<(OmnichannelReading Reading, RecordedRead Read)> Delta()
    {
        var reading = await Fetch(StoreReadKind.Delta, Marks);
        return (reading, Told(reading));
    }

    private static RecordedRead Told(OmnichannelReading reading)
    {
        var read = new RecordedRead();
        reading.Read(read, CancellationToken.None);
        read.IsOpen.Should().BeFalse();
        return read;
    }

    private async Task<OmnichannelReading> Fetch(StoreReadKind kind, IReadOnlyDictionary<string, string> marks)
    {
        _tokens = 0;
        var settings = new SourceOmnichannel { Api = _server.Url.AbsoluteUri, TenantGroup = "tg/1", Locations = ["berlin"], MaxPages = 5 };
        var fetch = new StoreFetch(new StoreSource { Location = "", Omnichannel = settings }, kind, marks, _spool, Now);
        var reading = OmnichannelReading.Begin(fetch, new ShopClock(TimeZoneInfo.Utc), []);
        _laid ??= new Spool(_spool);
        await reading.AskAsync(new OmnichannelApi(_http, settings, TokenAsync, _clock), _laid, CancellationToken.None);
        return reading;
    }

    private ValueTask<AuthenticationHeaderValue?> TokenAsync(AuthenticationHeaderValue? refused, CancellationToken cancellation)
    {
        _tokens = refused is null && _tokens > 0 ? _tokens : _tokens + 1;
        return ValueTask.FromResult<AuthenticationHeaderValue?>(new("Bearer", string.Create(CultureInfo.InvariantCulture, $"token-{_tokens}")));
    }

    private static OmnichannelMark Marked(RecordedRead read) => OmnichannelMark.Of(read.Marks)!;

    private void OnDeltas(params Func<HttpContext, Task>[] answers) => On("/inventory/availability/v1/organizations/tg%2F1/availability-records/actions/get-deltas", answers);

    private void On(string path, params Func<HttpContext, Task>[] answers) => _answers[path] = new(answers);

    private static Func<HttpContext, Task> Page(string token, bool again, string records) =>
        Json($"{{\"nextDeltaToken\":\"{token}\",\"shouldQueryAgain\":{(again ? "true" : "false")},\"records\":[{records}]}}");

    private static Func<HttpContext, Task> Json(string text) => context => context.Response.WriteAsync(text);

    private static Func<HttpContext, Task> Text(string text) => context => context.Response.WriteAsync(text);

    private static Func<HttpContext, Task> Status(int status, int? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    };
}

internal static class Awaited
{
    public static Func<Task<T>> Awaiting<T>(this Task<T> task) => () => task;
}
