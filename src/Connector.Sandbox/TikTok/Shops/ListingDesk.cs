using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Makes, shows and edits one product (facts 3.5, 3.6).</summary>
internal sealed class ListingDesk(ShopBook book, BrandDesk brands, CategoryDesk tree, ShopCategories categories, ListingJson json, ShopReviews reviews, ShopEvents events)
{
    public IEnumerable<ShopRoute> Routes =>
    [
        new("POST", "/product/202309/products", ShopScopes.EditProducts, Create),
        new("GET", "/product/202309/products/{product_id}", ShopScopes.Products, Get),
        new("PUT", "/product/202309/products/{product_id}", ShopScopes.EditProducts, call => Edit(call, ListingShapes.Edit, false)),
        new("PUT", "/product/202509/products/{product_id}", ShopScopes.EditProducts, call => Edit(call, ListingShapes.Edit202509, false)),
        new("POST", "/product/202309/products/{product_id}/partial_edit", ShopScopes.EditProducts, call => Edit(call, ListingShapes.PartialEdit, true)),
        new("POST", "/product/202509/products/{product_id}/partial_edit", ShopScopes.EditProducts, call => Edit(call, ListingShapes.PartialEdit, true)),
        new("POST", "/product/202309/products/listing_check", ShopScopes.EditProducts, Check),
    ];

    /// <summary>The product that a call is about.</summary>
    /// <exception cref="ShopRefused">It is not there, or another shop's.</exception>
    public static Listing Find(ShopBook book, ShopCall call, string id) => call.At.Find(id)
        ?? throw (book.Shelves.Any(s => s.Find(id) is not null)
            ? new ShopRefused(12052048, $"You cannot edit the specified product(s) as it isn't listed in your account or shop: {id}.")
            : new ShopRefused(12052260, $"The product ID does not exist: {id}."));

    private ShopAnswer Create(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(ListingShapes.Create);
        var shelf = call.At;
        if (body.Text("idempotency_key") is { } key)
        {
            if (key.Length > 128) throw ShopCall.Invalid($"`body.idempotency_key` has {key.Length} characters; 128 are allowed.");
            if (shelf.Created.TryGetValue(key, out var before)) return ShopAnswer.Ok(JsonNode.Parse(before)!.AsObject());
        }

        var draft = IsDraft(body);
        ListingRules.Demand(Checked(call, body, body.Text("category_version"), null, draft));
        if (body.Text("external_product_id") is { Length: > 0 } external)
        {
            if (external.Length > 999) throw ShopCall.Invalid($"`body.external_product_id` has {external.Length} characters; 999 are allowed.");
            if (shelf.All.Any(l => l.ProductStatus != "DELETED" && l.Content.Body.Text("external_product_id") == external)) throw new ShopRefused(12052996, $"external_id duplicated: {external}.");
        }

        if (shelf.ListedOn(call.Now) >= shelf.Shop.ListingsPerDay) throw new ShopRefused(12052093, $"Exceeded the product listing limit for the seller: {shelf.Shop.ListingsPerDay} a day.");
        var id = book.NewId();
        var content = ListingContent.Of(body, book.NewId);
        var listing = new Listing(id, call.Now) { Content = content };
        var dropped = Apply(shelf, listing, body, content, call.Now);
        shelf.Add(listing, call.Now);
        listing.Made(call.Now);
        if (draft) listing.ProductStatus = "DRAFT";
        else listing.Submit(AuditOf.FirstListing, reviews.Due(call.Now));
        events.Made(shelf, listing, call.Now);
        if (!draft) events.Audited(shelf, listing, call.Now);
        var answer = new JsonObject
        {
            ["product_id"] = id,
            ["skus"] = ListingJson.Skus(content),
            ["warnings"] = new JsonArray([.. dropped.Select(d => new JsonObject { ["message"] = d })]),
        };
        if (body.Text("idempotency_key") is { } made) shelf.Created[made] = answer.ToJsonString();
        return ShopAnswer.Ok(answer);
    }

    private ShopAnswer Get(ShopCall call)
    {
        var listing = Find(book, call, call.Path["product_id"]).Shown(call.Now, call.Settings.StaleReads) ?? throw new ShopRefused(12052260, $"The product ID does not exist: {call.Path["product_id"]}.");
        if (listing.ProductStatus is "FREEZE" or "DELETED") throw Unavailable(listing);
        var content = listing.Content;
        if (call.Flag("return_under_review_version"))
        {
            content = listing.UnderReview ?? (listing.Waits is AuditOf.FirstListing or AuditOf.Activation && listing.Audit != "FAILED" ? listing.Content : null)
                ?? throw new ShopRefused(12052547, "There is no version of this product that is under review. Please obtain the online version instead.");
        }
        else if (call.Flag("return_draft_version"))
        {
            content = listing.Draft ?? listing.Content;
        }

        return ShopAnswer.Ok(json.Whole(call.At, listing, content));
    }

    private ShopAnswer Edit(ShopCall call, BodyShape shape, bool partial)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(shape);
        var shelf = call.At;
        var listing = Find(book, call, call.Path["product_id"]);
        if (listing.ProductStatus is "FREEZE" or "DELETED") throw Unavailable(listing);
        var draft = IsDraft(body);
        var whole = partial ? Over(listing, body) : body;
        ListingRules.Demand(Checked(call, whole, whole.Text("category_version"), listing, draft));
        if (shelf.EditsSwallowed > 0)
        {
            shelf.EditsSwallowed--;
            return Edited(listing, listing.UnderReview ?? listing.Content, "AUDITING", []);
        }

        var content = ListingContent.Of(whole, book.NewId);
        listing.Write(call.Now);
        if (draft)
        {
            if (listing.ProductStatus != "DRAFT")
            {
                listing.Draft = content;
                return Edited(listing, content, "NONE", []);
            }

            listing.Content = content;
            return Edited(listing, content, "NONE", Apply(shelf, listing, whole, content, call.Now));
        }

        var dropped = Apply(shelf, listing, whole, content, call.Now);
        return Edited(listing, content, Submit(shelf, listing, content, call.Now), dropped);
    }

    /// <summary>Hands what was written to the reviewer, if it says anything new.</summary>
    /// <returns>What the audit of this edit comes to, as far as it is known.</returns>
    private string Submit(ShopShelf shelf, Listing listing, ListingContent content, DateTimeOffset now)
    {
        listing.Draft = null;
        var waiting = listing.Waits != AuditOf.Nothing && listing.Audit is "AUDITING" or "PRE_APPROVED";
        if (content.Says(listing.UnderReview ?? listing.Content) && listing.ProductStatus != "DRAFT" && listing.Audit != "FAILED") return waiting ? "AUDITING" : "NONE";
        if (listing.ProductStatus is "DRAFT" or "INITIAL")
        {
            listing.ProductStatus = "INITIAL";
            listing.Content = content;
            listing.Submit(AuditOf.FirstListing, reviews.Due(now));
        }
        else
        {
            listing.UnderReview = content;
            listing.Submit(listing.Waits == AuditOf.Activation ? AuditOf.Activation : AuditOf.Edit, reviews.Due(now));
        }

        listing.Forget();
        events.Audited(shelf, listing, now);
        return "AUDITING";
    }

    private ShopAnswer Check(ShopCall call)
    {
        CategoryDesk.Trade(call);
        var body = call.Read(ListingShapes.Check);
        ListingFault[] faults;
        try
        {
            faults = [.. ListingRules.Faults(Checked(call, body, ShopMarkets.NeedsV2(ShopMarkets.Of(call.At.Shop)) ? "v2" : null, null, false))];
        }
        catch (ShopRefused refused)
        {
            faults = [new ListingFault(refused.Code, refused.Message)];
        }

        return ShopAnswer.Ok(new JsonObject
        {
            ["check_result"] = faults.Length == 0 ? "PASS" : "FAILED",
            ["fail_reasons"] = new JsonArray([.. faults.Select(f => new JsonObject { ["code"] = f.Code, ["message"] = f.Message })]),
            ["diagnoses"] = new JsonArray(),
            ["listing_quality"] = new JsonObject { ["current_tier"] = "GOOD", ["remaining_recommendations"] = 0 },
        });
    }

    private ListingCheck Checked(ShopCall call, JsonElement body, string? version, Listing? before, bool draft)
    {
        var found = CategoryDesk.Tree(categories, call.At.Shop, version, call.Settings);
        return new ListingCheck(body, call.At, found, tree.Leaf(found, body.Text("category_id") ?? ""), book, brands, call.Settings, before, draft);
    }

    private static bool IsDraft(JsonElement body) => body.Text("save_mode") switch
    {
        null or "LISTING" => false,
        "AS_DRAFT" => true,
        var other => throw ShopCall.Invalid($"`body.save_mode` is {other}; LISTING or AS_DRAFT is allowed."),
    };

    /// <summary>A partial edit laid over what is there: each of its members replaces the old one whole.</summary>
    private static JsonElement Over(Listing listing, JsonElement body)
    {
        var whole = JsonNode.Parse((listing.UnderReview ?? listing.Content).Body.GetRawText())!.AsObject();
        foreach (var sku in whole["skus"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            var goods = listing.Goods[(string)sku["id"]!];
            sku["price"] = new JsonObject { ["amount"] = goods.Price, ["currency"] = goods.Currency };
            sku["inventory"] = new JsonArray([.. goods.Stock.Select(s => new JsonObject { ["quantity"] = s.Value, ["warehouse_id"] = s.Key })]);
        }

        foreach (var given in body.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null)) whole[given.Name] = JsonNode.Parse(given.Value.GetRawText());
        return JsonSerializer.SerializeToElement(whole);
    }

    /// <summary>Prices and stock count at once, without an audit (facts 3.6).</summary>
    /// <returns>What was left out, for people.</returns>
    private List<string> Apply(ShopShelf shelf, Listing listing, JsonElement whole, ListingContent content, DateTimeOffset now)
    {
        var dropped = new List<string>();
        foreach (var (given, sku) in whole.Items("skus").Zip(content.Skus))
        {
            if (!listing.Goods.TryGetValue(sku.Id, out var goods)) listing.Goods.Add(sku.Id, goods = new SkuGoods());
            var available = goods.Stock.Count == 0 ? (int?)null : goods.Available;
            if (given.Member("price") is { } price) (goods.Price, goods.Currency) = (WorthRules.Amount(price) ?? goods.Price, price.Text("currency") ?? goods.Currency);
            if (given.Member("list_price") is not null)
            {
                goods.ListPrice = WorthRules.ListPrice(given);
                if (goods.ListPrice is null) dropped.Add($"list_price of {sku.SellerSku} is below its price and was left out.");
            }

            foreach (var stock in given.Items("inventory"))
            {
                if (stock.Text("warehouse_id") is { } warehouse && stock.Member("quantity") is { } quantity) goods.Stock[warehouse] = quantity.GetInt32();
            }

            events.Stocked(shelf, listing, sku.Id, available, now);
        }

        return dropped;
    }

    private static ShopAnswer Edited(Listing listing, ListingContent content, string audit, List<string> dropped) => ShopAnswer.Ok(new JsonObject
    {
        ["audit"] = new JsonObject { ["status"] = audit },
        ["product_id"] = listing.Id,
        ["skus"] = ListingJson.Skus(content),
        ["warnings"] = new JsonArray([.. dropped.Select(d => new JsonObject { ["message"] = d })]),
    });

    private static ShopRefused Unavailable(Listing listing) => new(12052901, $"The product in its current status is not available for this operation: {listing.Status}.");
}
