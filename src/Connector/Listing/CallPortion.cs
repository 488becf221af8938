using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Watching;

namespace Connector.Listings;

/// <summary>
/// What was done since the last record: the calls, what they mean for each SKU, and the tasks that end with it. All of it is put down in one transaction with its chained record: of a
/// portion that was cut the tasks are still there, and find nothing left to call.
/// </summary>
internal sealed class CallPortion(string name, Account account, Runs runs, Freshness freshness, ShopData data, TimeProvider clock)
{
    private readonly List<CallLine> _lines = [];
    private readonly List<(CallTask Task, DesiredListing Desired, CallOutcome Outcome, KnownListing? Known)> _ended = [];
    private readonly Dictionary<string, Dictionary<(string SkuId, string Warehouse), ToldQuantity>> _told = new(StringComparer.Ordinal);

    private readonly List<(KnownListing Known, Drift Drift)> _seen = [];

    public int Count => _ended.Count;

    public void Add(CallTask task, DesiredListing desired, CallOutcome outcome, KnownListing? known)
    {
        _lines.AddRange(outcome.Lines);
        _ended.Add((task, desired, outcome, known));
        if (known is { Exists: true } && outcome.Told.Count > 0)
        {
            _told[known.ProductId] = new(outcome.Told);
        }
    }

    /// <summary>Asks TikTok for the quantities that it was told (success is no proof: an accepted call may have changed nothing).</summary>
    public async Task ReadBackAsync(ShopApi api, ListingBook book, CancellationToken cancellation)
    {
        foreach (var products in _told.Keys.Chunk(ShopApi.MaxStockProducts))
        {
            foreach (var shown in await api.SearchInventoryAsync(products, cancellation).ConfigureAwait(false))
            {
                if (!_told.Remove(shown.ProductId, out var told) || book.OfProduct(name, shown.ProductId) is not { } known)
                {
                    continue;
                }

                var wrong = shown.Skus
                    .SelectMany(sku => sku.WarehouseInventory.Select(stock => (Sku: sku.Id, stock.WarehouseId, Shown: stock.AvailableQuantity, Committed: stock.CommittedQuantity ?? sku.TotalCommittedQuantity)))
                    .Where(each => each.Shown is { } quantity && told.TryGetValue((each.Sku, each.WarehouseId), out var one) && one.WasNotTaken(quantity, each.Committed)).ToList();
                _seen.Add((known, new Drift([], [.. known.Skus.SelectMany(sku => wrong.Where(each => each.Sku == sku.Id).Take(1).Select(each => new DriftedSku(sku, $"{each.Shown}")))])));
                if (wrong.Count > 0)
                {
                    _lines.Add(new CallLine(known.View, known.Group, known.ProductId, "readBack", false, [.. wrong.Select(each => $"SKU {each.Sku} in warehouse {each.WarehouseId}: {told[(each.Sku, each.WarehouseId)].Quantity} was told, {each.Shown} is shown")]));
                }
            }
        }
    }

    /// <summary>Puts down what was done.</summary>
    public void Record()
    {
        if (_ended.Count == 0)
        {
            return;
        }

        var at = clock.GetUtcNow();
        var answers = new List<(AnswerRecord Answer, byte[] RowHash)>();
        foreach (var (_, desired, outcome, known) in _ended.Where(each => each is { Outcome.Again: null, Task.Kind: CallTaskKind.Product }))
        {
            // Of quantities alone nothing is learnt about the row.
            foreach (var sku in desired.Skus)
            {
                answers.Add((Answer(sku, desired, outcome, known), [.. sku.Entry.Hashes.Content.ToArray(), .. sku.Entry.Hashes.Price.ToArray(), .. sku.Entry.Hashes.Stock.ToArray()]));
            }
        }

        // The runs whose rows or quantities TikTok has taken now.
        var told = _ended.Where(each => each.Outcome.Again is null && each.Outcome.Lines.Any(line => line is { Done: true, Call: not "none" }))
            .SelectMany(each =>
            {
                var rows = each.Outcome.Lines.Any(line => line is { Done: true, Call: not ("none" or "stock") }) ? each.Desired.Skus.Select(sku => sku.Entry.Run) : [];
                var quantities = each.Outcome.Lines.Any(line => line is { Done: true, Call: "create" or "stock" }) ? each.Desired.Skus.SelectMany(sku => sku.Told.Values.Select(one => one?.Run)).OfType<string>() : [];
                return rows.Concat(quantities);
            })
            .Distinct(StringComparer.Ordinal).ToList();
        // A run counts once, with the first of its calls: what is told again later is no delivery of old data.
        var counted = data.Find<CallsCounted>(name)?.Data.Run ?? "";
        told = [.. told.Where(run => string.CompareOrdinal(run, counted) > 0)];
        if (runs.LastOfRows(name) is { } run)
        {
            var views = _ended.Select(each => each.Task.View).Distinct(StringComparer.Ordinal).ToList();
            runs.AppendReview(
                name, run.Id, views.Count == 1 ? views[0] : account.Views[0].Name,
                (previous, position) => new ReviewRecord(name, at, previous, position, [.. answers.Select(item => item.Answer)], []) { Calls = [.. _lines] },
                (db, transaction) =>
                {
                    answers.ForEach(item => Answers.Put(db, transaction, name, item.Answer, item.RowHash, Instants.Text(at), JsonSerializer.Serialize(item.Answer.Reasons)));
                    foreach (var (task, _, _, _) in _ended.Where(each => each.Outcome.Again is null))
                    {
                        CallQueue.Done(db, transaction, name, task);
                    }

                    freshness.NoteCalled(db, transaction, name, told, at);
                    if (told.Count > 0)
                    {
                        ShopData.Put(db, transaction, name, new CallsCounted(told.Max(StringComparer.Ordinal)!), at);
                    }

                    foreach (var (known, drift) in _seen)
                    {
                        if (!drift.IsNone)
                        {
                            CallQueue.AskAt(db, transaction, name, known.View, known.Group, CallPriorities.Stock, at, ListingBook.Doubt(db, transaction, name, known, drift, at.AddMinutes(1)));
                        }
                    }
                });
        }

        _lines.Clear();
        _ended.Clear();
        _seen.Clear();
        _told.Clear();
    }

    private AnswerRecord Answer(DesiredSku sku, DesiredListing desired, CallOutcome outcome, KnownListing? known)
    {
        var shown = JsonSerializer.Serialize(new { product = known?.ProductId, status = known?.Status, product_status = known?.ProductStatus, audit = known?.Audit, faults = outcome.Faults });
        if (sku.Entry.State == SentState.Deleting)
        {
            var isGone = known is null || !known.Exists || known.Skus.All(one => one.Sku != sku.Sku);
            return new AnswerRecord(desired.View, sku.Sku, isGone ? AnswerStates.Absent : nameof(ListingState.DeliveredUnconfirmed), false, sku.Entry.Run, [], shown);
        }

        if (outcome.Faults.Count == 0 && known is { Exists: true } && known.Skus.All(one => one.Sku != sku.Sku))
        {
            return new AnswerRecord(
                desired.View, sku.Sku, nameof(ListingState.DeliveredUnconfirmed), false, sku.Entry.Run, [$"TikTok has product {known.ProductId} without it, because it is sold out; it follows by itself when there is stock"], shown);
        }

        if (known is { Exists: true, Status: "DELETED" })
        {
            return new AnswerRecord(
                desired.View, sku.Sku, nameof(ListingState.DeletedThere), true, sku.Entry.Run,
                [$"other hands deleted product {known.ProductId} at TikTok; where it shall be listed again: connector product upload {sku.Sku} --account {name}"], shown);
        }

        var state = outcome.Faults.Count > 0 ? outcome.IsOwnFault ? ListingState.FailedToSync : known is { Exists: true, Status: "ACTIVATE" } ? ListingState.LiveEditRejected : ListingState.Rejected
            : known is { Exists: true } ? ShopStates.Of(known.Status, known.Audit) : ListingState.DeliveredUnconfirmed;
        IReadOnlyList<string> reasons = outcome.Faults.Count > 0 ? [.. outcome.Faults.Select(fault => $"{fault.Sentence.TrimEnd('.')}; {fault.Remedy}")] : known?.Reasons ?? [];
        return new AnswerRecord(desired.View, sku.Sku, state.ToString(), true, sku.Entry.Run, reasons, shown);
    }
}

/// <summary>Up to which run an account's calls were counted as deliveries.</summary>
/// <param name="Run">The run.</param>
public sealed record CallsCounted(string Run);
