using Connector.Accounts;
using Connector.Notices;
using Connector.Policy.Documents;
using Connector.Schedule;
using Connector.Store;

namespace Connector.State;

/// <summary>The kinds of documents; also the folders in which <c>apply</c> and <c>export</c> keep them.</summary>
public static class DocumentKinds
{
    public const string Account = "accounts";
    public const string Source = "sources";
    public const string Policy = "policies";
    public const string Template = "templates";
    public const string Rule = "rules";
    public const string Categories = "categories";
    public const string Schedule = "schedules";

    /// <summary>Who is told of what needs people.</summary>
    public const string Receiver = "notices";

    public static IReadOnlyList<string> All { get; } = [Source, Categories, Policy, Template, Rule, Account, Schedule, Receiver];

    /// <summary>The types of policies, by the word in a document's member <c>type</c>.</summary>
    public static IReadOnlyDictionary<string, Type> PolicyTypes { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["synchronization"] = typeof(SynchronizationPolicy),
        ["inventory"] = typeof(InventoryPolicy),
        ["pricing"] = typeof(PricingPolicy),
        ["image"] = typeof(ImagePolicy),
        ["mapping"] = typeof(AttributeMapping),
    };

    /// <summary>The word for a policy's type; null for what is no policy.</summary>
    public static string? TypeOf(object document) => PolicyTypes.FirstOrDefault(pair => pair.Value == document.GetType()).Key;

    /// <summary>What a document of a kind is read as; null for policies, whose type says it, and for what is no kind.</summary>
    internal static Type? Shape(string kind) => kind switch
    {
        Account => typeof(Account),
        Source => typeof(StoreSource),
        Template => typeof(ListingTemplate),
        Rule => typeof(Rule),
        Categories => typeof(CategorySet),
        Schedule => typeof(FeedSchedule),
        Receiver => typeof(NoticeReceiver),
        _ => null,
    };
}
