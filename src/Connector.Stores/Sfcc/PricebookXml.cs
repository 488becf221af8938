using System.Globalization;
using Connector.Store;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads pricebook.xml (http://www.demandware.com/xml/impex/pricebook/2006-10-31). A price table is known by its product and window:
/// told again it takes the place of the one before, with mode="delete" it takes it away, with mode="delete-all" all tables of the product
/// (facts: sfcc.md 2.3). So a product's tables may stand anywhere in the files of a read; those that stand together are told together.
/// </summary>
internal sealed class PricebookXml(IStoreRead read, ShopClock clock, ScopeMode mode, CancellationToken cancellation)
{
    private const string Namespace = "http://www.demandware.com/xml/impex/pricebook/2006-10-31";
    private readonly List<PriceTable> _tables = [];
    private readonly List<(DateTimeOffset? From, DateTimeOffset? To)> _removed = [];
    private readonly ToldBefore _told = new(read, mode);
    private bool _allRemoved;

    /// <summary>How many price tables were read for the product, and what the only one weighs.</summary>
    private int _elements;
    private (int Length, Hash128 Hash)? _weighed;

    public void Read(ExportFile file) => XmlWalk.Through(file, "pricebooks", Namespace, walk =>
    {
        while (walk.NextChild(0))
        {
            if (walk.Name == "pricebook")
            {
                Book(walk, file);
            }
        }
    });

    private void Book(XmlWalk walk, ExportFile file)
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

                    Tables(walk);
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
            read.Upsert(new PriceBookHeader(id, "", null, Online: false));
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

    private void Tables(XmlWalk walk)
    {
        _told.Begin($"{clock.Zone} {walk.Namespaces}");
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
                if (_told.Passes(walk))
                {
                    product = null;
                    continue;
                }
            }

            PriceTable(walk);
            _weighed = _elements++ == 0 ? _told.Weighed(walk) : null;
        }

        Tell(product);
    }

    private void Tell(string? product)
    {
        if (product is not null)
        {
            read.Patch(product, new PricePatch(_allRemoved, _removed.ToArray(), _tables.ToArray()));
            _told.Note(_weighed);
        }

        _tables.Clear();
        _removed.Clear();
        (_allRemoved, _elements, _weighed) = (false, 0, null);
    }

    private void PriceTable(XmlWalk walk)
    {
        var isAll = walk.Attribute("mode") == "delete-all";
        var isDelete = isAll || walk.IsDelete();
        var before = _tables.Count;
        var (from, to) = Table(walk, _tables);
        _allRemoved |= isAll;
        if (isDelete)
        {
            _tables.RemoveRange(before, _tables.Count - before);
            before = _tables.Count;
            _removed.Add((from, to));
        }

        // Not those of this table itself: its tiers share one window.
        for (var i = before - 1; i >= 0; i--)
        {
            if (isAll || (_tables[i].From == from && _tables[i].To == to))
            {
                _tables.RemoveAt(i);
            }
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
        return text is null or "1" ? 1
            : walk.Number(Utf8Blanks.Trimmed(walk.AttributeText("quantity")), "quantity ", canBeNegative: false) is { } quantity and > 0 ? quantity
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
}
