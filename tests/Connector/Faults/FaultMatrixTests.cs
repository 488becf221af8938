using Connector.Accounts;

namespace Connector.Tests.Faults;

/// <summary>
/// Every call of a whole trip x every fault. Afterwards TikTok shows what a trip without faults leaves, doing it all once more changes nothing, every SKU has its answer and no run is
/// open: by the schedule alone, without a person.
/// </summary>
public abstract class FaultMatrixTests(DeliveryChannel channel)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") == "1";

    [Fact]
    public async Task Every_call_that_a_trip_makes_is_in_the_matrix()
    {
        await using var trip = await FaultedTrip.BeginAsync(channel);
        List<string> made = [.. trip.First, .. await trip.CleanAsync(isFull: true), .. await trip.CleanAsync(isFull: false)];
        made.Except(TripCalls.OfPeople).Distinct().Should().BeEquivalentTo(TripCalls.All[channel].Except(TripCalls.AtTimes));
    }

    /// <param name="call">The call that meets the faults.</param>
    protected async Task MeetAllAsync(string call)
    {
        var trip = await ReadyAsync();
        var failed = new List<string>();
        foreach (var fault in TripFaults.Of(call))
        {
            var dice = new Random(call.Length + (31 * fault.Name.Length));
            foreach (var isLasting in Chosen(call, fault))
            {
                try
                {
                    await Matrix.TryAsync($"Calls x faults: {TripCalls.Letter(channel)}", call, fault.Name, () => trip.MeetAsync(call, fault, isLasting, isFull: dice.Next(2) == 0));
                }
                catch (Exception thrown)
                {
                    failed.Add($"{fault.Name}{(isLasting ? ", lasting" : "")}: {thrown.GetType().Name} {thrown.Message}");
                    // What is left of it is no matter of the other faults.
                    await trip.DisposeAsync();
                    trip = await ReadyAsync();
                    break;
                }
            }
        }

        await trip.DisposeAsync();
        failed.Should().BeEmpty();
    }

    private async Task<FaultedTrip> ReadyAsync()
    {
        var trip = await FaultedTrip.BeginAsync(channel);
        await trip.CleanAsync(isFull: true);
        await trip.CleanAsync(isFull: false);
        return trip;
    }

    /// <summary>Half of the cells with a fault that comes once, half with one that stays until the round is over; the same in every run. With --long each is tried with both.</summary>
    private static bool[] Chosen(string call, TripFault fault) =>
        IsLong ? [false, true] : [((call + fault.Name).Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)) & 1) == 0];

    protected static TheoryData<string> CallsOf(DeliveryChannel channel)
    {
        var data = new TheoryData<string>();
        foreach (var call in TripCalls.All[channel].Append(TripCalls.Every))
        {
            data.Add(call);
        }

        return data;
    }
}

/// <summary>A: files dropped and alerted.</summary>
public sealed class AlertFaultTests() : FaultMatrixTests(DeliveryChannel.Alert)
{
    public static TheoryData<string> Calls() => CallsOf(DeliveryChannel.Alert);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Whatever_befalls_a_call_in_the_end_TikTok_shows_what_it_shall(string call) => MeetAllAsync(call);
}

/// <summary>B: files that TikTok pulls.</summary>
public sealed class PullFaultTests() : FaultMatrixTests(DeliveryChannel.Pull)
{
    public static TheoryData<string> Calls() => CallsOf(DeliveryChannel.Pull);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Whatever_befalls_a_call_in_the_end_TikTok_shows_what_it_shall(string call) => MeetAllAsync(call);
}

/// <summary>C: product by product.</summary>
public sealed class CallsFaultTests() : FaultMatrixTests(DeliveryChannel.Calls)
{
    public static TheoryData<string> Calls() => CallsOf(DeliveryChannel.Calls);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Whatever_befalls_a_call_in_the_end_TikTok_shows_what_it_shall(string call) => MeetAllAsync(call);
}
