using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Connector.Store;

/// <summary>
/// A file that is written at its end and read anywhere, and that nobody but this process sees: it is gone when this is disposed, and where the
/// system allows it, it has no name from the beginning.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int Chunk = 1 << 18;
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;
    private byte[] _pending = ArrayPool<byte>.Shared.Rent(Chunk);
    private long _written;
    private int _count;

    public TemporaryFile(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(folder, ".spool-" + Path.GetRandomFileName());
        _stream = new FileStream(path, options);
        _handle = _stream.SafeFileHandle;
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }

    /// <summary>Bytes written.</summary>
    public long Length => _written + _count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_count + bytes.Length > Chunk)
        {
            Flush();
            if (bytes.Length > Chunk)
            {
                RandomAccess.Write(_handle, bytes, _written);
                _written += bytes.Length;
                return;
            }
        }

        bytes.CopyTo(_pending.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Brings what is written into the file, so that it can be read.</summary>
    public void Flush()
    {
        RandomAccess.Write(_handle, _pending.AsSpan(0, _count), _written);
        (_written, _count) = (_written + _count, 0);
    }

    /// <summary>Writes over what stands at a place; nothing may be pending there.</summary>
    public void Overwrite(long at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, at);

    /// <summary>Fills a span with what stands at a place. What is still pending is not seen.</summary>
    public void Read(long at, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, into, at);
            if (read == 0)
            {
                throw new EndOfStreamException("a temporary file is shorter than what was written into it");
            }

            into = into[read..];
            at += read;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_pending.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_pending);
            _pending = [];
        }
    }
}
