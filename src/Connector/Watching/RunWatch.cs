using Connector.Notices;
using Connector.State;

namespace Connector.Watching;

/// <summary>Watches feeds, store reads and polls from beside: what it shows, counts and tells of them changes nothing about them.</summary>
public sealed class RunWatch(Slates slates, NoticeWatch notices, Databases databases, TimeProvider clock)
{
    /// <summary>Does a piece of work and tells others how far it is and how it ended.</summary>
    /// <param name="watched">What it is.</param>
    /// <param name="told">Who is told of its steps besides.</param>
    /// <param name="work">The work; it tells its steps once it holds its lease.</param>
    public async Task<T> WatchAsync<T>(Watched watched, IProgress<TripStep>? told, Func<IProgress<TripStep>, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(work);
        using var span = new Span(watched, clock);
        using var ear = new Ear(watched, told, slates, span);
        T result;
        try
        {
            result = await work(ear).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            var fault = databases.Explain(thrown);
            var end = Word(fault);
            Count(watched, end);
            span.End(end, null, fault);
            Tell(ear, () => notices.Failed(watched, fault, ear.Run));
            if (fault != thrown)
            {
                throw fault;
            }

            throw;
        }

        span.End(Count(watched, result), (result as FeedResult)?.Made.Rows, null);
        Tell(ear, () => notices.Ended(watched, result));
        return result;
    }

    /// <summary>A notice that cannot be noted is told of, and changes nothing about the run.</summary>
    private static void Tell(Ear ear, Action note)
    {
        try
        {
            note();
        }
        catch (Exception fault)
        {
            // Whatever it is: the run has ended as it has.
            ear.Pass(new TripStep("notice", $"no notice could be made of this: {fault.Message}", Done: true));
        }
    }

    private static string Count<T>(Watched watched, T result)
    {
        if (result is not FeedResult feed)
        {
            var end = result is FeedEnd.Sealed ? "sealed" : "done";
            Count(watched, end);
            return end;
        }

        var tags = Tags(watched);
        Telemetry.RowsHeld.Add(feed.Made.Held, tags);
        if (feed.End == FeedEnd.Sealed)
        {
            Telemetry.RowsSent.Add(feed.Made.Rows, tags);
        }

        var word = feed.End switch
        {
            FeedEnd.Sealed => "sealed",
            FeedEnd.StandsStill => "stands still",
            _ => "nothing",
        };
        Count(watched, word);
        return word;
    }

    private static void Count(Watched watched, string end)
    {
        var counter = watched.Kind is not null ? Telemetry.Runs : watched.IsStoreRead ? Telemetry.StoreReads : Telemetry.Polls;
        counter.Add(1, [.. Tags(watched), new("end", end)]);
    }

    private static KeyValuePair<string, object?>[] Tags(Watched watched) => watched.Kind is { } kind
        ? [new("account", watched.For), new("kind", kind.ToString())]
        : [new(watched.IsStoreRead ? "source" : "account", watched.For)];

    private static string Word(Exception thrown) => thrown switch
    {
        OperationCanceledException => "stopped",
        PersonMustDecideException { Code: var code } when code.StartsWith("brake.", StringComparison.Ordinal) => "braked",
        PersonMustDecideException => "waiting",
        _ => "failed",
    };

    /// <summary>Takes down the steps. Until the lease is held, the slate is that of the one who holds it.</summary>
    private sealed class Ear(Watched watched, IProgress<TripStep>? told, Slates slates, Span span) : IProgress<TripStep>, IDisposable
    {
        private Slate? _slate;

        /// <summary>The run, once it has begun.</summary>
        public string? Run { get; private set; }

        /// <summary>Tells what is no step of the work.</summary>
        public void Pass(TripStep step) => told?.Report(step);

        public void Report(TripStep value)
        {
            Run = value.Run ?? Run;
            if (value.Step != "lease")
            {
                (_slate ??= slates.Begin(watched.Lease, watched.Work, watched.For)).Take(value);
                span.Take(value);
            }

            if (value is { Step: "alert", Done: false })
            {
                Telemetry.AlertAttempts.Add(1, new KeyValuePair<string, object?>("account", watched.For));
            }

            told?.Report(value);
        }

        public void Dispose() => _slate?.Dispose();
    }
}
