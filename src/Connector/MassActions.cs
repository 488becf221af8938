using Connector.Accounts;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>What came of an action for one SKU.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="View">The view; empty: all of them.</param>
/// <param name="Done">Whether it went well; for a question, whether the answer is good.</param>
/// <param name="State">Where it stands with TikTok now, in canonical words; empty where that was not asked.</param>
/// <param name="Sentence">What was done or found, with the actual values.</param>
/// <param name="Remedy">What to do about it; empty where nothing is to be done.</param>
public sealed record ActionResult(string Sku, string View, bool Done, string State, string Sentence, string Remedy);

/// <summary>
/// What people do with chosen SKUs (checklist PRD-01 to PRD-05): validate, upload, change status, sync prices and stock, sync statuses. Each is the trip that schedules make too, so that an
/// action by hand can do nothing that a feed would undo.
/// </summary>
public sealed class MassActions(
    Documents documents, FeedRun feeds, ReviewRun reviews, ListingRun calls, ListingBook book, CallQueue queue, Answers answers, Resending resending, SkuDecisions decisions, Mirror mirror, TimeProvider clock)
{
    /// <summary>Whether SKUs have all that is needed for listing: by the policies, and for accounts by calls by what TikTok asks of a product.</summary>
    public IReadOnlyList<ActionResult> Validate(string name, IReadOnlyList<string> skus, string? onlyView, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        var categories = documents.Policies(name).Policies.Categories;
        var results = new List<ActionResult>();
        foreach (var (sku, view) in Each(account, skus, onlyView))
        {
            cancellation.ThrowIfCancellationRequested();
            var (passage, desired, _, _) = feeds.Explain(name, view, sku);
            if (passage is null)
            {
                results.Add(new ActionResult(sku, view.Name, false, "", $"view {view.Name} has no SKU {sku}", "ids are case-sensitive; read the shop again if it is new: connector store read"));
                continue;
            }

            var faults = passage.Held is { } held ? [new CallFault(held.Code, held.Sentence, held.Remedy)]
                : account.Delivery == DeliveryChannel.Calls && desired is { Row: { } row } ? Draft(name, account, desired.Value, row, categories).Faults : [];
            results.AddRange(faults.Count == 0
                ? [new ActionResult(sku, view.Name, true, "", "nothing that is needed for listing is missing", "")]
                : faults.Select(fault => new ActionResult(sku, view.Name, false, "", fault.Sentence, fault.Remedy)));
        }

        return results;
    }

    /// <summary>Sends SKUs now, whether or not they changed; what TikTok refused before among them.</summary>
    public async Task<IReadOnlyList<ActionResult>> UploadAsync(string name, IReadOnlyList<string> skus, string by, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        var sent = skus.Except(resending.NeverSent(name, skus), StringComparer.Ordinal).ToList();
        resending.Ask(name, sent, by, because);
        var groups = skus.SelectMany(sku => book.GroupsOf(name, sku)).Distinct().ToList();
        book.Relist(name, groups, clock.GetUtcNow());
        book.ForgetContent(name, groups);
        Queue(name, skus);
        await FeedsAsync(name, account, [FeedKind.Delta], by, told, cancellation).ConfigureAwait(false);
        return Standing(name, account, skus, null);
    }

    /// <summary>Takes SKUs off TikTok, or ends that.</summary>
    public async Task<IReadOnlyList<ActionResult>> ChangeStatusAsync(string name, IReadOnlyList<string> skus, bool active, string by, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        _ = active ? decisions.End(name, SkuDecisions.Takedown, skus, by, because) : decisions.Make(name, SkuDecisions.Takedown, skus, "", by, because);
        if (active)
        {
            book.WantOn(name, skus.SelectMany(sku => book.GroupsOf(name, sku)).Distinct());
            Queue(name, skus);
        }

        // Stock first: it is what keeps a SKU from being sold.
        await FeedsAsync(name, account, active ? [FeedKind.Delta, FeedKind.InventoryDelta] : [FeedKind.InventoryDelta, FeedKind.Delta], by, told, cancellation).ConfigureAwait(false);
        return Standing(name, account, skus, null, wantsOn: active);
    }

    /// <summary>Tells prices and quantities of SKUs now.</summary>
    public async Task<IReadOnlyList<ActionResult>> SyncAsync(string name, IReadOnlyList<string> skus, string by, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        resending.Ask(name, skus.Except(resending.NeverSent(name, skus), StringComparer.Ordinal).ToList(), by, because);
        // Whatever TikTok was told counts no more: other hands may have changed it.
        book.Forget(name, skus);
        Queue(name, skus);
        await FeedsAsync(name, account, [FeedKind.InventoryDelta, FeedKind.PriceDelta], by, told, cancellation).ConfigureAwait(false);
        return Standing(name, account, skus, null);
    }

    /// <summary>Asks TikTok where SKUs stand now.</summary>
    public async Task<IReadOnlyList<ActionResult>> StatusAsync(string name, IReadOnlyList<string> skus, string? onlyView, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        if (account.Delivery == DeliveryChannel.Calls)
        {
            var products = skus.SelectMany(sku => book.GroupsOf(name, sku)).Distinct().Select(group => book.Find(name, group.View, group.Group)?.ProductId).OfType<string>().Where(id => id.Length > 0).ToList();
            await reviews.LookAtAsync(name, products, cancellation).ConfigureAwait(false);
        }
        else if (account.Views.Any(view => view.CatalogId.Length > 0) || account.Shop.AppKey.Length > 0)
        {
            await reviews.PollAsync(name, cancellation).ConfigureAwait(false);
        }

        return Standing(name, account, skus, onlyView);
    }

    private ListingDraft Draft(string name, Account account, DesiredRow desired, EncodedRow row, Policy.Documents.CategorySet? categories)
    {
        var entry = new LedgerEntry(desired.Group, desired.Sku, row.Hash(), SentState.Listed, "", clock.GetUtcNow(), null, null);
        return new ListingDraft(new DesiredListing(name, desired.Group, [new DesiredSku(entry, row.Columns(), new Dictionary<string, (int, string)?>(), null)]), categories, account.Country);
    }

    private void Queue(string name, IReadOnlyList<string> skus)
    {
        foreach (var (view, group) in skus.SelectMany(sku => book.GroupsOf(name, sku)).Distinct())
        {
            if (documents.Account(name).Delivery == DeliveryChannel.Calls)
            {
                // A product whose SKUs have gone to another item group makes room for that one's.
                queue.Ask(name, view, group, book.Find(name, view, group) is not { Exists: true } ? CallPriorities.Create : book.AreElsewhere(name, view, group) ? CallPriorities.Off : CallPriorities.Edit, clock.GetUtcNow());
            }
        }
    }

    /// <summary>What stops one feed does not stop the other.</summary>
    private async Task FeedsAsync(string name, Account account, IReadOnlyList<FeedKind> kinds, string by, IProgress<TripStep> told, CancellationToken cancellation)
    {
        Exception? stopped = null;
        foreach (var kind in kinds.Where(kind => account.Delivery != DeliveryChannel.Pull || !kind.IsInventory()))
        {
            try
            {
                await feeds.GoAsync(new FeedOrder(name, kind, by) { Wait = true }, told, cancellation).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is PersonMustDecideException or RemoteFailedException)
            {
                stopped ??= fault;
            }
        }

        if (account.Delivery == DeliveryChannel.Calls && stopped is null)
        {
            await calls.GoAsync(name, told, cancellation).ConfigureAwait(false);
        }

        if (stopped is not null)
        {
            throw stopped;
        }
    }

    private List<ActionResult> Standing(string name, Account account, IReadOnlyList<string> skus, string? onlyView, bool wantsOn = false)
    {
        var results = new List<ActionResult>();
        foreach (var (sku, view) in Each(account, skus, onlyView))
        {
            var listing = answers.All(name, view.Name, sku).FirstOrDefault();
            var waiting = book.GroupsOf(name, sku).Where(group => group.View == view.Name).SelectMany(group => queue.Of(name, group.View, group.Group)).OrderBy(task => task.Fault is null).FirstOrDefault();
            if (listing is null && feeds.Explain(name, view, sku).Passage is var passage)
            {
                results.Add(new ActionResult(
                    sku, view.Name, false, StateWords.Of(Listing.StateOf(null, passage)).Canonical, passage is null ? $"view {view.Name} has no SKU {sku}" : passage.Held?.Sentence ?? "it was never sent",
                    passage?.Held?.Remedy ?? (passage is null ? "ids are case-sensitive; read the shop again if it is new: connector store read" : $"the next delta sends it: connector feed delta --account {name}")));
                continue;
            }

            var reasons = listing!.Answer is { OfRowSent: true } answer ? string.Join(" ", answer.Reasons) : "";
            var isGood = listing.State is ListingState.Approved or ListingState.InReview or ListingState.LiveEditInReview || (!wantsOn && listing.State is ListingState.Deactivated or ListingState.Deleting or ListingState.UnlistedBySeller);
            results.Add(new ActionResult(
                sku, view.Name, isGood && waiting is null, StateWords.Of(listing.State).Canonical, waiting is { Fault: var fault } ? fault?.Sentence ?? $"run {listing.Run} has put it down; it waits for its call since {waiting.Since:u}" : reasons.Length > 0 ? reasons : $"sent by run {listing.Run}",
                waiting is null ? "" : waiting.Fault?.Remedy ?? $"the worker makes it; connector queue --account {name} shows what goes before it"));
        }

        return results;
    }

    /// <summary>Each SKU in each view that has it, or was told of it; one that none knows in the first.</summary>
    private IEnumerable<(string Sku, StoreView View)> Each(Account account, IReadOnlyList<string> skus, string? onlyView)
    {
        var views = account.Views.Where(view => onlyView is null || view.Name == onlyView).ToList();
        if (views.Count == 0)
        {
            throw new PersonMustDecideException("order.view", $"The account has no view {onlyView}.", $"It has {string.Join(", ", account.Views.Select(view => view.Name))}.");
        }

        foreach (var sku in skus.Distinct(StringComparer.Ordinal))
        {
            var knowing = views.Where(view => Has(view, sku)).ToList();
            foreach (var view in knowing.Count > 0 ? knowing : views.Take(1))
            {
                yield return (sku, view);
            }
        }
    }

    private bool Has(StoreView view, string sku)
    {
        using var snapshot = mirror.Snapshot(view.Source);
        return snapshot.View(view, clock.GetUtcNow()).GroupOf(sku) is not null;
    }
}
