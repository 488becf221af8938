using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A SKU that a person took down stays off, whatever the store says. Stands first: no other reason counts before it.</summary>
public sealed record TakenDown : Stage
{
    public override string Name => "sku.taken-down";

    public override string Describe() => "holds SKUs that a person took down (connector takedown list)";

    public override Verdict Apply(Offer offer, Facts facts) =>
        facts.Decisions.Count > 0 && facts.Decisions.TryGetValue(offer.Sku.Value, out var decision) && decision.TakenDown is { } takedown
            ? Verdict.Held(Reasons.TakenDown.With(takedown.By, takedown.At.ToString("u", CultureInfo.InvariantCulture), takedown.Because))
            : Verdict.Kept;
}
