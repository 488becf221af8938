using System.Text;

namespace Connector.Store;

public sealed partial class MirrorRead
{
    private readonly ItemDraft _base = new();
    private readonly ItemDraft _merged = new();

    /// <summary>
    /// A patch put over what is known of the item: its draft of this read, else what is stored, else nothing. Where the patch names an
    /// entry, its values stand in the place of the old ones; new ones follow at the end, and so does all of a list that is named anew.
    /// </summary>
    private ItemDraft Merged(ItemDraft patch, OpenScope scope)
    {
        var kind = scope.Mode == ScopeMode.Delta ? LoadBase(patch.Id) : ItemKind.Unknown;
        var merged = _merged;
        merged.Begin(
            patch.Id, patch.Kind != ItemKind.Unknown ? patch.Kind : kind == ItemKind.Unknown || patch.WasOnce(kind) ? ItemKind.Product : kind, patch.Origin, patch.Line);
        var placed = new HashSet<(ItemField, string, string)>();
        var entries = new ItemBlob(kind == ItemKind.Unknown ? default : _base.Bytes);
        while (entries.Next())
        {
            var key = Key(entries);
            if (IsNamedAnew(patch, key.Field))
            {
                continue;
            }

            if (Names(patch, key))
            {
                if (placed.Add(key))
                {
                    Put(patch, key, merged);
                }
            }
            else if (!patch.Removals.Any(gone => gone.Field == key.Field && (gone.Name ?? key.Name) == key.Name && (gone.Qualifier ?? key.Qualifier) == key.Qualifier))
            {
                merged.AddRaw(entries.Entry);
            }
        }

        entries = new ItemBlob(patch.Bytes);
        while (entries.Next())
        {
            if (!placed.Contains(Key(entries)))
            {
                merged.AddRaw(entries.Entry);
            }
        }

        MergeLinks(kind == ItemKind.Unknown ? [] : _base.Links, patch.Links, merged);
        return merged;
    }

    private static (ItemField Field, string Name, string Qualifier) Key(in ItemBlob entry) =>
        (entry.Field, Encoding.UTF8.GetString(entry.Name), Encoding.UTF8.GetString(entry.Qualifier));

    private static bool IsNamedAnew(ItemDraft patch, ItemField field)
    {
        foreach (var gone in patch.Removals)
        {
            if (gone.Field == field && gone is { Name: null, Qualifier: null })
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(ItemDraft patch, (ItemField Field, string Name, string Qualifier) key)
    {
        var entries = new ItemBlob(patch.Bytes);
        while (entries.Next())
        {
            if (entries.Field == key.Field && Key(entries) == key)
            {
                return true;
            }
        }

        return false;
    }

    private static void Put(ItemDraft patch, (ItemField Field, string Name, string Qualifier) key, ItemDraft into)
    {
        var entries = new ItemBlob(patch.Bytes);
        while (entries.Next())
        {
            if (entries.Field == key.Field && Key(entries) == key)
            {
                into.AddRaw(entries.Entry);
            }
        }
    }

    /// <summary>A category's names after a patch: a changed one stands in the place of the old one, an empty one goes.</summary>
    private static List<LocalText> Named(IReadOnlyList<LocalText> before, IReadOnlyList<LocalText> changes)
    {
        var names = before.ToList();
        foreach (var change in changes)
        {
            var at = names.FindIndex(name => name.Locale == change.Locale);
            if (at < 0)
            {
                names.Add(change);
            }
            else
            {
                names[at] = change;
            }
        }

        names.RemoveAll(name => name.Text.Length == 0);
        return names;
    }

    /// <summary>The stored links in their order, less those taken away, then those that are new.</summary>
    private static void MergeLinks(IReadOnlyList<ItemLink> stored, IReadOnlyList<ItemLink> changes, ItemDraft into)
    {
        var links = stored.ToList();
        foreach (var change in changes)
        {
            if (change.Removed)
            {
                links.RemoveAll(link => link.Kind == change.Kind && (change.ProductId.Length == 0 || link.ProductId == change.ProductId));
                continue;
            }

            var at = links.FindIndex(link => link.Kind == change.Kind && link.ProductId == change.ProductId);
            if (at < 0)
            {
                links.Add(change);
            }
            else
            {
                links[at] = change;
            }
        }

        foreach (var link in links)
        {
            into.AddLink(link);
        }
    }

    /// <summary>Loads what is known of an item into <see cref="_base"/>; Unknown where it is nothing.</summary>
    private ItemKind LoadBase(string id)
    {
        _base.Begin(id, ItemKind.Unknown, "", 0);
        if (Find(id) is not { } product)
        {
            return ItemKind.Unknown;
        }

        var (drafted, linksDrafted) = (_drafted.Contains(product.N), false);
        if (!(drafted ? LoadDraft(product.N, out linksDrafted) : LoadItem(product.N)))
        {
            return ItemKind.Unknown;
        }

        using (var links = linksDrafted ? _sql.FindDraftLinks.Read(id) : _sql.FindLinks.Read(_shop, id))
        {
            while (links.Next())
            {
                _base.AddLink(new ItemLink(links.Text(0), (LinkKind)links.Number(1), links.Number(2) == 1));
            }
        }

        return _base.Kind;
    }

    private bool LoadDraft(long n, out bool isPlacedAnew)
    {
        using var rows = _sql.FindDraft.Read(n);
        isPlacedAnew = false;
        if (!rows.Next() || rows.Number(0) == Deleted)
        {
            return false;
        }

        _base.Kind = (ItemKind)rows.Number(0);
        _base.AddRaw(rows.Bytes(1));
        isPlacedAnew = rows.Number(2) == 1;
        return true;
    }

    private bool LoadItem(long n)
    {
        using var rows = _sql.FindItem.Read(n);
        var at = 0;
        if (!rows.Next() || !GroupRecord.Find(rows.Bytes(2), ref at, rows.Number(0), rows.Bytes(1), out var record))
        {
            return false;
        }

        _base.Kind = record.Kind;
        _base.AddRaw(rows.Bytes(2)[record.DataRange]);
        return true;
    }

    /// <summary>Loads what is known of a product's prices: as staged in this read, else as stored.</summary>
    private void LoadPrices(OpenScope scope, long n, ReadOnlySpan<byte> stored)
    {
        if (!scope.Staged.Contains(n))
        {
            EntryCodec.ReadPrices(stored, _tables);
            return;
        }

        using var rows = _sql.FindStaged.Read(scope.Id, n);
        if (rows.Next() && !rows.IsNull(0))
        {
            EntryCodec.ReadPrices(rows.Bytes(0), _tables);
        }
    }

    /// <summary>Stored times are whole seconds.</summary>
    private static bool IsWindow(PriceTable table, DateTimeOffset? from, DateTimeOffset? to) =>
        table.From?.ToUnixTimeSeconds() == from?.ToUnixTimeSeconds() && table.To?.ToUnixTimeSeconds() == to?.ToUnixTimeSeconds();
}
