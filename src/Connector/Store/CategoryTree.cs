using System.Text;
using System.Text.Json;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>All catalogs' categories, with paths and names in a view's locale. Trees are small; they are held whole.</summary>
internal sealed class CategoryTree
{
    private const int DeepestPath = 64;
    private const int CachedPlaces = 10_000;
    private readonly Dictionary<(string Catalog, string Id), CategoryRecord> _categories = [];
    private readonly Dictionary<string, IReadOnlyList<CategoryPlace>> _cache = new(StringComparer.Ordinal);
    private readonly LocaleChain _locales;

    public CategoryTree(MirrorSnapshot mirror, LocaleChain locales)
    {
        _locales = locales;
        using var load = mirror.Prepare("SELECT s.name, c.data FROM category c JOIN scope s ON s.id = c.scope WHERE s.shop = $1");
        using var rows = load.Read(mirror.ShopId);
        while (rows.Read())
        {
            var category = JsonSerializer.Deserialize(rows.GetString(1), MirrorJson.Default.CategoryRecord)!;
            _categories[(rows.GetString(0), category.Id)] = category;
        }
    }

    public IReadOnlyList<CategoryPlace> Places(string catalog, byte[] data)
    {
        var key = catalog + "\n" + Encoding.UTF8.GetString(data);
        if (_cache.TryGetValue(key, out var places))
        {
            return places;
        }

        places = [.. EntryCodec.ReadPlaces(data).Select(place => Place(catalog, place.Category, place.Primary))];
        if (_cache.Count < CachedPlaces)
        {
            _cache.Add(key, places);
        }

        return places;
    }

    /// <summary>The primary category first, else in the order in which the shop assigned them.</summary>
    public static IReadOnlyList<CategoryPlace> PrimaryFirst(IReadOnlyList<CategoryPlace> places) =>
        places.Count < 2 || places[0].Primary || !places.Any(place => place.Primary) ? places : [.. places.OrderByDescending(place => place.Primary)];

    private CategoryPlace Place(string catalog, string id, bool primary)
    {
        var path = new List<string>();
        var names = new List<string>();
        for (var at = id; at is not null && path.Count < DeepestPath;)
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
