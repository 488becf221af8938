using Connector.State;
using Connector.Worker.Serving;

namespace Connector.Worker.Api;

/// <summary>What is due next by the timetable.</summary>
/// <param name="Schedule">The schedule document's name, or that of a default.</param>
/// <param name="Work">What is done.</param>
/// <param name="For">The account, or the source for store reads.</param>
/// <param name="Next">When; null: never, because it is paused.</param>
internal sealed record Upcoming(string Schedule, string Work, string For, DateTimeOffset? Next)
{
    public static IReadOnlyList<Upcoming> All(IServiceProvider rooms)
    {
        var now = rooms.GetRequiredService<TimeProvider>().GetUtcNow();
        return
        [
            .. TimetableEntry.All(rooms.GetRequiredService<Documents>())
                .Select(entry => new Upcoming(entry.Name, entry.What, entry.For, entry.Runs ? entry.Times.After(now) : null)).OrderBy(next => next.Next ?? DateTimeOffset.MaxValue),
        ];
    }
}
