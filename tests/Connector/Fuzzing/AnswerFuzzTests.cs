using System.Net;
using System.Text;
using Connector.Alerts;
using Connector.Drop;
using Connector.Listings;
using Connector.Review;

namespace Connector.Tests.Fuzzing;

/// <summary>What other machines answer: bad answers end as one of the two failures of a run, or are read.</summary>
public sealed class AnswerFuzzTests
{
    private const string Listing = """
        <?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:"><D:response><D:href>/dav/in/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
        <D:response><D:href>/dav/in/a%20b.txt</D:href><D:propstat><D:prop><D:resourcetype/><D:getcontentlength>1001</D:getcontentlength><D:getetag>"3e9-1"</D:getetag><D:getlastmodified>Sun, 01 Mar 2026 08:00:00 GMT</D:getlastmodified></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>
        """;

    private static readonly byte[][] Catalog =
    [
        .. new[]
        {
            """{"code":0,"message":"OK","request_id":"r","data":{"list":[{"sku_id":"a","product_id":7,"title":"Ünion \u00e9","price":{"price":"9.99","currency":"GBP"},"sale_price":"8.99 GBP","audit":{"audit_status":"rejected","rejected_info":[{"reason":"x","suggestion":"y","affected_country":["GB"]}]},"additional_image_urls":["https://x/1"]}],"page_info":{"page":1,"total_page":1,"total_number":1}}}""",
            """{"code":0,"data":{"approved":7,"rejected":"2","processing":1,"list":[],"page_info":{"page":1,"total_page":0}}}""",
            """{"code":40002,"message":"bad","request_id":"r2","data":{}}""",
            """{"code":0,"data":{"feed_log":{"process_status":"SUCCESS","add_count":3,"error_count":"1","start_time":"2026-03-01 08:00:00","feed_log_data":{"download_path":{"en":"https://x/list.csv"},"error_affected_products":[{"field":"price","issue":"no price","affected_product_item_list":[{"index":3,"sku_id":"b"}]}]}}}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Shop =
    [
        .. new[]
        {
            """{"code":0,"message":"Success","request_id":"r-1","data":{"id":1729382256910270123,"title":"Boot","status":"ACTIVATE","audit":{"status":"AUDITING","pre_approved_reasons":null},"main_images":null,"skus":[{"id":"1729382256910270124","seller_sku":"B-1","price":{"currency":"GBP","sale_price":12.50},"inventory":[{"warehouse_id":7000000000000000101,"quantity":"4"}]}],"audit_failed_reasons":[{"position":"Title","reasons":["too loud"]}],"has_draft":"true","update_time":"1772366400"}}""",
            """{"code":0,"data":{"products":[{"id":"1"}],"next_page_token":"x","total_count":1,"shops":[{"id":"7","name":"F","cipher":"c","region":"GB"}],"inventory":[{"product_id":"1","skus":[{"id":"2","total_available_quantity":3}]}],"errors":[{"code":12052990,"message":"Check failed","detail":{"product_id":2,"extra_errors":[{"code":"12052093","message":"Exceeded"}]}}]}}""",
            """{"code":36009004,"message":"Invalid access-token","request_id":"r-2","data":{}}""",
            """{"code":0,"data":{"access_token":"TTP_a","access_token_expire_in":1775044800,"refresh_token":"TTP_r","refresh_token_expire_in":1799044800,"open_id":"o","seller_name":"S","user_type":0,"granted_scopes":["a"]}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Webhooks =
    [
        .. new[]
        {
            """{"type":5,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"product_id":1729382256910270123,"status":"PRODUCT_AUDIT_FAILURE","suspended_reason":"x","update_time":1644412880}}""",
            """{"type":7,"shop_id":7494049642642441621,"timestamp":1644412885123,"data":{"message":"expires","expiration_time":"1680000000"}}""",
            """{"type":37,"data":{"audit":{"status":"AUDITING"},"product_id":"1","update_time":"1644412880"}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public Task Listings_of_a_server() => Fuzz.TryAsync("207 multistatus", [Encoding.UTF8.GetBytes(Listing), Encoding.UTF8.GetBytes(Listing.Replace("D:", "", StringComparison.Ordinal).Replace(":D", "", StringComparison.Ordinal))], 3_000, bytes =>
    {
        var client = new WebDavClient(Answering(bytes, HttpStatusCode.MultiStatus), new DropLocation { Url = new Uri("https://dav.example/dav/"), Retries = 0 }, TimeProvider.System);
        return Refusable(() => client.Propfind("in/", 1, default));
    });

    [Fact]
    public Task Answers_of_the_alert() => Fuzz.TryAsync("TikTok A", [Encoding.UTF8.GetBytes("""{"code":0,"message":"OK \u00fc","request_id":"r1"}""")], 2_000, bytes => Refusable(() => new FeedAlert(
        Answering(bytes), new AlertSettings { ExternalBusinessId = "shop-1", BaseUrl = new Uri("https://tiktok.example/"), Patience = new CallPatience { Attempts = 1 } }, TimeProvider.System)
        .SendAsync(new Alert(new Uri("https://shop.example/x"), FeedType.Product, UpdateType.Update), default)));

    [Fact]
    public Task Answers_of_the_catalog() => Fuzz.TryAsync("TikTok B", Catalog, 2_000, bytes =>
    {
        var clock = new ManualClock { AutoAdvance = true };
        var settings = new ReviewSettings { BaseUrl = new Uri("https://tiktok.example/"), BcId = "bc", AccessToken = new Secret("token"), Patience = new CallPatience { Attempts = 1 } };
        var api = new BusinessApi(Answering(bytes), settings, clock, null, null);
        var jobs = new CatalogJobs(api, _ => new Pace(100, clock), new Accounts.AccountPull(), clock);
        Refusable(() => new CatalogApi(api).GetOverviewAsync("c", default));
        Refusable(() => jobs.LookAsync("c", "1", default));
        Refusable(() => jobs.FeedsAsync("c", "1", default));
        return Refusable(() => new CatalogApi(api).GetProductsAsync("c", ["a", "b"], default)) || bytes.SequenceEqual(Catalog[2]) || bytes.SequenceEqual(Catalog[3]);
    });

    [Fact]
    public Task Answers_of_the_shop() => Fuzz.TryAsync("TikTok C", Shop, 2_000, bytes =>
    {
        var clock = new ManualClock { AutoAdvance = true };
        var settings = new ShopSettings { AppKey = "key", AppSecret = new Secret("secret"), ApiUrl = new Uri("https://api.example/"), AuthUrl = new Uri("https://auth.example/"), Patience = new CallPatience { Attempts = 1 } };
        var api = new ShopApi(Answering(bytes), "uk", settings, (_, _) => Task.FromResult(new ShopAccess(new Secret("t"), "7", "c")), new ShopPace(clock), clock);
        Refusable(() => api.GetShopsAsync(default));
        Refusable(() => api.SearchInventoryAsync(["1"], default));
        Refusable(() => api.SearchPageAsync(new ListingSearch(), SearchVersion.V202502, "", 10, default));
        Refusable(() => api.DeactivateAsync(["1", "2"], default));
        Refusable(() => new ShopTokenCalls(Answering(bytes), settings, clock, null).GetAsync("code", default));
        return Refusable(() => api.GetProductAsync("1729", ShownVersion.Live, default)) || bytes.SequenceEqual(Shop[2]);
    });

    [Fact]
    public Task Bodies_of_webhooks() => Fuzz.TryAsync("webhooks", Webhooks, 4_000, bytes =>
    {
        var told = WebhookEvent.Read(bytes);
        told.Should().Be(WebhookEvent.Read(bytes), "what is journaled is read again");
        (told.Notification.Length, told.ProductId.Any(char.IsControl)).Should().Be((Math.Min(told.Notification.Length, 100), false));
        return true;
    });

    [Fact]
    public Task Lists_of_issues() => Fuzz.TryAsync("TikTok's list of issues (CSV)", [.. new[] { "row,sku_id,field,issue,suggestion,level\n3,A,price,\"no \"\"price\"\", none\",say one,error\n", "index\tsku\tissue\n1\tB\tbad\n" }.Select(Encoding.UTF8.GetBytes)], 3_000, bytes =>
    {
        try
        {
            return IssueFile.Read(bytes) is not null;
        }
        catch (RemoteFailedException)
        {
            return false;
        }
    });

    private static bool Refusable<T>(Func<Task<T>> call)
    {
        try
        {
            call().GetAwaiter().GetResult();
            return true;
        }
        catch (Exception refused) when (refused is PersonMustDecideException or RemoteFailedException)
        {
            return false;
        }
    }

    private static HttpClient Answering(byte[] bytes, HttpStatusCode status = HttpStatusCode.OK) => new(new Door(bytes, status)) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed class Door(byte[] bytes, HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(bytes), RequestMessage = request });
    }
}
