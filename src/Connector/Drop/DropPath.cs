namespace Connector.Drop;

/// <summary>Names and paths below the drop's base folder: checked before use, then percent-encoded segment by segment.</summary>
internal static class DropPath
{
    /// <summary>Readers ignore names that begin so; files grow under such a name.</summary>
    public const string Temporary = "TEMP_";

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder.TrimEnd('/')}/{name}";

    public static string TemporaryOf(string name) => Temporary + name;

    /// <summary>The segments of a path; a last <c>/</c> only marks a folder. Throws <see cref="PersonMustDecideException"/> where the path could leave the base folder.</summary>
    public static string[] Segments(string path)
    {
        var bare = path.EndsWith('/') && path.Length > 1 ? path[..^1] : path;
        if (bare.Length == 0)
        {
            return [];
        }

        var segments = bare.Split('/');
        foreach (var segment in segments)
        {
            if (FaultOf(segment) is { } fault)
            {
                throw new PersonMustDecideException("drop.name", $"The name '{Printable(path)}' cannot be dropped: {fault}.", "Correct the folder or the name pattern.");
            }
        }

        return segments;
    }

    public static void CheckName(string name)
    {
        if (Segments(name).Length != 1 || name.EndsWith('/'))
        {
            throw new PersonMustDecideException("drop.name", $"The name '{Printable(name)}' cannot be dropped: it is not one file name.", "Put folders into the folder, not into the name.");
        }

        if (name.StartsWith(Temporary, StringComparison.OrdinalIgnoreCase))
        {
            throw new PersonMustDecideException("drop.name", $"The name '{name}' begins with {Temporary}, and readers ignore such files.", "Choose another name pattern.");
        }
    }

    /// <summary>The absolute URL; a folder's ends with <c>/</c>.</summary>
    public static Uri Address(Uri root, string path)
    {
        var segments = Segments(path);
        var tail = string.Join('/', segments.Select(Uri.EscapeDataString));
        var head = root.AbsoluteUri.TrimEnd('/') + "/";
        return new Uri(head + tail + (tail.Length > 0 && path.EndsWith('/') ? "/" : ""));
    }

    private static string? FaultOf(string segment) => segment switch
    {
        "" => "it is absolute or has an empty part",
        "." or ".." => "it contains . or ..",
        _ when segment.Any(char.IsControl) => "it contains a control character",
        _ when segment.Contains('\\', StringComparison.Ordinal) => @"it contains \",
        [var drive, ':', ..] when char.IsAsciiLetter(drive) => "it begins with a drive letter",
        _ when !IsWholeText(segment) => "it contains half of a Unicode character",
        _ => null,
    };

    private static bool IsWholeText(string text)
    {
        var replaced = false;
        foreach (var rune in text.EnumerateRunes())
        {
            replaced |= rune == System.Text.Rune.ReplacementChar;
        }

        return !replaced || text.Contains('\uFFFD', StringComparison.Ordinal);
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
