namespace Connector.Listings;

/// <summary>A call, or what kept it, as it stands in the archive.</summary>
/// <param name="View">The view.</param>
/// <param name="Group">The item group.</param>
/// <param name="Product">TikTok's id of the product; empty: it has none yet.</param>
/// <param name="Call">create, edit, prices, stock, activate, deactivate, delete; none where nothing was called.</param>
/// <param name="Done">Whether TikTok took it.</param>
/// <param name="Sentences">What it said, or what is the matter.</param>
public sealed record CallLine(string View, string Group, string Product, string Call, bool Done, IReadOnlyList<string> Sentences);

/// <summary>How a task ended.</summary>
/// <param name="Lines">The calls, in order.</param>
/// <param name="Faults">Why the product is not as it should be; empty where it is, or is being looked at by TikTok.</param>
public sealed record CallOutcome(IReadOnlyList<CallLine> Lines, IReadOnlyList<CallFault> Faults)
{
    /// <summary>When it is to be tried again; null: it is done, or waits for another value.</summary>
    public DateTimeOffset? Again { get; init; }

    /// <summary>TikTok allows no more new products today.</summary>
    public bool IsCapped { get; init; }

    /// <summary>TikTok or the line failed: not this product's fault.</summary>
    public bool IsVain { get; init; }

    /// <summary>What keeps TikTok from taking any new content of the shop; null: nothing is known to.</summary>
    public CallFault? Closed { get; init; }

    /// <summary>Whether the faults were found before anything was called.</summary>
    public bool IsOwnFault { get; init; }

    /// <summary>Quantities that were told and are to be read back, by TikTok's id of the SKU and warehouse.</summary>
    public IReadOnlyDictionary<(string SkuId, string Warehouse), ToldQuantity> Told { get; init; } = new Dictionary<(string, string), ToldQuantity>();
}

/// <summary>A quantity that TikTok was told.</summary>
/// <param name="Quantity">The quantity.</param>
/// <param name="Before">The one told before it; null: none.</param>
public sealed record ToldQuantity(int Quantity, int? Before)
{
    /// <summary>
    /// Whether a quantity that TikTok shows behind it shows that it was not taken: more than was told, or still the one before. Fewer are sales: told again, before the shop's own stock
    /// knows of them, a piece would be sold twice.
    /// </summary>
    /// <param name="shown">What it shows as available.</param>
    /// <param name="committed">Pieces that orders have taken; null: it does not say.</param>
    public bool WasNotTaken(long shown, long? committed) => shown > Quantity || (shown == Before && shown < Quantity && committed is null or 0);
}
