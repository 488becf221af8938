using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

/// <summary>A WebDAV server in memory that can be told to misbehave: the hook sees each call first and may answer it.</summary>
internal sealed class DavBox : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private TestServer _server = null!;

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentDictionary<string, bool> Folders { get; } = new() { ["/"] = true, ["/dav/"] = true };

    /// <summary>Every set of final (not TEMP_) names ever shown, with their lengths.</summary>
    public ConcurrentBag<(string Path, int Length)> Shown { get; } = [];

    /// <summary>Given the call and how often its verb was used before; true when the hook has answered.</summary>
    public Func<HttpContext, int, Task<bool>> Hook { get; set; } = (_, _) => Task.FromResult(false);

    public Uri Url => new(_server.Url, "dav/");

    public IReadOnlyList<Asked> Asked => _server.Asked;

    public static async Task<DavBox> StartAsync()
    {
        var box = new DavBox();
        box._server = await TestServer.StartAsync(box.AnswerAsync);
        return box;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public async Task StoreAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Put(context.Request.Path.Value!, body.ToArray());
        context.Response.StatusCode = 201;
    }

    public int Move(HttpContext context)
    {
        var target = new Uri(context.Request.Headers["Destination"]!);
        if (!Files.TryRemove(context.Request.Path.Value!, out var bytes))
        {
            return 404;
        }

        Put(Uri.UnescapeDataString(target.AbsolutePath), bytes);
        return 201;
    }

    private void Put(string path, byte[] bytes)
    {
        Files[path] = bytes;
        if (!path.Contains("/TEMP_", StringComparison.Ordinal))
        {
            Shown.Add((path, bytes.Length));
        }
    }

    private static string ParentOf(string path) => path.TrimEnd('/')[..(path.TrimEnd('/').LastIndexOf('/') + 1)];

    private async Task AnswerAsync(HttpContext context)
    {
        var count = _calls.AddOrUpdate(context.Request.Method, 0, (_, n) => n + 1);
        if (await Hook(context, count))
        {
            return;
        }

        var path = context.Request.Path.Value!;
        switch (context.Request.Method)
        {
            case "PUT" when !Folders.ContainsKey(ParentOf(path)):
                context.Response.StatusCode = 409;
                break;
            case "PUT":
                await StoreAsync(context);
                break;
            case "MKCOL":
                context.Response.StatusCode = Folders.ContainsKey(path) ? 405 : !Folders.ContainsKey(ParentOf(path)) ? 409 : Folders.TryAdd(path, true) ? 201 : 405;
                break;
            case "MOVE":
                context.Response.StatusCode = Move(context);
                break;
            case "DELETE":
                context.Response.StatusCode = Files.TryRemove(path, out _) ? 204 : 404;
                break;
            case "GET" or "HEAD" when Files.TryGetValue(path, out var bytes):
                context.Response.ContentLength = bytes.Length;
                await (context.Request.Method == "GET" ? context.Response.Body.WriteAsync(bytes).AsTask() : Task.CompletedTask);
                break;
            case "PROPFIND" when Folders.ContainsKey(path) || Files.ContainsKey(path):
                await ListAsync(context, path);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private async Task ListAsync(HttpContext context, string path)
    {
        var inside = context.Request.Headers["Depth"] == "1" ? Files.Where(f => ParentOf(f.Key) == path).ToArray() : [];
        var self = Files.TryGetValue(path, out var own) ? FileXml(path, own.Length) : $"<d:response><d:href>{Encoded(path)}</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
        context.Response.StatusCode = 207;
        await context.Response.WriteAsync($"<d:multistatus xmlns:d=\"DAV:\">{self}{string.Concat(inside.Select(f => FileXml(f.Key, f.Value.Length)))}</d:multistatus>");
    }

    private static string FileXml(string path, int length) =>
        $"<d:response><d:href>{Encoded(path)}</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>{length}</d:getcontentlength></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";

    private static string Encoded(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
