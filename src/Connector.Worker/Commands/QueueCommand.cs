using Connector.Accounts;
using Connector.Listings;
using Connector.Preview;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>queue</c>: what will be sent next, and why.</summary>
internal static class QueueCommand
{
    private const int Shown = 50;

    public static Command Queue()
    {
        var account = new Option<string?>("--account") { Description = "The account. Default: the only one.", HelpName = "A" };
        var limit = new Option<int>("--limit") { Description = $"SKUs shown. Default {Shown}; with --json: all.", HelpName = "N", DefaultValueFactory = _ => Shown };
        var command = new Command("queue", "What the next delta feed and inventory delta send, SKU by SKU, and why. Sends nothing.") { account, limit };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var name = Asked.Account(house, parsed.GetValue(account));
            var most = house.Json ? int.MaxValue : Math.Max(0, parsed.GetValue(limit));
            var queued = house.Room<SendingQueue>().Of(name, most, cancellation);
            var count = queued.Counts.Values.Sum();
            if (house.Json)
            {
                if (house.Room<Documents>().Account(name).Delivery == DeliveryChannel.Calls)
                {
                    JsonLines.Write(new { rows = queued.First, calls = house.Room<CallQueue>().All(name) });
                    return Task.FromResult(ExitCodes.Done);
                }

                JsonLines.Write(queued.First);
                return Task.FromResult(ExitCodes.Done);
            }

            foreach (var waiting in house.Room<BrakeBook>().Waiting(name))
            {
                Screen.Line($"{name}: {waiting.Sentence}: connector brake show {waiting.Run} --account {name}");
            }

            var calls = house.Room<CallQueue>().All(name);
            if (calls.Count > 0)
            {
                Calls(name, calls, most);
            }

            if (count == 0)
            {
                if (calls.Count > 0)
                {
                    return Task.FromResult(ExitCodes.Done);
                }

                Screen.Line($"{name}: nothing is lined up; what was sent is what the shop and the policies say now.");
                return Task.FromResult(ExitCodes.Done);
            }

            var table = Screen.Table($"{name}: {string.Join(", ", queued.Counts.Select(status => $"{status.Value:N0} {Words(status.Key)}"))}", "SKU", "name", "view", "template", "status", "what", "because");
            foreach (var sku in queued.First)
            {
                table.Add(sku.Sku, sku.Name, sku.View, sku.Template, Words(sku.Status), sku.What, sku.Because);
            }

            Screen.Wide(table, "name", "what", "because");
            if (count > queued.First.Count)
            {
                Screen.Line($"... and {count - queued.First.Count:N0} more (--limit N shows N, --json all)");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    /// <summary>Products of which calls have something left to do, in the order in which they go.</summary>
    private static void Calls(string account, IReadOnlyList<CallTask> calls, int most)
    {
        var table = Screen.Table($"{account}: calls for {calls.Count:N0} products", "item group", "view", "what", "since", "not before", "because");
        foreach (var task in calls.Take(most))
        {
            var what = task switch
            {
                { Kind: CallTaskKind.Stock } or { Priority: CallPriorities.Stock } => "quantities",
                { Priority: CallPriorities.Off } => "off sale",
                { Priority: CallPriorities.Create } => "new",
                _ => "content and prices",
            };
            table.Add(task.Group, task.View, what, $"{task.Since:u}", $"{task.Due:u}", task.Fault is { } fault ? $"{fault.Sentence}; {fault.Remedy}" : "its turn has not come");
        }

        Screen.Wide(table, "because");
        if (calls.Count > most)
        {
            Screen.Line($"... and {calls.Count - most:N0} more products (--limit N shows N, --json all)");
        }
    }

    private static string Words(QueueStatus status) => status switch
    {
        QueueStatus.New => "new",
        QueueStatus.Changed => "changed",
        QueueStatus.SentAgain => "sent again",
        QueueStatus.Deactivated => "off sale",
        QueueStatus.Deleted => "deleted",
        QueueStatus.Quantity => "quantity",
        _ => "waits for review",
    };
}
