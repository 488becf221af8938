using System.Buffers;
using System.Text;
using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Makes absolute addresses of a catalog's image paths: an absolute path as it stands; else the source's ImageBaseUrl, the header's
/// internal base path and the path; else the header's external location (https before http) and the path; else the path alone.
/// </summary>
internal sealed class ImageAddresses(string imageBaseUrl, string catalogId)
{
    /// <summary>What may stand in a path as it is (RFC 3986: pchar and '/'); '?' because image services take their parameters there.</summary>
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?"u8);

    private const string HexDigits = "0123456789ABCDEF";
    private readonly ArrayBufferWriter<byte> _address = new();
    private string _base = imageBaseUrl.Length > 0 ? Replaced(imageBaseUrl, catalogId) : "";
    private string?[] _header = [null, null];
    private bool _warned;

    /// <summary>The header's variation-attribute-id: what the deprecated variation-value of an image group is a value of.</summary>
    public string VariationAttribute { get; set; } = "";

    /// <summary>Takes what the catalog's header says; it holds until another header of this catalog says otherwise.</summary>
    public void Locate(string? internalPath, string? externalUrl)
    {
        _header = [internalPath, externalUrl];
        if (imageBaseUrl.Length > 0)
        {
            _base = Replaced(imageBaseUrl, catalogId);
            if (externalUrl is null && internalPath is not null)
            {
                _base = Encoding.UTF8.GetString(Joined(_base, Encoding.UTF8.GetBytes(internalPath)));
            }
        }
        else
        {
            _base = externalUrl ?? "";
        }
    }

    /// <summary>Leaves what the header says for deltas, which may come without one.</summary>
    public void Leave(IStoreRead read) => read.SetMark(Mark, JsonSerializer.Serialize((string?[])[.. _header, VariationAttribute]));

    /// <summary>Takes up what a full read left.</summary>
    public void Recall(IStoreRead read)
    {
        if (read.Mark(Mark) is { } text && JsonSerializer.Deserialize<string?[]>(text) is [var internalPath, var externalUrl, var attribute])
        {
            VariationAttribute = attribute ?? "";
            Locate(internalPath, externalUrl);
        }
    }

    /// <summary>All that decides what an address becomes.</summary>
    public string Circumstances => $"{catalogId} {_base} {VariationAttribute}";

    private string Mark => "sfcc.images " + catalogId;

    /// <summary>The address of an image; valid until the next is asked for.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> path, XmlWalk walk, IStoreRead read)
    {
        if (BeginsWith(path, "https://"u8) || BeginsWith(path, "http://"u8))
        {
            return path;
        }

        if (path.StartsWith("//"u8))
        {
            _address.ResetWrittenCount();
            _address.Write("https:"u8);
            _address.Write(path);
            return _address.WrittenSpan;
        }

        if (_base.Length > 0)
        {
            return Joined(_base, path);
        }

        if (!_warned)
        {
            _warned = true;
            read.Warn(new ReadWarning(
                "image.no-base", walk.Origin, walk.Line,
                $"images of catalog {catalogId} have relative paths such as '{Encoding.UTF8.GetString(path)}' and no base; set imageBaseUrl in the source"));
        }

        return path;
    }

    private static string Replaced(string url, string catalogId) => url.Replace("{catalog}", Uri.EscapeDataString(catalogId), StringComparison.Ordinal);

    private static bool BeginsWith(ReadOnlySpan<byte> path, ReadOnlySpan<byte> scheme) => path.Length >= scheme.Length && Ascii.EqualsIgnoreCase(path[..scheme.Length], scheme);

    /// <summary>Exactly one slash between; what an address cannot hold is percent-encoded, what is encoded already stays.</summary>
    private ReadOnlySpan<byte> Joined(string start, ReadOnlySpan<byte> path)
    {
        _address.ResetWrittenCount();
        Encoding.UTF8.GetBytes(start.AsSpan().TrimEnd('/'), _address);
        _address.Write("/"u8);
        var rest = path.TrimStart((byte)'/');
        while (!rest.IsEmpty)
        {
            var odd = rest.IndexOfAnyExcept(Plain);
            _address.Write(odd < 0 ? rest : rest[..odd]);
            if (odd < 0)
            {
                break;
            }

            rest = rest[odd..];
            if (rest is [(byte)'%', var high, var low, ..] && char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low))
            {
                _address.Write(rest[..3]);
                rest = rest[3..];
                continue;
            }

            _address.Write([(byte)'%', (byte)HexDigits[rest[0] >> 4], (byte)HexDigits[rest[0] & 15]]);
            rest = rest[1..];
        }

        return _address.WrittenSpan;
    }
}
