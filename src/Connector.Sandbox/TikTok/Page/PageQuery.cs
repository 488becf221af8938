using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>What the reader of the page asked for.</summary>
/// <param name="Find">Only products that hold this text in SKU, title, brand, group, status or reason.</param>
/// <param name="Page">Page of the products, from 1.</param>
/// <param name="Only">Only this catalog or shop; empty: all.</param>
internal sealed record PageQuery(string Find, int Page, string Only)
{
    public const int Size = 50;

    public static PageQuery Of(IQueryCollection query) => new(
        query["q"].ToString().Trim(),
        int.TryParse(query["page"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1,
        query["of"].ToString());

    public bool Shows(string id) => Only.Length == 0 || Only == id;

    public bool Finds(params ReadOnlySpan<string?> texts)
    {
        if (Find.Length == 0) return true;
        foreach (var text in texts)
        {
            if (text?.Contains(Find, StringComparison.OrdinalIgnoreCase) == true) return true;
        }

        return false;
    }

    /// <summary>The page's part of a list, and links to the others below it.</summary>
    public IReadOnlyList<T> Part<T>(IReadOnlyList<T> all) => [.. all.Skip((int)Math.Min((Page - 1L) * Size, int.MaxValue)).Take(Size)];

    public void Links(HtmlText html, string id, int count)
    {
        if (count <= Size) return;
        var pages = (count + Size - 1) / Size;
        html.Open("p", "pages");
        if (Page > 1) html.Link(Address(id, Page - 1), null, "← before").Raw(" ");
        html.Text($"page {Page} of {pages}, {count:N0} products ");
        if (Page < pages) html.Link(Address(id, Page + 1), null, "next →");
        html.Raw("</p>");
    }

    public string Address(string id, int page) => $"/?of={Uri.EscapeDataString(id)}&q={Uri.EscapeDataString(Find)}&page={page}";
}
