using System.Collections.Concurrent;
using Connector.Accounts;
using Connector.Drop;

namespace Connector.Review;

/// <summary>
/// The catalogs of all accounts. TikTok counts the calls of an app, whoever they are made for: all accounts at one address share one pace, in the order in which they ask, so that many
/// at once stay below the limits and none waits for ever.
/// </summary>
public sealed class Catalogs(HttpClient http, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Uri, Pace> _paces = new();
    private readonly ConcurrentDictionary<string, Pace> _jobs = new(StringComparer.Ordinal);

    /// <summary>What an account's catalogs show.</summary>
    /// <exception cref="PersonMustDecideException">The account has no token, or its settings are wrong.</exception>
    public CatalogApi Of(Account account) => new(Api(Settings(account)));

    /// <summary>As <see cref="Of"/>, with little patience: for a person who looks whether it works.</summary>
    public CatalogApi Tried(Account account) => new(Api(Settings(account) with { Patience = CallPatience.Brief }));

    /// <summary>The jobs that an account's catalogs are given.</summary>
    /// <exception cref="PersonMustDecideException">The account has no token, or its settings are wrong.</exception>
    public CatalogJobs JobsOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        // 1,000 deletions an hour and catalog (facts: tiktok.md 1.4).
        return new(Api(Settings(account)), catalog => _jobs.GetOrAdd(catalog, _ => new Pace(TimeSpan.FromHours(1) / 1000, clock)), account.Pull, clock);
    }

    /// <summary>How an account's catalogs are asked.</summary>
    public static ReviewSettings Settings(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new()
        {
            // TikTok's sandbox has another address (facts: tiktok.md 1.1); one that an account names is used as it is.
            BaseUrl = new Uri((account.Environment == AccountEnvironment.Sandbox && account.Review.BaseUrl == new AccountReview().BaseUrl ? "https://sandbox-ads.tiktok.com/open_api/v1.3" : account.Review.BaseUrl).TrimEnd('/') + "/"),
            AccessToken = account.Review.AccessToken.Resolve("TikTok's access token"),
            BcId = account.Review.BusinessCenterId,
            AllowPlainHttp = account.Drop.AllowPlainHttp,
        };
    }

    private BusinessApi Api(ReviewSettings settings) => new(http, settings, clock, jitter: null, _paces.GetOrAdd(settings.BaseUrl, _ => new Pace(settings.QueriesPerSecond, clock)));
}
