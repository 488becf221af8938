namespace Connector.Policy.Catalog;

/// <summary>What a catalog sheet tells of a product besides what every sheet tells. All of it is optional on TikTok's side.</summary>
public enum Detail
{
    /// <summary>The shop's own category path: <c>Men > Shirts</c>.</summary>
    ProductType,

    /// <summary>Absolute address of a video file.</summary>
    Video,

    /// <summary>GTIN: EAN, UPC, ISBN-13; digits only.</summary>
    GlobalTradeItemNumber,

    ManufacturerPartNumber,

    /// <summary><c>newborn</c>, <c>infant</c>, <c>toddler</c>, <c>kids</c> or <c>adult</c>.</summary>
    AgeGroup,

    /// <summary><c>male</c>, <c>female</c> or <c>unisex</c>.</summary>
    Gender,

    Color,
    Material,
    Pattern,
    Size,

    /// <summary>Number, space, unit: <c>0.41 kg</c>.</summary>
    ShippingWeight,

    CustomLabel0,
    CustomLabel1,
    CustomLabel2,
    CustomLabel3,
    CustomLabel4,
    InternalLabel0,
    InternalLabel1,
}

/// <summary>An offer's details, as far as there are any. Immutable; compares by its values.</summary>
public sealed record ProductDetails
{
    private readonly Text[] _values;

    private ProductDetails(Text[] values) => _values = values;

    /// <summary>All details there are.</summary>
    public static IReadOnlyList<Detail> Every { get; } = Enum.GetValues<Detail>();

    public static ProductDetails None { get; } = new(new Text[Every.Count]);

    /// <summary>A value; empty where there is none.</summary>
    public Text this[Detail detail] => _values[(int)detail];

    /// <summary>These details with one value set; an empty one leaves it out.</summary>
    public ProductDetails With(Detail detail, Text value)
    {
        var values = _values.AsSpan().ToArray();
        values[(int)detail] = value;
        return new ProductDetails(values);
    }

    /// <summary>These details with several values set at once.</summary>
    public ProductDetails With(IReadOnlyList<(Detail Detail, Text Value)> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var values = _values.AsSpan().ToArray();
        foreach (var (detail, value) in set)
        {
            values[(int)detail] = value;
        }

        return new ProductDetails(values);
    }

    public bool Equals(ProductDetails? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
