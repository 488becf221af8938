using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The age group in one of TikTok's words; other forms of them are understood, any other word is left out and not guessed at.</summary>
public sealed record AgeGroupWord : Stage
{
    [ThreadStatic]
    private static RecentWords? _recent;

    public override string Name => "age-group.word";

    public override string Describe() => "brings the age group to newborn, infant, toddler, kids or adult, and leaves out other words";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.AgeGroup] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        var recent = _recent ??= new RecentWords();
        if (!recent.TryGet(said, out var word))
        {
            word = Of(said.ToString());
            recent.Keep(said, word);
        }

        return said == word ? Verdict.Kept : Changed(offer, offer.WithDetails(details.With(Detail.AgeGroup, word)), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var (said, word) = (before.Details![Detail.AgeGroup].ToString(), after.Details![Detail.AgeGroup].ToString());
        return word.Length == 0 ? Reasons.AgeGroupUnknown.With(said) : Reasons.AgeGroupChosen.With(said, word);
    }

    /// <summary>TikTok's word for it; empty where there is none.</summary>
    public static string Of(string said) => DetailWords.Folded(said) switch
    {
        "newborn" or "newborns" or "new born" => "newborn",
        "infant" or "infants" => "infant",
        "toddler" or "toddlers" => "toddler",
        "kid" or "kids" or "child" or "children" or "childrens" => "kids",
        "adult" or "adults" => "adult",
        _ => "",
    };
}
