using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Sandbox;

/// <summary>
/// Stands in for the parts of TikTok that a feed of files meets: the alert (interface A), the crawl of the WebDAV folder that follows it,
/// the review, and the catalog calls that show the outcome (interface B). Built from the public facts; what they leave open is a setting.
/// </summary>
/// <remarks>A crawl that fails, wrong credentials among the reasons, leaves a file result in <see cref="State"/>; the alert was answered
/// with code 0 all the same, for the sender has no public call that would tell it more.</remarks>
public sealed class TikTokStandIn : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StandInOptions _options;
    private readonly Holdings _holdings;
    private readonly AlertDesk _alerts;
    private readonly ConnectDesk _connect;
    private readonly FeedBook _book = new();
    private readonly Tokens _tokens;
    private readonly ProductDesk _products;
    private readonly BusinessDesk _business;
    private readonly JobRounds _jobs;
    private readonly ControlDesk _control;
    private readonly Pickups _pickups;
    private readonly ILogger _log;
    private readonly HttpClient _http;
    private StandInSettings _settings;
    private LocalServer? _server;
    private ITimer? _seconds;
    private long _requests;

    private TikTokStandIn(StandInOptions options, ILoggerFactory? logs, HttpMessageHandler? folders = null)
    {
        _options = options;
        _http = new HttpClient(folders ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
        Door = new InnerDoor(HandleAsync);
        _settings = options.Settings;
        _log = (logs ?? NullLoggerFactory.Instance).CreateLogger<TikTokStandIn>();
        _holdings = new Holdings(options.Clock, Verdicts);
        foreach (var connection in options.Connections) _holdings.Connect(connection);
        ByHand = new OwnHand(_holdings, Verdicts, options.Clock, () => Settings);
        _alerts = new AlertDesk(_holdings, options.Clock, () => Settings);
        _connect = new ConnectDesk(_holdings, options.Clock, () => Settings);
        _tokens = new Tokens(_holdings, options.Clock);
        _products = new ProductDesk(_book, options.Clock, () => Settings);
        _business = new BusinessDesk(
            _holdings, _tokens, new CodeExchange(_tokens, options.BusinessApps), new CatalogDesk(_holdings, Verdicts, _book, () => Settings),
            new FeedDesk(_book, _holdings, options.Clock, () => Settings), _products, options.Clock, () => Settings);
        _jobs = new JobRounds(_book, new JobWork(_http, _holdings, Verdicts), options.Clock, () => Settings);
        Shops = new ShopPlatform(options, Verdicts, _http, () => Settings.ReviewDelay);
        _control = new ControlDesk(this, options.Clock);
        _pickups = new Pickups(new Crawl(_http, _holdings, options.Clock), options.Clock, () => Settings);
    }

    /// <summary>Scheme, host and port; put it where a client has TikTok's host.</summary>
    public Uri Uri => _server!.Uri;

    /// <summary>Takes requests in this process, as the server does.</summary>
    public HttpMessageHandler Door { get; }

    /// <summary>What goes wrong next, by route.</summary>
    public FaultScript Faults { get; } = new();

    /// <summary>What the review will say.</summary>
    public Verdicts Verdicts { get; } = new();

    /// <summary>What people change with TikTok's own tools.</summary>
    public OwnHand ByHand { get; }

    /// <summary>The Shop Open Platform (interface C).</summary>
    public ShopPlatform Shops { get; }

    /// <summary>How it behaves from the next request on.</summary>
    public StandInSettings Settings
    {
        get => Volatile.Read(ref _settings);
        set => Volatile.Write(ref _settings, value);
    }

    /// <summary>What it holds now.</summary>
    public StandInState State
    {
        get
        {
            var now = _options.Clock.GetUtcNow();
            var held = _holdings.Snapshot();
            return held with
            {
                Accounts = held.Accounts.Select(a => a with
                {
                    Feeds = _book.FeedsOfAccount(a.ExternalBusinessId).Select(f => f.State(_holdings.InFeed(f.CatalogId, f.Id))).ToValueList(),
                    Jobs = _book.JobsOfAccount(a.ExternalBusinessId).Select(j => j.StateAt(now)).ToValueList(),
                }).ToValueList(),
                Shops = Shops.State,
            };
        }
    }

    /// <param name="logs">Where it logs; null keeps it quiet.</param>
    public static async Task<TikTokStandIn> StartAsync(StandInOptions options, CancellationToken ct, ILoggerFactory? logs = null)
    {
        var standIn = new TikTokStandIn(options, logs);
        standIn._server = await LocalServer.StartAsync(options.Address, options.Port, logs, standIn.Limit, standIn.HandleAsync, ct);
        if (options.Clock is not ManualClock) standIn._seconds = options.Clock.CreateTimer(_ => _ = standIn.Shops.SendDueAsync(CancellationToken.None), null, Second, Second);
        return standIn;
    }

    /// <summary>One without a server, which is met through its <see cref="Door"/> alone: thousands of small worlds can be tried in one process.</summary>
    /// <param name="options">As for one with a server; address and port say nothing.</param>
    /// <param name="folders">Through which it crawls, and sends webhooks.</param>
    /// <param name="before">Another one: what that holds, and what its reviewer goes by, this one begins with. Null: with nothing.</param>
    public static TikTokStandIn Within(StandInOptions options, HttpMessageHandler folders, TikTokStandIn? before = null)
    {
        var standIn = new TikTokStandIn(options, null, folders);
        if (before is not null)
        {
            standIn._holdings.TakeOver(before._holdings);
            standIn.Verdicts.TakeOver(before.Verdicts);
            standIn._book.TakeOver(before._book);
            standIn.Shops.TakeOver(before.Shops);
            standIn._requests = before._requests;
        }

        return standIn;
    }

    /// <summary>Connects a shop, or changes what it handed over.</summary>
    /// <exception cref="ArgumentException">One of its catalogs belongs to another connection.</exception>
    public void Connect(StandInConnection connection) => _holdings.Connect(connection);

    /// <summary>Crawls what is due by the clock and ends when it is done; with a pick-up delay, call it after advancing the clock.</summary>
    public Task PickUpDueAsync(CancellationToken ct) => _pickups.RunDueAsync(ct);

    /// <summary>Pulls what feeds are due and ends what jobs are due by the clock, and ends when that is done. Every call of interface B does so first.</summary>
    public Task PullDueAsync(CancellationToken ct) => _jobs.RunDueAsync(ct);

    /// <summary>A code for <c>oauth2/access_token/</c>, as a person's consent brings it.</summary>
    /// <exception cref="ArgumentException">There is no such account.</exception>
    public string AuthCode(string externalBusinessId) => _tokens.Code(externalBusinessId);

    /// <summary>Makes an access token of interface B useless: 40105 from now on.</summary>
    public void RevokeToken(string token) => _tokens.Revoke(token);

    /// <summary>Makes an access token of interface B old: 40102 from now on.</summary>
    public void ExpireToken(string token) => _tokens.Expire(token);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _jobs.DisposeAsync();
        if (_seconds is not null) await _seconds.DisposeAsync();
        await _pickups.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _http.Dispose();
    }

    private void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = _options.MaxBodyBytes;
        limits.MaxRequestLineSize = _options.MaxRequestLineBytes;
        limits.MaxRequestBufferSize = Math.Max(_options.MaxRequestLineBytes * 2, 1024 * 1024);
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (await ControlGate.TryAsync(http, _options.ControlToken, _control.AnswerAsync)) return;
        await ((RequestDelegate)ServeAsync).Under(Faults, (at, code) => new Envelope(code.Value, code.Message).WriteAsync(at, NextRequestId()))(http);
    }

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/" && http.Request.Method is "GET" or "HEAD")
        {
            http.Response.Headers.ContentSecurityPolicy = StatePage.Policy;
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync(StatePage.Render(State, PageQuery.Of(http.Request.Query)), Encoding.UTF8, http.RequestAborted);
            return;
        }

        if (path.StartsWith(ProductDesk.Issues, StringComparison.Ordinal))
        {
            await IssuesAsync(http);
            return;
        }

        var requestId = NextRequestId();
        if (ShopPlatform.Serves(path))
        {
            var told = await Shops.ServeAsync(http, requestId);
            _log.LogInformation("{Method} {Path} -> {Code} {Message}", http.Request.Method, path, told?.Code, told?.Message);
            return;
        }

        var answer = Envelope.NoRoute;
        if (path == AlertDesk.Route && http.Request.Method == "POST") answer = await AlertAsync(http, requestId);
        else if (ConnectDesk.Serves(path)) answer = await _connect.AnswerAsync(http.Request, http.RequestAborted);
        else if (path.StartsWith(BusinessDesk.Base, StringComparison.Ordinal)) answer = await BusinessAsync(http);
        _log.LogInformation("{Method} {Path} -> {Code} {Message}", http.Request.Method, path, answer.Code, answer.Message);
        await answer.WriteAsync(http, requestId);
    }

    private async Task<Envelope> AlertAsync(HttpContext http, string requestId)
    {
        var (answer, alert) = await _alerts.TakeAsync(http.Request, requestId, http.RequestAborted);
        if (alert is not null) await _pickups.TakeAsync(alert);
        return answer;
    }

    private async Task<Envelope> BusinessAsync(HttpContext http)
    {
        if (Settings.PickupDelay > TimeSpan.Zero) await _pickups.RunDueAsync(http.RequestAborted);
        await _jobs.RunDueAsync(http.RequestAborted);
        var answer = await _business.AnswerAsync(http);
        if (http.Request.Method == "GET") return answer;

        // A job that takes no time has ended when its call is answered.
        await _jobs.RunDueAsync(CancellationToken.None);
        _jobs.Arm();
        return _products.Answered(answer);
    }

    private async Task IssuesAsync(HttpContext http)
    {
        if (http.Request.Method != "GET" || _products.Download(http.Request.Path) is not { } csv)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        await http.Response.WriteAsync(csv, Encoding.UTF8, http.RequestAborted);
    }

    private string NextRequestId() => string.Create(
        CultureInfo.InvariantCulture, $"{_options.Clock.GetUtcNow().UtcDateTime:yyyyMMddHHmmss}{Interlocked.Increment(ref _requests):D12}");
}
