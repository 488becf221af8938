using System.Globalization;
using System.Text;
using System.Xml;
using Connector.Policy.Catalog;

namespace Connector.Stores.Tests.Worlds;

/// <summary>One catalog, price book or inventory list as pieces of XML, to be put into one file or several.</summary>
/// <param name="Folder">Where exports of its kind lie.</param>
/// <param name="Id">Its id.</param>
/// <param name="Header">Its header element; every file has it.</param>
/// <param name="Pieces">Its records.</param>
internal sealed record WorldScope(string Folder, string Id, Action<XmlWriter> Header, List<WorldPiece> Pieces);

/// <param name="Rank">Where the schema wants it among pieces of other kinds.</param>
/// <param name="Of">The product that it is about: pieces of one product keep their order and stay in one file.</param>
internal sealed record WorldPiece(int Rank, string Of, Action<XmlWriter> Write);

/// <summary>Writes a world, or what has changed between two, in Salesforce Commerce Cloud's formats.</summary>
/// <param name="random">Decides between spellings that mean the same.</param>
internal sealed class WorldXml(Random random)
{
    private const int Categories = 0;
    private const int Products = 1;
    private const int Options = 2;
    private const int SharedAttributes = 3;
    private const int Places = 4;
    private const int Recommendations = 5;
    private static readonly string[] Before = ["ean", "upc", "unit", "unit-quantity", "unit-measure", "display-name", "short-description", "long-description"];
    private static readonly string[] Sited = ["online-flag", "online-from", "online-to", "searchable-flag", "searchable-if-unavailable-flag"];
    private static readonly string[] Behind = ["tax-class-id", "brand", "manufacturer-name", "manufacturer-sku"];
    private static readonly string[] Page = ["page-title", "page-description", "page-keywords", "page-url"];
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    public List<WorldScope> Whole(World world) =>
    [
        .. world.Catalogs.Values.Select(catalog => Catalog(catalog, new WorldCatalog(catalog.Id), isDelta: false)),
        .. world.Books.Values.Select(book => Book(book, new WorldBook(book.Id, "", null))),
        .. world.Lists.Values.Select(list => List(list, new WorldList(list.Id, false, false))),
    ];

    /// <summary>Only scopes in which something changed.</summary>
    public List<WorldScope> Delta(World before, World after) =>
    [
        .. after.Catalogs.Values.Where(catalog => catalog != before.Catalogs[catalog.Id]).Select(catalog => Catalog(catalog, before.Catalogs[catalog.Id], isDelta: true)),
        .. after.Books.Values.Where(book => book != before.Books[book.Id]).Select(book => Book(book, before.Books[book.Id])),
        .. after.Lists.Values.Where(list => list != before.Lists[list.Id]).Select(list => List(list, before.Lists[list.Id])),
    ];

    /// <summary>A file with some of a scope's pieces.</summary>
    public byte[] File(WorldScope scope, IEnumerable<WorldPiece> pieces)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(random.Next(2) == 0), Indent = random.Next(2) == 0, NewLineHandling = NewLineHandling.None };
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            var (root, space, container, list) = scope.Folder switch
            {
                "catalogs" => ("catalog", Export.CatalogNamespace, null, null),
                "pricebooks" => ("pricebooks", Export.PricebookNamespace, "pricebook", "price-tables"),
                _ => ("inventory", Export.InventoryNamespace, "inventory-list", "records"),
            };
            xml.WriteStartElement(root, space);
            xml.WriteAttributeString("xmlns", "xsi", null, "http://www.w3.org/2001/XMLSchema-instance");
            if (container is null)
            {
                xml.WriteAttributeString("catalog-id", scope.Id);
                scope.Header(xml);
            }
            else
            {
                xml.WriteStartElement(container);
                scope.Header(xml);
                xml.WriteStartElement(list!);
            }

            foreach (var piece in pieces.OrderBy(piece => piece.Rank))
            {
                piece.Write(xml);
            }
        }

        return bytes.ToArray();
    }

    private WorldScope Catalog(WorldCatalog catalog, WorldCatalog before, bool isDelta)
    {
        var pieces = new List<WorldPiece>();
        foreach (var (id, category) in catalog.Categories.Where(pair => before.Categories.GetValueOrDefault(pair.Key) != pair.Value))
        {
            pieces.Add(new(Categories, "", xml => Category(xml, category, before.Categories.GetValueOrDefault(id))));
        }

        pieces.AddRange(Gone(before.Categories.Keys, catalog.Categories.Keys).Select(id => new WorldPiece(Categories, "", xml => Delete(xml, "category", ("category-id", id)))));
        foreach (var (id, product) in catalog.Products.Where(pair => before.Products.GetValueOrDefault(pair.Key) != pair.Value))
        {
            if (before.Products.GetValueOrDefault(id) is { } old && (IsSomethingElse(old, product) || random.Next(12) == 0))
            {
                pieces.Add(new(Products, id, xml => Delete(xml, "product", ("product-id", id))));
                pieces.Add(new(Products, id, xml => Product(xml, product, isDelta ? new WorldProduct(id) : null)));
            }
            else
            {
                pieces.Add(new(Products, id, xml => Product(xml, product, isDelta ? before.Products.GetValueOrDefault(id, new WorldProduct(id)) : null)));
            }
        }

        pieces.AddRange(Gone(before.Products.Keys, catalog.Products.Keys).Select(id => new WorldPiece(Products, id, xml => Delete(xml, "product", ("product-id", id)))));
        foreach (var (id, attribute) in catalog.Shared.Where(pair => before.Shared.GetValueOrDefault(pair.Key) != pair.Value))
        {
            pieces.Add(new(SharedAttributes, "", xml => VariationAttribute(xml, attribute, id)));
        }

        pieces.AddRange(Gone(before.Shared.Keys, catalog.Shared.Keys).Select(id => new WorldPiece(SharedAttributes, "", xml =>
            Delete(xml, "variation-attribute", ("attribute-id", before.Shared[id].Id), ("variation-attribute-id", id)))));
        pieces.AddRange(PlacePieces(catalog, before));
        if (random.Next(3) == 0)
        {
            pieces.Add(new(Options, "", xml => Raw(xml, "<product-option option-id=\"engraving\"><display-name xml:lang=\"x-default\">Engraving</display-name><sort-mode>position</sort-mode></product-option>")));
            pieces.Add(new(Recommendations, "", xml => Raw(xml, "<recommendation source-id=\"p01\" source-type=\"product\" target-id=\"p02\" type=\"1\"/>")));
        }

        return new WorldScope("catalogs", catalog.Id, xml => CatalogHeader(xml, catalog), pieces);
    }

    /// <summary>What a patch cannot say: that a master is none any more, and that a value is gone which the schema does not know empty.</summary>
    private static bool IsSomethingElse(WorldProduct before, WorldProduct after) =>
        (before.Varies is not null && after.Varies is null)
        || before.Cells.Keys.Any(cell => cell.Element is "unit-quantity" or "tax-class-id" && !after.Cells.ContainsKey(cell));

    private List<WorldPiece> PlacePieces(WorldCatalog catalog, WorldCatalog before)
    {
        var pieces = new List<WorldPiece>();
        foreach (var product in before.Places.Concat(catalog.Places).Select(place => place.Product).Distinct())
        {
            var (was, now) = (before.Places.Where(place => place.Product == product).ToList(), catalog.Places.Where(place => place.Product == product).ToList());
            var kept = was.Where(place => now.Exists(other => other.Category == place.Category)).Select(place => place.Category);
            // Where the order differs, all of them are assigned anew.
            var anew = !kept.SequenceEqual(now.Select(place => place.Category).Take(kept.Count()));
            foreach (var place in was.Where(place => anew || !now.Exists(other => other.Category == place.Category)))
            {
                pieces.Add(new(Places, product, xml => Delete(xml, "category-assignment", ("category-id", place.Category), ("product-id", product))));
            }

            pieces.AddRange(now.Where(place => anew || !was.Contains(place) || random.Next(4) == 0).Select(place => new WorldPiece(Places, product, xml => Place(xml, place))));
        }

        return pieces;
    }

    private static IEnumerable<string> Gone(IEnumerable<string> before, IEnumerable<string> after) => before.Except(after);

    private static void CatalogHeader(XmlWriter xml, WorldCatalog catalog)
    {
        if (catalog.InternalPath is null && catalog.VariationAttribute is null)
        {
            return;
        }

        xml.WriteStartElement("header");
        xml.WriteStartElement("image-settings");
        if (catalog.InternalPath is { } path)
        {
            xml.WriteStartElement("internal-location");
            xml.WriteAttributeString("base-path", path);
            xml.WriteEndElement();
        }

        Raw(xml, "<view-types><view-type>large</view-type></view-types>");
        if (catalog.VariationAttribute is { } attribute)
        {
            xml.WriteElementString("variation-attribute-id", attribute);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Category(XmlWriter xml, WorldCategory category, WorldCategory? before)
    {
        xml.WriteStartElement("category");
        xml.WriteAttributeString("category-id", category.Id);
        var all = before is null || random.Next(2) == 0;
        foreach (var language in category.Names.Keys.Concat(before is null ? [] : before.Names.Keys).Distinct())
        {
            var name = category.Names.GetValueOrDefault(language, "");
            if (all || before!.Names.GetValueOrDefault(language, "") != name)
            {
                Localised(xml, "display-name", language, name);
            }
        }

        if (all || before!.Online != category.Online)
        {
            xml.WriteElementString("online-flag", Flag(category.Online));
        }

        if (random.Next(4) == 0)
        {
            Raw(xml, "<online-to xsi:nil=\"true\"/>");
        }

        if (category.Parent is { } parent && (all || before!.Parent != parent))
        {
            xml.WriteElementString("parent", parent);
        }

        if (random.Next(4) == 0)
        {
            Raw(xml, "<position>1.5</position><page-attributes><page-title xml:lang=\"x-default\">no</page-title></page-attributes>");
        }

        xml.WriteEndElement();
    }

    private void Place(XmlWriter xml, WorldPlace place)
    {
        xml.WriteStartElement("category-assignment");
        xml.WriteAttributeString("category-id", place.Category);
        xml.WriteAttributeString("product-id", place.Product);
        if (random.Next(3) == 0)
        {
            xml.WriteElementString("position", Pick("auto", "top", "none"));
        }

        if (place.Primary || random.Next(3) == 0)
        {
            xml.WriteElementString("primary-flag", Flag(place.Primary));
        }

        xml.WriteEndElement();
    }

    /// <param name="before">What a reader knows already; null: the product is told whole.</param>
    private void Product(XmlWriter xml, WorldProduct product, WorldProduct? before)
    {
        xml.WriteStartElement("product");
        xml.WriteAttributeString("product-id", product.Id);
        // Elements that do not change may be told again.
        var all = before is null || random.Next(4) == 0;
        Cells(Before);
        Cells(Sited);
        if (all ? product.Images.Count > 0 || before is { Images.Count: > 0 } : !SameImages(before!.Images, product.Images))
        {
            Images(xml, product, before);
        }

        Cells(Behind);
        if (random.Next(4) == 0)
        {
            Raw(xml, "<search-rank>2</search-rank><sitemap-priority site-id=\"UK\">0.5</sitemap-priority>");
        }

        if (Told(Page).Count > 0 || random.Next(8) == 0)
        {
            xml.WriteStartElement("page-attributes");
            Cells(Page);
            xml.WriteEndElement();
        }

        Attributes(xml, product, before, all);
        Bundled(xml, product, before, all);
        Set(xml, product, before, all);
        if (random.Next(6) == 0)
        {
            Raw(xml, "<options><option option-id=\"length\"><option-values><option-value value-id=\"long\" default=\"true\"/></option-values></option><shared-option option-id=\"engraving\"/></options>");
        }

        Variations(xml, product, before, all);
        if (random.Next(6) == 0)
        {
            Raw(xml, "<product-links><product-link product-id=\"p01\" type=\"cross-sell\"/></product-links>");
        }

        if (all ? product.Classification is not null || before is { Classification: not null } : before!.Classification != product.Classification)
        {
            xml.WriteStartElement("classification-category");
            if (product.Classification is { Catalog: { } catalog })
            {
                xml.WriteAttributeString("catalog-id", catalog);
            }

            xml.WriteString(product.Classification?.Category ?? "");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();

        void Cells(string[] elements)
        {
            foreach (var (cell, value) in Told(elements))
            {
                Value(xml, cell, value);
            }

            // An empty element says nothing in a whole product.
            if (before is null && elements != Sited && random.Next(8) == 0 && !product.Cells.Keys.Any(cell => cell.Element == elements[^1]))
            {
                xml.WriteElementString(elements[^1], "");
            }
        }

        List<(Cell, string?)> Told(string[] elements) =>
        [
            .. from element in elements
               from cell in product.Cells.Keys.Concat(before?.Cells.Keys ?? []).Where(cell => cell.Element == element).Distinct().OrderBy(cell => cell.Language + "@" + cell.Site, StringComparer.Ordinal)
               let value = product.Cells.GetValueOrDefault(cell)
               where all || before!.Cells.GetValueOrDefault(cell) != value
               select (cell, value),
        ];
    }

    private void Value(XmlWriter xml, Cell cell, string? value)
    {
        if (cell.Language is { } language)
        {
            Localised(xml, cell.Element, language, value ?? "");
            return;
        }

        xml.WriteStartElement(cell.Element);
        if (cell.Site is { } site)
        {
            xml.WriteAttributeString("site-id", site);
        }

        if (value is null && Sited.Contains(cell.Element))
        {
            xml.WriteAttributeString("nil", "http://www.w3.org/2001/XMLSchema-instance", "true");
        }
        else if (cell.Element is "online-from" or "online-to")
        {
            xml.WriteString(Time(DateTimeOffset.Parse(value!, CultureInfo.InvariantCulture)));
        }
        else if (value is not null)
        {
            xml.WriteString(value is "true" or "false" && random.Next(4) == 0 ? value == "true" ? "1" : "0" : value);
        }

        xml.WriteEndElement();
    }

    private void Images(XmlWriter xml, WorldProduct product, WorldProduct? before)
    {
        xml.WriteStartElement("images");
        // Merging keeps the places of what is there, so it is said only where these do not change.
        var keepsPlaces = before is not null && before.Images.Select(Key).SequenceEqual(product.Images.Select(Key).Take(before.Images.Count));
        switch (random.Next(3))
        {
            case 0:
                xml.WriteAttributeString("merge-mode", keepsPlaces ? "merge" : "replace");
                break;
            case 1:
                xml.WriteAttributeString("merge-mode", "replace");
                break;
        }

        foreach (var group in product.Images)
        {
            xml.WriteStartElement("image-group");
            xml.WriteAttributeString("view-type", group.ViewType);
            if (group.Deprecated)
            {
                xml.WriteAttributeString("variation-value", group.Of[0].Value);
            }

            foreach (var (attribute, value) in group.Deprecated ? [] : random.Next(2) == 0 ? group.Of : [.. group.Of.Reverse()])
            {
                xml.WriteStartElement("variation");
                xml.WriteAttributeString("attribute-id", attribute);
                xml.WriteAttributeString("value", value);
                xml.WriteEndElement();
            }

            foreach (var path in group.Paths)
            {
                xml.WriteStartElement("image");
                xml.WriteAttributeString("path", path);
                if (random.Next(3) == 0)
                {
                    Raw(xml, "<alt xml:lang=\"x-default\">no</alt><title>no</title>");
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();

        static string Key(ImageGroup group) => group.ViewType + "|" + string.Join('|', group.Of);
    }

    private void Attributes(XmlWriter xml, WorldProduct product, WorldProduct? before, bool all)
    {
        var told = product.Attributes.Keys.Concat(before?.Attributes.Keys ?? []).Distinct().OrderBy(cell => $"{cell.Id} {cell.Language}@{cell.Site}", StringComparer.Ordinal)
            .Where(cell => all || !Same(before!.Attributes.GetValueOrDefault(cell), product.Attributes.GetValueOrDefault(cell))).ToList();
        if (told.Count == 0)
        {
            return;
        }

        xml.WriteStartElement("custom-attributes");
        foreach (var cell in told)
        {
            xml.WriteStartElement("custom-attribute");
            xml.WriteAttributeString("attribute-id", cell.Id);
            if (cell.Language is { } language)
            {
                xml.WriteAttributeString("xml", "lang", null, language);
            }

            if (cell.Site is { } site)
            {
                xml.WriteAttributeString("site-id", site);
            }

            var values = product.Attributes.GetValueOrDefault(cell, []);
            if (values.Count == 1 && random.Next(3) > 0)
            {
                Text(xml, values[0]);
            }
            else
            {
                foreach (var value in values)
                {
                    xml.WriteStartElement("value");
                    Text(xml, value);
                    xml.WriteEndElement();
                }
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();

        static bool Same(IEnumerable<string>? one, IEnumerable<string>? other) => (one ?? []).SequenceEqual(other ?? []);
    }

    private void Bundled(XmlWriter xml, WorldProduct product, WorldProduct? before, bool all)
    {
        if (product.Bundled.Count == 0 && random.Next(10) == 0)
        {
            // What is no bundle may say so.
            xml.WriteElementString("bundled-products", "");
            return;
        }

        if (all ? product.Bundled.Count > 0 || before is { Bundled.Count: > 0 } : !before!.Bundled.SequenceEqual(product.Bundled))
        {
            xml.WriteStartElement("bundled-products");
            foreach (var (id, quantity) in product.Bundled)
            {
                xml.WriteStartElement("bundled-product");
                xml.WriteAttributeString("product-id", id);
                xml.WriteElementString("quantity", Number(quantity));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private void Set(XmlWriter xml, WorldProduct product, WorldProduct? before, bool all)
    {
        if (product.Set.Count == 0 && random.Next(10) == 0)
        {
            xml.WriteElementString("product-set-products", "");
            return;
        }

        if (all ? product.Set.Count > 0 || before is { Set.Count: > 0 } : !before!.Set.SequenceEqual(product.Set))
        {
            xml.WriteStartElement("product-set-products");
            foreach (var id in product.Set)
            {
                xml.WriteStartElement("product-set-product");
                xml.WriteAttributeString("product-id", id);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private void Variations(XmlWriter xml, WorldProduct product, WorldProduct? before, bool all)
    {
        if (product.Varies is null)
        {
            return;
        }

        var attributes = all || before!.Varies is null || !before.Varies.SequenceEqual(product.Varies);
        var variants = all || !before!.Variants.SequenceEqual(product.Variants);
        var groups = all ? product.Groups.Count > 0 || before is { Groups.Count: > 0 } : !before!.Groups.SequenceEqual(product.Groups);
        if (!attributes && !variants && !groups)
        {
            return;
        }

        xml.WriteStartElement("variations");
        if (attributes)
        {
            xml.WriteStartElement("attributes");
            foreach (var attribute in product.Varies)
            {
                VariationAttribute(xml, attribute, null);
            }

            xml.WriteEndElement();
        }

        if (variants)
        {
            Listed("variants", "variant", before?.Variants ?? [], product.Variants, isOneBlock: false);
        }

        if (groups)
        {
            Listed("variation-groups", "variation-group", (before?.Groups ?? []).Select(id => (id, false)), product.Groups.Select(id => (id, false)), isOneBlock: true);
        }

        xml.WriteEndElement();

        void Listed(string list, string element, IEnumerable<(string Id, bool Default)> was, IEnumerable<(string Id, bool Default)> now, bool isOneBlock)
        {
            var gone = was.Select(one => one.Id).Except(now.Select(one => one.Id)).Select(id => (id, false)).ToList();
            var come = now.Except(was).ToList();
            if (before is null || random.Next(2) == 0 || (isOneBlock && gone.Count > 0 && come.Count > 0))
            {
                Block(Pick(null, "replace"), now);
                return;
            }

            if (come.Count > 0)
            {
                Block("add", come);
            }

            if (gone.Count > 0)
            {
                Block("remove", gone);
            }

            void Block(string? mode, IEnumerable<(string Id, bool Default)> ids)
            {
                xml.WriteStartElement(list);
                if (mode is not null)
                {
                    xml.WriteAttributeString("merge-mode", mode);
                }

                foreach (var (id, isDefault) in ids)
                {
                    xml.WriteStartElement(element);
                    xml.WriteAttributeString("product-id", id);
                    if (isDefault || (element == "variant" && random.Next(4) == 0))
                    {
                        xml.WriteAttributeString("default", Flag(isDefault));
                    }

                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }
        }
    }

    /// <param name="sharedAs">Its id, where it is the catalog's own.</param>
    private void VariationAttribute(XmlWriter xml, WorldAttribute attribute, string? sharedAs)
    {
        var isReference = attribute.SharedId is not null;
        xml.WriteStartElement(isReference ? "shared-variation-attribute" : "variation-attribute");
        xml.WriteAttributeString("attribute-id", attribute.Id);
        xml.WriteAttributeString("variation-attribute-id", sharedAs ?? attribute.SharedId ?? attribute.Id);
        if (!isReference)
        {
            foreach (var (language, name) in attribute.Names)
            {
                Localised(xml, "display-name", language, name);
            }

            xml.WriteStartElement("variation-attribute-values");
            foreach (var (value, names) in attribute.Values)
            {
                xml.WriteStartElement("variation-attribute-value");
                xml.WriteAttributeString("value", value);
                foreach (var (language, name) in names)
                {
                    Localised(xml, "display-value", language, name);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private WorldScope Book(WorldBook book, WorldBook before)
    {
        var pieces = new List<WorldPiece>();
        foreach (var (id, tables) in book.Prices.Where(pair => before.Prices.GetValueOrDefault(pair.Key) != pair.Value))
        {
            var was = before.Prices.GetValueOrDefault(id, []);
            var anew = was.Count > 0 && random.Next(3) == 0;
            if (anew)
            {
                pieces.Add(new(0, id, xml => Delete(xml, "price-table", mode: "delete-all", ("product-id", id))));
            }

            pieces.AddRange(was.Where(table => !anew && !tables.Exists(other => (other.From, other.To) == (table.From, table.To)))
                .Select(table => new WorldPiece(0, id, xml => Table(xml, id, table with { Tiers = [] }, "delete"))));
            pieces.AddRange(tables.Where(table => anew || !was.Contains(table) || random.Next(4) == 0).Select(table => new WorldPiece(0, id, xml => Table(xml, id, table, null))));
        }

        foreach (var id in Gone(before.Prices.Keys, book.Prices.Keys))
        {
            pieces.AddRange(random.Next(2) == 0
                ? [new WorldPiece(0, id, xml => Delete(xml, "price-table", mode: "delete-all", ("product-id", id)))]
                : before.Prices[id].Select(table => new WorldPiece(0, id, xml => Table(xml, id, table with { Tiers = [] }, "delete"))));
        }

        return new WorldScope("pricebooks", book.Id, xml => BookHeader(xml, book), pieces);
    }

    private void BookHeader(XmlWriter xml, WorldBook book)
    {
        xml.WriteStartElement("header");
        xml.WriteAttributeString("pricebook-id", book.Id);
        xml.WriteElementString("currency", book.Currency);
        Localised(xml, "display-name", "x-default", "A book");
        if (book.Online is { } online)
        {
            xml.WriteElementString("online-flag", Flag(online));
        }

        Window(xml, book.From, book.To);
        if (book.Parent is { } parent)
        {
            xml.WriteElementString("parent", parent);
        }

        xml.WriteEndElement();
    }

    private void Table(XmlWriter xml, string product, WorldPrice table, string? mode)
    {
        xml.WriteStartElement("price-table");
        xml.WriteAttributeString("product-id", product);
        if (mode is not null)
        {
            xml.WriteAttributeString("mode", mode);
        }

        Window(xml, table.From, table.To);
        foreach (var (quantity, amount, isPercent) in table.Tiers)
        {
            xml.WriteStartElement(isPercent ? "percentage" : "amount");
            if (quantity != 1 || random.Next(2) == 0)
            {
                xml.WriteAttributeString("quantity", Number(quantity));
            }

            xml.WriteString(Number(amount));
            xml.WriteEndElement();
        }

        if (random.Next(4) == 0)
        {
            xml.WriteElementString("price-info", "no");
        }

        xml.WriteEndElement();
    }

    private WorldScope List(WorldList list, WorldList before)
    {
        var pieces = new List<WorldPiece>();
        pieces.AddRange(list.Records.Where(pair => before.Records.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => new WorldPiece(0, pair.Key, xml => Record(xml, pair.Key, pair.Value))));
        pieces.AddRange(Gone(before.Records.Keys, list.Records.Keys).Select(id => new WorldPiece(0, id, xml => Delete(xml, "record", ("product-id", id)))));
        return new WorldScope("inventory-lists", list.Id, xml => ListHeader(xml, list), pieces);
    }

    private static void ListHeader(XmlWriter xml, WorldList list)
    {
        xml.WriteStartElement("header");
        xml.WriteAttributeString("list-id", list.Id);
        xml.WriteElementString("default-instock", Flag(list.DefaultInStock));
        xml.WriteElementString("description", "A list");
        xml.WriteElementString("use-bundle-inventory-only", Flag(list.BundleOnly));
        xml.WriteElementString("on-order", "true");
        xml.WriteEndElement();
    }

    private void Record(XmlWriter xml, string product, WorldStock stock)
    {
        xml.WriteStartElement("record");
        xml.WriteAttributeString("product-id", product);
        Element("allocation", stock.Allocation is { } allocation ? Number(allocation) : null);
        Element("allocation-timestamp", stock.Allocated is { } allocated ? Time(allocated) : null);
        Element("perpetual", stock.Perpetual is { } perpetual ? Flag(perpetual) : null);
        Element("preorder-backorder-handling", stock.Handling is { } handling ? handling switch { StockHandling.None => "none", StockHandling.Preorder => "preorder", _ => "backorder" } : null);
        Element("preorder-backorder-allocation", stock.Preorder is { } preorder ? Number(preorder) : null);
        Element("in-stock-date", stock.InStockDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Element("in-stock-datetime", stock.InStock is { } inStock ? Time(inStock) : null);
        Element("ats", stock.Ats is { } ats ? Number(ats) : null);
        Element("on-order", stock.OnOrder is { } onOrder ? Number(onOrder) : null);
        Element("turnover", stock.Turnover is { } turnover ? Number(turnover) : null);
        if (random.Next(4) == 0)
        {
            Raw(xml, "<custom-attributes><custom-attribute attribute-id=\"ats\">99</custom-attribute></custom-attributes>");
        }

        xml.WriteEndElement();

        void Element(string name, string? value)
        {
            if (value is not null)
            {
                xml.WriteElementString(name, value);
            }
        }
    }

    private static void Delete(XmlWriter xml, string element, params (string Name, string Value)[] keys) => Delete(xml, element, "delete", keys);

    private static void Delete(XmlWriter xml, string element, string mode, params (string Name, string Value)[] keys)
    {
        xml.WriteStartElement(element);
        foreach (var (name, value) in keys)
        {
            xml.WriteAttributeString(name, value);
        }

        xml.WriteAttributeString("mode", mode);
        xml.WriteEndElement();
    }

    private void Window(XmlWriter xml, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } start)
        {
            xml.WriteElementString("online-from", Time(start));
        }

        if (to is { } end)
        {
            xml.WriteElementString("online-to", Time(end));
        }
    }

    private void Localised(XmlWriter xml, string element, string language, string text)
    {
        xml.WriteStartElement(element);
        if (language != "x-default" || random.Next(3) > 0)
        {
            xml.WriteAttributeString("xml", "lang", null, language);
        }

        Text(xml, text);
        xml.WriteEndElement();
    }

    /// <summary>Text, some of it in CDATA.</summary>
    private void Text(XmlWriter xml, string text)
    {
        while (text.Length > 0)
        {
            var length = random.Next(2) == 0 ? text.Length : random.Next(1, text.Length + 1);
            length += length < text.Length && char.IsLowSurrogate(text[length]) ? 1 : 0;
            if (random.Next(3) == 0)
            {
                xml.WriteCData(text[..length]);
            }
            else
            {
                xml.WriteString(text[..length]);
            }

            text = text[length..];
        }
    }

    /// <summary>A time in the shop's zone, in UTC, or with an offset.</summary>
    private string Time(DateTimeOffset time) => random.Next(3) switch
    {
        0 => TimeZoneInfo.ConvertTime(time, Paris).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        1 => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture),
        _ => time.ToOffset(TimeSpan.FromHours(-5)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
    };

    private static void Raw(XmlWriter xml, string fragment) => xml.WriteRaw(fragment);

    private static bool SameImages(IReadOnlyList<ImageGroup> one, IReadOnlyList<ImageGroup> other) =>
        one.Select(group => group.ToString() + string.Join('|', group.Of) + string.Join('|', group.Paths)).SequenceEqual(other.Select(group => group.ToString() + string.Join('|', group.Of) + string.Join('|', group.Paths)));

    private static string Flag(bool flag) => flag ? "true" : "false";

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(params T[] all) => all[random.Next(all.Length)];
}
