using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Ledgers that begin with what TikTok has, or anew.</summary>
public sealed class AdoptionTests
{
    [Theory]
    [InlineData(OnStoreDelete.Deactivate, FeedKind.Full)]
    [InlineData(OnStoreDelete.Delete, FeedKind.Full)]
    [InlineData(OnStoreDelete.Deactivate, FeedKind.Delta)]
    [InlineData(OnStoreDelete.Delete, FeedKind.Delta)]
    public async Task The_first_feed_of_a_shop_that_is_on_TikTok_sees_what_the_shop_no_longer_sells_and_wipes_nothing_else(OnStoreDelete policy, FeedKind kind)
    {
        await using var world = await OnTikTokAsync(new SynchronizationPolicy { OnStoreDelete = policy });
        world.Shop.Remove("LAMP");
        world.Shop.Put(new TestProduct("KETTLE") { Name = "Copper kettle", Price = 39m });
        world.Read();

        var adopted = await AdoptAsync(world);

        var view = adopted.Views.Single();
        (view.Shown, view.Known, view.Orphans, view.Incomplete, view.InShop, view.Deletes, view.OnlyFirstOf).Should().Be((4L, 3L, 1L, 0L, 4L, policy == OnStoreDelete.Delete, null));
        view.Examples.Should().Equal("LAMP");
        (await world.FeedAsync(kind)).End.Should().Be(FeedEnd.Sealed);
        world.Held.Files.Sum(file => file.Errors).Should().Be(0);
        world.Held.Catalogs[0].Products.Select(product => product.Row.SkuId).Should().BeEquivalentTo(
            policy == OnStoreDelete.Delete ? ["CUP", "JUMPER-BLUE", "JUMPER-RED", "KETTLE"] : ["CUP", "JUMPER-BLUE", "JUMPER-RED", "KETTLE", "LAMP"]);
        (world.Shown("LAMP")?.Row.Availability ?? "out of stock").Should().Be("out of stock");
        world.Shown("CUP")!.Row.Availability.Should().Be("in stock");
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_adopted_counts_as_listed_before_so_that_an_empty_feed_is_stopped()
    {
        await using var world = await OnTikTokAsync();
        await AdoptAsync(world);
        foreach (var product in world.Shop.Products.ToList())
        {
            world.Shop.Change(product.Id, each => each with { Online = false });
        }

        (await FluentActions.Awaiting(() => world.ReadAndFeedAsync()).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("brake.empty");
    }

    [Fact]
    public async Task A_row_that_was_adopted_has_holes_and_is_sent_by_no_price_delta_nor_with_them_where_content_is_kept()
    {
        await using var world = await OnTikTokAsync(new SynchronizationPolicy { ProductUpdate = new SyncSwitch { Enabled = false } });
        var variations = world.Shown("JUMPER-BLUE")!.Row.VariationProperties;
        variations.Should().NotBeEmpty();
        await AdoptAsync(world);
        world.Shop.Change("JUMPER-BLUE", jumper => jumper with { Price = 70m });

        (await world.ReadAndFeedAsync(FeedKind.PriceDelta)).End.Should().Be(FeedEnd.Nothing, "what is in doubt is left to the delta feed");
        await world.FeedAsync(FeedKind.Delta);

        (world.Shown("JUMPER-BLUE")!.Row.Price, world.Shown("JUMPER-BLUE")!.Row.VariationProperties).Should().Be(("70.00 GBP", variations));
    }

    [Fact]
    public async Task Answers_to_adopted_rows_find_a_place_before_the_first_feed()
    {
        await using var world = await OnTikTokAsync();
        var adopted = await AdoptAsync(world);

        (await world.PollAsync()).News.Should().Be(4);

        world.StateOf("CUP").Should().Be(Policy.ListingState.Approved);
        world.Archive.Records(TripWorld.AccountName, adopted.Run).Should().HaveCount(2).And.Contain(RecordNames.Adopt);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task Adoption_wants_an_empty_ledger_and_a_catalog_that_can_be_asked_and_a_dry_run_only_looks()
    {
        await using var world = await OnTikTokAsync();
        (await AdoptAsync(world, dry: true)).Views.Single().Shown.Should().Be(4);
        world.StateOf("CUP").Should().BeNull();
        await AdoptAsync(world);
        var begun = (await FluentActions.Awaiting(() => AdoptAsync(world)).Should().ThrowAsync<PersonMustDecideException>()).Which;
        begun.Code.Should().Be("adopt.begun");
        begun.Remedy.Should().ContainAll("--reconcile", "account rebuild");

        world.Apply(new SynchronizationPolicy(), account => account with { Review = account.Review with { AccessToken = new SecretReference() } });
        (await FluentActions.Awaiting(() => AdoptAsync(world)).Should().ThrowAsync<PersonMustDecideException>()).Which.Message.Should().ContainAll("view uk", "accessToken");
    }

    [Fact]
    public async Task TikTok_that_breaks_off_leaves_nothing_adopted()
    {
        await using var world = await OnTikTokAsync();
        world.TikTok.Faults.Add(new Sandbox.FaultRule(new Sandbox.FaultAction.Status(503)) { Method = "GET", Times = 6 });

        await FluentActions.Awaiting(() => AdoptAsync(world)).Should().ThrowAsync<RemoteFailedException>();

        world.StateOf("CUP").Should().BeNull();
        world.Connector.GetRequiredService<Runs>().Last(TripWorld.AccountName, 10).Should().NotContain(run => run.Kind == "Adopt");
        world.TikTok.Faults.Clear();
        (await AdoptAsync(world)).Views.Single().Shown.Should().Be(4);
    }

    [Fact]
    public async Task A_ledger_begun_anew_forgets_what_was_sent_and_told_and_keeps_archive_chain_and_past()
    {
        await using var world = await SentAsync();
        world.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.ReadAndFeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.Connector.GetRequiredService<Resending>().Ask(TripWorld.AccountName, ["CUP"], "ana", "");
        var rebuilding = world.Connector.GetRequiredService<Rebuilding>();

        var preview = rebuilding.Preview(TripWorld.AccountName);
        preview.Forgotten.Should().Be(new LedgerContents { Rows = 4, Quantities = 4, Answers = 4, Waiting = 1, Cursors = 5 });
        (preview.Lying, preview.InShop["uk"]).Should().Be((3, 4));
        preview.Past.Should().BeGreaterThan(0);
        world.StateOf("CUP").Should().NotBeNull("a preview changes nothing");

        var done = rebuilding.Rebuild(TripWorld.AccountName, "ana", "the state database was lost");
        done.Forgotten.Should().Be(preview.Forgotten);
        rebuilding.Preview(TripWorld.AccountName).Should().Match<RebuildPreview>(after => after.Forgotten == new LedgerContents() && after.Past == preview.Past && after.Records == preview.Records + 1);
        world.Archive.Get<RebuildRecord>(TripWorld.AccountName, done.Run, RecordNames.Rebuild)!.Should().Match<RebuildRecord>(record => record.By == "ana" && record.Because == "the state database was lost" && record.Forgotten.Rows == 4);

        var feed = await world.FeedAsync(FeedKind.Delta);
        world.Rows(feed).Should().HaveCount(4, "nothing counts as sent");
        string.CompareOrdinal(feed.Run, done.Run).Should().BePositive("stamps go on");
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_ledger_is_not_begun_anew_beside_a_run_or_before_one_has_ended()
    {
        await using var world = await SentAsync();
        var rebuilding = world.Connector.GetRequiredService<Rebuilding>();
        using (world.Connector.GetRequiredService<Leases>().Take(Leases.InventoryOf(TripWorld.AccountName), "an inventory feed"))
        {
            FluentActions.Invoking(() => rebuilding.Rebuild(TripWorld.AccountName, "ana", "why")).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("lease.held");
        }

        world.Connector.GetRequiredService<Runs>().Begin(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests"));
        FluentActions.Invoking(() => rebuilding.Rebuild(TripWorld.AccountName, "ana", "why")).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("run.open");
        (await FluentActions.Awaiting(() => AdoptAsync(world)).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("run.open");
        world.StateOf("CUP").Should().NotBeNull();
    }

    private static async Task<TripWorld> SentAsync(SynchronizationPolicy? policy = null)
    {
        var world = await TripWorld.BeginAsync(policy: policy);
        await world.ReadAndFeedAsync();
        await world.WaitAsync();
        return world;
    }

    /// <summary>A shop that is on TikTok, and a Connector that knows nothing of that.</summary>
    private static async Task<TripWorld> OnTikTokAsync(SynchronizationPolicy? policy = null)
    {
        var world = await SentAsync(policy);
        world.Connector.GetRequiredService<Rebuilding>().Rebuild(TripWorld.AccountName, "tests", "another Connector kept it");
        return world;
    }

    private static Task<AdoptionRecord> AdoptAsync(TripWorld world, bool dry = false) =>
        world.Connector.GetRequiredService<Adoption>().AdoptAsync(TripWorld.AccountName, dry, "ana", "", new Told(world.Steps.Add), CancellationToken.None);
}
