using Polly;
using Polly.CircuitBreaker;

namespace Connector.Lines;

/// <summary>An account's line to a host, with its breaker.</summary>
internal sealed class Line
{
    /// <summary>So many calls, and none that went well, within <see cref="Window"/> break it.</summary>
    private const int Failures = 8;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstRest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(30);

    private readonly string _for;
    private readonly BrokenLines _broken;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<HttpResponseMessage> _breaker;
    private readonly Lock _gate = new();
    private DateTimeOffset? _since;
    private string _because = "";
    private BrokenLine? _rests;

    public Line(string of, string host, BrokenLines broken, TimeProvider clock)
    {
        (_for, Host, _broken, _clock) = (of, host, broken, clock);
        _breaker = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 1,
            MinimumThroughput = Failures,
            SamplingDuration = Window,
            BreakDurationGenerator = static trial => ValueTask.FromResult(Rest(trial.HalfOpenAttempts)),
            ShouldHandle = outcome => ValueTask.FromResult(Failed(outcome.Outcome)),
            OnOpened = opened =>
            {
                Rests(opened.BreakDuration);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                Works();
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    public string Host { get; }

    /// <exception cref="RemoteFailedException"><c>line.rests</c>: the breaker lets no call through.</exception>
    public async Task<HttpResponseMessage> CallAsync(Func<CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            return await _breaker.ExecuteAsync(static async (inner, make) => await make(inner.CancellationToken).ConfigureAwait(false), context, call).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            BrokenLine? rests;
            lock (_gate)
            {
                rests = _rests;
            }

            rests ??= new BrokenLine(_for, Host, _clock.GetUtcNow(), _clock.GetUtcNow() + FirstRest, "it is being tried");
            var left = rests.Until - _clock.GetUtcNow();
            throw new RemoteFailedException("line.rests", rests.Sentence, rests.Remedy) { RetryAfter = left > TimeSpan.Zero ? left : null };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Five minutes, doubled with each trial that fails, half an hour at the most.</summary>
    internal static TimeSpan Rest(int trials) => TimeSpan.FromMinutes(Math.Min(FirstRest.TotalMinutes * Math.Pow(2, Math.Clamp(trials, 0, 10)), LongestRest.TotalMinutes));

    /// <summary>Notes how a call went.</summary>
    private bool Failed(Outcome<HttpResponseMessage> outcome)
    {
        var because = outcome switch
        {
            { Exception: OperationCanceledException } => "no answer in time",
            { Exception: HttpRequestException broken } => Word(broken.HttpRequestError),
            { Exception: IOException } => "the line broke",
            { Result: { } answer } when LineBreakers.IsOutOfOrder(answer) => $"answered {(int)answer.StatusCode}",
            _ => null,
        };
        lock (_gate)
        {
            _since = because is null ? null : _since ?? _clock.GetUtcNow();
            _because = because ?? "";
        }

        return because is not null;
    }

    /// <summary>In words of our own: those of the other side, which an exception quotes, may repeat a password, and this is kept and shown for long.</summary>
    private static string Word(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name is not found",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no secure connection",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "what it answers is no HTTP",
        _ => "the line broke",
    };

    private void Rests(TimeSpan rest)
    {
        BrokenLine rests;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            rests = _rests = new BrokenLine(_for, Host, _since ?? now, now + rest, _because);
        }

        _broken.Put(rests);
    }

    private void Works()
    {
        lock (_gate)
        {
            _rests = null;
        }

        _broken.Remove(_for, Host);
    }
}
