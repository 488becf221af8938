using System.Collections.Immutable;
using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Stores.Tests.Worlds;

/// <summary>Makes a small shop out of a seed, and changes it. Everything that the export can say of goods occurs in some shop.</summary>
internal sealed class WorldMaker(Random random)
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>All instants at which something may change by itself.</summary>
    public static readonly DateTimeOffset[] Turns = [.. new[] { -20, -10, 0, 1, 2, 5, 7, 30 }.Select(day => Noon.AddDays(day))];

    /// <summary>Windows of price tables. They do not overlap: of several tables one is active at a time.</summary>
    private static readonly (DateTimeOffset?, DateTimeOffset?)[] Windows =
        [(null, null), (null, Turns[0]), (Turns[1], Turns[2]), (Turns[2], Turns[3]), (Turns[4], Turns[5]), (Turns[6], null)];

    private static readonly string[] Languages = ["x-default", "fr", "fr-CH"];
    private static readonly string[] Sites = ["UK", "FR"];
    private static readonly string[] Words = ["sock", "Chaussure", "𝒻ine", "👕", "<b>bold</b>", "a & b", "]]>", "\"q\"", "naïve", "&amp;", "l'été", "<!-- -->", "x\ty", "1 < 2"];
    private static readonly string[] Blanks = [" ", "  ", "\n", " \n\t "];
    private static readonly string[] Varying = ["color", "size", "fit"];
    private static readonly string[] Attributes = ["care", "material", "mood", "brand", "ean"];
    private static readonly string[] ViewTypes = ["large", "small", "swatch"];
    private static readonly string[] Plain = ["ean", "upc", "unit", "unit-measure", "brand", "manufacturer-name", "manufacturer-sku"];
    private static readonly string[] Texts = ["display-name", "short-description", "long-description", "page-title", "page-description", "page-keywords", "page-url"];
    private static readonly string[] Flags = ["online-flag", "searchable-flag", "searchable-if-unavailable-flag"];
    private static readonly string[] Paths = ["a.jpg", "/large/b.jpg", "c d.jpg", "é.png", "e%20f.jpg", "https://img.example/x.jpg", "//img.example/y.jpg", "z.jpg?sw=800&q=1", "🧦.webp"];
    private int _last;

    public World Make()
    {
        var world = new World(Sorted.None<WorldCatalog>(), Sorted.None<WorldBook>(), Sorted.None<WorldList>())
            .With(new WorldCatalog("apparel") { InternalPath = Maybe("/images"), VariationAttribute = "color", Shared = Shared() })
            .With(new WorldCatalog("extras") { InternalPath = Maybe("default/") })
            .With(Navigation("site-uk")).With(Navigation("site-fr"))
            .With(new WorldBook("list", "GBP", null) { Online = Maybe(true) })
            .With(new WorldBook("sale", "GBP", "list"))
            .With(new WorldBook("promo", "GBP", Pick("sale", "list")))
            .With(new WorldBook("euro", "EUR", null))
            .With(new WorldList("main", random.Next(4) == 0, false)).With(new WorldList("store", random.Next(5) == 0, random.Next(3) == 0)).With(new WorldList("hub", false, true));
        for (var i = 0; i < 5; i++)
        {
            world = Put(world, Product());
        }

        for (var i = 0; i < 3; i++)
        {
            world = AddMaster(world);
        }

        world = Put(world, Bundle(world));
        world = Put(world, Bundle(world), "extras");
        world = Put(world, Product() with { Set = [.. Some(Ids(world), 3)] }, "extras");
        world = Put(world, Product(), "extras");
        for (var i = 0; i < 3; i++)
        {
            world = ChangeHeader(world);
        }

        for (var i = 0; i < 60; i++)
        {
            world = random.Next(5) switch { 0 => Place(world), 1 or 2 => SetPrice(world), _ => SetStock(world) };
        }

        return world;
    }

    /// <summary>A few changes, as happen between two exports.</summary>
    public World Change(World world)
    {
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            world = random.Next(22) switch
            {
                < 6 => ChangeProduct(world),
                6 or 7 => ChangeMaster(world),
                8 => AddMaster(world),
                9 => Put(world, Product()),
                10 => Delete(world),
                11 => Again(world),
                12 => ChangeCategory(world),
                13 => Unplace(world),
                14 => Place(world),
                15 or 16 or 17 => SetPrice(world),
                18 => ChangeHeader(world),
                19 => ChangeShared(world),
                _ => SetStock(world),
            };
        }

        return world;
    }

    private WorldCatalog Navigation(string id)
    {
        var catalog = new WorldCatalog(id) { Categories = Sorted.None<WorldCategory>().Add("root", new WorldCategory("root", null, true, Names())) };
        foreach (var category in new[] { "men", "women", "men-socks", "outlet" })
        {
            catalog = catalog with { Categories = catalog.Categories.Add(category, Category(catalog, category)) };
        }

        return catalog;
    }

    private WorldCategory Category(WorldCatalog catalog, string id)
    {
        // Ids above in ordinal order: no circle comes of it.
        var above = catalog.Categories.Keys.Where(other => string.CompareOrdinal(other, id) > 0 || other == "root").ToArray();
        return new WorldCategory(id, id == "root" ? null : random.Next(6) == 0 ? null : Pick(above), random.Next(3) > 0, Names());
    }

    private ImmutableSortedDictionary<string, WorldAttribute> Shared() =>
        Sorted.None<WorldAttribute>().Add("sharedColor", Varies("color") with { SharedId = null }).Add("sharedSize", Varies("size") with { SharedId = null });

    private WorldAttribute Varies(string id)
    {
        var shared = id != "fit" && random.Next(3) == 0 ? "shared" + char.ToUpperInvariant(id[0]) + id[1..] : null;
        return new WorldAttribute(id, shared, Names(), [.. Some(Values(id), 3).Select(value => (value, Names()))]);
    }

    private static string[] Values(string attribute) => attribute switch
    {
        "color" => ["red", "blue", "black&white", "a=b"],
        "size" => ["s", "m", "38½"],
        _ => ["slim", "wide"],
    };

    private World AddMaster(World world)
    {
        var catalog = world.Catalogs["apparel"];
        var varies = Some(Varying, 2).Select(Varies).ToImmutableList();
        var master = Product() with { Varies = varies };
        foreach (var attribute in varies)
        {
            // A master's own value of what varies would be every variant's.
            master = random.Next(8) == 0 ? master with { Attributes = master.Attributes.SetItem(new(attribute.Id), [Pick(Values(attribute.Id))]) } : master;
        }

        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var variant = Variant(varies, 0);
            world = Put(world, variant);
            master = master with { Variants = master.Variants.Add((variant.Id, master.Variants.Count == 0 && random.Next(3) > 0)) };
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            var group = Variant(varies, 1);
            world = random.Next(8) == 0 ? world : Put(world, group);
            master = master with { Groups = master.Groups.Add(group.Id) };
        }

        if (random.Next(5) == 0)
        {
            master = master with { Variants = master.Variants.Add(("ghost" + random.Next(3), false)) };
        }

        if (random.Next(5) == 0 && catalog.Products.Values.FirstOrDefault(other => other.Variants.Count > 0) is { } other)
        {
            master = master with { Variants = master.Variants.RemoveAll(variant => variant.Id == other.Variants[0].Id).Add((other.Variants[0].Id, false)) };
        }

        return Put(world, master);
    }

    /// <summary>A variant with a value of each attribute, or a group that lacks some.</summary>
    private WorldProduct Variant(ImmutableList<WorldAttribute> varies, int lacking)
    {
        var product = Product(sparse: true);
        foreach (var attribute in varies.Skip(random.Next(lacking + 1)))
        {
            product = product with { Attributes = product.Attributes.Remove(new(attribute.Id)).SetItem(new(attribute.Id), [Pick(Values(attribute.Id))]) };
        }

        return product;
    }

    private WorldProduct Bundle(World world) => Product() with
    {
        Bundled = [.. Some([.. Ids(world), "ghost9"], 3).Where(id => NestingOf(world, id) < 2).Select(id => (id, Pick(1m, 1m, 2m, 3m, 0.5m)))],
    };

    private static int NestingOf(World world, string id) =>
        world.Catalogs.Values.Select(catalog => catalog.Products.GetValueOrDefault(id)).FirstOrDefault(product => product is not null) is { Bundled.Count: > 0 } bundle
            ? 1 + bundle.Bundled.Max(part => NestingOf(world, part.Id))
            : 0;

    private WorldProduct Product(bool sparse = false)
    {
        var product = new WorldProduct(NewId());
        for (var i = sparse ? random.Next(3) : random.Next(4, 14); i > 0; i--)
        {
            product = ChangeCell(product);
        }

        if (random.Next(12) > (sparse ? 8 : 0))
        {
            product = product with { Cells = product.Cells.SetItem(new("online-flag"), random.Next(5) > 0 ? "true" : "false") };
        }

        product = random.Next(sparse ? 4 : 2) == 0 ? ChangeImages(product) : product;
        return random.Next(3) == 0 ? product with { Classification = Classification() } : product;
    }

    private string NewId()
    {
        var number = (++_last).ToString("D2", CultureInfo.InvariantCulture);
        return random.Next(8) switch { 0 => "É " + number, 1 => "p<&\"" + number, 2 => "👟" + number, 3 => "\uFFFD" + number, 4 => "P" + number, 5 => "p-" + number + "/x", _ => "p" + number };
    }

    private World ChangeProduct(World world) => Replace(world, _ => true, product => random.Next(6) switch
    {
        0 => ChangeImages(product),
        1 => product with { Classification = random.Next(3) == 0 ? null : Classification() },
        2 when product.Varies is null && IsVariantOf(world, product.Id).Length == 0 => product.Bundled.Count > 0 ? product with { Bundled = [] } : product.Set.Count > 0 ? product with { Set = [] }
            : random.Next(3) == 0 ? product with { Bundled = Bundle(world).Bundled.RemoveAll(part => part.Id == product.Id || NestingOf(world, part.Id) > 0) } : product,
        _ => ChangeCell(ChangeCell(product)),
    });

    private static string[] IsVariantOf(World world, string id) =>
        [.. world.Catalogs.Values.SelectMany(catalog => catalog.Products.Values).Where(master => master.Variants.Any(variant => variant.Id == id) || master.Groups.Contains(id)).Select(master => master.Id)];

    private World ChangeMaster(World world) => Replace(world, product => product.Varies is not null, master => random.Next(5) switch
    {
        0 => master with { Varies = [.. Some(Varying, 2).Select(Varies)] },
        1 when master.Variants.Count > 1 => master with { Variants = master.Variants.RemoveAt(random.Next(master.Variants.Count)) },
        2 when master.Groups.Count > 0 => master with { Groups = master.Groups.RemoveAt(random.Next(master.Groups.Count)) },
        3 when Ids(world).FirstOrDefault(id => IsVariantOf(world, id).Length == 0 && Find(world, id) is { Varies: null, Bundled.Count: 0, Set.Count: 0 }) is { } single =>
            random.Next(3) == 0 ? master with { Groups = master.Groups.Add(single) } : master with { Variants = master.Variants.Add((single, false)) },
        _ => master with { Variants = [.. master.Variants.Select((variant, i) => variant with { Default = i == master.Variants.Count - 1 })] },
    });

    private World Delete(World world)
    {
        var catalog = Pick([.. world.Catalogs.Values.Where(one => one.Products.Count > 2)]);
        var gone = Pick([.. catalog.Products.Keys]);
        world = world.With(catalog with { Products = catalog.Products.Remove(gone) });
        return world.Catalogs.Values.Aggregate(world, (now, one) => now.With(one with { Places = one.Places.RemoveAll(place => place.Product == gone) }));
    }

    /// <summary>A product is deleted and comes back as another one.</summary>
    private World Again(World world) => Replace(world, product => product.Varies is null, product => Product() with { Id = product.Id });

    private World ChangeShared(World world)
    {
        var catalog = world.Catalogs["apparel"];
        var id = Pick("sharedColor", "sharedSize");
        return world.With(catalog with
        {
            Shared = catalog.Shared.ContainsKey(id) && random.Next(3) == 0 ? catalog.Shared.Remove(id) : catalog.Shared.SetItem(id, Varies(id == "sharedColor" ? "color" : "size") with { SharedId = null }),
        });
    }

    private World ChangeCategory(World world)
    {
        var catalog = world.Catalogs[Pick("site-uk", "site-fr")];
        var id = Pick("men", "women", "men-socks", "outlet");
        var (isThere, isLeaf) = (catalog.Categories.ContainsKey(id), catalog.Categories.Values.All(category => category.Parent != id));
        if (isThere && isLeaf && random.Next(3) == 0)
        {
            return world.With(catalog with { Categories = catalog.Categories.Remove(id), Places = catalog.Places.RemoveAll(place => place.Category == id) });
        }

        var changed = Category(catalog, id);
        // The export cannot say that a parent is gone.
        changed = isThere && changed.Parent is null ? changed with { Parent = catalog.Categories[id].Parent } : changed;
        return world.With(catalog with { Categories = catalog.Categories.SetItem(id, changed) });
    }

    private World Place(World world)
    {
        var catalog = world.Catalogs[Pick("site-uk", "site-fr", "site-fr")];
        var product = Pick(Ids(world));
        var category = Pick([.. catalog.Categories.Keys, "unknown"]);
        var primary = random.Next(3) == 0;
        var places = primary ? [.. catalog.Places.Select(place => place.Product == product ? place with { Primary = false } : place)] : catalog.Places;
        var at = places.FindIndex(place => place.Product == product && place.Category == category);
        var now = new WorldPlace(product, category, primary);
        return world.With(catalog with { Places = at < 0 ? places.Add(now) : places.SetItem(at, now) });
    }

    private World Unplace(World world)
    {
        var catalog = world.Catalogs[Pick("site-uk", "site-fr")];
        return catalog.Places.Count == 0 ? world : world.With(catalog with { Places = catalog.Places.RemoveAt(random.Next(catalog.Places.Count)) });
    }

    private World SetPrice(World world)
    {
        var book = Pick([.. world.Books.Values]);
        var id = random.Next(12) == 0 ? "ghost" + random.Next(3) : Pick(Ids(world));
        if (random.Next(8) == 0)
        {
            return world.With(book with { Prices = book.Prices.Remove(id) });
        }

        var tables = book.Prices.GetValueOrDefault(id, []);
        var (from, to) = Pick(Windows);
        tables = tables.RemoveAll(table => table.From == from && table.To == to);
        tables = random.Next(6) == 0 ? tables : tables.Add(new WorldPrice(from, to, Tiers(book.Parent is not null)));
        return world.With(book with { Prices = tables.Count == 0 ? book.Prices.Remove(id) : book.Prices.SetItem(id, tables) });
    }

    private ImmutableList<(decimal, decimal, bool)> Tiers(bool hasParent) =>
        [.. Some([1m, 10m, 5m, 0.5m], 2).Select(quantity => random.Next(4) == 0 && (hasParent || random.Next(4) == 0) ? (quantity, Pick(10m, 33.3m, 100m, 0m), true) : (quantity, Pick(9.99m, 20m, 15.5m, 30m, 0m, 12.345m), false))];

    private World SetStock(World world)
    {
        var list = Pick([.. world.Lists.Values]);
        var id = random.Next(12) == 0 ? "ghost9" : Pick(Ids(world));
        return world.With(random.Next(8) == 0 ? list with { Records = list.Records.Remove(id) } : list with { Records = list.Records.SetItem(id, Stock()) });
    }

    private WorldStock Stock() => new()
    {
        Allocation = Maybe(random.Next(40) + Pick(0m, 0m, 0.5m)), Ats = random.Next(3) == 0 ? random.Next(20) : null, Perpetual = random.Next(8) == 0 ? true : Maybe(false),
        Handling = Maybe(Pick(StockHandling.None, StockHandling.Preorder, StockHandling.Backorder)), Preorder = Maybe((decimal)random.Next(9)),
        OnOrder = random.Next(4) == 0 ? random.Next(9) : null, Turnover = random.Next(4) == 0 ? random.Next(-3, 9) : null,
        InStockDate = random.Next(6) == 0 ? DateOnly.FromDateTime(Turns[6].Date) : null, InStock = random.Next(6) == 0 ? Turns[5] : null, Allocated = Maybe(Turns[1]),
    };

    private World ChangeHeader(World world)
    {
        switch (random.Next(4))
        {
            case 0:
                var list = Pick([.. world.Lists.Values]);
                return world.With(list with { DefaultInStock = random.Next(4) == 0, BundleOnly = random.Next(2) == 0 });
            case 1:
                var window = Pick(Windows);
                return world.With(Pick([.. world.Books.Values]) with { Online = Maybe(random.Next(4) > 0), From = window.Item1, To = window.Item2 });
            case 2:
                return world.With(world.Books["promo"] with { Parent = Pick("sale", "list", null) });
            default:
                return world.With(world.Books["list"] with { Online = true, From = null, To = null });
        }
    }

    private WorldProduct ChangeCell(WorldProduct product)
    {
        var cells = product.Cells;
        switch (random.Next(8))
        {
            case 0:
                return product with { Cells = Set(new(Pick(Plain)), Line()) };
            case 1 or 2:
                return product with { Cells = Set(new(Pick(Texts), Pick(Languages)), Text()) };
            case 3:
                return product with { Cells = Set(new(Pick(Flags), Site: Pick([null, .. Sites])), random.Next(3) > 0 ? "true" : "false") };
            case 4:
                var (element, turn) = random.Next(2) == 0 ? ("online-from", random.Next(0, 5)) : ("online-to", random.Next(3, 8));
                return product with { Cells = Set(new(element, Site: Pick([null, null, .. Sites])), Turns[turn].ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) };
            case 5:
                // Never emptied: the schema does not know them empty.
                return product with { Cells = cells.SetItem(new(Pick("unit-quantity", "tax-class-id")), Pick("1", "2.50")) };
            default:
                return product with { Attributes = ChangeAttributes(product.Attributes) };
        }

        ImmutableDictionary<Cell, string> Set(Cell cell, string value) => cells.ContainsKey(cell) && random.Next(3) == 0 ? cells.Remove(cell) : cells.SetItem(cell, value);
    }

    private ImmutableDictionary<AttributeCell, ImmutableList<string>> ChangeAttributes(ImmutableDictionary<AttributeCell, ImmutableList<string>> attributes)
    {
        var id = Pick(Attributes);
        // An attribute is localised or it is not.
        var cell = new AttributeCell(id, id is "care" or "brand" ? Pick(Languages) : null, id is "care" or "mood" ? Pick([null, .. Sites]) : null);
        return attributes.ContainsKey(cell) && random.Next(3) == 0 ? attributes.Remove(cell) : attributes.SetItem(cell, [.. Enumerable.Range(0, random.Next(5) == 0 ? 3 : 1).Select(_ => Text())]);
    }

    private WorldProduct ChangeImages(WorldProduct product)
    {
        if (product.Images.Count > 1 && random.Next(2) == 0)
        {
            return product with { Images = random.Next(2) == 0 ? [.. product.Images.Reverse()] : product.Images.RemoveAt(random.Next(product.Images.Count)) };
        }

        var of = random.Next(2) == 0 ? [] : Some(Varying, 2).Order(StringComparer.Ordinal).Select(attribute => (attribute, Pick(Values(attribute)))).ToImmutableList();
        var group = new ImageGroup(Pick(ViewTypes), of, [.. Some(Paths, 3)], of is [("color", _)] && random.Next(3) == 0);
        return product with { Images = product.Images.RemoveAll(other => other.ViewType == group.ViewType && other.Of.SequenceEqual(group.Of)).Add(group) };
    }

    private (string?, string) Classification() => random.Next(2) == 0 ? (Pick("site-uk", "site-fr"), Pick("men", "outlet")) : (null, "class");

    private ImmutableSortedDictionary<string, string> Names() => Sorted.Names([.. Some(Languages, 3).Select(language => (language, Line()))]);

    /// <summary>One line without blanks at its edges.</summary>
    private string Line() => string.Join(' ', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(Words)));

    /// <summary>May have blanks anywhere, also at its edges, but something besides.</summary>
    private string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(6) == 0 ? Pick(Blanks) : Pick(Words) + Pick("", " ", " "))) + Pick(Words);

    private static string[] Ids(World world) => [.. world.Catalogs.Values.SelectMany(catalog => catalog.Products.Keys)];

    private static WorldProduct? Find(World world, string id) => world.Catalogs.Values.Select(catalog => catalog.Products.GetValueOrDefault(id)).FirstOrDefault(product => product is not null);

    private static World Put(World world, WorldProduct product, string catalog = "apparel") => world.With(world.Catalogs[catalog].With(product));

    private World Replace(World world, Func<WorldProduct, bool> which, Func<WorldProduct, WorldProduct> change)
    {
        var all = world.Catalogs.Values.SelectMany(catalog => catalog.Products.Values.Where(which).Select(product => (catalog.Id, product))).ToArray();
        if (all.Length == 0)
        {
            return world;
        }

        var (id, one) = Pick(all);
        return Put(world, change(one), id);
    }

    private T Pick<T>(params T[] all) => all[random.Next(all.Length)];

    private T? Maybe<T>(T value)
        where T : struct => random.Next(2) == 0 ? value : null;

    private string? Maybe(string value) => random.Next(2) == 0 ? value : null;

    /// <summary>One to <paramref name="most"/> of them, in any order.</summary>
    private T[] Some<T>(T[] all, int most)
    {
        var shuffled = (T[])all.Clone();
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, Math.Min(most, all.Length) + 1)];
    }
}
