using Connector.Listings;
using Connector.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Listings;

[Trait("covers", "ACC-02")]
public sealed class AuthorisingTests
{
    [Fact]
    public async Task A_seller_agrees_and_the_account_knows_its_shop()
    {
        await using var world = new ListingWorld();
        var begun = world.Authorising.Begin(ListingWorld.Uk, "ann");
        begun.Url.AbsoluteUri.Should().Be($"https://services.tiktokshop.com/open/authorize?service_id=7310000000000000001&state={begun.State}");
        var back = Redirected.Read($"https://connector.example/back?app_key=29a39d&code={world.TikTok.Shops.Code(ListingWorld.AppKey, ListingWorld.ShopId)}&locale=en&shop_region=GB&state={begun.State}");
        var record = await world.Authorising.FinishAsync(ListingWorld.Uk, back, "ann", "", CancellationToken.None);

        (record.ShopId, record.ShopName, record.ShopRegion, record.By).Should().Be((ListingWorld.ShopId, "Fell & Fern", "GB", "ann"));
        record.Scopes.Should().NotBeEmpty();
        var token = world.Tokens.All.Find(ListingWorld.Uk)!;
        (token.State, token.ShopId, token.AccessExpires).Should().Be((AuthorisationState.Authorised, ListingWorld.ShopId, world.Clock.GetUtcNow().AddDays(7)));
        world.Connector.GetRequiredService<Connector.Archive.Verifying>().Should().NotBeNull();
        Directory.EnumerateFiles(world.Data, "1-authorize.json", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Fact]
    public async Task The_page_goes_by_the_country_unless_the_account_says_otherwise()
    {
        await using var world = new ListingWorld();
        world.Apply("us", account => account with { Country = "US", Currency = "USD", Views = [account.Views[0] with { Currency = "USD" }] });
        world.Apply("own", account => account with { Shop = account.Shop with { AuthorizeUrl = "https://page.example/x?lang=en" } });
        world.Authorising.Begin("us", "ann").Url.Host.Should().Be("services.tiktokshops.us");
        world.Authorising.Begin("own", "ann").Url.AbsoluteUri.Should().StartWith("https://page.example/x?lang=en&service_id=7310000000000000001&state=");
    }

    [Fact]
    public async Task What_was_begun_counts_once_for_its_account_and_for_half_an_hour()
    {
        await using var world = new ListingWorld();
        world.Apply("other");
        var state = world.Authorising.Begin(ListingWorld.Uk, "ann").State;
        string Code() => world.TikTok.Shops.Code(ListingWorld.AppKey, ListingWorld.ShopId);
        (await Refused(world, "other", Code(), state)).Should().Match<PersonMustDecideException>(fault => fault.Code == "shop.state" && fault.Sentence.Contains("for account uk"));
        (await Refused(world, ListingWorld.Uk, Code(), "made-up")).Code.Should().Be("shop.state");
        (await Refused(world, ListingWorld.Uk, Code(), "")).Code.Should().Be("shop.state");
        await world.Authorising.FinishAsync(ListingWorld.Uk, new Redirected(new Secret(Code()), state, ""), "ann", "", CancellationToken.None);
        (await Refused(world, ListingWorld.Uk, Code(), state)).Sentence.Should().Contain("used before");

        var late = world.Authorising.Begin(ListingWorld.Uk, "ann").State;
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        (await Refused(world, ListingWorld.Uk, Code(), late)).Sentence.Should().Contain("counts for 30 minutes");
    }

    [Fact]
    public async Task A_seller_who_refuses_and_a_code_that_TikTok_does_not_take_are_told()
    {
        await using var world = new ListingWorld();
        var denied = Redirected.Read($"?code=null&error=auth_denied&state={world.Authorising.Begin(ListingWorld.Uk, "ann").State}");
        var fault = await Assert.ThrowsAsync<PersonMustDecideException>(() => world.Authorising.FinishAsync(ListingWorld.Uk, denied, "ann", "", CancellationToken.None));
        (fault.Code, fault.Sentence).Should().Be(("shop.auth-denied", "The seller did not authorise the app for account uk (auth_denied)."));

        var spent = await Refused(world, ListingWorld.Uk, "no-such-code", world.Authorising.Begin(ListingWorld.Uk, "ann").State);
        spent.Code.Should().Be("shop.code");
        spent.Message.Should().NotContain("no-such-code").And.NotContain(ListingWorld.AppSecret);
        world.Tokens.State().Should().Be(AuthorisationState.None);
        (await Assert.ThrowsAsync<PersonMustDecideException>(() => world.CallAsync())).Code.Should().Be("shop.unauthorised");
    }

    [Fact]
    public async Task Of_several_shops_the_account_says_which()
    {
        await using var world = new ListingWorld(shops: [new StandInShop("1", "GCP_1", "One", "GB", "GBP") { Seller = "s" }, new StandInShop("2", "GCP_2", "Two", "DE", "EUR") { Seller = "s" }]);
        var several = await Assert.ThrowsAsync<PersonMustDecideException>(() => world.AuthoriseAsync(shopId: "1"));
        several.Sentence.Should().Contain("1 One (GB), 2 Two (DE)");
        world.Tokens.All.Find(ListingWorld.Uk)!.ShopId.Should().BeEmpty("what the seller gave is kept");

        world.Apply(ListingWorld.Uk, account => account with { Shop = account.Shop with { ShopId = "2" } });
        await world.Shops.Of(ListingWorld.Uk).GetWarehousesAsync(CancellationToken.None);
        world.Tokens.All.Find(ListingWorld.Uk)!.ShopId.Should().Be("2", "the first call chooses");

        world.Apply(ListingWorld.Uk, account => account with { Shop = account.Shop with { ShopId = "3" } });
        (await Assert.ThrowsAsync<PersonMustDecideException>(() => world.AuthoriseAsync(shopId: "1"))).Code.Should().Be("shop.which");
        world.Tokens.All.Find(ListingWorld.Uk)!.ShopId.Should().Be("2", "what is for another shop is not kept");
    }

    [Theory]
    [InlineData("https://x.example/back?code=a%2Bb&state=s", "a+b", "s", "")]
    [InlineData("  code=abc&state=s#frag\n", "abc", "s", "")]
    [InlineData("https://x.example/?code=null&error=auth_denied&state=s", "", "s", "auth_denied")]
    [InlineData("nonsense", "", "", "")]
    public void A_pasted_address_is_read(string pasted, string code, string state, string error)
    {
        var read = Redirected.Read(pasted);
        (read.Code.Reveal(), read.State, read.Error).Should().Be((code, state, error));
        read.ToString().Should().NotContain("abc");
    }

    private static Task<PersonMustDecideException> Refused(ListingWorld world, string account, string code, string state) =>
        Assert.ThrowsAsync<PersonMustDecideException>(() => world.Authorising.FinishAsync(account, new Redirected(new Secret(code), state, ""), "ann", "", CancellationToken.None));
}
