using System.Runtime.InteropServices;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>
/// Attributes, looked up in the stored items when a stage asks: the variant's own, else its variation group's, else its master's. A
/// value for the view's site counts before a general one. Where no custom attribute has the id, the shop's own fields answer by the
/// names of their XML elements.
/// </summary>
/// <param name="blob">The item.</param>
/// <param name="range">Where its attributes stand.</param>
/// <param name="inherited">The attributes of those it inherits from; siblings share them.</param>
/// <param name="locales">The view's languages.</param>
/// <param name="site">The view's site id.</param>
internal sealed class BlobAttributes(ReadOnlyMemory<byte> blob, BlobRange range, BlobAttributes? inherited, LocaleChain locales, byte[] site) : IAttributes
{
    private const int ShortName = 256;

    /// <summary>Ids that stages ask for, by far: more are looked up each time.</summary>
    private const int MostAsked = 32;

    private static readonly Dictionary<byte[], ItemField> System = new(Utf8Keys.Instance)
    {
        ["ean"u8.ToArray()] = ItemField.Ean, ["upc"u8.ToArray()] = ItemField.Upc, ["unit"u8.ToArray()] = ItemField.Unit,
        ["unit-quantity"u8.ToArray()] = ItemField.UnitQuantity, ["unit-measure"u8.ToArray()] = ItemField.UnitMeasure,
        ["brand"u8.ToArray()] = ItemField.Brand, ["manufacturer-name"u8.ToArray()] = ItemField.ManufacturerName,
        ["manufacturer-sku"u8.ToArray()] = ItemField.ManufacturerSku, ["tax-class-id"u8.ToArray()] = ItemField.TaxClass,
        ["page-title"u8.ToArray()] = ItemField.PageTitle, ["page-description"u8.ToArray()] = ItemField.PageDescription,
        ["page-keywords"u8.ToArray()] = ItemField.PageKeywords, ["page-url"u8.ToArray()] = ItemField.PageUrl,
        ["classification-category"u8.ToArray()] = ItemField.ClassificationCategory, ["display-name"u8.ToArray()] = ItemField.Name,
        ["short-description"u8.ToArray()] = ItemField.ShortDescription, ["long-description"u8.ToArray()] = ItemField.LongDescription,
    };

    private List<(Text Id, Text Custom, ItemField? Field)>? _answers;

    public Text this[string id]
    {
        get
        {
            Span<byte> name = id.Length <= ShortName / 3 ? stackalloc byte[ShortName] : new byte[id.Length * 3];
            return Find(name[..Encoding.UTF8.GetBytes(id, name)]);
        }
    }

    public Text this[Text id]
    {
        get
        {
            if (inherited is null)
            {
                return Find(id.Utf8);
            }

            if (Own(id.Utf8) is { IsEmpty: false } own)
            {
                return own;
            }

            var (custom, field) = inherited.Answer(id);
            return !custom.IsEmpty ? custom : field is { } shops ? Find(shops) : default;
        }
    }

    public IEnumerable<string> Ids
    {
        get
        {
            var ids = new SortedSet<string>(StringComparer.Ordinal);
            for (var at = this; at is not null; at = at.Inherited)
            {
                at.Collect(ids);
            }

            return ids;
        }
    }

    private BlobAttributes? Inherited => inherited;

    public Text Find(ReadOnlySpan<byte> id) => Custom(id) is { IsEmpty: false } value ? value : FieldOf(id) is { } field ? Find(field) : default;

    private static ItemField? FieldOf(ReadOnlySpan<byte> id) => System.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var field) ? field : null;

    /// <summary>
    /// What an heir that has no value of its own gets, and the shop's own field of that name. Every variant of a master asks for the same
    /// few ids, by the same bytes: they are looked for once. For one thread.
    /// </summary>
    private (Text Custom, ItemField? Field) Answer(Text id)
    {
        foreach (ref readonly var answer in CollectionsMarshal.AsSpan(_answers))
        {
            if (answer.Id.Memory.Equals(id.Memory))
            {
                return (answer.Custom, answer.Field);
            }
        }

        var (custom, field) = (Custom(id.Utf8), FieldOf(id.Utf8));
        if (_answers is null || _answers.Count < MostAsked)
        {
            (_answers ??= []).Add((id, custom, field));
        }

        return (custom, field);
    }

    private Text Custom(ReadOnlySpan<byte> id)
    {
        for (var at = this; at is not null; at = at.Inherited)
        {
            if (at.Own(id) is { IsEmpty: false } value)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The item's own value of a custom attribute.</summary>
    private Text Own(ReadOnlySpan<byte> id)
    {
        var found = new Best(this);
        var entries = range.In(blob.Span);
        while (entries.Next())
        {
            if (entries.Field == ItemField.Attribute && entries.Name.SequenceEqual(id) && !entries.Value.IsEmpty)
            {
                found.Take(entries);
            }
        }

        return found.Value;
    }

    private Text Find(ItemField field)
    {
        for (var at = this; at is not null; at = at.Inherited)
        {
            if (at.Own(field) is { IsEmpty: false } value)
            {
                return value;
            }
        }

        return default;
    }

    private Text Own(ItemField field)
    {
        var found = new Best(this);
        var entries = new ItemBlob(blob.Span);
        while (entries.Next())
        {
            if (entries.Field == field && !entries.Value.IsEmpty)
            {
                found.Take(entries);
            }
        }

        return found.Value;
    }

    private void Collect(SortedSet<string> into)
    {
        var entries = range.In(blob.Span);
        while (entries.Next())
        {
            if (entries.Field == ItemField.Attribute)
            {
                into.Add(Encoding.UTF8.GetString(entries.Name));
            }
        }
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

    /// <summary>The value of the best rank; several of that rank are joined.</summary>
    private struct Best(BlobAttributes attributes)
    {
        private byte _rank = LocaleChain.None;

        public Text Value { get; private set; }

        public void Take(in ItemBlob entry)
        {
            var rank = attributes.Rank(entry.Qualifier);
            if (rank > _rank || rank == LocaleChain.None)
            {
                return;
            }

            var text = attributes.Text(entry);
            (_rank, Value) = (rank, rank < _rank ? text : Policy.Catalog.Text.Of($"{Value}, {text}"));
        }
    }

    private Text Text(in ItemBlob entry) => new(blob.Slice(entry.ValueAt, entry.Value.Length));
}
