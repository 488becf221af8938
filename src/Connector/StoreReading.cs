using Connector.State;
using Connector.Store;

namespace Connector;

/// <summary>Reads shops into the mirror.</summary>
public sealed class StoreReading(Documents documents, Mirror mirror, IEnumerable<IStoreAdapter> adapters, Leases leases, TimeProvider clock)
{
    /// <summary>Reads one source. Applied whole or not at all.</summary>
    /// <param name="source">Name of the source document.</param>
    /// <param name="acceptLoss">Let complete scopes lose more than the read brake allows, this once.</param>
    /// <exception cref="StoreReadException">A file cannot be read; the mirror stays as it was.</exception>
    /// <exception cref="PersonMustDecideException">A scope would lose more than the brake allows; the mirror stays as it was.</exception>
    public ReadReport Read(string source, bool acceptLoss, CancellationToken cancellation)
    {
        var document = documents.Source(source);
        var adapter = Adapter(document.Type);
        using var lease = leases.Take($"store/{source}", "store read");
        using var read = mirror.Read(source, clock.GetUtcNow(), acceptLoss ? 100 : document.ReadBrakePercent);
        adapter.Read(document, read, cancellation);
        return read.Commit(cancellation);
    }

    /// <summary>Faults in a source's settings or at its place.</summary>
    public IReadOnlyList<SourceFault> Check(StoreSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Adapter(source.Type).Check(source);
    }

    private IStoreAdapter Adapter(string type) => adapters.FirstOrDefault(adapter => adapter.Type == type)
        ?? throw new PersonMustDecideException("source.type", $"There is no store adapter '{type}'.", $"Use one of {string.Join(", ", adapters.Select(adapter => adapter.Type))}.");
}
