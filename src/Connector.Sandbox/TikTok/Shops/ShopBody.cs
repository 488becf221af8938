using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Connector.Sandbox;

/// <summary>The body of a call, as it came, and what of it is signed (facts 3.2).</summary>
internal sealed record ShopBody(byte[] Bytes, byte[] Signed, IReadOnlyDictionary<string, byte[]> Parts)
{
    /// <summary>Films may have 100 MB, more than any JSON.</summary>
    private const long MaxUploadBytes = 120_000_000;
    private static readonly Dictionary<string, byte[]> NoParts = [];

    public static async Task<ShopBody> ReadAsync(HttpContext http, bool multipart, ShopSettings settings)
    {
        var isMultipart = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        var most = multipart ? MaxUploadBytes : settings.MaxBodyBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most + 1;
        byte[] bytes;
        try
        {
            await using var body = new LimitedStream(http.Request.Body, most);
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy, http.RequestAborted);
            bytes = copy.ToArray();
        }
        catch (Exception e) when (e is FileRefused or BadHttpRequestException)
        {
            throw new ShopRefused(36009021, $"The request body is larger than {most} bytes.");
        }

        if (!multipart)
        {
            var json = bytes.Length == 0 || (type?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ?? false);
            return json ? new ShopBody(bytes, bytes, NoParts) : throw new ShopRefused(36009022, $"Invalid content type. {http.Request.ContentType} is sent, application/json is needed.");
        }

        if (!isMultipart) throw new ShopRefused(36009022, $"Invalid content type. {http.Request.ContentType} is sent, multipart/form-data is needed.");
        return new ShopBody([], [], await PartsAsync(bytes, HeaderUtilities.RemoveQuotes(type!.Boundary).Value));
    }

    private static async Task<Dictionary<string, byte[]>> PartsAsync(byte[] bytes, string? boundary)
    {
        if (string.IsNullOrEmpty(boundary)) throw new ShopRefused(36009022, "Invalid content type. The boundary is missing.");
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(bytes));
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content);
                parts[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = content.ToArray();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ShopRefused(36009023, "Invalid content. The body is not multipart/form-data. " + e.Message);
        }

        return parts;
    }
}
