using Connector.Schedule;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Something that is done by itself at certain times.</summary>
/// <param name="Name">The schedule document's name, or that of a default.</param>
internal sealed record TimetableEntry(string Name, ScheduledWork Work, string For, string Cron, string TimeZone)
{
    /// <summary>
    /// The timetable as the documents have it now. What has no schedule document of its own runs by these defaults; a document that is not
    /// active switches its work off.
    /// </summary>
    public static IReadOnlyList<TimetableEntry> All(Documents documents)
    {
        var schedules = documents.Schedules();
        var entries = schedules.Where(schedule => schedule.Schedule.Active)
            .Select(schedule => new TimetableEntry(schedule.Name, schedule.Schedule.Work, schedule.Schedule.For, schedule.Schedule.Cron, schedule.Schedule.TimeZone)).ToList();
        foreach (var (source, document) in documents.Sources())
        {
            Default(ScheduledWork.StoreRead, source, "0 5 * * * ?");
            if (document.HasDeltas)
            {
                Default(ScheduledWork.StoreDelta, source, "0 3/5 * * * ?");
            }
        }

        foreach (var (account, document) in documents.Accounts())
        {
            Default(ScheduledWork.FeedFull, account, "0 30 2 * * ?");
            Default(ScheduledWork.FeedInventory, account, "0 0/15 * * * ?");
            if (!document.Review.AccessToken.IsEmpty && document.Views.Any(view => view.CatalogId.Length > 0))
            {
                Default(ScheduledWork.ReviewPoll, account, "0 2/5 * * * ?");
            }
        }

        var idle = documents.Accounts().Where(account => !account.Account.Active).Select(account => account.Name).ToHashSet(StringComparer.Ordinal);
        return [.. entries.Where(entry => entry.Work is ScheduledWork.StoreRead or ScheduledWork.StoreDelta || !idle.Contains(entry.For))];

        void Default(ScheduledWork work, string name, string cron)
        {
            if (!schedules.Any(schedule => schedule.Schedule.Work == work && schedule.Schedule.For == name))
            {
                entries.Add(new TimetableEntry($"default {Words(work)} {name}", work, name, cron, "UTC"));
            }
        }
    }

    public static string Words(ScheduledWork work) => work switch
    {
        ScheduledWork.StoreRead => "store read",
        ScheduledWork.StoreDelta => "store delta",
        ScheduledWork.FeedFull => "full feed",
        ScheduledWork.FeedInventory => "inventory feed",
        _ => "review poll",
    };

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public override string ToString() => $"{Words(Work)} of {For} ({Cron} {TimeZone}, {(Name.StartsWith("default ", StringComparison.Ordinal) ? "by default" : $"schedule {Name}")})";
}
