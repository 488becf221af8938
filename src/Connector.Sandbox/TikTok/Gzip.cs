using System.Buffers.Binary;
using System.IO.Compression;

namespace Connector.Sandbox;

/// <summary>Unpacks gzip and proves that its end is there: <see cref="GZipStream"/> alone takes a file whose last bytes are missing.</summary>
internal static class Gzip
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var c = (uint)i;
        for (var bit = 0; bit < 8; bit++) c = (c & 1) == 0 ? c >> 1 : 0xEDB88320u ^ (c >> 1);
        return c;
    })];

    /// <returns>The unpacked bytes in a file that is gone when it is closed.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or cut.</exception>
    public static Stream Unpack(Stream packed, long limit)
    {
        if (packed.Length < 18) throw new InvalidDataException("It is shorter than an empty gzip file.");
        Span<byte> trailer = stackalloc byte[8];
        packed.Position = packed.Length - trailer.Length;
        packed.ReadExactly(trailer);
        packed.Position = 0;
        var plain = ScratchFile.Open();
        try
        {
            using (var gzip = new LimitedStream(new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true), limit)) gzip.CopyTo(plain);
            // The trailer speaks of the last member only (RFC 1952, 2.2); in a file of one member that is everything.
            var last = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
            if (last > plain.Length || Crc(plain, last) != BinaryPrimitives.ReadUInt32LittleEndian(trailer)) throw new InvalidDataException("Its end is missing or damaged.");
            plain.Position = 0;
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private static uint Crc(FileStream plain, long last)
    {
        plain.Position = plain.Length - last;
        var crc = uint.MaxValue;
        var buffer = new byte[64 * 1024];
        while (plain.Read(buffer) is var read and > 0)
        {
            foreach (var b in buffer.AsSpan(0, read)) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }
}

/// <summary>A temporary file that is gone when it is closed.</summary>
internal static class ScratchFile
{
    public static FileStream Open() => new(
        Path.Combine(Path.GetTempPath(), "standin-" + Guid.NewGuid().ToString("N")),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 64 * 1024, Options = FileOptions.DeleteOnClose });
}
