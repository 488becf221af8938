using Connector.Archive;
using System.Net.Http.Headers;
using System.Text.Json;
using Connector.Alerts;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Review;

/// <summary>
/// One call of TikTok's Business API, with its pace, its retries and its verdict: errors come under HTTP 200 as well, so the business code decides. Many may call at once: they share
/// one pace.
/// </summary>
internal sealed class BusinessApi
{
    private readonly HttpClient _http;
    private readonly ReviewSettings _settings;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly Pace _pace;

    public BusinessApi(HttpClient http, ReviewSettings settings, TimeProvider time, Random? jitter, Pace? pace)
    {
        if (settings.Faults() is { Count: > 0 } faults)
        {
            throw new PersonMustDecideException("review.settings", "TikTok's catalog cannot be asked: " + string.Join(" ", faults), "Correct the account's review settings.");
        }

        (_http, _settings, _time) = (http, settings, time);
        _backOff = settings.Patience.BackOff(time, jitter);
        _pace = pace ?? new Pace(settings.QueriesPerSecond, time);
    }

    public ReviewSettings Settings => _settings;

    /// <summary>The ids that every call of a catalog carries, as a query.</summary>
    public string Ids(string catalogId) => $"bc_id={Uri.EscapeDataString(_settings.BcId)}&catalog_id={Uri.EscapeDataString(catalogId)}";

    /// <summary>Asks; what can heal is asked again.</summary>
    public Task<Try<JsonElement>> GetAsync(string path, string query, CancellationToken cancellation) => RepeatAsync(HttpMethod.Get, path, Url($"{path}?{query}"), null, cancellation);

    /// <summary>Tells something that may be told twice without harm; what can heal is told again.</summary>
    public Task<Try<JsonElement>> PostAsync(string path, object body, CancellationToken cancellation) =>
        RepeatAsync(HttpMethod.Post, path, Url(path), JsonSerializer.SerializeToUtf8Bytes(body), cancellation);

    /// <summary>Tells something once: whoever gets no answer looks first what came of it.</summary>
    public async Task<Try<JsonElement>> PostOnceAsync(string path, object body, CancellationToken cancellation)
    {
        await _pace.WaitAsync(cancellation);
        return await PacedAsync(HttpMethod.Post, path, Url(path), JsonSerializer.SerializeToUtf8Bytes(body), cancellation);
    }

    private Uri Url(string path) => new($"{_settings.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");

    private Task<Try<JsonElement>> RepeatAsync(HttpMethod method, string path, Uri url, byte[]? body, CancellationToken cancellation) => _backOff.RunAsync(
        async (_, inner) =>
        {
            await _pace.WaitAsync(inner);
            return await PacedAsync(method, path, url, body, inner);
        },
        cancellation);

    private async Task<Try<JsonElement>> PacedAsync(HttpMethod method, string path, Uri url, byte[]? body, CancellationToken cancellation)
    {
        var answer = await OnceAsync(method, path, url, body, cancellation);
        if (answer.Fault?.Rest is { } rest)
        {
            _pace.Rest(rest);
        }

        return answer;
    }

    private async Task<Try<JsonElement>> OnceAsync(HttpMethod method, string path, Uri url, byte[]? body, CancellationToken cancellation)
    {
        var call = $"{method} {url.GetLeftPart(UriPartial.Path)}";
        using var deadline = new CancellationTokenSource(_settings.Patience.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(method, url);
            LineBreakers.Ordered(request, by: cancellation);
            request.Headers.TryAddWithoutValidation("Access-Token", _settings.AccessToken.Reveal());
            request.Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (await Http.ReadAtMostAsync(answer.Content, _settings.MaxAnswerBytes, either.Token) is not { } read)
            {
                return Try.Failed<JsonElement>(CatalogFault.Unreadable(path, $"it is longer than {_settings.MaxAnswerBytes} bytes"));
            }

            var envelope = Envelope.Read(read, answer);
            FeedLog.Said(answer, envelope.Code, envelope.RequestId);
            return CatalogFault.Of(call, answer, envelope, _settings.QuotaRest, _time) is { } fault
                ? Try.Failed<JsonElement>(fault)
                : Try.Got(envelope.Data ?? default);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<JsonElement>(Http.TimedOut("review", call, _settings.Patience.Timeout));
        }
        catch (HttpRequestException broken)
        {
            return Try.Failed<JsonElement>(Http.FaultOf(broken, "review", call));
        }
        catch (IOException broken)
        {
            return Try.Failed<JsonElement>(new Fault("review.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to TikTok.") { Cause = broken });
        }
    }
}
