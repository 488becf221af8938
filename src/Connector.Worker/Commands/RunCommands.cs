using System.Globalization;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>run list</c>, <c>run held</c>, <c>run refused</c>: runs, what each of them held, and which of them TikTok did not take.</summary>
internal static class RunCommands
{
    /// <summary>Runs that a trend shows.</summary>
    private const int TrendRuns = 10;

    public static Command Run() => new("run", "Runs, and what each of them held.") { List(), Held(), Refused() };

    private static Command List()
    {
        var account = AccountOption();
        var last = new Option<int>("--last") { Description = "How many. Default 20.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var command = new Command("list", "The last runs of an account.") { account, last };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowList(house, Asked.Account(house, parsed.GetValue(account)), parsed.GetValue(last))));
        return command;
    }

    private static Command Held()
    {
        var run = new Argument<string?>("RUN") { Description = "A run's id, as `run list` shows it. Default: the last full feed.", Arity = ArgumentArity.ZeroOrOne };
        var account = AccountOption();
        var csv = new Option<string?>("--csv") { Description = "Also write a CSV for merchandisers: a line for each SKU with reason and remedy, grouped by reason.", HelpName = "FILE" };
        var trend = new Option<bool>("--trend") { Description = $"How each reason's count went over the last {TrendRuns} runs of that kind." };
        var command = new Command("held", "What a run held, grouped by reason, with counts and what to do.") { run, account, csv, trend };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowHeld(house, Asked.Account(house, parsed.GetValue(account)), parsed.GetValue(run), parsed.GetValue(csv), parsed.GetValue(trend))));
        return command;
    }

    private static Command Refused()
    {
        var run = new Argument<string>("RUN") { Description = "A run's id, as `run list` shows it." };
        var account = AccountOption();
        var command = new Command("refused", "Say that TikTok refused a run's files as such: what they told counts as untold, and the next delta sends it again.") { run, account };
        var person = new GivenPerson(becauseIsRequired: true).On(command);
        command.SetHouseAction((house, parsed, _) =>
        {
            var result = house.Room<Refusal>().PutBack(Asked.Account(house, parsed.GetValue(account)), parsed.GetValue(run)!, person.By(parsed), person.Because(parsed));
            if (house.Json)
            {
                JsonLines.Write(result);
                return Task.FromResult(ExitCodes.Done);
            }

            Screen.Line(result switch
            {
                { WasDone: true } => $"Run {result.Run} was put back before; nothing was changed.",
                { Awaiting: 0 } => $"Of run {result.Run} nothing was left to put back: later runs have sent all of it again.",
                { Quantities: > 0 } => $"{result.Quantities:N0} quantities of run {result.Run} count as never told.",
                _ => $"{result.Rows:N0} rows of run {result.Run} count as not sent; {result.Accepted:N0} of them say again what TikTok approved before, {result.Deletions:N0} are not deleted after all.",
            });
            if (result.Awaiting > 0)
            {
                Screen.Line($"{result.Awaiting:N0} SKUs wait for the next delta; what TikTok refused should be mended before it.");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Option<string?> AccountOption() => new("--account") { Description = "The account. Default: the only one.", HelpName = "A" };

    private static int ShowList(House house, string account, int last)
    {
        house.Room<Documents>().Account(account);
        var runs = house.Room<Runs>().Last(account, last);
        if (house.Json)
        {
            JsonLines.Write(runs);
            return ExitCodes.Done;
        }

        if (runs.Count == 0)
        {
            Screen.Line($"Account {account} has no runs yet; make one with `connector feed full --account {account}`.");
        }

        var widest = runs.Select(run => run.Id.Length).DefaultIfEmpty().Max();
        foreach (var run in runs)
        {
            Screen.Line($"{run.Id.PadRight(widest)}  {run.Kind.ToLowerInvariant(),-10} {run.State,-10} {run.Started}  {run.StartedBy}{(run.Message is { Length: > 0 } message ? $": {message}" : "")}");
        }

        return ExitCodes.Done;
    }

    private static int ShowHeld(House house, string account, string? id, string? csv, bool trend)
    {
        house.Room<Documents>().Account(account);
        var (runs, folders) = (house.Room<Runs>(), house.Room<RunFolders>());
        var made = runs.Last(account, int.MaxValue).Where(run => folders.Has(account, run.Id, RecordNames.Feed)).ToList();
        var run = made.Find(run => id is null ? run.Kind == nameof(FeedKind.Full) : run.Id == id) ?? throw new PersonMustDecideException(
            "run.unknown", id is null ? $"Account {account} has no full feed yet." : $"Account {account} has no run {id} that made a feed.", id is null ? $"Make one with `connector feed full --account {account}`; a dry run says what it would hold as well (--dry-run)." : $"See `connector run list --account {account}`.");
        var feed = folders.Get<FeedMade>(account, run.Id, RecordNames.Feed)!;
        var held = feed.HeldBy.OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Code, StringComparer.Ordinal).ToList();
        var before = trend ? made.Where(other => other.Kind == run.Kind && string.CompareOrdinal(other.Id, run.Id) <= 0).Take(TrendRuns).Reverse()
            .Select(other => (other.Id, Held: folders.Get<FeedMade>(account, other.Id, RecordNames.Feed)!.HeldBy)).ToList() : [];
        if (csv is not null)
        {
            WriteCsv(Path.Combine(folders.Of(account, run.Id), "held.csv"), csv, held);
        }

        if (house.Json)
        {
            JsonLines.Write(new
            {
                account, run = run.Id, run.Kind, feed.Read, feed.Held, reasons = held,
                trend = trend ? before.Select(other => new { run = other.Id, counts = other.Held.ToDictionary(reason => reason.Code, reason => reason.Count) }) : null,
                file = csv,
            });
            return ExitCodes.Done;
        }

        Screen.Line($"run {run.Id} ({run.Kind.ToLowerInvariant()}): {feed.Held:N0} of {feed.Read:N0} SKUs held, for {held.Count} {(held.Count == 1 ? "reason" : "reasons")}");
        foreach (var reason in held)
        {
            Screen.Line($"  {reason.Count,8:N0} x {reason.Code}, such as {reason.Example}: {reason.Sentence}");
            if (reason.Remedy.Length > 0)
            {
                Screen.Line($"             {reason.Remedy}");
            }

            if (trend)
            {
                Screen.Line($"             over the last {before.Count} {(before.Count == 1 ? "run" : "runs")}: {string.Join(" -> ", before.Select(other => (other.Held.FirstOrDefault(known => known.Code == reason.Code)?.Count ?? 0).ToString("N0", CultureInfo.CurrentCulture)))}");
            }
        }

        foreach (var gone in before.SelectMany(other => other.Held).Select(reason => reason.Code).Distinct().Where(code => held.TrueForAll(reason => reason.Code != code)))
        {
            Screen.Line($"  {0,8:N0} x {gone} (no longer)");
        }

        if (csv is not null)
        {
            Screen.Line($"SKU by SKU: {Path.GetFullPath(csv)}");
        }

        return ExitCodes.Done;
    }

    /// <summary>The run's list, grouped by reason: the commonest first.</summary>
    private static void WriteCsv(string list, string path, IReadOnlyList<HeldCount> held)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // The list may be long and is passed once: each reason has a file beside until they are put together.
        var parts = held.Select((reason, at) => (reason.Code, Path: $"{path}.{at}.part")).ToList();
        var counts = held.ToDictionary(reason => reason.Code, reason => reason.Count.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var writers = parts.ToDictionary(part => part.Code, part => new StreamWriter(part.Path), StringComparer.Ordinal);
        try
        {
            foreach (var row in HeldFile.Read(list))
            {
                writers[row.Code].Write(string.Join(',', new[] { row.Code, counts[row.Code], row.Sku, row.View, row.Sentence, row.Remedy, row.OnTikTok }.Select(HeldFile.Cell)) + "\n");
            }
        }
        finally
        {
            writers.Values.ToList().ForEach(writer => writer.Dispose());
        }

        using (var file = File.Create(path + ".part"))
        {
            file.Write("\uFEFFreason,count,sku,view,sentence,remedy,on_tiktok\n"u8);
            foreach (var (_, part) in parts)
            {
                using (var lines = File.OpenRead(part))
                {
                    lines.CopyTo(file);
                }

                File.Delete(part);
            }
        }

        File.Move(path + ".part", path, overwrite: true);
    }
}
