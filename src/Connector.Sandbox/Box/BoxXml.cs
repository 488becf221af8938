using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>Bodies of the box's WebDAV requests and answers.</summary>
internal static class BoxXml
{
    private const int MaxBodyBytes = 64 * 1024;
    private static readonly XNamespace Dav = "DAV:";

    /// <returns>The root; null for an empty body. Or the status that refuses it.</returns>
    public static async Task<(XElement? Root, int Refusal)> ReadAsync(HttpContext http)
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

    public static XElement Propstat(string status, IEnumerable<XElement> props) =>
        new(Dav + "propstat", new XElement(Dav + "prop", props), new XElement(Dav + "status", "HTTP/1.1 " + status));

    public static async Task AnswerAsync(HttpContext http, int status, XElement root)
    {
        root.SetAttributeValue(XNamespace.Xmlns + "D", Dav.NamespaceName);
        var bytes = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting));
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
