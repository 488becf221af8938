using System.Globalization;

namespace Connector.Benchmarks.Whole;

/// <summary>Prints figures as they come, as tables that can be pasted into README.</summary>
internal sealed class Report
{
    /// <summary>Below this, starting the programs is most of what is measured, and no figure says anything.</summary>
    private const long Telling = 50_000;
    private readonly List<string> _faults = [];

    /// <summary>What did not agree or could not run.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public static void Title(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"### {title}");
        Console.WriteLine();
    }

    public static void Say(string sentence) => Console.WriteLine(sentence);

    /// <summary>A figure did not hold, or two outputs differ: the program ends with 1.</summary>
    public void Fault(string sentence)
    {
        _faults.Add(sentence);
        Console.WriteLine($"FAULT: {sentence}");
    }

    public static void Table(long items, IReadOnlyList<(string What, Measures Measures)> rows)
    {
        var first = rows[0].Measures;
        Console.WriteLine("| | wall s, median (least to most) | against the first | processor s, least | peak MB | allocated bytes a SKU |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (what, measures) in rows)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {measures.Seconds:0.00} ({measures.Least:0.00} to {measures.Most:0.00}) | {measures.Seconds / first.Seconds:0.00} | {measures.LeastProcessor:0.00} | {measures.Peak / 1e6:0} | {(measures.Allocated is { } allocated ? (allocated / items).ToString(CultureInfo.InvariantCulture) : "")} |"));
        }
    }

    /// <summary>One line that says whether a figure is met; none where the shop is too small to say.</summary>
    public static void Figure(long skus, string what, double is_, string relation, double bound)
    {
        if (skus >= Telling)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"- {what}: {is_:0.00}, wanted {relation} {bound:0.00}: {(Holds(is_, relation, bound) ? "met" : "missed")}"));
        }
    }

    private static bool Holds(double is_, string relation, double bound) => relation == "at most" ? is_ <= bound : is_ >= bound;
}
