using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>Whom a verdict meets, and what it is. A rule without a condition meets every row.</summary>
public sealed record VerdictRule
{
    /// <summary>This SKU only (case-sensitive).</summary>
    public string? SkuId { get; init; }

    /// <summary>Rows whose title contains this text (any case).</summary>
    public string? TitleContains { get; init; }

    /// <summary>Any other condition; in process only.</summary>
    [JsonIgnore]
    public Func<ProductRow, bool>? When { get; init; }

    /// <summary>What the review says; default <see cref="Review.Reject"/>.</summary>
    public Review Review { get; init; } = Review.Reject;

    /// <summary>The reasons that go with a rejection.</summary>
    public ValueList<RejectedInfo> RejectedInfo { get; init; } = [];

    /// <summary>With <see cref="Review.Hold"/>, for products of the Shop Open Platform: why they are approved but for something (KYC_PENDING, RESTRICTED_CATEGORY_PENDING).</summary>
    public ValueList<string> PreApprovedReasons { get; init; } = [];

    /// <summary>A product of the Shop Open Platform is met by any of its SKUs.</summary>
    internal bool Meets(string title, IReadOnlyCollection<string> sellerSkus) =>
        When is null && (SkuId is null || sellerSkus.Contains(SkuId)) && (TitleContains is null || title.Contains(TitleContains, StringComparison.OrdinalIgnoreCase));

    internal bool Meets(ProductRow row) =>
        (SkuId is null || SkuId == row.SkuId)
        && (TitleContains is null || row.Title.Contains(TitleContains, StringComparison.OrdinalIgnoreCase))
        && (When is null || When(row));
}

/// <summary>What a review comes to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Review>))]
public enum Review
{
    Approve,
    Reject,

    /// <summary>No answer: the row stays in <c>processing</c>.</summary>
    Hold,
}

/// <summary>The scripted reviewer. The last rule that meets a row decides when its review falls due; without one it is approved.</summary>
public sealed class Verdicts
{
    private readonly Lock _gate = new();
    private readonly List<VerdictRule> _rules = [];
    private readonly HashSet<string> _smallImages = new(StringComparer.Ordinal);

    public void Add(VerdictRule rule)
    {
        lock (_gate) _rules.Add(rule);
    }

    public void Reject(string skuId, RejectedInfo why) => Add(new VerdictRule { SkuId = skuId, RejectedInfo = [why] });

    /// <summary>Rows with one of these images get <c>image_status</c> FILTERED and stay in <c>processing</c>: they are under 500 px.</summary>
    public void AddSmallImages(params IEnumerable<string> urls)
    {
        lock (_gate) _smallImages.UnionWith(urls);
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _smallImages.Clear();
        }
    }

    internal void TakeOver(Verdicts other)
    {
        lock (other._gate)
        lock (_gate)
        {
            _rules.Clear();
            _rules.AddRange(other._rules);
            _smallImages.Clear();
            _smallImages.UnionWith(other._smallImages);
        }
    }

    internal VerdictRule? For(ProductRow row)
    {
        lock (_gate) return _rules.FindLast(r => r.Meets(row));
    }

    internal VerdictRule? For(string title, IReadOnlyCollection<string> sellerSkus)
    {
        lock (_gate) return _rules.FindLast(r => r.Meets(title, sellerSkus));
    }

    internal bool HasSmallImage(ProductRow row)
    {
        lock (_gate) return _smallImages.Count > 0 && row.Images().Any(_smallImages.Contains);
    }
}
