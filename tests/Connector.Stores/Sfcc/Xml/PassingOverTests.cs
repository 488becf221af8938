using System.Text;
using System.Xml;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>An element whose bytes were weighed once can be passed over: for what follows it makes no difference.</summary>
public sealed class PassingOverTests
{
    public static TheoryData<int> Few => Seeds.Of(6, 300);

    [Theory]
    [MemberData(nameof(Few))]
    public void Passing_over_any_of_the_elements_tells_the_rest_as_before(int seed)
    {
        var random = new Random(seed);
        var tried = 0;
        while (tried < 60)
        {
            var document = Encoding.UTF8.GetBytes(new RandomXml(random).Next(int.MaxValue));
            if (Traced.ByXmlReader(document) is [Traced.Refused] || Read(document, 1 << 16, _ => null) is not { Count: > 1 } weighed)
            {
                continue;
            }

            tried++;
            weighed.Sum(part => part.Length).Should().BeLessThan(document.Length);
            foreach (var buffer in new[] { 16, 64, 1 << 16 })
            {
                var passed = weighed.Select(_ => random.Next(2) == 0).ToList();
                var found = Read(document, buffer, at => passed[at] ? weighed[at] : null);
                found.Should().HaveCount(weighed.Count);
                for (var at = 0; at < found.Count; at++)
                {
                    found[at].Should().BeEquivalentTo(passed[at] ? weighed[at] with { Events = found[at].Events } : weighed[at], options => options.WithStrictOrdering());
                    found[at].Events.Should().HaveCount(passed[at] ? 1 : weighed[at].Events.Count);
                    found[at].Events[0].Should().Be(weighed[at].Events[0], "line and depth are counted on over what is passed");
                }
            }
        }
    }

    [Fact]
    public void What_differs_is_not_passed_and_nothing_has_moved()
    {
        var document = "<a><b c='1'>text<d/></b><e/></a>"u8.ToArray();
        using var xml = new Utf8Xml(new MemoryStream(document), 16);
        xml.Read();
        xml.Read();
        var (length, hash) = ("<b c='1'>text<d/></b>".Length, Hash128.Of("<b c='1'>text<d/></b>"u8));
        xml.TryPass(length, Hash128.Of("<b c='1'>Text<d/></b>"u8)).Should().BeFalse();
        xml.TryPass(length - 1, hash).Should().BeFalse();
        xml.TryPass(1 << 20, hash).Should().BeFalse("the file has not as many bytes");
        xml.TryPass(int.MaxValue, hash).Should().BeFalse();
        xml.TryPass(0, Hash128.Of([])).Should().BeFalse();
        xml.TryAttribute("c", out var value).Should().BeTrue();
        Encoding.UTF8.GetString(value).Should().Be("1");
        xml.TryPass(length, hash).Should().BeTrue();
        (xml.Token, xml.Depth, xml.Name.Local).Should().Be((XmlToken.End, 1, "b"));
        xml.TryPass(length, hash).Should().BeFalse("it has been read");
        xml.Read().Should().BeTrue();
        (xml.Token, xml.Name.Local).Should().Be((XmlToken.Start, "e"));
    }

    [Fact]
    public void An_element_too_large_to_keep_is_read_and_not_weighed()
    {
        foreach (var (characters, isKept) in new[] { (1 << 20, true), (XmlWindow.MostHeld, false) })
        {
            var document = Encoding.UTF8.GetBytes($"<a><b>{string.Concat(Enumerable.Repeat("<c>x</c>", characters / 8))}</b></a>");
            using var xml = new Utf8Xml(new MemoryStream(document));
            xml.Read();
            xml.Read();
            xml.Weigh();
            while (xml.Read() && xml.Depth > 1)
            {
                // To its end.
            }

            xml.Passed(out var length, out _).Should().Be(isKept);
            length.Should().Be(isKept ? document.Length - "<a></a>".Length : 0);
        }
    }

    [Fact]
    public void A_fault_in_what_lies_ahead_is_told_where_it_is_met()
    {
        using var xml = new Utf8Xml(new MemoryStream("<a><b>\u0001</b></a>"u8.ToArray()), 16);
        xml.Read();
        xml.Read();
        xml.TryPass(13, Hash128.Of("<b>\u0001</b></a>"u8)).Should().BeFalse();
        var act = () => xml.Read();
        act.Should().Throw<XmlException>();
    }

    /// <summary>The elements below the root, each with all that is told of it.</summary>
    private static List<Part> Read(byte[] document, int bufferBytes, Func<int, Part?> passing)
    {
        var parts = new List<Part>();
        using var xml = new Utf8Xml(new MemoryStream(document), bufferBytes);
        while (xml.Read())
        {
            if (xml.Token == XmlToken.Start && xml.Depth == 1)
            {
                parts.Add(new Part(0, default, [$"{xml.Line}:{xml.Depth} {xml.Namespace} {xml.Name.Qualified}"]));
                if (passing(parts.Count - 1) is { } part)
                {
                    xml.TryPass(part.Length, part.Hash).Should().BeTrue();
                    parts[^1] = parts[^1] with { Length = part.Length, Hash = part.Hash };
                    continue;
                }

                xml.Weigh();
            }
            else if (xml.Depth >= 1 && xml.Token != XmlToken.Text && parts.Count > 0)
            {
                parts[^1].Events.Add($"{xml.Line}:{xml.Depth} {xml.Token} {xml.Name.Qualified} {(xml.Token == XmlToken.Start ? xml.Namespace : "")}");
                if (xml.Token == XmlToken.End && xml.Depth == 1)
                {
                    xml.Passed(out var length, out var hash).Should().BeTrue();
                    xml.Passed(out _, out _).Should().BeFalse("it is told once");
                    parts[^1] = parts[^1] with { Length = length, Hash = hash };
                }
            }
        }

        return parts;
    }

    private sealed record Part(int Length, Hash128 Hash, List<string> Events);
}
