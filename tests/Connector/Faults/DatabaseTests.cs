using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;
using Connector.Tests.Trip;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Faults;

/// <summary>A database that is damaged, cut off or locked: a mirror is made anew, a state is refused with the way to restore it.</summary>
public sealed class DatabaseTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 };

    public static TheoryData<int> Seeds()
    {
        var seeds = new TheoryData<int>();
        foreach (var seed in Enumerable.Range(0, IsLong ? 200 : 12))
        {
            seeds.Add(seed);
        }

        return seeds;
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public Task A_damaged_mirror_is_set_aside_and_read_again_and_the_feeds_go_on(int seed) =>
        Matrix.TryAsync("Disk and databases", "damaged", "mirror", async () =>
        {
            await GoOnAsync(seed, isWorker: true);
            // A command meets only the pages that it reads: pages in the places of others (3) may go unnoticed until a worker starts or `check` looks.
            if (seed % 6 != 3)
            {
                await GoOnAsync(seed, isWorker: false);
            }
        });

    private static async Task GoOnAsync(int seed, bool isWorker)
    {
        await using var world = await TripWorld.BeginAsync();
        await BeginAsync(world);
        await EndProcessAsync(world);
        Damage(Path.Combine(world.DataFolder, "mirror.db"), seed);

        world.NewProcess();
        var told = new List<Exception>();
        if (isWorker && world.Connector.GetRequiredService<Databases>().LookOver() is { } found)
        {
            told.Add(found);
        }

        for (var tries = 0; tries < 2; tries++)
        {
            try
            {
                await world.FeedAsync(FeedKind.Delta);
            }
            catch (Exception fault) when (fault is RemoteFailedException { Code: "mirror.corrupt" } or PersonMustDecideException { Code: "mirror.missing" or "mirror.empty" })
            {
                told.Add(fault);
            }
        }

        try
        {
            world.Read();
        }
        catch (RemoteFailedException fault) when (fault.Code == "mirror.corrupt")
        {
            told.Add(fault);
            world.Read();
        }

        await world.FeedAsync(FeedKind.Delta);
        await world.FeedAsync(FeedKind.InventoryDelta);
        await DiskTests.TellsAllAsync(world);
        Directory.EnumerateFiles(world.DataFolder, "mirror.db.damaged-*").Any().Should().Be(told.Count > 0, "what is damaged is kept, and nothing else is set aside");
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public Task A_damaged_state_is_refused_with_the_way_to_restore_it_and_a_restore_makes_all_true_again(int seed) =>
        Matrix.TryAsync("Disk and databases", "damaged", "state", async () =>
        {
            await using var world = await TripWorld.BeginAsync();
            var backup = Path.Combine(world.Folder, "backup");
            await BeginAsync(world, () => StateBackup.Take(world.Connector.GetRequiredService<StateDatabase>(), backup, world.Clock));
            await EndProcessAsync(world);
            Damage(Path.Combine(world.DataFolder, "state.db"), seed);

            var refused = false;
            try
            {
                world.NewProcess();
                // As a worker does when it starts; a command meets only the pages that it reads, and pages in the places of others (3) may go unnoticed.
                if (seed % 2 == 0 || seed % 6 == 3)
                {
                    world.Connector.GetRequiredService<Databases>().LookOver();
                }

                world.Read();
                await world.FeedAsync(FeedKind.Delta);
                await world.FeedAsync(FeedKind.InventoryDelta);
                await world.PollAsync();
            }
            catch (PersonMustDecideException fault) when (fault.Code is "state.corrupt" or "state.empty")
            {
                refused = true;
                fault.Remedy.Should().Contain("connector restore");
            }

            if (refused)
            {
                await EndProcessAsync(world);
                var (_, before, _) = StateBackup.Restore(new ConnectorSettings { Data = world.DataFolder }, backup, world.Clock);
                File.Exists(before).Should().BeTrue("what is damaged is kept for whoever can save something from it");
                world.NewProcess();
                await world.ReadAndFeedAsync();
                await world.FeedAsync(FeedKind.Inventory);
                for (var times = 0; times < 3; times++)
                {
                    await world.FeedAsync(FeedKind.Delta);
                    await world.FeedAsync(FeedKind.InventoryDelta);
                }
            }

            await DiskTests.TellsAllAsync(world);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5_000)]
    public Task A_state_that_was_cut_off_is_never_taken_for_a_new_one(int bytes) =>
        Matrix.TryAsync("Disk and databases", "cut off", "state", async () =>
        {
            await using var world = await TripWorld.BeginAsync();
            await BeginAsync(world);
            await EndProcessAsync(world);
            var path = Path.Combine(world.DataFolder, "state.db");
            using (var file = new FileStream(path, FileMode.Open))
            {
                file.SetLength(bytes);
            }

            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

            world.NewProcess();
            var told = (await FluentActions.Awaiting(() => world.FeedAsync(FeedKind.Delta)).Should().ThrowAsync<PersonMustDecideException>()).Which;
            told.Code.Should().BeOneOf("state.empty", "state.corrupt");
            told.Sentence.Should().Contain(path);
            told.Remedy.Should().Contain("connector restore");
        });

    [Fact]
    public Task A_state_that_another_program_keeps_locked_is_told_and_goes_on_when_it_is_free() =>
        Matrix.TryAsync("Disk and databases", "locked", "state", async () =>
        {
            await using var world = await TripWorld.BeginAsync();
            await BeginAsync(world);
            await EndProcessAsync(world);
            await using var impatient = TripWorld.Services(world.DataFolder, world.Clock, services => services.AddSingleton(_ => new StateDatabase(Path.Combine(world.DataFolder, "state.db"), TimeSpan.FromSeconds(1))));
            _ = impatient.GetRequiredService<Documents>().Account(TripWorld.AccountName);
            using (var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(world.DataFolder, "state.db"), Pooling = false }.ToString()))
            {
                other.Open();
                using var hold = other.BeginTransaction(deferred: false);

                var told = (await FluentActions.Awaiting(() => impatient.GetRequiredService<FeedRun>().GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Delta, "tests"), new Told(_ => { }), CancellationToken.None))
                    .Should().ThrowAsync<RemoteFailedException>()).Which;

                told.Code.Should().Be("database.locked");
                told.Message.Should().Contain("fuser");
            }

            world.NewProcess();
            await world.ReadAndFeedAsync(FeedKind.Delta);
            await world.FeedAsync(FeedKind.InventoryDelta);
            await DiskTests.TellsAllAsync(world);
        });

    [Fact]
    public async Task Where_several_meet_the_damage_at_once_one_sets_the_mirror_aside_and_all_say_so()
    {
        await using var world = await TripWorld.BeginAsync();
        await BeginAsync(world);
        await EndProcessAsync(world);
        var path = Path.Combine(world.DataFolder, "mirror.db");
        var mirrors = Enumerable.Range(0, 4).Select(_ => new Mirror(path)).ToList();
        Damage(path, 1);
        File.Delete(path + "-wal");

        var told = await Task.WhenAll(mirrors.Select(mirror => Task.Run(() => mirror.SetAside())));

        told.OfType<RemoteFailedException>().Should().NotBeEmpty().And.OnlyContain(fault => fault.Code == "mirror.corrupt");
        Directory.EnumerateFiles(world.DataFolder, "mirror.db.damaged-*").Where(file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)).Should().ContainSingle();
        Databases.Damage(path).Should().BeNull();
    }

    /// <summary>A shop whose goods TikTok has, and which has changed since.</summary>
    private static async Task BeginAsync(TripWorld world, Action? between = null)
    {
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        between?.Invoke();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(1));
        DiskTests.Change(world.Shop);
        world.Read();
    }

    /// <summary>Ends the present process and everything that it keeps open, and brings its logs into the files.</summary>
    private static async Task EndProcessAsync(TripWorld world)
    {
        await world.Connector.DisposeAsync();
        Pools.Clear(world.DataFolder);
        foreach (var name in (string[])["state.db", "mirror.db"])
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(world.DataFolder, name), Pooling = false }.ToString());
            try
            {
                db.Open();
                using var flush = db.CreateCommand();
                flush.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                flush.ExecuteNonQuery();
            }
            catch (SqliteException broken) when (DatabaseFault.IsDamage(broken))
            {
            }
        }
    }

    /// <summary>What disks and people do to files: a page or a few of noise, zeros, another page's content, the end cut off, something else altogether.</summary>
    private static void Damage(string path, int seed)
    {
#pragma warning disable CA5394 // Seeded on purpose.
        var dice = new Random(seed);
        var bytes = File.ReadAllBytes(path);
        const int page = 4096;
        var pages = bytes.Length / page;
        switch (seed % 6)
        {
            case 0:
                dice.NextBytes(bytes.AsSpan(0, page));
                break;
            case 1:
                for (var times = 0; times < 1 + (pages / 4); times++)
                {
                    dice.NextBytes(bytes.AsSpan(dice.Next(1, pages) * page, page));
                }

                break;
            case 2:
                foreach (var _ in Enumerable.Range(0, 1 + (pages / 4)))
                {
                    bytes.AsSpan(dice.Next(1, pages) * page, page).Clear();
                }

                break;
            case 3:
                foreach (var _ in Enumerable.Range(0, 1 + (pages / 4)))
                {
                    bytes.AsSpan(dice.Next(pages) * page, page).CopyTo(bytes.AsSpan(dice.Next(1, pages) * page, page));
                }

                break;
            case 4:
                bytes = bytes[..(dice.Next(1, pages) * page + dice.Next(page))];
                break;
            default:
                bytes = System.Text.Encoding.UTF8.GetBytes("<html>this is no database</html>\n".PadRight(9_000, 'x'));
                break;
        }
#pragma warning restore CA5394
        File.WriteAllBytes(path, bytes);
    }
}
