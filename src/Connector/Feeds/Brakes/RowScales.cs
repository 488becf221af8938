using System.Text;
using Connector.Policy;

namespace Connector.Feeds.Brakes;

/// <summary>Weighs rows against what TikTok has, as they are made. Only rows that differ are looked at; the row last sent is looked up only where its price or availability differs. For one thread.</summary>
/// <param name="plan">The feed.</param>
/// <param name="rows">What becomes of the view's SKUs.</param>
internal sealed class RowScales(FeedPlan plan, ViewRows rows)
{
    private readonly byte[] _ownCurrency = Encoding.UTF8.GetBytes(" " + plan.Account.Currency);
    private readonly int _by = plan.Account.Brakes.Prices.ByPercent;

    /// <summary>Weighs a row of a full feed or a delta.</summary>
    /// <param name="row">What becomes of the SKU.</param>
    /// <param name="encoded">Its row, where it has one.</param>
    /// <param name="tally">Counts it.</param>
    public void Weigh(in DesiredRow row, EncodedRow? encoded, BrakeTally tally)
    {
        var (sku, sent, desired) = (row.Sku, row.Sent, row.Desired);
        if (sent is not { State: SentState.Listed })
        {
            if (desired.Wish == Wish.Row && desired.Basis != RowBasis.Deactivated)
            {
                if (tally.Count(BrakeCause.Growth))
                {
                    tally.Keep(BrakeCause.Growth, new BrakeExample(sku, sent is null ? "never sent" : "off sale", "listed"));
                }

                WeighCurrency(sku, encoded!.Value, tally);
            }

            return;
        }

        // What people asked for is no accident.
        var isAsked = desired.Held?.Code is { } code && (code == Reasons.TakenDown.Code || code == Rulings.ViewRetired.Code);
        if (desired.Wish == Wish.Delete || desired.Basis == RowBasis.Deactivated)
        {
            if (!isAsked && tally.Count(BrakeCause.Shrink))
            {
                tally.Keep(BrakeCause.Shrink, new BrakeExample(sku, "listed", $"{(desired.Wish == Wish.Delete ? "deleted" : "off sale")}: {desired.Held!.Sentence}"));
            }

            return;
        }

        if (desired.Held is { } held && !isAsked && (sent.HeldCode is null || sent.HeldCode == PublishingReasons.InReview.Code) && tally.Count(BrakeCause.Held))
        {
            tally.Keep(BrakeCause.Held, new BrakeExample(sku, "listed", $"held: {held.Sentence}"));
        }

        if (sent.Hashes.Price != row.Hashes.Price)
        {
            WeighPrice(sku, encoded!.Value, tally);
        }

        if (sent.Hashes.Stock != row.Hashes.Stock && !isAsked && rows.IsSoldOut(encoded!.Value) && rows.AsSent(sku) is { } before && !rows.IsSoldOut(before)
            && tally.Count(BrakeCause.SoldOut))
        {
            tally.Keep(BrakeCause.SoldOut, new BrakeExample(sku, rows.Availability(before), rows.Availability(encoded!.Value)));
        }
    }

    /// <summary>Weighs the price of a row that TikTok has, where it differs.</summary>
    public void WeighPrice(string sku, EncodedRow encoded, BrakeTally tally)
    {
        if (rows.AsSent(sku) is not { } row || PaidPrice.Of(plan.Sheet, row) is not { } before || PaidPrice.Of(plan.Sheet, encoded) is not { } after)
        {
            return;
        }

        if (before.Currency != after.Currency)
        {
            if (tally.Count(BrakeCause.Currency))
            {
                tally.Keep(BrakeCause.Currency, new BrakeExample(sku, before.ToString(), after.ToString()));
            }
        }
        else if (after.MovedFrom(before) is var moved && moved > _by && tally.Count(BrakeCause.Prices, moved))
        {
            tally.Keep(BrakeCause.Prices, new BrakeExample(sku, before.ToString(), after.ToString()), moved);
        }
    }

    private void WeighCurrency(string sku, EncodedRow encoded, BrakeTally tally)
    {
        if (PaidPrice.Field(plan.Sheet, encoded) is { IsEmpty: false } price && !price.Span.EndsWith(_ownCurrency) && tally.Count(BrakeCause.Currency))
        {
            tally.Keep(BrakeCause.Currency, new BrakeExample(sku, $"not on TikTok; the account sells in {plan.Account.Currency}", Encoding.UTF8.GetString(price.Span)));
        }
    }
}
