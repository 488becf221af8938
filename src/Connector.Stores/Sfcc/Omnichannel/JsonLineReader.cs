using System.Globalization;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>The lines of a stream, one at a time, none longer than the limit. Blank lines are passed over, and so is a byte order mark.</summary>
internal sealed class JsonLineReader(Stream stream, string origin, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _line;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The line that was read last, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line; empty at the end. Valid until the next is read.</summary>
    public ReadOnlySpan<byte> Next()
    {
        while (true)
        {
            var line = WithoutMark(Whole().Trim("\r\t "u8));
            if (!line.IsEmpty || (_ended && _start == _end))
            {
                return line;
            }
        }
    }

    /// <summary>The line that was read last and all after it.</summary>
    public ReadOnlySpan<byte> All()
    {
        while (!_ended)
        {
            if (_end - _line > longest)
            {
                throw TooLong(Line);
            }

            Fill();
        }

        _start = _end;
        return WithoutMark(_buffer.AsSpan(_line.._end).Trim("\r\n\t "u8));
    }

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => Line == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private ReadOnlySpan<byte> Whole()
    {
        var looked = 0;
        _line = _start;
        while (true)
        {
            var rest = _buffer.AsSpan(_start.._end);
            var at = rest[looked..].IndexOf((byte)'\n');
            if (at >= 0)
            {
                Line++;
                _start += looked + at + 1;
                return rest[..(looked + at)];
            }

            if (_ended)
            {
                Line += rest.IsEmpty ? 0 : 1;
                _start = _end;
                return rest;
            }

            looked = rest.Length;
            if (looked > longest)
            {
                throw TooLong(Line + 1);
            }

            Fill();
        }
    }

    private StoreReadException TooLong(int line) => new(
        origin, line, "", string.Create(CultureInfo.InvariantCulture, $"the line has more than {longest} bytes"), "check what writes the file: a record is a few hundred bytes");

    private void Fill()
    {
        if (_line > 0)
        {
            _buffer.AsSpan(_line.._end).CopyTo(_buffer);
            (_line, _start, _end) = (0, _start - _line, _end - _line);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _ended = count == 0;
    }
}
