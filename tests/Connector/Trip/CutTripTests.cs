using System.Collections.Concurrent;
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

    /// <summary>How a kind of feed ends that nobody cuts, by crawl model; made once.</summary>
    private static readonly ConcurrentDictionary<(CrawlModel Crawl, FeedKind Kind), Lazy<Task<End>>> Whole = new();

    public static TheoryData<FeedKind, CrawlModel, string> Cuts()
    {
        var cuts = new TheoryData<FeedKind, CrawlModel, string>();
        foreach (var kind in new[] { FeedKind.Full, FeedKind.Delta })
        {
            foreach (var crawl in Enum.GetValues<CrawlModel>())
            {
                // Before the drop TikTok has seen nothing: how it crawls can make no difference.
                foreach (var step in crawl == CrawlModel.All || Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 } ? Steps : Steps.SkipWhile(step => step != "drop"))
                {
                    cuts.Add(kind, crawl, step);
                }
            }
        }

        foreach (var step in Steps)
        {
            cuts.Add(FeedKind.PriceDelta, CrawlModel.All, step);
            cuts.Add(FeedKind.Inventory, CrawlModel.Unseen, step);
            cuts.Add(FeedKind.InventoryDelta, CrawlModel.Unseen, step);
        }

        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    [Trait("covers", "WRK-04")]
    public async Task A_feed_killed_after_any_step_ends_with_the_same_files_and_the_same_state_on_TikTok(FeedKind kind, CrawlModel crawl, string step)
    {
        await using var cut = await BeginAsync(crawl);

        await Victim.DiesAsync(cut.DataFolder, kind.ToString(), step);
        (await Victim.RunAsync(cut.DataFolder, "resume", "none")).Should().Be((0, ""));

        SameEnd(cut, await WholeAsync(crawl, kind));
        if (kind == FeedKind.Delta)
        {
            (await cut.FeedAsync()).Made.Changed.Should().Be(0, "a full feed right after it has nothing else to say");
        }

        if (kind == FeedKind.Inventory)
        {
            cut.Dropped("inventory").Should().ContainSingle();
        }
    }

    [Theory]
    [InlineData("moment:1")]
    [InlineData("moment:2")]
    [InlineData("moment:3")]
    [Trait("covers", "WRK-04")]
    public async Task A_review_killed_before_its_request_its_answer_or_its_commit_is_made_again_and_its_chain_is_whole(string moment)
    {
        await using var world = await BeginAsync(CrawlModel.Unseen);

        await Victim.DiesAsync(world.DataFolder, "review", moment);
        var polled = await world.PollAsync();

        polled.News.Should().Be(4, "nothing of the first was noted");
        polled.Waiting.Should().Be(0);
        ChainTests.Broken(world).Should().BeEmpty();
        await world.ReadAndFeedAsync(FeedKind.Delta);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "WRK-04")]
    public async Task A_review_killed_before_its_commit_leaves_the_chain_whole_also_where_a_feed_comes_first()
    {
        await using var world = await BeginAsync(CrawlModel.Unseen);

        await Victim.DiesAsync(world.DataFolder, "review", "moment:3");
        await world.FeedAsync(FeedKind.Delta);

        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_still_ends()
    {
        await using var cut = await BeginAsync(CrawlModel.All);

        await Victim.DiesAsync(cut.DataFolder, "Full", "policy");
        foreach (var step in Steps[3..])
        {
            (await Victim.RunAsync(cut.DataFolder, "resume", step)).ExitCode.Should().Be(Victim.Killed, $"it dies after {step}");
        }

        (await Victim.RunAsync(cut.DataFolder, "resume", "none")).Should().Be((0, ""));
        SameEnd(cut, await WholeAsync(CrawlModel.All, FeedKind.Full));
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

    [Theory]
    [InlineData(FeedKind.Full)]
    [InlineData(FeedKind.PriceDelta)]
    [Trait("covers", "WRK-05")]
    public async Task A_delta_never_runs_beside_another_product_feed_and_goes_on_as_soon_as_that_dies(FeedKind beside)
    {
        await using var world = await BeginAsync(CrawlModel.Unseen);
        world.Box.Faults.Add(new FaultRule(new FaultAction.Hang(AfterEffect: false)) { Method = "PUT" });
        using var first = Victim.Start(world.DataFolder, beside.ToString(), "none");
        await world.Box.Faults.WaitUntilHangingAsync(CancellationToken.None);

        var act = () => world.FeedAsync(FeedKind.Delta);
        (await act.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("lease.held");
        first.Kill();
        await first.WaitForExitAsync();
        world.Box.Faults.Release();

        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(beside == FeedKind.Full ? FeedEnd.Nothing : FeedEnd.Sealed, "what the other had made is finished first");
        world.Steps.Should().Contain(step => step.Step == "resume");
        world.TikTok.State.Settled().Should().Be((await WholeAsync(CrawlModel.Unseen, FeedKind.Delta)).Settled);
        ChainTests.Broken(world).Should().BeEmpty();
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

    private static Task<End> WholeAsync(CrawlModel crawl, FeedKind kind) => Whole.GetOrAdd((crawl, kind), key => new(async () =>
    {
        await using var whole = await BeginAsync(key.Crawl);
        await whole.FeedAsync(key.Kind);
        return new End(whole.TikTok.State.Settled(), Contents(whole), Ledger(whole));
    })).Value;

    private static void SameEnd(TripWorld cut, End whole)
    {
        cut.TikTok.State.Settled().Should().Be(whole.Settled);
        Contents(cut).Should().Equal(whole.Contents);
        Directory.EnumerateFiles(cut.DropFolder, "TEMP_*", SearchOption.AllDirectories).Should().BeEmpty();
        cut.Connector.GetRequiredService<Runs>().Open().Should().BeEmpty();
        ChainTests.Broken(cut).Should().BeEmpty();
        Ledger(cut).Should().Equal(whole.Ledger);
    }

    private sealed record End(SettledState Settled, List<string> Contents, List<string> Ledger);

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
