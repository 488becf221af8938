using System.Text;
using System.Xml;

namespace Connector.Sandbox;

/// <summary>A row of a catalog file or of an upload, as texts by column.</summary>
/// <param name="Index">2 = first data row.</param>
/// <param name="Fault">The row as such is broken; its texts say nothing.</param>
internal sealed record CatalogEntry(int Index, IReadOnlyDictionary<string, string> Texts, string? Fault = null);

/// <summary>Reads a catalog file: CSV, TSV, or XML (RSS 2.0, ATOM), perhaps packed with gzip. Which of them it is, its bytes say.</summary>
internal static class CatalogFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <param name="csvOnly">As the one-time file call has it.</param>
    /// <exception cref="FileRefused">While it is read: the file is not whole or not of its kind. What came before counts for nothing then.</exception>
    public static IEnumerable<CatalogEntry> Read(Stream bytes, bool csvOnly, StandInSettings settings)
    {
        if (bytes.Length == 0) throw new FileRefused(40906, "The file is empty.");
        var plain = IsPacked(bytes) ? Unpacked(bytes, settings) : bytes;
        try
        {
            using var entries = Entries(plain, csvOnly).GetEnumerator();
            for (var rows = 1L; Next(entries); rows++)
            {
                if (csvOnly && rows >= settings.MaxFileRows) throw new FileRefused(40907, $"The file has {settings.MaxFileRows} rows or more.");
                yield return entries.Current;
            }
        }
        finally
        {
            if (plain != bytes) plain.Dispose();
        }
    }

    private static bool Next(IEnumerator<CatalogEntry> entries)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (DecoderFallbackException)
        {
            throw new FileRefused(40908, "The file is not UTF-8.");
        }
        catch (XmlException e)
        {
            throw new FileRefused(40908, "The file is not well-formed XML: " + e.Message);
        }
    }

    private static IEnumerable<CatalogEntry> Entries(Stream plain, bool csvOnly)
    {
        var first = FirstByte(plain);
        if (first != '<') return Sheet(plain, csvOnly);
        return csvOnly ? throw new FileRefused(40908, "The file is XML; this call takes CSV only.") : Xml(plain);
    }

    private static bool IsPacked(Stream bytes)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = bytes.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        bytes.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b];
    }

    private static Stream Unpacked(Stream bytes, StandInSettings settings)
    {
        if (!settings.GzipByUrl) throw new FileRefused(40908, "The file is packed with gzip.");
        try
        {
            return Gzip.Unpack(bytes, settings.MaxFileBytes);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefused(40908, "The file is not whole gzip: " + e.Message);
        }
    }

    private static int FirstByte(Stream plain)
    {
        int first;
        do
        {
            first = plain.ReadByte();
        }
        while (first is ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF);
        plain.Position = 0;
        return first;
    }

    private static char Separator(Stream plain)
    {
        int at;
        var separator = ',';
        while ((at = plain.ReadByte()) is not (-1 or '\n'))
        {
            if (at != '\t') continue;
            separator = '\t';
            break;
        }

        plain.Position = 0;
        return separator;
    }

    private static IEnumerable<CatalogEntry> Sheet(Stream plain, bool csvOnly)
    {
        var separator = Separator(plain);
        if (csvOnly && separator == '\t') throw new FileRefused(40908, "The file is parted by tabs; this call takes CSV only.");
        using var text = new StreamReader(plain, StrictUtf8, detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024, leaveOpen: true);
        var sheet = new SeparatedSheet(text, separator);
        var columns = sheet.Next()!.ConvertAll(CatalogColumns.Named);
        if (CatalogColumns.Required.FirstOrDefault(r => !columns.Contains(r)) is { } missing) throw new FileRefused(40908, $"The first line has no column {missing}.");
        if (columns.OfType<string>().CountBy(c => c).FirstOrDefault(c => c.Value > 1).Key is { } twice) throw new FileRefused(40908, $"The first line has column {twice} twice.");

        for (var index = 2; sheet.Next() is { } fields; index++)
        {
            if (fields is [""] && columns.Count > 1) continue;
            if (fields.Count != columns.Count)
            {
                if (!sheet.EndedInLineBreak) throw new FileRefused(40908, $"The last row has {fields.Count} of {columns.Count} columns and no line end: the file is truncated.");
                yield return new CatalogEntry(index, new Dictionary<string, string>(), $"The row has {fields.Count} columns, the header {columns.Count}");
                continue;
            }

            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < fields.Count; i++)
            {
                if (columns[i] is { } column && fields[i].Length > 0) texts[column] = fields[i];
            }

            yield return new CatalogEntry(index, texts);
        }
    }

    private static IEnumerable<CatalogEntry> Xml(Stream plain)
    {
        using var xml = XmlReader.Create(plain, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true, CloseInput = false });
        xml.MoveToContent();
        var row = xml.LocalName switch
        {
            "rss" => "item",
            "feed" => "entry",
            _ => throw new FileRefused(40908, $"The file is neither RSS nor ATOM: its root is {xml.LocalName}."),
        };
        for (var index = 2; xml.Read();)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == row && !xml.IsEmptyElement) yield return new CatalogEntry(index++, Texts(xml));
        }
    }

    private static Dictionary<string, string> Texts(XmlReader xml)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var depth = xml.Depth;
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                xml.Read();
                continue;
            }

            var column = xml.LocalName == "id" ? "sku_id" : CatalogColumns.Named(xml.LocalName);
            var address = column == "link" ? xml.GetAttribute("href") : null;
            var text = column is null ? Skipped(xml) : xml.ReadElementContentAsString();
            if (column is null || (address ?? text).Length == 0) continue;
            texts[column] = column == "additional_image_link" && texts.TryGetValue(column, out var before) ? $"{before},{text}" : address ?? text;
        }

        return texts;
    }

    private static string Skipped(XmlReader xml)
    {
        xml.Skip();
        return "";
    }
}
