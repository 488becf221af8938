using Connector.Listings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connector.Worker.Serving;

/// <summary>
/// Listens for TikTok's webhooks, on a port of its own, and answers as TikTok wants it: 200 without a body for what is journaled, 401 for what is not signed. Nobody is told more than
/// a status. If it cannot listen, the worker goes on without it: polling finds what webhooks tell.
/// </summary>
internal sealed class WebhookDoor(WebhookSettings settings, WebhookTaking webhooks, TimeProvider clock, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly ILogger _log = logs.CreateLogger<WebhookDoor>();
    private readonly Lock _gate = new();
    private WebApplication? _app;
    private DateTimeOffset _warned = DateTimeOffset.MinValue;
    private int _refused;

    /// <summary>Where it really listens; null where it does not.</summary>
    public Uri? Url { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
            _app = app;
            Url = new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), settings.Path);
            _log.LogInformation("webhooks are taken at {Url}", Url);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            _log.LogWarning("the worker goes on without webhooks: {Url} cannot be listened at ({Why}); free it, or set webhooks.url", settings.Url, fault.InnerException?.Message ?? fault.Message);
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

    /// <summary>Answers one request.</summary>
    internal async Task AnswerAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        if (request.Path.Value != settings.Path)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            response.Headers.Allow = "POST";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        try
        {
            response.StatusCode = await BodyAsync(request, http.RequestAborted) is { } body ? Taken(body, request.Headers.Authorization) : StatusCodes.Status413PayloadTooLarge;
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad)
        {
            response.StatusCode = bad.StatusCode;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // TikTok sends again what is not answered with 200.
            _log.LogError(fault, "a webhook could not be journaled");
            response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private int Taken(ReadOnlyMemory<byte> body, string? authorization)
    {
        var answer = webhooks.Receive(body, authorization);
        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            Warn();
        }

        return answer.Status;
    }

    /// <summary>Anybody may knock: refusals are told once a minute, with their number.</summary>
    private void Warn()
    {
        lock (_gate)
        {
            _refused++;
            var now = clock.GetUtcNow();
            if (now - _warned < BetweenWarnings)
            {
                return;
            }

            _log.LogWarning("{Count} webhooks were refused: no known app's secret signed them; if they are TikTok's, correct shop.appKey and shop.appSecret of the account", _refused);
            (_warned, _refused) = (now, 0);
        }
    }

    /// <summary>The body, byte by byte; null where it is too long.</summary>
    private async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        var most = settings.LargestKb * 1024;
        if (request.ContentLength > most)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int got;
        while ((got = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + got > most)
            {
                return null;
            }

            body.Write(buffer, 0, got);
        }

        return body.ToArray();
    }

    private WebApplication Build()
    {
        // Reads no configuration file and no environment: only what the machine settings say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Address, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = settings.LargestKb * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 200;
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

    /// <summary>Signals belong to the worker.</summary>
    private sealed class HostedByTheWorker : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Registration of the webhooks.</summary>
internal static class WebhookRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookSettings settings) =>
        services.AddSingleton(settings).AddSingleton<WebhookDoor>().AddHostedService(rooms => rooms.GetRequiredService<WebhookDoor>()).AddHostedService<WebhookRounds>();
}
