using Connector.Alerts;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Listings;

/// <summary>
/// The two calls that give tokens (facts/tiktok.md 3.1). They are not signed; secrets stand in the query, so that an address of theirs is never told of: neither in a log nor in a
/// fault.
/// </summary>
internal sealed class ShopTokenCalls(HttpClient http, ShopSettings settings, TimeProvider time, Random? jitter)
{
    private const int MaxAnswerBytes = 256 * 1024;

    /// <summary>A message that names one of these is about the app, not about the grant.</summary>
    private static readonly string[] OfTheApp = ["app_key", "app_secret", "grant_type"];

    private readonly BackOff _backOff = settings.Patience.BackOff(time, jitter);

    /// <summary>Gives the tokens for a code, which TikTok takes once.</summary>
    public Task<Try<TokenGrant>> GetAsync(string code, CancellationToken cancellation) =>
        SendAsync("/api/v2/token/get", $"auth_code={Uri.EscapeDataString(code)}&grant_type=authorized_code", cancellation);

    /// <summary>Gives new tokens for a refresh token. Whether the old refresh token stays good is not documented.</summary>
    public Task<Try<TokenGrant>> RefreshAsync(Secret refresh, CancellationToken cancellation) =>
        SendAsync("/api/v2/token/refresh", $"refresh_token={Uri.EscapeDataString(refresh.Reveal())}&grant_type=refresh_token", cancellation);

    /// <summary>Whether TikTok may have changed the tokens although no new ones arrived.</summary>
    public static bool IsUnsure(Fault fault) => fault.Code is "shop.doubt" or "shop.unreadable";

    /// <summary>Whether TikTok said that the grant itself is no longer good.</summary>
    /// <remarks>One code stands for much here, and a wrong app secret must not end the grant: that is told apart by the message alone.</remarks>
    public static bool IsOver(Fault fault) => fault is ShopCallFault { Refusal: { Code: 105001 or (>= 36_004_000 and < 36_005_000) } refusal }
        && refusal.Message is var message && !OfTheApp.Any(name => message?.Contains(name, StringComparison.OrdinalIgnoreCase) == true);

    private Task<Try<TokenGrant>> SendAsync(string path, string query, CancellationToken cancellation)
    {
        var url = new Uri(
            $"{settings.AuthUrl.AbsoluteUri.TrimEnd('/')}{path}?app_key={Uri.EscapeDataString(settings.AppKey)}&app_secret={Uri.EscapeDataString(settings.AppSecret.Reveal())}&{query}");
        return _backOff.RunAsync((_, inner) => OnceAsync($"GET {path}", url, inner), cancellation);
    }

    private async ValueTask<Try<TokenGrant>> OnceAsync(string call, Uri url, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(settings.Patience.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            LineBreakers.Ordered(request, by: cancellation);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var envelope = Envelope.Read(await Http.ReadAtMostAsync(answer.Content, MaxAnswerBytes, either.Token).ConfigureAwait(false));
            if (ShopCallFault.Of(call, answer, envelope with { Message = Without(envelope.Message, url) }, Repeat.Doubtful, time) is { } fault)
            {
                return Try.Failed<TokenGrant>(fault);
            }

            return TokenGrant.Read(envelope.Data, time.GetUtcNow()) is { } grant
                ? Try.Got(grant)
                : Try.Failed<TokenGrant>(ShopCallFault.NoAnswer(ShopCallFault.Unreadable(call, "it has no token"), Repeat.Doubtful));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<TokenGrant>(ShopCallFault.NoAnswer(Http.TimedOut("shop", call, settings.Patience.Timeout), Repeat.Doubtful));
        }
        catch (HttpRequestException broken)
        {
            var fault = Http.FaultOf(broken, "shop", call);
            return Try.Failed<TokenGrant>(broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? fault : ShopCallFault.NoAnswer(fault, Repeat.Doubtful));
        }
        catch (IOException broken)
        {
            return Try.Failed<TokenGrant>(ShopCallFault.NoAnswer(new Fault("shop.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to TikTok.") { Cause = broken }, Repeat.Doubtful));
        }
    }

    /// <summary>A message that repeats what was asked repeats secrets.</summary>
    private static string? Without(string? message, Uri url) => message is null ? null : url.Query.TrimStart('?').Split('&')
        .Select(pair => Uri.UnescapeDataString(pair[(pair.IndexOf('=') + 1)..])).Where(value => value.Length >= 6).Aggregate(message, (text, value) => text.Replace(value, "***", StringComparison.Ordinal));
}
