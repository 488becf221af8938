using System.IO.Compression;
using System.Security.Cryptography;
using CsvHelper;

namespace Connector.Benchmarks.Whole;

/// <summary>
/// The rows of CSV files as a set: how many, and the sum of their hashes, whatever their order, their quoting and the number of files. Every
/// file begins with the same header, which is part of the digest.
/// </summary>
internal sealed record RowsDigest(string Header, long Rows, UInt128 Sum)
{
    public static RowsDigest Of(IEnumerable<string> files)
    {
        var (header, rows, sum) = ("", 0L, UInt128.Zero);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var file in files)
        {
            using var plain = Open(file);
            using var reader = CsvReader.Create(
                plain, new CsvReaderOptions { Separator = ',', HasHeader = false, SkipEmptyLines = false, MaxRecordSize = 1 << 24, MalformedData = CsvMalformedDataHandling.Throw });
            var record = new MemoryStream();
            for (var first = true; reader.Read(); first = false)
            {
                record.SetLength(0);
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    record.Write(reader.GetSpan(column));
                    record.WriteByte(0);
                }

                if (first)
                {
                    var read = System.Text.Encoding.UTF8.GetString(record.GetBuffer(), 0, (int)record.Length).TrimStart('\uFEFF').Replace('\0', ',');
                    header = header.Length == 0 || header == read ? read : throw new InvalidOperationException($"{file} has another header: {read}");
                    continue;
                }

                SHA256.HashData(record.GetBuffer().AsSpan(0, (int)record.Length), hash);
                sum += new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
                rows++;
            }
        }

        return new RowsDigest(header, rows, sum);
    }

    private static Stream Open(string file)
    {
        var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        return file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }
}
