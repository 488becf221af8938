using System.Buffers;
using System.Text;

namespace Connector.Sandbox;

/// <summary>Reads separated text with RFC 4180 quoting, and gives up at the first fault: half a file is no file.</summary>
/// <param name="separator"><c>|</c> in files that an alert brings, a comma or a tab in catalog files.</param>
internal sealed class SeparatedSheet(TextReader text, char separator = '|')
{
    private readonly SearchValues<char> _bareStops = SearchValues.Create([separator, '\r', '\n', '"']);
    private static readonly SearchValues<char> QuotedStops = SearchValues.Create("\"");
    private const int MaxFieldCharacters = 4_000_000;
    private readonly StringBuilder _field = new();
    private readonly char[] _buffer = new char[16 * 1024];
    private int _at;
    private int _filled;

    /// <summary>Whether the last row read ended in a line break; a file cut off in the middle of a row does not.</summary>
    public bool EndedInLineBreak { get; private set; }

    /// <returns>The fields of the next row, or null at the end.</returns>
    /// <exception cref="FileRefused">A quote where none may be, or one that is never closed.</exception>
    public List<string>? Next()
    {
        if (Peek() < 0) return null;
        var fields = new List<string>(ProductRow.Columns);
        while (true)
        {
            var end = Peek() == '"' ? Quoted() : Bare();
            fields.Add(_field.ToString());
            _field.Clear();
            if (end == separator) continue;
            EndedInLineBreak = end == '\n';
            return fields;
        }
    }

    private int Bare()
    {
        while (true)
        {
            KeepUpTo(_bareStops);
            var c = Read();
            if (c == separator) return c;
            switch (c)
            {
                case '\n' or -1: return c;
                case '\r': return LineFeed();
                case '"': throw new FileRefused(40908, "A quote stands inside a field that does not begin with one.");
                default: Keep(c); break;
            }
        }
    }

    private int Quoted()
    {
        Read();
        while (true)
        {
            KeepUpTo(QuotedStops);
            var c = Read();
            if (c < 0) throw new FileRefused(40908, "The file ends inside a quoted field: it is truncated.");
            if (c != '"')
            {
                Keep(c);
                continue;
            }

            if (Peek() == '"')
            {
                Keep(Read());
                continue;
            }

            c = Read();
            if (c == separator) return c;
            return c switch
            {
                '\n' or -1 => c,
                '\r' => LineFeed(),
                _ => throw new FileRefused(40908, "Text follows a closing quote."),
            };
        }
    }

    private int LineFeed() => Read() == '\n' ? '\n' : throw new FileRefused(40908, "A carriage return without a line feed.");

    private void Keep(int c)
    {
        _field.Append((char)c);
        if (_field.Length > MaxFieldCharacters) throw new FileRefused(40908, $"A field has more than {MaxFieldCharacters} characters.");
    }

    private void KeepUpTo(SearchValues<char> stops)
    {
        var ahead = _buffer.AsSpan(_at, _filled - _at);
        var stop = ahead.IndexOfAny(stops);
        var run = stop < 0 ? ahead : ahead[..stop];
        _field.Append(run);
        _at += run.Length;
    }

    private int Peek()
    {
        if (_at < _filled) return _buffer[_at];
        _at = 0;
        _filled = text.Read(_buffer);
        return _filled == 0 ? -1 : _buffer[0];
    }

    private int Read()
    {
        var c = Peek();
        if (c >= 0) _at++;
        return c;
    }
}

/// <summary>The file as a whole cannot be taken.</summary>
internal sealed class FileRefused(int code, string reason) : Exception(reason)
{
    public int Code => code;
}
