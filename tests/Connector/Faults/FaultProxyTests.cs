using System.Net;
using System.Text;
using Connector.Drop;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Faults;

/// <summary>The proxy that the fault tests stand on.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestServer _server = null!;
    private FaultProxy _proxy = null!;
    private HttpClient _http = null!;
    private int _did;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync(async context =>
        {
            var body = context.Request.Method == "PUT" ? await new StreamReader(context.Request.Body).ReadToEndAsync() : "";
            Interlocked.Increment(ref _did);
            context.Response.StatusCode = context.Request.Path == "/none" ? 204 : 200;
            if (context.Request.Path == "/long")
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync(new string('a', 1000));
            }
            else if (context.Request.Path != "/none")
            {
                await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Host.Port} {body.Length}");
            }
        });
        _proxy = FaultProxy.Start(_server.Url, _clock);
        _http = Http.NewClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_not_planned_passes_as_it_is()
    {
        (await _http.GetStringAsync(At("x"))).Should().Be($"GET {_proxy.Port} 0", "Host stays");
        (await PutAsync(300_000, chunked: false)).Should().Be($"PUT {_proxy.Port} 300000");
        (await PutAsync(300_000, chunked: true)).Should().Be($"PUT {_proxy.Port} 300000");
        (await PutAsync(100, chunked: false, expects: true)).Should().Be($"PUT {_proxy.Port} 100");
        (await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, At("long")))).Content.Headers.ContentLength.Should().Be(1000);
        (await _http.GetAsync(At("none"))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        _proxy.Seen.Select(seen => (seen.Method, seen.Path, seen.Occurrence)).Should().Equal(
            ("GET", "/x", 0), ("PUT", "/x", 0), ("PUT", "/x", 1), ("PUT", "/x", 2), ("HEAD", "/long", 0), ("GET", "/none", 0));
    }

    [Fact]
    public async Task A_request_that_is_cut_before_its_effect_is_not_heard_behind_the_proxy()
    {
        foreach (var fault in new WireFault[] { new WireFault.Closed(), new WireFault.ResetBefore(), new WireFault.ResetInBody(5_000), new WireFault.SilentBefore() })
        {
            await FailsAsync(fault);
            _did.Should().Be(0, $"{fault}");
        }
    }

    [Fact]
    public async Task A_request_that_is_cut_behind_its_effect_has_had_it()
    {
        var done = 0;
        foreach (var fault in new WireFault[] { new WireFault.SilentAfter(), new WireFault.ResetAfter(), new WireFault.CutInHead(), new WireFault.CutInBody() })
        {
            await FailsAsync(fault);
            _did.Should().Be(++done, $"{fault}");
        }
    }

    [Fact]
    public async Task A_request_told_twice_has_its_effect_twice_and_an_answer_told_twice_once()
    {
        _proxy.Plan(_ => true, new WireFault.RequestTwice());
        _proxy.Plan(_ => true, new WireFault.AnswerTwice());
        (await PutAsync(10, chunked: false)).Should().EndWith(" 10");
        _did.Should().Be(2);
        (await PutAsync(11, chunked: false)).Should().EndWith(" 11");
        (await PutAsync(12, chunked: false)).Should().EndWith(" 12", "what is left on the wire is nobody's answer");
        _did.Should().Be(4);
    }

    [Fact]
    public async Task Another_answer_comes_with_or_without_the_effect_and_as_often_as_planned()
    {
        _proxy.Plan(_ => true, new WireFault.Answered(503, "later", "text/plain", "Retry-After: 3"), skip: 1, times: 2);
        _proxy.Plan(_ => true, new WireFault.Answered(200, "<html>") { AfterEffect = true });
        (await _http.GetStringAsync(At("x"))).Should().Be("<html>", "the first plan lets one pass, and the second takes it");
        _did.Should().Be(1);
        using var storm = await _http.GetAsync(At("x"));
        (storm.StatusCode, storm.Headers.RetryAfter!.Delta).Should().Be((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(3)));
        (await _http.GetAsync(At("x"))).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await _http.GetStringAsync(At("x"))).Should().StartWith("GET");
        _did.Should().Be(2);
    }

    [Fact]
    public async Task An_answer_in_pieces_and_a_late_one_are_whole_and_cost_time_on_the_clock()
    {
        var begun = _clock.GetUtcNow();
        _proxy.Plan(_ => true, new WireFault.Slow(300, TimeSpan.FromSeconds(1)));
        _proxy.Plan(_ => true, new WireFault.Late(TimeSpan.FromSeconds(20)));
        (await _http.GetStringAsync(At("long"))).Should().HaveLength(1000);
        (await _http.GetStringAsync(At("long"))).Should().HaveLength(1000);
        (_clock.GetUtcNow() - begun).Should().BeGreaterThan(TimeSpan.FromSeconds(22));
    }

    [Fact]
    public async Task Connections_are_refused_until_it_listens_again()
    {
        await _proxy.RefuseAsync();
        using var fresh = Http.NewClient();
        (await fresh.Invoking(http => http.GetAsync(At("x"))).Should().ThrowAsync<HttpRequestException>()).Which.HttpRequestError.Should().Be(HttpRequestError.ConnectionError);
        _proxy.Listen();
        (await fresh.GetStringAsync(At("x"))).Should().StartWith("GET");
    }

    private async Task FailsAsync(WireFault fault)
    {
        _proxy.Plan(_ => true, fault);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), _clock);
        await FluentActions.Invoking(() => PutAsync(100_000, chunked: false, cancellation: deadline.Token)).Should().ThrowAsync<Exception>(fault.ToString());
    }

    private async Task<string> PutAsync(int bytes, bool chunked, bool expects = false, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, At("x")) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(new string('b', bytes))) };
        (request.Headers.TransferEncodingChunked, request.Headers.ExpectContinue) = (chunked, expects);
        using var answer = await _http.SendAsync(request, cancellation);
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    private Uri At(string path) => new(_proxy.Uri, path);
}
