using System.Text.RegularExpressions;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Trips cut by SIGKILL after each recorded step, in a process of their own.</summary>
public sealed partial class CutTripTests
{
    private static readonly string[] Steps = ["run", "store", "policy", "feed", "drop", "alert", "seal"];

    public static TheoryData<CrawlModel, string> Cuts()
    {
        var cuts = new TheoryData<CrawlModel, string>();
        foreach (var crawl in Enum.GetValues<CrawlModel>())
        {
            foreach (var step in Steps)
            {
                cuts.Add(crawl, step);
            }
        }

        return cuts;
    }

    public static TheoryData<string> EachStep() => [.. Steps];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_full_feed_killed_after_any_step_ends_with_the_same_files_and_the_same_state_on_TikTok(CrawlModel crawl, string step)
    {
        await using var whole = await BeginAsync(crawl);
        (await Victim.RunAsync(whole.DataFolder, "Full", "none")).Should().Be((0, ""));
        await using var cut = await BeginAsync(crawl);

        (await Victim.RunAsync(cut.DataFolder, "Full", step)).ExitCode.Should().Be(Victim.Killed);
        (await Victim.RunAsync(cut.DataFolder, "resume", "none")).Should().Be((0, ""));

        SameEnd(cut, whole);
    }

    [Theory]
    [MemberData(nameof(EachStep))]
    public async Task An_inventory_feed_killed_after_any_step_ends_the_same(string step)
    {
        await using var whole = await BeginAsync(CrawlModel.Unseen);
        (await Victim.RunAsync(whole.DataFolder, "Inventory", "none")).Should().Be((0, ""));
        await using var cut = await BeginAsync(CrawlModel.Unseen);

        (await Victim.RunAsync(cut.DataFolder, "Inventory", step)).ExitCode.Should().Be(Victim.Killed);
        (await Victim.RunAsync(cut.DataFolder, "resume", "none")).Should().Be((0, ""));

        SameEnd(cut, whole);
        cut.Dropped("inventory").Should().ContainSingle();
    }

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_still_ends()
    {
        await using var whole = await BeginAsync(CrawlModel.All);
        await Victim.RunAsync(whole.DataFolder, "Full", "none");
        await using var cut = await BeginAsync(CrawlModel.All);

        (await Victim.RunAsync(cut.DataFolder, "Full", "policy")).ExitCode.Should().Be(Victim.Killed);
        foreach (var step in Steps[3..])
        {
            (await Victim.RunAsync(cut.DataFolder, "resume", step)).ExitCode.Should().Be(Victim.Killed, $"it dies after {step}");
        }

        (await Victim.RunAsync(cut.DataFolder, "resume", "none")).Should().Be((0, ""));
        SameEnd(cut, whole);
    }

    [Fact]
    [Trait("covers", "WRK-05")]
    public async Task A_second_process_beside_a_running_one_says_who_holds_the_lease_or_waits()
    {
        await using var world = await BeginAsync(CrawlModel.Unseen);
        world.Box.Faults.Add(new FaultRule(new FaultAction.Hang(AfterEffect: false)) { Method = "PUT" });
        using var first = Victim.Start(world.DataFolder, "Full", "none");
        await world.Box.Faults.WaitUntilHangingAsync(CancellationToken.None);

        var act = () => world.FeedAsync();
        var refusal = (await act.Should().ThrowAsync<PersonMustDecideException>()).Which;
        refusal.Code.Should().Be("lease.held");
        refusal.Message.Should().Contain($"process {first.Id}").And.Contain("full feed started by victim");

        var waiting = world.Connector.GetRequiredService<FeedRun>()
            .GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Wait = true }, new Told(world.Steps.Add), CancellationToken.None);
        world.Box.Faults.Release();
        await first.WaitForExitAsync();
        first.ExitCode.Should().Be(0);
        (await waiting).End.Should().Be(FeedEnd.Sealed);
        world.Steps.Should().Contain(step => step.Step == "lease");
    }

    [Fact]
    public async Task An_inventory_feed_runs_beside_a_product_feed()
    {
        await using var world = await BeginAsync(CrawlModel.Unseen);
        world.Box.Faults.Add(new FaultRule(new FaultAction.Hang(AfterEffect: false)) { Method = "PUT" });
        using var first = Victim.Start(world.DataFolder, "Full", "none");
        await world.Box.Faults.WaitUntilHangingAsync(CancellationToken.None);

        (await world.FeedAsync(FeedKind.Inventory)).End.Should().Be(FeedEnd.Sealed);

        world.Box.Faults.Release();
        await first.WaitForExitAsync();
        first.ExitCode.Should().Be(0);
    }

    /// <summary>A shop that was sent once, and has since changed a price, sold out and deleted a product.</summary>
    private static async Task<TripWorld> BeginAsync(CrawlModel crawl)
    {
        var world = await TripWorld.BeginAsync(
            crawl, TimeProvider.System, policy: new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete },
            account: account => account with { Alert = account.Alert with { DeletePause = TimeSpan.Zero } });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("LAMP", lamp => lamp with { Price = 19.99m });
        world.Shop.Change("JUMPER-BLUE", jumper => jumper with { Stock = 0 });
        world.Shop.Remove("CUP");
        world.Read();
        return world;
    }

    private static void SameEnd(TripWorld cut, TripWorld whole)
    {
        cut.TikTok.State.Settled().Should().Be(whole.TikTok.State.Settled());
        Contents(cut).Should().Equal(Contents(whole));
        Directory.EnumerateFiles(cut.DropFolder, "TEMP_*", SearchOption.AllDirectories).Should().BeEmpty();
        cut.Connector.GetRequiredService<Runs>().Open().Should().BeEmpty();
        ChainTests.Broken(cut).Should().BeEmpty();
        Ledger(cut).Should().Equal(Ledger(whole));
    }

    /// <summary>What lies in the drop, without the stamps.</summary>
    private static List<string> Contents(TripWorld world) =>
    [
        .. new[] { "product", "inventory" }.SelectMany(folder => world.Dropped(folder).Select(name => Stamp().Replace(name, "*") + "\n" + Stamp().Replace(File.ReadAllText(Path.Combine(world.DropFolder, folder, name)), "*"))).Order(StringComparer.Ordinal),
    ];

    private static List<string> Ledger(TripWorld world)
    {
        using var ledger = world.Connector.GetRequiredService<Ledger>().View(TripWorld.AccountName, "uk");
        return [.. ledger.Entries(default).Select(entry => $"{entry.Group} {entry.Sku} {entry.Hashes} {entry.State} {entry.HeldCode}")];
    }

    [GeneratedRegex(@"\d{14}|\d{4}-\d\d-\d\dT[\d:.]+Z")]
    private static partial Regex Stamp();
}
