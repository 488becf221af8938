using System.Text;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>The condition: the mapped attribute, else the mapping's default, else new. A word that TikTok does not know is not guessed at.</summary>
public sealed record ConditionFromMapping : Stage
{
    private Text _attribute;
    private Text _default;

    public ConditionFromMapping(AttributeSource source) => Source = source;

    public AttributeSource Source
    {
        get;
        init => (field, _attribute, _default) = (value, value.Attribute, value.Default);
    }

    public override string Name => "condition.source";

    public override string Describe()
    {
        var attribute = Source.Attribute.Length > 0 ? $"attribute {Source.Attribute}, else " : "";
        return $"takes the condition from {attribute}'{(Source.Default.Length > 0 ? Source.Default : "new")}'; holds words other than new, refurbished, used";
    }

    public override Verdict Apply(Offer offer, Facts facts)
    {
        var value = _attribute.IsEmpty ? default : Trimmed(offer.Item.Attributes[_attribute].Utf8);
        var fromAttribute = !value.IsEmpty;
        if (!fromAttribute)
        {
            value = Trimmed(_default.Utf8);
        }

        if (Read(value) is not { } condition)
        {
            return Verdict.Held(Reasons.ConditionUnknown.With(Encoding.UTF8.GetString(value), Origin(fromAttribute)));
        }

        return condition == offer.Condition
            ? Verdict.Kept
            : Verdict.Changed(offer with { Condition = condition }, Reasons.ConditionChosen.With(Word(condition), Origin(fromAttribute)));
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> value) => value[Ascii.Trim(value)];

    private static Condition? Read(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || Ascii.EqualsIgnoreCase(word, "new"u8))
        {
            return Condition.New;
        }

        if (Ascii.EqualsIgnoreCase(word, "refurbished"u8))
        {
            return Condition.Refurbished;
        }

        return Ascii.EqualsIgnoreCase(word, "used"u8) ? Condition.Used : null;
    }

    private static string Word(Condition condition) => condition switch
    {
        Condition.Refurbished => "refurbished",
        Condition.Used => "used",
        _ => "new",
    };

    private string Origin(bool attribute) => attribute ? "attribute " + Source.Attribute : "the mapping's default";
}
