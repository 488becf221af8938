using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Archive;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Watching;

namespace Connector.Listings;

/// <summary>Of which categories rules and attributes are fetched.</summary>
/// <param name="Categories">Ids of leaves; empty: those that the account's listing templates use.</param>
/// <param name="All">Every leaf that the shop may use: thousands of calls.</param>
public sealed record OnboardingScope(IReadOnlyList<string> Categories, bool All);

/// <summary>What came of it.</summary>
/// <param name="Document">Name of the document with the categories.</param>
/// <param name="Versions">The versions that came to be; empty: nothing had changed. One that is pending waits for approval.</param>
/// <param name="Leaves">Leaf categories in the tree.</param>
/// <param name="Fetched">Categories whose rules and attributes were fetched.</param>
/// <param name="Changes">What is new in them.</param>
/// <param name="Untold">Categories of which TikTok told nothing, and why.</param>
/// <param name="SetUp">The shop's other lists.</param>
public sealed record OnboardingResult(
    string Document, IReadOnlyList<DocumentVersion> Versions, int Leaves, int Fetched, IReadOnlyList<CategoryChange> Changes, IReadOnlyList<string> Untold, ShopSetUp SetUp)
{
    /// <summary>Every fault for which the documents were not stored; empty: they were.</summary>
    public IReadOnlyList<DocumentFault> Faults { get; init; } = [];
}

/// <summary>
/// Fetches what must be known of a TikTok shop before goods are listed: categories with their rules and attributes, as a version of the account's document, and warehouses, ways of
/// delivery, carriers, prerequisites and brands. Checklist ACC-05, ATT-06.
/// </summary>
public sealed class Onboarding(Shops shops, Documents documents, ShopData data, FeedLog log, TimeProvider clock)
{
    /// <summary>Calls at a time; the pace decides how fast.</summary>
    private const int AtOnce = 4;

    /// <summary>Where TikTok wants the tree of seven levels (facts/tiktok.md 3.5): the US and South-East Asia.</summary>
    private static readonly string[] OfSevenLevels = ["US", "ID", "MY", "PH", "SG", "TH", "VN"];

    /// <summary>Fetches it all, and applies the categories as the person's change: where the account asks for approval, they wait for it.</summary>
    /// <exception cref="PersonMustDecideException">The account is not authorised, or a category is no leaf.</exception>
    /// <exception cref="RemoteFailedException">TikTok could not be asked; nothing was stored.</exception>
    public async Task<OnboardingResult> FetchAsync(string name, OnboardingScope scope, string by, string because, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(told);
        using var logged = log.For(documents.WantsLog(name, policy => policy.FeedLog) ? name : null);
        var (account, api) = (documents.Account(name), shops.Of(name));
        var document = account.Categories.Length > 0 ? account.Categories : name;
        var before = SetOf(document) ?? new CategorySet { Country = account.Country, CategoryVersion = OfSevenLevels.Contains(account.Country) ? "v2" : "v1", Title = $"TikTok's categories, {account.Country}" };
        var setUp = await SetUpAsync(api, told, cancellation).ConfigureAwait(false);

        var tree = await api.GetCategoriesAsync(before.CategoryVersion, null, cancellation).ConfigureAwait(false);
        var wanted = Wanted(name, scope, tree);
        var (rules, attributes, untold) = (new ConcurrentDictionary<string, ChannelCategoryRules>(), new ConcurrentDictionary<string, IReadOnlyList<ChannelAttributeForm>>(), new ConcurrentDictionary<string, string>());
        var done = 0;
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (id, inner) =>
        {
            var (its, forms) = (await api.GetRulesAsync(id, before.CategoryVersion, null, inner).ConfigureAwait(false), await api.GetAttributesAsync(id, before.CategoryVersion, null, inner).ConfigureAwait(false));
            if (its.IsDone && forms.IsDone)
            {
                (rules[id], attributes[id]) = (its.Value!, forms.Value!);
            }
            else
            {
                untold[id] = $"{id}: {its.Faults.Concat(forms.Faults).First().Sentence}";
            }

            told.Report(new TripStep("onboarding", "categories", Done: false, Interlocked.Increment(ref done), wanted.Count));
        }).ConfigureAwait(false);

        var ids = tree.Select(category => category.Id).ToHashSet(StringComparer.Ordinal);
        var after = before with
        {
            Categories = tree,
            Rules = Merged(before.Rules, rules, ids),
            Attributes = Merged(before.Attributes, attributes, ids),
            IdentifierExempt = [.. before.IdentifierExempt.Where(ids.Contains)],
        };
        data.Put(name, setUp);
        var faults = Apply(name, account, document, after, by, because, out var versions);
        return new OnboardingResult(
            document, versions, tree.Count(category => category.IsLeaf), rules.Count, CategoryChange.Between(before, after), [.. untold.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)], setUp) { Faults = faults };
    }

    private IReadOnlyList<DocumentFault> Apply(string name, Account account, string document, CategorySet after, string by, string because, out IReadOnlyList<DocumentVersion> versions)
    {
        var given = new List<DocumentText>();
        // That it was fetched again is no change: what was fetched is.
        if (SetOf(document) is not { } inForce || Documents.Write(after with { Fetched = inForce.Fetched }) != Documents.Write(inForce))
        {
            given.Add(new DocumentText(DocumentKinds.Categories, document, Documents.Write(after with { Fetched = Instants.Text(clock.GetUtcNow()) }), $"{DocumentKinds.Categories}/{document}"));
        }

        if (account.Categories.Length == 0)
        {
            var members = JsonNode.Parse(documents.Find(DocumentKinds.Account, name)!.Text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
            members["categories"] = document;
            given.Add(new DocumentText(DocumentKinds.Account, name, members.ToJsonString(Documents.Json), $"{DocumentKinds.Account}/{name}"));
        }

        return documents.Apply(given, by, out versions, because.Length > 0 ? because : "fetched from TikTok");
    }

    private static async Task<ShopSetUp> SetUpAsync(ShopApi api, IProgress<TripStep> told, CancellationToken cancellation)
    {
        var prerequisites = await api.GetPrerequisitesAsync(cancellation).ConfigureAwait(false);
        // Addresses name people, and nothing here needs them.
        var warehouses = (await api.GetWarehousesAsync(cancellation).ConfigureAwait(false)).Select(warehouse => warehouse with { Rest = null }).ToList();
        var deliveries = new List<WarehouseDelivery>();
        var carriers = new Dictionary<string, IReadOnlyList<ShippingProvider>>(StringComparer.Ordinal);
        foreach (var warehouse in warehouses.Where(warehouse => warehouse.Type != "RETURN_WAREHOUSE"))
        {
            foreach (var option in await api.GetDeliveryOptionsAsync(warehouse.Id, cancellation).ConfigureAwait(false))
            {
                if (!carriers.TryGetValue(option.Id, out var its))
                {
                    carriers[option.Id] = its = await api.GetShippingProvidersAsync(option.Id, cancellation).ConfigureAwait(false);
                }

                deliveries.Add(new WarehouseDelivery { WarehouseId = warehouse.Id, Id = option.Id, Name = option.Name, Type = option.Type, Carriers = its });
            }
        }

        told.Report(new TripStep("onboarding", $"{warehouses.Count} warehouses, {carriers.Count} ways of delivery", Done: false, warehouses.Count));
        return new ShopSetUp
        {
            Warehouses = warehouses,
            Deliveries = deliveries,
            Prerequisites = prerequisites,
            Brands = await BrandsAsync(api, onlyAuthorised: false, cancellation).ConfigureAwait(false),
            AuthorisedBrands = await BrandsAsync(api, onlyAuthorised: true, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>How many there are: the first page tells.</summary>
    private static async Task<long?> BrandsAsync(ShopApi api, bool onlyAuthorised, CancellationToken cancellation)
    {
        await foreach (var page in api.ListBrandsAsync(null, null, onlyAuthorised, null, cancellation).ConfigureAwait(false))
        {
            return page.Total ?? (page.NextPageToken.Length == 0 ? page.Brands.Count : null);
        }

        return null;
    }

    private IReadOnlyList<string> Wanted(string name, OnboardingScope scope, IReadOnlyList<ChannelCategory> tree)
    {
        var leaves = tree.Where(category => category.IsLeaf).ToDictionary(category => category.Id, StringComparer.Ordinal);
        if (scope.All)
        {
            return [.. leaves.Values.Where(leaf => leaf.PermissionStatuses?.Contains("PROHIBITED") != true).Select(leaf => leaf.Id)];
        }

        if (scope.Categories.FirstOrDefault(id => !leaves.ContainsKey(id)) is { } wrong)
        {
            throw new PersonMustDecideException(
                "order.category", $"{wrong} is {(tree.Any(category => category.Id == wrong) ? "no leaf of TikTok's tree" : "not in TikTok's tree")} for account {name}.", "Name ids of leaves; `connector categories show` has the tree as it was last fetched.");
        }

        return scope.Categories.Count > 0 ? [.. scope.Categories.Distinct(StringComparer.Ordinal)] : [.. UsedBy(name).Where(leaves.ContainsKey)];
    }

    /// <summary>The categories of the account's listing templates.</summary>
    private IEnumerable<string> UsedBy(string name) => documents.InForce(DocumentKinds.Template)
        .Select(version => JsonSerializer.Deserialize<ListingTemplate>(version.Text, Documents.Json)!)
        .Where(template => template.Account == name && template.Category.Length > 0).Select(template => template.Category).Distinct(StringComparer.Ordinal);

    private CategorySet? SetOf(string document) => documents.Find(DocumentKinds.Categories, document) is { } version ? JsonSerializer.Deserialize<CategorySet>(version.Text, Documents.Json) : null;

    /// <summary>What was fetched, and of what was not the one before; not what is no longer in the tree. In the order of ids, so that the same is written the same.</summary>
    private static Dictionary<string, T> Merged<T>(IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> fetched, HashSet<string> ids) =>
        before.Keys.Union(fetched.Keys).Where(ids.Contains).Order(StringComparer.Ordinal).ToDictionary(id => id, id => fetched.TryGetValue(id, out var now) ? now : before[id], StringComparer.Ordinal);
}
