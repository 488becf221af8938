using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>How one offer came through the policies.</summary>
public sealed record Passage
{
    /// <summary>
    /// The offer as the last step left it; for a held one, as the holding step found it. Where only its content is held, price and
    /// stock are shaped all the same, so that they can flow.
    /// </summary>
    public required Offer Offer { get; init; }

    /// <summary>Why it is held; null for an offer that is listed. Where content and price or stock are at fault, the latter, which is the graver.</summary>
    public Reason? Held { get; init; }

    /// <summary>The next instant at which the same data may pass otherwise; null if nothing is scheduled.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Every step with what it did; filled only when an explanation was asked for.</summary>
    public IReadOnlyList<StepNote> Notes { get; init; } = [];

    public bool IsListed => Held is null;
}

/// <summary>What one step did to one offer.</summary>
/// <param name="Step">The step.</param>
/// <param name="Before">The offer as the step found it.</param>
/// <param name="After">The offer as the step left it.</param>
/// <param name="Reason">Why it was changed or held; null where it was kept.</param>
/// <param name="Held">Whether the step held it.</param>
public sealed record StepNote(Step Step, Offer Before, Offer After, Reason? Reason, bool Held);
