using System.Text;
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

    /// <summary>Products that are looked at for each range, about.</summary>
    private const int Samples = 8;

    /// <summary>Samples in a range, least and most. Between them its own id says whether a sample is a cut, so that a product more or less moves the cuts near it and no others: what is remembered of the rest stays as it is.</summary>
    private const int Least = Samples / 2, Most = Samples * 2;

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
        var (from, passed) = ((string?)null, 0);
        foreach (var group in groups)
        {
            passed++;
            if (group != from && (passed >= Most || (passed > Least && IsCut(group))))
            {
                ranges.Add(new KeyRange(from, group));
                (from, passed) = (group, 0);
            }
        }

        ranges.Add(new KeyRange(from, null));
        return ranges;
    }

    /// <summary>One id in four.</summary>
    private static bool IsCut(string group) => (uint)Hash128.Of(Encoding.UTF8.GetBytes(group)).Value % (Samples - Least) == 0;
}
