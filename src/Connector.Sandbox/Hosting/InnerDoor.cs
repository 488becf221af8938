using System.Net;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Hands requests to a server's code without a server: no socket, no threads of its own.</summary>
internal sealed class InnerDoor(RequestDelegate answer) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = request.RequestUri!.Scheme;
        http.Request.Host = HostString.FromUriComponent(request.RequestUri);
        http.Request.Path = PathString.FromUriComponent(request.RequestUri);
        http.Request.QueryString = QueryString.FromUriComponent(request.RequestUri);
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())) http.Request.Headers[name] = values.ToArray();
        if (request.Content is not null) http.Request.Body = new MemoryStream(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        var body = new MemoryStream();
        http.Response.Body = body;
        http.RequestAborted = cancellationToken;
        await answer(http);

        var response = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode) { RequestMessage = request, Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in http.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) response.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return response;
    }
}
