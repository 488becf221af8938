namespace Connector.Sandbox;

/// <summary>A call of the Shop Open Platform.</summary>
/// <param name="Template">Its path; a place in braces takes one part, whatever it is.</param>
/// <param name="Scope">What the seller must have granted; null: nothing beyond the authorisation.</param>
/// <param name="Answer">Runs under the platform's lock.</param>
internal sealed record ShopRoute(string Method, string Template, string? Scope, Func<ShopCall, ShopAnswer> Answer)
{
    private readonly string[] _parts = Template.Split('/');

    /// <summary>Whether <c>shop_cipher</c> is required; else it is refused. Default true.</summary>
    public bool OfShop { get; init; } = true;

    /// <summary>Whether the body is multipart/form-data, which is not signed. Default false: JSON.</summary>
    public bool Multipart { get; init; }

    /// <summary>The version in its path.</summary>
    public string Version => _parts[2];

    /// <summary>The values of the path's places; null when the path is another one's.</summary>
    public Dictionary<string, string>? Match(string path)
    {
        var given = path.Split('/');
        if (given.Length != _parts.Length) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < given.Length; at++)
        {
            if (_parts[at] is ['{', .. var name, '}'] && given[at].Length > 0) values[name] = given[at];
            else if (given[at] != _parts[at]) return null;
        }

        return values;
    }

    /// <summary>Fixed parts count more than places: <c>products/activate</c> is not a product called activate.</summary>
    public int Weight => _parts.Count(p => !p.StartsWith('{'));
}
