namespace Connector.Archive;

/// <summary>That files of runs were removed from the archive, with the hashes by which they are known. Chained.</summary>
/// <param name="Runs">The runs, the oldest first.</param>
public sealed record PruneRecord(
    string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, IReadOnlyList<PrunedRun> Runs)
{
    public const string What = "prune";
}

/// <summary>A run whose files were removed; its records and its manifest stay.</summary>
public sealed record PrunedRun(string Run, IReadOnlyList<PrunedFile> Files)
{
    /// <summary>What was kept of them, from which they can be made again (see <see cref="KeptRows"/>); empty where nothing was.</summary>
    public IReadOnlyList<PrunedFile> Kept { get; init; } = [];
}

/// <summary>A file that was removed.</summary>
/// <param name="Name">Its place in the run's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, hex, as the seal has it.</param>
public sealed record PrunedFile(string Name, long Bytes, string Sha256);
