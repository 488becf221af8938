using System.Globalization;
using System.Text;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Tests.Stories;

namespace Connector.Tests.Feeds;

/// <summary>The columns of TikTok's catalog specification, filled from one offer.</summary>
public sealed class CatalogSheetTests
{
    private static readonly FeedSheet Sheet = TikTokCatalogSheet.Sheet;
    private static readonly Facts Facts = new()
    {
        Instant = new DateTimeOffset(2026, 11, 28, 2, 0, 0, TimeSpan.Zero), Account = "us", Country = "US", Currency = "USD", Site = "Shop", Limits = Sheet.Limits,
    };

    private static readonly Offer Plain = new()
    {
        Item = new ShopItem { Sku = new Sku("TENT"), Group = new GroupId("TENT"), LandingPage = "https://shop.example/TENT.html" },
        Title = "Tent", Description = "Two\npersons.", Brand = "Fernside", Images = ["https://img.example/1.jpg"], Price = new Money(80, "USD"), Quantity = 3, Availability = Availability.InStock,
    };

    [Fact]
    public void The_header_is_the_catalog_specifications_in_its_order_without_what_nothing_could_fill()
    {
        Encoding.UTF8.GetString(Sheet.Header.Span).Should().Be(
            "sku_id,title,description,availability,condition,price,link,image_link,brand,additional_image_link,video_link,item_group_id,google_product_category,product_type,"
            + "global_trade_item_number,manufacturer_part_number,age_group,gender,color,material,pattern,size,shipping_weight,sale_price,sale_price_effective_date,currency,"
            + "custom_label_0,custom_label_1,custom_label_2,custom_label_3,custom_label_4,internal_label_0,internal_label_1\n");
        Sheet.Columns.Where(column => column.Required).Select(column => column.Name).Should()
            .Equal("sku_id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand");
    }

    [Fact]
    public void A_bare_offer_fills_the_required_columns_on_one_line()
    {
        var row = Row(Plain);
        Sheet.Columns.Where(column => column.Required).Should().OnlyContain(column => row[column.Name].Length > 0);
        (row["description"], row["price"], row["currency"], row["availability"], row["condition"], row["image_link"], row["item_group_id"]).Should()
            .Be(("Two persons.", "80.00 USD", "USD", "in stock", "new", "https://img.example/1.jpg", "TENT"));
    }

    [Theory]
    [InlineData(null, "80.00 USD", "")]
    [InlineData("80", "80.00 USD", "")]
    [InlineData("79", "80.00 USD", "")]
    [InlineData("80.004", "80.00 USD", "")]
    [InlineData("80.01", "80.01 USD", "80.00 USD")]
    [InlineData("100", "100.00 USD", "80.00 USD")]
    public void A_sale_price_is_there_only_where_it_is_written_lower_than_the_list_price(string? list, string price, string sale)
    {
        var row = Row(Plain with { ListPrice = list is null ? null : new Money(decimal.Parse(list, CultureInfo.InvariantCulture), "USD") });
        (row["price"], row["sale_price"]).Should().Be((price, sale));
    }

    [Fact]
    public void A_list_price_in_another_currency_is_not_mixed_in()
    {
        var row = Row(Plain with { ListPrice = new Money(100, "EUR") });
        (row["price"], row["sale_price"]).Should().Be(("80.00 USD", ""));
    }

    [Theory]
    [InlineData("2026-11-27T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11-27T00:00+00:00/2026-12-01T00:00+00:00")]
    [InlineData("2026-11-27T00:00:00+01:00", "2026-12-01T00:00:00+01:00", "2026-11-26T23:00+00:00/2026-11-30T23:00+00:00")]
    [InlineData("2026-11-27T00:00:01Z", "2026-11-30T23:59:59Z", "2026-11-27T00:01+00:00/2026-11-30T23:59+00:00")]
    [InlineData("2026-11-27T00:00:01Z", "2026-11-27T00:01:59Z", "")]
    [InlineData(null, "2026-12-01T00:00:00Z", "")]
    [InlineData("2026-11-27T00:00:00Z", null, "")]
    [InlineData(null, null, "")]
    public void The_sale_has_a_window_where_the_shop_has_set_both_ends_in_minutes_that_lie_inside_it(string? from, string? to, string window) =>
        Row(Reduced(from, to))["sale_price_effective_date"].Should().Be(window);

    [Fact]
    public void Without_a_sale_price_there_is_no_window() =>
        Row(Reduced("2026-11-27T00:00:00Z", "2026-12-01T00:00:00Z") with { ListPrice = null })["sale_price_effective_date"].Should().BeEmpty();

    [Fact]
    public void Additional_images_are_separated_by_commas_and_a_comma_in_an_address_is_encoded()
    {
        var row = Row(Plain with { Images = ["https://img.example/w_1,h_1/main.jpg", "https://img.example/w_1,h_1,q_9/a.jpg", "https://img.example/b.jpg", "https://img.example/c.jpg,"] });
        row["image_link"].Should().Be("https://img.example/w_1,h_1/main.jpg", "one address needs no separator");
        row["additional_image_link"].Should().Be("https://img.example/w_1%2Ch_1%2Cq_9/a.jpg,https://img.example/b.jpg,https://img.example/c.jpg%2C");
    }

    [Fact]
    public void Every_detail_has_a_column_of_its_own()
    {
        var details = ProductDetails.Every.Aggregate(ProductDetails.None, (so, detail) => so.With(detail, $"value of {detail}"));
        var row = Row(Plain with { Details = details });
        foreach (var detail in ProductDetails.Every)
        {
            row.Values.Should().ContainSingle(value => value == $"value of {detail}");
        }

        row["custom_label_3"].Should().Be("value of CustomLabel3");
        row["global_trade_item_number"].Should().Be("value of GlobalTradeItemNumber");
    }

    [Fact]
    public void The_limits_of_the_columns_are_the_ones_that_the_policies_keep()
    {
        var limits = Sheet.Limits;
        foreach (var (column, limit) in new[]
        {
            ("sku_id", limits.Sku), ("title", limits.Title), ("description", limits.Description), ("brand", limits.Brand), ("color", limits.Trait), ("pattern", limits.Trait), ("size", limits.Trait),
            ("material", limits.Material), ("manufacturer_part_number", limits.PartNumber), ("custom_label_0", limits.Label), ("custom_label_4", limits.Label), ("internal_label_1", limits.Label),
        })
        {
            Sheet.Columns[Sheet.IndexOf(column)].MaxLength.Should().Be(limit, column);
        }

        limits.Images.Should().Be(11, "one image and ten more");
    }

    [Fact]
    public void Whatever_the_shop_says_no_value_is_longer_or_another_word_than_its_column_allows()
    {
        var random = new Random(20261128);
        string[] values = ["", "Men", "W", "Kids", "toddler", "0.4", "1,2 kg", "4006381333931", "400638133393", "<b>x</b>", "🔥", "a,b\"c", "https://v.example/a.mp4", "line\nfeed", "\u0001", new('x', 700), new('é', 120)];
        string Any() => values[random.Next(values.Length)];
        for (var round = 0; round < 300; round++)
        {
            var mapping = new AttributeMapping();
            foreach (var property in typeof(AttributeMapping).GetProperties().Where(property => property.PropertyType == typeof(AttributeSource)))
            {
                property.SetValue(mapping, new AttributeSource { Attribute = property.Name, Default = property.Name is "Condition" ? "" : Any() });
            }

            var policies = PolicySheet.Compile(new PolicyDocuments { Mapping = mapping with { Condition = new() } }, Sheet.Version, Sheet.HasDetails);
            var item = Plain.Item with
            {
                Online = true, Name = Any(), ShortDescription = Any(), Brand = Any(), Ean = Any(), ManufacturerSku = Any(), PaidPrice = Plain.Price, ListPrice = new Money(90, "USD"), Stock = Stock.Of(3),
                Images = [.. Enumerable.Range(0, random.Next(1, 15)).Select(at => new ImageView("large", $"https://img.example/{at},{round}.jpg"))],
                Categories = [new CategoryPlace("c", ["a", "c"], [Any(), Any()], true)],
                Variations = [new VariationValue("color", "Colour", "1", Any()), new VariationValue("size", "Size", "2", Any())],
                Attributes = new NoAttributes(typeof(AttributeMapping).GetProperties().ToDictionary(property => property.Name, _ => (Text)Any())),
            };
            var passage = policies.Pass(Offer.From(item), Facts);
            if (!passage.IsListed)
            {
                passage.Held!.Code.Should().Be("title.missing");
                continue;
            }

            var row = Row(passage.Offer);
            foreach (var column in Sheet.Columns)
            {
                var value = row[column.Name];
                (column.Required && value.Length == 0).Should().BeFalse($"{column.Name} is required");
                (column.MaxLength > 0 && value.Length > column.MaxLength).Should().BeFalse($"{column.Name} has {value.Length} characters");
                (column.Words.Count > 0 && value.Length > 0 && !column.Words.Contains(value)).Should().BeFalse($"{column.Name} is '{value}'");
                value.Any(char.IsControl).Should().BeFalse($"{column.Name} has control characters");
            }

            var images = row["additional_image_link"].Split(',', StringSplitOptions.RemoveEmptyEntries);
            images.Should().HaveCountLessThanOrEqualTo(10);
            images.All(url => url.StartsWith("https://", StringComparison.Ordinal)).Should().BeTrue("a comma separates addresses and nothing else");
        }
    }

    private static Offer Reduced(string? from, string? to) => Plain with
    {
        ListPrice = new Money(100, "USD"),
        Item = Plain.Item with { PaidPriceFrom = At(from), PaidPriceTo = At(to) },
    };

    private static DateTimeOffset? At(string? time) => time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    /// <summary>The row as another CSV reader sees it.</summary>
    private static IReadOnlyDictionary<string, string> Row(Offer offer)
    {
        var row = new RowPen(Sheet).Write(offer, Facts);
        return Csv.Rows(Encoding.UTF8.GetString(Sheet.Header.Span) + Encoding.UTF8.GetString(row.Bytes.Span), ',').Should().ContainSingle().Subject;
    }
}
