using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connector.Sandbox;

/// <summary>Hands requests to a server's code without a server: no socket, no threads of its own.</summary>
internal sealed class InnerDoor(RequestDelegate answer) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = request.RequestUri!.Scheme;
        http.Request.Host = new HostString(request.RequestUri.Authority);
        http.Request.Path = PathString.FromUriComponent(request.RequestUri);
        http.Request.QueryString = QueryString.FromUriComponent(request.RequestUri);
        // As a server does: fault rules go by the path as it was sent.
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = request.RequestUri.PathAndQuery;
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())) http.Request.Headers[name] = values.ToArray();
        if (request.Content is not null) http.Request.Body = new MemoryStream(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        var body = new MemoryStream();
        http.Response.Body = body;
        var line = new Line { RequestAborted = cancellationToken };
        http.Features.Set<IHttpRequestLifetimeFeature>(line);
        await answer(http);
        if (line.IsCut) throw new HttpRequestException("The connection was closed.");

        var response = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode) { RequestMessage = request, Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in http.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) response.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return response;
    }

    /// <summary>Knows whether the answering side has hung up.</summary>
    private sealed class Line : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsCut { get; private set; }

        public void Abort() => IsCut = true;
    }
}
