using System.Text;
using Connector.Feeds.Memory;
using Connector.Policy;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Makes the product and delete rows of ranges, on one core: from the mirror through the policies to the compressed block.</summary>
internal sealed class ProductWorker : IDisposable
{
    /// <summary>The files that a range's rows go into.</summary>
    public const int Products = 0, Deletes = 1, Files = 2;

    private readonly FeedPlan _plan;
    private readonly StoreView _view;
    private readonly ViewRows _rows;
    private readonly RowBlocks _products;
    private readonly RowBlocks _deletes;
    private readonly RowNotes? _notes;
    private long _group;
    private MadeRange _made = new(Files);

    /// <param name="plan">The feed.</param>
    /// <param name="view">The view.</param>
    /// <param name="rows">What becomes of its SKUs; this worker's own.</param>
    /// <param name="products">The form of product files.</param>
    /// <param name="deletes">The form of delete files.</param>
    public ProductWorker(FeedPlan plan, StoreView view, ViewRows rows, FeedFileForm products, FeedFileForm deletes)
    {
        (_plan, _view, _rows) = (plan, view, rows);
        _notes = rows.Notes ? new RowNotes() : null;
        _products = products.Blocks(block => _made.Add(Products, block), _notes, rows.Memory);
        _deletes = deletes.Blocks(block => _made.Add(Deletes, block));
    }

    /// <summary>Makes a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="part">Takes what was made so far, where it grows too large to be kept.</param>
    /// <param name="cancellation">Ends it.</param>
    public MadeRange Make(KeyRange range, Action<MadeRange> part, CancellationToken cancellation)
    {
        var (remembered, keptBack) = (_rows.Remembered, _rows.KeptBack);
        var (read, listed, held, before) = (_rows.Read, _rows.Listed, _rows.Held, _rows.ListedBefore);
        foreach (var row in _rows.All(range, cancellation))
        {
            if (_group != _rows.GroupsPassed)
            {
                _group = _rows.GroupsPassed;
                NextGroup();
            }

            if (row.IsBetweenGroups)
            {
                _notes?.End();
            }
            else
            {
                _notes?.Add(row);
            }

            Write(row);
            if (_made.Size > RangeWorkers.MostKept)
            {
                part(Take());
            }
        }

        _notes?.End();
        _products.End();
        _deletes.End();
        (_made.Read, _made.Listed, _made.Held, _made.ListedBefore) = (_rows.Read - read, _rows.Listed - listed, _rows.Held - held, _rows.ListedBefore - before);
        (_made.Remembered, _made.KeptBack) = (_rows.Remembered - remembered, _rows.KeptBack - keptBack);
        return Take();
    }

    public void Dispose()
    {
        _products.Dispose();
        _deletes.Dispose();
        _made.Dispose();
    }

    private MadeRange Take()
    {
        var made = _made;
        _made = new MadeRange(Files);
        return made;
    }

    private void NextGroup()
    {
        _notes?.End();
        _products.NextGroup(_rows.Group.Span);
        _notes?.Begin(_rows.Group.Span, _rows.Inputs, _products.Length);
    }

    private void Write(DesiredRow row)
    {
        if (row.Desired.Held is { } reason)
        {
            _made.HeldLines.Write(row.Sku, _view.Name, reason, row.OnTikTok);
        }

        switch (row.Desired.Wish)
        {
            case Wish.Row:
                Put(row);
                _made.Kept += row.Desired.Basis == RowBasis.KeptContent ? 1 : 0;
                _made.OutOfStock += row.Desired.Basis is RowBasis.SoldOut or RowBasis.Deactivated ? 1 : 0;
                break;
            case Wish.Delete:
                _deletes.Write(Encoding.UTF8.GetBytes(row.Sku + "\n"));
                _made.Deleted++;
                break;
        }

        if (!row.IsAsSent)
        {
            Note(row);
        }
    }

    private void Put(DesiredRow row)
    {
        if (row.Remembered is { } remembered)
        {
            _products.Write(remembered);
        }
        else
        {
            _products.Write(row.Row!.Value.Bytes.Span);
        }
    }

    private ReadOnlySpan<byte> Bytes(DesiredRow row) => row.Remembered is { } remembered ? _products.Bytes(remembered) : row.Row!.Value.Bytes.Span;

    /// <summary>Notes what the ledger will learn; in a dry run, only that it would.</summary>
    private void Note(DesiredRow row)
    {
        if (_plan.IsDry && row is { Desired.Wish: Wish.Row, Sent: null })
        {
            _made.Changed++;
        }
        else if (Change(row) is { } change)
        {
            _made.Changed += change is RowSent { Resent: true } ? 1 : 0;
            if (!_plan.IsDry)
            {
                _made.Add(change);
            }
        }
    }

    private LedgerChange? Change(DesiredRow row)
    {
        var (desired, sent) = (row.Desired, row.Sent);
        switch (desired.Wish)
        {
            case Wish.Forget:
                return new RowForgotten(_view.Name, row.Sku);
            case Wish.Delete when sent!.State == SentState.Deleting:
                return null;
            case Wish.Delete:
                return new RowSent(_view.Name, row.Sku, row.Group, sent!.Hashes, SentState.Deleting, null)
                {
                    Resent = true, Run = sent.Run, SentAt = Instants.Text(sent.SentAt), HeldCode = desired.Held?.Code, HeldSince = desired.HeldSince,
                };
            case Wish.Row:
                var hashes = row.Hashes;
                var state = desired.Basis == RowBasis.Deactivated ? SentState.Deactivated : SentState.Listed;
                var code = desired.Held?.Code ?? (row.ReviewSince is null ? null : PublishingReasons.InReview.Code);
                var differs = sent is null || sent.Hashes != hashes || sent.State == SentState.Deleting;
                return !differs && sent!.State == state && sent.Group == row.Group && sent.HeldCode == code
                    ? null
                    : new RowSent(_view.Name, row.Sku, row.Group, hashes, state, differs ? Bytes(row).ToArray() : null)
                    {
                        Resent = differs,
                        Run = sent?.Run,
                        SentAt = sent is null ? null : Instants.Text(sent.SentAt),
                        HeldCode = code,
                        HeldSince = desired.HeldSince ?? row.ReviewSince,
                    };
            default:
                return null;
        }
    }
}
