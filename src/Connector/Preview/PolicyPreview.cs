using Connector.Feeds;
using Connector.Policy;
using Connector.State;
using Connector.Store;

namespace Connector.Preview;

/// <summary>
/// The whole catalogue under today's documents and under others: what would change, before anything is sent. It is a feed made twice and compared, row by
/// row, in ranges as feeds are; memory stays flat. Checklist COM-03.
/// </summary>
public sealed class PolicyPreview(Documents documents, Mirror mirror, FeedMaking making, FeedRun feeds, ConnectorSettings settings)
{
    /// <summary>Ranges that a sample is taken from.</summary>
    private const int SampledRanges = 20;

    /// <param name="name">The account.</param>
    /// <param name="given">The documents to try; what is not among them is as it is in force.</param>
    /// <param name="withPending">Try what waits for approval, too.</param>
    /// <param name="view">Only this view; null: all.</param>
    /// <param name="sample">About so many SKUs, from all over the catalogue; null: all of them.</param>
    /// <param name="folder">Where the CSV goes; null: previews/ in the data folder.</param>
    /// <param name="progress">Told how many SKUs were passed, of how many.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="faults">What is wrong with the documents; then there is no result.</param>
    public PreviewResult? Go(
        string name, IReadOnlyList<DocumentText> given, bool withPending, string? view, int? sample, string? folder, Action<long, long> progress, out IReadOnlyList<DocumentFault> faults, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (documents.Policies(name, given, withPending, out faults) is not var (policies, _, account))
        {
            return null;
        }

        var order = new FeedOrder(name, FeedKind.Full, "preview") { View = view, Afresh = true };
        folder ??= Path.Combine(settings.Data, "previews", name);
        Directory.CreateDirectory(folder);
        var now = feeds.PlanFor(order, documents.Account(name), folder);
        var then = feeds.PlanFor(order, account, folder, policies) with { Instant = now.Instant, Stamp = now.Stamp };
        if (then.Sheet.Id != now.Sheet.Id || !then.Views.Select(each => (each.Name, each.Source)).SequenceEqual(now.Views.Select(each => (each.Name, each.Source))))
        {
            throw new PersonMustDecideException(
                "preview.account", $"The documents change the sheet or the views of account {name}: rows of both sides cannot be compared.", "Try them without these changes, or look at a dry run.");
        }

        using var shops = new ShopSnapshots(mirror, then, FeedKind.Full, making.Workers);
        var path = Path.Combine(folder, "preview.csv");
        var views = new List<PreviewCounts>();
        using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            file.Write("\uFEFFsku,view,what,column,before,after,because\n"u8);
            foreach (var each in then.Views)
            {
                views.Add(View(now, then, each, now.Views.Single(today => today.Name == each.Name), shops, sample, file, progress, cancellation));
            }
        }

        File.Move(path + ".part", path, overwrite: true);
        return new PreviewResult(name, views, path, sample is not null);
    }

    private PreviewCounts View(
        FeedPlan now, FeedPlan then, StoreView view, StoreView today, ShopSnapshots shops, int? sample, FileStream file, Action<long, long> progress, CancellationToken cancellation)
    {
        var (priceUp, priceDown, quantityUp, quantityDown) = (new MoveTally(), new MoveTally(), new MoveTally(), new MoveTally());
        var all = new PreviewPiece();
        // A ledger is walked once at a time, and each worker walks it twice.
        using var ledgers = new LedgerViews(making.Workers * 2, () => making.Sent(then, view));
        RangeWorkers.Run<KeyRange, PreviewWorker, PreviewPiece>(
            Ranges(shops.Of(view), shops.CountOf(view), sample), making.Workers,
            worker =>
            {
                ViewRows Rows(FeedPlan plan, StoreView of, LedgerView sent) =>
                    making.Rows(plan, of, shops.Of(of, worker), sent, new OtherViews(plan, of, other => shops.Of(other, worker)).Want);
                return new PreviewWorker(view, then.Sheet, Rows(now, today, ledgers[worker * 2]), Rows(then, view, ledgers[(worker * 2) + 1]));
            },
            (worker, range, _, stop) => worker.Make(range, stop),
            Take,
            cancellation);
        return new PreviewCounts
        {
            View = view.Name,
            Read = all.Read,
            ListedNow = all.ListedNow,
            ListedThen = all.ListedThen,
            HeldNow = all.Read - all.ListedNow,
            HeldThen = all.Read - all.ListedThen,
            NewlyListed = all.NewlyListed,
            NewlyHeld = all.NewlyHeld,
            Differ = all.Differ,
            Content = all.Content,
            Columns = all.Columns,
            NewlyHeldBy = all.NewlyHeldBy,
            NewlySoldOut = all.NewlySoldOut,
            PriceUp = priceUp.End(),
            PriceDown = priceDown.End(),
            QuantityUp = quantityUp.End(),
            QuantityDown = quantityDown.End(),
        };

        void Take(PreviewPiece piece)
        {
            piece.Lines.WriteTo(file);
            all.Read += piece.Read;
            all.ListedNow += piece.ListedNow;
            all.ListedThen += piece.ListedThen;
            all.NewlyListed += piece.NewlyListed;
            all.NewlyHeld += piece.NewlyHeld;
            all.NewlySoldOut += piece.NewlySoldOut;
            all.Differ += piece.Differ;
            all.Content += piece.Content;
            Add(all.Columns, piece.Columns);
            Add(all.NewlyHeldBy, piece.NewlyHeldBy);
            piece.Prices.ForEach(move => (move.After > move.Before ? priceUp : priceDown).Add(move));
            piece.Quantities.ForEach(move => (move.After > move.Before ? quantityUp : quantityDown).Add(move));
            progress(all.Read, shops.Count);
        }
    }

    private IReadOnlyList<KeyRange> Ranges(MirrorSnapshot shop, long count, int? sample)
    {
        if (sample is not { } wanted || wanted >= count)
        {
            return FeedRanges.Of(shop, making.RangeSize);
        }

        // Ranges have a least size, so of a small sample fewer are taken.
        var ranges = FeedRanges.Of(shop, Math.Max(1, wanted / SampledRanges));
        var taken = (int)Math.Clamp((((long)wanted * ranges.Count) + count - 1) / count, 1, ranges.Count);
        return [.. Enumerable.Range(0, taken).Select(at => ranges[(int)((long)at * ranges.Count / taken)])];
    }

    private static void Add(Dictionary<string, long> all, Dictionary<string, long> more)
    {
        foreach (var (key, count) in more)
        {
            all[key] = all.GetValueOrDefault(key) + count;
        }
    }
}
