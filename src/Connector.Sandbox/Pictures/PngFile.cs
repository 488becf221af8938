using System.Buffers.Binary;
using System.IO.Compression;

namespace Connector.Sandbox;

/// <summary>Writes a PNG of at most 16 colours (ISO/IEC 15948): four bits a pixel, no filters.</summary>
internal static class PngFile
{
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (rest, _) => (rest & 1) == 1 ? 0xEDB88320 ^ (rest >> 1) : rest >> 1))];

    /// <param name="width">Pixels, an even number: two make a byte.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="colours">Up to 16.</param>
    /// <param name="colourAt">Which of them a pixel has, by column and line.</param>
    public static byte[] Write(int width, int height, ReadOnlySpan<(byte Red, byte Green, byte Blue)> colours, Func<int, int, int> colourAt)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (4, 3);
        Chunk(file, "IHDR"u8, header);
        var palette = new byte[colours.Length * 3];
        for (var i = 0; i < colours.Length; i++) (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = colours[i];
        Chunk(file, "PLTE"u8, palette);
        Chunk(file, "IDAT"u8, Pixels(width, height, colourAt));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Pixels(int width, int height, Func<int, int, int> colourAt)
    {
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = new byte[1 + (width / 2)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x += 2) line[1 + (x / 2)] = (byte)((colourAt(x, y) << 4) | colourAt(x + 1, y));
                packing.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Sum(Sum(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Sum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes) sum = Remainders[(byte)(sum ^ one)] ^ (sum >> 8);
        return sum;
    }
}
