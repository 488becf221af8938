using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>A rule whose settings differ by listing template: the one of the offer's template decides.</summary>
internal sealed record ByTemplate : Stage
{
    private readonly Stage[] _choices;
    private readonly string[] _names;

    private ByTemplate(Stage[] choices, string[] names)
    {
        (_choices, _names) = (choices, names);
        NeedsPublished = Array.Exists(choices, choice => choice.NeedsPublished);
        NeedsPricesByBook = Array.Exists(choices, choice => choice.NeedsPricesByBook);
        IsPriceOrStock = Array.Exists(choices, choice => choice.IsPriceOrStock);
        KeepsAll = Array.TrueForAll(choices, choice => choice.KeepsAll);
    }

    public override string Name => _choices[0].Name;

    public override bool NeedsPublished { get; }

    public override bool NeedsPricesByBook { get; }

    public override bool IsPriceOrStock { get; }

    public override bool KeepsAll { get; }

    /// <summary>One step for all templates: the choice itself where they all have the same, else what chooses.</summary>
    /// <param name="choices">For products without a template first, then template by template.</param>
    /// <param name="names">The templates' names, in the same order.</param>
    public static Stage Of(IReadOnlyList<Stage> choices, IReadOnlyList<string> names)
    {
        var first = choices[0];
        return choices.All(choice => choice.Equals(first)) ? first : new ByTemplate([.. choices], [.. names]) { From = first.From };
    }

    public override string Describe()
    {
        var words = _choices.Skip(1).Zip(_names, (choice, name) => (choice, name)).Where(pair => !pair.choice.Equals(_choices[0]))
            .Select(pair => $"for template {pair.name}: {pair.choice.Describe()}{(pair.choice.From.Length > 0 ? $" ({pair.choice.From})" : "")}");
        return string.Join("; ", words.Prepend(_choices[0].Describe()));
    }

    public override Verdict Apply(Offer offer, Facts facts) => Choice(offer).Apply(offer, facts);

    internal override Step For(Offer offer) => Choice(offer);

    private Stage Choice(Offer offer) => _choices[offer.Template?.Index ?? 0];
}
