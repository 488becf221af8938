using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests;

/// <summary>The levers of the Shop Open Platform over HTTP.</summary>
public sealed class ShopControlTests
{
    [Fact]
    public async Task The_whole_story_of_a_shop_can_be_driven_over_HTTP()
    {
        using var world = new ShopWorld();
        await PostAsync(world, "shops/settings", """{"reviewDelay":"00:10:00","anyWebhookAddress":true,"webhookRetries":["00:00:01"]}""");
        await PostAsync(world, "shops/apps", """{"appKey":"k2","appSecret":"hidden","serviceId":"2","redirectUrl":"https://x.example/","webhookUrl":"http://x.example:81/"}""");
        await PostAsync(world, "shops/shops", """{"shopId":"3","cipher":"C3","name":"Third","region":"DE","currency":"EUR"}""");
        var tokens = await AnswerAsync(world, "POST", "shops/authorize", $$"""{"appKey":"k2","shopId":"{{ShopWorld.Shop}}"}""");
        ((string)tokens["accessToken"]!).Should().NotBeEmpty();
        var id = await world.CreatedAsync();
        await PostAsync(world, "clock/advance", """{"seconds":600}""");

        world.Receiver.Taken.Should().Contain(t => t.Uri.Port == 81);
        (await StateAsync(world))["status"]!.GetValue<string>().Should().Be("ACTIVATE");
        var sku = $$"""{"shopId":"{{ShopWorld.Shop}}","productId":"{{id}}","sellerSku":"shirt-s","warehouseId":"{{ShopWorld.Warehouse}}","pieces":2,"amount":"5.00","reason":"Recall."}""";
        foreach (var order in new[] { "lock-price", "lock-stock", "order", "ship", "stock", "price", "deactivate", "freeze", "unfreeze", "swallow-edits" }) await PostAsync(world, "shops/" + order, sku);
        await PostAsync(world, "shops/edit", $$$"""{"shopId":"{{{ShopWorld.Shop}}}","productId":"{{{id}}}","changes":{"title":"By hand"}}""");

        var product = await StateAsync(world);
        product["title"]!.GetValue<string>().Should().Be("By hand");
        product["status"]!.GetValue<string>().Should().Be("PLATFORM_DEACTIVATED");
        product["skus"]![1]!["price"]!.GetValue<string>().Should().Be("5.00");
        product["skus"]![1]!["available"]!.GetValue<int>().Should().Be(2);
        foreach (var order in new[] { "expire-tokens", "scopes", "deauthorize" }) await PostAsync(world, "shops/" + order, $$"""{"shopId":"{{ShopWorld.Shop}}"}""");
        (await world.CodeAsync("GET", "/authorization/202309/shops", cipher: null)).Should().Be(105001);
        var all = await (await SendAsync(world, "GET", "state", null)).Content.ReadAsStringAsync() + await (await SendAsync(world, "GET", "shops/settings", null)).Content.ReadAsStringAsync();
        all.Should().NotContain("hidden").And.NotContain(ShopWorld.Secret).And.NotContain((string)tokens["accessToken"]!);
    }

    [Theory]
    [InlineData("shops/settings", """{"sead":1}""", HttpStatusCode.BadRequest)]
    [InlineData("shops/freeze", """{"shopId":"none"}""", HttpStatusCode.BadRequest)]
    [InlineData("shops/freeze", "{}", HttpStatusCode.BadRequest)]
    [InlineData("shops/trouble", """{"kind":"Late","type":5,"times":2}""", HttpStatusCode.NoContent)]
    [InlineData("shops/nothing", "{}", HttpStatusCode.NotFound)]
    public async Task A_wrong_order_is_told(string what, string json, HttpStatusCode status)
    {
        using var world = new ShopWorld();

        (await SendAsync(world, "POST", what, json)).StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task The_platform_answers_foreign_clients_over_a_socket()
    {
        await using var tikTok = await TikTokStandIn.StartAsync(new StandInOptions { Apps = [ShopWorld.App], Shops = [ShopWorld.Britain] }, default);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        var page = await http.GetAsync(new Uri(tikTok.Uri, $"/open/authorize?service_id={ShopWorld.App.ServiceId}"));
        var code = System.Web.HttpUtility.ParseQueryString(page.Headers.Location!.Query)["code"];
        var tokens = JsonNode.Parse(await http.GetStringAsync(new Uri(tikTok.Uri, $"/api/v2/token/get?app_key={ShopWorld.App.AppKey}&app_secret={ShopWorld.Secret}&grant_type=authorized_code&auth_code={code}")));

        using var form = new MultipartFormDataContent { { new ByteArrayContent(ShopCalls.Png(bytes: 2_000_000)), "data", "a.png" } };
        var query = new Dictionary<string, string> { ["app_key"] = ShopWorld.App.AppKey, ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var sign = ShopWorld.Sign("/product/202309/images/upload", query, "");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(tikTok.Uri, $"/product/202309/images/upload?app_key={query["app_key"]}&timestamp={query["timestamp"]}&sign={sign}")) { Content = form };
        request.Headers.Add("x-tts-access-token", (string)tokens!["data"]!["access_token"]!);
        var answer = JsonNode.Parse(await (await http.SendAsync(request)).Content.ReadAsStringAsync())!;

        ((int)answer["code"]!).Should().Be(0, answer.ToJsonString());
        ((string)answer["data"]!["url"]!).Should().StartWith(tikTok.Uri.AbsoluteUri);
    }

    private static async Task PostAsync(ShopWorld world, string what, string json)
    {
        var answer = await SendAsync(world, "POST", what, json);
        answer.StatusCode.Should().Be(HttpStatusCode.NoContent, $"{what}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<JsonNode> AnswerAsync(ShopWorld world, string verb, string what, string? json) => JsonNode.Parse(await (await SendAsync(world, verb, what, json)).Content.ReadAsStringAsync())!;

    private static async Task<JsonNode> StateAsync(ShopWorld world) =>
        (await AnswerAsync(world, "GET", "state", null))["shops"]!.AsArray().Single(s => (string)s!["shopId"]! == ShopWorld.Shop)!["products"]![0]!;

    private static async Task<HttpResponseMessage> SendAsync(ShopWorld world, string verb, string what, string? json)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), "https://tiktok.example/__control/" + what);
        request.Headers.Add("X-Control-Token", World.Control);
        if (json is not null) request.Content = new StringContent(json);
        return await world.Http.SendAsync(request);
    }
}
