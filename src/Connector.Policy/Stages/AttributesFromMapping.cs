using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// TikTok's attributes: the shop's value by the mapping's list of values, else as it is; or one value for all. What TikTok does not take is left
/// out; whether the product may do without is for <see cref="RequiredAttributes"/>. Checklist ATT-02, ATT-03, ATT-09 to ATT-14.
/// </summary>
public sealed record AttributesFromMapping : Stage
{
    /// <summary>Most characters of a text of one's own. Source: TikTok Shop, create product.</summary>
    public const int LongestCustom = 2_000;

    private readonly AttributeChoice[] _choices;

    /// <param name="mapping">The attribute mapping.</param>
    /// <param name="category">TikTok's category of the listing template; empty: none.</param>
    /// <param name="entry">What is known of that category.</param>
    public AttributesFromMapping(AttributeMapping mapping, string category = "", CategoryEntry? entry = null)
    {
        (Mapping, Category, Entry) = (mapping, category, entry);
        _choices = AttributeChoice.For(mapping, category, entry);
    }

    public AttributeMapping Mapping { get; }

    public string Category { get; }

    public CategoryEntry? Entry { get; }

    public override string Name => "attributes.source";

    public override string Describe() => _choices.Length == 0
        ? "sets none of TikTok's attributes"
        : $"sets TikTok's attributes: {string.Join(", ", _choices.Select(choice => $"{choice.Name} from {choice.Source}"))}";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        ChannelAttribute[]? found = null;
        var (count, refused) = (0, false);
        foreach (var choice in _choices)
        {
            if (choice.Find(offer.Item, out var isRefused) is { } attribute)
            {
                (found ??= new ChannelAttribute[_choices.Length])[count++] = attribute;
            }

            refused |= isRefused;
        }

        if (found is null)
        {
            return refused ? Changed(offer, offer, facts) : Verdict.Kept;
        }

        Array.Resize(ref found, count);
        return Changed(offer, offer with { Channel = (offer.Channel ?? ChannelDetails.None) with { Attributes = found } }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var (chosen, refused) = (new List<string>(), new List<string>());
        foreach (var choice in _choices)
        {
            if (choice.Find(before.Item, out var isRefused) is { } attribute)
            {
                chosen.Add($"{choice.Name} '{attribute.Words}' from {choice.Source}");
            }
            else if (isRefused)
            {
                refused.Add($"{choice.Name} from {choice.Source}, because {choice.WhyNot(before.Item)}");
            }
        }

        var words = chosen.Count == 0 ? "none" : string.Join(", ", chosen);
        return refused.Count == 0 ? Reasons.AttributesChosen.With(words) : Reasons.AttributesRefused.With(words, string.Join("; ", refused));
    }

    public bool Equals(AttributesFromMapping? other) =>
        base.Equals(other) && ReferenceEquals(Mapping, other.Mapping) && Category == other.Category && ReferenceEquals(Entry, other.Entry);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Category);
}
