using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The age group in one of TikTok's words; other forms of them are understood, any other word is left out and not guessed at.</summary>
public sealed record AgeGroupWord : Stage
{
    public override string Name => "age-group.word";

    public override string Describe() => "brings the age group to newborn, infant, toddler, kids or adult, and leaves out other words";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.AgeGroup] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        var word = Of(said.ToString());
        return said == word ? Verdict.Kept : Verdict.Changed(
            offer with { Details = details.With(Detail.AgeGroup, word) },
            word.Length == 0 ? Reasons.AgeGroupUnknown.With(said.ToString()) : Reasons.AgeGroupChosen.With(said.ToString(), word));
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
