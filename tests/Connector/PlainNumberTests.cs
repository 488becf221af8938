using System.Globalization;
using System.Text;

namespace Connector.Tests;

/// <summary>The quick way with numbers beside the general one of decimals, on generated input.</summary>
public sealed class PlainNumberTests
{
    private static readonly string[] Pieces = ["0", "00", "1", "9", "45", "678", "123456", "1234567890", ".", ".", "-", "+", " ", ",", "e", ""];

    [Fact]
    public void What_is_read_quickly_is_what_the_general_way_reads_to_the_last_zero()
    {
        var random = new Random(20261122);
        var quick = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            if (PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var number))
            {
                quick++;
                decimal.GetBits(number).Should().Equal(decimal.GetBits(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture)), "{0} was read", text);
            }
        }

        quick.Should().BeGreaterThan(10_000);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("12.50")]
    [InlineData("999999999999999999")]
    public void Usual_numbers_are_read_quickly(string text) => PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1000000000000000000")]
    public void Others_are_left_to_the_general_way(string text) => PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void What_is_written_quickly_is_what_the_general_way_writes()
    {
        var random = new Random(20261123);
        var written = new byte[64];
        var quick = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var number = new decimal(random.Next(), random.Next(4) == 0 ? random.Next() : 0, random.Next(10) == 0 ? random.Next() : 0, random.Next(10) == 0, (byte)random.Next(5));
            var digits = random.Next(4);
            if (PlainNumber.TryWrite(number, digits, written, out var length))
            {
                quick++;
                Encoding.UTF8.GetString(written, 0, length).Should().Be(number.ToString("F" + digits, CultureInfo.InvariantCulture), "{0} was written with {1} digits", number, digits);
            }
        }

        quick.Should().BeGreaterThan(10_000);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void What_has_no_room_is_not_written(int room)
    {
        PlainNumber.TryWrite(99.99m, 2, new byte[room], out var written).Should().BeFalse();
        written.Should().Be(0);
    }
}
