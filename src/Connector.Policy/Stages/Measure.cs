using System.Buffers;
using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>A unit of weight or length.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="InBase">One of it in grams, or in centimetres.</param>
/// <param name="IsImperial">Of the system of pounds and inches.</param>
/// <param name="IsWeight">Of weight; else of length.</param>
internal sealed record MeasureUnit(string Name, decimal InBase, bool IsImperial, bool IsWeight)
{
    public static readonly IReadOnlyList<MeasureUnit> All =
    [
        new("kg", 1000, false, true), new("g", 1, false, true), new("lb", Measure.PoundInGrams, true, true), new("oz", Measure.PoundInGrams / 16, true, true),
        new("cm", 1, false, false), new("mm", 0.1m, false, false), new("m", 100, false, false), new("in", Measure.InchInCentimetres, true, false),
    ];

    public static MeasureUnit? Of(string word, bool weighs)
    {
        var name = word.Trim().ToLowerInvariant() switch
        {
            "lbs" or "pound" or "pounds" => "lb",
            "ounce" or "ounces" => "oz",
            "gram" or "grams" => "g",
            "kilogram" or "kilograms" => "kg",
            "inch" or "inches" or "\"" => "in",
            var other => other,
        };
        return All.FirstOrDefault(unit => unit.Name == name && unit.IsWeight == weighs);
    }
}

/// <summary>One measure of a package, prepared: a number above 0 and up to a million, with a unit of its own or the mapping's.</summary>
internal sealed class Measure
{
    public const decimal PoundInGrams = 453.59237m;
    public const decimal InchInCentimetres = 2.54m;
    private const decimal Most = 1_000_000;
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    private readonly MeasureSource _source;
    private readonly bool _weighs;
    private readonly Text _attribute;
    private readonly MeasureUnit? _unit;
    private readonly (decimal Value, MeasureUnit Unit)? _default;

    public Measure(MeasureSource source, bool weighs = false)
    {
        (_source, _weighs, _attribute, _unit) = (source, weighs, source.Attribute, MeasureUnit.Of(source.Unit, weighs));
        _default = TryParse(source.Default, _unit, weighs, out var value, out var unit) ? (value, unit) : null;
    }

    public bool IsUnset => _source.Attribute.Length + _source.Default.Length == 0;

    /// <summary>Whether it is a measure with a unit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, MeasureUnit? standIn, bool weighs, out decimal value, out MeasureUnit unit)
    {
        text = text.Trim();
        var end = text.IndexOfAnyExcept(OfNumbers);
        var number = end < 0 ? text : text[..end];
        unit = (end < 0 ? standIn : MeasureUnit.Of(text[end..].ToString(), weighs))!;
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is > 0 and <= Most && unit is not null;
    }

    public bool TryRead(ShopItem item, out decimal value, out MeasureUnit unit)
    {
        if (!_attribute.IsEmpty && PlainText.Line(item.Attributes[_attribute]) is { IsEmpty: false } said)
        {
            return TryParse(said.ToString(), _unit, _weighs, out value, out unit);
        }

        (value, unit) = _default ?? default;
        return _default is not null;
    }

    /// <summary>What the shop says that is no measure; null: nothing is wrong.</summary>
    public string? Fault(ShopItem item, string word) =>
        IsUnset || TryRead(item, out _, out _) ? null
        : PlainText.Line(item.Attributes[_attribute]) is { IsEmpty: false } said ? $"{word} '{said}' is no number above 0 with a unit ({Units})"
        : $"{word} has no value";

    public override string ToString() => string.Join(
        ", else ", new[] { _source.Attribute.Length > 0 ? $"attribute {_source.Attribute}{(_unit is null ? "" : $" in {_unit.Name} where no unit is said")}" : "", _source.Default }.Where(part => part.Length > 0));

    private string Units => string.Join(", ", MeasureUnit.All.Where(unit => unit.IsWeight == _weighs).Select(unit => unit.Name));
}
