using Connector.Archive;
using System.Net.Http.Headers;
using System.Text.Json;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Alerts;

/// <summary>
/// Tells TikTok that files are ready, as Salesforce's own cartridge does: POST <c>/tbp/v2.0/feed/download/</c> without a
/// token; success is HTTP 2xx and <c>code == 0</c>. At least once: what can heal is repeated, and a repeat changes nothing.
/// </summary>
public sealed class FeedAlert
{
    private const string Path = "tbp/v2.0/feed/download/";
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpClient _http;
    private readonly AlertSettings _settings;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private readonly Uri _url;

    /// <param name="http">From <see cref="Http.NewClient"/>.</param>
    /// <param name="settings">Where to and how patiently.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Dice for the waits; shared dice when null.</param>
    public FeedAlert(HttpClient http, AlertSettings settings, TimeProvider time, Random? jitter = null)
    {
        if (settings.Faults() is { Count: > 0 } faults)
        {
            throw new PersonMustDecideException("alert.settings", "TikTok cannot be alerted: " + string.Join(" ", faults), "Correct the account's alert settings.");
        }

        (_http, _settings, _time) = (http, settings, time);
        _backOff = settings.Patience.BackOff(time, jitter);
        _url = new Uri(settings.BaseUrl.AbsoluteUri.TrimEnd('/') + "/" + Path);
    }

    /// <summary>Sends one alert until TikTok takes it.</summary>
    public Task<AlertReceipt> SendAsync(Alert alert, CancellationToken cancellation) => SendAsync(alert, null, cancellation);

    /// <summary>Sends one alert until TikTok takes it.</summary>
    /// <param name="alert">What to say.</param>
    /// <param name="onAttempt">Called after each try, so that the tries of an alert that fails are recorded too.</param>
    /// <param name="cancellation">Ends the tries and the waits between them.</param>
    public async Task<AlertReceipt> SendAsync(Alert alert, Action<AlertAttempt>? onAttempt, CancellationToken cancellation)
    {
        var body = BodyOf(alert);
        var attempts = new List<AlertAttempt>();
        (await _backOff.RunAsync(
            async (_, inner) =>
            {
                var (attempt, fault) = await OnceAsync(body, inner);
                attempts.Add(attempt);
                onAttempt?.Invoke(attempt);
                return fault is null ? Try.Got(true) : Try.Failed<bool>(fault);
            },
            cancellation)).OrThrow();
        return new AlertReceipt(alert, attempts, _time.GetUtcNow());
    }

    /// <summary>Sends several alerts in their order, resting for <see cref="AlertSettings.DeletePause"/> after each delete that another one follows. The first that fails ends it.</summary>
    public async Task<IReadOnlyList<AlertReceipt>> SendAsync(IReadOnlyList<Alert> alerts, Action<AlertAttempt>? onAttempt, CancellationToken cancellation)
    {
        var receipts = new List<AlertReceipt>();
        foreach (var alert in alerts)
        {
            if (receipts is [.., { Alert.UpdateType: UpdateType.Delete }])
            {
                await Task.Delay(_settings.DeletePause, _time, cancellation);
            }

            receipts.Add(await SendAsync(alert, onAttempt, cancellation));
        }

        return receipts;
    }

    private byte[] BodyOf(Alert alert)
    {
        if (!alert.Url.IsAbsoluteUri || alert.Url.UserInfo.Length > 0)
        {
            throw new PersonMustDecideException("alert.url", "The alert's URL is relative or carries credentials.", "Give the whole URL without user and password; TikTok has its own.");
        }

        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            business_platform = _settings.BusinessPlatform,
            external_business_id = _settings.ExternalBusinessId,
            @params = new { url = alert.Url.AbsoluteUri, feed_type = WireText(alert.FeedType), update_type = WireText(alert.UpdateType) },
        });
    }

    private static string WireText(FeedType type) => type switch
    {
        FeedType.Product => "product",
        FeedType.Inventory => "inventory",
        FeedType.Order => "order",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static string WireText(UpdateType type) => type switch
    {
        UpdateType.Create => "create",
        UpdateType.Update => "update",
        UpdateType.Delete => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private async Task<(AlertAttempt Attempt, Fault? Fault)> OnceAsync(byte[] body, CancellationToken cancellation)
    {
        var at = _time.GetUtcNow();
        var call = $"POST {_url}";
        using var deadline = new CancellationTokenSource(_settings.Patience.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url);
            LineBreakers.Ordered(request, by: cancellation);
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var envelope = Envelope.Read(await Http.ReadAtMostAsync(answer.Content, MaxAnswerBytes, either.Token), answer);
            FeedLog.Said(answer, envelope.Code, envelope.RequestId);
            var fault = AlertFault.Of(call, answer, envelope, _time);
            return (new AlertAttempt(at, (int)answer.StatusCode, envelope.Code, envelope.Message, envelope.RequestId, fault?.Sentence), fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NoAnswer(Http.TimedOut("alert", call, _settings.Patience.Timeout));
        }
        catch (HttpRequestException broken)
        {
            return NoAnswer(Http.FaultOf(broken, "alert", call));
        }
        catch (IOException broken)
        {
            return NoAnswer(new Fault("alert.unreachable", $"{call}: the line broke: {broken.Message}", "Check the line to TikTok.") { Cause = broken });
        }

        (AlertAttempt, Fault?) NoAnswer(Fault fault) => (new AlertAttempt(at, null, null, null, null, fault.Sentence), fault);
    }
}
