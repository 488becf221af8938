using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads pricebook.xml (http://www.demandware.com/xml/impex/pricebook/2006-10-31). The price tables of a product normally stand
/// together and are told at once. Where a product comes back later in a book, the file is walked a second time for those products
/// alone, so that all their tables are told together: in memory are hashes of ids, never the book. In a delta each table is told as the
/// change that it is.
/// </summary>
internal sealed class PricebookXml(IStoreRead read, ShopClock clock, ScopeMode mode, CancellationToken cancellation)
{
    private const string Namespace = "http://www.demandware.com/xml/impex/pricebook/2006-10-31";
    private readonly List<PriceTable> _tables = [];
    private readonly HashSet<ulong> _told = [];

    public void Read(ExportFile file)
    {
        // By the book's place in the file: one book may stand there twice.
        var scattered = new Dictionary<int, HashSet<string>>();
        ForEachBook(file, (walk, place) => Book(walk, file, scattered, place));
        if (scattered.Count > 0)
        {
            TellScattered(file, scattered);
        }
    }

    private static void ForEachBook(ExportFile file, Action<XmlWalk, int> book) => XmlWalk.Through(file, "pricebooks", Namespace, walk =>
    {
        var place = 0;
        while (walk.NextChild(0))
        {
            if (walk.Name == "pricebook")
            {
                book(walk, place++);
            }
        }
    });

    private void Book(XmlWalk walk, ExportFile file, Dictionary<int, HashSet<string>> scattered, int place)
    {
        string? id = null;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "header":
                    id = Header(walk, file);
                    break;
                case "price-tables":
                    if (id is null)
                    {
                        throw walk.Fault("the price tables stand before the book's header", "export the price book again");
                    }

                    if (mode == ScopeMode.Delta)
                    {
                        Patches(walk);
                    }
                    else if (Tables(walk) is { Count: > 0 } again)
                    {
                        scattered.Add(place, again);
                    }

                    break;
            }
        }

        if (id is null)
        {
            throw walk.Fault("the price book has no header", "export the price book again");
        }

        read.End();
    }

    private string Header(XmlWalk walk, ExportFile file)
    {
        var id = walk.Key("pricebook-id");
        walk.Mark(id);
        var isDeleted = walk.IsDelete();
        // A deleted book is empty, and that is complete.
        read.Begin(new Scope(ScopeKind.PriceBook, id), isDeleted ? ScopeMode.Complete : mode, file.Time, file.Origin);
        if (isDeleted)
        {
            read.Warn(new ReadWarning("pricebook.deleted", walk.Origin, walk.Line, $"price book {id} is deleted in the shop: it has no prices from now on"));
            return id;
        }

        var currency = "";
        string? parent = null;
        var online = true;
        DateTimeOffset? from = null, to = null;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "currency":
                    currency = Currency(walk);
                    break;
                case "parent":
                    parent = walk.Word() is { Length: > 0 } word ? word : null;
                    break;
                case "online-flag":
                    online = walk.Flag() ?? true;
                    break;
                case "online-from":
                    from = walk.Time(clock);
                    break;
                case "online-to":
                    to = walk.Time(clock);
                    break;
            }
        }

        if (currency.Length == 0)
        {
            throw walk.Fault("the price book has no currency", "give it one in the shop");
        }

        read.Upsert(new PriceBookHeader(id, currency, parent, online, from, to));
        return id;
    }

    private static string Currency(XmlWalk walk)
    {
        var text = walk.Word();
        return Policy.Catalog.Money.IsCurrency(text)
            ? text
            : throw walk.Fault($"'{text}' is not a currency", "correct it in the shop: three capital letters of ISO 4217, such as EUR");
    }

    /// <summary>Tells the tables of products that stand together; gives back the products that came back later.</summary>
    private HashSet<string>? Tables(XmlWalk walk)
    {
        _told.Clear();
        HashSet<string>? again = null;
        string? product = null;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "price-table")
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var id = walk.ProductId();
            walk.Mark(id);
            if (id != product)
            {
                Tell(product);
                product = id;
                if (!_told.Add(Hash(id)))
                {
                    (again ??= new(StringComparer.Ordinal)).Add(id);
                }
            }

            AddTable(walk, _tables);
        }

        Tell(product);
        return again;
    }

    private void Patches(XmlWalk walk)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "price-table")
            {
                cancellation.ThrowIfCancellationRequested();
                var id = walk.ProductId();
                walk.Mark(id);
                var removal = Removal(walk);
                _tables.Clear();
                var window = Table(walk, _tables);
                read.Patch(id, removal switch
                {
                    Removed.All => new PricePatch(true, [], []),
                    Removed.Window => new PricePatch(false, [window], []),
                    _ => new PricePatch(false, [], _tables.ToArray()),
                });
            }
        }
    }

    private void Tell(string? product)
    {
        if (product is not null && _tables.Count > 0)
        {
            read.Upsert(product, _tables.ToArray());
        }
        else if (product is not null)
        {
            read.DeletePrices(product);
        }

        _tables.Clear();
    }

    private void TellScattered(ExportFile file, Dictionary<int, HashSet<string>> scattered) => ForEachBook(file, (walk, place) =>
    {
        if (!scattered.TryGetValue(place, out var products))
        {
            return;
        }

        var id = "";
        var tables = new Dictionary<string, List<PriceTable>>(StringComparer.Ordinal);
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "header")
            {
                id = walk.Key("pricebook-id");
            }
            else if (walk.Name == "price-tables")
            {
                Gather(walk, products, tables);
            }
        }

        read.Begin(new Scope(ScopeKind.PriceBook, id), mode, file.Time, file.Origin);
        foreach (var (product, all) in tables)
        {
            if (all.Count > 0)
            {
                read.Upsert(product, all);
            }
        }

        read.Warn(new ReadWarning(
            "price.scattered", file.Origin, 0,
            string.Create(CultureInfo.InvariantCulture, $"price tables of {products.Count} products of price book {id} do not stand together, such as {products.First()}; all of them count")));
        read.End();
    });

    private void Gather(XmlWalk walk, HashSet<string> products, Dictionary<string, List<PriceTable>> tables)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "price-table" || walk.ProductId() is var product && !products.Contains(product))
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            if (!tables.TryGetValue(product, out var own))
            {
                tables.Add(product, own = []);
            }

            AddTable(walk, own);
        }
    }

    /// <summary>What a price table's mode takes away: nothing, the table with the same window, or all tables of the product.</summary>
    private enum Removed
    {
        None,
        Window,
        All,
    }

    private static Removed Removal(XmlWalk walk) =>
        walk.Attribute("mode") == "delete-all" ? Removed.All : walk.IsDelete() ? Removed.Window : Removed.None;

    /// <summary>Adds a table to those of its product, or takes away what its mode says.</summary>
    private void AddTable(XmlWalk walk, List<PriceTable> tables)
    {
        var removal = Removal(walk);
        var before = tables.Count;
        var (from, to) = Table(walk, tables);
        if (removal != Removed.None)
        {
            tables.RemoveRange(before, tables.Count - before);
            tables.RemoveAll(table => removal == Removed.All || (table.From == from && table.To == to));
        }
    }

    private (DateTimeOffset? From, DateTimeOffset? To) Table(XmlWalk walk, List<PriceTable> tables)
    {
        DateTimeOffset? from = null, to = null;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "amount":
                    tables.Add(new PriceTable(from, to, Quantity(walk), Amount(walk)));
                    break;
                case "percentage":
                    tables.Add(new PriceTable(from, to, Quantity(walk), Percentage(walk), IsPercentage: true));
                    break;
                case "online-from":
                    from = walk.Time(clock);
                    break;
                case "online-to":
                    to = walk.Time(clock);
                    break;
            }
        }

        return (from, to);
    }

    private static decimal Quantity(XmlWalk walk)
    {
        var text = walk.Attribute("quantity");
        return text is null ? 1
            : walk.Number(text.AsSpan().Trim(), "quantity ", canBeNegative: false) is { } quantity and > 0 ? quantity
            : throw walk.Fault($"quantity '{text}' is not a number above 0", "correct the price table in the shop");
    }

    private static decimal Amount(XmlWalk walk) => walk.Number() ?? throw walk.Fault("the amount is empty", "give it a value in the shop, or remove the price table");

    private static decimal Percentage(XmlWalk walk)
    {
        var percentage = walk.Number() ?? throw walk.Fault("the percentage is empty", "give it a value in the shop, or remove the price table");
        return percentage <= 100
            ? percentage
            : throw walk.Fault(string.Create(CultureInfo.InvariantCulture, $"{percentage} percent off is more than everything"), "correct it in the shop: at most 100");
    }

    /// <summary>FNV-1a over the characters, 64 bits. Two ids that share a hash only cost a second walk.</summary>
    private static ulong Hash(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in id)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
