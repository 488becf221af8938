using Connector.Store;

namespace Connector.Feeds;

/// <summary>What a worker takes at once: a range of item groups, or, in a delta, some single ones.</summary>
/// <param name="Range">The range.</param>
/// <param name="Groups">Only these, in feed order; null: the whole range.</param>
internal readonly record struct FeedPortion(KeyRange Range, IReadOnlyList<string>? Groups = null)
{
    /// <summary>Groups in a portion of a delta: enough to be worth a handing on, and few enough that all workers have some.</summary>
    private const int Size = 128;

    /// <summary>Single groups, cut into portions.</summary>
    public static IReadOnlyList<FeedPortion> Of(IReadOnlyList<string> groups) => [.. groups.Chunk(Size).Select(some => new FeedPortion(default, some))];

    /// <summary>All groups of a shop, cut into ranges.</summary>
    public static IReadOnlyList<FeedPortion> Of(IReadOnlyList<KeyRange> ranges) => [.. ranges.Select(range => new FeedPortion(range))];
}
