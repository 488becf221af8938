using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The one order of all steps: what may be listed; then shaping (content, price, stock, the rules); then limits and checks; then the group
/// together. A content hold does not keep price and stock from being shaped (<see cref="Step.IsPriceOrStock"/>). What a listing template may set
/// by itself is made for each of them (<see cref="ByTemplate"/>).
/// </summary>
public static class StageOrder
{
    /// <param name="documents">The policies in force.</param>
    /// <param name="details">Whether the feed sheet has columns for an offer's details.</param>
    public static IReadOnlyList<Step> For(PolicyDocuments documents, bool details)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var synchronization = documents.Synchronization;
        var account = new TemplateInForce("", new ListingTemplate { Account = "" }, documents.Inventory, documents.Pricing, documents.Image, documents.Mapping);
        var names = documents.Templates.Select(template => template.Name).ToList();
        Stage Each(Func<TemplateInForce, Stage> make) => ByTemplate.Of([make(account), .. documents.Templates.Select(make)], names);
        IReadOnlyList<Step> channel = [.. ChannelOrder.Shaping(documents, Each)];
        return
        [
            // What may be listed.
            new Offline(),
            new NotSearchable(synchronization.NotSearchable) { From = synchronization.From },
            new NotVisibleIndividually(synchronization.NotVisibleIndividually) { From = synchronization.From },
            new OutsideChosenCategories(synchronization.Categories) { From = synchronization.From },
            new SkuForm(),

            // Shaping: content.
            new PlainTitle(),
            new MissingTitle(),
            new PlainDescription(),
            new TitleLength(),
            new DescriptionLength(),
            Each(template => new BrandFallback(template.Mapping.Brand) { From = template.Mapping.From }),
            Each(template => new ConditionFromMapping(template.Mapping.Condition) { From = template.Mapping.From }),
            Each(template => new GoogleCategory(template.Mapping.GoogleProductCategory) { From = template.Mapping.From }),
            .. channel,
            .. details ? Details(Each, channel) : [],
            Each(template => new ImageList(template.Image) { From = template.Image.From }),
            .. MainImage.IsSet(documents) ? [Each(template => new MainImage(template.Image) { From = template.Image.From })] : Array.Empty<Step>(),
            Each(template => new NoImage(template.Image.DefaultImageUrl, template.Image.NeverViewTypes, template.Image.Formats) { From = template.Image.From }),

            // Shaping: price.
            new NoPrice(),
            new PriceCurrency(),
            new ListPriceBelowPrice(),

            // Shaping: stock.
            Each(template => new StockQuantity(template.Inventory.DefaultQuantity, template.Inventory.ThresholdBuffer) { From = template.Inventory.From }),

            // Shaping: the rules.

            // Limits and checks.
            .. ChannelOrder.Checks(documents, Each),
            new SoldOut(synchronization.OutOfStockProducts) { From = synchronization.From },

            // The group together.
            new UniqueVariation(),
        ];
    }

    /// <summary>First what there is, then what of it TikTok takes.</summary>
    private static IReadOnlyList<Step> Details(Func<Func<TemplateInForce, Stage>, Stage> each, IReadOnlyList<Step> channel) =>
    [
        new ProductType(),
        each(template => new DetailsFromMapping(template.Mapping) { From = template.Mapping.From }),
        .. ChannelOrder.Details(each, channel),
        new DetailLength(),
        each(template => new TradeItemNumber(template.Mapping.CheckDigit) { From = template.Mapping.CheckDigit == OnWrongCheckDigit.LeaveOut ? "" : template.Mapping.From }),
        new GenderWord(),
        new AgeGroupWord(),
        each(template => new ShippingWeight(template.Mapping.ShippingWeight.Default) { From = template.Mapping.From }),
        new VideoAddress(),
    ];
}
