using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Only some of the view's price books count, each with its parents: the lowest of their prices is paid, one in the TikTok shop's currency
/// before any other, as over all books. What none of them prices has no price.
/// </summary>
/// <param name="Books">Ids of the books; empty: all, which the shop's own price is made of.</param>
public sealed record ChosenBooks(IReadOnlyList<string> Books) : Stage
{
    public override string Name => "price.books";

    public override string Describe() => Books.Count == 0 ? "counts all price books of the view" : $"counts the price books {string.Join(", ", Books)}";

    public override bool IsPriceOrStock => true;

    public override bool NeedsPricesByBook => Books.Count > 0;

    public bool Equals(ChosenBooks? other) => base.Equals(other) && Books.SequenceEqual(other.Books);

    public override int GetHashCode() => Books.Count;

    public override bool KeepsAll => Books.Count == 0;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (Books.Count == 0)
        {
            return Verdict.Kept;
        }

        var lowest = Lowest(offer.Item.PricesByBook, facts.Currency);
        return offer.Price == lowest?.Paid && offer.ListPrice == lowest?.List
            ? Verdict.Kept
            : Changed(offer, offer with { Price = lowest?.Paid, ListPrice = lowest?.List, PriceWindow = lowest?.Window ?? PriceWindow.Always }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Lowest(before.Item.PricesByBook, facts.Currency) is { } lowest
        ? Reasons.PriceBookChosen.With(PriceWords.Of(after), lowest.Book, string.Join(", ", Books))
        : Reasons.PriceBooksSilent.With(string.Join(", ", Books));

    private BookPrice? Lowest(IReadOnlyList<BookPrice> prices, string currency)
    {
        BookPrice? lowest = null;
        for (var i = 0; i < prices.Count; i++)
        {
            if (Counts(prices[i].Book) && (lowest is null || Beats(prices[i].Paid, lowest.Paid, currency)))
            {
                lowest = prices[i];
            }
        }

        return lowest;
    }

    private static bool Beats(Money price, Money lowest, string currency) =>
        price.Currency == lowest.Currency ? price.Amount < lowest.Amount : price.Currency == currency;

    private bool Counts(string book)
    {
        for (var i = 0; i < Books.Count; i++)
        {
            if (string.Equals(Books[i], book, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
