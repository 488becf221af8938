using System.Buffers.Binary;
using System.Numerics;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// Tags that came again, byte for byte: an export says <c>&lt;display-name xml:lang="x-default"&gt;</c> a million times. One that means the
/// same everywhere is kept when it comes the second time, so that those with an id of their own are not. Of a fixed size: one that finds
/// its two places taken is parsed each time.
/// </summary>
internal sealed class XmlTags
{
    private const int Slots = 2048;
    private const int Longest = 128;
    private readonly XmlTag?[] _kept = new XmlTag?[Slots];
    private readonly uint[] _seen = new uint[Slots];

    /// <summary>The tag at the start of <paramref name="rest"/>, if it is kept.</summary>
    /// <param name="rest">What lies in memory from the tag on.</param>
    /// <param name="hash">What to give to <see cref="Saw"/> where it is not.</param>
    public XmlTag? Find(ReadOnlySpan<byte> rest, out uint hash)
    {
        // A '>' between quotes makes this too short: then it is none that is kept, since those are whole.
        var length = rest[..Math.Min(rest.Length, Longest)].IndexOf((byte)'>') + 1;
        hash = length == 0 ? 0 : HashOf(rest[..length]);
        var slot = hash & (Slots - 1);
        return _kept[slot] is not { } kept ? null
            : rest[..length].SequenceEqual(kept.Bytes) ? kept
            : _kept[slot ^ 1] is { } other && rest[..length].SequenceEqual(other.Bytes) ? other
            : null;
    }

    /// <summary>A tag was parsed that is not kept.</summary>
    public void Saw(XmlTag tag, uint hash)
    {
        if (tag.IsBound || tag.Length > Longest || hash == 0)
        {
            return;
        }

        var slot = hash & (Slots - 1);
        if (_seen[slot] != hash)
        {
            _seen[slot] = hash;
        }
        else if (_kept[slot] is null || _kept[slot ^= 1] is null)
        {
            _kept[slot] = tag.Kept();
        }
    }

    /// <summary>Two words at a time, in two lanes; the last words again where the length is odd.</summary>
    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B185EBCA87;
        var (one, other) = ((ulong)bytes.Length, Prime);
        if (bytes.Length < 16)
        {
            foreach (var octet in bytes)
            {
                one = (one ^ octet) * Prime;
            }
        }
        else
        {
            for (var rest = bytes; rest.Length > 16; rest = rest[16..])
            {
                Mix(rest, ref one, ref other);
            }

            Mix(bytes[^16..], ref one, ref other);
        }

        var mixed = (one ^ BitOperations.RotateLeft(other, 32)) * Prime;
        mixed = (mixed ^ (mixed >> 32)) * Prime;
        return (uint)(mixed >> 32) | 0x8000_0000;
    }

    private static void Mix(ReadOnlySpan<byte> bytes, ref ulong one, ref ulong other)
    {
        const ulong Prime = 0xC2B2AE3D27D4EB4F;
        one = BitOperations.RotateLeft((one ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Prime, 29);
        other = BitOperations.RotateLeft((other ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])) * Prime, 31);
    }
}
