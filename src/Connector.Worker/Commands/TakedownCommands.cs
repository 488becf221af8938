using Connector.Feeds;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>takedown</c>: SKUs that stay off TikTok because a person said so.</summary>
internal static class TakedownCommands
{
    public static Command Takedown() => new("takedown", "SKUs that stay off TikTok, whatever the store or a file says.")
    {
        Change("add", "Take SKUs down: the next feeds pull them.", isAdded: true),
        Change("remove", "End takedowns: the store and the policies decide again.", isAdded: false),
        List(),
    };

    private static Command Change(string word, string description, bool isAdded)
    {
        var skus = GivenSkus.Argument();
        var account = GivenSkus.Account();
        var now = new Option<bool>("--now") { Description = "Make and deliver an inventory delta and a delta feed at once, instead of with the next scheduled ones." };
        var command = new Command(word, description) { skus, account, now };
        var person = new GivenPerson(becauseIsRequired: isAdded).On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var (name, given) = (parsed.GetValue(account)!, parsed.GetValue(skus)!);
            var views = house.Room<Documents>().Account(name).Views;
            if (isAdded && GivenSkus.NotSold(house, views, given) is { Count: > 0 } faults)
            {
                Faults.Write(house.Json, faults);
                if (!house.Json)
                {
                    Console.Error.WriteLine("Nothing was taken down");
                }

                return ExitCodes.Fault;
            }

            var decisions = house.Room<SkuDecisions>();
            var changed = isAdded
                ? decisions.Make(name, SkuDecisions.Takedown, given, "", person.By(parsed), person.Because(parsed))
                : decisions.End(name, SkuDecisions.Takedown, given, person.By(parsed), person.Because(parsed));
            var unknown = isAdded ? GivenSkus.Unknown(house, name, given) : [];
            var runs = parsed.GetValue(now) ? await FeedsAsync(house, name, cancellation) : [];
            if (house.Json)
            {
                JsonLines.Write(new { account = name, changed, asBefore = given.Distinct(StringComparer.Ordinal).Except(changed), unknown, runs = runs.Select(run => new { run = run.Run, end = run.End, run.Folder }) });
                return ExitCodes.Done;
            }

            foreach (var sku in given.Distinct(StringComparer.Ordinal))
            {
                Screen.Line(isAdded
                    ? changed.Contains(sku) ? $"{sku} is taken down" : $"{sku} was taken down before; that stays as it is"
                    : changed.Contains(sku) ? $"{sku} is taken down no more" : $"{sku} was not taken down");
            }

            foreach (var sku in unknown)
            {
                Screen.Line($"No view of account {name} has a SKU {sku}, as far as the shop was read; should it come, it is held. If it was mistyped: connector takedown remove {sku} --account {name}");
            }

            Screen.Line(runs.Count > 0 ? $"Told TikTok with {string.Join(" and ", runs.Select(run => run.Run is null ? "no run: there was nothing to send" : $"run {run.Run}"))}." : "The next deltas tell TikTok; with --now they are made at once.");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Tells TikTok of what waits, these SKUs among it.</summary>
    private static async Task<IReadOnlyList<FeedResult>> FeedsAsync(House house, string account, CancellationToken cancellation)
    {
        // Stock first: it is what keeps the SKU from being sold. What stops one feed does not stop the other.
        var runs = new List<FeedResult>();
        Exception? stopped = null;
        foreach (var kind in new[] { FeedKind.InventoryDelta, FeedKind.Delta })
        {
            try
            {
                runs.Add(await Told.WithProgressAsync(
                    house.Json, kind.Words(), told => house.Room<FeedRun>().GoAsync(new FeedOrder(account, kind, House.StartedBy) { Wait = true }, told, cancellation)));
            }
            catch (Exception fault) when (fault is PersonMustDecideException or RemoteFailedException)
            {
                stopped ??= fault;
            }
        }

        return stopped is null ? runs : throw stopped;
    }

    private static Command List()
    {
        var skus = GivenSkus.Argument(ArgumentArity.ZeroOrMore);
        var account = GivenSkus.Account();
        var all = new Option<bool>("--all") { Description = "Also those that were ended." };
        var command = new Command("list", "What is taken down, by whom, since when, and why.") { skus, account, all };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account)!;
            _ = house.Room<Documents>().Account(name);
            var only = parsed.GetValue(skus) is { Length: > 0 } given ? given : null;
            var rows = house.Room<SkuDecisions>().History(name, SkuDecisions.Takedown, only).Where(row => parsed.GetValue(all) || row.EndedAt is null).ToList();
            GivenSkus.Show(house, rows, $"{rows.Count} {(rows.Count == 1 ? "takedown" : "takedowns")} of account {name}", parsed.GetValue(all), withValue: false);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}

/// <summary>SKUs on the command line, and what was decided about them.</summary>
internal static class GivenSkus
{
    public static Argument<string[]> Argument(ArgumentArity? arity = null)
    {
        var skus = new Argument<string[]>("SKU") { Description = "The shop's ids, as the shop writes them.", Arity = arity ?? ArgumentArity.OneOrMore };
        skus.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError("a SKU is empty");
            }
        });
        return skus;
    }

    public static Option<string> Account() => new("--account") { Description = "The account.", HelpName = "A", Required = true };

    /// <summary>Those that no view of the account has, as far as its shops were read.</summary>
    public static IReadOnlyList<string> Unknown(House house, string account, IReadOnlyList<string> skus)
    {
        var unknown = skus.ToHashSet(StringComparer.Ordinal);
        foreach (var view in house.Room<Documents>().Account(account).Views)
        {
            using var snapshot = house.Room<Store.Mirror>().Snapshot(view.Source);
            var reader = snapshot.View(view, house.Room<TimeProvider>().GetUtcNow());
            unknown.RemoveWhere(sku => reader.GroupOf(sku) is not null);
        }

        return [.. skus.Distinct(StringComparer.Ordinal).Where(unknown.Contains)];
    }

    /// <summary>A decision about a master would never take effect: its variants are what is sold.</summary>
    public static IReadOnlyList<Fault> NotSold(House house, IReadOnlyList<Store.StoreView> views, IReadOnlyList<string> skus) =>
        [.. skus.Distinct(StringComparer.Ordinal).Select(sku => UnknownSku.NotSold(house, views, sku, "name")).OfType<Fault>()];

    public static void Show(House house, IReadOnlyList<SkuDecisionRow> rows, string title, bool withEnds, bool withValue)
    {
        if (house.Json)
        {
            JsonLines.Write(rows);
            return;
        }

        if (rows.Count == 0)
        {
            Screen.Line($"{title}.");
            return;
        }

        string[] ends = withEnds ? ["ended", "by", "because"] : [];
        string[] values = withValue ? ["template"] : [];
        var table = Screen.Table(title, ["SKU", .. values, "since", "by", "because", .. ends]);
        foreach (var row in rows)
        {
            string[] end = withEnds ? [row.EndedAt is { } at ? Minute(at) : "", row.EndedBy ?? "", row.EndedBecause ?? ""] : [];
            string[] value = withValue ? [row.Value] : [];
            table.Add([row.Sku, .. value, Minute(row.At), row.By, row.Because, .. end]);
        }

        Screen.Console.Write(table);
    }

    private static string Minute(string at) => at[..16].Replace('T', ' ');
}
