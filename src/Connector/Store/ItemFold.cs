using System.Globalization;
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
    private (int At, int Length) _classificationCatalog;
    private readonly Utf8Cache<string> _ids;

    /// <param name="locales">The view's languages.</param>
    /// <param name="site">The view's site id.</param>
    /// <param name="ids">Ids come again with every item: one string each.</param>
    public ItemFold(LocaleChain locales, byte[] site, Utf8Cache<string> ids) => (_locales, _site, _ids) = (locales, site, ids);

    /// <summary>The item's id, where whoever loads it needs it again.</summary>
    public string ItemId { get; set; } = "";

    public byte[] Blob { get; private set; } = [];

    public List<(string ViewType, string Variation, Text Url)> Images { get; } = [];

    /// <summary>A master's variation attributes, in its order.</summary>
    public List<Named> Variations { get; } = [];

    /// <summary>Display names of variation values, by <c>attribute=value</c>.</summary>
    public Dictionary<string, Named> ValueNames { get; } = new(StringComparer.Ordinal);

    public Text this[ItemField field] => _values[(int)field] is (var at, var length and > 0) ? new Text(Blob.AsMemory(at, length)) : default;

    /// <summary>The catalog of <see cref="ItemField.ClassificationCategory"/>.</summary>
    public string ClassificationCatalog => Id(Blob.AsSpan(_classificationCatalog.At, _classificationCatalog.Length));

    /// <summary>Unfolds another item; what was taken out of the one before stays valid.</summary>
    public void Load(byte[] blob)
    {
        Blob = blob;
        Array.Clear(_values);
        Array.Fill(_ranks, LocaleChain.None);
        Images.Clear();
        Variations.Clear();
        ValueNames.Clear();
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            switch (entries.Field)
            {
                case ItemField.Attribute or ItemField.BundledProduct:
                    break;
                case ItemField.ClassificationCategory:
                    _classificationCatalog = (entries.NameAt, entries.Name.Length);
                    Field(entries);
                    break;
                case ItemField.Image:
                    Images.Add((Id(entries.Name), Id(entries.Qualifier), Value(entries)));
                    break;
                case ItemField.VariationAttribute:
                    Variation(entries.Name).Take(_locales.Rank(entries.Qualifier), Value(entries));
                    break;
                case ItemField.SharedVariationAttribute:
                    Variation(entries.Name).SharedId = Id(entries.Value);
                    break;
                case ItemField.VariationValue:
                    var key = Id(entries.Name);
                    if (!ValueNames.TryGetValue(key, out var name))
                    {
                        ValueNames[key] = name = new Named(key);
                    }

                    name.Take(_locales.Rank(entries.Qualifier), Value(entries));
                    break;
                default:
                    Field(entries);
                    break;
            }
        }
    }

    public bool? Flag(ItemField field) => this[field].Utf8 switch
    {
        [] => null,
        [(byte)'t', ..] or [(byte)'1'] => true,
        _ => false,
    };

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
        text = text[..Encoding.Latin1.GetChars(Blob.AsSpan(at, length), text)];
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;
    }

    private string Id(ReadOnlySpan<byte> utf8) => _ids.Get(utf8, Encoding.UTF8.GetString);

    private Text Value(in ItemBlob entry) => new(Blob.AsMemory(entry.ValueAt, entry.Value.Length));

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

    private Named Variation(ReadOnlySpan<byte> attribute)
    {
        var id = Id(attribute);
        foreach (var variation in Variations)
        {
            if (variation.Id == id)
            {
                return variation;
            }
        }

        Variations.Add(new Named(id));
        return Variations[^1];
    }

    /// <summary>An id with its best display name.</summary>
    internal sealed class Named(string id)
    {
        private byte _rank = LocaleChain.None;

        public string Id => id;

        public Text Name { get; private set; }

        public string? SharedId { get; set; }

        public void Take(byte rank, Text name)
        {
            if (rank < _rank && !name.IsEmpty)
            {
                (Name, _rank) = (name, rank);
            }
        }
    }
}
