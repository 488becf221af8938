namespace Connector.Sandbox;

/// <summary>What waits for the reviewer.</summary>
internal enum AuditOf
{
    Nothing,
    FirstListing,
    Edit,
    Activation,
}

/// <summary>
/// A product with its states (facts 3.6): the older <c>status</c>, and the pair <c>product_status</c> and <c>audit.status</c>. An edit of a product that has been listed makes a second version that waits for
/// the reviewer while the first stays. Guarded by the platform's lock.
/// </summary>
internal sealed class Listing(string id, DateTimeOffset created)
{
    public string Id => id;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Updated { get; private set; } = created;

    /// <summary>INITIAL, DRAFT, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE or DELETED.</summary>
    public string ProductStatus { get; set; } = "INITIAL";

    /// <summary>NONE, AUDITING, FAILED, PRE_APPROVED or APPROVED.</summary>
    public string Audit { get; set; } = "NONE";

    public AuditOf Waits { get; set; }

    public DateTimeOffset AuditDue { get; private set; }

    public ValueList<RejectedInfo> Reasons { get; private set; } = [];

    public ValueList<string> PreApproved { get; private set; } = [];

    public string SuspendedReason { get; set; } = "";

    /// <summary>The first version, or the only one.</summary>
    public required ListingContent Content { get; set; }

    /// <summary>The second version, while the reviewer has it.</summary>
    public ListingContent? UnderReview { get; set; }

    /// <summary>A version that is not submitted.</summary>
    public ListingContent? Draft { get; set; }

    /// <summary>By SKU id; those of all versions.</summary>
    public Dictionary<string, SkuGoods> Goods { get; init; } = new(StringComparer.Ordinal);

    public DateTimeOffset DeletedAt { get; set; }

    /// <summary>How it was before the last write.</summary>
    public (Listing? Before, DateTimeOffset At) LastWrite { get; private set; }

    public string Status => ProductStatus switch
    {
        "INITIAL" => Audit == "FAILED" ? "FAILED" : "PENDING",
        "SELLER_DEACTIVATED" or "PLATFORM_DEACTIVATED" when Waits == AuditOf.Activation => Audit == "FAILED" ? "FAILED" : "PENDING",
        _ => ProductStatus,
    };

    /// <summary>Begins a change.</summary>
    public void Write(DateTimeOffset now)
    {
        var before = Copy();
        before.LastWrite = default;
        LastWrite = (before, now);
        Updated = now;
    }

    /// <summary>What a read shows: for a while, what was before the last write.</summary>
    public Listing? Shown(DateTimeOffset now, TimeSpan stale) => now - LastWrite.At < stale ? LastWrite.Before : this;

    /// <summary>A product just made shows only after that while.</summary>
    public void Made(DateTimeOffset now) => LastWrite = (null, now);

    public void Submit(AuditOf what, DateTimeOffset due)
    {
        (Waits, AuditDue, Audit) = (what, due, "AUDITING");
        (Reasons, PreApproved) = ([], []);
    }

    /// <summary>Lets go of prices and stock of SKUs that no version has any more.</summary>
    public void Forget()
    {
        var known = Content.Skus.Concat(UnderReview?.Skus ?? []).Concat(Draft?.Skus ?? []).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in Goods.Keys.Where(id => !known.Contains(id)).ToArray()) Goods.Remove(gone);
    }

    /// <summary>The reviewer says no more to it.</summary>
    public void Withdraw()
    {
        (Waits, UnderReview) = (AuditOf.Nothing, null);
        if (Audit is "AUDITING" or "PRE_APPROVED") Audit = "NONE";
    }

    /// <summary>Decides the review once it is due, as of then. Nothing waits for it: it is asked whenever somebody looks.</summary>
    /// <param name="invited">Whether the category is one for which the seller must apply first: nobody decides then (facts 3.5).</param>
    public AuditOf Settle(DateTimeOffset now, VerdictRule? rule, bool invited)
    {
        if (Waits == AuditOf.Nothing || Audit is "FAILED" || now < AuditDue) return AuditOf.Nothing;
        if (invited || rule?.Review == Review.Hold)
        {
            PreApproved = invited ? ["RESTRICTED_CATEGORY_PENDING"] : rule!.PreApprovedReasons;
            if (PreApproved.Count == 0 || Audit == "PRE_APPROVED") return AuditOf.Nothing;
            Audit = "PRE_APPROVED";
            return Waits;
        }

        var what = Waits;
        PreApproved = [];
        if (rule?.Review == Review.Reject)
        {
            (Audit, Reasons) = ("FAILED", rule.RejectedInfo);
            if (what == AuditOf.Edit) (Waits, UnderReview) = (AuditOf.Nothing, null);
        }
        else
        {
            if (UnderReview is not null) (Content, UnderReview) = (UnderReview, null);
            Forget();
            if (what != AuditOf.Edit) ProductStatus = "ACTIVATE";
            (Audit, Reasons, Waits) = ("APPROVED", [], AuditOf.Nothing);
        }

        Updated = AuditDue > Updated ? AuditDue : Updated;
        return what;
    }

    public Listing Copy() => new(Id, Created)
    {
        Content = Content,
        UnderReview = UnderReview,
        Draft = Draft,
        ProductStatus = ProductStatus,
        Audit = Audit,
        Waits = Waits,
        AuditDue = AuditDue,
        Reasons = Reasons,
        PreApproved = PreApproved,
        SuspendedReason = SuspendedReason,
        DeletedAt = DeletedAt,
        Updated = Updated,
        LastWrite = LastWrite,
        Goods = Goods.ToDictionary(g => g.Key, g => g.Value.Copy(), StringComparer.Ordinal),
    };
}
