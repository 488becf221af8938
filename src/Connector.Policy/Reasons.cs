using System.Reflection;

namespace Connector.Policy;

/// <summary>
/// Every reason there is, in one place. Codes never change once released; sentences may be mended.
/// Reasons stand here in the order of the stages that give them.
/// </summary>
public static class Reasons
{
    public static readonly ReasonCode StageFault = new(
        "stage.fault", "step {0} could not decide: {1}", "this is a fault in Connector or in the data; report it with the SKU", HoldKind.Content);

    public static readonly ReasonCode StageFaultInPriceOrStock = new(
        "stage.fault-price-stock", "step {0} could not decide about price or stock: {1}",
        "this is a fault in Connector or in the data; report it with the SKU", HoldKind.Stock);

    // What may be listed at all.
    public static readonly ReasonCode TakenDown = new(
        "sku.taken-down", "{0} took it down at {1}: {2}", "connector takedown remove SKU --account A lists it again", HoldKind.Gone);

    public static readonly ReasonCode Offline = new(
        "shop.offline", "the shop does not show it: {0}", "set it online in the shop, or wait for its online window", HoldKind.Gone);

    public static readonly ReasonCode NotSearchable = new(
        "shop.not-searchable", "the shop's search does not find it",
        "make it searchable in the shop, or let the synchronization policy list products that are not searchable", HoldKind.Gone);

    public static readonly ReasonCode NotVisibleIndividually = new(
        "shop.not-visible-individually", "shoppers reach it through other products only: neither it nor its master is in a category",
        "put it into a category, or let the synchronization policy list products that are not visible individually", HoldKind.Gone);

    public static readonly ReasonCode OutsideChosenCategories = new(
        "shop.outside-categories", "it is in {0}, and only {1} and below are listed",
        "put it into one of these categories, or choose another in the synchronization policy", HoldKind.Gone);

    public static readonly ReasonCode TemplateNone = new(
        "template.none", "no enabled listing template's condition takes it: {0}",
        "widen a template's condition (connector template query NAME shows whom it takes), or put the product into one by hand where the synchronization policy's eligibility allows it", HoldKind.Gone);

    public static readonly ReasonCode TemplateUnassigned = new(
        "template.unassigned", "it meets the condition of template {0}, but products are put into templates by hand only",
        "connector template assign NAME SKU --account A, or switch on product assign in the synchronization policy", HoldKind.Gone);

    public static readonly ReasonCode TemplateDisabled = new(
        "template.disabled", "it belongs to listing template {0}, and that is disabled",
        "connector template enable {0}, or put it into another one", HoldKind.Gone);

    public static readonly ReasonCode TemplateChosen = new(
        "template.chosen", "listing template {0}: {1}", "");

    public static readonly ReasonCode SkuMissing = new(
        "sku.missing", "it has no SKU", "give it an id in the shop", HoldKind.Content);

    public static readonly ReasonCode SkuTooLong = new(
        "sku.too-long", "the SKU has {0} characters, {1} are allowed", "give it a shorter id in the shop", HoldKind.Content);

    public static readonly ReasonCode SkuEdgeBlanks = new(
        "sku.edge-blanks", "the SKU '{0}' starts or ends with white space", "remove it from the id in the shop", HoldKind.Content);

    public static readonly ReasonCode SkuCharacters = new(
        "sku.characters", "the SKU contains {0}; control characters and emoji are not allowed", "remove it from the id in the shop", HoldKind.Content);

    // Title and description.
    public static readonly ReasonCode TitlePlain = new(
        "title.plain", "the name was made plain text: {0} characters became {1}", "");

    public static readonly ReasonCode TitleMissing = new(
        "title.missing", "there is no name: of the {0} characters that the shop gives, none is text", "give it a name in the shop, in the view's language", HoldKind.Content);

    public static readonly ReasonCode DescriptionPlain = new(
        "description.plain", "the description was made plain text: {0} characters became {1}{2}", "");

    public static readonly ReasonCode DescriptionFallback = new(
        "description.fallback", "there are no words in the description, so the {0} is used{1}", "describe it in the shop, in the view's language");

    public static readonly ReasonCode TitleCut = new(
        "title.cut", "title has {0} characters, {1} are allowed: it was cut", "shorten the name in the shop");

    public static readonly ReasonCode DescriptionCut = new(
        "description.cut", "description has {0} characters, {1} are allowed: it was cut", "shorten the description in the shop");

    public static readonly ReasonCode TitleFromTemplate = new(
        "title.template", "the template's title '{1}' stands for '{0}'", "");

    public static readonly ReasonCode DescriptionFromTemplate = new(
        "description.template", "the template's description of {1} characters stands for one of {0}", "");

    // Brand, condition, category.
    public static readonly ReasonCode BrandChosen = new(
        "brand.chosen", "brand '{0}' was taken from {1}", "");

    public static readonly ReasonCode BrandCut = new(
        "brand.cut", "brand from {0} has {1} characters, {2} are allowed: it was cut", "shorten the brand in the shop or in the mapping");

    public static readonly ReasonCode BrandNotPlain = new(
        "brand.not-plain", "the shop's brand '{0}' has no words, and nothing else stands in", "give it a brand in the shop, or set a default brand in the attribute mapping");

    public static readonly ReasonCode BrandMissing = new(
        "brand.missing", "there is no brand, no default brand, no manufacturer SKU and no site id",
        "give it a brand in the shop, or set a default brand in the attribute mapping", HoldKind.Content);

    public static readonly ReasonCode ConditionChosen = new(
        "condition.chosen", "condition {0} was taken from {1}", "");

    public static readonly ReasonCode ConditionUnknown = new(
        "condition.unknown", "condition '{0}' from {1} is none of new, refurbished, used",
        "use one of these words, or clear the condition in the attribute mapping to list everything as new", HoldKind.Content);

    public static readonly ReasonCode GoogleCategoryChosen = new(
        "google-category.chosen", "Google category '{0}' was taken from {1}", "");

    // Details, for sheets that have columns for them. None of these holds: the columns are optional.
    public static readonly ReasonCode ProductTypeChosen = new(
        "product-type.chosen", "product type '{0}' is the path of category {1}", "");

    public static readonly ReasonCode DetailsChosen = new(
        "details.chosen", "these details were found: {0}", "");

    public static readonly ReasonCode DetailsTooLong = new(
        "details.too-long", "longer than the feed sheet allows: {0}", "shorten them in the shop, or map other attributes");

    public static readonly ReasonCode GtinForm = new(
        "gtin.form", "GTIN '{0}' was left out: it has {1}; 8, 12, 13 or 14 digits are allowed", "correct the EAN or UPC in the shop, or map another attribute");

    public static readonly ReasonCode GtinCheckDigit = new(
        "gtin.check-digit", "GTIN '{0}' was left out: its check digit should be {1}", "correct the EAN or UPC in the shop, or map another attribute");

    public static readonly ReasonCode GtinCheckDigitTold = new(
        "gtin.check-digit-told", "GTIN '{0}' has a wrong check digit, it should be {1}; the mapping lists it all the same", "correct the EAN or UPC in the shop, or map another attribute");

    public static readonly ReasonCode GenderChosen = new(
        "gender.chosen", "'{0}' is gender {1}", "");

    public static readonly ReasonCode GenderUnknown = new(
        "gender.unknown", "gender '{0}' was left out: it is none of male, female, unisex", "use one of these words in the shop, or map another attribute");

    public static readonly ReasonCode AgeGroupChosen = new(
        "age-group.chosen", "'{0}' is age group {1}", "");

    public static readonly ReasonCode AgeGroupUnknown = new(
        "age-group.unknown", "age group '{0}' was left out: it is none of newborn, infant, toddler, kids, adult",
        "use one of these words in the shop, or map another attribute");

    public static readonly ReasonCode ShippingWeightChosen = new(
        "shipping-weight.chosen", "'{0}' is shipping weight {1}", "");

    public static readonly ReasonCode ShippingWeightUnit = new(
        "shipping-weight.unit", "shipping weight '{0}' was left out: it has no unit",
        "name the unit (lb, oz, g or kg) as the default of shippingWeight in the attribute mapping");

    public static readonly ReasonCode ShippingWeightForm = new(
        "shipping-weight.form", "shipping weight '{0}' was left out: it is no number above 0 followed by lb, oz, g or kg",
        "write it like 0.41 kg in the shop, or map another attribute");

    public static readonly ReasonCode VideoAddressDropped = new(
        "video.address-dropped", "video '{0}' was left out: it is no absolute http or https address", "give the whole address, without blanks");

    // TikTok's attributes, identifier codes, the package.
    public static readonly ReasonCode AttributesChosen = new(
        "attributes.chosen", "TikTok's attributes: {0}", "");

    public static readonly ReasonCode AttributesRefused = new(
        "attributes.refused", "TikTok's attributes: {0}; left out: {1}",
        "give the shop's value its TikTok name in the mapping (values), or map another attribute");

    public static readonly ReasonCode AttributeRequired = new(
        "attribute.required", "TikTok's category {0} requires {1}",
        "fill it in the shop, or map it in the attribute mapping (attributes)", HoldKind.Content);

    public static readonly ReasonCode AttributeRequiredTold = new(
        "attribute.required-told", "TikTok's category {0} requires {1}; the mapping lists it all the same",
        "fill it in the shop, or map it in the attribute mapping (attributes)");

    public static readonly ReasonCode IdentifierChosen = new(
        "identifier.chosen", "identifier code {0} is its {1}", "");

    public static readonly ReasonCode IdentifierFallback = new(
        "identifier.fallback", "identifier code {0} is its {1}; but {2}", "correct the code in the shop, or map another attribute");

    public static readonly ReasonCode IdentifierLeftOut = new(
        "identifier.left-out", "it has no identifier code: {0}", "correct the code in the shop, or map another attribute");

    public static readonly ReasonCode IdentifierCheckDigit = new(
        "identifier.check-digit", "it has no good identifier code: {0}",
        "correct the code in the shop, map another attribute, or let the attribute mapping only tell of it (checkDigit)", HoldKind.Content);

    public static readonly ReasonCode IdentifierMissing = new(
        "identifier.missing", "product {0} has no identifier code ({1}), and {2}",
        "give it a GTIN, EAN, UPC or, for books, ISBN in the shop; or ask TikTok for an exemption", HoldKind.Content);

    public static readonly ReasonCode PackageMeasured = new(
        "package.measured", "package: {0}", "");

    public static readonly ReasonCode PackageForm = new(
        "package.form", "package: {0}; left out: {1}", "write them like 0.41 kg and 30 cm in the shop, name their unit in the attribute mapping, or give a default there");

    public static readonly ReasonCode PackageMissing = new(
        "package.missing", "TikTok's category {0} requires the package's {1}: {2}",
        "write them like 0.41 kg and 30 cm in the shop, or map them in the attribute mapping (package), with a default", HoldKind.Content);

    // Images.
    public static readonly ReasonCode ImageChosen = new(
        "image.chosen", "{0} of {1} images were chosen, from view type {2}", "");

    public static readonly ReasonCode ImageFormatDropped = new(
        "image.format-dropped", "{0} images were chosen, from view type {1}; left out because {3}: {2}",
        "add JPG or PNG images in the shop");

    public static readonly ReasonCode ImageMain = new(
        "image.main", "the main image is {0}, from {1}", "");

    public static readonly ReasonCode ImageMainDropped = new(
        "image.main-dropped", "main image '{0}' from attribute {1} was left out: it is no absolute http or https address of a JPG or PNG",
        "give the attribute the whole address of a JPG or PNG, without blanks");

    public static readonly ReasonCode ImageAddressDropped = new(
        "image.address-dropped", "{0} images were chosen, from view type {1}; left out because these are no absolute http or https addresses: {2}",
        "give the shop's images absolute addresses without blanks");

    public static readonly ReasonCode ImageDefault = new(
        "image.default", "it has no image that TikTok takes, so the default image {0} is used", "add a JPG or PNG image in the shop");

    public static readonly ReasonCode ImageFormat = new(
        "image.format", "all its images are {0}; {1}", "add a JPG or PNG image in the shop, or set a default image", HoldKind.Content);

    public static readonly ReasonCode ImageMissing = new(
        "image.missing", "it has no usable image among the {0} that the shop gives", "add a JPG or PNG image in the shop, or set a default image", HoldKind.Content);

    // Price.
    public static readonly ReasonCode PriceMissing = new(
        "price.missing", "the shop has no price for it now", "add a price for quantity 1 to one of the view's price books, or to its master", HoldKind.Price);

    public static readonly ReasonCode PriceNotPositive = new(
        "price.not-positive", "the price is {0}; it must be above 0", "correct the price in the shop", HoldKind.Price);

    public static readonly ReasonCode PriceCurrency = new(
        "price.currency", "the price is {0}, and the TikTok shop sells in {1}", "choose price books in {1} for this store view", HoldKind.Price);

    public static readonly ReasonCode ListPriceDropped = new(
        "price.list-dropped", "the list price {0} is not one that {1} reduces, so it was left out",
        "correct the list price in the shop; it must not be below the price, and in the same currency");

    public static readonly ReasonCode ReductionGone = new(
        "price.reduction-gone", "price and list price both came out as {0}, so nothing is shown as reduced", "look at the pricing policy's changes and rounding, if the reduction is to be seen");

    public static readonly ReasonCode PriceBookChosen = new(
        "price.book", "price {0} was taken from price book {1}: of the view's books the policy counts {2}", "");

    public static readonly ReasonCode PriceBooksSilent = new(
        "price.books-silent", "none of the price books that the policy counts ({0}) has a price for it", "price it in one of these books, or choose others in the pricing policy");

    public static readonly ReasonCode PriceAttributeChosen = new(
        "price.attribute", "price {0} was taken from attribute {1}", "");

    public static readonly ReasonCode PriceAttributeUnusable = new(
        "price.attribute-unusable", "'{0}' in attribute {1} is no price, so the price books decide", "write a number above 0 with a dot, with or without a currency behind it, such as 12.50 GBP");

    public static readonly ReasonCode PriceConverted = new(
        "price.converted", "{0} became {1} by the rate {2}", "");

    public static readonly ReasonCode PriceChanged = new(
        "price.changed", "{0} became {1} by {2}", "");

    public static readonly ReasonCode PriceRounded = new(
        "price.rounded", "{0} became {1}, rounded {2}", "");

    public static readonly ReasonCode PriceBelowLimit = new(
        "price.below-limit", "the price is {0}; {1} is the least that {2} allows", "correct the price in the shop, or the changes and limits in the pricing policy", HoldKind.Price);

    public static readonly ReasonCode PriceAboveLimit = new(
        "price.above-limit", "the price is {0}; {1} is the most that {2} allows", "correct the price in the shop, or the changes and limits in the pricing policy", HoldKind.Price);

    // Stock.
    public static readonly ReasonCode StockCounted = new(
        "stock.counted", "quantity {0}: the shop can sell {1}, {2} are reserved", "");

    public static readonly ReasonCode StockListsChosen = new(
        "stock.lists-chosen", "of the view's inventory lists the policy counts {0}", "");

    public static readonly ReasonCode StockShare = new(
        "stock.share", "{0} in stock, of which {1} % rounded {2} are for TikTok -> {3}", "");

    public static readonly ReasonCode StockBuffer = new(
        "stock.buffer", "{0} in stock, buffer {1} -> {2}", "");

    public static readonly ReasonCode StockThreshold = new(
        "stock.threshold", "{0} in stock, which is {1} the threshold of {2} -> {3}", "");

    public static readonly ReasonCode StockMinimum = new(
        "stock.minimum", "{0} in stock, fewer than the minimum of {1} -> 0", "");

    public static readonly ReasonCode StockMaximum = new(
        "stock.maximum", "{0} in stock, {1} is the most that is sent", "");

    public static readonly ReasonCode StockDefaultForNone = new(
        "stock.default-for-none", "quantity {0}: the shop has none, and the policy's default quantity is used for such products too", "");

    public static readonly ReasonCode StockNotManaged = new(
        "stock.not-managed", "quantity {0}: the shop does not count its stock, so the policy's default quantity is used", "");

    public static readonly ReasonCode StockNoRecord = new(
        "stock.no-record", "quantity 0: the shop has no stock record for it", "add an inventory record in the shop if it can be sold");

    public static readonly ReasonCode StockUnknown = new(
        "stock.unknown", "no inventory list of this store view could be read", "check the view's inventory lists and the last read of stock", HoldKind.Stock);

    public static readonly ReasonCode StockPromise = new(
        "stock.promise", "the rules gave {0}; the inventory policy promises {1} at the most",
        "raise the inventory policy's maximum or lower its buffer; more than the shop can sell is sent by no rule");

    // What people gave by file.
    public static readonly ReasonCode ManualValue = new(
        "manual.value", "by hand: {0}", "");

    public static readonly ReasonCode SoldOut = new(
        "stock.sold-out", "it is sold out, and sold-out products are not listed",
        "nothing is to be done: it is listed when stock comes back; or let the synchronization policy list sold-out products", HoldKind.SoldOut);

    // The rules.
    public static readonly ReasonCode RuleChanged = new(
        "rule.changed", "by rule {0}: {1}", "");

    public static readonly ReasonCode RuleValueUnusable = new(
        "rule.value-unusable", "by rule {0}: {1}", "give the rule a field or value that {2} can take");

    public static readonly ReasonCode RuleHeld = new(
        "rule.held", "rule {0} holds it: {1}", "change the product so that the rule's condition no longer holds, or pause the rule", HoldKind.Content);

    public static readonly ReasonCode RuleHeldPrice = new(
        "rule.held-price", "rule {0} holds it for its price: {1}", "change the price so that the rule's condition no longer holds, or pause the rule", HoldKind.Price);

    public static readonly ReasonCode RuleHeldGone = new(
        "rule.held-gone", "rule {0} takes it off: {1}", "change the product so that the rule's condition no longer holds, or pause the rule", HoldKind.Gone);

    // The group together.
    public static readonly ReasonCode TemplateCategoryDiffers = new(
        "template.category-differs", "listing template {0} puts it into TikTok's category {1}, and a sibling is in {3} by template {2}",
        "let the templates' conditions ask for what all variants of a product share, or put them into one template by hand", HoldKind.Content);

    public static readonly ReasonCode VariationNotUnique = new(
        "variation.not-unique", "it has the same variation values as {0}: {1}", "give one of the two another value in the shop, or take it offline", HoldKind.Content);

    /// <summary>All codes, in the order in which they are written here.</summary>
    public static IReadOnlyList<ReasonCode> All { get; } =
        [.. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ReasonCode>()];
}
