using Connector.Store;

namespace Connector.Worker.Output;

/// <summary>What is lacking, as tables of counts with examples.</summary>
internal static class Lacks
{
    public static void Show(string view, ViewGaps gaps)
    {
        Screen.Line();
        foreach (var scope in gaps.Missing)
        {
            Screen.Line($"{view} names {scope}, which is not among the files");
        }

        if (gaps.Offers == 0)
        {
            Screen.Line($"{view}: nothing in these files can be sold");
            return;
        }

        var table = Screen.Table($"{view}: {gaps.Offers:N0} {(gaps.Offers == 1 ? "SKU" : "SKUs")}", "what is lacking", "SKUs", "such as");
        foreach (var gap in gaps.Gaps)
        {
            Add(table, gap);
        }

        Screen.Console.Write(table);
    }

    public static void Show(IReadOnlyList<Gap> looseEnds)
    {
        if (looseEnds.All(gap => gap.Count == 0))
        {
            return;
        }

        Screen.Line();
        var table = Screen.Table("Named, but nowhere described", "what", "how many", "such as");
        foreach (var gap in looseEnds.Where(gap => gap.Count > 0))
        {
            Add(table, gap);
        }

        Screen.Console.Write(table);
    }

    private static void Add(Spectre.Console.Table table, Gap gap) => Screen.Add(table, gap.Words, $"{gap.Count:N0}", string.Join(", ", gap.Examples) + (gap.Count > gap.Examples.Count ? ", ..." : ""));
}
