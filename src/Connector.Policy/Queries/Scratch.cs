using System.Text;

namespace Connector.Policy.Queries;

/// <summary>Room of this thread for what is looked at and forgotten: it grows to the longest text there was, and is used again.</summary>
internal static class Scratch
{
    private const int Usual = 512;

    [ThreadStatic]
    private static byte[]? _bytes;

    [ThreadStatic]
    private static char[]? _chars;

    /// <summary>At least so many bytes; good until the next call.</summary>
    public static byte[] Bytes(int least) => _bytes is { } bytes && bytes.Length >= least ? bytes : _bytes = new byte[Math.Max(Usual, least * 2)];

    /// <summary>The text as characters; good until the next call.</summary>
    public static ReadOnlySpan<char> Chars(ReadOnlySpan<byte> utf8)
    {
        var chars = _chars is { } present && present.Length >= utf8.Length ? present : _chars = new char[Math.Max(Usual, utf8.Length * 2)];
        return chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, chars));
    }
}
