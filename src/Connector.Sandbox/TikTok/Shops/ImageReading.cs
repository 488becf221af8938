using System.Buffers.Binary;

namespace Connector.Sandbox;

/// <summary>Format and size of a picture, read from its bytes. Nothing is decoded.</summary>
internal static class ImageReading
{
    /// <returns>Null: none of the formats. A size of 0: the format, but the size cannot be read.</returns>
    public static (string Format, int Width, int Height)? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])) return Sized("png", bytes, 24, b => (BinaryPrimitives.ReadInt32BigEndian(b[16..]), BinaryPrimitives.ReadInt32BigEndian(b[20..])));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return Jpeg(bytes);
        if (bytes.StartsWith("BM"u8)) return Sized("bmp", bytes, 26, b => (BinaryPrimitives.ReadInt32LittleEndian(b[18..]), Math.Abs(BinaryPrimitives.ReadInt32LittleEndian(b[22..]))));
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..12].SequenceEqual("WEBP"u8)) return WebP(bytes);
        if (bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8) && (bytes[8..12].StartsWith("hei"u8) || bytes[8..12].StartsWith("mif"u8) || bytes[8..12].StartsWith("hev"u8))) return Heic(bytes);
        return null;
    }

    private delegate (int Width, int Height) Size(ReadOnlySpan<byte> bytes);

    private static (string, int, int) Sized(string format, ReadOnlySpan<byte> bytes, int need, Size size)
    {
        if (bytes.Length < need) return (format, 0, 0);
        var (width, height) = size(bytes);
        return (format, width, height);
    }

    /// <summary>The first frame header tells it; segments before it are stepped over.</summary>
    private static (string, int, int) Jpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 9 < bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) return ("jpg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += marker is 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return ("jpg", 0, 0);
    }

    private static (string, int, int) WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return ("webp", 0, 0);
        if (bytes[12..16].SequenceEqual("VP8X"u8)) return ("webp", 1 + Three(bytes[24..]), 1 + Three(bytes[27..]));
        if (bytes[12..16].SequenceEqual("VP8 "u8)) return ("webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF);
        if (!bytes[12..16].SequenceEqual("VP8L"u8)) return ("webp", 0, 0);
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return ("webp", 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    /// <summary>The box <c>ispe</c> has version and flags, then width and height.</summary>
    private static (string, int, int) Heic(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("ispe"u8);
        return at < 0 || at + 16 > bytes.Length ? ("heic", 0, 0) : ("heic", BinaryPrimitives.ReadInt32BigEndian(bytes[(at + 8)..]), BinaryPrimitives.ReadInt32BigEndian(bytes[(at + 12)..]));
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
