using System.Text;

namespace Connector.Store;

/// <summary>Addresses of product pages, from the view's template.</summary>
internal sealed class LandingPages
{
    private readonly string[] _parts;
    private readonly StringBuilder _page = new();

    public LandingPages(StoreView view) => _parts = [.. Split(view.LandingPage
        .Replace("{locale}", Uri.EscapeDataString(view.Locale), StringComparison.Ordinal)
        .Replace("{site}", Uri.EscapeDataString(view.Site), StringComparison.Ordinal))];

    public string Of(string sku, string group)
    {
        _page.Clear();
        foreach (var part in _parts)
        {
            _page.Append(part switch
            {
                "{sku}" => Uri.EscapeDataString(sku),
                "{group}" => Uri.EscapeDataString(group),
                _ => part,
            });
        }

        return _page.ToString();
    }

    private static IEnumerable<string> Split(string template)
    {
        var from = 0;
        for (var at = 0; at < template.Length; at++)
        {
            var placeholder = template.AsSpan(at) switch
            {
                ['{', 's', 'k', 'u', '}', ..] => "{sku}",
                ['{', 'g', 'r', 'o', 'u', 'p', '}', ..] => "{group}",
                _ => "",
            };
            if (placeholder.Length > 0)
            {
                yield return template[from..at];
                yield return placeholder;
                from = at + placeholder.Length;
                at = from - 1;
            }
        }

        yield return template[from..];
    }
}
