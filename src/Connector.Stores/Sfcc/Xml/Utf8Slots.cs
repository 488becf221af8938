using System.Buffers.Binary;
using System.Text;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// What was made of some bytes, found again without making it anew: names of elements and attributes, ids that come again and again. Of
/// a fixed size: bytes that find their few slots taken are made anew each time, so that no file can fill the memory or slow the search.
/// </summary>
internal sealed class Utf8Slots<T>(Func<ReadOnlySpan<byte>, T> make)
    where T : class?
{
    private const int Slots = 2048;
    private const int Probes = 4;
    private const int Longest = 64;
    private readonly (byte[]? Bytes, T Made)[] _slots = new (byte[]?, T)[Slots];

    public T Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest)
        {
            return make(bytes);
        }

        var slot = SlotOf(bytes);
        for (var probe = 0; probe < Probes; probe++)
        {
            ref var known = ref _slots[(slot + probe) & (Slots - 1)];
            if (known.Bytes is null)
            {
                known = (bytes.ToArray(), make(bytes));
                return known.Made;
            }

            if (bytes.SequenceEqual(known.Bytes))
            {
                return known.Made;
            }
        }

        return make(bytes);
    }

    /// <summary>From both ends and the length: names of one document seldom share all three.</summary>
    private static int SlotOf(ReadOnlySpan<byte> bytes)
    {
        (ulong head, ulong tail) = bytes.Length switch
        {
            >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..])),
            >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..])),
            > 0 => (bytes[0], ((uint)bytes[bytes.Length / 2] << 8) | bytes[^1]),
            _ => (0UL, 0UL),
        };
        var mixed = (head ^ (tail * 0x9E3779B97F4A7C15) ^ (uint)bytes.Length) * 0xC2B2AE3D27D4EB4F;
        return (int)(mixed >> 40);
    }
}
