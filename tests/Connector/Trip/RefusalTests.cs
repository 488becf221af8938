using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Files that TikTok refuses as such, and rows that are sent again because a person asks.</summary>
public sealed class RefusalTests
{
    [Fact]
    [Trait("covers", "WRK-02")]
    public async Task What_TikTok_refused_as_a_file_is_put_back_to_what_it_approved_and_sent_by_the_next_delta()
    {
        await using var world = await SentAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        world.Shop.Put(new TestProduct("KETTLE") { Name = "Copper kettle", Price = 39m });
        var refused = await RefusedAsync(world, FeedKind.Delta);
        await world.PollAsync();
        world.Shown("CUP")!.Row.Price.Should().Be("10.00 GBP");
        var cursor = Cursors(world);

        var result = PutBack(world, refused.Run!);

        result.Should().Be(new RefusalResult(refused.Run!, WasDone: false, Rows: 2, Accepted: 1, Deletions: 0, Quantities: 0, Awaiting: 2));
        Sent(world, "CUP").Should().Contain("|10.00 GBP|", "that is what TikTok approved");
        world.Connector.GetRequiredService<Runs>().Find(TripWorld.AccountName, refused.Run!)!.Should().Match<RunRow>(run => run.State == "refused" && run.Message!.Contains("ana: error 40908"));
        Cursors(world).Should().Be(cursor, "what waits is found without them");

        var delta = await world.FeedAsync(FeedKind.Delta);
        world.Rows(delta).Select(row => row.Split('|')[0]).Should().Equal("CUP", "KETTLE");
        (world.Shown("CUP")!.Row.Price, world.Shown("KETTLE")!.Row.Price).Should().Be(("12.00 GBP", "39.00 GBP"));
        await world.WaitAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_time_it_only_says_that_it_was_done_and_what_was_sent_since_stays_sent()
    {
        await using var world = await SentAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12 });
        world.Shop.Change("LAMP", lamp => lamp with { Price = 30 });
        var refused = await RefusedAsync(world, FeedKind.Delta);
        world.Shop.Change("LAMP", lamp => lamp with { Price = 31 });
        await world.ReadAndFeedAsync(FeedKind.Delta);

        PutBack(world, refused.Run!).Rows.Should().Be(1, "a later run has sent the other");
        PutBack(world, refused.Run!).Should().Be(new RefusalResult(refused.Run!, WasDone: true, 0, 0, 0, 0, 0));

        world.Rows(await world.FeedAsync(FeedKind.Delta)).Should().ContainSingle().Which.Should().StartWith("CUP|");
    }

    [Fact]
    public async Task A_deletion_that_TikTok_did_not_read_is_none_and_comes_again()
    {
        await using var world = await SentAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        world.Shop.Remove("CUP");
        var refused = await RefusedAsync(world, FeedKind.Delta);
        world.Explain("CUP").Sent!.State.Should().Be(SentState.Deleting);

        PutBack(world, refused.Run!).Should().Match<RefusalResult>(result => result.Deletions == 1 && result.Rows == 1);

        world.Explain("CUP").Sent!.State.Should().Be(SentState.Listed);
        await world.FeedAsync(FeedKind.Delta);
        world.Shown("CUP").Should().BeNull();
    }

    [Theory]
    [InlineData(FeedKind.Inventory)]
    [InlineData(FeedKind.InventoryDelta)]
    public async Task Quantities_that_TikTok_refused_count_as_never_told(FeedKind kind)
    {
        await using var world = await SentAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Shop.Change("CUP", cup => cup with { Stock = 9 });
        var refused = await RefusedAsync(world, kind);
        world.Stock("CUP").Should().Be(5);

        PutBack(world, refused.Run!).Should().Match<RefusalResult>(result => result.Quantities == 1 && result.Rows == 0 && result.Awaiting == 1);

        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.Changed.Should().Be(1);
        world.Stock("CUP").Should().Be(9);
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing, "rows were not in it");
    }

    [Theory]
    [InlineData(FeedKind.Inventory)]
    [InlineData(FeedKind.InventoryDelta)]
    public async Task The_quantities_of_a_list_that_the_account_no_longer_writes_are_told_again_as_nothing(FeedKind next)
    {
        await using var world = await SentAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Apply(new SynchronizationPolicy(), account => account with { InventoryListId = "other" });
        var refused = await RefusedAsync(world, FeedKind.Inventory);

        PutBack(world, refused.Run!);
        await world.FeedAsync(next);

        world.Held.Files.Where(file => file.Outcome == FileOutcome.Taken).TakeLast(2).Sum(file => file.Changed).Should().BeGreaterThan(0);
        world.Stock("CUP").Should().Be(5, "the old list says none, the new one five");
    }

    [Fact]
    public async Task A_first_feed_that_was_refused_is_sent_whole_by_the_next_one_and_its_answers_find_a_place()
    {
        await using var world = await TripWorld.BeginAsync();
        var refused = await RefusedAsync(world, FeedKind.Full);
        PutBack(world, refused.Run!).Rows.Should().Be(4);
        await world.PollAsync();

        await world.FeedAsync(FeedKind.Delta);

        world.Held.Catalogs[0].Products.Should().HaveCount(4);
        await world.WaitAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
    }

    [Fact]
    public async Task A_run_that_is_unknown_or_told_nothing_cannot_be_refused()
    {
        await using var world = await SentAsync();
        FluentActions.Invoking(() => PutBack(world, "20200101000000-full")).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("run.unknown");
        var nothing = await world.FeedAsync(FeedKind.Delta);
        FluentActions.Invoking(() => PutBack(world, nothing.Run!)).Should().Throw<PersonMustDecideException>().Which.Should().Match<PersonMustDecideException>(fault => fault.Code == "run.unsent" && fault.Sentence.Contains("nothing"));

        using var other = world.Connector.GetRequiredService<Leases>().Take(Leases.ProductOf(TripWorld.AccountName), "another run");
        FluentActions.Invoking(() => PutBack(world, world.Connector.GetRequiredService<Runs>().LastSealed(TripWorld.AccountName, FeedKind.Full)!.Id)).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("lease.held");
    }

    [Fact]
    public async Task Named_SKUs_are_sent_again_though_nothing_of_them_has_changed()
    {
        await using var world = await SentAsync();
        await world.FeedAsync(FeedKind.Inventory);
        await world.FeedAsync(FeedKind.InventoryDelta);
        var resending = world.Connector.GetRequiredService<Resending>();
        resending.NeverSent(TripWorld.AccountName, ["CUP", "cup", "JUMPER", "NONE", "CUP"]).Should().Equal("cup", "JUMPER", "NONE");

        resending.Ask(TripWorld.AccountName, ["LAMP", "CUP", "LAMP"], "ana", "TikTok lost them");

        world.Rows(await world.FeedAsync(FeedKind.Delta)).Select(row => row.Split('|')[0]).Should().Equal("CUP", "LAMP");
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
    }

    [Fact]
    [Trait("covers", "PRD-11")]
    [Trait("covers", "STA-04")]
    public async Task Only_what_TikTok_rejects_as_it_was_last_sent_is_asked_for_as_rejected()
    {
        await using var world = await TripWorld.BeginAsync();
        world.TikTok.Verdicts.Reject("CUP", new RejectedInfo("bad picture"));
        world.TikTok.Verdicts.Reject("LAMP", new RejectedInfo("bad title"));
        await world.ReadAndFeedAsync();
        await world.WaitAsync();
        world.Shop.Change("LAMP", lamp => lamp with { Name = "Hurricane lamp" });
        await world.ReadAndFeedAsync(FeedKind.Delta);
        var resending = world.Connector.GetRequiredService<Resending>();

        resending.Refused(TripWorld.AccountName).Should().Equal(["CUP"], "the lamp was sent otherwise since");
        resending.Ask(TripWorld.AccountName, resending.Refused(TripWorld.AccountName), "ana", "");
        world.TikTok.Verdicts.Clear();

        world.Rows(await world.FeedAsync(FeedKind.Delta)).Should().ContainSingle().Which.Should().StartWith("CUP|");
    }

    private static async Task<TripWorld> SentAsync(SynchronizationPolicy? policy = null)
    {
        var world = await TripWorld.BeginAsync(policy: policy);
        await world.ReadAndFeedAsync();
        await world.WaitAsync();
        return world;
    }

    /// <summary>A feed whose files TikTok fetches and refuses.</summary>
    private static async Task<FeedResult> RefusedAsync(TripWorld world, FeedKind kind)
    {
        var before = world.TikTok.Settings;
        world.TikTok.Settings = before with { RefuseFilesWith = 40908 };
        var result = await world.ReadAndFeedAsync(kind);
        world.TikTok.Settings = before;
        world.Held.Files[^1].Outcome.Should().Be(FileOutcome.Refused);
        return result;
    }

    private static RefusalResult PutBack(TripWorld world, string run) => world.Connector.GetRequiredService<Refusal>().PutBack(TripWorld.AccountName, run, "ana", "error 40908");

    private static string Sent(TripWorld world, string sku)
    {
        using var sent = world.Connector.GetRequiredService<Ledger>().View(TripWorld.AccountName, "uk");
        return System.Text.Encoding.UTF8.GetString(sent.Row(sku)!.Value.Row);
    }

    private static (FeedCursor?, FeedCursor?) Cursors(TripWorld world)
    {
        var runs = world.Connector.GetRequiredService<Runs>();
        return (runs.Cursor(TripWorld.AccountName, FeedKind.Delta)! with { ExpiresAt = null }, runs.Cursor(TripWorld.AccountName, FeedKind.Full));
    }
}
