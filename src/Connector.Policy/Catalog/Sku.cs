namespace Connector.Policy.Catalog;

/// <summary>The shop's id of one sellable thing. Compared as the shop compares: SFCC's ids are case-sensitive, 1 to 100 characters.</summary>
public readonly record struct Sku(string Value) : IComparable<Sku>
{
    public int CompareTo(Sku other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    public static bool operator <(Sku left, Sku right) => left.CompareTo(right) < 0;

    public static bool operator >(Sku left, Sku right) => left.CompareTo(right) > 0;

    public static bool operator <=(Sku left, Sku right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Sku left, Sku right) => left.CompareTo(right) >= 0;
}

/// <summary>The id that variants of one product share: the master's id, or a product's own where it has no variants.</summary>
public readonly record struct GroupId(string Value)
{
    public override string ToString() => Value;
}
