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
    private readonly StoreFetch _fetch;
    private readonly ShopClock _clock;
    private readonly OmnichannelMark? _before;
    private readonly List<ExportFile> _full = [];
    private readonly List<ExportFile> _changes = [];
    private readonly List<(ExportFile File, OmnichannelStream Stream)> _pages = [];
    private readonly List<ReadWarning> _warnings = [];
    private List<OmnichannelStream> _streams = [];

    private OmnichannelReading(StoreFetch fetch, ShopClock clock) =>
        (_fetch, _clock, _before) = (fetch, clock, OmnichannelMark.Of(fetch.Marks));

    /// <summary>Nothing is there that was not read before.</summary>
    public bool IsEmpty => _full.Count == 0 && _changes.Count == 0 && _pages.Count == 0 && (_streams.Count == 0 || _streams.SequenceEqual(_before!.Streams));

    /// <summary>Why changes are not enough; null where they are.</summary>
    public string? FullReadBecause { get; private set; }

    /// <summary>Of files that the cartridge wrote.</summary>
    /// <param name="fetch">Full: all of them; delta: the files of changes that were not read.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="fullExports">In ordinal order of path.</param>
    /// <param name="changes">In ordinal order of path: their names hold the time.</param>
    public static OmnichannelReading OfFiles(StoreFetch fetch, ShopClock clock, IReadOnlyList<ExportFile> fullExports, IReadOnlyList<ExportFile> changes)
    {
        var reading = new OmnichannelReading(fetch, clock);
        if (fetch.Kind == StoreReadKind.Full)
        {
            reading._full.AddRange(fullExports);
            var since = fullExports.Min(file => file.Time);
            reading._changes.AddRange(changes.Where(file => since is null || file.Time is null || file.Time >= since));
        }
        else if (reading.Follows())
        {
            reading._changes.AddRange(changes.Where(file =>
                string.CompareOrdinal(file.Path, reading._before!.LastFile) > 0 && (reading._before.Since is null || file.Time is null || file.Time >= reading._before.Since)));
        }

        return reading;
    }

    /// <summary>Of the interface: exports of all locations and groups, or the changes since.</summary>
    /// <param name="fetch">Which.</param>
    /// <param name="clock">The shop's clock.</param>
    /// <param name="api">The interface.</param>
    /// <param name="fullExports">Exports that lie there as files; asked for where there are none.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<OmnichannelReading> OfApiAsync(
        StoreFetch fetch, ShopClock clock, OmnichannelApi api, IReadOnlyList<ExportFile> fullExports, CancellationToken cancellation)
    {
        var reading = new OmnichannelReading(fetch, clock);
        if (fetch.Kind == StoreReadKind.Delta)
        {
            if (reading.Follows())
            {
                await reading.PagesAsync(api, cancellation);
            }

            return reading;
        }

        reading._full.AddRange(fullExports);
        var settings = fetch.Source.Omnichannel;
        foreach (var (kind, ids) in new[] { ("locations", settings.Locations), ("groups", settings.Groups) })
        {
            if (fullExports.Count == 0 && ids.Count > 0)
            {
                var path = reading.Spooled(kind);
                await using (var file = File.Create(path))
                {
                    await api.ExportAsync(kind, ids, file, cancellation);
                }

                reading._full.Add(InSpool(path, $"Omnichannel Inventory's export of {kind}", fetch.Now));
            }
        }

        return reading;
    }

    /// <summary>Tells all of it.</summary>
    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        foreach (var warning in _warnings)
        {
            read.Warn(warning);
        }

        if (_fetch.Kind == StoreReadKind.Full)
        {
            _streams = [.. _full.Select(file => Lines(file, cancellation).ReadFull(read))];
        }

        var mark = new OmnichannelMark(
            _fetch.Kind == StoreReadKind.Full || _streams.Count > 0 ? _streams : _before!.Streams,
            _fetch.Kind == StoreReadKind.Full ? _full.Min(file => file.Time) : _before!.Since,
            _changes.Count > 0 ? _changes[^1].Path : _before?.LastFile ?? "");

        // In a full read the changes go on with lists that are complete: they must not make them less.
        var mode = _fetch.Kind == StoreReadKind.Full ? ScopeMode.Complete : ScopeMode.Delta;
        foreach (var file in _changes)
        {
            Lines(file, cancellation).ReadDelta(read, mode, mark.Lists);
        }

        foreach (var (file, stream) in _pages)
        {
            Lines(file, cancellation).ReadDelta(read, mode, stream.Lists);
        }

        mark.Leave(read);
    }

    private OmnichannelFile Lines(ExportFile file, CancellationToken cancellation) => new(file, _clock, cancellation);

    private bool Follows()
    {
        if (_before is not null)
        {
            return true;
        }

        FullReadBecause = "no full export of Omnichannel Inventory was read, and its changes build on one";
        return false;
    }

    private async Task PagesAsync(OmnichannelApi api, CancellationToken cancellation)
    {
        foreach (var stream in _before!.Streams)
        {
            _streams.Add(stream with { Token = await PagesAsync(api, stream, cancellation) });
        }
    }

    /// <summary>
    /// Asks until nothing more is said. The flag alone is not trusted: it may never be taken back after the last page (facts: sfcc.md 1.8); so
    /// a page without records, a token that comes back, or too many pages end it as well.
    /// </summary>
    private async Task<string> PagesAsync(OmnichannelApi api, OmnichannelStream stream, CancellationToken cancellation)
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
                var path = Spooled(string.Create(CultureInfo.InvariantCulture, $"changes-{_pages.Count + 1}"));
                await File.WriteAllBytesAsync(path, bytes, cancellation);
                _pages.Add((InSpool(path, origin, _fetch.Now), stream));
            }

            var isNew = page.Token is not null && seen.Add(page.Token);
            token = page.Token ?? token;
            if (!page.QueryAgain || page.Records == 0 || !isNew)
            {
                return token;
            }

            if (number >= _fetch.Source.Omnichannel.MaxPages)
            {
                _warnings.Add(new ReadWarning("oci.many-pages", origin, 0, $"there are more than {number} pages of changes; the rest comes with the next read"));
                return token;
            }
        }
    }

    private string Spooled(string name)
    {
        Directory.CreateDirectory(_fetch.Spool);
        return Path.Combine(_fetch.Spool, name + ".json");
    }

    private static ExportFile InSpool(string path, string origin, DateTimeOffset time) => new(path, origin, time, () => File.OpenRead(path));
}
