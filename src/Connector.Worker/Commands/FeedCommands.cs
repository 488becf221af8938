using Connector.Feeds;

namespace Connector.Worker.Commands;

/// <summary><c>feed full</c>, <c>feed delta</c> and <c>feed inventory</c>: the trip, or a dry run of it.</summary>
internal static class FeedCommands
{
    public static Command Feed() => new("feed", "Make a feed and deliver it.")
    {
        Of("full", FeedKind.Full, "Full catalog feed: every row of every view."),
        Of("delta", FeedKind.Delta, "Delta feed: what differs from what was sent, deletions among it. Where nothing does, nothing is sent."),
        Of("inventory", FeedKind.Inventory, "Full inventory feed: the quantity of every listed SKU."),
    };

    private static Command Of(string name, FeedKind kind, string what)
    {
        var account = new Option<string>("--account") { Description = "The account.", HelpName = "A", Required = true };
        var view = new Option<string?>("--view") { Description = "Only this store view.", HelpName = "V" };
        var sheet = new Option<string?>("--sheet") { Description = $"Another feed sheet, for a dry run: {string.Join(", ", FeedSheets.All.Select(known => known.Id))}.", HelpName = "ID" };
        var gzip = new Option<int?>("--gzip") { Description = "Compression of product files, 0 (none) to 9. Default: the account's.", HelpName = "0-9" };
        var dry = new Option<bool>("--dry-run") { Description = "Make the files and stop: nothing leaves this machine, and nothing counts as sent." };
        var afresh = new Option<bool>("--afresh") { Description = "Make every row anew. Default: what has not changed since an earlier full feed is taken from its memory." };
        var output = new Option<string?>("--out") { Description = "Where a dry run leaves its files. Default: dry-runs/ in the data folder.", HelpName = "DIR" };
        var wait = new Option<bool>("--wait") { Description = "Wait for a run of this account that is going on, instead of refusing." };
        var only = new Option<string?>("--only") { Description = "inventory: only quantities. price: only prices, with the content last sent.", HelpName = "inventory|price" };
        var reconcile = new Option<bool>("--reconcile") { Description = "First compare what TikTok shows with what was sent: what was edited, added or lost there is told, and repaired by this feed." };
        only.AcceptOnlyFromAmong("inventory", "price");
        var command = new Command(name, what) { account, view, gzip, dry, output, wait };
        if (kind == FeedKind.Full)
        {
            command.Options.Insert(2, sheet);
            command.Options.Insert(3, reconcile);
        }

        if (kind == FeedKind.Delta)
        {
            command.Options.Insert(1, only);
        }
        else
        {
            command.Options.Insert(2, afresh);
        }

        gzip.Validators.Add(result =>
        {
            if (Given.Number(result) is < 0 or > 9)
            {
                result.AddError("--gzip takes 0 to 9");
            }
        });
        command.Validators.Add(result =>
        {
            if (Given.Is(result.GetResult(output)) && !Given.IsOn(result.GetResult(dry)))
            {
                result.AddError("--out is for a dry run: add --dry-run");
            }
        });
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var ordered = kind != FeedKind.Delta ? kind : parsed.GetValue(only) switch
            {
                "inventory" => FeedKind.InventoryDelta,
                "price" => FeedKind.PriceDelta,
                _ => FeedKind.Delta,
            };
            var order = new FeedOrder(parsed.GetValue(account)!, ordered, House.StartedBy)
            {
                View = parsed.GetValue(view),
                Sheet = kind == FeedKind.Full ? parsed.GetValue(sheet) : null,
                Gzip = parsed.GetValue(gzip),
                Afresh = kind != FeedKind.Delta && parsed.GetValue(afresh),
                Reconcile = kind == FeedKind.Full && parsed.GetValue(reconcile),
                DryRun = parsed.GetValue(dry),
                Out = parsed.GetValue(output),
                Wait = parsed.GetValue(wait),
            };
            return await GoAsync(house, order, cancellation);
        });
        return command;
    }

    /// <summary>Makes a feed and shows what came of it.</summary>
    public static async Task<int> GoAsync(House house, FeedOrder order, CancellationToken cancellation)
    {
        var meter = Cost.Begin();
        var result = await Told.WithProgressAsync(house.Json, order.Kind.Words(), told => house.Room<FeedRun>().GoAsync(order, told, cancellation));
        return Show(house, result, meter.Cost);
    }

    private static int Show(House house, FeedResult result, Cost cost)
    {
        if (house.Json)
        {
            JsonLines.Write(new { run = result.Run, end = result.End, result.Folder, result.Made, cost });
            return ExitCodes.Done;
        }

        foreach (var view in result.Made.Views)
        {
            Screen.Line($"view {view.View}: {view.Read:N0} read = {view.Listed:N0} listed + {view.Held:N0} held; of those held, {view.Kept:N0} keep their last content, {view.OutOfStock:N0} stay out of stock, {view.Deleted:N0} are deleted");
            if (view.KeptBack > 0)
            {
                Screen.Line($"  {view.KeptBack:N0} rows stay, in part, as they were sent: by the synchronization policy, or while TikTok reviews them");
            }

            if (view.Remembered > 0)
            {
                Screen.Line($"  {view.Remembered:N0} of those read had not changed since an earlier feed and were taken from its memory");
            }
        }

        foreach (var held in result.Made.HeldBy)
        {
            Screen.Line($"  {held.Count,6:N0} x {held.Code}, such as {held.Example}: {held.Sentence}; {held.Remedy}");
        }

        foreach (var file in result.Made.Files)
        {
            Screen.Line($"  {file.Name}: {file.Rows:N0} rows, {file.Bytes:N0} bytes");
        }

        Screen.Line(result.End switch
        {
            FeedEnd.Dry => $"Dry run: the files and held.csv are in {result.Folder}; nothing was delivered.",
            FeedEnd.Nothing => "There is nothing to send.",
            FeedEnd.Sealed when result.Made.InPart => $"Delivered in part as run {result.Run}: increases wait for a person (connector brake list); its files and records are in {result.Folder}",
            _ => $"Delivered as run {result.Run}; its files and records are in {result.Folder}",
        });
        Screen.Line(cost.ToString());
        return ExitCodes.Done;
    }
}
