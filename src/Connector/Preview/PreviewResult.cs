namespace Connector.Preview;

/// <summary>What would change under other documents; nothing was sent.</summary>
/// <param name="Account">The account.</param>
/// <param name="Views">View by view.</param>
/// <param name="File">A CSV with every row that differs, column by column.</param>
/// <param name="IsSample">Whether only a part of the catalogue was looked at.</param>
public sealed record PreviewResult(string Account, IReadOnlyList<PreviewCounts> Views, string File, bool IsSample);

/// <summary>One view under today's documents and under the new ones.</summary>
public sealed record PreviewCounts
{
    public required string View { get; init; }

    /// <summary>SKUs that were looked at: what the shop has, and what TikTok still has.</summary>
    public long Read { get; init; }

    public long ListedNow { get; init; }

    public long ListedThen { get; init; }

    public long HeldNow { get; init; }

    public long HeldThen { get; init; }

    /// <summary>Held now and listed then.</summary>
    public long NewlyListed { get; init; }

    /// <summary>Listed now and held then.</summary>
    public long NewlyHeld { get; init; }

    /// <summary>SKUs of which the row, the quantity, or the reason for a hold differs.</summary>
    public long Differ { get; init; }

    /// <summary>Rows of which a text, an image or another content column differs.</summary>
    public long Content { get; init; }

    /// <summary>Rows by the column that differs.</summary>
    public IReadOnlyDictionary<string, long> Columns { get; init; } = new Dictionary<string, long>();

    /// <summary>Newly held SKUs by reason.</summary>
    public IReadOnlyDictionary<string, long> NewlyHeldBy { get; init; } = new Dictionary<string, long>();

    /// <summary>Rows with pieces now and none then.</summary>
    public long NewlySoldOut { get; init; }

    public required Moves PriceUp { get; init; }

    public required Moves PriceDown { get; init; }

    public required Moves QuantityUp { get; init; }

    public required Moves QuantityDown { get; init; }
}

/// <summary>Moves of a number in one direction, in per cent of what it was.</summary>
/// <param name="Count">How many.</param>
/// <param name="Median">Half of them moved by this much or less.</param>
/// <param name="P90">Nine in ten moved by this much or less.</param>
/// <param name="Most">The largest.</param>
/// <param name="Largest">The ten largest.</param>
public sealed record Moves(long Count, decimal Median, decimal P90, decimal Most, IReadOnlyList<Move> Largest);

/// <summary>One move.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it becomes.</param>
/// <param name="Percent">By how much of what it was; from 0, 100.</param>
public sealed record Move(string Sku, decimal Before, decimal After, decimal Percent);
