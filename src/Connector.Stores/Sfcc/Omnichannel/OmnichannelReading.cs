using System.Globalization;
using Connector.Drop;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// What was fetched of Omnichannel Inventory: full exports, files of changes or pages of changes, told in this order. What the next read
/// goes on from is left as a mark with the same commit.
/// </summary>
internal sealed class OmnichannelReading
{
    /// <summary>A file of changes that still cannot be read after this time is a fault.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly StoreFetch _fetch;
    private readonly ShopClock _clock;
    private readonly OmnichannelMark? _before;
    private readonly List<ExportFile> _full = [];
    private readonly List<ExportFile> _changes = [];
    private readonly List<(ExportFile File, OmnichannelStream Stream)> _pages = [];
    private readonly List<ReadWarning> _warnings = [];
    private readonly List<string> _confirmed = [];
    private List<OmnichannelStream> _streams = [];
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);
    private string _files = "";

    private OmnichannelReading(StoreFetch fetch, ShopClock clock) =>
        (_fetch, _clock, _before) = (fetch, clock, OmnichannelMark.Of(fetch.Marks));

    /// <summary>Nothing is there that was not read before.</summary>
    public bool IsEmpty => _full.Count == 0 && _changes.Count == 0 && _pages.Count == 0 && _confirmed.Count == 0 && (_streams.Count == 0 || _streams.SequenceEqual(_before!.Streams));

    /// <summary>Why changes are not enough; null where they are.</summary>
    public string? FullReadBecause { get; private set; }

    /// <summary>What was odd while it was fetched.</summary>
    public IReadOnlyList<ReadWarning> Warnings => _warnings;

    /// <summary>Names of the files of changes, for people.</summary>
    public IReadOnlyList<string> Consumed => [.. _changes.Select(file => file.Path)];

    /// <summary>
    /// Full exports that lie there as files, where they are not those that were read last: read again, they would undo the changes since.
    /// </summary>
    /// <param name="fetch">What is to be read.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="fullExports">In ordinal order of path; empty in a delta.</param>
    public static OmnichannelReading Begin(StoreFetch fetch, ShopClock clock, IReadOnlyList<ExportFile> fullExports)
    {
        var reading = new OmnichannelReading(fetch, clock) { _files = Fingerprint(fullExports) };
        if (fetch.Kind == StoreReadKind.Full && fullExports.Count > 0 && reading._files != reading._before?.Files)
        {
            reading._full.AddRange(fullExports);
        }
        else if (fetch.Kind == StoreReadKind.Delta && reading._before is null)
        {
            reading.FullReadBecause = "no full export of Omnichannel Inventory was read, and its changes build on one";
        }

        return reading;
    }

    /// <summary>Whether a file of changes belongs to what is read: it is younger than the full exports, and than what was read already.</summary>
    public bool Wants(ListedFile changes)
    {
        var since = _full.Count > 0 ? _full.Min(file => file.Time) : _before?.Since;
        var last = _full.Count > 0 ? "" : _before?.LastFile ?? "";
        var state = string.Create(CultureInfo.InvariantCulture, $"{changes.Length} {changes.Time:O}");
        _states[changes.Path] = state;
        var isNew = string.CompareOrdinal(changes.Path, last) > 0 || (changes.Path == last && state != _before?.LastState);
        return (_full.Count > 0 || _before is not null) && isNew && (since is null || changes.Time is null || changes.Time >= since);
    }

    /// <summary>Takes files of changes.</summary>
    /// <param name="changes">In ordinal order of path: their names hold the time.</param>
    public void Take(IReadOnlyList<ExportFile> changes)
    {
        _changes.AddRange(changes);
        if (changes is not [.., var last] || _fetch.Now - last.Time > Patience)
        {
            return;
        }

        try
        {
            Lines(last, CancellationToken.None).ReadDelta(new CountedRead(), null, []);
        }
        catch (StoreReadException fault)
        {
            _warnings.Add(new ReadWarning("file.not-whole", last.Path, fault.Line, $"{fault.Sentence}; it may still be being written, and is left for later"));
            _changes.RemoveAt(_changes.Count - 1);
        }
    }

    /// <summary>
    /// Asks the interface: in a delta for the changes; in a full read for exports, where none lie there as files. An export is a job on the
    /// shop's side, so a full read is content with the changes while the last export is young.
    /// </summary>
    public async Task AskAsync(OmnichannelApi api, Spool spool, CancellationToken cancellation)
    {
        var settings = _fetch.Source.Omnichannel;
        if (_fetch.Kind == StoreReadKind.Delta || IsYoung(settings))
        {
            foreach (var stream in _before?.Streams ?? [])
            {
                _streams.Add(stream with { Token = await PagesAsync(api, spool, stream, cancellation) });
            }

            if (_fetch.Kind == StoreReadKind.Delta || FullReadBecause is null)
            {
                return;
            }

            // A token that is no longer known: the export that a full read would have asked for anyway.
            FullReadBecause = null;
            _streams.Clear();
            _pages.Clear();
            _confirmed.Clear();
        }

        foreach (var (kind, ids) in new[] { ("locations", settings.Locations), ("groups", settings.Groups) })
        {
            if (settings.FullExports.Count == 0 && ids.Count > 0)
            {
                var path = await spool.LayAsync(async file =>
                {
                    await api.ExportAsync(kind, ids, file, cancellation);
                    return true;
                });
                _full.Add(Spooled(path!, $"Omnichannel Inventory's export of {kind}"));
            }
        }
    }

    private bool IsYoung(SourceOmnichannel settings) =>
        settings.FullExports.Count == 0 && _before is { Streams.Count: > 0 } && _fetch.Now - _before.Since < settings.ExportEvery
        && settings.Locations.Concat(settings.Groups).All(list => _before.Lists.Contains(list));

    /// <summary>Tells all of it.</summary>
    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        foreach (var warning in _warnings)
        {
            read.Warn(warning);
        }

        var isFull = _full.Count > 0;
        if (isFull)
        {
            _streams = [.. _full.Select(file => Lines(file, cancellation).ReadFull(read))];
        }

        var mark = new OmnichannelMark(
            _streams.Count > 0 ? _streams : _before!.Streams,
            isFull ? _full.Min(file => file.Time) : _before!.Since,
            _changes.Count > 0 ? _changes[^1].Path : isFull ? "" : _before!.LastFile,
            _changes.Count > 0 ? _states.GetValueOrDefault(_changes[^1].Path, "") : isFull ? "" : _before!.LastState,
            isFull ? _files : _before!.Files);

        foreach (var file in _changes)
        {
            Lines(file, cancellation).ReadDelta(read, mark.Lists, mark.YoungerThan(file.Time));
        }

        foreach (var (file, stream) in _pages)
        {
            Lines(file, cancellation).ReadDelta(read, stream.Lists, []);
        }

        // What was asked for and has not changed is as young as the asking.
        foreach (var list in _confirmed)
        {
            read.Begin(new Scope(ScopeKind.InventoryList, list), ScopeMode.Delta, _fetch.Now, "Omnichannel Inventory");
            read.End();
        }

        mark.Leave(read);
    }

    private OmnichannelFile Lines(ExportFile file, CancellationToken cancellation) => new(file, _clock, cancellation);

    /// <summary>
    /// Asks until nothing more is said. The flag alone is not trusted: it may never be taken back after the last page (facts: sfcc.md 1.8); so
    /// a page without records, a token that comes back, or too many pages end it as well.
    /// </summary>
    private async Task<string> PagesAsync(OmnichannelApi api, Spool spool, OmnichannelStream stream, CancellationToken cancellation)
    {
        var token = stream.Token;
        var seen = new HashSet<string>(StringComparer.Ordinal) { token };
        for (var number = 1; ; number++)
        {
            if (await api.DeltasAsync(token, cancellation) is not { } bytes)
            {
                FullReadBecause = $"Omnichannel Inventory no longer knows the delta token of {string.Join(", ", stream.Lists)}";
                return token;
            }

            var origin = string.Create(CultureInfo.InvariantCulture, $"Omnichannel Inventory's changes of {string.Join(", ", stream.Lists)}, page {number}");
            var page = new OmnichannelJson(origin, _clock).Read(bytes, 1, static _ => { });
            if (page.Records > 0)
            {
                var path = await spool.LayAsync(async file =>
                {
                    await file.WriteAsync(bytes, cancellation);
                    return true;
                });
                _pages.Add((Spooled(path!, origin), stream));
            }

            var isNew = page.Token is not null && seen.Add(page.Token);
            token = page.Token ?? token;
            if (!page.QueryAgain || page.Records == 0 || !isNew)
            {
                _confirmed.AddRange(stream.Lists);
                return token;
            }

            if (number >= _fetch.Source.Omnichannel.MaxPages)
            {
                _warnings.Add(new ReadWarning("oci.many-pages", origin, 0, $"there are more than {number} pages of changes; the rest comes with the next read"));
                return token;
            }
        }
    }

    private ExportFile Spooled(string path, string origin) => new(path, origin, _fetch.Now, () =>
    {
        Stream file = File.OpenRead(path);
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip ? WholeGzip.Unpack(file) : file;
    });

    private static string Fingerprint(IReadOnlyList<ExportFile> files) => string.Join('\n', files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Path}|{file.Time:O}")));
}
