using System.Globalization;
using Connector.Archive;
using Connector.Feeds.Brakes;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>brake</c>: runs that a brake stopped, and what a person makes of them.</summary>
internal static class BrakeCommands
{
    private const int LongestPermission = 24 * 30;
    private const int Shown = 20;

    /// <summary>What a release may limit, by its word.</summary>
    private static readonly BrakeCause[] Limited = [BrakeCause.Shrink, BrakeCause.Held, BrakeCause.Prices, BrakeCause.SoldOut, BrakeCause.Growth, BrakeCause.Currency];

    public static Command Brake() => new("brake", "Feeds that went beyond a limit and wait for a person: look at them, let them go, or throw them away.") { List(), Show(), Release(), Discard() };

    private static Command List()
    {
        var account = AccountOption("Only this account. Default: all.");
        var all = new Option<bool>("--all") { Description = $"Also those that wait no more; the last {Shown}." };
        var command = new Command("list", "The runs that wait: what tripped, since when.") { account, all };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowList(house, parsed.GetValue(account), parsed.GetValue(all))));
        return command;
    }

    private static Command Show()
    {
        var (run, account) = (RunArgument(), AccountOption("The account, where several have a run of this id."));
        var command = new Command("show", "Why a run was stopped, with the ten largest examples of each cause.") { run, account };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowOne(house, parsed.GetValue(run)!, parsed.GetValue(account))));
        return command;
    }

    private static Command Release()
    {
        var (run, account) = (RunArgument(), AccountOption("The account, where several have a run of this id."));
        var limit = new Option<string?>("--limit")
        {
            Description = $"Limits for this once, such as shrink=60,held=70: {string.Join(", ", Limited.Select(cause => cause.Word()))}; per cent, growth a multiple, currency=off. Those not named stay. Default: none holds.",
            HelpName = "LIMITS",
        };
        var life = new Option<int>("--for") { Description = $"Hours until the permission ends, if no feed of that kind was delivered by then. Default {Releasing.Usually.TotalHours:0}.", HelpName = "HOURS", DefaultValueFactory = _ => (int)Releasing.Usually.TotalHours };
        var later = new Option<bool>("--later") { Description = "Let the next scheduled feed of that kind use it. Default: a fresh feed is made and delivered now." };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryRead(text, out _, out var fault))
            {
                result.AddError(fault);
            }
        });
        life.Validators.Add(result =>
        {
            if (Given.Number(result) is < 1 or > LongestPermission)
            {
                result.AddError($"--for takes 1 to {LongestPermission} hours");
            }
        });
        var command = new Command("release", "Let a stopped run go: a fresh one is made from the shop as it is now, beyond the limits.") { run, account, limit, life, later };
        var person = new GivenPerson(becauseIsRequired: true, byIsRequired: true).On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var releasing = house.Room<Releasing>();
            var waiting = releasing.Demand(parsed.GetValue(run)!, parsed.GetValue(account));
            TryRead(parsed.GetValue(limit) ?? "", out var limits, out _);
            var permission = releasing.Release(waiting, limits, TimeSpan.FromHours(parsed.GetValue(life)), person.By(parsed), person.Because(parsed));
            if (!house.Json)
            {
                Screen.Line($"Run {waiting.Run} is released: the next {waiting.Kind.Words()} of account {waiting.Account} may go {Words(limits)}, until {permission.Until:u}.");
            }

            if (!parsed.GetValue(later))
            {
                return await FeedCommands.GoAsync(house, new FeedOrder(waiting.Account, waiting.Kind, $"{permission.By} by release {permission.Release}") { Wait = true }, cancellation);
            }

            if (house.Json)
            {
                JsonLines.Write(new { waiting.Account, waiting.Kind, waiting.Run, permission });
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Discard()
    {
        var (run, account) = (RunArgument(), AccountOption("The account, where several have a run of this id."));
        var command = new Command("discard", "Throw a stopped run away: the next feed of its kind is made and weighed as if it had never been. No cursor moves.") { run, account };
        var person = new GivenPerson(becauseIsRequired: true, byIsRequired: true).On(command);
        command.SetHouseAction((house, parsed, _) =>
        {
            var releasing = house.Room<Releasing>();
            var waiting = releasing.Demand(parsed.GetValue(run)!, parsed.GetValue(account));
            var id = releasing.Discard(waiting, person.By(parsed), person.Because(parsed));
            if (house.Json)
            {
                JsonLines.Write(new { waiting.Account, waiting.Kind, waiting.Run, discard = id });
            }
            else
            {
                Screen.Line($"Run {waiting.Run} is discarded; {waiting.Kind.Words()}s of account {waiting.Account} {(waiting.InPart ? "are told whole again" : "go on")}, and a brake stops them again if nothing was mended.");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>Reads limits such as <c>shrink=60,held=70</c>.</summary>
    private static bool TryRead(string text, out Dictionary<string, decimal> limits, out string fault)
    {
        limits = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (word, value) = part.Split('=', 2) is [var name, var number] ? (name.Trim(), number.Trim()) : (part, "");
            if (!Limited.Any(cause => cause.Word() == word))
            {
                fault = $"--limit knows no '{word}': use {string.Join(", ", Limited.Select(cause => cause.Word()))}, each with = and its limit";
                return false;
            }

            var isCurrency = word == BrakeCause.Currency.Word();
            if (isCurrency ? value != "off" : !decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            {
                fault = isCurrency ? "--limit takes currency=off only" : $"--limit {word}= takes a number, such as {word}={(word == BrakeCause.Growth.Word() ? "5" : "60")}";
                return false;
            }

            limits[word] = isCurrency ? 0 : decimal.Parse(value, CultureInfo.InvariantCulture);
        }

        fault = "";
        return true;
    }

    private static string Words(IReadOnlyDictionary<string, decimal> limits) => limits.Count == 0
        ? "beyond all limits"
        : $"as far as {string.Join(", ", limits.Select(limit => limit.Key == BrakeCause.Currency.Word() ? "another currency" : string.Create(CultureInfo.InvariantCulture, $"{limit.Key} {limit.Value:0.##}{(limit.Key == BrakeCause.Growth.Word() ? " times" : " %")}")))}";

    private static Argument<string> RunArgument() => new("RUN") { Description = "A run's id, as `brake list` shows it." };

    private static Option<string?> AccountOption(string description) => new("--account") { Description = description, HelpName = "A" };

    private static int ShowList(House house, string? account, bool all)
    {
        if (account is not null)
        {
            house.Room<Documents>().Account(account);
        }

        var book = house.Room<BrakeBook>();
        var runs = all ? book.Last(account, Shown) : book.Waiting(account);
        if (house.Json)
        {
            JsonLines.Write(runs);
            return ExitCodes.Done;
        }

        foreach (var (of, kind, permission) in book.Permissions(account))
        {
            Screen.Line($"The next {kind.Words()} of {of} may go {Words(permission.Limits)}, until {permission.Until:u}: {permission.By} released {permission.Waiting}{(permission.Because.Length > 0 ? $", {permission.Because}" : "")}");
        }

        if (runs.Count == 0)
        {
            Screen.Line(all ? "No run was ever stopped by a brake." : "No run waits for a person.");
        }

        foreach (var run in runs)
        {
            Screen.Line($"{run.Run} of {run.Account}: {(run.EndedAt is { } ended ? $"{run.EndedHow} by {run.EndedBy} at {ended:u}{(run.EndedBecause is { Length: > 0 } because ? $": {because}" : "")}" : run.Sentence)}");
            Screen.Line($"  {run.What}");
        }

        if (!all && runs.Count > 0)
        {
            Screen.Line("Look closer: connector brake show RUN. Then: connector brake release RUN, or connector brake discard RUN, each with --by NAME --because TEXT.");
        }

        return ExitCodes.Done;
    }

    private static int ShowOne(House house, string run, string? account)
    {
        var found = house.Room<BrakeBook>().Find(run, account);
        var waiting = found.Count == 1 ? found[0] : house.Room<Releasing>().Demand(run, account);
        var (folders, at) = (house.Room<RunFolders>(), waiting.Account);
        var record = folders.Get<BrakeRecord>(at, run, BrakeRecord.Name);
        if (house.Json)
        {
            JsonLines.Write(new { waiting, record?.Trips, folder = folders.Of(at, run) });
            return ExitCodes.Done;
        }

        Screen.Line($"{run} of {at}: {(waiting.EndedAt is { } ended ? $"{waiting.EndedHow} by {waiting.EndedBy} at {ended:u}" : waiting.Sentence)}");
        foreach (var trip in record?.Trips ?? [])
        {
            var table = Screen.Table($"{trip.Cause.Code()}: {trip.Sentence}", "SKU", "before", "after");
            foreach (var example in trip.Examples)
            {
                table.Add(example.Sku, example.Before, example.After);
            }

            Screen.Console.Write(table);
        }

        Screen.Line($"Its records{(waiting.InPart ? "" : " and files")} are in {folders.Of(at, run)}.");
        if (waiting.EndedAt is null)
        {
            Screen.Line(Feeds.Brake.Remedy(at, run));
        }

        return ExitCodes.Done;
    }
}
