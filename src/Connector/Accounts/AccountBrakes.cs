namespace Connector.Accounts;

/// <summary>
/// Limits beyond which a feed does not go by itself: a person looks at it first. They change no row. Each looks at one feed and weighs it against what TikTok has of the
/// whole catalogue, so that several small deltas, each below a limit, may together go beyond it. What people asked for does not count: takedowns, and views that are
/// retired. Checklist OPS-05.
/// </summary>
public sealed record AccountBrakes
{
    /// <summary>Of full and delta feeds. A tripped one delivers nothing and waits.</summary>
    public ProductBrakes Products { get; init; } = new();

    /// <summary>Of prices, in full feeds, delta feeds and price deltas. A tripped one delivers nothing and waits.</summary>
    public PriceBrakes Prices { get; init; } = new();

    /// <summary>Of inventory feeds and inventory deltas. A tripped one still delivers decreases, and waits with the rest.</summary>
    public StockBrakes Stock { get; init; } = new();

    /// <summary>
    /// SKUs that TikTok must have of a view (of the account, for stock) before a share of them means anything: of fewer, no share trips. Default 20. That a view would be
    /// emptied, and another currency, stop a feed whatever its size.
    /// </summary>
    public int Least { get; init; } = 20;
}

/// <summary>Shares of the SKUs that TikTok has listed in a view.</summary>
public sealed record ProductBrakes
{
    /// <summary>Most per cent that may leave: taken off sale, or deleted. Default 30; leave it there unless ranges change by season. 100 switches it off; a view is never emptied without a person.</summary>
    public int ShrinkPercent { get; init; } = 30;

    /// <summary>Most per cent that may newly be held, by a policy or a fault. What was held before, and what TikTok never had, does not count. Default 50; 100 switches it off.</summary>
    public int HeldPercent { get; init; } = 50;

    /// <summary>Most per cent that may newly be out of stock. Default 50; 100 switches it off.</summary>
    public int SoldOutPercent { get; init; } = 50;

    /// <summary>Most rows after the feed, as a multiple of the rows listed before. Default 2: no more than double; 0 switches it off. Raise it for the day on which a new range begins.</summary>
    public decimal GrowthTimes { get; init; } = 2;
}

/// <summary>How prices may move.</summary>
public sealed record PriceBrakes
{
    /// <summary>Most per cent of the SKUs that TikTok has listed in a view whose price may move by more than <see cref="ByPercent"/>. Default 30; 100 switches it off.</summary>
    public int MovedPercent { get; init; } = 30;

    /// <summary>A price that moves by more than so many per cent of what was last sent counts. Default 50: a sale of half price does not.</summary>
    public int ByPercent { get; init; } = 50;

    /// <summary>
    /// Whether a single row in another currency than the one last sent stops the feed; of a SKU that TikTok does not have, in another than the account's. Default true;
    /// leave it: TikTok refuses other currencies.
    /// </summary>
    public bool Currency { get; init; } = true;
}

/// <summary>Shares of the quantities that TikTok was told, over all inventory lists of the account.</summary>
public sealed record StockBrakes
{
    /// <summary>
    /// Most per cent that may go to zero at once. Default 50; 100 switches it off. The zeros are told all the same; what is held back is every increase, until a person has
    /// looked. It rests while a view is retired.
    /// </summary>
    public int SoldOutPercent { get; init; } = 50;

    /// <summary>Most quantities after the feed, as a multiple of those told before. Default 2: no more than double; 0 switches it off.</summary>
    public decimal GrowthTimes { get; init; } = 2;
}
