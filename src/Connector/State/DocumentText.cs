using System.Text;

namespace Connector.State;

/// <summary>A document as it was given.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">JSON.</param>
/// <param name="Where">The file it stands in (an absolute path), or another name for messages.</param>
public sealed record DocumentText(string Kind, string Name, string Text, string Where)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why there is no text: the file is not UTF-8.</summary>
    public DocumentFault? Unreadable { get; private init; }

    /// <summary>The document in a file, which must be UTF-8, with or without its mark.</summary>
    public static DocumentText FromFile(string kind, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (new FileInfo(file) is { Exists: true } info && info.Length > 4L * DocumentForm.Longest(kind))
        {
            return new(kind, name, "", file) { Unreadable = DocumentForm.TooLong(file, kind, $"{info.Length:N0} bytes") };
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        // JSON has no NUL; UTF-16 without a mark has one in every second byte, which is well-formed UTF-8.
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes.Contains((byte)0))
        {
            return NotUtf8("the file is UTF-16, not UTF-8");
        }

        try
        {
            return new DocumentText(kind, name, Strict.GetString(bytes), file);
        }
        catch (DecoderFallbackException)
        {
            return NotUtf8("the file is not UTF-8");
        }

        DocumentText NotUtf8(string sentence) => new(kind, name, "", file) { Unreadable = new DocumentFault(file, "", sentence, "save it as UTF-8") };
    }
}
