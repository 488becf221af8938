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

/// <summary>
/// An offer's details, as far as there are any. Immutable; compares by its values. One that was made from another by setting a single
/// value holds that value and the other, so that a step that mends one word does not copy the rest.
/// </summary>
public sealed record ProductDetails
{
    /// <summary>How many single values are held above the rest before all are copied into one.</summary>
    private const int Highest = 6;

    private static readonly Detail[] All = Enum.GetValues<Detail>();

    private readonly Text[] _values;
    private readonly ProductDetails? _below;
    private readonly Detail _set;
    private readonly Text _value;
    private readonly int _height;

    private ProductDetails(Text[] values) => _values = values;

    private ProductDetails(ProductDetails below, Detail set, Text value) =>
        (_values, _below, _set, _value, _height) = (below._values, below, set, value, below._height + 1);

    /// <summary>All details there are.</summary>
    public static IReadOnlyList<Detail> Every => All;

    public static ProductDetails None { get; } = new(new Text[All.Length]);

    /// <summary>A value; empty where there is none.</summary>
    public Text this[Detail detail]
    {
        get
        {
            var at = this;
            for (; at._below is { } below; at = below)
            {
                if (at._set == detail)
                {
                    return at._value;
                }
            }

            return at._values[(int)detail];
        }
    }

    /// <summary>These details with one value set; an empty one leaves it out.</summary>
    public ProductDetails With(Detail detail, Text value)
    {
        if (_height < Highest)
        {
            return new ProductDetails(this, detail, value);
        }

        var values = Values();
        values[(int)detail] = value;
        return new ProductDetails(values);
    }

    /// <summary>These details with several values set at once.</summary>
    public ProductDetails With(IReadOnlyList<(Detail Detail, Text Value)> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var values = Values();
        foreach (var (detail, value) in set)
        {
            values[(int)detail] = value;
        }

        return new ProductDetails(values);
    }

    public bool Equals(ProductDetails? other)
    {
        if (other is null)
        {
            return false;
        }

        foreach (var detail in All)
        {
            if (this[detail] != other[detail])
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var detail in All)
        {
            hash.Add(this[detail]);
        }

        return hash.ToHashCode();
    }

    /// <summary>Details of these values, one for each detail; the array is not used again.</summary>
    internal static ProductDetails Of(Text[] values) => new(values);

    /// <summary>A copy of all values, one for each detail.</summary>
    internal Text[] Values()
    {
        var values = new Text[All.Length];
        foreach (var detail in All)
        {
            values[(int)detail] = this[detail];
        }

        return values;
    }
}
