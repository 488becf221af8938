using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>Google's product category: the mapped attribute, else the mapping's default, else empty.</summary>
public sealed record GoogleCategory : Stage
{
    private Text _attribute;
    private Text _default;

    public GoogleCategory(AttributeSource source) => Source = source;

    public AttributeSource Source
    {
        get;
        init => (field, _attribute, _default) = (value, value.Attribute, PlainText.Line(value.Default));
    }

    public override string Name => "google-category.source";

    public override string Describe()
    {
        var standIn = Source.Default.Length > 0 ? $"'{Source.Default}'" : "none";
        return Source.Attribute.Length > 0
            ? $"takes Google's category from attribute {Source.Attribute}, else {standIn}"
            : $"gives Google's category as {standIn}";
    }

    public override bool KeepsAll => _attribute.IsEmpty && _default.IsEmpty;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var category = Mapped(offer).Or(_default);
        return category.IsEmpty || category == offer.GoogleProductCategory
            ? Verdict.Kept
            : Changed(offer, offer with { GoogleProductCategory = category }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.GoogleCategoryChosen.With(
        after.GoogleProductCategory.ToString(), Mapped(before).IsEmpty ? "the mapping's default" : "attribute " + Source.Attribute);

    private Text Mapped(Offer offer) => _attribute.IsEmpty ? default : PlainText.Line(offer.Item.Attributes[_attribute]);
}
