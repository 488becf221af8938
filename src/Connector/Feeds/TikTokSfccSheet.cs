using Connector.Accounts;
using System.Text.Json;
using Connector.Policy;
using Connector.Policy.Catalog;

namespace Connector.Feeds;

/// <summary>
/// The product file that SFCC's own cartridge gives TikTok (facts: sfcc.md 1.2): 15 columns, <c>|</c>, header, UTF-8. Right where the
/// cartridge is wrong: a variant's own availability, JSON escaped as JSON, and a price that a shopper really pays. A row is one
/// line: TikTok takes no control characters in texts, and a line feed is one.
/// </summary>
public static class TikTokSfccSheet
{
    public static FeedSheet Sheet { get; } = new("tiktok-sfcc", '|',
    [
        new() { Name = "sku_id", Required = true, MaxLength = 100, Write = (pen, offer, _) => pen.Text(offer.Sku.Value) },
        new() { Name = "title", Required = true, MaxLength = 500, ShownAs = "title", Write = (pen, offer, _) => pen.Text(offer.Title) },
        new() { Name = "description", Required = true, MaxLength = 10_000, Write = (pen, offer, _) => pen.Line(offer.Description) },
        new() { Name = "image_urls", Form = ColumnForm.Json, Required = true, Write = Images },
        new() { Name = "landing_page_url", Form = ColumnForm.Url, Required = true, Write = (pen, offer, _) => pen.Text(offer.LandingPage) },
        new() { Name = "product_category", Write = (pen, offer, _) => pen.Text(offer.Category?.Id) },
        new() { Name = "sale_regions", Required = true, Write = (pen, _, facts) => pen.Text(facts.Country) },
        new()
        {
            Name = "availability", Facet = Facet.Stock, Form = ColumnForm.Word, Required = true, Words = TikTokWords.Availabilities,
            ShownAs = "availability", Normal = Normal.Word, Write = (pen, offer, _) => pen.Text(TikTokWords.Of(offer.Availability)),
        },
        new()
        {
            Name = "price", Facet = Facet.Price, Form = ColumnForm.Money, Required = true, ShownAs = "price", Normal = Normal.Money,
            Write = (pen, offer, _) => pen.Amount(offer.Price),
        },
        new() { Name = "item_group_id", MaxLength = 100, Write = (pen, offer, _) => pen.Text(offer.Group.Value) },
        new() { Name = "variation_properties", Form = ColumnForm.Json, Write = Variations },
        new() { Name = "is_default_variant", Form = ColumnForm.Word, Words = ["true", "false"], Write = (pen, offer, _) => pen.Text(offer.Item.IsDefaultVariant ? "true" : "false") },
        new() { Name = "brand", Required = true, MaxLength = 150, Write = (pen, offer, _) => pen.Text(offer.Brand) },
        new() { Name = "google_product_category", Write = (pen, offer, _) => pen.Text(offer.GoogleProductCategory) },
        new()
        {
            Name = "condition", Form = ColumnForm.Word, Required = true, Words = TikTokWords.Conditions, Write = (pen, offer, _) => pen.Text(TikTokWords.Of(offer.Condition)),
        },
    ])
    {
        Limits = new Limits(),
        OutOfStock = TikTokWords.OutOfStock,
        Extension = "txt",
        GoesBy = DeliveryChannel.Alert,
    };

    private static void Images(RowPen pen, Offer offer, Facts facts)
    {
        pen.Raw("{\"images\":["u8);
        for (var i = 0; i < offer.Images.Count; i++)
        {
            pen.Raw(i > 0 ? ",\""u8 : "\""u8);
            pen.JsonText(offer.Images[i].Utf8);
            pen.Raw("\""u8);
        }

        pen.Raw("]}"u8);
    }

    private static void Variations(RowPen pen, Offer offer, Facts facts)
    {
        pen.Raw("{"u8);
        for (var i = 0; i < offer.Item.Variations.Count; i++)
        {
            pen.Raw(i > 0 ? ",\""u8 : "\""u8);
            pen.JsonText(offer.Item.Variations[i].ShownAttribute.Utf8);
            pen.Raw("\":\""u8);
            pen.JsonText(offer.Item.Variations[i].ShownValue.Utf8);
            pen.Raw("\""u8);
        }

        pen.Raw("}"u8);
    }
}
