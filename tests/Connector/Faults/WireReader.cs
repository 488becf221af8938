using System.Globalization;
using System.Text;

namespace Connector.Tests.Faults;

/// <summary>Reads heads and bodies of HTTP/1.1 from a connection, and hands the bytes on as they came.</summary>
internal sealed class WireReader(Stream wire)
{
    private const int LongestHead = 256 * 1024;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _filled;

    /// <summary>The next head; null where the connection ends before it.</summary>
    public async Task<MessageHead?> HeadAsync(CancellationToken cancellation)
    {
        using var head = new MemoryStream();
        while (head.Length < LongestHead)
        {
            if (await LineAsync(cancellation) is not { } line)
            {
                return null;
            }

            head.Write(line);
            if (line.Length == 2 && head.Length > 2)
            {
                return new MessageHead(head.ToArray());
            }
        }

        throw new IOException("a head without an end");
    }

    /// <summary>The body whole.</summary>
    public async Task<byte[]> BodyAsync(BodyEnd end, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await CopyAsync(end, (bytes, _) => body.WriteAsync(bytes, cancellation), cancellation);
        return body.ToArray();
    }

    /// <summary>Hands the body on, piece by piece, with chunks as they came.</summary>
    public async Task CopyAsync(BodyEnd end, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        if (end != BodyEnd.Chunked)
        {
            await CopyAsync(end == BodyEnd.AtClose ? long.MaxValue : end.Length, end == BodyEnd.AtClose, sink, cancellation);
            return;
        }

        while (true)
        {
            var line = await LineAsync(cancellation) ?? throw new EndOfStreamException("cut in a chunk's head");
            await sink(line, cancellation);
            var size = long.Parse(Encoding.ASCII.GetString(line).Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0)
            {
                await CopyAsync(size + 2, mayEnd: false, sink, cancellation);
                continue;
            }

            do
            {
                line = await LineAsync(cancellation) ?? throw new EndOfStreamException("cut behind the last chunk");
                await sink(line, cancellation);
            }
            while (line.Length > 2);

            return;
        }
    }

    private async Task CopyAsync(long count, bool mayEnd, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (_at == _filled && !await FillAsync(cancellation))
            {
                if (mayEnd)
                {
                    return;
                }

                throw new EndOfStreamException("cut in a body");
            }

            var got = (int)Math.Min(count, _filled - _at);
            await sink(_buffer.AsMemory(_at, got), cancellation);
            _at += got;
            count -= got;
        }
    }

    /// <summary>A line with its end; null where the connection ends.</summary>
    private async Task<byte[]?> LineAsync(CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        while (_at < _filled || await FillAsync(cancellation))
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _at, _filled - _at);
            var upTo = end < 0 ? _filled : end + 1;
            line.Write(_buffer, _at, upTo - _at);
            _at = upTo;
            if (end >= 0)
            {
                return line.ToArray();
            }
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        (_at, _filled) = (0, await wire.ReadAsync(_buffer, cancellation));
        return _filled > 0;
    }
}
