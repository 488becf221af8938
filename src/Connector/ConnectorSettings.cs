using Connector.Archive;

namespace Connector;

/// <summary>Settings of the machine: where things are kept. Everything about shops and accounts is a document in the state database.</summary>
public sealed record ConnectorSettings
{
    private const int MostWorkers = 64;

    /// <summary>Folder for databases, archive, dry runs and keys. Default <c>./data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>File of the mirror database. Default: <c>mirror.db</c> in <see cref="Data"/>. May be lost: reading the shops makes it again.</summary>
    public string Mirror { get; init; } = "";

    /// <summary>File of the state database. Default: <c>state.db</c> in <see cref="Data"/>. To be backed up.</summary>
    public string State { get; init; } = "";

    /// <summary>Folder of the archive. Default: <c>archive</c> in <see cref="Data"/>. To be backed up.</summary>
    public string Archive { get; init; } = "";

    /// <summary>
    /// Folder into which each daily head of the archive is copied, best on another machine: who holds a copy can prove later that nothing was changed. Default
    /// empty: nowhere. Heads also go to the receivers of notices that ask for them.
    /// </summary>
    public string HeadsCopy { get; init; } = "";

    /// <summary>A second archive, to which all that is sealed is copied. Default: none.</summary>
    public ArchiveCopySettings ArchiveCopy { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>
    /// Threads that make a feed; 0 (default): one for each core. Fewer leave cores to other programs on the machine; the files are the same,
    /// whatever it is. Memory grows with it, by about 30 MB each.
    /// </summary>
    public int Workers { get; init; }

    /// <summary>
    /// Whether full feeds remember their rows (default true), so that the next one makes anew only what changed: files in <c>rows</c> in
    /// <see cref="Data"/>, one for each account, view, sheet and compression, as large as the feed's own (twice that while one is written). They
    /// may be lost or deleted at any time. False where disk is scarcer than time.
    /// </summary>
    public bool RememberRows { get; init; } = true;

    /// <summary>
    /// Whether the archive keeps what the shop said of every row that is newly sent (default true), in each run's <c>offers.jsonl.gz</c>, and, of files that leave the
    /// archive, the rows from which they can be made again. A setting of the machine, since it is about its disk and changes no row: some 100 bytes (compressed) and 4 to 8 µs of processor for each row
    /// newly sent. False where disk is scarcer than answers: <c>archive trace</c> then says what was sent and not from what.
    /// </summary>
    public bool KeepOffers { get; init; } = true;

    /// <summary>
    /// Whether an image policy's default image may be looked at on this very machine (localhost) when it is applied; for trials. Default false: what
    /// stands in a document shall not make this machine call itself or its neighbours.
    /// </summary>
    public bool AllowLoopback { get; init; }

    /// <summary>
    /// How long a statement waits for the state database while another process writes. Default 1 min; 1 s to 1 h. Longer where the disk is slow and several processes work on it.
    /// </summary>
    public TimeSpan DatabaseWait { get; init; } = UsualDatabaseWait;

    internal static TimeSpan UsualDatabaseWait { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. string.IsNullOrWhiteSpace(Data) ? ["data: the folder's name is empty; name one, or leave the setting out for ./data."] : Array.Empty<string>(),
        .. Workers is < 0 or > MostWorkers ? [$"workers: {Workers} is not from 0 to {MostWorkers}; give a number of threads, or 0 for one a core."] : Array.Empty<string>(),
        .. DatabaseWait < TimeSpan.FromSeconds(1) || DatabaseWait > TimeSpan.FromHours(1) ? [$"databaseWait: {DatabaseWait} is not from 1 s to 1 h; write it as 00:01:00."] : Array.Empty<string>(),
        .. Retention.Faults(),
        .. ArchiveCopy.Faults(),
    ];

    internal int WorkersHere => Workers > 0 ? Workers : Math.Min(Environment.ProcessorCount, MostWorkers);

    internal string MirrorPath => Full(Mirror, "mirror.db");

    internal string StatePath => Full(State, "state.db");

    internal string ArchiveIndexPath => Full("", "archive-index.db");

    internal string ArchivePath => Full(Archive, "archive");

    private string Full(string path, string name) => Path.GetFullPath(path.Length > 0 ? path : Path.Combine(Data, name));
}

/// <summary>How long things are kept; what is older goes once a day, by the worker. 0: for ever.</summary>
public sealed record Retention
{
    private const int MostDays = 36_500;

    /// <summary>
    /// Days after which delivered files leave the archive; their records, sizes and hashes stay. Default 0: for ever. Never those of the last full feeds and of the
    /// deltas behind them, which say what TikTok has now.
    /// </summary>
    public int FilesDays { get; init; }

    /// <summary>Gigabytes (10^9 bytes) that delivered files may take in the archive; above that the oldest leave it, like those that are too old. Default 0: any size.</summary>
    public int FilesGigabytes { get; init; }

    /// <summary>Days for which feed logs (<c>logs/ACCOUNT</c>) are kept. Default 90.</summary>
    public int FeedLogDays { get; init; } = 90;

    /// <summary>Days for which it is kept how each SKU stood before (what <c>explain</c> shows of the past). Default 730; what stands now is always kept.</summary>
    public int PastDays { get; init; } = 730;

    internal IEnumerable<string> Faults() =>
        new (string Name, int Days)[] { ("filesDays", FilesDays), ("filesGigabytes", FilesGigabytes), ("feedLogDays", FeedLogDays), ("pastDays", PastDays) }.Where(one => one.Days is < 0 or > MostDays)
            .Select(one => $"retention.{one.Name}: {one.Days} is not from 0 to {MostDays}; give a number, or 0 to keep all.");
}
