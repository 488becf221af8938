using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The brand: the mapped attribute, else the shop's brand, else the mapping's default, else the manufacturer SKU, else the site id, as
/// SFCC's cartridge ends. The first with words once it is plain, within the feed sheet's limit; where none has, it is left empty
/// (<see cref="MissingBrand"/>).
/// </summary>
public sealed record BrandFallback : Stage
{
    private Text _attribute;
    private Text _default;

    public BrandFallback(AttributeSource source) => Source = source;

    public AttributeSource Source
    {
        get;
        init => (field, _attribute, _default) = (value, value.Attribute, PlainText.Line(value.Default));
    }

    public override string Name => "brand.source";

    public override string Describe()
    {
        var attribute = Source.Attribute.Length > 0 ? $"attribute {Source.Attribute}, else " : "";
        var standIn = Source.Default.Length > 0 ? $"'{Source.Default}'" : "the manufacturer SKU, else the site id";
        return $"takes the brand from {attribute}the shop's brand, else {standIn}";
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var cut = PlainText.Cut(Choose(offer.Item, facts).Brand, facts.Limits.Brand);
        if (cut == offer.Brand)
        {
            return Verdict.Kept;
        }

        return Changed(offer, offer.WithBrand(cut), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var (brand, source) = Choose(before.Item, facts);
        if (brand.IsEmpty)
        {
            return Reasons.BrandNotPlain.With(before.Brand.ToString());
        }

        var name = source.Length > 0 ? source : "attribute " + Source.Attribute;
        return after.Brand == brand
            ? Reasons.BrandChosen.With(brand.ToString(), name)
            : Reasons.BrandCut.With(name, brand.Length.ToString(CultureInfo.InvariantCulture), facts.Limits.Brand.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The brand, and where it comes from; empty: the mapped attribute.</summary>
    private (Text Brand, string Source) Choose(ShopItem item, Facts facts)
    {
        if (!_attribute.IsEmpty && PlainText.Line(item.Attributes[_attribute]) is { IsEmpty: false } mapped)
        {
            return (mapped, "");
        }

        if (PlainText.Line(item.Brand) is { IsEmpty: false } own)
        {
            return (own, "the shop's brand");
        }

        if (!_default.IsEmpty)
        {
            return (_default, "the mapping's default");
        }

        return PlainText.Line(item.ManufacturerSku) is { IsEmpty: false } maker
            ? (maker, "the manufacturer SKU")
            : (PlainText.Line(facts.Site), "the site id");
    }
}
