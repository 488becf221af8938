using Spectre.Console;

namespace Connector.Worker.Output;

/// <summary>The trip as bars on a terminal: one for each part, which says what is being done.</summary>
internal static class TripBars
{
    public static Task DrawAsync(Func<Action<string, TripStep>, Task> work) =>
        Screen.Console.Progress()
            .AutoClear(false)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 })
            .StartAsync(async progress =>
            {
                var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                ProgressTask? last = null;
                await work((part, step) =>
                {
                    if (!bars.TryGetValue(part, out var bar))
                    {
                        if (last is not null)
                        {
                            last.Value = last.MaxValue;
                        }

                        bars[part] = bar = last = progress.AddTask(part, maxValue: 1);
                    }

                    bar.IsIndeterminate = step.Total == 0;
                    if (step.Total > 0)
                    {
                        (bar.MaxValue, bar.Value) = (step.Total, Math.Min(step.Count, step.Total));
                    }

                    bar.Description = $"[bold]{Markup.Escape(part),-14}[/] {Markup.Escape(Short(step.Sentence))}";
                });
                foreach (var bar in bars.Values)
                {
                    (bar.IsIndeterminate, bar.Value) = (false, bar.MaxValue);
                }
            });

    /// <summary>One line on a terminal of usual width.</summary>
    private static string Short(string sentence) => sentence.Length <= 72 ? sentence : sentence[..71] + "…";
}
