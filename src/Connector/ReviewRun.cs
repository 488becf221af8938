using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Listings;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>How a poll of TikTok's answers went.</summary>
/// <param name="Asked">SKUs that were asked for.</param>
/// <param name="News">Answers that differ from what was known.</param>
/// <param name="Waiting">SKUs still without an answer to the row last sent.</param>
/// <param name="Counts">How many SKUs are in each state.</param>
public sealed record ReviewResult(int Asked, int News, int Waiting, IReadOnlyDictionary<ListingState, int> Counts)
{
    /// <summary>SKUs that go by calls and that TikTok does not have yet, because their calls wait for something of their own: no answer can come for them.</summary>
    public int NotThere { get; init; }
}

/// <summary>The way back: poll, match with what was sent, note in the ledger, archive as a chained record.</summary>
public sealed class ReviewRun(Catalogs catalogs, JobReview jobs, ListingReview listings, Documents documents, Ledger ledger, Answers answers, Runs runs, Leases leases, FeedLog log, Freshness freshness, StateDatabase state, RunWatch watch, TimeProvider clock)
{
    /// <summary>Looks at products that are put down together.</summary>
    private const int LooksAtOnce = 100;

    /// <summary>Asks TikTok about every SKU that has no answer to the row last sent.</summary>
    /// <exception cref="PersonMustDecideException">The account has no token, or TikTok does not accept it.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked; nothing is lost, ask again later.</exception>
    public Task<ReviewResult> PollAsync(string name, CancellationToken cancellation) =>
        watch.WatchAsync(Watched.Review(name), null, ear => PollAsync(name, ear, cancellation));

    private async Task<ReviewResult> PollAsync(string name, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        // A poll is short: one that meets another waits for it.
        using var lease = await leases.WaitAsync($"{name}/review", "review poll", null, cancellation).ConfigureAwait(false);
        using var logged = log.For(documents.WantsLog(name, policy => policy.FeedLog) ? name : null);
        var (asked, news) = (0, 0);
        if (account.Views.Any(view => view.CatalogId.Length > 0))
        {
            (asked, news) = await CatalogsAsync(name, account, told, cancellation).ConfigureAwait(false);
        }

        if (listings.Can(name, account))
        {
            var (looks, looked, latest) = (new List<ProductLook>(), 0, 0L);
            await foreach (var (look, changed) in listings.LookAsync(name, account, cancellation).ConfigureAwait(false))
            {
                looks.Add(look);
                (looked, latest) = (looked + 1, Math.Max(latest, changed));
                if (looks.Count == LooksAtOnce)
                {
                    news += Take(name, looks);
                    told.Report(new TripStep("review", "products looked through", Done: false, looked));
                }
            }

            news += Take(name, looks);
            listings.Ended(name, latest);
            told.Report(new TripStep("review", "products looked through", Done: false, looked));
            asked += looked;
        }

        var counts = new Dictionary<ListingState, int>();
        var (waiting, notThere) = (0, 0);
        var there = account.Delivery == DeliveryChannel.Calls ? listings.ThereAtLast(name) : null;
        var polled = account.Views.Where(view => view.CatalogId.Length > 0).Select(view => view.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var listing in answers.All(name))
        {
            counts[listing.State] = counts.GetValueOrDefault(listing.State) + 1;
            if (listing.IsAnswered || !(polled.Contains(listing.View) || account.Delivery == DeliveryChannel.Calls))
            {
                continue;
            }

            (waiting, notThere) = there?.Contains((listing.View, listing.Sku)) == false ? (waiting, notThere + 1) : (waiting + 1, notThere);
        }

        return new ReviewResult(asked, news, waiting, counts) { NotThere = notThere };
    }

    /// <summary>Polls until every SKU has an answer or the account's time for that is over.</summary>
    public async Task<ReviewResult> WaitAsync(string name, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        var review = documents.Account(name).Review;
        var end = clock.GetUtcNow() + review.GiveUpAfter;
        while (true)
        {
            var result = await PollAsync(name, cancellation).ConfigureAwait(false);
            var total = result.Counts.Values.Sum();
            told.Report(new TripStep("review", $"{total - result.Waiting} of {total} SKUs answered", Done: false, total - result.Waiting, total));
            if (result.Waiting == 0 || clock.GetUtcNow() >= end)
            {
                told.Report(new TripStep("review", string.Join(", ", result.Counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {StateWords.Of(count.Key).Canonical}")), Done: true, total - result.Waiting));
                return result;
            }

            await Task.Delay(review.Every, clock, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(int Asked, int News)> CatalogsAsync(string name, Account account, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var api = catalogs.Of(account);
        var (asked, news) = (0, await jobs.LookAsync(name, account, told, cancellation).ConfigureAwait(false));
        foreach (var view in account.Views.Where(view => view.CatalogId.Length > 0))
        {
            foreach (var batch in answers.All(name, view.Name).Where(listing => !listing.IsAnswered).Chunk(1000))
            {
                var askedAt = clock.GetUtcNow();
                var shown = await api.GetProductsAsync(view.CatalogId, [.. batch.Select(listing => listing.Sku)], cancellation).ConfigureAwait(false);
                asked += batch.Length;
                told.Report(new TripStep("review", "SKUs asked for", Done: false, asked));
                news += Take(name, view, batch, shown, askedAt);
            }
        }

        return (asked, news);
    }

    /// <summary>Looks at single products of the Shop Open Platform: a person asks, or TikTok told that something has changed.</summary>
    /// <returns>How many SKUs have news.</returns>
    public async Task<int> LookAtAsync(string name, IReadOnlyList<string> productIds, CancellationToken cancellation)
    {
        var account = documents.Account(name);
        using var lease = await leases.WaitAsync($"{name}/review", "look at products", null, cancellation).ConfigureAwait(false);
        using var logged = log.For(documents.WantsLog(name, policy => policy.FeedLog) ? name : null);
        var looks = new List<ProductLook>();
        await foreach (var look in listings.LookAtAsync(name, account, productIds, cancellation).ConfigureAwait(false))
        {
            looks.Add(look);
        }

        return Take(name, looks);
    }

    /// <summary>Puts down what looks showed, and what that says of SKUs as far as it is news.</summary>
    private int Take(string name, List<ProductLook> looks)
    {
        var (taken, askedAt) = (0, clock.GetUtcNow());
        foreach (var view in looks.SelectMany(look => look.News.Select(item => item.Answer.View).Append(look.Seen?.View)).OfType<string>().Distinct(StringComparer.Ordinal).ToList())
        {
            var news = new List<(AnswerRecord Answer, byte[] RowHash)>();
            var confirmed = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (answer, rowHash) in looks.SelectMany(look => look.News).Where(item => item.Answer.View == view))
            {
                var before = answers.All(name, answer.View, answer.Sku).FirstOrDefault()?.Answer;
                if (answer.Confirms && before is not { Confirms: true, OfRowSent: true })
                {
                    confirmed[answer.RowRun] = confirmed.GetValueOrDefault(answer.RowRun) + 1;
                }

                if (before is null || before.State.ToString() != answer.State || before.Confirms != answer.Confirms || !before.OfRowSent || !before.Reasons.SequenceEqual(answer.Reasons))
                {
                    news.Add((answer, rowHash));
                }
            }

            Record(name, view, news, confirmed, documents.Policies(name).Policies.Synchronization.AsksForState ? [.. news.Select(item => item.Answer.Sku)] : [], askedAt, [.. looks.Where(look => look.Seen?.View == view)]);
            taken += news.Count;
        }

        looks.Clear();
        return taken;
    }

    private int Take(string name, StoreView view, IReadOnlyList<Listing> batch, IReadOnlyDictionary<string, ShownProduct> shown, DateTimeOffset askedAt)
    {
        var news = new List<(AnswerRecord Answer, byte[] RowHash)>();
        var confirmed = new Dictionary<string, int>(StringComparer.Ordinal);
        // Where rows hang on answers, the next delta looks at what was answered.
        var asks = documents.Policies(name).Policies.Synchronization.AsksForState;
        var awaited = new List<string>();
        using (var sent = ledger.View(name, view.Name))
        {
            foreach (var listing in batch)
            {
                // What was sent may have changed since the batch was put together: the ledger of now decides.
                if (sent.Find(listing.Sku) is { } entry && sent.Row(listing.Sku) is { } row && FeedSheets.Find(row.Sheet) is { } sheet)
                {
                    var answer = Judge(view, entry, EncodedRow.Parse(sheet, row.Row), sheet, shown.GetValueOrDefault(listing.Sku));
                    var before = listing.Answer;
                    if (answer.Confirms && before is not { Confirms: true, OfRowSent: true })
                    {
                        confirmed[answer.RowRun] = confirmed.GetValueOrDefault(answer.RowRun) + 1;
                    }

                    if (before is null || before.State.ToString() != answer.State || before.Confirms != answer.Confirms || !before.OfRowSent || !before.Reasons.SequenceEqual(answer.Reasons))
                    {
                        if (asks || entry.HeldCode == PublishingReasons.InReview.Code)
                        {
                            awaited.Add(entry.Sku);
                        }

                        news.Add((answer, [.. entry.Hashes.Content.ToArray(), .. entry.Hashes.Price.ToArray(), .. entry.Hashes.Stock.ToArray()]));
                    }
                }
            }
        }

        Record(name, view.Name, news, confirmed, awaited, askedAt);
        return news.Count;
    }

    private void Record(string name, string view, List<(AnswerRecord Answer, byte[] RowHash)> news, Dictionary<string, int> confirmed, List<string> awaited, DateTimeOffset askedAt, IReadOnlyList<ProductLook>? looks = null)
    {
        List<CallLine> drifted = [.. (looks ?? []).Where(look => look.Drift is { IsNone: false }).Select(look => new CallLine(look.Seen!.View, look.Seen.Group, look.Seen.ProductId, "look", false, look.Drift!.Sentences()))];
        if ((news.Count == 0 && drifted.Count == 0) || runs.LastOfRows(name) is not { } run)
        {
            if (looks is { Count: > 0 })
            {
                state.Write((db, transaction) => Keep(db, transaction));
            }

            return;
        }

        var at = Instants.Text(askedAt);
        runs.AppendReview(
            name, run.Id, view,
            (previous, position) => new ReviewRecord(name, askedAt, previous, position, [.. news.Select(item => item.Answer)], []) { Calls = drifted.Count > 0 ? drifted : null },
            (db, transaction) =>
            {
                news.ForEach(item => Answers.Put(db, transaction, name, item.Answer, item.RowHash, at, JsonSerializer.Serialize(item.Answer.Reasons)));
                freshness.NoteConfirmed(db, transaction, name, confirmed, askedAt);
                Awaiting.Add(db, transaction, name, awaited, Awaiting.Answered, at, "TikTok", "");
                Keep(db, transaction);
            });

        void Keep(System.Data.Common.DbConnection db, System.Data.Common.DbTransaction transaction)
        {
            foreach (var look in looks ?? [])
            {
                ListingReview.Keep(db, transaction, name, look, askedAt);
            }
        }
    }

    private static AnswerRecord Judge(StoreView view, LedgerEntry entry, EncodedRow row, FeedSheet sheet, ShownProduct? shown)
    {
        if (shown is null)
        {
            return new AnswerRecord(view.Name, entry.Sku, AnswerStates.Absent, false, entry.Run, [], "");
        }

        var confirms = entry.State != SentState.Deleting && ShownRow.IsSent(sheet, row, shown);
        var filtered = shown.ImageStatus == "FILTERED";
        var state = shown.AuditStatus switch
        {
            _ when !confirms => ListingState.DeliveredUnconfirmed,
            AuditStatus.Rejected => ListingState.Rejected,
            _ when filtered => ListingState.Rejected,
            AuditStatus.Approved => ListingState.Approved,
            _ => ListingState.InReview,
        };
        IReadOnlyList<string> reasons = state != ListingState.Rejected ? [] :
        [
            .. shown.RejectedReasons.Select(reason => string.IsNullOrEmpty(reason.Suggestion) ? reason.Reason ?? "rejected without a reason" : $"{reason.Reason}; {reason.Suggestion}"),
            .. filtered ? ["image filtered by TikTok; use an image of at least 500 x 500 pixels"] : Array.Empty<string>(),
        ];
        return new AnswerRecord(view.Name, entry.Sku, state.ToString(), confirms, entry.Run, reasons, shown.Raw);
    }
}
