using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>What the Shop Open Platform does where the facts leave it open, or where a test or a demo wants it otherwise.</summary>
public sealed record ShopSettings
{
    /// <summary>Seed of tokens, codes and random faults; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>HTTP status of a token that is not, or no longer, good; seen in clients' issues only. Default 401.</summary>
    public int TokenStatus { get; init; } = 401;

    /// <summary>HTTP status of a wrong signature; seen in clients' issues only. Default 401.</summary>
    public int SignStatus { get; init; } = 401;

    /// <summary>HTTP status of a missing scope; seen in clients' issues only. Default 403.</summary>
    public int ScopeStatus { get; init; } = 403;

    /// <summary>HTTP status of 36009004, 36009022 and 106013; not documented, default 400.</summary>
    public int ParameterStatus { get; init; } = 400;

    /// <summary>HTTP status of 36009009; not documented, default 404.</summary>
    public int PathStatus { get; init; } = 404;

    /// <summary>HTTP status of 36009010; not documented, default 405.</summary>
    public int MethodStatus { get; init; } = 405;

    /// <summary>HTTP status of 36009003; not documented, default 500.</summary>
    public int InternalStatus { get; init; } = 500;

    /// <summary>Code of a token that was never given out; the facts have two, 101000 (default) and 36009004.</summary>
    public int UnknownTokenCode { get; init; } = 101000;

    /// <summary>Code once a seller has withdrawn the authorisation, or it has run out; probable, default 105001.</summary>
    public int DeauthorizedCode { get; init; } = 105001;

    /// <summary>Whether <c>sign</c> covers parameters without a value; not documented, default both are taken.</summary>
    public EmptyValues EmptyValues { get; init; } = EmptyValues.Either;

    /// <summary>Whether a member of a body that the call does not have is 36009004; not documented, default true.</summary>
    public bool RefuseUnknownMembers { get; init; } = true;

    /// <summary>What the seller does on the page for authorising an app; default allow at once.</summary>
    public Consent Consent { get; init; } = Consent.Allow;

    /// <summary>Life of an authorisation code; default 30 min.</summary>
    public TimeSpan CodeLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Life of an access token; differs by region, default 7 days.</summary>
    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Life of a refresh token; about a year (default 365 days), some shops shorter.</summary>
    public TimeSpan RefreshTokenLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Whether a refresh also begins the refresh token's life anew; not documented, default true.</summary>
    public bool RefreshRenewsLife { get; init; } = true;

    /// <summary>Whether an access token stays good until it runs out although a refresh has given a new one; uncertain, default true.</summary>
    public bool OldAccessTokenStays { get; init; } = true;

    /// <summary>How long a refresh token still works after a refresh has replaced it; not documented, default zero: no longer.</summary>
    public TimeSpan OldRefreshTokenGrace { get; init; }

    /// <summary>Calls a second of one kind, for each app and shop, 0 = no limit. Default 50.</summary>
    public int CallsPerSecond { get; init; } = 50;

    /// <summary>Share of calls, 0 to 1, that fail with 36009003 before they do anything; default 0.</summary>
    public double InternalFaults { get; init; }

    /// <summary>Share of calls, 0 to 1, that fail with HTTP 503 before they do anything; default 0.</summary>
    public double Unavailable { get; init; }

    /// <summary>Largest JSON body in bytes, else 36009021; not documented, default 4 MB.</summary>
    public long MaxBodyBytes { get; init; } = 4_000_000;

    /// <summary>Largest image in bytes, else 12038005; 10 MB (default) or, in older texts, 5 MB.</summary>
    public long MaxImageBytes { get; init; } = 10_000_000;

    /// <summary>Bytes of uploaded images kept, so that their addresses show something; default 64 MB, the oldest go first.</summary>
    public long ImageBytesKept { get; init; } = 64_000_000;

    /// <summary>Time from a listing, an edit or an activation to the reviewer's verdict. Default: <see cref="StandInSettings.ReviewDelay"/>.</summary>
    public TimeSpan? ReviewDelay { get; init; }

    /// <summary>Whether a product may be made with quantity 0; not documented (1 to 99,999), default true.</summary>
    public bool ZeroQuantityAtCreate { get; init; } = true;

    /// <summary>Whether quantities can be set of products that are not live; the sources disagree, default true (all but FREEZE and DELETED).</summary>
    public bool StockOfAnyStatus { get; init; } = true;

    /// <summary>Time after a deletion within which a product can be recovered; not documented, default 30 days.</summary>
    public TimeSpan RecoverWindow { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether a product needs a description (12052015); one document says so, the other not. Default true.</summary>
    public bool DescriptionRequired { get; init; } = true;

    /// <summary>Whether HTML escapes and emoji in a description are 12052932; the code's text says so, HTML is taken all the same. Default false.</summary>
    public bool PlainDescription { get; init; }

    /// <summary>Whether a list price is taken outside the US; default false: 12052376.</summary>
    public bool ListPriceElsewhere { get; init; }

    /// <summary>Whether a tree of version v2 is also taken outside the US and South-East Asia; default false: 12052217.</summary>
    public bool V2Elsewhere { get; init; }

    /// <summary>For how long after a write reads show what was before; default zero.</summary>
    public TimeSpan StaleReads { get; init; }

    /// <summary>Every second item of a batch fails with 12001000; default false.</summary>
    public bool HalfBatches { get; init; }

    /// <summary>Results of one products/search, over all its pages, else 12052180; default 10,000.</summary>
    public int SearchDepth { get; init; } = 10_000;

    /// <summary>Units below which a SKU's stock is LOW_STOCK in webhooks of type 27; default 5.</summary>
    public int LowStock { get; init; } = 5;

    /// <summary>Waits between the attempts to send a webhook; after the last one it is dropped. Default 2 min, 30 min, 3 h, 12 h.</summary>
    public ValueList<TimeSpan> WebhookRetries { get; init; } = [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3), TimeSpan.FromHours(12)];

    /// <summary>Time in which a webhook must be answered; default 3 s.</summary>
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a webhook may be sent to any address; default false: https, a domain, no port.</summary>
    public bool AnyWebhookAddress { get; init; }

    /// <summary>How type 37 writes its reasons: <c>pre_approved_reasons</c>, a list (default), or as in the sample <c>pre_approved_reason</c>, a text.</summary>
    public bool PreApprovedReasonAsText { get; init; }
}

/// <summary>Whether a signature covers parameters without a value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EmptyValues>))]
public enum EmptyValues
{
    /// <summary>Both signatures are taken.</summary>
    Either,

    /// <summary>Their names are part of it.</summary>
    Signed,

    /// <summary>They are left out of it.</summary>
    LeftOut,
}

/// <summary>What the seller does on the page for authorising an app.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Consent>))]
public enum Consent
{
    /// <summary>Authorises it without being asked; the <c>seller</c> of the query, or the only one.</summary>
    Allow,

    /// <summary>Refuses.</summary>
    Deny,

    /// <summary>Is shown a page with a choice.</summary>
    Ask,
}
