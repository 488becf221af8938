using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Connector.Sandbox;

/// <summary>A file as PROPFIND shows it.</summary>
internal sealed record FolderEntry(string Name, Uri Uri, string? Etag, long? Length, DateTimeOffset? Modified)
{
    /// <summary>What tells this content from another under the same name.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{Uri.AbsolutePath}\n{Etag}\n{Length}\n{Modified:O}");
}

/// <summary>The folder could not be listed, or a file not fetched.</summary>
internal sealed class NotFetched(int code, string reason) : Exception(reason)
{
    public int Code => code;
}

/// <summary>Reads the shop's folder over WebDAV with the credentials of the connect step. Redirects are not followed: they could lead to a host that was not registered.</summary>
internal sealed class FolderReading(HttpClient http, StandInConnection connection, StandInSettings settings)
{
    private const long MaxListingBytes = 64_000_000;
    private static readonly XNamespace Dav = "DAV:";

    public async Task<IReadOnlyList<FolderEntry>> ListAsync(Uri folder, CancellationToken ct)
    {
        var at = folder.AbsoluteUri.EndsWith('/') ? folder : new Uri(folder.AbsoluteUri + "/");
        using var request = new HttpRequestMessage(new HttpMethod("PROPFIND"), at);
        request.Headers.Add("Depth", "1");
        request.Content = new StringContent(
            """<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><getcontentlength/><getetag/><getlastmodified/><resourcetype/></prop></propfind>""",
            Encoding.UTF8, "application/xml");
        return await WithinTimeAsync(async limit =>
        {
            using var response = await SendAsync(request, limit);
            if (response.StatusCode != HttpStatusCode.MultiStatus) throw Unavailable(response.StatusCode, "PROPFIND");
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(limit), MaxListingBytes);
            using var xml = XmlReader.Create(body, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, Async = true });
            var root = await XElement.LoadAsync(xml, LoadOptions.None, limit);
            return (IReadOnlyList<FolderEntry>)[.. root.Elements(Dav + "response").Select(r => Entry(at, r)).OfType<FolderEntry>()];
        }, ct);
    }

    /// <returns>The bytes in a file that is gone when it is closed.</returns>
    public Task<Stream> FetchAsync(FolderEntry entry, CancellationToken ct) => WithinTimeAsync<Stream>(async limit =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, entry.Uri);
        using var response = await SendAsync(request, limit);
        if (response.StatusCode != HttpStatusCode.OK) throw Unavailable(response.StatusCode, "GET");
        var file = ScratchFile.Open();
        try
        {
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(limit), settings.MaxFileBytes);
            await body.CopyToAsync(file, limit);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }, ct);

    private static NotFetched Unavailable(HttpStatusCode status, string verb) =>
        new(status == HttpStatusCode.NotFound ? 40905 : 40903, $"{verb} was answered with HTTP {(int)status}.");

    private static FolderEntry? Entry(Uri folder, XElement response)
    {
        if (response.Element(Dav + "href")?.Value is not { } href || !Uri.TryCreate(folder, href.Trim(), out var uri) || uri.Authority != folder.Authority) return null;
        var props = response.Elements(Dav + "propstat").Where(p => p.Element(Dav + "status")?.Value.Contains(" 200", StringComparison.Ordinal) == true).Elements(Dav + "prop").ToArray();
        if (props.Elements(Dav + "resourcetype").Elements(Dav + "collection").Any()) return null;
        if (!uri.AbsolutePath.StartsWith(folder.AbsolutePath, StringComparison.Ordinal)) return null;
        var name = Uri.UnescapeDataString(uri.AbsolutePath[folder.AbsolutePath.Length..]);
        if (name.Length == 0 || name.Contains('/')) return null;
        string? Prop(string p) => props.Elements(Dav + p).FirstOrDefault()?.Value.Trim();
        return new FolderEntry(
            name,
            uri,
            Prop("getetag"),
            long.TryParse(Prop("getcontentlength"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null,
            DateTimeOffset.TryParse(Prop("getlastmodified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var modified) ? modified : null);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.WebDavUser}:{connection.WebDavPassword}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private async Task<T> WithinTimeAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.FetchTimeout);
        try
        {
            return await work(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NotFetched(40902, $"No whole answer within {settings.FetchTimeout.TotalSeconds} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or XmlException)
        {
            throw new NotFetched(40914, e.Message);
        }
        catch (FileRefused e)
        {
            throw new NotFetched(e.Code, e.Message);
        }
    }
}
