using System.Globalization;
using System.Text;
using Connector.Listings;

namespace Connector.Worker.Commands;

/// <summary><c>webhook list</c>: what TikTok told by webhooks.</summary>
internal static class WebhookCommands
{
    private const int Usual = 50;

    /// <summary>Of one account those among the last so many are shown.</summary>
    private const int Searched = 10_000;

    public static Command Webhook() => new("webhook", "What TikTok told by webhooks, and what came of it.") { List() };

    private static Command List()
    {
        var account = new Option<string?>("--account") { Description = "Only this account's. Default: all.", HelpName = "A" };
        var state = new Option<string?>("--state") { Description = $"Only those that are {string.Join(", ", WebhookStates.All)}. Default: all.", HelpName = "S" };
        state.AcceptOnlyFromAmong([.. WebhookStates.All]);
        var limit = new Option<int>("--limit") { Description = $"The last so many. Default {Usual}.", HelpName = "N", DefaultValueFactory = _ => Usual };
        var command = new Command("list", "The last webhooks, the newest first.") { account, state, limit };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Show(house, parsed.GetValue(account), parsed.GetValue(state), Math.Max(1, parsed.GetValue(limit)))));
        return command;
    }

    private static int Show(House house, string? account, string? state, int most)
    {
        var apps = house.Room<WebhookApps>();
        if (account is not null)
        {
            house.Room<State.Documents>().Account(account);
        }

        var owners = new Dictionary<(string, string), List<string>>();
        var shown = house.Room<WebhookJournal>().Last(account is null ? most : Searched, state)
            .Select(webhook => (Webhook: webhook, Accounts: Owners(webhook)))
            .Where(each => account is null || each.Accounts.Contains(account, StringComparer.Ordinal)).Take(most).ToList();
        if (house.Json)
        {
            JsonLines.Write(shown.Select(each => new
            {
                each.Webhook.ReceivedAt, each.Webhook.Notification, each.Webhook.Type, kind = WebhookKinds.Name(each.Webhook.Type), each.Webhook.ShopId, each.Accounts, each.Webhook.ProductId,
                each.Webhook.Timestamp, each.Webhook.UpdateTime, each.Webhook.State, each.Webhook.Note, body = Encoding.UTF8.GetString(each.Webhook.Body),
            }));
            return ExitCodes.Done;
        }

        List<string> Owners(JournaledWebhook webhook)
        {
            if (!owners.TryGetValue((webhook.AppKey, webhook.ShopId), out var known))
            {
                owners[(webhook.AppKey, webhook.ShopId)] = known = [.. apps.Accounts(webhook.AppKey, webhook.ShopId).Select(each => each.Name)];
            }

            return known;
        }

        if (shown.Count == 0)
        {
            Screen.Line("No webhook was received.");
        }

        foreach (var (webhook, accounts) in shown)
        {
            var about = webhook.ProductId.Length > 0 ? $" product {webhook.ProductId}" : "";
            var at = webhook.UpdateTime is { } second ? $", changed {DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}" : "";
            Screen.Line($"{webhook.ReceivedAt}  {webhook.State,-10} {WebhookKinds.Name(webhook.Type)} ({webhook.Type}){about}, {(accounts.Count > 0 ? string.Join(", ", accounts) : $"shop {webhook.ShopId}")}{at}{(webhook.Note.Length > 0 ? $": {webhook.Note}" : "")}");
        }

        return ExitCodes.Done;
    }
}
