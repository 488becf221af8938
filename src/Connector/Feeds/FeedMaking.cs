using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Accounts;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>What a feed is made of and where it goes; the same for a run and a dry run.</summary>
/// <param name="AccountName">The account.</param>
/// <param name="Account">Its document.</param>
/// <param name="Views">The views to write.</param>
/// <param name="Policies">The policies in force.</param>
/// <param name="Sheet">Sheet of the product feed.</param>
/// <param name="Stamp">Goes into the file names; 14 digits.</param>
/// <param name="Instant">The instant of the run.</param>
/// <param name="Gzip">Compression level of product files.</param>
/// <param name="Folder">The run's folder.</param>
public sealed record FeedPlan(
    string AccountName, Account Account, IReadOnlyList<StoreView> Views, PolicyDocuments Policies, FeedSheet Sheet, string Stamp, DateTimeOffset Instant, int Gzip, string Folder)
{
    /// <summary>Where the files go: below the run's folder, or where a dry run was told to leave them.</summary>
    public string FilesFolder { get; init; } = Path.Combine(Folder, "files");

    public string ChangesPath => Path.Combine(Folder, "ledger-changes.bin");

    public string HeldPath => Path.Combine(Folder, "held.csv");

    /// <summary>A dry run in another sheet than the account's. The ledger's rows are of the account's sheet, so here nothing counts as published.</summary>
    public bool IsOfAnotherSheet => Sheet.Id != Account.Sheet;

    public PolicySheet Compile() => PolicySheet.Compile(Policies, Sheet.Version, Sheet.HasDetails);

    public Facts FactsFor(StoreView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new Facts
        {
            Instant = Instant,
            Account = AccountName,
            Country = view.Country.Length > 0 ? view.Country : Account.Country,
            Currency = Account.Currency,
            Site = view.Site,
            Limits = Sheet.Limits,
        };
    }
}

/// <summary>What making a feed came to. The feed's record in the run's folder.</summary>
public sealed record FeedMade
{
    public required IReadOnlyList<FeedFile> Files { get; init; }

    public required IReadOnlyList<ViewCounts> Views { get; init; }

    /// <summary>Held offers by reason.</summary>
    public required IReadOnlyList<HeldCount> HeldBy { get; init; }

    /// <summary>SKUs whose row differs from the one last sent.</summary>
    public long Changed { get; init; }

    /// <summary>SHA-256 of the list of what the ledger will change; a seal with another list is refused.</summary>
    public string LedgerChangesSha256 { get; init; } = "";

    public long Rows => Files.Where(file => file.Kind != FeedFileKind.Delete).Sum(file => file.Rows);

    public long Read => Views.Sum(view => view.Read);

    public long Held => Views.Sum(view => view.Held);
}

/// <summary>Both ends of the count, for one view: read = listed + held.</summary>
public sealed record ViewCounts(string View, long Read, long Listed, long Held)
{
    /// <summary>Rows that stay with their last content, because the new one is held.</summary>
    public long Kept { get; init; }

    /// <summary>Rows that stay out of stock, because the SKU is gone or has a fault.</summary>
    public long OutOfStock { get; init; }

    /// <summary>SKUs in the delete file.</summary>
    public long Deleted { get; init; }

    /// <summary>SKUs listed on TikTok by the last feed.</summary>
    public long ListedBefore { get; init; }

    /// <summary>The view is being taken off TikTok: that nothing is listed is what was asked for.</summary>
    public bool Retired { get; init; }
}

/// <summary>Makes the files of a feed in a run's folder, with the list of what is held and the list of what the ledger will change.</summary>
public sealed class FeedMaking(Ledger ledger, DropLedger dropped)
{
    /// <summary>Full product feed: one file for each view with all its rows, and a delete file where SKUs are to be deleted.</summary>
    public FeedMade Products(FeedPlan plan, Func<StoreView, MirrorSnapshot> mirror, Action<long> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Make(plan, (changes, held) =>
        {
            var files = new List<FeedFile>();
            var counts = new List<ViewCounts>();
            var changed = 0L;
            foreach (var view in plan.Views)
            {
                var limit = plan.Account.Drop.PartLimitMb * 1_000_000L;
                using var products = new FeedFileWriter(
                    plan.FilesFolder, FeedFileKind.Product, view.Name, part => FileNames.Product(plan.Sheet, view, plan.Stamp, part, plan.Gzip), plan.Sheet.Header, default, limit, plan.Gzip);
                using var deletes = new FeedFileWriter(
                    plan.FilesFolder, FeedFileKind.Delete, view.Name, part => FileNames.Delete(view, plan.Stamp, part), default, default, limit, 0);
                var snapshot = mirror(view);
                using var sent = Sent(plan, view);
                var others = new OtherViews(plan, view, mirror);
                var rows = Rows(plan, view, snapshot, sent, others.Want);
                var tally = new ViewCounts(view.Name, 0, 0, 0) { ListedBefore = sent.Count(SentState.Listed), Retired = view.Retired };
                foreach (var row in rows.All(KeyRange.All, cancellation))
                {
                    tally = Write(row, view, products, deletes, held, tally);
                    if (Change(row, view.Name, plan) is { } change)
                    {
                        LedgerChange.Write(changes, change);
                        changed += change is RowSent { Resent: true } ? 1 : 0;
                    }

                    if (rows.Read % 500 == 0)
                    {
                        progress(rows.Read);
                    }
                }

                counts.Add(Close(rows, snapshot, view, tally, plan));
                files.AddRange(products.End());
                files.AddRange(deletes.End());
            }

            return new FeedMade { Files = files, Views = counts, HeldBy = [], Changed = changed };
        });
    }

    /// <summary>
    /// Full inventory feed: SFCC inventory XML with the quantity of every SKU that is or is becoming listed; over several views the
    /// smallest. One list, or one for each of the account's warehouses.
    /// </summary>
    public FeedMade Inventory(FeedPlan plan, Func<StoreView, MirrorSnapshot> mirror, Action<long> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Make(plan, (changes, held) =>
        {
            using var files = new InventoryFiles(plan, changes, dropped);
            using var smallest = plan.Views.Count > 1 ? new SmallestQuantity(Path.Combine(plan.Folder, "quantities.tmp")) : null;
            var shares = plan.Account.Warehouses.Count > 0 ? new WarehouseShares(plan.Account.Warehouses) : null;
            var counts = new List<ViewCounts>();
            void Record(int list, string sku, int quantity)
            {
                if (smallest is null)
                {
                    files.Write(list, sku, quantity);
                }
                else
                {
                    smallest.Add(list, sku, quantity);
                }
            }

            foreach (var view in plan.Views)
            {
                var snapshot = mirror(view);
                using var sent = ledger.View(plan.AccountName, view.Name);
                var others = new OtherViews(plan, view, mirror);
                var rows = Rows(plan, view, snapshot, sent, others.Want);
                var only = view.InventoryLists.Count == 1 ? view.InventoryLists[0] : null;
                var tally = new ViewCounts(view.Name, 0, 0, 0) { ListedBefore = sent.Count(SentState.Listed), Retired = view.Retired };
                foreach (var row in rows.All(KeyRange.All, cancellation))
                {
                    if (row.Desired.Held is { } reason)
                    {
                        held.Write(row.Sku, view.Name, reason, OnTikTok(row));
                    }

                    // What is being deleted must not sell while TikTok still shows it.
                    if (row.Desired.Wish is Wish.Row or Wish.Delete)
                    {
                        if (shares is null)
                        {
                            Record(0, row.Sku, row.Quantity);
                        }
                        else
                        {
                            var dealt = shares.Of(row.Quantity, row.Lists, only);
                            for (var list = 0; list < dealt.Length; list++)
                            {
                                Record(list, row.Sku, dealt[list]);
                            }
                        }
                    }

                    if (rows.Read % 500 == 0)
                    {
                        progress(rows.Read);
                    }
                }

                counts.Add(Close(rows, snapshot, view, tally, plan));
            }

            foreach (var (list, sku, quantity) in smallest?.All() ?? [])
            {
                files.Write(list, sku, quantity);
            }

            return new FeedMade { Files = files.End(), Views = counts, HeldBy = [], Changed = files.Changed };
        });
    }

    /// <summary>What was sent of a view's rows, as far as it concerns this feed.</summary>
    public LedgerView Sent(FeedPlan plan, StoreView view)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(view);
        return plan.IsOfAnotherSheet ? LedgerView.Empty() : ledger.View(plan.AccountName, view.Name);
    }

    /// <summary>What becomes of the rows of one view; also used to explain a SKU.</summary>
    public ViewRows Rows(FeedPlan plan, StoreView view, MirrorSnapshot snapshot, LedgerView sent, Func<string, bool> wantedElsewhere)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(snapshot);
        var unfetched = new Lazy<IReadOnlyList<UnfetchedFile>>(() => dropped.Unfetched(plan, view));
        return new ViewRows(
            snapshot.View(view, plan.Instant), view, plan.Compile(), plan.FactsFor(view), plan.Sheet, sent,
            new Rulings
            {
                Instant = plan.Instant,
                Retired = view.Retired,
                Grace = TimeSpan.FromDays(plan.Policies.Synchronization.FaultGraceDays),
                DeleteDeleted = plan.Policies.Synchronization.OnStoreDelete == OnStoreDelete.Delete,
                DeleteDisabled = plan.Policies.Synchronization.OnStoreDisable == OnStoreDisable.Delete,
                MayDelete = sku => !unfetched.Value.Any(file => file.Names(sku)) && !wantedElsewhere(sku),
                IsConsumed = entry => plan.Instant - entry.SentAt >= plan.Account.Alert.FetchedAfter || dropped.IsGone(plan.AccountName, view.Name, entry.Sku, entry.SentAt),
            });
    }

    private static FeedMade Make(FeedPlan plan, Func<BinaryWriter, HeldFile, FeedMade> work)
    {
        Directory.CreateDirectory(plan.FilesFolder);
        using var held = new HeldFile(plan.HeldPath);
        FeedMade made;
        using (var file = new FileStream(plan.ChangesPath, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        using (var changes = new BinaryWriter(file))
        {
            made = work(changes, held) with { HeldBy = held.Counts };
            // It must stand before the feed's record does: a run that is finished after a power cut is sealed with it.
            changes.Flush();
            file.Flush(flushToDisk: true);
        }

        held.End();
        using var written = File.OpenRead(plan.ChangesPath);
        return made with { LedgerChangesSha256 = Convert.ToHexStringLower(SHA256.HashData(written)) };
    }

    private static ViewCounts Close(ViewRows rows, MirrorSnapshot snapshot, StoreView view, ViewCounts tally, FeedPlan plan)
    {
        var there = snapshot.View(view, plan.Instant).Count();
        return rows.Read == there && rows.Read == rows.Listed + rows.Held
            ? tally with { Read = rows.Read, Listed = rows.Listed, Held = rows.Held }
            : throw new InvalidDataException(
                $"view {view.Name}: the mirror holds {there} SKUs, {rows.Read} were read, {rows.Listed} listed and {rows.Held} held; nothing is delivered");
    }

    private static ViewCounts Write(DesiredRow row, StoreView view, FeedFileWriter products, FeedFileWriter deletes, HeldFile held, ViewCounts tally)
    {
        if (row.Desired.Held is { } reason)
        {
            held.Write(row.Sku, view.Name, reason, OnTikTok(row));
        }

        switch (row.Desired.Wish)
        {
            case Wish.Row:
                products.Write(row.Row!.Value.Bytes.Span);
                return row.Desired.Basis switch
                {
                    RowBasis.Offer => tally,
                    RowBasis.KeptContent => tally with { Kept = tally.Kept + 1 },
                    _ => tally with { OutOfStock = tally.OutOfStock + 1 },
                };
            case Wish.Delete:
                deletes.Write(Encoding.UTF8.GetBytes(row.Sku + "\n"));
                return tally with { Deleted = tally.Deleted + 1 };
            default:
                return tally;
        }
    }

    private static string OnTikTok(DesiredRow row) => row.Desired switch
    {
        { Wish: Wish.Delete } => "is deleted",
        { Wish: Wish.Forget } => "was deleted",
        { Wish: Wish.Nothing } => "was never sent",
        { Basis: RowBasis.KeptContent } => "keeps the content last sent",
        _ => "stays, out of stock",
    };

    private static LedgerChange? Change(DesiredRow row, string view, FeedPlan plan)
    {
        var (desired, sent) = (row.Desired, row.Sent);
        switch (desired.Wish)
        {
            case Wish.Forget:
                return new RowForgotten(view, row.Sku);
            case Wish.Delete when sent!.State == SentState.Deleting:
                return null;
            case Wish.Delete:
                return new RowSent(view, row.Sku, row.Group, sent!.Hashes, SentState.Deleting, null) { Resent = true, HeldCode = desired.Held?.Code, HeldSince = desired.HeldSince };
            case Wish.Row:
                var hashes = row.Row!.Value.Hash();
                var state = desired.Basis == RowBasis.Deactivated ? SentState.Deactivated : SentState.Listed;
                var differs = sent is null || sent.Hashes != hashes || sent.State == SentState.Deleting;
                return !differs && sent!.State == state && sent.Group == row.Group && sent.HeldCode == desired.Held?.Code
                    ? null
                    : new RowSent(view, row.Sku, row.Group, hashes, state, differs ? row.Row.Value.Bytes.ToArray() : null)
                    {
                        Resent = differs,
                        Run = sent?.Run,
                        SentAt = sent is null ? null : Instants.Text(sent.SentAt),
                        HeldCode = desired.Held?.Code,
                        HeldSince = desired.HeldSince,
                    };
            default:
                return null;
        }
    }
}
