using System.Buffers;
using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>Addresses of product pages, from the view's template.</summary>
internal sealed class LandingPages
{
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    private readonly Part[] _parts;
    private byte[] _page = new byte[1024];
    private int _length;

    public LandingPages(StoreView view) => _parts = [.. Split(view.LandingPage
        .Replace("{locale}", Uri.EscapeDataString(view.Locale), StringComparison.Ordinal)
        .Replace("{site}", Uri.EscapeDataString(view.Site), StringComparison.Ordinal))];

    private enum Filled
    {
        Nothing,
        Sku,
        Group,
    }

    public Text Of(string sku, string group)
    {
        _length = 0;
        foreach (var part in _parts)
        {
            Put(part.Before);
            if (part.Then != Filled.Nothing)
            {
                Escape(part.Then == Filled.Sku ? sku : group);
            }
        }

        return new Text(_page.AsSpan(0, _length).ToArray());
    }

    private void Escape(string id)
    {
        // What an address takes as it is: most ids are of these (RFC 3986, unreserved).
        var escaped = id.AsSpan().ContainsAnyExcept(Unreserved) ? Uri.EscapeDataString(id) : id;
        Room(escaped.Length);
        _length += Encoding.ASCII.GetBytes(escaped, _page.AsSpan(_length));
    }

    private void Put(byte[] bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_page, _length);
        _length += bytes.Length;
    }

    private void Room(int need)
    {
        if (_page.Length - _length < need)
        {
            Array.Resize(ref _page, Math.Max(_page.Length * 2, _length + need));
        }
    }

    private static IEnumerable<Part> Split(string template)
    {
        var from = 0;
        for (var at = 0; at < template.Length; at++)
        {
            var (placeholder, length) = template.AsSpan(at) switch
            {
                ['{', 's', 'k', 'u', '}', ..] => (Filled.Sku, "{sku}".Length),
                ['{', 'g', 'r', 'o', 'u', 'p', '}', ..] => (Filled.Group, "{group}".Length),
                _ => (Filled.Nothing, 0),
            };
            if (length > 0)
            {
                yield return new Part(Encoding.UTF8.GetBytes(template[from..at]), placeholder);
                from = at + length;
                at = from - 1;
            }
        }

        yield return new Part(Encoding.UTF8.GetBytes(template[from..]), Filled.Nothing);
    }

    /// <summary>A piece of the template, and what is filled in behind it.</summary>
    private readonly record struct Part(byte[] Before, Filled Then);
}
