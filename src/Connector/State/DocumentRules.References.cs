using Connector.Accounts;
using Connector.Notices;
using Connector.Policy.Documents;

namespace Connector.State;

/// <summary>What a template, a rule or an account names must be there; of several defaults none would be one.</summary>
internal static partial class DocumentRules
{
    private static void CheckReferences(object document, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        // What else an account or a schedule names is looked at beside its other settings.
        foreach (var named in DocumentReference.Of(document).Where(named => named.Name.Length > 0 && (document is ListingTemplate or Rule or NoticeReceiver || named.Kind == DocumentKinds.Categories || named.Shape == typeof(PricingPolicy))))
        {
            var there = documents.TryGetValue((named.Kind, named.Name), out var found);
            if (!there || (named.Shape is { } shape && found.Value.GetType() != shape))
            {
                var (what, remedy) = named.Kind switch
                {
                    DocumentKinds.Policy => ($"policy '{named.Name}' of this type", "apply it, or leave the setting out for the account's or the default"),
                    DocumentKinds.Template => ($"listing template '{named.Name}'", "apply it, or take it out of the list"),
                    DocumentKinds.Categories => ($"category set '{named.Name}'", "apply it as categories/NAME.json, or leave the setting out"),
                    _ => ($"account '{named.Name}'", "name an account that is there"),
                };
                fault(named.Path, $"there is no {what}", remedy);
            }
            else if (document is Rule rule && found.Value is ListingTemplate template && template.Account != rule.Account)
            {
                fault(named.Path, $"listing template '{named.Name}' belongs to account {template.Account}, the rule to {rule.Account}", "name templates of the same account");
            }
        }
    }

    /// <summary>A title is what people find a policy by; without one it is not whole. Checklist POL-09, D-18.</summary>
    private static void CheckTitle(object document, Action<string, string, string> fault)
    {
        if (PolicyMarks.Of(document) is { } marks && string.IsNullOrWhiteSpace(marks.Title))
        {
            fault("$.title", "the title is empty", "give it one, or leave the member out");
        }
    }

    private static void CheckDefaults(Dictionary<(string Kind, string Name), (string Where, object Value)> documents, List<DocumentFault> faults)
    {
        foreach (var type in documents.Where(pair => PolicyMarks.Of(pair.Value.Value) is { IsDefault: true }).GroupBy(pair => pair.Value.Value.GetType()))
        {
            var marked = type.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).ToList();
            foreach (var (key, (where, value)) in marked.Count > 1 ? marked : [])
            {
                faults.Add(new DocumentFault(
                    where, "$.isDefault", $"{string.Join(" and ", marked.Where(other => other.Key != key).Select(other => $"policies/{other.Key.Name}"))} {(marked.Count > 2 ? "are" : "is")} marked as the default of type {DocumentKinds.TypeOf(value)} as well",
                    "mark one policy of a type, and apply those that give the mark up together with it"));
            }
        }
    }
}

/// <summary>What policies of all types have.</summary>
internal readonly record struct PolicyMarks(string Title, bool IsDefault)
{
    /// <summary>Null for what is no policy.</summary>
    public static PolicyMarks? Of(object document) => document switch
    {
        SynchronizationPolicy policy => new(policy.Title, policy.IsDefault),
        InventoryPolicy policy => new(policy.Title, policy.IsDefault),
        PricingPolicy policy => new(policy.Title, policy.IsDefault),
        ImagePolicy policy => new(policy.Title, policy.IsDefault),
        AttributeMapping policy => new(policy.Title, policy.IsDefault),
        _ => null,
    };

    /// <summary>The title of any document.</summary>
    public static string TitleOf(object document) => document switch
    {
        Account account => account.Title,
        ListingTemplate template => template.Title,
        Rule rule => rule.Title,
        CategorySet categories => categories.Title,
        NoticeReceiver receiver => receiver.Title,
        _ => Of(document)?.Title ?? "",
    };

    /// <summary>
    /// The document as it decides: with its version's label. Whether it is marked as a default decides which one is taken and no more, so that the mark alone makes no
    /// other policies.
    /// </summary>
    public static object InForce(object document, string from) => document switch
    {
        SynchronizationPolicy policy => policy with { From = from, IsDefault = false },
        InventoryPolicy policy => policy with { From = from, IsDefault = false },
        PricingPolicy policy => policy with { From = from, IsDefault = false },
        ImagePolicy policy => policy with { From = from, IsDefault = false },
        AttributeMapping policy => policy with { From = from, IsDefault = false },
        ListingTemplate template => template with { From = from },
        Rule rule => rule with { From = from },
        CategorySet categories => categories with { From = from },
        _ => document,
    };
}
