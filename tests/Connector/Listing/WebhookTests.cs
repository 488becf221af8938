using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Connector.Listings;
using Connector.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Listings;

/// <summary>What TikTok tells by webhooks, told by a stand-in that another reader built of the same facts.</summary>
public sealed class WebhookTests : IAsyncLifetime, IDisposable
{
    private const string Warehouse = "7000000000000000101";
    private readonly Ear _ear = new();
    private readonly ListingWorld _world;
    private ShopApi _api = null!;

    public WebhookTests()
    {
        _world = new ListingWorld(settings => settings with { ReviewDelay = TimeSpan.FromMinutes(10) }, ear: _ear);
        _world.TikTok.Shops.Add(new StandInApp(ListingWorld.AppKey, ListingWorld.AppSecret, "7310000000000000001", "https://connector.example/back") { WebhookUrl = "https://connector.example/tiktok" });
        _ear.Webhooks = Room<WebhookTaking>();
    }

    public async Task InitializeAsync()
    {
        await _world.AuthoriseAsync();
        _api = _world.Shops.Of(ListingWorld.Uk);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose() => _ear.Dispose();

    [Fact]
    public async Task A_product_that_TikTok_tells_of_is_looked_at_and_what_the_look_shows_is_put_down()
    {
        var product = await ListedAsync("MUG-1");
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        await SendAsync();
        (await TakeAsync()).Looked.Should().Be(1, "several webhooks about one product are one look");
        Known().Status.Should().Be("ACTIVATE");

        _world.TikTok.Shops.Hand.Deactivate(ListingWorld.ShopId, product, "Counterfeit");
        await SendAsync();
        await TakeAsync();

        Known().Status.Should().Be("PLATFORM_DEACTIVATED");
        Journal().Should().OnlyContain(webhook => webhook.State == WebhookStates.Applied && webhook.ProductId == product);
        Journal().Select(webhook => webhook.Type).Should().Contain([5, 16, 37]);
    }

    [Fact]
    public async Task One_that_comes_twice_is_answered_twice_and_journaled_once()
    {
        _world.TikTok.Shops.Trouble(new NoticeTrouble(TroubleKind.Duplicate, Times: 100));
        await ListedAsync("MUG-1");
        await SendAsync();

        _ear.Answers.Should().HaveCountGreaterThan(Journal().Count).And.OnlyContain(status => status == HttpStatusCode.OK);
        Journal().Should().OnlyHaveUniqueItems(webhook => webhook.Notification);
    }

    [Fact]
    public async Task One_that_is_late_changes_nothing()
    {
        var taking = Room<WebhookTaking>();
        Receive(Product("n-2", 5, "1729592969712207008", 1_772_366_500)).Status.Should().Be(200);
        await TakeAsync();
        Receive(Product("n-1", 37, "1729592969712207008", 1_772_366_400)).Status.Should().Be(200);
        Receive(Product("n-3", 37, "1729592969712207009", 1_772_366_400)).Status.Should().Be(200);
        await taking.TakeAsync([], CancellationToken.None);

        Journal().ToDictionary(webhook => webhook.Notification, webhook => webhook.State).Should()
            .BeEquivalentTo(new Dictionary<string, string> { ["n-2"] = "applied", ["n-1"] = "older", ["n-3"] = "applied" });
    }

    [Fact]
    public void They_wait_in_the_order_in_which_things_happened()
    {
        Receive(Product("second", 5, "1", 1_772_366_500));
        Receive(Product("third", 5, "1", 1_772_366_600));
        Receive(Product("first", 5, "1", 1_772_366_400));

        Room<WebhookJournal>().Waiting(10).Select(webhook => webhook.Notification).Should().Equal("first", "second", "third");
    }

    [Fact]
    public async Task What_is_lost_on_the_way_is_sent_again_by_TikTok_and_what_it_gives_up_the_poll_finds()
    {
        await ListedAsync("MUG-1");
        _world.Clock.Advance(TimeSpan.FromMinutes(11));
        _ear.Status = HttpStatusCode.InternalServerError;
        await SendAsync();
        Journal().Should().BeEmpty();
        _ear.Status = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await SendAsync();
        Journal().Should().NotBeEmpty();
        await TakeAsync();
        Known().Status.Should().Be("ACTIVATE");

        _world.TikTok.Shops.Trouble(new NoticeTrouble(TroubleKind.Drop, Times: 100));
        (await _api.DeactivateAsync([Known().ProductId], default)).Done.Should().NotBeEmpty();
        await SendAsync();
        (await TakeAsync()).Looked.Should().Be(0);
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await Room<ReviewRun>().PollAsync(ListingWorld.Uk, CancellationToken.None);
        Known().Status.Should().Be("SELLER_DEACTIVATED");
    }

    [Fact]
    public async Task A_seller_who_withdraws_the_app_stops_the_account_and_one_who_agreed_again_is_not_stopped_by_what_is_late()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.TikTok.Shops.Deauthorize(ListingWorld.ShopId);
        await SendAsync();
        await TakeAsync();
        _world.Tokens.State().Should().Be(AuthorisationState.Withdrawn);
        (await _world.Invoking(world => world.CallAsync()).Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("shop.withdrawn");

        var then = _world.Clock.GetUtcNow().ToUnixTimeSeconds();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.AuthoriseAsync();
        Receive($$"""{"type":6,"tts_notification_id":"late","shop_id":"{{ListingWorld.ShopId}}","timestamp":{{then}},"data":{"message":"bye"} }""");
        await TakeAsync();
        _world.Tokens.State().Should().Be(AuthorisationState.Authorised);
        Journal().Single(webhook => webhook.Notification == "late").State.Should().Be(WebhookStates.Older);
    }

    [Fact]
    public async Task Word_that_an_authorisation_is_over_ends_none_that_TikTok_still_takes()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = _world.Clock.GetUtcNow().ToUnixTimeSeconds();
        Receive($$"""{"type":6,"tts_notification_id":"no-shop","timestamp":{{now}},"data":{"message":"bye"} }""");
        Receive($$"""{"type":6,"tts_notification_id":"not-true","shop_id":"{{ListingWorld.ShopId}}","timestamp":{{now}},"data":{"message":"bye"} }""");
        await TakeAsync();

        _world.Tokens.State().Should().Be(AuthorisationState.Authorised);
        Journal().Single(webhook => webhook.Notification == "no-shop").State.Should().Be(WebhookStates.Unknown);
        Journal().Single(webhook => webhook.Notification == "not-true").Note.Should().Contain("TikTok still answers its calls");
    }

    [Fact]
    public async Task A_product_that_cannot_be_looked_at_keeps_no_other_waiting()
    {
        var product = await ListedAsync("MUG-1");
        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        var moment = _world.Clock.GetUtcNow().ToUnixTimeSeconds();
        Receive($$"""{"type":5,"tts_notification_id":"odd","shop_id":"{{ListingWorld.ShopId}}","timestamp":{{moment}},"data":{"product_id":"../odd id","status":"PRODUCT_STATUS_LIVE","update_time":{{moment}} } }""");
        Receive($$"""{"type":5,"tts_notification_id":"good","shop_id":"{{ListingWorld.ShopId}}","timestamp":{{moment}},"data":{"product_id":"{{product}}","status":"PRODUCT_STATUS_LIVE","update_time":{{moment}} } }""");
        (await TakeAsync()).Looked.Should().Be(2);
        (await TakeAsync()).Looked.Should().Be(0);
    }

    [Theory]
    [InlineData("\"1773000000\"")]
    [InlineData("1773000000")]
    [InlineData("\"2026-03-08T20:00:00Z\"")]
    public async Task The_end_of_an_authorisation_is_noted_whatever_form_it_is_told_in(string time)
    {
        Receive($$"""{"type":7,"tts_notification_id":"n","shop_id":"{{ListingWorld.ShopId}}","timestamp":1772366400,"data":{"message":"soon","expiration_time":{{time}} } }""");
        await TakeAsync();

        _world.Tokens.State().Should().Be(AuthorisationState.Expiring);
        _world.Tokens.All.Find(ListingWorld.Uk)!.RefreshExpires.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1_773_000_000));
    }

    [Fact]
    public async Task A_shop_that_is_nobodys_an_order_and_a_riddle_change_nothing_and_are_kept()
    {
        Receive("""{"type":5,"tts_notification_id":"other-shop","shop_id":"1","timestamp":1772366400,"data":{"product_id":5,"update_time":1772366400}}""").Status.Should().Be(200);
        Receive($$"""{"type":1,"tts_notification_id":"order","shop_id":"{{ListingWorld.ShopId}}","timestamp":1772366400,"data":{"order_id":"7","order_status":"UNPAID","update_time":1772366400} }""").Status.Should().Be(200);
        Receive("not json").Status.Should().Be(200);
        Receive("[1]").Status.Should().Be(200);
        await TakeAsync();

        Journal().Select(webhook => webhook.State).Should().BeEquivalentTo("unknown", "kept", "unreadable", "unreadable");
        Encoding.UTF8.GetString(Journal().Single(webhook => webhook.State == "kept").Body).Should().Contain("UNPAID");
    }

    [Fact]
    public void Only_what_the_apps_secret_signed_byte_by_byte_is_taken()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"type":5,"tts_notification_id":"ü","shop_id":"{{ListingWorld.ShopId}}","timestamp":1,"data":{ "product_id" : 1729592969712207008 } }""");
        var signed = Signed(body);
        var taking = Room<WebhookTaking>();

        foreach (var wrong in new[] { null, "", "xyz", signed[..^1], "Bearer " + signed, signed[..^1] + (signed[^1] == '0' ? '1' : '0'), Signed(body, key: ""), Signed(body, secret: "other") })
        {
            taking.Receive(body, wrong).Status.Should().Be(401, wrong);
        }

        taking.Receive(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace(" : ", ":", StringComparison.Ordinal)), signed).Status.Should().Be(401, "its bytes are others");
        Journal().Should().BeEmpty();
        taking.Receive(body, signed).Should().Be(new WebhookAnswer(200, true));
        taking.Receive(body, signed).Should().Be(new WebhookAnswer(200, false));
        Journal().Single().ProductId.Should().Be("1729592969712207008");
    }

    [Fact]
    public void The_signature_is_that_of_the_published_rule()
    {
        // printf '%s' '29a39d{"type":1}' | openssl dgst -sha256 -hmac e59af819cc-app-secret
        WebhookSignature.IsRight("29a39d", new Secret("e59af819cc-app-secret"), """{"type":1}"""u8, "c474768d2e229402af182c8c2d0bfe35f10856346eb4f6e9421f77dae83e09ec").Should().BeTrue();
    }

    [Theory]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("\"1729592969712207008\"", "1729592969712207008")]
    [InlineData("1729592969712207008", "1729592969712207008")]
    [InlineData("1.5", "")]
    [InlineData("99999999999999999999", "")]
    [InlineData("null", "")]
    public void An_id_is_a_whole_number_or_a_text(string written, string read) =>
        WebhookEvent.Read(Encoding.UTF8.GetBytes($$"""{"type":5,"tts_notification_id":"n","data":{"product_id":{{written}} } }""")).ProductId.Should().Be(read);

    [Fact]
    public async Task What_took_effect_is_forgotten_after_a_month()
    {
        Receive(Product("n-1", 5, "1", 1_772_366_400));
        Receive($$"""{"type":1,"tts_notification_id":"order","shop_id":"{{ListingWorld.ShopId}}","timestamp":1772366400,"data":{} }""");
        await TakeAsync();
        _world.Clock.Advance(TimeSpan.FromDays(31));

        Room<WebhookJournal>().Prune().Should().Be(1);
        Journal().Should().ContainSingle().Which.State.Should().Be("kept");
    }

    private T Room<T>()
        where T : notnull => _world.Connector.GetRequiredService<T>();

    private IReadOnlyList<JournaledWebhook> Journal() => Room<WebhookJournal>().Last(1000);

    private Task SendAsync() => _world.TikTok.Shops.SendDueAsync(CancellationToken.None);

    private async Task<WebhookRound> TakeAsync()
    {
        var round = await Room<WebhookTaking>().TakeAsync([], CancellationToken.None);
        round.Faults.Should().BeEmpty();
        return round;
    }

    private KnownListing Known() => Room<ListingBook>().Find(ListingWorld.Uk, "uk", "mug")!;

    private WebhookAnswer Receive(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Room<WebhookTaking>().Receive(bytes, Signed(bytes));
    }

    private static string Product(string id, int type, string product, long at) =>
        $$"""{"type":{{type}},"tts_notification_id":"{{id}}","shop_id":"{{ListingWorld.ShopId}}","timestamp":{{at}},"data":{"product_id":{{product}},"status":"PRODUCT_STATUS_CHANGED","update_time":{{at}} } }""";

    private static string Signed(byte[] body, string key = ListingWorld.AppKey, string secret = ListingWorld.AppSecret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(key).Concat(body).ToArray()));

    /// <summary>A product that this account has made.</summary>
    private async Task<string> ListedAsync(string sku)
    {
        var image = (await _api.UploadImageAsync(Png(), "mug.png", ImageUse.Main, default)).OrThrow();
        var written = (await _api.CreateAsync(
            new ListingForm
            {
                SaveMode = "LISTING", CategoryId = "608103", CategoryVersion = "v1", Title = "A mug for the long walk", Description = "<p>Warm.</p>", MainImages = [new ImageUri(image.Uri)],
                PackageWeight = new ListingMeasure("0.35", "KILOGRAM"), PackageDimensions = new ListingDimensions("10", "10", "12", "CENTIMETER"), IdempotencyKey = "key-" + sku,
                Skus = [new ListingSku { SellerSku = sku, Price = new ListingPrice { Amount = "12.50", Currency = "GBP" }, Inventory = [new WarehouseQuantity { WarehouseId = Warehouse, Quantity = 5 }] }],
            },
            default)).OrThrow();
        Room<ListingBook>().Keep(
            ListingWorld.Uk, new KnownListing { View = "uk", Group = "mug", ProductId = written.ProductId, Skus = [new KnownSku(sku, written.Skus[0].Id, "12.50", new Dictionary<string, int>())] }, _world.Clock.GetUtcNow(), isNew: true);
        return written.ProductId;
    }

    private static byte[] Png()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 800);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 800);
        return png;
    }

    /// <summary>Where the stand-in's webhooks arrive.</summary>
    private sealed class Ear : HttpMessageHandler
    {
        public WebhookTaking Webhooks { get; set; } = null!;

        public HttpStatusCode? Status { get; set; }

        public List<HttpStatusCode> Answers { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var status = Status ?? (HttpStatusCode)Webhooks.Receive(body, request.Headers.NonValidated["Authorization"].ToString()).Status;
            Answers.Add(status);
            return new HttpResponseMessage(status);
        }
    }
}
