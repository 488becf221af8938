using Connector.Feeds;

namespace Connector.Worker.Serving;

/// <summary>
/// The worker's places, shared fairly. An account has one for product feeds, one for quantities and one for answers: what would only wait for another of its kind is told when that has
/// ended, and takes no place meanwhile. So however an account's hosts behave, it has three of the worker's places.
/// </summary>
internal sealed class WorkPlaces
{
    /// <summary>When what found no place comes again in any case.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Takes the place of the entry's kind; false: another has it.</summary>
    public bool TryTake(TimetableEntry entry)
    {
        lock (_gate)
        {
            if (!_taken.Add(Kind(entry)))
            {
                return false;
            }

            Waiting(entry).Remove(entry.Name);
            return true;
        }
    }

    /// <summary>Lets the entry wait for whoever has its place; false: nobody has it any more.</summary>
    public bool TryWait(TimetableEntry entry)
    {
        lock (_gate)
        {
            if (!_taken.Contains(Kind(entry)))
            {
                return false;
            }

            if (!Waiting(entry).Contains(entry.Name))
            {
                Waiting(entry).Add(entry.Name);
            }

            return true;
        }
    }

    /// <summary>Leaves it. Gives the name of the entry that has waited longest; null: none waits.</summary>
    public string? Leave(TimetableEntry entry)
    {
        lock (_gate)
        {
            _taken.Remove(Kind(entry));
            var waiting = Waiting(entry);
            var first = waiting.FirstOrDefault();
            waiting.RemoveRange(0, Math.Min(1, waiting.Count));
            return first;
        }
    }

    private List<string> Waiting(TimetableEntry entry) => _waiting.TryGetValue(Kind(entry), out var waiting) ? waiting : _waiting[Kind(entry)] = [];

    /// <summary>A shop has at most a read and a delta, which do not wait for each other.</summary>
    private static string Kind(TimetableEntry entry) => entry.IsStoreWork ? entry.Name : $"{entry.For}/{(entry.Feed is not { } feed ? "review" : feed.IsInventory() ? "inventory" : "product")}";
}
