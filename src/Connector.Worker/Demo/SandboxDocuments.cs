using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Demo;

/// <summary>The documents that ship the sample shop to a sandbox: waits and times are those of a demo, all else as for a real shop.</summary>
internal static class SandboxDocuments
{
    private const string TreeVersion = "v1";

    public static void Write(SandboxWorld world)
    {
        if (world.Pictures is { } pictures)
        {
            var source = Path.Combine(world.Documents, DocumentKinds.Source, SampleShop.Source + ".json");
            var members = JsonNode.Parse(File.ReadAllText(source))!.AsObject();
            members["imageBaseUrl"] = $"{pictures.Uri.ToString().TrimEnd('/')}/{{catalog}}";
            File.WriteAllText(source, members.ToJsonString(State.Documents.Json) + "\n");
        }

        var byAlert = ByAlert(world);
        Write(world, SandboxWorld.AccountName, byAlert);
        if (world.Plan.HasEveryWay)
        {
            Write(world, SandboxWorld.PullAccount, ByPull(world, byAlert));
            Write(world, SandboxWorld.CallsAccount, ByCalls(world, byAlert));
            WriteCategories(world);
            WriteSettings(world);
        }
    }

    private static Account ByAlert(SandboxWorld world) => new()
    {
        Title = "Fell & Fern on TikTok Shop (sandbox)",
        Country = "GB",
        Currency = "GBP",
        Environment = AccountEnvironment.Sandbox,
        ExternalBusinessId = SandboxWorld.BusinessId,
        InventoryListId = "inventory_fellfern",
        Policies = new AccountPolicies { Synchronization = "default-synchronization", Inventory = "default-inventory", Image = "default-image", Mapping = "default-mapping" },
        Drop = new AccountDrop
        {
            Url = world.DropUrl,
            User = world.Plan.User,
            Password = new SecretReference { File = world.PasswordFile },
            AllowPlainHttp = !new Uri(world.DropUrl).IsLoopback || !new Uri(world.TikTokUrl).IsLoopback,
        },
        Alert = new AccountAlert { BaseUrl = world.TikTokUrl, DeletePause = TimeSpan.FromSeconds(1), FetchedAfter = TimeSpan.Zero, ExternalDataKey = new SecretReference { File = world.ExternalDataKeyFile } },
        Review = new AccountReview
        {
            BaseUrl = world.TikTokUrl + "/open_api/v1.3",
            BusinessCenterId = SandboxWorld.BusinessCenter,
            AccessToken = new SecretReference { File = world.TokenFile },
            Every = TimeSpan.FromSeconds(1),
            GiveUpAfter = TimeSpan.FromMinutes(2),
        },
        Views =
        [
            new StoreView
            {
                Name = "uk",
                Source = SampleShop.Source,
                Site = "FellFern",
                Locale = "en-GB",
                Currency = "GBP",
                PriceBooks = ["gbp-list", "gbp-sale"],
                InventoryLists = ["inventory_fellfern"],
                LandingPage = "https://www.fellfern.example/p/{sku}.html",
                CatalogId = SandboxWorld.CatalogId,
            },
        ],
    };

    private static Account ByPull(SandboxWorld world, Account byAlert) => byAlert with
    {
        Title = "Fell & Fern in a catalog that pulls (sandbox)",
        ExternalBusinessId = SandboxWorld.PullBusinessId,
        Delivery = DeliveryChannel.Pull,
        Drop = byAlert.Drop with { Url = world.PullUrl },
        Pull = new AccountPull { JobEvery = TimeSpan.FromSeconds(1) },
        Alert = new AccountAlert(),
        Views = [byAlert.Views[0] with { CatalogId = SandboxWorld.PullCatalogId }],
    };

    private static Account ByCalls(SandboxWorld world, Account byAlert) => byAlert with
    {
        Title = "Fell & Fern by calls (sandbox)",
        ExternalBusinessId = SandboxWorld.CallsBusinessId,
        Delivery = DeliveryChannel.Calls,
        Policies = byAlert.Policies with { Mapping = "by-calls" },
        Categories = SandboxWorld.CallsAccount,
        Drop = new AccountDrop(),
        Alert = new AccountAlert(),
        Review = byAlert.Review with { BusinessCenterId = "", AccessToken = new SecretReference() },
        Shop = new AccountShop
        {
            AppKey = SandboxWorld.AppKey,
            AppSecret = new SecretReference { File = world.AppSecretFile },
            ServiceId = SandboxWorld.ServiceId,
            ApiUrl = world.TikTokUrl,
            AuthUrl = world.TikTokUrl,
            AuthorizeUrl = world.TikTokUrl + "/open/authorize",
            CallsPerSecond = 40,
        },
        Views = [byAlert.Views[0] with { CatalogId = "" }],
    };

    /// <summary>The stand-in's tree, with what it says of the categories that the templates name: what <c>account onboard</c> would fetch, so that applying the folder again takes nothing back.</summary>
    private static void WriteCategories(SandboxWorld world)
    {
        var used = Directory.EnumerateFiles(Path.Combine(world.Documents, DocumentKinds.Template), "*.json")
            .Select(path => JsonSerializer.Deserialize<ListingTemplate>(File.ReadAllText(path), State.Documents.Json)!.Category).Distinct(StringComparer.Ordinal).ToList();
        var set = new JsonObject { ["title"] = "TikTok's categories, GB (sandbox)", ["country"] = "GB", ["categoryVersion"] = TreeVersion };
        foreach (var (name, value) in ShopCategories.BuiltIn.Told(TreeVersion, used).ToList())
        {
            set[name] = value?.DeepClone();
        }

        Write(world, DocumentKinds.Categories, SandboxWorld.CallsAccount, set);
    }

    /// <summary>Pictures and logs of jobs lie on this machine, where nothing is fetched unless it is allowed. Settings that are there are somebody's own.</summary>
    private static void WriteSettings(SandboxWorld world)
    {
        if (!File.Exists(world.Settings))
        {
            File.WriteAllText(world.Settings, new JsonObject { ["allowLoopback"] = true }.ToJsonString(State.Documents.Json) + "\n");
        }
    }

    private static void Write(SandboxWorld world, string name, Account account)
    {
        var members = JsonSerializer.SerializeToNode(account, State.Documents.Json)!.AsObject();
        // It follows from the way in which goods go: written down, it would hold where somebody tries another way.
        members.Remove("sheet");
        Write(world, DocumentKinds.Account, name, members);
    }

    private static void Write(SandboxWorld world, string kind, string name, JsonObject members)
    {
        var path = Path.Combine(world.Documents, kind, name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, members.ToJsonString(State.Documents.Json) + "\n");
    }
}
