using System.Globalization;
using System.Text.Json;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Feeds;

/// <summary>
/// What of a row is sent, where TikTok has an earlier one: the synchronization policy's switches, its specific attributes, and the time of a review.
/// What is not sent stays as it was published, column by column; never an empty cell. That something has sold out is always told. Checklist SYN-02
/// to SYN-07, SYN-12 to SYN-15, RIV-05, D-01, D-02, D-20.
/// </summary>
public sealed class Publishing
{
    private const string Variations = "variations";
    private const string OneVariation = "variation.";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["image_urls"] = "images", ["image_link"] = "images", ["additional_image_link"] = "images",
        ["landing_page_url"] = "link", ["product_category"] = "category", ["product_type"] = "category",
        ["google_product_category"] = "googleProductCategory", ["variation_properties"] = Variations,
    };

    private readonly SynchronizationPolicy _policy;
    private readonly FeedSheet _sheet;
    private readonly ulong _selected;
    private readonly ulong _content;
    private readonly ulong _price;
    private readonly ulong _stock;
    private readonly int _variationColumn;
    private readonly int _availability;
    private readonly List<string> _variations = [];

    /// <param name="policy">The account's synchronization policy.</param>
    /// <param name="sheet">The sheet in which rows are sent.</param>
    public Publishing(SynchronizationPolicy policy, FeedSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(sheet);
        (_policy, _sheet) = (policy.InForce(), sheet);
        var selected = _policy.OnlyAttributes.Selected;
        for (var column = 0; column < sheet.Columns.Count; column++)
        {
            var bit = 1UL << column;
            _selected |= selected.Contains(Attribute(sheet.Columns[column])) || selected.Contains(sheet.Columns[column].Name) ? bit : 0;
            _content |= sheet.Columns[column].Facet == Facet.Content ? bit : 0;
            _price |= sheet.Columns[column].Facet == Facet.Price ? bit : 0;
            _stock |= sheet.Columns[column].Facet == Facet.Stock ? bit : 0;
        }

        _availability = Enumerable.Range(0, sheet.Columns.Count).First(column => sheet.Columns[column].Facet == Facet.Stock);
        var names = sheet.Columns.Select(Attribute).ToList();
        _variationColumn = names.IndexOf(Variations);
        if (_variationColumn >= 0 && (_selected & (1UL << _variationColumn)) == 0)
        {
            // Colour and size stand in one column with the other variation values, where the sheet has none of their own.
            _variations.AddRange(selected.Where(name => name.StartsWith(OneVariation, StringComparison.Ordinal)).Select(name => name[OneVariation.Length..]));
            _variations.AddRange(selected.Where(name => name is "color" or "size" && !names.Contains(name)));
        }
    }

    /// <summary>Whether rows hang on the rows last sent, by more than the time of a review: then nothing is remembered of them.</summary>
    public bool HangsOnWhatWasSent =>
        !_policy.ProductUpload.Enabled || !_policy.ProductUpdate.Enabled || !_policy.InventoryPriceSync.Enabled || AsksForState
        || (_policy.OnlyAttributes is { Reading: not AttributeReading.All, Selected.Count: > 0 });

    /// <summary>Whether a change of one attribute sends everything: then a price is never sent alone.</summary>
    public bool SendsWholeRows => _policy.OnlyAttributes is { Reading: AttributeReading.Observe, Selected.Count: > 0 };

    /// <summary>Whether content waits while TikTok reviews.</summary>
    public bool WaitsForReviews => _policy.ReviewHoldHours > 0;

    /// <summary>Whether a switch is for products in certain states only.</summary>
    private bool AsksForState => _policy.AsksForState;

    /// <summary>Words that can be selected as specific attributes in this sheet, besides single variation attributes.</summary>
    public static IEnumerable<string> Attributes(FeedSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        return sheet.Columns.SelectMany(column => new[] { Attribute(column), column.Name }).Append("color").Append("size").Distinct();
    }

    /// <summary>Whether a selected word can mean anything in a sheet.</summary>
    public static bool IsAttribute(string word, FeedSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Attributes(sheet).Contains(word) || (word.StartsWith(OneVariation, StringComparison.Ordinal) && word.Length > OneVariation.Length);
    }

    /// <summary>What the policy does behind the steps, in sentences.</summary>
    public IEnumerable<string> Describe()
    {
        if (!_policy.ProductUpload.Enabled || _policy.ProductUpload.Statuses.Count > 0)
        {
            yield return $"sync.upload: {Sentence(_policy.ProductUpload, "sends new products", "sends no new products by itself")}";
        }

        if (!_policy.ProductUpdate.Enabled || _policy.ProductUpdate.Statuses.Count > 0)
        {
            yield return $"sync.update: {Sentence(_policy.ProductUpdate, "sends changed content", "keeps the content last sent")}";
        }

        if (!_policy.InventoryPriceSync.Enabled || _policy.InventoryPriceSync.Statuses.Count > 0 || _policy.InventoryPriceDependsOn != InventoryPriceDependence.Nothing)
        {
            yield return $"sync.inventory-price: {Sentence(_policy.InventoryPriceSync, "sends changed prices and stock", "keeps price and quantity last sent")}"
                + (_policy.InventoryPriceDependsOn == InventoryPriceDependence.ProductUpdate ? ", where product update is on" : "") + "; what has sold out is always told";
        }

        if (_policy.OnlyAttributes is { Reading: not AttributeReading.All, Selected.Count: > 0 } only)
        {
            yield return only.Reading == AttributeReading.Observe
                ? $"sync.observe: sends everything when {Chosen} changes; until then the row stays as it was published"
                : $"sync.limit: sends {Chosen}; everything else stays as it was published";
        }

        if (WaitsForReviews)
        {
            yield return $"sync.review: holds content back for up to {_policy.ReviewHoldHours} h while TikTok reviews what was sent before; price and stock go on";
        }
    }

    /// <summary>Why a product that TikTok never had is not sent; null: it is.</summary>
    public Reason? RefusesNew() => _policy.ProductUpload.IsOnFor(ListingState.NotSynced) ? null : PublishingReasons.UploadOff.With();

    /// <summary>Until when content waits for a review; null: it does not.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="instant">Now.</param>
    public DateTimeOffset? ReviewEnds(LedgerEntry sent, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var since = sent.HeldCode == PublishingReasons.InReview.Code ? sent.HeldSince ?? instant : instant;
        var end = since + TimeSpan.FromHours(_policy.ReviewHoldHours);
        return end > instant ? end : null;
    }

    /// <summary>Chooses between the row as it would be and the row last sent.</summary>
    /// <param name="fresh">As it would be.</param>
    /// <param name="stored">As it was last sent, in the same sheet.</param>
    /// <param name="variations">The product's variation values.</param>
    /// <param name="quantity">Pieces that may be sold.</param>
    /// <param name="state">Where the SKU stands.</param>
    /// <param name="reviewEnds">Until when its content waits for a review; null: it does not.</param>
    public RowChoice Choose(EncodedRow fresh, EncodedRow stored, IReadOnlyList<VariationValue> variations, int quantity, ListingState state, DateTimeOffset? reviewEnds)
    {
        ArgumentNullException.ThrowIfNull(variations);
        var differs = 0UL;
        for (var column = 0; column < _sheet.Columns.Count; column++)
        {
            differs |= fresh.Field(column).Span.SequenceEqual(stored.Field(column).Span) ? 0 : 1UL << column;
        }

        // That nothing is left is never kept back, nor that there is something again.
        var isTold = quantity == 0 || stored.Value(_availability) == _sheet.OutOfStock ? _stock : 0;
        var reasons = new List<Reason>();
        var (kept, keepsQuantity) = (0UL, false);
        ReadOnlyMemory<byte>? mixed = null;
        var only = _policy.OnlyAttributes;
        var keepsQuantityUnlessSentAnew = false;
        if (only is { Reading: not AttributeReading.All, Selected.Count: > 0 })
        {
            mixed = _variations.Count > 0 && (differs & (1UL << _variationColumn)) != 0 ? Mixed(fresh, stored, variations) : (ReadOnlyMemory<byte>?)null;
            var hasChanged = (differs & _selected) != 0 || mixed is not null;
            if (only.Reading == AttributeReading.Limit)
            {
                keepsQuantity = (_selected & _stock) == 0;
                Keep(differs & ~_selected, PublishingReasons.NotSent, Chosen);
            }
            else if (!hasChanged)
            {
                keepsQuantityUnlessSentAnew = (_selected & _stock) == 0;
                Keep(differs, PublishingReasons.NotObserved, Chosen);
            }

            mixed = only.Reading == AttributeReading.Limit ? mixed : (ReadOnlyMemory<byte>?)null;
        }

        var isUpdated = _policy.ProductUpdate.IsOnFor(state);
        if (!isUpdated)
        {
            Keep(differs & _content, PublishingReasons.UpdateOff);
            mixed = null;
        }

        if (!_policy.InventoryPriceSync.IsOnFor(state) || (_policy.InventoryPriceDependsOn == InventoryPriceDependence.ProductUpdate && !isUpdated))
        {
            keepsQuantity = true;
            Keep(differs & (_price | _stock), PublishingReasons.InventoryPriceOff);
        }

        if (reviewEnds is { } until)
        {
            Keep(differs & _content, PublishingReasons.InReview, until.ToString("u", CultureInfo.InvariantCulture));
            mixed = null;
        }

        kept &= ~isTold;
        return new RowChoice(kept, mixed, _variationColumn, reasons, keepsQuantity && quantity > 0, keepsQuantityUnlessSentAnew && quantity > 0);

        void Keep(ulong columns, ReasonCode code, string? more = null)
        {
            columns &= ~kept & ~isTold;
            if (columns != 0)
            {
                kept |= columns;
                reasons.Add(more is null ? code.With(Names(columns)) : code.With(Names(columns), more));
            }
        }
    }

    private static string Attribute(FeedColumn column) => column.Facet switch
    {
        Facet.Price => "price",
        Facet.Stock => "quantity",
        _ => Words.GetValueOrDefault(column.Name) ?? column.Name,
    };

    private string Chosen => string.Join(", ", _policy.OnlyAttributes.Selected);

    /// <summary>The column of variation values with the selected ones as they are now and the others as they were sent; null where no selected one differs.</summary>
    private ReadOnlyMemory<byte>? Mixed(EncodedRow fresh, EncodedRow stored, IReadOnlyList<VariationValue> variations)
    {
        var names = variations.Where(value => _variations.Exists(id => id.Equals(value.AttributeId, StringComparison.OrdinalIgnoreCase) || (id == "color" && value.AttributeId.Equals("colour", StringComparison.OrdinalIgnoreCase))))
            .Select(value => value.ShownAttribute.ToString()).ToList();
        var before = Values(stored.Value(_variationColumn));
        var (now, changed) = (Values(fresh.Value(_variationColumn)), false);
        foreach (var name in names)
        {
            changed |= before.GetValueOrDefault(name) != now.GetValueOrDefault(name);
            if (now.TryGetValue(name, out var value))
            {
                before[name] = value;
            }
        }

        return changed ? RowPen.Encoded(_sheet, pen => WriteVariations(pen, before)) : (ReadOnlyMemory<byte>?)null;
    }

    private static Dictionary<string, string> Values(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json.Length == 0 ? "{}" : json)!;

    private static void WriteVariations(RowPen pen, Dictionary<string, string> values)
    {
        pen.Raw("{"u8);
        var first = true;
        foreach (var (name, value) in values)
        {
            pen.Raw(first ? "\""u8 : ",\""u8);
            pen.JsonText(Text.Of(name).Utf8);
            pen.Raw("\":\""u8);
            pen.JsonText(Text.Of(value).Utf8);
            pen.Raw("\""u8);
            first = false;
        }

        pen.Raw("}"u8);
    }

    private string Names(ulong columns) => string.Join(", ", Enumerable.Range(0, _sheet.Columns.Count).Where(column => (columns & (1UL << column)) != 0).Select(column => _sheet.Columns[column].Name));

    private static string Sentence(SyncSwitch sync, string on, string off) =>
        !sync.Enabled ? off : sync.Statuses.Count == 0 ? on : $"{on} of what is {string.Join(", ", sync.Statuses.Select(state => StateWords.Of(state).Canonical))}";
}

/// <summary>Which columns of a row stay as they were sent.</summary>
/// <param name="Kept">Those columns, a bit each.</param>
/// <param name="Mixed">The column of variation values, where only some of them are sent; null: it is as <paramref name="Kept"/> says.</param>
/// <param name="MixedColumn">Which column that is.</param>
/// <param name="Reasons">Why.</param>
/// <param name="KeepsQuantity">The quantity stays as it was sent.</param>
/// <param name="KeepsQuantityUnlessSentAnew">It does, unless the row was sent anew since.</param>
public readonly record struct RowChoice(
    ulong Kept, ReadOnlyMemory<byte>? Mixed, int MixedColumn, IReadOnlyList<Reason> Reasons, bool KeepsQuantity, bool KeepsQuantityUnlessSentAnew)
{
    /// <summary>A field of the row that is sent.</summary>
    /// <param name="column">Which.</param>
    /// <param name="fresh">The row as it would be.</param>
    /// <param name="stored">The row last sent.</param>
    public ReadOnlyMemory<byte> Field(int column, EncodedRow fresh, EncodedRow stored) =>
        Mixed is { } mixed && column == MixedColumn ? mixed : (Kept & (1UL << column)) != 0 ? stored.Field(column) : fresh.Field(column);
}
