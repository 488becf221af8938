using System.Runtime.InteropServices;
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
    private readonly Book[] _books;
    private readonly string _currency;

    public PriceBooks(
        IReadOnlyList<string> viewBooks, string currency, IReadOnlyDictionary<string, PriceBookHeader> headers, DateTimeOffset instant)
    {
        _currency = currency;
        var books = new Dictionary<string, Book>(StringComparer.Ordinal);
        _views = [.. viewBooks.Where(headers.ContainsKey).Select(id => Load(id, headers, books, 0))];
        All = _books = [.. books.Values];
        Instant = instant;
    }

    public DateTimeOffset Instant { get; }

    /// <summary>Every book that counts: the view's and their parents.</summary>
    public IReadOnlyList<Book> All { get; }

    /// <summary>Prices of the SKU whose tables were put into the books.</summary>
    public Prices Resolve()
    {
        DateTimeOffset? until = null;
        Price? paid = null;
        Money? list = null;
        foreach (var book in _books)
        {
            book.Found = default;
        }

        foreach (var book in _views)
        {
            if (PriceIn(book, ref until) is not { } price || (paid is { } lowest && !Beats(price.Money, lowest.Money)))
            {
                continue;
            }

            paid = price;
            var root = book;
            while (root.Parent is not null)
            {
                root = root.Parent;
            }

            list = PriceIn(root, ref until)?.Money ?? price.Money;
        }

        return new Prices(list, paid?.Money, paid?.Window.From, paid?.Window.To, until);
    }

    private bool Beats(Money price, Money lowest) =>
        price.Currency == lowest.Currency ? price.Amount < lowest.Amount : price.Currency == _currency;

    /// <summary>The price that a book or its parents have; it is looked for once for each item, though a book may be asked by several.</summary>
    private Price? PriceIn(Book book, ref DateTimeOffset? until)
    {
        if (!book.Found.IsKnown)
        {
            book.Found = (true, FindIn(book, ref until));
        }

        return book.Found.Price;
    }

    private Price? FindIn(Book book, ref DateTimeOffset? until)
    {
        var header = book.Header;
        if (header.Online && Applies(header.OnlineFrom, header.OnlineTo, ref until))
        {
            if ((Best(book.Own, book, ref until) ?? Best(book.Masters, book, ref until)) is { } best)
            {
                return new Price(new Money(best.Amount, header.Currency), best.Window.Within(header.OnlineFrom, header.OnlineTo));
            }
        }

        return book.Parent is null ? null : PriceIn(book.Parent, ref until);
    }

    private (decimal Amount, Window Window)? Best(List<PriceTable> tables, Book book, ref DateTimeOffset? until)
    {
        if (tables.Count == 0)
        {
            return null;
        }

        // Most SKUs have one price at all times.
        ref readonly var first = ref CollectionsMarshal.AsSpan(tables)[0];
        if (tables.Count == 1 && first is { From: null, To: null, Quantity: <= 1, IsPercentage: false })
        {
            return (first.Amount, default);
        }

        if (Active(tables, ref until) is not { } window)
        {
            return null;
        }

        // What one piece costs: of the tiers that begin at one piece or below it, the last.
        PriceTable? tier = null;
        foreach (var table in tables)
        {
            if (table.Quantity <= 1 && table.From == window.From && table.To == window.To && (tier is null || table.Quantity >= tier.Value.Quantity))
            {
                tier = table;
            }
        }

        return tier switch
        {
            null => null,
            { IsPercentage: false } table => (table.Amount, window),
            // It holds no longer than the price it is taken off.
            { } percentage => book.Parent is not null && PriceIn(book.Parent, ref until) is { } parent
                ? (parent.Money.Amount * (100 - percentage.Amount) / 100, window.Within(parent.Window.From, parent.Window.To))
                : null,
        };
    }

    /// <summary>One table is in force at a time (facts: sfcc.md 2.3): a scheduled one goes before the continuous one, of several that named last.</summary>
    private Window? Active(List<PriceTable> tables, ref DateTimeOffset? until)
    {
        Window? active = null;
        foreach (var table in tables)
        {
            if (Applies(table.From, table.To, ref until) && (active is not { IsScheduled: true } || table.From is not null || table.To is not null))
            {
                active = new Window(table.From, table.To);
            }
        }

        return active;
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

    /// <summary>When a price is in force; null: open at that end.</summary>
    internal readonly record struct Window(DateTimeOffset? From, DateTimeOffset? To)
    {
        public bool IsScheduled => From is not null || To is not null;

        /// <summary>The part of it that lies in another one.</summary>
        public Window Within(DateTimeOffset? from, DateTimeOffset? to) => new(
            From is null || from > From ? from ?? From : From,
            To is null || to < To ? to ?? To : To);
    }

    internal readonly record struct Price(Money Money, Window Window);

    /// <summary>A book, with the tables of the SKU and of its master that are being looked at.</summary>
    internal sealed class Book(PriceBookHeader header, Book? parent)
    {
        public PriceBookHeader Header => header;

        public Book? Parent => parent;

        public List<PriceTable> Own { get; } = [];

        public List<PriceTable> Masters { get; } = [];

        /// <summary>What was found for the SKU that is being looked at.</summary>
        public (bool IsKnown, Price? Price) Found { get; set; }
    }
}

/// <summary>What the books say of one SKU at one instant.</summary>
/// <param name="List">The price before any reduction.</param>
/// <param name="Paid">What a shopper pays.</param>
/// <param name="From">Since when the paid price is in force, where its table or its book has a start.</param>
/// <param name="To">Until when, where one of them has an end.</param>
/// <param name="Until">The next instant at which any of this may change.</param>
internal readonly record struct Prices(Money? List, Money? Paid, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? Until);
