using System.Globalization;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>One stored item unfolded for a view: each field's best value by locale or site, as a view over the blob.</summary>
internal sealed class ItemFold
{
    private const int Fields = 32;
    private readonly Text[] _values = new Text[Fields];
    private readonly byte[] _ranks = new byte[Fields];

    public ItemFold(byte[] blob, LocaleChain locales, ReadOnlySpan<byte> site)
    {
        Blob = blob;
        Array.Fill(_ranks, LocaleChain.None);
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            var value = new Text(blob.AsMemory(entries.ValueAt, entries.Value.Length));
            switch (entries.Field)
            {
                case ItemField.Attribute:
                    break;
                case ItemField.Image:
                    Images.Add((Encoding.UTF8.GetString(entries.Name), Encoding.UTF8.GetString(entries.Qualifier), value));
                    break;
                case ItemField.VariationAttribute:
                    Variation(Encoding.UTF8.GetString(entries.Name)).Take(locales.Rank(entries.Qualifier), value);
                    break;
                case ItemField.SharedVariationAttribute:
                    Variation(Encoding.UTF8.GetString(entries.Name)).SharedId = value.ToString();
                    break;
                case ItemField.VariationValue:
                    var key = Encoding.UTF8.GetString(entries.Name);
                    if (!ValueNames.TryGetValue(key, out var name))
                    {
                        ValueNames[key] = name = new Named(key);
                    }

                    name.Take(locales.Rank(entries.Qualifier), value);
                    break;
                default:
                    var rank = entries.Field is >= ItemField.OnlineFlag and <= ItemField.SearchableIfUnavailableFlag
                        ? SiteRank(entries.Qualifier, site)
                        : locales.Rank(entries.Qualifier);
                    var field = (int)entries.Field;
                    if (field < Fields && rank < _ranks[field])
                    {
                        (_values[field], _ranks[field]) = (value, rank);
                    }

                    break;
            }
        }
    }

    public byte[] Blob { get; }

    public List<(string ViewType, string Variation, Text Url)> Images { get; } = [];

    /// <summary>A master's variation attributes, in its order.</summary>
    public List<Named> Variations { get; } = [];

    /// <summary>Display names of variation values, by <c>attribute=value</c>.</summary>
    public Dictionary<string, Named> ValueNames { get; } = new(StringComparer.Ordinal);

    public Text this[ItemField field] => _values[(int)field];

    public bool? Flag(ItemField field) => _values[(int)field].Utf8 switch
    {
        [] => null,
        [(byte)'t', ..] or [(byte)'1'] => true,
        _ => false,
    };

    public DateTimeOffset? Time(ItemField field) => _values[(int)field].IsEmpty
        ? null
        : DateTimeOffset.Parse(_values[(int)field].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static byte SiteRank(ReadOnlySpan<byte> qualifier, ReadOnlySpan<byte> site) =>
        qualifier.IsEmpty ? (byte)1 : qualifier.SequenceEqual(site) ? (byte)0 : LocaleChain.None;

    private Named Variation(string attribute)
    {
        var found = Variations.Find(variation => variation.Id == attribute);
        if (found is null)
        {
            Variations.Add(found = new Named(attribute));
        }

        return found;
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
