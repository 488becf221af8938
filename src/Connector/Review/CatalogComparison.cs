using Connector.Accounts;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Review;

/// <summary>
/// Compares what one of TikTok's catalogs shows with the ledgers of the views that it shows, product by product. Changes nothing. For one thread.
/// </summary>
internal sealed class CatalogComparison : IDisposable
{
    private readonly Account _account;
    private readonly DateTimeOffset _at;
    private readonly Action<StoreView, ShownProduct, string?> _adopt;
    private readonly List<Side> _sides;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long? _onlyFirstOf;

    /// <param name="name">The account's name.</param>
    /// <param name="account">The account.</param>
    /// <param name="views">All its views that this catalog shows.</param>
    /// <param name="isAsked">Which of them are compared; the others only say what is theirs.</param>
    /// <param name="ledger">What was sent.</param>
    /// <param name="state">What was answered.</param>
    /// <param name="mirror">What the shop sells.</param>
    /// <param name="at">As of when.</param>
    /// <param name="adopt">Takes what no ledger knows: the view, the product, its item group in the shop or null.</param>
    public CatalogComparison(
        string name, Account account, IReadOnlyList<StoreView> views, Func<StoreView, bool> isAsked, Ledger ledger, StateDatabase state, Mirror mirror, DateTimeOffset at,
        Action<StoreView, ShownProduct, string?> adopt)
    {
        (_account, _at, _adopt) = (account, at, adopt);
        _sides = [.. views.Select(view => new Side(view, isAsked(view), ledger.View(name, view.Name), new ShownBefore((SqliteConnection)state.Open(), name, view.Name), mirror.Snapshot(view.Source), at))];
    }

    /// <summary>The views that are compared.</summary>
    public IReadOnlyList<ReconciledView> Views => [.. _sides.Where(side => side.IsAsked).Select(side => side.Tally with { OnlyFirstOf = _onlyFirstOf })];

    /// <summary>Lists the catalog, then asks for what it did not list: a product may have moved between two pages, or stand too deep to be listed.</summary>
    public async Task RunAsync(CatalogApi api, string catalogId, Action<long, long> progress, CancellationToken cancellation)
    {
        await foreach (var page in api.ListAsync(catalogId, cancellation).ConfigureAwait(false))
        {
            foreach (var shown in page.Products)
            {
                Take(shown);
            }

            _onlyFirstOf = page.IsCut ? page.Total ?? _seen.Count : null;
            progress(_seen.Count, page.Total ?? 0);
        }

        foreach (var side in _sides.Where(side => side.IsAsked))
        {
            foreach (var unseen in Unseen(side).Chunk(ReviewSettings.MaxBatch))
            {
                var shown = await api.GetProductsAsync(catalogId, unseen, cancellation).ConfigureAwait(false);
                foreach (var sku in unseen)
                {
                    if (shown.TryGetValue(sku, out var product))
                    {
                        Take(product);
                    }
                    else
                    {
                        side.Absent(sku);
                    }
                }

                progress(_seen.Count, 0);
            }
        }
    }

    public void Dispose() => _sides.ForEach(side => side.Dispose());

    private void Take(ShownProduct shown)
    {
        if (!_seen.Add(shown.Sku))
        {
            return;
        }

        foreach (var side in _sides)
        {
            if (side.Sent.Find(shown.Sku) is { } entry)
            {
                if (side.IsAsked)
                {
                    Compare(side, entry, shown);
                }

                return;
            }
        }

        var group = default(string);
        var taker = _sides.Find(side => (group = side.Shop.GroupOf(shown.Sku)) is not null) ?? _sides.Find(side => side.IsAsked)!;
        if (taker.IsAsked)
        {
            taker.Shown++;
            taker.Unknown.Add(shown.Sku);
            _adopt(taker.View, shown, group);
        }
    }

    private void Compare(Side side, LedgerEntry entry, ShownProduct shown)
    {
        side.Shown++;
        var age = _at - entry.SentAt;
        if (entry.State == SentState.Deleting)
        {
            // Before TikTok must have read the delete file, it may well show it.
            if (age < _account.FetchedAfter)
            {
                side.Pending++;
            }
            else
            {
                side.Undeleted.Add(entry.Sku);
            }

            return;
        }

        if (LedgerDoubts.Holds(entry) || side.Sent.Row(entry.Sku) is not { } sent || FeedSheets.Find(sent.Sheet) is not { } sheet)
        {
            side.Pending++;
            return;
        }

        var differences = ShownRow.Differences(sheet, EncodedRow.Parse(sheet, sent.Row), shown).ToList();
        if (differences.Count == 0)
        {
            side.AsSent++;
        }
        else if (!side.Before.IsConfirmed(entry) && (age < _account.FetchedAfter || (age < _account.Review.GiveUpAfter && ShowsAccepted(side, entry.Sku, shown))))
        {
            side.Pending++;
        }
        else
        {
            side.Edited.Add(new EditedSku(entry.Sku, differences));
        }
    }

    /// <summary>Whether the row that TikTok approved before is shown: it may show that until it has reviewed the one sent after it.</summary>
    private static bool ShowsAccepted(Side side, string sku, ShownProduct shown) =>
        side.Sent.Accepted(sku) is { } accepted && FeedSheets.Find(accepted.Sheet) is { } sheet && ShownRow.IsSent(sheet, EncodedRow.Parse(sheet, accepted.Row), shown);

    /// <summary>What was not listed and is worth a question: what TikTok showed once, and, where it does not list all, whatever was sent.</summary>
    private IEnumerable<string> Unseen(Side side)
    {
        foreach (var entry in side.Sent.Entries(KeyRange.All))
        {
            if (_seen.Contains(entry.Sku))
            {
                continue;
            }

            if (_onlyFirstOf is not null || (entry.State != SentState.Deleting && !LedgerDoubts.Holds(entry) && side.Before.WasShown(entry.Sku)))
            {
                yield return entry.Sku;
            }
            else if (entry.State != SentState.Deleting)
            {
                side.Pending++;
            }
        }
    }

    /// <summary>One view, with what is counted of it.</summary>
    private sealed class Side(StoreView view, bool isAsked, LedgerView sent, ShownBefore before, MirrorSnapshot shop, DateTimeOffset at) : IDisposable
    {
        public StoreView View => view;

        public bool IsAsked => isAsked;

        public LedgerView Sent => sent;

        public ShownBefore Before => before;

        public ViewReader Shop { get; } = shop.View(view, at);

        public long Shown { get; set; }

        public long AsSent { get; set; }

        public long Pending { get; set; }

        public List<EditedSku> Edited { get; } = [];

        public List<string> Undeleted { get; } = [];

        public List<string> Unknown { get; } = [];

        public List<string> Lost { get; } = [];

        public ReconciledView Tally => new(view.Name, view.CatalogId) { Shown = Shown, AsSent = AsSent, Pending = Pending, Edited = Edited, Undeleted = Undeleted, Unknown = Unknown, Lost = Lost };

        public void Absent(string sku)
        {
            if (sent.Find(sku) is not { State: not SentState.Deleting } entry)
            {
                return;
            }

            if (!LedgerDoubts.Holds(entry) && before.WasShown(sku))
            {
                Lost.Add(sku);
            }
            else
            {
                Pending++;
            }
        }

        public void Dispose()
        {
            sent.Dispose();
            before.Dispose();
            shop.Dispose();
        }
    }
}

/// <summary>What TikTok showed of a view's SKUs when it was asked before. For one thread.</summary>
internal sealed class ShownBefore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _account;
    private readonly string _view;
    private readonly Prepared _confirmed;
    private readonly Prepared _shown;

    public ShownBefore(SqliteConnection connection, string account, string view)
    {
        (_connection, _account, _view) = (connection, account, view);
        _confirmed = new Prepared(connection, "SELECT row_hash FROM answer WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND confirms = 1");
        _shown = new Prepared(
            connection,
            """
            SELECT EXISTS(SELECT 1 FROM answer WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND shown <> '')
                OR EXISTS(SELECT 1 FROM listing_past WHERE account = ?1 AND view_name = ?2 AND sku = ?3 AND state IN ('InReview', 'Rejected', 'Approved'))
            """);
    }

    /// <summary>Whether it showed the row last sent.</summary>
    public bool IsConfirmed(LedgerEntry entry)
    {
        using var rows = _confirmed.Read(_account, _view, entry.Sku);
        return rows.Next() && FacetHashes.Read(rows.Bytes(0)) == entry.Hashes;
    }

    /// <summary>Whether it ever showed the SKU.</summary>
    public bool WasShown(string sku) => _shown.Number(_account, _view, sku) == 1;

    public void Dispose()
    {
        _confirmed.Dispose();
        _shown.Dispose();
        _connection.Dispose();
    }
}
