using Connector.Policy.Documents;

namespace Connector.Policy.Stages;

/// <summary>
/// The one order of all steps: what may be listed; then shaping (content, price, stock, the rules); what people gave by file; then limits and checks; then the group
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
        var synchronization = documents.Synchronization.InForce();
        var account = new TemplateInForce("", new ListingTemplate { Account = "" }, documents.Inventory, documents.Pricing, documents.Image, documents.Mapping);
        var names = documents.Templates.Select(template => template.Name).ToList();
        Stage Each(Func<TemplateInForce, Stage> make) => ByTemplate.Of([make(account), .. documents.Templates.Select(make)], names);
        IReadOnlyList<Step> channel = [.. ChannelOrder.Shaping(documents, Each)];
        return
        [
            // What may be listed.
            new TakenDown(),
            new Offline(),
            new NotSearchable(synchronization.NotSearchable) { From = synchronization.From },
            new NotVisibleIndividually(synchronization.NotVisibleIndividually) { From = synchronization.From },
            new OutsideChosenCategories(synchronization.Categories) { From = synchronization.From },
            new SkuForm(),
            new TemplateAssignment(synchronization, documents.Templates) { From = synchronization.From },

            // Shaping: content.
            new PlainTitle(),
            new PlainDescription(),
            Each(template => new BrandFallback(template.Mapping.Brand) { From = template.Mapping.From }),
            Each(template => new ConditionFromMapping(template.Mapping.Condition) { From = template.Mapping.From }),
            Each(template => new GoogleCategory(template.Mapping.GoogleProductCategory) { From = template.Mapping.From }),
            .. channel,
            .. details ? Details(Each, channel) : [],
            .. Texts(documents, Each),
            Each(template => new ImageList(template.Image) { From = template.Image.From }),
            .. MainImage.IsSet(documents) ? [Each(template => new MainImage(template.Image) { From = template.Image.From })] : Array.Empty<Step>(),

            // Shaping: price.
            Each(template => new ChosenBooks(template.Pricing.Books) { From = template.Pricing.From }),
            Each(template => new PriceAttribute(template.Pricing.PriceAttribute) { From = template.Pricing.From }),
            Each(template => new PriceConversion(template.Pricing.Conversion) { From = template.Pricing.From }),
            Each(template => new PriceChanges(template.Pricing.Changes) { From = template.Pricing.From }),
            Each(template => new PriceRounded(template.Pricing.Rounding ?? new PriceRounding()) { From = template.Pricing.From }),

            // Shaping: stock.
            Each(template => new StockQuantity(StockSource.Of(template.Inventory)) { From = template.Inventory.From }),
            Each(template => new QuantityShare(template.Inventory.Percentage, template.Inventory.PercentageRounding) { From = template.Inventory.From }),
            Each(template => new QuantityBuffer(template.Inventory.ThresholdBuffer) { From = template.Inventory.From }),
            Each(template => new QuantityThreshold(template.Inventory.Threshold) { From = template.Inventory.From }),
            Each(template => new QuantityBounds(template.Inventory.Minimum, template.Inventory.Maximum) { From = template.Inventory.From }),
            Each(template => new DefaultQuantity(
                template.Inventory.DefaultQuantity, template.Inventory.DefaultQuantityWhen, template.Inventory.Maximum, StockSource.Of(template.Inventory)) { From = template.Inventory.From }),

            // Shaping: the rules.
            .. documents.Rules.Where(rule => !rule.Paused).SelectMany(rule => RuleStep.Of(rule, details)),
            .. details && documents.Rules.Any(RuleStep.ChangesDetails) ? DetailForms(Each) : [],

            // What people gave by file is final.
            new ManualValues(IsOfPriceOrStock: false),
            new ManualValues(IsOfPriceOrStock: true),

            // Limits and checks: content, then price, then stock.
            new MissingTitle(),
            new TitleLength(),
            .. documents.Rules.Any(DescriptionAfterRules.IsTouchedBy) ? [new DescriptionAfterRules()] : Array.Empty<Step>(),
            new DescriptionLength(),
            new MissingBrand(),
            Each(template => new NoImage(template.Image.DefaultImageUrl, template.Image.NeverViewTypes, template.Image.Formats) { From = template.Image.From }),
            .. ChannelOrder.Checks(documents, Each),
            new NoPrice(),
            new PriceCurrency(),
            new ListPriceBelowPrice(),
            Each(template => new PriceLimits(template.Pricing.Least, template.Pricing.Most, template.Pricing.RegionLimits) { From = template.Pricing.From }),
            .. documents.Rules.Any(QuantityPromise.IsTouchedBy) ? [Each(template => QuantityPromise.Of(template.Inventory))] : Array.Empty<Step>(),
            new SoldOut(synchronization.OutOfStockProducts) { From = synchronization.From },

            // The group together.
            .. documents.Templates.Select(template => template.Template.Category).Where(category => category.Length > 0).Distinct().Count() > 1 ? [new OneCategory()] : Array.Empty<Step>(),
            new UniqueVariation(),
        ];
    }

    /// <summary>Titles and descriptions by template, where there is any such.</summary>
    private static IEnumerable<Step> Texts(PolicyDocuments documents, Func<Func<TemplateInForce, Stage>, Stage> each)
    {
        if (documents.Templates.Any(template => template.Template.TitleTemplate is not null))
        {
            yield return each(template => new TitleFromTemplate(template.Template.TitleTemplate) { From = template.Template.From });
        }

        if (documents.Templates.Any(template => template.Template.DescriptionTemplate is not null))
        {
            yield return each(template => new DescriptionFromTemplate(template.Template.DescriptionTemplate) { From = template.Template.From });
        }
    }

    /// <summary>First what there is, then what of it TikTok takes.</summary>
    private static IReadOnlyList<Step> Details(Func<Func<TemplateInForce, Stage>, Stage> each, IReadOnlyList<Step> channel) =>
    [
        new ProductType(),
        each(template => new DetailsFromMapping(template.Mapping) { From = template.Mapping.From }),
        .. ChannelOrder.Details(each, channel),
        .. DetailForms(each),
    ];

    /// <summary>What of the details TikTok takes. Asked again behind rules that change details: conditions read TikTok's words, and rules may write others.</summary>
    private static IReadOnlyList<Step> DetailForms(Func<Func<TemplateInForce, Stage>, Stage> each) =>
    [
        new DetailLength(),
        each(template => new TradeItemNumber(template.Mapping.CheckDigit) { From = template.Mapping.CheckDigit == OnWrongCheckDigit.LeaveOut ? "" : template.Mapping.From }),
        new GenderWord(),
        new AgeGroupWord(),
        each(template => new ShippingWeight(template.Mapping.ShippingWeight.Default) { From = template.Mapping.From }),
        new VideoAddress(),
    ];
}
