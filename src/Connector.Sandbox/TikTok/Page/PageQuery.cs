using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>What the reader of the page asked for.</summary>
/// <param name="Find">Only products that hold this text in SKU, title, brand, group, status or reason.</param>
/// <param name="Page">Page of the products, from 1.</param>
/// <param name="Only">Only this catalog or shop; empty: all.</param>
internal sealed record PageQuery(string Find, int Page, string Only)
{
    private const int Leaf = 50;
    private const int Glance = 8;

    /// <summary>Whether it is the first look at several lists of products: a few of each, those with reasons first.</summary>
    public bool IsGlance { get; init; }

    public int Size => IsGlance ? Glance : Leaf;

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

    /// <summary>The first look, where there are several lists to look at.</summary>
    public PageQuery Over(int lists) => this with { IsGlance = lists > 1 && Find.Length == 0 && Only.Length == 0 && Page == 1 };

    /// <summary>The page's part of a list, and links to the others below it.</summary>
    public IReadOnlyList<T> Part<T>(IReadOnlyList<T> all, Func<T, bool> hasReasons) =>
        [.. (IsGlance ? all.OrderByDescending(hasReasons) : all.AsEnumerable()).Skip((int)Math.Min((Page - 1L) * Size, int.MaxValue)).Take(Size)];

    public void Links(HtmlText html, string id, int count)
    {
        if (count <= Size) return;
        if (IsGlance)
        {
            html.Open("p", "pages").Link(Address(id, 1), null, $"all {count:N0} products →").Raw("</p>");
            return;
        }

        var pages = (count + Size - 1) / Size;
        html.Open("p", "pages");
        if (Page > 1) html.Link(Address(id, Page - 1), null, "← before").Raw(" ");
        html.Text($"page {Page} of {pages}, {count:N0} products ");
        if (Page < pages) html.Link(Address(id, Page + 1), null, "next →");
        html.Raw("</p>");
    }

    /// <summary>A count above a list; it leads to the products that it counts.</summary>
    public void Fact(HtmlText html, string id, int count, string what, bool leads)
    {
        html.Open("span").Element("b", null, HtmlText.Number(count)).Raw(" ");
        if (leads && count > 0) html.Link((this with { Find = what }).Address(id, 1), null, what);
        else html.Text(what);
        html.Raw("</span>");
    }

    private string Address(string id, int page) => $"/?of={Uri.EscapeDataString(id)}&q={Uri.EscapeDataString(Find)}&page={page}";
}
