using System.Net;
using Connector.Listings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connector.Worker.Commands;

/// <summary>Waits on loopback for the browser that TikTok sends back. It answers nobody else: what comes without the state that was given out is turned away.</summary>
internal sealed class RedirectEar : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<Redirected> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _state = "";

    private RedirectEar(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 10;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <exception cref="PersonMustDecideException"><c>order.port</c>: it cannot be listened at.</exception>
    public static async Task<RedirectEar> OpenAsync(int port, CancellationToken cancellation)
    {
        var ear = new RedirectEar(port);
        try
        {
            await ear._app.StartAsync(cancellation);
            return ear;
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            await ear.DisposeAsync();
            throw new PersonMustDecideException("order.port", $"Port {port} cannot be listened at: {fault.InnerException?.Message ?? fault.Message}.", "Name a free one, which is the app's redirect address too.");
        }
    }

    /// <summary>What the browser brings back.</summary>
    /// <exception cref="PersonMustDecideException"><c>shop.state</c>: nobody came in time.</exception>
    public async Task<Redirected> HearAsync(string state, DateTimeOffset until, TimeProvider clock, CancellationToken cancellation)
    {
        _state = state;
        try
        {
            return await _heard.Task.WaitAsync(until - clock.GetUtcNow(), clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new PersonMustDecideException("shop.state", "Nobody came back from TikTok's page in time.", "Begin again when the seller is there.");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var redirected = Redirected.Read(http.Request.QueryString.Value ?? "");
        var isMeant = _state.Length > 0 && redirected.State == _state;
        http.Response.StatusCode = isMeant ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        await http.Response.WriteAsync(isMeant ? "Thank you. Connector goes on where you began it; this page can be closed.\n" : "Nothing is expected here.\n", http.RequestAborted);
        await http.Response.CompleteAsync();
        if (isMeant)
        {
            _heard.TrySetResult(redirected);
        }
    }
}
