using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Worker.Tests.Secrets;

/// <summary>
/// A server that repeats what it hears in all the places in which it could come back to be told: status line, redirect, headers, body, and as what is no HTTP at all. It speaks no TLS either.
/// </summary>
internal sealed class Parrot : IAsyncDisposable
{
    private readonly TcpListener _door = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _answering;
    private readonly ConcurrentQueue<string> _heard = new();
    private int _number;

    public Parrot()
    {
        _door.Start();
        _answering = AnswerAllAsync();
    }

    public string Authority => $"127.0.0.1:{((IPEndPoint)_door.LocalEndpoint).Port}";

    /// <summary>All that was said to it.</summary>
    public string Heard => string.Join('\n', _heard);

    /// <summary>Which of its ways it answers in; null: one after the other.</summary>
    public int? Way { get; set; }

    public static int Ways => 7;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _door.Stop();
        await _answering;
        _end.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        try
        {
            while (true)
            {
                var line = await _door.AcceptTcpClientAsync(_end.Token);
                _ = AnswerAsync(line);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            var stream = client.GetStream();
            var said = await HearAsync(stream);
            _heard.Enqueue(said);
            var words = Words(said);
            var (one, all) = (words.FirstOrDefault() ?? "nothing", string.Join(' ', words));
            var json = $$"""{"code":40105,"message":"you said {{all.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}}","request_id":"{{one.Replace("\"", "", StringComparison.Ordinal)}}"}""";
            var answer = ((Way ?? Interlocked.Increment(ref _number)) % Ways) switch
            {
                0 => $"HTTP/1.1 403 No {all}\r\nWWW-Authenticate: Basic realm=\"{one}\"\r\n{Body(json)}",
                1 => $"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/{Uri.EscapeDataString(all)}?{one}\r\n{Body(all)}",
                2 => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{Body(json)}",
                3 => $"HTTP/1.1 207 Multi-Status\r\nContent-Type: application/xml\r\n{Body($"<{one} xmlns=\"DAV:\"><{all}></{one}>")}",
                4 => $"HTTP/1.1 400 {one}\r\n{Body("<html>" + all)}",
                5 => $"HTTP/1.1 200 OK\r\n{Body("{" + all)}",
                _ => $"HTTP/{all} is not HTTP\r\n{all}\r\n\r\n",
            };
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException)
        {
        }
    }

    /// <summary>The head, and as much of a short body as is there.</summary>
    private async Task<string> HearAsync(NetworkStream stream)
    {
        var (buffer, said) = (new byte[64 * 1024], "");
        int got;
        while ((got = await stream.ReadAsync(buffer, _end.Token)) > 0)
        {
            said += Encoding.Latin1.GetString(buffer, 0, got);
            if (said.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                var length = said.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line ? int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
                if (said.Length >= end + 4 + Math.Min(length, 50_000))
                {
                    break;
                }
            }
            else if (said[0] == '\u0016' || said.Length > 100_000)
            {
                break;
            }
        }

        return said;
    }

    /// <summary>The secrets that were said, as they were said and decoded.</summary>
    private static List<string> Words(string said)
    {
        var words = new List<string>();
        foreach (var line in said.Split("\r\n"))
        {
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            if (line.StartsWith("Authorization: Basic ", StringComparison.OrdinalIgnoreCase))
            {
                var both = Encoding.Latin1.GetString(Convert.FromBase64String(value[6..]));
                words.AddRange([value[6..], both, both[(both.IndexOf(':', StringComparison.Ordinal) + 1)..]]);
            }
            else if (line.StartsWith("Authorization: Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                words.Add(value[7..]);
            }
            else if (line.StartsWith("Access-Token:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("x-tts-access-token:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("x-key:", StringComparison.OrdinalIgnoreCase))
            {
                words.Add(value);
            }
        }

        foreach (var name in new[] { "app_secret=", "refresh_token=", "auth_code=" })
        {
            words.AddRange(said.Split([' ', '&', '?']).Where(part => part.StartsWith(name, StringComparison.Ordinal)).Select(part => Uri.UnescapeDataString(part[name.Length..])));
        }

        if (said.Split("\"webdav_password\":\"") is [_, var rest, ..])
        {
            words.Add(rest.Split('"')[0]);
        }

        return words;
    }

    private static string Body(string text) => $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}";
}
