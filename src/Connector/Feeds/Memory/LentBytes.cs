using System.Buffers;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Connector.Feeds.Memory;

/// <summary>Bytes that were read and found to be what was written, lent from the shared pool. To be disposed.</summary>
internal sealed class LentBytes : IDisposable
{
    private readonly int _length;
    private byte[] _bytes;

    private LentBytes(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Reads a part of a file; null where it is not there or has another hash.</summary>
    public static LentBytes? Read(SafeFileHandle file, long at, int length, Hash128 hash)
    {
        var lent = new LentBytes(ArrayPool<byte>.Shared.Rent(length), length);
        try
        {
            var read = 0;
            while (read < length && RandomAccess.Read(file, lent._bytes.AsSpan(read, length - read), at + read) is > 0 and var more)
            {
                read += more;
            }

            if (read == length && Hash128.Of(lent.Memory.Span) == hash)
            {
                return lent;
            }
        }
        catch (IOException)
        {
            // A disk that does not give it back: as if it were not there.
        }

        lent.Dispose();
        return null;
    }

    /// <summary>Unpacks a piece of deflate; null where it does not come to what is expected.</summary>
    public LentBytes? Inflate(int length, Hash128 hash)
    {
        var plain = new LentBytes(ArrayPool<byte>.Shared.Rent(length), length);
        try
        {
            using var inflating = new DeflateStream(Stream(), CompressionMode.Decompress);
            if (inflating.ReadAtLeast(plain._bytes.AsSpan(0, length), length, throwOnEndOfStream: false) == length && Hash128.Of(plain.Memory.Span) == hash)
            {
                return plain;
            }
        }
        catch (InvalidDataException)
        {
            // Not what was written.
        }

        plain.Dispose();
        return null;
    }

    public MemoryStream Stream() => new(_bytes, 0, _length, writable: false);

    /// <summary>Gives the bytes away: whoever takes them gives them back to the pool.</summary>
    public byte[] Take()
    {
        var bytes = _bytes;
        _bytes = [];
        return bytes;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Take());
        }
    }
}
