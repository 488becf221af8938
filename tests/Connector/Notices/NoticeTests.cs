using System.Text;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Notices;
using Connector.Policy;
using Connector.State;
using Connector.Tests.Drop;
using Connector.Tests.Trip;
using Connector.Watching;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Notices;

[Trait("covers", "RIV-07")]
public sealed class NoticeTests
{
    [Fact]
    public async Task A_feed_that_fails_is_told_of_once_by_mail_and_once_more_when_it_is_over()
    {
        await using var world = await TripWorld.BeginAsync();
        using var box = new MailBox();
        Receiver(world, new NoticeReceiver { Mail = Mail(box) });
        world.Read();
        world.Apply(new(), account => account with { Drop = account.Drop with { Password = new SecretReference { File = "/nowhere/password" } } });

        await Failing(() => world.FeedAsync());
        await Failing(() => world.FeedAsync());
        await SendAsync(world);
        await SendAsync(world);

        var mail = box.Mails.Should().ContainSingle().Subject;
        mail.Should().ContainAll("Subject: [Connector] shop-gb: full feed waits for a person", "Auto-Submitted: auto-generated", "/nowhere/password", "What to do:", "connector feed full --account shop-gb", "noticed 2 times");
        Book(world).Open().Single().Times.Should().Be(2);

        world.Apply(new());
        await world.FeedAsync();
        await SendAsync(world);
        await SendAsync(world);
        box.Mails.Should().HaveCount(2);
        box.Mails[1].Should().ContainAll("Subject: [Connector] over: shop-gb: full feed waits for a person", "Nothing needs to be done");
        Book(world).Open().Should().BeEmpty();
    }

    [Fact]
    public async Task What_still_goes_on_after_a_day_is_told_of_again()
    {
        await using var world = await TripWorld.BeginAsync();
        using var box = new MailBox();
        Receiver(world, new NoticeReceiver { Mail = Mail(box) });
        Book(world).Raise(TripWorld.AccountName, NoticeKinds.RunFailed, "full feed", "The drop is down.", "Look at it.");
        await SendAsync(world);
        Clock(world).Advance(TimeSpan.FromHours(23));
        Book(world).Raise(TripWorld.AccountName, NoticeKinds.RunFailed, "full feed", "The drop is down.", "Look at it.");
        await SendAsync(world);
        box.Mails.Should().ContainSingle();

        Clock(world).Advance(TimeSpan.FromHours(2));
        await SendAsync(world);
        await SendAsync(world);

        box.Mails.Should().HaveCount(2);
        box.Mails[1].Should().Contain("still: shop-gb: full feed failed");
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_mail_server_is_down_and_no_other_receiver_waits_for_it()
    {
        await using var world = await TripWorld.BeginAsync();
        using var box = new MailBox { IsFull = true };
        await using var hook = await TestServer.StartAsync(_ => Task.CompletedTask);
        Receiver(world, new NoticeReceiver { Mail = Mail(box), Webhook = new NoticeWebhook { Url = hook.Url.ToString() } });
        Book(world).Raise(TripWorld.AccountName, NoticeKinds.RunFailed, "full feed", "The drop is down.", "Look at it.");

        (await SendAsync(world)).Should().ContainSingle().Which.Should().Match<PostFailure>(failure => failure.Channel == "team/mail" && failure.Tries == 1);
        (await SendAsync(world)).Should().BeEmpty("it is tried again after a minute");
        hook.Asked.Should().ContainSingle();
        Book(world).End(TripWorld.AccountName, "full feed", NoticeKinds.RunFailed);
        Clock(world).Advance(TimeSpan.FromHours(1));
        box.IsFull = false;
        await SendAsync(world);

        box.Mails.Should().ContainSingle().Which.Should().ContainAll("over: shop-gb: full feed failed", "The drop is down.");
    }

    [Fact]
    public async Task A_webhook_gets_JSON_signed_over_its_raw_body()
    {
        await using var world = await TripWorld.BeginAsync();
        await using var hook = await TestServer.StartAsync(_ => Task.CompletedTask);
        File.WriteAllText(Path.Combine(world.Folder, "hook"), "hook-secret\n");
        Receiver(world, new NoticeReceiver { Webhook = new NoticeWebhook { Url = new Uri(hook.Url, "in").ToString(), Secret = new SecretReference { File = Path.Combine(world.Folder, "hook") } } });
        Book(world).Raise(TripWorld.AccountName, NoticeKinds.SourceStale, "shop", "The stock is old.", "Look at the export job.");

        await SendAsync(world);

        var asked = hook.Asked.Single();
        asked.Headers[NoticeChannels.SignatureHeader].Should().Be(NoticeChannels.Signature(new Secret("hook-secret"), Encoding.UTF8.GetBytes(asked.Body)));
        var body = JsonNode.Parse(asked.Body)!;
        (body["event"]!.GetValue<string>(), body["kind"]!.GetValue<string>(), body["account"]!.GetValue<string>(), body["command"]!.GetValue<string>())
            .Should().Be(("open", "source.stale", TripWorld.AccountName, "connector store read --source shop"));
        asked.Body.Should().NotContain("hook-secret");
    }

    [Fact]
    public async Task A_receiver_gets_what_it_asks_for_and_reads_of_the_shops_that_its_accounts_sell_from()
    {
        await using var world = await TripWorld.BeginAsync();
        await using var hook = await TestServer.StartAsync(_ => Task.CompletedTask);
        Receiver(world, new NoticeReceiver { Accounts = [TripWorld.AccountName], Kinds = [NoticeKinds.RunFailed], Webhook = new NoticeWebhook { Url = hook.Url.ToString() } });
        Book(world).Raise(TripWorld.AccountName, NoticeKinds.RunWaits, "full feed", "A brake.", "Look.");
        Book(world).Raise("another", NoticeKinds.RunFailed, "full feed", "Down.", "Look.");
        Book(world).Raise("", NoticeKinds.RunFailed, "store read elsewhere", "Down.", "Look.");
        Book(world).Raise("", NoticeKinds.RunFailed, "store read shop", "Down.", "Look.");

        await SendAsync(world);

        hook.Asked.Select(asked => JsonNode.Parse(asked.Body)!["subject"]!.GetValue<string>()).Should().Equal("store read shop");
    }

    [Fact]
    public async Task Old_data_an_expiring_token_a_missed_target_and_many_rejections_are_noticed_and_end()
    {
        await using var world = await TripWorld.BeginAsync(
            account: account => account with { Review = account.Review with { RejectedLeast = 1, AccessTokenExpires = new DateOnly(2026, 12, 1) } });
        world.TikTok.Verdicts.Reject("LAMP", new Sandbox.RejectedInfo("Open flames", "None."));
        world.Read(exported: Clock(world).GetUtcNow().AddHours(-2));
        await world.FeedAsync();
        await world.FeedAsync(FeedKind.Inventory);
        await world.WaitAsync();
        Kinds(world).Should().Equal((NoticeKinds.FreshnessMissed, "inventory feed"), (NoticeKinds.Rejections, "TikTok's answers"));

        Watch(world).Look();
        Kinds(world).Should().Contain((NoticeKinds.AuthorisationExpires, "TikTok's access token")).And.HaveCount(3);
        Clock(world).Advance(TimeSpan.FromHours(3));
        Watch(world).Look();
        Watch(world).Look();
        Book(world).Open().Single(notice => notice.Kind == NoticeKinds.SourceStale).Should().Match<Notice>(notice => notice.Subject == "shop" && notice.Times == 1 && notice.Sentence.Contains("inventoryMaxAge"));

        world.Apply(new(), account => account with { Review = account.Review with { RejectedPercent = 50, AccessTokenExpires = null } });
        world.Shop.Change("CUP", cup => cup with { Stock = 1 });
        world.Read();
        await world.FeedAsync(FeedKind.Inventory);
        await world.PollAsync();
        Watch(world).Look();
        Kinds(world).Should().BeEmpty();
    }

    [Fact]
    public async Task A_slip_in_a_command_and_a_run_that_goes_on_already_are_no_notices()
    {
        await using var world = await TripWorld.BeginAsync();
        world.Read();
        var feeds = world.Connector.GetRequiredService<FeedRun>();
        await Failing(() => feeds.GoAsync(new FeedOrder(TripWorld.AccountName, FeedKind.Full, "tests") { View = "nowhere" }, new Told(_ => { }), CancellationToken.None));
        using (world.Connector.GetRequiredService<Leases>().Take($"{TripWorld.AccountName}/product", "tests"))
        {
            await Failing(() => world.FeedAsync());
        }

        Book(world).Open().Should().BeEmpty();
    }

    [Fact]
    public async Task The_digest_comes_once_a_day_at_its_time_also_where_the_clocks_change()
    {
        await using var world = await TripWorld.BeginAsync(clock: new ManualClock(new DateTimeOffset(2026, 10, 24, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true });
        using var box = new MailBox();
        Receiver(world, new NoticeReceiver { Mail = Mail(box), Digest = new NoticeDigestTime { At = "01:30", TimeZone = "Europe/London" } });
        await world.ReadAndFeedAsync();
        await SendAsync(world);
        box.Mails.Should().BeEmpty("01:30 of its first day was over before it was there");

        // On the 25th London has 01:30 twice: at 00:30 and at 01:30 UTC.
        var seen = new List<int>();
        for (var hour = 0; hour < 48; hour++)
        {
            Clock(world).Advance(TimeSpan.FromMinutes(60));
            await SendAsync(world);
            seen.Add(box.Mails.Count);
        }

        seen[^1].Should().Be(2);
        box.Mails[0].Should().ContainAll("[Connector] daily digest", "Nothing is open", "1 x full feed sealed", "4 listed, 0 held", "full feed, delivered: 100 % of 1");
    }

    [Theory]
    [InlineData("""{ "title": "x" }""", "$.mail")]
    [InlineData("""{ "kinds": ["nonsense"], "webhook": { "url": "https://x.example" } }""", "$.kinds[0]")]
    [InlineData("""{ "accounts": ["nobody"], "webhook": { "url": "https://x.example" } }""", "$.accounts[0]")]
    [InlineData("""{ "webhook": { "url": "http://x.example/in" } }""", "$.webhook.url")]
    [InlineData("""{ "mail": { "host": "smtp.example", "tls": false, "user": "u", "from": "a@x.example", "to": ["b@x.example"] } }""", "$.mail.tls")]
    [InlineData("""{ "mail": { "host": "smtp.example", "from": "nobody", "to": [] } }""", "$.mail.from", "$.mail.to")]
    [InlineData("""{ "mail": { "host": "smtp.example", "from": "a@x.example", "to": ["b@x.example"], "password": "secret" } }""", "$.mail.password")]
    [InlineData("""{ "mail": { "host": "smtp.example", "from": "a@x.example", "to": ["b@x.example"] }, "digest": { "at": "25:00", "timeZone": "Mars" } }""", "$.digest.at", "$.digest.timeZone")]
    public async Task A_receiver_that_cannot_work_is_refused(string text, params string[] places)
    {
        await using var world = await TripWorld.BeginAsync();

        var faults = world.Connector.GetRequiredService<Documents>().Check([new DocumentText(DocumentKinds.Receiver, "team", text, "team")]);

        faults.Select(fault => fault.Path).Should().BeEquivalentTo(places);
    }

    private static ManualClock Clock(TripWorld world) => (ManualClock)world.Clock;

    private static NoticeBook Book(TripWorld world) => world.Connector.GetRequiredService<NoticeBook>();

    private static NoticeWatch Watch(TripWorld world) => world.Connector.GetRequiredService<NoticeWatch>();

    private static IEnumerable<(string Kind, string Subject)> Kinds(TripWorld world) => Book(world).Open().Select(notice => (notice.Kind, notice.Subject));

    private static Task<IReadOnlyList<PostFailure>> SendAsync(TripWorld world) => world.Connector.GetRequiredService<NoticePost>().SendAsync(CancellationToken.None);

    private static async Task Failing(Func<Task> work) => await work.Should().ThrowAsync<PersonMustDecideException>();

    private static NoticeMail Mail(MailBox box) => new() { Host = "127.0.0.1", Port = box.Port, Tls = false, From = "connector@shop.example", To = ["team@shop.example"] };

    private static void Receiver(TripWorld world, NoticeReceiver receiver) =>
        world.Connector.GetRequiredService<Documents>().Apply([new DocumentText(DocumentKinds.Receiver, "team", Documents.Write(receiver), "team")], "tests", out _).Should().BeEmpty();
}
