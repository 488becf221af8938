using Connector.Accounts;
using Connector.Policy.Documents;
using Connector.Store;

namespace Connector.State;

internal static partial class DocumentRules
{
    private const int MostPieces = 999_999;

    private static void Check(InventoryPolicy policy, Action<string, string, string> fault)
    {
        Range(policy.DefaultQuantity, 0, MostPieces, "$.defaultQuantity", fault);
        Range(policy.ThresholdBuffer, 0, MostPieces, "$.thresholdBuffer", fault);
        Range(policy.Minimum, 0, MostPieces, "$.minimum", fault);
        Range(policy.Maximum ?? 0, 0, MostPieces, "$.maximum", fault);
        Range(policy.NoiseCut ?? 0, 0, MostPieces, "$.noiseCut", fault);
        Amount(policy.Percentage, 0, 100, "$.percentage", fault);
        if (policy.Maximum < policy.Minimum)
        {
            fault("$.maximum", $"the maximum {policy.Maximum} is below the minimum {policy.Minimum}: nothing would be sold", "raise the maximum, or lower the minimum");
        }

        Once(policy.Lists, "$.lists", "inventory list", fault);
        Once(policy.Reservations, "$.reservations", "inventory list", fault);
        foreach (var list in policy.Lists.Count == 0 ? [] : policy.Reservations.Except(policy.Lists, StringComparer.Ordinal))
        {
            fault("$.reservations", $"inventory list '{list}' does not count", "name it in lists too, or leave it out here");
        }

        if (policy.Threshold is { } threshold)
        {
            Check(threshold, fault);
        }
    }

    private static void Check(InventoryThreshold threshold, Action<string, string, string> fault)
    {
        Needed(threshold.Value, "$.threshold.value", "the quantity with which the stock is compared");
        if (threshold.Mode == InventoryThresholdMode.Bands)
        {
            Needed(threshold.Above, "$.threshold.above", "the quantity above the threshold");
            Needed(threshold.Below, "$.threshold.below", "the quantity below the threshold");
            return;
        }

        foreach (var (isSet, path) in new[] { (threshold.Above is not null, "above"), (threshold.Below is not null, "below"), (threshold.AtEqual != AtThreshold.Actual, "atEqual") })
        {
            if (isSet)
            {
                fault($"$.threshold.{path}", "a cut-off has no quantities of its own", "leave it out, or use the mode bands");
            }
        }

        void Needed(int? value, string path, string what)
        {
            if (value is { } pieces)
            {
                Range(pieces, 0, MostPieces, path, fault);
            }
            else
            {
                fault(path, "it is not given", $"give {what}");
            }
        }
    }

    /// <summary>Of a policy that chooses inventory lists or price books, every view for which it decides reads one.</summary>
    private static void CheckChoices(Dictionary<(string Kind, string Name), (string Where, object Value)> documents, List<DocumentFault> faults)
    {
        Check(of => of.Inventory, of => of.Inventory, policy => (policy as InventoryPolicy)?.Lists, view => view.InventoryLists, "$.lists", "sold");
        Check(of => of.Pricing, of => of.Pricing, policy => (policy as PricingPolicy)?.Books, view => view.PriceBooks, "$.books", "priced");

        void Check(
            Func<AccountPolicies, string> ofAccount, Func<TemplatePolicies, string> ofTemplate, Func<object, IReadOnlyList<string>?> choice, Func<StoreView, IReadOnlyList<string>> read, string path, string what)
        {
            foreach (var (account, policy) in Users(documents, ofAccount, ofTemplate).Distinct())
            {
                if (!documents.TryGetValue((DocumentKinds.Policy, policy), out var found) || choice(found.Value) is not { Count: > 0 } chosen)
                {
                    continue;
                }

                foreach (var view in ((Account)documents[(DocumentKinds.Account, account)].Value).Views.Where(view => read(view).Count > 0 && !read(view).Intersect(chosen, StringComparer.Ordinal).Any()))
                {
                    faults.Add(new DocumentFault(
                        found.Where, path, $"of {string.Join(", ", chosen)}, view '{view.Name}' of account {account}, for which it decides, reads none: nothing could be {what}",
                        $"name one of {string.Join(", ", read(view))}, or give the account another policy"));
                }
            }
        }
    }

    /// <summary>The policies of a type that decide for an account, by name: its own and those of its listing templates.</summary>
    private static IEnumerable<(string Account, string Policy)> Users(
        Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Func<AccountPolicies, string> ofAccount, Func<TemplatePolicies, string> ofTemplate)
    {
        foreach (var ((_, name), (_, value)) in documents)
        {
            var (account, policy) = value switch
            {
                Account known => (name, ofAccount(known.Policies)),
                ListingTemplate template when documents.ContainsKey((DocumentKinds.Account, template.Account)) => (template.Account, ofTemplate(template.Policies)),
                _ => ("", ""),
            };
            if (policy.Length > 0)
            {
                yield return (account, policy);
            }
        }
    }

    /// <summary>Names in a list: none empty, none twice.</summary>
    private static void Once(IReadOnlyList<string> names, string path, string what, Action<string, string, string> fault)
    {
        for (var i = 0; i < names.Count; i++)
        {
            Present(names[i], $"{path}[{i}]", $"the name of the {what}", fault);
            if (names.Take(i).Contains(names[i], StringComparer.Ordinal))
            {
                fault($"{path}[{i}]", $"'{names[i]}' is named twice", "name each once");
            }
        }
    }

    private static void Amount(decimal value, decimal least, decimal most, string path, Action<string, string, string> fault)
    {
        if (value < least || value > most)
        {
            var (low, high) = (Plain(least), Plain(most));
            fault(path, $"{Plain(value)} is outside {low} to {high}", $"choose a value from {low} to {high}");
        }
    }
}
