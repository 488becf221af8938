namespace Connector.Sandbox;

/// <summary>What is drawn. Every draw has a name of its own, so that no two values hang together by accident.</summary>
internal enum Draw : ulong
{
    Scatter = 1,
    FamilyKind,
    FamilySize,
    Kind,
    Cut,
    Series,
    Brand,
    SmallBrand,
    Material,
    Care,
    Gender,
    Maker,
    FirstColour,
    SizeCount,
    Images,
    HasShort,
    ShortText,
    LongText,
    IsTranslated,
    Offline,
    MasterOffline,
    Weight,
    Season,
    Gift,
    Price,
    Surcharge,
    HasSale,
    SaleWindow,
    Discount,
    StockKind,
    Pieces,
    ManyPieces,
    MorePieces,
    ToCome,
    Phrases,
    SkuFate,
    MasterFate,
    PriceFate,
    SaleFate,
    StockFate,
}

/// <summary>Draws that depend on nothing but the seed, the draw's name and the item's number: items can be made in any order.</summary>
internal readonly struct Dice(ulong seed)
{
    /// <summary>64 even bits.</summary>
    public ulong Of(Draw draw, long number) => Mixed(Mixed(seed + ((ulong)draw * 0x9E3779B97F4A7C15)) ^ (ulong)number);

    /// <summary>0 up to, not including, the bound.</summary>
    public int Below(Draw draw, long number, int bound) => (int)(((Of(draw, number) >> 32) * (ulong)bound) >> 32);

    /// <summary>0 up to, not including, 1.</summary>
    public double Share(Draw draw, long number) => (Of(draw, number) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Of the values, one.</summary>
    public T Pick<T>(Draw draw, long number, T[] values) => values[Below(draw, number, values.Length)];

    /// <summary>Many draws for one text of one item.</summary>
    public Throws Throws(Draw draw, long number) => new(Of(draw, number));

    /// <summary>The finalizer of SplitMix64: a bijection whose output bits each hang on all input bits.</summary>
    internal static ulong Mixed(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}

/// <summary>A run of draws that begins anew with every item.</summary>
internal struct Throws(ulong state)
{
    private ulong _state = state;

    public int Below(int bound) => (int)(((ulong)Bits() * (ulong)bound) >> 32);

    /// <summary>32 even bits.</summary>
    public uint Bits() => (uint)(Dice.Mixed(_state += 0x9E3779B97F4A7C15) >> 32);
}
