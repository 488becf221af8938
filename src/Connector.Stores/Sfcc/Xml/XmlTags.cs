using System.Buffers.Binary;
using System.Numerics;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// Tags that came again, byte for byte: an export says <c>&lt;display-name xml:lang="x-default"&gt;</c> a million times. One that means the
/// same everywhere is kept when it comes the second time, so that those with an id of their own are not. Of a fixed size: a new one takes
/// the place of an old one.
/// </summary>
internal sealed class XmlTags
{
    private const int Slots = 1024;
    private const int Longest = 128;
    private readonly XmlTag?[] _kept = new XmlTag?[Slots];
    private readonly uint[] _seen = new uint[Slots * 4];

    /// <summary>The tag at the start of <paramref name="rest"/>, if it is kept.</summary>
    /// <param name="rest">What lies in memory from the tag on.</param>
    /// <param name="hash">What to give to <see cref="Saw"/> where it is not.</param>
    public XmlTag? Find(ReadOnlySpan<byte> rest, out uint hash)
    {
        // A '>' between quotes makes this too short: then it is none that is kept, since those are whole.
        var length = rest[..Math.Min(rest.Length, Longest)].IndexOf((byte)'>') + 1;
        hash = length == 0 ? 0 : HashOf(rest[..length]);
        return _kept[hash & (Slots - 1)] is { } kept && rest[..length].SequenceEqual(kept.Bytes) ? kept : null;
    }

    /// <summary>A tag was parsed that is not kept.</summary>
    public void Saw(XmlTag tag, uint hash)
    {
        if (tag.IsBound || tag.Length > Longest || hash == 0)
        {
            return;
        }

        ref var seen = ref _seen[hash & ((Slots * 4) - 1)];
        if (seen == hash)
        {
            _kept[hash & (Slots - 1)] = tag.Kept();
        }

        seen = hash;
    }

    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B185EBCA87;
        var hash = (ulong)bytes.Length;
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest)) * Prime, 29);
        }

        if (bytes.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..])) * Prime;
        }
        else
        {
            foreach (var octet in rest)
            {
                hash = (hash ^ octet) * Prime;
            }
        }

        return (uint)(hash >> 32) | 0x8000_0000;
    }
}
