using System.Globalization;
using System.Text.Json;
using Connector.State;
using Connector.Watching;
using Spectre.Console;

namespace Connector.Worker.Commands;

/// <summary><c>status --watch</c>: what runs now, in any process, until Ctrl-C.</summary>
internal static class StatusWatch
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions OneLine = new(JsonLines.Options) { WriteIndented = false };

    public static async Task<int> ShowAsync(House house, string? account, CancellationToken cancellation)
    {
        IReadOnlyCollection<string>? sources = account is null ? null : [.. house.Room<Documents>().Account(account).Views.Select(view => view.Source).Distinct(StringComparer.Ordinal)];
        var (slates, clock) = (house.Room<Slates>(), house.Room<TimeProvider>());
        try
        {
            if (Screen.IsTerminal && !house.Json)
            {
                await Screen.Console.Live(Table([])).AutoClear(true).StartAsync(live => EachSecondAsync(running => live.UpdateTarget(Table(running))));
            }
            else
            {
                string? before = null;
                await EachSecondAsync(running =>
                {
                    var text = house.Json
                        ? JsonSerializer.Serialize(new { at = clock.GetUtcNow(), running }, OneLine)
                        : running.Count == 0 ? "nothing is running" : string.Join('\n', running.Select(Line));
                    if (house.Json || text != before)
                    {
                        Screen.Line(text);
                        Console.Out.Flush();
                    }

                    before = text;
                });
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCodes.Done;

        async Task EachSecondAsync(Action<IReadOnlyList<Running>> show)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                show(slates.All(account, sources));
                await Task.Delay(Beat, clock, cancellation);
            }
        }
    }

    /// <summary>One line for what goes on.</summary>
    public static string Line(Running running) => $"{running.Work} of {running.For}: {string.Join(", ", new[] { What(running), Rows(running), Rate(running), Left(running) }.Where(part => part.Length > 0))} (since {running.Since:HH:mm:ss}Z)";

    private static Table Table(IReadOnlyList<Running> all)
    {
        var table = Screen.Table("Running now; Ctrl-C ends this view, not what runs", "what", "of", "step", "rows", "a second", "left", "since (UTC)");
        foreach (var running in all)
        {
            table.Add(running.Work, running.For, What(running), Rows(running), Rate(running), Left(running), running.Since.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }

        if (all.Count == 0)
        {
            table.Add("nothing is running", "", "", "", "", "", "");
        }

        return table;
    }

    private static string What(Running running) => running.Step.Length == 0 ? "begins" : running.IsDone ? $"{running.Step} done: {running.Sentence}" : running.Sentence is "rows" ? running.Step : $"{running.Step}: {running.Sentence}";

    private static string Rows(Running running) => running switch
    {
        { IsDone: true } or { Count: 0, Total: 0 } => "",
        { Total: > 0 } => $"{running.Count:N0} of {running.Total:N0}",
        _ => $"{running.Count:N0}",
    };

    private static string Rate(Running running) => running.Rate is { } rate ? $"{rate:N0}/s" : "";

    private static string Left(Running running) => running.SecondsLeft is { } left ? left < 60 ? $"about {left:N0} s left" : $"about {TimeSpan.FromSeconds(left):h\\:mm\\:ss} left" : "";
}
