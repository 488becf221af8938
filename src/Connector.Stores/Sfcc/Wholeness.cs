using System.Text;
using System.Xml;
using Connector.Drop;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Whether a file has been written to its end: XML ends with the end tag of its root, a full export of Omnichannel Inventory with its delta token.</summary>
internal static class Wholeness
{
    /// <summary>What becomes of a file that is not whole.</summary>
    public const string Later = "it is left for later and tried again by itself at the next read; if it stays so, export it again";

    private const int TailBytes = 4096;

    /// <summary>Bytes of the root's tag, and of what comes up to the next one.</summary>
    private const int LongestRoot = 1 << 20;

    /// <summary>What is missing; null where nothing is.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fullName">Where it lies unpacked, so that only its end need be read; else it is read whole.</param>
    public static string? FaultOf(ExportFile file, string? fullName = null)
    {
        try
        {
            if (IsJson(file))
            {
                return Encoding.UTF8.GetString(Tail()).TrimEnd().Split('\n')[^1].Contains("\"deltaToken\"", StringComparison.Ordinal)
                    ? null : "it does not end with a delta token, as a file does that is still being written";
            }

            using var bytes = file.Open();
            using var reader = XmlReader.Create(new BoundedTags(bytes, LongestRoot), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CloseInput = false });
            reader.MoveToContent();
            var root = reader.Name;
            return reader.IsEmptyElement || EndsWith(Tail(), root) ? null : $"it does not end with </{root}>, as a file does that is still being written";
        }
        catch (Exception fault) when (fault is XmlException or InvalidDataException or StoreReadException)
        {
            return $"it is not whole: {fault.Message}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreReadException(file.Origin, 0, "", "cannot be read: " + fault.Message, ExportFiles.Cure(fault), fault);
        }

        byte[] Tail() => fullName is null || file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Unpacked(file) : Plain(fullName);
    }

    private static bool IsJson(ExportFile file)
    {
        using var bytes = file.Open();
        int first;
        while ((first = bytes.ReadByte()) is ' ' or '\n' or '\r' or '\t' or 0xEF or 0xBB or 0xBF)
        {
            // Up to the first letter.
        }

        return first == '{';
    }

    private static byte[] Plain(string fullName)
    {
        using var file = ExportFiles.Sequential(fullName);
        file.Seek(-Math.Min(TailBytes, file.Length), SeekOrigin.End);
        var tail = new byte[file.Length - file.Position];
        file.ReadExactly(tail);
        return tail;
    }

    private static byte[] Unpacked(ExportFile file)
    {
        using var bytes = file.Open();
        var (buffer, tail) = (new byte[1 << 16], Array.Empty<byte>());
        int count;
        while ((count = bytes.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            tail = [.. tail.TakeLast(TailBytes), .. buffer[..count]];
        }

        return tail;
    }

    /// <summary>Tags are ASCII; in UTF-16 every second byte is 0.</summary>
    private static bool EndsWith(byte[] tail, string root)
    {
        var text = Encoding.Latin1.GetString(tail).Replace("\0", "", StringComparison.Ordinal).TrimEnd();
        while (text.EndsWith("-->", StringComparison.Ordinal) && text.LastIndexOf("<!--", StringComparison.Ordinal) is >= 0 and var comment)
        {
            text = text[..comment].TrimEnd();
        }

        return text.EndsWith('>') && text[..^1].TrimEnd().EndsWith("</" + root, StringComparison.Ordinal);
    }
}
