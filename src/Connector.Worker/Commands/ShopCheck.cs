using Connector.Accounts;
using Connector.Drop;
using Connector.Listings;

namespace Connector.Worker.Commands;

/// <summary>What <c>check</c> says of an account's app in TikTok's Shop Open Platform: whether it is authorised, and whether the shop is ready.</summary>
internal static class ShopCheck
{
    public static async Task<IReadOnlyList<CheckCommand.Finding>> LookAsync(House house, string name, Account account, CancellationToken cancellation)
    {
        var findings = new List<CheckCommand.Finding>();
        var where = $"account {name}: shop";
        var authorise = $"let the seller authorise the app: connector account authorize {name}";
        var token = house.Room<ShopTokens>().Find(name);
        if (token is null || token.AppKey != account.Shop.AppKey)
        {
            findings.Add(new(where, false, "the app is not authorised", authorise));
            return findings;
        }

        var until = $"until {token.RefreshExpires:yyyy-MM-dd}, scopes: {(token.Scopes.Count > 0 ? string.Join(", ", token.Scopes) : "TikTok does not say")}";
        findings.Add(token.State switch
        {
            AuthorisationState.Authorised => new(where, true, $"the app is authorised for shop {token.ShopId} {token.ShopName} {until}", ""),
            AuthorisationState.Expiring => new(where, false, $"the app is authorised for shop {token.ShopId} {token.ShopName} only {until}", authorise),
            AuthorisationState.Lost => new(where, false, $"TikTok changed the tokens and its answer never arrived, on {token.Since:u}: {token.Because}", authorise),
            _ => new(where, false, $"the authorisation is over since {token.Since:u}: {token.Because}", authorise),
        });
        if (!token.IsGood)
        {
            return findings;
        }

        await CheckCommand.TryAsync(findings, where, async () =>
        {
            var checks = await house.Room<Shops>().Of(name, CallPatience.Brief).GetPrerequisitesAsync(cancellation);
            findings.AddRange(checks.Where(check => check.IsFailed).Select(check => new CheckCommand.Finding(
                where, false, $"not ready to list: {OnboardCommand.Words(check.CheckItem)}{(check.FailReasons.Count > 0 ? $" ({string.Join("; ", check.FailReasons)})" : "")}", "put it in order in TikTok's Seller Center")));
            if (checks.All(check => !check.IsFailed))
            {
                findings.Add(new(where, true, $"TikTok's {checks.Count} prerequisites for listing are met", ""));
            }
        });
        return findings;
    }
}
