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

/// <summary>
/// What the next delta and the next inventory delta would send, and why. Made by the very path that makes them, into a folder that is thrown away: what is shown here is
/// what would be sent now.
/// </summary>
public sealed class SendingQueue(Documents documents, Mirror mirror, FeedMaking making, FeedRun feeds, DropLedger dropped)
{
    /// <summary>All SKUs that are lined up, rows first, in feed order.</summary>
    public IReadOnlyList<QueuedSku> Of(string account, CancellationToken cancellation)
    {
        var document = documents.Account(account);
        var folder = Directory.CreateTempSubdirectory("connector-queue-").FullName;
        try
        {
            return [.. Rows(account, document, folder, cancellation), .. Quantities(account, document, folder, cancellation)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<QueuedSku> Rows(string account, Account document, string folder, CancellationToken cancellation)
    {
        var queued = new List<QueuedSku>();
        var (plan, changes) = Make(account, document, FeedKind.Delta, folder, out var delta, cancellation);
        var views = plan.Views.ToDictionary(view => view.Name, StringComparer.Ordinal);
        foreach (var byView in changes.OfType<RowSent>().Where(change => change.Resent).GroupBy(change => change.View, StringComparer.Ordinal))
        {
            using var looked = new Look(plan, views[byView.Key], mirror, making);
            foreach (var change in byView)
            {
                var before = looked.Sent.Find(change.Sku);
                var facets = before is null ? [] : Facets(before.Hashes, change.Hashes);
                var status = change.State switch
                {
                    SentState.Deleting => QueueStatus.Deleted,
                    SentState.Deactivated => QueueStatus.Deactivated,
                    _ when before is null => QueueStatus.New,
                    _ when facets.Count == 0 => QueueStatus.SentAgain,
                    _ => QueueStatus.Changed,
                };
                var (name, template) = looked.At(change.Sku);
                queued.Add(new QueuedSku(account, byView.Key, change.Sku, name, template, status, string.Join(", ", facets), Because(delta, views[byView.Key], change.Group, change.Sku)));
            }
        }

        foreach (var view in plan.Views)
        {
            using var looked = new Look(plan, view, mirror, making);
            foreach (var sku in looked.Sent.HeldFor(PublishingReasons.InReview.Code))
            {
                var (name, template) = looked.At(sku);
                queued.Add(new QueuedSku(account, view.Name, sku, name, template, QueueStatus.InReview, "content", "TikTok reviews what was sent before"));
            }
        }

        return queued;
    }

    private List<QueuedSku> Quantities(string account, Account document, string folder, CancellationToken cancellation)
    {
        var queued = new List<QueuedSku>();
        var (plan, changes) = Make(account, document, FeedKind.InventoryDelta, folder, out var delta, cancellation);
        using var quantities = dropped.Quantities(account);
        var looks = plan.Views.Select(view => new Look(plan, view, mirror, making)).ToList();
        try
        {
            foreach (var told in changes.OfType<QuantitySent>().GroupBy(change => change.Sku, StringComparer.Ordinal))
            {
                var look = looks.Find(look => look.Group(told.Key) is not null) ?? looks[0];
                var (name, template) = look.At(told.Key);
                var what = string.Join(", ", told.Select(change => $"{quantities.Last(change.List, change.Sku)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} -> {change.Quantity}{(document.Warehouses.Count > 0 ? $" in {change.List}" : "")}"));
                queued.Add(new QueuedSku(account, "", told.Key, name, template, QueueStatus.Quantity, what, Because(delta, look.View, look.Group(told.Key) ?? "", told.Key)));
            }
        }
        finally
        {
            looks.ForEach(look => look.Dispose());
        }

        return queued;
    }

    private (FeedPlan Plan, IReadOnlyList<LedgerChange> Changes) Make(string account, Account document, FeedKind kind, string folder, out DeltaPlan delta, CancellationToken cancellation)
    {
        var order = new FeedOrder(account, kind, "queue");
        var place = Directory.CreateDirectory(Path.Combine(folder, kind.ToString())).FullName;
        var plan = feeds.PlanFor(order, document, place) with { IsDry = false };
        using var shops = new ShopSnapshots(mirror, plan, kind, making.Workers);
        delta = feeds.DeltaFor(order, plan, shops)!;
        var made = kind.IsInventory() ? making.Inventory(plan, shops, delta, _ => { }, cancellation) : making.Products(plan, shops, delta, _ => { }, cancellation);
        made.Lasting.Wait(cancellation);
        using var list = File.OpenRead(plan.ChangesPath);
        return (plan, [.. LedgerChange.Read(list)]);
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
                Awaiting.Drifted => "TikTok shows something else than was sent",
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
