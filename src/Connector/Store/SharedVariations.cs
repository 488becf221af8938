using System.Text.Json;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>Variation attributes that a catalog's masters share, with their names in a view's locale. There are few; they are held whole.</summary>
internal sealed class SharedVariations
{
    private readonly Dictionary<string, SharedNames> _shared = new(StringComparer.Ordinal);

    public SharedVariations(MirrorSnapshot mirror, LocaleChain locales)
    {
        using var load = mirror.Prepare(
            "SELECT a.data FROM shared_attribute a JOIN scope s ON s.id = a.scope WHERE s.shop = ?1 ORDER BY s.name, a.id");
        using var rows = load.Read(mirror.ShopId);
        while (rows.Next())
        {
            var attribute = JsonSerializer.Deserialize(rows.Bytes(0), MirrorJson.Default.SharedVariationAttribute)!;
            var values = new Dictionary<string, Text>(StringComparer.Ordinal);
            foreach (var value in attribute.Values)
            {
                values.TryAdd(value.Value, locales.Best(value.Names));
            }

            // Two catalogs may share an id; the first catalog by name counts, whatever the order of files.
            _shared.TryAdd(attribute.VariationAttributeId, new SharedNames(locales.Best(attribute.Names), values));
        }
    }

    /// <summary>The names of one of them; null where a master shares none, or one that no catalog defines.</summary>
    public SharedNames? Find(string? id) => id is null ? null : _shared.GetValueOrDefault(id);
}

/// <summary>A shared variation attribute's name and those of its values.</summary>
internal sealed record SharedNames(Text Name, Dictionary<string, Text> Values);
