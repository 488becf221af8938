using System.Globalization;
using Connector.Archive;

namespace Connector.Worker.Commands;

/// <summary><c>archive</c>: what was sent, proved, looked at, taken out and pruned.</summary>
internal static class ArchiveCommands
{
    private const string When = "yyyy-MM-dd HH:mm:ss";

    public static Command Archive()
    {
        var command = new Command("archive", "What was ever delivered, and the records of it: looked at, proved, taken out, pruned.");
        foreach (var one in All())
        {
            command.Add(one);
        }

        return command;
    }

    /// <summary>The commands of the family.</summary>
    private static IEnumerable<Command> All() => [List(), Show(), Verify(), Head(), .. ArchiveTraceCommands.All(), Export(), Copy(), Prune()];

    private static Command List()
    {
        var account = AccountOption("Only this account; _documents: changes of documents. Default: all.");
        var from = InstantOption("--from", "Only from this day or instant on (UTC).");
        var to = InstantOption("--to", "Only before this day or instant (UTC).");
        var kind = new Option<string?>("--kind") { Description = "Only these: full, delta, pricedelta, inventory, inventorydelta, adopt, rebuild, takedown, assignment, resend, documents, prune ...", HelpName = "KIND" };
        var command = new Command("list", "What the archive has: runs, and what people did, in the order of time.") { account, from, to, kind };
        command.SetHouseAction((house, parsed, _) =>
        {
            var entries = house.Room<ArchiveList>().All(parsed.GetValue(account), At(parsed.GetValue(from)), At(parsed.GetValue(to)), parsed.GetValue(kind));
            if (house.Json)
            {
                JsonLines.Write(entries);
                return Task.FromResult(ExitCodes.Done);
            }

            var any = false;
            foreach (var entry in entries)
            {
                any = true;
                Screen.Line(string.Create(
                    CultureInfo.CurrentCulture,
                    $"{entry.Account,-12} {entry.Run,-32} {entry.State,-10} {(entry.Files > 0 ? $"{entry.Rows:N0} rows in {entry.Files} {(entry.Files == 1 ? "file" : "files")}, {entry.Bytes:N0} bytes{(entry.Pruned > 0 ? $", {entry.Pruned} pruned" : "")}" : entry.Told)}{(entry.By.Length > 0 ? $"; {entry.By}" : "")}"));
            }

            if (!any)
            {
                Screen.Line($"The archive {house.Room<RunFolders>().Root} has nothing of that.");
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Show()
    {
        var run = RunArgument();
        var account = AccountOption("The account, where several have such a run.");
        var command = new Command("show", "One run, or one thing that people did: what, when, by whom, from what, its files, what TikTok was told and answered.") { run, account };
        command.SetHouseAction((house, parsed, _) =>
        {
            ArchiveShow.Write(house, house.Room<ArchiveList>().Find(parsed.GetValue(account), parsed.GetValue(run)!));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Verify()
    {
        var account = AccountOption("Only this account. Default: all.");
        var run = new Option<string?>("--run") { Description = "Only the files of this run, and its account's chain.", HelpName = "RUN" };
        var head = new Option<string?>("--head") { Description = "A daily head's SHA-256, as it was published: the archive must go back to it.", HelpName = "HASH" };
        var deep = new Option<bool>("--deep") { Description = "Also unpack the files and compare what they hold." };
        var location = new Option<string?>("--location") { Description = "An archive elsewhere, such as a copy: its folder. Only its files are looked at.", HelpName = "DIR" };
        head.Validators.Add(result => Demand(
            result, result.Tokens is not [{ Value: var value }] || (value.Trim().Length == 64 && value.Trim().All(char.IsAsciiHexDigit)), "--head is a SHA-256: 64 hexadecimal digits"));
        var command = new Command("verify", "Prove that the archive is what was written: every chain, every file, every daily head. Exit code 1 if anything is not.") { account, run, head, deep, location };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var order = new VerifyOrder
            {
                Account = parsed.GetValue(account), Run = parsed.GetValue(run), Head = parsed.GetValue(head)?.Trim(), Deep = parsed.GetValue(deep), Location = parsed.GetValue(location),
            };
            var result = house.Room<Verifying>().Verify(order, cancellation);
            if (house.Json)
            {
                JsonLines.Write(result);
            }
            else
            {
                Tell(result, order, order.Location ?? house.Room<RunFolders>().Root);
            }

            return Task.FromResult(result.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault);
        });
        return command;
    }

    private static Command Head()
    {
        var command = new Command("head", "Today's head over all chains, made now if there is none yet. Its hash, kept elsewhere, proves the archive: archive verify --head HASH.");
        command.SetHouseAction((house, _, _) =>
        {
            if (house.Room<DailyHeads>().Make() is not { } made)
            {
                throw new PersonMustDecideException("archive.empty", "Nothing is chained yet.", "Make a feed first.");
            }

            if (house.Json)
            {
                JsonLines.Write(made);
                return Task.FromResult(ExitCodes.Done);
            }

            Screen.Line(made.Hash);
            Screen.Line($"is the head of {made.Head.Date}: {made.Head.Describe()}.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Export()
    {
        var run = RunArgument();
        var account = AccountOption("The account, where several have such a run.");
        var folder = new Option<string>("--out") { Description = "A folder that is not there yet, or empty.", HelpName = "DIR", Required = true };
        var command = new Command("export", "Take a run out: its files and records, README.txt, and SHA256SUMS for sha256sum -c. Exit code 1 if a file is not what was sealed.") { run, account, folder };
        command.SetHouseAction((house, parsed, _) =>
        {
            var list = house.Room<ArchiveList>();
            var (files, faults) = ArchiveList.Export(list.Find(parsed.GetValue(account), parsed.GetValue(run)!), parsed.GetValue(folder)!);
            if (house.Json)
            {
                JsonLines.Write(new { run = parsed.GetValue(run), folder = Path.GetFullPath(parsed.GetValue(folder)!), files, faults });
            }
            else
            {
                Screen.Line($"{files} files of run {parsed.GetValue(run)} are in {Path.GetFullPath(parsed.GetValue(folder)!)}; check them with: sha256sum -c SHA256SUMS");
                faults.ToList().ForEach(fault => Screen.Line($"  {fault}"));
            }

            return Task.FromResult(faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault);
        });
        return command;
    }

    private static Command Copy()
    {
        var verify = new Option<bool>("--verify") { Description = "Copy nothing: read the second archive and compare every file with what the chains here vouch for." };
        var command = new Command("copy", "Copy what is not there yet to the second archive (machine setting archiveCopy), as the worker does each minute.") { verify };
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var copying = house.Room<ArchiveCopying>();
            if (parsed.GetValue(verify))
            {
                var (files, faults) = await copying.VerifyAsync(null, cancellation);
                if (house.Json)
                {
                    JsonLines.Write(new { files, faults });
                }
                else
                {
                    faults.ToList().ForEach(fault => Screen.Line($"WRONG ({fault.Code}) {fault.Account}: {fault.Sentence}"));
                    Screen.Line($"{files:N0} files of the second archive compared{(faults.Count == 0 ? ": all are as they were written." : $", {faults.Count:N0} are not as they were written.")}");
                }

                return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
            }

            var copied = await copying.CopyAsync(cancellation);
            if (house.Json)
            {
                JsonLines.Write(copied);
            }
            else
            {
                Screen.Line(copied.Records == 0 ? "There was nothing to copy." : $"{copied.Records:N0} records copied; {copied.Files:N0} files sent, {copied.Bytes:N0} bytes.");
                copied.Faults.ToList().ForEach(fault => Screen.Line($"  {fault}"));
            }

            return copied.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Fault;
        });
        return command;
    }

    private static Command Prune()
    {
        var account = AccountOption("Only this account. Default: all.");
        var days = new Option<int?>("--older-than") { Description = "Files of runs that were sealed so many days ago, or more.", HelpName = "DAYS" };
        var gigabytes = new Option<double?>("--keep-gb") { Description = "The oldest files, until those that stay take so many gigabytes.", HelpName = "N" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would go." };
        var command = new Command("prune", "Let delivered files of old runs leave the archive; their records, sizes and hashes stay. Never what says what TikTok has now.") { account, days, gigabytes, dry };
        var person = new GivenPerson().On(command);
        days.Validators.Add(result => Demand(result, Given.Number(result) is null or >= 0, "--older-than is a number of days, 0 or more"));
        gigabytes.Validators.Add(result => Demand(
            result, result.Tokens is not [{ Value: var value }] || !double.TryParse(value, CultureInfo.InvariantCulture, out var size) || size >= 0, "--keep-gb is a number of gigabytes, 0 or more"));
        command.Validators.Add(result =>
        {
            if (!Given.Is(result.GetResult(days)) && !Given.Is(result.GetResult(gigabytes)))
            {
                result.AddError("say what goes: --older-than DAYS, --keep-gb N, or both");
            }
        });
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var isDry = parsed.GetValue(dry);
            var result = house.Room<Pruning>().Prune(
                new PruneOrder
                {
                    Account = parsed.GetValue(account), OlderThanDays = parsed.GetValue(days), KeepBytes = parsed.GetValue(gigabytes) is { } size ? (long)(size * 1e9) : null, DryRun = isDry,
                    By = person.By(parsed), Because = person.Because(parsed),
                },
                cancellation);
            if (house.Json)
            {
                JsonLines.Write(new { dryRun = isDry, result.Runs, result.Files, result.Bytes, result.Kept, result.BytesLeft, result.Accounts });
                return Task.FromResult(ExitCodes.Done);
            }

            foreach (var pruned in result.Accounts)
            {
                Screen.Line($"account {pruned.Account}{(pruned.Record.Length > 0 ? $", listed in {pruned.Record}" : "")}:");
                pruned.Runs.ToList().ForEach(run => Screen.Line($"  {run.Run,-32} {run.Files.Count} {(run.Files.Count == 1 ? "file" : "files")}, {run.Files.Sum(file => file.Bytes):N0} bytes"));
            }

            Screen.Line($"{result.Files:N0} files of {result.Runs:N0} runs, {result.Bytes:N0} bytes, {(isDry ? "would leave" : "have left")} the archive; {result.BytesLeft:N0} bytes stay."
                + (result.Kept > 0 ? $" {result.Kept:N0} runs stay although they are old enough: they say what TikTok has now." : ""));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Tell(VerifyResult result, VerifyOrder order, string root)
    {
        Screen.Line($"archive {root}");
        Screen.Line($"  {result.Chains:N0} chains with {result.Records:N0} records{(result.WithTable ? ", held against the state database" : "; where they end is known by heads alone")}");
        Screen.Line($"  {result.Runs:N0} sealed runs; {result.Files:N0} files compared, {result.Bytes:N0} bytes{(order.Deep ? ", those delivered unpacked too" : "")}");
        Screen.Line(result.Heads == 0 ? "  no daily head yet" : $"  {result.Heads:N0} daily {(result.Heads == 1 ? "head" : "heads")} held against the chains");
        if (result.PrunedFiles > 0)
        {
            Screen.Line($"  {result.PrunedFiles:N0} files ({result.PrunedBytes:N0} bytes) were pruned: their hashes stand in seals and in the list of what was pruned, and agree");
        }

        if (result.Unsealed > 0)
        {
            Screen.Line($"  {result.Unsealed:N0} {(result.Unsealed == 1 ? "run was" : "runs were")} never sealed: nothing vouches for what lies in their folders");
        }

        result.Notes.ToList().ForEach(note => Screen.Line($"  {note}"));
        foreach (var fault in result.Faults)
        {
            Screen.Line($"WRONG ({fault.Code}){(fault.Account.Length > 0 ? $" {fault.Account}:" : "")} {fault.Sentence}");
        }

        Screen.Line(result.Faults.Count switch
        {
            0 when order.Head is not null => $"All is as it was written, and goes back to head {order.Head}.",
            0 => "All is as it was written.",
            1 => "One thing is not as it was written. What was delivered is in a copy of the archive; who could write here should be asked.",
            var count => $"{count:N0} things are not as they were written. What was delivered is in a copy of the archive; who could write here should be asked.",
        });
    }

    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(When, CultureInfo.InvariantCulture);

    private static Argument<string> RunArgument() => new("RUN") { Description = "A run's id, as `archive list` shows it." };

    private static Option<string?> AccountOption(string words) => new("--account") { Description = words, HelpName = "A" };

    private static Option<string?> InstantOption(string name, string words)
    {
        var option = new Option<string?>(name) { Description = words, HelpName = "TIME" };
        option.Validators.Add(result => Demand(result, result.Tokens is not [{ Value: var value }] || TryAt(value, out _), $"{name} is a day or an instant, such as 2026-11-22 or 2026-11-22T14:00:00Z"));
        return option;
    }

    private static DateTimeOffset? At(string? given) => given is not null && TryAt(given, out var at) ? at : null;

    private static bool TryAt(string given, out DateTimeOffset at) => DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);

    private static void Demand(System.CommandLine.Parsing.OptionResult result, bool holds, string what)
    {
        if (!holds)
        {
            result.AddError(what);
        }
    }
}
