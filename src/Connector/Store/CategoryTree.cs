using System.Text.Json;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>All catalogs' categories, with paths and names in a view's locale. Trees are small; they are held whole.</summary>
internal sealed class CategoryTree
{
    /// <summary>What is kept of a category that was deleted: products that still say they are in it are not.</summary>
    public const string Tombstone = "";

    private const int DeepestPath = 64;
    private const int MostKept = 10_000;
    private readonly HashSet<(string Catalog, string Id)> _deleted = [];
    private readonly Dictionary<(string Catalog, string Id), CategoryRecord> _categories = [];
    private readonly Dictionary<string, Utf8Cache<IReadOnlyList<CategoryPlace>>> _cache = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Catalog, string Id, bool Primary), CategoryPlace> _places = [];
    private readonly LocaleChain _locales;

    public CategoryTree(MirrorSnapshot mirror, LocaleChain locales)
    {
        _locales = locales;
        using var load = mirror.Prepare("SELECT s.name, c.data, c.id FROM category c JOIN scope s ON s.id = c.scope WHERE s.shop = ?1");
        using var rows = load.Read(mirror.ShopId);
        while (rows.Next())
        {
            if (rows.Bytes(1).IsEmpty)
            {
                _deleted.Add((rows.Text(0), rows.Text(2)));
                continue;
            }

            var category = JsonSerializer.Deserialize(rows.Bytes(1), MirrorJson.Default.CategoryRecord)!;
            _categories[(rows.Text(0), category.Id)] = category;
        }
    }

    /// <summary>The places that a catalog gives a product; the same list object for the same bytes.</summary>
    public IReadOnlyList<CategoryPlace> Places(string catalog, ReadOnlySpan<byte> data)
    {
        if (!_cache.TryGetValue(catalog, out var cache))
        {
            _cache.Add(catalog, cache = new Utf8Cache<IReadOnlyList<CategoryPlace>>());
        }

        if (!cache.TryGet(data, out var places))
        {
            places = PrimaryFirst(Read(catalog, data));
            cache.Keep(data, places);
        }

        return places;
    }

    /// <summary>The place of a category that classifies items; the same object for the same category.</summary>
    public CategoryPlace Classification(string catalog, string id) => PlaceOf(catalog, id, primary: false);

    /// <summary>The primary category first, else in the order in which the shop assigned them.</summary>
    public static IReadOnlyList<CategoryPlace> PrimaryFirst(IReadOnlyList<CategoryPlace> places) =>
        places.Count < 2 || places[0].Primary || !places.Any(place => place.Primary) ? places : [.. places.OrderByDescending(place => place.Primary)];

    private List<CategoryPlace> Read(string catalog, ReadOnlySpan<byte> data)
    {
        var places = new List<CategoryPlace>();
        foreach (var (category, isPrimary) in EntryCodec.ReadPlaces(data))
        {
            if (!_deleted.Contains((catalog, category)))
            {
                places.Add(PlaceOf(catalog, category, isPrimary));
            }
        }

        return places;
    }

    /// <summary>Products in several categories make many lists of few places: one object each.</summary>
    private CategoryPlace PlaceOf(string catalog, string id, bool primary)
    {
        if (!_places.TryGetValue((catalog, id, primary), out var place))
        {
            place = Place(catalog, id, primary);
            if (_places.Count < MostKept)
            {
                _places.Add((catalog, id, primary), place);
            }
        }

        return place;
    }

    private CategoryPlace Place(string catalog, string id, bool primary)
    {
        var path = new List<string>();
        var names = new List<string>();
        // Shops have categories that are their own parent: each stands in the path once.
        for (var at = id; at is not null && path.Count < DeepestPath && !path.Contains(at);)
        {
            _categories.TryGetValue((catalog, at), out var category);
            if (category?.Parent is null && at != id && at == "root")
            {
                break;
            }

            path.Insert(0, at);
            names.Insert(0, category is null ? at : _locales.Best(category.Names) ?? at);
            at = category?.Parent;
        }

        return new CategoryPlace(id, path, names, primary);
    }
}
