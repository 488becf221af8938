using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>Puts the main image first: the address in an attribute, or the first image of a view type. It is not repeated behind, and counts among the most. Checklist IMG-02, IMG-04.</summary>
public sealed record MainImage : Stage
{
    private readonly Text _attribute;
    private readonly ImageFormats _formats;

    public MainImage(ImagePolicy policy) => (Policy, _attribute, _formats) = (policy, policy.MainImage.Attribute, ImageFormats.Of(policy.Formats));

    public ImagePolicy Policy { get; }

    public override string Name => "image.main";

    public override string Describe() => Policy.MainImage switch
    {
        { Attribute.Length: > 0 } source => $"puts the image of attribute {source.Attribute} first",
        { ViewType.Length: > 0 } source => $"puts the first image of view type {source.ViewType} first",
        _ => "leaves the first image first",
    };

    /// <summary>Whether any policy names a main image.</summary>
    public static bool IsSet(PolicyDocuments documents) =>
        documents.Templates.Select(template => template.Image).Prepend(documents.Image).Any(policy => policy.MainImage.Attribute.Length + policy.MainImage.ViewType.Length > 0);

    public override bool KeepsAll => Policy.MainImage.Attribute.Length + Policy.MainImage.ViewType.Length == 0;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var main = Find(offer.Item, out var refused);
        if (main.IsEmpty || (offer.Images.Count > 0 && offer.Images[0] == main))
        {
            return refused.IsEmpty ? Verdict.Kept : Verdict.Changed(offer, Reasons.ImageMainDropped.With(refused.ToString(), Policy.MainImage.Attribute));
        }

        var most = Math.Max(1, Math.Min(Policy.Maximum, facts.Limits.Images));
        var images = new List<Text>(Math.Min(most, offer.Images.Count + 1)) { main };
        for (var i = 0; i < offer.Images.Count && images.Count < most; i++)
        {
            if (offer.Images[i] != main)
            {
                images.Add(offer.Images[i]);
            }
        }

        return Changed(offer, offer.WithImages(images), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts) => Reasons.ImageMain.With(
        after.Images[0].ToString(), Policy.MainImage.Attribute.Length > 0 ? "attribute " + Policy.MainImage.Attribute : "view type " + Policy.MainImage.ViewType);

    public bool Equals(MainImage? other) => base.Equals(other) && ReferenceEquals(Policy, other.Policy);

    public override int GetHashCode() => base.GetHashCode();

    private Text Find(ShopItem item, out Text refused)
    {
        refused = default;
        if (!_attribute.IsEmpty)
        {
            var said = item.Attributes[_attribute];
            refused = said.IsEmpty || ImageAddress.Judge(said, _formats) == ImageAddressKind.Usable ? default : said;
            return refused.IsEmpty ? said : default;
        }

        for (var i = 0; i < item.Images.Count; i++)
        {
            var image = item.Images[i];
            if (string.Equals(image.ViewType, Policy.MainImage.ViewType, StringComparison.OrdinalIgnoreCase) && ImageAddress.Judge(image, _formats) == ImageAddressKind.Usable)
            {
                return ImageAddress.Of(image);
            }
        }

        return default;
    }
}
