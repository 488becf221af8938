using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// The description as lines of plain text, lists as bullets: the short one, else the long one, else the name, else the SKU (the order of
/// SFCC's cartridge), whichever has words once it is plain. Checklist DSC-01, DSC-02.
/// </summary>
public sealed record PlainDescription : Stage
{
    public override string Name => "description.plain";

    public override string Describe() =>
        "takes the short description, else the long one, the name, the SKU, and makes it plain text with bullets: no tags, control characters or emoji";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var plain = PlainText.Lines(offer.Description);
        if (!plain.IsEmpty)
        {
            return plain == offer.Description ? Verdict.Kept : Changed(offer, offer.WithDescription(plain), facts);
        }

        var text = Fallback(offer).Text;
        return text == offer.Description ? Verdict.Kept : Changed(offer, offer.WithDescription(text), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var images = DescriptionImages.Words(before.Description.ToString());
        return PlainText.Lines(before.Description).IsEmpty
            ? Reasons.DescriptionFallback.With(Fallback(before).Source, images)
            : Reasons.DescriptionPlain.With(
                before.Description.Length.ToString(CultureInfo.InvariantCulture), after.Description.Length.ToString(CultureInfo.InvariantCulture), images);
    }

    private static (Text Text, string Source) Fallback(Offer offer)
    {
        var item = offer.Item;
        if (PlainText.Lines(item.ShortDescription) is { IsEmpty: false } shortOne)
        {
            return (shortOne, "short description");
        }

        if (PlainText.Lines(item.LongDescription) is { IsEmpty: false } longOne)
        {
            return (longOne, "long description");
        }

        return PlainText.Lines(offer.Title) is { IsEmpty: false } name
            ? (name, "name")
            : (PlainText.Lines(offer.Sku.Value), "SKU");
    }
}
