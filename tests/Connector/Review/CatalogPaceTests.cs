using Connector.Accounts;
using Connector.Review;
using Connector.Sandbox;

namespace Connector.Tests.Review;

/// <summary>Many accounts that ask one catalog interface at once.</summary>
public sealed class CatalogPaceTests
{
    [Fact]
    public async Task Fifty_accounts_at_once_stay_below_TikToks_limits_and_none_starves()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)) { AutoAdvance = true };
        var folder = Directory.CreateTempSubdirectory("pace-").FullName;
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, "token-1");
        await using var tikTok = TikTokStandIn.Within(
            new StandInOptions
            {
                Clock = clock,
                Connections = [new StandInConnection("biz", "u", "p", ["localhost"], "token-1", "bc-1", [.. Enumerable.Range(0, 50).Select(i => new StandInCatalog($"cat-{i}", $"Site{i}", "en-GB", "GBP"))])],
            },
            new HttpClientHandler());
        var seen = new CodesSeen(tikTok.Door);
        using var http = new HttpClient(seen) { Timeout = Timeout.InfiniteTimeSpan };
        var catalogs = new Catalogs(http, clock);
        var account = new Account
        {
            Country = "GB", Currency = "GBP", ExternalBusinessId = "biz", InventoryListId = "main",
            Review = new AccountReview { BaseUrl = "https://tiktok.example/open_api/v1.3", BusinessCenterId = "bc-1", AccessToken = new SecretReference { File = token } },
        };

        var done = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            for (var round = 0; round < 3; round++)
            {
                await catalogs.Of(account).GetOverviewAsync($"cat-{i}", CancellationToken.None);
            }

            return i;
        }));

        done.Should().HaveCount(50);
        seen.Refused.Should().Be(0, "no call was too many");
        seen.Longest.Should().BeLessThanOrEqualTo(3 * 50, "everybody has its turn");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Counts what was refused as too frequent.</summary>
    private sealed class CodesSeen(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public int Refused { get; private set; }

        public int Longest { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            Refused += (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("40100", StringComparison.Ordinal) ? 1 : 0;
            Longest++;
            return answer;
        }
    }
}
