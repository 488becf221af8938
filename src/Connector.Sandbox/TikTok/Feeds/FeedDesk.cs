using System.Globalization;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Interface B's <c>catalog/feed/</c>: feeds whose file is pulled by a clock (facts 1.3).</summary>
internal sealed class FeedDesk(FeedBook book, Holdings holdings, TimeProvider clock, Func<StandInSettings> settings)
{
    private const int RunsShown = 10;
    private static readonly string[] Schemes = ["http", "https", "ftp", "sftp"];

    /// <summary>Null: there is no such call.</summary>
    public Func<CatalogCall, Envelope>? Route(string method, string route) => (method, route) switch
    {
        ("POST", "catalog/feed/create/") => Create,
        ("POST", "catalog/feed/update/") => Update,
        ("GET", "catalog/feed/get/") => Get,
        ("POST", "catalog/feed/delete/") => Delete,
        ("POST", "catalog/feed/switch/") => Switch,
        ("GET", "catalog/feed/log/") => Log,
        _ => null,
    };

    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private Envelope Create(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_name", "update_mode", "schedule_param");
        var now = clock.GetUtcNow();
        var (name, mode, schedule) = Told(call);
        var feed = new Feed(book.NewId(), call.Account, call.CatalogId, name, mode, schedule, schedule is not null, settings().PullOnCreate ? now : schedule?.First(now));
        if (schedule is null) feed = feed with { NextAt = null };
        book.Put(feed);
        return Envelope.Ok(Shown(feed));
    }

    private Envelope Update(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "feed_name", "update_mode", "schedule_param");
        var before = Named(call);
        var (name, mode, schedule) = Told(call);
        var isSame = schedule == before.Schedule;
        var on = schedule is not null && (before.On || before.Schedule is null);
        var feed = before with { Name = name, UpdateMode = mode, Schedule = schedule, On = on, NextAt = !on ? null : isSame ? before.NextAt : schedule!.First(clock.GetUtcNow()) };
        book.Put(feed);
        return Envelope.Ok(Shown(feed));
    }

    private Envelope Get(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id");
        var feeds = call.Fields.Has("feed_id") ? [Named(call)] : book.Feeds(call.CatalogId);
        return Envelope.Ok(new JsonObject { ["feed_list"] = new JsonArray([.. feeds.Select(Shown)]) });
    }

    private Envelope Delete(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id");
        var feed = Named(call);
        book.Remove(feed.Id);
        holdings.Reach(call.CatalogId, shelf =>
        {
            foreach (var held in shelf.All.Where(h => h.Feed == feed.Id).ToArray())
            {
                if (settings().DeletedFeedTakesProducts) shelf.Remove(held.Row.SkuId);
                else held.Feed = null;
            }

            return true;
        });
        return Envelope.Ok(new JsonObject { ["feed_id"] = feed.Id });
    }

    private Envelope Switch(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id", "status");
        var feed = Named(call);
        var on = call.Fields.OneOf("status", "ON", "OFF") == "ON";
        if (on == feed.On) throw CallRefused.Invalid($"status: the feed is {(on ? "ON" : "OFF")} already.");
        if (on && feed.Schedule is null) throw CallRefused.Invalid("status: ON needs uri, interval_type and timezone.");
        feed = feed with { On = on, NextAt = on ? feed.Schedule!.First(clock.GetUtcNow()) : null };
        book.Put(feed);
        return Envelope.Ok(Shown(feed));
    }

    private Envelope Log(CatalogCall call)
    {
        call.Fields.Only("bc_id", "catalog_id", "feed_id");
        var now = clock.GetUtcNow();
        var (status, time) = settings().FeedLogSampleNames ? ("last_update_status", "last_update_time") : ("update_status", "update_time");
        return Envelope.Ok(new JsonObject
        {
            ["feed_logs"] = new JsonArray([.. book.JobsOf(Named(call).Id, RunsShown).Select(job => new JsonObject
            {
                [status] = new JsonObject
                {
                    ["add_count"] = job.Outcome?.Added ?? 0,
                    ["update_count"] = ProductDesk.Updated(job, settings()),
                    ["remove_count"] = job.Outcome?.Removed ?? 0,
                    ["error_count"] = job.Outcome?.Issues.ErrorRows ?? 0,
                    ["warn_count"] = job.Outcome?.Issues.WarningRows ?? 0,
                    ["process_status"] = job.StatusAt(now),
                },
                [time] = new JsonObject { ["start_time"] = Time(job.BeginsAt <= now ? job.BeginsAt : null), ["end_time"] = Time(job.Outcome is null ? null : job.EndsAt) },
            })]),
        });
    }

    private Feed Named(CatalogCall call)
    {
        var id = call.Fields.Text("feed_id");
        return book.Feed(call.CatalogId, id) ?? throw new CallRefused(40007, $"feed_id: {id} does not exist");
    }

    private static (string Name, string Mode, FeedSchedule? Schedule) Told(CatalogCall call) =>
        (call.Fields.Text("feed_name"), call.Fields.OneOf("update_mode", "OVERWRITE", "INCREMENTAL"), Schedule(call.Fields.PartOrNull("schedule_param")));

    private static FeedSchedule? Schedule(CallFields? told)
    {
        if (told is null) return null;
        told.Only("source", "interval_type", "interval_count", "timezone", "day_of_month", "hour", "minute");
        var source = told.PartOrNull("source");
        source?.Only("uri", "username", "password");
        var uri = source?.TextOrNull("uri");
        var interval = told.OneOfOrNull("interval_type", "HOURLY", "DAILY", "MONTHLY");
        var timezone = told.TextOrNull("timezone");
        if (uri is null && interval is null && timezone is null) return null;
        if (uri is null || interval is null || timezone is null) throw CallRefused.Invalid("schedule_param: uri, interval_type and timezone go together.");
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var at) || !Schemes.Contains(at.Scheme)) throw CallRefused.Invalid("schedule_param.source.uri: must be an http, https, ftp or sftp address.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timezone, out _)) throw CallRefused.Invalid($"schedule_param.timezone: {timezone} is no IANA time zone.");
        return new FeedSchedule(
            new FetchSource(at, source!.TextOrNull("username"), source.TextOrNull("password")), interval,
            told.Whole("interval_count", 1, 1, interval switch { "HOURLY" => 23, "DAILY" => 30, _ => 12 }), timezone,
            told.Whole("day_of_month", 1, 1, 31), told.Whole("hour", 0, 0, 23), told.Whole("minute", 0, 0, 59));
    }

    private JsonObject Shown(Feed feed) => new()
    {
        ["feed_id"] = feed.Id,
        ["feed_name"] = feed.Name,
        ["status"] = feed.On ? "ON" : "OFF",
        ["last_update_param"] = new JsonObject
        {
            ["uri"] = feed.Schedule?.Source.Uri.OriginalString ?? "",
            ["update_mode"] = feed.UpdateMode,
            ["timezone"] = feed.Schedule?.Timezone ?? "",
            ["interval_type"] = feed.Schedule?.Interval ?? "",
            ["interval_count"] = feed.Schedule?.Count ?? 0,
            ["day_of_month"] = feed.Schedule?.DayOfMonth ?? 0,
            ["hour"] = feed.Schedule?.Hour ?? 0,
            ["minute"] = feed.Schedule?.Minute ?? 0,
        },
        ["next_update_time"] = Time(feed.NextAt),
        ["number_of_products"] = holdings.InFeed(feed.CatalogId, feed.Id),
    };
}
