using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;
using static Connector.Policy.Tests.SomeCategories;

namespace Connector.Policy.Tests.Stages;

public class Identifiers
{
    // Published: ISBN-13 978-0-306-40615-7 (ISBN Users' Manual's usual example), EAN-13 4006381333931 and EAN-8 96385074 (Wikipedia, GS1's calculator),
    // UPC-A 036000291452, GTIN-14 10614141543219 (GS1 General Specifications' company prefix 0614141), GTIN-13 6291041500213 (gs1.org, how to calculate a check digit).
    [Theory, Trait("covers", "D-16")]
    [InlineData("10614141543219", IdentifierType.Gtin)]
    [InlineData("6291041500213", IdentifierType.Ean)]
    [InlineData("4006381333931", IdentifierType.Ean)]
    [InlineData("96385074", IdentifierType.Ean)]
    [InlineData("036000291452", IdentifierType.Upc)]
    [InlineData("9780306406157", IdentifierType.Ean)]
    public void Where_no_type_is_said_it_is_told_by_the_length(string code, IdentifierType type) =>
        By(new(), Item(code)).ShouldChange(Reasons.IdentifierChosen, code).Channel!.Identifier.Should().Be(new IdentifierCode(type, code));

    [Theory]
    [InlineData(IdentifierType.Gtin, "10614141543219"), Trait("covers", "IDC-01")]
    [InlineData(IdentifierType.Ean, "10614141543219"), Trait("covers", "IDC-02")]
    [InlineData(IdentifierType.Ean, "4006381333931")]
    [InlineData(IdentifierType.Ean, "96385074")]
    [InlineData(IdentifierType.Upc, "036000291452"), Trait("covers", "IDC-03")]
    public void A_code_of_the_right_length_for_its_type_is_taken(IdentifierType type, string code) =>
        By(Typed(type), Item("", attribute: code)).After!.Channel!.Identifier.Should().Be(new IdentifierCode(type, code));

    [Theory, Trait("covers", "IDC-01"), Trait("covers", "IDC-02"), Trait("covers", "IDC-03")]
    [InlineData(IdentifierType.Gtin, "4006381333931", "13 digits, 14 are right")]
    [InlineData(IdentifierType.Ean, "036000291452", "12 digits, 8, 13 or 14 are right")]
    [InlineData(IdentifierType.Upc, "4006381333931", "13 digits, 12 are right")]
    [InlineData(IdentifierType.Ean, "40063813339A1", "no number")]
    [InlineData(IdentifierType.Ean, "0000000000000", "no number")]
    public void One_of_another_length_is_left_out_and_told(IdentifierType type, string code, string why) =>
        By(Typed(type), Item("", attribute: code)).ShouldChange(Reasons.IdentifierLeftOut, code, why).Channel.Should().BeNull();

    [Fact, Trait("covers", "IDC-04")]
    public void An_ISBN_is_taken_in_book_categories_alone()
    {
        var mapping = Typed(IdentifierType.Isbn) with { BookCategories = ["4"] };
        By(mapping, Item("", attribute: "978-0-306-40615-7"), Books).After!.Channel!.Identifier.Should().Be(new IdentifierCode(IdentifierType.Isbn, "9780306406157"));
        By(mapping, Item("", attribute: "9780306406157"), Shirts).ShouldHold(Reasons.IdentifierMissing, HoldKind.Content, "for books alone");
        By(mapping, Item("", attribute: "4006381333931"), Books).ShouldHold(Reasons.IdentifierMissing, HoldKind.Content, "978 or 979");
        By(new AttributeMapping { BookCategories = ["4"] }, Item("9780306406157"), Books).After!.Channel!.Identifier!.Type.Should().Be(IdentifierType.Isbn);
    }

    [Fact, Trait("covers", "IDC-05")]
    public void In_an_exempt_category_or_below_one_a_product_needs_no_code() => By(new(), Item(""), Candles).ShouldBeKept();

    [Fact, Trait("covers", "IDC-06")]
    public void Elsewhere_a_product_without_a_code_is_held_and_named() =>
        By(new(), Item(""), Shirts).ShouldHold(Reasons.IdentifierMissing, HoldKind.Content, "shirt-red-m", "the shop gives none", "Clothes > Shirts is not exempt");

    [Theory]
    [InlineData(IdentifiersRequired.Always, "", true)]
    [InlineData(IdentifiersRequired.Always, Candles, true)]
    [InlineData(IdentifiersRequired.Never, Shirts, false)]
    [InlineData(IdentifiersRequired.ByCategory, "", false)]
    public void The_mapping_may_ask_for_codes_always_or_never(IdentifiersRequired required, string category, bool held) =>
        By(new() { IdentifiersRequired = required }, Item(""), category).IsHeld.Should().Be(held);

    [Fact, Trait("covers", "D-16")]
    public void A_bad_EAN_falls_back_to_a_good_UPC_whatever_the_policy()
    {
        foreach (var policy in Enum.GetValues<OnWrongCheckDigit>())
        {
            By(new() { CheckDigit = policy }, Item("4006381333930", "036000291452"))
                .ShouldChange(Reasons.IdentifierFallback, "036000291452", "UPC", "'4006381333930' has a wrong check digit: it should be 1");
        }
    }

    [Fact, Trait("covers", "D-16")]
    public void A_wrong_check_digit_is_left_out_held_or_told_by_policy()
    {
        By(new() { CheckDigit = OnWrongCheckDigit.LeaveOut }, Item("4006381333930")).ShouldChange(Reasons.IdentifierLeftOut, "should be 1").Channel.Should().BeNull();
        By(new() { CheckDigit = OnWrongCheckDigit.Hold }, Item("4006381333930")).ShouldHold(Reasons.IdentifierCheckDigit, HoldKind.Content, "should be 1");
        By(new() { CheckDigit = OnWrongCheckDigit.Tell }, Item("4006381333930")).ShouldChange(Reasons.IdentifierFallback, "should be 1")
            .Channel!.Identifier!.Code.Should().Be((Text)"4006381333930");
        Said.By(new TradeItemNumber(OnWrongCheckDigit.Tell), AnOffer.Detailed(Detail.GlobalTradeItemNumber, "4006381333930"))
            .ShouldChange(Reasons.GtinCheckDigitTold, "should be 1").Details![Detail.GlobalTradeItemNumber].Should().Be((Text)"4006381333930");
    }

    [Fact]
    public void The_column_shows_the_identifier_code()
    {
        var offer = By(Typed(IdentifierType.Ean), Item("96385074", attribute: "4006381333931")).After!;
        Said.By(new DetailsFromAttributes(Typed(IdentifierType.Ean)), offer with { Details = ProductDetails.None.With(Detail.GlobalTradeItemNumber, "96385074") })
            .After!.Details![Detail.GlobalTradeItemNumber].Should().Be((Text)"4006381333931");
        new DetailsFromMapping(new()).Apply(AnOffer.Of(Item("4006381333930", "036000291452")), TheFacts.Usual).After!.Details![Detail.GlobalTradeItemNumber]
            .Should().Be((Text)"036000291452", "the column falls back as well");
    }

    [Fact, Trait("covers", "D-16")]
    public void Of_random_numbers_exactly_those_with_the_computed_check_digit_are_taken_and_any_single_slip_is_noticed()
    {
        var random = new Random(17);
        for (var round = 0; round < 2_000; round++)
        {
            int[] lengths = [8, 12, 13, 14];
            var digits = string.Concat(Enumerable.Range(0, lengths[random.Next(4)] - 1).Select(_ => (char)('0' + random.Next(10)))) is var some && some.All(digit => digit == '0') ? "1" + some[1..] : some;
            // Counted the other way round than the code does: weights from the left by the length's parity.
            var sum = digits.Select((digit, at) => (digit - '0') * ((digits.Length - at) % 2 == 1 ? 3 : 1)).Sum();
            var code = digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
            By(new(), Item(code)).After!.Channel!.Identifier!.Code.Should().Be((Text)code);
            var at = random.Next(code.Length);
            var slip = code[..at] + (char)('0' + ((code[at] - '0' + random.Next(1, 10)) % 10)) + code[(at + 1)..];
            By(new(), Item(slip)).After!.Channel.Should().BeNull();
        }
    }

    private static AttributeMapping Typed(IdentifierType type) => new() { Identifiers = [new() { Type = type, Attribute = "code" }] };

    private static ShopItem Item(string ean, string upc = "", string attribute = "") => (AnItem.Clean with { Ean = ean, Upc = upc }).Attribute("code", attribute);

    private static Verdict By(AttributeMapping mapping, ShopItem item, string category = "") =>
        Said.By(new IdentifierCodes(mapping, category, category.Length == 0 ? null : Entry(category)), AnOffer.Of(item));
}
