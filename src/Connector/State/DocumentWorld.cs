using Connector.Accounts;
using Connector.Policy.Documents;

namespace Connector.State;

/// <summary>The documents as they stand, or would stand, at one time; each one read.</summary>
internal sealed class DocumentWorld
{
    private readonly Dictionary<(string Kind, string Name), string> _labels = [];

    /// <summary>Every document by kind and name, with the place to name in messages.</summary>
    public Dictionary<(string Kind, string Name), (string Where, object Value)> All { get; } = [];

    /// <summary>Stored documents that another version of Connector wrote and that cannot be read now.</summary>
    public Dictionary<(string Kind, string Name), DocumentFault> Unreadable { get; } = [];

    public DocumentWorld Copy()
    {
        var copy = new DocumentWorld();
        foreach (var (key, fault) in Unreadable)
        {
            copy.Unreadable[key] = fault;
        }

        foreach (var ((kind, name), (where, value)) in All)
        {
            copy.Put(kind, name, where, value, _labels[(kind, name)]);
        }

        return copy;
    }

    public void Put(string kind, string name, string where, object value, string label)
    {
        Unreadable.Remove((kind, name));
        All[(kind, name)] = (where, value);
        _labels[(kind, name)] = label;
    }

    public void Remove(string kind, string name)
    {
        Unreadable.Remove((kind, name));
        All.Remove((kind, name));
        _labels.Remove((kind, name));
    }

    /// <summary>Where other documents name this one.</summary>
    public IEnumerable<(string Kind, string Name, DocumentReference At)> Users(string kind, string name) =>
        from document in All
        from named in DocumentReference.Of(document.Value.Value)
        where named.Kind == kind && named.Name == name
        select (document.Key.Kind, document.Key.Name, named);

    /// <summary>The accounts for which a document decides.</summary>
    public IEnumerable<string> DecidesFor(string kind, string name)
    {
        if (!All.TryGetValue((kind, name), out var found))
        {
            return [];
        }

        return kind switch
        {
            DocumentKinds.Account => [name],
            DocumentKinds.Template => [((ListingTemplate)found.Value).Account],
            DocumentKinds.Rule => [((Rule)found.Value).Account],
            DocumentKinds.Categories => Users(kind, name).Select(user => user.Name),
            DocumentKinds.Policy => Takers(name, found.Value).Distinct(StringComparer.Ordinal),
            _ => [],
        };
    }

    /// <summary>The policies that decide for an account, with the versions they are in.</summary>
    /// <exception cref="PersonMustDecideException">A document that is named is not there.</exception>
    public (PolicyDocuments Policies, IReadOnlyList<string> Versions) Policies(string name)
    {
        var account = (Account)Require(DocumentKinds.Account, name).Value;
        var versions = new List<string>();
        var policies = new PolicyDocuments
        {
            Synchronization = Policy<SynchronizationPolicy>(account.Policies.Synchronization, versions),
            Inventory = Policy<InventoryPolicy>(account.Policies.Inventory, versions),
            Pricing = Policy<PricingPolicy>(account.Policies.Pricing, versions),
            Image = Policy<ImagePolicy>(account.Policies.Image, versions),
            Mapping = Policy<AttributeMapping>(account.Policies.Mapping, versions),
        };
        policies = policies with
        {
            // Those that are not enabled too: a product that was put into one by hand stays in it, and is held there.
            Templates =
            [
                .. Of<ListingTemplate>(DocumentKinds.Template, versions, template => template.Account == name).Select(template => new TemplateInForce(
                    template.Name, template.Document,
                    Own(template.Document.Policies.Inventory, policies.Inventory, versions), Own(template.Document.Policies.Pricing, policies.Pricing, versions),
                    Own(template.Document.Policies.Image, policies.Image, versions), Own(template.Document.Policies.Mapping, policies.Mapping, versions))),
            ],
            Rules =
            [
                .. Of<Rule>(DocumentKinds.Rule, versions, rule => rule.Account == name && !rule.Paused)
                    .OrderBy(rule => rule.Document.Order).ThenBy(rule => rule.Name, StringComparer.Ordinal).Select(rule => rule.Document),
            ],
            Categories = account.Categories.Length == 0 ? null : (CategorySet)Labelled(DocumentKinds.Categories, account.Categories, versions),
        };
        return (policies, [.. versions.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Accounts that take a policy: by its name, by that of a listing template's, or as the default.</summary>
    private IEnumerable<string> Takers(string name, object policy)
    {
        foreach (var ((kind, user), (_, value)) in All)
        {
            foreach (var named in DocumentReference.Of(value).Where(named => named.Shape == policy.GetType()))
            {
                if (named.Name == name || (named.Name.Length == 0 && kind == DocumentKinds.Account && PolicyMarks.Of(policy) is { IsDefault: true }))
                {
                    yield return value is ListingTemplate template ? template.Account : user;
                }
            }
        }
    }

    private IEnumerable<(string Name, T Document)> Of<T>(string kind, List<string> versions, Func<T, bool> isWanted)
        where T : class
    {
        foreach (var name in All.Where(pair => pair.Key.Kind == kind && pair.Value.Value is T document && isWanted(document)).Select(pair => pair.Key.Name).Order(StringComparer.Ordinal).ToList())
        {
            yield return (name, (T)Labelled(kind, name, versions));
        }
    }

    /// <summary>A template's own policy, else its account's.</summary>
    private T Own<T>(string name, T accounts, List<string> versions)
        where T : class, new() => name.Length > 0 ? Policy<T>(name, versions) : accounts;

    /// <summary>The policy of that name; without one, that which is marked as the default of its type; without one, what is built in.</summary>
    private T Policy<T>(string name, List<string> versions)
        where T : class, new()
    {
        if (name.Length == 0)
        {
            name = All.FirstOrDefault(pair => pair.Value.Value is T && PolicyMarks.Of(pair.Value.Value) is { IsDefault: true }).Key.Name ?? "";
        }

        return name.Length == 0
            ? new T()
            : Labelled(DocumentKinds.Policy, name, versions) as T
                ?? throw new PersonMustDecideException("document.type", $"Policy {name} is not of the type in which it is used.", "Name a policy of that type, or run `connector check`.");
    }

    private object Labelled(string kind, string name, List<string> versions)
    {
        var document = Require(kind, name).Value;
        versions.Add(_labels[(kind, name)]);
        return PolicyMarks.InForce(document, _labels[(kind, name)]);
    }

    private (string Where, object Value) Require(string kind, string name) => All.TryGetValue((kind, name), out var document)
        ? document
        : throw (Unreadable.TryGetValue((kind, name), out var fault) ? CannotBeRead(fault) : Unknown(kind, name, All.Keys.Where(key => key.Kind == kind).Select(key => key.Name)));

    public static PersonMustDecideException CannotBeRead(DocumentFault fault) =>
        new("document.unreadable", $"A stored document cannot be read: {fault}.", "It was written by another version of Connector; apply it again.");

    public static PersonMustDecideException Unknown(string kind, string name, IEnumerable<string> known) => new(
        "document.unknown",
        $"There is no document {kind}/{name}{(known.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } there ? $" (there are {string.Join(", ", there)})" : "")}.",
        "Apply one with `connector apply DIR`.");
}
