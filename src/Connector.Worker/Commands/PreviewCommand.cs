using System.Globalization;
using Connector.Preview;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>preview</c>: the whole catalogue under today's documents and under others, before anything is sent.</summary>
internal static class PreviewCommand
{
    private const int Shown = 5;

    public static Command Preview()
    {
        var documents = new Option<string?>("--documents") { Description = "Documents to try: a folder such as `export` writes, or one JSON file in a folder of its kind.", HelpName = "DIR|FILE" };
        var pending = new Option<bool>("--pending") { Description = "Try the versions that wait for approval." };
        var account = new Option<string?>("--account") { Description = "The account. Default: the only one.", HelpName = "A" };
        var view = new Option<string?>("--view") { Description = "Only this store view.", HelpName = "V" };
        var sample = new Option<int?>("--sample") { Description = "Only about so many SKUs, from all over the catalogue.", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Where preview.csv goes. Default: previews/ in the data folder.", HelpName = "DIR" };
        var command = new Command("preview", "What would change under other documents: counts, the largest moves, and a CSV of every row that differs. Nothing is stored or sent.")
        {
            documents, pending, account, view, sample, output,
        };
        command.Validators.Add(result =>
        {
            if (!Given.Is(result.GetResult(documents)) && !Given.IsOn(result.GetResult(pending)))
            {
                result.AddError("name what to try: --documents DIR|FILE, or --pending");
            }
        });
        sample.Validators.Add(result =>
        {
            if (Given.Number(result) is < 1)
            {
                result.AddError("--sample takes a number of SKUs above 0");
            }
        });
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var name = parsed.GetValue(account) ?? OnlyAccount(house);
            var given = parsed.GetValue(documents) is { } path ? Read(path) : [];
            var meter = Cost.Begin();
            PreviewResult? result = null;
            IReadOnlyList<DocumentFault> faults = [];
            await Told.WithProgressAsync(house.Json, "preview", told =>
            {
                result = house.Room<PolicyPreview>().Go(
                    name, given, parsed.GetValue(pending), parsed.GetValue(view), parsed.GetValue(sample), parsed.GetValue(output),
                    (read, count) => told.Report(new TripStep("preview", "SKUs", Done: false, read, count)), out faults, cancellation);
                return Task.FromResult(0);
            });
            return Show(house, result, faults, meter.Cost);
        });
        return command;
    }

    private static string OnlyAccount(House house) => house.Room<Documents>().Accounts() switch
    {
        [var (name, _)] => name,
        [] => throw new PersonMustDecideException("order.account", "There is no account.", "Apply one with `connector apply DIR`."),
        var several => throw new PersonMustDecideException("order.account", "There are several accounts.", $"Name one of them with --account: {string.Join(", ", several.Select(account => account.Name))}."),
    };

    private static IReadOnlyList<DocumentText> Read(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            return Documents.FromFolder(path) is { Count: > 0 } given ? given : throw new PersonMustDecideException(
                "preview.empty", $"{path} holds no documents.", $"Put JSON files into its folders {string.Join(", ", DocumentKinds.All)}.");
        }

        var kind = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        return !File.Exists(path) ? throw new PersonMustDecideException("preview.documents", $"There is no file or folder {path}.", "Name the documents to try.")
            : DocumentKinds.All.Contains(kind) ? [DocumentText.FromFile(kind, path)]
            : throw new PersonMustDecideException("preview.kind", $"What kind of document {path} is cannot be told.", $"Put it into a folder {string.Join(", ", DocumentKinds.All)}.");
    }

    private static int Show(House house, PreviewResult? result, IReadOnlyList<DocumentFault> faults, Cost cost)
    {
        if (result is null)
        {
            Faults.Write(house.Json, [.. faults.Select(fault => new Fault("document", $"{fault.Document}{(fault.Path.Length > 0 ? $" at {fault.Path}" : "")}: {fault.Sentence}", fault.Remedy))]);
            return ExitCodes.Fault;
        }

        if (house.Json)
        {
            JsonLines.Write(new { result.Account, result.Views, result.File, result.IsSample, cost });
            return ExitCodes.Done;
        }

        foreach (var view in result.Views)
        {
            Print(view, result.IsSample);
        }

        Screen.Line($"Every row that differs is in {result.File}; nothing was stored or sent.");
        Screen.Line(cost.ToString());
        return ExitCodes.Done;
    }

    private static void Print(PreviewCounts view, bool isSample)
    {
        Screen.Line($"view {view.View}{(isSample ? " (a sample)" : "")}: {view.Read:N0} SKUs, {view.Differ:N0} differ");
        Screen.Line($"  listed {view.ListedNow:N0} -> {view.ListedThen:N0} ({view.NewlyListed:N0} newly), held {view.HeldNow:N0} -> {view.HeldThen:N0} ({view.NewlyHeld:N0} newly)");
        foreach (var (code, count) in view.NewlyHeldBy.OrderByDescending(held => held.Value))
        {
            Screen.Line($"    newly held: {count,6:N0} x {code}");
        }

        Print("price up", view.PriceUp);
        Print("price down", view.PriceDown);
        Print("quantity up", view.QuantityUp);
        Print("quantity down", view.QuantityDown);
        if (view.Content > 0)
        {
            Screen.Line($"  content: {view.Content:N0} rows ({string.Join(", ", view.Columns.OrderByDescending(column => column.Value).Select(column => $"{column.Key} {column.Value:N0}"))})");
        }
    }

    private static void Print(string what, Moves moves)
    {
        if (moves.Count == 0)
        {
            return;
        }

        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"  {what}: {moves.Count:N0} (half by {moves.Median} % or less, nine in ten by {moves.P90} % or less, at most {moves.Most} %)"));
        foreach (var move in moves.Largest.Take(Shown))
        {
            Screen.Line(string.Create(CultureInfo.InvariantCulture, $"    {move.Sku}: {move.Before} -> {move.After}"));
        }
    }
}
