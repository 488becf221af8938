using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Full feeds that first compare what TikTok shows with what was sent.</summary>
public sealed class ReconcilingTests
{
    [Fact]
    [Trait("covers", "UPD-03")]
    public async Task A_price_a_title_and_a_quantity_edited_on_TikTok_are_told_and_overridden_by_the_stores()
    {
        await using var world = await SentAsync();
        await world.FeedAsync(FeedKind.Inventory);
        world.TikTok.ByHand.Edit(Catalog(world), "CUP", row => row with { Price = "1.00 GBP", Title = "Tin cup" });
        world.TikTok.ByHand.Edit(Catalog(world), "LAMP", row => row with { Availability = "out of stock" });
        world.TikTok.ByHand.SetStock(world.Held.ExternalBusinessId, "main", "LAMP", 77);

        var result = await ReconcileAsync(world);

        Told(world).Should().ContainAll("4 shown, 2 as sent, 2 edited on TikTok", "CUP: title Tin cup in place of Enamel cup, price 1.00 GBP in place of 10.00 GBP", "0 unknown to us, 0 lost");
        (world.Shown("CUP")!.Row.Price, world.Shown("CUP")!.Row.Title, world.Shown("LAMP")!.Row.Availability).Should().Be(("10.00 GBP", "Enamel cup", "in stock"));
        var view = Record(world, result).Views.Single();
        view.Edited.Select(sku => (sku.Sku, string.Join(" ", sku.Differences.Select(difference => difference.Column)))).Should().Equal(("CUP", "title price"), ("LAMP", "availability"));
        result.Made.Changed.Should().Be(2, "the others are as the ledger says");

        (await world.FeedAsync(FeedKind.InventoryDelta)).Made.Changed.Should().Be(1, "what says out of stock by TikTok's own hand may have another quantity there too");
        world.Stock("LAMP").Should().Be(5);
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing, "the full feed has repaired it");
        await world.WaitAsync();
        world.Steps.Clear();
        await ReconcileAsync(world);
        Told(world).Should().Contain("4 shown, 4 as sent, 0 edited on TikTok, 0 unknown to us, 0 lost");
        ChainTests.Broken(world).Should().BeEmpty();
    }

    [Theory]
    [InlineData(OnStoreDelete.Deactivate)]
    [InlineData(OnStoreDelete.Delete)]
    [Trait("covers", "UPD-03")]
    public async Task What_TikTok_has_and_the_shop_does_not_sell_is_taken_off_the_shelf_or_deleted_as_the_policy_says(OnStoreDelete policy)
    {
        await using var world = await SentAsync(new SynchronizationPolicy { OnStoreDelete = policy });
        world.TikTok.ByHand.Add(Catalog(world), world.Shown("CUP")!.Row with { SkuId = "GHOST", Title = "Made on TikTok" });
        world.TikTok.ByHand.Add(Catalog(world), world.Shown("CUP")!.Row with { SkuId = "KETTLE", Title = "Typed in by hand" });
        world.Shop.Put(new TestProduct("KETTLE") { Name = "Copper kettle", Price = 39m });
        world.Read();

        var result = await ReconcileAsync(world);

        Told(world).Should().Contain("2 unknown to us (GHOST; KETTLE)");
        world.Shown("KETTLE")!.Row.Title.Should().Be("Copper kettle", "the shop sells it: it takes it over");
        if (policy == OnStoreDelete.Delete)
        {
            world.Shown("GHOST").Should().BeNull();
        }
        else
        {
            (world.Shown("GHOST")!.Row.Availability, world.Shown("GHOST")!.Row.Title).Should().Be(("out of stock", "Made on TikTok"));
            world.Explain("GHOST").Sent!.State.Should().Be(SentState.Deactivated);
        }

        Record(world, result).Views.Single().Unknown.Should().Equal("GHOST", "KETTLE");
        world.Held.Files.Sum(file => file.Errors).Should().Be(0, "TikTok takes every row");
    }

    [Fact]
    public async Task What_TikTok_showed_once_and_lost_is_sent_again_and_what_it_never_took_is_not_called_lost()
    {
        await using var world = await SentAsync();
        world.Shop.Put(new TestProduct("KETTLE") { Name = "Copper kettle", Price = 39m });
        await world.ReadAndFeedAsync();
        world.TikTok.ByHand.Remove(Catalog(world), "LAMP");
        world.TikTok.ByHand.Remove(Catalog(world), "KETTLE");

        var result = await ReconcileAsync(world);

        Record(world, result).Views.Single().Lost.Should().Equal("LAMP");
        Told(world).Should().Contain("1 lost (LAMP); 1 sent lately");
        world.Shown("LAMP").Should().NotBeNull();
        world.Shown("KETTLE").Should().NotBeNull("a full feed sends all rows");
    }

    [Fact]
    public async Task A_row_that_was_sent_lately_or_is_in_review_is_not_called_edited_although_TikTok_shows_the_one_before()
    {
        await using var world = await SentAsync(settings: settings => settings with { ShowOldUntilReviewed = true }, fetchedAfter: TimeSpan.FromHours(1));
        world.TikTok.Settings = world.TikTok.Settings with { ReviewDelay = TimeSpan.FromHours(5), CrawlModel = Sandbox.CrawlModel.Unseen };
        world.Shop.Change("CUP", cup => cup with { Name = "Enamel mug" });
        await world.ReadAndFeedAsync();
        world.Shown("CUP")!.Row.Title.Should().Be("Enamel mug");

        var lately = await ReconcileAsync(world);
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(2));
        world.Read();
        var inReview = await ReconcileAsync(world);

        foreach (var result in new[] { lately, inReview })
        {
            var view = Record(world, result).Views.Single();
            (view.Edited.Count, view.Pending, view.AsSent).Should().Be((0, 1, 3));
        }
    }

    [Fact]
    public async Task What_TikTok_still_shows_although_a_delete_file_named_it_is_deleted_again()
    {
        await using var world = await SentAsync(new SynchronizationPolicy { OnStoreDelete = OnStoreDelete.Delete });
        var cup = world.Shown("CUP")!.Row;
        world.Shop.Remove("CUP");
        await world.ReadAndFeedAsync();
        world.Shown("CUP").Should().BeNull();
        world.TikTok.ByHand.Add(Catalog(world), cup);

        var result = await ReconcileAsync(world);

        Record(world, result).Views.Single().Undeleted.Should().Equal("CUP");
        world.Shown("CUP").Should().BeNull();
    }

    [Fact]
    public async Task A_dry_run_only_tells()
    {
        await using var world = await SentAsync();
        world.TikTok.ByHand.Edit(Catalog(world), "CUP", row => row with { Price = "1.00 GBP" });
        world.TikTok.ByHand.Add(Catalog(world), world.Shown("CUP")!.Row with { SkuId = "GHOST" });
        var chained = ChainLength(world);

        var result = await ReconcileAsync(world, dry: true);

        Told(world).Should().ContainAll("1 edited on TikTok (CUP: price 1.00 GBP in place of 10.00 GBP)", "1 unknown to us (GHOST)");
        File.Exists(Path.Combine(result.Folder, RecordNames.Reconcile)).Should().BeTrue("all of the SKUs are there");
        ChainLength(world).Should().Be(chained);
        world.Explain("GHOST").Sent.Should().BeNull();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing);
    }

    [Fact]
    public async Task A_view_that_TikTok_cannot_be_asked_about_is_told_and_fed_all_the_same()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Views = [account.Views[0] with { CatalogId = "" }] });
        world.Read();

        (await ReconcileAsync(world)).End.Should().Be(FeedEnd.Sealed);

        Told(world).Should().Be("view uk cannot be compared: it names no catalogId");
    }

    [Fact]
    public async Task TikTok_that_cannot_be_asked_stops_the_feed_before_anything_is_sent_and_it_is_taken_up_again()
    {
        await using var world = await SentAsync();
        world.TikTok.ByHand.Edit(Catalog(world), "CUP", row => row with { Price = "1.00 GBP" });
        world.TikTok.Faults.Add(new Sandbox.FaultRule(new Sandbox.FaultAction.Status(503)) { Method = "GET", Times = 6 });
        await FluentActions.Awaiting(() => ReconcileAsync(world)).Should().ThrowAsync<RemoteFailedException>();
        world.Shown("CUP")!.Row.Price.Should().Be("1.00 GBP");

        world.TikTok.Faults.Clear();
        (await world.Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(world.Steps.Add), CancellationToken.None)).Should().Be((1, 0));

        Told(world).Should().Contain("1 edited on TikTok");
        world.Shown("CUP")!.Row.Price.Should().Be("10.00 GBP");
    }

    [Fact]
    public async Task Drift_that_a_cut_feed_has_found_is_repaired_by_a_delta_and_its_chained_record_stays()
    {
        await using var world = await SentAsync();
        world.TikTok.ByHand.Edit(Catalog(world), "CUP", row => row with { Price = "1.00 GBP" });
        world.TikTok.ByHand.Add(Catalog(world), world.Shown("CUP")!.Row with { SkuId = "GHOST" });
        var run = await CutAfterReconcilingAsync(world);

        var delta = await world.FeedAsync(FeedKind.Delta);

        world.Rows(delta).Select(row => row.Split('|')[0]).Should().Equal("CUP", "GHOST");
        world.Shown("CUP")!.Row.Price.Should().Be("10.00 GBP");
        world.Shown("GHOST")!.Row.Availability.Should().Be("out of stock");
        await world.FeedAsync();
        world.Connector.GetRequiredService<Runs>().Find(TripWorld.AccountName, run.Id)!.State.Should().Be("abandoned");
        world.Archive.Records(TripWorld.AccountName, run.Id).Should().Equal(RecordNames.Reconcile);
        ChainTests.Broken(world).Should().BeEmpty();
    }

    /// <summary>A shop that is on TikTok, with TikTok's answer to every row.</summary>
    private static async Task<TripWorld> SentAsync(SynchronizationPolicy? policy = null, Func<Sandbox.StandInSettings, Sandbox.StandInSettings>? settings = null, TimeSpan fetchedAfter = default)
    {
        var world = await TripWorld.BeginAsync(policy: policy, settings: settings, account: account => account with { Alert = account.Alert with { FetchedAfter = fetchedAfter }, Review = account.Review with { GiveUpAfter = TimeSpan.FromHours(72) } });
        await world.ReadAndFeedAsync();
        await world.WaitAsync();
        return world;
    }

    private static Task<FeedResult> ReconcileAsync(TripWorld world, bool dry = false) => world.Connector.GetRequiredService<FeedRun>().GoAsync(
        new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Reconcile = true, DryRun = dry }, new Told(world.Steps.Add), CancellationToken.None);

    /// <summary>A full feed that dies after it has compared.</summary>
    private static async Task<RunRow> CutAfterReconcilingAsync(TripWorld world)
    {
        var order = new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { Reconcile = true };
        var run = world.Connector.GetRequiredService<Runs>().Begin(order);
        world.Archive.Create(TripWorld.AccountName, run.Id);
        world.Archive.Put(TripWorld.AccountName, run.Id, RecordNames.Run, new { run.Id });
        await world.Connector.GetRequiredService<Reconciling>().GoAsync(
            order, world.Connector.GetRequiredService<Documents>().Account(TripWorld.AccountName), run, world.Archive.Of(TripWorld.AccountName, run.Id), new Told(world.Steps.Add), CancellationToken.None);
        return run;
    }

    private static string Catalog(TripWorld world) => world.Held.Catalogs[0].CatalogId;

    private static string Told(TripWorld world) => world.Steps.Last(step => step.Step == "reconcile" && step.Done).Sentence;

    private static ReconcileRecord Record(TripWorld world, FeedResult result) => world.Archive.Get<ReconcileRecord>(TripWorld.AccountName, result.Run!, RecordNames.Reconcile)!;

    private static long ChainLength(TripWorld world)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        using var find = db.CreateCommand();
        find.CommandText = "SELECT length FROM chain";
        return (long)find.ExecuteScalar()!;
    }
}
