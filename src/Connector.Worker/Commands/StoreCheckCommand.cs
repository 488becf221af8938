using Connector.Accounts;
using Connector.State;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Worker.Commands;

/// <summary><c>store check</c>: whether files can be read, and what a view of them would lack. Nothing is read in.</summary>
internal static class StoreCheckCommand
{
    private const string Shop = "check";

    public static Command Check()
    {
        var files = new Argument<string[]>("FILES") { Description = "XML files (also .gz), zips and folders. Default: all files of --source.", Arity = ArgumentArity.ZeroOrMore };
        var source = new Option<string?>("--source") { Description = "Take zone, image base and views of this source; without FILES, check all its files.", HelpName = "NAME" };
        var view = new Option<string?>("--view") { Description = "Look through this view. Default: all views on the source; without one, all price books and inventory lists.", HelpName = "ACCOUNT/VIEW" };
        var locale = new Option<string?>("--locale") { Description = "Language of the plain view. Default: x-default.", HelpName = "L" };
        var site = new Option<string?>("--site") { Description = "Site of the plain view, whose own values count first.", HelpName = "S" };
        var check = new Command("check", "Look files over without reading them in: every fault with its cure, and what a view would lack.") { files, source, view, locale, site };
        check.Validators.Add(result =>
        {
            if (result.GetResult(files) is not { Tokens.Count: > 0 } && !Given.Is(result.GetResult(source)) && !Given.Is(result.GetResult(view)))
            {
                result.AddError("name the files to look over, or a --source");
            }

            if (Given.Is(result.GetResult(view)) && (Given.Is(result.GetResult(locale)) || Given.Is(result.GetResult(site))))
            {
                result.AddError("--locale and --site are for a plain view: leave out --view");
            }
        });
        check.SetGuardedAction(async (parsed, cancellation) =>
        {
            var order = new CheckOrder(parsed.GetValue(files) ?? [], parsed.GetValue(source), parsed.GetValue(view), parsed.GetValue(locale), parsed.GetValue(site));
            if (order is { Source: null, View: null })
            {
                // No settings, no data folder: files can be looked over on any machine.
                return Show(await LookAsync(order, new StoreSource { Location = "" }, [], new SfccAdapter(), TimeProvider.System, cancellation), parsed.GetValue(GlobalOptions.Json));
            }

            await using var house = House.Open(parsed);
            var (document, views) = Documents(house.Room<Documents>(), order);
            var clock = house.Room<TimeProvider>();
            return Show(await LookAsync(order, document, views, new SfccAdapter(null, house.Room<HttpClient>(), clock), clock, cancellation), house.Json);
        });
        return check;
    }

    /// <summary>The source's document, and the views through which to look.</summary>
    private static (StoreSource Source, IReadOnlyList<NamedView> Views) Documents(Documents documents, CheckOrder order)
    {
        if (order.View is not { } wanted)
        {
            var views = documents.Accounts().SelectMany(account => Views(account.Name, account.Account)).Where(view => view.View.Source == order.Source);
            return (documents.Source(order.Source!), order is { Locale: null, Site: null } ? [.. views] : []);
        }

        var names = wanted.Split('/');
        if (names.Length != 2)
        {
            throw new PersonMustDecideException("order.view", $"'{wanted}' names no view.", "Write ACCOUNT/VIEW.");
        }

        var all = Views(names[0], documents.Account(names[0])).ToList();
        var view = all.Find(view => view.Name == wanted)
            ?? throw new PersonMustDecideException("order.view", $"Account {names[0]} has no view {names[1]}.", $"It has {string.Join(", ", all.Select(view => view.View.Name))}.");
        return order.Source is null || order.Source == view.View.Source
            ? (documents.Source(view.View.Source), [view])
            : throw new PersonMustDecideException("order.view", $"View {wanted} is of source {view.View.Source}.", $"Leave out --source {order.Source}, or name a view of it.");
    }

    private static IEnumerable<NamedView> Views(string name, Account account) => account.Views.Select(view => new NamedView($"{name}/{view.Name}", view));

    private static async Task<CheckResult> LookAsync(
        CheckOrder order, StoreSource source, IReadOnlyList<NamedView> views, SfccAdapter adapter, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var folder = Directory.CreateTempSubdirectory("connector-check-").FullName;
        try
        {
            using var check = order.Files.Count > 0 ? await ExportCheck.OfAsync(order.Files, source, cancellation) : await adapter.OpenCheckAsync(source, folder, cancellation);
            var files = check.Look(cancellation);
            var mirror = new Mirror(Path.Combine(folder, "mirror.db"));
            ReadReport report;
            using (var read = mirror.Read(Shop, now, brakePercent: 100))
            {
                check.Read(read, cancellation);
                report = read.Commit(cancellation);
            }

            using var snapshot = mirror.Snapshot(Shop);
            return new CheckResult(
                files, report.Warnings, report.WarningCount,
                [.. (views.Count > 0 ? views : PlainViews(files, order)).Select(view => new CheckedView(view.Name, ViewGaps.Of(snapshot, view.View, now, cancellation)))],
                LooseEnds.Of(snapshot, cancellation));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All that the files hold, looked at in one language; once for each currency that they have prices in.</summary>
    private static IReadOnlyList<NamedView> PlainViews(IReadOnlyList<CheckedFile> files, CheckOrder order)
    {
        var scopes = files.Where(file => file.Verdict == FileVerdict.Good).SelectMany(file => file.Scopes).ToList();
        var books = scopes.Where(scope => scope.Scope.Kind == ScopeKind.PriceBook && scope.Currency.Length > 0).DistinctBy(scope => scope.Scope).ToLookup(scope => scope.Currency, scope => scope.Scope.Id);
        var lists = scopes.Where(scope => scope.Scope.Kind == ScopeKind.InventoryList).Select(scope => scope.Scope.Id).Distinct(StringComparer.Ordinal).ToList();
        var view = new StoreView { Name = "", Source = Shop, Site = order.Site ?? "", Locale = order.Locale ?? "x-default", Currency = "", InventoryLists = lists, LandingPage = "" };
        return books.Count == 0
            ? [new NamedView("everything in these files", view)]
            : [.. books.OrderBy(book => book.Key, StringComparer.Ordinal).Select(book => new NamedView(
                $"everything in these files, in {book.Key}", view with { Currency = book.Key, PriceBooks = [.. book] }))];
    }

    private static int Show(CheckResult result, bool json)
    {
        if (json)
        {
            JsonLines.Write(result.ForMachines());
        }
        else
        {
            CheckedFiles.Show(result.Files);
            CheckedFiles.Warn(result.Warnings, result.WarningCount);
            if (result.Files.Any(file => file.Scopes.Any(scope => scope.Scope.Kind == ScopeKind.Catalog) && file.Verdict == FileVerdict.Good))
            {
                result.Views.ForEach(view => Lacks.Show(view.View, view.Gaps));
                Lacks.Show(result.LooseEnds);
            }

            CheckedFiles.SumUp(result.Files);
        }

        return result.Files.Any(file => file.Verdict == FileVerdict.Faulty) ? ExitCodes.Fault : ExitCodes.Done;
    }

    private sealed record CheckOrder(IReadOnlyList<string> Files, string? Source, string? View, string? Locale, string? Site);

    private sealed record NamedView(string Name, StoreView View);

    private sealed record CheckedView(string View, ViewGaps Gaps);

    private sealed record CheckResult(
        IReadOnlyList<CheckedFile> Files, IReadOnlyList<ReadWarning> Warnings, int WarningCount, List<CheckedView> Views, IReadOnlyList<Gap> LooseEnds)
    {
        public object ForMachines() => new
        {
            files = Files.Select(file => new
            {
                file.Name,
                file.Verdict,
                scopes = file.Scopes.Select(scope => new
                {
                    scope.Scope.Kind, scope.Scope.Id, scope.Currency, scope.Products, scope.Masters, scope.Variants, scope.Groups, scope.Bundles, scope.Sets,
                    scope.Categories, scope.Assignments, scope.Prices, scope.StockRecords, scope.Deletions,
                }),
                fault = file.Fault is { } fault ? new { fault.Line, fault.Element, fault.Sentence, fault.Remedy } : null,
                file.Note,
            }),
            WarningCount,
            Warnings,
            views = Views.Select(view => new
            {
                view.View, view.Gaps.Offers, view.Gaps.Gaps, missing = view.Gaps.Missing.Select(scope => new { scope.Kind, scope.Id }),
            }),
            LooseEnds,
        };
    }
}
