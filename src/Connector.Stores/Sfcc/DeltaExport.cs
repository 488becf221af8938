using System.Globalization;
using System.Security.Cryptography;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// The archives of the platform's delta export that wait in the outboxes, in the order of their numbers, all in one read. One that is
/// still being written and all after it are left. What was read is noted by the same commit.
/// </summary>
internal sealed class DeltaExport : IFetchedStore
{
    /// <summary>An archive that is still not whole after this time is lost, and taken as missing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly StoreFetch _fetch;
    private readonly ReadBounds _bounds;
    private readonly IExportPlace _place;
    private readonly FullReadMark? _full;
    private readonly List<ReadWarning> _warnings = [];
    private readonly List<OutboxReading> _outboxes = [];
    private readonly List<string> _because = [];

    private DeltaExport(StoreFetch fetch, IExportPlace place, ReadBounds bounds) =>
        (_fetch, _place, _bounds, _full) = (fetch, place, bounds, FullReadMark.Of(fetch.Marks));

    public bool IsEmpty => _outboxes.TrueForAll(outbox => outbox.After == outbox.Before);

    public string? FullReadBecause => _because.Count > 0 ? string.Join("; ", _because) : null;

    public IReadOnlyList<ReadWarning> Warnings => _warnings;

    public IReadOnlyList<string> Consumed => [.. _outboxes.SelectMany(outbox => outbox.Archives).Select(waiting => waiting.Archive.File.Path)];

    private DateTimeOffset? Known => _full?.Oldest - _fetch.Source.Deltas.Overlap;

    public static async Task<DeltaExport> FetchAsync(StoreFetch fetch, IExportPlace place, ReadBounds bounds, CancellationToken cancellation)
    {
        var export = new DeltaExport(fetch, place, bounds);
        try
        {
            foreach (var folder in fetch.Source.Deltas.Folders)
            {
                await export.FetchAsync(folder, cancellation);
            }

            return export;
        }
        catch
        {
            export.Dispose();
            throw;
        }
    }

    public void Read(IStoreRead read, CancellationToken cancellation)
    {
        foreach (var warning in _warnings)
        {
            read.Warn(warning);
        }

        OutboxArchive? current = null;
        var unknown = new HashSet<Scope>();
        var xml = new ExportXml(new ScopeEar(read) { Begun = (scope, _) => Counts(scope, current!, unknown, read) }, _bounds.Clock, _fetch.Source.ImageBaseUrl, ScopeMode.Delta, cancellation);
        foreach (var outbox in _outboxes)
        {
            foreach (var (archive, brought) in outbox.Archives.Where(pair => pair.Brought is not null))
            {
                cancellation.ThrowIfCancellationRequested();
                current = archive;
                using var zip = Open(brought!, archive.File) ?? throw new StoreReadException(archive.File.Path, 0, "", "the archive changed while it was read", Wholeness.Later);
                ReadAll(zip, archive, xml);
            }

            outbox.After.Leave(read, outbox.Folder);
        }
    }

    public void Dispose() => _place.Dispose();

    private async Task FetchAsync(string folder, CancellationToken cancellation)
    {
        if (_full is null || OutboxMark.Of(_fetch.Marks, folder) is not { } before)
        {
            _because.Add($"{folder} was never followed, and what is there builds on a full read");
            return;
        }

        var waiting = OutboxArchive.In(await _place.ListFolderAsync(folder, cancellation) ?? []).Where(archive => archive.IsAfter(before)).ToList();
        var outbox = new OutboxReading { Folder = folder, Before = before, After = before };
        _outboxes.Add(outbox);
        foreach (var archive in waiting)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!await BringAsync(outbox, archive, cancellation))
            {
                break;
            }
        }

        var known = Later(outbox.After.Time, Known);
        if (outbox.After.Hole is null && waiting.Count == 0 && ChangeLog.HoleOfSilence(folder, known, _fetch.Now) is { } silence)
        {
            outbox.After = outbox.After with { Hole = silence };
        }

        if (outbox.After.Hole is { } hole)
        {
            _because.Add(hole.Because);
        }
    }

    /// <summary>False where it is left, with all that come after it.</summary>
    private async Task<bool> BringAsync(OutboxReading outbox, OutboxArchive archive, CancellationToken cancellation)
    {
        var file = archive.File;
        var brought = await _place.BringAsync(file, cancellation);
        if (brought is null || !IsWhole(brought, file))
        {
            if (_fetch.Now - file.Time < Patience || file.Time is null)
            {
                _warnings.Add(new ReadWarning("file.not-whole", file.Path, 0, "the archive is still being written; it and those after it are left for later"));
                return false;
            }

            outbox.Miss(new OutboxHole(file.Time.Value, string.Create(CultureInfo.InvariantCulture, $"{file.Path} of {file.Time:u} never became whole")));
            outbox.After = outbox.After with { Number = archive.Number, Time = file.Time, Length = file.Length, Sha256 = "" };
            return true;
        }

        string hash;
        await using (var bytes = ExportFiles.Sequential(brought.FullName))
        {
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellation));
        }

        var last = outbox.After;
        if (hash == last.Sha256 && archive.Number - last.Number is 0 or 1)
        {
            // The same again, under its own number or the next: it says nothing new.
            brought = null;
        }
        else if (ChangeLog.HoleBefore(outbox.Folder, archive, last, Later(last.Time, Known), _fetch.Now) is { } hole)
        {
            outbox.Miss(hole);
        }

        if (brought is not null && FaultOf(brought, archive, cancellation) is { } fault)
        {
            // It will never be another: waiting for it would keep all that comes after it.
            _warnings.Add(new ReadWarning("delta.refused", fault.Origin, fault.Line, $"{fault.Sentence}; the archive is passed over, and a full read of a younger export brings what it held"));
            outbox.Miss(new OutboxHole(file.Time ?? _fetch.Now, string.Create(CultureInfo.InvariantCulture, $"{file.Path} was passed over, because it cannot be read: {fault.Message}")));
            brought = null;
        }

        outbox.Archives.Add((archive, brought));
        outbox.After = new OutboxMark(archive.Number, file.Time ?? last.Time, file.Length, hash, outbox.After.Hole);
        return true;
    }

    /// <summary>Goes through an archive before anything of the read is told: what cannot be read of it must not stop the others.</summary>
    private StoreReadException? FaultOf(BroughtFile brought, OutboxArchive archive, CancellationToken cancellation)
    {
        try
        {
            using var zip = Open(brought, archive.File) ?? throw new StoreReadException(archive.File.Path, 0, "", "the archive changed while it was read", Wholeness.Later);
            ReadAll(zip, archive, new ExportXml(new CountedRead(), _bounds.Clock, _fetch.Source.ImageBaseUrl, ScopeMode.Delta, cancellation));
            return null;
        }
        catch (StoreReadException fault)
        {
            return fault;
        }
    }

    private static void ReadAll(ExportArchive zip, OutboxArchive archive, ExportXml xml)
    {
        ReadEach(zip, "**/catalogs/**.xml", archive, xml.Catalog);
        ReadEach(zip, "**/pricebooks/**.xml", archive, xml.PriceBooks);
        ReadEach(zip, "**/inventory-lists/**.xml", archive, xml.InventoryLists);
    }

    private bool IsWhole(BroughtFile brought, ListedFile file)
    {
        // Opened again when it is read: a week's archives are more than a process may hold open.
        using var zip = Open(brought, file);
        return zip is not null;
    }

    private ExportArchive? Open(BroughtFile brought, ListedFile file)
    {
        try
        {
            return new ExportArchive(brought.FullName, file.Path, file.Time, _bounds);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException(file.Path, 0, "", "cannot be opened: " + fault.Message, ExportFiles.Cure(fault), fault);
        }
    }

    /// <summary>
    /// An archive that is older than a scope's full export has nothing to say of it. For catalogs and price books the export may have been
    /// running when the archive was written, so the overlap counts. Not for stock: what was sold since shows in no archive, so an older
    /// value would stand until the next export; and it is exported in minutes.
    /// </summary>
    private bool Counts(Scope scope, OutboxArchive archive, HashSet<Scope> unknown, IStoreRead read)
    {
        if (!_full!.Scopes.TryGetValue(FullReadMark.KeyOf(scope), out var exported))
        {
            if (unknown.Add(scope))
            {
                read.Warn(new ReadWarning("delta.unknown-scope", archive.File.Path, 0, $"{scope} is not part of the full export, and is passed over"));
            }

            return false;
        }

        return !archive.IsBefore(scope.Kind == ScopeKind.InventoryList ? exported : exported - _fetch.Source.Deltas.Overlap);
    }

    private static void ReadEach(ExportArchive zip, string glob, OutboxArchive archive, Action<ExportFile> readFile)
    {
        foreach (var file in zip.Matching(new Glob(glob)))
        {
            readFile(file with { Time = archive.File.Time ?? file.Time });
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;

    /// <summary>One outbox in this read.</summary>
    private sealed class OutboxReading
    {
        public required string Folder { get; init; }

        public required OutboxMark Before { get; init; }

        public required OutboxMark After { get; set; }

        /// <summary>In order; without its file where it says nothing new.</summary>
        public List<(OutboxArchive Archive, BroughtFile? Brought)> Archives { get; } = [];

        public void Miss(OutboxHole hole) => After = After with { Hole = OutboxHole.Joined(After.Hole, hole) };
    }
}
