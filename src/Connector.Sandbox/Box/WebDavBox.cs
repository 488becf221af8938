using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Connector.Sandbox;

/// <summary>
/// A WebDAV class 1 server (RFC 4918 without locks; litmus passes) over one folder. A PUT appears whole or not at all; PROPFIND knows Depth 0 and 1.
/// What goes wrong on purpose is scripted by <see cref="Faults"/>, or over HTTP by <c>/__control/faults</c>.
/// </summary>
public sealed class WebDavBox : IAsyncDisposable
{
    private const string Allow = "OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH";

    private readonly WebDavBoxOptions _options;
    private readonly string _pathBase;
    private readonly BoxPath _publicFolder;
    private readonly BoxReading _reading;
    private readonly BoxWriting _writing;
    private readonly BoxMoving _moving;
    private readonly BoxListing _listing;
    private readonly BoxPatching _patching;
    private LocalServer? _server;

    private WebDavBox(WebDavBoxOptions options)
    {
        if (options.User is not null && options.Password is null) throw new ArgumentException("A user needs a password; leave both out to admit everyone.", nameof(options));
        _options = options;
        _pathBase = "/" + string.Concat(options.PathBase.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => s + "/"));
        _publicFolder = new BoxPath([.. options.PublicFolder.Split('/', StringSplitOptions.RemoveEmptyEntries)], EndsInSlash: true);
        var (shelf, properties) = (new BoxShelf(options.Root), new BoxProperties());
        _reading = new BoxReading(shelf);
        _writing = new BoxWriting(shelf, properties, options.MaxUploadBytes);
        _moving = new BoxMoving(shelf, properties, _pathBase);
        _listing = new BoxListing(shelf, properties, _pathBase);
        _patching = new BoxPatching(shelf, properties, _pathBase);
    }

    /// <summary>The root of the tree, ending in a slash.</summary>
    public Uri Uri => new(_server!.Uri, _pathBase);

    /// <summary>What goes wrong next.</summary>
    public FaultScript Faults { get; } = new();

    /// <param name="logs">Where the server logs; null keeps it quiet.</param>
    public static async Task<WebDavBox> StartAsync(WebDavBoxOptions options, CancellationToken ct, ILoggerFactory? logs = null)
    {
        var box = new WebDavBox(options);
        box._server = await LocalServer.StartAsync(options.Address, options.Port, logs, limits => limits.MaxRequestBodySize = null, box.HandleAsync, ct);
        return box;
    }

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (await ControlGate.TryAsync(http, _options.ControlToken, ControlAsync)) return;
        await ((RequestDelegate)ServeAsync).Under(Faults)(http);
    }

    private async Task ControlAsync(HttpContext http, string what)
    {
        if (!await ControlGate.TryFaultsAsync(http, what, Faults)) http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task ServeAsync(HttpContext http)
    {
        var (path, refusal) = BoxPath.Parse(http.Features.Get<IHttpRequestFeature>()!.RawTarget, _pathBase);
        var isPublic = _options.PublicReads && http.Request.Method is ("GET" or "HEAD") && (_publicFolder.IsRoot || path?.IsSameOrUnder(_publicFolder) == true);
        if (_options.User is not null && !isPublic && !Credentials.BasicIs(http.Request.Headers.Authorization, _options.User, _options.Password!))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"WebDAV\", charset=\"UTF-8\"";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var status = path is null ? refusal : await AnswerAsync(http, path);
        if (status == 0) return;
        if (status == StatusCodes.Status405MethodNotAllowed) http.Response.Headers.Allow = Allow;
        http.Response.StatusCode = status;
    }

    private async Task<int> AnswerAsync(HttpContext http, BoxPath path)
    {
        try
        {
            switch (http.Request.Method)
            {
                case "OPTIONS":
                    http.Response.Headers["DAV"] = "1";
                    http.Response.Headers.Allow = Allow;
                    return StatusCodes.Status200OK;
                case "GET" or "HEAD": return await _reading.GetAsync(http, path);
                case "PUT": return await _writing.PutAsync(http, path);
                case "DELETE": return await _writing.DeleteAsync(http, path);
                case "MKCOL": return await _writing.MkcolAsync(http, path);
                case "COPY": return await _moving.CopyAsync(http, path);
                case "MOVE": return await _moving.MoveAsync(http, path);
                case "PROPFIND": return await _listing.PropfindAsync(http, path);
                case "PROPPATCH": return await _patching.ProppatchAsync(http, path);
                default: return StatusCodes.Status405MethodNotAllowed;
            }
        }
        catch (IOException) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // Disk full, a name the disk refuses, a file held open elsewhere.
            return StatusCodes.Status507InsufficientStorage;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            return 0;
        }
    }
}
