using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What the shop does not show is not listed.</summary>
public sealed record Offline : Stage
{
    public override string Name => "shop.online";

    public override string Describe() => "holds what the shop does not show (online flag and window)";

    public override Verdict Apply(Offer offer, Facts facts) => offer.Item.Online
        ? Verdict.Kept
        : Verdict.Held(Reasons.Offline.With(offer.Item.OfflineBecause ?? "it is offline"));
}
