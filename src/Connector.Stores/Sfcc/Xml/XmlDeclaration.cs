using System.Text;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>The XML declaration: version 1.0, then the encoding, then standalone; all but the version may be absent.</summary>
internal static class XmlDeclaration
{
    private const string Wrong = "Syntax for an XML declaration is invalid";

    /// <summary>Whether a file begins with one.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.Length > 5 && file.StartsWith("<?xml"u8) && IsBlank(file[5]);

    /// <summary>Reads the declaration at the start of a file.</summary>
    /// <param name="file">From its first byte on.</param>
    /// <param name="length">How many bytes it has; 0 where more bytes are needed to say.</param>
    /// <param name="encoding">The encoding that it names; null where it names none.</param>
    /// <returns>Why it is at fault; null where it is not.</returns>
    public static string? Read(ReadOnlySpan<byte> file, out int length, out string? encoding)
    {
        (length, encoding) = (0, null);
        var close = file.IndexOf((byte)'>');
        if (close < 0)
        {
            return null;
        }

        var rest = file[5..close];
        if (rest.IsEmpty || rest[^1] != '?')
        {
            return Wrong;
        }

        rest = rest[..^1];
        var step = 0;
        while (!rest.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            if (!TryPair(ref rest, out var name, out var value))
            {
                return Wrong;
            }

            switch (name)
            {
                case "version" when step == 0:
                    if (value != "1.0")
                    {
                        return $"Version number '{value}' is invalid";
                    }

                    step = 1;
                    break;
                case "encoding" when step == 1:
                    if (value.Length == 0 || !char.IsAsciiLetter(value[0]) || !value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-'))
                    {
                        return $"'{value}' is an invalid value for the 'encoding' attribute";
                    }

                    (step, encoding) = (2, value);
                    break;
                case "standalone" when step is 1 or 2:
                    if (value is not ("yes" or "no"))
                    {
                        return Wrong;
                    }

                    step = 3;
                    break;
                default:
                    return Wrong;
            }
        }

        length = close + 1;
        return step == 0 ? Wrong : null;
    }

    /// <summary><c> name = "value"</c>, with a blank before it.</summary>
    private static bool TryPair(ref ReadOnlySpan<byte> rest, out string name, out string value)
    {
        (name, value) = ("", "");
        var pair = rest.TrimStart(" \t\r\n"u8);
        var equals = pair.IndexOf((byte)'=');
        if (pair.Length == rest.Length || equals < 0)
        {
            return false;
        }

        name = Encoding.Latin1.GetString(pair[..equals].TrimEnd(" \t\r\n"u8));
        pair = pair[(equals + 1)..].TrimStart(" \t\r\n"u8);
        if (pair.IsEmpty || pair[0] is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }

        var end = pair[1..].IndexOf(pair[0]);
        if (end < 0)
        {
            return false;
        }

        value = Encoding.Latin1.GetString(pair.Slice(1, end));
        rest = pair[(end + 2)..];
        return true;
    }

    private static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
