using Connector.Accounts;

namespace Connector.State;

/// <summary>What an account needs for the way in which its goods reach TikTok.</summary>
internal static partial class DocumentRules
{
    private static void Delivered(Account account, Action<string, string, string> fault)
    {
        Connected(account, fault);
        Pulled(account, fault);
        Called(account, fault);
    }

    private static void Connected(Account account, Action<string, string, string> fault)
    {
        if (account.Alert.ReaderUser.Length > 0 && account.Alert.ReaderPassword.IsEmpty)
        {
            fault("$.alert.readerPassword", $"TikTok shall read the folder as {account.Alert.ReaderUser}, and the account names no password for that", "name an environment variable or a file that holds it");
        }
    }

    private static void Pulled(Account account, Action<string, string, string> fault)
    {
        var pull = account.Pull;
        Range(pull.EveryHours, 1, 24, "$.pull.everyHours", fault);
        Range(pull.AtHour, 0, 23, "$.pull.atHour", fault);
        Within(pull.JobWait, TimeSpan.Zero, TimeSpan.FromDays(1), "$.pull.jobWait", fault);
        Within(pull.JobEvery, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "$.pull.jobEvery", fault);
        if (account.Delivery != DeliveryChannel.Pull)
        {
            return;
        }

        if (!(account.Drop.PublicUrl.Length > 0 ? account.Drop.PublicUrl : account.Drop.Url).StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            fault("$.drop.publicUrl", "TikTok pulls files by http or https, and the account has no such address of its folder", "give the address under which TikTok reaches it");
        }

        if (account.Drop.Gzip != 0)
        {
            fault("$.drop.gzip", "TikTok's catalogs pull CSV files, not compressed ones", "leave it out");
        }

        if (account.Pull.Mode == PullMode.Asked && pull.User.Length > 0)
        {
            fault("$.pull.user", "pulls that are asked for by a call go without login", "leave user and password out, or pull at set times: mode scheduled");
        }

        Present(account.Review.BusinessCenterId, "$.review.businessCenterId", "the Business Center that owns the catalogs", fault);
        if (account.Review.AccessToken.IsEmpty)
        {
            fault("$.review.accessToken", "catalogs are told by the Business API, and the account names no access token for it", "name an environment variable or a file that holds it");
        }

        for (var i = 0; i < account.Views.Count; i++)
        {
            Present(account.Views[i].CatalogId, $"$.views[{i}].catalogId", "the catalog that pulls this view's files", fault);
        }
    }

    private static void Called(Account account, Action<string, string, string> fault)
    {
        var shop = account.Shop;
        Address(shop.ApiUrl, "$.shop.apiUrl", required: true, fault);
        Address(shop.AuthUrl, "$.shop.authUrl", required: true, fault);
        Address(shop.AuthorizeUrl, "$.shop.authorizeUrl", required: false, fault);
        Range(shop.CallsPerSecond, 1, 50, "$.shop.callsPerSecond", fault);
        Within(shop.RefreshAhead, TimeSpan.FromMinutes(1), TimeSpan.FromDays(6), "$.shop.refreshAhead", fault);
        Range(shop.CreationsPerDay, 1, 100_000, "$.shop.creationsPerDay", fault);
        if (shop.AppKey.Length > 0 && shop.AppSecret.IsEmpty)
        {
            fault("$.shop.appSecret", "calls are signed with the app's secret, and the account names none", "name an environment variable or a file that holds it");
        }

        if (account.Delivery == DeliveryChannel.Calls)
        {
            Present(shop.AppKey, "$.shop.appKey", "the key of the app that is authorised for the shop", fault);
            if (account.Views.Count > 1)
            {
                // A SKU of two views would be two products, each with the whole stock.
                fault("$.views", $"a shop has each product once, and the account would list it once for each of {account.Views.Count} views", "keep one view; give each TikTok shop an account of its own");
            }
        }
    }
}
