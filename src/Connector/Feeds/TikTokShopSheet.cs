using System.Globalization;
using Connector.Accounts;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Feeds;

/// <summary>
/// Rows of which products are made in calls to the Shop Open Platform (facts: tiktok.md 3.5): CSV, header, UTF-8, a row a SKU. TikTok never sees the file; it is archived as what the
/// calls were made from. What all SKUs of a product share is taken from its first row. Quantities stand in inventory files, as for every delivery.
/// </summary>
public static class TikTokShopSheet
{
    public static FeedSheet Sheet { get; } = new("tiktok-shop", ',',
    [
        new() { Name = "sku_id", Required = true, MaxLength = 50, Write = (pen, offer, _) => pen.Text(offer.Sku.Value) },
        new() { Name = "item_group_id", Required = true, Write = (pen, offer, _) => pen.Text(offer.Group.Value) },
        new() { Name = "title", Required = true, MaxLength = 255, Write = (pen, offer, _) => pen.Text(offer.Title) },
        new() { Name = "description", Required = true, MaxLength = 10_000, Write = (pen, offer, _) => pen.Line(offer.Description) },
        // What a product cannot do without is looked for before it is called (ListingDraft): the row itself tells prices and stock without it.
        new() { Name = "category_id", Write = (pen, offer, _) => pen.Text(offer.Template?.Category) },
        new() { Name = "brand", MaxLength = 150, Write = (pen, offer, _) => pen.Text(offer.Brand) },
        new() { Name = "image_urls", Form = ColumnForm.Json, Required = true, Write = Images },
        new() { Name = "product_attributes", Form = ColumnForm.Json, Write = Attributes },
        new() { Name = "sales_attributes", Form = ColumnForm.Json, Write = Variations },
        new() { Name = "identifier_code_type", Write = (pen, offer, _) => pen.Text(offer.Channel?.Identifier?.Type.ToString().ToUpperInvariant()) },
        new() { Name = "identifier_code", MaxLength = 14, Write = (pen, offer, _) => pen.Text(offer.Channel?.Identifier?.Code ?? default) },
        new() { Name = "package_weight", Write = Weight },
        new() { Name = "package_dimensions", Write = Dimensions },
        new()
        {
            Name = "availability", Facet = Facet.Stock, Form = ColumnForm.Word, Required = true, Words = TikTokWords.Availabilities, ShownAs = "availability", Normal = Normal.Word,
            Write = (pen, offer, _) => pen.Text(TikTokWords.Of(offer.Availability)),
        },
        new() { Name = "price", Facet = Facet.Price, Form = ColumnForm.Money, Required = true, ShownAs = "price", Normal = Normal.Money, Write = (pen, offer, _) => pen.Amount(offer.Price) },
        new() { Name = "list_price", Facet = Facet.Price, Form = ColumnForm.Money, Write = (pen, offer, _) => pen.Amount(offer.ListPrice is { } list && offer.Price is { } price && list.Written > price.Written ? list : null) },
    ])
    {
        // What sellers' listings take: titles to 255 characters (BR, MX 300, which is not used), nine images, 50 characters of seller SKU.
        Limits = new Limits { Title = 255, Images = 9, Sku = 50, Quantity = 99_999 },
        OutOfStock = TikTokWords.OutOfStock,
        Extension = "csv",
        GoesBy = DeliveryChannel.Calls,
    };

    private static void Images(RowPen pen, Offer offer, Facts facts)
    {
        pen.Raw("["u8);
        for (var i = 0; i < offer.Images.Count; i++)
        {
            pen.Raw(i > 0 ? ",\""u8 : "\""u8);
            pen.JsonText(offer.Images[i].Utf8);
            pen.Raw("\""u8);
        }

        pen.Raw("]"u8);
    }

    /// <summary>TikTok's attributes, as the call takes them: <c>[{"id":..,"name":..,"values":[{"id":..,"name":..}]}]</c>; an id is left out where none is known.</summary>
    private static void Attributes(RowPen pen, Offer offer, Facts facts)
    {
        pen.Raw("["u8);
        var attributes = offer.Channel?.Attributes ?? [];
        for (var i = 0; i < attributes.Count; i++)
        {
            pen.Raw(i > 0 ? ",{"u8 : "{"u8);
            Named(pen, attributes[i].Id, Text.Of(attributes[i].Name));
            pen.Raw(",\"values\":["u8);
            for (var value = 0; value < attributes[i].Values.Count; value++)
            {
                pen.Raw(value > 0 ? ",{"u8 : "{"u8);
                Named(pen, attributes[i].Values[value].Id, attributes[i].Values[value].Name);
                pen.Raw("}"u8);
            }

            pen.Raw("]}"u8);
        }

        pen.Raw("]"u8);
    }

    /// <summary>What tells the variants of a product apart, in the shop's order: <c>[{"name":"Colour","value_name":"blue"}]</c>.</summary>
    private static void Variations(RowPen pen, Offer offer, Facts facts)
    {
        pen.Raw("["u8);
        for (var i = 0; i < offer.Item.Variations.Count; i++)
        {
            pen.Raw(i > 0 ? ",{\"name\":\""u8 : "{\"name\":\""u8);
            pen.JsonText(offer.Item.Variations[i].ShownAttribute.Utf8);
            pen.Raw("\",\"value_name\":\""u8);
            pen.JsonText(offer.Item.Variations[i].ShownValue.Utf8);
            pen.Raw("\"}"u8);
        }

        pen.Raw("]"u8);
    }

    private static void Named(RowPen pen, string id, Text name)
    {
        if (id.Length > 0)
        {
            pen.Raw("\"id\":\""u8);
            pen.JsonText(Text.Of(id).Utf8);
            pen.Raw("\","u8);
        }

        pen.Raw("\"name\":\""u8);
        pen.JsonText(name.Utf8);
        pen.Raw("\""u8);
    }

    /// <summary>Value, space, unit: <c>0.25 KILOGRAM</c>.</summary>
    private static void Weight(RowPen pen, Offer offer, Facts facts)
    {
        if (offer.Channel?.Weight is { } weight)
        {
            pen.Text(string.Create(CultureInfo.InvariantCulture, $"{weight.Value} {weight.Unit.ToString().ToUpperInvariant()}"));
        }
    }

    /// <summary>Length x width x height, space, unit: <c>30 x 20 x 5 CENTIMETER</c>.</summary>
    private static void Dimensions(RowPen pen, Offer offer, Facts facts)
    {
        if (offer.Channel?.Dimensions is { } size)
        {
            pen.Text(string.Create(CultureInfo.InvariantCulture, $"{size.Length} x {size.Width} x {size.Height} {size.Unit.ToString().ToUpperInvariant()}"));
        }
    }
}
