using Connector.Drop;
using Connector.Lines;
using Connector.Tests.Drop;
using Connector.Tests.Faults;

namespace Connector.Tests.Lines;

/// <summary>Breakers and budgets: a dead host costs one account some minutes, and the others nothing.</summary>
public sealed class LineBreakerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lines-").FullName;
    private readonly ManualClock _clock = new();
    private TestServer _server = null!;
    private FaultProxy _proxy = null!;
    private LineBreakers _lines = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync(_ => Task.CompletedTask);
        _proxy = FaultProxy.Start(_server.Url, _clock);
        _lines = new LineBreakers(new ConnectorSettings { Data = _folder }, _clock);
        _http = Http.NewClient(lines: _lines);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string> Deaths() => [.. Faults.Keys];

    private static readonly Dictionary<string, WireFault> Faults = new()
    {
        ["closed"] = new WireFault.Closed(),
        ["reset"] = new WireFault.ResetBefore(),
        ["silent"] = new WireFault.SilentBefore(),
        ["503"] = new WireFault.Answered(503),
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_host_that_is_dead_for_one_account_is_left_alone_for_it_and_called_for_the_others(string how)
    {
        _proxy.Plan(request => request.Path == "/dead", Faults[how], times: 1000);
        var begun = _clock.GetUtcNow();
        await BreakAsync();

        var asked = _proxy.Seen.Count;
        var rests = await RestsAsync("dead");
        rests.Code.Should().Be("line.rests");
        rests.Sentence.Should().Contain("No call of dead to").And.Contain($"127.0.0.1:{_proxy.Port}").And.Contain("until").And.Contain("since 2026-03-01 08:0");
        rests.Remedy.Should().Contain("connector check --account dead");
        rests.RetryAfter.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(5));
        _proxy.Seen.Count.Should().Be(asked, "it fails at once");
        _lines.Resting("dead").Should().ContainSingle().Which.Since.Should().BeOnOrAfter(begun);

        (await CallAsync("alive")).Should().Be(200);
        ((await TryAsync(null, "dead")) is RemoteFailedException).Should().BeFalse("what a person starts is tried all the same");
        _proxy.Seen.Count(request => request.Path == "/dead").Should().BeGreaterThan(asked);
    }

    [Fact]
    public async Task After_a_while_one_call_is_tried_and_opens_the_line_or_doubles_the_rest_to_half_an_hour()
    {
        _proxy.Plan(_ => true, new WireFault.Closed(), times: 1000);
        await BreakAsync();
        foreach (var minutes in new[] { 5, 10, 20, 30, 30 })
        {
            var line = _lines.Resting("dead").Single();
            (line.Until - _clock.GetUtcNow()).Should().Be(TimeSpan.FromMinutes(minutes));
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            (await TryAsync("dead", "dead")).Should().BeOfType<HttpRequestException>("one is tried");
            (await TryAsync("dead", "dead")).Should().BeOfType<RemoteFailedException>();
        }

        _proxy.Clear();
        new LineBreakers(new ConnectorSettings { Data = _folder }, _clock).Resting().Should().ContainSingle("another process sees it").Which.Because.Should().NotBeEmpty();
        _clock.Advance(TimeSpan.FromMinutes(30));
        (await CallAsync("dead")).Should().Be(200);
        (await CallAsync("dead")).Should().Be(200);
        _lines.Resting().Should().BeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        foreach (var status in new[] { 401, 403, 404, 409, 429, 507 })
        {
            _proxy.Plan(_ => true, new WireFault.Answered(status), times: 20);
            for (var call = 0; call < 20; call++)
            {
                (await CallAsync("dead")).Should().Be(status);
            }
        }

        _lines.Resting().Should().BeEmpty();
    }

    [Fact]
    public async Task A_piece_of_work_whose_calls_all_fail_ends_after_its_budget_and_the_next_one_tries_again()
    {
        // .NET itself repeats a GET whose connection was closed: answers count one by one.
        _proxy.Plan(_ => true, new WireFault.Answered(503), times: 6);
        using (_lines.For("dead"))
        {
            for (var minute = 0; minute < 10; minute += 2)
            {
                (await SendAsync("dead")).Should().Be(503);
                _clock.Advance(TimeSpan.FromMinutes(2));
            }

            var ended = (await TryAsync()).Should().BeOfType<RemoteFailedException>().Which;
            (ended.Code, ended.Message).Should().Match<(string, string)>(one => one.Item1 == "line.budget" && one.Item2.Contains("for 10 minutes"));
        }

        using (_lines.For("dead"))
        {
            (await SendAsync("dead")).Should().Be(503, "it is the last that fails");
            _clock.Advance(TimeSpan.FromMinutes(9));
            (await SendAsync("dead")).Should().Be(200);
            _clock.Advance(TimeSpan.FromMinutes(9));
            (await SendAsync("dead")).Should().Be(200, "a call that went well begins the budget anew");
        }
    }

    [Fact]
    public async Task One_call_that_failed_and_long_work_elsewhere_do_not_use_a_budget_up()
    {
        _proxy.Plan(_ => true, new WireFault.Answered(503), times: 2);
        using (_lines.For("dead"))
        {
            (await SendAsync("dead")).Should().Be(503);
            _clock.Advance(TimeSpan.FromMinutes(15));
            (await SendAsync("dead")).Should().Be(503, "it is tried");
            (await TryAsync()).Should().BeOfType<RemoteFailedException>("two have failed").Which.Code.Should().Be("line.budget");
        }
    }

    [Fact]
    public async Task What_the_worker_breaks_off_itself_says_nothing_of_a_host()
    {
        _proxy.Plan(request => request.Path == "/silent", new WireFault.SilentBefore(), times: 100);
        for (var call = 0; call < 20; call++)
        {
            await BreakOffAsync("dead");
        }

        _lines.Resting().Should().BeEmpty("each was broken off");

        _proxy.Plan(request => request.Path == "/dead", new WireFault.Answered(503), times: 9);
        await BreakAsync();
        var rest = _lines.Resting().Should().ContainSingle("what was broken off did not go well either").Which;
        (rest.Until - _clock.GetUtcNow()).Should().BeLessThanOrEqualTo(TimeSpan.FromMinutes(5));
        _clock.Advance(TimeSpan.FromMinutes(5));
        await BreakOffAsync("dead");
        _lines.Resting().Should().BeEquivalentTo([rest], "the trial was broken off: nothing is known");
        (await CallAsync("dead")).Should().Be(503, "the next one is the trial");
        (_lines.Resting().Single().Until - _clock.GetUtcNow()).Should().Be(TimeSpan.FromMinutes(10), "one trial failed");
        _clock.Advance(TimeSpan.FromMinutes(10));
        (await CallAsync("dead")).Should().Be(200);
        _lines.Resting().Should().BeEmpty();
    }

    [Fact]
    public async Task A_budget_is_not_used_by_what_is_broken_off()
    {
        _proxy.Plan(request => request.Path == "/silent", new WireFault.SilentBefore(), times: 100);
        using (_lines.For("dead"))
        {
            await BreakOffAsync();
            await BreakOffAsync();
            _clock.Advance(TimeSpan.FromMinutes(11));
            (await SendAsync("dead")).Should().Be(200);
        }
    }

    /// <summary>A call whose work ends while it waits, with a time limit of its own.</summary>
    private async Task BreakOffAsync(string? account = null)
    {
        using var line = account is null ? null : _lines.For(account);
        using var work = new CancellationTokenSource();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work.Token, deadline.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_proxy.Uri, "silent"));
        LineBreakers.Ordered(request, by: work.Token);
        var call = _http.SendAsync(request, either.Token);
        await work.CancelAsync();
        await call.Invoking(going => going).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Calls that fail, until the line rests.</summary>
    private async Task BreakAsync()
    {
        for (var call = 0; call < 8; call++)
        {
            ((await TryAsync("dead", "dead")) is RemoteFailedException).Should().BeFalse($"it is call {call}");
        }
    }

    private async Task<RemoteFailedException> RestsAsync(string account) => (await TryAsync(account, account)).Should().BeOfType<RemoteFailedException>().Which;

    private async Task<Exception?> TryAsync(string? account, string path)
    {
        using var line = account is null ? null : _lines.For(account);
        return await TryAsync(path);
    }

    private async Task<Exception?> TryAsync(string path = "dead")
    {
        try
        {
            await SendAsync(path);
            return null;
        }
        catch (Exception failed)
        {
            return failed;
        }
    }

    private async Task<int> CallAsync(string account)
    {
        using var line = _lines.For(account);
        return await SendAsync(account);
    }

    private async Task<int> SendAsync(string path)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), _clock);
        using var answer = await _http.GetAsync(new Uri(_proxy.Uri, path), deadline.Token);
        return (int)answer.StatusCode;
    }
}
