using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>Reads shops into the mirror.</summary>
public sealed class StoreReading(Documents documents, Mirror mirror, IEnumerable<IStoreAdapter> adapters, Leases leases, RunWatch watch, TimeProvider clock)
{
    /// <summary>
    /// Reads one source. Each read is applied whole or not at all. A delta that is not enough is followed by a full read; a full read of a
    /// shop that has deltas, by those that are younger than it.
    /// </summary>
    /// <param name="source">Name of the source document.</param>
    /// <param name="kind">Everything, or what changed.</param>
    /// <param name="acceptLoss">Let complete scopes lose more than the read brake allows, this once.</param>
    /// <exception cref="StoreReadException">A file cannot be read; the mirror stays as it was.</exception>
    /// <exception cref="PersonMustDecideException">A scope would lose more than the brake allows; the mirror stays as it was.</exception>
    public Task<ReadReport> ReadAsync(string source, StoreReadKind kind, bool acceptLoss, CancellationToken cancellation) =>
        watch.WatchAsync(Watched.StoreRead(source), null, ear => ReadAsync(source, kind, acceptLoss, ear, cancellation));

    private async Task<ReadReport> ReadAsync(string source, StoreReadKind kind, bool acceptLoss, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var document = documents.Source(source);
        if (kind == StoreReadKind.Delta && !document.HasDeltas)
        {
            throw new PersonMustDecideException("source.no-deltas", $"Source {source} has no deltas.", "Name the folders of its outbox in deltas.folders, or where Omnichannel Inventory tells its changes, or read everything.");
        }

        // Deltas come every few minutes: a full read that meets one waits for it, or it would be put off to its next time.
        using var lease = kind == StoreReadKind.Full && document.HasDeltas
            ? await leases.WaitAsync($"store/{source}", "store read", null, cancellation)
            : leases.Take($"store/{source}", "store read");
        var before = Snapshot(source, snapshot => snapshot.LastRead);
        var report = await AsNeededAsync(source, document, kind, acceptLoss, told, cancellation);
        return report.Number is null ? report : report with { GroupsTouched = Snapshot(source, snapshot => snapshot.GroupsTouched(before)?.Count) };
    }

    private async Task<ReadReport> AsNeededAsync(string source, StoreSource document, StoreReadKind kind, bool acceptLoss, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var first = await OnceAsync(source, document, kind, acceptLoss, told, cancellation);
        if (!document.HasDeltas || (kind == StoreReadKind.Delta && first.Missing is null))
        {
            return first;
        }

        var full = kind == StoreReadKind.Full ? first : first.Then(await OnceAsync(source, document, StoreReadKind.Full, acceptLoss, told, cancellation)) with { FullReadBecause = first.Missing };
        return full.Then(await OnceAsync(source, document, StoreReadKind.Delta, acceptLoss, told, cancellation));
    }

    private async Task<ReadReport> OnceAsync(string source, StoreSource document, StoreReadKind kind, bool acceptLoss, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        told.Report(new TripStep("fetch", kind == StoreReadKind.Full ? "the shop's exports are fetched" : "what the shop says has changed is fetched", Done: false));
        using var fetched = await Adapter(document.Type).FetchAsync(new StoreFetch(document, kind, mirror.Marks(source), Spool(source), now), cancellation);
        if (fetched.IsEmpty)
        {
            return new ReadReport(null, [], fetched.Warnings, fetched.Warnings.Count) { Missing = fetched.FullReadBecause };
        }

        told.Report(new TripStep("read", "into the mirror", Done: false));
        using var read = mirror.Read(source, now, acceptLoss ? 100 : document.ReadBrakePercent);
        fetched.Read(read, cancellation);
        return read.Commit(cancellation) with { Missing = fetched.FullReadBecause, Consumed = fetched.Consumed };
    }

    /// <summary>Faults in a source's settings or at its place.</summary>
    public Task<IReadOnlyList<SourceFault>> CheckAsync(StoreSource source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Adapter(source.Type).CheckAsync(source, cancellation);
    }

    private T Snapshot<T>(string source, Func<MirrorSnapshot, T> look)
    {
        using var snapshot = mirror.Snapshot(source);
        return look(snapshot);
    }

    private string Spool(string source) => Path.Combine(Path.GetDirectoryName(mirror.Path)!, "spool", source);

    private IStoreAdapter Adapter(string type) => adapters.FirstOrDefault(adapter => adapter.Type == type)
        ?? throw new PersonMustDecideException("source.type", $"There is no store adapter '{type}'.", $"Use one of {string.Join(", ", adapters.Select(adapter => adapter.Type))}.");
}
