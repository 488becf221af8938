using System.Net;
using System.Text;
using Connector.Drop;
using Connector.Listings;
using Connector.Notices;
using Connector.Review;
using Connector.Tests.Drop;
using Connector.Tests.Listings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Security;

/// <summary>Addresses that come from outside lead into no private network, and what comes from them has an end.</summary>
public sealed class OutsideTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

    [Theory]
    [InlineData("http://127.0.0.1:1/x.png")]
    [InlineData("http://localhost:1/x.png")]
    [InlineData("http://2130706433:1/x.png")]
    [InlineData("http://0x7f.0.0.1:1/x.png")]
    [InlineData("http://0x7f000001:1/x.png")]
    [InlineData("http://0177.0.0.1:1/x.png")]
    [InlineData("http://127.1:1/x.png")]
    [InlineData("http://0.0.0.0:1/x.png")]
    [InlineData("http://0:1/x.png")]
    [InlineData("http://[::1]:1/x.png")]
    [InlineData("http://[::]:1/x.png")]
    [InlineData("http://[::ffff:127.0.0.1]:1/x.png")]
    [InlineData("http://[::ffff:7f00:1]:1/x.png")]
    [InlineData("http://[::127.0.0.1]:1/x.png")]
    [InlineData("http://[64:ff9b::7f00:1]:1/x.png")]
    [InlineData("http://[2002:7f00:1::]:1/x.png")]
    [InlineData("http://[fe80::1%25lo]:1/x.png")]
    [InlineData("http://[fc00::1]:1/x.png")]
    [InlineData("http://[3fff::1]:1/x.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://100.100.100.200/latest/")]
    [InlineData("http://192.88.99.1/x.png")]
    [InlineData("http://１２７.0.0.1:1/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://shop.example/x.png")]
    [InlineData("gopher://127.0.0.1:1/x")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("https://user:s3cr@shop.example/x.png")]
    public async Task An_address_of_this_machine_of_its_neighbours_or_of_no_web_is_not_called(string address)
    {
        // Either it is no address at all, or it is refused before a connection is tried: nothing listens there, and the fault would be another one.
        if (Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            var thrown = await FluentActions.Awaiting(() => Outside.GetAsync(url, allowLoopback: false, content => content.ReadAsByteArrayAsync(), CancellationToken.None)).Should().ThrowAsync<Exception>();
            (thrown.Which as NotFetchedException ?? thrown.Which.InnerException as NotFetchedException).Should().NotBeNull("{0}", thrown.Which);
        }
    }

    [Fact]
    public async Task A_name_is_resolved_where_it_is_called_so_that_it_cannot_mean_another_address_a_moment_later()
    {
        // What is looked at is what is connected to: whatever a name says, a connection to loopback is refused at the socket.
        await using var server = await TestServer.StartAsync(context => context.Response.WriteAsync("here"));
        foreach (var host in new[] { "localhost", Dns.GetHostName() })
        {
            await FluentActions.Awaiting(() => Outside.GetAsync(new Uri($"http://{host}:{server.Url.Port}/"), allowLoopback: false, content => content.ReadAsStringAsync(), CancellationToken.None)).Should().ThrowAsync<Exception>();
        }

        server.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("//10.0.0.1/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:s3cr@127.0.0.1/x.png")]
    [InlineData("https://shop.example/x.png")]
    public async Task A_redirect_is_no_way_round(string goal)
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = goal;
            return Task.CompletedTask;
        });

        (await FluentActions.Awaiting(() => Outside.GetAsync(server.Url, allowLoopback: true, content => content.ReadAsStringAsync(), CancellationToken.None)).Should().ThrowAsync<NotFetchedException>()).Which.Message.Should().NotContain("s3cr");
        server.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task A_picture_is_one_by_its_first_bytes_and_has_10_MB_at_the_most()
    {
        await using var world = new ListingWorld();
        var depot = new ImageDepot(new ConnectorSettings { Data = world.Data, AllowLoopback = true }, world.Connector.GetRequiredService<ListingBook>(), TimeProvider.System);
        await using var server = await TestServer.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/page.png": await context.Response.WriteAsync("aws_secret_access_key = 1"); break;
                case "/text.jpg": context.Response.ContentType = "image/jpeg"; await context.Response.WriteAsync("{\"token\":1}"); break;
                case "/empty.png": break;
                default: await EndlessAsync(context, Png); break;
            }
        });

        var (images, faults, later) = await depot.BringAsync(ListingWorld.Uk, world.Shops.Of(ListingWorld.Uk), [.. new[] { "page.png", "text.jpg", "empty.png", "endless.png" }.Select(name => server.Url + name)], allTheSame: true, CancellationToken.None);

        images.Should().BeEmpty();
        // A page in the place of a picture is a host's that is out of order, mostly: it is waited for. Nothing of it is passed on.
        later!.Sentence.Should().EndWith("it is no JPG, PNG, WEBP, HEIC or BMP, whatever its address says");
        const string none = "it is no JPG, PNG, WEBP, HEIC or BMP, whatever its address says";
        faults.Select(fault => fault.Sentence.Split(": ")[^1]).Should().Equal(none, none, none, "it has more than 10 MB");
    }

    [Fact]
    public async Task A_list_of_issues_without_end_is_not_read_and_what_it_leads_to_neither()
    {
        await using var server = await TestServer.StartAsync(context => EndlessAsync(context, Encoding.UTF8.GetBytes("row,sku,issue\n")));

        var before = GC.GetTotalAllocatedBytes();
        (await FluentActions.Awaiting(() => IssueFile.GetAsync(server.Url.ToString(), allowLoopback: true, TimeProvider.System, CancellationToken.None)).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain($"longer than {IssueFile.Most} bytes");
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(12L * IssueFile.Most);
        (await FluentActions.Awaiting(() => IssueFile.GetAsync(server.Url.ToString(), allowLoopback: false, TimeProvider.System, CancellationToken.None)).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("private network");
        FluentActions.Invoking(() => IssueFile.Read(Encoding.UTF8.GetBytes("sku\n" + string.Concat(Enumerable.Repeat("a\n", IssueFile.MostRows + 1))))).Should().Throw<RemoteFailedException>().WithMessage($"*more than {IssueFile.MostRows} rows*");
        foreach (var address in new[] { "http://files.example/x.csv", "file:///etc/passwd", "x", "ftp://files.example/x" })
        {
            (await FluentActions.Awaiting(() => IssueFile.GetAsync(address, allowLoopback: true, TimeProvider.System, CancellationToken.None)).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("not one of https");
        }
    }

    [Theory]
    [InlineData("https://10.255.255.1/hook")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[fd00::1]/hook")]
    public async Task A_receiver_of_notices_in_a_private_network_is_called_only_where_that_is_allowed(string address)
    {
        var channels = new NoticeChannels(new HttpClient(new Elsewhere()), TimeProvider.System);
        var message = new NoticeMessage { Event = NoticeEvent.Trial, SentAt = DateTimeOffset.UnixEpoch, Receiver = "team" };

        (await FluentActions.Awaiting(() => channels.CallAsync(new NoticeWebhook { Url = address }, message, default)).Should().ThrowAsync<RemoteFailedException>()).Which.Sentence.Should().Contain("private network");
        await channels.CallAsync(new NoticeWebhook { Url = address, AllowPrivate = true }, message, default);
    }

    /// <summary>What answers where calls are let out.</summary>
    private sealed class Elsewhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }

    private static async Task EndlessAsync(HttpContext context, byte[] head)
    {
        try
        {
            await context.Response.Body.WriteAsync(head);
            var much = new byte[64 * 1024];
            Array.Fill(much, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(much, context.RequestAborted);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
        }
    }
}
