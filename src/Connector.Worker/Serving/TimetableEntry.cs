using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Schedule;
using Connector.State;

namespace Connector.Worker.Serving;

/// <summary>Something that is done by itself at certain times.</summary>
/// <param name="Name">The schedule document's name; of a default, the name that its document would have.</param>
/// <param name="Schedule">What, for whom, when.</param>
/// <param name="IsDefault">True: no document says so.</param>
internal sealed record TimetableEntry(string Name, FeedSchedule Schedule, bool IsDefault)
{
    private const int LongestName = 60;

    public ScheduledWork Work => Schedule.Work;

    public string For => Schedule.For;

    /// <summary>Computed from the schedule's text: to be kept where it is asked more than once.</summary>
    public ScheduleTimes Times => new(Name, Schedule);

    /// <summary>False: its account is not active, and nothing is done for it.</summary>
    public bool IsAccountActive { get; init; } = true;

    /// <summary>Whether anything happens by it.</summary>
    public bool Runs => Schedule.Active && IsAccountActive;

    /// <summary>Whether it reads a shop; what is made from shops comes after.</summary>
    public bool IsStoreWork => Work is ScheduledWork.StoreRead or ScheduledWork.StoreDelta;

    /// <summary>Which kind of feed it makes; null: none.</summary>
    public FeedKind? Feed => Work switch
    {
        ScheduledWork.FeedFull => FeedKind.Full,
        ScheduledWork.FeedInventory => FeedKind.Inventory,
        ScheduledWork.FeedDelta => FeedKind.Delta,
        ScheduledWork.FeedPriceDelta => FeedKind.PriceDelta,
        ScheduledWork.FeedInventoryDelta => FeedKind.InventoryDelta,
        _ => null,
    };

    /// <summary>Changes when its times or its work do: what was kept for the next time does not hold then.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new { Name, Schedule.Work, Schedule.For, Schedule.Cron, Schedule.TimeZone, Schedule.Jitter, Schedule.Blackouts }))))[..16];

    /// <summary>
    /// The timetable as the documents have it now, with what is paused. What has no schedule document of its own runs by these defaults; a document that is not active
    /// switches its work off.
    /// </summary>
    public static IReadOnlyList<TimetableEntry> All(Documents documents)
    {
        var entries = documents.Schedules().Select(schedule => new TimetableEntry(schedule.Name, schedule.Schedule, IsDefault: false)).ToList();
        var sources = documents.Sources();
        foreach (var (source, document) in sources)
        {
            Default(ScheduledWork.StoreRead, source, "0 5 * * * ?");
            if (document.HasDeltas)
            {
                Default(ScheduledWork.StoreDelta, source, "0 3/5 * * * ?");
            }
        }

        var accounts = documents.Accounts();
        foreach (var (account, document) in accounts)
        {
            // By night where the shop is.
            var shop = document.Views is [var first, ..] ? sources.FirstOrDefault(source => source.Name == first.Source).Source : null;
            Default(ScheduledWork.FeedFull, account, "0 30 2 * * ?", shop?.TimeZone ?? "UTC");
            Default(ScheduledWork.FeedDelta, account, "0 1/5 * * * ?");
            // A catalog that pulls files has no quantities; whether something is in stock stands in the rows.
            if (document.Delivery != DeliveryChannel.Pull)
            {
                Default(ScheduledWork.FeedInventory, account, "0 15 * * * ?");
                // Half a minute after the shops' deltas.
                Default(ScheduledWork.FeedInventoryDelta, account, "30 3/5 * * * ?");
            }

            if (IsPolled(document))
            {
                Default(ScheduledWork.ReviewPoll, account, "0 2/5 * * * ?");
            }
        }

        var idle = accounts.Where(account => !account.Account.Active).Select(account => account.Name).ToHashSet(StringComparer.Ordinal);
        return [.. entries.Select(entry => !entry.IsStoreWork && idle.Contains(entry.For) ? entry with { IsAccountActive = false } : entry)];

        void Default(ScheduledWork work, string name, string cron, string zone = "UTC")
        {
            if (!entries.Any(entry => entry.Work == work && entry.For == name))
            {
                entries.Add(new TimetableEntry(NameOf(work, name, entries), new FeedSchedule { Work = work, For = name, Cron = cron, TimeZone = zone }, IsDefault: true));
            }
        }
    }

    public static string Words(ScheduledWork work) => work switch
    {
        ScheduledWork.StoreRead => "store read",
        ScheduledWork.StoreDelta => "store delta",
        ScheduledWork.FeedFull => "full feed",
        ScheduledWork.FeedInventory => "inventory feed",
        ScheduledWork.FeedDelta => "delta feed",
        ScheduledWork.FeedPriceDelta => "price delta",
        ScheduledWork.FeedInventoryDelta => "inventory delta",
        _ => "review poll",
    };

    /// <summary>What it does, for whom.</summary>
    public string What => $"{Words(Work)} of {For}";

    public override string ToString() => $"{What} ({Schedule.Cron} {Schedule.TimeZone}, {(IsDefault ? "by default" : $"schedule {Name}")})";

    private static bool IsPolled(Account account) => account.Shop.AppKey.Length > 0 || (!account.Review.AccessToken.IsEmpty && account.Views.Any(view => view.CatalogId.Length > 0));

    /// <summary>Fit for a document, so that pausing or changing a default keeps its name.</summary>
    private static string NameOf(ScheduledWork work, string name, List<TimetableEntry> entries)
    {
        var plain = $"{Words(work).Replace(' ', '-')}-{name}";
        plain = plain.Length > LongestName ? plain[..LongestName] : plain;
        var free = plain;
        for (var number = 2; entries.Any(entry => entry.Name == free); number++)
        {
            var ending = $"-{number}";
            free = plain[..Math.Min(plain.Length, LongestName - ending.Length)] + ending;
        }

        return free;
    }
}
