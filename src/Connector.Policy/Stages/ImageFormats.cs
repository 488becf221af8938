using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>The image formats that are listed, prepared. An ending that is no image format's (<c>.php</c>, <c>.v2</c>) does not tell what the server gives; such addresses are taken, as those without one are.</summary>
internal sealed class ImageFormats
{
    private static readonly string[] Known =
        ["jpg", "jpeg", "png", "webp", "gif", "svg", "svgz", "bmp", "tif", "tiff", "avif", "heic", "heif", "ico", "jxl", "jp2", "psd", "eps", "ai", "pdf", "mp4", "mov", "webm"];

    private readonly IReadOnlyList<string> _taken;
    private readonly string[] _refused;
    private readonly bool _takesUsual;

    private ImageFormats(IReadOnlyList<string> taken)
    {
        (_taken, _refused) = (taken, [.. Known.Except(taken, StringComparer.OrdinalIgnoreCase)]);
        _takesUsual = !_refused.Contains("jpg") && !_refused.Contains("png");
    }

    public static ImageFormats Usual { get; } = new(["jpg", "jpeg", "png"]);

    /// <summary>Every format.</summary>
    public static ImageFormats Any { get; } = new(Known);

    /// <summary>Why another one is left out.</summary>
    public string Why => ReferenceEquals(this, Usual) ? "TikTok takes JPG, JPEG and PNG" : $"the image policy takes {this}";

    public static ImageFormats Of(IReadOnlyList<string> taken) => taken.SequenceEqual(Usual._taken) ? Usual : new ImageFormats(taken);

    /// <summary>Whether it is the ending of an image format's files.</summary>
    public static bool IsKnown(string format) => Known.Contains(format, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a format is listed, by its name: jpg and jpeg are one.</summary>
    public bool Takes(string format) => format.ToLowerInvariant() is var name && (_taken.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name is "jpg" or "jpeg" && (_taken.Contains("jpg", StringComparer.OrdinalIgnoreCase) || _taken.Contains("jpeg", StringComparer.OrdinalIgnoreCase))));

    /// <summary>The ending of the address's path, where it is that of a format that is not listed; else empty.</summary>
    public string Refused(Text address)
    {
        var path = address.Utf8;
        var end = path.IndexOfAny((byte)'?', (byte)'#');
        path = end < 0 ? path : path[..end];
        var name = path[(path.LastIndexOf((byte)'/') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot >= 0 && !(_takesUsual && (name[dot..].SequenceEqual(".jpg"u8) || name[dot..].SequenceEqual(".png"u8))))
        {
            foreach (var format in _refused)
            {
                if (Ascii.EqualsIgnoreCase(name[(dot + 1)..], format))
                {
                    return format;
                }
            }
        }

        return "";
    }

    public override string ToString() => string.Join(", ", _taken.Select(format => format.ToUpperInvariant()));
}
