using Connector.Accounts;
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

    /// <summary>Where rows of an account have none of the selected attributes, nothing would ever trigger, or be sent.</summary>
    private static void CheckSelected(
        string name, SynchronizationPolicy policy, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        foreach (var (key, (_, value)) in documents.OrderBy(document => document.Key.Name, StringComparer.Ordinal))
        {
            if (value is not Account account || FeedSheets.Find(account.Sheet) is not { } sheet
                || (account.Policies.Synchronization != name && !(policy.IsDefault && account.Policies.Synchronization.Length == 0)))
            {
                continue;
            }

            for (var i = 0; i < policy.OnlyAttributes.Selected.Count; i++)
            {
                if (!Publishing.IsAttribute(policy.OnlyAttributes.Selected[i], sheet))
                {
                    fault(
                        $"$.onlyAttributes.selected[{i}]", $"rows of account {key.Name} (sheet {sheet.Id}) have no {policy.OnlyAttributes.Selected[i]}: it would never be seen to change",
                        $"use {string.Join(", ", Publishing.Attributes(sheet).Order(StringComparer.Ordinal))}, or variation.ID");
                }
            }
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
