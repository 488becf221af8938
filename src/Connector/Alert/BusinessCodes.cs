namespace Connector.Alerts;

/// <summary>What to do about a business code of TikTok's answers.</summary>
public enum CodeAction
{
    /// <summary>All is well, or nothing was left to do.</summary>
    Done,

    /// <summary>A part failed: the data say which.</summary>
    Partial,

    /// <summary>Repeat with back-off.</summary>
    Retry,

    /// <summary>Too many calls: leave the interface alone for a while, then repeat.</summary>
    Wait,

    /// <summary>The token has expired; a new one is needed.</summary>
    Refresh,

    /// <summary>Too much in one call: ask for less.</summary>
    Split,

    /// <summary>A person must mend rights, ids or credentials.</summary>
    Person,

    /// <summary>Repeating cannot help; the call itself or its object is wrong.</summary>
    No,

    /// <summary>The thing that was sent is at fault (a product, an image); others are not. Only the Shop Open Platform has such codes.</summary>
    Item,

    /// <summary>Enough for today: what is left goes tomorrow. Only the Shop Open Platform has such a code.</summary>
    DailyCap,
}

/// <param name="Code">The code in the answer's envelope.</param>
/// <param name="Meaning">What TikTok means by it.</param>
/// <param name="Action">What to do.</param>
public sealed record BusinessCode(long Code, string Meaning, CodeAction Action)
{
    /// <summary>How long to leave the interface alone, where TikTok states it.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>What a person can do.</summary>
    public string Cure => Action switch
    {
        CodeAction.Refresh or CodeAction.Person when Code is >= 40101 and <= 40110 => "Authorise the connector with TikTok again and give the account the new credentials.",
        CodeAction.Person => "Check the account's ids, and give the app and its user the rights on them in TikTok's Business Center.",
        CodeAction.Wait => "Ask less often: lower the queries per second, or ask TikTok for a higher level of the app.",
        CodeAction.Retry => "If it does not heal, ask TikTok and name the request id.",
        _ => "Check the account's settings against the message; then ask TikTok and name the request id.",
    };
}

/// <summary>The codes of TikTok's business interfaces, from the official SDK's list (facts/tiktok.md 1.1). Answers carry them under HTTP 200 too.</summary>
public static class BusinessCodes
{
    private static readonly Dictionary<long, BusinessCode> Known = new BusinessCode[]
    {
        new(0, "OK", CodeAction.Done),
        new(20001, "partial success", CodeAction.Partial),
        new(40000, "invalid parameters", CodeAction.No),
        new(40001, "no permission on the business center or catalog", CodeAction.Person),
        new(40002, "invalid parameters", CodeAction.No),
        new(40003, "forbidden", CodeAction.Person),
        new(40006, "API version fault", CodeAction.No),
        new(40007, "object does not exist", CodeAction.No),
        new(40008, "not implemented", CodeAction.No),
        new(40009, "not supported in the sandbox", CodeAction.No),
        new(40011, "too many ids", CodeAction.Split),
        new(40012, "nothing to update", CodeAction.Done),
        new(40013, "sandbox advertiser missing", CodeAction.No),
        new(40016, "frequency control of the endpoint", CodeAction.Wait),
        new(40050, "duplicated request", CodeAction.No),
        new(40051, "API version fault", CodeAction.No),
        new(40061, "batch size invalid", CodeAction.Split),
        // After a breach of the calls per minute, TikTok asks for 5 min of rest.
        new(40100, "requests too frequent", CodeAction.Wait) { Pause = TimeSpan.FromMinutes(5) },
        new(40101, "app id or secret invalid", CodeAction.Person),
        new(40102, "access token expired", CodeAction.Refresh),
        new(40103, "refresh token expired", CodeAction.Person),
        new(40104, "access token empty", CodeAction.Person),
        new(40105, "access token incorrect or revoked", CodeAction.Person),
        new(40107, "refresh token invalid", CodeAction.Person),
        new(40108, "grant_type invalid", CodeAction.Person),
        new(40110, "auth_code bad or used", CodeAction.Person),
        new(40113, "app forbidden", CodeAction.Person),
        new(40117, "method forbidden for the app", CodeAction.Person),
        new(40118, "not on the allow list", CodeAction.Person),
        new(40124, "developer rejected", CodeAction.Person),
        new(40125, "developer has no permission", CodeAction.Person),
        new(40130, "scope not authorised", CodeAction.Person),
        new(40132, "frequency limit of the field", CodeAction.Wait),
        new(40133, "frequency limit of the advertiser", CodeAction.Wait),
        new(40200, "task fault", CodeAction.No),
        new(40201, "task not ready", CodeAction.Retry),
        new(40202, "write conflict", CodeAction.Retry),
        new(40400, "route not found", CodeAction.No),
        new(40902, "file URL timed out", CodeAction.Retry),
        new(40903, "file URL unavailable", CodeAction.Retry),
        new(40905, "file missing", CodeAction.No),
        new(40906, "file empty", CodeAction.No),
        new(40907, "file too large", CodeAction.No),
        new(40908, "file of the wrong type", CodeAction.No),
        new(40910, "file expired", CodeAction.No),
        new(40912, "image unavailable", CodeAction.Retry),
        new(40913, "image fetch timed out", CodeAction.Retry),
        new(40914, "file fetch error", CodeAction.Retry),
        new(50000, "system error", CodeAction.Retry),
        new(50002, "timeout", CodeAction.Retry),
        new(51009, "catalog ads service fault", CodeAction.Retry),
        new(51010, "internal timeout", CodeAction.Retry),
        new(51037, "asynchronous task fault", CodeAction.Retry),
        new(51044, "catalog service fault", CodeAction.Retry),
        new(51053, "catalog service fault", CodeAction.Retry),
        new(60001, "maintenance", CodeAction.Wait),
        new(61000, "too many requests of the business line", CodeAction.Wait),
    }.ToDictionary(c => c.Code);

    /// <summary>All listed codes.</summary>
    public static IReadOnlyCollection<BusinessCode> All => Known.Values;

    /// <summary>The listed code, or what its family says: 5xxxx are faults of TikTok's inner services and heal; any other unlisted one does not.</summary>
    public static BusinessCode Of(long code) => Known.TryGetValue(code, out var known)
        ? known
        : code is >= 50000 and < 60000
            ? new BusinessCode(code, "fault of an inner service", CodeAction.Retry)
            : new BusinessCode(code, "not listed", CodeAction.No);
}
