using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>A call about one catalog that has passed the gate.</summary>
/// <param name="Account">The connection that owns the catalog.</param>
/// <param name="Host">Scheme and host by which the caller came, for addresses in answers.</param>
internal sealed record CatalogCall(string Account, string CatalogId, CallFields Fields, IQueryCollection Query, string Host);

/// <summary>Interface B's gate: token, allowance, catalog and permission; then the desk that the route names.</summary>
internal sealed class BusinessDesk(Holdings holdings, Tokens tokens, CodeExchange oauth, CatalogDesk catalogs, FeedDesk feeds, ProductDesk products, TimeProvider clock, Func<StandInSettings> settings)
{
    public const string Base = "/open_api/v1.3/";

    private readonly ConcurrentDictionary<string, RateBucket> _buckets = new(StringComparer.Ordinal);

    public async Task<Envelope> AnswerAsync(HttpContext http)
    {
        try
        {
            return await CheckedAsync(http.Request, http.RequestAborted);
        }
        catch (CallRefused refused)
        {
            return new Envelope(refused.Code, refused.Message);
        }
    }

    private async Task<Envelope> CheckedAsync(HttpRequest request, CancellationToken ct)
    {
        var route = request.Path.Value![Base.Length..];
        if (route.StartsWith(CodeExchange.Base, StringComparison.Ordinal)) return await oauth.AnswerAsync(request, route, ct);
        var ofConnection = catalogs.Route(request.Method, route);
        var ofCatalog = catalogs.RouteInCatalog(request.Method, route) ?? feeds.Route(request.Method, route) ?? products.Route(request.Method, route);
        if (ofConnection is null && ofCatalog is null) return Envelope.NoRoute;

        var token = request.Headers["Access-Token"].ToString();
        var opened = tokens.Opened(token);
        var now = settings();
        if (!Bucket(token).Take(now.Qps, now.Qpm, now.Qpd)) return TooMany();
        if (route == "catalog/product/upload/" && !Bucket(token + "\n" + route).Take(now.UploadQps)) return TooMany();

        var fields = request.Method == "GET" ? CallFields.OfQuery(request.Query) : await CallFields.OfBodyAsync(request, ct);
        var bc = fields.Text("bc_id");
        if (ofConnection is not null) return ofConnection(opened.FirstOrDefault(c => c.BcId == bc) ?? throw new CallRefused(40001, $"No permission on bc_id {bc}"), fields);

        var catalog = fields.Text("catalog_id");
        if (!holdings.Connections().SelectMany(c => c.Catalogs).Any(c => c.CatalogId == catalog)) return new Envelope(40007, $"catalog_id: {catalog} does not exist");
        if (opened.FirstOrDefault(c => c.BcId == bc && c.Catalogs.Any(k => k.CatalogId == catalog)) is not { } owner) return new Envelope(40001, $"No permission on bc_id {bc}, catalog_id {catalog}");
        return ofCatalog!(new CatalogCall(owner.ExternalBusinessId, catalog, fields, request.Query, $"{request.Scheme}://{request.Host}"));
    }

    private static Envelope TooMany() => new(40100, "Requests are too frequent");

    private RateBucket Bucket(string whose) => _buckets.GetOrAdd(whose, _ => new RateBucket(clock));
}
