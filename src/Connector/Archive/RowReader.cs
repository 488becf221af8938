using System.Buffers;
using System.Text;

namespace Connector.Archive;

/// <summary>
/// Takes lines out of a plain stream, one after the other: rows of a feed file, where a line end between quotes ends no row, or lines of a list. Keeps no more than the
/// longest of them. To be disposed: its bytes are lent.
/// </summary>
internal sealed class RowReader(Stream plain, bool isQuoted) : IDisposable
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"\n"u8);

    /// <summary>Longer than any row that a feed writes, or line that is kept: a packed file of a few KB could hold gigabytes without a line end.</summary>
    private const int LongestRow = 64 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 18);
    private int _start;
    private int _end;
    private int _length;
    private bool _isAtEnd;

    /// <summary>Where the row begins in the plain stream.</summary>
    public long At { get; private set; }

    /// <summary>The row with its line end; valid until the next one.</summary>
    public ReadOnlySpan<byte> Row => _bytes.AsSpan(_start, _length);

    /// <summary>Goes to the next row; false where there is none. A last line without an end is a row too.</summary>
    public bool Next()
    {
        At += _length;
        _start += _length;
        _length = 0;
        var (seen, quoted) = (0, false);
        while (true)
        {
            var rest = _bytes.AsSpan(_start + seen, _end - _start - seen);
            var mark = isQuoted ? rest.IndexOfAny(Marks) : rest.IndexOf((byte)'\n');
            if (mark < 0)
            {
                seen += rest.Length;
                if (!Fill())
                {
                    _length = _end - _start;
                    return _length > 0;
                }
            }
            else if (rest[mark] == '"')
            {
                quoted = !quoted;
                seen += mark + 1;
            }
            else if (quoted)
            {
                seen += mark + 1;
            }
            else
            {
                _length = seen + mark + 1;
                return true;
            }
        }
    }

    /// <summary>The first field of a row, quotes taken off.</summary>
    public static ReadOnlySpan<byte> FirstField(ReadOnlySpan<byte> row, byte separator)
    {
        if (row.Length > 0 && row[0] == '"')
        {
            var text = new StringBuilder();
            var rest = Encoding.UTF8.GetString(row);
            for (var i = 1; i < rest.Length; i++)
            {
                if (rest[i] == '"' && (i + 1 == rest.Length || rest[i + 1] != '"'))
                {
                    break;
                }

                text.Append(rest[i]);
                i += rest[i] == '"' ? 1 : 0;
            }

            return Encoding.UTF8.GetBytes(text.ToString());
        }

        var end = row.IndexOfAny(separator, (byte)'\n');
        return end < 0 ? row : row[..end];
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private bool Fill()
    {
        if (_isAtEnd)
        {
            return false;
        }

        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            if (_end >= LongestRow)
            {
                throw new InvalidDataException($"a row has more than {LongestRow} bytes");
            }

            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        var read = plain.Read(_bytes, _end, _bytes.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
        return read > 0;
    }
}
