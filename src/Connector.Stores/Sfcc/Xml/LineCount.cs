using System.Text;

namespace Connector.Stores.Sfcc.Xml;

/// <summary>Line and column after the bytes that were passed, both from 1. A line ends with \n, \r\n or \r; a column is a UTF-16 character, as XmlReader counts.</summary>
internal struct LineCount()
{
    private bool _afterReturn;

    public int Line { get; private set; } = 1;

    public int Column { get; private set; } = 1;

    /// <summary>Goes on over bytes that are valid UTF-8.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var last = bytes.LastIndexOfAny((byte)'\n', (byte)'\r');
        if (last < 0)
        {
            Column += Encoding.UTF8.GetCharCount(bytes);
        }
        else
        {
            Line += Breaks(bytes[..(last + 1)]);
            Column = 1 + Encoding.UTF8.GetCharCount(bytes[(last + 1)..]);
        }

        _afterReturn = bytes[^1] == '\r';
    }

    private readonly int Breaks(ReadOnlySpan<byte> bytes)
    {
        var breaks = bytes.Count((byte)'\n') - (_afterReturn && bytes[0] == '\n' ? 1 : 0);
        var returns = bytes.Count((byte)'\r');
        return returns == 0 ? breaks : breaks + returns - bytes.Count("\r\n"u8);
    }
}
