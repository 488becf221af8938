using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>
/// The part of a file that lies in memory: from the token that is being read, or the element that is held, to the last byte that was
/// brought. What lies here is valid UTF-8 and has only characters that XML allows: both are looked at once, a block at a time, and a file
/// ends here before the first byte at fault. Grows for a long token, and never shrinks.
/// </summary>
internal sealed class XmlWindow(Stream bytes, int size)
{
    /// <summary>Beyond this nobody holds an element; the wall around the file (<see cref="ExportLimits.BytesBetweenTags"/>) is far below what a token can take.</summary>
    public const int MostHeld = 4 << 20;
    private const int LongestToken = 1 << 30;
    private const string WrongEncoding = "Invalid character in the given encoding";

    /// <summary>Control characters but tab and line ends, and the first byte of U+FFFE and U+FFFF.</summary>
    private static readonly SearchValues<byte> Odd = SearchValues.Create([.. Enumerable.Range(0, 0x20).Except([0x09, 0x0A, 0x0D]).Select(octet => (byte)octet), 0xEF]);

    private byte[] _buffer = new byte[size];
    private int _token;
    private int _at;
    private int _end;
    private int _brought;
    private int _held = -1;
    private bool _isEnded;
    private string? _refused;
    private LineCount _lines = new();
    private int _linesAt;
    private long _dropped;

    /// <summary>What lies here behind the place where the reading is.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_at, _end - _at);

    /// <summary>Whether the token begins the file.</summary>
    public bool IsFirst => _dropped + _token == 0;

    /// <summary>The line of the token. Counted when asked for.</summary>
    public int Line
    {
        get
        {
            _lines.Pass(_buffer.AsSpan(_linesAt, _token - _linesAt));
            _linesAt = _token;
            return _lines.Line;
        }
    }

    /// <summary>A token begins where the reading is: what lies before may be dropped.</summary>
    public void Begin() => _token = _at;

    public void Advance(int count) => _at += count;

    /// <summary>Bytes of the token, by their place in it.</summary>
    public ReadOnlySpan<byte> OfToken(int start, int length) => _buffer.AsSpan(_token + start, length);

    /// <summary>Brings more behind <see cref="Rest"/>, at least as much again as the token has: one that is parsed anew each time is parsed in linear time. False at the end of the file.</summary>
    /// <exception cref="XmlException">The next byte is not of the encoding, or not allowed in XML.</exception>
    public bool More() => Bring(_end - _token) || (_refused is { } fault ? throw Fault(fault, _end - _token) : false);

    /// <summary>The bytes of the element that begins with the token stay until <see cref="Release"/>, unless they become too many.</summary>
    public void Hold() => _held = _token;

    /// <summary>What was held, up to the place where the reading is; false where it became too much.</summary>
    public bool TryHeld(out ReadOnlySpan<byte> held)
    {
        held = _held < 0 ? default : _buffer.AsSpan(_held, _at - _held);
        return _held >= 0 && held.Length <= MostHeld;
    }

    public void Release() => _held = -1;

    /// <summary>That many bytes from the token's first; false where the file has not as many, or they are too many.</summary>
    public bool TryAhead(int length, out ReadOnlySpan<byte> ahead)
    {
        ahead = default;
        while (_end - _token < length)
        {
            if (length > MostHeld || !Bring(length - (_end - _token)))
            {
                return false;
            }
        }

        ahead = _buffer.AsSpan(_token, length);
        return true;
    }

    /// <summary>The reading goes on that many bytes behind the token's first.</summary>
    public void GoTo(int length) => _at = _token + length;

    /// <summary>A fault at some place in the token.</summary>
    public XmlException Fault(string sentence, int at)
    {
        var lines = _lines;
        lines.Pass(_buffer.AsSpan(_linesAt, Math.Max(_token + at - _linesAt, 0)));
        return new XmlException(sentence + ".", null, lines.Line, lines.Column);
    }

    public XmlException Unexpected(int at, string expected) => Fault($"{Shown(_buffer[_token + at])} is an unexpected token: {expected} was expected", at);

    public XmlException NotAName(int at, int length) => length == 0
        ? Fault($"Name cannot begin with {Shown(_buffer[_token + at])}", at)
        : Fault($"'{Encoding.UTF8.GetString(OfToken(at, Math.Min(length, 80)))}' is not a name", at);

    private static string Shown(byte octet) => octet is > 0x20 and < 0x7F ? $"'{(char)octet}'" : string.Create(CultureInfo.InvariantCulture, $"0x{octet:X2}");

    private bool Bring(int wanted)
    {
        var before = _end;
        if (_refused is not null || _isEnded)
        {
            return false;
        }

        before -= MakeRoom();
        while (_refused is null && !_isEnded && (_end == before || _end - before < wanted) && _brought < _buffer.Length)
        {
            Read();
            Check();
        }

        return _end > before;
    }

    private void Read()
    {
        try
        {
            var count = bytes.Read(_buffer, _brought, _buffer.Length - _brought);
            _brought += count;
            _isEnded = count == 0;
        }
        catch (DecoderFallbackException)
        {
            // What another encoding cannot mean.
            _isEnded = true;
            _refused = WrongEncoding;
        }
    }

    /// <summary>Drops what lies before the token, and grows where little would be gained.</summary>
    private int MakeRoom()
    {
        if (_held >= 0 && _end - _held > MostHeld)
        {
            _held = -1;
        }

        var from = _held < 0 ? _token : _held;
        if (from > _linesAt)
        {
            _lines.Pass(_buffer.AsSpan(_linesAt, from - _linesAt));
            _linesAt = from;
        }

        var kept = _buffer.AsSpan(from, _brought - from);
        if (kept.Length > _buffer.Length / 2)
        {
            if (_buffer.Length >= LongestToken)
            {
                throw Fault("One tag has more than 1 GB", 0);
            }

            _buffer = new byte[_buffer.Length * 2];
        }

        kept.CopyTo(_buffer);
        (_token, _at, _end, _brought, _linesAt, _dropped) = (_token - from, _at - from, _end - from, _brought - from, _linesAt - from, _dropped + from);
        _held = _held < 0 ? -1 : 0;
        return from;
    }

    /// <summary>Moves the end behind what was brought and is in order: not into a character of which bytes are still to come.</summary>
    private void Check()
    {
        var fresh = _buffer.AsSpan(_end, _brought - _end);
        var unfinished = Unfinished(fresh);
        var whole = fresh[..^unfinished];
        if (FirstOdd(whole) is >= 0 and var odd)
        {
            whole = whole[..odd];
            _refused = $"'{(char)0xFFFD}', hexadecimal value 0x{(fresh[odd] == 0xEF ? 0xFFC0 + fresh[odd + 2] - 0x80 : fresh[odd]):X2}, is an invalid character";
        }

        if (!Utf8.IsValid(whole))
        {
            whole = whole[..Valid(whole)];
            _refused = WrongEncoding;
        }

        _end += whole.Length;
        if (_isEnded && unfinished > 0)
        {
            _refused ??= "Unexpected end of file has occurred within a character";
        }
    }

    private static int FirstOdd(ReadOnlySpan<byte> text)
    {
        for (var from = 0; ; from++)
        {
            var at = text[from..].IndexOfAny(Odd);
            if (at < 0)
            {
                return -1;
            }

            from += at;
            if (text[from] < 0x20 || text[from..] is [0xEF, 0xBF, 0xBE or 0xBF, ..])
            {
                return from;
            }
        }
    }

    private static int Unfinished(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var octet = text[^back];
            if (octet is < 0x80 or >= 0xC0)
            {
                return back < (octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : octet >= 0xC0 ? 2 : 1) ? back : 0;
            }
        }

        return 0;
    }

    private static int Valid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var taken) == OperationStatus.Done)
        {
            at += taken;
        }

        return at;
    }
}
