using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// Changes of the price, one after the other: by an amount or by a percentage, up or down. The list price goes along, so that a reduction
/// stays one. Prices in another currency are left as they are: the amounts are the TikTok shop's. Checklist PRC-03.
/// </summary>
public sealed record PriceChanges : Stage
{
    /// <summary>No shop's price is higher.</summary>
    private const decimal Usual = 1_000_000m;

    private readonly (bool IsShare, decimal By)[] _steps;
    private readonly bool _staysInBounds;

    public PriceChanges(IReadOnlyList<PriceChange> changes)
    {
        Changes = changes;
        _steps = [.. changes.Select(Prepared)];

        // Each change is a straight line: what both ends of a range stay within, all between them does.
        _staysInBounds = StaysInBounds(0) && StaysInBounds(Usual);
    }

    /// <summary>The changes in their order.</summary>
    public IReadOnlyList<PriceChange> Changes { get; }

    public override string Name => "price.changes";

    public override string Describe() => Changes.Count == 0 ? "changes no prices" : $"changes prices: {Words}";

    public override bool IsPriceOrStock => true;

    public bool Equals(PriceChanges? other) => base.Equals(other) && Changes.SequenceEqual(other.Changes);

    public override int GetHashCode() => Changes.Count;

    public override bool KeepsAll => _steps.Length == 0;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_steps.Length == 0 || offer.PriceHeld is not { } price || !string.Equals(price.Currency, facts.Currency, StringComparison.Ordinal))
        {
            return Verdict.Kept;
        }

        var list = offer.ListHeld;
        var changed = price.With(Of(price.Amount));
        var changedList = list is not null && list.Currency == price.Currency
            ? list.Amount == price.Amount ? changed : list.With(Of(list.Amount))
            : list;
        return ReferenceEquals(changed, price) && (ReferenceEquals(changedList, list) || changedList == list)
            ? Verdict.Kept
            : Changed(offer, offer.WithPrices(changed, changedList), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.PriceChanged.With(PriceWords.Of(before), PriceWords.Of(after), Words);

    private static (bool IsShare, decimal By) Prepared(PriceChange change)
    {
        var amount = PriceBound.Of(change.To == PriceChangeTo.Decrease ? -PriceBound.Of(change.Amount) : change.Amount);
        return change.By == PriceChangeBy.Percentage ? (true, 1 + (amount / 100)) : (false, amount);
    }

    private bool StaysInBounds(decimal amount)
    {
        foreach (var (isShare, by) in _steps)
        {
            var after = isShare ? amount * by : amount + by;
            amount = PriceBound.Of(after);
            if (amount != after)
            {
                return false;
            }
        }

        return true;
    }

    private decimal Of(decimal amount)
    {
        // Bounds cost more than the change itself, and no usual price comes near one on its way.
        if (_staysInBounds && amount is >= 0 and <= Usual)
        {
            foreach (var (isShare, by) in _steps)
            {
                amount = isShare ? amount * by : amount + by;
            }

            return amount;
        }

        amount = PriceBound.Of(amount);
        foreach (var (isShare, by) in _steps)
        {
            amount = PriceBound.Of(isShare ? amount * by : amount + by);
        }

        return amount;
    }

    private string Words => string.Join(", then ", Changes.Select(change =>
        $"{(change.To == PriceChangeTo.Increase ? "+" : "-")}{change.Amount.ToString(CultureInfo.InvariantCulture)}{(change.By == PriceChangeBy.Percentage ? " %" : "")}"));
}
