using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Listings;
using Connector.Schedule;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary>A document in a list: what is in force of it, and what waits for approval.</summary>
internal sealed record ListedDocument
{
    public required string Name { get; init; }

    /// <summary>The type of a policy; null for other kinds.</summary>
    public string? Type { get; init; }

    public required string Title { get; init; }

    /// <summary>Whether it decides where none of its type is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether it is whole, and fits to all others.</summary>
    public bool Valid => Faults.Count == 0;

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What is to be known at first sight: that it is paused or not enabled.</summary>
    public string? Standing { get; init; }

    public required string Created { get; init; }

    public required string Updated { get; init; }

    /// <summary>The version in force; null: none was approved yet.</summary>
    public long? Version { get; init; }

    /// <summary>Who wrote that version.</summary>
    public required string Author { get; init; }

    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <summary>The account of a template or a rule.</summary>
    public string? Account { get; init; }

    /// <summary>The TikTok category of a template; empty: none is told.</summary>
    public string? Category { get; init; }

    /// <summary>How many products a template has, view by view; empty where they were not asked for.</summary>
    public IReadOnlyList<Preview.TemplateTotal> Totals { get; init; } = [];

    /// <summary>The policies of a template, by type; those that it leaves to its account are not here.</summary>
    public IReadOnlyDictionary<string, string>? Policies { get; init; }

    /// <summary>How an account's goods reach TikTok, and whether they may; null for other kinds.</summary>
    public AccountConnection? Connection { get; init; }

    /// <summary>Versions that wait for approval.</summary>
    public IReadOnlyList<PendingVersion> Pending { get; init; } = [];

    public static IReadOnlyList<ListedDocument> All(Documents documents, string kind, string? onlyType)
    {
        var inForce = documents.InForce(kind);
        var pending = documents.Pending(kind);
        var faults = documents.Check([]).ToLookup(fault => fault.Document, fault => fault.ToString());
        return
        [
            .. inForce.Select(version => version.Name).Union(pending.Select(version => version.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => Of(documents, name, inForce.FirstOrDefault(version => version.Name == name), [.. pending.Where(version => version.Name == name)], faults))
                .Where(listed => onlyType is null || listed.Type == onlyType),
        ];
    }

    public static string? TypeOf(DocumentVersion version) => TypeOf(version.Text);

    /// <summary>What a policy's text says of its type; null where it says nothing, or is no JSON.</summary>
    public static string? TypeOf(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) is JsonObject members
                && members["type"] is JsonValue value && value.TryGetValue<string>(out var type) ? type : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ListedDocument Of(Documents documents, string name, DocumentVersion? inForce, IReadOnlyList<DocumentVersion> pending, ILookup<string, string> faults)
    {
        var shown = inForce ?? pending[^1];
        var members = shown.IsDeletion ? [] : JsonNode.Parse(shown.Text)!.AsObject();
        var type = shown.Kind == DocumentKinds.Policy ? members["type"]?.GetValue<string>() : null;
        var users = documents.Users(shown.Kind, name).Select(user => user.User).Distinct(StringComparer.Ordinal).ToList();
        return new ListedDocument
        {
            Name = name,
            Type = type,
            Title = members["title"]?.GetValue<string>() ?? "",
            IsDefault = members["isDefault"]?.GetValue<bool>() ?? false,
            Faults = inForce is null ? ["no version of it is approved yet"] : [.. faults[$"{shown.Kind}/{name}"], .. type == "synchronization" ? Tasks(documents, users, faults) : []],
            Standing = members["paused"]?.GetValue<bool>() == true ? "paused" : members["enabled"]?.GetValue<bool>() == false ? "not enabled" : members["active"]?.GetValue<bool>() == false ? "not active" : null,
            Created = documents.History(shown.Kind, name)[0].At,
            Updated = shown.At,
            Version = inForce?.Version,
            Author = shown.Author,
            UsedBy = users,
            Account = members["account"]?.GetValue<string>(),
            Category = shown.Kind == DocumentKinds.Template ? members["category"]?.GetValue<string>() ?? "" : null,
            Policies = shown.Kind != DocumentKinds.Template ? null
                : (members["policies"]?.AsObject() ?? []).Where(policy => policy.Value!.GetValue<string>().Length > 0).ToDictionary(policy => policy.Key, policy => policy.Value!.GetValue<string>()),
            Pending = [.. pending.Select(version => new PendingVersion(version.Version, version.At, version.Author, version.Because, version.IsDeletion, documents.Askers(version)))],
        };
    }

    /// <summary>A synchronization policy is as sound as the schedules of the accounts that it is assigned to. Checklist POL-09, D-18.</summary>
    private static IEnumerable<string> Tasks(Documents documents, IReadOnlyList<string> users, ILookup<string, string> faults) =>
        documents.InForce(DocumentKinds.Schedule).Where(version => faults[$"{version.Kind}/{version.Name}"].Any())
            .Where(version => JsonNode.Parse(version.Text) is { } schedule && schedule["active"]?.GetValue<bool>() != false && users.Contains($"{DocumentKinds.Account}/{schedule["for"]}"))
            .SelectMany(version => faults[$"{version.Kind}/{version.Name}"]);
}

/// <summary>How an account's goods reach TikTok, and whether they may. Checklist ACC-18.</summary>
/// <param name="Channel">By alert, pull or calls.</param>
/// <param name="Environment">Production or sandbox.</param>
/// <param name="Connected">How the authorisation of its app stands; null: it has no app.</param>
/// <param name="Until">Until when the authorisation holds.</param>
internal sealed record AccountConnection(DeliveryChannel Channel, AccountEnvironment Environment, AuthorisationState? Connected, DateTimeOffset? Until)
{
    /// <summary>How it stands; null: the account is not in force.</summary>
    public static AccountConnection? Of(House house, string name)
    {
        if (house.Room<Documents>().Accounts().FirstOrDefault(account => account.Name == name).Account is not { } account)
        {
            return null;
        }

        var token = account.Shop.AppKey.Length == 0 ? null : house.Room<ShopTokens>().Find(name) is { } found && found.AppKey == account.Shop.AppKey ? found : null;
        return new AccountConnection(account.Delivery, account.Environment, account.Shop.AppKey.Length == 0 ? null : token?.State ?? AuthorisationState.None, token?.RefreshExpires);
    }

    /// <summary>For a table: yes, no, and why not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Words => Connected switch
    {
        null => "-",
        AuthorisationState.Authorised => "yes",
        AuthorisationState.Expiring => "yes, expires soon",
        AuthorisationState.None => "no",
        AuthorisationState.Withdrawn => "no: withdrawn",
        _ => "no: lost",
    };
}

/// <summary>A version that waits for approval.</summary>
/// <param name="For">The accounts that ask for it.</param>
internal sealed record PendingVersion(long Version, string At, string Author, string Because, bool Deletes, IReadOnlyList<string> For);
