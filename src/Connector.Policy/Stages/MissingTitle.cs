using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What has no name cannot be listed. Stands behind <see cref="PlainTitle"/>, since a name of markup only is none, and behind the rules, which may give one.</summary>
public sealed record MissingTitle : Stage
{
    public override string Name => "title.missing";

    public override string Describe() => "holds what has no name";

    public override Verdict Apply(Offer offer, Facts facts) => offer.Title.IsEmpty
        ? Verdict.Held(Reasons.TitleMissing.With(offer.Item.Name.Length.ToString(CultureInfo.InvariantCulture)))
        : Verdict.Kept;
}
