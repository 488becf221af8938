using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Connector.Accounts;
using Connector.Archive;
using Connector.Notices;
using Connector.Policy.Documents;
using Connector.Schedule;
using Connector.Store;
using Dapper;

namespace Connector.State;

/// <summary>Accounts, sources, policies, templates, rules, categories, schedules and receivers of notices, each a JSON document with all its versions.</summary>
/// <param name="state">Where they are kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="chain">Where their changes are recorded; null: nowhere, for tests of the documents alone.</param>
public sealed partial class Documents(StateDatabase state, TimeProvider clock, Chain? chain = null)
{
    private const string Columns = "d.kind, d.name, d.version, d.at, d.author, d.because, d.deletes, d.state, d.decided_at AS DecidedAt, d.decided_by AS DecidedBy, d.decided_because AS DecidedBecause";

    /// <summary>Documents as they were read. A version never changes, so each is read once: category sets are large, and policies are asked for several times a run.</summary>
    private readonly ConcurrentDictionary<(string Kind, string Name, long Version), object> _read = new();

    /// <summary>How documents are written: camelCase, unknown members refused, so that a slip of the pen is a fault and not a silent default.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>What is in force: of each document the live version with the highest number, unless that deletes it.</summary>
    public IReadOnlyList<DocumentVersion> InForce(string? kind = null)
    {
        using var db = state.Open();
        return InForce(db, null, kind, "d.text");
    }

    /// <summary>Versions that wait for approval: those above what is in force. A version that was passed over by a later one waits no more.</summary>
    public IReadOnlyList<DocumentVersion> Pending(string? kind = null)
    {
        using var db = state.Open();
        return Pending(db, null, kind);
    }

    /// <summary>All versions of one document, the first one first; empty where there never was such a document.</summary>
    public IReadOnlyList<DocumentVersion> History(string kind, string name)
    {
        using var db = state.Open();
        return [.. db.Query<DocumentVersion>($"SELECT {Columns}, d.text FROM document d WHERE d.kind = @kind AND d.name = @name ORDER BY d.version", new { kind, name })];
    }

    /// <summary>A document as it is in force; null where there is none.</summary>
    public DocumentVersion? Find(string kind, string name)
    {
        using var db = state.Open();
        return InForce(db, null, kind, "d.text", name) is [var version] ? version : null;
    }

    public Account Account(string name) => Read<Account>(DocumentKinds.Account, name);

    public IReadOnlyList<(string Name, Account Account)> Accounts() => Read<Account>(DocumentKinds.Account);

    public StoreSource Source(string name) => Read<StoreSource>(DocumentKinds.Source, name);

    public IReadOnlyList<(string Name, StoreSource Source)> Sources() => Read<StoreSource>(DocumentKinds.Source);

    public IReadOnlyList<(string Name, FeedSchedule Schedule)> Schedules() => Read<FeedSchedule>(DocumentKinds.Schedule);

    public NoticeReceiver Receiver(string name) => Read<NoticeReceiver>(DocumentKinds.Receiver, name);

    public IReadOnlyList<(string Name, NoticeReceiver Receiver)> Receivers() => Read<NoticeReceiver>(DocumentKinds.Receiver);

    /// <summary>The policies that decide for an account, with the versions they are in.</summary>
    /// <exception cref="PersonMustDecideException">There is no such account, or a document that it names is not there.</exception>
    public (PolicyDocuments Policies, IReadOnlyList<string> Versions) Policies(string account)
    {
        using var db = state.Open();
        return World(db, null).Policies(account);
    }

    /// <summary>Whether an account's synchronization policy wants a log. Documents that cannot be read now do not keep a run that TikTok was told of from its seal.</summary>
    internal bool WantsLog(string account, Func<SynchronizationPolicy, bool> log)
    {
        try
        {
            return log(Policies(account).Policies.Synchronization);
        }
        catch (PersonMustDecideException)
        {
            return true;
        }
    }

    /// <summary>The policies that would decide for an account, and the account itself, if other documents were in force; nothing is stored.</summary>
    /// <param name="account">The account's name.</param>
    /// <param name="given">The documents that would be applied.</param>
    /// <param name="withPending">Also with all versions that wait for approval.</param>
    /// <param name="faults">Every fault that was found; the policies are null where there are any.</param>
    public (PolicyDocuments Policies, IReadOnlyList<string> Versions, Account Account)? Policies(string account, IReadOnlyList<DocumentText> given, bool withPending, out IReadOnlyList<DocumentFault> faults)
    {
        using var db = state.Open();
        var world = World(db, null);
        var found = new List<DocumentFault>();
        var before = AccountsOf(world);
        if (withPending)
        {
            Overlay(db, null, world);
        }

        Lay(Read(given, found), world);
        Check(world, before, found);
        faults = found;
        if (found.Count > 0)
        {
            return null;
        }

        var (policies, versions) = world.Policies(account);
        return (policies, versions, (Account)world.All[(DocumentKinds.Account, account)].Value);
    }

    /// <summary>A given document as what it says it is, looked over by itself; null where it has faults.</summary>
    public static T? Read<T>(DocumentText given, out IReadOnlyList<DocumentFault> faults)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(given);
        var found = new List<DocumentFault>();
        var value = DocumentForm.TryRead(given, found);
        faults = found.Count > 0 || value is T ? found : [new DocumentFault(given.Where, "", "it is another kind of document", "name one of the right kind")];
        return faults.Count == 0 ? (T)value! : null;
    }

    /// <summary>The documents of a folder: one file each, in a folder for each kind.</summary>
    public static IReadOnlyList<DocumentText> FromFolder(string folder) =>
    [
        .. DocumentKinds.All.Select(kind => (kind, path: Path.GetFullPath(Path.Combine(folder, kind)))).Where(pair => Directory.Exists(pair.path))
            .SelectMany(pair => Directory.EnumerateFiles(pair.path, "*.json").Order(StringComparer.Ordinal)
                .Select(file => DocumentText.FromFile(pair.kind, file))),
    ];

    internal static string Write(object value)
    {
        var node = JsonSerializer.SerializeToNode(value, value.GetType(), Json)!.AsObject();
        if (DocumentKinds.TypeOf(value) is { } type)
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

    private static IReadOnlyList<DocumentVersion> InForce(DbConnection db, DbTransaction? transaction, string? kind, string text, string? name = null) =>
    [
        .. db.Query<DocumentVersion>(
            $"""
            SELECT {Columns}, {text} AS text FROM document d
            WHERE d.version = (SELECT MAX(version) FROM document x WHERE x.kind = d.kind AND x.name = d.name AND x.state = 'live')
                AND d.deletes = 0 AND (@kind IS NULL OR d.kind = @kind) AND (@name IS NULL OR d.name = @name)
            ORDER BY d.kind, d.name
            """,
            new { kind, name }, transaction),
    ];

    private static IReadOnlyList<DocumentVersion> Pending(DbConnection db, DbTransaction? transaction, string? kind) =>
    [
        .. db.Query<DocumentVersion>(
            $"""
            SELECT {Columns}, d.text FROM document d
            WHERE d.state = 'pending' AND (@kind IS NULL OR d.kind = @kind)
                AND NOT EXISTS (SELECT 1 FROM document x WHERE x.kind = d.kind AND x.name = d.name AND x.state = 'live' AND x.version > d.version)
            ORDER BY d.kind, d.name, d.version
            """,
            new { kind }, transaction),
    ];

    /// <summary>What is in force, read. Texts are fetched of those only that were not read before.</summary>
    private DocumentWorld World(DbConnection db, DbTransaction? transaction)
    {
        var world = new DocumentWorld();
        foreach (var version in InForce(db, transaction, null, "''"))
        {
            Put(db, transaction, world, version);
        }

        return world;
    }

    /// <summary>Lays the newest pending versions over what is in force.</summary>
    private void Overlay(DbConnection db, DbTransaction? transaction, DocumentWorld world)
    {
        foreach (var version in Pending(db, transaction, null))
        {
            if (version.IsDeletion)
            {
                world.Remove(version.Kind, version.Name);
            }
            else
            {
                Put(db, transaction, world, version);
            }
        }
    }

    private void Put(DbConnection db, DbTransaction? transaction, DocumentWorld world, DocumentVersion version)
    {
        if (Value(db, transaction, version, out var fault) is { } value)
        {
            world.Put(version.Kind, version.Name, $"{version.Kind}/{version.Name}", value, version.Label);
        }
        else
        {
            world.Remove(version.Kind, version.Name);
            world.Unreadable[(version.Kind, version.Name)] = fault!;
        }
    }

    private object? Value(DbConnection db, DbTransaction? transaction, DocumentVersion version, out DocumentFault? fault)
    {
        fault = null;
        var key = (version.Kind, version.Name, version.Version);
        if (_read.TryGetValue(key, out var known))
        {
            return known;
        }

        var text = version.Text.Length > 0
            ? version.Text
            : db.ExecuteScalar<string>("SELECT text FROM document WHERE kind = @Kind AND name = @Name AND version = @Version", new { version.Kind, version.Name, version.Version }, transaction) ?? "";
        var faults = new List<DocumentFault>();
        if (Stored(version.Kind, text) is not { } value && (value = DocumentForm.TryRead(new DocumentText(version.Kind, version.Name, text, $"{version.Kind}/{version.Name}"), faults)) is null)
        {
            fault = faults[0];
            return null;
        }

        return _read[key] = value;
    }

    /// <summary>What was looked over when it was stored is read straight; null where that fails.</summary>
    private static object? Stored(string kind, string text)
    {
        try
        {
            return kind == DocumentKinds.Policy
                ? StoredPolicy(text)
                : DocumentKinds.Shape(kind) is { } shape ? JsonSerializer.Deserialize(text, shape, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? StoredPolicy(string text)
    {
        var members = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false }) as JsonObject;
        return members?["type"] is JsonValue word && word.TryGetValue<string>(out var type) && DocumentKinds.PolicyTypes.TryGetValue(type, out var shape) && members.Remove("type")
            ? members.Deserialize(shape, Json)
            : null;
    }

    private T Read<T>(string kind, string name)
    {
        using var db = state.Open();
        return InForce(db, null, kind, "''", name) is [var version]
            ? Read<T>(db, version)
            : throw DocumentWorld.Unknown(kind, name, InForce(db, null, kind, "''").Select(document => document.Name));
    }

    private IReadOnlyList<(string Name, T Document)> Read<T>(string kind)
    {
        using var db = state.Open();
        return [.. InForce(db, null, kind, "''").Select(version => (version.Name, Read<T>(db, version)))];
    }

    private T Read<T>(DbConnection db, DocumentVersion version) => (T)(Value(db, null, version, out var fault) ?? throw DocumentWorld.CannotBeRead(fault!));
}
