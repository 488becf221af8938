using System.Globalization;
using System.Text;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>How an SFCC export is written: UTF-8 without a mark, indented, line feeds, through a large buffer.</summary>
internal static class ExportXml
{
    private const int BufferBytes = 1 << 20;
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    public static readonly string[] Locales = ["x-default", "fr-FR"];

    /// <summary>Writes one file beside its place and moves it there.</summary>
    /// <returns>Its length in bytes.</returns>
    public static long WriteFile(string path, Action<XmlWriter> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".part";
        long length;
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
        {
            using (var xml = XmlWriter.Create(file, new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                Indent = true,
                IndentChars = "  ",
                NewLineChars = "\n",
                NewLineHandling = NewLineHandling.None,
                CloseOutput = false,
            }))
            {
                write(xml);
            }

            length = file.Length;
        }

        File.Move(beside, path, overwrite: true);
        return length;
    }

    /// <summary>An element with text, and with the attribute that tells it from its like.</summary>
    public static void Element(this XmlWriter xml, string name, string value, string? attribute = null, string? attributeValue = null)
    {
        xml.WriteStartElement(name);
        if (attribute is not null)
        {
            xml.WriteAttributeString(attribute, attributeValue);
        }

        xml.WriteString(value);
        xml.WriteEndElement();
    }

    public static void Flag(this XmlWriter xml, string name, bool value) => xml.WriteElementString(name, value ? "true" : "false");

    /// <summary>One element in each language of the shop.</summary>
    public static void Localized(this XmlWriter xml, string name, string english, string french)
    {
        xml.Localized(name, 0, english);
        xml.Localized(name, 1, french);
    }

    public static void CustomAttribute(this XmlWriter xml, string id, string value) => xml.Element("custom-attribute", value, "attribute-id", id);

    public static void CustomAttribute(this XmlWriter xml, string id, Term value)
    {
        foreach (var (locale, text) in new[] { (Locales[0], value.English), (Locales[1], value.French) })
        {
            xml.WriteStartElement("custom-attribute");
            xml.WriteAttributeString("attribute-id", id);
            xml.WriteAttributeString("xml", "lang", XmlNamespace, locale);
            xml.WriteString(text);
            xml.WriteEndElement();
        }
    }

    public static string Text(this long number) => number.ToString(CultureInfo.InvariantCulture);

    public static void Localized(this XmlWriter xml, string name, int language, string value)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("xml", "lang", XmlNamespace, Locales[language]);
        xml.WriteString(value);
        xml.WriteEndElement();
    }
}
