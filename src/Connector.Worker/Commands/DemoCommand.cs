using System.Globalization;
using Connector.Review;
using Connector.State;
using Connector.Worker.Demo;
using Spectre.Console;

namespace Connector.Worker.Commands;

/// <summary><c>demo</c>: the whole trip, with nothing installed and nothing configured.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);

    public static Command Demo()
    {
        var once = new Option<bool>("--once") { Description = "End after the first trip: exit code 0 if every SKU was answered, else 1." };
        var command = new Command("demo", "A sample shop, a WebDAV box and a stand-in TikTok: the whole trip, on this machine.") { once };
        command.SetGuardedAction((parsed, cancellation) => RunAsync(parsed, parsed.GetValue(once), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool once, CancellationToken cancellation)
    {
        var data = parsed.GetValue(GlobalOptions.Data);
        if (data is not null && Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new PersonMustDecideException("demo.folder", $"The folder {data} is not empty.", "Name a new folder with --data, or leave it out: the demo then makes a temporary one.");
        }

        var folder = Path.GetFullPath(data ?? Directory.CreateTempSubdirectory("connector-demo-").FullName);
        await using var world = await SandboxWorld.StartAsync(new SandboxPlan(folder), cancellation);
        // The demo is alone in its folder, whatever the machine's settings say.
        await using var house = House.Open(new ConnectorSettings { Data = folder }, new ConfigurationBuilder().Build(), parsed.GetValue(GlobalOptions.Json));
        var faults = house.Room<Documents>().Apply(Documents.FromFolder(world.Documents), House.StartedBy, out _);
        if (faults.Count > 0)
        {
            throw new InvalidDataException($"the sample shop's documents have faults: {string.Join(" ", faults)}");
        }

        try
        {
            var end = await FirstTripAsync(house, world, folder, cancellation);
            if (!once)
            {
                Screen.Line($"The demo goes on: every {Between.TotalSeconds:0} s some prices and stock change in {world.Shop}, and a further feed is made. Ctrl-C ends it.");
                await GoOnAsync(house, world, cancellation);
            }

            return end.IsGood ? ExitCodes.Done : ExitCodes.Fault;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !once)
        {
            Screen.Line($"The demo has ended. Its data stays in {folder}.");
            return ExitCodes.Done;
        }
    }

    private static async Task<TripEnd> FirstTripAsync(House house, SandboxWorld world, string folder, CancellationToken cancellation)
    {
        var lines = (IReadOnlyList<TripLine>)[];
        TripEnd? end = null;
        async Task GoAsync(Action<string, TripStep> show)
        {
            var log = new TripLog(TimeProvider.System, show);
            end = await DemoTrip.GoAsync(house, world, log, House.StartedBy, cancellation);
            lines = log.Lines;
        }

        if (house.Json)
        {
            await GoAsync((_, _) => { });
        }
        else if (Screen.IsTerminal)
        {
            await TripBars.DrawAsync(GoAsync);
        }
        else
        {
            await GoAsync((part, step) =>
            {
                if (step.Done)
                {
                    Screen.Line($"{part}: {step.Step}: {step.Sentence}");
                }
            });
        }

        var concerns = Concern.Of(end!.Full, house.Room<Answers>().All(SandboxWorld.AccountName));
        if (house.Json)
        {
            JsonLines.Write(new { good = end.IsGood, trip = lines, concerns, folder, archive = end.Full.Folder, drop = world.Drop, dropUrl = world.DropUrl, tikTok = world.TikTokUrl });
            return end;
        }

        Show(lines, concerns, end);
        Screen.Line($"Data folder        {folder}");
        Screen.Line($"Archive of the run {end.Full.Folder}");
        Screen.Line($"Drop folder        {world.Drop}");
        Screen.Line($"  as TikTok has it {world.DropUrl}");
        Screen.Line($"Stand-in TikTok    {world.TikTokUrl}/ (open it in a browser)");
        Screen.Line($"Explain a SKU      connector explain FF-SOCK-WALK-SLA-M2 --account {SandboxWorld.AccountName} --data {folder}");
        return end;
    }

    private static void Show(IReadOnlyList<TripLine> lines, IReadOnlyList<Concern> concerns, TripEnd end)
    {
        Screen.Line();
        var trip = Screen.Table("The trip", "part", "step", "what was done", "time");
        trip.Columns[0].NoWrap();
        trip.Columns[3].RightAligned().NoWrap();
        var part = "";
        foreach (var line in lines.Where(line => line.Step != "run"))
        {
            trip.Add(line.Part == part ? "" : line.Part, line.Step, line.Sentence, Seconds(line.Time));
            part = line.Part;
        }

        trip.AddEmptyRow();
        trip.Add("all", "", end.IsGood ? "every SKU that was sent has TikTok's answer" : $"{end.Review.Waiting} SKUs have no answer yet", Seconds(TimeSpan.FromTicks(lines.Sum(line => line.Time.Ticks))));
        Screen.Console.Write(trip);

        var table = Screen.Table($"What needs a person: {concerns.Count(concern => concern.What == "held")} held, {concerns.Count(concern => concern.What == "rejected")} rejected", "SKU", "", "reason", "remedy");
        table.Columns[0].NoWrap();
        table.ShowRowSeparators();
        foreach (var concern in concerns)
        {
            table.Add(concern.Sku, concern.What, concern.Reason, concern.Remedy);
        }

        Screen.Console.Write(table);
    }

    private static async Task GoOnAsync(House house, SandboxWorld world, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Between, TimeProvider.System, cancellation);
            try
            {
                Say($"shop: {string.Join(", ", ShopChanges.Make(world.Shop, Random.Shared))}");
                var log = new TripLog(TimeProvider.System, (_, _) => { });
                await DemoTrip.GoAsync(house, world, log, "demo by itself", cancellation);
                foreach (var part in log.Lines.GroupBy(line => line.Part))
                {
                    Say($"{part.Key}: {string.Join("; ", part.Where(line => Told(line)).Select(line => line.Sentence))} ({Seconds(TimeSpan.FromTicks(part.Sum(line => line.Time.Ticks)))})");
                }
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException)
            {
                Say($"this round failed: {Fault.Of(thrown).Fault}; the next one goes on from there");
            }
        }

        static bool Told(TripLine line) => line.Step is "read" or "feed" or "seal" or "pick-up" or "review";
        static void Say(string text) => Screen.Line($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);
}
