using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>What a stage says of an offer: kept, changed or held. A struct, so that the common answer costs nothing.</summary>
public readonly struct Verdict
{
    private Verdict(Offer? after, Reason? reason, DateTimeOffset? validUntil)
    {
        After = after;
        Reason = reason;
        ValidUntil = validUntil;
    }

    /// <summary>The changed offer; null where the offer was kept or held.</summary>
    public Offer? After { get; }

    /// <summary>Why; null only where the offer was kept.</summary>
    public Reason? Reason { get; }

    /// <summary>Until when this verdict is known to hold, where the stage knows of a change to come.</summary>
    public DateTimeOffset? ValidUntil { get; }

    public bool IsKept => Reason is null;

    public bool IsHeld => Reason is not null && After is null;

    /// <summary>Nothing to say.</summary>
    public static Verdict Kept => default;

    /// <summary>Nothing to say until that instant; then the same data may be seen otherwise.</summary>
    public static Verdict KeptUntil(DateTimeOffset validUntil) => new(null, null, validUntil);

    public static Verdict Changed(Offer after, Reason reason, DateTimeOffset? validUntil = null) => new(after, reason, validUntil);

    /// <summary>The offer goes no further. The reason's code says what that means for a row that TikTok already has.</summary>
    public static Verdict Held(Reason reason, DateTimeOffset? validUntil = null) => reason.Of.Hold is null
        ? throw new ArgumentException($"reason {reason.Code} does not say what a hold means", nameof(reason))
        : new(null, reason, validUntil);
}
