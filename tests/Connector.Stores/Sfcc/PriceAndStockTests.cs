using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Stores.Tests.Sfcc;

public sealed class PriceAndStockTests : IDisposable
{
    private readonly Export _export = new Export().WithCatalog("");

    public void Dispose() => _export.Dispose();

    [Fact]
    public void A_book_has_a_currency_a_parent_and_a_window()
    {
        _export.WithPrices("", "<header pricebook-id=\"sale\"><currency>EUR</currency><display-name>no</display-name><online-flag>false</online-flag><online-from>2026-01-01T00:00:00Z</online-from><online-to>2026-02-01T00:00:00Z</online-to><parent>list</parent></header>")
            .Read().Books.Should().Equal(new PriceBookHeader("sale", "EUR", "list", false, Time("2026-01-01T00:00:00Z"), Time("2026-02-01T00:00:00Z")));
        _export.WithPrices("", "<header pricebook-id=\"list\"><currency>EUR</currency><parent></parent></header>").Read().Books.Should().Equal(new PriceBookHeader("list", "EUR", null));
    }

    [Fact]
    public void All_tables_of_a_product_that_stand_together_are_told_at_once()
    {
        var prices = _export.WithPrices("""
            <price-table product-id="p"><amount quantity="1">19.99</amount><amount quantity="10">17</amount></price-table>
            <price-table product-id="p"><online-from>2026-01-01T00:00:00Z</online-from><online-to>2026-02-01T00:00:00Z</online-to><amount quantity="1">9.99</amount><price-info>Sale</price-info></price-table>
            <price-table product-id="q"><percentage quantity="2">25</percentage><amount>5</amount></price-table>
            <price-table product-id="empty"/>
            """).Read().Prices;
        prices.Select(price => price.Product).Should().Equal("p", "q", "empty");
        prices[0].Tables.Should().Equal(
            new PriceTable(null, null, 1, 19.99m), new PriceTable(null, null, 10, 17), new PriceTable(Time("2026-01-01T00:00:00Z"), Time("2026-02-01T00:00:00Z"), 1, 9.99m));
        prices[1].Tables.Should().Equal(new PriceTable(null, null, 2, 25, IsPercentage: true), new PriceTable(null, null, 1, 5));
    }

    [Fact]
    public void Tables_of_a_product_may_stand_anywhere_and_one_with_the_same_window_takes_the_place_of_the_one_before()
    {
        var read = _export.WithPrices("""
            <price-table product-id="p"><amount>1</amount></price-table><price-table product-id="q"><amount>2</amount></price-table>
            <price-table product-id="p"><online-from>2026-01-01T00:00:00Z</online-from><amount>3</amount></price-table>
            <price-table product-id="r"><amount>4</amount></price-table><price-table product-id="p"><amount>5</amount><amount quantity="9">4</amount></price-table>
            """).Read();
        read.Prices.Select(price => price.Product).Should().Equal("p", "q", "r");
        read.Prices[0].Tables.Select(table => table.Amount).Should().Equal(3, 5, 4);
    }

    [Fact]
    public void A_table_is_deleted_by_its_window_and_all_of_a_product_by_delete_all()
    {
        var read = _export.WithPrices("""
            <price-table product-id="p"><amount>1</amount></price-table>
            <price-table product-id="p"><online-from>2026-01-01T00:00:00Z</online-from><amount>2</amount></price-table>
            <price-table product-id="q"><amount>3</amount></price-table>
            <price-table product-id="p" mode="delete"/>
            <price-table product-id="q" mode="delete"><online-from>2026-01-01T00:00:00Z</online-from></price-table>
            <price-table product-id="r"><amount>4</amount></price-table><price-table product-id="r" mode="delete-all"/><price-table product-id="r"><amount>5</amount></price-table>
            """).Read();
        read.Prices.Select(price => string.Join(' ', price.Tables.Select(table => table.Amount).Prepend(0)) + " " + price.Product).Should().Equal("0 2 p", "0 3 q", "0 5 r");
    }

    [Fact]
    public void Several_books_in_one_file_are_each_their_own_scope()
    {
        _export.With("pricebooks/all.xml", $"""
            <pricebooks xmlns="{Export.PricebookNamespace}"><pricebook><header pricebook-id="a"><currency>EUR</currency></header></pricebook>
            <pricebook><header pricebook-id="b"><currency>USD</currency></header><price-tables><price-table product-id="p"><amount>1</amount></price-table></price-tables></pricebook></pricebooks>
            """);
        _export.Read().Begun.Skip(1).Select(begun => begun.Scope.ToString()).Should().Equal("price book a", "price book b");
    }

    [Fact]
    public void A_deleted_book_or_list_is_an_empty_scope_with_a_warning()
    {
        var read = _export.WithPrices("", "<header pricebook-id=\"old\" mode=\"delete\"/>").WithStock("", "<header list-id=\"old\" mode=\"delete\"/>").Read();
        read.Begun.Should().HaveCount(3);
        read.Books.Should().ContainSingle().Which.Online.Should().BeFalse();
        read.Lists.Should().ContainSingle().Which.DefaultInStock.Should().BeFalse("a list that is gone has nothing in stock, whatever it said of products without a record");
        read.Warnings.Select(warning => warning.Code).Should().Equal("pricebook.deleted", "inventory.deleted");
    }

    [Theory]
    [InlineData("<price-table product-id=\"p\"><amount>-1</amount></price-table>", "'-1' is negative", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount>1,50</amount></price-table>", "'1,50' is not a decimal number", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount>1e3</amount></price-table>", "'1e3' is not a decimal number", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount>99999999999999999999999999999999</amount></price-table>", "not a decimal number", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount>9999999999999999999999999999</amount></price-table>", "is beyond every price and stock", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount/></price-table>", "the amount is empty", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><amount quantity=\"0\">1</amount></price-table>", "quantity '0'", "pricebooks/pricebook/price-tables/price-table[p]/amount")]
    [InlineData("<price-table product-id=\"p\"><percentage quantity=\"1\">101</percentage></price-table>", "101 percent", "pricebooks/pricebook/price-tables/price-table[p]/percentage")]
    [InlineData("<price-table product-id=\"p\"><online-from>yesterday</online-from></price-table>", "'yesterday' is not a time", "pricebooks/pricebook/price-tables/price-table[p]/online-from")]
    [InlineData("<price-table product-id=\"p\" mode=\"delta\"/>", "mode is 'delta'", "pricebooks/pricebook/price-tables/price-table[p]")]
    [InlineData("<price-table product-id=\"\"/>", "product-id is empty", "pricebooks/pricebook/price-tables/price-table")]
    public void A_bad_value_refuses_the_read_and_says_where(string table, string sentence, string element)
    {
        var fault = _export.WithPrices(table).Refused();
        fault.Sentence.Should().Contain(sentence);
        fault.Element.Should().Be(element);
        (fault.Origin, fault.Line).Should().Be(("pricebooks/list.xml", 1));
        fault.Remedy.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("<header pricebook-id=\"l\"><currency>eur</currency></header>", "'eur' is not a currency")]
    [InlineData("<header pricebook-id=\"l\"><currency>EURO</currency></header>", "'EURO' is not a currency")]
    [InlineData("<header pricebook-id=\"l\"/>", "no currency")]
    [InlineData("<header><currency>EUR</currency></header>", "pricebook-id is missing")]
    [InlineData("", "before the book's header")]
    public void A_bad_header_refuses_the_read(string header, string sentence) => _export.WithPrices("", header).Refused().Sentence.Should().Contain(sentence);

    [Fact]
    public void A_stock_record_is_told_as_the_shop_states_it()
    {
        var read = _export.WithStock("""
            <record product-id="p"><allocation>10.5</allocation><allocation-timestamp>2026-01-01T08:00:00.000Z</allocation-timestamp><perpetual>false</perpetual>
            <preorder-backorder-handling>backorder</preorder-backorder-handling><preorder-backorder-allocation>5</preorder-backorder-allocation>
            <in-stock-date>2026-03-01</in-stock-date><in-stock-datetime>2026-03-01T12:00:00</in-stock-datetime><ats>12</ats><on-order>1</on-order><turnover>-2</turnover>
            <custom-attributes><custom-attribute attribute-id="allocation">9</custom-attribute></custom-attributes></record>
            <record product-id="q"><perpetual>true</perpetual><in-stock-date>2026-03-01</in-stock-date></record><record product-id="r"/><record product-id="s" mode="delete"/>
            """, "<header list-id=\"stock\"><default-instock>true</default-instock><use-bundle-inventory-only>true</use-bundle-inventory-only><on-order>true</on-order></header>").Read();
        read.Lists.Should().Equal(new InventoryListHeader("stock", true) { BundleInventoryOnly = true });
        read.Stock.Should().Equal(
            new StockRecord("p")
            {
                Allocation = 10.5m, AllocationTime = Time("2026-01-01T08:00:00Z"), Handling = StockHandling.Backorder, PreorderBackorderAllocation = 5,
                InStockDate = Time("2026-03-01T12:00:00Z"), Ats = 12, OnOrder = 1, Turnover = -2,
            },
            new StockRecord("q") { Perpetual = true, InStockDate = Time("2026-03-01T00:00:00Z") }, new StockRecord("r"));
        read.DeletedStock.Should().Equal("s");
    }

    [Theory]
    [InlineData("<record product-id=\"p\"><allocation>-1</allocation></record>", "'-1' is negative")]
    [InlineData("<record product-id=\"p\"><perpetual>yes</perpetual></record>", "'yes' is not true or false")]
    [InlineData("<record product-id=\"p\"><preorder-backorder-handling>maybe</preorder-backorder-handling></record>", "'maybe' is not none")]
    [InlineData("<record product-id=\"p\"><in-stock-date>2026-02-30</in-stock-date></record>", "'2026-02-30' is not a date")]
    [InlineData("<record/>", "product-id is missing")]
    public void A_bad_stock_record_refuses_the_read(string record, string sentence) => _export.WithStock(record).Refused().Sentence.Should().Contain(sentence);

    [Fact]
    public void A_list_that_does_not_say_default_instock_is_refused() =>
        _export.WithStock("", "<header list-id=\"l\"/>").Refused().Sentence.Should().Contain("default-instock");

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
