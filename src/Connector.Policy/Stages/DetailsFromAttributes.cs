using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// What TikTok Shop is told also stands in the columns of a sheet: a mapped attribute of TikTok's that is called as a detail is (Color, Material ...),
/// and the identifier code as GTIN, where the mapping sets nothing for that detail itself.
/// </summary>
public sealed record DetailsFromAttributes : Stage
{
    private readonly bool[] _free = new bool[ProductDetails.Every.Count];

    public DetailsFromAttributes(AttributeMapping mapping)
    {
        Mapping = mapping;
        foreach (var (detail, source) in new[]
        {
            (Detail.Color, mapping.Color), (Detail.Size, mapping.Size), (Detail.Material, mapping.Material), (Detail.Pattern, mapping.Pattern),
            (Detail.Gender, mapping.Gender), (Detail.AgeGroup, mapping.AgeGroup), (Detail.GlobalTradeItemNumber, mapping.GlobalTradeItemNumber),
        })
        {
            _free[(int)detail] = source.Attribute.Length + source.Default.Length == 0;
        }
    }

    public AttributeMapping Mapping { get; }

    public override string Name => "details.attributes";

    public override string Describe() => "gives TikTok's attributes color, size, material, pattern, gender and age group, and the identifier code, as details where the mapping sets nothing else";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Channel is not { } channel)
        {
            return Verdict.Kept;
        }

        var details = offer.Details ?? ProductDetails.None;
        var changed = details;
        for (var i = 0; i < channel.Attributes.Count; i++)
        {
            if (Of(channel.Attributes[i].Name) is { } detail)
            {
                changed = Set(changed, detail, channel.Attributes[i].Words);
            }
        }

        if (channel.Identifier is { } identifier)
        {
            changed = Set(changed, Detail.GlobalTradeItemNumber, identifier.Code);
        }

        return ReferenceEquals(changed, details) ? Verdict.Kept : Changed(offer, offer.WithDetails(changed), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.DetailsChosen.With(string.Join(
        ", ", ProductDetails.Every.Where(detail => after.Details![detail] != (before.Details ?? ProductDetails.None)[detail]).Select(detail => $"{detail.Word()} from TikTok's attributes")));

    public bool Equals(DetailsFromAttributes? other) => base.Equals(other) && ReferenceEquals(Mapping, other.Mapping);

    public override int GetHashCode() => base.GetHashCode();

    private ProductDetails Set(ProductDetails details, Detail detail, Text value) => _free[(int)detail] && details[detail] != value ? details.With(detail, value) : details;

    private static Detail? Of(string name) => name.Length switch
    {
        4 when Is(name, "size") => Detail.Size,
        5 when Is(name, "color") => Detail.Color,
        6 when Is(name, "colour") => Detail.Color,
        6 when Is(name, "gender") => Detail.Gender,
        7 when Is(name, "pattern") => Detail.Pattern,
        8 when Is(name, "material") => Detail.Material,
        9 when Is(name, "age group") => Detail.AgeGroup,
        _ => null,
    };

    private static bool Is(string name, string word) => name.Equals(word, StringComparison.OrdinalIgnoreCase);
}
