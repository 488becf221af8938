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

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details || details[Detail.ShippingWeight] is not { IsEmpty: false } said)
        {
            return Verdict.Kept;
        }

        var text = said.ToString();
        var (number, rest) = Split(text);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount.ToString("0.######", CultureInfo.InvariantCulture) is not { } written || written == "0")
        {
            return Said("", Reasons.ShippingWeightForm.With(text));
        }

        if (rest.Length > 0)
        {
            return TryUnit(rest, out var named) ? Said($"{written} {named}") : Said("", Reasons.ShippingWeightForm.With(text));
        }

        return Unit(Default) is { Length: > 0 } unit ? Said($"{written} {unit}") : Said("", Reasons.ShippingWeightUnit.With(text));

        Verdict Said(string weight, Reason? reason = null) => weight == text ? Verdict.Kept : Verdict.Changed(
            offer with { Details = details.With(Detail.ShippingWeight, weight) }, reason ?? Reasons.ShippingWeightChosen.With(text, weight));
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
