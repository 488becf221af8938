using Connector.Policy.Documents;
using Connector.Policy.Queries;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary><c>template</c>: the commands of all documents, and what only listing templates have.</summary>
internal static class TemplateCommands
{
    private const int ShownWithoutWord = 10;

    public static Command Template()
    {
        var family = DocumentFamily.Template;
        var command = family.Of("Listing templates: which products are listed in a TikTok category, and by which policies.");
        command.Add(family.Switch("enable", "List the products of templates again.", "enabled", value: true));
        command.Add(family.Switch("disable", "List no products of templates, and do nothing with them.", "enabled", value: false));
        command.Add(Assign());
        command.Add(Unassign());
        command.Add(Assigned());
        command.Add(Query(family));
        return command;
    }

    private static Command Assign()
    {
        var name = new Argument<string>("NAME") { Description = "The listing template." };
        var skus = GivenSkus.Argument();
        var account = GivenSkus.Account();
        var command = new Command("assign", "Put SKUs into a listing template by hand. That wins over all conditions.") { name, skus, account };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var (template, of, given) = (parsed.GetValue(name)!, parsed.GetValue(account)!, parsed.GetValue(skus)!);
            _ = house.Room<Documents>().Account(of);
            var theirs = house.Room<Documents>().Policies(of).Policies.Templates;
            if (theirs.All(known => known.Name != template))
            {
                throw new PersonMustDecideException(
                    "template.unknown", $"Account {of} has no listing template {template}{(theirs.Count > 0 ? $" (it has {string.Join(", ", theirs.Select(known => known.Name))})" : "")}.", "Apply one with `connector template apply FILE`.");
            }

            if (GivenSkus.NotSold(house, house.Room<Documents>().Account(of).Views, given) is { Count: > 0 } faults)
            {
                Faults.Write(house.Json, faults);
                return Task.FromResult(ExitCodes.Fault);
            }

            var made = house.Room<SkuDecisions>().Make(of, SkuDecisions.Assignment, given, template, person.By(parsed), person.Because(parsed));
            return Task.FromResult(Tell(house, of, given, made, sku => made.Contains(sku) ? $"{sku} is in template {template} by hand" : $"{sku} was in template {template} by hand before", GivenSkus.Unknown(house, of, given)));
        });
        return command;
    }

    private static Command Unassign()
    {
        var skus = GivenSkus.Argument();
        var account = GivenSkus.Account();
        var command = new Command("unassign", "End assignments by hand: the templates' conditions decide again.") { skus, account };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var (of, given) = (parsed.GetValue(account)!, parsed.GetValue(skus)!);
            _ = house.Room<Documents>().Account(of);
            var ended = house.Room<SkuDecisions>().End(of, SkuDecisions.Assignment, given, person.By(parsed), person.Because(parsed));
            return Task.FromResult(Tell(house, of, given, ended, sku => ended.Contains(sku) ? $"{sku} is in no template by hand any more" : $"{sku} was in no template by hand", []));
        });
        return command;
    }

    private static Command Assigned()
    {
        var skus = GivenSkus.Argument(ArgumentArity.ZeroOrMore);
        var account = GivenSkus.Account();
        var all = new Option<bool>("--all") { Description = "Also those that were ended." };
        var command = new Command("assigned", "SKUs that were put into templates by hand.") { skus, account, all };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account)!;
            _ = house.Room<Documents>().Account(name);
            var only = parsed.GetValue(skus) is { Length: > 0 } given ? given : null;
            var rows = house.Room<SkuDecisions>().History(name, SkuDecisions.Assignment, only).Where(row => parsed.GetValue(all) || row.EndedAt is null).ToList();
            GivenSkus.Show(house, rows, $"{rows.Count} {(rows.Count == 1 ? "SKU" : "SKUs")} put into templates of account {name} by hand", parsed.GetValue(all), withValue: true);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static int Tell(House house, string account, IReadOnlyList<string> given, IReadOnlyList<string> changed, Func<string, string> words, IReadOnlyList<string> unknown)
    {
        if (house.Json)
        {
            JsonLines.Write(new { account, changed, asBefore = given.Distinct(StringComparer.Ordinal).Except(changed), unknown });
            return ExitCodes.Done;
        }

        foreach (var sku in given.Distinct(StringComparer.Ordinal))
        {
            Screen.Line(words(sku) + (unknown.Contains(sku) ? $" (no view of account {account} has such a SKU as far as the shop was read)" : ""));
        }

        return ExitCodes.Done;
    }

    private static Command Query(DocumentFamily family)
    {
        var what = new Argument<string>("NAME|FILE") { Description = "A listing template by name, or a JSON file with one." };
        var account = new Option<string?>("--account") { Description = "The account whose products are looked at. Default: the template's.", HelpName = "A" };
        var view = new Option<string?>("--view") { Description = "Only this store view. Default: all.", HelpName = "V" };
        var sample = new Option<int>("--sample") { Description = "How many of the matches are named. Default 10.", HelpName = "N", DefaultValueFactory = _ => ShownWithoutWord };
        var command = new Command("query", "Apply the query: how many products of the shop meet the template's condition, and which.") { what, account, view, sample };
        sample.Validators.Add(result =>
        {
            if (Given.Number(result) is < 0)
            {
                result.AddError("--sample takes 0 or more");
            }
        });
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var given = parsed.GetValue(what)!;
            var (template, faults) = Find(house, family, given);
            if (template is null)
            {
                return Task.FromResult(ChangedDocuments.Refuse(house, faults));
            }

            var name = parsed.GetValue(account) ?? template.Account;
            var matches = Matches(house, name, parsed.GetValue(view), template, parsed.GetValue(sample), cancellation);
            if (house.Json)
            {
                JsonLines.Write(new { template = given, account = name, condition = $"{Policy.Queries.Query.Compile(template.Condition)}", views = matches });
                return Task.FromResult(ExitCodes.Done);
            }

            Screen.Line($"Condition: {(template.Condition is null ? "none, so every product meets it" : Policy.Queries.Query.Compile(template.Condition))}");
            foreach (var match in matches)
            {
                Screen.Line($"view {match.View}: {match.Matches:N0} of {match.Read:N0} SKUs meet it, in {match.Groups:N0} {(match.Groups == 1 ? "product" : "products")}");
                var widest = match.Sample.Select(one => one.Sku.Length).DefaultIfEmpty().Max();
                foreach (var one in match.Sample)
                {
                    Screen.Line($"  {one.Sku.PadRight(widest)}  {one.Title}");
                }

                if (match.Matches > match.Sample.Count && match.Sample.Count > 0)
                {
                    Screen.Line($"  ... and {match.Matches - match.Sample.Count:N0} more (--sample N shows N)");
                }
            }

            Screen.Line("A condition is not all: templates of higher priority, choices by hand, and the policies decide what is listed (connector template list --totals; connector explain SKU).");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static (ListingTemplate? Template, IReadOnlyList<DocumentFault> Faults) Find(House house, DocumentFamily family, string given)
    {
        var documents = house.Room<Documents>();
        var text = File.Exists(given)
            ? DocumentText.FromFile(DocumentKinds.Template, Path.GetFullPath(given))
            : documents.Find(DocumentKinds.Template, given) is { } stored
                ? new DocumentText(stored.Kind, stored.Name, stored.Text, stored.Label)
                : throw new PersonMustDecideException(
                    "document.unknown", $"There is no {family.Word} {given}, and no such file{(documents.InForce(DocumentKinds.Template) is { Count: > 0 } there ? $" (there are {string.Join(", ", there.Select(version => version.Name))})" : "")}.",
                    "Name one that is there, or a file.");
        var template = Documents.Read<ListingTemplate>(text, out var faults);
        var slips = Policy.Queries.Query.Faults(template?.Condition, "$.condition", row: false).Select(slip => new DocumentFault(text.Where, slip.Path, slip.Sentence, slip.Cure)).ToList();
        return slips.Count > 0 ? (null, slips) : (template, faults);
    }

    private static List<TemplateMatches> Matches(House house, string name, string? only, ListingTemplate template, int sample, CancellationToken cancellation)
    {
        var query = Policy.Queries.Query.Compile(template.Condition);
        var found = new List<TemplateMatches>();
        foreach (var (_, view) in Asked.Views(house, name, only))
        {
            using var snapshot = house.Room<Mirror>().Snapshot(view.Source);
            var (read, matches, groups, named) = (0L, 0L, 0L, new List<MatchedSku>());
            foreach (var group in snapshot.View(view, house.Room<TimeProvider>().GetUtcNow()).Groups(KeyRange.All))
            {
                cancellation.ThrowIfCancellationRequested();
                var before = matches;
                foreach (var offer in group)
                {
                    read++;
                    if (query.Matches(offer) && ++matches <= sample)
                    {
                        named.Add(new MatchedSku(offer.Sku.Value, offer.Title.ToString()));
                    }
                }

                groups += matches > before ? 1 : 0;
            }

            found.Add(new TemplateMatches(view.Name, read, matches, groups, named));
        }

        return found;
    }

    /// <summary>How many products of a view meet a condition.</summary>
    private sealed record TemplateMatches(string View, long Read, long Matches, long Groups, IReadOnlyList<MatchedSku> Sample);

    private sealed record MatchedSku(string Sku, string Title);
}
