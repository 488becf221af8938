using System.Runtime.ExceptionServices;

namespace Connector.Feeds;

/// <summary>
/// One worker a core takes range after range and does all that is to be done for it; what comes out is handed on in feed order.
/// There is no queue between steps: a row stays in its core's cache from the mirror to the compressor.
/// </summary>
internal static class RangeWorkers
{
    /// <summary>Bytes that a worker keeps of a range; where it comes to more, parts of it are handed on, when all ranges before it have been.</summary>
    public const long MostKept = 16 << 20;

    /// <summary>Finished ranges that may wait for an earlier one, for each worker.</summary>
    private const int Ahead = 2;

    /// <summary>Makes all ranges.</summary>
    /// <param name="ranges">What is to be made, in order.</param>
    /// <param name="workers">How many at once; one does it on the caller's thread.</param>
    /// <param name="hire">Makes the worker of a number from 0; what it holds is its own.</param>
    /// <param name="make">Makes a range; it may hand on parts of it before the end.</param>
    /// <param name="take">Takes what was made, in the order of ranges, never two at a time.</param>
    /// <param name="cancellation">Ends all of them.</param>
    /// <exception cref="OperationCanceledException">It was cancelled. Another exception is the first fault of any worker; the others end before it is thrown.</exception>
    public static void Run<TRange, TWorker, TPiece>(
        IReadOnlyList<TRange> ranges, int workers, Func<int, TWorker> hire, Func<TWorker, TRange, Action<TPiece>, CancellationToken, TPiece> make, Action<TPiece> take,
        CancellationToken cancellation)
        where TWorker : IDisposable
        where TPiece : class
    {
        workers = Math.Clamp(workers, 1, ranges.Count);
        var pieces = new InOrder<TPiece>(workers * Ahead, take);
        var taken = -1;
        ExceptionDispatchInfo? fault = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var others = new Thread[workers - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var number = i + 1;
            others[i] = new Thread(() => Work(number)) { Name = $"feed worker {number}", IsBackground = true };
            others[i].Start();
        }

        Work(0);
        foreach (var other in others)
        {
            other.Join();
        }

        fault?.Throw();
        cancellation.ThrowIfCancellationRequested();

        void Work(int number)
        {
            try
            {
                using var worker = hire(number);
                for (var place = Interlocked.Increment(ref taken); place < ranges.Count; place = Interlocked.Increment(ref taken))
                {
                    var here = place;
                    pieces.Put(place, make(worker, ranges[place], part => pieces.PutPart(here, part, stop.Token), stop.Token), stop.Token);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Somebody else has a fault, or the caller has given up: it is told there.
            }
            catch (Exception thrown)
            {
                Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(thrown), null);
                stop.Cancel();
            }
        }
    }
}
