using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Review;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary><c>check</c>: settings, documents and connections; every fault with its cure.</summary>
internal static class CheckCommand
{
    public static Command Check()
    {
        var account = new Option<string?>("--account") { Description = "Only this account's connections. Default: all.", HelpName = "A" };
        var command = new Command("check", "Look over settings, documents, sources, secrets and connections; every fault with its cure.") { account };
        command.SetHouseAction((house, parsed, cancellation) => RunAsync(house, parsed.GetValue(account), cancellation));
        return command;
    }

    internal static async Task<int> RunAsync(House house, string? only, CancellationToken cancellation)
    {
        var documents = house.Room<Documents>();
        var findings = new List<Finding> { new("settings", true, $"data in {Path.GetFullPath(house.Settings.Data)}", "") };

        findings.AddRange(new (string Name, string Path, string Remedy)[]
        {
            ("state", house.Room<StateDatabase>().Path, "stop the worker and restore the last backup: connector restore DIR"),
            ("mirror", house.Room<Mirror>().Path, "read the shops again (connector store read): the file is set aside and a new one begun"),
        }.Select(database => Databases.Damage(database.Path) is { } damage
            ? new Finding("database", false, $"{database.Path} is damaged: {damage}", database.Remedy)
            : new Finding("database", true, $"the {database.Name} is whole", "")));
        if (findings.Exists(finding => !finding.Fine))
        {
            // What would be read from there says nothing.
            return Show(house, findings);
        }

        // Nothing is given: the documents in force are tried against each other.
        var faults = documents.Check([]);
        findings.AddRange(faults.Select(fault => new Finding("documents", false, $"{fault.Document} at {fault.Path}: {fault.Sentence}", fault.Remedy)));
        var all = documents.InForce();
        if (faults.Count == 0)
        {
            findings.Add(all.Count > 0
                ? new Finding("documents", true, $"{all.Count} documents fit together", "")
                : new Finding("documents", false, "there are no documents", "apply a folder with accounts, sources and policies: connector apply DIR"));
        }

        await TryAsync(findings, "archive copy", async () => findings.AddRange(Of("archive copy", await house.Room<ArchiveCopying>().CheckAsync(cancellation))));
        foreach (var (name, source) in documents.Sources())
        {
            findings.AddRange(await SourceAsync(house, name, source, cancellation));
        }

        foreach (var (name, account) in documents.Accounts().Where(pair => only is null || pair.Name == only))
        {
            findings.AddRange(await AccountAsync(house, name, account, cancellation));
        }

        return Show(house, findings);
    }

    private static IEnumerable<Finding> Of(string where, IEnumerable<DropFinding> findings) => findings.Select(finding => new Finding(where, finding.Fine, finding.Sentence, finding.Cure));

    private static async Task<IEnumerable<Finding>> SourceAsync(House house, string name, StoreSource source, CancellationToken cancellation)
    {
        var faults = await house.Room<StoreReading>().CheckAsync(source, cancellation);
        return faults.Count == 0
            ? [new Finding($"source {name}", true, $"{source.Location} can be read", "")]
            : faults.Select(fault => new Finding($"source {name}", false, $"{fault.Field}: {fault.Sentence}", fault.Remedy));
    }

    private static async Task<List<Finding>> AccountAsync(House house, string name, Account account, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var where = $"account {name}";
        foreach (var view in account.Views)
        {
            await TryAsync(findings, $"{where}: view {view.Name}", () =>
            {
                findings.AddRange(View(house, where, view));
                return Task.CompletedTask;
            });
        }

        await TryAsync(findings, where, async () =>
        {
            findings.AddRange(Of($"{where}: drop", await house.Room<Deliveries>().Of(account).CheckAsync(account, cancellation)));
        });
        if (account.Intake.Url.Length > 0)
        {
            await TryAsync(findings, $"{where}: intake", async () => findings.AddRange(Of($"{where}: intake", await house.Room<IntakeRun>().CheckAsync(account, cancellation))));
        }

        if (account.Delivery == DeliveryChannel.Alert)
        {
            await AlertAsync(findings, where, account);
            findings.AddRange(await ConnectionCommands.LookAsync(house, name, account, cancellation));
        }

        findings.AddRange(await ReviewAsync(house, where, account, cancellation));
        if (account.Shop.AppKey.Length > 0)
        {
            findings.AddRange(await ShopCheck.LookAsync(house, name, account, cancellation));
        }

        return findings;
    }

    private static async Task AlertAsync(List<Finding> findings, string where, Account account)
    {
        // An alert cannot be tried without telling TikTok to fetch: only its settings are looked at.
        await TryAsync(findings, where, () =>
        {
            var alert = DeliveryByAlert.Settings(account).Faults();
            findings.AddRange(alert.Select(fault => new Finding($"{where}: alert", false, fault, "correct the account's alert settings")));
            if (alert.Count == 0)
            {
                findings.Add(new Finding($"{where}: alert", true, $"{account.Alert.BaseUrl} is well formed (TikTok is not called: an alert would make it fetch)", ""));
            }

            return Task.CompletedTask;
        });
    }

    private static List<Finding> View(House house, string account, StoreView view)
    {
        var where = $"{account}: view {view.Name}";
        using var snapshot = house.Room<Mirror>().Snapshot(view.Source);
        if (snapshot.Scopes.Count == 0)
        {
            return [new Finding(where, true, $"{view.Source} was never read: whether it has the view's price books and inventory lists shows after `connector store read`", "")];
        }

        var missing = snapshot.View(view, house.Room<TimeProvider>().GetUtcNow()).Missing;
        return missing.Count == 0
            ? [new Finding(where, true, $"{view.Source} has the price books and inventory lists that it names", "")]
            : [.. missing.Select(scope => new Finding(
                where, false, $"{view.Source} has no {scope}", "correct the name in the account's view, or look whether the source delivers it, and read the store: connector store read"))];
    }

    private static async Task<List<Finding>> ReviewAsync(House house, string where, Account account, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        if (account.Delivery == DeliveryChannel.Calls && account.Review.AccessToken.IsEmpty)
        {
            // Its statuses come by the same calls: what is said of the shop says whether they can.
            return findings;
        }

        var catalogs = account.Views.Where(view => view.CatalogId.Length > 0).Select(view => view.CatalogId).Distinct(StringComparer.Ordinal).ToList();
        if (account.Review.AccessToken.IsEmpty || catalogs.Count == 0)
        {
            findings.Add(new Finding(
                $"{where}: review", true,
                account.Shop.AppKey.Length > 0 ? "TikTok's answers are asked for by the account's app" : "no access token or no catalog id is named: TikTok's answers are not polled", ""));
            return findings;
        }

        await TryAsync(findings, $"{where}: review", async () =>
        {
            var api = house.Room<Catalogs>().Tried(account);
            foreach (var catalog in catalogs)
            {
                var overview = await api.GetOverviewAsync(catalog, cancellation);
                findings.Add(new Finding($"{where}: review", true, $"catalog {catalog}: {overview.Approved} approved, {overview.Rejected} rejected, {overview.Processing} in review", ""));
            }
        });
        return findings;
    }

    internal static async Task TryAsync(List<Finding> findings, string where, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception thrown) when (thrown is PersonMustDecideException or RemoteFailedException or UriFormatException)
        {
            var fault = Fault.Of(thrown).Fault;
            findings.Add(new Finding(where, false, fault.Sentence, fault.Remedy));
        }
    }

    private static int Show(House house, List<Finding> findings)
    {
        var faults = findings.Where(finding => !finding.Fine).ToList();
        if (house.Json)
        {
            JsonLines.Write(findings);
            return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
        }

        foreach (var finding in findings.Where(finding => finding.Fine))
        {
            Screen.Line(finding.Cure.Length == 0 ? $"ok     {finding.Where}: {finding.Sentence.TrimEnd('.')}" : $"warn   {finding.Where}: {new Fault("", finding.Sentence, finding.Cure)}");
        }

        foreach (var fault in faults)
        {
            Screen.Line($"fault  {fault.Where}: {new Fault("", fault.Sentence, fault.Cure)}");
        }

        Screen.Line(faults.Count == 0 ? "All is well." : $"{faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.");
        return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
    }

    internal sealed record Finding(string Where, bool Fine, string Sentence, string Cure);
}
