using Connector.Accounts;
using Connector.Notices;
using Connector.Policy.Documents;
using Connector.Schedule;

namespace Connector.State;

/// <summary>A place where a document names another one.</summary>
/// <param name="Path">The place, such as <c>$.policies.image</c>.</param>
/// <param name="Kind">The kind of document that is named.</param>
/// <param name="Name">Its name; empty where none is named and the default stands in.</param>
/// <param name="Shape">The type of policy that it must be; null for other kinds.</param>
internal sealed record DocumentReference(string Path, string Kind, string Name, Type? Shape = null)
{
    /// <summary>All documents that a document names, place by place.</summary>
    public static IEnumerable<DocumentReference> Of(object document) => document switch
    {
        Account account => Of(account),
        ListingTemplate template =>
        [
            new("$.account", DocumentKinds.Account, template.Account),
            new("$.policies.image", DocumentKinds.Policy, template.Policies.Image, typeof(ImagePolicy)),
            new("$.policies.pricing", DocumentKinds.Policy, template.Policies.Pricing, typeof(PricingPolicy)),
            new("$.policies.inventory", DocumentKinds.Policy, template.Policies.Inventory, typeof(InventoryPolicy)),
            new("$.policies.mapping", DocumentKinds.Policy, template.Policies.Mapping, typeof(AttributeMapping)),
        ],
        Rule rule =>
        [
            new("$.account", DocumentKinds.Account, rule.Account),
            .. rule.Templates.Select((template, at) => new DocumentReference($"$.templates[{at}]", DocumentKinds.Template, template)),
        ],
        NoticeReceiver receiver => receiver.Accounts.Select((account, at) => new DocumentReference($"$.accounts[{at}]", DocumentKinds.Account, account)),
        FeedSchedule schedule => [new("$.for", schedule.Work is ScheduledWork.StoreRead or ScheduledWork.StoreDelta ? DocumentKinds.Source : DocumentKinds.Account, schedule.For)],
        _ => [],
    };

    private static IEnumerable<DocumentReference> Of(Account account) =>
    [
        new("$.policies.synchronization", DocumentKinds.Policy, account.Policies.Synchronization, typeof(SynchronizationPolicy)),
        new("$.policies.inventory", DocumentKinds.Policy, account.Policies.Inventory, typeof(InventoryPolicy)),
        new("$.policies.pricing", DocumentKinds.Policy, account.Policies.Pricing, typeof(PricingPolicy)),
        new("$.policies.image", DocumentKinds.Policy, account.Policies.Image, typeof(ImagePolicy)),
        new("$.policies.mapping", DocumentKinds.Policy, account.Policies.Mapping, typeof(AttributeMapping)),
        new("$.categories", DocumentKinds.Categories, account.Categories),
        .. account.Views.Select((view, at) => new DocumentReference($"$.views[{at}].source", DocumentKinds.Source, view.Source)),
    ];
}
