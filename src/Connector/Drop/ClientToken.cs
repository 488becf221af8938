using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Lines;

namespace Connector.Drop;

/// <summary>
/// The bearer token of an API client (OAuth client credentials, RFC 6749 4.4), as Salesforce's Account Manager gives it for half an
/// hour. Got when it is first needed, again two minutes before it ends, and again when a server refuses it; once for all calls that need
/// it at the same time. Kept in memory only.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing that has to be given back.
public sealed class ClientToken
#pragma warning restore CA1001
{
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LifeWhereUntold = TimeSpan.FromMinutes(5);

    /// <summary>RFC 6750 2.1.</summary>
    private static readonly SearchValues<char> TokenLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly AuthenticationHeaderValue _client;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private Held? _held;

    /// <summary>What to ask leave for (RFC 6749 3.3). Default: all that the client may do.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="url">The token endpoint.</param>
    /// <param name="clientId">The API client's id.</param>
    /// <param name="secret">Its secret. Sent as Salesforce's own tools send it: not form-encoded, as RFC 6749 2.3.1 would have it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retries">How often a call is repeated after a fault that can heal.</param>
    public ClientToken(HttpClient http, Uri url, string clientId, Secret secret, TimeProvider time, int retries = 5)
    {
        (_http, _url, _time) = (http, url, time);
        _client = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret.Reveal()}")));
        _backOff = new BackOff(retries, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), time, null);
    }

    /// <summary>For <see cref="WebDavClient"/>. Calls that need a token at once wait for the one that asks.</summary>
    /// <exception cref="PersonMustDecideException">The endpoint does not know the client or its secret.</exception>
    /// <exception cref="RemoteFailedException">The endpoint cannot be reached, and no token is held that still holds good.</exception>
    public async ValueTask<AuthenticationHeaderValue?> AuthorizeAsync(AuthenticationHeaderValue? refused, CancellationToken cancellation)
    {
        if (Good(refused) is { } good)
        {
            return good;
        }

        await _asking.WaitAsync(cancellation);
        try
        {
            return Good(refused) ?? await RenewAsync(refused, cancellation);
        }
        finally
        {
            _asking.Release();
        }
    }

    private AuthenticationHeaderValue? Good(AuthenticationHeaderValue? refused) => _held is { } held && _time.GetUtcNow() < held.RenewAt && !held.Token.Equals(refused) ? held.Token : null;

    private async Task<AuthenticationHeaderValue> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellation)
    {
        var asked = _time.GetUtcNow();
        if (_held is { } held && asked < held.EndsAt && !held.Token.Equals(refused))
        {
            // It is only to be renewed ahead: an endpoint that cannot do so now stops nobody yet.
            var early = await AskAsync(cancellation);
            if (early.Fault is { Mend: not Mend.ByPerson })
            {
                _held = held with { RenewAt = asked + (held.EndsAt - asked) / 2 };
                return held.Token;
            }

            return Keep(early.OrThrow(), asked);
        }

        return Keep((await _backOff.RunAsync((_, inner) => AskAsync(inner), cancellation)).OrThrow(), asked);
    }

    private AuthenticationHeaderValue Keep((string Token, TimeSpan Life) given, DateTimeOffset asked)
    {
        var token = new AuthenticationHeaderValue("Bearer", given.Token);
        _held = new Held(token, asked + given.Life - (given.Life > Ahead * 2 ? Ahead : given.Life / 2), asked + given.Life);
        return token;
    }

    private async ValueTask<Try<(string Token, TimeSpan Life)>> AskAsync(CancellationToken cancellation)
    {
        var call = $"POST {_url.GetLeftPart(UriPartial.Path)}";
        using var deadline = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url);
            LineBreakers.Ordered(request, by: cancellation);
            request.Headers.Authorization = _client;
            request.Content = new FormUrlEncodedContent(
                Scopes.Count > 0 ? [new("grant_type", "client_credentials"), new("scope", string.Join(' ', Scopes))] : [new("grant_type", "client_credentials")]);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = NoEcho.Strip(await Http.ReadAtMostAsync(answer.Content, MaxAnswerBytes, either.Token), request);
            return answer.IsSuccessStatusCode ? Read(body, call) : Try.Failed<(string, TimeSpan)>(Refused(answer, body, call));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<(string, TimeSpan)>(Http.TimedOut("token", call, Limit));
        }
        catch (RemoteFailedException untried) when (LineBreakers.IsUntried(untried))
        {
            return Try.Failed<(string, TimeSpan)>(new Fault(untried.Code, untried.Sentence, untried.Remedy) { Mend = Mend.Later, RetryAfter = untried.RetryAfter, Cause = untried });
        }
        catch (HttpRequestException broken)
        {
            return Try.Failed<(string, TimeSpan)>(Http.FaultOf(broken, "token", call));
        }
        catch (IOException broken)
        {
            return Try.Failed<(string, TimeSpan)>(new Fault("token.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to the server.") { Cause = broken });
        }
    }

    private static Try<(string, TimeSpan)> Read(byte[]? body, string call)
    {
        try
        {
            using var answer = JsonDocument.Parse(body ?? []);
            if (answer.RootElement.TryGetProperty("access_token", out var token) && token.GetString() is { Length: > 0 } text && !text.AsSpan().ContainsAnyExcept(TokenLetters))
            {
                var life = answer.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var number) && number > 0 ? TimeSpan.FromSeconds(number) : LifeWhereUntold;
                return Try.Got((text, life));
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // What was answered is not repeated: it may hold half a token.
        }

        return Try.Failed<(string, TimeSpan)>(new Fault("token.unreadable", $"{call}: the answer holds no token that can be read.", "Check that the token URL is that of a token endpoint.") { Mend = Mend.ByPerson });
    }

    private Fault Refused(HttpResponseMessage answer, byte[]? body, string call)
    {
        var status = (int)answer.StatusCode;
        var sentence = $"{call} was answered {status}{(ErrorCode(body) is { } code ? $" ({code})" : "")}.";
        if (status is >= 300 and < 400)
        {
            return new Fault("token.redirected", sentence, $"Set the token URL to where the endpoint really is: it points to {WebDavStatus.Place(_url, answer)}. The client's secret is not carried there.") { Mend = Mend.ByPerson };
        }

        return status is 408 or 429 or >= 500
            ? new Fault("token.busy", sentence, "The token endpoint is busy; if it stays so, look at the status page of its owner.") { RetryAfter = Http.RetryAfter(answer, _time) }
            : new Fault("token.denied", sentence, "Check the client id, its secret and the token URL; on SFCC the API client and its password are kept in Account Manager.") { Mend = Mend.ByPerson };
    }

    /// <summary>RFC 6749 5.2; only a plain word is repeated.</summary>
    private static string? ErrorCode(byte[]? body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body ?? []);
            return answer.RootElement.TryGetProperty("error", out var error) && error.GetString() is { Length: > 0 and < 60 } text && text.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') ? text : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="Token">What is shown.</param>
    /// <param name="RenewAt">From when on another one is asked for.</param>
    /// <param name="EndsAt">From when on it counts no more.</param>
    private sealed record Held(AuthenticationHeaderValue Token, DateTimeOffset RenewAt, DateTimeOffset EndsAt);
}
