using Connector.Drop;

namespace Connector.Review;

/// <summary>How TikTok's catalog is asked for what it shows (Business API v1.3).</summary>
public sealed record ReviewSettings
{
    /// <summary>Limit of <c>sku_ids</c> in one call of catalog/product/get.</summary>
    public const int MaxBatch = 1000;

    /// <summary>Limit of <c>page_size</c> in catalog/product/get.</summary>
    public const int MaxPage = 500;

    /// <summary>How deep catalog/product/get lists a catalog: page times <c>page_size</c>. What stands behind is shown only to who asks for it by id.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>Base of the interface. Default https://business-api.tiktok.com/open_api/v1.3/.</summary>
    public Uri BaseUrl { get; init; } = new("https://business-api.tiktok.com/open_api/v1.3/");

    /// <summary>Long-lived access token, sent as the header <c>Access-Token</c>; it does not expire, but can be revoked.</summary>
    public required Secret AccessToken { get; init; }

    /// <summary>Id of the Business Center that owns the catalog.</summary>
    public required string BcId { get; init; }

    /// <summary>SKUs asked for in one call, fewer where their ids make the query too long. Default 200; at most 1,000 (TikTok).</summary>
    public int BatchSize { get; init; } = 200;

    /// <summary>Longest query, in bytes. Default 6,000: many servers and proxies refuse a request line above 8 KB.</summary>
    public int MaxQueryBytes { get; init; } = 6000;

    /// <summary>Calls per second. Default 5; TikTok allows an app on Basic 10 (and 600 a minute), Advanced 20, Premium 30, Ultimate 50. Other programs with the same app count too.</summary>
    public int QueriesPerSecond { get; init; } = 5;

    /// <summary>Rest after code 40100. Default 5 min, as TikTok asks after a breach of the calls per minute. (A breach of the day's calls rests until 00:00 UTC; the run then fails and is taken up later.)</summary>
    public TimeSpan QuotaRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How patiently one call is tried; the rest after code 40100 is kept in full.</summary>
    public CallPatience Patience { get; init; } = new();

    /// <summary>Largest answer that is read, in bytes. Default 32 MB: 500 products with descriptions of 10,000 characters stay below it.</summary>
    public int MaxAnswerBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Allows <c>http://</c> to another machine, for the sandbox. Default false: the token would cross the network in clear. Loopback is always allowed.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Everything that is wrong with these settings, each with its cure; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (!BaseUrl.IsAbsoluteUri)
        {
            faults.Add($"BaseUrl '{Http.Shown(BaseUrl.OriginalString)}' is relative; write the whole URL.");
        }
        else if (Http.PlainHttpFault(BaseUrl, AllowPlainHttp) is { } plain)
        {
            faults.Add("BaseUrl: " + plain);
        }

        if (string.IsNullOrWhiteSpace(BcId))
        {
            faults.Add("BcId is empty; copy it from TikTok's Business Center.");
        }

        if (BatchSize is < 1 or > MaxBatch)
        {
            faults.Add($"BatchSize is {BatchSize}; TikTok takes 1 to {MaxBatch}.");
        }

        if (QueriesPerSecond is < 1 or > 50)
        {
            faults.Add($"QueriesPerSecond is {QueriesPerSecond}; TikTok allows 10 on Basic, and 50 at the highest level.");
        }

        if (MaxQueryBytes < 1500)
        {
            faults.Add($"MaxQueryBytes is {MaxQueryBytes}; one long SKU needs 1500.");
        }

        if (QuotaRest < TimeSpan.Zero || MaxAnswerBytes < 1)
        {
            faults.Add($"QuotaRest {QuotaRest} may not be negative, and MaxAnswerBytes {MaxAnswerBytes} is above zero.");
        }

        faults.AddRange(Patience.Faults());
        return faults;
    }
}
