using System.Diagnostics;
using System.Text;

namespace Connector.Policy.Catalog;

/// <summary>
/// Text as the shop gave it, kept as UTF-8: a feed row is UTF-8 too, so text that no stage changes is copied, never decoded.
/// Compares by its bytes. An absent value and an empty one are the same: <see cref="IsEmpty"/>.
/// </summary>
[DebuggerDisplay("{ToString()}")]
public readonly struct Text : IEquatable<Text>
{
    private readonly ReadOnlyMemory<byte> _utf8;

    /// <summary>A view over bytes that must not change afterwards.</summary>
    public Text(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    public static Text Empty => default;

    public ReadOnlySpan<byte> Utf8 => _utf8.Span;

    public ReadOnlyMemory<byte> Memory => _utf8;

    public bool IsEmpty => _utf8.IsEmpty;

    /// <summary>Number of UTF-16 units, the count in which TikTok's and SFCC's limits are stated.</summary>
    public int Length => Encoding.UTF8.GetCharCount(_utf8.Span);

    public static Text Of(string? value) => string.IsNullOrEmpty(value) ? default : new Text(Encoding.UTF8.GetBytes(value));

    public static implicit operator Text(string? value) => Of(value);

    public Text Or(Text fallback) => IsEmpty ? fallback : this;

    public bool Equals(Text other) => _utf8.Span.SequenceEqual(other._utf8.Span);

    public override bool Equals(object? obj) => obj is Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_utf8.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(_utf8.Span);

    public static bool operator ==(Text left, Text right) => left.Equals(right);

    public static bool operator !=(Text left, Text right) => !left.Equals(right);
}
