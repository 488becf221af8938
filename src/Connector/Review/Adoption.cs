using System.Security.Cryptography;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Store;

namespace Connector.Review;

/// <summary>What a ledger began with. Chained.</summary>
/// <param name="Run">What the adopted rows say they were sent by; empty in a dry run.</param>
/// <param name="Account">The account.</param>
/// <param name="At">As of when.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Because">Why.</param>
/// <param name="Previous">SHA-256 of the account's chained record before this one.</param>
/// <param name="Position">Its place in the account's chain.</param>
/// <param name="Views">View by view.</param>
/// <param name="Files">SHA-256 of the list of rows that were adopted.</param>
public sealed record AdoptionRecord(
    string Run, string Account, DateTimeOffset At, string By, string Because, string Previous, long Position, IReadOnlyList<AdoptedView> Views, IReadOnlyDictionary<string, string> Files);

/// <summary>What TikTok shows of one view, for a ledger that is empty.</summary>
/// <param name="View">The view.</param>
/// <param name="CatalogId">TikTok's catalog.</param>
public sealed record AdoptedView(string View, string CatalogId)
{
    /// <summary>Why TikTok cannot be asked about it; null: it was.</summary>
    public string? NotCompared { get; init; }

    /// <summary>Products that TikTok shows; each is in the ledger now.</summary>
    public long Shown { get; init; }

    /// <summary>Of those, SKUs that the shop sells.</summary>
    public long Known { get; init; }

    /// <summary>Of those, SKUs that the shop does not sell.</summary>
    public long Orphans { get; init; }

    /// <summary>Some of them.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Orphans of which TikTok does not show all that a row must have: it may refuse the row that says they are out of stock.</summary>
    public long Incomplete { get; init; }

    /// <summary>SKUs that the shop sells.</summary>
    public long InShop { get; init; }

    /// <summary>What the policy does with orphans: true deletes them, false takes them off the shelf.</summary>
    public bool Deletes { get; init; }

    /// <summary>How many products the catalog has, where TikTok lists only the first of them; null: it listed all.</summary>
    public long? OnlyFirstOf { get; init; }
}

/// <summary>
/// Begins the ledger of a shop that is already on TikTok with what TikTok lists, so that the first feed sees what the shop no longer sells, and wipes nothing else.
/// </summary>
public sealed class Adoption(Catalogs catalogs, Documents documents, Ledger ledger, StateDatabase state, Mirror mirror, Runs runs, RunFolders folders, Leases leases, TimeProvider clock)
{
    private const int Examples = 10;

    /// <summary>Adopts what TikTok lists of all views of an account that it can be asked about.</summary>
    /// <param name="name">The account.</param>
    /// <param name="dry">Only look.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="because">Why; may be empty.</param>
    /// <param name="told">Told how far it is.</param>
    /// <param name="cancellation">Ends it; nothing is adopted then.</param>
    /// <exception cref="PersonMustDecideException">The ledger is not empty, no view can be asked about, or another run is going on.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked; nothing was adopted.</exception>
    public async Task<AdoptionRecord> AdoptAsync(string name, bool dry, string by, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        var account = documents.Account(name);
        if (account.Delivery == DeliveryChannel.Calls)
        {
            throw new PersonMustDecideException(
                "adopt.calls", $"The goods of account {name} go by calls: before one is created TikTok is asked for its sellers' SKUs, and a product that has them is taken over.",
                $"Make the first feeds; `connector feed full --account {name} --reconcile` names the products that were not listed from here.");
        }

        var asked = account.Views.Where(view => Reconciling.CanCompare(account, view)).ToList();
        if (asked.Count == 0)
        {
            throw new PersonMustDecideException(
                "adopt.unasked", $"TikTok cannot be asked what it lists for account {name}: {string.Join("; ", account.Views.Select(view => $"view {view.Name}: {Reconciling.WhyNot(account, view)}"))}.",
                "Give the account review.businessCenterId and review.accessToken, and each view its catalogId.");
        }

        using var lease = leases.Take(Leases.ProductOf(name), $"adoption by {by}");
        runs.DemandNoneOpen(name);
        DemandEmpty(name, asked);
        var run = dry ? null : runs.Prepare(name, "Adopt", by);
        var folder = run is null ? Directory.CreateTempSubdirectory("adopt-").FullName : folders.Of(name, run.Id);
        Directory.CreateDirectory(folder);
        try
        {
            using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
            var path = Path.Combine(folder, AdoptedRows.Name);
            using var adopted = new AdoptedRows(path);
            var (views, sheet) = await LookAsync(name, account, asked, adopted, told, whole.Token).ConfigureAwait(false);
            var record = new AdoptionRecord(run?.Id ?? "", name, clock.GetUtcNow(), by, because, "", 0, views, new Dictionary<string, string>());
            if (run is null)
            {
                return record;
            }

            var skus = adopted.Read().Select(row => row.Sku).ToHashSet(StringComparer.Ordinal);
            record = record with { Files = new Dictionary<string, string> { [AdoptedRows.Name] = Hash(path) } };
            lease.Demand();
            runs.Note(
                run, $"{skus.Count:N0} products that TikTok lists were adopted", RecordNames.Adopt, (previous, position) => record with { Previous = previous, Position = position },
                (db, transaction) =>
                {
                    Ledger.Apply(db, name, run.Id, Instants.Text(record.At), sheet, adopted.Read());
                    Awaiting.Add(db, transaction, name, skus.Order(StringComparer.Ordinal), Awaiting.Drifted, Instants.Text(record.At), by, "adopted from TikTok");
                });
            return record;
        }
        catch when (run is not null)
        {
            folders.Clear(name, run.Id);
            throw;
        }
        finally
        {
            if (run is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<(IReadOnlyList<AdoptedView> Views, string Sheet)> LookAsync(
        string name, Account account, IReadOnlyList<StoreView> asked, AdoptedRows adopted, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var at = clock.GetUtcNow();
        var row = new AdoptedRow(account);
        var deletes = documents.Policies(name).Policies.Synchronization.OnStoreDelete == OnStoreDelete.Delete;
        var views = account.Views.ToDictionary(view => view.Name, view => new AdoptedView(view.Name, view.CatalogId) { NotCompared = Reconciling.WhyNot(account, view), Deletes = deletes }, StringComparer.Ordinal);
        var api = catalogs.Of(account);
        foreach (var catalog in asked.GroupBy(view => view.CatalogId, StringComparer.Ordinal))
        {
            using var comparison = new CatalogComparison(name, account, [.. catalog], _ => true, ledger, state, mirror, at, Take);
            await comparison.RunAsync(api, catalog.Key, (count, total) => told.Report(new TripStep("adopt", "products shown", Done: false, count, total)), cancellation).ConfigureAwait(false);
            foreach (var view in comparison.Views)
            {
                views[view.View] = views[view.View] with { OnlyFirstOf = view.OnlyFirstOf };
            }
        }

        foreach (var view in account.Views)
        {
            using var shop = mirror.Snapshot(view.Source);
            views[view.Name] = views[view.Name] with { InShop = shop.View(view, at).Count() };
        }

        return ([.. account.Views.Select(view => views[view.Name])], row.Sheet);

        void Take(StoreView view, ShownProduct shown, string? group)
        {
            adopted.Add(row.Of(view, shown, group, out var isWhole));
            var before = views[view.Name];
            var orphans = group is null ? 1 : 0;
            views[view.Name] = before with
            {
                Shown = before.Shown + 1, Known = before.Known + 1 - orphans, Orphans = before.Orphans + orphans, Incomplete = before.Incomplete + (isWhole ? 0 : orphans),
                Examples = group is null && before.Examples.Count < Examples ? [.. before.Examples, shown.Sku] : before.Examples,
            };
        }
    }

    private void DemandEmpty(string name, IReadOnlyList<StoreView> views)
    {
        foreach (var view in views)
        {
            using var sent = ledger.View(name, view.Name);
            if (sent.HasAny())
            {
                throw new PersonMustDecideException(
                    "adopt.begun", $"The ledger of account {name} has rows of view {view.Name}: what TikTok lists can only be adopted into an empty one.",
                    $"To take up only what is unknown, and repair what differs, run `connector feed full --account {name} --reconcile`; to begin anew, run `connector account rebuild --account {name}` first.");
            }
        }
    }

    private static string Hash(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
