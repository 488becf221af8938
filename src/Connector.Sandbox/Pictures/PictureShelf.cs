using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Sandbox;

/// <summary>Stands in for the server on which a shop has its pictures: every path has one, the same each time, and no two paths the same.</summary>
public sealed class PictureShelf : IAsyncDisposable
{
    private LocalServer? _server;

    private PictureShelf()
    {
    }

    /// <summary>Scheme, host and port; put it where a shop's pictures have theirs.</summary>
    public Uri Uri => _server!.Uri;

    /// <param name="address">IP address to listen on.</param>
    /// <param name="port">TCP port; 0 takes a free one.</param>
    /// <param name="logs">Where the server logs; null keeps it quiet.</param>
    public static async Task<PictureShelf> StartAsync(string address, int port, CancellationToken ct, ILoggerFactory? logs = null)
    {
        var shelf = new PictureShelf();
        shelf._server = await LocalServer.StartAsync(address, port, logs, limits => limits.MaxRequestBodySize = 0, HandleAsync, ct);
        return shelf;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var picture = Landscape.Of(http.Request.Path.Value ?? "");
        // Whatever a path ends in: what is looked at is the picture, by browsers and by TikTok.
        http.Response.ContentType = "image/png";
        http.Response.ContentLength = picture.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (http.Request.Method == "GET") await http.Response.Body.WriteAsync(picture, http.RequestAborted);
    }
}
