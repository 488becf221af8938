using System.Security.Cryptography;

namespace Connector.Feeds;

/// <summary>
/// The list of what the ledger will change, in the run's folder until the seal. It must stand before the feed's record does: a run that
/// is finished after a power cut is sealed with it.
/// </summary>
internal sealed class LedgerChangesFile : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public LedgerChangesFile(string path) => _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

    /// <summary>Writes changes, as <see cref="LedgerChange"/> encodes them, behind those before.</summary>
    public void Write(ReadOnlySpan<byte> changes)
    {
        _hash.AppendData(changes);
        _file.Write(changes);
    }

    /// <summary>Ends it.</summary>
    /// <returns>SHA-256, hex.</returns>
    public string End()
    {
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}
