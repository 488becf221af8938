using System.Buffers;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What an image's address tells about it, without fetching it.</summary>
internal enum ImageAddressKind
{
    /// <summary>An absolute http or https address of a JPG or PNG, or one whose path does not tell the format.</summary>
    Usable,

    /// <summary>The path ends with the extension of a format that TikTok does not take.</summary>
    OtherFormat,

    /// <summary>Not an absolute http or https address, or with blanks or control characters in it.</summary>
    NotAbsolute,
}

/// <summary>Judges image addresses by their path; query and fragment say nothing about the format. Checklist IMF-01, IMF-02.</summary>
internal static class ImageAddress
{
    /// <summary>
    /// Formats that TikTok does not take. Other endings (<c>.php</c>, <c>.aspx</c>, <c>.v2</c>) are no image formats, so they do not tell what
    /// the server gives; such addresses are kept, as those without an extension are.
    /// </summary>
    private static readonly string[] OtherFormats =
        ["webp", "gif", "svg", "svgz", "bmp", "tif", "tiff", "avif", "heic", "heif", "ico", "jxl", "jp2", "psd", "eps", "ai", "pdf", "mp4", "mov", "webm"];

    /// <summary>White space and control characters.</summary>
    private static readonly SearchValues<byte> Blank = SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(value => (byte)value), 0x7F]);

    public static ImageAddressKind Judge(Text address)
    {
        var url = address.Utf8;
        var host = StartsWith(url, "https://"u8) ? 8 : StartsWith(url, "http://"u8) ? 7 : -1;
        if (host < 0 || host == url.Length || url[host] is (byte)'/' or (byte)'?' or (byte)'#' || url.ContainsAny(Blank))
        {
            return ImageAddressKind.NotAbsolute;
        }

        return Format(address).Length == 0 ? ImageAddressKind.Usable : ImageAddressKind.OtherFormat;
    }

    /// <summary>The extension, where it is that of a format TikTok does not take; else empty.</summary>
    public static string Format(Text address)
    {
        var path = address.Utf8;
        var end = path.IndexOfAny((byte)'?', (byte)'#');
        path = end < 0 ? path : path[..end];
        var name = path[(path.LastIndexOf((byte)'/') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot >= 0 && !name[dot..].SequenceEqual(".jpg"u8) && !name[dot..].SequenceEqual(".png"u8))
        {
            foreach (var format in OtherFormats)
            {
                if (Ascii.EqualsIgnoreCase(name[(dot + 1)..], format))
                {
                    return format;
                }
            }
        }

        return "";
    }

    private static bool StartsWith(ReadOnlySpan<byte> url, ReadOnlySpan<byte> scheme) =>
        url.Length >= scheme.Length && Ascii.EqualsIgnoreCase(url[..scheme.Length], scheme);

    public static bool Names(IReadOnlyList<string> viewTypes, string viewType)
    {
        for (var i = 0; i < viewTypes.Count; i++)
        {
            if (string.Equals(viewTypes[i], viewType, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
