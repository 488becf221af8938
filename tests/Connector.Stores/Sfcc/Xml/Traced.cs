using System.Text;
using System.Xml;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>All that a reader tells of a document, one line an event: with text between two tags joined, since readers cut it where they like.</summary>
internal static class Traced
{
    public const string Refused = "refused";

    public static List<string> ByXmlReader(byte[] document)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        var trace = new Trace();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document), settings);
            var lines = (IXmlLineInfo)reader;
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        var attributes = new List<string>();
                        var (name, uri, depth, line, isEmpty) = (reader.Name, reader.NamespaceURI, reader.Depth, lines.LineNumber, reader.IsEmptyElement);
                        while (reader.MoveToNextAttribute())
                        {
                            attributes.Add($" {reader.Name}={reader.Value}");
                        }

                        trace.Event($"{line}:{depth} <{{{uri}}}{name}{string.Concat(attributes)}");
                        if (isEmpty)
                        {
                            trace.Event($"{depth} />{name}");
                        }

                        break;
                    case XmlNodeType.EndElement:
                        trace.Event($"{reader.Depth} />{reader.Name}");
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                        trace.Text.Append(reader.Value);
                        break;
                }
            }

            return trace.Events;
        }
        catch (XmlException)
        {
            return [Refused];
        }
    }

    public static List<string> ByUtf8Xml(byte[] document, int bufferBytes, int readBytes = int.MaxValue)
    {
        var trace = new Trace();
        try
        {
            using var xml = new Utf8Xml(new Trickle(document, readBytes), bufferBytes);
            while (xml.Read())
            {
                switch (xml.Token)
                {
                    case XmlToken.Start:
                        var attributes = xml.AttributeNames.Select(name => xml.TryAttribute(name, out var value) ? $" {name}={Encoding.UTF8.GetString(value)}" : "?");
                        trace.Event($"{xml.Line}:{xml.Depth} <{{{xml.Namespace}}}{xml.Name.Qualified}{string.Concat(attributes)}");
                        // Half of the elements by the short way.
                        if ((trace.Events.Count & 1) == 0 && xml.TryText(out var text))
                        {
                            trace.Text.Append(Encoding.UTF8.GetString(text));
                            trace.Event($"{xml.Depth} />{xml.Name.Qualified}");
                        }

                        break;
                    case XmlToken.End:
                        trace.Event($"{xml.Depth} />{xml.Name.Qualified}");
                        break;
                    case XmlToken.Text:
                        trace.Text.Append(Encoding.UTF8.GetString(xml.Text));
                        break;
                }
            }

            xml.Token.Should().Be(XmlToken.None);
            xml.Read().Should().BeFalse();
            return trace.Events;
        }
        catch (XmlException)
        {
            return [Refused];
        }
    }

    private sealed class Trace
    {
        public List<string> Events { get; } = [];

        public StringBuilder Text { get; } = new();

        public void Event(string what)
        {
            if (Text.Length > 0)
            {
                Events.Add("'" + Text + "'");
                Text.Clear();
            }

            Events.Add(what);
        }
    }

    /// <summary>A stream that gives a few bytes at a time, as a network or a packed file may.</summary>
    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
