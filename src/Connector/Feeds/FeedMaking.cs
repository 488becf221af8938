using Connector.Accounts;
using Connector.Feeds.Memory;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Makes the files of a feed in a run's folder, with the list of what is held and the list of what the ledger will change.</summary>
public sealed class FeedMaking(Ledger ledger, DropLedger dropped, ConnectorSettings settings)
{
    private readonly string? _memories = settings.RememberRows ? Path.Combine(settings.Data, "rows") : null;

    /// <summary>How many threads make a feed; each has snapshots of its own.</summary>
    internal int Workers { get; } = settings.WorkersHere;

    /// <summary>SKUs in a range, about. Small in tests, so that small shops have several.</summary>
    internal int RangeSize { get; init; } = FeedRanges.Size;

    /// <summary>Product feed: one file for each view, and a delete file where SKUs are to be deleted.</summary>
    /// <param name="plan">The feed.</param>
    /// <param name="shops">The shops as they are now.</param>
    /// <param name="delta">Only what differs from what was sent; null: all rows.</param>
    /// <param name="progress">Told how many SKUs were read.</param>
    /// <param name="cancellation">Ends it.</param>
    internal FeedMade Products(FeedPlan plan, ShopSnapshots shops, DeltaPlan? delta, Action<long> progress, CancellationToken cancellation)
    {
        using var lists = new FeedLists(plan);
        using var writers = new ViewWriters();
        var offersForm = settings.KeepOffers && !plan.IsDry ? OfferLines.Form(plan.Folder) : null;
        using var offers = offersForm is null ? null : new FeedFileWriter(offersForm);
        var counts = new List<ViewCounts>();
        foreach (var view in plan.Views)
        {
            var form = new FeedFileForm(
                plan.FilesFolder, FeedFileKind.Product, view.Name, part => FileNames.Product(plan.Sheet, view, plan.Stamp, part, plan.Gzip), plan.Sheet.Header, default, plan.PartLimit, plan.Gzip)
            {
                MustLast = !plan.IsDry,
            };
            var deleteForm = form with { Kind = FeedFileKind.Delete, Name = part => FileNames.Delete(view, plan.Stamp, part), Head = default, Gzip = 0 };
            var written = writers.Add(form, deleteForm);
            using var sent = new LedgerViews(Workers, () => Sent(plan, view));
            // A delta looks at what has changed: of that, nothing is remembered.
            using var memory = ViewMemory.Of(delta is null ? _memories : null, plan, view, shops.Of(view), notes: true);
            var unfetched = Unfetched(plan, view);
            counts.Add(Ranges(
                shops, view, delta, lists, progress,
                worker => new ProductWorker(
                    plan, view, Rows(plan, view, shops.Of(view, worker), sent[worker], new OtherViews(plan, view, other => shops.Of(other, worker)).Want, unfetched, memory, items: offers is not null),
                    form, deleteForm, new DueNote(view, sent[worker], plan.Instant), delta, offersForm),
                (worker, portion, part, stop) => worker.Make(portion, part, stop),
                made =>
                {
                    foreach (var block in made.Files[ProductWorker.Products])
                    {
                        memory.After?.Add(block);
                        written.Products.Write(block);
                    }

                    made.Files[ProductWorker.Deletes].ForEach(written.Deletes.Write);
                    made.Files[ProductWorker.Offers].ForEach(block => offers!.Write(block));
                    written.DeletedAgain.AddRange(made.DeletedAgain);
                },
                cancellation));
            memory.After?.End();
        }

        // Earlier delete files leave the drop when anything is sent: what stands in them and was not read by TikTok stands in the new one. It alone is no reason to send one.
        var files = writers.End(counts.Sum(view => view.Deleted) > 0);
        var kept = offers?.End().SingleOrDefault();
        return lists.End(files, counts, [.. writers.Lasting, offers?.Lasting ?? Task.CompletedTask]) with { Offers = kept };
    }

    /// <summary>
    /// Full inventory feed: SFCC inventory XML with the quantity of every SKU that is or is becoming listed; over several views the
    /// smallest. One list, or one for each of the account's warehouses.
    /// </summary>
    /// <param name="plan">The feed.</param>
    /// <param name="shops">The shops as they are now.</param>
    /// <param name="delta">Only quantities that differ from those sent; null: all.</param>
    /// <param name="progress">Told how many SKUs were read.</param>
    /// <param name="cancellation">Ends it.</param>
    internal FeedMade Inventory(FeedPlan plan, ShopSnapshots shops, DeltaPlan? delta, Action<long> progress, CancellationToken cancellation)
    {
        using var lists = new FeedLists(plan);
        using var quantities = dropped.Quantities(plan.AccountName);
        using var files = new InventoryFiles(plan, quantities);
        using var pen = new InventoryPen(plan, files, dropped.Quantities(plan.AccountName)) { Delta = delta };
        using var smallest = plan.Views.Count > 1 ? new SmallestQuantity(Path.Combine(plan.Folder, "quantities.tmp")) : null;

        // A list that the account no longer writes would go on selling what it had: TikTok is told that nothing is there.
        // Which lists it writes is of the circumstances: where they are as they were, it was told.
        for (var list = delta is { Everything: null } ? files.Lists.Count : files.Written; list < files.Lists.Count; list++)
        {
            Write(quantities.Skus(files.Lists[list]).Select(sku => (list, sku, 0)));
        }

        var counts = new List<ViewCounts>();
        foreach (var view in plan.Views)
        {
            using var sent = new LedgerViews(Workers, () => ledger.View(plan.AccountName, view.Name));
            // Which list has how much of a SKU is not remembered, nor what changes of it are worth telling.
            var isRemembered = delta is null && view.InventoryLists.Count == 1 && plan.Policies.Templates.Select(template => template.Inventory).Append(plan.Policies.Inventory).All(policy => policy.NoiseCut is null);
            using var memory = ViewMemory.Of(isRemembered ? _memories : null, plan, view, shops.Of(view), notes: false);
            var unfetched = Unfetched(plan, view);
            counts.Add(Ranges(
                shops, view, delta, lists, progress,
                worker => new InventoryWorker(
                    plan, view,
                    Rows(plan, view, shops.Of(view, worker), sent[worker], new OtherViews(plan, view, other => shops.Of(other, worker)).Want, unfetched, memory, withoutRows: true),
                    new InventoryPen(plan, files, dropped.Quantities(plan.AccountName)) { Delta = delta }, new DueNote(view, sent[worker], plan.Instant)),
                (worker, portion, part, stop) => worker.Make(portion, part, stop),
                made =>
                {
                    files.Write(made);
                    smallest?.Add(made.Quantities);
                },
                cancellation));
        }

        Write(smallest?.All() ?? []);
        return lists.End(files.End(), counts, [files.Lasting]);

        void Write(IEnumerable<(int List, string Sku, int Quantity)> records)
        {
            foreach (var (list, sku, quantity) in records)
            {
                cancellation.ThrowIfCancellationRequested();
                pen.Write(list, sku, quantity);
                if (pen.Made.Size > RangeWorkers.MostKept)
                {
                    Take(pen.Take());
                }
            }

            Take(pen.End());
        }

        void Take(MadeRange made)
        {
            files.Write(made);
            lists.Write(made);
        }
    }

    /// <summary>What was sent of a view's rows, as far as it concerns this feed.</summary>
    public LedgerView Sent(FeedPlan plan, StoreView view)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(view);
        return plan.IsOfAnotherSheet ? LedgerView.Empty() : ledger.View(plan.AccountName, view.Name);
    }

    /// <summary>Counts the quantities that TikTok was told, no further than a number.</summary>
    internal Func<long, long> CountTold(FeedPlan plan) => upTo =>
    {
        using var quantities = dropped.Quantities(plan.AccountName);
        return quantities.Count(upTo);
    };

    /// <summary>What becomes of the rows of one view; also used to explain a SKU.</summary>
    public ViewRows Rows(FeedPlan plan, StoreView view, MirrorSnapshot snapshot, LedgerView sent, Func<string, bool> wantedElsewhere) =>
        Rows(plan, view, snapshot, sent, wantedElsewhere, Unfetched(plan, view), null);

    private ViewRows Rows(
        FeedPlan plan, StoreView view, MirrorSnapshot snapshot, LedgerView sent, Func<string, bool> wantedElsewhere, Lazy<IReadOnlyList<UnfetchedFile>> unfetched, ViewMemory? memory,
        bool withoutRows = false, bool items = false) => new(
        snapshot.View(view, plan.Instant), view, plan.Compile(), plan.FactsFor(view), plan.Sheet, sent,
        new Rulings
        {
            Instant = plan.Instant,
            Retired = view.Retired,
            Grace = TimeSpan.FromDays(plan.Policies.Synchronization.FaultGraceDays),
            DeleteDeleted = plan.Policies.Synchronization.OnStoreDelete == OnStoreDelete.Delete,
            DeleteDisabled = plan.Policies.Synchronization.OnStoreDisable == OnStoreDisable.Delete,
            MayDelete = sku => !unfetched.Value.Any(file => file.Names(sku)) && !wantedElsewhere(sku),
            // A file that was fetched has done its work; a call may have failed, and is made as long as the product is there.
            IsConsumed = entry => plan.Account.Delivery == DeliveryChannel.Calls
                ? !dropped.IsInAProduct(plan.AccountName, view.Name, entry.Sku)
                : plan.Instant - entry.SentAt >= plan.Account.FetchedAfter || dropped.IsGone(plan.AccountName, view.Name, entry.Sku, entry.SentAt),
        })
    {
        Publishing = plan.Publishing,
        Pins = plan.Pins,
        WithoutRows = withoutRows && !plan.Publishing.HangsOnWhatWasSent,
        Memory = memory?.Before,
        Notes = memory?.After is not null,
        Items = items,
    };

    /// <summary>Looked up when the first SKU is to be deleted, once for all workers.</summary>
    private Lazy<IReadOnlyList<UnfetchedFile>> Unfetched(FeedPlan plan, StoreView view) => new(() => dropped.Unfetched(plan, view));

    /// <summary>Makes a view's ranges, or a delta's groups, on all workers and takes what they made in feed order; counts both ends.</summary>
    private ViewCounts Ranges<TWorker>(
        ShopSnapshots shops, StoreView view, DeltaPlan? delta, FeedLists lists, Action<long> progress,
        Func<int, TWorker> hire, Func<TWorker, FeedPortion, Action<MadeRange>, CancellationToken, MadeRange> make, Action<MadeRange> take, CancellationToken cancellation)
        where TWorker : IDisposable
    {
        var tally = new ViewCounts(view.Name, 0, 0, 0) { Retired = view.Retired };
        var isWhole = delta is not { Everything: null };
        var portions = isWhole ? FeedPortion.Of(FeedRanges.Of(shops.Of(view), RangeSize)) : FeedPortion.Of(delta!.Groups(view));
        if (portions.Count == 0)
        {
            return tally;
        }

        RangeWorkers.Run(
            portions, Workers, hire, make,
            made =>
            {
                using (made)
                {
                    take(made);
                    lists.Write(made);
                    tally = made.AddTo(tally);
                    progress(lists.Read);
                }
            },
            cancellation);
        var there = isWhole ? shops.CountOf(view) : tally.Read;
        return tally.Read == there && tally.Read == tally.Listed + tally.Held
            ? tally
            : throw new InvalidDataException(
                $"view {view.Name}: the mirror holds {there} SKUs, {tally.Read} were read, {tally.Listed} listed and {tally.Held} held; nothing is delivered");
    }
}
