using System.Text.Json;
using Connector.Review;

namespace Connector.Tests.Review;

[Trait("covers", "WRK-02")]
public sealed class ShownProductTests
{
    [Theory]
    [InlineData("""{"price":9.99,"currency":"GBP"}""")]
    [InlineData("""{"price":"9.99","currency":"GBP"}""")]
    [InlineData("""{"price":"9.99 GBP"}""")]
    [InlineData("""{"price":{"price":9.99,"currency":"GBP"}}""")]
    [InlineData("""{"price":{"price":"9.99 GBP"}}""")]
    [InlineData("""{"price_info":{"price":9.99,"currency":"GBP"}}""")]
    public void A_price_is_read_in_each_of_its_forms(string json)
    {
        var product = Read(json);

        (product.Price, product.Currency).Should().Be((9.99m, "GBP"));
    }

    [Theory]
    [InlineData("""{"price":9.99,"sale_price":"7.50 GBP"}""")]
    [InlineData("""{"price":{"price":9.99,"sale_price":7.50}}""")]
    [InlineData("""{"price_info":{"price":9.99,"sale_price":7.5}}""")]
    public void A_sale_price_is_read_where_it_stands(string json) => Read(json).SalePrice.Should().Be(7.5m);

    [Theory]
    [InlineData("""{"price":"free"}""")]
    [InlineData("""{"price":"1,299.00"}""")]
    [InlineData("""{"price":null}""")]
    [InlineData("""{"price":[]}""")]
    [InlineData("""{"price":{"price":{"price":1}}}""")]
    public void A_price_that_cannot_be_read_is_unknown_not_zero(string json) => Read(json).Price.Should().BeNull();

    [Theory]
    [InlineData("""{"audit":{"audit_status":"rejected","rejected_info":[{"reason":"r","suggestion":"s","affected_placement":"TikTok","affected_country":"GB"}]}}""")]
    [InlineData("""{"audit":{"audit_status":"REJECTED","reject_info":{"reason":"r","suggestion":"s","affected_placement":["TikTok"],"affected_country":["GB"]}}}""")]
    public void A_refusal_is_read_with_its_reasons_in_both_forms(string json)
    {
        var product = Read(json);

        product.AuditStatus.Should().Be(AuditStatus.Rejected);
        product.RejectedReasons.Should().Equal(new RejectedReason("r", "s", "TikTok", "GB"));
    }

    [Theory]
    [InlineData("""{"audit":{"audit_status":"approved"}}""", AuditStatus.Approved, "approved")]
    [InlineData("""{"audit":{"audit_status":"processing"}}""", AuditStatus.Processing, "processing")]
    [InlineData("""{"audit":{"audit_status":"pondering"}}""", AuditStatus.Unknown, "pondering")]
    [InlineData("""{}""", AuditStatus.Unknown, null)]
    public void A_status_keeps_its_text(string json, AuditStatus status, string? text)
    {
        var product = Read(json);

        (product.AuditStatus, product.AuditStatusText).Should().Be((status, text));
    }

    [Fact]
    public void Everything_else_is_read_and_the_item_is_kept_as_it_came()
    {
        const string Json = """
            {"sku_id":"s", "product_id":17,"title":"T","description":"D","availability":"IN_STOCK","brand":"B","image_url":"i","landing_page":{"landing_page_url":"l"},
             "item_group_id":"g","product_detail":{"condition":"NEW"},"image_status":"FILTERED","active_status":"ACTIVATED","ad_creation_eligible":true,"new_field":{"x":[1]}}
            """;
        using var document = JsonDocument.Parse(Json);
        var product = ShownProductJson.Read(document.RootElement);

        product.Should().BeEquivalentTo(new ShownProduct
        {
            Sku = "s", ProductId = "17", Title = "T", Description = "D", Availability = "IN_STOCK", Brand = "B", ImageUrl = "i", LandingPageUrl = "l", GroupId = "g",
            Condition = "NEW", ImageStatus = "FILTERED", ActiveStatus = "ACTIVATED", AdCreationEligible = "true", RejectedReasons = [], Raw = Json,
        });
    }

    [Fact]
    public void Long_skus_are_asked_for_in_more_calls()
    {
        string[] skus = [.. Enumerable.Range(0, 200).Select(i => new string('é', 96) + i)];
        var batches = SkuBatches.Of(skus, 200, 5600).ToList();

        batches.SelectMany(b => b).Should().Equal(skus);
        batches.Should().OnlyContain(b => b.Length > 1 && SkuBatches.Query(b).Length < 5700);
    }

    private static ShownProduct Read(string json)
    {
        using var document = JsonDocument.Parse(json.Insert(1, json == "{}" ? "\"sku_id\":\"s\"" : "\"sku_id\":\"s\","));
        return ShownProductJson.Read(document.RootElement)!;
    }
}
