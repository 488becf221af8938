using Connector.State;
using Connector.Worker.Serving;

namespace Connector.Worker.Api;

/// <summary>What is due next by the timetable.</summary>
/// <param name="Schedule">The schedule document's name, or that of a default.</param>
/// <param name="Work">What is done.</param>
/// <param name="For">The account, or the source for store reads.</param>
/// <param name="Next">When; null: never, because it is paused.</param>
/// <param name="Waits">Why it stands still, or goes in part; null: it does not.</param>
internal sealed record Upcoming(string Schedule, string Work, string For, DateTimeOffset? Next, string? Waits)
{
    public static IReadOnlyList<Upcoming> All(IServiceProvider rooms)
    {
        var now = rooms.GetRequiredService<TimeProvider>().GetUtcNow();
        var waiting = rooms.GetRequiredService<BrakeBook>().Waiting();
        return
        [
            .. TimetableEntry.All(rooms.GetRequiredService<Documents>())
                .Select(entry => new Upcoming(entry.Name, entry.What, entry.For, entry.Runs ? entry.Times.After(now) : null, Waits(entry))).OrderBy(next => next.Next ?? DateTimeOffset.MaxValue),
        ];

        string? Waits(TimetableEntry entry) => entry.Feed is { } kind
            ? waiting.FirstOrDefault(run => run.Account == entry.For && (run.Kind == kind || (run.Kind.IsInventory() && kind.IsInventory())))?.Sentence
            : null;
    }
}
