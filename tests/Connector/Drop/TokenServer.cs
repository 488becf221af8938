using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

/// <summary>A token endpoint, and who has asked it.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private TestServer _server = null!;
    private int _given;

    /// <summary>Tokens that count, each until its end.</summary>
    public Dictionary<string, DateTimeOffset> Good { get; } = new(StringComparer.Ordinal);

    /// <summary>Called with each new token.</summary>
    public Action<string> Given { get; set; } = static _ => { };

    /// <summary>Answers instead, if it does.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = static _ => Task.FromResult(false);

    /// <summary>Seconds that a token lives.</summary>
    public int Life { get; set; } = 1799;

    public int Count => _given;

    public Uri Url => new(_server.Url, "token");

    public static async Task<TokenServer> StartAsync(TimeProvider clock)
    {
        var tokens = new TokenServer();
        tokens._server = await TestServer.StartAsync(async http =>
        {
            if (await tokens.Instead(http))
            {
                return;
            }

            var token = $"token{Interlocked.Increment(ref tokens._given)}";
            lock (tokens.Good)
            {
                tokens.Good[token] = clock.GetUtcNow().AddSeconds(tokens.Life);
            }

            tokens.Given(token);
            await http.Response.WriteAsync($$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{tokens.Life}}}""");
        });
        return tokens;
    }

    /// <summary>Whether the call shows a token that counts; if not, it is answered 401.</summary>
    public bool Admits(HttpContext http, TimeProvider clock)
    {
        lock (Good)
        {
            if (http.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && Good.TryGetValue(token, out var end) && clock.GetUtcNow() < end)
            {
                return true;
            }
        }

        http.Response.StatusCode = 401;
        return false;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
