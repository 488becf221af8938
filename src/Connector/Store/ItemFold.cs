using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>One stored item unfolded for a view: each field's best value by locale or site, as a view over the blob.</summary>
internal sealed class ItemFold
{
    private const int Fields = 32;
    private readonly (int At, int Length)[] _values = new (int, int)[Fields];
    private readonly byte[] _ranks = new byte[Fields];
    private readonly LocaleChain _locales;
    private readonly byte[] _site;
    private readonly Utf8Cache<string> _ids;
    private readonly List<FoldedVariation> _variations = [];
    private readonly List<FoldedImage> _images = [];
    private int _variationCount;
    private (int At, int Length) _classificationCatalog;
    private BlobRange _valueNames;

    /// <param name="locales">The view's languages.</param>
    /// <param name="site">The view's site id.</param>
    /// <param name="ids">Ids come again with every item: one string each.</param>
    public ItemFold(LocaleChain locales, byte[] site, Utf8Cache<string> ids) => (_locales, _site, _ids) = (locales, site, ids);

    /// <summary>The item's id, where whoever loads it needs it again.</summary>
    public string ItemId { get; set; } = "";

    public ReadOnlyMemory<byte> Blob { get; private set; }

    /// <summary>Where in the blob its attributes stand.</summary>
    public BlobRange Attributes { get; private set; }

    public ReadOnlySpan<FoldedImage> Images => CollectionsMarshal.AsSpan(_images);

    /// <summary>A master's variation attributes, in its order.</summary>
    public ReadOnlySpan<FoldedVariation> Variations => CollectionsMarshal.AsSpan(_variations)[.._variationCount];

    public Text this[ItemField field] => _values[(int)field] is (var at, var length and > 0) ? new Text(Blob.Slice(at, length)) : default;

    /// <summary>The catalog of <see cref="ItemField.ClassificationCategory"/>.</summary>
    public string ClassificationCatalog => Id(Blob.Span.Slice(_classificationCatalog.At, _classificationCatalog.Length));

    /// <summary>Unfolds another item; what was taken out of the one before stays valid.</summary>
    public void Load(ReadOnlyMemory<byte> blob)
    {
        Blob = blob;
        Array.Clear(_values);
        Array.Fill(_ranks, LocaleChain.None);
        _images.Clear();
        _variationCount = 0;
        Attributes = default;
        _valueNames = default;
        var entries = new ItemBlob(blob.Span);
        while (entries.Next())
        {
            switch (entries.Field)
            {
                case ItemField.Attribute:
                    Attributes = Attributes.With(entries);
                    break;
                case ItemField.BundledProduct:
                    break;
                case ItemField.ClassificationCategory:
                    _classificationCatalog = (entries.NameAt, entries.Name.Length);
                    Field(entries);
                    break;
                case ItemField.Image:
                    Image(entries);
                    break;
                case ItemField.VariationAttribute:
                    Variation(entries).Take(_locales.Rank(entries.Qualifier), Value(entries));
                    break;
                case ItemField.SharedVariationAttribute:
                    Variation(entries).SharedId = Id(entries.Value);
                    break;
                case ItemField.VariationValue:
                    _valueNames = _valueNames.With(entries);
                    break;
                default:
                    Field(entries);
                    break;
            }
        }
    }

    /// <summary>The best display name of a variation's value; empty where the item gives none.</summary>
    public Text ValueName(ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        var (best, name) = (LocaleChain.None, Text.Empty);
        var entries = _valueNames.In(Blob.Span);
        while (entries.Next())
        {
            if (entries.Field == ItemField.VariationValue && !entries.Value.IsEmpty && IsValue(entries.Name, attribute, value) && _locales.Rank(entries.Qualifier) is var rank && rank < best)
            {
                (best, name) = (rank, Value(entries));
            }
        }

        return name;
    }

    public bool? Flag(ItemField field) => _values[(int)field] is (var at, var length and > 0)
        ? Blob.Span.Slice(at, length) is [(byte)'t', ..] or [(byte)'1']
        : null;

    /// <summary>The instant, null where there is none or where it cannot be understood; without a zone it is UTC.</summary>
    public DateTimeOffset? Time(ItemField field)
    {
        const int Longest = 64;
        var (at, length) = _values[(int)field];
        if (length is 0 or > Longest)
        {
            return null;
        }

        Span<char> text = stackalloc char[Longest];
        text = text[..Encoding.Latin1.GetChars(Blob.Span.Slice(at, length), text)];
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;
    }

    private static bool IsValue(ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value) =>
        name.Length == attribute.Length + 1 + value.Length && name[attribute.Length] == '=' && name.EndsWith(value) && name.StartsWith(attribute);

    /// <summary>Images of a view type and a colour follow each other: their ids are those of the one before.</summary>
    private void Image(in ItemBlob entry)
    {
        var before = _images.Count > 0 ? _images[^1] : default;
        _images.Add(new FoldedImage(Id(entry.Name, before.ViewType), Id(entry.Qualifier, before.Variation), Value(entry)));
    }

    private string Id(ReadOnlySpan<byte> utf8, string? before) => before is not null && Ascii.Equals(utf8, before) ? before : Id(utf8);

    private string Id(ReadOnlySpan<byte> utf8) => _ids.Get(utf8, Encoding.UTF8.GetString);

    private Text Value(in ItemBlob entry) => new(Blob.Slice(entry.ValueAt, entry.Value.Length));

    private void Field(in ItemBlob entry)
    {
        var field = (int)entry.Field;
        if (field >= Fields || entry.Value.IsEmpty)
        {
            return;
        }

        var rank = entry.Field is >= ItemField.OnlineFlag and <= ItemField.SearchableIfUnavailableFlag
            ? SiteRank(entry.Qualifier)
            : _locales.Rank(entry.Qualifier);
        if (rank < _ranks[field])
        {
            _values[field] = (entry.ValueAt, entry.Value.Length);
            _ranks[field] = rank;
        }
    }

    private byte SiteRank(ReadOnlySpan<byte> qualifier) =>
        qualifier.IsEmpty ? (byte)1 : qualifier.SequenceEqual(_site) ? (byte)0 : LocaleChain.None;

    private FoldedVariation Variation(in ItemBlob entry)
    {
        foreach (var variation in Variations)
        {
            if (variation.Utf8.Span.SequenceEqual(entry.Name))
            {
                return variation;
            }
        }

        if (_variations.Count == _variationCount)
        {
            _variations.Add(new FoldedVariation());
        }

        var added = _variations[_variationCount++];
        added.Begin(Id(entry.Name), Blob.Slice(entry.NameAt, entry.Name.Length));
        return added;
    }
}

/// <summary>An image as it is stored.</summary>
/// <param name="ViewType">The shop's name for its size or purpose.</param>
/// <param name="Variation">The variation that it shows, as <c>color=red</c>; empty: any.</param>
/// <param name="Url">Its address.</param>
internal readonly record struct FoldedImage(string ViewType, string Variation, Text Url);

/// <summary>A part of a blob that holds all entries of a kind, so that looking for one does not pass the others.</summary>
internal readonly record struct BlobRange(int From, int To)
{
    public BlobRange With(in ItemBlob entry) => new(To == 0 ? entry.EntryAt : From, entry.ValueAt + entry.Value.Length);

    public ItemBlob In(ReadOnlySpan<byte> blob) => new(blob[..To], From);
}
