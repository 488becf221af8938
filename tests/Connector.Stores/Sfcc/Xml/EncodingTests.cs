using System.Text;
using System.Xml;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>The encoding is found, or refused, as XmlReader does.</summary>
public sealed class EncodingTests
{
    private const string Body = "<a b='é'>名 😀\r\n</a>";

    public static TheoryData<string, string, bool> Files
    {
        get
        {
            var files = new TheoryData<string, string, bool>();
            foreach (var encoding in new[] { "utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE", "iso-8859-1", "us-ascii" })
            {
                // Bytes that are not UTF-8 and are declared as UCS-4 XmlReader takes for UTF-8, with what it cannot read replaced: here they are refused.
                foreach (var declared in new[] { "", "utf-8", "UTF-16", "ucs-2", "iso-10646-ucs-2", "ucs-4", "utf-16BE", "utf-32", "ISO-8859-1", "us-ascii", "latin1", "x-nonsense", "1" }.Where(declared => (encoding, declared) != ("iso-8859-1", "ucs-4")))
                {
                    files.Add(encoding, declared, true);
                    files.Add(encoding, declared, false);
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_encoding_declared_or_marked_is_read_or_refused_as_XmlReader_does(string encoding, string declared, bool marked)
    {
        var written = Encoding.GetEncoding(encoding);
        var text = (declared.Length > 0 ? $"<?xml version=\"1.0\" encoding=\"{declared}\"?>" : "") + Body;
        byte[] document = [.. marked ? written.GetPreamble() : [], .. written.GetBytes(text)];
        foreach (var buffer in new[] { 16, 1 << 16 })
        {
            Traced.ByUtf8Xml(document, buffer, 7).Should().Equal(Traced.ByXmlReader(document), $"{encoding} declared as '{declared}'");
        }
    }

    [Fact]
    public void A_file_in_UTF_16_that_ends_within_a_character_or_holds_half_a_pair_is_refused()
    {
        foreach (var text in new[] { Body[..^1], Body.Replace("😀", "\uD83D", StringComparison.Ordinal) })
        {
            var units = text.SelectMany(character => new[] { (byte)character, (byte)(character >> 8) });
            foreach (var document in new byte[][] { [0xFF, 0xFE, .. units], [0xFF, 0xFE, .. units, (byte)'>'] })
            {
                Traced.ByUtf8Xml(document, 64).Should().Equal(Traced.Refused);
                Traced.ByXmlReader(document).Should().Equal(Traced.Refused);
            }
        }
    }

    [Fact]
    public void A_declaration_longer_than_a_buffer_is_read()
    {
        var document = Encoding.UTF8.GetBytes($"<?xml version='1.0'{new string(' ', 3000)}encoding='utf-8'{new string('\n', 3000)}standalone='yes'?>{Body}");
        Traced.ByUtf8Xml(document, 16).Should().Equal(Traced.ByXmlReader(document));
    }

    [Fact]
    public void Many_attributes_and_many_names_are_told_apart()
    {
        foreach (var twice in new[] { false, true })
        {
            var attributes = string.Concat(Enumerable.Range(0, 5000).Select(at => $" a{at}='{at}'"));
            var document = Encoding.UTF8.GetBytes($"<a><b{attributes}{(twice ? " a7=''" : "")}/>{string.Concat(Enumerable.Range(0, 5000).Select(at => $"<e{at}>x</e{at}>"))}</a>");
            Traced.ByUtf8Xml(document, 1 << 10).Should().Equal(Traced.ByXmlReader(document));
        }
    }

    [Fact]
    public void Tags_that_come_again_mean_the_same_each_time()
    {
        // The same bytes in other namespaces, with '>' between quotes, blanks that are replaced, and an element that is empty once.
        const string Repeated = "<p q='a>b' r=' x&#10;\ny'>t</p><p/><p /><p q='a>b'/><x:p x:q='1'/><p xml:lang='fr'>é</p>";
        var document = Encoding.UTF8.GetBytes($"<a xmlns:x='urn:1'>{Repeated}{Repeated}{Repeated}<b xmlns='urn:2' xmlns:x='urn:3'>{Repeated}{Repeated}</b>{Repeated}</a>");
        foreach (var buffer in new[] { 16, 100, 1 << 16 })
        {
            Traced.ByUtf8Xml(document, buffer).Should().Equal(Traced.ByXmlReader(document));
        }
    }

    [Fact]
    public void Faults_are_told_at_the_line_and_column_where_XmlReader_tells_them()
    {
        foreach (var document in new[] { "<a>\n  <b>é & x</b></a>", "<a>\r\n\r<b c='<'/></a>", "<a>\n😀 é \u0001</a>", "<a>\n<b></c></a>", "<a\nb='1'\nb='2'/>", "<a>\n\n</a>x", "\n<a/><b/>" })
        {
            var expected = Fault(() => XmlReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(document))), reader => reader.Read());
            foreach (var buffer in new[] { 16, 1 << 16 })
            {
                var found = Fault(() => new Utf8Xml(new MemoryStream(Encoding.UTF8.GetBytes(document)), buffer), xml => xml.Read());
                (found.LineNumber, found.LinePosition).Should().Be((expected.LineNumber, expected.LinePosition), document);
            }
        }
    }

    private static XmlException Fault<T>(Func<T> open, Func<T, bool> read)
        where T : IDisposable
    {
        using var opened = open();
        var act = () =>
        {
            while (read(opened))
            {
                // To the fault.
            }
        };
        return act.Should().Throw<XmlException>().Which;
    }
}
