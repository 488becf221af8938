using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Connector.Accounts;
using Connector.Policy.Documents;
using Connector.Schedule;
using Connector.Store;
using Dapper;

namespace Connector.State;

/// <summary>The kinds of documents; also the folders in which <c>apply</c> and <c>export</c> keep them.</summary>
public static class DocumentKinds
{
    public const string Account = "accounts";
    public const string Source = "sources";
    public const string Policy = "policies";
    public const string Schedule = "schedules";

    public static IReadOnlyList<string> All { get; } = [Source, Policy, Account, Schedule];
}

/// <summary>One version of a document.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name: lower-case letters, digits and hyphens.</param>
/// <param name="Version">Counts up from 1; the text before a version is that of the version before it.</param>
/// <param name="At">When it was applied.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="Text">The document, as JSON in the house's form.</param>
public sealed record DocumentVersion(string Kind, string Name, long Version, string At, string Author, string Text);

/// <summary>A fault in a document: where, what, and the cure.</summary>
public sealed record DocumentFault(string Document, string Path, string Sentence, string Remedy)
{
    public override string ToString() => $"{Document}{(Path.Length > 0 ? $" at {Path}" : "")}: {Sentence}; {Remedy}";
}

/// <summary>Accounts, sources, policies and schedules, each a JSON document with all its versions.</summary>
public sealed class Documents(StateDatabase state, TimeProvider clock)
{
    /// <summary>How documents are written: camelCase, unknown members refused, so that a slip of the pen is a fault and not a silent default.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly Dictionary<string, Type> PolicyTypes = new(StringComparer.Ordinal)
    {
        ["synchronization"] = typeof(SynchronizationPolicy),
        ["inventory"] = typeof(InventoryPolicy),
        ["image"] = typeof(ImagePolicy),
        ["mapping"] = typeof(AttributeMapping),
    };

    public IReadOnlyList<DocumentVersion> Latest(string? kind = null)
    {
        using var db = state.Open();
        return [.. db.Query<DocumentVersion>(
            """
            SELECT d.kind, d.name, d.version, d.at, d.author, d.text FROM document d
            WHERE d.version = (SELECT MAX(version) FROM document x WHERE x.kind = d.kind AND x.name = d.name) AND (@kind IS NULL OR d.kind = @kind)
            ORDER BY d.kind, d.name
            """,
            new { kind })];
    }

    public DocumentVersion? Find(string kind, string name) => Latest(kind).FirstOrDefault(document => document.Name == name);

    public Account Account(string name) => Parse<Account>(Require(DocumentKinds.Account, name));

    public IReadOnlyList<(string Name, Account Account)> Accounts() => [.. Latest(DocumentKinds.Account).Select(document => (document.Name, Parse<Account>(document)))];

    public StoreSource Source(string name) => Parse<StoreSource>(Require(DocumentKinds.Source, name));

    public IReadOnlyList<(string Name, StoreSource Source)> Sources() => [.. Latest(DocumentKinds.Source).Select(document => (document.Name, Parse<StoreSource>(document)))];

    public IReadOnlyList<(string Name, FeedSchedule Schedule)> Schedules() => [.. Latest(DocumentKinds.Schedule).Select(document => (document.Name, Parse<FeedSchedule>(document)))];

    /// <summary>The policies that decide for an account, with the versions they are in.</summary>
    public (PolicyDocuments Policies, IReadOnlyList<string> Versions) Policies(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var versions = new List<string>();
        return (new PolicyDocuments
        {
            Synchronization = Policy<SynchronizationPolicy>(account.Policies.Synchronization, versions),
            Inventory = Policy<InventoryPolicy>(account.Policies.Inventory, versions),
            Image = Policy<ImagePolicy>(account.Policies.Image, versions),
            Mapping = Policy<AttributeMapping>(account.Policies.Mapping, versions),
        }, versions);
    }

    /// <summary>
    /// Checks documents and, where all are sound, stores those that differ from what is in force. All or nothing.
    /// </summary>
    /// <param name="given">Kind, name, text, and where it stands, for messages.</param>
    /// <param name="author">Who applies them.</param>
    /// <param name="applied">The versions that came to be; empty if nothing differed.</param>
    /// <returns>Every fault that was found; empty if they were applied.</returns>
    public IReadOnlyList<DocumentFault> Apply(IReadOnlyList<DocumentText> given, string author, out IReadOnlyList<DocumentVersion> applied)
    {
        ArgumentNullException.ThrowIfNull(given);
        applied = [];
        var faults = new List<DocumentFault>();
        var texts = new Dictionary<(string, string), string>();
        var parsed = new Dictionary<(string Kind, string Name), (string Where, object Value)>();
        var before = new Dictionary<string, Account>(StringComparer.Ordinal);
        foreach (var document in Latest())
        {
            // One that another version wrote, and that cannot be read now, is a fault unless it is being replaced.
            var replaced = given.Any(text => text.Kind == document.Kind && text.Name == document.Name);
            if (TryRead(new DocumentText(document.Kind, document.Name, document.Text, $"{document.Kind}/{document.Name}"), replaced ? [] : faults) is { } value)
            {
                parsed[(document.Kind, document.Name)] = ($"{document.Kind}/{document.Name}", value);
                if (value is Account account)
                {
                    before[document.Name] = account;
                }
            }
        }

        foreach (var document in given)
        {
            if (TryRead(document, faults) is { } value)
            {
                parsed[(document.Kind, document.Name)] = (document.Where, value);
                texts[(document.Kind, document.Name)] = Write(value);
            }
        }

        DocumentRules.Check(parsed, before, faults);
        CheckViewsThatLeave(parsed, faults);
        if (faults.Count > 0)
        {
            return faults;
        }

        applied = state.Write((db, transaction) =>
        {
            var stored = new List<DocumentVersion>();
            foreach (var ((kind, name), text) in texts)
            {
                var last = db.QuerySingleOrDefault<DocumentVersion>(
                    "SELECT kind, name, version, at, author, text FROM document WHERE kind = @kind AND name = @name ORDER BY version DESC LIMIT 1", new { kind, name }, transaction);
                if (last?.Text == text)
                {
                    continue;
                }

                var version = new DocumentVersion(kind, name, (last?.Version ?? 0) + 1, Instants.Text(clock.GetUtcNow()), author, text);
                db.Execute("INSERT INTO document(kind, name, version, at, author, text) VALUES(@Kind, @Name, @Version, @At, @Author, @Text)", version, transaction);
                stored.Add(version);
            }

            return (IReadOnlyList<DocumentVersion>)stored;
        });
        return [];
    }

    /// <summary>The documents of a folder: one file each, in a folder for each kind.</summary>
    public static IReadOnlyList<DocumentText> FromFolder(string folder) =>
    [
        .. DocumentKinds.All.Select(kind => (kind, path: Path.GetFullPath(Path.Combine(folder, kind)))).Where(pair => Directory.Exists(pair.path))
            .SelectMany(pair => Directory.EnumerateFiles(pair.path, "*.json").Order(StringComparer.Ordinal)
                .Select(file => DocumentText.FromFile(pair.kind, file))),
    ];

    /// <summary>A view of which TikTok has rows cannot leave its account: nothing would keep those rows true any more, and they would sell.</summary>
    private void CheckViewsThatLeave(Dictionary<(string Kind, string Name), (string Where, object Value)> documents, List<DocumentFault> faults)
    {
        using var db = state.Open();
        var listed = db.Query<(string Account, string View, long Count)>(
            "SELECT account, view_name, COUNT(*) FROM ledger WHERE state <> @deactivated GROUP BY account, view_name", new { deactivated = (int)Feeds.SentState.Deactivated });
        foreach (var (name, view, count) in listed)
        {
            if (documents.TryGetValue((DocumentKinds.Account, name), out var document) && document.Value is Account account && account.Views.All(kept => kept.Name != view))
            {
                faults.Add(new DocumentFault(
                    document.Where, "$.views", $"view '{view}' is left out, and TikTok has {count} SKUs of it",
                    "keep it with retired: true, make a full and an inventory feed, and leave it out when nothing of it is listed any more"));
            }
        }
    }

    internal static string Write(object value)
    {
        var node = JsonSerializer.SerializeToNode(value, value.GetType(), Json)!.AsObject();
        if (PolicyTypes.FirstOrDefault(pair => pair.Value == value.GetType()) is { Key: { } type })
        {
            var typed = new JsonObject { ["type"] = type };
            foreach (var (key, member) in node.ToList())
            {
                node.Remove(key);
                typed[key] = member;
            }

            node = typed;
        }

        return node.ToJsonString(Json);
    }

    private T Policy<T>(string name, List<string> versions)
        where T : new()
    {
        if (name.Length == 0)
        {
            return new T();
        }

        var document = Require(DocumentKinds.Policy, name);
        versions.Add($"{document.Kind}/{document.Name}@{document.Version}");
        return ParseAny(document) is T policy
            ? policy
            : throw new PersonMustDecideException("document.type", $"Policy {name} is not of the type in which the account uses it.", "Name a policy of that type, or run `connector check`.");
    }

    private DocumentVersion Require(string kind, string name) => Find(kind, name) ?? throw new PersonMustDecideException(
        "document.unknown",
        $"There is no document {kind}/{name}{Known(kind)}.",
        "Apply one with `connector apply DIR`.");

    private string Known(string kind) => Latest(kind) is { Count: > 0 } known ? $" (there are {string.Join(", ", known.Select(document => document.Name))})" : "";

    private static T Parse<T>(DocumentVersion document) => (T)ParseAny(document);

    private static object ParseAny(DocumentVersion document)
    {
        var faults = new List<DocumentFault>();
        return TryRead(new DocumentText(document.Kind, document.Name, document.Text, $"{document.Kind}/{document.Name}@{document.Version}"), faults)
            ?? throw new PersonMustDecideException("document.unreadable", $"A stored document cannot be read: {faults[0]}.", "It was written by another version of Connector; apply it again.");
    }

    private static object? TryRead(DocumentText document, List<DocumentFault> faults)
    {
        const int LongestDocument = 1 << 20;
        if (document.Unreadable is { } unreadable)
        {
            faults.Add(unreadable);
            return null;
        }

        if (document.Text.Length > LongestDocument)
        {
            faults.Add(new DocumentFault(document.Where, "", $"the document has {document.Text.Length} characters, {LongestDocument} are allowed", "split it"));
            return null;
        }

        if (document.Name.Length is 0 or > 60 || document.Name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            faults.Add(new DocumentFault(document.Where, "", $"the name '{document.Name}' is not allowed", "use lower-case letters, digits and hyphens, 60 at the most"));
        }

        try
        {
            var node = JsonNode.Parse(document.Text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = 32 });
            if (node is not JsonObject members)
            {
                faults.Add(new DocumentFault(document.Where, "$", "the document is not a JSON object", "write { ... }"));
                return null;
            }

            if (EmptyElement(members) is { } place)
            {
                faults.Add(new DocumentFault(document.Where, place, "null stands in a list", "leave it out"));
                return null;
            }

            members.Remove("$schema");
            if (Shape(document, members, faults) is not { } shape)
            {
                return null;
            }

            var value = members.Deserialize(shape, Json)!;
            return value is StoreSource source ? AtItsFolder(source, document) : value;
        }
        catch (JsonException fault)
        {
            faults.Add(new DocumentFault(
                document.Where, fault.Path ?? $"line {fault.LineNumber + 1}", fault.Message.Split(" Path:", StringSplitOptions.None)[0],
                "see the schema of this document kind (connector schema export)"));
            return null;
        }
    }

    /// <summary>Where null stands as an element of a list, which the types cannot refuse; null if nowhere.</summary>
    private static string? EmptyElement(JsonNode node) => node switch
    {
        JsonArray list => list.Select((element, at) => element is null ? $"{node.GetPath()}[{at}]" : EmptyElement(element)).FirstOrDefault(place => place is not null),
        JsonObject members => members.Select(member => member.Value is null ? null : EmptyElement(member.Value)).FirstOrDefault(place => place is not null),
        _ => null,
    };

    private static Type? Shape(DocumentText document, JsonObject members, List<DocumentFault> faults)
    {
        switch (document.Kind)
        {
            case DocumentKinds.Account:
                return typeof(Account);
            case DocumentKinds.Source:
                return typeof(StoreSource);
            case DocumentKinds.Schedule:
                return typeof(FeedSchedule);
            case DocumentKinds.Policy:
                var type = members["type"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
                members.Remove("type");
                if (PolicyTypes.TryGetValue(type, out var shape))
                {
                    return shape;
                }

                faults.Add(new DocumentFault(document.Where, "$.type", $"'{type}' is no type of policy", $"write one of {string.Join(", ", PolicyTypes.Keys)}"));
                return null;
            default:
                faults.Add(new DocumentFault(document.Where, "", $"'{document.Kind}' is no kind of document", $"use one of {string.Join(", ", DocumentKinds.All)}"));
                return null;
        }
    }

    /// <summary>A relative location starts at the folder in which the document lies; an address is none.</summary>
    private static StoreSource AtItsFolder(StoreSource source, DocumentText document) =>
        Path.IsPathRooted(document.Where) && !Path.IsPathRooted(source.Location) && source.WebFolder is null
            ? source with { Location = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document.Where)!, source.Location)) }
            : source;
}

/// <summary>A document as it was given.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">JSON.</param>
/// <param name="Where">The file it stands in (an absolute path), or another name for messages.</param>
public sealed record DocumentText(string Kind, string Name, string Text, string Where)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why there is no text: the file is not UTF-8.</summary>
    public DocumentFault? Unreadable { get; private init; }

    /// <summary>The document in a file, which must be UTF-8, with or without its mark.</summary>
    public static DocumentText FromFile(string kind, string file)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        var name = Path.GetFileNameWithoutExtension(file);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        // JSON has no NUL; UTF-16 without a mark has one in every second byte, which is well-formed UTF-8.
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes.Contains((byte)0))
        {
            return NotUtf8("the file is UTF-16, not UTF-8");
        }

        try
        {
            return new DocumentText(kind, name, Strict.GetString(bytes), file);
        }
        catch (DecoderFallbackException)
        {
            return NotUtf8("the file is not UTF-8");
        }

        DocumentText NotUtf8(string sentence) => new(kind, name, "", file) { Unreadable = new DocumentFault(file, "", sentence, "save it as UTF-8") };
    }
}
