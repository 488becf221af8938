using Connector.Accounts;
using Connector.Review;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>account</c>: the commands of all documents, and how an account's ledger begins.</summary>
internal static class AccountCommands
{
    public static Command Account()
    {
        var command = DocumentFamily.Account.Of("Accounts, as documents; what an account's ledger begins with.");
        command.Add(Adopt());
        command.Add(Rebuild());
        command.Add(AuthorizeCommand.Authorize());
        command.Add(OnboardCommand.Onboard());
        command.Add(ConnectionCommands.Connect());
        command.Add(ConnectionCommands.Connection());
        command.Add(ConnectionCommands.Disconnect());
        return command;
    }

    private static Command Adopt()
    {
        var account = GivenSkus.Account();
        var dry = new Option<bool>("--dry-run") { Description = "Only say what TikTok lists and what would follow." };
        var command = new Command("adopt", "For a shop that is already on TikTok: take what TikTok lists into the empty ledger, so that the first feed sees what the shop no longer sells.") { account, dry };
        var person = new GivenPerson().On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var (name, isDry) = (parsed.GetValue(account)!, parsed.GetValue(dry));
            var adopted = await Told.WithProgressAsync(
                house.Json, "adoption", told => house.Room<Adoption>().AdoptAsync(name, isDry, person.By(parsed), person.Because(parsed), told, cancellation));
            return Show(house, adopted, isDry);
        });
        return command;
    }

    private static int Show(House house, AdoptionRecord adopted, bool isDry)
    {
        if (house.Json)
        {
            JsonLines.Write(new { run = isDry ? null : adopted.Run, adopted.Account, adopted.Views });
            return ExitCodes.Done;
        }

        foreach (var view in adopted.Views)
        {
            if (view.NotCompared is { } why)
            {
                Screen.Line($"view {view.View} is left out: {why}");
                continue;
            }

            Screen.Line($"view {view.View}: TikTok's catalog {view.CatalogId} shows {view.Shown:N0} products, {view.Known:N0} known to the shop, {view.Orphans:N0} orphans");
            if (view.Orphans > 0)
            {
                Screen.Line($"  orphans: {string.Join(", ", view.Examples)}{(view.Orphans > view.Examples.Count ? $" and {view.Orphans - view.Examples.Count:N0} more" : "")}");
            }

            Screen.Line($"  A first full feed updates {view.Known:N0} (or takes them off the shelf, where a policy holds them), {(view.Deletes ? "deletes" : "takes off the shelf")} {view.Orphans:N0} orphans"
                + $" (onStoreDelete: {(view.Deletes ? "delete" : "deactivate")}), and brings up to {view.InShop - view.Known:N0} that TikTok does not show.");
            if (view.Incomplete > 0 && !view.Deletes)
            {
                Screen.Line($"  Of {view.Incomplete:N0} orphans TikTok does not show all that a row must have, and may refuse the row that says they are out of stock; onStoreDelete: delete takes those as well.");
            }

            if (view.OnlyFirstOf is { } total)
            {
                Screen.Line($"  TikTok lists only the first {ReviewSettings.MaxDepth:N0} of {total:N0} products: orphans among the others stay unseen.");
            }
        }

        Screen.Line(isDry
            ? "Dry run: nothing was adopted."
            : $"Adopted as {adopted.Run}. Look first: connector feed full --account {adopted.Account} --dry-run");
        return ExitCodes.Done;
    }

    private static Command Rebuild()
    {
        var account = GivenSkus.Account();
        var yes = new Option<bool>("--yes") { Description = "Do it. Default: only say what would be forgotten." };
        var command = new Command("rebuild", "Begin an account's ledger from zero: whatever was sent counts as unsent.") { account, yes };
        var person = new GivenPerson().On(command);
        command.Validators.Add(result =>
        {
            if (Given.IsOn(result.GetResult(yes)) && !person.IsSaidWhy(result))
            {
                result.AddError("--yes is answered for: add --because TEXT");
            }
        });
        command.SetHouseAction((house, parsed, _) =>
        {
            var (name, rebuilding) = (parsed.GetValue(account)!, house.Room<Rebuilding>());
            var preview = rebuilding.Preview(name);
            var done = parsed.GetValue(yes) ? rebuilding.Rebuild(name, person.By(parsed), person.Because(parsed)) : null;
            Show(house, name, preview, done);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(House house, string name, RebuildPreview preview, RebuildRecord? done)
    {
        var forgotten = done?.Forgotten ?? preview.Forgotten;
        if (house.Json)
        {
            JsonLines.Write(new { account = name, run = done?.Run, forgotten, kept = new { filesInTheDrop = preview.Lying, preview.Records, preview.Decisions, preview.Past }, preview.InShop });
            return;
        }

        Screen.Line($"{(done is null ? "Would forget" : "Forgot")}: {forgotten.Rows:N0} rows and {forgotten.Quantities:N0} quantities sent, {forgotten.Answers:N0} answers of TikTok, {forgotten.Waiting:N0} SKUs that wait for a delta, {forgotten.Cursors:N0} cursors.");
        Screen.Line($"{(done is null ? "Would keep" : "Kept")}: archive and chain ({preview.Records:N0} records), documents, {preview.Decisions:N0} SKUs decided about by hand, {preview.Past:N0} states of before, {preview.Lying:N0} files in the drop, which leave it as ever.");
        Screen.Line($"A first full feed sends {string.Join(", ", preview.InShop.Select(view => $"up to {view.Value:N0} rows of view {view.Key}"))}.");
        Screen.Line(house.Room<Documents>().Account(name).Delivery == DeliveryChannel.Calls
            ? "Which item group is which product of TikTok stays known: all of it is told again, and what a first full feed does not list is turned off behind it."
            : $"What TikTok has and the shop does not sell is unknown then: let `connector account adopt --account {name}` take it up before the first feed.");
        Screen.Line(done is null ? "Nothing was changed; do it with --yes --because TEXT." : $"Noted as {done.Run}.");
    }
}
