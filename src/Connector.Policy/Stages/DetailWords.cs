using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Words of details: as the mapping calls them, and as shops write them.</summary>
public static class DetailWords
{
    private static readonly string[] Settings = [.. ProductDetails.Every.Select(detail => detail.ToString()).Select(name => char.ToLowerInvariant(name[0]) + name[1..])];

    /// <summary>The detail's name in the attribute mapping: <c>customLabel0</c>.</summary>
    public static string Word(this Detail detail) => Settings[(int)detail];

    /// <summary>Small letters, without apostrophes, <c>-</c> and <c>_</c> as blanks: Men's is mens, NEW_BORN is new born.</summary>
    internal static string Folded(string word) => word.Trim().ToLowerInvariant()
        .Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).Replace('-', ' ').Replace('_', ' ');
}
