using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Connector.Listings;
using Connector.Worker.Api;
using Connector.Worker.Commands;
using Connector.Worker.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Secrets;

/// <summary>The doors of the worker, on real sockets: what is too long, too slow, too much or no HTTP is ended without a word about what is behind.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private const string AppSecret = "app-secret-of-the-door";
    private readonly string _folder = Directory.CreateTempSubdirectory("door-").FullName;
    private ServiceProvider _rooms = null!;
    private WebhookDoor _door = null!;
    private LocalApi _api = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), "token-of-the-api");
        _rooms = new ServiceCollection().AddShop().AddLogging().AddConnector(new ConnectorSettings { Data = Path.Combine(_folder, "data") })
            .AddWebhooks(new WebhookSettings { Url = "http://127.0.0.1:0/tiktok", LargestKb = 4 })
            .AddLocalApi(new ApiSettings { Url = "http://127.0.0.1:0", Token = new SecretReference { File = Path.Combine(_folder, "token") } }).BuildServiceProvider();
        (_door, _api) = (_rooms.GetRequiredService<WebhookDoor>(), _rooms.GetRequiredService<LocalApi>());
        await _door.StartAsync(CancellationToken.None);
        await _api.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _door.StopAsync(CancellationToken.None);
        await _api.StopAsync(CancellationToken.None);
        await _rooms.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string, string, string> Requests => new()
    {
        { "a header too long", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + new string('x', 40_000) + "\r\n\r\n", "431" },
        { "headers too many", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"X-{i}: 1\r\n")) + "\r\n", "431" },
        { "an address too long", "GET /" + new string('x', 5_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "414" },
        { "no HTTP", "\u0016\u0003\u0001 hello\r\n\r\n", "400" },
        { "no host", "GET /health HTTP/1.1\r\n\r\n", "400" },
        { "two hosts", "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", "400" },
        { "two lengths", "POST /tiktok HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400" },
        { "length and chunks", "POST /tiktok HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400|401|405" },
        { "another method", "TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer nosy\r\n\r\n", "404|405" },
        { "an address that leads up", "GET /api/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "401|404" },
        { "a broken escape", "GET /%00%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "400|401|404" },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task A_request_that_cannot_be_is_refused_at_both_doors_without_a_word_about_what_is_behind(string what, string request, string statuses)
    {
        foreach (var door in new[] { _door.Url!, _api.Url! })
        {
            var answer = await SayAsync(door.Port, request);

            answer.Should().MatchRegex($"^HTTP/1.1 ({statuses}) ", "of {0}", what);
            answer.Should().NotContainAny("   at ", "Exception", _folder, "Kestrel", "nosy", "Server:");
            answer.Length.Should().BeLessThan(1_500);
        }
    }

    [Fact]
    public async Task Whoever_sends_a_body_drop_by_drop_or_no_head_at_all_is_hung_up_on()
    {
        // Both at once: the doors wait some seconds for each.
        var slow = SayAsync(_door.Url!.Port, "POST /tiktok HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n\r\n{");
        var half = SayAsync(_api.Url!.Port, "GET /health HTTP/1.1\r\nHost: 127");

        (await slow).Should().StartWith("HTTP/1.1 408");
        (await half).Should().StartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task Many_who_only_hold_a_line_do_not_open_more_than_the_door_has()
    {
        var held = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                held.Add(await LineAsync(_api.Url!.Port, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
                (await held[^1].GetStream().ReadAsync(new byte[4_096])).Should().BePositive();
            }

            using var more = await LineAsync(_api.Url!.Port, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            (await HeardAsync(more)).Should().Be(0, "it is hung up on");
        }
        finally
        {
            held.ForEach(line => line.Dispose());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer token-of-the-ap")]
    [InlineData("Bearer token-of-the-apix")]
    [InlineData("Bearer TOKEN-OF-THE-API")]
    [InlineData("Basic token-of-the-api")]
    [InlineData("token-of-the-api")]
    public async Task A_token_that_is_nearly_right_is_wrong(string authorization)
    {
        using var http = new HttpClient { BaseAddress = _api.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await http.GetStringAsync("/health")).Should().MatchRegex("^\\{\\s*\"healthy\": true\\s*\\}$");
    }

    [Fact]
    public void A_signature_is_compared_whole_and_only_in_its_own_form()
    {
        var (key, secret, body) = ("29a39d", new Secret(AppSecret), "{}"u8.ToArray());
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), Encoding.UTF8.GetBytes(key + "{}")));

        WebhookSignature.IsRight(key, secret, body, right).Should().BeTrue();
        foreach (var wrong in new[] { null, "", right[..^1], right + "0", right[..^1] + (right[^1] == '0' ? '1' : '0'), "sha256=" + right, right.Replace(right[0], 'g'), new string('0', 64), "\u0660" + right[1..] })
        {
            WebhookSignature.IsRight(key, secret, body, wrong).Should().BeFalse();
        }
    }

    private static async Task<int> HeardAsync(TcpClient line)
    {
        try
        {
            return await line.GetStream().ReadAsync(new byte[10]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<TcpClient> LineAsync(int port, string said)
    {
        var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, port);
        await line.GetStream().WriteAsync(Encoding.Latin1.GetBytes(said));
        return line;
    }

    /// <summary>What is answered until the line is closed; what was answered, where it is cut.</summary>
    private static async Task<string> SayAsync(int port, string said)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(IPAddress.Loopback, port);
        var (stream, heard, buffer) = (line.GetStream(), "", new byte[8_192]);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(said));
            int got;
            while ((got = await stream.ReadAsync(buffer)) > 0)
            {
                heard += Encoding.Latin1.GetString(buffer, 0, got);
                if (heard.Contains("\r\n\r\n", StringComparison.Ordinal) && !heard.Contains("Connection: close", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // Refused before all was said.
        }

        return heard;
    }
}
