using System.Globalization;
using Connector.Preview;
using Connector.State;

namespace Connector.Worker.Commands;

internal sealed partial record DocumentFamily
{
    private int ShowList(House house, ILookup<string, TemplateTotal>? totals)
    {
        var listed = ListedDocument.All(house.Room<Documents>(), Kind, OnlyType);
        if (Kind == DocumentKinds.Account)
        {
            listed = [.. listed.Select(document => document with { Connection = AccountConnection.Of(house, document.Name) })];
        }

        if (house.Json)
        {
            JsonLines.Write(totals is null ? listed : listed.Select(document => document with { Totals = [.. totals[document.Name]] }));
            return ExitCodes.Done;
        }

        if (listed.Count == 0)
        {
            Screen.Line($"There is none; apply one with `connector {Word} apply FILE`.");
            return ExitCodes.Done;
        }

        string[] counts = totals is null ? [] : ["products", "active", "inactive"];
        string[] days = totals is null ? ["created", "updated"] : [];
        var table = Screen.Table($"{listed.Count} {(listed.Count == 1 ? Word : Plural)}", ["name", .. Heads(Kind), .. counts, "valid", .. days, "version", "by", "used by"]);
        foreach (var document in listed)
        {
            var its = totals?[document.Name].ToList() ?? [];
            string[] figures = totals is null ? [] : [Sum(its, total => total.Total), Sum(its, total => total.Active), Sum(its, total => total.Inactive)];
            table.Add([
                document.Name, .. Cells(Kind, document), .. figures, document.Valid ? "yes" : "no",
                .. days.Length > 0 ? new[] { Day(document.Created), Day(document.Updated) } : [], document.Version is { } version ? $"{version}" : "-", document.Author, Short(document.UsedBy),
            ]);
        }

        Screen.Wide(table, "title", "its own policies", "used by");
        foreach (var none in totals?[""].Where(none => none.Total > 0) ?? [])
        {
            Screen.Line(string.Create(CultureInfo.InvariantCulture, $"In no template, view {none.View}: {none.Total:N0} {(none.Total == 1 ? "product" : "products")}, {none.Active:N0} active, {none.Inactive:N0} inactive"));
        }

        if (totals is not null)
        {
            Screen.Line("Active: a feed made now lists it; inactive: it holds it (connector run held). Counted view by view, as the shop was last read.");
        }

        foreach (var document in listed)
        {
            foreach (var fault in document.Faults)
            {
                Screen.Line($"not valid: {fault}");
            }
        }

        foreach (var waiting in listed.SelectMany(document => document.Pending.Select(version => (document.Name, version))))
        {
            Screen.Line($"waits for approval: {waiting.Name} version {waiting.version.Version}{(waiting.version.Deletes ? ", which deletes it," : "")} by {waiting.version.Author}{(waiting.version.Because.Length > 0 ? $" ({waiting.version.Because})" : "")}, asked for by account {string.Join(", ", waiting.version.For)}");
        }

        return ExitCodes.Done;
    }

    private string Plural => Word switch
    {
        "policy" => "policies",
        "categories" => "sets of categories",
        _ => Word + "s",
    };

    private static string Sum(IReadOnlyList<TemplateTotal> totals, Func<TemplateTotal, long> figure) => totals.Sum(figure).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What the templates of all accounts come to, by name; those in none by the empty name.</summary>
    private static ILookup<string, TemplateTotal> Totals(House house, CancellationToken cancellation) =>
        house.Room<Documents>().Accounts().SelectMany(account => house.Room<TemplateTotals>().Of(account.Name, cancellation)).ToLookup(total => total.Template, StringComparer.Ordinal);

    /// <summary>What a kind has that others have not.</summary>
    private static string[] Heads(string kind) => kind switch
    {
        DocumentKinds.Policy => ["type", "title", "default"],
        DocumentKinds.Template => ["title", "account", "status", "category", "its own policies"],
        DocumentKinds.Rule => ["title", "account", "status"],
        DocumentKinds.Account => ["title", "channel", "environment", "connected", "until"],
        _ => ["title"],
    };

    private static string[] Cells(string kind, ListedDocument document) => kind switch
    {
        DocumentKinds.Policy => [document.Type ?? "", document.Title, document.IsDefault ? "yes" : ""],
        DocumentKinds.Template =>
        [
            document.Title, document.Account ?? "", document.Standing ?? "enabled", document.Category ?? "", string.Join(", ", (document.Policies ?? new Dictionary<string, string>()).Select(policy => $"{policy.Key} {policy.Value}")),
        ],
        DocumentKinds.Rule => [document.Title, document.Account ?? "", document.Standing ?? "acts"],
        DocumentKinds.Account =>
        [
            document.Title + (document.Standing is { } standing ? $" ({standing})" : ""), document.Connection?.Channel.ToString().ToLowerInvariant() ?? "", document.Connection?.Environment.ToString().ToLowerInvariant() ?? "",
            document.Connection?.Words ?? "", document.Connection?.Until is { } until ? until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "",
        ],
        _ => [document.Title + (document.Standing is { } how ? $" ({how})" : "")],
    };

    private int ShowOne(House house, string name, long? number)
    {
        var document = number is { } version ? Version(house, name, version) : house.Room<Documents>().Find(Kind, Mine(house, name))!;
        if (document.IsDeletion)
        {
            throw new PersonMustDecideException("document.deleted", $"Version {document.Version} of {Kind}/{name} is the one that deleted it.", "Show an earlier one.");
        }

        Screen.Line(document.Text);
        return ExitCodes.Done;
    }

    private int ShowHistory(House house, string name)
    {
        var versions = Versions(house, name);
        var standings = versions.Select(version => (Version: version, Stands: StandsHow(version, versions))).ToList();
        if (house.Json)
        {
            JsonLines.Write(standings.Select(one => new
            {
                one.Version.Version, one.Version.At, by = one.Version.Author, one.Version.Because, state = one.Stands, deletes = one.Version.IsDeletion,
                one.Version.DecidedBy, one.Version.DecidedAt, one.Version.DecidedBecause,
            }));
            return ExitCodes.Done;
        }

        var table = Screen.Table($"{Kind}/{name}", "version", "when", "by", "how it stands", "why");
        foreach (var (version, stands) in standings)
        {
            var decided = version.DecidedBy is null ? "" : $"; {(version.State == VersionStates.Rejected ? "rejected" : "approved")} by {version.DecidedBy} {Minute(version.DecidedAt!)}{(version.DecidedBecause is { Length: > 0 } why ? $": {why}" : "")}";
            table.Add($"{version.Version}", Minute(version.At), version.Author, stands + decided, version.Because);
        }

        Screen.Console.Write(table);
        return ExitCodes.Done;
    }

    private int ShowDiff(House house, string name, long one, long other)
    {
        var before = one == 0 ? null : Version(house, name, one);
        var after = other == 0 ? null : Version(house, name, other);
        var changes = DocumentDiff.Between(before?.Text ?? "", after?.Text ?? "");
        if (house.Json)
        {
            JsonLines.Write(changes);
            return ExitCodes.Done;
        }

        if (changes.Count == 0)
        {
            Screen.Line($"Versions {one} and {other} of {Kind}/{name} are the same.");
            return ExitCodes.Done;
        }

        foreach (var (author, at, because, version) in new[] { before, after }.OfType<DocumentVersion>().Select(version => (version.Author, version.At, version.Because, version.Version)))
        {
            Screen.Line($"version {version}: {Minute(at)} by {author}{(because.Length > 0 ? $": {because}" : "")}");
        }

        var table = Screen.Table($"{Kind}/{name}: {changes.Count} {(changes.Count == 1 ? "member differs" : "members differ")}", "member", $"version {one}", $"version {other}");
        foreach (var change in changes)
        {
            table.Add(change.Path, change.Before ?? "-", change.After ?? "-");
        }

        Screen.Console.Write(table);
        return ExitCodes.Done;
    }

    private static string StandsHow(DocumentVersion version, IReadOnlyList<DocumentVersion> all)
    {
        var inForce = all.LastOrDefault(other => other.State == VersionStates.Live)?.Version ?? 0;
        return version.State switch
        {
            VersionStates.Rejected => "rejected",
            VersionStates.Pending when version.Version < inForce => "passed over",
            VersionStates.Pending => version.IsDeletion ? "waits for approval to delete it" : "waits for approval",
            _ when version.Version == inForce => version.IsDeletion ? "deleted" : "in force",
            _ => version.IsDeletion ? "was deleted" : "was in force",
        };
    }

    private IReadOnlyList<DocumentVersion> Versions(House house, string name)
    {
        var versions = house.Room<Documents>().History(Kind, name);
        return versions.Count > 0 && IsMine(versions[^1])
            ? versions
            : throw Unknown(house, name);
    }

    private DocumentVersion Version(House house, string name, long number)
    {
        var versions = Versions(house, name);
        return versions.FirstOrDefault(version => version.Version == number) ?? throw new PersonMustDecideException(
            "document.version", $"{Kind}/{name} has no version {number} (it has 1 to {versions.Count}).", $"See `connector {Word} history {name}`.");
    }

    /// <summary>The name of a document in force that this family has.</summary>
    private string Mine(House house, string name) => house.Room<Documents>().Find(Kind, name) is { } document && IsMine(document) ? name : throw Unknown(house, name);

    private bool IsMine(DocumentVersion version) => OnlyType is null || version.IsDeletion || ListedDocument.TypeOf(version) == OnlyType;

    private PersonMustDecideException Unknown(House house, string name)
    {
        var there = house.Room<Documents>().InForce(Kind).Where(IsMine).Select(version => version.Name).ToList();
        var deleted = house.Room<Documents>().History(Kind, name) is { Count: > 0 } past && past[^1].IsDeletion;
        return new PersonMustDecideException(
            "document.unknown", $"There is no {Word} {name}{(there.Count > 0 ? $" (there are {string.Join(", ", there)})" : "")}.",
            deleted ? $"It was deleted; see `connector {Word} history {name}`, and restore a version of it." : $"Apply one with `connector {Word} apply FILE`.");
    }

    private static string Day(string at) => at.Length >= 10 ? at[..10] : at;

    private static string Minute(string at) => at.Length >= 16 ? at[..16].Replace('T', ' ') : at;

    private static string Short(IReadOnlyList<string> names) => names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
}
