using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// Attributes, looked up in the stored items when a stage asks: the variant's own, else its variation group's, else its master's. A
/// value for the view's site counts before a general one. Where no custom attribute has the id, the shop's own fields answer by the
/// names of their XML elements.
/// </summary>
/// <param name="lineage">The item's blob, then those it inherits from.</param>
internal sealed class BlobAttributes(byte[][] lineage, LocaleChain locales, byte[] site) : IAttributes
{
    private const int ShortName = 256;

    private static readonly Dictionary<string, ItemField> System = new(StringComparer.Ordinal)
    {
        ["ean"] = ItemField.Ean, ["upc"] = ItemField.Upc, ["unit"] = ItemField.Unit, ["unit-quantity"] = ItemField.UnitQuantity,
        ["unit-measure"] = ItemField.UnitMeasure, ["brand"] = ItemField.Brand, ["manufacturer-name"] = ItemField.ManufacturerName,
        ["manufacturer-sku"] = ItemField.ManufacturerSku, ["tax-class-id"] = ItemField.TaxClass, ["page-title"] = ItemField.PageTitle,
        ["page-description"] = ItemField.PageDescription, ["page-keywords"] = ItemField.PageKeywords, ["page-url"] = ItemField.PageUrl,
        ["classification-category"] = ItemField.ClassificationCategory, ["display-name"] = ItemField.Name,
        ["short-description"] = ItemField.ShortDescription, ["long-description"] = ItemField.LongDescription,
    };

    public Text this[string id]
    {
        get
        {
            Span<byte> name = id.Length <= ShortName / 3 ? stackalloc byte[ShortName] : new byte[id.Length * 3];
            name = name[..Encoding.UTF8.GetBytes(id, name)];
            var value = Find(ItemField.Attribute, name);
            return value.IsEmpty && System.TryGetValue(id, out var field) ? Find(field, default) : value;
        }
    }

    public IEnumerable<string> Ids
    {
        get
        {
            var ids = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var blob in lineage)
            {
                Collect(blob, ids);
            }

            return ids;
        }
    }

    private Text Find(ItemField field, ReadOnlySpan<byte> name)
    {
        foreach (var blob in lineage)
        {
            if (Find(blob, field, name) is { IsEmpty: false } value)
            {
                return value;
            }
        }

        return default;
    }

    private static void Collect(byte[] blob, SortedSet<string> into)
    {
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            if (entries.Field == ItemField.Attribute)
            {
                into.Add(Encoding.UTF8.GetString(entries.Name));
            }
        }
    }

    private Text Find(byte[] blob, ItemField field, ReadOnlySpan<byte> name)
    {
        var best = LocaleChain.None;
        var value = Text.Empty;
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            if (entries.Field != field || (field == ItemField.Attribute && !entries.Name.SequenceEqual(name)) || entries.Value.IsEmpty)
            {
                continue;
            }

            var rank = Rank(entries.Qualifier);
            var text = new Text(blob.AsMemory(entries.ValueAt, entries.Value.Length));
            if (rank < best)
            {
                (best, value) = (rank, text);
            }
            else if (rank == best && rank != LocaleChain.None)
            {
                value = Text.Of($"{value}, {text}");
            }
        }

        return value;
    }

    /// <summary>A qualifier is a locale, <c>locale@site</c> or <c>@site</c>: the site's own values rank before all general ones.</summary>
    private byte Rank(ReadOnlySpan<byte> qualifier)
    {
        const byte General = 64;
        var at = qualifier.LastIndexOf((byte)'@');
        var rank = locales.Rank(at < 0 ? qualifier : qualifier[..at]);
        return rank == LocaleChain.None || (at >= 0 && !qualifier[(at + 1)..].SequenceEqual(site)) ? LocaleChain.None
            : at < 0 ? (byte)(General + rank) : rank;
    }
}
