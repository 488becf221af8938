using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Archive;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.Sandbox;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Trip;

/// <summary>Files that a catalog of the Business API pulls by URL.</summary>
public sealed class PullTripTests
{
    private static readonly SynchronizationPolicy Deleting = new() { OnStoreDelete = OnStoreDelete.Delete };

    [Fact]
    public async Task A_full_feed_is_pulled_by_its_address_and_every_row_is_answered()
    {
        await using var world = await BeginAsync();
        var result = await world.ReadAndFeedAsync();

        result.End.Should().Be(FeedEnd.Sealed);
        world.Dropped("product").Should().ContainSingle().Which.Should().MatchRegex(@"^tiktok-feed-Shop-\d{14}-en-GB\.csv$");
        (world.Shown("CUP")!.Row.Price, world.Shown("JUMPER-RED")!.Row.Availability).Should().Be(("10.00 GBP", "out of stock"));
        var review = await world.PollAsync();
        review.Waiting.Should().Be(0);
        world.StateOf("LAMP").Should().Be(ListingState.Approved);
        var seal = world.Archive.Get<SealRecord>(TripWorld.AccountName, result.Run!, RecordNames.Seal)!;
        seal.Jobs.Should().ContainSingle().Which.Deed.Should().Be(CatalogDeed.Add);
        seal.Alerts.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_shop_deletes_is_deleted_by_a_job_and_a_delta_adds_to_what_is_there()
    {
        await using var world = await BeginAsync(Deleting);
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Shop.Remove("LAMP");
        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);

        Jobs(world, delta).Select(job => job.Job.Deed).Should().Equal(CatalogDeed.Delete, CatalogDeed.Add);
        world.Shown("LAMP").Should().BeNull();
        world.Shown("CUP")!.Row.Price.Should().Be("12.00 GBP");
        world.Shown("JUMPER-BLUE").Should().NotBeNull("a delta takes nothing away that it does not name");
    }

    [Fact]
    public async Task A_full_feed_of_one_file_of_a_feed_replaces_what_is_there()
    {
        await using var world = await BeginAsync(Deleting);
        var feed = await MakeFeedAsync(world);
        Pulled(world, Deleting, account => account with { Views = [account.Views[0] with { FeedId = feed }] });
        await world.ReadAndFeedAsync();
        world.Shop.Remove("LAMP");
        var full = await world.ReadAndFeedAsync();

        Jobs(world, full).Select(job => (job.Job.Deed, job.Job.FeedId)).Should().Equal((CatalogDeed.Delete, ""), (CatalogDeed.Replace, feed));
        world.Shown("LAMP").Should().BeNull();
        world.Shown("CUP").Should().NotBeNull();
    }

    [Fact]
    public async Task Rows_that_TikTok_refuses_are_rejected_with_its_words_and_the_others_are_listed()
    {
        await using var world = await BeginAsync();
        var feed = await MakeFeedAsync(world);
        // The cup belongs to a feed of somebody else, and a SKU belongs to one feed.
        await CallAsync(world, "catalog/product/file/", new JsonObject { ["feed_id"] = feed, ["file_url"] = await OtherFileAsync(world), ["update_mode"] = "INCREMENTAL" });
        var own = await MakeFeedAsync(world, "ours");
        Pulled(world, new(), account => account with { Views = [account.Views[0] with { FeedId = own }] });
        var full = await world.ReadAndFeedAsync();
        await world.PollAsync();

        var cup = world.Connector.GetRequiredService<Answers>().All(TripWorld.AccountName, sku: "CUP").Single();
        cup.State.Should().Be(ListingState.Rejected);
        cup.Answer!.Reasons.Should().ContainSingle().Which.Should().Contain("belongs to another feed").And.Contain("Take it out");
        world.StateOf("LAMP").Should().Be(ListingState.Approved);
        Jobs(world, full).Should().ContainSingle().Which.How.Should().Contain("1 refused");
        (await world.FeedAsync(FeedKind.Delta)).End.Should().Be(FeedEnd.Nothing, "what TikTok refused goes again when it changes, or with a full feed");
    }

    [Fact]
    public async Task A_list_of_issues_that_cannot_be_downloaded_holds_no_other_answer_up_and_is_given_up()
    {
        await using var world = await BeginAsync();
        await RefusedCupAsync(world, new FaultRule(new FaultAction.Status(410)) { PathContains = "/issues/", Times = 100 });
        await world.PollAsync();
        world.StateOf("LAMP").Should().Be(ListingState.Approved, "the review goes on");
        world.StateOf("CUP").Should().NotBe(ListingState.Rejected, "what is refused is not known yet");

        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(2));
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Rejected, "the first rows of each issue stand in TikTok's answer");
    }

    [Fact]
    public async Task A_row_that_is_refused_though_it_had_not_changed_is_rejected_all_the_same()
    {
        await using var world = await BeginAsync();
        await world.ReadAndFeedAsync();
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Approved);
        await RefusedCupAsync(world, null);
        await world.PollAsync();
        world.StateOf("CUP").Should().Be(ListingState.Rejected);
    }

    [Fact]
    public async Task A_job_of_which_TikTok_took_nothing_puts_the_run_back_and_the_next_delta_sends_it_again()
    {
        await using var world = await BeginAsync(settings: settings => settings with { RefuseFilesWith = 40908 });
        var full = await world.ReadAndFeedAsync();
        await world.PollAsync();

        world.Connector.GetRequiredService<Runs>().Find(TripWorld.AccountName, full.Run!)!.State.Should().Be("refused");
        world.TikTok.Settings = world.TikTok.Settings with { RefuseFilesWith = 0 };
        (await world.FeedAsync(FeedKind.Delta)).Made.Rows.Should().Be(4);
        (await world.PollAsync()).Waiting.Should().Be(0);
        world.StateOf("CUP").Should().Be(ListingState.Approved);
    }

    [Fact]
    public async Task A_job_that_runs_is_waited_for_before_the_next_is_given()
    {
        await using var world = await BeginAsync(Deleting, settings => settings with { JobWaiting = TimeSpan.FromMinutes(1), JobProcessing = TimeSpan.FromMinutes(3) });
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Shop.Remove("LAMP");
        var delta = await world.ReadAndFeedAsync(FeedKind.Delta);

        delta.End.Should().Be(FeedEnd.Sealed);
        (await world.WaitAsync()).Waiting.Should().Be(0);
        world.Shown("LAMP").Should().BeNull();
        world.Shown("CUP")!.Row.Price.Should().Be("12.00 GBP");
    }

    [Fact]
    public async Task A_run_that_was_cut_goes_on_behind_the_jobs_that_were_taken()
    {
        await using var world = await BeginAsync(Deleting);
        await world.ReadAndFeedAsync();
        world.Shop.Change("CUP", cup => cup with { Price = 12m });
        world.Shop.Remove("LAMP");
        world.Read();
        world.TikTok.Faults.Add(new FaultRule(new FaultAction.Status(503)) { Method = "POST", PathContains = "catalog/product/file/", Times = 100_000 });
        await world.Invoking(one => one.FeedAsync(FeedKind.Delta)).Should().ThrowAsync<RemoteFailedException>();
        world.Shown("LAMP").Should().BeNull("the deletion had been taken");

        world.TikTok.Faults.Clear();
        var deletions = world.Held.Jobs.Count;
        world.NewProcess();
        await world.Connector.GetRequiredService<FeedRun>().ResumeAsync(new Told(_ => { }), CancellationToken.None);
        world.Shown("CUP")!.Row.Price.Should().Be("12.00 GBP");
        world.Held.Jobs.Count.Should().Be(deletions + 1, "the deletion is not asked for again");
    }

    [Fact]
    public async Task A_scheduled_feed_is_made_at_TikTok_pulls_the_one_file_by_itself_and_is_answered()
    {
        await using var world = await BeginAsync(pull: new AccountPull { Mode = PullMode.Scheduled, EveryHours = 1, User = "tiktok", Password = new SecretReference { File = "password" } });
        await world.ReadAndFeedAsync();

        world.Dropped("product").Should().Equal("tiktok-feed-Shop-en-GB.csv");
        world.Held.Feeds.Should().ContainSingle();
        ((ManualClock)world.Clock).Advance(TimeSpan.FromHours(1));
        await world.TikTok.PullDueAsync(CancellationToken.None);
        (await world.PollAsync()).Waiting.Should().Be(0);
        world.StateOf("CUP").Should().Be(ListingState.Approved);
        world.Connector.GetRequiredService<JobBook>().Open(TripWorld.AccountName).Should().BeEmpty();
    }

    [Theory]
    [InlineData(FeedKind.Inventory)]
    [InlineData(FeedKind.InventoryDelta)]
    public async Task A_catalog_that_pulls_knows_no_quantities_and_says_so(FeedKind kind)
    {
        await using var world = await BeginAsync();
        world.Read();
        (await world.Invoking(one => one.FeedAsync(kind)).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("order.kind");
    }

    private static async Task<TripWorld> BeginAsync(SynchronizationPolicy? policy = null, Func<StandInSettings, StandInSettings>? settings = null, AccountPull? pull = null)
    {
        var world = await TripWorld.BeginAsync(settings: settings, publicReads: true);
        Pulled(world, policy ?? new(), account => pull is null ? account : account with
        {
            Pull = pull with { Password = pull.Password.IsEmpty ? pull.Password : new SecretReference { File = Path.Combine(world.Folder, pull.Password.File) } },
        });
        return world;
    }

    private static void Pulled(TripWorld world, SynchronizationPolicy policy, Func<Account, Account>? change = null) => world.Apply(policy, account =>
    {
        account = account with { Delivery = DeliveryChannel.Pull };
        return change?.Invoke(account) ?? account;
    });

    private static IReadOnlyList<BookedJob> Jobs(TripWorld world, FeedResult result) => world.Connector.GetRequiredService<JobBook>().OfRun(TripWorld.AccountName, result.Run!);

    /// <summary>A full feed of which TikTok refuses the cup: it belongs to a feed of somebody else.</summary>
    private static async Task RefusedCupAsync(TripWorld world, FaultRule? fault)
    {
        var feed = await MakeFeedAsync(world);
        await CallAsync(world, "catalog/product/delete/", new JsonObject { ["sku_ids"] = new JsonArray("CUP") });
        await CallAsync(world, "catalog/product/file/", new JsonObject { ["feed_id"] = feed, ["file_url"] = await OtherFileAsync(world), ["update_mode"] = "INCREMENTAL" });
        var own = await MakeFeedAsync(world, "ours");
        Pulled(world, new(), account => account with { Views = [account.Views[0] with { FeedId = own }] });
        if (fault is not null)
        {
            world.TikTok.Faults.Add(fault);
        }

        await world.ReadAndFeedAsync();
    }

    private static async Task<string> MakeFeedAsync(TripWorld world, string name = "theirs") =>
        (string)(await CallAsync(world, "catalog/feed/create/", new JsonObject { ["feed_name"] = name, ["update_mode"] = "OVERWRITE" }))["feed_id"]!;

    private static async Task<string> OtherFileAsync(TripWorld world)
    {
        Directory.CreateDirectory(Path.Combine(world.DropFolder, "product"));
        await File.WriteAllTextAsync(
            Path.Combine(world.DropFolder, "product", "theirs.csv"),
            "sku_id,title,description,availability,condition,price,link,image_link,brand\nCUP,A cup,Of tin,in stock,new,9.00 GBP,https://other.example/cup,https://other.example/cup.jpg,Other\n");
        return $"{new Uri(world.Box.Uri, "tiktok/product/theirs.csv")}";
    }

    private static async Task<JsonNode> CallAsync(TripWorld world, string path, JsonObject body)
    {
        (body["bc_id"], body["catalog_id"]) = ("bc-1", "cat-1");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Access-Token", "token-1");
        using var answer = await http.PostAsJsonAsync(new Uri(world.TikTok.Uri, "open_api/v1.3/" + path), body);
        var said = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        ((int)said["code"]!).Should().Be(0, said.ToJsonString());
        return said["data"]!;
    }
}
