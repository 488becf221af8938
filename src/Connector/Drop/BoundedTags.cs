namespace Connector.Drop;

/// <summary>
/// Stops XML in which one tag, or the text between two, is longer than any value is. XmlReader takes a whole tag at once, and compares its attributes with each other: 32 MB of them kept it
/// busy for more than a minute, in which nothing could end it.
/// </summary>
internal sealed class BoundedTags(Stream inner, int most) : Stream
{
    private int _since;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Looked(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) 
    {
        var got = await inner.ReadAsync(buffer, cancellationToken);
        return Looked(buffer.Span[..got]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Looked(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes; !rest.IsEmpty;)
        {
            var tag = rest.IndexOf((byte)'<');
            _since += tag < 0 ? rest.Length : tag;
            if (_since > most)
            {
                throw new System.Xml.XmlException($"more than {most} bytes come without a tag");
            }

            _since = tag < 0 ? _since : 0;
            rest = tag < 0 ? [] : rest[(tag + 1)..];
        }

        return bytes.Length;
    }
}
