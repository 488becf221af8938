using Connector.Accounts;
using Connector.Schedule;
using Connector.Store;

namespace Connector.State;

/// <summary>What must hold within schedules.</summary>
internal static partial class DocumentRules
{
    private const string OncePath = "write it as 2026-11-27T00:00, in the schedule's own zone";
    private const string DailyPath = "write begin and end as 22:00-04:00; 00:00-24:00 is the whole day";

    private static void Check(FeedSchedule schedule, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        var kind = schedule.Work is ScheduledWork.StoreRead or ScheduledWork.StoreDelta ? DocumentKinds.Source : DocumentKinds.Account;
        if (!documents.ContainsKey((kind, schedule.For)))
        {
            fault("$.for", $"there is no document {kind}/{schedule.For}", kind == DocumentKinds.Source ? "name a source" : "name an account");
        }
        else if (schedule.Work == ScheduledWork.StoreDelta && documents[(kind, schedule.For)].Value is StoreSource { HasDeltas: false })
        {
            fault("$.work", $"source {schedule.For} has no deltas", "name the folders of its outbox in deltas.folders, or schedule storeRead");
        }

        if (schedule.Work is ScheduledWork.FeedInventory or ScheduledWork.FeedInventoryDelta && documents.TryGetValue((kind, schedule.For), out var found) && found.Value is Account { Delivery: DeliveryChannel.Pull })
        {
            fault("$.work", $"account {schedule.For} is pulled by a catalog, which knows no quantities", "schedule feedFull or feedDelta: whether something is in stock goes with its row");
        }

        CheckCron(schedule.Cron, fault);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _))
        {
            fault("$.timeZone", $"'{schedule.TimeZone}' is no time zone", "write an IANA name such as Europe/London");
        }

        Within(schedule.Jitter, TimeSpan.Zero, TimeSpan.FromHours(1), "$.jitter", fault);
        for (var i = 0; i < schedule.Blackouts.Count; i++)
        {
            Check(schedule.Blackouts[i], $"$.blackouts[{i}]", fault);
        }

        CheckWeek(schedule.Blackouts, fault);
    }

    private static void CheckCron(string cron, Action<string, string, string> fault)
    {
        try
        {
            if (new Quartz.CronExpression(cron, TimeZoneInfo.Utc).GetNextValidTimeAfter(DateTimeOffset.UnixEpoch) is null)
            {
                fault("$.cron", $"'{cron}' is a time that never comes", "look at its day, month and year");
            }
        }
        catch (FormatException reason)
        {
            fault("$.cron", $"'{cron}' is no cron expression ({reason.Message})", "write six fields: second minute hour day month weekday, such as 0 30 2 * * ?");
        }
    }

    private static void Check(Blackout blackout, string path, Action<string, string, string> fault)
    {
        var isOnce = blackout.From.Length > 0 || blackout.To.Length > 0;
        if (isOnce == blackout.Daily.Length > 0)
        {
            fault(path, isOnce ? "it is both a single blackout and one on days of the week" : "it does not say when it is", "give from and to, or daily");
        }

        if (isOnce)
        {
            var (from, to) = (BlackoutTimes.Wall(blackout.From), BlackoutTimes.Wall(blackout.To));
            if (from is null)
            {
                fault(path + ".from", $"'{blackout.From}' is no time", OncePath);
            }

            if (to is null)
            {
                fault(path + ".to", $"'{blackout.To}' is no time", OncePath);
            }

            if (from >= to)
            {
                fault(path + ".to", $"it ends ({blackout.To}) before it begins ({blackout.From})", "write the end after the begin");
            }
        }

        if (blackout.Daily.Length > 0 && BlackoutTimes.Daily(blackout.Daily) is null)
        {
            fault(path + ".daily", $"'{blackout.Daily}' is no time of day with begin and end", DailyPath);
        }

        if (blackout.Days.Count > 0 && blackout.Daily.Length == 0)
        {
            fault(path + ".days", "days are named and no time of day", DailyPath);
        }

        if (blackout.Days.Distinct().Count() < blackout.Days.Count)
        {
            fault(path + ".days", "a day is named twice", "name each day once");
        }
    }

    /// <summary>Blackouts that leave nothing of a week would be a schedule that never fires and is not paused.</summary>
    private static void CheckWeek(IReadOnlyList<Blackout> blackouts, Action<string, string, string> fault)
    {
        const int Week = 7 * 24 * 60;
        var dark = new bool[Week];
        foreach (var blackout in blackouts)
        {
            if (BlackoutTimes.Daily(blackout.Daily) is { } daily)
            {
                foreach (var day in blackout.Days.Count == 0 ? Enum.GetValues<DayOfWeek>() : blackout.Days)
                {
                    for (var minute = (int)daily.From.TotalMinutes; minute < (int)daily.To.TotalMinutes; minute++)
                    {
                        dark[(((int)day * 24 * 60) + minute) % Week] = true;
                    }
                }
            }
        }

        if (dark.All(minute => minute))
        {
            fault("$.blackouts", "together they leave no minute of the week", "take one out, or set active to false");
        }
    }
}
