using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Connector.Policy.Documents;

/// <summary>A <see cref="CategorySet"/> made for looking things up by category; made once for a set.</summary>
public sealed class CategoryIndex
{
    private static readonly ConditionalWeakTable<CategorySet, CategoryIndex> Made = [];

    private readonly Dictionary<string, CategoryEntry> _entries = new(StringComparer.Ordinal);

    private CategoryIndex(CategorySet set)
    {
        var given = new Dictionary<string, ChannelCategory>(StringComparer.Ordinal);
        foreach (var category in set.Categories)
        {
            given.TryAdd(category.Id, category);
        }

        var exempt = set.IdentifierExempt.ToHashSet(StringComparer.Ordinal);
        foreach (var category in given.Values)
        {
            var path = PathOf(category, given);
            var attributes = set.Attributes.TryGetValue(category.Id, out var own) ? own : null;
            _entries[category.Id] = new CategoryEntry(category, path, attributes, set.Rules.GetValueOrDefault(category.Id), path.Any(step => exempt.Contains(step.Id)));
        }
    }

    public static CategoryIndex Of(CategorySet set) => Made.GetValue(set, made => new CategoryIndex(made));

    public IReadOnlyCollection<CategoryEntry> All => _entries.Values;

    /// <summary>What is known of a category; null: nothing.</summary>
    public CategoryEntry? this[string id] => _entries.GetValueOrDefault(id);

    /// <summary>From the top to the category; a parent that is not there, or was there before, ends it.</summary>
    private static List<ChannelCategory> PathOf(ChannelCategory category, Dictionary<string, ChannelCategory> given)
    {
        var path = new List<ChannelCategory> { category };
        while (path[^1].ParentId is { } parent && given.TryGetValue(parent, out var above) && !path.Contains(above, ReferenceEqualityComparer.Instance))
        {
            path.Add(above);
        }

        path.Reverse();
        return path;
    }
}

/// <summary>What is known of one of TikTok's categories.</summary>
public sealed class CategoryEntry
{
    private readonly List<ChannelCategory> _path;
    private readonly Dictionary<string, ChannelAttributeForm> _byId = new(StringComparer.Ordinal);

    internal CategoryEntry(ChannelCategory category, List<ChannelCategory> path, IReadOnlyList<ChannelAttributeForm>? attributes, ChannelCategoryRules? rules, bool exempt)
    {
        (Category, _path, Attributes, KnowsAttributes, Rules, IdentifierExempt) = (category, path, attributes ?? [], attributes is not null, rules, exempt);
        foreach (var attribute in Attributes)
        {
            _byId.TryAdd(attribute.Id, attribute);
        }
    }

    public ChannelCategory Category { get; }

    public string Id => Category.Id;

    /// <summary>Names from the top to the category: <c>Shoes > Women's Shoes > Flats</c>.</summary>
    public string Name => string.Join(" > ", _path.Select(step => step.LocalName is { Length: > 0 } name ? name : step.Id));

    /// <summary>Ids from the top to the category.</summary>
    public IEnumerable<string> Path => _path.Select(step => step.Id);

    public IReadOnlyList<ChannelAttributeForm> Attributes { get; }

    /// <summary>Whether the set says anything about the category's attributes.</summary>
    public bool KnowsAttributes { get; }

    /// <summary>What its products need; null where the set does not say.</summary>
    public ChannelCategoryRules? Rules { get; }

    /// <summary>Whether its products need no identifier code.</summary>
    public bool IdentifierExempt { get; }

    public bool NeedsDimensions => Rules?.PackageDimension?.IsRequired ?? false;

    public bool IsProhibited => Has("PROHIBITED");

    /// <summary>Whether a shop must apply to TikTok before it lists there.</summary>
    public bool IsInviteOnly => Has("INVITE_ONLY");

    /// <summary>Whether it is this category, or lies below.</summary>
    public bool IsIn(string category) => _path.Exists(step => step.Id == category);

    /// <summary>Its attribute of that id, or exactly that name.</summary>
    public bool TryGetAttribute(string idOrName, [NotNullWhen(true)] out ChannelAttributeForm? attribute)
    {
        if (!_byId.TryGetValue(idOrName, out attribute))
        {
            attribute = Attributes.FirstOrDefault(form => form.Name == idOrName);
        }

        return attribute is not null;
    }

    private bool Has(string status) => Category.PermissionStatuses?.Contains(status, StringComparer.Ordinal) ?? false;
}
