using Connector.Policy.Documents;

namespace Connector.Listings;

/// <summary>What is new in a category since it was last fetched.</summary>
/// <param name="Id">TikTok's id of the category.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sentences">What changed: attributes that are new, gone, required now or no more, values.</param>
public sealed record CategoryChange(string Id, string Name, IReadOnlyList<string> Sentences)
{
    /// <summary>What differs between two sets, category by category; those of which nothing was known before are not among them.</summary>
    public static IReadOnlyList<CategoryChange> Between(CategorySet before, CategorySet after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (then, now) = (before.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal), after.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal));
        var changes = new List<CategoryChange>();
        foreach (var id in before.Attributes.Keys.Union(before.Rules.Keys).Union(after.Attributes.Keys).Order(StringComparer.Ordinal))
        {
            if (!now.TryGetValue(id, out var category))
            {
                changes.Add(new CategoryChange(id, then.GetValueOrDefault(id)?.LocalName ?? "", ["is gone"]));
                continue;
            }

            List<string> sentences = [.. Attributes(before.Attributes.GetValueOrDefault(id), after.Attributes.GetValueOrDefault(id)), .. Rules(before.Rules.GetValueOrDefault(id), after.Rules.GetValueOrDefault(id))];
            if (then.TryGetValue(id, out var old) && Words(old.PermissionStatuses) is var was && Words(category.PermissionStatuses) is var isNow && was != isNow)
            {
                sentences.Add($"the shop may: {isNow}, before: {was}");
            }

            if (sentences.Count > 0)
            {
                changes.Add(new CategoryChange(id, category.LocalName ?? "", sentences));
            }
        }

        return changes;
    }

    private static IEnumerable<string> Attributes(IReadOnlyList<ChannelAttributeForm>? before, IReadOnlyList<ChannelAttributeForm>? after)
    {
        if (before is null || after is null)
        {
            yield break;
        }

        foreach (var attribute in after)
        {
            var old = before.FirstOrDefault(one => one.Id == attribute.Id);
            if (old is null)
            {
                yield return $"{(attribute.IsRequired ? "new, and required" : "new")}: {Named(attribute)}";
                continue;
            }

            if (old.IsRequired != attribute.IsRequired)
            {
                yield return $"{(attribute.IsRequired ? "required now" : "no longer required")}: {Named(attribute)}";
            }

            var (then, now) = (Values(old), Values(attribute));
            if (!then.SetEquals(now))
            {
                yield return $"values of {Named(attribute)}: {now.Except(then).Count():N0} new, {then.Except(now).Count():N0} gone";
            }
        }

        foreach (var gone in before.Where(old => after.All(attribute => attribute.Id != old.Id)))
        {
            yield return $"gone: {Named(gone)}";
        }
    }

    private static IEnumerable<string> Rules(ChannelCategoryRules? before, ChannelCategoryRules? after)
    {
        if (before is null || after is null)
        {
            yield break;
        }

        foreach (var (what, then, now) in new[]
        {
            ("package dimensions", before.PackageDimension?.IsRequired == true, after.PackageDimension?.IsRequired == true), ("a size chart", before.SizeChart?.IsRequired == true, after.SizeChart?.IsRequired == true),
        })
        {
            if (then != now)
            {
                yield return $"{(now ? "required now" : "no longer required")}: {what}";
            }
        }
    }

    private static HashSet<string> Values(ChannelAttributeForm attribute) => [.. (attribute.Values ?? []).Select(value => value.Id)];

    private static string Named(ChannelAttributeForm attribute) => attribute.Name is { Length: > 0 } name ? name : attribute.Id;

    private static string Words(IReadOnlyList<string>? statuses) => statuses is { Count: > 0 } ? string.Join(", ", statuses.Order(StringComparer.Ordinal)) : "not said";
}
