using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The package's weight and size in the units that TikTok Shop takes in the account's country, rounded up, both of one measuring system. What is no
/// measure is left out; a product whose TikTok category requires them is held without. Checklist DIM-01, DIM-03; TikTok's codes 12052181, 12052915.
/// </summary>
public sealed record PackageMeasures : Stage
{
    private readonly Measure _weight;
    private readonly Measure _length;
    private readonly Measure _width;
    private readonly Measure _height;

    /// <param name="mapping">Where weight and size come from.</param>
    /// <param name="entry">What is known of the listing template's TikTok category.</param>
    public PackageMeasures(PackageMapping mapping, CategoryEntry? entry = null)
    {
        (Mapping, Entry) = (mapping, entry);
        (_weight, _length, _width, _height) = (new(mapping.Weight, weighs: true), new(mapping.Length), new(mapping.Width), new(mapping.Height));
    }

    public PackageMapping Mapping { get; }

    public CategoryEntry? Entry { get; }

    public override string Name => "package.measures";

    private bool HasSize => !_length.IsUnset || !_width.IsUnset || !_height.IsUnset;

    private bool IsRequired => Entry is { NeedsDimensions: true };

    public override string Describe()
    {
        var parts = new (string Word, Measure Measure)[] { ("weight", _weight), ("length", _length), ("width", _width), ("height", _height) }
            .Where(part => !part.Measure.IsUnset).Select(part => $"{part.Word} from {part.Measure}").ToList();
        return (parts.Count == 0 ? "sets no measures of the package" : $"sets the package's {string.Join(", ", parts)}")
            + (IsRequired ? $"; holds what has none, because TikTok's category {Entry!.Name} requires them" : "");
    }

    /// <summary>Whether it is a unit of weight, or of length.</summary>
    public static bool IsUnit(string word, bool weighs) => MeasureUnit.Of(word, weighs) is not null;

    /// <summary>Whether it is a number above 0 with a unit, its own or the given one.</summary>
    public static bool IsMeasure(string text, string unit, bool weighs) => Measure.TryParse(text, MeasureUnit.Of(unit, weighs), weighs, out _, out _);

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (_weight.IsUnset && !HasSize && !IsRequired)
        {
            return Verdict.Kept;
        }

        var (weight, dimensions) = (WeightOf(offer.Item, facts.Country), SizeOf(offer.Item, facts.Country));
        if (IsRequired && (weight is null || dimensions is null))
        {
            var missing = weight is null ? dimensions is null ? "weight, length, width and height" : "weight" : "length, width and height";
            return Verdict.Held(Reasons.PackageMissing.With(Entry!.Name, missing, Faults(offer.Item) is { Length: > 0 } faults ? faults : "nothing is given"));
        }

        return weight is null && dimensions is null && Faults(offer.Item).Length == 0
            ? Verdict.Kept
            : Changed(offer, weight is null && dimensions is null ? offer : offer with { Channel = (offer.Channel ?? ChannelDetails.None) with { Weight = weight, Dimensions = dimensions } }, facts);
    }

    protected internal override Reason Why(Offer before, Offer after, Facts facts)
    {
        var words = new List<string>();
        if (after.Channel?.Weight is { } weight)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{weight.Value} {weight.Unit.ToString().ToUpperInvariant()}"));
        }

        if (after.Channel?.Dimensions is { } size)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{size.Length} x {size.Width} x {size.Height} {size.Unit.ToString().ToUpperInvariant()}"));
        }

        var measured = words.Count == 0 ? "unknown" : string.Join(", ", words);
        return Faults(before.Item) is { Length: > 0 } faults ? Reasons.PackageForm.With(measured, faults) : Reasons.PackageMeasured.With(measured);
    }

    public bool Equals(PackageMeasures? other) => base.Equals(other) && Mapping.Equals(other.Mapping) && ReferenceEquals(Entry, other.Entry);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Mapping);

    private PackageWeight? WeightOf(ShopItem item, string country)
    {
        if (!_weight.TryRead(item, out var value, out var unit))
        {
            return null;
        }

        var grams = value * unit.InBase;
        return country == "US" && unit.IsImperial ? new PackageWeight(Up(grams / Measure.PoundInGrams, 2), WeightUnit.Pound)
            : country is "BR" or "JP" or "MX" && unit.Name == "g" ? new PackageWeight(Up(grams, 0), WeightUnit.Gram)
            : new PackageWeight(Up(grams / 1000, 3), WeightUnit.Kilogram);
    }

    private PackageDimensions? SizeOf(ShopItem item, string country)
    {
        if (!HasSize || !_length.TryRead(item, out var length, out var unit) || !_width.TryRead(item, out var width, out var widthUnit) || !_height.TryRead(item, out var height, out var heightUnit))
        {
            return null;
        }

        // Both must be of one system; the weight's goes first, since it is always told.
        var inches = country == "US" && (_weight.TryRead(item, out _, out var weighs) ? weighs.IsImperial : unit.IsImperial);
        var scale = inches ? Measure.InchInCentimetres : 1;
        return new PackageDimensions(
            (int)Up(length * unit.InBase / scale, 0), (int)Up(width * widthUnit.InBase / scale, 0), (int)Up(height * heightUnit.InBase / scale, 0),
            inches ? LengthUnit.Inch : LengthUnit.Centimeter);
    }

    /// <summary>Rounded up: a package that counts as smaller than it is would cost the shop.</summary>
    private static decimal Up(decimal value, int digits) => Math.Round(value, digits, MidpointRounding.ToPositiveInfinity);

    private string Faults(ShopItem item)
    {
        string?[] faults = [_weight.Fault(item, "weight"), _length.Fault(item, "length"), _width.Fault(item, "width"), _height.Fault(item, "height")];
        var words = faults.OfType<string>().ToList();
        var told = new[] { _length, _width, _height }.Count(measure => measure.TryRead(item, out _, out _));
        if (words.Count == 0 && told is 1 or 2)
        {
            words.Add("length, width and height are not all there");
        }

        return string.Join("; ", words);
    }
}
