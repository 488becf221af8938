using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Archive;
using Connector.Policy.Documents;
using Dapper;

namespace Connector.State;

/// <summary>
/// How documents change: every change is a version, looked over together with all others, and stored whole or not at all. Where an account asks for approval, a
/// version that decides for it waits for another person than its author.
/// </summary>
public sealed partial class Documents
{
    /// <summary>
    /// Checks documents and, where all are sound, stores those that differ from what is in force. All or nothing.
    /// </summary>
    /// <param name="given">Kind, name, text, and where it stands, for messages.</param>
    /// <param name="author">Who applies them.</param>
    /// <param name="applied">The versions that came to be; empty if nothing differed. One whose state is pending is not in force yet.</param>
    /// <param name="because">Why.</param>
    /// <returns>Every fault that was found; empty if they were applied.</returns>
    public IReadOnlyList<DocumentFault> Apply(IReadOnlyList<DocumentText> given, string author, out IReadOnlyList<DocumentVersion> applied, string because = "")
    {
        ArgumentNullException.ThrowIfNull(given);
        var faults = new List<DocumentFault>();
        applied = Change(Read(given, faults), author, because, faults);
        return faults;
    }

    /// <summary>Every fault that documents would have beside those in force; nothing is stored.</summary>
    /// <param name="given">The documents; none: those in force are tried against each other.</param>
    /// <param name="withPending">Beside all versions that wait for approval, too.</param>
    public IReadOnlyList<DocumentFault> Check(IReadOnlyList<DocumentText> given, bool withPending = false)
    {
        ArgumentNullException.ThrowIfNull(given);
        var faults = new List<DocumentFault>();
        using var db = state.Open();
        var world = World(db, null);
        var before = AccountsOf(world);
        if (withPending)
        {
            Overlay(db, null, world);
        }

        Lay(Read(given, faults), world);
        Check(world, before, faults);
        CheckWhatLeaves(db, null, world, before, faults);
        return faults;
    }

    /// <summary>Where a stored document is named by others, in force or pending, as kind/name and the place in it.</summary>
    public IReadOnlyList<(string User, string Path)> Users(string kind, string name)
    {
        using var db = state.Open();
        var world = World(db, null);
        var users = world.Users(kind, name).Select(user => ($"{user.Kind}/{user.Name}", user.At.Path)).ToList();
        if (kind == DocumentKinds.Policy && world.All.TryGetValue((kind, name), out var policy) && PolicyMarks.Of(policy.Value) is { IsDefault: true })
        {
            users.AddRange(world.All.Where(pair => pair.Value.Value is Account)
                .SelectMany(pair => DocumentReference.Of(pair.Value.Value).Where(named => named.Shape == policy.Value.GetType() && named.Name.Length == 0).Select(named => ($"{pair.Key.Kind}/{pair.Key.Name}", named.Path + " (by default)"))));
        }

        return users;
    }

    /// <summary>Makes an earlier version's text the newest version.</summary>
    public IReadOnlyList<DocumentFault> Restore(string kind, string name, long version, string author, string because, out IReadOnlyList<DocumentVersion> applied)
    {
        var before = Require(kind, name, version);
        if (before.IsDeletion)
        {
            throw new PersonMustDecideException("document.deleted", $"Version {version} of {kind}/{name} is the one that deleted it.", "Restore an earlier one.");
        }

        return Apply([new DocumentText(kind, name, before.Text, before.Label)], author, out applied, because.Length > 0 ? because : $"version {version} restored");
    }

    /// <summary>Stores a document's text under another name.</summary>
    public IReadOnlyList<DocumentFault> Duplicate(string kind, string name, string newName, string author, string because, out IReadOnlyList<DocumentVersion> applied, Action<JsonObject>? change = null)
    {
        var document = Find(kind, name) ?? throw DocumentWorld.Unknown(kind, name, InForce(kind).Select(version => version.Name));
        if (Find(kind, newName) is not null || Pending(kind).Any(version => version.Name == newName))
        {
            throw new PersonMustDecideException("document.exists", $"There is a document {kind}/{newName} already.", "Choose another name.");
        }

        var members = JsonNode.Parse(document.Text)!.AsObject();
        // Of two that are alike, one is the default; the other one has just been made.
        members.Remove("isDefault");
        change?.Invoke(members);
        return Apply([new DocumentText(kind, newName, members.ToJsonString(), $"{kind}/{newName}")], author, out applied, because.Length > 0 ? because : $"duplicate of {document.Label}");
    }

    /// <summary>Changes members of documents; makes a version of each like any other change.</summary>
    public IReadOnlyList<DocumentFault> Set(string kind, IReadOnlyList<string> names, Action<JsonObject> change, string author, string because, out IReadOnlyList<DocumentVersion> applied)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(change);
        var texts = new List<DocumentText>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var document = Find(kind, name) ?? throw DocumentWorld.Unknown(kind, name, InForce(kind).Select(version => version.Name));
            var members = JsonNode.Parse(document.Text)!.AsObject();
            change(members);
            texts.Add(new DocumentText(kind, name, members.ToJsonString(), $"{kind}/{name}"));
        }

        return Apply(texts, author, out applied, because);
    }

    /// <summary>Deletes a document: a version that says so; its history stays.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="usersTo">The document that its users name from now on; null: it must have none.</param>
    /// <param name="author">Who deletes it.</param>
    /// <param name="because">Why.</param>
    /// <param name="applied">The versions that came to be, those of its users as well.</param>
    public IReadOnlyList<DocumentFault> Delete(string kind, string name, string? usersTo, string author, string because, out IReadOnlyList<DocumentVersion> applied)
    {
        applied = [];
        var document = Find(kind, name) ?? throw DocumentWorld.Unknown(kind, name, InForce(kind).Select(version => version.Name));
        var faults = new List<DocumentFault>();
        var drafts = new List<Draft> { new(new DocumentText(kind, name, "", $"{kind}/{name}"), null) };
        using (var db = state.Open())
        {
            var world = World(db, null);
            var users = world.Users(kind, name).ToList();
            var later = world.Copy();
            Overlay(db, null, later);
            foreach (var user in later.Users(kind, name).Where(user => !users.Contains(user)).DistinctBy(user => (user.Kind, user.Name)))
            {
                faults.Add(new DocumentFault($"{user.Kind}/{user.Name}", user.At.Path, $"a version that waits for approval names {kind}/{name}", "approve or reject it first"));
            }

            if (world.All.TryGetValue((kind, name), out var found) && PolicyMarks.Of(found.Value) is { IsDefault: true })
            {
                faults.Add(new DocumentFault($"{kind}/{name}", "$.isDefault", "it is the default of its type, so every account that names none is its user", "mark another one as the default first, or take the mark away"));
            }

            if (kind == DocumentKinds.Template && db.ExecuteScalar<long>(
                "SELECT COUNT(*) FROM sku_decision WHERE kind = @assignment AND value = @name AND ended_at IS NULL", new { assignment = SkuDecisions.Assignment, name }) is > 0 and var byHand)
            {
                faults.Add(new DocumentFault($"{kind}/{name}", "", $"{byHand} SKUs were put into it by hand", "put them into another one (template assign), or take them out (template unassign)"));
            }

            if (usersTo is null)
            {
                faults.AddRange(users.Select(user => new DocumentFault(
                    $"{user.Kind}/{user.Name}", user.At.Path, $"it uses {kind}/{name}, which is to be deleted", "say where its users go (--users-to OTHER), or let it name another one first")));
            }
            else
            {
                foreach (var user in users.GroupBy(user => (user.Kind, user.Name)))
                {
                    var members = JsonNode.Parse(Find(user.Key.Kind, user.Key.Name)!.Text)!;
                    foreach (var place in user)
                    {
                        Replace(members, place.At.Path, usersTo);
                    }

                    drafts.AddRange(Read([new DocumentText(user.Key.Kind, user.Key.Name, members.ToJsonString(), $"{user.Key.Kind}/{user.Key.Name}")], faults));
                }
            }
        }

        if (faults.Count > 0)
        {
            return faults;
        }

        applied = Change(drafts, author, because.Length > 0 ? because : $"{document.Kind}/{document.Name} is deleted{(usersTo is null ? "" : $", its users go to {usersTo}")}", faults);
        return faults;
    }

    /// <summary>Lets versions go live that wait for it. All or nothing: what would not fit together with what is in force stays pending.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="versions">Names and versions; several, where one cannot go live without the other.</param>
    /// <param name="by">Who approves: another person than the author of any of them.</param>
    /// <param name="because">Why.</param>
    public IReadOnlyList<DocumentFault> Approve(string kind, IReadOnlyList<(string Name, long Version)> versions, string by, string because = "")
    {
        ArgumentNullException.ThrowIfNull(versions);
        DemandPerson(by);
        var faults = new List<DocumentFault>();
        state.Write((db, transaction) =>
        {
            var world = World(db, transaction);
            var before = AccountsOf(world);
            foreach (var (name, number) in versions)
            {
                var version = Waiting(db, transaction, kind, name, number);
                if (IsSamePerson(version.Author, by))
                {
                    throw new PersonMustDecideException("approval.own", $"{version.Label} was written by {version.Author}, and {by} cannot approve it.", "Ask another person to approve it.");
                }

                if (version.IsDeletion)
                {
                    faults.AddRange(world.Users(kind, name).Select(user => new DocumentFault($"{user.Kind}/{user.Name}", user.At.Path, $"it still uses {kind}/{name}", "approve the version in which it does not, first")));
                    world.Remove(kind, name);
                }
                else
                {
                    Put(db, transaction, world, version);
                }
            }

            Check(world, before, faults);
            CheckWhatLeaves(db, transaction, world, before, faults);
            if (faults.Count == 0)
            {
                List<DocumentChange> changes = [.. versions.Select(one => ChangeOf(db, transaction, Waiting(db, transaction, kind, one.Name, one.Version) with { State = VersionStates.Live }))];
                foreach (var (name, number) in versions)
                {
                    Decide(db, transaction, kind, name, number, VersionStates.Live, by, because);
                }

                Record(db, transaction, by, because, "approved", changes);
            }
        });
        chain?.Committed(Chain.OfDocuments);
        return faults;
    }

    /// <summary>Rejects a version that waits for approval; it never goes live. Its author may do so too.</summary>
    public void Reject(string kind, string name, long version, string by, string because)
    {
        DemandPerson(by);
        state.Write((db, transaction) =>
        {
            var waiting = Waiting(db, transaction, kind, name, version);
            Decide(db, transaction, kind, name, version, VersionStates.Rejected, by, because);
            Record(db, transaction, by, because, "rejected", [ChangeOf(db, transaction, waiting with { State = VersionStates.Rejected })]);
        });
        chain?.Committed(Chain.OfDocuments);
    }

    /// <summary>The accounts that asked for a pending version's approval.</summary>
    public IReadOnlyList<string> Askers(DocumentVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        using var db = state.Open();
        var world = World(db, null);
        var later = world.Copy();
        Overlay(db, null, later);
        return Askers(world, later, version.Kind, version.Name);
    }

    /// <summary>A document on its way to become a version; without a value it is deleted.</summary>
    private sealed record Draft(DocumentText Text, object? Value)
    {
        /// <summary>Its text in the house's form; empty where it is deleted.</summary>
        public string Written { get; } = Value is null || ReferenceEquals(Value, Broken) ? "" : Write(Value);

        public string Kind => Text.Kind;

        public string Name => Text.Name;

        public string Where => Text.Where;
    }

    private static List<Draft> Read(IReadOnlyList<DocumentText> given, List<DocumentFault> faults)
    {
        var drafts = new List<Draft>();
        foreach (var document in given)
        {
            if (drafts.Any(draft => draft.Kind == document.Kind && draft.Name == document.Name))
            {
                faults.Add(new DocumentFault(document.Where, "", $"{document.Kind}/{document.Name} is given twice", "give it once"));
            }
            else if (DocumentForm.TryRead(document, faults) is { } value)
            {
                drafts.Add(new Draft(document, value));
            }
            else
            {
                drafts.Add(new Draft(document, Broken));
            }
        }

        return drafts;
    }

    /// <summary>Stands for a document that cannot be read: the others are looked over beside the one in force.</summary>
    private static readonly object Broken = new();

    private IReadOnlyList<DocumentVersion> Change(IReadOnlyList<Draft> drafts, string author, string because, List<DocumentFault> faults)
    {
        DemandPerson(author);
        var versions = state.Write<IReadOnlyList<DocumentVersion>>((db, transaction) =>
        {
            var inForce = World(db, transaction);
            var before = AccountsOf(inForce);
            var after = inForce.Copy();
            Lay(drafts, after);
            Check(after, before, faults);
            CheckWhatLeaves(db, transaction, after, before, faults);
            if (faults.Count > 0)
            {
                return [];
            }

            // One that an older Connector wrote lacks members that have come since; it is compared as it would be written now.
            bool IsSame(DocumentVersion? version, Draft draft) =>
                version is not null && (version.Text == draft.Written || (!version.IsDeletion && draft.Value is not null && Value(db, transaction, version, out _) is { } value && Write(value) == draft.Written));

            // Approval is asked for as things stand, and as they would stand with all that waits for it: what no account takes yet may be taken by then.
            var later = inForce.Copy();
            Overlay(db, transaction, later);
            Lay(drafts, later);
            var pending = Pending(db, transaction, null).ToLookup(version => (version.Kind, version.Name));
            var stored = new List<DocumentVersion>();
            var changes = new List<DocumentChange>();
            foreach (var draft in drafts)
            {
                var last = InForce(db, transaction, draft.Kind, "d.text", draft.Name) is [var there] ? there : null;
                var waits = pending[(draft.Kind, draft.Name)].LastOrDefault();
                if (IsSame(last, draft) || IsSame(waits, draft))
                {
                    continue;
                }

                var number = db.ExecuteScalar<long?>("SELECT MAX(version) FROM document WHERE kind = @Kind AND name = @Name", new { draft.Kind, draft.Name }, transaction) ?? 0;
                var version = new DocumentVersion(
                    draft.Kind, draft.Name, number + 1, Instants.Text(clock.GetUtcNow()), author.Trim(), because, draft.Value is null ? 1 : 0,
                    Askers(inForce, later, draft.Kind, draft.Name).Count > 0 ? VersionStates.Pending : VersionStates.Live, null, null, null, draft.Written);
                changes.Add(ChangeOf(db, transaction, version));
                db.Execute(
                    """
                    INSERT INTO document(kind, name, version, at, author, because, deletes, state, text)
                    VALUES(@Kind, @Name, @Version, @At, @Author, @Because, @Deletes, @State, @Text)
                    """,
                    version, transaction);
                stored.Add(version);
            }

            Record(db, transaction, author.Trim(), because, "applied", changes);
            return stored;
        });
        chain?.Committed(Chain.OfDocuments);
        return versions;
    }

    /// <summary>Longest text, in bytes, that a record holds only for comparison.</summary>
    private const int LongestBefore = 1 << 16;

    /// <summary>A version as its record tells it; before it is stored, or decided about. A text that an earlier record holds is told by its hash.</summary>
    private static DocumentChange ChangeOf(DbConnection db, DbTransaction transaction, DocumentVersion version)
    {
        var before = InForce(db, transaction, version.Kind, "d.text", version.Name) is [var there] ? there : null;
        var isNew = version.DecidedAt is null && !Exists(db, transaction, version);
        return new DocumentChange(
            version.Kind, version.Name, version.Version, version.Author, version.State, version.IsDeletion,
            before is null ? null : Told(before, Encoding.UTF8.GetByteCount(before.Text) <= LongestBefore), version.IsDeletion ? null : Told(version, isNew));

        static DocumentTextRecord Told(DocumentVersion told, bool isWhole) =>
            new(told.Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told.Text))), isWhole ? told.Text : null);
    }

    private static bool Exists(DbConnection db, DbTransaction transaction, DocumentVersion version) => db.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM document WHERE kind = @Kind AND name = @Name AND version = @Version", new { version.Kind, version.Name, version.Version }, transaction) > 0;

    private void Record(DbConnection db, DbTransaction transaction, string by, string because, string what, List<DocumentChange> changes)
    {
        if (changes.Count > 0 && chain is not null)
        {
            var at = clock.GetUtcNow();
            chain.Record(db, transaction, Chain.OfDocuments, "documents", (id, previous, position) => new DocumentsRecord(id, Chain.OfDocuments, at, by.Trim(), because, previous, position, what, changes));
        }
    }

    private static void Lay(IReadOnlyList<Draft> drafts, DocumentWorld world)
    {
        foreach (var draft in drafts)
        {
            if (draft.Value is null)
            {
                world.Remove(draft.Kind, draft.Name);
            }
            else if (ReferenceEquals(draft.Value, Broken))
            {
                world.Unreadable.Remove((draft.Kind, draft.Name));
            }
            else
            {
                world.Put(draft.Kind, draft.Name, draft.Where, draft.Value, $"{draft.Kind}/{draft.Name} (not applied)");
            }
        }
    }

    /// <summary>Accounts in force that ask for approval, and for which a document decides or would.</summary>
    private static IReadOnlyList<string> Askers(DocumentWorld inForce, DocumentWorld later, string kind, string name) =>
    [
        .. inForce.DecidesFor(kind, name).Concat(later.DecidesFor(kind, name)).Distinct(StringComparer.Ordinal)
            .Where(account => inForce.All.TryGetValue((DocumentKinds.Account, account), out var document)
                ? document.Value is Account { Approval: true }
                : inForce.Unreadable.ContainsKey((DocumentKinds.Account, account))) // What cannot be read may have asked for it.
            .Order(StringComparer.Ordinal),
    ];

    private static Dictionary<string, Account> AccountsOf(DocumentWorld world) =>
        world.All.Where(pair => pair.Value.Value is Account).ToDictionary(pair => pair.Key.Name, pair => (Account)pair.Value.Value, StringComparer.Ordinal);

    private static void Check(DocumentWorld world, Dictionary<string, Account> before, List<DocumentFault> faults)
    {
        faults.AddRange(world.Unreadable.Values);
        DocumentRules.Check(world.All, before, faults);
    }

    /// <summary>A view of which TikTok has rows cannot leave its account, nor the account: nothing would keep those rows true any more, and they would sell.</summary>
    private static void CheckWhatLeaves(DbConnection db, DbTransaction? transaction, DocumentWorld world, Dictionary<string, Account> before, List<DocumentFault> faults)
    {
        var listed = db.Query<(string Account, string View, long Count)>(
            "SELECT account, view_name, COUNT(*) FROM ledger WHERE state <> @deactivated GROUP BY account, view_name", new { deactivated = (int)Feeds.SentState.Deactivated }, transaction);
        foreach (var (name, view, count) in listed)
        {
            if (world.All.TryGetValue((DocumentKinds.Account, name), out var document) && document.Value is Account account)
            {
                if (account.Views.All(kept => kept.Name != view))
                {
                    faults.Add(new DocumentFault(
                        document.Where, "$.views", $"view '{view}' is left out, and TikTok has {count} SKUs of it",
                        "keep it with retired: true, make a full and an inventory feed, and leave it out when nothing of it is listed any more"));
                }
            }
            else if (before.ContainsKey(name) && !world.Unreadable.ContainsKey((DocumentKinds.Account, name)))
            {
                faults.Add(new DocumentFault(
                    $"{DocumentKinds.Account}/{name}", "$.views", $"TikTok has {count} SKUs of its view '{view}'",
                    "retire its views first (retired: true) and make a full and an inventory feed; or set active to false, if it shall only rest"));
            }
        }
    }

    private static DocumentVersion Waiting(DbConnection db, DbTransaction transaction, string kind, string name, long number)
    {
        if (Pending(db, transaction, kind).FirstOrDefault(version => version.Name == name && version.Version == number) is { } waiting)
        {
            return waiting;
        }

        var versions = db.Query<DocumentVersion>($"SELECT {Columns}, '' AS text FROM document d WHERE d.kind = @kind AND d.name = @name ORDER BY d.version", new { kind, name }, transaction).ToList();
        var version = versions.Find(version => version.Version == number) ?? throw NoVersion(kind, name, number, versions);
        throw new PersonMustDecideException(
            "approval.not-pending",
            $"{version.Label} does not wait for approval: it {(version.State == VersionStates.Pending ? "was passed over by a later version that went live" : version.State == VersionStates.Live ? "went live" : "was rejected")}.",
            version.State == VersionStates.Live ? "Nothing is to be done." : "Restore it as a new version if it is still wanted.");
    }

    private DocumentVersion Require(string kind, string name, long number)
    {
        var versions = History(kind, name);
        return versions.Count == 0
            ? throw DocumentWorld.Unknown(kind, name, InForce(kind).Select(version => version.Name))
            : versions.FirstOrDefault(version => version.Version == number) ?? throw NoVersion(kind, name, number, versions);
    }

    private static PersonMustDecideException NoVersion(string kind, string name, long number, IReadOnlyCollection<DocumentVersion> versions) => new(
        "document.version", $"{kind}/{name} has no version {number}{(versions.Count == 0 ? "" : versions.Count == 1 ? " (it has version 1)" : $" (it has 1 to {versions.Max(version => version.Version)})")}.", "See its history.");

    private void Decide(DbConnection db, DbTransaction transaction, string kind, string name, long version, string decision, string by, string because) => db.Execute(
        "UPDATE document SET state = @decision, decided_at = @at, decided_by = @by, decided_because = @because WHERE kind = @kind AND name = @name AND version = @version",
        new { kind, name, version, decision, at = Instants.Text(clock.GetUtcNow()), by = by.Trim(), because }, transaction);

    private static bool IsSamePerson(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static void DemandPerson(string by)
    {
        if (string.IsNullOrWhiteSpace(by))
        {
            throw new PersonMustDecideException("person.missing", "No person is named.", "Name one: --by NAME.");
        }
    }

    /// <summary>Writes a name at a place such as <c>$.views[0].source</c>.</summary>
    private static void Replace(JsonNode members, string path, string name)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.')[1..];
        var at = members;
        foreach (var step in steps[..^1])
        {
            at = step[0] == '[' ? at![int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)] : at![step];
        }

        if (steps[^1][0] == '[')
        {
            at![int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = name;
        }
        else
        {
            at![steps[^1]] = name;
        }
    }
}
