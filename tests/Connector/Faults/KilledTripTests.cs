using Connector.Accounts;
using Connector.Tests.Trip;

namespace Connector.Tests.Faults;

/// <summary>A worker that is killed (SIGKILL) while it waits for the answer to a call, before or behind the call's effect; a new one goes on.</summary>
public sealed class KilledTripTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>All calls, or every ninth: before its effect or behind it, by turns.</summary>
    public static TheoryData<DeliveryChannel, string, bool> Cells()
    {
        var data = new TheoryData<DeliveryChannel, string, bool>();
        var isLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") == "1";
        var number = 0;
        foreach (var (channel, calls) in TripCalls.All)
        {
            // What is made once a day or once a week needs a clock that can be moved.
            foreach (var call in calls.Except([.. TripCalls.AtTimes, "GET /logistics/202309/warehouses", "GET /product/202309/brands"]))
            {
                number++;
                foreach (var isAfter in isLong ? [false, true] : number % 9 == 0 ? [number % 2 == 0] : Array.Empty<bool>())
                {
                    data.Add(channel, call, isAfter);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_worker_killed_in_a_call_is_made_good_by_the_next(DeliveryChannel channel, string call, bool isAfter) =>
        Matrix.TryAsync($"Calls x faults: {TripCalls.Letter(channel)}", call, isAfter ? "killed after" : "killed before", async () =>
        {
            await using var trip = await FaultedTrip.BeginAsync(channel, TimeProvider.System);
            await trip.CleanAsync(isFull: true);
            await trip.CleanAsync(isFull: false);
            trip.Prepare(call);
            trip.Change();
            trip.Forget();
            trip.World.Read();
            var plan = trip.Plan(call, isAfter ? new WireFault.SilentAfter() : new WireFault.SilentBefore(), times: 1000);
            foreach (var work in Works(call).TakeWhile(_ => plan.Befell == 0))
            {
                using var victim = Victim.Start(trip.World.DataFolder, work, "none");
                using var limit = new CancellationTokenSource(Patience);
                while (plan.Befell == 0 && !victim.HasExited)
                {
                    limit.IsCancellationRequested.Should().BeFalse($"{work} is waited for");
                    await Task.WhenAny(plan.Waited, victim.WaitForExitAsync(limit.Token));
                }

                victim.Kill();
                await victim.WaitForExitAsync();
            }

            plan.Befell.Should().BePositive("the call is made by one of these");
            trip.Forget();
            trip.World.NewProcess();
            await trip.ComeTrueAsync();
        });

    /// <summary>By what a call is made.</summary>
    private static string[] Works(string call) =>
        call.Contains("/inventory/", StringComparison.Ordinal) ? ["Inventory", "Full"] : call.EndsWith("/product/get/", StringComparison.Ordinal) || call.Contains("202502", StringComparison.Ordinal) ? ["Full", "review"] : ["Full", "Inventory"];
}
