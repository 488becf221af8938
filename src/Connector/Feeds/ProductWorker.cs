using System.Text;
using Connector.Feeds.Brakes;
using Connector.Feeds.Memory;
using Connector.Policy;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Makes the product and delete rows of ranges, on one core: from the mirror through the policies to the compressed block.</summary>
internal sealed class ProductWorker : IDisposable
{
    /// <summary>The files that a range's rows go into.</summary>
    public const int Products = 0, Deletes = 1, Offers = 2, Files = 3;

    private readonly FeedPlan _plan;
    private readonly StoreView _view;
    private readonly ViewRows _rows;
    private readonly RowBlocks _products;
    private readonly RowBlocks _deletes;
    private readonly RowBlocks? _offers;
    private readonly OfferLines _lines = new();
    private readonly RowNotes? _notes;
    private readonly DueNote _due;
    private readonly DeltaPlan? _delta;
    private readonly RowScales _scales;
    private long _group;
    private MadeRange _made = new(Files);

    /// <param name="plan">The feed.</param>
    /// <param name="view">The view.</param>
    /// <param name="rows">What becomes of its SKUs; this worker's own.</param>
    /// <param name="products">The form of product files.</param>
    /// <param name="deletes">The form of delete files.</param>
    /// <param name="due">Notes when something changes by time alone; this worker's own.</param>
    /// <param name="delta">Only what differs from what was sent is written; null: everything is.</param>
    /// <param name="offers">The form of the list of what the shop said; null: it is not kept.</param>
    public ProductWorker(FeedPlan plan, StoreView view, ViewRows rows, FeedFileForm products, FeedFileForm deletes, DueNote due, DeltaPlan? delta, FeedFileForm? offers)
    {
        (_plan, _view, _rows, _due, _delta) = (plan, view, rows, due, delta);
        _scales = new RowScales(plan, rows);
        _notes = rows.Notes ? new RowNotes() : null;
        _products = products.Blocks(block => _made.Add(Products, block), _notes, rows.Memory);
        _deletes = deletes.Blocks(block => _made.Add(Deletes, block));
        _offers = offers?.Blocks(block => _made.Add(Offers, block));
    }

    /// <summary>Makes a portion.</summary>
    /// <param name="portion">The portion.</param>
    /// <param name="part">Takes what was made so far, where it grows too large to be kept.</param>
    /// <param name="cancellation">Ends it.</param>
    public MadeRange Make(FeedPortion portion, Action<MadeRange> part, CancellationToken cancellation)
    {
        var (remembered, keptBack) = (_rows.Remembered, _rows.KeptBack);
        var (read, listed, held, before) = (_rows.Read, _rows.Listed, _rows.Held, _rows.ListedBefore);
        foreach (var row in _rows.Of(portion, cancellation))
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

            Pass(row);
            if (_made.Size > RangeWorkers.MostKept)
            {
                part(Take());
            }
        }

        _notes?.End();
        _products.End();
        _deletes.End();
        _offers?.End();
        if (!_plan.IsDry)
        {
            _due.End(_made);
        }

        (_made.Read, _made.Listed, _made.Held, _made.ListedBefore) = (_rows.Read - read, _rows.Listed - listed, _rows.Held - held, _rows.ListedBefore - before);
        (_made.Remembered, _made.KeptBack) = (_rows.Remembered - remembered, _rows.KeptBack - keptBack);
        return Take();
    }

    public void Dispose()
    {
        _products.Dispose();
        _deletes.Dispose();
        _offers?.Dispose();
        _lines.Dispose();
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

    private void Pass(DesiredRow row)
    {
        var isSent = _delta is null || IsSent(row);
        if (!_plan.IsDry)
        {
            // Where policies ask where a SKU stands, what is sent or forgotten now may let them decide otherwise.
            foreach (var (id, why) in row.ManualOver)
            {
                Learn(new ManualOver(_view.Name, row.Sku, id, why));
            }

            _due.Pass(row, _plan.Compile().NeedsPublished && (row.Desired.Wish == Wish.Forget || (isSent && row is { IsAsSent: false, Desired.Wish: Wish.Row })), _made);
        }

        if (_plan.Kind == FeedKind.PriceDelta)
        {
            WritePrice(row);
        }
        else
        {
            if (!row.IsAsSent && row.Desired.Wish is Wish.Row or Wish.Delete)
            {
                _scales.Weigh(row, row.Desired.Wish != Wish.Row ? null : row.Row ?? EncodedRow.Parse(_plan.Sheet, Bytes(row).ToArray()), _made.Brakes);
            }

            Write(row, isSent);
        }
    }

    /// <summary>Whether a delta sends the row.</summary>
    private bool IsSent(in DesiredRow row) => _delta!.Again.Contains(row.Sku) || (!row.IsAsSent && Differs(row));

    private static bool Differs(in DesiredRow row) => row.Sent is not { } sent || sent.Hashes != row.Hashes || sent.State == SentState.Deleting;

    /// <summary>
    /// A row of a price delta: what was sent, with the price of now. What is new, gone, held or in doubt is left to the delta feed, whose cursor this one does not move; only what
    /// stands in a delete file goes on standing there.
    /// </summary>
    private void WritePrice(in DesiredRow row)
    {
        switch (row)
        {
            case { Desired.Wish: Wish.Delete, Sent.State: SentState.Deleting }:
                _made.DeletedAgain.Add(row.Sku);
                break;
            case { Desired.Wish: Wish.Forget }:
                Note(row, isSent: false);
                break;
            case { Desired: { Wish: Wish.Row, Basis: RowBasis.Offer or RowBasis.KeptContent or RowBasis.KeptBack }, IsAsSent: false, Sent: { State: SentState.Listed } sent }
                when sent.Hashes.Price != row.Hashes.Price && !LedgerDoubts.Holds(sent) && _plan.Publishing.SendsWholeRows:
                // A change of an observed attribute sends everything: sent alone, the price would be observed no more, and the rest never sent.
                _scales.WeighPrice(row.Sku, row.Row!.Value, _made.Brakes);
                Put(row);
                Note(row, isSent: true);
                break;
            case { Desired: { Wish: Wish.Row, Basis: RowBasis.Offer or RowBasis.KeptContent or RowBasis.KeptBack }, IsAsSent: false, Sent: { State: SentState.Listed } sent }
                when sent.Hashes.Price != row.Hashes.Price && !LedgerDoubts.Holds(sent) && _rows.WithPriceOnly(row) is { } priced:
                _scales.WeighPrice(row.Sku, priced, _made.Brakes);
                _products.Write(priced.Bytes.Span);
                _made.Changed++;
                var hashes = priced.Hash();
                hashes = sent.Hashes with { Price = hashes.Price, Stock = _rows.IsSoldOut(priced) ? hashes.Stock : sent.Hashes.Stock };
                Keep(row);
                Learn(new RowSent(_view.Name, row.Sku, sent.Group, hashes, sent.State, priced.Bytes.ToArray())
                {
                    Resent = true, Run = sent.Run, SentAt = Instants.Text(sent.SentAt), HeldCode = sent.HeldCode, HeldSince = sent.HeldSince,
                });
                break;
        }
    }

    /// <summary>Keeps what the shop said of a row that is newly sent.</summary>
    private void Keep(in DesiredRow row)
    {
        if (_offers is not null && row.Item is { } item)
        {
            var over = row.ManualOver;
            _offers.Write(_lines.Line(_view.Name, item, row.Template, row.Desired.Held?.Code, row.Manual.Where(value => !over.Any(ended => ended.Id == value.Id)), row.PinnedTo?.Run));
        }
    }

    private void Learn(LedgerChange change)
    {
        if (!_plan.IsDry)
        {
            _made.Add(change);
        }
    }

    private void Write(DesiredRow row, bool isSent)
    {
        if (row.Desired.Held is { } reason)
        {
            _made.HeldLines.Write(row.Sku, _view.Name, reason, row.OnTikTok);
        }

        switch (row.Desired.Wish)
        {
            case Wish.Row:
                if (isSent)
                {
                    Put(row);
                }

                _made.Kept += row.Desired.Basis == RowBasis.KeptContent ? 1 : 0;
                _made.OutOfStock += row.Desired.Basis is RowBasis.SoldOut or RowBasis.Deactivated ? 1 : 0;
                break;
            case Wish.Delete when _delta is not null && row.Sent!.State == SentState.Deleting:
                _made.DeletedAgain.Add(row.Sku);
                break;
            case Wish.Delete:
                _deletes.Write(Encoding.UTF8.GetBytes(row.Sku + "\n"));
                _made.Deleted++;
                break;
        }

        if (_delta is not null && isSent && row is { Desired.Wish: Wish.Row, Sent: null })
        {
            // What is sent again though nothing differs has its entry all the same.
            row = row with { Sent = _rows.Sent(row.Sku) };
        }

        if (!row.IsAsSent || (_delta is not null && isSent))
        {
            Note(row, isSent);
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
    private void Note(DesiredRow row, bool isSent)
    {
        if (_plan.IsDry && row is { Desired.Wish: Wish.Row, Sent: null })
        {
            _made.Changed += row.IsAsSent ? 0 : 1;
        }
        else if (Change(row, isSent) is { } change)
        {
            _made.Changed += change is RowSent { Resent: true } ? 1 : 0;
            if (change is RowSent { Row: not null })
            {
                Keep(row);
            }

            Learn(change);
            if (ConcernsStock(change, row))
            {
                Learn(new SkuAwaits(_view.Name, row.Sku, Awaiting.Sent));
            }
        }
    }

    /// <summary>
    /// Whether the quantity that is told may be another one now. An inventory feed that runs beside this one, or ran before a cut one was sealed, did not know of it.
    /// </summary>
    private bool ConcernsStock(LedgerChange change, in DesiredRow row) => change switch
    {
        RowSent { Resent: true, Run: not null } when _plan.Publishing.HangsOnWhatWasSent => true,
        RowSent { Run: not null } sent => row.Desired.Held is not null && (row.Sent!.HeldCode != sent.HeldCode || row.Sent.State != sent.State),
        RowForgotten => _plan.Account.Views.Count > 1,
        _ => false,
    };

    private LedgerChange? Change(DesiredRow row, bool isSent)
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
                var differs = _delta is null ? Differs(row) : isSent;
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
