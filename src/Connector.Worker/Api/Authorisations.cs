using Connector.Accounts;
using Connector.Listings;
using Connector.Notices;
using Connector.State;

namespace Connector.Worker.Api;

/// <summary>An account for which TikTok takes nothing, or tells nothing, until a person has mended it.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Sentence">What is the matter.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Command">The command with which a person begins.</param>
internal sealed record Unauthorised(string Account, string Sentence, string Remedy, string Command);

/// <summary>Which of the active accounts TikTok no longer lets in: apps of the Shop Open Platform, and access tokens of the Business API.</summary>
internal static class Authorisations
{
    public static IReadOnlyList<Unauthorised> Over(IServiceProvider rooms, DateTimeOffset now)
    {
        var tokens = rooms.GetRequiredService<ShopTokens>().All().ToDictionary(token => token.Account, StringComparer.Ordinal);
        var refused = rooms.GetRequiredService<NoticeBook>().Open().Where(notice => notice is { Kind: NoticeKinds.AuthorisationLost, Subject: NoticeWatch.AccessToken }).ToLookup(notice => notice.Account, StringComparer.Ordinal);
        return
        [
            .. rooms.GetRequiredService<Documents>().Accounts().Where(each => each.Account.Active)
                .SelectMany(each => App(each.Name, each.Account, tokens.GetValueOrDefault(each.Name), now).Concat(Token(each.Name, each.Account, refused[each.Name].FirstOrDefault(), now))),
        ];
    }

    private static IEnumerable<Unauthorised> App(string name, Account account, ShopToken? token, DateTimeOffset now)
    {
        var command = $"connector account authorize {name}";
        if (token is null || token.AppKey != account.Shop.AppKey)
        {
            if (account.Delivery == DeliveryChannel.Calls)
            {
                yield return new Unauthorised(name, "the app was never authorised for it: nothing goes out", "let the seller authorise the app", command);
            }
        }
        else if (!token.IsGood || token.RefreshExpires <= now)
        {
            var since = token.IsGood ? token.RefreshExpires : token.Since;
            yield return new Unauthorised(name, $"the app's authorisation is over since {since:u}{(token.Because.Length > 0 ? $": {token.Because}" : "")}", "let the seller authorise the app again", command);
        }
    }

    private static IEnumerable<Unauthorised> Token(string name, Account account, Notice? refused, DateTimeOffset now)
    {
        const string Remedy = "get a new token from TikTok, and put it where the account's review.accessToken says";
        var command = $"connector check --account {name}";
        if (account.Review.AccessTokenExpires is { } expires && expires < DateOnly.FromDateTime(now.UtcDateTime))
        {
            yield return new Unauthorised(name, $"TikTok's access token expired on {expires:yyyy-MM-dd}", Remedy, command);
        }
        else if (refused is not null)
        {
            yield return new Unauthorised(name, $"TikTok refuses the access token: {refused.Sentence.TrimEnd('.')}", Remedy, command);
        }
    }
}
