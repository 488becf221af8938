using System.Globalization;
using Connector.Intake;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>intake</c>: files with values of people's own, which win over the shop.</summary>
internal static class IntakeCommands
{
    public static Command Intake() => new("intake", "Manual files: prices, stock, texts and takedowns that people give, and that win over the shop.")
    {
        Run(),
        Check(),
        List(),
        Clear(),
    };

    private static Command Run()
    {
        var account = GivenSkus.Account();
        var command = new Command("run", "Take what lies in the account's intake folder now, tell TikTok, and answer each file beside it.") { account };
        var person = new GivenPerson().On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account)!;
            var receipts = await Told.WithProgressAsync(house.Json, "manual files", told => house.Room<IntakeRun>().GoAsync(name, person.By(parsed), told, cancellation));
            if (house.Json)
            {
                JsonLines.Write(receipts);
            }
            else
            {
                Show(name, receipts);
            }

            return receipts.All(receipt => receipt.Outcome is "accepted" or "skipped" && receipt.Runs.All(run => run.Stopped is null)) ? ExitCodes.Done : ExitCodes.Fault;
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A CSV on this machine." };
        var account = GivenSkus.Account();
        var errors = new Option<string?>("--errors") { Description = "Where the list of refused rows goes. Default: nowhere; the first of them are shown.", HelpName = "FILE" };
        var command = new Command("check", "Look at a manual file as intake run would, and take nothing.") { file, account, errors };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            if (!File.Exists(path))
            {
                Faults.Write(house.Json, [new Fault("intake.file", $"there is no file {path}", "name a CSV on this machine")]);
                return Task.FromResult(ExitCodes.Fault);
            }

            var list = parsed.GetValue(errors) ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            try
            {
                var found = house.Room<IntakeCheck>().Check(parsed.GetValue(account)!, path, list, cancellation);
                if (house.Json)
                {
                    JsonLines.Write(found);
                }
                else
                {
                    Show(Path.GetFileName(path), found);
                }

                return Task.FromResult(found is { Refusal: null, Refused: 0 } ? ExitCodes.Done : ExitCodes.Fault);
            }
            finally
            {
                if (parsed.GetValue(errors) is null)
                {
                    File.Delete(list);
                }
            }
        });
        return command;
    }

    private static Command List()
    {
        var skus = GivenSkus.Argument(ArgumentArity.ZeroOrMore);
        var account = GivenSkus.Account();
        var all = new Option<bool>("--all") { Description = "Also what is over." };
        var command = new Command("list", "Values that people gave: by whom, in which file and row, until when, and why.") { skus, account, all };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account)!;
            _ = house.Room<Documents>().Account(name);
            var only = parsed.GetValue(skus) is { Length: > 0 } given ? given : null;
            var rows = house.Room<ManualEntries>().History(name, only, parsed.GetValue(all));
            if (house.Json)
            {
                foreach (var row in rows)
                {
                    JsonLines.Write(row);
                }

                return Task.FromResult(ExitCodes.Done);
            }

            Show(name, rows, house.Room<ManualEntries>().Count(name), parsed.GetValue(all));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Clear()
    {
        var skus = GivenSkus.Argument();
        var account = GivenSkus.Account();
        var command = new Command("clear", "Take back what was given for SKUs: the shop and the policies decide again, with the next deltas.") { skus, account };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var (name, given) = (parsed.GetValue(account)!, parsed.GetValue(skus)!);
            var cleared = house.Room<IntakeRun>().Clear(name, given, person.By(parsed), person.Because(parsed));
            if (house.Json)
            {
                JsonLines.Write(new { account = name, cleared, without = given.Distinct(StringComparer.Ordinal).Except(cleared) });
                return Task.FromResult(ExitCodes.Done);
            }

            foreach (var sku in given.Distinct(StringComparer.Ordinal))
            {
                Screen.Line(cleared.Contains(sku) ? $"{sku} is the shop's and the policies' again" : $"nothing was given for {sku}");
            }

            Screen.Line(cleared.Count > 0 ? $"The next deltas tell TikTok; at once: connector feed delta --account {name}" : "Nothing is changed.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(string account, IReadOnlyList<IntakeReceipt> receipts)
    {
        if (receipts.Count == 0)
        {
            Screen.Line($"No manual file lies whole in the intake folder of account {account}.");
            return;
        }

        var table = Screen.Table($"Manual files of account {account}", ["file", "outcome", "rows", "taken", "refused", "told by", "because"]);
        foreach (var receipt in receipts)
        {
            table.Add([
                receipt.File, receipt.Outcome, Number(receipt.Rows), Number(receipt.Accepted), Number(receipt.Refused),
                string.Join(", ", receipt.Runs.Select(run => run.Run ?? (run.Stopped is null ? "nothing to send" : "stopped"))),
                receipt.Because?.Sentence ?? receipt.Runs.FirstOrDefault(run => run.Stopped is not null)?.Stopped ?? (receipt.Errors is { } errors ? $"see {errors}" : "")]);
        }

        Screen.Console.Write(table);
    }

    private static void Show(string file, IntakeChecked found)
    {
        if (found.Refusal is { } refusal)
        {
            Screen.Line($"{file} would be refused: {refusal.Sentence} {refusal.Cure}");
        }
        else
        {
            Screen.Line($"{file} would be taken{(found.Refused > 0 ? " in part" : "")}: {Number(found.Accepted)} of {Number(found.Rows)} rows, {Number(found.Values)} values; {Number(found.TakenDown)} SKUs taken down, {Number(found.Restored)} put back, {Number(found.Cleared)} cleared");
        }

        if (found.Form is { } form)
        {
            Screen.Line($"Read as {form.Encoding}{(form.ByteOrderMark ? " (by its byte order mark)" : "")}{(form.Delimiter.Length > 0 ? $", delimiter {(form.Delimiter == "\t" ? "tab" : form.Delimiter)}" : "")}");
        }

        if (found.Faults.Count == 0)
        {
            return;
        }

        var table = Screen.Table(found.Refused > found.Faults.Count ? $"The first {found.Faults.Count} of {Number(found.Refused)} refused rows" : "Refused rows", ["row", "column", "value", "reason", "cure"]);
        foreach (var fault in found.Faults)
        {
            table.Add([Number(fault.Row), fault.Column, fault.Value, fault.Reason, fault.Cure]);
        }

        Screen.Console.Write(table);
    }

    private static void Show(string account, IEnumerable<ManualValueRow> rows, long inForce, bool withEnds)
    {
        const int Most = 200;
        string[] ends = withEnds ? ["over"] : [];
        var table = Screen.Table($"{Number(inForce)} values given by people for account {account}", ["SKU", "view", "column", "value", "until", "by", "file", "because", .. ends]);
        var count = 0;
        foreach (var row in rows.Take(Most + 1))
        {
            if (++count > Most)
            {
                break;
            }

            string[] end = withEnds ? [row.EndedAt is { } at ? $"{Minute(at)}, {row.EndedBecause}" : ""] : [];
            table.Add([
                row.Sku, row.View, row.Col, row.Value.Replace('\n', ' '), row.Until is { } until ? Minute(until) : "the shop's own changes", row.By, $"{row.File} row {Number(row.RowNumber)}", row.Because, .. end]);
        }

        if (count == 0)
        {
            Screen.Line($"Account {account} has no values given by people.");
            return;
        }

        Screen.Console.Write(table);
        if (count > Most)
        {
            Screen.Line($"The first {Most}; all of them: --json");
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Minute(string at) => at[..16].Replace('T', ' ');
}
