using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Listings;
using Connector.State;
using Connector.Store;
using Connector.Worker.Commands;
using Connector.Worker.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests;

public sealed class WebhookDoorTests : IAsyncLifetime, IDisposable
{
    private const string Key = "29a39d", Secret = "app-secret-1";
    private readonly string _folder = Directory.CreateTempSubdirectory("webhooks-").FullName;
    private readonly HttpClient _http = new();
    private ServiceProvider _rooms = null!;
    private WebhookDoor _door = null!;

    public async Task InitializeAsync()
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), Secret);
        _rooms = new ServiceCollection().AddShop().AddLogging().AddConnector(new ConnectorSettings { Data = Path.Combine(_folder, "data") }).AddWebhooks(new WebhookSettings { Url = "http://127.0.0.1:0/tiktok", LargestKb = 4 }).BuildServiceProvider();
        var account = new Account
        {
            Country = "GB", Currency = "GBP", ExternalBusinessId = "biz", InventoryListId = "main", Shop = new AccountShop { AppKey = Key, AppSecret = new SecretReference { File = Path.Combine(_folder, "secret") }, ShopId = "7" },
            Drop = new AccountDrop { Url = "https://shop.example/drop", User = "u", Password = new SecretReference { File = Path.Combine(_folder, "secret") } },
            Views = [new StoreView { Name = "uk", Source = "shop", Site = "Shop", Locale = "en-GB", Currency = "GBP", PriceBooks = ["list"], InventoryLists = ["main"], LandingPage = "https://shop.example/{sku}.html" }],
        };
        Directory.CreateDirectory(Path.Combine(_folder, "shop"));
        _rooms.GetRequiredService<Documents>().Apply(
            [new DocumentText(DocumentKinds.Source, "shop", JsonSerializer.Serialize(new StoreSource { Location = Path.Combine(_folder, "shop") }, Documents.Json), "s"), new DocumentText(DocumentKinds.Account, "uk", JsonSerializer.Serialize(account, Documents.Json), "a")],
            "tests", out _).Should().BeEmpty();
        _door = _rooms.GetRequiredService<WebhookDoor>();
        await _door.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _door.StopAsync(CancellationToken.None);
        await _rooms.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task What_is_signed_is_journaled_and_answered_with_200_and_nothing_else()
    {
        var body = """{"type":1,"tts_notification_id":"n","shop_id":"7","timestamp":1,"data":{"text":"ü"}}""";

        (await PostAsync(body, Signed(body))).Should().Be((HttpStatusCode.OK, ""));
        (await PostAsync(body, Signed(body))).Should().Be((HttpStatusCode.OK, ""));

        Encoding.UTF8.GetString(Journal().Single().Body).Should().Be(body);
    }

    [Fact]
    public async Task What_is_not_signed_too_long_or_elsewhere_is_refused_without_a_word()
    {
        var body = "{}";
        var large = new string('x', 4 * 1024 + 1);

        (await PostAsync(body, null)).Should().Be((HttpStatusCode.Unauthorized, ""));
        (await PostAsync(body, Signed("{ }"))).Should().Be((HttpStatusCode.Unauthorized, ""));
        (await PostAsync(large, Signed(large))).Should().Be((HttpStatusCode.RequestEntityTooLarge, ""));
        (await PostAsync(large, Signed(large), chunked: true)).Should().Be((HttpStatusCode.RequestEntityTooLarge, ""));
        (await PostAsync(body, Signed(body), "/")).Should().Be((HttpStatusCode.NotFound, ""));
        (await PostAsync(body, Signed(body), "/tiktok/")).Should().Be((HttpStatusCode.NotFound, ""));
        (await _http.GetAsync(_door.Url)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        Journal().Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://127.0.0.1:1/", 256)]
    [InlineData("http://name.example:1/", 256)]
    [InlineData("somewhere", 256)]
    [InlineData("http://127.0.0.1:1/?a=b", 256)]
    [InlineData("", 0)]
    [InlineData("", 10_001)]
    public void A_setting_that_cannot_be_is_told_with_its_cure(string url, int kb) =>
        new WebhookSettings { Url = url, LargestKb = kb }.Faults().Should().ContainSingle().Which.Remedy.Should().NotBeEmpty();

    [Fact]
    public void By_default_nothing_listens()
    {
        var settings = WebhookSettings.Of(new ConfigurationBuilder().Build());

        settings.Enabled.Should().BeFalse();
        settings.Faults().Should().BeEmpty();
    }

    private IReadOnlyList<JournaledWebhook> Journal() => _rooms.GetRequiredService<WebhookJournal>().Last(10);

    private async Task<(HttpStatusCode, string)> PostAsync(string body, string? signature, string? path = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path is null ? _door.Url : new Uri(_door.Url!, path)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", signature);
        }

        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Signed(string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(Key + body).ToArray().AsSpan()));
}
