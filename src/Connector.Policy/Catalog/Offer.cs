namespace Connector.Policy.Catalog;

/// <summary>
/// One sellable SKU in one store view at one instant: what the shop says (<see cref="Item"/>, never changed) and what is
/// going to be listed (the other members, shaped by the stages in order). Immutable for all who see it; a stage answers with a changed copy.
/// <para>
/// Most offers are changed by a dozen steps. The copy that the first of them made is therefore in the making (<see cref="InTheMaking"/>):
/// the methods With... change it where it is. Nobody sees it but the steps, one after the other; where steps are explained, each makes a copy.
/// </para>
/// </summary>
public sealed record Offer
{
    private AssignedTemplate? _template;
    private Text? _landingPage;
    private Text _title;
    private Text _description;
    private Text _brand;
    private IReadOnlyList<Text> _images = [];
    private ProductDetails? _details;
    private HeldMoney? _price;
    private HeldMoney? _listPrice;
    private PriceWindow? _priceWindow;
    private Availability _availability;
    private int? _quantity;
    private IReadOnlyList<ListStock>? _stockByList;
    private bool _isInTheMaking;

    public required ShopItem Item { get; init; }

    public Sku Sku => Item.Sku;

    public GroupId Group => Item.Group;

    /// <summary>The listing template that takes it; null before the step that decides, and where the account has none.</summary>
    public AssignedTemplate? Template
    {
        get => _template;
        init => _template = value;
    }

    public Text Title
    {
        get => _title;
        init => _title = value;
    }

    public Text Description
    {
        get => _description;
        init => _description = value;
    }

    public Text Brand
    {
        get => _brand;
        init => _brand = value;
    }

    public Condition Condition { get; init; }

    /// <summary>Main image first. Absolute addresses.</summary>
    public IReadOnlyList<Text> Images
    {
        get => _images;
        init => _images = value;
    }

    /// <summary>The page on which a shopper finds it: the shop's own, unless a person gave another one.</summary>
    public Text LandingPage
    {
        get => _landingPage ?? Item.LandingPage;
        init => _landingPage = value;
    }

    /// <summary>The category shown in the feed.</summary>
    public CategoryPlace? Category { get; init; }

    public Text GoogleProductCategory { get; init; }

    /// <summary>Colour, GTIN, labels ...; null where there are none, and always for feed sheets that have no columns for them.</summary>
    public ProductDetails? Details
    {
        get => _details;
        init => _details = value;
    }

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
    public PriceWindow? PriceWindow
    {
        get => _priceWindow;
        init => _priceWindow = value;
    }

    public Availability Availability
    {
        get => _availability;
        init => _availability = value;
    }

    /// <summary>Pieces that TikTok may sell; never negative. Null until the steps of the inventory policy have run.</summary>
    public int? Quantity
    {
        get => _quantity;
        init => _quantity = value;
    }

    /// <summary>The stock behind <see cref="Quantity"/> in each list that counts for it; empty where the view reads one list.</summary>
    public IReadOnlyList<ListStock> StockByList
    {
        get => _stockByList ?? Item.StockByList;
        init => _stockByList = value;
    }

    /// <summary><see cref="Price"/> as it is held: conditions ask for the amount alone.</summary>
    internal HeldMoney? PriceHeld => _price;

    /// <summary><see cref="ListPrice"/> as it is held.</summary>
    internal HeldMoney? ListHeld => _listPrice;

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

    /// <summary>From now on steps change the offer where it is, until it is <see cref="Finished"/>. Only for a copy that a step made and gave away.</summary>
    internal Offer InTheMaking()
    {
        _isInTheMaking = true;
        return this;
    }

    /// <summary>The offer, which nobody changes from now on.</summary>
    internal Offer Finished()
    {
        if (_isInTheMaking)
        {
            _isInTheMaking = false;
        }

        return this;
    }

    internal Offer WithTemplate(AssignedTemplate template)
    {
        var offer = ToChange();
        offer._template = template;
        return offer;
    }

    internal Offer WithTitle(Text title)
    {
        var offer = ToChange();
        offer._title = title;
        return offer;
    }

    internal Offer WithDescription(Text description)
    {
        var offer = ToChange();
        offer._description = description;
        return offer;
    }

    internal Offer WithBrand(Text brand)
    {
        var offer = ToChange();
        offer._brand = brand;
        return offer;
    }

    internal Offer WithImages(IReadOnlyList<Text> images)
    {
        var offer = ToChange();
        offer._images = images;
        return offer;
    }

    internal Offer WithDetails(ProductDetails details)
    {
        var offer = ToChange();
        offer._details = details;
        return offer;
    }

    /// <summary>Price and list price; where they are the same one, it is held once.</summary>
    internal Offer WithPrices(HeldMoney? price, HeldMoney? list)
    {
        var offer = ToChange();
        (offer._price, offer._listPrice) = (price, list);
        return offer;
    }

    /// <summary>A price of the policies' own, and when it is in force.</summary>
    internal Offer WithPrice(Money price, PriceWindow window)
    {
        var offer = ToChange();
        (offer._price, offer._priceWindow) = (HeldMoney.Of(price), window);
        return offer;
    }

    internal Offer WithStock(int quantity, Availability availability)
    {
        var offer = ToChange();
        (offer._quantity, offer._availability) = (quantity, availability);
        return offer;
    }

    private Offer ToChange() => _isInTheMaking ? this : this with { };
}
