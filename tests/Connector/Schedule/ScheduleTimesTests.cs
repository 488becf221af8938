using System.Globalization;
using Connector.Schedule;

namespace Connector.Tests.Schedule;

public class ScheduleTimesTests
{
    [Theory]
    [InlineData("America/New_York", "0 30 2 * * ?", "2026-03-08T07:00Z")]
    [InlineData("Europe/London", "0 30 1 * * ?", "2026-03-29T01:00Z")]
    [InlineData("Europe/London", "0 0/15 1 * * ?", "2026-03-29T01:00Z")]
    [InlineData("America/New_York", "0 30 1 * * ?", "2026-11-01T05:30Z")]
    [InlineData("America/New_York", "0 30 2 * * ?", "2026-11-01T07:30Z")]
    [InlineData("Europe/London", "0 30 1 * * ?", "2026-10-25T00:30Z")]
    public void A_nightly_run_comes_once_on_the_day_on_which_clocks_change(string zone, string cron, string at)
    {
        var (from, to) = Day(zone, At(at));
        new ScheduleTimes("nightly", Schedule(cron, zone)).Following(from.AddSeconds(-1)).TakeWhile(time => time < to).Should().Equal(At(at));
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-06-01", 24)]
    public void What_runs_every_hour_or_every_quarter_goes_by_elapsed_time(string day, int hours)
    {
        var (from, to) = Day("Europe/London", At(day + "T12:00Z"));
        foreach (var (cron, perHour) in new[] { ("0 30 * * * ?", 1), ("0 0/15 * * * ?", 4), ("0 1/5 * * * ?", 12), ("0 45 0-23 * * ?", 1) })
        {
            var times = new ScheduleTimes("often", Schedule(cron, "Europe/London")).Following(from.AddSeconds(-1)).TakeWhile(time => time < to).ToList();
            times.Should().HaveCount(hours * perHour, cron);
            times.Zip(times.Skip(1), (one, next) => next - one).Should().AllBeEquivalentTo(TimeSpan.FromHours(1) / perHour, cron);
        }
    }

    [Fact]
    public void Every_time_of_a_year_is_that_of_a_model_that_looks_at_every_minute()
    {
        foreach (var zone in Zones)
        {
            var year = new MinutesOfAYear(zone);
            foreach (var (cron, matches) in Crons.Where(cron => cron.Cron != "0 1/5 * * * ?" || zone == "Europe/London"))
            {
                var expected = year.Fires(matches);
                var times = new ScheduleTimes("any", Schedule(cron, zone));
                times.Following(year.Begin.AddSeconds(-1)).TakeWhile(time => time < year.End).SequenceEqual(expected).Should().BeTrue($"{cron} in {zone}");
            }
        }
    }

    [Fact]
    public void What_falls_into_a_blackout_is_made_up_for_once_at_its_end_whatever_the_clocks_do()
    {
        Blackout[][] some =
        [
            [new Blackout { Daily = "22:00-04:00" }],
            [new Blackout { Daily = "01:15-02:30", Days = [DayOfWeek.Sunday] }, new Blackout { From = "2026-11-26T18:00", To = "2026-12-01" }],
            [new Blackout { Daily = "00:00-24:00", Days = [DayOfWeek.Saturday, DayOfWeek.Sunday] }, new Blackout { Daily = "23:30-01:00" }],
            [new Blackout { From = "2026-03-29T01:30", To = "2026-10-25T01:30" }],
        ];
        foreach (var zone in new[] { "Europe/London", "Australia/Lord_Howe", "America/Santiago" })
        {
            var year = new MinutesOfAYear(zone);
            foreach (var (cron, matches) in Crons.Where(cron => cron.Cron != "0 1/5 * * * ?"))
            {
                foreach (var blackouts in some)
                {
                    var expected = year.Fires(matches, blackouts);
                    var times = new ScheduleTimes("any", Schedule(cron, zone) with { Blackouts = blackouts });
                    // What fell into a blackout before the year is not the model's.
                    times.Following(year.Begin.AddSeconds(-1)).TakeWhile(time => time < year.End).Where(time => time > year.Begin.AddDays(2))
                        .SequenceEqual(expected.Where(time => time > year.Begin.AddDays(2))).Should().BeTrue($"{cron} in {zone} outside {blackouts[0].Daily}{blackouts[0].From}");
                }
            }
        }
    }

    [Fact]
    public void A_blackout_over_midnight_holds_back_the_night_and_lets_one_run_go_at_its_end()
    {
        var times = new ScheduleTimes("stock", Schedule("0 0/15 * * * ?", "Europe/London") with { Blackouts = [new Blackout { Daily = "22:00-04:00", Because = "backup" }] });
        times.Following(At("2026-06-01T20:40Z")).Take(4).Select(time => times.InZone(time).ToString("HH:mm", CultureInfo.InvariantCulture))
            .Should().Equal("21:45", "04:00", "04:15", "04:30");
        times.Blackout(At("2026-06-01T22:30Z")).Should().Be(new BlackoutSpan(At("2026-06-01T21:00Z"), At("2026-06-02T03:00Z"), "backup"));
        times.Blackout(At("2026-06-02T03:00Z")).Should().BeNull();
        times.Allowed(At("2026-06-01T22:30Z")).Should().Be(At("2026-06-02T03:00Z"));
    }

    [Fact]
    public void Jitter_puts_off_by_less_than_itself_and_always_by_the_same()
    {
        var seed = new Random(11);
        foreach (var (cron, _) in Crons)
        {
            var jitter = TimeSpan.FromSeconds(seed.Next(1, 3600));
            var schedule = Schedule(cron, "Europe/London") with { Blackouts = [new Blackout { Daily = "21:50-22:10" }] };
            var from = At("2026-10-24T12:34:56Z");
            var plain = new ScheduleTimes("one", schedule).Following(from - jitter).Take(300).ToList();
            var times = new ScheduleTimes("one", schedule with { Jitter = jitter });
            var put = times.Following(from).Take(200).ToList();

            put.Should().Equal(new ScheduleTimes("one", schedule with { Jitter = jitter }).Following(from).Take(200)).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
            put.Should().OnlyContain(time => times.Blackout(time) == null);
            foreach (var time in put)
            {
                var due = plain.Last(other => other <= time);
                (time - due).Should().BeLessThan(jitter);
            }

            put.Should().NotEqual(new ScheduleTimes("two", schedule with { Jitter = jitter }).Following(from).Take(200));
            for (var i = 0; i < 300; i++)
            {
                var instant = from + ((put[^2] - from) * seed.NextDouble());
                times.After(instant).Should().Be(put.First(time => time > instant), "it does not matter from when one looks");
            }
        }
    }

    [Fact]
    public void What_never_comes_again_says_so()
    {
        new ScheduleTimes("once", Schedule("0 0 0 1 1 ? 2026", "UTC")).After(At("2026-06-01T00:00Z")).Should().BeNull();
        new ScheduleTimes("leap", Schedule("0 0 0 29 2 ?", "Europe/Paris")).After(At("2026-06-01T00:00Z")).Should().Be(At("2028-02-28T23:00Z"));
    }

    private static readonly string[] Zones = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Asia/Kolkata"];

    private static readonly (string Cron, Func<DateTime, bool> Matches)[] Crons =
    [
        ("0 30 2 * * ?", wall => wall is { Hour: 2, Minute: 30 }),
        ("0 0 0 * * ?", wall => wall is { Hour: 0, Minute: 0 }),
        ("0 0/15 * * * ?", wall => wall.Minute % 15 == 0),
        ("0 1/5 * * * ?", wall => wall.Minute % 5 == 1),
        ("0 30 * * * ?", wall => wall.Minute == 30),
        ("0 10,50 1 * * ?", wall => wall is { Hour: 1, Minute: 10 or 50 }),
        ("0 0/20 1-3 * * ?", wall => wall is { Hour: >= 1 and <= 3 } && wall.Minute % 20 == 0),
        ("0 45 0/2 ? * SUN", wall => wall.Minute == 45 && wall.Hour % 2 == 0 && wall.DayOfWeek == DayOfWeek.Sunday),
    ];

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static FeedSchedule Schedule(string cron, string zone) => new() { Work = ScheduledWork.FeedFull, For = "uk", Cron = cron, TimeZone = zone };

    private static (DateTimeOffset From, DateTimeOffset To) Day(string zone, DateTimeOffset instant)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var day = TimeZoneInfo.ConvertTime(instant, found).Date;
        return (new DateTimeOffset(day, found.GetUtcOffset(day)), new DateTimeOffset(day.AddDays(1), found.GetUtcOffset(day.AddDays(1))));
    }
}
