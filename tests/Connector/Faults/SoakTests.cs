using System.Diagnostics;
using System.Globalization;
using Connector.Accounts;
using Xunit.Abstractions;

namespace Connector.Tests.Faults;

/// <summary>A day of schedules in fast time, by all three interfaces, with a fault somewhere all the time: what is told comes true, and nothing grows.</summary>
[Collection(Connector.Tests.Drop.Servers.Alone.Name)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Rounds = 12;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") == "1";

    /// <summary>What may be more at the end than after the second hour: what the stand-ins remember of a day is in this process too, and is some megabytes.</summary>
    private const long MoreBytes = 40_000_000;

    private const int MoreHandles = 40, MoreThreads = 20;

    [Fact]
    public async Task A_day_with_faults_ends_as_it_shall_and_memory_and_handles_stay_flat()
    {
        var hours = IsLong ? 24 : 3;
        var dice = new Random(int.Parse(Environment.GetEnvironmentVariable("CONNECTOR_SEED") is { Length: > 0 } seed ? seed : "9", CultureInfo.InvariantCulture));
        var trips = new List<FaultedTrip>();
        foreach (var channel in new[] { DeliveryChannel.Alert, DeliveryChannel.Pull, DeliveryChannel.Calls })
        {
            var trip = await FaultedTrip.BeginAsync(channel);
            trips.Add(trip);
            await trip.CleanAsync(isFull: true);
            await trip.CleanAsync(isFull: false);
        }

        var (begun, failed, befell) = (Stopwatch.GetTimestamp(), 0, 0);
        Use? early = null;
        for (var hour = 1; hour <= hours; hour++)
        {
            foreach (var trip in trips)
            {
                for (var round = 0; round < Rounds; round++)
                {
                    if (dice.Next(4) == 0)
                    {
                        trip.Change();
                    }

                    var call = dice.Next(6) == 0 ? TripCalls.Every : Pick(dice, TripCalls.All[trip.Channel]);
                    var fault = Pick(dice, [.. TripFaults.Of(call)]);
                    trip.Forget();
                    var plan = trip.Plan(call, fault.Wire, dice.Next(3), 1 << dice.Next(6));
                    failed += (await trip.RoundAsync(isFull: hour == 12 && round == 0)).Count;
                    befell += plan.Befell;
                    ((ManualClock)trip.World.Clock).Advance(TimeSpan.FromMinutes(5));
                }
            }

            if (hour == 2 || hour == hours)
            {
                var now = Use.Now();
                early ??= now;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hour {hour}: {now.Bytes / 1e6:0.0} MB managed, {now.Handles} handles, {now.Threads} threads; {befell} faults befell, {failed} pieces of work failed, {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s so far"));
                now.Bytes.Should().BeLessThan(early.Bytes + MoreBytes);
                now.Handles.Should().BeLessThan(early.Handles + MoreHandles);
                now.Threads.Should().BeLessThan(early.Threads + MoreThreads);
            }
        }

        foreach (var trip in trips)
        {
            trip.Forget();
            await trip.ComeTrueAsync();
            await trip.DisposeAsync();
        }
    }

    private static T Pick<T>(Random dice, T[] many) => many[dice.Next(many.Length)];

    private sealed record Use(long Bytes, int Handles, int Threads)
    {
        public static Use Now()
        {
            for (var time = 0; time < 3; time++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            using var self = Process.GetCurrentProcess();
            return new Use(GC.GetTotalMemory(forceFullCollection: true), Directory.GetFileSystemEntries("/proc/self/fd").Length, self.Threads.Count);
        }
    }
}
