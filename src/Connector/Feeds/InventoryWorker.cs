using Connector.Store;

namespace Connector.Feeds;

/// <summary>Makes the inventory records of ranges, on one core: the quantity of every SKU that is or is becoming listed.</summary>
/// <param name="plan">The feed.</param>
/// <param name="view">The view.</param>
/// <param name="rows">What becomes of its SKUs; this worker's own.</param>
/// <param name="pen">This worker's own.</param>
/// <param name="due">Notes when something changes by time alone; this worker's own.</param>
internal sealed class InventoryWorker(FeedPlan plan, StoreView view, ViewRows rows, InventoryPen pen, DueNote due) : IDisposable
{
    private readonly WarehouseShares? _shares = plan.Account.Warehouses.Count > 0 ? new WarehouseShares(plan.Account.Warehouses) : null;
    private readonly string? _only = view.InventoryLists.Count == 1 ? view.InventoryLists[0] : null;
    private readonly bool _isOneOfSeveral = plan.Views.Count > 1;

    /// <summary>Makes a portion.</summary>
    /// <param name="portion">The portion.</param>
    /// <param name="part">Takes what was made so far, where it grows too large to be kept.</param>
    /// <param name="cancellation">Ends it.</param>
    public MadeRange Make(FeedPortion portion, Action<MadeRange> part, CancellationToken cancellation)
    {
        var remembered = rows.Remembered;
        var (read, listed, held, before) = (rows.Read, rows.Listed, rows.Held, rows.ListedBefore);
        foreach (var row in rows.Of(portion, cancellation))
        {
            if (!plan.IsDry)
            {
                due.Pass(row, hangsOnWhatWasSent: false, pen.Made);
                foreach (var (id, why) in row.ManualOver)
                {
                    pen.Made.Add(new ManualOver(view.Name, row.Sku, id, why));
                }
            }

            if (row.Desired.Held is { } reason)
            {
                pen.Made.HeldLines.Write(row.Sku, view.Name, reason, row.OnTikTok);
            }

            // What is being deleted must not sell while TikTok still shows it.
            if (row.Desired.Wish is Wish.Row or Wish.Delete)
            {
                Deal(row);
            }

            if (pen.Made.Size > RangeWorkers.MostKept)
            {
                part(pen.Take());
            }
        }

        if (!plan.IsDry)
        {
            due.End(pen.Made);
        }

        var made = pen.End();
        made.Remembered = rows.Remembered - remembered;
        (made.Read, made.Listed, made.Held, made.ListedBefore) = (rows.Read - read, rows.Listed - listed, rows.Held - held, rows.ListedBefore - before);
        return made;
    }

    public void Dispose() => pen.Dispose();

    private void Deal(DesiredRow row)
    {
        if (_shares is null)
        {
            Record(0, row, row.Quantity);
            return;
        }

        var dealt = _shares.Of(row.Quantity, row.Lists, _only);
        for (var list = 0; list < dealt.Length; list++)
        {
            Record(list, row, dealt[list]);
        }
    }

    /// <summary>Over several views the smallest quantity counts, which is known when all of them have been read.</summary>
    private void Record(int list, in DesiredRow row, int quantity)
    {
        var sku = row.Sku;
        quantity = pen.Told(list, row, quantity);
        if (_isOneOfSeveral)
        {
            pen.Made.Add(list, sku, quantity);
        }
        else
        {
            pen.Write(list, sku, quantity);
        }
    }
}
