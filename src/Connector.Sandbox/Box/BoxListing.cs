using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>PROPFIND: what the box knows of files and folders, and what clients said of them.</summary>
internal sealed class BoxListing(BoxShelf shelf, BoxProperties properties, string pathBase)
{
    private static readonly XNamespace Dav = "DAV:";

    /// <summary>What nobody but the box says.</summary>
    public static readonly XName[] Live =
        [Dav + "creationdate", Dav + "getcontentlength", Dav + "getcontenttype", Dav + "getetag", Dav + "getlastmodified", Dav + "resourcetype"];

    public async Task<int> PropfindAsync(HttpContext http, BoxPath path)
    {
        var depth = http.Request.Headers["Depth"].ToString();
        if (depth is "" or "infinity")
        {
            // A missing Depth means infinity (RFC 4918, 9.1).
            await BoxXml.AnswerAsync(http, StatusCodes.Status403Forbidden, new XElement(Dav + "error", new XElement(Dav + "propfind-finite-depth")));
            return 0;
        }

        if (depth is not ("0" or "1")) return StatusCodes.Status400BadRequest;
        var (body, refusal) = await BoxXml.ReadAsync(http);
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

        await BoxXml.AnswerAsync(http, StatusCodes.Status207MultiStatus, new XElement(Dav + "multistatus", responses));
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

        var said = properties.Of(path);
        found.AddRange(said.Where(pair => asked?.Contains(pair.Key) != false).Select(pair => namesOnly ? new XElement(pair.Key) : pair.Value));
        var missing = asked?.Except(all).Except(said.Keys).Select(n => new XElement(n)).ToArray() ?? [];
        return new XElement(
            Dav + "response",
            new XElement(Dav + "href", path.Href(pathBase, file is null)),
            found.Count > 0 || missing.Length == 0 ? BoxXml.Propstat("200 OK", found) : null,
            missing.Length > 0 ? BoxXml.Propstat("404 Not Found", missing) : null);
    }
}
