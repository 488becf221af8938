using Connector.Accounts;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// The product file of TikTok's catalog specification (facts: tiktok.md 2): CSV, header, UTF-8. Its columns stand in the
/// specification's order; those that nothing could ever fill are left out (shipping, tax, deep links into apps). A row is one line.
/// </summary>
public static class TikTokCatalogSheet
{
    public static FeedSheet Sheet { get; } = new("tiktok-catalog", ',',
    [
        new() { Name = "sku_id", Required = true, MaxLength = 100, Write = (pen, offer, _) => pen.Text(offer.Sku.Value) },
        new() { Name = "title", Required = true, MaxLength = 500, ShownAs = "title", Write = (pen, offer, _) => pen.Text(offer.Title) },
        new() { Name = "description", Required = true, MaxLength = 10_000, Write = (pen, offer, _) => pen.Line(offer.Description) },
        new()
        {
            Name = "availability", Facet = Facet.Stock, Form = ColumnForm.Word, Required = true, Words = TikTokWords.Availabilities, ShownAs = "availability", Normal = Normal.Word,
            Write = (pen, offer, _) => pen.Text(TikTokWords.Of(offer.Availability)),
        },
        new() { Name = "condition", Form = ColumnForm.Word, Required = true, Words = TikTokWords.Conditions, Write = (pen, offer, _) => pen.Text(TikTokWords.Of(offer.Condition)) },
        new()
        {
            Name = "price", Facet = Facet.Price, Form = ColumnForm.Money, Required = true, ShownAs = "price", Normal = Normal.Money,
            Write = (pen, offer, _) => pen.Amount(IsReduced(offer) ? offer.ListPrice : offer.Price),
        },
        new() { Name = "link", Form = ColumnForm.Url, Required = true, Write = (pen, offer, _) => pen.Text(offer.LandingPage) },
        new() { Name = "image_link", Form = ColumnForm.Url, Required = true, Write = (pen, offer, _) => pen.Text(offer.Images.Count > 0 ? offer.Images[0] : default) },
        new() { Name = "brand", Required = true, MaxLength = 150, Write = (pen, offer, _) => pen.Text(offer.Brand) },
        new() { Name = "additional_image_link", Form = ColumnForm.UrlList, Write = AdditionalImages },
        new() { Name = "video_link", Form = ColumnForm.Url, Write = Value(Detail.Video) },
        new() { Name = "item_group_id", MaxLength = 100, Write = (pen, offer, _) => pen.Text(offer.Group.Value) },
        new() { Name = "google_product_category", Write = (pen, offer, _) => pen.Text(offer.GoogleProductCategory) },
        new() { Name = "product_type", Write = Value(Detail.ProductType) },
        new() { Name = "global_trade_item_number", MaxLength = 14, Write = Value(Detail.GlobalTradeItemNumber) },
        new() { Name = "manufacturer_part_number", MaxLength = 100, Write = Value(Detail.ManufacturerPartNumber) },
        new() { Name = "age_group", Form = ColumnForm.Word, Words = ["newborn", "infant", "toddler", "kids", "adult"], Write = Value(Detail.AgeGroup) },
        new() { Name = "gender", Form = ColumnForm.Word, Words = ["male", "female", "unisex"], Write = Value(Detail.Gender) },
        new() { Name = "color", MaxLength = 100, Write = Value(Detail.Color) },
        new() { Name = "material", MaxLength = 200, Write = Value(Detail.Material) },
        new() { Name = "pattern", MaxLength = 100, Write = Value(Detail.Pattern) },
        new() { Name = "size", MaxLength = 100, Write = Value(Detail.Size) },
        new() { Name = "shipping_weight", Write = Value(Detail.ShippingWeight) },
        new() { Name = "sale_price", Facet = Facet.Price, Form = ColumnForm.Money, ShownAs = "sale_price", Normal = Normal.Money, Write = (pen, offer, _) => pen.Amount(IsReduced(offer) ? offer.Price : null) },
        new() { Name = "sale_price_effective_date", Facet = Facet.Price, Form = ColumnForm.Window, Write = SaleWindow },
        new() { Name = "currency", Facet = Facet.Price, Write = (pen, offer, _) => pen.Text(offer.Price?.Currency) },
        new() { Name = "custom_label_0", MaxLength = 100, Write = Value(Detail.CustomLabel0) },
        new() { Name = "custom_label_1", MaxLength = 100, Write = Value(Detail.CustomLabel1) },
        new() { Name = "custom_label_2", MaxLength = 100, Write = Value(Detail.CustomLabel2) },
        new() { Name = "custom_label_3", MaxLength = 100, Write = Value(Detail.CustomLabel3) },
        new() { Name = "custom_label_4", MaxLength = 100, Write = Value(Detail.CustomLabel4) },
        new() { Name = "internal_label_0", MaxLength = 100, Write = Value(Detail.InternalLabel0) },
        new() { Name = "internal_label_1", MaxLength = 100, Write = Value(Detail.InternalLabel1) },
    ])
    {
        Limits = new Limits(),
        OutOfStock = TikTokWords.OutOfStock,
        Extension = "csv",
        GoesBy = DeliveryChannel.Pull,
        HasDetails = true,
    };

    private static ColumnPen Value(Detail detail) => (pen, offer, _) => pen.Text(offer.Details?[detail] ?? default);

    /// <summary>Whether the list price, as it is written, is above what a shopper pays.</summary>
    private static bool IsReduced(Offer offer) =>
        offer is { Price: { } price, ListPrice: { } list } && list.Amount > price.Amount && list.Currency == price.Currency && list.Written > price.Written;

    private static void AdditionalImages(RowPen pen, Offer offer, Facts facts)
    {
        for (var i = 1; i < offer.Images.Count; i++)
        {
            if (i > 1)
            {
                pen.Raw(","u8);
            }

            var url = offer.Images[i].Utf8;
            for (var comma = url.IndexOf((byte)','); comma >= 0; comma = url.IndexOf((byte)','))
            {
                pen.Raw(url[..comma]);
                pen.Raw("%2C"u8);
                url = url[(comma + 1)..];
            }

            pen.Raw(url);
        }
    }

    /// <summary>
    /// The window of the reduced price, where the shop has set both ends: the column has no form for an open one. In whole minutes that lie
    /// inside it, so that no reduced price is promised too long.
    /// </summary>
    private static void SaleWindow(RowPen pen, Offer offer, Facts facts)
    {
        var window = offer.PriceWindow;
        if (IsReduced(offer) && (window is null ? offer.Item.PaidPriceFrom : window.From) is { } from && (window is null ? offer.Item.PaidPriceTo : window.To) is { } to)
        {
            var start = new DateTimeOffset((from.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
            var end = new DateTimeOffset(to.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
            if (start < end)
            {
                pen.Minute(start);
                pen.Raw("/"u8);
                pen.Minute(end);
            }
        }
    }
}
