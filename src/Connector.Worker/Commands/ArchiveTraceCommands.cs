using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Worker.Demo;

namespace Connector.Worker.Commands;

/// <summary><c>archive trace</c>, <c>diff</c>, <c>restore</c>, <c>reindex</c>: what TikTok had, what changed, and the files once more.</summary>
internal static class ArchiveTraceCommands
{
    /// <summary>Rows of a difference that are shown; a file takes all.</summary>
    private const int RowsShown = 20;

    private const int LongestValue = 160;

    /// <summary>The commands, for the family.</summary>
    public static IReadOnlyList<Command> All() => [Trace(), Diff(), Restore(), Reindex()];

    private static Command Trace()
    {
        var sku = new Argument<string>("SKU") { Description = "The shop's id, as the shop writes it." };
        var account = AccountOption();
        var view = new Option<string?>("--view") { Description = "Only this store view. Default: all.", HelpName = "V" };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "As of when, such as 2026-11-22T14:00:00Z; without an offset it is UTC. Default: all that was ever told.",
            HelpName = "TIME",
            CustomParser = Time,
        };
        var command = new Command("trace", "What TikTok had of a SKU at a time, since which run, by which documents and source values, and what it answered.") { sku, account, view, at };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var name = Asked.Account(house, parsed.GetValue(account));
            CatchUp(house, name, cancellation);
            var trace = house.Room<Tracing>().Trace(name, parsed.GetValue(sku)!, parsed.GetValue(view), parsed.GetValue(at));
            if (trace is { At: null, Rows: [], Quantities: [], Answers: [], Events: [], Unknown: [] })
            {
                throw new PersonMustDecideException(
                    "archive.sku", $"The archive has nothing of SKU {trace.Sku} in account {name}{(parsed.GetValue(view) is { } only ? $", view {only}" : "")}.",
                    $"SKUs are told apart by case, as the shop writes them; `connector explain {trace.Sku}` says what becomes of it now.");
            }

            if (house.Json)
            {
                JsonLines.Write(trace);
            }
            else
            {
                Print(trace);
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command Diff()
    {
        var first = new Argument<string>("RUN1") { Description = "The run before, by its id, as `run list` shows it." };
        var second = new Argument<string>("RUN2") { Description = "The run after." };
        var account = AccountOption();
        var skus = new Option<string[]>("--sku") { Description = "Only this SKU; may be given several times.", HelpName = "SKU", AllowMultipleArgumentsPerToken = true };
        var state = new Option<bool>("--state") { Description = "Compare what TikTok had after each run, not what stands in their files: for deltas, which tell only what changed." };
        var csv = new Option<string?>("--out") { Description = "Also write all of it as a CSV, a line for each column that differs.", HelpName = "FILE" };
        var command = new Command("diff", "The difference between two runs: rows added, removed, changed, with their columns before and after.") { first, second, account, skus, state, csv };
        command.SetHouseAction((house, parsed, cancellation) => Task.FromResult(ShowDiff(
            house, Asked.Account(house, parsed.GetValue(account)), parsed.GetValue(first)!, parsed.GetValue(second)!, parsed.GetValue(skus) ?? [], parsed.GetValue(state), parsed.GetValue(csv), cancellation)));
        return command;
    }

    private static Command Restore()
    {
        var run = new Argument<string>("RUN") { Description = "A run's id, as `run list` shows it." };
        var account = AccountOption();
        var into = new Option<string>("--out") { Description = "The folder for its files; it is made.", HelpName = "DIR", Required = true };
        var remake = new Option<bool>("--remake") { Description = "Also make the files again from the rows that are kept where the archive still has them, to see that it can be done." };
        var command = new Command("restore", "A run's files once more, byte for byte: copied, or, where they have left the archive, made again from the rows that were kept.") { run, account, into, remake };
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var files = house.Room<Restoring>().Restore(Asked.Account(house, parsed.GetValue(account)), parsed.GetValue(run)!, parsed.GetValue(into)!, parsed.GetValue(remake), cancellation);
            if (house.Json)
            {
                JsonLines.Write(files);
            }
            else
            {
                foreach (var file in files)
                {
                    Screen.Line($"{file.Name}: {Words(file)}");
                }

                Screen.Line($"into {Path.GetFullPath(parsed.GetValue(into)!)}");
            }

            return Task.FromResult(files.All(file => file.IsSame || file.IsSamePlain) ? ExitCodes.Done : ExitCodes.Fault);
        });
        return command;
    }

    private static Command Reindex()
    {
        var command = new Command("reindex", "Make the archive's index anew, of the archive alone. It is kept up by itself; this is for one that is not trusted.");
        command.SetHouseAction((house, _, cancellation) =>
        {
            var indexed = house.Room<ArchiveIndexing>().Anew(Progress(house), cancellation);
            if (house.Json)
            {
                JsonLines.Write(indexed);
                return Task.FromResult(ExitCodes.Done);
            }

            Screen.Line($"{indexed.Records:N0} chained records were looked at; {indexed.Versions:N0} rows, deletions and quantities stand in {house.Room<ArchiveIndex>().Path}");
            Tell(indexed.Misfits);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Option<string?> AccountOption() => new("--account") { Description = "The account. Default: the only one.", HelpName = "A" };

    private static DateTimeOffset? Time(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return at;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no time; write it as 2026-11-22T14:00:00Z.");
        return null;
    }

    private static Ear? Progress(House house) => house.Json ? null : new Ear(step => Console.Error.WriteLine($"looking at {step.Sentence}"));

    /// <summary>The worker keeps the index up; what it has not seen yet is looked at now.</summary>
    private static void CatchUp(House house, string account, CancellationToken cancellation)
    {
        var indexed = house.Room<ArchiveIndexing>().CatchUp(account, Progress(house), cancellation);
        if (!house.Json)
        {
            Tell(indexed.Misfits);
        }
    }

    private static void Tell(IReadOnlyList<string> misfits)
    {
        foreach (var misfit in misfits)
        {
            Console.Error.WriteLine($"{misfit}; `connector archive verify` says more");
        }
    }

    private static void Print(SkuTrace trace)
    {
        Screen.Line($"{trace.Sku} in account {trace.Account}{(trace.At is { } at ? $" at {at:u}" : "")}");
        if (trace.Rows.Count == 0)
        {
            Screen.Line($"  TikTok {(trace.At is null ? "was never told of a row" : "had no row by then")}.");
        }

        var before = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var row in trace.Rows)
        {
            Screen.Line();
            Screen.Line($"  {row.By.ToldAt:u}  view {row.View}: {(row.By.ByCalls ? "to be " : "")}{(row.IsDeletion ? "deleted" : "listed")} by run {row.By.Run} ({row.By.StartedBy}{(row.By.ByCalls ? "; by calls" : "")}), read {row.By.ReadNumber}{(row.By.RefusedAt is { } refused ? $"; TikTok refused the file, it was said at {refused:u}" : "")}");
            if (row.By.ByCalls)
            {
                Screen.Line(row.CalledAt is { } called ? $"    {called:u}  the calls were made and put down: {row.Calls}" : "    no call for it is put down by then: it waits, or TikTok had the same already");
            }

            if (row.Since is { } since)
            {
                Screen.Line($"    the same since run {since.Run}, {since.ToldAt:u}");
            }

            if (row.AgainBy is { } again)
            {
                Screen.Line($"    told once more by full feed {again}");
            }

            Screen.Line($"    by {(row.By.Documents.Count == 0 ? "built-in defaults" : string.Join(", ", row.By.Documents))}; fingerprint {row.By.Fingerprint[..Math.Min(12, row.By.Fingerprint.Length)]}");
            if (row.Missing is { } missing)
            {
                Screen.Line($"    its row: {missing}");
            }

            // In a history, only what is new is told.
            foreach (var (column, value) in (row.Columns ?? new Dictionary<string, string>()).Where(column => trace.At is null && before.TryGetValue(row.View, out var last) ? last.GetValueOrDefault(column.Key) != column.Value : column.Value.Length > 0))
            {
                Screen.Line($"    {column,-24} {(value.Length == 0 ? "(empty)" : Short(value))}");
            }

            if (row.Columns is { } columns)
            {
                before[row.View] = columns;
            }

            if (row.Source is { } source)
            {
                if (source.TryGetProperty("pinnedTo", out var pinned))
                {
                    Screen.Line($"    content and price were rolled back to run {pinned.GetString()}");
                }

                foreach (var given in source.TryGetProperty("byHand", out var manual) ? manual.EnumerateArray() : default)
                {
                    Screen.Line($"    by hand: {given.GetString()}");
                }

                Screen.Line("    the shop said:");
                foreach (var member in source.EnumerateObject().Where(member => member.Name is not ("sku" or "view" or "pinnedTo" or "byHand")))
                {
                    Screen.Line($"      {member.Name,-22} {Short(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText())}");
                }
            }
            else if (!row.IsDeletion)
            {
                Screen.Line("    what the shop said was not kept, or the row was made of the one before");
            }
        }

        Screen.Line();
        foreach (var quantity in trace.Quantities)
        {
            Screen.Line($"  {quantity.By.ToldAt:u}  list {quantity.List}: {quantity.Quantity} {(quantity.By.ByCalls ? "to be told by calls of" : "by")} run {quantity.By.Run} ({quantity.By.StartedBy}){(quantity.By.RefusedAt is null ? "" : "; TikTok refused the file")}");
        }

        foreach (var answer in trace.Answers)
        {
            Screen.Line($"  {answer.At:u}  view {answer.View}: TikTok answered {Answer(answer)}, to the row of run {answer.RowRun}{(answer.Reasons.Count > 0 ? $": {string.Join(" / ", answer.Reasons)}" : "")}");
        }

        foreach (var one in trace.Events)
        {
            Screen.Line($"  {one.At:u}  {one.What}{(one.By.Length > 0 ? $" by {one.By}" : "")}{(one.Because.Length > 0 ? $": {one.Because}" : "")} ({one.Record})");
        }

        foreach (var unknown in trace.Unknown)
        {
            Screen.Line($"  not known: {unknown}");
        }
    }

    private static string Answer(TracedAnswer answer) =>
        Enum.TryParse<ListingState>(answer.State, out var state) ? StateWords.Of(state).Canonical + (answer.Confirms ? "" : " (it did not show that row)") : answer.State == "Absent" ? "that it does not show it" : answer.State;

    private static string Short(string value) =>
        value.Length <= LongestValue ? value.ReplaceLineEndings(" ") : $"{value[..LongestValue].ReplaceLineEndings(" ")}… ({value.Length} characters)";

    private static int ShowDiff(House house, string account, string first, string second, string[] skus, bool isState, string? csv, CancellationToken cancellation)
    {
        var only = skus.Length == 0 ? null : skus.ToHashSet(StringComparer.Ordinal);
        var shown = new List<RowDifference>();
        DifferenceCounts counts;
        using (var file = csv is null ? null : new DifferenceFile(csv))
        {
            void Found(RowDifference difference)
            {
                file?.Write(difference);
                if (shown.Count < RowsShown)
                {
                    shown.Add(difference);
                }
            }

            if (isState)
            {
                CatchUp(house, account, cancellation);
                counts = house.Room<RunDifferences>().OfStates(account, first, second, only, Found, cancellation);
            }
            else
            {
                counts = house.Room<RunDifferences>().OfFiles(account, first, second, only, Found, cancellation);
            }

            file?.End();
        }

        if (house.Json)
        {
            JsonLines.Write(new { account, first, second, state = isState, counts, rows = shown, file = csv });
            return ExitCodes.Done;
        }

        Screen.Line($"{first} -> {second}{(isState ? ", what TikTok had after each" : "")}: {counts.Added:N0} added, {counts.Removed:N0} removed, {counts.Changed:N0} changed");
        foreach (var (column, count) in counts.Columns.OrderByDescending(column => column.Value).ThenBy(column => column.Key, StringComparer.Ordinal))
        {
            Screen.Line($"  {count,10:N0} x {column}");
        }

        foreach (var difference in shown)
        {
            Screen.Line();
            Screen.Line($"{difference.Change.ToString().ToLowerInvariant()}: {difference.Sku} ({difference.Where})");
            foreach (var column in difference.Columns)
            {
                Screen.Line($"    {column.Column,-24} {(difference.Change == RowChange.Changed ? $"{Or(column.Before)} -> {Or(column.After)}" : Or(column.Before.Length > 0 ? column.Before : column.After))}");
            }
        }

        var all = counts.Added + counts.Removed + counts.Changed;
        if (all > shown.Count)
        {
            Screen.Line();
            Screen.Line($"... and {all - shown.Count:N0} more{(csv is null ? "; --out FILE writes all of them" : "")}");
        }

        if (csv is not null)
        {
            Screen.Line($"{Path.GetFullPath(csv)}: an apostrophe stands before values that a spreadsheet would run as a formula, and before those that begin with one; take one off to have the value.");
        }

        return ExitCodes.Done;

        static string Or(string value) => value.Length == 0 ? "(empty)" : Short(value);
    }

    private static string Words(RestoredFile file) => file switch
    {
        { By: RestoredBy.Gone } => "has left the archive, and nothing of it was kept",
        { By: RestoredBy.Copied, IsSame: true } => $"copied, as it was delivered (SHA-256 {file.Sha256})",
        { By: RestoredBy.Copied } => "copied, but it is NOT what was delivered; see `connector archive verify`",
        { IsSame: true } => $"made again, byte for byte as it was delivered (SHA-256 {file.Sha256})",
        { IsSamePlain: true } => "made again; its rows are those that were delivered, byte for byte, and compression gave other bytes than it did then",
        _ => "made again, but its rows are NOT those that were delivered; see `connector archive verify`",
    };

    /// <summary>A difference as a CSV for people: a line for each column that differs.</summary>
    private sealed class DifferenceFile : IDisposable
    {
        private readonly string _path;
        private readonly StreamWriter _file;

        public DifferenceFile(string path)
        {
            _path = path;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new StreamWriter(path + ".part", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            _file.Write("where,sku,change,column,before,after\n");
        }

        public void Write(RowDifference difference)
        {
            foreach (var column in difference.Columns)
            {
                _file.Write(string.Join(',', new[] { difference.Where, difference.Sku, difference.Change.ToString().ToLowerInvariant(), column.Column, column.Before, column.After }.Select(HeldFile.Cell)) + "\n");
            }
        }

        public void End()
        {
            _file.Dispose();
            File.Move(_path + ".part", _path, overwrite: true);
        }

        public void Dispose() => _file.Dispose();
    }
}
