using System.Text;

namespace Connector.Tests.Security;

/// <summary>A text that goes on for ever: a beginning, and then the same again and again, with a rising number where <c>{0}</c> stands.</summary>
internal sealed class EndlessText(string begin, string over) : Stream
{
    private byte[] _piece = Encoding.UTF8.GetBytes(begin);
    private int _at;
    private int _number;

    /// <summary>Bytes that were asked for.</summary>
    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Given; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _piece.Length)
        {
            var text = new StringBuilder();
            while (text.Length < 16 * 1024)
            {
                text.Append(over.Replace("{0}", $"{_number++}", StringComparison.Ordinal));
            }

            (_piece, _at) = (Encoding.UTF8.GetBytes(text.ToString()), 0);
        }

        var given = Math.Min(count, _piece.Length - _at);
        _piece.AsSpan(_at, given).CopyTo(buffer.AsSpan(offset));
        _at += given;
        Given += given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
