using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy.Catalog;
using Connector.State;
using Connector.Store;

namespace Connector.Preview;

/// <summary>What the next delta does about a SKU.</summary>
public enum QueueStatus
{
    /// <summary>TikTok never had it: its row is sent.</summary>
    New,

    /// <summary>Its row differs from the one sent.</summary>
    Changed,

    /// <summary>It is sent again though it does not differ.</summary>
    SentAgain,

    /// <summary>It is gone: its row is sent out of stock.</summary>
    Deactivated,

    /// <summary>It stands in the next delete file.</summary>
    Deleted,

    /// <summary>Its quantity differs from the one told.</summary>
    Quantity,

    /// <summary>It differs, and waits until TikTok has reviewed what was sent before.</summary>
    InReview,
}

/// <summary>A SKU that is lined up. Checklist QUE-01, QUE-02.</summary>
/// <param name="Account">The account.</param>
/// <param name="View">The store view; empty for quantities, which are told over all views.</param>
/// <param name="Sku">The SKU.</param>
/// <param name="Name">Its title, as it is or, where the shop has it no longer, as it was sent.</param>
/// <param name="Template">The listing template that takes it; empty: none.</param>
/// <param name="Status">What the next delta does about it.</param>
/// <param name="What">What differs: content, price, stock, or the quantities.</param>
/// <param name="Because">Why it is looked at now.</param>
public sealed record QueuedSku(string Account, string View, string Sku, string Name, string Template, QueueStatus Status, string What, string Because);

/// <summary>What is lined up: all of it counted, and the first SKUs told.</summary>
public sealed class QueueLook
{
    private readonly SortedDictionary<QueueStatus, long> _counts = [];
    private readonly List<QueuedSku> _first = [];

    /// <summary>How many SKUs stand so.</summary>
    public IReadOnlyDictionary<QueueStatus, long> Counts => _counts;

    /// <summary>The first of them.</summary>
    public IReadOnlyList<QueuedSku> First => _first;

    internal void Add(QueueStatus status, int most, Func<QueuedSku> told)
    {
        _counts[status] = _counts.GetValueOrDefault(status) + 1;
        if (_first.Count < most)
        {
            _first.Add(told());
        }
    }
}

/// <summary>
/// What the next delta and the next inventory delta would send, and why. Made by the very path that makes them, into a folder that is thrown away: what is shown here is
/// what would be sent now.
/// </summary>
public sealed class SendingQueue(Documents documents, Mirror mirror, FeedMaking making, FeedRun feeds, DropLedger dropped)
{
    /// <summary>What is lined up, rows first, in feed order.</summary>
    /// <param name="account">The account.</param>
    /// <param name="most">Of so many SKUs it is told what they are; all are counted.</param>
    /// <param name="cancellation">Ends it.</param>
    public QueueLook Of(string account, int most, CancellationToken cancellation)
    {
        var document = documents.Account(account);
        var folder = Directory.CreateTempSubdirectory("connector-queue-").FullName;
        try
        {
            var look = new QueueLook();
            Rows(account, document, folder, most, look, cancellation);
            Quantities(account, document, folder, most, look, cancellation);
            return look;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Rows(string account, Account document, string folder, int most, QueueLook queued, CancellationToken cancellation)
    {
        var plan = Make(account, document, FeedKind.Delta, folder, out var delta, cancellation);
        using var looks = new Looks(plan, mirror, making);
        foreach (var change in Changes(plan).OfType<RowSent>().Where(change => change.Resent))
        {
            cancellation.ThrowIfCancellationRequested();
            var look = looks.Of(change.View);
            var before = look.Sent.Find(change.Sku);
            var facets = before is null ? [] : Facets(before.Hashes, change.Hashes);
            var status = change.State switch
            {
                SentState.Deleting => QueueStatus.Deleted,
                SentState.Deactivated => QueueStatus.Deactivated,
                _ when before is null => QueueStatus.New,
                _ when facets.Count == 0 => QueueStatus.SentAgain,
                _ => QueueStatus.Changed,
            };
            queued.Add(status, most, () => Told(look, change.Sku, change.View, status, string.Join(", ", facets), Because(delta, look.View, change.Group, change.Sku)));
        }

        foreach (var look in looks.All)
        {
            foreach (var sku in look.Sent.HeldFor(PublishingReasons.InReview.Code))
            {
                queued.Add(QueueStatus.InReview, most, () => Told(look, sku, look.View.Name, QueueStatus.InReview, "content", "TikTok reviews what was sent before"));
            }
        }

        QueuedSku Told(Look look, string sku, string view, QueueStatus status, string what, string because)
        {
            var (name, template) = look.At(sku);
            return new QueuedSku(account, view, sku, name, template, status, what, because);
        }
    }

    private void Quantities(string account, Account document, string folder, int most, QueueLook queued, CancellationToken cancellation)
    {
        var plan = Make(account, document, FeedKind.InventoryDelta, folder, out var delta, cancellation);
        using var quantities = dropped.Quantities(account);
        using var looks = new Looks(plan, mirror, making);
        foreach (var change in Changes(plan).OfType<QuantitySent>())
        {
            cancellation.ThrowIfCancellationRequested();
            queued.Add(QueueStatus.Quantity, most, () =>
            {
                var look = looks.All.FirstOrDefault(look => look.Group(change.Sku) is not null) ?? looks.All[0];
                var (name, template) = look.At(change.Sku);
                var before = quantities.Last(change.List, change.Sku)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";
                return new QueuedSku(
                    account, "", change.Sku, name, template, QueueStatus.Quantity, $"{before} -> {change.Quantity}{(document.Warehouses.Count > 0 ? $" in {change.List}" : "")}",
                    Because(delta, look.View, look.Group(change.Sku) ?? "", change.Sku));
            });
        }
    }

    private FeedPlan Make(string account, Account document, FeedKind kind, string folder, out DeltaPlan delta, CancellationToken cancellation)
    {
        var order = new FeedOrder(account, kind, "queue");
        var place = Directory.CreateDirectory(Path.Combine(folder, kind.ToString())).FullName;
        var plan = feeds.PlanFor(order, document, place) with { IsDry = false };
        using var shops = new ShopSnapshots(mirror, plan, kind, making.Workers);
        delta = feeds.DeltaFor(order, plan, shops)!;
        var made = kind.IsInventory() ? making.Inventory(plan, shops, delta, _ => { }, cancellation) : making.Products(plan, shops, delta, _ => { }, cancellation);
        made.Lasting.Wait(cancellation);
        return plan;
    }

    private static IEnumerable<LedgerChange> Changes(FeedPlan plan)
    {
        using var list = File.OpenRead(plan.ChangesPath);
        foreach (var change in LedgerChange.Read(list))
        {
            yield return change;
        }
    }

    private static string Because(DeltaPlan delta, StoreView view, string group, string sku)
    {
        if (delta.Awaited.GetValueOrDefault(sku) is { } waits)
        {
            return waits.What switch
            {
                Awaiting.Resend => $"{waits.By} asked for it{Said(waits)}",
                Awaiting.Refused => $"TikTok refused the file with its row{Said(waits)}",
                Awaiting.Decided => $"{waits.By} decided about it{Said(waits)}",
                Awaiting.Manual => $"{waits.By} gave a value by file, or took one back{Said(waits)}",
                Awaiting.Drifted => "TikTok shows something else than was sent",
                Awaiting.Sent => "its row was sent, and more may follow from that",
                _ => "TikTok has answered",
            };
        }

        return delta.Everything ?? delta.Why(view, group) switch
        {
            LookedAt.Due => "its time has come",
            LookedAt.Expires => "TikTok lets rows expire that are not sent for 30 days",
            LookedAt.Unsettled => "it waited until it could be deleted",
            LookedAt.Awaits => "another of its group waited",
            _ => "the shop has changed it, or one of its group",
        };

        static string Said(AwaitingRow row) => row.Because.Length > 0 ? $": {row.Because}" : "";
    }

    private static List<string> Facets(FacetHashes before, FacetHashes after)
    {
        var facets = new List<string>();
        if (before.Content != after.Content)
        {
            facets.Add("content");
        }

        if (before.Price != after.Price)
        {
            facets.Add("price");
        }

        if (before.Stock != after.Stock)
        {
            facets.Add("availability");
        }

        return facets;
    }

    /// <summary>The views of a plan, each opened once.</summary>
    private sealed class Looks(FeedPlan plan, Mirror mirror, FeedMaking making) : IDisposable
    {
        public IReadOnlyList<Look> All { get; } = [.. plan.Views.Select(view => new Look(plan, view, mirror, making))];

        public Look Of(string view) => All.First(look => look.View.Name == view);

        public void Dispose()
        {
            foreach (var look in All)
            {
                look.Dispose();
            }
        }
    }

    /// <summary>Looks single SKUs of a view up.</summary>
    private sealed class Look : IDisposable
    {
        private readonly MirrorSnapshot _snapshot;
        private readonly ViewReader _reader;
        private readonly ViewRows _rows;

        public Look(FeedPlan plan, StoreView view, Mirror mirror, FeedMaking making)
        {
            View = view;
            _snapshot = mirror.Snapshot(view.Source);
            _reader = _snapshot.View(view, plan.Instant);
            Sent = making.Sent(plan, view);
            _rows = making.Rows(plan, view, _snapshot, Sent, _ => true);
        }

        public StoreView View { get; }

        public LedgerView Sent { get; }

        public string? Group(string sku) => _reader.GroupOf(sku) ?? Sent.Find(sku)?.Group;

        /// <summary>Title and template; of what the shop has no longer, the title that was sent.</summary>
        public (string Name, string Template) At(string sku) =>
            _rows.Explain(sku)?.Offer is { } offer ? (offer.Title.ToString(), offer.Template?.Name ?? "")
            : Sent.Row(sku) is { } sent && FeedSheets.Find(sent.Sheet) is { } sheet ? (EncodedRow.Parse(sheet, sent.Row).Columns().GetValueOrDefault("title") ?? "", "")
            : ("", "");

        public void Dispose()
        {
            Sent.Dispose();
            _snapshot.Dispose();
        }
    }
}
