namespace Connector.Feeds.Brakes;

/// <summary>What a brake looks at.</summary>
public enum BrakeCause
{
    /// <summary>No SKU of a view would be listed any more.</summary>
    Empty,

    /// <summary>SKUs leave.</summary>
    Shrink,

    /// <summary>SKUs that TikTok has are held.</summary>
    Held,

    /// <summary>Prices move.</summary>
    Prices,

    /// <summary>SKUs go to zero.</summary>
    SoldOut,

    /// <summary>A row is in another currency.</summary>
    Currency,

    /// <summary>Rows double.</summary>
    Growth,
}

/// <summary>Their words. They never change once released: notices, records and scripts name them.</summary>
public static class BrakeCauses
{
    /// <summary>The word in codes, and on the command line.</summary>
    public static string Word(this BrakeCause cause) => cause switch
    {
        BrakeCause.Empty => "empty",
        BrakeCause.Shrink => "shrink",
        BrakeCause.Held => "held",
        BrakeCause.Prices => "prices",
        BrakeCause.SoldOut => "sold-out",
        BrakeCause.Currency => "currency",
        _ => "growth",
    };

    /// <summary>The code under which it stops a feed.</summary>
    public static string Code(this BrakeCause cause) => $"brake.{cause.Word()}";
}
