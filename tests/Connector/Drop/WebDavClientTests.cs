using System.Text;
using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class WebDavClientTests
{
    [Fact]
    public async Task A_put_says_its_length_and_is_never_chunked_or_partial()
    {
        await using var server = await TestServer.StartAsync(Drain);
        await Put(server);

        var put = server.Asked.Single();
        put.Headers["Content-Length"].Should().Be("3");
        put.Headers.Should().NotContainKeys("Transfer-Encoding", "Content-Range");
    }

    [Fact]
    public async Task Credentials_go_with_the_first_call()
    {
        await using var server = await TestServer.StartAsync(Drain);
        await Put(server);

        server.Asked.Single().Headers["Authorization"].Should().Be("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("shop:p:ß %")));
    }

    [Theory]
    [InlineData("a b.txt", "/dav/a%20b.txt")]
    [InlineData("a+b#c?d%20.txt", "/dav/a%2Bb%23c%3Fd%2520.txt")]
    [InlineData("é/日", "/dav/%C3%A9/%E6%97%A5")]
    public async Task Names_are_encoded_segment_by_segment_in_url_and_destination(string path, string wire)
    {
        await using var server = await TestServer.StartAsync(Drain);
        await Goods.Client(Goods.At(new Uri(server.Url, "dav"))).Move(path, path, 3, CancellationToken.None);

        var move = server.Asked.Single();
        move.Target.Should().Be(wire);
        move.Headers["Destination"].Should().Be(server.Url.GetLeftPart(UriPartial.Authority) + wire);
        move.Headers["Overwrite"].Should().Be("T");
    }

    [Fact]
    public async Task A_propfind_has_depth_and_an_xml_body_and_a_folder_ends_with_a_slash()
    {
        await using var server = await TestServer.StartAsync(context => Answer(context, 404));
        (await Goods.Client(Goods.At(server.Url)).Propfind("folder/", 1, CancellationToken.None)).Should().BeNull();

        var asked = server.Asked.Single();
        asked.Target.Should().Be("/folder/");
        asked.Headers["Depth"].Should().Be("1");
        asked.Headers["Content-Type"].Should().StartWith("application/xml");
        asked.Body.Should().Contain("getcontentlength");
    }

    [Theory]
    [InlineData(408)]
    [InlineData(423)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_can_heal_is_repeated_from_the_first_byte(int status)
    {
        var calls = 0;
        var opened = 0;
        await using var server = await TestServer.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = ++calls < 3 ? status : 201;
        });
        var sent = await Goods.Client(Goods.At(server.Url)).PutFile("f", 3, _ =>
        {
            opened++;
            return ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray()));
        }, CancellationToken.None);

        (calls, opened, sent).Should().Be((3, 3, Goods.Hash("abc"u8.ToArray())));
    }

    [Fact]
    public async Task An_upload_that_is_cut_is_sent_again_whole()
    {
        var calls = 0;
        var whole = 0L;
        var bytes = Goods.Bytes(3_000_000);
        await using var server = await TestServer.StartAsync(async context =>
        {
            if (++calls == 1)
            {
                await context.Request.Body.ReadAtLeastAsync(new byte[1_000_000], 1_000_000);
                context.Abort();
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            whole = body.Length;
            context.Response.StatusCode = 201;
        });
        var sent = await Goods.Client(Goods.At(server.Url)).PutFile("f", bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes)), CancellationToken.None);

        (calls, whole, sent).Should().Be((2, bytes.Length, Goods.Hash(bytes)));
    }

    [Theory]
    [InlineData(400, "drop.refused")]
    [InlineData(401, "drop.denied")]
    [InlineData(403, "drop.denied")]
    [InlineData(413, "drop.too-large")]
    [InlineData(507, "drop.full")]
    public async Task What_cannot_heal_is_for_a_person_at_once(int status, string code)
    {
        await using var server = await TestServer.StartAsync(context => Answer(context, status));
        var put = () => Put(server);

        var fault = (await put.Should().ThrowAsync<PersonMustDecideException>()).Which;
        fault.Code.Should().Be(code);
        fault.Message.Should().NotContain("p:ß");
        server.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_move_that_met_500_is_not_repeated()
    {
        await using var server = await TestServer.StartAsync(context => Answer(context, 500));
        var move = () => Goods.Client(Goods.At(server.Url)).Move("a", "b", 1, CancellationToken.None);

        await move.Should().ThrowAsync<RemoteFailedException>();
        server.Asked.Select(asked => asked.Method).Should().Equal(["MOVE", "HEAD"], "whether it took place is looked at");
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 08:00:09 GMT", 9)]
    [InlineData("86400", 60)]
    public async Task Retry_after_is_honoured_up_to_the_longest_wait(string header, int seconds)
    {
        var calls = 0;
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = header;
            return Answer(context, ++calls == 1 ? 503 : 204);
        });
        var clock = new ManualClock { AutoAdvance = true };
        await Goods.Client(Goods.At(server.Url), clock).Delete("f", CancellationToken.None);

        clock.Waits.Should().Equal(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Waits_grow_with_jitter_that_a_seed_repeats_and_end_in_a_fault_that_can_heal()
    {
        await using var server = await TestServer.StartAsync(context => Answer(context, 503));
        var waits = new List<IReadOnlyList<TimeSpan>>();
        for (var i = 0; i < 2; i++)
        {
            var clock = new ManualClock { AutoAdvance = true };
            var delete = () => Goods.Client(Goods.At(server.Url), clock).Delete("f", CancellationToken.None);
            (await delete.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("drop.busy");
            waits.Add(clock.Waits);
        }

        waits[0].Should().Equal(waits[1]).And.HaveCount(5);
        waits[0].Should().OnlyContain(w => w <= TimeSpan.FromMinutes(1));
        waits[0][^1].Should().BeGreaterThan(waits[0][0]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_verbs_time_out()
    {
        var clock = new ManualClock();
        var arrived = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var delete = Goods.Client(Goods.At(server.Url) with { Retries = 0, DeleteTimeout = TimeSpan.FromSeconds(9) }, clock).Delete("f", CancellationToken.None);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(9));

        (await FluentActions.Awaiting(() => delete).Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("drop.timeout");
    }

    [Fact]
    public async Task Nobody_listening_is_a_fault_that_can_heal()
    {
        Uri gone;
        await using (var server = await TestServer.StartAsync(Drain))
        {
            gone = server.Url;
        }

        var head = () => Goods.Client(Goods.At(gone) with { Retries = 1 }).Head("f", CancellationToken.None);
        (await head.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("drop.unreachable");
    }

    [Fact]
    public async Task A_cancelled_call_stays_cancelled()
    {
        await using var server = await TestServer.StartAsync(Drain);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var head = () => Goods.Client(Goods.At(server.Url)).Head("f", cancelled.Token);

        await head.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Redirects_on_the_same_host_are_followed_three_times_and_no_further()
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            var hop = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers.Location = $"/{hop - 1}";
            return Answer(context, hop == 0 ? 200 : 302);
        });
        var client = Goods.Client(Goods.At(server.Url));

        (await client.Head("3", CancellationToken.None)).Should().NotBeNull();
        await FluentActions.Awaiting(() => client.Head("4", CancellationToken.None)).Should().ThrowAsync<PersonMustDecideException>();
    }

    [Fact]
    public async Task Credentials_never_follow_a_redirect_to_another_host()
    {
        await using var other = await TestServer.StartAsync(Drain);
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.Headers.Location = other.Url.AbsoluteUri;
            return Answer(context, 302);
        });
        var get = () => Goods.Client(Goods.At(server.Url)).GetRawFile("f", static (_, _) => ValueTask.FromResult("read"), CancellationToken.None);

        (await get.Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain(other.Url.Authority);
        other.Asked.Should().BeEmpty();
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task Drain(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = 201;
    }

    private static Task<string> Put(TestServer server) =>
        Goods.Client(Goods.At(server.Url)).PutFile("f.txt", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);
}
