namespace Connector.Listings;

/// <summary>What TikTok's page sends a seller's browser back with: the address, its query, or both parts of it by hand.</summary>
/// <param name="Code">Good for 30 min, once; empty: none.</param>
/// <param name="State">What was begun.</param>
/// <param name="Error"><c>auth_denied</c>: the seller refused. Empty: no fault.</param>
public sealed record Redirected(Secret Code, string State, string Error)
{
    /// <summary>Reads a whole address, or what follows its question mark.</summary>
    public static Redirected Read(string pasted)
    {
        ArgumentNullException.ThrowIfNull(pasted);
        var text = pasted.Trim();
        var query = text[(text.IndexOf('?') + 1)..];
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('#')[0].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=');
            members.TryAdd(at < 0 ? pair : pair[..at], at < 0 ? "" : Uri.UnescapeDataString(pair[(at + 1)..].Replace('+', ' ')));
        }

        var code = members.GetValueOrDefault("code", members.GetValueOrDefault("auth_code", ""));
        return new Redirected(new Secret(code == "null" ? "" : code), members.GetValueOrDefault("state", ""), members.GetValueOrDefault("error", ""));
    }
}
