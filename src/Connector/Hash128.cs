using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Connector;

/// <summary>
/// 128 bits that tell one text of bytes from another, the same on every machine and in every version: XXH64 from its public
/// specification, with two seeds in one pass. It finds changes; it proves nothing against someone who looks for collisions, so what
/// leaves the house is vouched for by SHA-256.
/// </summary>
public readonly record struct Hash128(UInt128 Value)
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9, Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;

    /// <summary>What stands before the first bytes: two seeds that differ, so that the halves do.</summary>
    public static Hash128 None => new(new UInt128(0, Prime1));

    /// <summary>Reads what <see cref="CopyTo"/> wrote.</summary>
    public Hash128(ReadOnlySpan<byte> bytes)
        : this(BinaryPrimitives.ReadUInt128BigEndian(bytes))
    {
    }

    /// <summary>The hash of some bytes.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> bytes) => Of(bytes, None);

    /// <summary>The hash of some bytes behind others that are hashed already: each half is XXH64 with that half of <paramref name="before"/> as its seed.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> bytes, Hash128 before)
    {
        var (high, low) = ((ulong)(before.Value >> 64), (ulong)before.Value);
        var length = (ulong)bytes.Length;
        if (bytes.Length < Stripe)
        {
            (high, low) = (high + Prime5, low + Prime5);
        }
        else
        {
            (high, low) = Stripes(ref bytes, high, low);
        }

        return new Hash128(new UInt128(Finish(bytes, high + length), Finish(bytes, low + length)));
    }

    public byte[] ToArray()
    {
        var bytes = new byte[16];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Writes it as 16 bytes.</summary>
    public void CopyTo(Span<byte> into) => BinaryPrimitives.WriteUInt128BigEndian(into, Value);

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>All whole stripes. What a word contributes is the same for both seeds until it meets the sum, so it is multiplied once.</summary>
    // Optimised at once: long texts pass here before it is known that time goes here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (ulong High, ulong Low) Stripes(ref ReadOnlySpan<byte> bytes, ulong high, ulong low)
    {
        var (h1, h2, h3, h4) = (high + Prime1 + Prime2, high + Prime2, high, high - Prime1);
        var (l1, l2, l3, l4) = (low + Prime1 + Prime2, low + Prime2, low, low - Prime1);
        for (; bytes.Length >= Stripe; bytes = bytes[Stripe..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) * Prime2;
            (h1, l1) = (Mix(h1, word), Mix(l1, word));
            word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) * Prime2;
            (h2, l2) = (Mix(h2, word), Mix(l2, word));
            word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) * Prime2;
            (h3, l3) = (Mix(h3, word), Mix(l3, word));
            word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) * Prime2;
            (h4, l4) = (Mix(h4, word), Mix(l4, word));
        }

        return (Merge(h1, h2, h3, h4), Merge(l1, l2, l3, l4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong sum, ulong word) => BitOperations.RotateLeft(sum + word, 31) * Prime1;

    private static ulong Merge(ulong sum1, ulong sum2, ulong sum3, ulong sum4)
    {
        var sum = BitOperations.RotateLeft(sum1, 1) + BitOperations.RotateLeft(sum2, 7) + BitOperations.RotateLeft(sum3, 12) + BitOperations.RotateLeft(sum4, 18);
        sum = ((sum ^ Mix(0, sum1 * Prime2)) * Prime1) + Prime4;
        sum = ((sum ^ Mix(0, sum2 * Prime2)) * Prime1) + Prime4;
        sum = ((sum ^ Mix(0, sum3 * Prime2)) * Prime1) + Prime4;
        return ((sum ^ Mix(0, sum4 * Prime2)) * Prime1) + Prime4;
    }

    /// <summary>What is left behind the stripes, then the avalanche.</summary>
    private static ulong Finish(ReadOnlySpan<byte> rest, ulong sum)
    {
        for (; rest.Length >= 8; rest = rest[8..])
        {
            sum = (BitOperations.RotateLeft(sum ^ Mix(0, BinaryPrimitives.ReadUInt64LittleEndian(rest) * Prime2), 27) * Prime1) + Prime4;
        }

        if (rest.Length >= 4)
        {
            sum = (BitOperations.RotateLeft(sum ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
            rest = rest[4..];
        }

        foreach (var one in rest)
        {
            sum = BitOperations.RotateLeft(sum ^ (one * Prime5), 11) * Prime1;
        }

        sum = (sum ^ (sum >> 33)) * Prime2;
        sum = (sum ^ (sum >> 29)) * Prime3;
        return sum ^ (sum >> 32);
    }
}
