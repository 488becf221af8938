using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

/// <summary>The clock stands still but where a test moves it: nothing here goes by real time.</summary>
[Trait("covers", "SFC-02")]
public sealed class InactivityTests
{
    private static readonly TimeSpan AlmostStill = TimeSpan.FromSeconds(50);
    private static readonly byte[] Bytes = Goods.Bytes(900_000);
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task An_upload_that_stands_still_ends_after_a_minute_and_tells_how_far_it_came()
    {
        var line = new SlowLine();
        var put = Put(line, TimeSpan.FromMinutes(5));
        for (var writes = 0; writes < 6; writes++)
        {
            (await line.IsAskedAsync(put)).Should().BeTrue();
            line.Take();
        }

        (await line.IsAskedAsync(put)).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(60));

        var fault = (await FluentActions.Awaiting(() => put).Should().ThrowAsync<RemoteFailedException>()).Which;
        fault.Code.Should().Be("drop.timeout");
        fault.Sentence.Should().MatchRegex("nothing moved for 60 s; [1-9][0-9]{4,5} of 900000 bytes had been sent");
        _clock.Pending.Should().Be(0, "no timer is left");
    }

    [Fact]
    public async Task An_upload_to_a_server_that_is_slow_but_moves_goes_on()
    {
        var line = new SlowLine();
        var put = Put(line, TimeSpan.FromHours(1));
        line.Answer("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        while (await line.IsAskedAsync(put))
        {
            _clock.Advance(TimeSpan.FromSeconds(25));
            line.Take();
        }

        (await put).Should().Be(Goods.Hash(Bytes));
        _clock.GetUtcNow().Should().BeAfter(new ManualClock().GetUtcNow().AddMinutes(5));
    }

    [Fact]
    public async Task A_download_that_stands_still_ends_and_one_that_moves_goes_on()
    {
        var turn = new SemaphoreSlim(0);
        await using var server = await TestServer.StartAsync(http => TenAsync(http, turn));
        var came = new SemaphoreSlim(0);
        var client = Client(server, location => location with { GetTimeout = TimeSpan.FromHours(1) });
        var moving = client.GetRawFile("f", (body, cancellation) => CountAsync(body, came, cancellation), CancellationToken.None);
        for (var i = 0; i < 10 && await IsOnAsync(came, moving); i++)
        {
            _clock.Advance(AlmostStill);
            turn.Release();
        }

        (await moving).Should().Be(10);

        var still = client.GetRawFile("f", (body, cancellation) => CountAsync(body, came, cancellation), CancellationToken.None);
        (await IsOnAsync(came, still)).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(60));
        (await FluentActions.Awaiting(() => still).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("nothing moved for 60 s; 1 bytes had come");
    }

    [Fact]
    public async Task A_server_that_is_slow_but_moves_is_still_held_to_the_time_of_the_verb()
    {
        var turn = new SemaphoreSlim(0);
        await using var server = await TestServer.StartAsync(http => TenAsync(http, turn));
        var came = new SemaphoreSlim(0);
        var get = Client(server, location => location with { GetTimeout = TimeSpan.FromSeconds(120) }).GetRawFile("f", (body, cancellation) => CountAsync(body, came, cancellation), CancellationToken.None);
        for (var i = 0; i < 3 && await IsOnAsync(came, get); i++)
        {
            _clock.Advance(AlmostStill);
            turn.Release();
        }

        (await FluentActions.Awaiting(() => get).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("no whole answer within 120 s; 3 bytes had come");
    }

    [Fact]
    public async Task A_server_that_took_all_may_work_on_it_for_the_verbs_time_and_is_given_up_then()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            arrived.SetResult();
            await Gone(http);
        });
        var put = Client(server).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);
        await arrived.Task;
        _clock.Advance(TimeSpan.FromMinutes(4));
        put.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromMinutes(1));

        (await FluentActions.Awaiting(() => put).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("3 of 3 bytes had been sent");
    }

    private Task<string> Put(SlowLine line, TimeSpan limit) =>
        new WebDavClient(line.Client(), Goods.At(new Uri("http://127.0.0.1/dav/")) with { Retries = 0, PutTimeout = limit }, _clock).PutFile("f", Bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(Bytes)), CancellationToken.None);

    private WebDavClient Client(TestServer server, Func<DropLocation, DropLocation>? change = null)
    {
        var location = Goods.At(server.Url) with { Retries = 0 };
        return Goods.Client(change?.Invoke(location) ?? location, _clock);
    }

    /// <summary>Ends when another byte has come, or the call has ended.</summary>
    private static async Task<bool> IsOnAsync(SemaphoreSlim came, Task call) => await Task.WhenAny(came.WaitAsync(), call) != call;

    /// <summary>Gives ten bytes, each at its turn.</summary>
    private static async Task TenAsync(HttpContext http, SemaphoreSlim turn)
    {
        http.Response.ContentLength = 10;
        for (var i = 0; i < 10; i++)
        {
            await http.Response.Body.WriteAsync(new byte[1]);
            await http.Response.Body.FlushAsync();
            await turn.WaitAsync(http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static async ValueTask<int> CountAsync(Stream body, SemaphoreSlim came, CancellationToken cancellation)
    {
        var buffer = new byte[1];
        var count = 0;
        while (await body.ReadAsync(buffer, cancellation) > 0)
        {
            count++;
            came.Release();
        }

        return count;
    }

    private static Task Gone(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
