using Connector.Policy.Documents;

namespace Connector.Policy.Catalog;

/// <summary>What TikTok Shop's own listings tell besides what files do: its attributes, an identifier code, the package. Immutable.</summary>
public sealed record ChannelDetails
{
    public static ChannelDetails None { get; } = new();

    /// <summary>TikTok's attributes that have a value.</summary>
    public IReadOnlyList<ChannelAttribute> Attributes { get; init; } = [];

    /// <summary>EAN, UPC ...; null: none.</summary>
    public IdentifierCode? Identifier { get; init; }

    /// <summary>With its packing; null: unknown.</summary>
    public PackageWeight? Weight { get; init; }

    /// <summary>Of the package; null: unknown.</summary>
    public PackageDimensions? Dimensions { get; init; }
}

/// <summary>One of TikTok's attributes with its values.</summary>
/// <param name="Id">TikTok's id; empty where no category data tell it.</param>
/// <param name="Name">TikTok's name, or what the mapping calls it.</param>
/// <param name="Values">At least one.</param>
public sealed record ChannelAttribute(string Id, string Name, IReadOnlyList<ChannelValue> Values)
{
    /// <summary>The values as people read them, joined by <c>, </c>.</summary>
    public Text Words => Values.Count == 1 ? Values[0].Name : Text.Of(string.Join(", ", Values.Select(value => value.Name.ToString())));
}

/// <summary>A value of an attribute.</summary>
/// <param name="Id">TikTok's id; empty: a text of the shop's own.</param>
/// <param name="Name">As people read it.</param>
public sealed record ChannelValue(string Id, Text Name);

/// <summary>An identifier code.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Code">Digits only.</param>
public sealed record IdentifierCode(IdentifierType Type, Text Code);

/// <summary>Weight of a package: KILOGRAM to three decimals, POUND to two (US), GRAM whole (BR, JP, MX). Above 0.</summary>
public sealed record PackageWeight(decimal Value, WeightUnit Unit);

/// <summary>Size of a package in whole centimetres, or inches (US). Above 0.</summary>
public sealed record PackageDimensions(int Length, int Width, int Height, LengthUnit Unit);

/// <summary>TikTok's units of weight.</summary>
public enum WeightUnit
{
    Kilogram,
    Pound,
    Gram,
}

/// <summary>TikTok's units of length.</summary>
public enum LengthUnit
{
    Centimeter,
    Inch,
}
