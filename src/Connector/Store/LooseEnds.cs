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
        return Counted(code, words, find.Read(mirror.ShopId, (int)kind));
    }

    private static Gap Told(MirrorSnapshot mirror, string code, string words, ScopeKind kind)
    {
        using var find = mirror.Prepare("""
            SELECT DISTINCT e.id FROM scope s CROSS JOIN entry e ON e.scope = s.id CROSS JOIN product p ON p.shop = s.shop AND p.id = e.id
            WHERE s.shop = ?1 AND s.kind = ?2 AND p.kind = 0 ORDER BY e.id
            """);
        return Counted(code, words, find.Read(mirror.ShopId, (int)kind));
    }

    private static Gap Counted(string code, string words, Prepared.Rows found)
    {
        using var rows = found;
        var (count, examples) = (0L, new List<string>());
        while (rows.Next())
        {
            if (++count <= ViewGaps.ExamplesKept)
            {
                examples.Add(rows.Text(0));
            }
        }

        return new Gap(code, words, count, examples);
    }

    private static Gap Assigned(MirrorSnapshot mirror, CancellationToken cancellation)
    {
        var (count, examples) = (0L, new List<string>());
        foreach (var catalog in mirror.Scopes.Where(scope => scope.Scope.Kind == ScopeKind.Catalog))
        {
            var known = Categories(mirror, catalog.Id);
            using var entries = mirror.Prepare("SELECT id, data FROM entry WHERE scope = ?1 ORDER BY grp, head, id");
            using var rows = entries.Read(catalog.Id);
            while (rows.Next())
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (category, _) in EntryCodec.ReadPlaces(rows.Bytes(1)))
                {
                    if (!known.Contains(category) && ++count <= ViewGaps.ExamplesKept)
                    {
                        examples.Add($"{rows.Text(0)} in {category}");
                    }
                }
            }
        }

        return new Gap("unknown-category", "assignments to categories that their catalog does not have", count, examples);
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
}
