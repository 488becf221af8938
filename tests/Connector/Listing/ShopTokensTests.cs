using Connector.Accounts;
using Connector.Listings;
using Connector.Notices;
using Connector.Sandbox;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Listings;

[Trait("covers", "ACC-18")]
public sealed class ShopTokensTests
{
    [Fact]
    public async Task A_token_that_ends_in_the_middle_of_a_run_is_refreshed_and_the_run_goes_on()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        await world.CallAsync();
        world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await world.CallAsync()).Should().ContainSingle();
        world.Tokens.State().Should().Be(AuthorisationState.Authorised);
    }

    [Fact]
    public async Task Tokens_are_refreshed_a_day_before_they_end_and_both_are_kept()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        var refreshes = 0;
        world.Door.Seen = (request, _) => refreshes += request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal) ? 1 : 0;
        for (var day = 0; day < 40; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.CallAsync();
        }

        refreshes.Should().Be(6, "every sixth day of seven");
    }

    [Fact]
    public async Task A_refresh_ahead_of_time_that_fails_does_not_stop_a_run()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        world.Clock.Advance(TimeSpan.FromDays(6.5));
        world.Door.Losing = request => request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal);
        (await world.CallAsync()).Should().ContainSingle();
        var before = world.Door.Asked;
        (await world.CallAsync()).Should().ContainSingle();
        (world.Door.Asked - before).Should().Be(1, "the next try comes later");

        world.Door.Losing = _ => false;
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.CallAsync();
        world.Tokens.All.Find(ListingWorld.Uk)!.AccessExpires.Should().BeAfter(world.Clock.GetUtcNow().AddDays(6));
    }

    [Fact]
    public async Task A_refresh_whose_answer_is_lost_is_tried_once_more_with_the_old_token()
    {
        await using var world = new ListingWorld(settings => settings with { OldRefreshTokenGrace = TimeSpan.FromHours(1) });
        await world.AuthoriseAsync();
        Lose(world, times: 1);
        (await world.CallAsync()).Should().ContainSingle();
        world.Tokens.State().Should().Be(AuthorisationState.Authorised);
    }

    [Fact]
    public async Task New_tokens_that_never_arrived_are_lost_and_the_account_stops_until_a_person_authorises_it_again()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        Lose(world, times: 1);
        (await Refused(world)).Should().Match<PersonMustDecideException>(fault => fault.Code == "shop.lost" && fault.Remedy.Contains("connector account authorize uk"));
        world.Tokens.State().Should().Be(AuthorisationState.Lost);
        var before = world.Door.Asked;
        (await Refused(world)).Code.Should().Be("shop.lost");
        world.Door.Asked.Should().Be(before, "nothing is asked any more");

        world.Connector.GetRequiredService<NoticeWatch>().Look();
        var notice = world.Connector.GetRequiredService<NoticeBook>().Open(ListingWorld.Uk).Single(open => open.Kind == NoticeKinds.AuthorisationLost);
        (notice.Sentence, notice.Command).Should().Match<(string Sentence, string Command)>(told => told.Sentence.Contains("never arrived") && told.Command == "connector account authorize uk");

        await world.AuthoriseAsync();
        (await world.CallAsync()).Should().ContainSingle();
        world.Connector.GetRequiredService<NoticeWatch>().Look();
        world.Connector.GetRequiredService<NoticeBook>().Open(ListingWorld.Uk).Should().NotContain(open => open.Kind == NoticeKinds.AuthorisationLost);
    }

    [Fact]
    public async Task An_end_of_the_process_between_TikToks_change_and_the_answer_is_not_forgotten()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        Lose(world, times: int.MaxValue);
        (await Assert.ThrowsAsync<RemoteFailedException>(() => world.CallAsync())).Code.Should().Be("shop.doubt");
        world.Tokens.State().Should().Be(AuthorisationState.Authorised, "whether it is lost is not known");

        world.Door.Losing = _ => false;
        world.NewProcess();
        (await Refused(world)).Code.Should().Be("shop.lost");
    }

    [Fact]
    public async Task A_seller_who_takes_the_authorisation_back_stops_that_account_and_no_other()
    {
        await using var world = new ListingWorld(
            shops: [new StandInShop(ListingWorld.ShopId, "GCP_1", "Fell & Fern", "GB", "GBP"), new StandInShop("7495000000000000002", "GCP_2", "Elsewhere", "GB", "GBP")]);
        world.Apply("other");
        await world.AuthoriseAsync();
        await world.AuthoriseAsync("other", "7495000000000000002");
        world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId, refreshTokensToo: true);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        (await Refused(world)).Code.Should().BeOneOf("shop.withdrawn", "shop.denied");
        (await Refused(world)).Should().Match<PersonMustDecideException>(fault => fault.Code == "shop.withdrawn" && fault.Remedy.Contains("connector account authorize uk"));
        world.Tokens.State().Should().Be(AuthorisationState.Withdrawn);
        (await world.CallAsync("other")).Should().ContainSingle().Which.Id.Should().Be("7495000000000000002");
        world.Connector.GetRequiredService<NoticeWatch>().Look();
        world.Connector.GetRequiredService<NoticeBook>().Open().Where(notice => notice.Kind == NoticeKinds.AuthorisationLost).Select(notice => notice.Account).Should().Equal(ListingWorld.Uk);
    }

    [Fact]
    public async Task A_wrong_app_secret_does_not_end_the_authorisation()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        world.TikTok.Shops.Add(new StandInApp(ListingWorld.AppKey, "another", "7310000000000000001", "https://connector.example/back"));
        world.Clock.Advance(TimeSpan.FromDays(7.5));
        (await Refused(world)).Message.Should().NotContain(ListingWorld.AppSecret);
        world.Tokens.State().Should().Be(AuthorisationState.Authorised);
    }

    [Fact]
    public async Task An_authorisation_that_ends_within_a_month_is_told_of()
    {
        await using var world = new ListingWorld(settings => settings with { RefreshRenewsLife = false });
        await world.AuthoriseAsync();
        world.Clock.Advance(TimeSpan.FromDays(340));
        world.Tokens.State().Should().Be(AuthorisationState.Expiring);
        world.Connector.GetRequiredService<NoticeWatch>().Look();
        world.Connector.GetRequiredService<NoticeBook>().Open(ListingWorld.Uk).Single(notice => notice.Kind == NoticeKinds.AuthorisationExpires).Sentence.Should().Contain("in 25 days");
    }

    [Fact]
    public async Task Of_two_processes_and_many_calls_that_find_the_token_expired_one_refreshes_it()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        var (one, other) = (world.Connector, world.NewProcess());
        world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var refreshes = 0;
        world.Door.Seen = (request, _) =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refreshes);
            }
        };

        // Who waits, waits until it is done: the clock that goes on by itself would else let the lease run out meanwhile.
        var (tokens, before) = (world.Tokens.All, world.Tokens.All.Find(ListingWorld.Uk)!.RefreshedAt);
        world.Clock.Meanwhile = _ => SpinWait.SpinUntil(() => tokens.Find(ListingWorld.Uk)!.RefreshedAt > before, TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => world.CallAsync(process: number % 2 == 0 ? one : other))));
        refreshes.Should().Be(1);
    }

    [Fact]
    public async Task Fifty_accounts_at_once_stay_under_TikToks_limit()
    {
        await using var world = new ListingWorld(
            settings => settings with { CallsPerSecond = 10 }, [.. Enumerable.Range(0, 50).Select(number => new StandInShop($"74950000000000001{number:00}", $"GCP_{number}", $"Shop {number}", "GB", "GBP"))]);
        world.Apply([.. Enumerable.Range(0, 50).Select(number => $"account-{number}")]);
        for (var number = 0; number < 50; number++)
        {
            await world.AuthoriseAsync($"account-{number}", $"74950000000000001{number:00}");
        }

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            for (var call = 0; call < 4; call++)
            {
                await world.CallAsync($"account-{number}");
            }
        })));
        world.Door.Worst.Should().Be(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_token_is_anywhere_in_the_clear()
    {
        await using var world = new ListingWorld();
        var tokens = new List<string>();
        world.Door.Seen = (request, answer) =>
        {
            if (request.RequestUri!.AbsolutePath.StartsWith("/api/v2/token", StringComparison.Ordinal))
            {
                var data = System.Text.Json.Nodes.JsonNode.Parse(answer!.Content.ReadAsStringAsync().GetAwaiter().GetResult())!["data"]!;
                tokens.AddRange([data["access_token"]!.GetValue<string>(), data["refresh_token"]!.GetValue<string>()]);
            }
            else
            {
                tokens.Add(request.RequestUri.Query.Split("sign=")[1]);
            }
        };
        using (world.Connector.GetRequiredService<Connector.Archive.FeedLog>().For(ListingWorld.Uk))
        {
            await world.AuthoriseAsync();
            world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.CallAsync();
        }

        SqliteConnection.ClearAllPools();
        tokens.Should().HaveCountGreaterThan(5);
        var files = Directory.EnumerateFiles(world.Data, "*", SearchOption.AllDirectories).ToList();
        files.Should().Contain(file => file.Contains("feed-log-")).And.Contain(file => file.Contains("authorize"));
        foreach (var text in files.Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))))
        {
            text.Should().NotContainAny([.. tokens, ListingWorld.AppSecret]);
        }

        var keys = Path.Combine(world.Data, "keys");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(keys).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var kept = Directory.GetFiles(keys);
            kept.Should().NotBeEmpty();
            foreach (var file in kept)
            {
                File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        Directory.Delete(keys, recursive: true);
        world.NewProcess();
        (await Refused(world)).Code.Should().Be("shop.keys");
    }

    private static void Lose(ListingWorld world, int times)
    {
        world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Door.AfterEffect = true;
        world.Door.Times = times;
        world.Door.Losing = request => request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal);
    }

    private static Task<PersonMustDecideException> Refused(ListingWorld world) => Assert.ThrowsAsync<PersonMustDecideException>(() => world.CallAsync());
}
