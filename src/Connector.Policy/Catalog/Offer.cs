namespace Connector.Policy.Catalog;

/// <summary>
/// One sellable SKU in one store view at one instant: what the shop says (<see cref="Item"/>, never changed) and what is
/// going to be listed (the other members, shaped by the stages in order). Immutable; a stage answers with a changed copy.
/// </summary>
public sealed record Offer
{
    private HeldMoney? _price;
    private HeldMoney? _listPrice;
    private IReadOnlyList<ListStock>? _stockByList;

    public required ShopItem Item { get; init; }

    public Sku Sku => Item.Sku;

    public GroupId Group => Item.Group;

    /// <summary>The listing template that takes it; null before the step that decides, and where the account has none.</summary>
    public AssignedTemplate? Template { get; init; }

    public Text Title { get; init; }

    public Text Description { get; init; }

    public Text Brand { get; init; }

    public Condition Condition { get; init; }

    /// <summary>Main image first. Absolute addresses.</summary>
    public IReadOnlyList<Text> Images { get; init; } = [];

    /// <summary>The category shown in the feed.</summary>
    public CategoryPlace? Category { get; init; }

    public Text GoogleProductCategory { get; init; }

    /// <summary>Colour, GTIN, labels ...; null where there are none, and always for feed sheets that have no columns for them.</summary>
    public ProductDetails? Details { get; init; }

    /// <summary>TikTok's attributes, the identifier code, the package; null where nothing is set.</summary>
    public ChannelDetails? Channel { get; init; }

    /// <summary>What a shopper pays now.</summary>
    public Money? Price
    {
        get => _price?.Money;
        init => _price = HeldMoney.Of(value);
    }

    /// <summary>The price before reduction; null or equal to <see cref="Price"/> where nothing is reduced.</summary>
    public Money? ListPrice
    {
        get => _listPrice?.Money;
        init => _listPrice = HeldMoney.Of(value);
    }

    /// <summary>When <see cref="Price"/> is in force, where it is not the item's <see cref="ShopItem.PaidPrice"/>; null: that one's window.</summary>
    public PriceWindow? PriceWindow { get; init; }

    public Availability Availability { get; init; }

    /// <summary>Pieces that TikTok may sell; never negative. Null until the steps of the inventory policy have run.</summary>
    public int? Quantity { get; init; }

    /// <summary>The stock behind <see cref="Quantity"/> in each list that counts for it; empty where the view reads one list.</summary>
    public IReadOnlyList<ListStock> StockByList
    {
        get => _stockByList ?? Item.StockByList;
        init => _stockByList = value;
    }

    /// <summary>The offer as it enters the stages: the shop's own values, unshaped.</summary>
    public static Offer From(ShopItem item) => new()
    {
        Item = item,
        Title = item.Name,
        Description = item.ShortDescription.Or(item.LongDescription),
        Brand = item.Brand,
        Category = item.Categories.Count > 0 ? item.Categories[0] : item.Classification,
        _price = item.PaidHeld,
        _listPrice = item.ListHeld,
    };
}
