using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>What a stage says of an offer: kept, changed or held. A struct, so that the common answer costs nothing.</summary>
public readonly struct Verdict
{
    private readonly object? _why;
    private readonly Offer? _before;
    private readonly Facts? _facts;

    private Verdict(Offer? after, object? why, DateTimeOffset? validUntil, Offer? before = null, Facts? facts = null)
    {
        After = after;
        _why = why;
        _before = before;
        _facts = facts;
        ValidUntil = validUntil;
    }

    /// <summary>The changed offer; null where the offer was kept or held.</summary>
    public Offer? After { get; }

    /// <summary>Why; null only where the offer was kept. The stage may be asked for it now: not every reason is read.</summary>
    public Reason? Reason => _why is Stage stage ? stage.Why(_before!, After!, _facts!) : (Reason?)_why;

    /// <summary>Until when this verdict is known to hold, where the stage knows of a change to come.</summary>
    public DateTimeOffset? ValidUntil { get; }

    public bool IsKept => _why is null;

    public bool IsHeld => _why is not null && After is null;

    /// <summary>Nothing to say.</summary>
    public static Verdict Kept => default;

    /// <summary>Nothing to say until that instant; then the same data may be seen otherwise.</summary>
    public static Verdict KeptUntil(DateTimeOffset validUntil) => new(null, null, validUntil);

    /// <param name="after">A copy that the stage made and gives away: the steps that follow may change it (<see cref="Offer"/>).</param>
    /// <param name="reason">Why.</param>
    /// <param name="validUntil">Until when that is known to hold.</param>
    public static Verdict Changed(Offer after, Reason reason, DateTimeOffset? validUntil = null) => new(after, reason, validUntil);

    /// <summary>Changed for a reason that the stage tells when it is read (<see cref="Stage.Why"/>): a million offers are changed, few are explained.</summary>
    internal static Verdict Changed(Stage stage, Offer before, Offer after, Facts facts, DateTimeOffset? validUntil) => new(after, stage, validUntil, before, facts);

    /// <summary>The offer goes no further. The reason's code says what that means for a row that TikTok already has.</summary>
    public static Verdict Held(Reason reason, DateTimeOffset? validUntil = null) => reason.Of.Hold is null
        ? throw new ArgumentException($"reason {reason.Code} does not say what a hold means", nameof(reason))
        : new(null, reason, validUntil);
}
