using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Interface B's <c>oauth2/</c>: a code for a token, and a token revoked (facts 1.1).</summary>
internal sealed class CodeExchange(Tokens tokens, IReadOnlyList<StandInBusinessApp> apps)
{
    public const string Base = "oauth2/";

    public async Task<Envelope> AnswerAsync(HttpRequest request, string route, CancellationToken ct)
    {
        if (request.Method != "POST") return Envelope.NoRoute;
        switch (route)
        {
            case "oauth2/access_token/":
                var asked = await CallFields.OfBodyAsync(request, ct);
                asked.Only("app_id", "secret", "auth_code");
                Check(asked.Text("app_id"), asked.Text("secret"));
                return Envelope.Ok(new JsonObject { ["access_token"] = tokens.Exchange(asked.Text("auth_code")), ["advertiser_ids"] = new JsonArray(), ["scope"] = new JsonArray() });
            case "oauth2/revoke_token/":
                // What its body holds is not in the facts: the token is taken from there or from the header, the app is checked where it is named.
                var revoked = await CallFields.OfBodyAsync(request, ct);
                if (revoked.TextOrNull("app_id") is { } app) Check(app, revoked.TextOrNull("secret") ?? "");
                var token = revoked.TextOrNull("access_token") ?? request.Headers["Access-Token"].ToString();
                tokens.Opened(token);
                tokens.Revoke(token);
                return Envelope.Ok();
            default:
                return Envelope.NoRoute;
        }
    }

    private void Check(string id, string secret)
    {
        if (!apps.Any(a => a.AppId == id && Credentials.Same(secret, a.Secret))) throw new CallRefused(40101, "app_id or secret is invalid");
    }
}
