using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A video that TikTok cannot fetch, because it is no absolute http or https address, is left out.</summary>
public sealed record VideoAddress : Stage
{
    public override string Name => "video.address";

    public override string Describe() => "leaves out a video that is no absolute http or https address";

    public override Verdict Apply(Offer offer, Facts facts) =>
        offer.Details is { } details && details[Detail.Video] is { IsEmpty: false } video && ImageAddress.Judge(video, ImageFormats.Any) == ImageAddressKind.NotAbsolute
            ? Verdict.Changed(offer with { Details = details.With(Detail.Video, default) }, Reasons.VideoAddressDropped.With(video.ToString()))
            : Verdict.Kept;
}
