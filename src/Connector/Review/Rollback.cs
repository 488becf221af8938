using System.Data.Common;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Review;

/// <summary>A SKU of a rollback, with the columns that would change.</summary>
/// <param name="View">The view.</param>
/// <param name="Sku">The SKU.</param>
/// <param name="Columns">Column, what TikTok has, what it would have.</param>
public sealed record RolledBackSku(string View, string Sku, IReadOnlyList<(string Column, string Before, string After)> Columns);

/// <summary>What a rollback does.</summary>
/// <param name="Run">The run to which it goes back.</param>
/// <param name="Pinned">SKUs that are pinned, view by view.</param>
/// <param name="Differ">Of those, how many have another content or price than TikTok has now.</param>
/// <param name="Gone">SKUs that TikTok had then, and neither it nor the shop has now: they are not brought back.</param>
/// <param name="Unknown">SKUs that were named, and that TikTok did not have then: they stay as they are.</param>
/// <param name="WithoutFull">Views of which no full feed was found up to the run: only what deltas sent is known.</param>
/// <param name="Examples">The first that differ.</param>
public sealed record RollbackResult(
    string Run, long Pinned, long Differ, long Gone, IReadOnlyList<string> Unknown, IReadOnlyList<string> WithoutFull, IReadOnlyList<RolledBackSku> Examples)
{
    /// <summary>Its id; null for one that was only looked at.</summary>
    public string? Id { get; init; }
}

/// <summary>That SKUs were rolled back to an earlier run. Chained.</summary>
/// <param name="Skus">The SKUs that were named; null: all.</param>
public sealed record RollbackRecord(
    string Id, string Account, string Run, DateTimeOffset At, string By, string Because, string? View, IReadOnlyList<string>? Skus, long Pinned, long Gone, string Versions, string Previous, long Position);

/// <summary>That rolled-back SKUs go on. Chained.</summary>
/// <param name="Skus">The SKUs that were named; null: all.</param>
public sealed record ResumeRecord(string Id, string Account, DateTimeOffset At, string By, string Because, string? View, IReadOnlyList<string>? Skus, long Resumed, string Previous, long Position);

/// <summary>
/// Takes content and price of SKUs back to what TikTok had after an earlier run, and pins them to it; stock goes on. What follows is a delta like any other, through the
/// brakes. Pins are looked at where rows are made: see <see cref="ViewRows"/>.
/// </summary>
public sealed class Rollback(StateDatabase state, Documents documents, Ledger ledger, Mirror mirror, Runs runs, Leases leases, RunFolders folders, TimeProvider clock)
{
    private const int Examples = 20;

    /// <summary>Of more, the next delta is not told one by one: it looks at everything.</summary>
    private const int MostAwaited = 10_000;

    private static readonly FeedKind[] Rows = [FeedKind.Full, FeedKind.Delta, FeedKind.PriceDelta];

    /// <summary>What it would do; nothing is changed.</summary>
    public RollbackResult Look(string account, string run, string? view, IReadOnlyList<string>? skus, CancellationToken cancellation)
    {
        using var published = After(account, run, view, skus, cancellation);
        return Sift(account, run, published, skus, cancellation);
    }

    /// <summary>Pins SKUs to what TikTok had after a run.</summary>
    /// <param name="account">The account.</param>
    /// <param name="run">The run: a sealed feed of rows.</param>
    /// <param name="view">Only this view; null: all.</param>
    /// <param name="skus">Only these SKUs; null: all that TikTok had.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="because">Why.</param>
    /// <param name="cancellation">Ends it before anything is changed.</param>
    /// <exception cref="PersonMustDecideException">There is no such run, a file of it is lost, or another run is going on.</exception>
    public RollbackResult Go(string account, string run, string? view, IReadOnlyList<string>? skus, string by, string because, CancellationToken cancellation)
    {
        using var lease = leases.Take(Leases.ProductOf(account), $"rollback to {run} by {by}");
        // Rows that were made before are of no pins, and would be sealed over them.
        runs.DemandNoneOpen(account, Rows);
        using var published = After(account, run, view, skus, cancellation);
        var result = Sift(account, run, published, skus, cancellation);
        if (result.Pinned == 0)
        {
            return result;
        }

        var (at, versions) = (clock.GetUtcNow(), Pins.Mark(documents.Policies(account).Versions));
        lease.Demand();
        var id = runs.Record(
            account, "rollback",
            (id, previous, position) => new RollbackRecord(id, account, run, at, by, because, view, skus, result.Pinned, result.Gone, versions, previous, position),
            (db, transaction, id) =>
            {
                using var pin = new Prepared(
                    (SqliteConnection)db,
                    """
                    INSERT INTO pin(account, view_name, sku, rollback, run, sheet, row, versions, made_by, because, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                    ON CONFLICT(account, view_name, sku) DO UPDATE SET rollback = excluded.rollback, run = excluded.run, sheet = excluded.sheet, row = excluded.row,
                        versions = excluded.versions, made_by = excluded.made_by, because = excluded.because, at = excluded.at
                    """);
                foreach (var (name, sku, sheet, row) in published.All())
                {
                    pin.Run(account, name, sku, id, run, sheet, row, versions, by, because, Instants.Text(at));
                }

                Await(db, transaction, account, result.Pinned, published.All().Select(row => row.Sku).Distinct(StringComparer.Ordinal), at, by, because);
            });
        return result with { Id = id };
    }

    /// <summary>Lets SKUs go on: the shop and the policies decide about their content and price again.</summary>
    /// <param name="account">The account.</param>
    /// <param name="view">Only in this view; null: in all.</param>
    /// <param name="skus">Only these; null: all that are pinned.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="because">Why.</param>
    /// <returns>How many SKUs were pinned.</returns>
    public long Resume(string account, string? view, IReadOnlyList<string>? skus, string by, string because)
    {
        documents.Account(account);
        using var lease = leases.Take(Leases.ProductOf(account), $"resuming by {by}");
        runs.DemandNoneOpen(account, Rows);
        var resumed = state.Write((db, transaction) => Pinned(db, transaction, account, view, skus));
        if (resumed.Count == 0)
        {
            return 0;
        }

        var at = clock.GetUtcNow();
        lease.Demand();
        runs.Record(
            account, "resume",
            (id, previous, position) => new ResumeRecord(id, account, at, by, because, view, skus, resumed.Count, previous, position),
            (db, transaction, _) =>
            {
                foreach (var sku in resumed)
                {
                    Pins.End(db, transaction, account, view, sku);
                }

                Await(db, transaction, account, resumed.Count, resumed, at, by, because);
            });
        return resumed.Count;
    }

    private static List<string> Pinned(DbConnection db, DbTransaction transaction, string account, string? view, IReadOnlyList<string>? skus)
    {
        var pinned = Pins.Skus(db, transaction, account, view);
        return skus is null ? pinned : [.. pinned.Intersect(skus, StringComparer.Ordinal)];
    }

    /// <summary>The next delta looks at them.</summary>
    private static void Await(DbConnection db, DbTransaction transaction, string account, long count, IEnumerable<string> skus, DateTimeOffset at, string by, string because)
    {
        if (count <= MostAwaited)
        {
            Awaiting.Add(db, transaction, account, skus, Awaiting.Pinned, Instants.Text(at), by, because);
        }
        else
        {
            db.Execute("UPDATE feed_cursor SET fingerprint = 'pins' WHERE account = @account AND kind IN ('Delta', 'PriceDelta')", new { account }, transaction);
        }
    }

    private PublishedState After(string account, string id, string? view, IReadOnlyList<string>? skus, CancellationToken cancellation)
    {
        var views = documents.Account(account).Views.Select(known => known.Name).Where(name => view is null || name == view).ToList();
        if (views.Count == 0)
        {
            throw new PersonMustDecideException("order.view", $"Account {account} has no view {view}.", $"It has {string.Join(", ", documents.Account(account).Views.Select(known => known.Name))}.");
        }

        var all = runs.Last(account, int.MaxValue).Where(run => Rows.Any(kind => kind.ToString() == run.Kind) && string.CompareOrdinal(run.Id, id) <= 0).Reverse().ToList();
        var found = all.LastOrDefault(run => run.Id == id)
            ?? throw new PersonMustDecideException("run.unknown", $"Account {account} has no feed of rows {id}.", $"See `connector run list --account {account}`: name a full feed, a delta or a price delta.");
        if (found.State != "sealed")
        {
            throw new PersonMustDecideException("run.unsent", $"Run {id} is {found.State}: TikTok did not get what it says.", "Name a run that is sealed.");
        }

        var path = Path.Combine(Path.GetDirectoryName(state.Path)!, $"rollback-{Guid.NewGuid():N}.tmp");
        return PublishedState.After(path, account, [.. all.Where(run => run.State == "sealed")], views, skus?.ToHashSet(StringComparer.Ordinal), folders, cancellation);
    }

    /// <summary>Leaves out what neither TikTok nor the shop has any more, and compares the rest with what TikTok has.</summary>
    private RollbackResult Sift(string account, string run, PublishedState published, IReadOnlyList<string>? skus, CancellationToken cancellation)
    {
        var (pinned, differ) = (0L, 0L);
        var (gone, examples) = (new List<(string View, string Sku)>(), new List<RolledBackSku>());
        var found = new HashSet<string>(StringComparer.Ordinal);
        LedgerView? sent = null;
        MirrorSnapshot? shop = null;
        ViewReader? reader = null;
        var current = "";
        try
        {
            foreach (var (name, sku, sheet, row) in published.All())
            {
                cancellation.ThrowIfCancellationRequested();
                if (name != current)
                {
                    sent?.Dispose();
                    shop?.Dispose();
                    var view = documents.Account(account).Views.First(known => known.Name == name);
                    (current, sent, shop) = (name, ledger.View(account, name), mirror.Snapshot(view.Source));
                    reader = shop.View(view, clock.GetUtcNow());
                }

                if (skus is not null)
                {
                    found.Add(sku);
                }

                var entry = sent!.Find(sku);
                if (entry is null && reader!.GroupOf(sku) is null)
                {
                    gone.Add((name, sku));
                    continue;
                }

                pinned++;
                var then = EncodedRow.Parse(FeedSheets.Find(sheet)!, row);
                var hashes = then.Hash();
                if (entry is null || entry.Hashes.Content != hashes.Content || entry.Hashes.Price != hashes.Price)
                {
                    differ++;
                    if (examples.Count < Examples)
                    {
                        examples.Add(new RolledBackSku(name, sku, Changed(sent.Row(sku), then, FeedSheets.Find(sheet)!)));
                    }
                }
            }
        }
        finally
        {
            sent?.Dispose();
            shop?.Dispose();
        }

        gone.ForEach(one => published.Remove(one.View, one.Sku));
        return new RollbackResult(run, pinned, differ, gone.Count, [.. (skus ?? []).Distinct(StringComparer.Ordinal).Where(sku => !found.Contains(sku))], published.WithoutFull, examples);
    }

    private static IReadOnlyList<(string Column, string Before, string After)> Changed((string Sheet, byte[] Row)? now, EncodedRow then, FeedSheet sheet)
    {
        var has = now is { } row && FeedSheets.Find(row.Sheet) is { } other ? EncodedRow.Parse(other, row.Row).Columns() : new Dictionary<string, string>();
        return
        [
            .. sheet.Columns.Select((column, at) => (column, at)).Where(pair => pair.column.Facet != Facet.Stock)
                .Select(pair => (pair.column.Name, has.GetValueOrDefault(pair.column.Name) ?? "", then.Value(pair.at))).Where(pair => pair.Item2 != pair.Item3),
        ];
    }
}
