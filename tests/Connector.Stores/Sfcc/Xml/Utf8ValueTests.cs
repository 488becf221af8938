using System.Globalization;
using System.Text;
using Connector.Stores.Sfcc;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>Values read from their bytes are those that the same text gives as a string.</summary>
public sealed class Utf8ValueTests
{
    public static TheoryData<int> Few => Seeds.Of(3, 100);

    [Theory]
    [MemberData(nameof(Few))]
    public void Numbers_are_read_as_decimal_Parse_reads_them_scale_included(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Random(random, "0123456789..-+, e", 22);
            if (Utf8Number.TryPlain(Encoding.UTF8.GetBytes(text), out var number))
            {
                var expected = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
                decimal.GetBits(number).Should().Equal(decimal.GetBits(expected), text);
            }
        }

        foreach (var plain in new[] { "0", "19.90", "000.00", "5.", ".5", "999999999999999999", "12345678901234.567" })
        {
            Utf8Number.TryPlain(Encoding.UTF8.GetBytes(plain), out _).Should().BeTrue(plain);
        }
    }

    [Theory]
    [MemberData(nameof(Few))]
    public void Times_are_read_as_their_text_is(int seed)
    {
        var random = new Random(seed);
        var clock = new ShopClock(ShopClock.FindZone("Europe/Paris")!);
        for (var i = 0; i < 20_000; i++)
        {
            var time = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks));
            var text = new StringBuilder(time.ToString(random.Next(2) == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                text[random.Next(text.Length)] = "0123456789-:TZ. "[random.Next(16)];
            }

            var isTime = clock.TryTime(text.ToString(), out var expected);
            clock.TryTime(Encoding.UTF8.GetBytes(text.ToString()), out var found).Should().Be(isTime, text.ToString());
            found.Should().Be(expected, text.ToString());
        }
    }

    [Fact]
    public void Blanks_at_the_edges_are_those_of_strings()
    {
        foreach (var text in new[] { "", " ", "\u00A0", " a\u3000", "\t\u2028a b\u0085\n", "é", "\u00A0é\u00A0", "a" })
        {
            Encoding.UTF8.GetString(Utf8Blanks.Trimmed(Encoding.UTF8.GetBytes(text))).Should().Be(text.Trim());
            Utf8Blanks.IsBlank(Encoding.UTF8.GetBytes(text)).Should().Be(string.IsNullOrWhiteSpace(text));
        }
    }

    private static string Random(Random random, string alphabet, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(4) == 0 ? alphabet[random.Next(alphabet.Length)] : alphabet[random.Next(10)]));
}
