using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Gender in one of TikTok's words; the usual English ones of shops are understood, any other is left out and not guessed at.</summary>
public sealed record GenderWord : Stage
{
    [ThreadStatic]
    private static RecentWords? _recent;

    public override string Name => "gender.word";

    public override string Describe() => "brings gender to male, female or unisex, and leaves out other words";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.Gender] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        var recent = _recent ??= new RecentWords();
        if (!recent.TryGet(said, out var word))
        {
            word = Of(said.ToString());
            recent.Keep(said, word);
        }

        return said == word ? Verdict.Kept : Changed(offer, offer.WithDetails(details.With(Detail.Gender, word)), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var (said, word) = (before.Details![Detail.Gender].ToString(), after.Details![Detail.Gender].ToString());
        return word.Length == 0 ? Reasons.GenderUnknown.With(said) : Reasons.GenderChosen.With(said, word);
    }

    /// <summary>TikTok's word for it; empty where there is none.</summary>
    public static string Of(string said) => DetailWords.Folded(said) switch
    {
        "male" or "man" or "men" or "mens" or "m" or "boy" or "boys" => "male",
        "female" or "woman" or "women" or "womens" or "f" or "w" or "girl" or "girls" => "female",
        "unisex" => "unisex",
        _ => "",
    };
}
