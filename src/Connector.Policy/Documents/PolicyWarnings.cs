using System.Globalization;

namespace Connector.Policy.Documents;

/// <summary>What a policy's author should know though nothing is wrong with it.</summary>
/// <param name="Path">The setting, such as <c>$.threshold.above</c>.</param>
/// <param name="Sentence">What can happen.</param>
/// <param name="Remedy">What would keep it from happening.</param>
public sealed record PolicyWarning(string Path, string Sentence, string Remedy);

/// <summary>Warnings about policies that are valid. Pure; a document of which there is nothing to say has none.</summary>
public static class PolicyWarnings
{
    /// <param name="document">A policy document of any type.</param>
    public static IReadOnlyList<PolicyWarning> Of(object document) => document switch
    {
        SynchronizationPolicy policy => [.. Of(policy.InForce())],
        InventoryPolicy policy => [.. Of(policy)],
        PricingPolicy policy => [.. Of(policy)],
        _ => [],
    };

    /// <summary>Checklist SYN-06, D-01, D-02.</summary>
    private static IEnumerable<PolicyWarning> Of(SynchronizationPolicy policy)
    {
        if (policy is { ProductUpdate.Enabled: false, InventoryPriceDependsOn: InventoryPriceDependence.ProductUpdate })
        {
            yield return new PolicyWarning(
                "$.inventoryPriceDependsOn", "product update is off, and so price and stock are not sent either: what sells in the shop can be sold again on TikTok", "use nothing, so that price and stock go on by themselves");
        }
        else if (!policy.InventoryPriceSync.Enabled)
        {
            yield return new PolicyWarning(
                "$.inventoryPriceSync", "price and stock stay as they were sent; only what has sold out is told, and the last pieces can be sold twice", "switch it on");
        }

        if (policy.InventoryPriceSync is { Enabled: true, Statuses.Count: > 0 } some && (ListingState[])[ListingState.DeliveredUnconfirmed, ListingState.InReview, ListingState.Approved] is var selling
            && selling.Where(state => !some.Statuses.Contains(state)).Select(state => StateWords.Of(state).Canonical).ToList() is { Count: > 0 } left)
        {
            yield return new PolicyWarning(
                "$.inventoryPriceSync.statuses", $"stock of what is {string.Join(" or ", left)} stands still, though it may sell", "leave statuses out, or choose those as well");
        }

        if (policy.ProductAssign is { Enabled: false } or { Statuses.Count: > 0 })
        {
            yield return new PolicyWarning(
                "$.productAssign", "where the account has listing templates, new products are held until someone puts them into one", "switch it on for all, unless that is what you want");
        }

        if (policy.OnlyAttributes is { Reading: not AttributeReading.All, Selected.Count: > 0 } only)
        {
            foreach (var word in (string[])["price", "quantity"])
            {
                if (!only.Selected.Contains(word))
                {
                    yield return new PolicyWarning(
                        "$.onlyAttributes.selected",
                        only.Reading == AttributeReading.Limit ? $"{word} is not among them and stays as it was sent" : $"{word} is not among them: when it changes, nothing is sent until one of them does",
                        $"add {word}, unless that is what you want");
                }
            }
        }
    }

    /// <summary>Checklist INV-15, D-06.</summary>
    private static IEnumerable<PolicyWarning> Of(InventoryPolicy policy)
    {
        if (policy is { DefaultQuantityWhen: DefaultQuantityWhen.NotManagedOrZero, DefaultQuantity: > 0 })
        {
            yield return new PolicyWarning(
                "$.defaultQuantityWhen", $"what the shop has none of is offered with {Words(policy.DefaultQuantity)} pieces and can be oversold", "use notManaged, unless the shop can get such products at any time");
        }

        if (policy.Threshold is { Mode: InventoryThresholdMode.Bands, Value: { } value } bands)
        {
            foreach (var (pieces, least, path, where) in new[] { (bands.Above, value + 1, "$.threshold.above", "above"), (bands.Below, 1, "$.threshold.below", "below") })
            {
                if (pieces > least)
                {
                    yield return new PolicyWarning(
                        path, $"{Words(pieces.Value)} pieces are shown {where} the threshold, though there may be {Words(least)} only: it can be oversold",
                        $"show {Words(least)} at the most, or use the mode cutOff");
                }
            }

            if (bands.AtEqual == AtThreshold.Above && bands.Above > value)
            {
                yield return new PolicyWarning(
                    "$.threshold.atEqual", $"at {Words(value)} pieces {Words(bands.Above.Value)} are shown: it can be oversold", "use actual or below");
            }
        }

        if (policy is { ThresholdBuffer: 0, Percentage: 100, Threshold: null, Minimum: 0 })
        {
            yield return new PolicyWarning(
                "$.thresholdBuffer", "all that the shop has is offered, and stock takes a while to reach TikTok: the last pieces can be sold twice", "keep some back with thresholdBuffer, percentage or a cutOff threshold");
        }

        if (policy is { NoiseCut: < 10 })
        {
            yield return new PolicyWarning(
                "$.noiseCut", $"above {Words(policy.NoiseCut.Value)} pieces TikTok is not told of changes: what is sold fast can be oversold", "choose a number that is not sold between two updates");
        }
    }

    private static IEnumerable<PolicyWarning> Of(PricingPolicy policy)
    {
        if (!policy.RegionLimits)
        {
            yield return new PolicyWarning("$.regionLimits", "prices outside what TikTok Shop takes in the country are sent, and it refuses them", "leave the setting out");
        }

        if (policy.Conversion is { OnMismatch: OnCurrencyMismatch.Convert } conversion)
        {
            yield return new PolicyWarning("$.conversion.rate", $"prices in {conversion.Currency} follow this rate until someone changes it", "look at it whenever exchange rates have moved");
        }
    }

    private static string Words(int pieces) => pieces.ToString(CultureInfo.InvariantCulture);
}
