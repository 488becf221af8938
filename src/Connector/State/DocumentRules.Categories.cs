using Connector.Accounts;
using Connector.Policy.Documents;

namespace Connector.State;

/// <summary>TikTok's categories must be a tree, and a listing template must name a leaf of it that the shop may use.</summary>
internal static partial class DocumentRules
{
    private static void Check(CategorySet set, Action<string, string, string> fault)
    {
        if (set.Country.Length > 0 && !CountryForm().IsMatch(set.Country))
        {
            fault("$.country", $"'{set.Country}' is no country code", "write two capital letters (ISO 3166), such as GB");
        }

        if (set.CategoryVersion is not ("v1" or "v2"))
        {
            fault("$.categoryVersion", $"'{set.CategoryVersion}' is no version of the tree", "write v1 or v2");
        }

        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < set.Categories.Count; i++)
        {
            var category = set.Categories[i];
            if (category.Id is "" or "0" || !parents.TryAdd(category.Id, category.ParentId ?? ""))
            {
                fault($"$.categories[{i}].id", category.Id is "" or "0" ? $"'{category.Id}' is no id of a category" : $"category {category.Id} is there twice", "fetch the categories again, or leave one out");
            }
        }

        for (var i = 0; i < set.Categories.Count; i++)
        {
            var (id, parent) = (set.Categories[i].Id, set.Categories[i].ParentId ?? "");
            if (parent is not ("" or "0") && !parents.ContainsKey(parent))
            {
                fault($"$.categories[{i}].parent_id", $"category {id} lies below {parent}, which is not there", "add that category too, with all above it");
            }
        }

        CheckCycles(set, parents, fault);
        var withBelow = set.Categories.Select(category => category.ParentId ?? "").ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < set.Categories.Count; i++)
        {
            if (set.Categories[i].IsLeaf && withBelow.Contains(set.Categories[i].Id))
            {
                fault($"$.categories[{i}].is_leaf", $"category {set.Categories[i].Id} is said to be a leaf, but others lie below it", "fetch the categories again");
            }
        }

        foreach (var (id, path) in set.Rules.Keys.Select(id => (id, $"$.rules.{id}"))
            .Concat(set.Attributes.Keys.Select(id => (id, $"$.attributes.{id}"))).Concat(set.IdentifierExempt.Select((id, at) => (id, $"$.identifierExempt[{at}]"))))
        {
            if (!parents.ContainsKey(id))
            {
                fault(path, $"there is no category {id}", "add it to the categories, or leave this out");
            }
        }

        foreach (var (id, attributes) in set.Attributes)
        {
            CheckAttributes(id, attributes, fault);
        }
    }

    private static void CheckCycles(CategorySet set, Dictionary<string, string> parents, Action<string, string, string> fault)
    {
        // Each category is walked from once: what leads to the top, or was told already, is not walked again.
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < set.Categories.Count; i++)
        {
            var walked = new HashSet<string>(StringComparer.Ordinal);
            var at = set.Categories[i].Id;
            while (parents.TryGetValue(at, out var above) && !done.Contains(at) && walked.Add(at))
            {
                at = above;
            }

            if (walked.Contains(at))
            {
                fault($"$.categories[{i}].parent_id", $"category {at} lies below itself", "fetch the categories again");
            }

            done.UnionWith(walked);
        }
    }

    private static void CheckAttributes(string category, IReadOnlyList<ChannelAttributeForm> attributes, Action<string, string, string> fault)
    {
        var ids = attributes.Select(attribute => attribute.Id).ToHashSet(StringComparer.Ordinal);
        var met = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < attributes.Count; i++)
        {
            var path = $"$.attributes.{category}[{i}]";
            if (attributes[i].Id.Length == 0 || !met.Add(attributes[i].Id))
            {
                fault(path + ".id", attributes[i].Id.Length == 0 ? "the attribute has no id" : $"attribute {attributes[i].Id} is there twice", "fetch the category's attributes again");
            }

            foreach (var other in attributes[i].RequirementConditions?.Select(condition => condition.AttributeId ?? "").Where(other => !ids.Contains(other)) ?? [])
            {
                fault(path + ".requirement_conditions", $"attribute {attributes[i].Id} depends on attribute '{other}', which the category does not have", "fetch the category's attributes again");
            }
        }
    }

    /// <summary>TikTok takes products in leaves alone, and none where the shop may not sell (12052217, 12052230).</summary>
    private static void CheckCategory(ListingTemplate template, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        if (template.Category.Length == 0 || SetOf(template.Account, documents) is not ({ } name, { } set))
        {
            return;
        }

        var entry = CategoryIndex.Of(set)[template.Category];
        if (entry is null)
        {
            fault("$.category", $"there is no category {template.Category} in categories/{name}", "name a leaf of these categories, or apply newer ones");
        }
        else if (!entry.Category.IsLeaf)
        {
            var leaves = CategoryIndex.Of(set).All.Where(leaf => leaf.Category.IsLeaf && leaf.IsIn(entry.Id)).Take(5).Select(leaf => $"{leaf.Id} {leaf.Name}");
            fault("$.category", $"category {entry.Id} {entry.Name} is no leaf: products cannot be listed in it", $"name one that lies below it, such as {string.Join(", ", leaves)}");
        }
        else if (entry.IsProhibited)
        {
            fault("$.category", $"TikTok does not let this shop list in category {entry.Id} {entry.Name} (PROHIBITED)", "choose another category");
        }
    }

    private static (string Name, CategorySet Set)? SetOf(string account, Dictionary<(string Kind, string Name), (string Where, object Value)> documents) =>
        documents.TryGetValue((DocumentKinds.Account, account), out var found) && found.Value is Account { Categories: { Length: > 0 } name }
            && documents.TryGetValue((DocumentKinds.Categories, name), out var categories) && categories.Value is CategorySet set ? (name, set) : null;
}
