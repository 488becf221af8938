using System.Buffers;
using System.Globalization;
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
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?");

    private readonly StringBuilder _address = new();
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
                _base = Joined(_base, internalPath);
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

    private string Mark => "sfcc.images " + catalogId;

    public string Of(string path, XmlWalk walk, IStoreRead read)
    {
        if (path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            return "https:" + path;
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
                $"images of catalog {catalogId} have relative paths such as '{path}' and no base; set imageBaseUrl in the source"));
        }

        return path;
    }

    private static string Replaced(string url, string catalogId) => url.Replace("{catalog}", Uri.EscapeDataString(catalogId), StringComparison.Ordinal);

    /// <summary>Exactly one slash between; what an address cannot hold is percent-encoded, what is encoded already stays.</summary>
    private string Joined(string start, string path)
    {
        _address.Clear().Append(start.AsSpan().TrimEnd('/')).Append('/');
        var rest = path.AsSpan().TrimStart('/');
        Span<byte> utf8 = stackalloc byte[4];
        while (!rest.IsEmpty)
        {
            var odd = rest.IndexOfAnyExcept(Plain);
            _address.Append(odd < 0 ? rest : rest[..odd]);
            if (odd < 0)
            {
                break;
            }

            rest = rest[odd..];
            if (rest is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                _address.Append(rest[..3]);
                rest = rest[3..];
                continue;
            }

            _ = Rune.DecodeFromUtf16(rest, out var rune, out var taken);
            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
            {
                _address.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }

            rest = rest[taken..];
        }

        return _address.ToString();
    }
}
