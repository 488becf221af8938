using Connector.Accounts;

namespace Connector.Tests.Faults;

/// <summary>
/// Every call of a whole trip x every fault. Afterwards TikTok shows what a trip without faults leaves, doing it all once more changes nothing, every SKU has its answer and no run is
/// open: by the schedule alone, without a person.
/// </summary>
public sealed class FaultMatrixTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") == "1";

    public static TheoryData<DeliveryChannel, string> Calls()
    {
        var data = new TheoryData<DeliveryChannel, string>();
        foreach (var (channel, calls) in TripCalls.All)
        {
            foreach (var call in calls.Append(TripCalls.Every))
            {
                data.Add(channel, call);
            }
        }

        return data;
    }

    [Theory]
    [InlineData(DeliveryChannel.Alert)]
    [InlineData(DeliveryChannel.Pull)]
    [InlineData(DeliveryChannel.Calls)]
    public async Task Every_call_that_a_trip_makes_is_in_the_matrix(DeliveryChannel channel)
    {
        await using var trip = await FaultedTrip.BeginAsync(channel);
        List<string> made = [.. trip.First, .. await trip.CleanAsync(isFull: true), .. await trip.CleanAsync(isFull: false)];
        made.Except(TripCalls.OfPeople).Distinct().Should().BeEquivalentTo(TripCalls.All[channel].Except(TripCalls.AtTimes));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Whatever_befalls_a_call_in_the_end_TikTok_shows_what_it_shall(DeliveryChannel channel, string call)
    {
        var trip = await ReadyAsync(channel);
        var failed = new List<string>();
        foreach (var fault in TripFaults.Of(call))
        {
            var dice = new Random(call.Length + (31 * fault.Name.Length));
            foreach (var isLasting in IsLong ? [false, true] : Chosen(call, fault))
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
                    trip = await ReadyAsync(channel);
                    break;
                }
            }
        }

        await trip.DisposeAsync();
        failed.Should().BeEmpty();
    }

    private static async Task<FaultedTrip> ReadyAsync(DeliveryChannel channel)
    {
        var trip = await FaultedTrip.BeginAsync(channel);
        await trip.CleanAsync(isFull: true);
        await trip.CleanAsync(isFull: false);
        return trip;
    }

    /// <summary>A quarter of the cells, the same in every run: half of them with a fault that comes once, half with one that stays until the round is over.</summary>
    private static bool[] Chosen(string call, TripFault fault)
    {
        var sum = (call + fault.Name).Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)) & 0x7FFFFFFF;
        return sum % 4 == 0 ? [sum / 4 % 2 == 0] : [];
    }
}
