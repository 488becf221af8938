using System.Collections.Frozen;
using Connector.Policy;

namespace Connector.Feeds;

/// <summary>What TikTok shall have of one SKU.</summary>
public enum Wish
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>Nothing, and TikTok has nothing.</summary>
    Nothing,

    /// <summary>Its id in the delete file.</summary>
    Delete,

    /// <summary>It was in a delete file that TikTok must have read by now.</summary>
    Forget,
}

/// <summary>Why and how a row is what it is.</summary>
public enum RowBasis
{
    /// <summary>What the policies make of the offer.</summary>
    Offer,

    /// <summary>Content as last sent, price and stock as they are now.</summary>
    KeptContent,

    /// <summary>What the policies make of the offer, but for columns that the synchronization policy keeps as they were sent.</summary>
    KeptBack,

    /// <summary>The row last sent, out of stock.</summary>
    SoldOut,

    /// <summary>The row last sent, out of stock, because the SKU is gone.</summary>
    Deactivated,
}

/// <summary>
/// What a hold means for a SKU that TikTok already has (DESIGN): sold out and price or stock faults keep the row with stock 0;
/// content faults keep the content; what is gone, or faulty for longer than the grace, is deactivated or deleted.
/// </summary>
/// <param name="Wish">What TikTok shall have.</param>
/// <param name="Basis">For a row: what it is made of.</param>
/// <param name="Held">Why the offer is held, where it is.</param>
/// <param name="HeldSince">Since when, for a row that TikTok has.</param>
public readonly record struct Desired(Wish Wish, RowBasis Basis, Reason? Held, DateTimeOffset? HeldSince)
{
    /// <summary>Decides for a SKU that the shop has.</summary>
    public static Desired Of(Passage passage, LedgerEntry? sent, Rulings rulings)
    {
        ArgumentNullException.ThrowIfNull(passage);
        ArgumentNullException.ThrowIfNull(rulings);
        if (passage.IsListed && !rulings.Retired)
        {
            return new Desired(Wish.Row, RowBasis.Offer, null, null);
        }

        var reason = rulings.Retired ? Rulings.ViewRetired.With() : passage.Held!;
        if (sent is null)
        {
            return new Desired(Wish.Nothing, default, reason, null);
        }

        if (sent.State == SentState.Deleting)
        {
            return new Desired(rulings.IsConsumed(sent) ? Wish.Forget : Wish.Delete, default, reason, sent.HeldSince);
        }

        // The grace is a fault's: that content waited for a review, or that it was sold out or gone for a while, is none.
        var since = Rulings.IsFault(sent.HeldCode) ? sent.HeldSince ?? rulings.Instant : rulings.Instant;
        var kind = reason.Of.Hold!.Value;
        if (kind is HoldKind.Content or HoldKind.Price or HoldKind.Stock && rulings.Instant - since > rulings.Grace)
        {
            kind = HoldKind.Gone;
        }

        return kind switch
        {
            HoldKind.Content => new Desired(Wish.Row, RowBasis.KeptContent, reason, since),
            HoldKind.Gone when rulings.DeleteDisabled && rulings.MayDelete(sent.Sku) => new Desired(Wish.Delete, default, reason, since),
            HoldKind.Gone => new Desired(Wish.Row, RowBasis.Deactivated, reason, since),
            _ => new Desired(Wish.Row, RowBasis.SoldOut, reason, since),
        };
    }

    /// <summary>Decides for a SKU that TikTok has and the shop has not.</summary>
    public static Desired OfDeleted(LedgerEntry sent, Rulings rulings)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(rulings);
        var since = sent.HeldCode == Rulings.Deleted.Code ? sent.HeldSince ?? rulings.Instant : rulings.Instant;
        var reason = Rulings.Deleted.With();
        if (sent.State == SentState.Deleting)
        {
            return new Desired(rulings.IsConsumed(sent) ? Wish.Forget : Wish.Delete, default, reason, since);
        }

        return rulings.DeleteDeleted && rulings.MayDelete(sent.Sku)
            ? new Desired(Wish.Delete, default, reason, since)
            : new Desired(Wish.Row, RowBasis.Deactivated, reason, since);
    }
}

/// <summary>What decides about SKUs that TikTok has, besides the policies' verdict.</summary>
public sealed record Rulings
{
    public static readonly ReasonCode Deleted = new(
        "shop.deleted", "the shop has deleted it", "nothing, unless it was deleted by mistake: then restore it in the shop", HoldKind.Gone);

    public static readonly ReasonCode ViewRetired = new(
        "view.retired", "its store view is retired", "set retired to false in the account's view to list it again", HoldKind.Gone);

    private static readonly FrozenDictionary<string, HoldKind?> Kinds =
        Reasons.All.Concat(PublishingReasons.All).Append(Deleted).Append(ViewRetired).ToFrozenDictionary(code => code.Code, code => code.Hold, StringComparer.Ordinal);

    public required DateTimeOffset Instant { get; init; }

    /// <summary>The view is being taken off TikTok.</summary>
    public bool Retired { get; init; }

    /// <summary>How long a fault may last before the SKU counts as gone.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>What the shop deletes is deleted on TikTok.</summary>
    public bool DeleteDeleted { get; init; }

    /// <summary>What the shop takes offline is deleted on TikTok.</summary>
    public bool DeleteDisabled { get; init; }

    /// <summary>
    /// False for a SKU that is still wanted in another view, or that a product file names which TikTok may not have fetched yet:
    /// deleting it now could be undone by that file.
    /// </summary>
    public Func<string, bool> MayDelete { get; init; } = _ => true;

    /// <summary>Whether TikTok must have read the delete file that names this SKU.</summary>
    public Func<LedgerEntry, bool> IsConsumed { get; init; } = _ => false;

    /// <summary>From when on a fault has lasted longer than the grace; null where there is none, or it has.</summary>
    internal DateTimeOffset? GraceEnds(in Desired desired) =>
        desired is { Wish: Wish.Row, Basis: RowBasis.KeptContent or RowBasis.SoldOut, HeldSince: { } since } && IsFault(desired.Held?.Code)
            ? since + Grace + TimeSpan.FromMilliseconds(1)
            : null;

    /// <summary>Whether a row was held for a fault: in content, price or stock. A code that today's program does not know counts as one.</summary>
    internal static bool IsFault(string? code) => code is not null && (!Kinds.TryGetValue(code, out var kind) || kind is HoldKind.Content or HoldKind.Price or HoldKind.Stock);
}
