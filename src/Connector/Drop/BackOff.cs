using Polly;
using Polly.Retry;

namespace Connector.Drop;

internal enum Mend
{
    /// <summary>May heal within seconds or minutes: the call is repeated, then the run is taken up again later.</summary>
    Again,

    /// <summary>Repeating at once is useless, a later run may succeed.</summary>
    Later,

    ByPerson,
}

/// <summary>One call's failure, before it is decided whether it is repeated or thrown.</summary>
internal record Fault(string Code, string Sentence, string Remedy)
{
    public Mend Mend { get; init; } = Mend.Again;

    public int? Status { get; init; }

    /// <summary>What the other side asked for in this answer; honoured up to the longest wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The rest that the other side's rules demand; kept in full.</summary>
    public TimeSpan? Rest { get; init; }

    public Exception? Cause { get; init; }

    public Exception ToException() => Mend == Mend.ByPerson
        ? new PersonMustDecideException(Code, Sentence, Remedy)
        : new RemoteFailedException(Code, Sentence, Remedy, Cause) { RetryAfter = Rest ?? RetryAfter };
}

/// <summary>A value, or the fault that stood in its way.</summary>
internal readonly record struct Try<T>(T? Value, Fault? Fault)
{
    public T OrThrow() => Fault is null ? Value! : throw Fault.ToException();
}

internal static class Try
{
    public static Try<T> Got<T>(T value) => new(value, null);

    public static Try<T> Failed<T>(Fault fault) => new(default, fault);
}

/// <summary>Repeats what can heal: exponential waits with jitter, a wait that the other side asked for being honoured up to the longest.</summary>
internal sealed class BackOff(int retries, TimeSpan first, TimeSpan longest, TimeProvider time, Random? jitter)
{
    private readonly Lock _dice = new();

    /// <param name="attempt">Gets the number of the attempt, from 1.</param>
    /// <param name="cancellation">Ends the waiting as well as the call.</param>
    public async Task<Try<T>> RunAsync<T>(Func<int, CancellationToken, ValueTask<Try<T>>> attempt, CancellationToken cancellation)
    {
        var number = 0;
        return await Pipeline<T>().ExecuteAsync(inner => attempt(++number, inner), cancellation);
    }

    private ResiliencePipeline<Try<T>> Pipeline<T>()
    {
        var builder = new ResiliencePipelineBuilder<Try<T>> { TimeProvider = time };
        return retries == 0
            ? builder.Build()
            : builder.AddRetry(new RetryStrategyOptions<Try<T>>
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = first,
                MaxDelay = longest,
                Randomizer = Roll,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome is { Exception: null, Result.Fault.Mend: Mend.Again }),
                DelayGenerator = retry => ValueTask.FromResult(Asked(retry.Outcome.Result.Fault)),
            }).Build();
    }

    private TimeSpan? Asked(Fault? fault) => fault?.Rest ?? (fault?.RetryAfter is { } asked ? (asked < longest ? asked : longest) : null);

    private double Roll()
    {
        lock (_dice)
        {
            return (jitter ?? Random.Shared).NextDouble();
        }
    }
}
