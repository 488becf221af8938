using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Connector.Accounts;
using Connector.Feeds;
using Connector.Intake;
using Connector.Policy;
using Connector.State;
using Connector.Store;
using Connector.Stores.Sfcc;
using CsvHelper;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Stories;

/// <summary>A Connector with a data folder of its own, one shop and one view, which makes its feeds without delivering them.</summary>
internal sealed class DryShop : IDisposable
{
    private const string AccountName = "shop";
    private readonly string _folder = Directory.CreateTempSubdirectory("dry-").FullName;
    private readonly ServiceProvider _services;
    private readonly StoreView _view;
    private readonly ManualClock _clock;
    private readonly List<string> _rollbacks;
    private readonly List<string> _stops = [];

    /// <param name="source">Where the shop is read.</param>
    /// <param name="view">How it is looked at; name and source are set here.</param>
    /// <param name="country">The TikTok shop's.</param>
    /// <param name="instant">The time of the read and of the feeds.</param>
    /// <param name="policies">Policy documents by type, each with what differs from the default.</param>
    public DryShop(StoreSource source, StoreView view, string country, DateTimeOffset instant, JsonObject? policies = null)
    {
        _view = view with { Name = "view", Source = "shop" };
        _clock = new ManualClock(instant);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<IStoreAdapter>(new SfccAdapter())
            .AddConnector(new ConnectorSettings { Data = Path.Combine(_folder, "data") })
            .BuildServiceProvider();
        var told = policies ?? [];
        var named = told.Where(pair => DocumentKinds.PolicyTypes.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value!.DeepClone().AsObject(), StringComparer.Ordinal);
        string Name(string type) => named.ContainsKey(type) ? type : "";
        var account = new Account
        {
            Country = country, Currency = view.Currency, ExternalBusinessId = "biz-1", InventoryListId = "main", CatalogMaxAge = TimeSpan.FromDays(3650), InventoryMaxAge = TimeSpan.FromDays(3650), Drop = new AccountDrop { Url = "file:///nowhere" }, Views = [_view],
            Policies = new AccountPolicies { Synchronization = Name("synchronization"), Inventory = Name("inventory"), Pricing = Name("pricing"), Image = Name("image"), Mapping = Name("mapping") },
            Categories = told.ContainsKey("categories") ? "categories" : "",
            Brakes = told["brakes"]?.Deserialize<AccountBrakes>(Documents.Json) ?? new AccountBrakes(),
        };
        Services.GetRequiredService<Documents>().Apply(
            [
                new DocumentText(DocumentKinds.Source, "shop", Documents.Write(source), "source"),
                .. named.Select(policy => new DocumentText(DocumentKinds.Policy, policy.Key, Typed(policy.Key, policy.Value), policy.Key)),
                .. Parts(told, "policies").Select(policy => new DocumentText(DocumentKinds.Policy, policy.Key, policy.Value!.ToJsonString(), policy.Key)),
                .. told["categories"] is { } categories ? [new DocumentText(DocumentKinds.Categories, "categories", categories.ToJsonString(), "categories")] : Array.Empty<DocumentText>(),
                .. Parts(told, "templates").Select(template => new DocumentText(DocumentKinds.Template, template.Key, OfAccount(template.Value!), template.Key)),
                .. Parts(told, "rules").Select(rule => new DocumentText(DocumentKinds.Rule, rule.Key, OfAccount(rule.Value!), rule.Key)),
                new DocumentText(DocumentKinds.Account, AccountName, Documents.Write(account), "account"),
            ],
            "tests",
            out _).Should().BeEmpty();
        _rollbacks = [.. Parts(told, "rollbacks").Select(rollback => rollback.Key)];
        var decisions = Services.GetRequiredService<SkuDecisions>();
        foreach (var (sku, because) in Parts(told, "takedowns"))
        {
            decisions.Make(AccountName, SkuDecisions.Takedown, [sku], "", "Ada", because!.GetValue<string>());
        }

        foreach (var (sku, template) in Parts(told, "assignments"))
        {
            decisions.Make(AccountName, SkuDecisions.Assignment, [sku], template!.GetValue<string>(), "Ada", "by hand");
        }
    }

    public IServiceProvider Services => _services;

    public ReadReport Read() => Services.GetRequiredService<StoreReading>().ReadAsync("shop", StoreReadKind.Full, acceptLoss: false, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Takes the shop as it was before, and what a full and an inventory feed make of it as sent.</summary>
    /// <param name="before">Where the shop of before is read.</param>
    public void Publish(StoreSource before)
    {
        var after = Services.GetRequiredService<Documents>().Source("shop");
        Apply(before);
        Read();
        var (making, state) = (Services.GetRequiredService<FeedMaking>(), Services.GetRequiredService<StateDatabase>());
        foreach (var (kind, run) in new[] { (FeedKind.Full, "20260101000000-full"), (FeedKind.Inventory, "20260101000001-inventory") })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, run)).FullName;
            var plan = Services.GetRequiredService<FeedRun>().PlanFor(new FeedOrder(AccountName, kind, "tests"), Services.GetRequiredService<Documents>().Account(AccountName), folder) with { IsDry = false };
            plan = plan with { Policies = plan.Policies with { Synchronization = plan.Policies.Synchronization with { ProductUpload = new() } } };
            using var shops = new ShopSnapshots(Services.GetRequiredService<Mirror>(), plan, kind, making.Workers);
            _ = kind == FeedKind.Full ? making.Products(plan, shops, null, _ => { }, CancellationToken.None) : making.Inventory(plan, shops, null, _ => { }, CancellationToken.None);
            using var changes = File.OpenRead(plan.ChangesPath);
            state.Write((db, _) => Ledger.Apply(db, AccountName, run, Instants.Text(plan.Instant), plan.Sheet.Id, LedgerChange.Read(changes)));
        }

        Apply(after);
        var mark = Pins.Mark(Services.GetRequiredService<Documents>().Policies(AccountName).Versions);
        foreach (var sku in _rollbacks)
        {
            state.Write((db, transaction) => db.Execute(
                """
                INSERT INTO pin(account, view_name, sku, rollback, run, sheet, row, versions, made_by, because, at)
                SELECT account, view_name, sku, '20260101000002-rollback', '20260101000000-full', sheet, row, @mark, 'Ada', 'a mistake', '2026-01-01T00:00:00.000Z' FROM ledger_row WHERE sku = @sku
                """,
                new { sku, mark }, transaction));
        }

        void Apply(StoreSource source) => Services.GetRequiredService<Documents>().Apply([new DocumentText(DocumentKinds.Source, "shop", Documents.Write(source), "source")], "tests", out _).Should().BeEmpty();
    }

    /// <summary>The rows of manual files that were refused, as they are answered.</summary>
    public string IntakeErrors { get; private set; } = "";

    /// <summary>Takes a manual file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="at">When it came; null: now.</param>
    public void Take(string path, DateTimeOffset? at)
    {
        bool isRead;
        using (var snapshot = Services.GetRequiredService<Mirror>().Snapshot("shop"))
        {
            isRead = snapshot.Scopes.Count > 0;
        }

        if (!isRead)
        {
            Read();
        }

        var now = _clock.GetUtcNow();
        _clock.Advance((at ?? now) - now);
        var bytes = File.ReadAllBytes(path);
        var record = Services.GetRequiredService<IntakeTaking>().Take(
            AccountName, "Ada", new IntakeFile(Path.GetFileName(path), path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), null), CancellationToken.None);
        _clock.Advance(now - _clock.GetUtcNow());
        if (record.ErrorsSha256.Length > 0)
        {
            IntakeErrors += File.ReadAllText(Path.Combine(Services.GetRequiredService<Archive.RunFolders>().Of(AccountName, record.Intake), "errors.csv"));
        }
    }

    public async Task<DryFeeds> FeedsAsync()
    {
        var products = await GoAsync(FeedKind.Full);
        var inventory = await GoAsync(FeedKind.Inventory);
        return new DryFeeds(
            Text(products),
            inventory.Made.Files.Select(file => Path.Combine(inventory.Folder, file.Name)).SingleOrDefault(),
            Held(products),
            Held(inventory),
            products.Made.Views.Single())
        {
            Brakes = [.. _stops],
        };
    }

    /// <summary>The product file in another sheet than the account's, with what it holds.</summary>
    public async Task<(string Text, IReadOnlyList<HeldRow> Held)> FeedAsync(string sheet)
    {
        var products = await GoAsync(FeedKind.Full, sheet);
        return (Text(products), Held(products));
    }

    public (Passage? Passage, DesiredRow? Desired, LedgerEntry? Sent, Archive.PolicyRecord Policies) Explain(string sku, string? sheet = null) =>
        Services.GetRequiredService<FeedRun>().Explain(AccountName, _view, sku, sheet);

    public void Dispose()
    {
        _services.Dispose();
        Pools.Clear(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    private Task<FeedResult> GoAsync(FeedKind kind, string? sheet = null) => Services.GetRequiredService<FeedRun>().GoAsync(
        new FeedOrder(AccountName, kind, "tests") { DryRun = true, Sheet = sheet, Out = Path.Combine(_folder, $"{kind}{sheet}") },
        new Trip.Told(step =>
        {
            if (step.Step == "brake")
            {
                _stops.Add($"{kind.Words()}: {step.Sentence}");
            }
        }),
        CancellationToken.None);

    private static string Text(FeedResult products) => string.Concat(
        products.Made.Files.Where(file => file.Kind == FeedFileKind.Product).Select(file => File.ReadAllText(Path.Combine(products.Folder, file.Name), new UTF8Encoding(false, true))));

    private static List<HeldRow> Held(FeedResult result) => [.. Csv.Rows(File.ReadAllText(Path.Combine(result.Folder, "held.csv")), ',').Select(row => new HeldRow(row["sku"], row["code"], row["reason"], row["remedy"]))];

    /// <summary>Documents by name: the templates and rules of the account, and policies that only templates name.</summary>
    private static JsonObject Parts(JsonObject policies, string kind) => policies[kind]?.AsObject() ?? [];

    private static string OfAccount(JsonNode document)
    {
        var members = document.DeepClone().AsObject();
        members["account"] = AccountName;
        return members.ToJsonString();
    }

    private static string Typed(string type, JsonObject policy)
    {
        policy["type"] = type;
        return policy.ToJsonString();
    }
}

/// <summary>What is held, as held.csv says it.</summary>
internal sealed record HeldRow(string Sku, string Code, string Reason, string Remedy);

/// <summary>The files of a dry run of both feeds.</summary>
/// <param name="Product">The product file; empty where there is none.</param>
/// <param name="InventoryFile">Path of the inventory file; null where there is none.</param>
/// <param name="Held">held.csv of the product feed.</param>
/// <param name="HeldFromInventory">held.csv of the inventory feed.</param>
/// <param name="Counts">Both ends of the count.</param>
internal sealed record DryFeeds(string Product, string? InventoryFile, IReadOnlyList<HeldRow> Held, IReadOnlyList<HeldRow> HeldFromInventory, ViewCounts Counts)
{
    private static readonly XNamespace Inventory = "http://www.demandware.com/xml/impex/inventory/2007-05-31";

    /// <summary>What brakes say of both feeds.</summary>
    public IReadOnlyList<string> Brakes { get; init; } = [];

    /// <summary>Rows by column name, in the order of the file.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows => Csv.Rows(Product, '|');

    /// <summary>SKU and what can be sold of it, in the order of the file.</summary>
    public IReadOnlyList<(string Sku, int Quantity)> Quantities => InventoryFile is null
        ? []
        : [.. XDocument.Load(InventoryFile).Descendants(Inventory + "record").Select(record => (record.Attribute("product-id")!.Value, (int)record.Element(Inventory + "ats")!))];
}

/// <summary>Reads separated values with another reader than the one that is tried.</summary>
internal static class Csv
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string text, char separator)
    {
        var lines = Lines(text, separator);
        return lines.Count == 0
            ? []
            : [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    public static List<string[]> Lines(string text, char separator)
    {
        var form = new CsvReaderOptions { Separator = separator, HasHeader = false, SkipEmptyLines = false, MalformedData = CsvMalformedDataHandling.Throw };
        using var reader = CsvReader.FromText(text.TrimStart('\uFEFF'), form);
        var lines = new List<string[]>();
        while (reader.Read())
        {
            lines.Add(reader.Current.ToArray());
        }

        return lines;
    }
}
