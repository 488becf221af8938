using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class TradeItemNumbers
{
    [Theory]
    [InlineData("96385074")]
    [InlineData("036000291452")]
    [InlineData("4006381333931")]
    [InlineData("9780306406157")]
    [InlineData("10614141543219")]
    [InlineData("0000000000017")]
    public void A_number_of_8_12_13_or_14_digits_with_the_right_check_digit_is_kept(string number) => By(number).ShouldBeKept();

    [Theory]
    [InlineData("4006381333930", "1")]
    [InlineData("96385070", "4")]
    [InlineData("036000291450", "2")]
    [InlineData("10614141543210", "9")]
    public void One_with_a_wrong_check_digit_is_left_out_and_the_right_one_named(string number, string right) =>
        By(number).ShouldLeaveOut(Detail.GlobalTradeItemNumber, Reasons.GtinCheckDigit, number, $"should be {right}");

    [Theory]
    [InlineData("1", "1 digit;")]
    [InlineData("400638133393", "check digit")]
    [InlineData("40063813339", "11 digits")]
    [InlineData("123456789012345", "15 digits")]
    [InlineData("400638133393X", "no digits")]
    [InlineData("978-0-306-40615-7", "no digits")]
    [InlineData("４００６３８１３３３９３１", "no digits")]
    [InlineData("0000000000000", "zeros")]
    public void Anything_else_is_left_out_and_said_why(string number, string why)
    {
        var verdict = By(number);
        verdict.ShouldLeaveOut(Detail.GlobalTradeItemNumber, verdict.Reason!.Of, number, why);
    }

    [Fact]
    public void Any_single_wrong_digit_is_noticed()
    {
        const string right = "4006381333931";
        for (var at = 0; at < right.Length; at++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                By(right[..at] + digit + right[(at + 1)..]).IsKept.Should().Be(digit == right[at]);
            }
        }
    }

    [Fact]
    public void Without_a_number_there_is_nothing_to_check()
    {
        Said.By(new TradeItemNumber(), AnOffer.Clean).ShouldBeKept();
        Said.By(new TradeItemNumber(), AnOffer.Detailed(Detail.Color, "red")).ShouldBeKept();
    }

    private static Verdict By(string number) => Said.By(new TradeItemNumber(), AnOffer.Detailed(Detail.GlobalTradeItemNumber, number));
}
