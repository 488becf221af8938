using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What has no image that TikTok takes gets the default image, or is held. Checklist IMG-03, IMF-01.</summary>
/// <param name="DefaultImageUrl">Absolute address of a JPG or PNG; empty: none.</param>
/// <param name="NeverViewTypes">View types whose images do not count.</param>
/// <param name="Formats">Image formats that are listed; null: JPG, JPEG and PNG.</param>
public sealed record NoImage(string DefaultImageUrl, IReadOnlyList<string> NeverViewTypes, IReadOnlyList<string>? Formats = null) : Stage
{
    public override string Name => "image.missing";

    public override string Describe() => DefaultImageUrl.Length == 0
        ? "holds what has no image that TikTok takes"
        : $"gives {DefaultImageUrl} to what has no image that TikTok takes";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Images.Count > 0)
        {
            return Verdict.Kept;
        }

        if (ImageAddress.Judge(DefaultImageUrl, ImageFormats.Usual) == ImageAddressKind.Usable)
        {
            return Verdict.Changed(offer with { Images = [DefaultImageUrl] }, Reasons.ImageDefault.With(DefaultImageUrl));
        }

        return Verdict.Held(WhyNone(offer.Item.Images));
    }

    private Reason WhyNone(IReadOnlyList<ImageView> images)
    {
        var considered = images.Where(image => !ImageAddress.Names(NeverViewTypes, image.ViewType)).ToList();
        var taken = Formats is null ? ImageFormats.Usual : ImageFormats.Of(Formats);
        var formats = considered.Select(image => ImageAddress.Judge(image, taken) switch
        {
            ImageAddressKind.OtherFormat => taken.Refused(image.Url),
            ImageAddressKind.NotReady => image.Known!.Format,
            _ => "",
        }).Distinct().ToList();
        return considered.Count > 0 && formats.All(format => format.Length > 0)
            ? Reasons.ImageFormat.With(string.Join(", ", formats), taken.Why)
            : Reasons.ImageMissing.With(images.Count.ToString(CultureInfo.InvariantCulture));
    }
}
