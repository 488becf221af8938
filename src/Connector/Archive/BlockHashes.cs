using System.Buffers;
using System.Security.Cryptography;

namespace Connector.Archive;

/// <summary>What proves a file's bytes.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of all of it, hex.</param>
/// <param name="Blocks">SHA-256 of each 1,048,576 bytes, hex; the last block may be shorter.</param>
public sealed record FileProof(long Bytes, string Sha256, IReadOnlyList<string> Blocks)
{
    private const int Portion = 1 << 17;

    /// <summary>Reads a file from end to end.</summary>
    internal static FileProof Of(Stream file)
    {
        using var hashes = new BlockHashes();
        var buffer = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            while (file.Read(buffer) is var read and > 0)
            {
                hashes.Append(buffer.AsSpan(0, read));
            }

            return hashes.End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>Hashes bytes as they come: all of them, and each megabyte by itself, so that what is damaged later can be told to the megabyte.</summary>
public sealed class BlockHashes : IDisposable
{
    /// <summary>Bytes in a block: 1,048,576.</summary>
    public const int Size = 1 << 20;

    private readonly IncrementalHash _whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _block = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _blocks = [];
    private long _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _whole.AppendData(bytes);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, Size - (int)(_length % Size))];
            _block.AppendData(part);
            _length += part.Length;
            bytes = bytes[part.Length..];
            if (_length % Size == 0)
            {
                _blocks.Add(Convert.ToHexStringLower(_block.GetHashAndReset()));
            }
        }
    }

    public FileProof End()
    {
        if (_length % Size != 0)
        {
            _blocks.Add(Convert.ToHexStringLower(_block.GetHashAndReset()));
        }

        return new FileProof(_length, Convert.ToHexStringLower(_whole.GetHashAndReset()), _blocks);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _block.Dispose();
    }
}
