using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Schedule;
using Connector.State;
using Connector.Store;
using Connector.Worker.Serving;

namespace Connector.Worker.Commands;

/// <summary><c>schedule</c>: the commands of all documents, and what only schedules have. They speak of defaults too, which have no document.</summary>
internal static class ScheduleCommands
{
    public static Command Schedule()
    {
        var command = DocumentFamily.Schedule.Of("When things are done by themselves: see it, change it, pause it, do it now.");
        command.Subcommands.Insert(0, List());
        command.Add(Set());
        command.Add(Switch("pause", "Let schedules rest. A default gets a document, so that it is known who paused it and why.", active: false));
        command.Add(Switch("resume", "Let paused schedules go on, at their next time.", active: true));
        command.Add(Next());
        command.Add(Trigger());
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "All that is done by itself, by document or by default: when next, when last and how it ended, paused by whom and why.");
        command.SetHouseAction((house, _, _) => Task.FromResult(ListedSchedule.Show(house)));
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("NAME") { Description = "Its name: of one that `schedule list` shows, or a new one (lower-case letters, digits, hyphens)." };
        var work = new Option<string?>("--work") { Description = $"What: {string.Join(", ", Works)}.", HelpName = "W" };
        work.AcceptOnlyFromAmong([.. Works]);
        var whom = new Option<string?>("--for") { Description = "Account, or source for store reads.", HelpName = "X" };
        var cron = new Option<string?>("--cron") { Description = "When: second minute hour day month weekday, such as \"0 30 2 * * ?\".", HelpName = "C" };
        var zone = new Option<string?>("--zone") { Description = "Zone of these times, such as Europe/London. Default of a new one: UTC.", HelpName = "Z" };
        var jitter = new Option<string?>("--jitter") { Description = "Spreads starts over less than this: 00:10:00. At most an hour.", HelpName = "J" };
        var command = new Command("set", "Make a schedule, or change what is named of one; blackouts stand in its document.") { name, work, whom, cron, zone, jitter };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, _) =>
        {
            var members = Find(house, parsed.GetValue(name)!) is { } entry ? Members(house, entry) : [];
            foreach (var (member, option) in new[] { ("work", work), ("for", whom), ("cron", cron), ("timeZone", zone), ("jitter", jitter) })
            {
                if (parsed.GetValue(option) is { } value)
                {
                    members[member] = value;
                }
            }

            return Task.FromResult(Store(house, [(parsed.GetValue(name)!, members)], person.By(parsed), person.Because(parsed)));
        });
        return command;
    }

    private static Command Switch(string word, string description, bool active)
    {
        var names = new Argument<string[]>("NAME") { Description = "One or several names, as `schedule list` shows them.", Arity = ArgumentArity.ZeroOrMore };
        var account = new Option<string?>("--account") { Description = "Instead: all feeds and polls of this account.", HelpName = "A" };
        var command = new Command(word, description) { names, account };
        var person = new GivenPerson().On(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(names)?.Tokens.Count > 0 == Given.Is(result.GetResult(account)))
            {
                result.AddError($"{word} takes names, or --account A");
            }
        });
        command.SetHouseAction((house, parsed, _) =>
        {
            var entries = parsed.GetValue(account) is { } whose ? Of(house, whose) : [.. parsed.GetValue(names)!.Select(name => Demand(house, name))];
            return Task.FromResult(Store(
                house,
                [.. entries.Where(entry => entry.Schedule.Active != active).DistinctBy(entry => entry.Name).Select(entry =>
                {
                    var members = Members(house, entry);
                    members["active"] = active;
                    return (entry.Name, members);
                })],
                person.By(parsed), person.Because(parsed)));
        });
        return command;
    }

    private static Command Next()
    {
        var name = new Argument<string?>("NAME") { Description = "Only this one. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int>("--count") { Description = "How many times of each, 1 to 1000. Default: 3.", HelpName = "N", DefaultValueFactory = _ => 3 };
        count.Validators.Add(result =>
        {
            if (Given.Number(result) is < 1 or > 1000)
            {
                result.AddError("--count takes 1 to 1000");
            }
        });
        var command = new Command("next", "The times to come, with jitter and blackouts; also without a worker.") { name, count };
        command.SetHouseAction((house, parsed, _) =>
        {
            var entries = parsed.GetValue(name) is { } one ? [Demand(house, one)] : TimetableEntry.All(house.Room<Documents>());
            var now = house.Room<TimeProvider>().GetUtcNow();
            var times = entries.Select(entry => (Entry: entry, Times: entry.Runs ? entry.Times.Following(now).Take(parsed.GetValue(count)).ToList() : [])).ToList();
            if (house.Json)
            {
                JsonLines.Write(times.Select(pair => new { pair.Entry.Name, pair.Entry.Schedule.TimeZone, pair.Entry.Runs, waits = ListedSchedule.WaitsFor(house, pair.Entry), next = pair.Times.Select(time => new { utc = time.ToUniversalTime(), local = pair.Entry.Times.InZone(time) }) }));
                return Task.FromResult(ExitCodes.Done);
            }

            foreach (var (entry, next) in times)
            {
                Screen.Line($"{entry.Name}: {entry}{(entry.Schedule.Active ? entry.IsAccountActive ? next.Count == 0 ? ": never again" : "" : $": account {entry.For} is not active" : ": paused")}");
                if (ListedSchedule.WaitsFor(house, entry) is { } waits)
                {
                    Screen.Line($"  {waits}");
                }

                foreach (var time in next)
                {
                    Screen.Line($"  {ListedSchedule.When(entry, time)}");
                }
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Trigger()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, as `schedule list` shows it; also of one that is paused." };
        var wait = new Option<bool>("--wait") { Description = "Wait for a run of this account that is going on, instead of refusing." };
        var command = new Command("trigger", "Do it now, here, whatever the time, a pause or a blackout; when it is due next stays.") { name, wait };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var entry = Demand(house, parsed.GetValue(name)!);
            return entry switch
            {
                { Feed: { } kind } => FeedCommands.GoAsync(house, new FeedOrder(entry.For, kind, $"{House.Person} by schedule {entry.Name}") { Wait = parsed.GetValue(wait) }, cancellation),
                { Work: ScheduledWork.StoreRead } => StoreCommands.ReadAsync(house, entry.For, StoreReadKind.Full, acceptLoss: false, cancellation),
                { Work: ScheduledWork.StoreDelta } => StoreCommands.ReadAsync(house, entry.For, StoreReadKind.Delta, acceptLoss: false, cancellation),
                _ => ReviewCommands.PollAsync(house, entry.For, wait: false, cancellation),
            };
        });
        return command;
    }

    private static IReadOnlyList<string> Works { get; } = [.. Enum.GetNames<ScheduledWork>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static TimetableEntry? Find(House house, string name) => TimetableEntry.All(house.Room<Documents>()).FirstOrDefault(entry => entry.Name == name);

    private static TimetableEntry Demand(House house, string name) => Find(house, name)
        ?? throw new PersonMustDecideException("schedule.unknown", $"There is no schedule {name}.", $"There are {string.Join(", ", TimetableEntry.All(house.Room<Documents>()).Select(entry => entry.Name))}.");

    private static IReadOnlyList<TimetableEntry> Of(House house, string account)
    {
        _ = house.Room<Documents>().Account(account);
        return [.. TimetableEntry.All(house.Room<Documents>()).Where(entry => !entry.IsStoreWork && entry.For == account)];
    }

    /// <summary>The document of an entry as it stands, or the one that says what the default does.</summary>
    private static JsonObject Members(House house, TimetableEntry entry) => house.Room<Documents>().Find(DocumentKinds.Schedule, entry.Name) is { } version
        ? JsonNode.Parse(version.Text)!.AsObject()
        : new JsonObject
        {
            ["work"] = JsonNamingPolicy.CamelCase.ConvertName(entry.Work.ToString()), ["for"] = entry.For, ["cron"] = entry.Schedule.Cron, ["timeZone"] = entry.Schedule.TimeZone,
        };

    private static int Store(House house, IReadOnlyList<(string Name, JsonObject Members)> changed, string by, string because)
    {
        var given = changed.Select(one => new DocumentText(DocumentKinds.Schedule, one.Name, one.Members.ToJsonString(Documents.Json), $"{DocumentKinds.Schedule}/{one.Name}")).ToList();
        return DocumentFamily.Changed(house, house.Room<Documents>().Apply(given, by, out var applied, because), applied);
    }
}
