using System.Buffers.Binary;
using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Looks at how large the directory of a zip is before ZipArchive, which reads all of it, makes a record of each of its entries.</summary>
internal static class ZipDirectory
{
    /// <summary>Of an entry: a fixed part of 46 bytes, its name, and what packers add.</summary>
    private const int BytesAnEntry = 512;

    /// <summary>End of central directory record (APPNOTE 4.3.16), and the longest comment behind it.</summary>
    private const int EndBytes = 22, LongestComment = ushort.MaxValue;
    private const uint End = 0x06054B50;

    /// <exception cref="StoreReadException">There are more entries than are allowed, or the directory is larger than so many could be.</exception>
    public static void Check(Stream zip, string origin, ExportLimits limits)
    {
        var tail = new byte[Math.Min(zip.Length, EndBytes + LongestComment)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        zip.Position = 0;
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != End)
            {
                continue;
            }

            var (entries, start) = (BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
            // 65,535 and 4 GB stand for what the record of ZIP64 says. Its directory begins where that says; all that matters is that it is not long.
            var begins = start == uint.MaxValue ? Begin64(zip, zip.Length - tail.Length + at) : start;
            if ((entries != ushort.MaxValue && entries > limits.Entries) || zip.Length - begins > Math.Max((long)limits.Entries * BytesAnEntry, 1 << 20))
            {
                throw new StoreReadException(
                    origin, 0, "", string.Create(CultureInfo.InvariantCulture, $"its directory has {zip.Length - begins} bytes and names {entries} entries; {limits.Entries} entries are allowed"), "give the export a place of its own");
            }

            return;
        }
    }

    /// <summary>Where the directory of a large zip begins (APPNOTE 4.3.14, 4.3.15); its end, where that cannot be told: ZipArchive then refuses it.</summary>
    private static long Begin64(Stream zip, long end)
    {
        Span<byte> record = stackalloc byte[56];
        if (end < 20)
        {
            return zip.Length;
        }

        zip.Position = end - 20;
        zip.ReadExactly(record[..20]);
        var at = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x07064B50 || at < 0 || at > zip.Length - record.Length)
        {
            zip.Position = 0;
            return zip.Length;
        }

        zip.Position = at;
        zip.ReadExactly(record);
        zip.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == 0x06064B50 && BinaryPrimitives.ReadInt64LittleEndian(record[48..]) is >= 0 and var begins ? begins : zip.Length;
    }
}
