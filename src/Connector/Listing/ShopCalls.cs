using Connector.Archive;
using System.Text.Json;
using Connector.Alerts;
using Connector.Drop;
using Connector.Lines;

namespace Connector.Listings;

/// <summary>
/// Makes calls to the Shop Open Platform: signs them, keeps the pace, repeats what is harmless, and lets the access token be refreshed once where TikTok says that it has expired.
/// </summary>
/// <param name="http">From <see cref="Http.NewClient"/>.</param>
/// <param name="account">Who calls; takes turns with other accounts.</param>
/// <param name="settings">Where to, with which app, how fast and how patiently.</param>
/// <param name="access">Gives the token and the shop. Given the access that TikTok called expired, it gives another one.</param>
/// <param name="pace">Shared by all who call.</param>
/// <param name="time">The clock.</param>
/// <param name="jitter">Dice for the waits; shared dice when null.</param>
/// <param name="denied">Told where TikTok says that an access is withdrawn (105001).</param>
internal sealed class ShopCalls(
    HttpClient http, string account, ShopSettings settings, Func<ShopAccess?, CancellationToken, Task<ShopAccess>> access, ShopPace pace, TimeProvider time, Random? jitter, Action<ShopAccess, string>? denied)
{
    private const long Withdrawn = 105001;

    private readonly BackOff _backOff = settings.Patience.BackOff(time, jitter);

    /// <summary>What TikTok answered.</summary>
    /// <param name="Data">The answer's data.</param>
    /// <param name="RequestId">TikTok's id of the call.</param>
    public sealed record Answer(JsonElement? Data, string? RequestId);

    /// <summary>The answer's data as a record; a refusal is thrown.</summary>
    public async Task<T> ReadAsync<T>(ShopCall call, CancellationToken cancellation)
        where T : class
    {
        var answer = (await SendAsync(call, cancellation).ConfigureAwait(false)).OrThrow();
        return Shaped<T>(call, answer).OrThrow() ?? throw ShopCallFault.Unreadable(call.Kind, "data is missing").ToException();
    }

    /// <summary>A call whose answer says nothing; a refusal is thrown.</summary>
    public async Task MakeAsync(ShopCall call, CancellationToken cancellation) => (await SendAsync(call, cancellation).ConfigureAwait(false)).OrThrow();

    /// <summary>A call about one thing: its faults are told, others are thrown.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="lacks">What a value without faults lacks, if it cannot be one: nobody knows then what came of the call. Null, or nothing: it is whole.</param>
    public async Task<ShopOutcome<T>> AboutAsync<T>(ShopCall call, CancellationToken cancellation, Func<T, string?>? lacks = null)
        where T : class
    {
        var answer = await SendAsync(call, cancellation).ConfigureAwait(false);
        if (answer.Fault is ShopCallFault { Refusal: { Action: CodeAction.Item or CodeAction.DailyCap } refusal })
        {
            return new ShopOutcome<T>(null, [refusal]);
        }

        var given = answer.OrThrow();
        var value = Shaped<T>(call, given).OrThrow() ?? throw ShopCallFault.Unreadable(call.Kind, "data is missing").ToException();
        var faults = ShopCallFault.Errors(given.Data, given.RequestId);
        return faults.Count == 0 && lacks?.Invoke(value) is { } lack
            ? throw ShopCallFault.Unreadable(call.Kind, $"{lack} is missing").ToException()
            : new ShopOutcome<T>(value, faults);
    }

    /// <summary>A call about several things.</summary>
    public async Task<ShopBatchOutcome> AboutAllAsync(ShopCall call, IReadOnlyList<string> asked, Func<ShopRefusal, string> id, CancellationToken cancellation)
    {
        var answer = await SendAsync(call, cancellation).ConfigureAwait(false);
        if (answer.Fault is ShopCallFault { Refusal: { Action: CodeAction.Item or CodeAction.DailyCap } refusal })
        {
            return new ShopBatchOutcome([], [refusal]);
        }

        var given = answer.OrThrow();
        return ShopBatchOutcome.Of(asked, ShopCallFault.Errors(given.Data, given.RequestId), id);
    }

    private static Try<T?> Shaped<T>(ShopCall call, Answer answer)
        where T : class
    {
        try
        {
            return Try.Got(answer.Data is { } data ? ShopJson.Read<T>(data) : null);
        }
        catch (JsonException shape)
        {
            return Try.Failed<T?>(ShopCallFault.Unreadable(call.Kind, shape.Message.TrimEnd('.')));
        }
    }

    private async Task<Try<Answer>> SendAsync(ShopCall call, CancellationToken cancellation)
    {
        var allowed = await access(null, cancellation).ConfigureAwait(false);
        var answer = await PatientlyAsync(call, allowed, cancellation).ConfigureAwait(false);
        if (answer.Fault is not { Code: "shop.expired" })
        {
            return answer;
        }

        return await PatientlyAsync(call, await access(allowed, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private Task<Try<Answer>> PatientlyAsync(ShopCall call, ShopAccess allowed, CancellationToken cancellation)
    {
        if (call.NamesShop && allowed.Cipher.Length == 0)
        {
            throw new PersonMustDecideException("shop.none", $"No shop of TikTok's is chosen for account {account}.", "Set shop.shopId in the account to one of those that were authorised.");
        }

        var line = (settings.AppKey, call.NamesShop ? allowed.ShopId : "", call.Kind);
        return _backOff.RunAsync(
            async (_, inner) =>
            {
                await pace.WaitAsync(line, account, settings.CallsPerSecond, inner).ConfigureAwait(false);
                var answer = await OnceAsync(call, allowed, inner).ConfigureAwait(false);
                if (answer.Fault is { Status: 429 or 503 } or ShopCallFault { Refusal.Action: CodeAction.Wait })
                {
                    pace.Rest(line, settings.Patience.FirstDelay);
                }

                if (answer.Fault is ShopCallFault { Refusal.Code: Withdrawn } withdrawn)
                {
                    denied?.Invoke(allowed, withdrawn.Sentence);
                }

                return answer;
            },
            cancellation);
    }

    private async Task<Try<Answer>> OnceAsync(ShopCall call, ShopAccess allowed, CancellationToken cancellation)
    {
        var said = $"{call.Method} {call.Path}";
        using var deadline = new CancellationTokenSource(settings.Patience.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            // Signed anew for each try: a signature is good for five minutes.
            using var request = call.Signed(settings, allowed, time.GetUtcNow());
            LineBreakers.Ordered(request, by: cancellation);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (await Http.ReadAtMostAsync(answer.Content, settings.MaxAnswerBytes, either.Token).ConfigureAwait(false) is not { } body)
            {
                return Try.Failed<Answer>(ShopCallFault.NoAnswer(ShopCallFault.Unreadable(said, $"it is longer than {settings.MaxAnswerBytes} bytes"), call.Repeat));
            }

            var envelope = Envelope.Read(body, answer);
            FeedLog.Said(answer, envelope.Code, envelope.RequestId);
            return ShopCallFault.Of(said, answer, envelope, call.Repeat, time) is { } fault
                ? Try.Failed<Answer>(fault)
                : Try.Got(new Answer(envelope.Data, envelope.RequestId));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Try.Failed<Answer>(ShopCallFault.NoAnswer(Http.TimedOut("shop", said, settings.Patience.Timeout), call.Repeat));
        }
        catch (HttpRequestException broken)
        {
            var fault = Http.FaultOf(broken, "shop", said);
            return Try.Failed<Answer>(broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? fault : ShopCallFault.NoAnswer(fault, call.Repeat));
        }
        catch (IOException broken)
        {
            return Try.Failed<Answer>(ShopCallFault.NoAnswer(new Fault("shop.unreachable", $"{said}: the line broke: {broken.Message}", "Check the line to TikTok.") { Cause = broken }, call.Repeat));
        }
    }
}
