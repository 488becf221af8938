using Connector.Review;

namespace Connector.Worker.Commands;

/// <summary><c>publish rollback</c>, <c>publish resume</c>: content and price of an earlier run, until a person lets them go on.</summary>
internal static class PublishCommands
{
    private const int Shown = 20;
    private const int Widest = 60;

    public static Command Publish() => new("publish", "Go back to what an earlier run published, and go on from there.") { Rollback(), Resume() };

    private static Command Rollback()
    {
        var to = new Option<string>("--to") { Description = "The run after which TikTok had what it shall have again: a full feed, a delta or a price delta, as `run list` shows it.", HelpName = "RUN", Required = true };
        var (account, view, skus) = (GivenSkus.Account(), ViewOption(), SkusOption("Default: all that TikTok had then."));
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would change." };
        var later = new Option<bool>("--later") { Description = "Let the next scheduled delta tell TikTok. Default: a delta is made and delivered now." };
        var command = new Command(
            "rollback", "Take content and price back to what TikTok had after a run, and pin them; stock goes on. They stay until `publish resume`, or until another version of a policy is applied.")
        {
            to, account, view, skus, dry, later,
        };
        var person = new GivenPerson().On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var (name, run, only, given) = (parsed.GetValue(account)!, parsed.GetValue(to)!, parsed.GetValue(view), Given(parsed.GetValue(skus)));
            var rollback = house.Room<Rollback>();
            var isDry = parsed.GetValue(dry);
            var result = isDry ? rollback.Look(name, run, only, given, cancellation) : rollback.Go(name, run, only, given, person.By(parsed), person.Because(parsed), cancellation);
            if (house.Json)
            {
                JsonLines.Write(new
                {
                    account = name, result.Run, rollback = result.Id, result.Pinned, result.Differ, result.Gone, result.Unknown, result.WithoutFull,
                    examples = result.Examples.Select(sku => new { sku.View, sku.Sku, columns = sku.Columns.Select(column => new { column.Column, column.Before, column.After }) }),
                });
            }
            else
            {
                Show(result, name, isDry);
            }

            return isDry || result.Pinned == 0 ? ExitCodes.Done : await DeltaAsync(house, name, $"{person.By(parsed)} by rollback {result.Id}", parsed.GetValue(later), cancellation);
        });
        return command;
    }

    private static Command Resume()
    {
        var (account, view, skus) = (GivenSkus.Account(), ViewOption(), SkusOption("Default: all that are pinned."));
        var later = new Option<bool>("--later") { Description = "Let the next scheduled delta tell TikTok. Default: a delta is made and delivered now." };
        var command = new Command("resume", "Let rolled-back SKUs go on: the shop and the policies decide about their content and price again.") { account, view, skus, later };
        var person = new GivenPerson(becauseIsRequired: true).On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account)!;
            var count = house.Room<Rollback>().Resume(name, parsed.GetValue(view), Given(parsed.GetValue(skus)), person.By(parsed), person.Because(parsed));
            if (house.Json)
            {
                JsonLines.Write(new { account = name, resumed = count });
            }
            else
            {
                Screen.Line(count == 0 ? "None of them is pinned; nothing was changed." : $"{count:N0} {(count == 1 ? "SKU goes" : "SKUs go")} on.");
            }

            return count == 0 ? ExitCodes.Done : await DeltaAsync(house, name, $"{person.By(parsed)} by resuming", parsed.GetValue(later), cancellation);
        });
        return command;
    }

    private static async Task<int> DeltaAsync(House house, string account, string startedBy, bool later, CancellationToken cancellation)
    {
        if (!later)
        {
            return await FeedCommands.GoAsync(house, new FeedOrder(account, FeedKind.Delta, startedBy) { Wait = true }, cancellation);
        }

        if (!house.Json)
        {
            Screen.Line($"The next delta tells TikTok; at once: connector feed delta --account {account}");
        }

        return ExitCodes.Done;
    }

    private static void Show(RollbackResult result, string account, bool isDry)
    {
        foreach (var view in result.WithoutFull)
        {
            Screen.Line($"View {view}: no full feed was delivered up to run {result.Run}; only what deltas sent is known of it.");
        }

        foreach (var sku in result.Unknown)
        {
            Screen.Line($"{sku}: TikTok did not have it after run {result.Run}; it stays as it is.");
        }

        if (result.Gone > 0)
        {
            Screen.Line($"{result.Gone:N0} SKUs that TikTok had then are neither there nor in the shop any more; they are not brought back.");
        }

        Screen.Line(result.Pinned == 0
            ? $"There is nothing of run {result.Run} to go back to."
            : $"{result.Pinned:N0} {(result.Pinned == 1 ? "SKU" : "SKUs")} of account {account} {(isDry ? "would be" : "are")} pinned to what TikTok had after run {result.Run}; of {result.Differ:N0}, content or price differs from what it has now.");
        foreach (var sku in result.Examples.Take(Shown))
        {
            Screen.Line($"  {sku.Sku} in {sku.View}: {string.Join("; ", sku.Columns.Select(column => $"{column.Column} {Short(column.Before)} -> {Short(column.After)}"))}");
        }

        if (result.Differ > Math.Min(Shown, result.Examples.Count))
        {
            Screen.Line($"  ... and {result.Differ - Math.Min(Shown, result.Examples.Count):N0} more");
        }
    }

    private static string Short(string text) => text.Length == 0 ? "(empty)" : text.Length <= Widest ? text : $"{text[..Widest]}…";

    private static string[]? Given(string[]? skus) => skus is { Length: > 0 } ? skus : null;

    private static Option<string?> ViewOption() => new("--view") { Description = "Only this store view. Default: all.", HelpName = "V" };

    private static Option<string[]> SkusOption(string otherwise) => new("--sku") { Description = $"Only these SKUs. {otherwise}", HelpName = "S", AllowMultipleArgumentsPerToken = true };
}
