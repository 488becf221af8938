using System.Globalization;
using System.Text;
using System.Xml;

namespace Connector.Drop;

/// <summary>Reads a 207 answer (RFC 4918, 14.16). Names are matched by namespace, never by prefix; what a server could not tell (a propstat other than 200) is left out.</summary>
internal static class Multistatus
{
    private const string Dav = "DAV:";
    private const int MaxDepth = 32;

    /// <summary>Of one value: an href, a date, an ETag.</summary>
    private const int MaxText = 64 * 1024;
    /// <summary>Bytes without a tag: several times the longest value, in an encoding of four bytes a character.</summary>
    private const int MaxTag = 4 * MaxText;

    private const long MaxCharacters = 32 * 1024 * 1024;

    /// <returns>The entry of the asked URL itself, and of what lies in it. Throws <see cref="XmlException"/> where the answer cannot be read.</returns>
    public static async Task<Listing> ReadAsync(Stream body, Uri asked, CancellationToken cancellation)
    {
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using var reader = XmlReader.Create(new BoundedTags(body, MaxTag), settings);
        var found = new List<Response>();
        Response? response = null;
        Propstat? propstat = null;
        while (await reader.ReadAsync())
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException($"more than {MaxDepth} levels");
            }

            if (reader.NamespaceURI != Dav || reader.NodeType is not (XmlNodeType.Element or XmlNodeType.EndElement))
            {
                continue;
            }

            if (reader.NodeType == XmlNodeType.EndElement)
            {
                switch (reader.LocalName)
                {
                    case "propstat" when response is not null && propstat is not null:
                        response.Merge(propstat);
                        propstat = null;
                        break;
                    case "response" when response is not null:
                        found.Add(response);
                        response = null;
                        break;
                }

                continue;
            }

            switch (reader.LocalName)
            {
                case "response":
                    response = new Response();
                    break;
                case "propstat":
                    propstat = new Propstat();
                    break;
                case "collection" when propstat is not null:
                    propstat.IsFolder = true;
                    break;
                case "href" when response is { Href: null } && propstat is null:
                    response.Href = await TextAsync(reader, cancellation);
                    break;
                case "status" when propstat is not null:
                    propstat.Status = StatusOf(await TextAsync(reader, cancellation));
                    break;
                case "status" when response is not null:
                    response.Status = StatusOf(await TextAsync(reader, cancellation));
                    break;
                case "getcontentlength" when propstat is not null:
                    propstat.Length = long.TryParse(await TextAsync(reader, cancellation), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
                    break;
                case "getetag" when propstat is not null:
                    propstat.ETag = await TextAsync(reader, cancellation);
                    break;
                case "getlastmodified" when propstat is not null:
                    propstat.Modified = DateTimeOffset.TryParse(await TextAsync(reader, cancellation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
                    break;
            }
        }

        return Listing.Of(found.Where(r => r is { Href: not null, Status: null or (>= 200 and < 300) }).Select(r => (Parts(r.Href!, asked), r.ToEntry())), Parts(asked.AbsolutePath, asked));
    }

    /// <summary>The text up to the element's end, leaving the reader on that end; child elements are passed over.</summary>
    private static async Task<string?> TextAsync(XmlReader reader, CancellationToken cancellation)
    {
        if (reader.IsEmptyElement)
        {
            return null;
        }

        var text = new StringBuilder();
        var depth = reader.Depth;
        while (await reader.ReadAsync() && reader.Depth > depth)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException($"more than {MaxDepth} levels");
            }

            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                if (text.Length + reader.Value.Length > MaxText)
                {
                    throw new XmlException($"a value has more than {MaxText} characters");
                }

                text.Append(reader.Value);
            }
        }

        return text.ToString().Trim() is { Length: > 0 } trimmed ? trimmed : null;
    }

    private static int? StatusOf(string? line) =>
        line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    /// <summary>Decoded path segments. Not by <see cref="Uri"/>: servers that do not encode hrefs leave # and ? in names.</summary>
    private static string[] Parts(string href, Uri asked)
    {
        var scheme = href.IndexOf("://", StringComparison.Ordinal);
        var path = href;
        if (scheme > 0 && !href.StartsWith('/'))
        {
            var slash = href.IndexOf('/', scheme + 3);
            path = slash < 0 ? "/" : href[slash..];
        }
        else if (!href.StartsWith('/'))
        {
            path = asked.AbsolutePath[..(asked.AbsolutePath.LastIndexOf('/') + 1)] + (href.StartsWith("./", StringComparison.Ordinal) ? href[2..] : href);
        }

        return [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    private sealed class Propstat
    {
        public int? Status { get; set; }

        public bool IsFolder { get; set; }

        public long? Length { get; set; }

        public string? ETag { get; set; }

        public DateTimeOffset? Modified { get; set; }
    }

    private sealed class Response
    {
        private readonly Propstat _known = new();

        public string? Href { get; set; }

        public int? Status { get; set; }

        public void Merge(Propstat stat)
        {
            if (stat.Status is not (null or 200))
            {
                return;
            }

            _known.IsFolder |= stat.IsFolder;
            _known.Length ??= stat.Length;
            _known.ETag ??= stat.ETag;
            _known.Modified ??= stat.Modified;
        }

        public DropEntry ToEntry() => new("", _known.IsFolder ? null : _known.Length, _known.IsFolder || Href!.EndsWith('/'), _known.ETag, _known.Modified);
    }
}

/// <summary>What a PROPFIND found: the asked URL itself and, with Depth 1, what lies directly in it.</summary>
/// <param name="Self">The asked URL; null where the server left it out.</param>
/// <param name="Inside">What lies in it.</param>
public sealed record Listing(DropEntry? Self, IReadOnlyList<DropEntry> Inside)
{
    internal static Listing Of(IEnumerable<(string[] Parts, DropEntry Entry)> responses, string[] asked)
    {
        var all = responses.Select(r => (r.Parts, Entry: r.Entry with { Name = r.Parts is [.., var last] ? last : "" })).ToList();
        var self = all.FindIndex(r => r.Parts.SequenceEqual(asked, StringComparer.Ordinal));
        if (self < 0 && all.Count > 0)
        {
            // A proxy that rewrites paths leaves hrefs with the inner server's prefix: the shortest one is the folder itself.
            var shortest = all.Min(r => r.Parts.Length);
            self = all.Count(r => r.Parts.Length == shortest) == 1 ? all.FindIndex(r => r.Parts.Length == shortest && (r.Entry.IsFolder || all.Count == 1)) : -1;
        }

        var depth = self >= 0 ? all[self].Parts.Length + 1 : asked.Length + 1;
        return new Listing(
            self >= 0 ? all[self].Entry : null,
            [.. all.Where((r, i) => i != self && r.Parts.Length == depth).Select(r => r.Entry)]);
    }
}
