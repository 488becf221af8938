using System.Net;
using System.Text;

namespace Connector.Tests.Listings;

/// <summary>What a call was.</summary>
internal sealed record AskedCall(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Answers calls as a test says, without a server, and remembers them.</summary>
internal sealed class ScriptedDoor(Func<AskedCall, int, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<AskedCall> _asked = [];

    public IReadOnlyList<AskedCall> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Answers in turn; the last one goes on.</summary>
    public static ScriptedDoor Of(params string[] answers) => new((_, number) => Json(answers[Math.Min(number, answers.Length) - 1]));

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static string Ok(string data) => $$$"""{"code":0,"message":"Success","request_id":"r-1","data":{{{data}}} }""";

    public static string Code(long code, string message = "said") => $$$"""{"code":{{{code}}},"message":"{{{message}}}","request_id":"r-2","data":{} }""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = new AskedCall(
            request.Method.Method, request.RequestUri!.AbsolutePath,
            request.RequestUri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])),
            request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
        int number;
        lock (_gate)
        {
            _asked.Add(call);
            number = _asked.Count;
        }

        return answer(call, number);
    }
}
