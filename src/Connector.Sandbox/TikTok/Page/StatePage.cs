namespace Connector.Sandbox;

/// <summary>A page for people: what the stand-in holds. No script, everything encoded; pictures are the only thing it loads.</summary>
internal static class StatePage
{
    public const string Policy = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Style =
        """
        :root{--ink:#1d2330;--soft:#667085;--line:#e4e7ec;--back:#f5f6f8}
        *{box-sizing:border-box}
        body{font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;margin:0;color:var(--ink);background:var(--back)}
        header{background:#12151d;color:#fff;padding:1rem 2rem;display:flex;gap:1.5rem;align-items:center;flex-wrap:wrap}
        header h1{font-size:1.15rem;margin:0}header p{margin:0;color:#b6bdcb}header form{margin-left:auto;display:flex;gap:.4rem}
        header a{color:#fff;text-decoration:none}
        input{font:inherit;padding:.35rem .6rem;border:1px solid #444c5c;border-radius:6px;background:#1d2330;color:#fff;width:18rem}
        button{font:inherit;padding:.35rem .8rem;border:0;border-radius:6px;background:#fe2c55;color:#fff;cursor:pointer}
        main{padding:1.25rem 2rem 3rem;max-width:1500px;margin:auto}
        section{background:#fff;border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem;margin:0 0 1.25rem}
        h2{margin:.2rem 0 .6rem;font-size:1.15rem}h3{margin:1.1rem 0 .4rem;font-size:.95rem}
        .soft{color:var(--soft);font-weight:400}.wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%}th{font-size:.78rem;color:var(--soft);font-weight:600;text-align:left;border-bottom:1px solid var(--line);padding:.25rem .5rem;white-space:nowrap}
        td{border-bottom:1px solid #f0f1f4;padding:.35rem .5rem;vertical-align:top;overflow-wrap:break-word}td.u{overflow-wrap:anywhere;min-width:13rem}td.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap;color:var(--soft)}
        .pic{display:block;width:52px;height:52px;border-radius:6px;background:#e9ecf1 center/cover}
        .chip{display:inline-block;padding:.05rem .5rem;border-radius:99px;font-size:.78rem;white-space:nowrap;margin:0 .25rem .15rem 0}
        .good{background:#dcf5e4;color:#116132}.bad{background:#fde3e3;color:#9b1c1c}.open{background:#fdf0d2;color:#7a4d05}.plain{background:#e9ecf1;color:#414b5c}
        .title{font-weight:600}.why{color:#9b1c1c}.was{color:var(--soft);text-decoration:line-through}
        ul{margin:0;padding:0;list-style:none}.facts{display:flex;gap:1.5rem;flex-wrap:wrap;margin:.2rem 0 .4rem}.facts b{font-size:1.05rem}
        details{margin:.2rem 0}summary{cursor:pointer;color:var(--soft)}.pages{color:var(--soft)}code{font-size:.85em;white-space:nowrap}
        a{color:#1f5fbf}h2,h3{overflow-wrap:anywhere}td.why{min-width:16rem}td.p{min-width:17rem}.grouped td.soft{min-width:9rem}td.t b{color:var(--ink);font-weight:400}.grouped td{border-bottom:0}.grouped tr.first td{border-top:1px solid #f0f1f4}
        .status{display:flex;gap:.4rem;justify-content:space-between;font-size:.78rem;align-items:baseline}
        nav{display:flex;gap:.5rem;flex-wrap:wrap;margin:0 0 1rem}nav a{background:#fff;border:1px solid var(--line);border-radius:99px;padding:.2rem .8rem;text-decoration:none;color:var(--ink)}
        """;

    public static string Render(StandInState state, PageQuery query)
    {
        var html = new HtmlText()
            .Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>TikTok stand-in</title><style>").Raw(Style).Raw("</style></head><body><header><h1>")
            .Link("/", null, "TikTok stand-in").Raw("</h1><p>").Text(Sum(state))
            .Raw("</p><form action=\"/\"><input type=\"hidden\" name=\"of\" value=\"").Text(query.Only)
            .Raw("\"><input name=\"q\" placeholder=\"SKU, title, brand, status, reason\" value=\"").Text(query.Find).Raw("\"><button>Find</button></form></header><main>");
        if (query.Only.Length > 0) html.Open("p").Link("/", null, "← all accounts").Raw("</p>");
        if (state.Accounts.Count == 0 && state.Shops.Count == 0) html.Raw("<section>No shop is connected.</section>");
        (string Id, string Name, int Products)[] lists =
        [
            .. state.Accounts.SelectMany(a => a.Catalogs.Select(c => (c.CatalogId, $"{a.ExternalBusinessId}, catalog {c.CatalogId}", c.Products.Count))),
            .. state.Shops.Select(s => (s.ShopId, $"{s.Name} (C)", s.Products.Count)),
        ];
        query = query.Over(lists.Count(l => l.Products > 0));
        if (query.IsGlance) Lead(html, lists);
        foreach (var account in state.Accounts) AccountSection.Write(html, account, query);
        ShopSection.Write(html, state, query);
        return html.Raw("</main></body></html>").ToString();
    }

    /// <summary>Where the whole lists are.</summary>
    private static void Lead(HtmlText html, (string Id, string Name, int Products)[] lists)
    {
        html.Open("nav");
        foreach (var (id, name, products) in lists) html.Link($"/?of={Uri.EscapeDataString(id)}", null, $"{name}: {HtmlText.Number(products)}");
        html.Raw("</nav>");
    }

    private static string Sum(StandInState state)
    {
        var products = state.Accounts.Sum(a => a.Catalogs.Sum(c => c.Products.Count));
        var shops = state.Shops.Count == 0 ? "" : $"; {Count(state.Shops.Count, "shop")} (C), {Count(state.Shops.Sum(s => s.Products.Count), "listing")}";
        return $"{Count(state.Accounts.Count, "account")} (A, B), {Count(products, "catalog product")}{shops}";
    }

    private static string Count(int count, string what) => $"{HtmlText.Number(count)} {what}{(count == 1 ? "" : "s")}";
}
