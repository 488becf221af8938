using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Accounts;
using Connector.Policy.Documents;
using Connector.Sandbox;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Demo;

/// <summary>
/// A folder with a synthetic shop and the documents that read it: <c>shop/</c>, <c>documents/</c>, and <c>synthetic-shop.json</c>, which says
/// what the shop holds. Its addresses lead nowhere (.example), so that nothing of it can reach TikTok.
/// </summary>
internal static class SyntheticFolder
{
    public const string Name = "synthetic";
    private const string Mark = "synthetic-shop.json";
    private static readonly TimeSpan NeverStale = TimeSpan.FromDays(3650);

    /// <summary>Writes shop and documents over an older synthetic shop, or into a new folder.</summary>
    /// <exception cref="PersonMustDecideException">Something else is in the folder.</exception>
    public static ShopWritten Write(ShopPlan plan, string folder, CancellationToken cancellation)
    {
        var mark = Path.Combine(folder, Mark);
        if (Directory.Exists(folder) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new PersonMustDecideException("sandbox.folder", $"The folder {folder} holds something that is no synthetic shop.", "Name a new folder with --out, or one that holds a shop made by this command.");
        }

        Directory.CreateDirectory(folder);
        // First of all the mark: a shop that was given up half way may be written over.
        File.WriteAllText(mark, "{}\n");
        Documents(Path.Combine(folder, "documents"));
        var written = SyntheticShop.Write(plan, Path.Combine(folder, "shop"), cancellation);
        File.WriteAllText(mark, JsonSerializer.Serialize(written, JsonLines.Options) + "\n");
        return written;
    }

    private static void Documents(string folder)
    {
        Write(folder, DocumentKinds.Source, new StoreSource
        {
            Title = "Synthetic shop",
            Location = "../../shop",
            ImageBaseUrl = "https://images.synthetic.example/{catalog}",
        });
        Write(folder, DocumentKinds.Policy, new AttributeMapping
        {
            Title = "The synthetic shop's attributes",
            Color = new AttributeSource { Attribute = "color" },
            Size = new AttributeSource { Attribute = "size" },
            Material = new AttributeSource { Attribute = "material" },
            Gender = new AttributeSource { Attribute = "gender" },
            ShippingWeight = new AttributeSource { Attribute = "weight" },
            CustomLabel0 = new AttributeSource { Attribute = "season" },
        }, "mapping");
        Write(folder, DocumentKinds.Account, new Account
        {
            Title = "Synthetic shop, for dry runs",
            Country = "GB",
            Currency = "GBP",
            Environment = AccountEnvironment.Sandbox,
            ExternalBusinessId = Name,
            InventoryListId = SyntheticShop.InventoryList,
            Policies = new AccountPolicies { Mapping = Name },
            Drop = new AccountDrop { Url = "https://drop.synthetic.example/tiktok" },
            Alert = new AccountAlert { BaseUrl = "https://tiktok.synthetic.example" },
            Review = new AccountReview { BaseUrl = "https://tiktok.synthetic.example/open_api/v1.3" },
            // Its files are as old as they are.
            CatalogMaxAge = NeverStale,
            InventoryMaxAge = NeverStale,
            Views =
            [
                new StoreView
                {
                    Name = "uk",
                    Source = Name,
                    Site = SyntheticShop.Site,
                    Locale = "en-GB",
                    Currency = "GBP",
                    PriceBooks = SyntheticShop.PriceBooks,
                    InventoryLists = [SyntheticShop.InventoryList],
                    LandingPage = "https://www.synthetic.example/p/{sku}.html",
                    CatalogId = Name,
                },
            ],
        });
    }

    private static void Write<T>(string folder, string kind, T document, string? type = null)
    {
        var members = JsonSerializer.SerializeToNode(document, State.Documents.Json)!.AsObject();
        if (type is not null)
        {
            members = new JsonObject([new("type", type), .. members.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]);
        }

        var path = Path.Combine(folder, kind, Name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, members.ToJsonString(State.Documents.Json) + "\n");
    }
}
