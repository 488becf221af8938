namespace Connector.Policy.Stages;

/// <summary>The image that stands in for those that a product lacks: JPG or PNG, 2 MB at the most. Looked at when the policy is applied. Checklist IMG-03.</summary>
public static class DefaultImage
{
    /// <summary>Most bytes: 2 MB.</summary>
    public const long Most = 2 * 1024 * 1024;

    /// <summary>Bytes from the beginning that <see cref="Judge"/> needs.</summary>
    public const int Head = 8;

    /// <summary>The ending of the address, where it is that of another format than JPG or PNG; else empty.</summary>
    public static string OtherFormat(string address) => ImageFormats.Usual.Refused(address);

    /// <summary>Whether it is the ending of an image format's files.</summary>
    public static bool IsFormat(string ending) => ImageFormats.IsKnown(ending);

    /// <summary>What is wrong with an image, with its cure; null: nothing.</summary>
    /// <param name="head">Its first bytes, <see cref="Head"/> or more of them where there are as many.</param>
    /// <param name="length">Its length in bytes.</param>
    public static (string Sentence, string Remedy)? Judge(ReadOnlySpan<byte> head, long length)
    {
        var isJpeg = head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
        var isPng = head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        return length == 0 ? ("the default image is empty", "give a JPG or PNG")
            : !isJpeg && !isPng ? ("the default image is neither JPG nor PNG, whatever its address says", "convert it to JPG or PNG")
            : length > Most ? ($"the default image has {length:N0} bytes, {Most:N0} (2 MB) are allowed".Replace(',', ' '), "make it smaller")
            : null;
    }
}
