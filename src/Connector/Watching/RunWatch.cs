namespace Connector.Watching;

/// <summary>Watches feeds, store reads and polls from beside: what it shows, counts and tells of them changes nothing about them.</summary>
public sealed class RunWatch(Slates slates)
{
    /// <summary>Does a piece of work and tells others how far it is.</summary>
    /// <param name="watched">What it is.</param>
    /// <param name="told">Who is told of its steps besides.</param>
    /// <param name="work">The work; it tells its steps once it holds its lease.</param>
    public async Task<T> WatchAsync<T>(Watched watched, IProgress<TripStep>? told, Func<IProgress<TripStep>, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(work);
        using var ear = new Ear(watched, told, slates);
        return await work(ear).ConfigureAwait(false);
    }

    /// <summary>Takes down the steps. Until the lease is held, the slate is that of the one who holds it.</summary>
    private sealed class Ear(Watched watched, IProgress<TripStep>? told, Slates slates) : IProgress<TripStep>, IDisposable
    {
        private Slate? _slate;

        public void Report(TripStep value)
        {
            if (value.Step != "lease")
            {
                (_slate ??= slates.Begin(watched.Lease, watched.Work, watched.For)).Take(value);
            }

            told?.Report(value);
        }

        public void Dispose() => _slate?.Dispose();
    }
}
