using System.Text;

namespace Connector.Sandbox;

/// <summary>The names that lead from the root of the box to a resource, decoded and checked: none of them can leave the root.</summary>
/// <param name="Names">Decoded segments; empty for the root.</param>
/// <param name="EndsInSlash">The client wrote it as a collection.</param>
internal sealed record BoxPath(ValueList<string> Names, bool EndsInSlash)
{
    /// <summary>Names of uploads that are not finished begin like this; they are not part of the tree.</summary>
    public const string UploadPrefix = ".~put-";

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public bool IsRoot => Names.Count == 0;

    public string DiskPath(string root) => IsRoot ? root : Path.Combine([root, .. Names]);

    public bool IsSameOrUnder(BoxPath other) => Names.Count >= other.Names.Count && Names.Take(other.Names.Count).SequenceEqual(other.Names);

    public BoxPath Child(string name) => new([.. Names, name], false);

    /// <summary>The path as it is written in a URL, in front of it <paramref name="pathBase"/>.</summary>
    public string Href(string pathBase, bool collection) =>
        pathBase + string.Join('/', Names.Select(Uri.EscapeDataString)) + (collection && !IsRoot ? "/" : "");

    /// <summary>Reads the path as the client sent it: undecoded, since a decoded %2F could no longer be told from a slash.</summary>
    /// <returns>The path, or the status that refuses it: 404 outside the base, 400 for a name that no file may have, 414 for one too long.</returns>
    public static (BoxPath? Path, int Refusal) Parse(string rawTarget, string pathBase)
    {
        var raw = PathOnly(rawTarget);
        if (raw is null || raw.Contains('#')) return (null, 400);
        var names = new List<string>();
        var segments = raw.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            if (segments[i].Length == 0) continue;
            if (Decode(segments[i]) is not { } name) return (null, 400);
            if (Encoding.UTF8.GetByteCount(name) > 255) return (null, 414);
            names.Add(name);
        }

        string[] at = [.. pathBase.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (names.Count < at.Length || !names.Take(at.Length).SequenceEqual(at)) return (null, 404);
        names.RemoveRange(0, at.Length);
        return names.Any(n => n.StartsWith(UploadPrefix, StringComparison.Ordinal))
            ? (null, 404)
            : (new BoxPath(names.ToValueList(), raw.EndsWith('/')), 0);
    }

    private static string? PathOnly(string target)
    {
        if (!target.StartsWith('/'))
        {
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            if (authority < 0) return null;
            var slash = target.IndexOf('/', authority + 3);
            target = slash < 0 ? "/" : target[slash..];
        }

        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    private static string? Decode(string segment)
    {
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '%')
            {
                if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2])) return null;
                bytes.Add(Convert.FromHexString(segment.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                var rune = Rune.GetRuneAt(segment, i);
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength - 1;
            }
        }

        try
        {
            var name = StrictUtf8.GetString([.. bytes]);
            var refused = name is "." or ".." || name.Any(c => char.IsControl(c) || c is '/' or '\uFFFE' or '\uFFFF' || c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar);
            return refused ? null : name;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
