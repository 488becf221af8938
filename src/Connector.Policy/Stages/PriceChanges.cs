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
    private readonly (bool IsShare, decimal By)[] _steps;

    public PriceChanges(IReadOnlyList<PriceChange> changes)
    {
        Changes = changes;
        _steps = [.. changes.Select(Prepared)];
    }

    /// <summary>The changes in their order.</summary>
    public IReadOnlyList<PriceChange> Changes { get; }

    public override string Name => "price.changes";

    public override string Describe() => Changes.Count == 0 ? "changes no prices" : $"changes prices: {Words}";

    public override bool IsPriceOrStock => true;

    public bool Equals(PriceChanges? other) => base.Equals(other) && Changes.SequenceEqual(other.Changes);

    public override int GetHashCode() => Changes.Count;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_steps.Length == 0 || offer.Price is not { } price || !string.Equals(price.Currency, facts.Currency, StringComparison.Ordinal))
        {
            return Verdict.Kept;
        }

        var list = offer.ListPrice;
        var changed = price with { Amount = Of(price.Amount) };
        var changedList = list is { } before && before.Currency == price.Currency
            ? before == price ? changed : before with { Amount = Of(before.Amount) }
            : list;
        return changed == price && changedList == list ? Verdict.Kept : Changed(offer, offer with { Price = changed, ListPrice = changedList }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) =>
        Reasons.PriceChanged.With(PriceWords.Of(before), PriceWords.Of(after), Words);

    private static (bool IsShare, decimal By) Prepared(PriceChange change)
    {
        var amount = PriceBound.Of(change.To == PriceChangeTo.Decrease ? -PriceBound.Of(change.Amount) : change.Amount);
        return change.By == PriceChangeBy.Percentage ? (true, 1 + (amount / 100)) : (false, amount);
    }

    private decimal Of(decimal amount)
    {
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
