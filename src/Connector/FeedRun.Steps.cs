using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Connector.Accounts;
using Connector.Alerts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;

namespace Connector;

/// <summary>The steps of the trip in detail.</summary>
public sealed partial class FeedRun
{
    /// <summary>One SKU through every step of an account's view, by the same pass that makes its row.</summary>
    /// <param name="accountName">The account.</param>
    /// <param name="view">One of its views.</param>
    /// <param name="sku">The SKU.</param>
    /// <param name="sheet">As which feed sheet; null: the account's. Of another one nothing was ever sent.</param>
    public (Passage? Passage, DesiredRow? Desired, LedgerEntry? Sent, PolicyRecord Policies) Explain(string accountName, StoreView view, string sku, string? sheet = null)
    {
        var account = documents.Account(accountName);
        var now = clock.GetUtcNow();
        var plan = Plan(new FeedOrder(accountName, FeedKind.Full, "explain") { View = view.Name, Sheet = sheet }, account, Instants.Stamp(now), now, folders.Root);
        using var snapshot = mirror.Snapshot(view.Source);
        using var sent = making.Sent(plan, view);
        var rows = making.Rows(plan, view, snapshot, sent, _ => false);
        return (rows.Explain(sku), rows.One(sku), sent.Find(sku), Record(plan.Compile(), plan));
    }

    /// <summary>After a restore, a feed that tells everything compares what TikTok shows; before it, nothing else goes.</summary>
    private FeedOrder AfterRestore(FeedOrder order)
    {
        if (restored.DueSince(order.Account, order.Kind) is null)
        {
            return order;
        }

        if (order.Kind.IsDelta() || order.View is not null)
        {
            restored.DemandNone(order.Account, order.Kind);
        }

        return order.Kind == FeedKind.Full ? order with { Reconcile = true } : order;
    }

    private const string InPart = "in part";

    private async Task<FeedResult> DryAsync(FeedOrder order, Account account, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var folder = order.Out ?? Path.Combine(Path.GetDirectoryName(folders.Root)!, "dry-runs", $"{order.Account}-{order.Kind.ToString().ToLowerInvariant()}");
        Directory.CreateDirectory(folder);
        var plan = Plan(order, account, Instants.Stamp(now), now, folder) with { FilesFolder = folder, IsDry = true };
        using var shops = new ShopSnapshots(mirror, plan, order.Kind, making.Workers);
        if (order.Reconcile)
        {
            await reconciling.GoAsync(order, account, null, folder, told, cancellation).ConfigureAwait(false);
        }

        var delta = DeltaFor(order, plan, shops);
        told.Report(Looked(plan, shops, delta));
        var made = Make(plan, shops, delta, told, cancellation);
        told.Report(new TripStep("feed", Sentence(made), Done: true, made.Rows));
        foreach (var trip in Brake.Trips(plan, made, delta, brakes.Permission(order.Account, order.Kind), making))
        {
            told.Report(new TripStep("brake", $"a delivery would {(order.Kind.IsInventory() ? "go without increases" : "stop here")}: {trip.Sentence}", Done: true));
        }

        foreach (var missing in shops.Missing)
        {
            told.Report(new TripStep("brake", $"a delivery would stop here: {missing}", Done: true));
        }

        return new FeedResult(null, FeedEnd.Dry, made, folder);
    }

    /// <summary>What a delta has to look at; null for other feeds.</summary>
    internal DeltaPlan? DeltaFor(FeedOrder order, FeedPlan plan, ShopSnapshots shops)
    {
        if (!order.Kind.IsDelta())
        {
            return null;
        }

        var cursor = runs.Cursor(order.Account, order.Kind);
        return DeltaPlan.Of(
            plan, shops, cursor, awaiting.Behind(order.Account, cursor?.Awaited ?? 0), runs.Cursor(order.Account, FeedKind.Full)?.Instant, view => making.Sent(plan, view));
    }

    private static TripStep Looked(FeedPlan plan, ShopSnapshots shops, DeltaPlan? delta)
    {
        if (delta is { Everything: null })
        {
            var groups = plan.Views.Sum(view => delta.Groups(view).Count);
            return new TripStep("store", $"{groups} item groups to look at as of read {shops.ReadNumber}", Done: true, groups);
        }

        return new TripStep("store", $"{shops.Count} SKUs as of read {shops.ReadNumber}{(delta is null ? "" : $", all of them looked at: {delta.Everything}")}", Done: true, shops.Count);
    }

    private FeedMade Make(FeedPlan plan, ShopSnapshots shops, DeltaPlan? delta, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var total = delta is { Everything: null } ? 0 : shops.Count;
        void Progress(long read) => told.Report(new TripStep("feed", "rows", Done: false, read, total));
        return plan.Kind.IsInventory() ? making.Inventory(plan, shops, delta, Progress, cancellation) : making.Products(plan, shops, delta, Progress, cancellation);
    }

    /// <summary>
    /// Holds what was made against the brakes. A product feed that trips one ends here and waits for a person. A stock feed is made once more, in part: what was told goes
    /// down at once, so that a brake sells nothing that is not there; what would go up waits.
    /// </summary>
    private async Task<FeedMade> WeighAsync(
        RunRow run, FeedPlan plan, ShopSnapshots shops, DeltaPlan? delta, BrakePermission? permission, FeedMade made, IProgress<TripStep> told, CancellationToken cancellation)
    {
        if (plan.InPart)
        {
            told.Report(new TripStep("brake", $"increases are held back: {brakes.OfStock(run.Account)?.Sentence}", Done: true));
            return made;
        }

        var trips = Brake.Trips(plan, made, delta, permission, making);
        if (trips.Count == 0)
        {
            return made;
        }

        await made.Lasting.ConfigureAwait(false);
        var record = new BrakeRecord(run.Id, run.Account, plan.Kind, clock.GetUtcNow(), trips, made);
        folders.Put(run.Account, run.Id, BrakeRecord.Name, record);
        foreach (var trip in trips)
        {
            told.Report(new TripStep("brake", trip.Sentence, Done: true, trip.Count));
        }

        if (plan.Kind.IsInventory())
        {
            Directory.Delete(plan.FilesFolder, recursive: true);
            var inPart = Make(plan with { InPart = true }, shops, delta, told, cancellation);
            if (inPart.Files.Count > 0)
            {
                told.Report(new TripStep("brake", "decreases are delivered; increases wait for a person", Done: true));
                return inPart;
            }

            await inPart.Lasting.ConfigureAwait(false);
        }

        // Nothing of it is ever sealed.
        File.Delete(ChangesOf(run));
        brakes.Stop(run, record);
        throw Brake.Stop(run.Account, run.Id, trips);
    }

    /// <summary>Ends a run that has nothing to send. A delta's cursor moves all the same, and what the ledger learns beside rows is learnt.</summary>
    private void Settle(RunRow run, FeedMade made)
    {
        var (store, policy) = (folders.Get<StoreRecord>(run.Account, run.Id, RecordNames.Store)!, folders.Get<PolicyRecord>(run.Account, run.Id, RecordNames.Policy)!);
        if (Enum.Parse<FeedKind>(run.Kind) is var kind && !kind.IsDelta())
        {
            if (OrderOf(run).Order.View is null)
            {
                restored.Settle(run.Account, kind);
            }

            runs.End(run, "nothing", "there was nothing to send");
            return;
        }

        var at = clock.GetUtcNow();
        runs.Settle(run, CursorOf(run, store, made), (db, transaction) =>
        {
            Learn(db, run, policy, made, at);
            if (!made.InPart)
            {
                BrakeBook.Sealed(db, transaction, run, kind, OrderOf(run).Permission, OrderOf(run).Order.View is null, at);
            }
        });
        folders.Clear(run.Account, run.Id);
    }

    /// <summary>A feed of one view says nothing of the others: the account's cursors stay.</summary>
    private FeedCursor? CursorOf(RunRow run, StoreRecord store, FeedMade made) => OrderOf(run).Order.View is not null ? null
        // What went in part has not told all: of no fingerprint, so that the next delta looks at everything.
        : made.InPart && store.Cursor is not null ? store.Cursor with { Fingerprint = InPart }
        : store.Cursor;

    private RunRecord OrderOf(RunRow run) => folders.Get<RunRecord>(run.Account, run.Id, RecordNames.Run)!;

    /// <summary>Applies what a run changes in the ledger. Hashed as it is applied: a list of another feed is noticed at its end, before anything is committed.</summary>
    private void Learn(DbConnection db, RunRow run, PolicyRecord policy, FeedMade made, DateTimeOffset at)
    {
        var changes = ChangesOf(run);
        using var hash = SHA256.Create();
        using var file = new FileStream(changes, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var hashed = new CryptoStream(file, hash, CryptoStreamMode.Read);
        using var stream = new BufferedStream(hashed, 1 << 16);
        Ledger.Apply(db, run.Account, run.Id, Instants.Text(at), policy.Sheet.Split('/')[0], LedgerChange.Read(stream));
        if (Convert.ToHexStringLower(hash.Hash!) != made.LedgerChangesSha256)
        {
            throw new InvalidDataException($"{changes} is not the list that was made with the feed of run {run.Id}; restore it, or rebuild the account");
        }
    }

    private string ChangesOf(RunRow run) => Path.Combine(folders.Of(run.Account, run.Id), "ledger-changes.bin");

    /// <returns>False where the activity log was wanted and the disk refused it.</returns>
    private bool Seal(RunRow run, FeedKind kind, Account account, Delivery delivery, FeedMade made, IReadOnlyList<SealedFile> delivered, AlertRecord alert)
    {
        var folder = folders.Of(run.Account, run.Id);
        var store = folders.Get<StoreRecord>(run.Account, run.Id, RecordNames.Store)!;
        var policy = folders.Get<PolicyRecord>(run.Account, run.Id, RecordNames.Policy)!;
        var order = folders.Get<RunRecord>(run.Account, run.Id, RecordNames.Run);
        var changes = ChangesOf(run);
        var isWanted = documents.WantsLog(run.Account, policy => policy.ActivityLog);
        var activity = isWanted && ActivityFile.TryWrite(changes, Path.Combine(folder, ActivityFile.Name));

        List<SealedFile> manifest =
        [
            .. delivered,
            .. ((string[])
            [
                "held.csv", .. ((string[])[RecordNames.AlertAttempts, RecordNames.Jobs]).Where(name => folders.Has(run.Account, run.Id, name)), .. activity ? [ActivityFile.Name] : Array.Empty<string>(), .. made.Offers is { } offers ? [offers.Name] : Array.Empty<string>(),
                .. folders.Has(run.Account, run.Id, BrakeRecord.Name) ? [BrakeRecord.Name] : Array.Empty<string>(),
            ]).Select(name => Proving.Of(folder, name)),
        ];
        var ordered = OrderOf(run);
        var cursor = CursorOf(run, store, made);
        var tripped = made.InPart ? folders.Get<BrakeRecord>(run.Account, run.Id, BrakeRecord.Name) : null;
        var seal = new SealRecord(
            run.Id, run.Account, kind, clock.GetUtcNow(), store.ReadNumber, policy.Fingerprint, "", 0,
            RecordNames.Steps.ToDictionary(name => name, name => folders.Hash(run.Account, run.Id, name), StringComparer.Ordinal),
            manifest.ToDictionary(file => file.Name, file => file.Sha256, StringComparer.Ordinal))
        {
            Manifest = manifest, StartedBy = run.StartedBy, Started = Instants.Parse(run.Started), Connector = ordered.Connector, Documents = policy.Documents, Sheet = policy.Sheet, Cursor = cursor,
            Alerts = alert.Receipts, Jobs = alert.Jobs, Releases = ordered.Permission is { } permission ? [permission.Release] : null,
        };
        runs.Seal(run, seal, cursor, (db, transaction) =>
        {
            Learn(db, run, policy, made, alert.Taken);
            if (tripped is not null)
            {
                BrakeBook.Wait(db, transaction, run, tripped, inPart: true);
            }
            else if (!made.InPart)
            {
                BrakeBook.Sealed(db, transaction, run, kind, ordered.Permission, ordered.Order.View is null, seal.Sealed);
            }

            if (!kind.IsDelta() && !made.InPart && cursor is not null)
            {
                RestoredState.Settle(db, transaction, run.Account, kind);
            }

            if (account.Delivery != DeliveryChannel.Calls)
            {
                // Calls are made behind the seal, and counted when TikTok has taken them.
                Freshness.NoteDelivered(db, transaction, run.Account, kind, store, seal.Sealed);
            }

            delivery.Note(db, transaction, account, new RunToTell(run.Account, run.Id, kind), made, alert);
        });
        File.Delete(changes);
        return activity == isWanted;
    }

    /// <summary>A log that could not be written keeps no run from its seal, and is not passed over in silence.</summary>
    private void TellOfLogs(bool isActivityWritten, IProgress<TripStep> told)
    {
        if (!isActivityWritten)
        {
            told.Report(new TripStep("log", "the activity log could not be written; look at the disk", Done: true));
        }

        if (log.TakeRefusal() is { } refusal)
        {
            told.Report(new TripStep("log", $"the feed log could not be written: {refusal}", Done: true));
        }
    }

    private Task<Lease> TakeAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var name = order.Kind.IsInventory() ? Leases.InventoryOf(order.Account) : Leases.ProductOf(order.Account);
        var what = $"{order.Kind.Words()} started by {order.StartedBy}";
        return order.Wait
            ? leases.WaitAsync(name, what, holder => told.Report(new TripStep("lease", $"waiting for process {holder.Pid} on {holder.Host}: {holder.What}", Done: false)), cancellation)
            : Task.FromResult(leases.Take(name, what));
    }

    private static void RefuseWhatCannotBeDelivered(FeedOrder order, Account account)
    {
        if (!account.Active)
        {
            throw new PersonMustDecideException("account.inactive", $"Account {order.Account} is not active.", "Set active to true in its document and apply it.");
        }

        // The sheet is looked up first: for one that does not exist, a dry run is no cure.
        var sheet = SheetOf(order, account);
        if (sheet.GoesBy != account.Delivery)
        {
            throw new PersonMustDecideException(
                "order.sheet", $"Account {order.Account} delivers by {account.Delivery.ToString().ToLowerInvariant()}, which takes no files of sheet {sheet.Id}.",
                $"Use --dry-run --out DIR to make files of sheet {sheet.Id}.");
        }

        if (sheet.Id != account.Sheet)
        {
            throw new PersonMustDecideException("order.sheet", $"Account {order.Account} delivers sheet {account.Sheet}, not {sheet.Id}.", $"Use --dry-run --out DIR to make files of sheet {sheet.Id}.");
        }

        if (account.Delivery == DeliveryChannel.Pull && order.Kind.IsInventory())
        {
            throw new PersonMustDecideException(
                "order.kind", $"Account {order.Account} is pulled by a catalog, which knows no quantities.", "Whether something is in stock goes with its row: use feed full or feed delta.");
        }

        if (account is { Delivery: DeliveryChannel.Pull, Pull.Mode: PullMode.Scheduled } && order.Kind != FeedKind.Full)
        {
            throw new PersonMustDecideException(
                "order.kind", $"Account {order.Account} is pulled at set times, and each pull replaces what is there: a delta would take all others off.", "Use feed full, or have files pulled when they are there: pull.mode asked.");
        }

        if (order.View is not null && order.Kind.IsInventory())
        {
            throw new PersonMustDecideException(
                "order.view", "An inventory feed is for all views: a SKU in several of them gets the smallest quantity.", "Leave --view out, or use --dry-run to look at one view.");
        }
    }

    private static TripStep Told(AlertRecord alert) => alert.Jobs is { } jobs
        ? new TripStep("pull", jobs.Count == 1 ? "TikTok's catalog has taken 1 job" : $"TikTok's catalogs have taken {jobs.Count} jobs", Done: true, jobs.Count)
        : alert.Calls is not null ? new TripStep("calls", "calls are put down with the seal", Done: true)
        : new TripStep("alert", $"{string.Join(", ", alert.Receipts.Select(receipt => $"{receipt.Alert.FeedType} {receipt.Alert.UpdateType}".ToLowerInvariant()))} taken", Done: true, alert.Receipts.Count);

    /// <summary>What a feed made now would be made of; for previews.</summary>
    /// <param name="order">The feed.</param>
    /// <param name="account">Its account.</param>
    /// <param name="folder">Where its files would go.</param>
    /// <param name="policies">Under these policies; null: those in force.</param>
    internal FeedPlan PlanFor(FeedOrder order, Account account, string folder, PolicyDocuments? policies = null)
    {
        var now = clock.GetUtcNow();
        return Plan(order, account, Instants.Stamp(now), now, folder, policies) with { FilesFolder = folder, IsDry = true };
    }

    private FeedPlan Plan(FeedOrder order, Account account, string stamp, DateTimeOffset instant, string folder, PolicyDocuments? policies = null)
    {
        var views = order.View is null ? account.Views : [.. account.Views.Where(view => view.Name == order.View)];
        if (views.Count == 0)
        {
            throw new PersonMustDecideException("order.view", $"Account {order.Account} has no view {order.View}.", $"It has {string.Join(", ", account.Views.Select(view => view.Name))}.");
        }

        // Before the decisions are looked up: one that is made in between is looked at once more by the next delta.
        var awaited = awaiting.Last(order.Account);
        var inForce = policies is null ? documents.Policies(order.Account) : (Policies: policies, Versions: []);
        var mark = Pins.Mark(inForce.Versions);
        return new FeedPlan(order.Account, account, views, inForce.Policies, SheetOf(order, account), stamp, instant, order.Gzip ?? account.Drop.Gzip, folder)
        {
            Afresh = order.Afresh,
            Versions = inForce.Versions,
            Kind = order.Kind,
            Awaited = awaited,
            Decisions = decisions.InForce(order.Account),
            Pins = policies is null && pins.Any(order.Account, mark) ? mark : null,
        };
    }

    private static FeedSheet SheetOf(FeedOrder order, Account account)
    {
        if (order.Sheet is not null && order.Kind.IsInventory())
        {
            throw new PersonMustDecideException("order.sheet", "An inventory feed has no feed sheet.", "Leave --sheet out.");
        }

        var id = order.Sheet ?? account.Sheet;
        return FeedSheets.Find(id)
            ?? throw new PersonMustDecideException("order.sheet", $"There is no feed sheet {id}.", $"Use one of {string.Join(", ", FeedSheets.All.Select(known => known.Id))}.");
    }

    private static PolicyRecord Record(PolicySheet policies, FeedPlan plan) => new(
        policies.Fingerprint, plan.Sheet.Version, plan.Versions, [.. policies.Steps.Select(step => $"{step.Name}: {step.Describe()}")], [.. plan.Publishing.Describe()]);

    /// <summary>Notes what stopped a run. One that can heal stays open; one that a person must look at waits.</summary>
    private void Note(RunRow run, Exception fault)
    {
        var made = folders.Has(run.Account, run.Id, RecordNames.Feed);
        var state = fault switch
        {
            PersonMustDecideException when !made => "waiting",
            RemoteFailedException or OperationCanceledException or PersonMustDecideException => "open",
            _ => made ? "open" : "failed",
        };
        runs.End(run, state, fault.Message);
        if (!made && state is ("waiting" or "failed") && Enum.Parse<FeedKind>(run.Kind).IsDelta())
        {
            foreach (var earlier in runs.ForgetEarlier(run, state))
            {
                folders.Clear(run.Account, earlier);
            }
        }
    }

    private static string Sentence(FeedMade made) =>
        $"{made.Rows:N0} rows in {Files(made.Files.Count)}; {made.Read:N0} read = {made.Views.Sum(view => view.Listed):N0} listed + {made.Held:N0} held";

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    private static string Version => typeof(FeedRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
