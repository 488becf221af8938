using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The shipping weight as number and unit: <c>0.41 kg</c>. A number without a unit takes the mapping's; what is no weight is left out.</summary>
/// <param name="Default">The mapping's default, for its unit: <c>kg</c>, or <c>0.5 kg</c>.</param>
public sealed record ShippingWeight(string Default) : Stage
{
    public override string Name => "shipping-weight.form";

    public override string Describe() => Unit(Default) is { Length: > 0 } unit
        ? $"writes shipping weights as number and unit, {unit} where none is said; leaves out what is no weight"
        : "writes shipping weights as number and unit; leaves out what has no unit or is no weight";

    /// <summary>Whether it is a unit alone.</summary>
    public static bool IsUnit(string text) => TryUnit(text, out _);

    /// <summary>Whether it is a weight with its unit.</summary>
    public static bool IsWeight(string text) => Read(text, "").Fault is null;

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.ShippingWeight] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        var text = said.ToString();
        var (weight, fault) = Read(text, Unit(Default));
        return weight == text
            ? Verdict.Kept
            : Verdict.Changed(
                offer with { Details = details.With(Detail.ShippingWeight, weight) },
                fault is null ? Reasons.ShippingWeightChosen.With(text, weight) : fault.With(text));
    }

    /// <summary>A weight as TikTok writes it, or what is wrong with it.</summary>
    private static (string Weight, ReasonCode? Fault) Read(string text, string standIn)
    {
        var (number, after) = Split(text.Trim());
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount.ToString("0.######", CultureInfo.InvariantCulture) is not { } written || written == "0")
        {
            return ("", Reasons.ShippingWeightForm);
        }

        if (after.Length > 0)
        {
            return TryUnit(after, out var unit) ? ($"{written} {unit}", null) : ("", Reasons.ShippingWeightForm);
        }

        return standIn.Length > 0 ? ($"{written} {standIn}", null) : ("", Reasons.ShippingWeightUnit);
    }

    private static (string Number, string After) Split(string text)
    {
        var number = string.Concat(text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        return (number, text[number.Length..].Trim());
    }

    private static string Unit(string text) => TryUnit(Split(text.Trim()).After, out var unit) ? unit : "";

    private static bool TryUnit(string text, out string unit)
    {
        unit = text.Trim().ToLowerInvariant() switch
        {
            "lb" or "lbs" => "lb",
            "oz" => "oz",
            "g" => "g",
            "kg" => "kg",
            _ => "",
        };
        return unit.Length > 0;
    }
}
