using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The details of a catalog sheet, as one line of plain text each: the mapped attribute, else what the shop has of its own, else the
/// mapping's default. Whether TikTok takes them is for the steps that follow.
/// </summary>
public sealed record DetailsFromMapping(AttributeMapping Mapping) : Stage
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
        List<(Detail Detail, Text Value)>? found = null;
        List<string>? words = null;
        foreach (var (detail, source) in Sources)
        {
            var (value, from) = Find(detail, source(Mapping), offer.Item);
            if (!value.IsEmpty)
            {
                (found ??= []).Add((detail, value));
                (words ??= []).Add($"{detail.Word()} from {from}");
            }
        }

        if (found is null)
        {
            return Verdict.Kept;
        }

        var details = (offer.Details ?? ProductDetails.None).With(found);
        return details.Equals(offer.Details) ? Verdict.Kept : Verdict.Changed(offer with { Details = details }, Reasons.DetailsChosen.With(string.Join(", ", words!)));
    }

    private static (Text Value, string From) Find(Detail detail, AttributeSource source, ShopItem item)
    {
        if (source.Attribute.Length > 0)
        {
            // The value of an attribute that tells variants apart is an id; its name is what shoppers read.
            var mapped = Variation(item, id => id == source.Attribute);
            if (PlainText.Line(mapped.IsEmpty ? item.Attributes[source.Attribute] : mapped) is { IsEmpty: false } value)
            {
                return (value, "attribute " + source.Attribute);
            }
        }

        if (Own(detail, item) is { Value.IsEmpty: false } own)
        {
            return own;
        }

        // A unit alone says how to read weights; it is none.
        return source.Default.Length == 0 || (detail == Detail.ShippingWeight && ShippingWeight.IsUnit(source.Default))
            ? default
            : (PlainText.Line(source.Default), "the mapping's default");
    }

    private static (Text Value, string From) Own(Detail detail, ShopItem item) => detail switch
    {
        Detail.Color => (PlainText.Line(Variation(item, IsColor)), "the variation attribute"),
        Detail.Size => (PlainText.Line(Variation(item, IsSize)), "the variation attribute"),
        Detail.GlobalTradeItemNumber => PlainText.Line(item.Ean) is { IsEmpty: false } ean ? (ean, "the shop's EAN") : (PlainText.Line(item.Upc), "the shop's UPC"),
        Detail.ManufacturerPartNumber => (PlainText.Line(item.ManufacturerSku), "the manufacturer SKU"),
        _ => default,
    };

    private static bool IsColor(string id) =>
        id.Equals("color", StringComparison.OrdinalIgnoreCase) || id.Equals("colour", StringComparison.OrdinalIgnoreCase);

    private static bool IsSize(string id) => id.Equals("size", StringComparison.OrdinalIgnoreCase);

    private static Text Variation(ShopItem item, Func<string, bool> isIt)
    {
        for (var i = 0; i < item.Variations.Count; i++)
        {
            if (isIt(item.Variations[i].AttributeId))
            {
                return item.Variations[i].ValueName;
            }
        }

        return default;
    }

    private static string Words(AttributeSource source) => string.Join(
        ", else ", new[] { source.Attribute.Length > 0 ? "attribute " + source.Attribute : "", source.Default.Length > 0 ? $"'{source.Default}'" : "" }.Where(part => part.Length > 0));
}
