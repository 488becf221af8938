using System.Text.Json.Serialization;

namespace Connector.Policy.Documents;

/// <summary>How the shop's prices become those on TikTok. Decimal arithmetic only. Attached to a listing template, or to an account for all. Checklist PRC.</summary>
public sealed record PricingPolicy
{
    /// <summary>Name for people. Checklist PRC-01.</summary>
    public string Title { get; init; } = "Default pricing policy";

    /// <summary>Used by accounts and listing templates that name none of this type. At most one document of a type. Default false. Checklist POL-03.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Id of a custom attribute that holds the price for TikTok: a number with a dot, with or without a currency. Where it is empty, the price books decide. Checklist PRC-02.</summary>
    public string PriceAttribute { get; init; } = "";

    /// <summary>Only these of the view's price books, each with its parents; the lowest of their prices is paid. Empty (default): all of them.</summary>
    public IReadOnlyList<string> Books { get; init; } = [];

    /// <summary>Changes, one after the other. Checklist PRC-03.</summary>
    public IReadOnlyList<PriceChange> Changes { get; init; } = [];

    /// <summary>Currency conversion. Left out: a price in another currency is held. Checklist PRC-04, D-14.</summary>
    public CurrencyConversion? Conversion { get; init; }

    /// <summary>How the result is rounded. Left out: to the currency's digits, halves away from zero.</summary>
    public PriceRounding? Rounding { get; init; }

    /// <summary>Least price that may be sent; below it the product is held. 0 (default): the region's limit alone.</summary>
    public decimal Least { get; init; }

    /// <summary>Highest price that may be sent; above it the product is held. 0 (default): the region's limit alone.</summary>
    public decimal Most { get; init; }

    /// <summary>Hold prices outside what TikTok Shop takes in the account's country (default). Checklist RIV-04.</summary>
    public bool RegionLimits { get; init; } = true;

    /// <summary>The document and version it was read from, such as policies/uk-prices@3.</summary>
    [JsonIgnore]
    public string From { get; init; } = "";
}

/// <summary>A change of prices.</summary>
public sealed record PriceChange
{
    /// <summary>Whether the amount is added as it is, or as a share of the price.</summary>
    public required PriceChangeBy By { get; init; }

    /// <summary>Up or down.</summary>
    public required PriceChangeTo To { get; init; }

    /// <summary>The amount in the account's currency, or the percentage. 0 or above; a reduction by percentage below 100.</summary>
    public required decimal Amount { get; init; }
}

/// <summary>Of what a price change is measured.</summary>
public enum PriceChangeBy
{
    /// <summary>An amount of money.</summary>
    Fixed,

    /// <summary>Per cent of the price.</summary>
    Percentage,
}

/// <summary>Where a price change leads.</summary>
public enum PriceChangeTo
{
    /// <summary>Up.</summary>
    Increase,

    /// <summary>Down.</summary>
    Decrease,
}

/// <summary>What happens to a price in another currency than the TikTok shop's. Checklist D-14.</summary>
public sealed record CurrencyConversion
{
    /// <summary>Stop (default): such a product is held. Convert: by the rate.</summary>
    public OnCurrencyMismatch OnMismatch { get; init; } = OnCurrencyMismatch.Stop;

    /// <summary>The currency that is converted, ISO 4217; a price in any other one is held.</summary>
    public required string Currency { get; init; }

    /// <summary>How much of the account's currency one unit of it is. Above 0.</summary>
    public required decimal Rate { get; init; }
}

/// <summary>What happens to a price in another currency.</summary>
public enum OnCurrencyMismatch
{
    /// <summary>The product is held.</summary>
    Stop,

    /// <summary>The price is converted by the rate.</summary>
    Convert,
}

/// <summary>How an amount is rounded.</summary>
public sealed record PriceRounding
{
    /// <summary>To what. Default: the currency's digits.</summary>
    public RoundTo To { get; init; } = RoundTo.Cents;

    /// <summary>For step: the step, such as 0.05 or 5. Above 0.</summary>
    public decimal Step { get; init; }

    /// <summary>For ending: the part below 1 that every price gets, such as 0.99.</summary>
    public decimal Ending { get; init; } = 0.99m;

    /// <summary>Which way. Default: to the nearest.</summary>
    public RoundWay Way { get; init; } = RoundWay.Nearest;

    /// <summary>Where an amount lies in the middle, for the nearest. Default: half up.</summary>
    public RoundHalf Half { get; init; } = RoundHalf.Up;
}

/// <summary>To what an amount is rounded.</summary>
public enum RoundTo
{
    /// <summary>The currency's digits: cents for most.</summary>
    Cents,

    /// <summary>Amounts with a set part below 1, such as .99.</summary>
    Ending,

    /// <summary>Multiples of a step.</summary>
    Step,
}

/// <summary>Which way an amount is rounded.</summary>
public enum RoundWay
{
    /// <summary>To the nearest.</summary>
    Nearest,

    /// <summary>Never below.</summary>
    Up,

    /// <summary>Never above.</summary>
    Down,
}

/// <summary>Where an amount in the middle goes.</summary>
public enum RoundHalf
{
    /// <summary>Up: away from zero.</summary>
    Up,

    /// <summary>To the even neighbour, as banks do.</summary>
    Even,
}
