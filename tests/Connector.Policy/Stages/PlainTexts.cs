using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

[Trait("covers", "DSC-01")]
public partial class PlainTexts
{
    private const string Esc = "\u001B";

    [Theory]
    [InlineData("Linen shirt")]
    [InlineData("Größe 42, 5 °C — 100% “soft”… • ½ €")]
    [InlineData("リネンのシャツ、夏")]
    [InlineData("قميص كتان")]
    [InlineData("Loom & Sons")]
    [InlineData("a < b, 3 <5, I <3 you, x<")]
    [InlineData("© 2026 Loom® Soft™")]
    [InlineData("up → down, ✓ yes, ♥, ☎ 5")]
    [InlineData("𠮷野家")]
    public void Ordinary_text_stays_as_it_is(string text)
    {
        Line(text).Should().Be(text);
        Lines(text).Should().Be(text);
    }

    [Theory]
    [InlineData("<b>bold</b>ly", "boldly")]
    [InlineData("<a title=\"a > b\" href='x'>link</a>", "link")]
    [InlineData("<a title='a > b>link</a>", "b>link")]
    [InlineData("a<!-- <b>no</b> -->b", "ab")]
    [InlineData("a<!-->b", "ab")]
    [InlineData("a<!-- no end", "a")]
    [InlineData("a<script>if (a < b) { x('<p>') }</script>b", "ab")]
    [InlineData("a<STYLE type=x>p > a { }</style >b", "ab")]
    [InlineData("a<script src=x />b", "ab")]
    [InlineData("a<script>no end", "a")]
    [InlineData("<!DOCTYPE html><?xml version='1.0'?>x", "x")]
    [InlineData("cut <p class=\"lead", "cut")]
    [InlineData("cut <b", "cut")]
    [InlineData("if a <b and c then", "if a b and c then")]
    [InlineData("<p <b>x</b>", "x")]
    [InlineData("<<b>b>x", "x")]
    [InlineData("<o:p>x</o:p>", "x")]
    [InlineData("</ 3 <! x", "3 x")]
    public void Tags_comments_scripts_and_styles_go(string html, string text) => Line(html).Should().Be(text);

    [Theory]
    [InlineData("&amp; &eacute;&nbsp;&euro; &#8364; &#x20AC; &quot;", "& é € € € \"")]
    [InlineData("R&D at A&amp;B", "R&D at A&B")]
    [InlineData("1 &lt; 2 &gt; 0", "1 < 2 > 0")]
    [InlineData("&lt;b&gt;bold&lt;/b&gt;", "bold")]
    [InlineData("caf&amp;eacute;", "café")]
    [InlineData("&amp;amp;amp;lt;b&amp;amp;amp;gt;x", "x")]
    [InlineData("&unknown; &;", "&unknown; &;")]
    [InlineData("&#128293;hot&#0;", "hot")]
    public void Entities_are_read_until_none_is_left(string html, string text) => Line(html).Should().Be(text);

    [Theory]
    [InlineData("Hot 🔥 deal", "Hot deal")]
    [InlineData("Hot🔥deal!🔥", "Hot deal!")]
    [InlineData("👩🏽‍🚀 for 👨‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and 🇬🇧.", "for and and .")]
    [InlineData("✔️ soft ✔ light", "soft ✔ light")]
    [InlineData("1️⃣ soft", "1 soft")]
    [InlineData("❤️‍🔥 ☝🏽 🏃‍♀ x", "x")]
    [InlineData("©️ Loom™️", "© Loom™")]
    [InlineData("⭐⭐⭐ rated ⏰", "rated")]
    [InlineData("▶️ play ‼️", "play")]
    public void Emoji_go_with_all_that_belongs_to_them_and_text_symbols_stay(string text, string without) => Line(text).Should().Be(without);

    [Theory]
    [InlineData("  a \t b\u00A0\u2003c ", "a b c")]
    [InlineData("a\u200Bb\u00ADc\uFEFFd\u200E", "abcd")]
    [InlineData("a\u0000b\u0007c" + Esc + "d\u0085e", "abcd e")]
    [InlineData("a\uE000b\uFFFDc\uFFFFd", "abcd")]
    [InlineData("a\u2028b\r\nc", "a b c")]
    [InlineData("<\u200Bb>x", "x")]
    [InlineData("<🔥b>x", "x")]
    public void White_space_is_collapsed_and_what_nobody_sees_goes(string text, string tidy) => Line(text).Should().Be(tidy);

    [Fact]
    public void Bytes_that_are_no_UTF8_go() => PlainText.Line(new Text(new byte[] { (byte)'a', 0xC3, (byte)'b', 0xED, 0xA0, 0x80, 0xFF })).ToString().Should().Be("ab");

    [Theory, Trait("covers", "DSC-02")]
    [InlineData("<p>One.</p><p>Two.</p>", "One.\nTwo.")]
    [InlineData("One<br>two<br/><br />three", "One\ntwo\n\nthree")]
    [InlineData("<h2>Care</h2>Wash cold.", "Care\nWash cold.")]
    [InlineData("<ul><li>soft</li> <li><p>light</p></li><li> </li></ul>after", "• soft\n• light\nafter")]
    [InlineData("<ol><li>cut<li>sew<ul><li>by hand</li></ul></li><li>wear</ol>", "1. cut\n2. sew\n• by hand\n3. wear")]
    [InlineData("<li>• own bullet</li>", "• own bullet")]
    [InlineData("text<table><tr><th>Size</th><th>Chest</th></tr><tr><td>M</td><td>96</td></tr></table>after", "text\nSize | Chest\nM | 96\nafter")]
    [InlineData("<table><tr><th>Material:</th><td><p>Linen</p></td></tr><tr><th>Care</th><td>Wash</td><td></td></tr></table>", "Material: Linen\nCare: Wash")]
    [InlineData("<dl><dt>Material</dt><dd>Linen</dd><dt>Care</dt><dd>Wash</dd></dl>", "Material: Linen\nCare: Wash")]
    [InlineData("<p>One\n  line</p>\n\n\n<p>Two</p>", "One line\nTwo")]
    [InlineData("One\nline\n\n\n\nTwo <b>bold</b>\r\n", "One\nline\n\nTwo bold")]
    [InlineData("&lt;p&gt;One\nline&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One line\nTwo")]
    [InlineData("<div><div><p>One</p></div></div><hr><div>Two</div>", "One\nTwo")]
    public void Blocks_lists_and_tables_become_lines_that_read_well(string html, string lines)
    {
        Lines(html).Should().Be(lines);
        Line(html).Should().NotContain("\n");
    }

    [Fact]
    public void Random_HTML_and_Unicode_come_out_plain_and_plain_text_of_plain_text_is_the_same()
    {
        var random = new Random(4711);
        for (var i = 0; i < 60_000; i++)
        {
            var wild = Wild(random);
            foreach (var lines in new[] { false, true })
            {
                var plain = lines ? PlainText.Lines(wild) : PlainText.Line(wild);
                var text = plain.ToString();
                if (Tag().IsMatch(text) || Forbidden(text, lines) is not null || text != text.Trim()
                    || text.Contains("  ", StringComparison.Ordinal) || text.Contains("\n\n\n", StringComparison.Ordinal)
                    || (lines ? PlainText.Lines(plain) : PlainText.Line(plain)) != plain)
                {
                    Assert.Fail($"{wild} ({Convert.ToHexString(wild.Utf8)}) became {plain} ({Convert.ToHexString(plain.Utf8)}), lines {lines}");
                }
            }
        }
    }

    [Fact]
    public void Words_that_are_taken_together_come_out_as_words_that_are_taken_one_by_one()
    {
        var random = new Random(815);
        for (var i = 0; i < 20_000; i++)
        {
            // An em space is a space as well, but none at which words are taken together.
            var wild = Wild(random).ToString();
            var apart = wild.Replace(' ', '\u2003');
            if (Line(wild) != Line(apart) || Lines(wild) != Lines(apart))
            {
                Assert.Fail($"{wild}: {Lines(wild)}, apart {Lines(apart)}");
            }
        }
    }

    [Fact]
    public void The_quick_look_finds_what_a_look_at_every_byte_finds()
    {
        var random = new Random(99);
        byte[] doubtful = [.. " \n<&;#/!a1é’•☎ㅇ"u8, 0x7F, 0x09, 0xC2, 0xA0, 0xAD, 0xE2, 0x80, 0xE3, 0x8A, 0xEE, 0xFF, 0xE1, 0x9A, 0xF0];
        for (var i = 0; i < 200_000; i++)
        {
            var utf8 = new byte[random.Next(1, 12)];
            foreach (ref var value in utf8.AsSpan())
            {
                value = random.Next(3) == 0 ? (byte)'x' : doubtful[random.Next(doubtful.Length)];
            }

            foreach (var lines in new[] { false, true })
            {
                if (PlainText.IsPlain(utf8, lines) != ByteByByte.IsPlain(utf8, lines))
                {
                    Assert.Fail($"{Convert.ToHexString(utf8)}, lines {lines}");
                }
            }
        }
    }

    [Fact]
    public void The_quick_look_never_calls_plain_what_the_closer_look_would_change()
    {
        foreach (var lines in new[] { false, true })
        {
            for (var value = 0; value <= 0x10FFFF; value++)
            {
                if (Rune.IsValid(value) && $"a{new Rune(value)}b" is var text && PlainText.IsPlain(Encoding.UTF8.GetBytes(text), lines)
                    && Encoding.UTF8.GetString(PlainText.Made(text, lines)) != text)
                {
                    Assert.Fail($"U+{value:X4}");
                }
            }
        }

        var random = new Random(815);
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Doubtful[random.Next(Doubtful.Length)]));
            foreach (var lines in new[] { false, true })
            {
                if (PlainText.IsPlain(Encoding.UTF8.GetBytes(text), lines) && Encoding.UTF8.GetString(PlainText.Made(text, lines)) is var made && made != text)
                {
                    Assert.Fail($"{text} became {made}");
                }
            }
        }
    }

    [Fact]
    public void Text_that_is_plain_already_comes_back_without_allocating()
    {
        Text title = "Größe 42 — linen shirt • red";
        Text description = "Washed linen.\n\n• soft\n• light";
        PlainText.Line(title).Memory.Equals(title.Memory).Should().BeTrue();
        PlainText.Lines(description);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            PlainText.Line(title);
            PlainText.Lines(description);
            PlainText.Cut(title, 500);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<a ")]
    [InlineData("<a '")]
    [InlineData("<a =\"")]
    [InlineData("<!")]
    [InlineData("<!--")]
    [InlineData("</")]
    [InlineData("<script>")]
    [InlineData("&")]
    [InlineData("&amp;")]
    [InlineData("amp;&")]
    [InlineData("<li><ul><td>")]
    [InlineData("🔥\u200D")]
    [InlineData("e\u0301")]
    [InlineData("\n \n")]
    [InlineData(" <p>a")]
    public void Millions_of_it_take_linear_time(string piece)
    {
        var length = piece == "<" ? 10_000_000 : 2_000_000;
        Text text = string.Concat(Enumerable.Repeat(piece, length / piece.Length)) + (piece[0] == '<' ? "b>" : "");
        var clock = Stopwatch.StartNew();
        PlainText.Cut(PlainText.Lines(text), 500);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(5), "a quadratic scan would take an hour");
    }

    [Theory]
    [InlineData("linen shirt", 11, "linen shirt")]
    [InlineData("linen shirt", 10, "linen…")]
    [InlineData("linen shirt", 6, "linen…")]
    [InlineData("linen shirt", 5, "line…")]
    [InlineData("linen shirt", 1, "…")]
    [InlineData("linen shirt", 0, "")]
    [InlineData("abcdefghijklm nopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 50, "abcdefghijklm nopqrstuvwxyzabcdefghijklmnopqrstuv…")]
    [InlineData("𠮷𠮷𠮷", 4, "𠮷…")]
    [InlineData("ae\u0301e\u0301e\u0301", 5, "ae\u0301…")]
    [InlineData("e\u0301\u0301\u0301\u0301", 3, "e\u0301…")]
    public void Text_is_cut_at_a_word_when_one_is_near_and_never_inside_a_character(string text, int limit, string cut) =>
        PlainText.Cut(text, limit).ToString().Should().Be(cut);

    [Fact]
    public void Whatever_is_cut_is_within_the_limit_and_valid()
    {
        var random = new Random(99);
        for (var i = 0; i < 10_000; i++)
        {
            var text = PlainText.Lines(Wild(random));
            var limit = random.Next(0, 40);
            var cut = PlainText.Cut(text, limit);
            if (cut.Length > limit || cut.ToString().Contains('\uFFFD') || PlainText.Lines(cut) != cut)
            {
                Assert.Fail($"{text} became {cut} under {limit}");
            }
        }
    }

    private const string Doubtful = " \nab•é<>&;#/!?p1";

    private static readonly string[] Pieces =
    [
        "<", ">", "</", "<b", "<p>", "</p>", "<br/>", "<li>", "<ul>", "<ol>", "</ol>", "<td>", "<tr>", "<th>", "<dt>", "<dd>", "<!--", "-->", "<script>", "</script>",
        "<a href=\"", "\"", "'", "=", "&", "amp;", "&amp;", "&lt;", "&gt;", "&#", "x3c;", "60;", "&nbsp;", "&#38;", ";", "#", "lt", "b", "a b", "3", " ", "  ", "\n",
        "\r\n", "\t", "\0", "\u0007", "\u0085", "\u00A0", "\u00AD", "\u200B", "\u200D", "\u2028", "\uFE0F", "\uFE0E", "\u20E3", "\uFEFF", "\uFFFD", "🔥", "👍🏽", "🇬🇧",
        "🏽", "✓", "☝", "♀", "©", "™", "1\uFE0F\u20E3", "é", "e\u0301", "漢", "𠮷", "•", "…", "· ", "!", "/", "?", "A", "script", "p>", ":",
    ];

    private static Text Wild(Random random)
    {
        var bytes = new List<byte>();
        for (var count = random.Next(1, 14); count > 0; count--)
        {
            if (random.Next(12) == 0)
            {
                var value = random.Next(0x110000);
                bytes.AddRange(Encoding.UTF8.GetBytes(Rune.IsValid(value) ? new Rune(value).ToString() : "x"));
            }
            else if (random.Next(40) == 0)
            {
                bytes.Add((byte)random.Next(256));
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            }
        }

        return new Text(bytes.ToArray());
    }

    /// <summary>Written apart from the rule it proves: Unicode's own categories, and emoji as sequences that a phone would draw.</summary>
    private static string? Forbidden(string text, bool lines)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if ((category == UnicodeCategory.Control && !(lines && rune.Value == '\n')) || category is UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
                || rune.Value is 0xFFFD or 0xAD or 0xFEFF or 0xFE0F or 0x20E3 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029
                || rune.Value is (>= 0x1F1E6 and <= 0x1F1FF) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F900 and <= 0x1FAFF) or 0x2B50 or 0x2728)
            {
                return $"U+{rune.Value:X4}";
            }
        }

        return null;
    }

    private static string Line(string text) => PlainText.Line(text).ToString();

    private static string Lines(string text) => PlainText.Lines(text).ToString();

    [GeneratedRegex("<[a-zA-Z/!?]")]
    private static partial Regex Tag();
}
