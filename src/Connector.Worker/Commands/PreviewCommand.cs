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
            var name = Asked.Account(house, parsed.GetValue(account));
            _ = Asked.Views(house, name, parsed.GetValue(view));
            var given = parsed.GetValue(documents) is { } path ? Read(path) : [];
            var meter = Cost.Begin();
            IReadOnlyList<DocumentFault> faults = [];
            var result = await Told.WithProgressAsync(house.Json, "preview", told => Task.FromResult(house.Room<PolicyPreview>().Go(
                name, given, parsed.GetValue(pending), parsed.GetValue(view), parsed.GetValue(sample), parsed.GetValue(output),
                (read, count) => told.Report(new TripStep("preview", "SKUs", Done: false, read, count)), out faults, cancellation)));
            return Show(house, result, faults, meter.Cost);
        });
        return command;
    }

    private static IReadOnlyList<DocumentText> Read(string path)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            return Documents.FromFolder(path) is { Count: > 0 } given ? given : throw new PersonMustDecideException(
                "preview.empty", $"{path} holds no documents.", $"Put JSON files into folders of their kinds in it: {string.Join(", ", DocumentKinds.All.Select(each => each + "/"))}.");
        }

        var kind = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        return !File.Exists(path) ? throw new PersonMustDecideException("preview.documents", $"There is no file or folder {path}.", "Name a folder such as `connector export DIR` writes, or one JSON file in it, such as DIR/policies/prices.json.")
            : DocumentKinds.All.Contains(kind) ? [DocumentText.FromFile(kind, path)]
            : throw new PersonMustDecideException("preview.kind", $"What kind of document {path} is cannot be told.", $"Put it into a folder of its kind: {string.Join(", ", DocumentKinds.All.Select(each => each + "/"))}.");
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

        var currency = house.Room<Documents>().Account(result.Account).Currency;
        foreach (var view in result.Views)
        {
            Print(result.Account, view, result.IsSample, currency);
        }

        Screen.Line(result.Views.All(view => view.Differ == 0)
            ? "Nothing would change. Nothing was stored or sent."
            : $"Every value that would differ, before and after: {result.File}. Nothing was stored or sent.");
        Screen.Line(cost.ToString());
        return ExitCodes.Done;
    }

    private static void Print(string account, PreviewCounts view, bool isSample, string currency)
    {
        Screen.Line($"Account {account}, view {view.View}: of {(isSample ? "a sample of " : "")}{view.Read:N0} SKUs {view.Differ:N0} would differ");
        Count("listed", view.ListedNow, view.ListedThen, view.NewlyListed, "newly listed");
        Count("held", view.HeldNow, view.HeldThen, view.NewlyHeld, "newly held");
        foreach (var (code, count) in view.NewlyHeldBy.OrderByDescending(held => held.Value).ThenBy(held => held.Key, StringComparer.Ordinal))
        {
            Screen.Line($"  {"",-14} {count,9:N0} x {code}");
        }

        Print("price up", view.PriceUp, "+", $" {currency}");
        Print("price down", view.PriceDown, "-", $" {currency}");
        Print("quantity up", view.QuantityUp, "+", "");
        Print("quantity down", view.QuantityDown, "-", "");
        if (view.NewlySoldOut > 0)
        {
            Screen.Line($"  {"sold out",-14} {view.NewlySoldOut,9:N0} {(view.NewlySoldOut == 1 ? "SKU" : "SKUs")} more, with quantity 0");
        }

        if (view.Content > 0)
        {
            Screen.Line($"  {"content",-14} {view.Content,9:N0} {(view.Content == 1 ? "row" : "rows")} with another text, image or other content");
        }

        if (view.Columns.Count > 0)
        {
            Screen.Line($"  {"by column",-14} {string.Join(", ", view.Columns.OrderByDescending(column => column.Value).ThenBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key} {column.Value:N0}"))}");
        }

        Screen.Line();
    }

    private static void Count(string what, long now, long then, long newly, string words) =>
        Screen.Line($"  {what,-14} {now,9:N0} now, {then:N0} then{(newly > 0 ? $"; {newly:N0} {words}" : "")}");

    private static void Print(string what, Moves moves, string sign, string unit)
    {
        if (moves.Count == 0)
        {
            return;
        }

        Screen.Line(string.Create(CultureInfo.InvariantCulture, $"  {what,-14} {moves.Count,9:N0} {(moves.Count == 1 ? "SKU" : "SKUs")}; half of them by {moves.Median:0.#} % or less, nine in ten by {moves.P90:0.#} % or less, the most by {moves.Most:0.#} %"));
        var shown = moves.Largest.Take(Shown).ToList();
        var widest = shown.Max(move => move.Sku.Length);
        foreach (var move in shown)
        {
            Screen.Line(string.Create(CultureInfo.InvariantCulture, $"  {"",-14} {"",9} {move.Sku.PadRight(widest)}  {move.Before} -> {move.After}{unit} ({sign}{move.Percent:0.#} %)"));
        }
    }
}
