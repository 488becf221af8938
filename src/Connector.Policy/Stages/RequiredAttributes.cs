using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// Holds what lacks an attribute that its TikTok category requires: always, or where another attribute has a certain value. Attributes in which
/// variants differ are the shop's variations and not asked for. Checklist ATT-08, RIV-04; TikTok's codes 12052104, 12052182.
/// </summary>
public sealed record RequiredAttributes : Stage
{
    private readonly AttributeChoice[] _choices;
    private readonly ChannelAttributeForm[] _asked;

    /// <param name="mapping">The attribute mapping.</param>
    /// <param name="category">TikTok's category of the listing template; empty: none.</param>
    /// <param name="entry">What is known of that category; null: nothing is asked.</param>
    public RequiredAttributes(AttributeMapping mapping, string category = "", CategoryEntry? entry = null)
    {
        (Mapping, Category, Entry) = (mapping, category, entry);
        _asked = [.. (entry?.Attributes ?? []).Where(form => form.Type != "SALES_PROPERTY" && (form.IsRequired || form.RequirementConditions?.Count > 0))];
        _choices = _asked.Length == 0 ? [] : AttributeChoice.For(mapping, category, entry);
    }

    public AttributeMapping Mapping { get; }

    public string Category { get; }

    public CategoryEntry? Entry { get; }

    public override string Name => "attributes.required";

    public override string Describe() => Entry is null
        ? "asks for no attributes: TikTok's category is not known"
        : $"{(Mapping.RequiredAttributes == OnMissingAttribute.Hold ? "holds" : "tells of")} what lacks an attribute that TikTok's category {Entry.Name} requires: "
            + (_asked.Length == 0 ? "none" : string.Join(", ", _asked.Select(form => form.IsRequired ? form.Name : $"{form.Name} (with some values of other attributes)")))
            + (Entry.IsInviteOnly ? "; the category is open to invited shops only" : "");

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var attributes = offer.Channel?.Attributes ?? [];
        List<string>? missing = null;
        foreach (var form in _asked)
        {
            if (Find(attributes, form.Id) is null && (form.IsRequired || IsAskedBy(form, attributes)))
            {
                (missing ??= []).Add($"{form.Name ?? form.Id} ({WhyNot(form, offer.Item)})");
            }
        }

        if (missing is null)
        {
            return Verdict.Kept;
        }

        string[] words = [Entry!.Name, string.Join(", ", missing)];
        return Mapping.RequiredAttributes == OnMissingAttribute.Hold
            ? Verdict.Held(Reasons.AttributeRequired.With(words))
            : Verdict.Changed(offer, Reasons.AttributeRequiredTold.With(words));
    }

    public bool Equals(RequiredAttributes? other) =>
        base.Equals(other) && ReferenceEquals(Mapping, other.Mapping) && Category == other.Category && ReferenceEquals(Entry, other.Entry);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Category);

    private static ChannelAttribute? Find(IReadOnlyList<ChannelAttribute> attributes, string id)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Id == id)
            {
                return attributes[i];
            }
        }

        return null;
    }

    private static bool IsAskedBy(ChannelAttributeForm form, IReadOnlyList<ChannelAttribute> attributes)
    {
        var conditions = form.RequirementConditions;
        for (var i = 0; i < conditions?.Count; i++)
        {
            if (conditions[i].AttributeId is { } id && Find(attributes, id) is { } other && (string.IsNullOrEmpty(conditions[i].AttributeValueId) || Has(other, conditions[i].AttributeValueId!)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ChannelAttribute attribute, string value)
    {
        for (var i = 0; i < attribute.Values.Count; i++)
        {
            if (attribute.Values[i].Id == value)
            {
                return true;
            }
        }

        return false;
    }

    private string WhyNot(ChannelAttributeForm form, ShopItem item) =>
        Array.Find(_choices, choice => choice.Id == form.Id) is { } choice ? choice.WhyNot(item) : "nothing is mapped to it";
}
