using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Connector.Sandbox;

/// <summary>If-Match and If-None-Match, by strong comparison (RFC 9110, 13.1).</summary>
internal static class BoxCondition
{
    public static async Task<bool> HoldsAsync(HttpRequest request, BoxShelf shelf, FileSystemInfo? target, CancellationToken ct)
    {
        var match = request.Headers.IfMatch;
        var noneMatch = request.Headers.IfNoneMatch;
        if (match.Count == 0 && noneMatch.Count == 0) return true;
        var etag = target is FileInfo file ? await shelf.EtagAsync(file, ct) : null;
        return (match.Count == 0 || Names(match.ToArray(), etag, target)) && (noneMatch.Count == 0 || !Names(noneMatch.ToArray(), etag, target));
    }

    private static bool Names(string?[] header, string? etag, FileSystemInfo? target)
    {
        if (!EntityTagHeaderValue.TryParseList(header!, out var tags)) return false;
        return tags.Any(t => t.Equals(EntityTagHeaderValue.Any) ? target is not null : etag is not null && !t.IsWeak && t.Tag == etag);
    }
}
