using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What has no name cannot be listed. Stands after <see cref="PlainTitle"/>: a name of markup only is none.</summary>
public sealed record MissingTitle : Stage
{
    public override string Name => "title.missing";

    public override string Describe() => "holds what has no name";

    public override Verdict Apply(Offer offer, Facts facts) => offer.Title.IsEmpty
        ? Verdict.Held(Reasons.TitleMissing.With(offer.Item.Name.Length.ToString(CultureInfo.InvariantCulture)))
        : Verdict.Kept;
}
