using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The brand: the mapped attribute, else the shop's brand, else the mapping's default, else the manufacturer SKU, else the site id, as
/// SFCC's cartridge ends. The first with words once it is plain, within the feed sheet's limit. TikTok requires a brand.
/// </summary>
public sealed record BrandFallback(AttributeSource Source) : Stage
{
    public override string Name => "brand.source";

    public override string Describe()
    {
        var attribute = Source.Attribute.Length > 0 ? $"attribute {Source.Attribute}, else " : "";
        var standIn = Source.Default.Length > 0 ? $"'{Source.Default}'" : "the manufacturer SKU, else the site id";
        return $"takes the brand from {attribute}the shop's brand, else {standIn}";
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var (brand, source) = Choose(offer.Item, facts);
        if (brand.IsEmpty)
        {
            return Verdict.Held(Reasons.BrandMissing.With());
        }

        var cut = PlainText.Cut(brand, facts.Limits.Brand);
        if (cut == offer.Brand)
        {
            return Verdict.Kept;
        }

        return Verdict.Changed(offer with { Brand = cut }, cut == brand
            ? Reasons.BrandChosen.With(brand.ToString(), source)
            : Reasons.BrandCut.With(
                source, brand.Length.ToString(CultureInfo.InvariantCulture), facts.Limits.Brand.ToString(CultureInfo.InvariantCulture)));
    }

    private (Text Brand, string Source) Choose(ShopItem item, Facts facts)
    {
        if (Source.Attribute.Length > 0 && PlainText.Line(item.Attributes[Source.Attribute]) is { IsEmpty: false } mapped)
        {
            return (mapped, "attribute " + Source.Attribute);
        }

        if (PlainText.Line(item.Brand) is { IsEmpty: false } own)
        {
            return (own, "the shop's brand");
        }

        if (PlainText.Line(Source.Default) is { IsEmpty: false } standIn)
        {
            return (standIn, "the mapping's default");
        }

        return PlainText.Line(item.ManufacturerSku) is { IsEmpty: false } maker
            ? (maker, "the manufacturer SKU")
            : (PlainText.Line(facts.Site), "the site id");
    }
}
