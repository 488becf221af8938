using System.Globalization;

namespace Connector.Sandbox;

/// <summary>Weight and size of the parcel.</summary>
internal static class PackageRules
{
    public static IEnumerable<ListingFault> Faults(ListingCheck check) => [.. Weight(check), .. Size(check)];

    private static IEnumerable<ListingFault> Weight(ListingCheck check)
    {
        if (check.Body.Member("package_weight") is not { } weight)
        {
            if (!check.Draft) yield return new ListingFault(12019011, "product package weight is invalid: none is given.");
            yield break;
        }

        var (text, unit) = (weight.Text("value") ?? "", weight.Text("unit") ?? "");
        if (ShopMarkets.WeightDecimals(check.Region, unit) is not { } decimals) yield return new ListingFault(unit == "POUND" ? 12019061 : 12052916, $"The package unit {unit} is not supported in {check.Region}.");
        else if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value.Scale > decimals) yield return new ListingFault(12019011, $"product package weight is invalid: {text} {unit}; {decimals} decimals are allowed.");
        else if (value <= 0) yield return new ListingFault(12052181, "The package weight of the product can not be zero.");
    }

    private static IEnumerable<ListingFault> Size(ListingCheck check)
    {
        if (check.Body.Member("package_dimensions") is not { } size)
        {
            if (!check.Draft && !ShopMarkets.DimensionsOptional(check.Region) && check.Rules?.Member("package_dimension") is { } rule && rule.Flag("is_required"))
                yield return new ListingFault(12052116, $"product package size is invalid: category {check.CategoryId} needs it.");
            yield break;
        }

        foreach (var (name, code) in new[] { ("height", 12052003), ("width", 12052004), ("length", 12052005) })
        {
            if (!int.TryParse(size.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1) yield return new ListingFault(code, $"Incorrect parcel {name} format: {size.Text(name)}; a whole number is needed.");
        }

        var unit = size.Text("unit") ?? "";
        if (unit != "CENTIMETER" && !(unit == "INCH" && check.Region == "US")) yield return new ListingFault(unit == "INCH" ? 12019061 : 12052916, $"The package unit {unit} is not supported in {check.Region}.");
        else if (check.Body.Member("package_weight")?.Text("unit") is { } weight && ShopMarkets.Imperial(check.Region, weight) != ShopMarkets.Imperial(check.Region, unit)) yield return new ListingFault(12052915, $"package weight unit and dimension unit miss match: {weight} and {unit}.");
    }
}
