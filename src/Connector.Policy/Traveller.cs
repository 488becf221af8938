using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>One offer on its way through the steps.</summary>
internal struct Traveller(Offer offer, PublishedRow? published, bool explain)
{
    private readonly List<StepNote>? _notes = explain ? [] : null;
    private Reason? _held;
    private DateTimeOffset? _validUntil = offer.Item.ValidUntil;

    public Offer Offer { get; private set; } = offer;

    /// <summary>Whether the step concerns this offer: all do until it is held, and those of price and stock while only its content is.</summary>
    public readonly bool Meets(Step step) => _held is null || (step.IsPriceOrStock && _held.Of.Hold == HoldKind.Content);

    /// <summary>Meets a stage that concerns it.</summary>
    public void Meet(Stage stage, Facts facts, bool needsPublished)
    {
        var verdict = stage.Apply(Offer, needsPublished ? facts with { Published = published } : facts);
        if (!verdict.IsKept || verdict.ValidUntil is not null || _notes is not null)
        {
            Take(stage, verdict);
        }
    }

    public void Take(Step step, in Verdict verdict)
    {
        var before = Offer;
        if (verdict.ValidUntil is { } until && (_validUntil is null || until < _validUntil))
        {
            _validUntil = until;
        }

        if (verdict.IsHeld)
        {
            // A later hold can only be one of price or stock after one of content, and it is the graver: the row goes to stock 0.
            _held = verdict.Reason;
        }
        else if (verdict.After is { } after && !ReferenceEquals(after, before))
        {
            Offer = _notes is null ? after.InTheMaking() : after;
        }

        _notes?.Add(new StepNote(step.For(before), before, Offer, verdict.Reason, verdict.IsHeld));
    }

    public readonly Passage Arrive() => new() { Offer = Offer.Finished(), Held = _held, ValidUntil = _validUntil, Notes = _notes ?? [] };
}
