using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;

namespace Connector.State;

internal static partial class DocumentRules
{
    private static void Check(SynchronizationPolicy policy, Action<string, string, string> fault)
    {
        Range(policy.FaultGraceDays, 0, 365, "$.faultGraceDays", fault);
        Range(policy.ReviewHoldHours, 0, 720, "$.reviewHoldHours", fault);
        foreach (var (sync, path) in new[]
        {
            (policy.ProductUpload, "$.productUpload"), (policy.ProductUpdate, "$.productUpdate"), (policy.InventoryPriceSync, "$.inventoryPriceSync"), (policy.ProductAssign, "$.productAssign"),
        })
        {
            CheckSwitch(sync, path, path == "$.productUpload", fault);
            if (policy.Preset != SynchronizationPreset.None && path != "$.productAssign" && (!sync.Enabled || sync.Statuses.Count > 0))
            {
                fault(path, $"preset {Word(policy.Preset)} sets this switch", "leave the switch out, or set preset to none and each switch by itself");
            }
        }

        if (policy.Preset != SynchronizationPreset.None && policy.InventoryPriceDependsOn != InventoryPriceDependence.Nothing)
        {
            fault("$.inventoryPriceDependsOn", $"preset {Word(policy.Preset)} lets price and stock go on by themselves", "leave it out, or set preset to none");
        }

        for (var i = 0; i < policy.OnlyAttributes.Selected.Count; i++)
        {
            var word = policy.OnlyAttributes.Selected[i];
            if (!FeedSheets.All.Any(sheet => Publishing.IsAttribute(word, sheet)))
            {
                fault(
                    $"$.onlyAttributes.selected[{i}]", $"'{word}' is no attribute that rows have",
                    $"use {string.Join(", ", FeedSheets.All.SelectMany(Publishing.Attributes).Distinct().Order(StringComparer.Ordinal))}, or variation.ID for a variation attribute");
            }
        }

        if (policy.OnlyAttributes is { Reading: AttributeReading.All, Selected.Count: > 0 })
        {
            fault("$.onlyAttributes.reading", "attributes are selected, and nothing says what that means", "write observe (a change of them triggers, then everything is sent) or limit (only they are sent)");
        }
    }

    private static void CheckSwitch(SyncSwitch sync, string path, bool isUpload, Action<string, string, string> fault)
    {
        if (sync is { Enabled: false, Statuses.Count: > 0 })
        {
            fault(path + ".statuses", "the switch is off, and statuses are chosen for it", "switch it on, or leave the statuses out");
        }

        if (isUpload && sync.Statuses.Count > 0 && !sync.Statuses.Contains(ListingState.NotSynced))
        {
            fault(path + ".statuses", "what is uploaded was never sent, so only notSynced can be chosen", "choose notSynced, or switch product upload off");
        }
    }

    private static string Word(SynchronizationPreset preset) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(preset.ToString());
}
