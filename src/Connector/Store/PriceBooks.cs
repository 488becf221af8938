using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// What a shopper pays (facts: sfcc.md 2.3): in each of the view's books the SKU's own price, else its master's, else the parent
/// book's; the lowest over the books is paid, the price at the root of that book's parent chain is the list price. A price in the
/// view's currency goes before any other; one in another currency is shown only where there is none, so that a check can name it.
/// </summary>
internal sealed class PriceBooks
{
    private const int DeepestChain = 16;
    private readonly Book[] _views;
    private readonly string _currency;

    public PriceBooks(
        IReadOnlyList<string> viewBooks, string currency, IReadOnlyDictionary<string, PriceBookHeader> headers, DateTimeOffset instant)
    {
        _currency = currency;
        var books = new Dictionary<string, Book>(StringComparer.Ordinal);
        _views = [.. viewBooks.Where(headers.ContainsKey).Select(id => Load(id, headers, books, 0))];
        All = [.. books.Values];
        Instant = instant;
    }

    public DateTimeOffset Instant { get; }

    /// <summary>Every book that counts: the view's and their parents.</summary>
    public IReadOnlyList<Book> All { get; }

    /// <summary>Prices of the SKU whose tables were put into the books.</summary>
    public (Money? List, Money? Paid, DateTimeOffset? Until) Resolve()
    {
        DateTimeOffset? until = null;
        Money? paid = null;
        Money? list = null;
        foreach (var book in _views)
        {
            if (PriceIn(book, ref until) is not { } price || (paid is { } lowest && !Beats(price, lowest)))
            {
                continue;
            }

            paid = price;
            var root = book;
            while (root.Parent is not null)
            {
                root = root.Parent;
            }

            list = PriceIn(root, ref until) ?? price;
        }

        return (list, paid, until);
    }

    private bool Beats(Money price, Money lowest) =>
        price.Currency == lowest.Currency ? price.Amount < lowest.Amount : price.Currency == _currency;

    private Money? PriceIn(Book book, ref DateTimeOffset? until)
    {
        if (book.Header.Online && Applies(book.Header.OnlineFrom, book.Header.OnlineTo, ref until))
        {
            if ((Amount(book.Own, book, ref until) ?? Amount(book.Masters, book, ref until)) is { } amount)
            {
                return new Money(amount, book.Header.Currency);
            }
        }

        return book.Parent is null ? null : PriceIn(book.Parent, ref until);
    }

    private decimal? Amount(List<PriceTable> tables, Book book, ref DateTimeOffset? until)
    {
        decimal? best = null;
        var bestQuantity = 0m;
        foreach (var table in tables)
        {
            // Quantity tiers: what one piece costs. Of several tables that apply, a scheduled one goes before a continuous one.
            if (table.Quantity > 1 || !Applies(table.From, table.To, ref until))
            {
                continue;
            }

            var rank = table.Quantity + (table.From is null && table.To is null ? 0 : 10);
            if (best is not null && rank < bestQuantity)
            {
                continue;
            }

            if (!table.IsPercentage)
            {
                (best, bestQuantity) = (table.Amount, rank);
            }
            else if (book.Parent is not null && PriceIn(book.Parent, ref until) is { } parent)
            {
                (best, bestQuantity) = (parent.Amount * (100 - table.Amount) / 100, rank);
            }
        }

        return best;
    }

    private bool Applies(DateTimeOffset? from, DateTimeOffset? to, ref DateTimeOffset? until)
    {
        Sooner(ref until, from, Instant);
        Sooner(ref until, to, Instant);
        return (from is null || from <= Instant) && (to is null || Instant < to);
    }

    internal static void Sooner(ref DateTimeOffset? until, DateTimeOffset? change, DateTimeOffset instant)
    {
        if (change > instant && (until is null || change < until))
        {
            until = change;
        }
    }

    private static Book Load(string id, IReadOnlyDictionary<string, PriceBookHeader> headers, Dictionary<string, Book> books, int depth)
    {
        if (!books.TryGetValue(id, out var book))
        {
            var header = headers[id];
            var parent = header.Parent is { Length: > 0 } named && headers.ContainsKey(named) && depth < DeepestChain
                ? Load(named, headers, books, depth + 1)
                : null;
            book = new Book(header, parent);
            books[id] = book;
        }

        return book;
    }

    /// <summary>A book, with the tables of the SKU and of its master that are being looked at.</summary>
    internal sealed class Book(PriceBookHeader header, Book? parent)
    {
        public PriceBookHeader Header => header;

        public Book? Parent => parent;

        public List<PriceTable> Own { get; } = [];

        public List<PriceTable> Masters { get; } = [];
    }
}
