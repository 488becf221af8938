using Connector.Feeds;
using Connector.Policy;

namespace Connector.Intake;

/// <summary>The columns of a manual file, by their places.</summary>
internal sealed class IntakeColumns
{
    /// <summary>Columns that are about the row, not values.</summary>
    public const string Sku = "sku_id", Action = "action", Until = "until", Because = "because", View = "view";

    private static readonly string[] OfRows = [Sku, Action, Until, Because, View];
    private readonly Dictionary<string, int> _places;

    private IntakeColumns(Dictionary<string, int> places, IReadOnlyList<ValueColumn> values, int count) => (_places, Values, Count) = (places, values, count);

    /// <summary>Columns with values, in the file's order.</summary>
    public IReadOnlyList<ValueColumn> Values { get; }

    /// <summary>Cells that each row has.</summary>
    public int Count { get; }

    /// <summary>Where a column of the row itself stands; null: the file has none.</summary>
    public int? Place(string name) => _places.TryGetValue(name, out var place) ? place : null;

    /// <summary>Reads a header.</summary>
    /// <exception cref="PersonMustDecideException">It has no sku_id, one column twice, or one that nobody knows.</exception>
    public static IntakeColumns Of(IReadOnlyList<string> header, FeedSheet sheet)
    {
        var names = header.Select(name => name.Trim().ToLowerInvariant()).ToList();
        while (names.Count > 0 && names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        var known = OfRows.Concat(ManualColumn.All.Select(column => column.Name)).Concat(sheet.Columns.Select(column => column.Name)).Distinct().ToList();
        if (!names.Contains(Sku))
        {
            throw Wrong($"The header has no column {Sku}: {Shown(names)}.");
        }

        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Wrong($"The header has column '{twice.Key}' {twice.Count()} times.");
        }

        if (names.Where(name => !known.Contains(name, StringComparer.Ordinal)).ToList() is { Count: > 0 } unknown)
        {
            throw Wrong($"The header has columns that nobody knows: {Shown(unknown)}.");
        }

        var places = names.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        return new IntakeColumns(
            places,
            [.. names.Select((name, place) => (name, place)).Where(pair => !OfRows.Contains(pair.name)).Select(pair => new ValueColumn(pair.name, pair.place, ManualColumn.Find(pair.name)))],
            names.Count);

        PersonMustDecideException Wrong(string sentence) => new("intake.header", sentence, $"Write a first line with {Sku} and some of {string.Join(", ", known.Where(name => name != Sku))}.");
    }

    private static string Shown(List<string> names) => string.Join(", ", names.Take(20).Select(name => $"'{(name.Length > 40 ? name[..40] + "..." : name)}'"));
}

/// <summary>A column with values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it stands in a row, from 0.</param>
/// <param name="Manual">What can be done with it; null: its value follows from the shop or the account, and none can be given.</param>
internal sealed record ValueColumn(string Name, int Place, ManualColumn? Manual);
