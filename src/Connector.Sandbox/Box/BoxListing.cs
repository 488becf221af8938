using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>PROPFIND, and PROPPATCH, which refuses every property: the box keeps none of its own.</summary>
internal sealed class BoxListing(BoxShelf shelf, string pathBase)
{
    private const int MaxBodyBytes = 64 * 1024;
    private static readonly XNamespace Dav = "DAV:";

    private static readonly XName[] Live =
        [Dav + "creationdate", Dav + "getcontentlength", Dav + "getcontenttype", Dav + "getetag", Dav + "getlastmodified", Dav + "resourcetype"];

    public async Task<int> PropfindAsync(HttpContext http, BoxPath path)
    {
        var depth = http.Request.Headers["Depth"].ToString();
        if (depth is "" or "infinity")
        {
            // A missing Depth means infinity (RFC 4918, 9.1).
            await AnswerAsync(http, StatusCodes.Status403Forbidden, new XElement(Dav + "error", new XElement(Dav + "propfind-finite-depth")));
            return 0;
        }

        if (depth is not ("0" or "1")) return StatusCodes.Status400BadRequest;
        var (body, refusal) = await BodyAsync(http);
        if (refusal != 0) return refusal;
        if (body is not null && body.Name != Dav + "propfind") return StatusCodes.Status400BadRequest;
        var asked = body?.Element(Dav + "prop")?.Elements().Select(e => e.Name).Distinct().ToArray();
        var namesOnly = body?.Element(Dav + "propname") is not null;

        await shelf.Gate.WaitAsync(http.RequestAborted);
        var responses = new List<XElement>();
        try
        {
            if (shelf.Find(path) is not { } found) return StatusCodes.Status404NotFound;
            responses.Add(await DescribeAsync(path, found, asked, namesOnly, http.RequestAborted));
            if (depth == "1" && found is DirectoryInfo folder)
            {
                foreach (var child in BoxShelf.Children(folder))
                    responses.Add(await DescribeAsync(path.Child(child.Name), child, asked, namesOnly, http.RequestAborted));
            }
        }
        finally
        {
            shelf.Gate.Release();
        }

        await AnswerAsync(http, StatusCodes.Status207MultiStatus, new XElement(Dav + "multistatus", responses));
        return 0;
    }

    public async Task<int> ProppatchAsync(HttpContext http, BoxPath path)
    {
        var (body, refusal) = await BodyAsync(http);
        if (refusal != 0) return refusal;
        if (body is null || body.Name != Dav + "propertyupdate") return StatusCodes.Status400BadRequest;
        if (shelf.Find(path) is not { } found) return StatusCodes.Status404NotFound;
        var props = body.Elements().Elements(Dav + "prop").Elements().Select(e => new XElement(e.Name)).ToArray();
        var response = new XElement(Dav + "response", new XElement(Dav + "href", path.Href(pathBase, found is DirectoryInfo)), Propstat("403 Forbidden", props));
        await AnswerAsync(http, StatusCodes.Status207MultiStatus, new XElement(Dav + "multistatus", response));
        return 0;
    }

    private async Task<XElement> DescribeAsync(BoxPath path, FileSystemInfo entry, XName[]? asked, bool namesOnly, CancellationToken ct)
    {
        var file = entry as FileInfo;
        var all = Live.Where(n => file is not null || n.LocalName is "creationdate" or "getlastmodified" or "resourcetype").ToArray();
        var found = new List<XElement>();
        foreach (var name in all.Intersect(asked ?? all))
        {
            object? value = namesOnly ? null : name.LocalName switch
            {
                "creationdate" => entry.CreationTimeUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                "getcontentlength" => file!.Length,
                "getcontenttype" => "application/octet-stream",
                "getetag" => await shelf.EtagAsync(file!, ct),
                "getlastmodified" => entry.LastWriteTimeUtc.ToString("R", CultureInfo.InvariantCulture),
                _ => file is null ? new XElement(Dav + "collection") : null,
            };
            found.Add(new XElement(name, value));
        }

        var missing = asked?.Except(all).Select(n => new XElement(n)).ToArray() ?? [];
        return new XElement(
            Dav + "response",
            new XElement(Dav + "href", path.Href(pathBase, file is null)),
            found.Count > 0 || missing.Length == 0 ? Propstat("200 OK", found) : null,
            missing.Length > 0 ? Propstat("404 Not Found", missing) : null);
    }

    private static XElement Propstat(string status, IEnumerable<XElement> props) =>
        new(Dav + "propstat", new XElement(Dav + "prop", props), new XElement(Dav + "status", "HTTP/1.1 " + status));

    private static async Task<(XElement? Root, int Refusal)> BodyAsync(HttpContext http)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[8192];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is var read and > 0)
        {
            if (copy.Length + read > MaxBodyBytes) return (null, StatusCodes.Status413PayloadTooLarge);
            copy.Write(buffer, 0, read);
        }

        if (copy.Length == 0) return (null, 0);
        copy.Position = 0;
        try
        {
            using var reader = XmlReader.Create(copy, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return (XElement.Load(reader), 0);
        }
        catch (XmlException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status, XElement root)
    {
        root.SetAttributeValue(XNamespace.Xmlns + "D", Dav.NamespaceName);
        var bytes = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting));
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
