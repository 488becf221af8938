using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary><c>store read</c>: a shop into the mirror; <c>store check</c> stands beside it.</summary>
internal static class StoreCommands
{
    private const int WarningsShown = 20;

    public static Command Store()
    {
        var source = new Option<string?>("--source") { Description = "Only this source. Default: all.", HelpName = "NAME" };
        var loss = new Option<bool>("--accept-loss") { Description = "Let a scope lose more than its read brake allows, this once." };
        var delta = new Option<bool>("--delta") { Description = "Only what the shop has exported as changed. Default sources: those with deltas." };
        var read = new Command("read", "Read the shops' exports; prints what changed.") { source, delta, loss };
        read.SetHouseAction((house, parsed, cancellation) =>
            ReadAsync(house, parsed.GetValue(source), parsed.GetValue(delta) ? StoreReadKind.Delta : StoreReadKind.Full, parsed.GetValue(loss), cancellation));
        return new Command("store", "What the shops sell.") { read, StoreCheckCommand.Check() };
    }

    public static async Task<int> ReadAsync(House house, string? only, StoreReadKind kind, bool acceptLoss, CancellationToken cancellation)
    {
        // All of its pages: a read meets only those that it needs.
        if (house.Room<Databases>().LookOver() is { } begunAnew)
        {
            Console.Error.WriteLine(begunAnew.Sentence);
        }

        var all = house.Room<Documents>().Sources();
        var names = only is null ? [.. all.Where(source => kind == StoreReadKind.Full || source.Source.HasDeltas).Select(source => source.Name)] : new[] { only };
        if (names.Length == 0 && all.Count > 0)
        {
            throw new PersonMustDecideException("source.no-deltas", "No source has deltas.", "Name the folders of an outbox in the source's deltas.folders, or read everything.");
        }

        if (names.Length == 0)
        {
            throw new PersonMustDecideException("source.none", "There is no source to read.", "Apply a document sources/NAME.json that says where the shop's export lies.");
        }

        var worst = ExitCodes.Done;
        var reports = new Dictionary<string, (ReadReport Report, Cost Cost)>();
        foreach (var name in names)
        {
            try
            {
                var meter = Cost.Begin();
                var report = await house.Room<StoreReading>().ReadAsync(name, kind, acceptLoss, cancellation);
                reports[name] = (report, meter.Cost);
                if (!house.Json)
                {
                    Show(name, report, reports[name].Cost);
                }
            }
            catch (Exception thrown) when (names.Length > 1 && thrown is PersonMustDecideException or RemoteFailedException or StoreReadException)
            {
                // One shop that cannot be read keeps no other from being read.
                var (fault, code) = Fault.Of(thrown);
                Faults.Write(house.Json, [fault with { Sentence = $"source {name}: {fault.Sentence}" }]);
                worst = Math.Max(worst, code);
            }
        }

        if (house.Json)
        {
            JsonLines.Write(reports.Select(pair => new
            {
                source = pair.Key,
                read = pair.Value.Report.Number,
                pair.Value.Report.FullReadBecause,
                pair.Value.Report.Missing,
                pair.Value.Report.Consumed,
                scopes = pair.Value.Report.Scopes.Select(scope => new { kind = scope.Scope.Kind, id = scope.Scope.Id, scope.Named, scope.Added, scope.Changed, scope.Deleted }),
                pair.Value.Report.WarningCount,
                warnings = pair.Value.Report.Warnings,
                pair.Value.Cost,
            }));
        }

        return worst;
    }

    private static string Touched(ReadReport report) => report.GroupsTouched switch
    {
        null => ", which may change any row",
        1 => ", which may change the rows of one product",
        var groups => $", which may change the rows of {groups:N0} products",
    };

    private static void Show(string name, ReadReport report, Cost cost)
    {
        Screen.Line(report.Number is { } number ? $"{name}: read {number}{Touched(report)}" : $"{name}: nothing changed");
        foreach (var scope in report.Scopes)
        {
            Screen.Line("  " + ReadWords.Of(scope));
        }

        // Where something is still missing there was no export young enough to bring it: the line below says so.
        if (report is { FullReadBecause: { } because, Missing: null })
        {
            Screen.Line($"  everything was read, because {because}");
        }

        foreach (var archive in report.Consumed)
        {
            Screen.Line($"  consumed {archive}");
        }

        if (report.Missing is { } missing)
        {
            Screen.Line($"  changes may be missing until a younger full export is read: {missing}");
        }

        foreach (var warning in report.Warnings.Take(WarningsShown))
        {
            Screen.Line($"  warning {warning.Code}: {warning}");
        }

        if (report.WarningCount > WarningsShown)
        {
            Screen.Line($"  and {report.WarningCount - WarningsShown:N0} more warnings (--json shows up to a thousand)");
        }

        Screen.Line($"  {cost}");
    }
}
