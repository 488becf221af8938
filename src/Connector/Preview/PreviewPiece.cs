using System.Text;
using Connector.Feeds;

namespace Connector.Preview;

/// <summary>What a range came to under both sets of documents.</summary>
internal sealed class PreviewPiece
{
    public MemoryStream Lines { get; } = new();

    public long Read { get; set; }

    public long ListedNow { get; set; }

    public long ListedThen { get; set; }

    public long NewlyListed { get; set; }

    public long NewlyHeld { get; set; }

    public long NewlySoldOut { get; set; }

    public long Differ { get; set; }

    public long Content { get; set; }

    public Dictionary<string, long> Columns { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> NewlyHeldBy { get; } = new(StringComparer.Ordinal);

    public List<Move> Prices { get; } = [];

    public List<Move> Quantities { get; } = [];

    /// <summary>A line of the CSV.</summary>
    public void Line(string sku, string view, string what, string column, string before, string after, string because) =>
        Lines.Write(Encoding.UTF8.GetBytes(string.Join(',', new[] { sku, view, what, column, before, after, because }.Select(HeldFile.Cell)) + "\n"));
}
