using System.Text;

namespace Connector.Intake;

/// <summary>How the bytes of a manual file are read.</summary>
/// <param name="Encoding">The name of its encoding: utf-8, utf-16, utf-16BE or windows-1252.</param>
/// <param name="ByteOrderMark">Whether it says so itself.</param>
public sealed record IntakeForm(string Encoding, bool ByteOrderMark)
{
    private const int Chunk = 1 << 16;

    /// <summary>Between its cells; known when the header is read.</summary>
    public string Delimiter { get; init; } = "";

    /// <summary>For the reader of rows.</summary>
    internal Encoding Decoder() => Encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : System.Text.Encoding.GetEncoding(Encoding);

    /// <summary>
    /// Finds out how a file is encoded: by its byte order mark, else UTF-8 where all of it is that, else Windows-1252, as spreadsheets in the west save it. What is no
    /// text at all is refused.
    /// </summary>
    /// <param name="file">The file, from its beginning.</param>
    /// <exception cref="PersonMustDecideException">It is empty, or no CSV.</exception>
    internal static IntakeForm Of(Stream file)
    {
        var head = new byte[4];
        var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            throw new PersonMustDecideException("intake.empty", "The file is empty.", "Put the file there again; if it was still being written, write it under TEMP_NAME and rename it when it is whole.");
        }

        switch (head)
        {
            case [0x50, 0x4B, 3, 4]:
                throw new PersonMustDecideException("intake.spreadsheet", "The file is a zip or a spreadsheet (xlsx), no CSV.", "Save it as CSV (in a spreadsheet: Save as, CSV UTF-8).");
            case [0x1F, 0x8B, ..]:
                throw new PersonMustDecideException("intake.compressed", "The file is compressed (gzip).", "Unpack it first.");
            case [0xEF, 0xBB, 0xBF, ..]:
                return new IntakeForm("utf-8", true);
            case [0xFF, 0xFE, ..]:
                return new IntakeForm("utf-16", true);
            case [0xFE, 0xFF, ..]:
                return new IntakeForm("utf-16BE", true);
        }

        file.Position = 0;
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var (buffer, chars, isUtf8) = (new byte[Chunk], new char[Chunk + 1], true);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (buffer.AsSpan(0, read).Contains((byte)0))
            {
                throw new PersonMustDecideException("intake.binary", "The file has NUL bytes: it is no text, or UTF-16 without a byte order mark.", "Save it as CSV in UTF-8.");
            }

            isUtf8 = isUtf8 && IsUtf8(decoder, buffer.AsSpan(0, read), chars, flush: false);
        }

        return isUtf8 && IsUtf8(decoder, default, chars, flush: true) ? new IntakeForm("utf-8", false) : new IntakeForm("windows-1252", false);
    }

    private static bool IsUtf8(Decoder decoder, ReadOnlySpan<byte> bytes, char[] chars, bool flush)
    {
        try
        {
            decoder.GetChars(bytes, chars, flush);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
