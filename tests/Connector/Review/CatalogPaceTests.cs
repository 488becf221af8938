using System.Collections.Concurrent;
using System.Net;
using Connector.Accounts;
using Connector.Review;

namespace Connector.Tests.Review;

/// <summary>Many accounts that ask one catalog interface at once.</summary>
public sealed class CatalogPaceTests
{
    private const int Accounts = 50, Rounds = 3, PerSecond = 5;

    [Fact]
    public async Task Fifty_accounts_at_once_stay_below_TikToks_limits_and_each_has_its_turn()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "token-1");
        using var tikTok = new Counting();
        using var http = new HttpClient(tikTok) { Timeout = Timeout.InfiniteTimeSpan };
        var catalogs = new Catalogs(http, clock);
        var account = new Account
        {
            Country = "GB", Currency = "GBP", ExternalBusinessId = "biz", InventoryListId = "main",
            Review = new AccountReview { BaseUrl = "https://tiktok.example/open_api/v1.3", BusinessCenterId = "bc-1", AccessToken = new SecretReference { File = token } },
        };
        var all = Task.WhenAll(Enumerable.Range(0, Accounts).Select(async i =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await catalogs.Of(account).GetOverviewAsync($"cat-{i}", CancellationToken.None);
            }
        }));

        for (var granted = 1; granted <= Accounts * Rounds; granted++)
        {
            while (tikTok.Asked.Count < granted)
            {
                await Task.Yield();
            }

            tikTok.Asked.Count.Should().Be(granted, "one call goes each fifth of a second, and TikTok allows ten a second and six hundred a minute");
            // Who comes first asks twice before the others have come at all; from then on it goes round.
            var turns = Enumerable.Range(0, Accounts).Select(i => tikTok.Asked.Count(query => query.EndsWith($"cat-{i}", StringComparison.Ordinal))).ToList();
            (turns.Max() - turns.Min()).Should().BeLessThanOrEqualTo(2, "nobody has a third turn before everybody had one");
            clock.Advance(TimeSpan.FromSeconds(1) / PerSecond);
        }

        await all;
        File.Delete(token);
    }

    /// <summary>Answers at once and notes who asked.</summary>
    private sealed class Counting : HttpMessageHandler
    {
        public ConcurrentQueue<string> Asked { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Enqueue(request.RequestUri!.Query);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"code":0,"message":"OK","data":{"approved":1,"rejected":0,"processing":0}}""") });
        }
    }
}
