using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>PROPPATCH (RFC 4918, 9.2): in the order of the request, all of it or nothing. What the box itself says of a file nobody changes.</summary>
internal sealed class BoxPatching(BoxShelf shelf, BoxProperties properties, string pathBase)
{
    private static readonly XNamespace Dav = "DAV:";

    public async Task<int> ProppatchAsync(HttpContext http, BoxPath path)
    {
        var (body, refusal) = await BoxXml.ReadAsync(http);
        if (refusal != 0) return refusal;
        if (body is null || body.Name != Dav + "propertyupdate") return StatusCodes.Status400BadRequest;

        await shelf.Gate.WaitAsync(http.RequestAborted);
        XElement response;
        try
        {
            if (shelf.Find(path) is not { } found) return StatusCodes.Status404NotFound;
            response = new XElement(Dav + "response", new XElement(Dav + "href", path.Href(pathBase, found is DirectoryInfo)), Patch(path, body));
        }
        finally
        {
            shelf.Gate.Release();
        }

        await BoxXml.AnswerAsync(http, StatusCodes.Status207MultiStatus, new XElement(Dav + "multistatus", response));
        return 0;
    }

    private IEnumerable<XElement> Patch(BoxPath path, XElement update)
    {
        var said = new Dictionary<XName, XElement>(properties.Of(path));
        var names = new List<XName>();
        foreach (var deed in update.Elements().Where(e => e.Name == Dav + "set" || e.Name == Dav + "remove"))
        {
            foreach (var property in deed.Elements(Dav + "prop").Elements())
            {
                names.Add(property.Name);
                if (deed.Name == Dav + "set") said[property.Name] = new XElement(property);
                else said.Remove(property.Name);
            }
        }

        XName[] closed = [.. names.Where(name => BoxListing.Live.Contains(name))];
        var tooLong = said.Values.Sum(property => (long)property.ToString(SaveOptions.DisableFormatting).Length) > BoxProperties.Most;
        if (closed.Length == 0 && !tooLong)
        {
            properties.Say(path, said);
            return [BoxXml.Propstat("200 OK", Empty(names))];
        }

        XName[] others = [.. names.Except(closed)];
        return closed.Length == 0
            ? [BoxXml.Propstat("507 Insufficient Storage", Empty(names))]
            : [BoxXml.Propstat("403 Forbidden", Empty(closed)), .. others.Length == 0 ? [] : new[] { BoxXml.Propstat("424 Failed Dependency", Empty(others)) }];
    }

    private static IEnumerable<XElement> Empty(IEnumerable<XName> names) => names.Distinct().Select(name => new XElement(name));
}
