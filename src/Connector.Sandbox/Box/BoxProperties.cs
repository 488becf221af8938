using System.Xml.Linq;

namespace Connector.Sandbox;

/// <summary>What clients said of files and folders (dead properties, RFC 4918, 4): it goes where they go, and is kept as long as the box runs. Used under the shelf's gate.</summary>
internal sealed class BoxProperties
{
    /// <summary>Characters that the properties of one resource may have together.</summary>
    public const int Most = 64 * 1024;

    private readonly SortedDictionary<string, Dictionary<XName, XElement>> _of = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<XName, XElement> Of(BoxPath path) => _of.GetValueOrDefault(Key(path)) ?? [];

    /// <summary>Puts these in the place of all that were said of it.</summary>
    public void Say(BoxPath path, Dictionary<XName, XElement> properties)
    {
        if (properties.Count == 0) _of.Remove(Key(path));
        else _of[Key(path)] = properties;
    }

    /// <summary>It is gone, with all that is in it.</summary>
    public void Forget(BoxPath path)
    {
        foreach (var key in Under(path)) _of.Remove(key);
    }

    /// <summary>It stands elsewhere too, with all that is in it or alone; what was there before is gone.</summary>
    public void Copy(BoxPath from, BoxPath to, bool deep)
    {
        Forget(to);
        foreach (var key in deep ? Under(from) : [.. Under(from).Where(key => key == Key(from))])
            _of[Key(to) + key[Key(from).Length..]] = new(_of[key]);
    }

    /// <summary>Names hold no slash, so that what is in a folder begins as the folder does.</summary>
    private static string Key(BoxPath path) => string.Concat(path.Names.Select(name => name + "/"));

    private List<string> Under(BoxPath path) => [.. _of.Keys.Where(key => key.StartsWith(Key(path), StringComparison.Ordinal))];
}
