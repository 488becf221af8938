using System.IO.Compression;

namespace Connector.Archive;

/// <summary>Reads a product file as it was delivered, row by row, in memory that does not grow with it.</summary>
public static class ArchivedRows
{
    /// <summary>The rows, each with its line end, the header left out. A row's bytes are its own.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    public static IEnumerable<byte[]> Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var raw = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var buffer = new byte[1 << 16];
        var (length, isHeader) = (0, true);
        for (var count = plain.Read(buffer, 0, buffer.Length); count > 0; count = plain.Read(buffer, length, buffer.Length - length))
        {
            length += count;
            var begin = 0;
            for (var end = RowEnd(buffer.AsSpan(0, length)); end > 0; end = RowEnd(buffer.AsSpan(begin, length - begin)))
            {
                if (!isHeader)
                {
                    yield return buffer[begin..(begin + end)];
                }

                (isHeader, begin) = (false, begin + end);
            }

            buffer.AsSpan(begin, length - begin).CopyTo(buffer);
            length -= begin;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (length > 0)
        {
            throw new InvalidDataException($"{path} ends within a row");
        }
    }

    /// <summary>Where the first row ends, its line end included; 0 where it is not whole. A line feed between quotes is the row's own.</summary>
    private static int RowEnd(ReadOnlySpan<byte> bytes)
    {
        var quoted = false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                quoted = !quoted;
            }
            else if (bytes[i] == '\n' && !quoted)
            {
                return i + 1;
            }
        }

        return 0;
    }
}
