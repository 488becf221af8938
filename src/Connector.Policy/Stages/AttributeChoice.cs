using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>One mapped attribute of TikTok's, prepared for one of its categories: values that are known beforehand are found by their bytes.</summary>
internal sealed class AttributeChoice
{
    /// <summary>Most characters of a text of one's own for an attribute in which variants differ; for others <see cref="AttributesFromMapping.LongestCustom"/>.</summary>
    private const int LongestVariantCustom = 50;

    private readonly ChannelAttribute? _constant;
    private readonly Text _shopAttribute;
    private readonly Dictionary<Text, ChannelAttribute> _ready = [];
    private readonly Dictionary<string, string> _map;

    public AttributeChoice(MappedAttribute mapped, ChannelAttributeForm? form)
    {
        (Mapped, Form, _shopAttribute) = (mapped, form, mapped.ShopAttribute);
        _map = mapped.Values.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        if (mapped.ShopAttribute.Length == 0)
        {
            _constant = mapped.Recommended.Length > 0 ? Read(mapped.Recommended) : Read(mapped.Custom);
            return;
        }

        foreach (var said in mapped.Values.Keys.Concat(form?.Values?.Select(value => value.Name ?? "") ?? []))
        {
            if (said.Length > 0 && Read(said) is { } attribute)
            {
                _ready[said] = attribute;
            }
        }
    }

    public MappedAttribute Mapped { get; }

    /// <summary>What TikTok says of the attribute; null where no category data tell it.</summary>
    public ChannelAttributeForm? Form { get; }

    public string Id => Form?.Id ?? (Mapped.Attribute.All(char.IsAsciiDigit) ? Mapped.Attribute : "");

    public string Name => Form?.Name is { Length: > 0 } name ? name : Mapped.Attribute;

    /// <summary>Where its value comes from.</summary>
    public string Source => Mapped.ShopAttribute.Length > 0 ? "attribute " + Mapped.ShopAttribute
        : Mapped.Recommended.Length > 0 ? $"TikTok's value '{Mapped.Recommended}'" : $"'{Mapped.Custom}'";

    /// <summary>The mapped attributes that count for a category, one for each of TikTok's: that of the nearest category, else the one for all. Those that the category does not have are none.</summary>
    public static AttributeChoice[] For(AttributeMapping mapping, string category, CategoryEntry? entry)
    {
        var path = entry?.Path.ToList() ?? [category];
        var chosen = new Dictionary<string, (int Depth, AttributeChoice Choice)>(StringComparer.Ordinal);
        foreach (var mapped in mapping.Attributes)
        {
            var depth = mapped.Category.Length == 0 ? -1 : path.IndexOf(mapped.Category);
            if (depth < 0 && mapped.Category.Length > 0)
            {
                continue;
            }

            ChannelAttributeForm? form = null;
            if (entry is { KnowsAttributes: true } && !entry.TryGetAttribute(mapped.Attribute, out form))
            {
                continue;
            }

            var key = form?.Id ?? mapped.Attribute;
            if (!chosen.TryGetValue(key, out var other) || other.Depth < depth)
            {
                chosen[key] = (depth, new AttributeChoice(mapped, form));
            }
        }

        return [.. chosen.Values.Select(pair => pair.Choice)];
    }

    /// <summary>The attribute with its values; null: it has none. What the shop says may be no value that TikTok takes (<paramref name="isRefused"/>).</summary>
    public ChannelAttribute? Find(ShopItem item, out bool isRefused)
    {
        isRefused = false;
        if (_shopAttribute.IsEmpty)
        {
            isRefused = _constant is null;
            return _constant;
        }

        var said = Said(item);
        if (said.IsEmpty || _ready.TryGetValue(said, out var ready))
        {
            return said.IsEmpty ? null : _ready[said];
        }

        ready = Read(said.ToString());
        isRefused = ready is null;
        return ready;
    }

    /// <summary>Why there is no value, for people.</summary>
    public string WhyNot(ShopItem item)
    {
        var said = _shopAttribute.IsEmpty ? (Mapped.Recommended.Length > 0 ? Mapped.Recommended : Mapped.Custom) : Said(item).ToString();
        if (said.Length == 0)
        {
            return $"attribute {Mapped.ShopAttribute} is empty";
        }

        var refused = Parts(said).First(part => Value(part) is null);
        return TakesOwn ? $"'{Shortened(refused)}' has {refused.Length} characters, {Longest} are allowed" : $"'{Shortened(refused)}' is none of TikTok's values";
    }

    private bool TakesOwn => Form is null || Form.IsCustomizable || (Form.Values?.Count ?? 0) == 0;

    private int Longest => Form?.Type == "SALES_PROPERTY" ? LongestVariantCustom : AttributesFromMapping.LongestCustom;

    private static string Shortened(string text) => text.Length > 60 ? text[..60] + "…" : text;

    /// <summary>As shoppers read it, for an attribute that tells variants apart.</summary>
    private Text Said(ShopItem item)
    {
        var variations = item.Variations;
        for (var i = 0; i < variations.Count; i++)
        {
            if (variations[i].AttributeId == Mapped.ShopAttribute)
            {
                return PlainText.Line(variations[i].ValueName);
            }
        }

        return PlainText.Line(item.Attributes[_shopAttribute]);
    }

    private ChannelAttribute? Read(string said)
    {
        var values = Parts(said).Select(Value).ToList();
        return values.Count == 0 || values.Contains(null) ? null : new ChannelAttribute(Id, Name, [.. values.OfType<ChannelValue>().DistinctBy(value => (value.Id, value.Name))]);
    }

    /// <summary>The shop joins several values of an attribute by a comma and a blank.</summary>
    private string[] Parts(string said) =>
        Form is { IsMultipleSelection: true } && !_map.ContainsKey(said) && Listed(said) is null ? said.Split(", ", StringSplitOptions.RemoveEmptyEntries) : [said];

    private ChannelValue? Value(string said)
    {
        var target = Mapped.ShopAttribute.Length > 0 && _map.TryGetValue(said, out var mapped) ? mapped : WithUnit(said);
        if (Listed(target) is { } listed)
        {
            return new ChannelValue(listed.Id, listed.Name ?? listed.Id);
        }

        return TakesOwn && target.Length > 0 && target.Length <= Longest ? new ChannelValue("", target) : null;
    }

    private string WithUnit(string said) =>
        Mapped.Unit.Length > 0 && decimal.TryParse(said, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? $"{said} {Mapped.Unit}" : said;

    private ChannelAttributeValue? Listed(string said) =>
        Form?.Values?.FirstOrDefault(value => value.Id == said) ?? Form?.Values?.FirstOrDefault(value => string.Equals(value.Name, said, StringComparison.OrdinalIgnoreCase));
}
