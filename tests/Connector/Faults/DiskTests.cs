using Connector.Feeds;
using Connector.Tests.Trip;

namespace Connector.Tests.Faults;

/// <summary>The disk under the data folder is full, or read-only: what is said, and that nothing is lost that was sealed.</summary>
public sealed class DiskTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 };

    /// <summary>Kilobytes that are left when a read and its feeds begin: from nothing to enough for all of them.</summary>
    public static TheoryData<int, FeedKind> Rooms()
    {
        var rooms = new TheoryData<int, FeedKind>();
        foreach (var kind in new[] { FeedKind.Full, FeedKind.Delta })
        {
            for (var left = 0; left <= 1_600; left += IsLong ? 8 : 100)
            {
                rooms.Add(left, kind);
            }
        }

        return rooms;
    }

    [SmallDiskTheory]
    [MemberData(nameof(Rooms), DisableDiscoveryEnumeration = true)]
    public Task Where_the_disk_fills_up_in_the_middle_it_is_said_and_with_room_the_trip_ends_as_if_nothing_had_been(int kilobytes, FeedKind kind) =>
        Matrix.TryAsync("Disk and databases", "disk full", kind.ToString(), async () =>
        {
            SmallDisk? disk = null;
            await using var world = await TripWorld.BeginAsync(onFolder: folder => disk = new SmallDisk(Path.Combine(folder, "data"), 24));
            using var mounted = disk!;
            await world.ReadAndFeedAsync();
            await world.FeedAsync(FeedKind.Inventory);
            Change(world.Shop);

            mounted.LeaveRoom(kilobytes * 1_000L);
            var faults = new List<Exception>();
            foreach (var step in new Func<Task>[] { () => Task.FromResult(world.Read()), () => world.FeedAsync(kind), () => world.FeedAsync(FeedKind.InventoryDelta), () => world.PollAsync() })
            {
                try
                {
                    await step();
                }
                catch (Exception fault)
                {
                    faults.Add(fault);
                }
            }

            faults.Where(fault => fault is not RemoteFailedException { Code: "disk.full" }).Should().BeEmpty("a full disk is told as one");
            mounted.MakeRoom();
            // A lease that could not be given back ends by itself.
            ((ManualClock)world.Clock).Advance(TimeSpan.FromMinutes(2));
            if (kilobytes % 200 == 0)
            {
                await world.NewProcess().DisposeAsync();
                world.NewProcess();
            }

            await world.ReadAndFeedAsync(kind);
            await world.FeedAsync(FeedKind.InventoryDelta);
            await TellsAllAsync(world);
        });

    [SmallDiskTheory]
    [InlineData(FeedKind.Full)]
    [InlineData(FeedKind.Delta)]
    public Task On_a_disk_that_is_read_only_nothing_is_begun_and_it_is_said(FeedKind kind) =>
        Matrix.TryAsync("Disk and databases", "disk read-only", kind.ToString(), async () =>
        {
            SmallDisk? disk = null;
            await using var world = await TripWorld.BeginAsync(onFolder: folder => disk = new SmallDisk(Path.Combine(folder, "data"), 24));
            using var mounted = disk!;
            await world.ReadAndFeedAsync();
            await world.FeedAsync(FeedKind.Inventory);
            Change(world.Shop);
            var before = world.Dropped("product");
            await world.NewProcess().DisposeAsync();
            Pools.Clear(world.DataFolder);

            mounted.OnlyRead(true);
            world.NewProcess();
            foreach (var step in new Func<Task>[] { () => Task.FromResult(world.Read()), () => world.FeedAsync(kind), () => world.PollAsync() })
            {
                var told = (await FluentActions.Awaiting(step).Should().ThrowAsync<PersonMustDecideException>()).Which;
                told.Code.Should().BeOneOf("disk.read-only", "database.rights");
                told.Sentence.Should().Contain(world.DataFolder);
            }

            world.Dropped("product").Should().Equal(before);
            mounted.OnlyRead(false);
            world.NewProcess();
            await world.ReadAndFeedAsync(kind);
            await world.FeedAsync(FeedKind.InventoryDelta);
            await TellsAllAsync(world);
        });

    /// <summary>What the shop does before the fault: <see cref="TellsAllAsync"/> looks for it.</summary>
    internal static void Change(TestShop shop)
    {
        shop.Put(new TestProduct("POT") { Name = "Coffee pot" });
        shop.Change("LAMP", lamp => lamp with { Price = 30m, Stock = 1m });
        shop.Remove("CUP");
    }

    /// <summary>TikTok shows what the shop sells, a full feed has nothing to add, and the chain of what was sealed is whole.</summary>
    internal static async Task TellsAllAsync(TripWorld world)
    {
        world.Shown("POT")!.Row.Price.Should().Be("10.00 GBP");
        world.Shown("LAMP")!.Row.Price.Should().Be("30.00 GBP");
        (world.Stock("LAMP"), world.Stock("CUP"), world.Stock("JUMPER-BLUE")).Should().Be((1m, 0m, 3m));
        (await world.FeedAsync()).Made.Changed.Should().Be(0);
        ChainTests.Broken(world).Should().BeEmpty();
        await world.PollAsync();
        world.StateOf("POT").Should().NotBeNull();
    }
}
