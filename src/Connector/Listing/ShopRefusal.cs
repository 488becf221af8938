using Connector.Alerts;

namespace Connector.Listings;

/// <summary>What TikTok did not take, and why: a whole call, or one item of it.</summary>
/// <param name="Code">TikTok's code.</param>
/// <param name="Message">TikTok's message, shortened.</param>
public sealed record ShopRefusal(long Code, string? Message)
{
    /// <summary>TikTok's id of the call, for questions to their support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The product that is meant; empty: the one that the call is about, or none is named.</summary>
    public string ProductId { get; init; } = "";

    /// <summary>The SKU that is meant (TikTok's id); empty: none is named.</summary>
    public string SkuId { get; init; } = "";

    /// <summary>The warehouse that is meant; empty: none is named.</summary>
    public string WarehouseId { get; init; } = "";

    /// <summary>What failed in detail, where TikTok says so: code 12052990 ("check failed") only wraps it.</summary>
    public IReadOnlyList<ShopRefusal> Inner { get; init; } = [];

    /// <summary>What the code means. Of a wrapper, the one inside that asks for more than this item's correction, else the first.</summary>
    public ShopCode Known => Code == ShopCodes.Wrapper && Inner.Count > 0
        ? (Inner.FirstOrDefault(inner => inner.Known.Action != CodeAction.Item) ?? Inner[0]).Known
        : ShopCodes.Of(Code);

    /// <summary>What to do about it.</summary>
    public CodeAction Action => Known.Action;

    /// <summary>In a sentence, with TikTok's own words and what is inside.</summary>
    public string Sentence => Said + (Inner.Count > 0 ? $" ({string.Join("; ", Inner.Select(inner => inner.Said))})" : "") + (RequestId is { } id ? $" [request {id}]" : "") + ".";

    private string Said => $"{(SkuId.Length > 0 ? $"SKU {SkuId}: " : "")}{(WarehouseId.Length > 0 ? $"warehouse {WarehouseId}: " : "")}{(string.IsNullOrWhiteSpace(Message) ? ShopCodes.Of(Code).Meaning : Message.TrimEnd('.'))} ({Code})";
}

/// <summary>
/// What came of a call about one thing. Code 0 is no full success: <see cref="Faults"/> are there also beside a value (facts/tiktok.md 3.3). What is the fault of neither the thing nor the
/// day is thrown instead.
/// </summary>
/// <param name="Value">What TikTok gave back; none where it refused the whole call.</param>
/// <param name="Faults">What it did not take; empty where all is done. With <see cref="CodeAction.Item"/> the thing is to be corrected, with <see cref="CodeAction.DailyCap"/> it waits for tomorrow.</param>
public sealed record ShopOutcome<T>(T? Value, IReadOnlyList<ShopRefusal> Faults)
    where T : class
{
    /// <summary>Whether all of it was taken.</summary>
    public bool IsDone => Faults.Count == 0 && Value is not null;

    /// <summary>Whether the call was refused with this code.</summary>
    public bool Has(long code) => Faults.Any(fault => fault.Code == code || fault.Inner.Any(inner => inner.Code == code));

    /// <summary>The value, where all was taken.</summary>
    /// <exception cref="PersonMustDecideException"><c>shop.refused</c>: something was not.</exception>
    public T OrThrow() => IsDone ? Value! : throw new PersonMustDecideException(
        "shop.refused", string.Join(" ", Faults.Select(fault => fault.Sentence)), Faults.Count > 0 ? Faults[0].Known.Cure : "Ask TikTok.");
}

/// <summary>What came of a call about several things: what was done, and what was not. Nothing that was asked for is missing in both, and nothing is in both.</summary>
/// <param name="Done">Ids of what was done: those asked for that no fault names. Empty where a fault names none: then it is not known which one it means.</param>
/// <param name="Faults">What TikTok did not take; a fault without id means the whole call.</param>
public sealed record ShopBatchOutcome(IReadOnlyList<string> Done, IReadOnlyList<ShopRefusal> Faults)
{
    /// <summary>Whether all of it was taken.</summary>
    public bool IsDone => Faults.Count == 0;

    /// <summary>The faults of one thing, and those that mean all.</summary>
    public IEnumerable<ShopRefusal> Of(string id) => Faults.Where(fault => fault.ProductId == id || fault.SkuId == id || (fault.ProductId.Length == 0 && fault.SkuId.Length == 0));

    /// <param name="asked">Ids that the call named.</param>
    /// <param name="faults">What was not taken.</param>
    /// <param name="id">Which of a fault's ids is meant.</param>
    internal static ShopBatchOutcome Of(IReadOnlyList<string> asked, IReadOnlyList<ShopRefusal> faults, Func<ShopRefusal, string> id)
    {
        var named = faults.Select(id).ToHashSet(StringComparer.Ordinal);
        return new ShopBatchOutcome(named.Contains("") || !named.IsSubsetOf(asked) ? [] : [.. asked.Where(one => !named.Contains(one))], faults);
    }
}
