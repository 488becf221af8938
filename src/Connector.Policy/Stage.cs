using Connector.Policy.Catalog;

namespace Connector.Policy;

/// <summary>A step of the policies. A record that is its own settings; the order of steps is the <see cref="PolicySheet"/>'s.</summary>
public abstract record Step
{
    /// <summary>Stable name in dotted lower case, as explanations and the printed sheet show it: <c>title.plain-text</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the step does with its present settings, as a sentence.</summary>
    public abstract string Describe();

    /// <summary>Whether the step looks at <see cref="Facts.Published"/>; reading it costs a look-up.</summary>
    public virtual bool NeedsPublished => false;

    /// <summary>Whether the step looks at <see cref="Catalog.ShopItem.PricesByBook"/>; filling them costs a look at every book.</summary>
    public virtual bool NeedsPricesByBook => false;

    /// <summary>
    /// Whether the step is about price or stock. Such steps also meet an offer that is held for its content, because its price and
    /// stock still flow (DESIGN, What a hold means); every other step is over for an offer once it is held.
    /// </summary>
    public virtual bool IsPriceOrStock => false;

    /// <summary>
    /// Whether the step keeps every offer, with its present settings. Such a step is printed and explained like all others, and is not asked where
    /// nobody wants an explanation.
    /// </summary>
    public virtual bool KeepsAll => false;

    /// <summary>The document and version whose setting this is, such as <c>policies/uk-stock@3</c>; empty: what is built in.</summary>
    public string From { get; init; } = "";

    /// <summary>The step that decides for an offer: this one, or the one of its listing template.</summary>
    internal virtual Step For(Offer offer) => this;
}

/// <summary>A rule about one offer. Synchronous, pure and total: same offer and facts, same verdict.</summary>
public abstract record Stage : Step
{
    public abstract Verdict Apply(Offer offer, Facts facts);

    /// <summary>Why this stage made of one offer the other; only asked of a stage that changes with <see cref="Changed"/>.</summary>
    protected internal virtual Reason Why(Offer before, Offer after, Facts facts) => throw new NotSupportedException($"step {Name} gives its reasons at once");

    /// <summary>Changed; <see cref="Why"/> is asked when someone reads the reason.</summary>
    protected Verdict Changed(Offer before, Offer after, Facts facts, DateTimeOffset? validUntil = null) => Verdict.Changed(this, before, after, facts, validUntil);
}

/// <summary>A rule about the offers of one item group together (variant caps, unique variations). Sees only offers that no earlier step held.</summary>
public abstract record GroupStage : Step
{
    /// <summary>Groups with fewer offers left are kept without asking; most groups have one offer, and a comparing rule has nothing to say of it.</summary>
    public virtual int LeastOffers => 1;

    /// <summary>
    /// Writes one verdict for each offer, in the same order. <paramref name="verdicts"/> comes filled with <see cref="Verdict.Kept"/>.
    /// <paramref name="group"/> is used again for the next group: it is not kept.
    /// </summary>
    public abstract void Apply(IReadOnlyList<Offer> group, Facts facts, Span<Verdict> verdicts);
}
