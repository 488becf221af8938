using System.Net;

namespace Connector.Policy.Stages;

/// <summary>Images that stand in a description. A file's description is plain text, so they are told of and not lost silently. Checklist DSC-01.</summary>
internal static class DescriptionImages
{
    /// <summary>For the end of a sentence: how many there are, with their addresses; empty where there are none.</summary>
    public static string Words(string html)
    {
        var sources = new List<string>();
        for (var at = Next(html, 0); at >= 0; at = Next(html, at + 4))
        {
            var end = html.IndexOf('>', at);
            sources.Add(Source(end < 0 ? html[at..] : html[at..end]));
        }

        return sources.Count == 0 ? "" : $"; images in it are left out, since a file carries text alone: {string.Join(", ", sources)}";
    }

    private static int Next(string html, int from)
    {
        var at = html.IndexOf("<img", from, StringComparison.OrdinalIgnoreCase);
        while (at >= 0 && at + 4 < html.Length && !char.IsWhiteSpace(html[at + 4]) && html[at + 4] is not ('/' or '>'))
        {
            at = html.IndexOf("<img", at + 4, StringComparison.OrdinalIgnoreCase);
        }

        return at;
    }

    private static string Source(string tag)
    {
        var at = tag.IndexOf("src", StringComparison.OrdinalIgnoreCase);
        var value = at < 0 ? "" : tag[(at + 3)..].TrimStart().TrimStart('=').TrimStart();
        if (value.Length == 0)
        {
            return "one without an address";
        }

        var end = value[0] is '"' or '\'' ? value.IndexOf(value[0], 1) : value.IndexOf(' ', StringComparison.Ordinal);
        var source = value[0] is '"' or '\'' ? value[1..(end < 1 ? value.Length : end)] : value[..(end < 0 ? value.Length : end)];
        return WebUtility.HtmlDecode(source);
    }
}
