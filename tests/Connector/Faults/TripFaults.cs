namespace Connector.Tests.Faults;

/// <summary>A column of the matrix: what a call meets.</summary>
internal sealed record TripFault(string Name, WireFault Wire);

/// <summary>The faults that apply to a call.</summary>
internal static class TripFaults
{
    private const string Page = "<html><body>We will be back soon</body></html>";

    private static readonly TripFault[] OnTheWire =
    [
        new("closed", new WireFault.Closed()),
        new("reset before", new WireFault.ResetBefore()),
        new("reset after", new WireFault.ResetAfter()),
        new("time-out before", new WireFault.SilentBefore()),
        new("time-out after", new WireFault.SilentAfter()),
        new("cut in head", new WireFault.CutInHead()),
        new("cut in body", new WireFault.CutInBody()),
        new("answer twice", new WireFault.AnswerTwice()),
        new("request twice", new WireFault.RequestTwice()),
        new("late", new WireFault.Late(TimeSpan.FromSeconds(20))),
        new("slow", new WireFault.Slow(512, TimeSpan.FromSeconds(2))),
        new("too slow", new WireFault.Slow(16, TimeSpan.FromMinutes(1))),
        new("500", new WireFault.Answered(500, Page)),
        new("500 after", new WireFault.Answered(500, Page) { AfterEffect = true }),
        new("502", new WireFault.Answered(502, Page)),
        new("503", new WireFault.Answered(503, Page, "text/html", "Retry-After: 7")),
        new("504 after", new WireFault.Answered(504, Page) { AfterEffect = true }),
        new("429", new WireFault.Answered(429, Page, "text/html", "Retry-After: 20")),
        new("401", new WireFault.Answered(401, Page, "text/html", "WWW-Authenticate: Basic realm=\"elsewhere\"")),
        new("redirect", new WireFault.Answered(302, Page, "text/html", "Location: http://elsewhere.example/")),
        new("200 HTML", new WireFault.Answered(200, Page)),
        new("200 empty", new WireFault.Answered(200)),
    ];

    private static readonly TripFault[] OfJson =
    [
        new("half JSON", new WireFault.Answered(200, "{", "application/json") { AfterEffect = true }),
        new("other JSON", new WireFault.Answered(200, """{"code":0,"message":"OK","request_id":"1","data":{"list":7,"products":"none","page_info":[],"errors":"none"}}""", "application/json") { AfterEffect = true }),
        new("JSON list", new WireFault.Answered(200, "[]", "application/json")),
    ];

    // facts/tiktok.md 1.1: errors come under 200 as well.
    private static readonly TripFault[] OfBusiness = [Refused(40100, "requests too frequent"), Refused(50000, "system error"), Refused(51010, "internal timeout"), Refused(61000, "too many requests")];

    // facts/tiktok.md 3.3.
    private static readonly TripFault[] OfShop =
    [
        Refused(36009002, "too many requests", 429), Refused(36009003, "internal error"), Refused(36009007, "timeout"), Refused(105002, "access token expired"),
    ];

    private static readonly TripFault[] OfXml =
    [
        new("other XML", new WireFault.Answered(207, "<rss><channel/></rss>", "application/xml")),
        new("half XML", new WireFault.Answered(207, "<d:multistatus xmlns:d=\"DAV:\"><d:resp", "application/xml")),
    ];

    private static readonly TripFault InBody = new("reset in body", new WireFault.ResetInBody(20));

    /// <summary>The faults that apply to a call of this name.</summary>
    public static IEnumerable<TripFault> Of(string call)
    {
        if (call == TripCalls.Every)
        {
            return OnTheWire;
        }

        var isJson = !call.Contains("/tiktok/", StringComparison.Ordinal);
        var isListing = call.StartsWith("PROPFIND", StringComparison.Ordinal);
        var isBusiness = call.Contains("/open_api/", StringComparison.Ordinal) || call.Contains("/tbp/", StringComparison.Ordinal);
        return [
            .. OnTheWire,
            .. call.StartsWith('P') && !isListing ? [InBody] : Array.Empty<TripFault>(),
            .. isListing ? OfXml : [],
            .. isJson ? OfJson : [],
            .. isBusiness ? OfBusiness : isJson && !call.Contains("/token/", StringComparison.Ordinal) ? OfShop : [],
        ];
    }

    private static TripFault Refused(long code, string message, int status = 200) => new(
        $"{code}", new WireFault.Answered(status, $$"""{"code":{{code}},"message":"{{message}}","request_id":"202611220000","data":{} }""", "application/json"));
}
