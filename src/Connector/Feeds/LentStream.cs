using System.Buffers;

namespace Connector.Feeds;

/// <summary>A stream into memory that is lent from the shared pool, so that a feed's blocks of a megabyte are not allocated again and again.</summary>
internal sealed class LentStream(int first) : Stream
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(first);

    /// <summary>Bytes written so far.</summary>
    public int Count { get; private set; }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Count;

    public override long Position
    {
        get => Count;
        set => throw new InvalidOperationException("it is written from beginning to end");
    }

    /// <summary>What was written; whoever takes it gives the bytes back to the pool.</summary>
    public (byte[] Bytes, int Count) Take()
    {
        var bytes = _bytes;
        _bytes = [];
        return (bytes, Count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_bytes.Length - Count < buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Count + buffer.Length));
            _bytes.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        buffer.CopyTo(_bytes.AsSpan(Count));
        Count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("it is only written");

    public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException("it is written from beginning to end");

    public override void SetLength(long value) => throw new InvalidOperationException("it is written from beginning to end");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(Take().Bytes);
        }

        base.Dispose(disposing);
    }
}
