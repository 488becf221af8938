using Connector.Policy.Stages;

namespace Connector.Policy.Catalog;

/// <summary>What the shop says about one SKU in one store view at one instant, its master's values included. Stages read it and never change it.</summary>
public sealed record ShopItem
{
    private readonly PriceTimes _times = PriceTimes.Always;

    public required Sku Sku { get; init; }

    /// <summary>The master's id, or the SKU itself for a product without variants.</summary>
    public required GroupId Group { get; init; }

    public bool IsVariant { get; init; }

    /// <summary>True for the variant that its master names as default, and for a product without variants.</summary>
    public bool IsDefaultVariant { get; init; }

    public Text Name { get; init; }

    public Text ShortDescription { get; init; }

    public Text LongDescription { get; init; }

    public Text Brand { get; init; }

    public Text ManufacturerName { get; init; }

    public Text ManufacturerSku { get; init; }

    public Text Ean { get; init; }

    public Text Upc { get; init; }

    /// <summary>Whether the shop shows it at the instant: flag and window together.</summary>
    public bool Online { get; init; }

    /// <summary>Why it is not online, in the shop's terms: <c>online-flag is false</c>, <c>it goes online at 2026-12-01 00:00:00Z</c> ...</summary>
    public string? OfflineBecause { get; init; }

    /// <summary>Whether the shop's search finds it.</summary>
    public bool Searchable { get; init; } = true;

    /// <summary>False where a shopper can reach it through other products only: it and its master are in no category.</summary>
    public bool VisibleIndividually { get; init; } = true;

    /// <summary>Categories it or its master is assigned to, the one that a feed shows first.</summary>
    public IReadOnlyList<CategoryPlace> Categories { get; init; } = [];

    /// <summary>The category that gives the item its attributes; it is shown where the item is assigned to none, and makes nothing visible.</summary>
    public CategoryPlace? Classification { get; init; }

    /// <summary>Absolute image addresses by view type, in the shop's order; a variant's own colour where the shop groups images by it.</summary>
    public IReadOnlyList<ImageView> Images { get; init; } = [];

    /// <summary>What tells this variant from its siblings, in the master's order.</summary>
    public IReadOnlyList<VariationValue> Variations { get; init; } = [];

    /// <summary>The price before any reduction: the root of the price book's parent chain.</summary>
    public Money? ListPrice
    {
        get => ListHeld?.Money;
        init => ListHeld = HeldMoney.Of(value);
    }

    /// <summary>What a shopper pays now: the lowest applicable price.</summary>
    public Money? PaidPrice
    {
        get => PaidHeld?.Money;
        init => PaidHeld = HeldMoney.Of(value);
    }

    /// <summary>Since when <see cref="PaidPrice"/> is in force, where the shop has set a start; null: it always was.</summary>
    public DateTimeOffset? PaidPriceFrom
    {
        get => _times.From;
        init => _times = PriceTimes.Of(value, _times.To, _times.Until);
    }

    /// <summary>When <see cref="PaidPrice"/> ends, where the shop has set an end; null: it stays. The instant itself is outside.</summary>
    public DateTimeOffset? PaidPriceTo
    {
        get => _times.To;
        init => _times = PriceTimes.Of(_times.From, value, _times.Until);
    }

    /// <summary>Until when <see cref="PaidPrice"/> is known to hold, where the shop has scheduled a change.</summary>
    public DateTimeOffset? PaidPriceUntil
    {
        get => _times.Until;
        init => _times = PriceTimes.Of(_times.From, _times.To, value);
    }

    /// <summary>The prices of each of the view's price books that has one, in the view's order; filled only where a policy chooses among them.</summary>
    public IReadOnlyList<BookPrice> PricesByBook { get; init; } = [];

    /// <summary>Over all inventory lists that the view reads.</summary>
    public Stock Stock { get; init; }

    /// <summary>In each list, in the view's order, where it reads several; empty where it reads one.</summary>
    public IReadOnlyList<ListStock> StockByList { get; init; } = [];

    /// <summary>For a bundle, what its own records say by themselves; null for all else.</summary>
    public BundleRecords? BundleRecords { get; init; }

    /// <summary>The page on which a shopper finds this SKU.</summary>
    public Text LandingPage { get; init; }

    /// <summary>The next instant at which something here changes by itself (price window, online window); null if nothing is scheduled.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The shop's own time of this data, where it says so; else the time it was read.</summary>
    public DateTimeOffset SourceTime { get; init; }

    /// <summary>Custom attributes in the view's locale, by id; looked up when a stage asks.</summary>
    public IAttributes Attributes { get; init; } = NoAttributes.Instance;

    internal HeldMoney? ListHeld { get; private init; }

    internal HeldMoney? PaidHeld { get; private init; }

    /// <summary>When a price holds, apart from the item: most prices hold at all times, and a million items are made for a full feed.</summary>
    private sealed record PriceTimes(DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? Until)
    {
        public static readonly PriceTimes Always = new(null, null, null);

        public static PriceTimes Of(DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset? until) =>
            from is null && to is null && until is null ? Always : new PriceTimes(from, to, until);
    }
}

/// <summary>Attribute values by the shop's id. One form reads them out of a stored item, the other holds them in memory.</summary>
public interface IAttributes
{
    /// <summary>The value, empty where there is none; several values are joined by <c>, </c>.</summary>
    Text this[string id] { get; }

    /// <summary>The same for an id that is UTF-8 already: what asks for every offer prepares the id once.</summary>
    Text this[Text id] { get; }

    /// <summary>All ids that have a value here, for explanations.</summary>
    IEnumerable<string> Ids { get; }
}

/// <summary>No attributes, or a few given in memory.</summary>
public sealed class NoAttributes(IReadOnlyDictionary<string, Text>? values = null) : IAttributes
{
    public static readonly NoAttributes Instance = new();

    private readonly (Text Id, Text Value)[] _values = [.. (values ?? new Dictionary<string, Text>()).Select(pair => ((Text)pair.Key, pair.Value))];

    public Text this[string id] => values is not null && values.TryGetValue(id, out var value) ? value : default;

    public Text this[Text id]
    {
        get
        {
            foreach (ref readonly var value in _values.AsSpan())
            {
                if (value.Id == id)
                {
                    return value.Value;
                }
            }

            return default;
        }
    }

    public IEnumerable<string> Ids => values?.Keys ?? [];
}

/// <summary>What one price book, with its parents, says of a SKU at one instant.</summary>
/// <param name="Book">The book's id.</param>
/// <param name="List">The price before any reduction: that of the root of its parents.</param>
/// <param name="Paid">What a shopper pays by this book.</param>
/// <param name="Window">When that is in force; null: at all times.</param>
public sealed record BookPrice(string Book, Money? List, Money Paid, PriceWindow? Window);

/// <summary>When a price is in force; an end that is null is open.</summary>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; the instant itself is outside.</param>
public sealed record PriceWindow(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>At all times.</summary>
    public static PriceWindow Always { get; } = new(null, null);
}

/// <summary>A category an item is in.</summary>
/// <param name="Id">The shop's category id.</param>
/// <param name="Path">Ids from the top to the category itself, the catalog's root excluded.</param>
/// <param name="Names">Display names along <paramref name="Path"/>, in the view's locale.</param>
/// <param name="Primary">Whether the shop marks it as the item's primary category.</param>
public sealed record CategoryPlace(string Id, IReadOnlyList<string> Path, IReadOnlyList<string> Names, bool Primary);

/// <summary>One image of one view type.</summary>
/// <param name="ViewType">The shop's name for the size or purpose: <c>large</c>, <c>swatch</c> ...</param>
/// <param name="Url">Absolute address.</param>
public readonly record struct ImageView(string ViewType, Text Url)
{
    /// <summary>What is known of the image itself; null: nobody has looked at it.</summary>
    public ImageFacts? Known { get; init; }
}

/// <summary>What someone who looked at an image found.</summary>
/// <param name="Format">By its content: <c>jpeg</c>, <c>png</c>, <c>webp</c> ...</param>
/// <param name="ReadyAt">Where it stands in a format that TikTok takes; empty: nowhere.</param>
public sealed record ImageFacts(string Format, Text ReadyAt = default);

/// <summary>A variation attribute and this variant's value, as ids and as shoppers read them.</summary>
public sealed record VariationValue(string AttributeId, Text AttributeName, string ValueId, Text ValueName)
{
    /// <summary>The attribute as rows show it: one line of plain text.</summary>
    public Text ShownAttribute => PlainText.Line(AttributeName);

    /// <summary>The value as rows show it: one line of plain text.</summary>
    public Text ShownValue => PlainText.Line(ValueName);
}
