using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Tests.Trip.Law;

/// <summary>
/// A WebDAV folder in this process. It keeps what ever stood under a final name: a name that later has other bytes is a broken promise, for TikTok may have
/// read either.
/// </summary>
internal sealed class InnerDrop : HttpMessageHandler
{
    private readonly SortedDictionary<string, byte[]> _files;
    private readonly Dictionary<string, string> _hashes;

    public InnerDrop() => (_files, _hashes) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    private InnerDrop(InnerDrop other) => (_files, _hashes) = (new(other._files, StringComparer.Ordinal), new(other._hashes, StringComparer.Ordinal));

    /// <summary>Files that lie there, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>SHA-256 of every file that ever had a final name.</summary>
    public IReadOnlyDictionary<string, string> EverNamed => _hashes;

    /// <summary>Names that had two contents.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>Someone puts a file there.</summary>
    public void Give(string path, string text) => _files[path] = Encoding.UTF8.GetBytes(text);

    public InnerDrop Copy() => new(this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Path(request.RequestUri!);
        var answer = request.Method.Method switch
        {
            "PROPFIND" => Listing(path, request.Headers.TryGetValues("Depth", out var depth) && depth.Single() == "1"),
            "PUT" => Put(path, await request.Content!.ReadAsByteArrayAsync(cancellationToken)),
            "MOVE" => Move(path, Path(new Uri(request.Headers.GetValues("Destination").Single()))),
            "DELETE" => new HttpResponseMessage(_files.Remove(path) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound),
            "MKCOL" => new HttpResponseMessage(HttpStatusCode.MethodNotAllowed),
            "GET" or "HEAD" => _files.TryGetValue(path, out var bytes) ? File(bytes) : new HttpResponseMessage(HttpStatusCode.NotFound),
            _ => new HttpResponseMessage(HttpStatusCode.MethodNotAllowed),
        };
        answer.RequestMessage = request;
        return answer;
    }

    private static string Path(Uri uri) => Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');

    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"";

    private static HttpResponseMessage File(byte[] bytes) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes), Headers = { ETag = EntityTagHeaderValue.Parse(Tag(bytes)) } };

    private HttpResponseMessage Put(string path, byte[] bytes)
    {
        Name(path, bytes);
        return new HttpResponseMessage(HttpStatusCode.Created);
    }

    private HttpResponseMessage Move(string from, string to)
    {
        if (!_files.Remove(from, out var bytes))
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        Name(to, bytes);
        return new HttpResponseMessage(HttpStatusCode.Created);
    }

    private void Name(string path, byte[] bytes)
    {
        _files[path] = bytes;
        // Answers to manual files are written anew; TikTok reads none of them.
        if (!System.IO.Path.GetFileName(path).StartsWith("TEMP_", StringComparison.Ordinal) && !path.StartsWith("intake/", StringComparison.Ordinal))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            if (!_hashes.TryAdd(path, hash) && _hashes[path] != hash)
            {
                Contradictions.Add(path);
            }
        }
    }

    private HttpResponseMessage Listing(string path, bool inside)
    {
        var xml = new StringBuilder("""<?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:">""");
        if (_files.TryGetValue(path, out var self))
        {
            Entry(path, self);
        }
        else
        {
            xml.Append(CultureInfo.InvariantCulture, $"<D:response><D:href>/{path}/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>");
            foreach (var (name, bytes) in inside ? _files.Where(file => System.IO.Path.GetDirectoryName(file.Key) == path) : [])
            {
                Entry(name, bytes);
            }
        }

        xml.Append("</D:multistatus>");
        return new HttpResponseMessage(HttpStatusCode.MultiStatus) { Content = new StringContent(xml.ToString(), Encoding.UTF8, "application/xml") };

        void Entry(string name, byte[] bytes) => xml.Append(
            CultureInfo.InvariantCulture,
            $"<D:response><D:href>/{SecurityElement.Escape(Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal))}</D:href><D:propstat><D:prop><D:resourcetype/><D:getcontentlength>{bytes.Length}</D:getcontentlength><D:getetag>{SecurityElement.Escape(Tag(bytes))}</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>");
    }
}
