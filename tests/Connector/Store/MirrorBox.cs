using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Tests.Store;

/// <summary>A mirror in a folder of its own, with one shop in it.</summary>
internal sealed class MirrorBox : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static readonly StoreView View = new()
    {
        Name = "uk", Source = "shop", Site = "UK", Locale = "en-GB", Currency = "GBP",
        PriceBooks = ["sale"], InventoryLists = ["stock"], LandingPage = "https://shop.example/{locale}/{site}/{group}/{sku}",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("mirror-").FullName;

    public MirrorBox() => Mirror = new Mirror(File);

    public Mirror Mirror { get; }

    public string File => Path.Combine(_folder, "mirror.db");

    public ReadReport Read(params Action<IStoreRead>[] pieces) => Read(20, pieces);

    public ReadReport Read(int brakePercent, params Action<IStoreRead>[] pieces) => Read(Now, brakePercent, pieces);

    public ReadReport Read(DateTimeOffset now, int brakePercent, params Action<IStoreRead>[] pieces)
    {
        using var read = Mirror.Read("shop", now, brakePercent);
        foreach (var piece in pieces)
        {
            piece(read);
        }

        return read.Commit(CancellationToken.None);
    }

    public IReadOnlyList<Offer> Offers(StoreView? view = null, DateTimeOffset? at = null)
    {
        using var snapshot = Mirror.Snapshot("shop");
        return [.. snapshot.View(view ?? View, at ?? Now).Groups(KeyRange.All).SelectMany(group => group)];
    }

    public ShopItem Item(string sku, StoreView? view = null, DateTimeOffset? at = null) =>
        Offers(view, at).Single(offer => offer.Sku.Value == sku).Item;

    /// <summary>Every offer in short: group/sku name price stock.</summary>
    public IReadOnlyList<string> Short() => [.. Offers().Select(Short)];

    public static string Short(Offer offer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{offer.Group}/{offer.Sku} {offer.Title} {offer.Price?.Amount.ToString(CultureInfo.InvariantCulture) ?? "-"} {offer.Item.Stock.Knowledge}:{offer.Item.Stock.Salable}");

    /// <summary>Everything that an item says, to compare two mirrors.</summary>
    public IReadOnlyList<string> Dump() =>
    [
        .. Offers().Select(offer => offer.Item).Select(item => string.Join(
            " | ",
            item.Sku, item.Group, item.IsVariant, item.IsDefaultVariant, item.Name, item.Brand, item.Online, item.OfflineBecause, item.PaidPrice, item.ListPrice,
            item.Stock, item.LandingPage, item.ValidUntil,
            string.Join(",", item.Categories.Select(place => string.Join(">", place.Path) + string.Join(">", place.Names) + place.Primary)),
            string.Join(",", item.Images.Select(image => image.ViewType + image.Url)),
            string.Join(",", item.Variations.Select(value => $"{value.AttributeId}/{value.AttributeName}={value.ValueId}/{value.ValueName}")),
            string.Join(",", item.Attributes.Ids.Select(id => $"{id}={item.Attributes[id]}")))),
    ];

    /// <summary>How many rows a table has.</summary>
    public long Rows(string table)
    {
        using var connection = Mirror.Open();
        using var count = new Prepared(connection, "SELECT COUNT(*) FROM " + table);
        return count.Number();
    }

    /// <summary>How many products' records a table holds in its groups' rows.</summary>
    public long Records(string table)
    {
        var count = 0L;
        ForEach(table, (_, _) => count++);
        return count;
    }

    /// <summary>What a table's rows hold of a product.</summary>
    public byte[] Stored(string table, string id)
    {
        byte[]? stored = null;
        ForEach(table, (name, data) => stored = name == id ? data : stored);
        return stored ?? throw new InvalidOperationException($"{table} holds nothing of {id}");
    }

    /// <summary>Whether a table's rows hold something of a product.</summary>
    public bool Holds(string table, string id)
    {
        var holds = false;
        ForEach(table, (name, _) => holds |= name == id);
        return holds;
    }

    private void ForEach(string table, Action<string, byte[]> record)
    {
        using var connection = Mirror.Open();
        using var all = new Prepared(connection, "SELECT data FROM " + table);
        using var rows = all.Read();
        while (rows.Next())
        {
            var group = rows.Bytes(0);
            for (var at = 0; GroupRecord.Read(group, at, out var one); at = one.End)
            {
                record(Encoding.UTF8.GetString(group[one.IdRange]), group[one.DataRange].ToArray());
            }
        }
    }

    public void Dispose()
    {
        using (var connection = Mirror.Open())
        {
            SqliteConnection.ClearPool(connection);
        }

        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Pieces of a shop, as an adapter would tell them.</summary>
internal static class Piece
{
    public static Action<IStoreRead> Catalog(string id, params Action<IStoreRead>[] records) => In(ScopeKind.Catalog, id, ScopeMode.Complete, records);

    public static Action<IStoreRead> CatalogDelta(string id, params Action<IStoreRead>[] records) => In(ScopeKind.Catalog, id, ScopeMode.Delta, records);

    public static Action<IStoreRead> Book(string id, params Action<IStoreRead>[] records) => Book(id, null, records);

    public static Action<IStoreRead> Book(string id, string? parent, params Action<IStoreRead>[] records) =>
        Book(new PriceBookHeader(id, "GBP", parent), ScopeMode.Complete, records);

    public static Action<IStoreRead> BookDelta(string id, params Action<IStoreRead>[] records) => In(ScopeKind.PriceBook, id, ScopeMode.Delta, records);

    public static Action<IStoreRead> Book(PriceBookHeader header, ScopeMode mode, params Action<IStoreRead>[] records) =>
        In(ScopeKind.PriceBook, header.Id, mode, [read => read.Upsert(header), .. records]);

    public static Action<IStoreRead> List(string id, params Action<IStoreRead>[] records) => List(id, false, records);

    public static Action<IStoreRead> List(string id, bool defaultInStock, params Action<IStoreRead>[] records) =>
        In(ScopeKind.InventoryList, id, ScopeMode.Complete, [read => read.Upsert(new InventoryListHeader(id, defaultInStock)), .. records]);

    public static Action<IStoreRead> ListDelta(string id, params Action<IStoreRead>[] records) => In(ScopeKind.InventoryList, id, ScopeMode.Delta, records);

    public static Action<IStoreRead> In(ScopeKind kind, string id, ScopeMode mode, params Action<IStoreRead>[] records) => read =>
    {
        read.Begin(new Scope(kind, id), mode, null, id + ".xml");
        foreach (var record in records)
        {
            record(read);
        }

        read.End();
    };

    public static Action<IStoreRead> Product(string id, params Action<ItemDraft>[] fields) => Item(id, ItemKind.Product, fields);

    public static Action<IStoreRead> Master(string id, params Action<ItemDraft>[] fields) => Item(id, ItemKind.Master, fields);

    /// <summary>Named after its id unless told otherwise.</summary>
    public static Action<IStoreRead> Item(string id, ItemKind kind, params Action<ItemDraft>[] fields) => read =>
    {
        var draft = new ItemDraft();
        draft.Begin(id, kind, "test.xml", 7);
        draft.Add(ItemField.OnlineFlag, "", "true");
        foreach (var field in fields)
        {
            field(draft);
        }

        read.Upsert(draft);
    };

    /// <summary>A change of a product that is stored; counts in a delta.</summary>
    public static Action<IStoreRead> Patch(string id, params Action<ItemDraft>[] changes) => read =>
    {
        var draft = new ItemDraft();
        draft.BeginPatch(id, "delta.xml", 3);
        foreach (var change in changes)
        {
            change(draft);
        }

        read.Upsert(draft);
    };

    /// <summary>A product that holds others.</summary>
    public static Action<IStoreRead> Bundle(string id, params (string Part, decimal Quantity)[] parts) =>
        Item(id, ItemKind.Bundle, draft => Array.ForEach(parts, part => draft.AddBundled(part.Part, part.Quantity)));

    public static Action<ItemDraft> Name(string name, string locale = "x-default") => Field(ItemField.Name, name, locale);

    public static Action<ItemDraft> Field(ItemField field, string value, string qualifier = "") => draft => draft.Add(field, qualifier, value);

    public static Action<ItemDraft> Attribute(string id, string value, string locale = "") => draft => draft.Add(ItemField.Attribute, id, locale, value);

    public static Action<ItemDraft> Image(string url, string viewType = "large", string variation = "") => draft => draft.Add(ItemField.Image, viewType, variation, url);

    /// <summary>The first is the default.</summary>
    public static Action<ItemDraft> Variants(params string[] ids) => draft =>
    {
        foreach (var id in ids)
        {
            draft.AddVariant(id, id == ids[0]);
        }
    };

    public static Action<ItemDraft> VariationGroups(params string[] ids) => draft => Array.ForEach(ids, draft.AddVariationGroup);

    /// <summary>What tells a master's variants apart.</summary>
    public static Action<ItemDraft> VariesIn(params string[] attributes) => draft => Array.ForEach(attributes, id => draft.Add(ItemField.VariationAttribute, id, "", ""));

    public static Action<IStoreRead> Price(string id, decimal amount) => Prices(id, new PriceTable(null, null, 1, amount));

    public static Action<IStoreRead> Prices(string id, params PriceTable[] tables) => read => read.Upsert(id, tables);

    public static Action<IStoreRead> Stock(string id, decimal allocation) => read => read.Upsert(new StockRecord(id) { Allocation = allocation });

    public static Action<IStoreRead> Category(string id, string? parent = "root", params LocalText[] names) =>
        read => read.Upsert(new CategoryRecord(id, parent, true, names));

    public static Action<IStoreRead> Assign(string product, string category, bool primary = false) =>
        read => read.Assign(new CategoryAssignment(product, category, primary));
}
