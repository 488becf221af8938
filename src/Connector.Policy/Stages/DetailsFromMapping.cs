using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The details of a catalog sheet, as one line of plain text each: the mapped attribute, else what the shop has of its own, else the
/// mapping's default. Whether TikTok takes them is for the steps that follow.
/// </summary>
public sealed record DetailsFromMapping : Stage
{
    private static readonly (Detail Detail, Func<AttributeMapping, AttributeSource> Source)[] Sources =
    [
        (Detail.Video, mapping => mapping.Video),
        (Detail.GlobalTradeItemNumber, mapping => mapping.GlobalTradeItemNumber),
        (Detail.ManufacturerPartNumber, mapping => mapping.ManufacturerPartNumber),
        (Detail.AgeGroup, mapping => mapping.AgeGroup),
        (Detail.Gender, mapping => mapping.Gender),
        (Detail.Color, mapping => mapping.Color),
        (Detail.Material, mapping => mapping.Material),
        (Detail.Pattern, mapping => mapping.Pattern),
        (Detail.Size, mapping => mapping.Size),
        (Detail.ShippingWeight, mapping => mapping.ShippingWeight),
        (Detail.CustomLabel0, mapping => mapping.CustomLabel0),
        (Detail.CustomLabel1, mapping => mapping.CustomLabel1),
        (Detail.CustomLabel2, mapping => mapping.CustomLabel2),
        (Detail.CustomLabel3, mapping => mapping.CustomLabel3),
        (Detail.CustomLabel4, mapping => mapping.CustomLabel4),
        (Detail.InternalLabel0, mapping => mapping.InternalLabel0),
        (Detail.InternalLabel1, mapping => mapping.InternalLabel1),
    ];

    private DetailSource[] _told = [];

    public DetailsFromMapping(AttributeMapping mapping) => Mapping = mapping;

    public AttributeMapping Mapping
    {
        get;
        init => (field, _told) = (value, [.. Sources.Select(entry => new DetailSource(entry.Detail, entry.Source(value))).Where(source => source.CanTell)]);
    }

    public override string Name => "details.source";

    public override string Describe()
    {
        var set = Sources.Select(entry => (entry.Detail, Source: entry.Source(Mapping))).Where(entry => entry.Source.Attribute.Length + entry.Source.Default.Length > 0)
            .Select(entry => $"{entry.Detail.Word()} from {Words(entry.Source)}").ToList();
        return "takes color and size from the variation, the GTIN from EAN or UPC, the part number from the manufacturer SKU"
            + (set.Count == 0 ? "" : $"; by the mapping {string.Join(", ", set)}");
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var present = offer.Details ?? ProductDetails.None;
        Text[]? values = null;
        foreach (ref readonly var told in _told.AsSpan())
        {
            var value = told.Find(offer.Item).Value;
            if (!value.IsEmpty && (values is not null || value != present[told.Detail]))
            {
                values ??= present.Values();
                values[(int)told.Detail] = value;
            }
        }

        return values is null ? Verdict.Kept : Changed(offer, offer.WithDetails(ProductDetails.Of(values)), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var words = new List<string>();
        foreach (var told in _told)
        {
            var (value, from) = told.Find(before.Item);
            if (!value.IsEmpty)
            {
                words.Add($"{told.Detail.Word()} from {(from.Length > 0 ? from : "attribute " + told.Attribute)}");
            }
        }

        return Reasons.DetailsChosen.With(string.Join(", ", words));
    }

    private static string Words(AttributeSource source) => string.Join(
        ", else ", new[] { source.Attribute.Length > 0 ? "attribute " + source.Attribute : "", source.Default.Length > 0 ? $"'{source.Default}'" : "" }.Where(part => part.Length > 0));
}
