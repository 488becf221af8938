using Connector.Store;

namespace Connector.Feeds;

/// <summary>
/// Cuts a shop's item groups into ranges of about as many SKUs, for workers to share. The cuts depend on the mirror alone: however
/// many workers there are, files are the same.
/// </summary>
internal static class FeedRanges
{
    /// <summary>SKUs in a range: some megabytes of rows, which is what each worker keeps until its turn.</summary>
    public const int Size = 2000;

    /// <summary>Products that are looked at for each range. Every eighth is a cut, so that ranges differ by half at most, not by a factor.</summary>
    private const int Samples = 8;

    /// <summary>Ranges that follow each other and leave nothing out.</summary>
    /// <param name="mirror">The shop.</param>
    /// <param name="size">SKUs in a range, about.</param>
    public static IReadOnlyList<KeyRange> Of(MirrorSnapshot mirror, int size)
    {
        // Products are numbered in the order in which the shop named them: those at even distances are a sample, and no scan is needed.
        using var last = mirror.Prepare("SELECT MAX(n) FROM product");
        using var find = mirror.Prepare("SELECT grp FROM product WHERE n = ?1 AND shop = ?2");
        var step = Math.Max(1, size / Samples);
        var groups = new List<string>();
        for (var (at, end) = (step / 2L, last.Number()); at <= end; at += step)
        {
            using var rows = find.Read(at, mirror.ShopId);
            if (rows.Next())
            {
                groups.Add(rows.Text(0));
            }
        }

        groups.Sort(KeyOrder.Compare);
        var ranges = new List<KeyRange>();
        string? from = null;
        for (var i = Samples; i < groups.Count; i += Samples)
        {
            if (groups[i] != from)
            {
                ranges.Add(new KeyRange(from, groups[i]));
                from = groups[i];
            }
        }

        ranges.Add(new KeyRange(from, null));
        return ranges;
    }
}
