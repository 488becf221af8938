using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.Policy.Tests.Stages;

public class Roundings
{
    [Theory]
    [InlineData("10.005", "GBP", RoundTo.Cents, RoundWay.Nearest, RoundHalf.Up, "10.01")]
    [InlineData("10.005", "GBP", RoundTo.Cents, RoundWay.Nearest, RoundHalf.Even, "10.00")]
    [InlineData("10.001", "GBP", RoundTo.Cents, RoundWay.Up, RoundHalf.Up, "10.01")]
    [InlineData("10.009", "GBP", RoundTo.Cents, RoundWay.Down, RoundHalf.Up, "10.00")]
    [InlineData("10.5", "JPY", RoundTo.Cents, RoundWay.Nearest, RoundHalf.Even, "10")]
    [InlineData("10.0005", "KWD", RoundTo.Cents, RoundWay.Nearest, RoundHalf.Up, "10.001")]
    [InlineData("10.02", "GBP", RoundTo.Step, RoundWay.Nearest, RoundHalf.Up, "10.00")]
    [InlineData("10.025", "GBP", RoundTo.Step, RoundWay.Nearest, RoundHalf.Up, "10.05")]
    [InlineData("10.025", "GBP", RoundTo.Step, RoundWay.Nearest, RoundHalf.Even, "10.00")]
    [InlineData("10.01", "GBP", RoundTo.Step, RoundWay.Up, RoundHalf.Up, "10.05")]
    [InlineData("10.04", "GBP", RoundTo.Step, RoundWay.Down, RoundHalf.Up, "10.00")]
    [InlineData("10.20", "GBP", RoundTo.Ending, RoundWay.Nearest, RoundHalf.Up, "9.99")]
    [InlineData("10.49", "GBP", RoundTo.Ending, RoundWay.Nearest, RoundHalf.Up, "10.99")]
    [InlineData("10.49", "GBP", RoundTo.Ending, RoundWay.Nearest, RoundHalf.Even, "10.99")]
    [InlineData("11.49", "GBP", RoundTo.Ending, RoundWay.Nearest, RoundHalf.Even, "10.99")]
    [InlineData("10.99", "GBP", RoundTo.Ending, RoundWay.Up, RoundHalf.Up, "10.99")]
    [InlineData("11", "GBP", RoundTo.Ending, RoundWay.Up, RoundHalf.Up, "11.99")]
    [InlineData("10.98", "GBP", RoundTo.Ending, RoundWay.Down, RoundHalf.Up, "9.99")]
    [InlineData("0.50", "GBP", RoundTo.Ending, RoundWay.Down, RoundHalf.Up, "0.99")]
    [InlineData("0", "GBP", RoundTo.Ending, RoundWay.Up, RoundHalf.Up, "0")]
    [InlineData("-1", "GBP", RoundTo.Cents, RoundWay.Up, RoundHalf.Up, "0")]
    public void An_amount_is_rounded(string amount, string currency, RoundTo to, RoundWay way, RoundHalf half, string rounded) =>
        Rounded.Of(Number(amount), currency, new PriceRounding { To = to, Way = way, Half = half, Step = 0.05m }).Should().Be(Number(rounded));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rounding_keeps_its_way_is_near_and_is_done_once(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5000; i++)
        {
            var amount = random.Next(1, 1_000_000) / (decimal)Math.Pow(10, random.Next(5));
            var how = new PriceRounding { To = (RoundTo)random.Next(3), Way = (RoundWay)random.Next(3), Half = (RoundHalf)random.Next(2), Step = random.Next(1, 500) / 100m, Ending = random.Next(100) / 100m };
            var rounded = Rounded.Of(amount, "GBP", how);
            var size = how.To switch { RoundTo.Cents => 0.01m, RoundTo.Step => how.Step, _ => 1m };
            rounded.Should().BeGreaterThanOrEqualTo(0);
            Rounded.Of(rounded, "GBP", how).Should().Be(rounded);
            if (how.To == RoundTo.Ending && amount < how.Ending)
            {
                rounded.Should().Be(how.Ending);
                continue;
            }

            Math.Abs(rounded - amount).Should().BeLessThanOrEqualTo(how.Way == RoundWay.Nearest ? size / 2 : size);
            (how.Way != RoundWay.Up || rounded >= amount).Should().BeTrue();
            (how.Way != RoundWay.Down || rounded <= amount).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    public void No_amount_is_too_large_or_small(string amount)
    {
        foreach (var to in Enum.GetValues<RoundTo>())
        {
            Rounded.Of(Number(amount), "GBP", new PriceRounding { To = to, Step = 0.0000000000000000000000000001m }).Should().BeGreaterThanOrEqualTo(0);
        }
    }

    private static decimal Number(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
