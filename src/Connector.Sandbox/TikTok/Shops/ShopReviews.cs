namespace Connector.Sandbox;

/// <summary>The reviewer of products: the same who decides about rows of files. Nothing waits for it; the clock alone decides.</summary>
internal sealed class ShopReviews(ShopCategories categories, Verdicts verdicts, ShopEvents events, Func<ShopSettings> settings, Func<TimeSpan> usualDelay)
{
    public DateTimeOffset Due(DateTimeOffset now) => now + (settings().ReviewDelay ?? usualDelay());

    public void Settle(ShopShelf shelf, DateTimeOffset now)
    {
        foreach (var listing in shelf.All.Where(l => l.Waits != AuditOf.Nothing)) Settle(shelf, listing, now);
    }

    private void Settle(ShopShelf shelf, Listing listing, DateTimeOffset now)
    {
        var before = listing.Content;
        var judged = listing.UnderReview ?? listing.Content;
        var rule = verdicts.For(judged.Title, [.. judged.Skus.Select(s => s.SellerSku)]);
        var what = listing.Settle(now, rule, IsInvited(judged));
        if (what == AuditOf.Nothing) return;
        var at = listing.AuditDue;
        events.Audited(shelf, listing, at);
        if (listing.Audit == "FAILED") events.Status(shelf, listing, "PRODUCT_AUDIT_FAILURE", at);
        if (listing.Audit != "APPROVED") return;
        if (what != AuditOf.Edit) events.Status(shelf, listing, "PRODUCT_FIRST_PASS_REVIEW", at);
        if (!ReferenceEquals(before, listing.Content)) events.Changed(shelf, listing, before, "OPEN_API", at);
    }

    private bool IsInvited(ListingContent content) =>
        categories.Tree(content.CategoryVersion ?? "v1")?.Find(content.CategoryId) is { } category && ShopCategoryTree.Permission(category) == "INVITE_ONLY";
}
