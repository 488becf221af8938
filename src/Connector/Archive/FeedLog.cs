using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.Archive;

/// <summary>
/// All communication with TikTok and its drop, call by call, where an account's synchronization policy wants it: <c>logs/ACCOUNT/feed-log-DAY.jsonl</c> in
/// the data folder. Method, address without query, answer, time and size; no header and no body, so that no secret can be in it. Checklist SYN-17, LOG-02.
/// </summary>
public sealed class FeedLog(ConnectorSettings settings, TimeProvider clock)
{
    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly AsyncLocal<string?> _account = new();
    private readonly Lock _lock = new();
    private string? _refusal;

    /// <summary>From here on, calls of this flow of work are an account's; until what is given back is disposed.</summary>
    /// <param name="account">The account's name; null: they are not logged.</param>
    public IDisposable For(string? account)
    {
        var before = _account.Value;
        _account.Value = account;
        return new Ending(() => _account.Value = before);
    }

    /// <summary>Why calls could not be noted since this was last asked; null: all of them were.</summary>
    public string? TakeRefusal() => Interlocked.Exchange(ref _refusal, null);

    /// <summary>Stands before the connections and notes each call.</summary>
    public DelegatingHandler Handler(HttpMessageHandler inner) => new Noting(this) { InnerHandler = inner };

    /// <summary>
    /// Notes what TikTok answered in a body whose HTTP status does not show it: its code and its id of the call, where it is a refusal. Of calls that are not logged nothing is noted.
    /// </summary>
    internal static void Said(HttpResponseMessage answer, long? code, string? requestId)
    {
        if (code is not (null or 0) && answer.RequestMessage?.Options.TryGetValue(Telling, out var tell) == true)
        {
            tell(code.Value, requestId);
        }
    }

    private static readonly HttpRequestOptionsKey<Action<long, string?>> Telling = new("connector.feed-log");

    private long Began() => clock.GetTimestamp();

    private TimeSpan Took(long began) => clock.GetElapsedTime(began);

    private void Note(string account, HttpRequestMessage request, HttpResponseMessage? answer, string? fault, TimeSpan took) => Write(account, now => new
    {
        at = At(now),
        method = request.Method.Method,
        url = Url(request),
        sent = request.Content?.Headers.ContentLength,
        status = (int?)answer?.StatusCode,
        received = answer?.Content.Headers.ContentLength,
        fault,
        ms = Math.Round(took.TotalMilliseconds, 1),
    });

    private void Note(string account, HttpRequestMessage request, long code, string? requestId) => Write(account, now => new { at = At(now), method = request.Method.Method, url = Url(request), code, request = requestId });

    private static string At(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string? Url(HttpRequestMessage request) => request.RequestUri?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private void Write<T>(string account, Func<DateTimeOffset, T> what)
    {
        var now = clock.GetUtcNow();
        var folder = Path.Combine(settings.Data, "logs", account);
        var line = JsonSerializer.Serialize(what(now), OneLine);
        try
        {
            lock (_lock)
            {
                Directory.CreateDirectory(folder);
                File.AppendAllText(Path.Combine(folder, $"feed-log-{now.UtcDateTime:yyyy-MM-dd}.jsonl"), line + "\n");
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A disk that is full must not undo a call that was made; who made it is told at the end.
            Interlocked.Exchange(ref _refusal, refused.Message);
        }
    }

    private sealed class Noting(FeedLog log) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (log._account.Value is not { } account)
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }

            var began = log.Began();
            request.Options.Set(Telling, (code, id) => log.Note(account, request, code, id));
            try
            {
                var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                log.Note(account, request, answer, null, log.Took(began));
                return answer;
            }
            catch (Exception fault)
            {
                log.Note(account, request, null, fault.GetType().Name, log.Took(began));
                throw;
            }
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
