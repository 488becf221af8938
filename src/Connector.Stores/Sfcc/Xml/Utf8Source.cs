using System.Text;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// A file's characters as UTF-8 without a byte order mark, whatever its encoding. The encoding is found as XmlReader finds it (XML 1.0,
/// appendix F): by a byte order mark, by how its first characters lie, by its declaration; UTF-8 where nothing says otherwise.
/// </summary>
internal sealed class Utf8Source : ForwardStream
{
    private const int HeadBytes = 4096;
    private readonly Stream _inner;
    private ReadOnlyMemory<byte> _head;

    private Utf8Source(ReadOnlyMemory<byte> head, Stream inner)
        : base(inner) => (_head, _inner) = (head, inner);

    /// <param name="bytes">The file; disposed with what is given back.</param>
    /// <exception cref="XmlException">The encoding is not known, or not the one that the file is in.</exception>
    public static Stream Of(Stream bytes)
    {
        var head = new byte[HeadBytes];
        var length = bytes.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        var (unicode, mark) = Detected(head.AsSpan(0, length));
        var begin = head.AsMemory(mark, length - mark);
        // The head may end within a character: what this makes of it stands behind the declaration.
        var declared = Declared(unicode is null ? begin.Span : Encoding.UTF8.GetBytes(Encoding.GetEncoding(unicode.CodePage).GetString(begin.Span)));
        var source = new Utf8Source(begin, bytes);
        var encoding = declared is null ? unicode : Meant(declared, unicode);
        return encoding is null or { CodePage: 65001 } ? source : Encoding.CreateTranscodingStream(source, encoding, new UTF8Encoding(false));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_head.IsEmpty)
        {
            return _inner.Read(buffer);
        }

        var count = Math.Min(buffer.Length, _head.Length);
        _head.Span[..count].CopyTo(buffer);
        _head = _head[count..];
        return count;
    }

    private static (Encoding? Encoding, int Mark) Detected(ReadOnlySpan<byte> head) => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Utf32(false), 4),
        [0, 0, 0xFE, 0xFF, ..] => (Utf32(true), 4),
        [0xFF, 0xFE, ..] => (Utf16(false), 2),
        [0xFE, 0xFF, ..] => (Utf16(true), 2),
        [(byte)'<', 0, 0, 0, ..] => (Utf32(false), 0),
        [0, 0, 0, (byte)'<', ..] => (Utf32(true), 0),
        [(byte)'<', 0, ..] => (Utf16(false), 0),
        [0, (byte)'<', ..] => (Utf16(true), 0),
        _ => (null, 0),
    };

    private static string? Declared(ReadOnlySpan<byte> head) => XmlDeclaration.Begins(head) && XmlDeclaration.Read(head, out _, out var encoding) is null ? encoding : null;

    private static Encoding? Meant(string declared, Encoding? unicode)
    {
        switch (declared.ToUpperInvariant())
        {
            case "UCS-4":
                return unicode;
            case "UTF-16" or "UCS-2" or "ISO-10646-UCS-2":
                return unicode is UnicodeEncoding ? unicode : throw new XmlException("There is no Unicode byte order mark. Cannot switch to Unicode.");
        }

        Encoding named;
        try
        {
            named = Encoding.GetEncoding(declared);
        }
        catch (Exception fault) when (fault is NotSupportedException or ArgumentException)
        {
            throw new XmlException($"System does not support '{declared}' encoding.", fault, 1, 1);
        }

        return unicode is null ? named
            : unicode.CodePage == named.CodePage ? unicode
            : throw new XmlException($"The file declares the encoding '{declared}' and is in {unicode.WebName}.", null, 1, 1);
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private static UTF32Encoding Utf32(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidCharacters: true);
}
