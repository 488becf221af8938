using System.Globalization;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The shipping weight as number and unit: <c>0.41 kg</c>. A number without a unit takes the mapping's; what is no weight is left out.</summary>
public sealed record ShippingWeight : Stage
{
    private string _unit = "";
    private Text _unitUtf8;

    public ShippingWeight(string standIn) => Default = standIn;

    /// <summary>The mapping's default, for its unit: <c>kg</c>, or <c>0.5 kg</c>.</summary>
    public string Default
    {
        get;
        init => (field, _unit, _unitUtf8) = (value, Unit(value), Unit(value));
    }

    public override string Name => "shipping-weight.form";

    public override string Describe() => _unit.Length > 0
        ? $"writes shipping weights as number and unit, {_unit} where none is said; leaves out what is no weight"
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

        var weight = Written(said);
        return weight == said ? Verdict.Kept : Changed(offer, offer.WithDetails(details.With(Detail.ShippingWeight, weight)), facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var said = before.Details![Detail.ShippingWeight].ToString();
        var (weight, fault) = Read(said, _unit);
        return fault is null ? Reasons.ShippingWeightChosen.With(said, weight) : fault.With(said);
    }

    /// <summary>The weight as TikTok writes it; empty where it is none.</summary>
    internal Text Written(Text said)
    {
        if (!PlainWeight.TrySplit(said.Utf8, out var number, out var unit))
        {
            return Read(said.ToString(), _unit).Weight;
        }

        unit = unit.IsEmpty ? _unitUtf8.Utf8 : unit;
        if (unit.IsEmpty || (number.Length + 1 + unit.Length == said.Utf8.Length && said.Utf8.EndsWith(unit)))
        {
            return unit.IsEmpty ? default : said;
        }

        var written = new byte[number.Length + 1 + unit.Length];
        number.CopyTo(written);
        written[number.Length] = (byte)' ';
        unit.CopyTo(written.AsSpan(number.Length + 1));
        return new Text(written);
    }

    /// <summary>A weight as TikTok writes it, or what is wrong with it.</summary>
    internal static (string Weight, ReasonCode? Fault) Read(string text, string standIn)
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
