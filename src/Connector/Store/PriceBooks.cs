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
    public Book[] All { get; }

    /// <summary>Prices of the SKU whose tables were put into the books.</summary>
    public Prices Resolve()
    {
        DateTimeOffset? until = null;
        Book? paid = null;
        Money? list = null;
        foreach (var book in All)
        {
            book.Forget();
        }

        foreach (var book in _views)
        {
            if (!Find(book, ref until) || (paid is not null && !Beats(book.Price, paid.Price)))
            {
                continue;
            }

            paid = book;
            list = Find(book.Root, ref until) ? book.Root.Price : book.Price;
        }

        return new Prices(list, paid?.Price, paid?.Window.From, paid?.Window.To, until);
    }

    /// <summary>The same SKU's prices by each of the view's books; <see cref="Resolve"/> comes first.</summary>
    /// <param name="until">The next instant at which any of this may change.</param>
    public IReadOnlyList<BookPrice> ByBook(ref DateTimeOffset? until)
    {
        List<BookPrice>? prices = null;
        foreach (var book in _views)
        {
            if (Find(book, ref until))
            {
                var list = Find(book.Root, ref until) ? book.Root.Price : book.Price;
                var window = book.Window.IsScheduled ? new PriceWindow(book.Window.From, book.Window.To) : null;
                (prices ??= new(_views.Length)).Add(new BookPrice(book.Header.Id, list, book.Price, window));
            }
        }

        return prices ?? (IReadOnlyList<BookPrice>)[];
    }

    private bool Beats(in Money price, in Money lowest) =>
        price.Currency == lowest.Currency ? price.Amount < lowest.Amount : price.Currency == _currency;

    /// <summary>Looks for the price that a book or its parents have, once for each SKU, though a book may be asked by several; it is left in the book.</summary>
    private bool Find(Book book, ref DateTimeOffset? until)
    {
        if (!book.IsKnown)
        {
            book.IsKnown = true;
            book.HasPrice = FindOwn(book, ref until);
            if (!book.HasPrice && book.Parent is { } parent && Find(parent, ref until))
            {
                (book.HasPrice, book.Price, book.Window) = (true, parent.Price, parent.Window);
            }
        }

        return book.HasPrice;
    }

    private bool FindOwn(Book book, ref DateTimeOffset? until)
    {
        var header = book.Header;
        if (!header.Online || !Applies(header.OnlineFrom, header.OnlineTo, ref until))
        {
            return false;
        }

        return FindIn(book.Own, book, ref until) || FindIn(book.Masters, book, ref until);
    }

    private bool FindIn(List<PriceTable> tables, Book book, ref DateTimeOffset? until)
    {
        if (tables.Count == 0)
        {
            return false;
        }

        // Most SKUs have one price at all times.
        ref readonly var only = ref CollectionsMarshal.AsSpan(tables)[0];
        if (tables.Count == 1 && only is { From: null, To: null, Quantity: <= 1, IsPercentage: false })
        {
            book.Take(only.Amount, default);
            return true;
        }

        if (Active(tables, ref until) is not { } window)
        {
            return false;
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

        switch (tier)
        {
            case null:
                return false;
            case { IsPercentage: false } table:
                book.Take(table.Amount, window);
                return true;
            // It holds no longer than the price it is taken off.
            case { } percentage when book.Parent is { } parent && Find(parent, ref until):
                book.Take(parent.Price.Amount * (100 - percentage.Amount) / 100, window.Within(parent.Window.From, parent.Window.To));
                return true;
            default:
                return false;
        }
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

    /// <summary>A book, with the tables of the SKU and of its master that are being looked at, and the price that was found for the SKU.</summary>
    internal sealed class Book(PriceBookHeader header, Book? parent)
    {
        public PriceBookHeader Header => header;

        public Book? Parent => parent;

        /// <summary>The end of its chain of parents: itself, where it has none.</summary>
        public Book Root => parent?.Root ?? this;

        public List<PriceTable> Own { get; } = [];

        public List<PriceTable> Masters { get; } = [];

        /// <summary>Whether the price was looked for.</summary>
        public bool IsKnown { get; set; }

        /// <summary>Whether there is one: then <see cref="Price"/> and <see cref="Window"/> hold it.</summary>
        public bool HasPrice { get; set; }

        public Money Price { get; set; }

        public Window Window { get; set; }

        public void Forget() => (IsKnown, HasPrice) = (false, false);

        /// <summary>The book's own price, in force in a window of its own at most.</summary>
        public void Take(decimal amount, Window window) =>
            (Price, Window) = (new Money(amount, header.Currency), window.Within(header.OnlineFrom, header.OnlineTo));
    }
}

/// <summary>What the books say of one SKU at one instant.</summary>
/// <param name="List">The price before any reduction.</param>
/// <param name="Paid">What a shopper pays.</param>
/// <param name="From">Since when the paid price is in force, where its table or its book has a start.</param>
/// <param name="To">Until when, where one of them has an end.</param>
/// <param name="Until">The next instant at which any of this may change.</param>
internal readonly record struct Prices(Money? List, Money? Paid, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? Until);
