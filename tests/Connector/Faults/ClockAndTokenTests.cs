using Connector.Accounts;
using Connector.Lines;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Faults;

/// <summary>Clocks that go wrong, and tokens that end: said with the way out, and nothing is lost.</summary>
public sealed class ClockAndTokenTests
{
    [Theory]
    [InlineData(DeliveryChannel.Alert, 10)]
    [InlineData(DeliveryChannel.Alert, -10)]
    [InlineData(DeliveryChannel.Pull, 10)]
    [InlineData(DeliveryChannel.Pull, -10)]
    [InlineData(DeliveryChannel.Calls, 10)]
    [InlineData(DeliveryChannel.Calls, -10)]
    public async Task A_clock_that_is_ten_minutes_off_costs_calls_until_it_is_set_and_files_nothing(DeliveryChannel channel, int minutes)
    {
        await using var trip = await FaultedTrip.BeginAsync(channel);
        await trip.CleanAsync(isFull: true);
        await trip.CleanAsync(isFull: false);
        trip.Change();
        trip.World.NewProcess(new ClockOff(trip.World.Clock, TimeSpan.FromMinutes(minutes)));
        var told = await trip.RoundAsync(isFull: false);
        if (channel == DeliveryChannel.Calls)
        {
            told.Should().Contain(sentence => sentence.Contains("Set this machine's clock", StringComparison.Ordinal));
        }
        else
        {
            told.Should().BeEmpty();
        }

        trip.World.NewProcess();
        // What a clock that was ahead has put off comes one round later.
        await trip.RoundAsync(isFull: false);
        await trip.ComeTrueAsync();
    }

    [Theory]
    [InlineData(40102, "expired")]
    [InlineData(40105, "revoked")]
    public async Task A_catalogs_token_that_is_good_no_more_is_told_and_a_new_one_goes_on(int code, string word)
    {
        await using var trip = await FaultedTrip.BeginAsync(DeliveryChannel.Pull);
        await trip.CleanAsync(isFull: true);
        await trip.CleanAsync(isFull: false);
        trip.Change();
        foreach (var proxy in trip.Proxies)
        {
            proxy.Plan(request => request.Path.StartsWith("/open_api/", StringComparison.Ordinal), new WireFault.Answered(200, $$"""{"code":{{code}},"message":"token {{word}}","request_id":"1"}""", "application/json"), times: 1000);
        }

        var told = await trip.RoundAsync(isFull: false);
        told.Should().NotBeEmpty().And.OnlyContain(sentence => sentence.Contains($"{code}", StringComparison.Ordinal) && sentence.Contains("token", StringComparison.OrdinalIgnoreCase));
        trip.World.Connector.GetRequiredService<LineBreakers>().Resting().Should().BeEmpty("TikTok is there");
        trip.Forget();
        await trip.ComeTrueAsync();
    }

    [Fact]
    public async Task An_authorisation_that_ran_out_is_told_and_given_again_and_the_goods_come_true()
    {
        await using var trip = await FaultedTrip.BeginAsync(DeliveryChannel.Calls, refreshTokenLife: TimeSpan.FromDays(2));
        await trip.CleanAsync(isFull: true);
        await trip.CleanAsync(isFull: false);
        trip.Change();
        ((ManualClock)trip.World.Clock).Advance(TimeSpan.FromDays(8));
        (await trip.RoundAsync(isFull: false)).Should().NotBeEmpty().And.OnlyContain(sentence => sentence.Contains("connector account authorize", StringComparison.Ordinal));
        trip.NotSettled().Should().NotBeNull();
        await trip.AuthoriseAsync();
        await trip.ComeTrueAsync();
    }

    /// <summary>A clock beside another one.</summary>
    private sealed class ClockOff(TimeProvider right, TimeSpan by) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => right.LocalTimeZone;

        public override long TimestampFrequency => right.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + by;

        public override long GetTimestamp() => right.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
    }
}
