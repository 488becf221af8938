using System.Text;

namespace Connector.Store;

/// <summary>What a shop names and nowhere describes, whatever the view.</summary>
public static class LooseEnds
{
    public static IReadOnlyList<Gap> Of(MirrorSnapshot mirror, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        return
        [
            Linked(mirror, "variant-undescribed", "variants that a master names and no catalog describes", LinkKind.Variant),
            Linked(mirror, "group-undescribed", "variation groups that a master names and no catalog describes", LinkKind.VariationGroup),
            Linked(mirror, "part-undescribed", "products that a bundle holds and no catalog describes", LinkKind.Bundled),
            Told(mirror, "price-unknown-product", "prices for products that no catalog describes", ScopeKind.PriceBook),
            Told(mirror, "stock-unknown-product", "stock records for products that no catalog describes", ScopeKind.InventoryList),
            Told(mirror, "category-unknown-product", "products in categories that no catalog describes", ScopeKind.Catalog),
            Assigned(mirror, cancellation),
        ];
    }

    private static Gap Linked(MirrorSnapshot mirror, string code, string words, LinkKind kind)
    {
        using var find = mirror.Prepare("""
            SELECT DISTINCT l.id FROM link l JOIN product o ON o.shop = l.shop AND o.id = l.owner AND o.kind <> 0
            LEFT JOIN product p ON p.shop = l.shop AND p.id = l.id AND p.kind <> 0
            WHERE l.shop = ?1 AND l.kind = ?2 AND p.id IS NULL ORDER BY l.id
            """);
        using var rows = find.Read(mirror.ShopId, (int)kind);
        var gap = new Counted();
        while (rows.Next())
        {
            gap.Add(rows.Text(0));
        }

        return gap.As(code, words);
    }

    private static Gap Told(MirrorSnapshot mirror, string code, string words, ScopeKind kind)
    {
        var scopes = mirror.Scopes.Where(scope => scope.Scope.Kind == kind).ToList();
        using var unknown = mirror.Prepare("SELECT head, id, grp FROM product WHERE shop = ?1 AND kind = 0 ORDER BY id");
        using var row = mirror.Prepare("SELECT data FROM entry WHERE scope = ?1 AND grp = ?2");
        using var products = unknown.Read(mirror.ShopId);
        var gap = new Counted();
        while (products.Next())
        {
            var (head, id, group) = (products.Number(0), products.Text(1), products.Text(2));
            if (scopes.Exists(scope => Says(row, scope.Id, group, head, id)))
            {
                gap.Add(id);
            }
        }

        return gap.As(code, words);
    }

    private static bool Says(Prepared row, long scope, string group, long head, string id)
    {
        using var rows = row.Read(scope, group);
        var at = 0;
        return rows.Next() && GroupRecord.Find(rows.Bytes(0), ref at, head, Encoding.UTF8.GetBytes(id), out _);
    }

    private static Gap Assigned(MirrorSnapshot mirror, CancellationToken cancellation)
    {
        var gap = new Counted();
        foreach (var catalog in mirror.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog))
        {
            var known = Categories(mirror, catalog.Id);
            using var entries = mirror.Prepare("SELECT data FROM entry WHERE scope = ?1 ORDER BY grp");
            using var rows = entries.Read(catalog.Id);
            while (rows.Next())
            {
                cancellation.ThrowIfCancellationRequested();
                var group = rows.Bytes(0);
                for (var at = 0; GroupRecord.Read(group, at, out var record); at = record.End)
                {
                    foreach (var (category, _) in EntryCodec.ReadPlaces(group[record.DataRange]))
                    {
                        if (!known.Contains(category))
                        {
                            gap.Add($"{Encoding.UTF8.GetString(group[record.IdRange])} in {category}");
                        }
                    }
                }
            }
        }

        return gap.As("unknown-category", "assignments to categories that their catalog does not have");
    }

    private static HashSet<string> Categories(MirrorSnapshot mirror, long catalog)
    {
        using var list = mirror.Prepare("SELECT id FROM category WHERE scope = ?1");
        using var rows = list.Read(catalog);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (rows.Next())
        {
            known.Add(rows.Text(0));
        }

        return known;
    }

    /// <summary>Counts what is missing and keeps the first of it.</summary>
    private sealed class Counted
    {
        private readonly List<string> _examples = [];
        private long _count;

        public void Add(string example)
        {
            if (++_count <= ViewGaps.ExamplesKept)
            {
                _examples.Add(example);
            }
        }

        public Gap As(string code, string words) => new(code, words, _count, _examples);
    }
}
