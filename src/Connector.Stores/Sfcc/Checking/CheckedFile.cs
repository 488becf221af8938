using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>What became of one file that was looked over.</summary>
/// <param name="Name">The file as it was given, and the entry in an archive.</param>
/// <param name="Verdict">Whether a read would take it.</param>
/// <param name="Scopes">What stands in it.</param>
/// <param name="Fault">Why a read would refuse it: the first fault in it.</param>
/// <param name="Note">Why it was passed over; empty else.</param>
public sealed record CheckedFile(string Name, FileVerdict Verdict, IReadOnlyList<CheckedScope> Scopes, StoreReadException? Fault = null, string Note = "");

/// <summary>Whether a read would take a file.</summary>
public enum FileVerdict
{
    /// <summary>All of it can be read.</summary>
    Good,

    /// <summary>A read that meets it is refused.</summary>
    Faulty,

    /// <summary>It is XML of another kind: a read never looks at it.</summary>
    PassedOver,
}

/// <summary>What one file says of one catalog, price book or inventory list.</summary>
public sealed record CheckedScope(Scope Scope)
{
    /// <summary>A price book's; empty else.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Products described, whatever they are.</summary>
    public int Products { get; init; }

    public int Masters { get; init; }

    /// <summary>Variants that the masters here name.</summary>
    public int Variants { get; init; }

    /// <summary>Variation groups that the masters here name.</summary>
    public int Groups { get; init; }

    public int Bundles { get; init; }

    public int Sets { get; init; }

    public int Categories { get; init; }

    public int Assignments { get; init; }

    /// <summary>Products that get prices.</summary>
    public int Prices { get; init; }

    public int StockRecords { get; init; }

    /// <summary>Records that it takes away.</summary>
    public int Deletions { get; init; }

    /// <summary>The counts that are not 0, in words.</summary>
    public override string ToString()
    {
        var kinds = Words((Masters, "master"), (Variants, "variant"), (Groups, "variation group"), (Bundles, "bundle"), (Sets, "set"));
        var all = Words(
            (Products, "product"), (Categories, "category"), (Assignments, "assignment"), (Prices, "priced product"), (StockRecords, "stock record"),
            (Deletions, "deletion"));
        return all.Length == 0 ? "nothing"
            : kinds.Length == 0 ? all
            : all.Replace(Count(Products, "product"), $"{Count(Products, "product")} ({kinds})", StringComparison.Ordinal);
    }

    private static string Words(params ReadOnlySpan<(int Count, string What)> counts)
    {
        var words = new List<string>();
        foreach (var (count, what) in counts)
        {
            if (count > 0)
            {
                words.Add(Count(count, what));
            }
        }

        return string.Join(", ", words);
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? what : what == "category" ? "categories" : what + "s")}");
}
