using System.Reflection;
using Connector.Accounts;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.State;
using Connector.Store;

namespace Connector;

/// <summary>The trip of a feed: store, policy, feed, drop, alert, seal. Each step leaves its record in the run's folder; the cursor moves with the seal, last.</summary>
public sealed class FeedRun(
    Documents documents, Mirror mirror, Ledger ledger, FeedMaking making, Delivery delivery, Runs runs, Leases leases, RunFolders folders, TimeProvider clock)
{
    /// <summary>Makes a feed and delivers it; a run of the same account and kind that was cut before is finished first.</summary>
    /// <exception cref="PersonMustDecideException">Another run is going on, the data is too old, or a brake stopped the feed.</exception>
    /// <exception cref="RemoteFailedException">The drop or TikTok failed; the run stays open and is taken up again.</exception>
    public async Task<FeedResult> GoAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(told);
        var account = documents.Account(order.Account);
        if (order.DryRun)
        {
            return Dry(order, account, told, cancellation);
        }

        if (order.Sheet is { } sheet && sheet != account.Sheet)
        {
            throw new PersonMustDecideException("order.sheet", $"Account {order.Account} delivers sheet {account.Sheet}, not {sheet}.", "Use --dry-run --out DIR to make files of another sheet.");
        }

        using var lease = await TakeAsync(order, told, cancellation).ConfigureAwait(false);
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        await FinishCutAsync(order, account, lease, told, whole.Token).ConfigureAwait(false);

        var run = runs.Begin(order);
        try
        {
            folders.Create(order.Account, run.Id);
            var plan = Plan(order, account, run.Stamp, Instants.Parse(run.Started), folders.Of(order.Account, run.Id));
            using var shops = new Shops(mirror, plan, order.Kind);
            folders.Put(order.Account, run.Id, RecordNames.Run, new RunRecord(run.Id, order.Account, order.Kind, order.StartedBy, plan.Instant, run.Stamp, Version, order));
            told.Report(new TripStep("run", $"run {run.Id} begins", Done: true));

            folders.Put(order.Account, run.Id, RecordNames.Store, shops.Record());
            told.Report(new TripStep("store", $"{shops.Count} SKUs as of read {shops.ReadNumber}", Done: true, shops.Count));

            var policies = plan.Compile();
            folders.Put(order.Account, run.Id, RecordNames.Policy, Record(policies, plan, account));
            told.Report(new TripStep("policy", $"{policies.Steps.Count} steps, fingerprint {policies.Fingerprint[..12]}", Done: true));

            var made = Make(order, plan, shops, told, whole.Token);
            if (order.Kind == FeedKind.Full)
            {
                Brake.CheckEmpty(made);
            }

            if (made.Files.Count == 0)
            {
                runs.End(run, "nothing", "there was nothing to send");
                told.Report(new TripStep("feed", "nothing to send", Done: true));
                return new FeedResult(run.Id, FeedEnd.Nothing, made, plan.Folder);
            }

            folders.Put(order.Account, run.Id, RecordNames.Feed, made);
            told.Report(new TripStep("feed", Sentence(made), Done: true, made.Rows));
            return await DeliverAsync(run, order.Kind, account, made, lease, told, whole.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (Note(run, fault))
        {
            throw;
        }
    }

    /// <summary>Finishes the runs that were cut after their files were made; those cut before are started over. For the worker, when it starts.</summary>
    public async Task<int> ResumeAsync(IProgress<TripStep> told, CancellationToken cancellation)
    {
        var cut = runs.Open();
        foreach (var run in cut)
        {
            var order = new FeedOrder(run.Account, Enum.Parse<FeedKind>(run.Kind), run.StartedBy);
            if (folders.Has(run.Account, run.Id, RecordNames.Feed))
            {
                using var lease = await TakeAsync(order, told, cancellation).ConfigureAwait(false);
                await FinishCutAsync(order, documents.Account(run.Account), lease, told, cancellation).ConfigureAwait(false);
            }
            else
            {
                await GoAsync(folders.Get<RunRecord>(run.Account, run.Id, RecordNames.Run)?.Order ?? order, told, cancellation).ConfigureAwait(false);
            }
        }

        return cut.Count;
    }

    /// <summary>One SKU through every step of an account's view, by the same pass that makes its row.</summary>
    public (Passage? Passage, DesiredRow? Desired, LedgerEntry? Sent, PolicyRecord Policies) Explain(string accountName, StoreView view, string sku)
    {
        var account = documents.Account(accountName);
        var now = clock.GetUtcNow();
        var plan = Plan(new FeedOrder(accountName, FeedKind.Full, "explain") { View = view.Name }, account, Instants.Stamp(now), now, folders.Root);
        using var snapshot = mirror.Snapshot(view.Source);
        using var sent = ledger.View(accountName, view.Name);
        var rows = making.Rows(plan, view, snapshot, sent, _ => false);
        return (rows.Explain(sku), rows.One(sku), sent.Find(sku), Record(plan.Compile(), plan, account));
    }

    private FeedResult Dry(FeedOrder order, Account account, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var folder = order.Out ?? Path.Combine(Path.GetDirectoryName(folders.Root)!, "dry-runs", $"{order.Account}-{order.Kind.ToString().ToLowerInvariant()}");
        Directory.CreateDirectory(folder);
        var plan = Plan(order, account, Instants.Stamp(now), now, folder) with { FilesFolder = folder };
        using var shops = new Shops(mirror, plan, order.Kind);
        told.Report(new TripStep("store", $"{shops.Count} SKUs as of read {shops.ReadNumber}", Done: true, shops.Count));
        var made = Make(order, plan, shops, told, cancellation);
        File.Delete(plan.ChangesPath);
        told.Report(new TripStep("feed", Sentence(made), Done: true, made.Rows));
        return new FeedResult(null, FeedEnd.Dry, made, folder);
    }

    private FeedMade Make(FeedOrder order, FeedPlan plan, Shops shops, IProgress<TripStep> told, CancellationToken cancellation)
    {
        void Progress(long read) => told.Report(new TripStep("feed", "rows", Done: false, read, shops.Count));
        return order.Kind == FeedKind.Inventory
            ? making.Inventory(plan, shops.Of, Progress, cancellation)
            : making.Products(plan, shops.Of, Progress, cancellation);
    }

    private async Task<FeedResult> DeliverAsync(RunRow run, FeedKind kind, Account account, FeedMade made, Lease lease, IProgress<TripStep> told, CancellationToken cancellation)
    {
        if (folders.Get<DropRecord>(run.Account, run.Id, RecordNames.Drop) is not { } drop)
        {
            drop = await delivery.DropAsync(run.Account, account, run.Id, made, cancellation).ConfigureAwait(false);
            folders.Put(run.Account, run.Id, RecordNames.Drop, drop);
            told.Report(new TripStep("drop", $"{drop.Placed.Count} files, {drop.Placed.Sum(file => file.Length):N0} bytes", Done: true, drop.Placed.Count));
        }

        if (folders.Get<AlertRecord>(run.Account, run.Id, RecordNames.Alert) is not { } alert)
        {
            alert = await delivery.AlertAsync(
                account, made, attempt => told.Report(new TripStep("alert", $"TikTok answered {attempt.Code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? attempt.Error}", Done: false)),
                cancellation).ConfigureAwait(false);
            folders.Put(run.Account, run.Id, RecordNames.Alert, alert);
            told.Report(new TripStep("alert", $"{string.Join(", ", alert.Receipts.Select(receipt => $"{receipt.Alert.FeedType} {receipt.Alert.UpdateType}".ToLowerInvariant()))} taken", Done: true, alert.Receipts.Count));
        }

        await delivery.ClearAsync(run.Account, account, run.Id, made, cancellation).ConfigureAwait(false);
        lease.Demand();
        Seal(run, kind, account, made, alert);
        told.Report(new TripStep("seal", $"run {run.Id} sealed, {made.Changed} SKUs differ from what was sent before", Done: true, made.Changed));
        return new FeedResult(run.Id, FeedEnd.Sealed, made, folders.Of(run.Account, run.Id));
    }

    private void Seal(RunRow run, FeedKind kind, Account account, FeedMade made, AlertRecord alert)
    {
        var folder = folders.Of(run.Account, run.Id);
        var store = folders.Get<StoreRecord>(run.Account, run.Id, RecordNames.Store)!;
        var policy = folders.Get<PolicyRecord>(run.Account, run.Id, RecordNames.Policy)!;
        var files = made.Files.ToDictionary(file => $"files/{file.Name}", file => file.Sha256, StringComparer.Ordinal);
        files["held.csv"] = folders.Hash(run.Account, run.Id, "held.csv");
        var seal = new SealRecord(
            run.Id, run.Account, kind, clock.GetUtcNow(), store.ReadNumber, policy.Fingerprint, "", 0,
            RecordNames.Steps.ToDictionary(name => name, name => folders.Hash(run.Account, run.Id, name), StringComparer.Ordinal), files);
        var changes = Path.Combine(folder, "ledger-changes.bin");
        runs.Seal(run, seal, (db, transaction) =>
        {
            using var stream = new FileStream(changes, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            Ledger.Apply(db, transaction, run.Account, run.Id, Instants.Text(alert.Taken), policy.Sheet.Split('/')[0], LedgerChange.Read(stream));
            foreach (var file in made.Files)
            {
                DropLedger.Note(db, transaction, run.Account, run.Id, Delivery.FolderOf(account, file.Kind), file, Instants.Text(alert.Taken));
            }
        });
        File.Delete(changes);
    }

    private async Task FinishCutAsync(FeedOrder order, Account account, Lease lease, IProgress<TripStep> told, CancellationToken cancellation)
    {
        foreach (var cut in runs.Open(order.Account, order.Kind))
        {
            if (folders.Get<FeedMade>(cut.Account, cut.Id, RecordNames.Feed) is { } made)
            {
                told.Report(new TripStep("resume", $"run {cut.Id} was cut after its files were made: it is finished first", Done: true));
                await DeliverAsync(cut, order.Kind, account, made, lease, told, cancellation).ConfigureAwait(false);
            }
            else
            {
                runs.End(cut, "abandoned", "cut before its files were whole; nothing of it was delivered");
                folders.Clear(cut.Account, cut.Id);
                told.Report(new TripStep("resume", $"run {cut.Id} was cut before its files were whole: it is started over", Done: true));
            }
        }
    }

    private Task<Lease> TakeAsync(FeedOrder order, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var name = $"{order.Account}/{(order.Kind == FeedKind.Inventory ? "inventory" : "product")}";
        var what = $"{order.Kind.ToString().ToLowerInvariant()} feed started by {order.StartedBy}";
        return order.Wait
            ? leases.WaitAsync(name, what, holder => told.Report(new TripStep("lease", $"waiting for process {holder.Pid} on {holder.Host}: {holder.What}", Done: false)), cancellation)
            : Task.FromResult(leases.Take(name, what));
    }

    private FeedPlan Plan(FeedOrder order, Account account, string stamp, DateTimeOffset instant, string folder)
    {
        var views = order.View is null ? account.Views : [.. account.Views.Where(view => view.Name == order.View)];
        if (views.Count == 0)
        {
            throw new PersonMustDecideException("order.view", $"Account {order.Account} has no view {order.View}.", $"It has {string.Join(", ", account.Views.Select(view => view.Name))}.");
        }

        var id = order.Sheet ?? account.Sheet;
        var sheet = FeedSheets.Find(id)
            ?? throw new PersonMustDecideException("order.sheet", $"There is no feed sheet {id}.", $"Use one of {string.Join(", ", FeedSheets.All.Select(known => known.Id))}.");
        return new FeedPlan(order.Account, account, views, documents.Policies(account).Policies, sheet, stamp, instant, order.Gzip ?? account.Drop.Gzip, folder);
    }

    private PolicyRecord Record(PolicySheet policies, FeedPlan plan, Account account) => new(
        policies.Fingerprint, plan.Sheet.Version, documents.Policies(account).Versions, [.. policies.Steps.Select(step => $"{step.Name}: {step.Describe()}")]);

    /// <summary>Notes what stopped a run. One that can heal stays open; one that a person must look at waits.</summary>
    private bool Note(RunRow run, Exception fault)
    {
        var made = folders.Has(run.Account, run.Id, RecordNames.Feed);
        var state = fault switch
        {
            PersonMustDecideException when !made => "waiting",
            RemoteFailedException or OperationCanceledException or PersonMustDecideException => "open",
            _ => made ? "open" : "failed",
        };
        runs.End(run, state, fault.Message);
        return true;
    }

    private static string Sentence(FeedMade made) =>
        $"{made.Rows:N0} rows in {made.Files.Count} files; {made.Read:N0} read = {made.Views.Sum(view => view.Listed):N0} listed + {made.Held:N0} held";

    private static string Version => typeof(FeedRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The mirror's snapshots that a run reads, one a shop, so that all views see the same instant.</summary>
    private sealed class Shops : IDisposable
    {
        private readonly Dictionary<string, MirrorSnapshot> _shops = new(StringComparer.Ordinal);
        private readonly List<(StoreView View, StoredScope Scope)> _sources = [];

        public Shops(Mirror mirror, FeedPlan plan, FeedKind kind)
        {
            foreach (var view in plan.Account.Views)
            {
                if (!_shops.ContainsKey(view.Source))
                {
                    _shops.Add(view.Source, mirror.Snapshot(view.Source));
                }
            }

            foreach (var view in plan.Views)
            {
                var reader = Of(view).View(view, plan.Instant);
                _sources.AddRange(reader.Sources.Select(scope => (view, scope)));
                Count += reader.Count();
            }

            ReadNumber = plan.Views.Min(view => Of(view).LastRead);
            Brake.CheckAge(_sources, kind, plan.Account, plan.Instant);
        }

        public long Count { get; }

        public long ReadNumber { get; }

        public MirrorSnapshot Of(StoreView view) => _shops[view.Source];

        public StoreRecord Record() => new(
            ReadNumber, [.. _sources.Select(source => new StoreSourceRecord(source.View.Name, source.View.Source, source.Scope.Scope.ToString(), source.Scope.ReadAt, source.Scope.SourceTime))]);

        public void Dispose()
        {
            foreach (var snapshot in _shops.Values)
            {
                snapshot.Dispose();
            }
        }
    }
}
