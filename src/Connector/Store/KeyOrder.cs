namespace Connector.Store;

/// <summary>
/// Feed order: item group, then SKU, each by its UTF-8 bytes, as the database sorts. Differs from UTF-16 order where a
/// supplementary character meets one from U+E000 to U+FFFF.
/// </summary>
public static class KeyOrder
{
    /// <summary>For sorted collections.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    public static int Compare(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return Rank(left[i]).CompareTo(Rank(right[i]));
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    public static int Compare(string leftGroup, string leftSku, string rightGroup, string rightSku)
    {
        var group = Compare(leftGroup, rightGroup);
        return group != 0 ? group : Compare(leftSku, rightSku);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
