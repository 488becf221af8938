using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The one order of all steps: what may be listed, then content, price, stock, and the group together. A content hold does not keep price and
/// stock from being shaped (<see cref="Step.IsPriceOrStock"/>).
/// </summary>
public static class StageOrder
{
    /// <param name="documents">The policies in force.</param>
    /// <param name="details">Whether the feed sheet has columns for an offer's details.</param>
    public static IReadOnlyList<Step> For(PolicyDocuments documents, bool details)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var synchronization = documents.Synchronization;
        return
        [
            new Offline(),
            new NotSearchable(synchronization.NotSearchable),
            new NotVisibleIndividually(synchronization.NotVisibleIndividually),
            new OutsideChosenCategories(synchronization.Categories),
            new SkuForm(),

            new PlainTitle(),
            new MissingTitle(),
            new PlainDescription(),
            new TitleLength(),
            new DescriptionLength(),
            new BrandFallback(documents.Mapping.Brand),
            new ConditionFromMapping(documents.Mapping.Condition),
            new GoogleCategory(documents.Mapping.GoogleProductCategory),
            .. details ? Details(documents.Mapping) : [],
            new ImageList(documents.Image),
            new NoImage(documents.Image.DefaultImageUrl, documents.Image.NeverViewTypes),

            new NoPrice(),
            new PriceCurrency(),
            new ListPriceBelowPrice(),

            new StockQuantity(documents.Inventory.DefaultQuantity, documents.Inventory.ThresholdBuffer),
            new SoldOut(synchronization.OutOfStockProducts),

            new UniqueVariation(),
        ];
    }

    /// <summary>First what there is, then what of it TikTok takes.</summary>
    private static IReadOnlyList<Step> Details(AttributeMapping mapping) =>
    [
        new ProductType(),
        new DetailsFromMapping(mapping),
        new DetailLength(),
        new TradeItemNumber(),
        new GenderWord(),
        new AgeGroupWord(),
        new ShippingWeight(mapping.ShippingWeight.Default),
        new VideoAddress(),
    ];
}
