using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Policy;
using Connector.Policy.Documents;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>What a feed is made of and where it goes; the same for a run and a dry run.</summary>
/// <param name="AccountName">The account.</param>
/// <param name="Account">Its document.</param>
/// <param name="Views">The views to write.</param>
/// <param name="Policies">The policies in force.</param>
/// <param name="Sheet">Sheet of the product feed.</param>
/// <param name="Stamp">Goes into the file names; 14 digits.</param>
/// <param name="Instant">The instant of the run.</param>
/// <param name="Gzip">Compression level of product files.</param>
/// <param name="Folder">The run's folder.</param>
public sealed record FeedPlan(
    string AccountName, Account Account, IReadOnlyList<StoreView> Views, PolicyDocuments Policies, FeedSheet Sheet, string Stamp, DateTimeOffset Instant, int Gzip, string Folder)
{
    private Compiled? _compiled;
    private string? _circumstances;

    /// <summary>Where the files go: below the run's folder, or where a dry run was told to leave them.</summary>
    public string FilesFolder { get; init; } = Path.Combine(Folder, "files");

    public string ChangesPath => Path.Combine(Folder, "ledger-changes.bin");

    /// <summary>Nothing of it will be delivered: what the ledger would learn is counted, not kept, and files need not outlive a power cut.</summary>
    public bool IsDry { get; init; }

    /// <summary>A stock feed tells no increase, and no SKU that was never told: a brake holds them back until a person has looked.</summary>
    public bool InPart { get; init; }

    /// <summary>Every row is made anew, whatever an earlier feed remembers.</summary>
    public bool Afresh { get; init; }

    /// <summary>Largest file in bytes.</summary>
    public long PartLimit => Account.Drop.PartLimitMb * 1_000_000L;

    public string HeldPath => Path.Combine(Folder, "held.csv");

    /// <summary>A dry run in another sheet than the account's. The ledger's rows are of the account's sheet, so here nothing counts as published.</summary>
    public bool IsOfAnotherSheet => Sheet.Id != Account.Sheet;

    /// <summary>The documents that decide, with their versions: of the same look as <see cref="Policies"/>.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>What people decided about single SKUs of the account.</summary>
    public IReadOnlyDictionary<string, SkuDecision> Decisions { get; init; } = FrozenDictionary<string, SkuDecision>.Empty;

    /// <summary>By which documents the account's pins hold now: see <see cref="State.Pins"/>; null where nothing is pinned.</summary>
    public string? Pins { get; init; }

    /// <summary>The kind of feed.</summary>
    public FeedKind Kind { get; init; }

    /// <summary>The last entry of <see cref="State.Awaiting"/> that is looked at.</summary>
    public long Awaited { get; init; }

    /// <summary>
    /// The fingerprint of all that decides besides the shop, time and people's decisions about single SKUs: policies, sheet, views, what the account is in, and this
    /// program. Where it differs from a cursor's, a delta looks at everything.
    /// </summary>
    public string Circumstances => _circumstances ??= Hash();

    /// <summary>What of a row is sent where TikTok has an earlier one.</summary>
    public Publishing Publishing => Once().Publishing;

    /// <summary>The policies as ordered steps; compiled once.</summary>
    public PolicySheet Compile() => Once().Steps;

    public Facts FactsFor(StoreView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new Facts
        {
            Instant = Instant,
            Account = AccountName,
            Country = view.Country.Length > 0 ? view.Country : Account.Country,
            Currency = Account.Currency,
            Site = view.Site,
            Limits = Sheet.Limits,
            Decisions = Decisions,
        };
    }

    /// <summary>Compiled when it is first asked for; anew in a copy of the plan that has other policies or another sheet.</summary>
    private Compiled Once()
    {
        if (_compiled is not { } compiled || !ReferenceEquals(compiled.Policies, Policies) || !ReferenceEquals(compiled.Sheet, Sheet))
        {
            _compiled = compiled = new Compiled(Policies, Sheet, PolicySheet.Compile(Policies, Sheet.Version, Sheet.HasDetails), new Publishing(Policies.Synchronization, Sheet));
        }

        return compiled;
    }

    private string Hash()
    {
        // How files are delivered, how it is called, and when a person must look, change no row.
        var account = Account with { Title = "", Approval = false, Drop = new(), Alert = new(), Review = new(), CatalogMaxAge = default, InventoryMaxAge = default, Freshness = new(), Brakes = new(), Intake = new(), Pull = new(), Shop = new() };
        // A pin ends with the versions under which it was made, also where another version says the same.
        var text = $"{Compile().Fingerprint}\n{State.Pins.Mark(Versions)}\n{Sheet.Version}\n{JsonSerializer.Serialize(account)}\n{typeof(FeedPlan).Module.ModuleVersionId}\n{typeof(PolicySheet).Module.ModuleVersionId}";
        return Hash128.Of(Encoding.UTF8.GetBytes(text)).ToString();
    }

    private sealed record Compiled(PolicyDocuments Policies, FeedSheet Sheet, PolicySheet Steps, Publishing Publishing);
}
