using System.Diagnostics;
using Connector.State;
using Dapper;

namespace Connector.Worker.Tests;

public class ServeTests
{
    [Fact]
    public async Task The_worker_does_what_the_schedules_say_and_logs_a_failure_with_cure_and_next_time()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Write("schedules/stock", """{ "work": "feedInventory", "for": "demo", "cron": "0/2 * * * * ?", "timeZone": "Europe/London" }""");
        await world.WellAsync("apply", world.Documents);
        using var worker = Executable.Start(world.Folder, "serve");
        var log = await UntilAsync(worker, "-inventory sealed");
        world.TikTok.Stock.Should().HaveCountGreaterThan(90);

        var secrets = world.Secrets;
        File.Delete(world.PasswordFile);
        log += await UntilAsync(worker, "failed (secret.missing)", "tried again");
        Executable.Terminate(worker);
        (await Executable.EndAsync(worker)).ExitCode.Should().Be(0);
        log.Should().ContainAll("scheduled: full feed of demo (0 30 2 * * ? UTC, by default)", "scheduled: store read of fellfern", "scheduled: review poll of demo", "Europe/London, schedule stock");
        log.Should().NotContainAny(secrets).And.NotContain("   at ");
        Directory.GetFiles(Path.Combine(world.Data, "logs")).Should().ContainSingle();
        (await world.WellAsync("status", "--json")).Json[0]!["runs"]!.AsArray().Should().Contain(run => run!["startedBy"]!.GetValue<string>() == "schedule stock");
    }

    [Fact]
    [Trait("covers", "WRK-06")]
    public async Task Nights_that_were_missed_while_the_worker_was_down_are_made_up_for_once()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        await using (var house = world.OpenHouse())
        {
            house.Room<StateDatabase>().Write((db, transaction) => db.Execute("UPDATE run SET started = '2026-01-01T03:00:00.000Z'", transaction: transaction));
        }

        using var worker = Executable.Start(world.Folder, "serve");
        var log = await UntilAsync(worker, "full feed of demo", "sealed");
        Executable.Terminate(worker);
        log += (await Executable.EndAsync(worker)).Output;
        log.Split("catching up once: full feed of demo").Should().HaveCount(2);
        log.Split("full feed of demo: run: ").Should().HaveCount(2);
    }

    [Fact]
    [Trait("covers", "WRK-05")]
    [Trait("covers", "WRK-04")]
    public async Task A_worker_that_is_killed_hands_over_to_the_one_that_stands_by_which_finishes_what_was_begun()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Write("schedules/stock", """{ "work": "feedInventory", "for": "demo", "cron": "0/2 * * * * ?" }""");
        await world.WellAsync("apply", world.Documents);
        using var first = Executable.Start(world.Folder, "serve");
        await UntilAsync(first, "scheduled: inventory feed of demo");
        using var second = Executable.Start(world.Folder, "serve");
        await UntilAsync(second, $"standing by: process {first.Id} on {Environment.MachineName} holds the timetable");
        (await world.WellAsync("schedule", "list")).Output.Should().Contain($"Process {first.Id} on {Environment.MachineName} does all this");

        await UntilAsync(first, "inventory feed of demo: feed: ");
        first.Kill();
        await first.WaitForExitAsync();
        var log = await UntilAsync(second, "inventory feed of demo: run: ");
        log += await UntilAsync(second, "-inventory sealed");
        log.Should().Contain("scheduled: inventory feed of demo");
        Executable.Terminate(second);
        (await Executable.EndAsync(second)).ExitCode.Should().Be(0);

        var schedules = (await world.WellAsync("schedule", "list", "--json")).Json;
        schedules["worker"].Should().BeNull();
        schedules["schedules"]!.AsArray().Single(schedule => schedule!["name"]!.GetValue<string>() == "stock")!["last"]!["how"]!.GetValue<string>().Should().NotBeEmpty();
        await using var house = world.OpenHouse();
        var runs = house.Room<Runs>().Last("demo", 1000).Where(run => run.Kind == nameof(FeedKind.Inventory)).ToList();
        runs.Should().OnlyContain(run => run.State == "sealed" || run.State == "abandoned" || run == runs[0]).And.OnlyHaveUniqueItems(run => run.Stamp);
    }

    [Fact]
    public async Task A_worker_without_documents_waits_for_them()
    {
        var folder = Directory.CreateTempSubdirectory("worker-").FullName;
        using var worker = Executable.Start(folder, "serve");
        await UntilAsync(worker, "connector apply DIR");
        Executable.Terminate(worker);
        (await Executable.EndAsync(worker)).ExitCode.Should().Be(0);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_worker_whose_mirror_is_damaged_sets_it_aside_reads_the_shops_again_and_goes_on()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        var mirror = Path.Combine(world.Data, "mirror.db");
        Scribble(mirror);
        world.Write("schedules/stock", """{ "work": "feedInventory", "for": "demo", "cron": "0/2 * * * * ?" }""");
        var refused = await world.RunAsync("check");
        refused.ExitCode.Should().Be(1, refused.Output + refused.Errors);
        refused.Output.Should().Contain($"{mirror} is damaged", refused.Errors).And.Contain("connector store read");
        await world.WellAsync("apply", world.Documents);

        using var worker = Executable.Start(world.Folder, "serve");
        var log = await UntilAsync(worker, "inventory feed of demo: seal:");
        Executable.Terminate(worker);
        (await Executable.EndAsync(worker)).ExitCode.Should().Be(0);
        log.Should().Contain($"The mirror {mirror} was damaged").And.Contain("catching up once: store read of fellfern");
        Directory.EnumerateFiles(world.Data, "mirror.db.damaged-*").Should().NotBeEmpty();
        (await world.WellAsync("check")).Output.Should().Contain("the mirror is whole").And.Contain("the state is whole");
    }

    [Fact]
    public async Task A_worker_whose_state_is_damaged_does_not_begin_and_says_how_it_is_restored()
    {
        await using var world = await ShopWorld.ReadyAsync();
        await world.WellAsync("feed", "full", "--account", "demo");
        await world.WellAsync("backup", "saved");
        Scribble(Path.Combine(world.Data, "state.db"));

        foreach (var command in (string[])["serve", "status", "check"])
        {
            var refused = await world.RunAsync(command);
            refused.ExitCode.Should().Be(3, refused.Output);
            refused.Errors.Should().Contain("state.db is damaged").And.Contain("connector restore").And.NotContain("   at ");
        }

        await world.WellAsync("restore", "saved");
        await world.WellAsync("feed", "full", "--account", "demo");
    }

    [Fact]
    public async Task A_worker_outlives_a_state_that_another_program_keeps_locked_for_a_while()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Write("schedules/stock", """{ "work": "feedInventory", "for": "demo", "cron": "0/2 * * * * ?" }""");
        await world.WellAsync("apply", world.Documents);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "connector.json"), """{ "databaseWait": "00:00:01" }""");
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Data, "state.db")};Pooling=False");
        other.Open();
        var hold = other.BeginTransaction(deferred: false);
        using var worker = Executable.Start(world.Folder, "serve");
        await UntilAsync(worker, "the archive's daily round failed (database.locked)");
        await hold.DisposeAsync();

        await UntilAsync(worker, "inventory feed of demo: seal:");
        Executable.Terminate(worker);
        (await Executable.EndAsync(worker)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_worker_whose_state_is_damaged_under_it_ends_with_the_exit_code_that_calls_a_person()
    {
        await using var world = await ShopWorld.ReadyAsync();
        world.Write("schedules/stock", """{ "work": "feedInventory", "for": "demo", "cron": "0/2 * * * * ?" }""");
        await world.WellAsync("apply", world.Documents);
        using var worker = Executable.Start(world.Folder, "serve");
        await UntilAsync(worker, "inventory feed of demo: seal:");
        Scribble(Path.Combine(world.Data, "state.db"));

        var log = await UntilAsync(worker, "state.db is damaged");
        var ended = await Executable.EndAsync(worker);
        ended.ExitCode.Should().Be(3, log + ended.Output);
        (log + ended.Output).Should().Contain("connector restore");
    }

    /// <summary>Noise from the second page on: what is found at the first look at a table.</summary>
    private static void Scribble(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        using var file = new FileStream(path, FileMode.Open);
        var noise = new byte[file.Length - 4096];
        Array.Fill(noise, (byte)0xA5);
        file.Position = 4096;
        file.Write(noise);
    }

    /// <summary>The log up to a line that holds all of these.</summary>
    private static Task<string> UntilAsync(Process worker, params string[] words) => Executable.UntilAsync(worker, (line, _) => words.All(line.Contains));
}
