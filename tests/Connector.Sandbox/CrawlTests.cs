using System.IO.Compression;
using System.Text;

namespace Connector.Sandbox.Tests;

public sealed class CrawlTests
{
    private const string Old = "tiktok-feed-RefArch-GB-20260301100000-en-GB.txt";
    private const string New = "tiktok-feed-RefArch-GB-20260301110000-en-GB.txt";

    [Fact]
    public async Task An_unseen_file_is_read_once_and_again_when_its_content_changes()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"));

        await world.AlertAsync();
        await world.AlertAsync();
        world.FileNames().Should().Equal(Old);

        await world.PutProductsAsync(Old, Row.Of("A", title: "Pink shirt"));
        await world.AlertAsync();
        world.FileNames().Should().Equal(Old, Old);
        world.Held("A")!.Row.Title.Should().Be("Pink shirt");
    }

    [Fact]
    public async Task Unseen_files_are_read_in_the_order_of_their_timestamps()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(New, Row.Of("A", title: "New"));
        await world.PutProductsAsync(Old, Row.Of("A", title: "Old"));

        await world.AlertAsync();

        world.FileNames().Should().Equal(Old, New);
        world.Held("A")!.Row.Title.Should().Be("New");
    }

    [Fact]
    public async Task Under_the_model_All_every_alert_reads_the_whole_folder_again()
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = CrawlModel.All });
        await world.PutProductsAsync(New, Row.Of("A", title: "New"));
        await world.PutProductsAsync(Old, Row.Of("A", title: "Old"));

        await world.AlertAsync();
        await world.AlertAsync();

        world.FileNames().Should().Equal(Old, New, Old, New);
        world.Held("A")!.Row.Title.Should().Be("New");
    }

    [Fact]
    public async Task Under_the_model_Newest_only_the_newest_timestamp_of_each_locale_is_read_with_all_its_parts()
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = CrawlModel.Newest });
        await world.PutProductsAsync(Old, Row.Of("OLD"));
        await world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301110000-en-GB-part02.txt", Row.Of("B"));
        await world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301110000-en-GB-part01.txt", Row.Of("A"));
        await world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301090000-fr.txt", Row.Of("A", price: "11.50 EUR"));

        await world.AlertAsync();

        world.FileNames().Should().Equal(
            "tiktok-feed-RefArch-GB-20260301090000-fr.txt",
            "tiktok-feed-RefArch-GB-20260301110000-en-GB-part01.txt",
            "tiktok-feed-RefArch-GB-20260301110000-en-GB-part02.txt");
        world.Held("OLD").Should().BeNull();
        world.Held("A", "9002")!.Row.Price.Should().Be("11.50 EUR");
    }

    [Fact]
    public async Task Under_the_model_Newest_a_later_file_does_not_undo_an_earlier_one()
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = CrawlModel.Newest });
        await world.PutProductsAsync(Old, Row.Of("A"));
        await world.AlertAsync();
        await world.PutProductsAsync(New, Row.Of("B"));
        await world.AlertAsync();

        world.Held("A").Should().NotBeNull();
        world.Held("B").Should().NotBeNull();
    }

    [Theory]
    [InlineData(CrawlModel.Unseen)]
    [InlineData(CrawlModel.All)]
    [InlineData(CrawlModel.Newest)]
    public async Task Under_every_model_a_repeated_alert_leaves_the_same_end(CrawlModel model)
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = model });
        await world.PutProductsAsync(Old, Row.Of("A"), Row.Of("B"));
        await world.AlertAsync();
        var once = world.TikTok.State;
        await world.AlertAsync();

        world.TikTok.State.Should().NotBe(once);
        world.TikTok.State.Settled().Should().Be(once.Settled());
        world.TikTok.State.Settled().GetHashCode().Should().Be(once.Settled().GetHashCode());
    }

    [Fact]
    public async Task A_TEMP_file_is_never_fetched_nor_is_a_folder_or_a_stranger()
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = CrawlModel.All });
        await world.PutProductsAsync("TEMP_" + Old, Row.Of("A"));
        await world.PutProductsAsync("readme.txt", Row.Of("A"));
        await world.PutProductsAsync("tiktok-feed-RefArch-GB-20261399999999-en-GB.txt", Row.Of("A"));
        await world.DavAsync("MKCOL", new Uri(world.Products, New + "/"));

        await world.AlertAsync();

        world.FileNames().Should().BeEmpty();
    }

    [Theory]
    [InlineData("tiktok-feed-RefArch-GB-20260301100000123-en_GB.txt")]
    [InlineData("tiktok-feed-RefArch-GB-20260301100000-en-GB-part07.txt")]
    public async Task Milliseconds_parts_and_either_locale_spelling_are_understood(string name)
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(name, Row.Of("A"));

        await world.AlertAsync();

        world.Held("A").Should().NotBeNull();
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 9)]
    [InlineData(1, 8)]
    [InlineData(1, 1)]
    public async Task A_gzip_file_is_unpacked_and_one_cut_short_is_refused(double share, int cut)
    {
        await using var world = await World.StartAsync();
        var packed = Gzip(Row.File(Enumerable.Range(0, 2000).Select(i => Row.Of("S" + i, title: "Shirt " + (i * 7919))).ToArray()));
        await world.PutAsync(world.Products, Old + ".gz", packed[..((int)(packed.Length * share) - cut)]);
        await world.PutAsync(world.Products, New + ".gz", packed);

        await world.AlertAsync();

        var files = world.TikTok.State.Account(World.Account).Files;
        files[0].Outcome.Should().Be(FileOutcome.Refused);
        files[0].Added.Should().Be(0);
        files[1].Added.Should().Be(2000);
    }

    [Fact]
    public async Task A_gzip_file_of_several_members_is_read_to_its_end()
    {
        await using var world = await World.StartAsync();
        byte[] packed = [.. Gzip(Row.File(Row.Of("A"))), .. Gzip(Row.Of("B") + "\n")];
        await world.PutAsync(world.Products, Old + ".gz", packed);

        await world.AlertAsync();

        world.LastFile().Added.Should().Be(2);
    }

    [Fact]
    public async Task A_packed_file_that_grows_beyond_the_limit_is_refused()
    {
        await using var world = await World.StartAsync(new StandInSettings { MaxFileBytes = 10_000 });
        await world.PutAsync(world.Products, Old + ".gz", Gzip(new string('a', 1_000_000)));

        await world.AlertAsync();

        world.LastFile().Code.Should().Be(40907);
    }

    [Fact]
    public async Task Wrong_credentials_are_a_file_result_and_the_alert_is_answered_0_all_the_same()
    {
        await using var world = await World.StartAsync(webDavPassword: "changed");
        await world.PutProductsAsync(Old, Row.Of("A"));

        (await world.AlertCodeAsync()).Should().Be(0);

        world.LastFile().Outcome.Should().Be(FileOutcome.NotFetched);
        world.LastFile().Reason.Should().Contain("401");
    }

    [Fact]
    public async Task A_file_that_could_not_be_fetched_is_tried_at_the_next_alert()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"));
        world.Box.Faults.Add(new FaultRule(new FaultAction.Cut(Bytes: 20)) { Method = "GET" });

        await world.AlertAsync();
        world.LastFile().Should().Match<FileState>(f => f.Outcome == FileOutcome.NotFetched && f.Code == 40914);
        world.Held("A").Should().BeNull();
        await world.AlertAsync();
        world.Held("A").Should().NotBeNull();
    }

    [Fact]
    public async Task A_delete_file_removes_and_an_empty_one_removes_nothing()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"), Row.Of("B"));
        await world.AlertAsync();
        await world.PutAsync(world.Products, "delete-feed-RefArch-GB-20260301103000-en-GB.txt", "");

        await world.AlertAsync(update: "delete");
        world.LastFile().Should().Match<FileState>(f => f.Outcome == FileOutcome.Taken && f.Removed == 0);

        await world.PutAsync(world.Products, "delete-feed-RefArch-GB-20260301104000-en-GB-part01.txt", "A\r\nUNKNOWN\n");
        await world.AlertAsync(update: "delete");
        world.LastFile().Removed.Should().Be(1);
        world.Held("A").Should().BeNull();
        world.Held("B").Should().NotBeNull();
    }

    [Theory]
    [InlineData("delete-feed-RefArch-GB-20260301104000.txt", true)]
    [InlineData("delete-feed-RefArch-GB-20260301104000-part01.txt", true)]
    [InlineData("delete-feed-RefArch-GB-20260301104000-en-GB.txt", false)]
    public async Task A_delete_file_without_a_locale_is_for_all_catalogs_of_the_site(string name, bool french)
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"));
        await world.PutProductsAsync("tiktok-feed-RefArch-GB-20260301100000-fr.txt", Row.Of("A", price: "1 EUR"));
        await world.AlertAsync();
        await world.PutAsync(world.Products, name, "A");

        await world.AlertAsync(update: "delete");

        world.Held("A").Should().BeNull();
        (world.Held("A", "9002") is null).Should().Be(french);
    }

    [Fact]
    public async Task Under_the_model_All_an_old_delete_file_left_behind_strikes_again()
    {
        await using var world = await World.StartAsync(new StandInSettings { CrawlModel = CrawlModel.All });
        await world.PutAsync(world.Products, "delete-feed-RefArch-GB-20260301090000-en-GB.txt", "A\n");
        await world.AlertAsync(update: "delete");
        await world.PutProductsAsync(Old, Row.Of("A"));
        await world.AlertAsync();
        world.Held("A").Should().NotBeNull();

        await world.AlertAsync(update: "delete");

        world.Held("A").Should().BeNull();
    }

    [Fact]
    public async Task Alerts_that_come_at_once_are_crawled_one_after_the_other()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.AlertAsync()));

        world.FileNames().Should().Equal(Old);
        world.TikTok.State.Account(World.Account).Alerts.Should().HaveCount(10).And.OnlyContain(a => a.PickedUpAt != null);
    }

    [Fact]
    public async Task A_crawl_goes_on_when_the_sender_stops_listening()
    {
        await using var world = await World.StartAsync();
        await world.PutProductsAsync(Old, Row.Of("A"));
        world.Box.Faults.Add(new FaultRule(new FaultAction.Hang()) { Method = "PROPFIND" });

        var alert = world.AlertAsync();
        await world.Box.Faults.WaitUntilHangingAsync(default);
        world.Http.CancelPendingRequests();
        await FluentActions.Awaiting(() => alert).Should().ThrowAsync<OperationCanceledException>();
        world.Box.Faults.Release();
        await world.TikTok.PickUpDueAsync(default);

        world.Held("A").Should().NotBeNull();
    }

    [Fact]
    public async Task A_pickup_delay_passes_on_the_clock()
    {
        await using var world = await World.StartAsync(new StandInSettings { PickupDelay = TimeSpan.FromMinutes(5) });
        await world.PutProductsAsync(Old, Row.Of("A"));
        await world.AlertAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.TikTok.PickUpDueAsync(default);
        world.FileNames().Should().BeEmpty();

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.TikTok.PickUpDueAsync(default);
        world.FileNames().Should().Equal(Old);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
