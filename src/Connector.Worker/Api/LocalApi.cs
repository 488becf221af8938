using Connector.Watching;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connector.Worker.Api;

/// <summary>The worker's local API: a small server beside the timetable. If it cannot start, the worker goes on without it.</summary>
internal sealed class LocalApi(ApiSettings settings, ApiPages pages, MetricsPage metrics, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger<LocalApi>();
    private WebApplication? _app;
    private ApiGate _gate = new(null);

    /// <summary>Where it really listens; null where it does not.</summary>
    public Uri? Url { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        // Before anything listens: without its token it must not.
        _gate = new ApiGate(settings.Token.IsEmpty ? null : settings.Token.Resolve("the API's token (api.token)"));
        var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
            _app = app;
            Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            _log.LogInformation("API at {Url} (/health, /api/status, /api/runs, /metrics)", Url.ToString().TrimEnd('/'));
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            _log.LogWarning("the worker goes on without its API: {Url} cannot be listened at ({Why}); free it, or set api.url", settings.Url, fault.InnerException?.Message ?? fault.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            await app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        // Reads no configuration file and no environment: only what the machine settings say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Address, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
            // Nobody has anything to send here.
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.MaxRequestHeaderCount = 50;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // Who holds a connection without asking, or sends and reads drop by drop, makes room.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        });
        builder.Services.AddSingleton<IHostLifetime, HostedByTheWorker>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton(logs);
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        ApiGate.Harden(response);
        try
        {
            await AnswerAsync(request, response);
        }
        catch (ApiException fault)
        {
            await RefuseAsync(response, fault.Status, fault.Fault);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !response.HasStarted)
        {
            _log.LogError(fault, "the API could not answer {Path}", request.Path.Value);
            await RefuseAsync(response, 500, new Fault("unexpected", "this cannot be answered now", "look at the worker's log"));
        }

        Telemetry.ApiRequests.Add(1, new("page", Page(request)), new("status", response.StatusCode));
    }

    private Task AnswerAsync(HttpRequest request, HttpResponse response)
    {
        var path = request.Path.Value ?? "/";
        if (!_gate.IsForHere(request))
        {
            throw new ApiException(421, "api.host", "this host name is not answered for", "ask by the loopback address or localhost");
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            throw new ApiException(405, "api.method", "nothing can be changed here", "use GET; changes are made by commands");
        }

        var isKnown = _gate.Knows(request);
        if (path == "/health")
        {
            var health = pages.Health();
            response.StatusCode = health.Healthy ? 200 : 503;
            return WriteAsync(response, isKnown ? health : new { health.Healthy });
        }

        if (!isKnown)
        {
            response.Headers.WWWAuthenticate = "Bearer";
            throw new ApiException(401, "api.token", "the token is missing or wrong", "send the header Authorization: Bearer TOKEN, with the token that the machine setting api.token names");
        }

        switch (path)
        {
            case "/api/status":
                return WriteAsync(response, pages.Status());
            case "/api/runs":
                return WriteAsync(response, pages.Runs(request.Query));
            case "/metrics":
                response.ContentType = PrometheusText.ContentType;
                return response.WriteAsync(metrics.Text());
            case var _ when path.StartsWith(RunPath, StringComparison.Ordinal) && path.Length > RunPath.Length:
                return WriteAsync(response, pages.Run(path[RunPath.Length..], request.Query));
            default:
                throw new ApiException(404, "api.page", "there is no such page", "use /health, /api/status, /api/runs, /api/runs/ID?account=A or /metrics");
        }
    }

    private const string RunPath = "/api/runs/";

    /// <summary>A caller chooses its path, so not every path may become a figure of its own.</summary>
    private static string Page(HttpRequest request) => request.Path.Value switch
    {
        "/health" or "/api/status" or "/api/runs" or "/metrics" => request.Path.Value,
        { } path when path.StartsWith(RunPath, StringComparison.Ordinal) => RunPath + "ID",
        _ => "other",
    };

    private static Task WriteAsync(HttpResponse response, object value) => response.WriteAsJsonAsync(value, value.GetType(), JsonLines.Options);

    private static Task RefuseAsync(HttpResponse response, int status, Fault fault)
    {
        response.StatusCode = status;
        return WriteAsync(response, new { errors = new[] { fault } });
    }

    /// <summary>Signals belong to the worker.</summary>
    private sealed class HostedByTheWorker : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Registration of the API.</summary>
internal static class LocalApiRegistration
{
    public static IServiceCollection AddLocalApi(this IServiceCollection services, ApiSettings settings) => services
        .AddSingleton(settings).AddSingleton<Standings>().AddSingleton<ApiPages>().AddSingleton<CountedHere>().AddSingleton<MetricsPage>()
        .AddSingleton<LocalApi>().AddHostedService(rooms => rooms.GetRequiredService<LocalApi>());
}
