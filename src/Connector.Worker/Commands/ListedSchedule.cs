using System.Globalization;
using Connector.Schedule;
using Connector.State;
using Connector.Store;
using Connector.Worker.Serving;

namespace Connector.Worker.Commands;

/// <summary>An entry of the timetable, as <c>schedule list</c> shows it.</summary>
internal sealed record ListedSchedule
{
    private const int RunsLookedAt = 1000;

    public required string Name { get; init; }

    public required ScheduledWork Work { get; init; }

    public required string For { get; init; }

    public required string Cron { get; init; }

    public required string TimeZone { get; init; }

    public required TimeSpan Jitter { get; init; }

    public required IReadOnlyList<Blackout> Blackouts { get; init; }

    /// <summary>True: no document says so.</summary>
    public required bool Default { get; init; }

    public required bool Active { get; init; }

    /// <summary>False: nothing is done for the account by itself.</summary>
    public required bool AccountActive { get; init; }

    /// <summary>When it is due next; null: never, or it rests.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>The same on the clocks of its zone.</summary>
    public DateTimeOffset? NextInZone { get; init; }

    public LastDone? Last { get; init; }

    /// <summary>Since when a worker is at it; null: none is.</summary>
    public DateTimeOffset? UnderWaySince { get; init; }

    /// <summary>Who paused it, when and why.</summary>
    public PausedBy? Paused { get; init; }

    /// <summary>The blackout that it is in now.</summary>
    public BlackoutSpan? Blackout { get; init; }

    /// <summary>Why it stands still, or goes in part: a run that a brake stopped waits for a person.</summary>
    public string? Waits { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }

    public static int Show(House house)
    {
        var documents = house.Room<Documents>();
        var told = Alarms.Told(house.Room<StateDatabase>());
        var faults = documents.Check([]).ToLookup(fault => fault.Document, fault => fault.ToString());
        var entries = TimetableEntry.All(documents);
        var listed = entries.Select(entry => Of(house, entry, told.GetValueOrDefault(entry.Name), [.. faults[$"{DocumentKinds.Schedule}/{entry.Name}"]])).ToList();
        var holder = house.Room<Leases>().Holder(Timetable.LeaseName);
        if (house.Json)
        {
            JsonLines.Write(new { worker = holder is null ? null : new { holder.Host, holder.Pid, holder.Since }, schedules = listed });
            return ExitCodes.Done;
        }

        foreach (var (entry, schedule) in entries.Zip(listed))
        {
            Lines(entry, schedule);
        }

        Screen.Line(
            entries.Count == 0 ? "There is nothing to do by itself: apply accounts and sources with `connector apply DIR`."
            : holder is null ? "No worker runs, so nothing is done by itself: start one with `connector serve`."
            : $"Process {holder.Pid} on {holder.Host} does all this since {holder.Since}.");
        return ExitCodes.Done;
    }

    /// <summary>A time on the clocks of a schedule's zone, and in UTC.</summary>
    public static string When(TimetableEntry entry, DateTimeOffset time) => entry.Schedule.TimeZone is "UTC"
        ? string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
        : string.Create(CultureInfo.InvariantCulture, $"{entry.Times.InZone(time):yyyy-MM-dd HH:mm:ss} {entry.Schedule.TimeZone} ({time.UtcDateTime:HH:mm:ss} UTC)");

    /// <summary>Why an entry stands still, or goes in part; null: it does not.</summary>
    public static string? WaitsFor(House house, TimetableEntry entry) => entry.Feed is not { } kind ? null
        : (kind.IsInventory() ? house.Room<BrakeBook>().OfStock(entry.For) : house.Room<BrakeBook>().StandsStill(entry.For, kind)) is { } waiting
            ? $"{waiting.Sentence}: connector brake show {waiting.Run} --account {entry.For}"
            : null;

    private static void Lines(TimetableEntry entry, ListedSchedule schedule)
    {
        Screen.Line($"{entry.Name}: {entry.What}, {entry.Schedule.Cron} {entry.Schedule.TimeZone}{(entry.IsDefault ? ", by default" : "")}{(entry.Schedule.Jitter > TimeSpan.Zero ? $", spread over {entry.Schedule.Jitter}" : "")}");
        if (schedule.Paused is { } paused)
        {
            Screen.Line($"  paused since {Minute(paused.Since)} by {paused.By}{(paused.Because.Length > 0 ? $": {paused.Because}" : "")}");
        }
        else if (!schedule.AccountActive)
        {
            Screen.Line($"  rests: account {entry.For} is not active");
        }
        else
        {
            Screen.Line($"  next {(schedule.Next is { } next ? When(entry, next) : "never again")}");
        }

        if (schedule.Waits is { } waits)
        {
            Screen.Line($"  {waits}");
        }

        if (schedule.UnderWaySince is { } since)
        {
            Screen.Line($"  under way since {Minute(since)}");
        }

        if (schedule.Last is { } last)
        {
            Screen.Line($"  last {Minute(last.Started)}{(last.By.Length > 0 ? $" by {last.By}" : "")}: {last.How}");
        }

        if (schedule.Blackout is { } blackout)
        {
            Screen.Line($"  nothing starts until {(blackout.End is { } end ? When(entry, end) : "further notice")}{(blackout.Because.Length > 0 ? $": {blackout.Because}" : "")}");
        }

        foreach (var fault in schedule.Faults)
        {
            Screen.Line($"  not valid: {fault}");
        }
    }

    private static ListedSchedule Of(House house, TimetableEntry entry, (LastTime? Last, DateTimeOffset? Since) told, IReadOnlyList<string> faults)
    {
        var (now, times) = (house.Room<TimeProvider>().GetUtcNow(), entry.Times);
        var next = entry.Runs ? times.After(now) : null;
        return new ListedSchedule
        {
            Name = entry.Name,
            Work = entry.Work,
            For = entry.For,
            Cron = entry.Schedule.Cron,
            TimeZone = entry.Schedule.TimeZone,
            Jitter = entry.Schedule.Jitter,
            Blackouts = entry.Schedule.Blackouts,
            Default = entry.IsDefault,
            Active = entry.Schedule.Active,
            AccountActive = entry.IsAccountActive,
            Next = next,
            NextInZone = next is { } time ? times.InZone(time) : null,
            Last = LastOf(house, entry, told.Last),
            // What a worker was at when it ended is under way no more.
            UnderWaySince = house.Room<Leases>().Holder(Timetable.LeaseName) is null ? null : told.Since,
            Paused = entry.Schedule.Active ? null : PausedOf(house, entry.Name),
            Blackout = times.Blackout(now),
            Waits = WaitsFor(house, entry),
            Faults = faults,
        };
    }

    /// <summary>The last that was done of it: by schedule, or, of feeds and reads, by whomever.</summary>
    private static LastDone? LastOf(House house, TimetableEntry entry, LastTime? last)
    {
        var scheduled = last is null ? null : new LastDone(last.Started, last.Ended, "schedule", last.How);
        var other = entry.Feed is { } kind ? LastRun(house, entry.For, kind.ToString()) : entry.Work == ScheduledWork.StoreRead ? LastRead(house, entry.For) : null;
        return other is not null && (scheduled is null || other.Started > scheduled.Ended) ? other : scheduled ?? other;
    }

    private static LastDone? LastRun(House house, string account, string kind) =>
        house.Room<Runs>().Last(account, RunsLookedAt).FirstOrDefault(run => run.Kind == kind) is { } run
            ? new LastDone(Instants.Parse(run.Started), run.Ended is null ? null : Instants.Parse(run.Ended), run.StartedBy, run.Message is null ? run.State : $"{run.State}: {run.Message}")
            : null;

    private static LastDone? LastRead(House house, string source)
    {
        using var snapshot = house.Room<Mirror>().Snapshot(source);
        return snapshot.Scopes.Count == 0 ? null : new LastDone(snapshot.Scopes.Max(scope => scope.ReadAt), null, "", "read");
    }

    private static PausedBy? PausedOf(House house, string name)
    {
        // The version that switched it off: those after it may have changed something else.
        PausedBy? paused = null;
        foreach (var version in house.Room<Documents>().History(DocumentKinds.Schedule, name))
        {
            var isActive = version.IsDeletion || System.Text.Json.Nodes.JsonNode.Parse(version.Text)!["active"]?.GetValue<bool>() != false;
            paused = isActive ? null : paused ?? new PausedBy(Instants.Parse(version.At), version.Author, version.Because);
        }

        return paused;
    }

    private static string Minute(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}

/// <param name="Started">When it was begun.</param>
/// <param name="Ended">When it ended, where that is known.</param>
/// <param name="By">By whom: the schedule, a person by command.</param>
/// <param name="How">How it ended.</param>
internal sealed record LastDone(DateTimeOffset Started, DateTimeOffset? Ended, string By, string How);

/// <param name="Since">When.</param>
/// <param name="By">By whom.</param>
/// <param name="Because">Why.</param>
internal sealed record PausedBy(DateTimeOffset Since, string By, string Because);
