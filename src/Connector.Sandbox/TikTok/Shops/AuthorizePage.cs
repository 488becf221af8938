using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Connector.Sandbox;

/// <summary>
/// The page on which a seller authorises an app (facts 3.1). It sends the seller back with a code, or with <c>error=auth_denied</c>. Who the seller is, TikTok knows by a login;
/// here the query may name <c>seller</c> and <c>decision</c> (allow, deny), and where it does not, the settings or a page decide.
/// </summary>
internal sealed class AuthorizePage(ShopBook book, TimeProvider clock, Func<ShopSettings> settings)
{
    public const string Route = "/open/authorize";

    public async Task ShowAsync(HttpContext http)
    {
        string answer;
        lock (book.Gate)
        {
            answer = Decide(http);
        }

        if (http.Response.StatusCode == StatusCodes.Status302Found) return;
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        await http.Response.WriteAsync(answer, Encoding.UTF8, http.RequestAborted);
    }

    private string Decide(HttpContext http)
    {
        var query = http.Request.Query;
        if (book.AppOf(query["service_id"].ToString()) is not { } app) return Wrong(http, "There is no app with this service_id.");
        var sellers = book.Sellers.ToArray();
        var seller = query["seller"].ToString() is { Length: > 0 } named ? named : sellers is [var only] ? only : null;
        var decision = query["decision"].ToString() is { Length: > 0 } made
            ? made
            : settings().Consent switch { Consent.Deny => "deny", Consent.Allow when seller is not null => "allow", _ => "" };
        if (decision is not ("" or "allow" or "deny")) return Wrong(http, "decision is allow or deny.");
        if (decision == "allow" && !sellers.Contains(seller)) return Wrong(http, "There is no such seller.");
        if (decision.Length == 0)
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return Choice(app, sellers, http.Request);
        }

        var back = new QueryBuilder();
        if (decision == "allow")
        {
            back.Add("app_key", app.AppKey);
            back.Add("code", book.Code(app.AppKey, seller!, clock.GetUtcNow(), settings()));
            back.Add("locale", "en");
            back.Add("shop_region", book.Of(seller!).First().Shop.Region);
        }
        else
        {
            back.Add("code", "null");
            back.Add("error", "auth_denied");
        }

        if (query["state"].ToString() is { Length: > 0 } state) back.Add("state", state);
        var joint = app.RedirectUrl.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        http.Response.Redirect(app.RedirectUrl + joint + back.ToString()[1..]);
        return "";
    }

    private static string Wrong(HttpContext http, string why)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return why;
    }

    private string Choice(StandInApp app, string[] sellers, HttpRequest request)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authorise an app</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}li{margin:.5rem 0}a{margin-right:1rem}</style>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Authorise an app</h1><p>App {WebUtility.HtmlEncode(app.AppKey)} asks for: {WebUtility.HtmlEncode(string.Join(", ", app.Scopes))}.</p><ul>");
        foreach (var seller in sellers)
        {
            var shops = string.Join(", ", book.Of(seller).Select(s => $"{s.Shop.Name} ({s.Shop.Region})"));
            page.Append(CultureInfo.InvariantCulture, $"<li><strong>{WebUtility.HtmlEncode(shops)}</strong><br><a href=\"{Link(request, seller, "allow")}\">Authorise</a><a href=\"{Link(request, seller, "deny")}\">Refuse</a></li>");
        }

        return page.Append("</ul><p>A stand-in: nobody logs in here.</p></html>").ToString();
    }

    private static string Link(HttpRequest request, string seller, string decision)
    {
        var query = new QueryBuilder { { "service_id", request.Query["service_id"].ToString() }, { "state", request.Query["state"].ToString() }, { "seller", seller }, { "decision", decision } };
        return WebUtility.HtmlEncode(Route + query);
    }
}
