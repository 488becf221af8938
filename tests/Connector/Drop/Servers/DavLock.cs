using System.Net.Http.Headers;
using System.Text;

namespace Connector.Tests.Drop.Servers;

/// <summary>Another client's exclusive lock on one address, until it is disposed.</summary>
internal sealed class DavLock : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly string _token;

    private DavLock(HttpClient http, Uri url, string token) => (_http, _url, _token) = (http, url, token);

    public static async Task<DavLock> TakeAsync(Uri url)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DavServer.User}:{DavServer.Password}")));
        using var request = new HttpRequestMessage(new HttpMethod("LOCK"), url)
        {
            Content = new StringContent(
                """<?xml version="1.0" encoding="utf-8"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner>another</D:owner></D:lockinfo>""",
                Encoding.UTF8, "application/xml"),
        };
        request.Headers.TryAddWithoutValidation("Timeout", "Second-600");
        request.Headers.TryAddWithoutValidation("Depth", "0");
        using var answer = await http.SendAsync(request);
        answer.IsSuccessStatusCode.Should().BeTrue($"LOCK was answered {(int)answer.StatusCode}");
        return new DavLock(http, url, answer.Headers.GetValues("Lock-Token").Single());
    }

    public async ValueTask DisposeAsync()
    {
        using var request = new HttpRequestMessage(new HttpMethod("UNLOCK"), _url);
        request.Headers.TryAddWithoutValidation("Lock-Token", _token);
        (await _http.SendAsync(request)).IsSuccessStatusCode.Should().BeTrue();
        _http.Dispose();
    }
}
