using Connector.Accounts;

namespace Connector.Feeds.Brakes;

/// <summary>The limits under which one feed is weighed: the account's, or those that a person's release puts in their place. Null: switched off.</summary>
public sealed record BrakeLimits
{
    private const decimal All = 100;

    /// <summary>Whether a view may not be emptied.</summary>
    public bool Empty { get; init; } = true;

    /// <summary>Per cent.</summary>
    public decimal? Shrink { get; init; }

    /// <summary>Per cent.</summary>
    public decimal? Held { get; init; }

    /// <summary>Per cent.</summary>
    public decimal? Prices { get; init; }

    /// <summary>Per cent.</summary>
    public decimal? SoldOut { get; init; }

    /// <summary>Whether no row may be in another currency.</summary>
    public bool Currency { get; init; } = true;

    /// <summary>A multiple.</summary>
    public decimal? Growth { get; init; }

    /// <summary>SKUs that TikTok must have before a share means anything.</summary>
    public int Least { get; init; }

    /// <summary>An account's limits for a kind of feed.</summary>
    public static BrakeLimits Of(AccountBrakes brakes, FeedKind kind)
    {
        ArgumentNullException.ThrowIfNull(brakes);
        var limits = new BrakeLimits { Least = brakes.Least, Currency = brakes.Prices.Currency, Prices = Share(brakes.Prices.MovedPercent) };
        return kind switch
        {
            FeedKind.PriceDelta => limits with { Empty = false },
            FeedKind.Full or FeedKind.Delta => limits with
            {
                Shrink = Share(brakes.Products.ShrinkPercent), Held = Share(brakes.Products.HeldPercent), SoldOut = Share(brakes.Products.SoldOutPercent), Growth = Times(brakes.Products.GrowthTimes),
            },
            _ => new BrakeLimits { Empty = false, Currency = false, Least = brakes.Least, SoldOut = Share(brakes.Stock.SoldOutPercent), Growth = Times(brakes.Stock.GrowthTimes) },
        };
    }

    /// <summary>These limits under a permission: those that it names are in place of the account's; one that names none lifts all.</summary>
    public BrakeLimits Under(BrakePermission? permission) => permission switch
    {
        null => this,
        { Limits.Count: 0 } => new BrakeLimits { Empty = false, Currency = false, Least = Least },
        { Limits: var raised } => this with
        {
            Empty = Empty && !(raised.TryGetValue(BrakeCause.Shrink.Word(), out var shrink) && shrink >= All),
            Shrink = Raised(raised, BrakeCause.Shrink, Shrink),
            Held = Raised(raised, BrakeCause.Held, Held),
            Prices = Raised(raised, BrakeCause.Prices, Prices),
            SoldOut = Raised(raised, BrakeCause.SoldOut, SoldOut),
            Currency = Currency && !raised.ContainsKey(BrakeCause.Currency.Word()),
            Growth = raised.TryGetValue(BrakeCause.Growth.Word(), out var times) && Growth is not null ? Times(times) : Growth,
        },
    };

    private static decimal? Raised(IReadOnlyDictionary<string, decimal> raised, BrakeCause cause, decimal? own) => own is not null && raised.TryGetValue(cause.Word(), out var limit) ? Share(limit) : own;

    private static decimal? Share(decimal percent) => percent >= All ? null : percent;

    private static decimal? Times(decimal times) => times == 0 ? null : times;
}
