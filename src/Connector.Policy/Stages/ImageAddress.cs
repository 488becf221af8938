using System.Buffers;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>What is known of an image: by its address, and by what someone found who looked at it.</summary>
internal enum ImageAddressKind
{
    /// <summary>An absolute http or https address of a JPG or PNG, or one whose path does not tell the format.</summary>
    Usable,

    /// <summary>The path ends with the extension of a format that TikTok does not take.</summary>
    OtherFormat,

    /// <summary>Looked at, of a format that TikTok does not take, and not converted yet.</summary>
    NotReady,

    /// <summary>Not an absolute http or https address, or with blanks or control characters in it.</summary>
    NotAbsolute,
}

/// <summary>Judges image addresses by their path; query and fragment say nothing about the format. Checklist IMF-01, IMF-02.</summary>
internal static class ImageAddress
{
    /// <summary>White space and control characters.</summary>
    private static readonly SearchValues<byte> Blank = SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(value => (byte)value), 0x7F]);

    /// <summary>What the address tells, where nobody has looked at the image.</summary>
    public static ImageAddressKind Judge(Text address, ImageFormats formats)
    {
        var url = address.Utf8;
        var host = StartsWith(url, "https://"u8) ? 8 : StartsWith(url, "http://"u8) ? 7 : -1;
        if (host < 0 || host == url.Length || url[host] is (byte)'/' or (byte)'?' or (byte)'#' || url.ContainsAny(Blank))
        {
            return ImageAddressKind.NotAbsolute;
        }

        return formats.Refused(address).Length == 0 ? ImageAddressKind.Usable : ImageAddressKind.OtherFormat;
    }

    /// <summary>The same with what was found: an image's content says more than its address, and one that was converted is usable.</summary>
    public static ImageAddressKind Judge(in ImageView image, ImageFormats formats)
    {
        if (image.Known is not { } known)
        {
            return Judge(image.Url, formats);
        }

        return !known.ReadyAt.IsEmpty ? Judge(known.ReadyAt, formats)
            : !formats.Takes(known.Format) ? ImageAddressKind.NotReady
            : Judge(image.Url, ImageFormats.Any);
    }

    /// <summary>The address to list.</summary>
    public static Text Of(in ImageView image) => image.Known is { } known ? known.ReadyAt.Or(image.Url) : image.Url;

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
