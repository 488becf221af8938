using Connector.Store;

namespace Connector.Accounts;

/// <summary>A TikTok shop that is kept from here. A versioned document.</summary>
public sealed record Account
{
    /// <summary>Name for people. Checklist ACC-08.</summary>
    public string Title { get; init; } = "";

    /// <summary>False: nothing runs for it. Checklist ACC-09.</summary>
    public bool Active { get; init; } = true;

    /// <summary>ISO 3166 country of the TikTok shop. Cannot be changed once saved (checklist ACC-10, D-19).</summary>
    public required string Country { get; init; }

    /// <summary>ISO 4217 currency of the TikTok shop.</summary>
    public required string Currency { get; init; }

    /// <summary>Which of TikTok's worlds it is in. Default production. Checklist ACC-14, D-22.</summary>
    public AccountEnvironment Environment { get; init; } = AccountEnvironment.Production;

    /// <summary>Id under which TikTok knows this shop in alerts (facts: interface A).</summary>
    public required string ExternalBusinessId { get; init; }

    /// <summary>Feed sheet of the product feed. Default <c>tiktok-sfcc</c>, the file that SFCC's own cartridge gives TikTok.</summary>
    public string Sheet { get; init; } = "tiktok-sfcc";

    /// <summary>The inventory list id that inventory feeds carry: one figure a SKU, over all lists that a view reads.</summary>
    public required string InventoryListId { get; init; }

    /// <summary>
    /// Stock by warehouse: a file for each, with what of a SKU's quantity is there. Empty (default): one figure under
    /// <see cref="InventoryListId"/>. Every inventory list that a view reads must then be one of these.
    /// </summary>
    public IReadOnlyList<AccountWarehouse> Warehouses { get; init; } = [];

    public AccountPolicies Policies { get; init; } = new();

    /// <summary>Name of the set of TikTok's categories that holds for it. Empty (default): no categories are known.</summary>
    public string Categories { get; init; } = "";

    /// <summary>
    /// True: a version of a document that decides for this account, this one included, goes live only when another person than its author approves it.
    /// Default false. Checklist RIV-08.
    /// </summary>
    public bool Approval { get; init; }

    public AccountDrop Drop { get; init; } = new();

    public AccountAlert Alert { get; init; } = new();

    public AccountReview Review { get; init; } = new();

    /// <summary>Oldest data that a product feed may be made from. Default 36 h.</summary>
    public TimeSpan CatalogMaxAge { get; init; } = TimeSpan.FromHours(36);

    /// <summary>Oldest data that an inventory feed may be made from. Default 4 h.</summary>
    public TimeSpan InventoryMaxAge { get; init; } = TimeSpan.FromHours(4);

    /// <summary>
    /// Days after which a row that no feed has sent again is sent by the next delta feed: TikTok lets products expire that were not refreshed for 30 days (facts:
    /// interface B). A full feed sends all of them, so that this concerns accounts without one. Default 25; 0: never.
    /// </summary>
    public int ResendAfterDays { get; init; } = 25;

    /// <summary>Where people put files with values of their own.</summary>
    public AccountIntake Intake { get; init; } = new();

    /// <summary>How old the shop's data may be when TikTok gets it.</summary>
    public AccountFreshness Freshness { get; init; } = new();

    /// <summary>Ways of looking at shops; each gives one product file.</summary>
    public IReadOnlyList<StoreView> Views { get; init; } = [];
}

/// <summary>
/// Targets, by which freshness is measured and missing them is told; nothing is held back by them. Counted from the shop's own time of the data to the end of
/// a delivery, and to TikTok's showing it. One of 1, 2, 5, 10, 15, 30 minutes and 1, 2, 4, 8, 24 hours. Checklist D-12.
/// </summary>
public sealed record AccountFreshness
{
    /// <summary>Of inventory feeds, inventory deltas and price deltas. Default 15 min. Raise it where the shop exports or is read less often.</summary>
    public TimeSpan PriceAndStock { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Of full and delta catalog feeds. Default 24 h.</summary>
    public TimeSpan Content { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>A warehouse that TikTok knows by an inventory list of its own.</summary>
public sealed record AccountWarehouse
{
    /// <summary>The shop's inventory list from which its stock is read.</summary>
    public required string List { get; init; }

    /// <summary>The inventory list id that its file carries.</summary>
    public required string InventoryListId { get; init; }
}

public enum AccountEnvironment
{
    Production,
    Sandbox,
}

/// <summary>Names of the policy documents that decide for an account. Empty: the one that is marked as the default of its type, else the built-in default.</summary>
public sealed record AccountPolicies
{
    /// <summary>Which products are listed. Checklist POL-10.</summary>
    public string Synchronization { get; init; } = "";

    /// <summary>Quantities, of products whose listing template names no inventory policy.</summary>
    public string Inventory { get; init; } = "";

    /// <summary>Prices, of products whose listing template names no pricing policy.</summary>
    public string Pricing { get; init; } = "";

    /// <summary>Images, of products whose listing template names no image policy.</summary>
    public string Image { get; init; } = "";

    /// <summary>Attributes, of products whose listing template names no attribute mapping.</summary>
    public string Mapping { get; init; } = "";
}

/// <summary>The place from which TikTok fetches the files.</summary>
public sealed record AccountDrop
{
    /// <summary>Folder for all feeds: a WebDAV address, or <c>file:</c> with a local path. SFCC's own is <c>.../webdav/Sites/Impex/src/feeds/export/social/tiktok</c>.</summary>
    public string Url { get; init; } = "";

    public string User { get; init; } = "";

    public SecretReference Password { get; init; } = new();

    /// <summary>Folder below <see cref="Url"/> for product and delete files. Default <c>product</c> (facts: sfcc.md 1.2).</summary>
    public string ProductFolder { get; init; } = "product";

    /// <summary>Folder below <see cref="Url"/> for inventory files. Default <c>inventory</c>.</summary>
    public string InventoryFolder { get; init; } = "inventory";

    /// <summary>The folder's address as TikTok reaches it, where that differs from <see cref="Url"/> (another host name, a local folder behind a server).</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Largest file in MB (10^6 bytes); a feed that is larger goes out in numbered parts of whole rows. Default 90: SFCC's WebDAV refuses files over 100.</summary>
    public int PartLimitMb { get; init; } = 90;

    /// <summary>Compress product files, level 1 to 9; 0 (default) leaves them plain.</summary>
    public int Gzip { get; init; }

    /// <summary>
    /// Days after their alert after which files leave the drop, with the next feed, where a later one of their kind lies there. Never before TikTok must have fetched
    /// them. Default 7; 0: never. The archive keeps them.
    /// </summary>
    public int KeepDays { get; init; } = 7;

    /// <summary>Allow http to a host that is not this machine. Default false: passwords would cross the network in the clear.</summary>
    public bool AllowPlainHttp { get; init; }
}

/// <summary>
/// The folder into which people put manual delta files (CSV): prices, stock, texts, takedowns that win over the shop. Each file is answered beside it, and moves to
/// <c>processed/</c> or <c>rejected/</c> below. Who may write into it may change what is sold: give it to few. Checklist OPS-01.
/// </summary>
public sealed record AccountIntake
{
    /// <summary>A WebDAV address, or <c>file:</c> with a local path. It must exist, and be no folder of feeds. Empty (default): nothing is taken.</summary>
    public string Url { get; init; } = "";

    public string User { get; init; } = "";

    public SecretReference Password { get; init; } = new();

    /// <summary>What happens to a file of which some rows cannot be taken. Default: the others are. Checklist OPS-02.</summary>
    public OnFaultyRow OnFaultyRow { get; init; } = OnFaultyRow.RefuseRow;

    /// <summary>Time between two looks by the worker. Default 1 min.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A file is taken when its length, time and tag stayed the same for so long. Default 5 s; longer where uploads pause.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest file in MB (10^6 bytes). Default 500: a million rows of a price and a word are 30.</summary>
    public int LargestMb { get; init; } = 500;

    /// <summary>Allow http to a host that is not this machine. Default false: passwords would cross the network in the clear.</summary>
    public bool AllowPlainHttp { get; init; }
}

/// <summary>What happens to a manual file of which some rows cannot be taken.</summary>
public enum OnFaultyRow
{
    /// <summary>Those rows are refused, the others are taken.</summary>
    RefuseRow,

    /// <summary>Nothing of the file is taken.</summary>
    RefuseFile,
}

/// <summary>How TikTok is told that files are there (interface A).</summary>
public sealed record AccountAlert
{
    public string BaseUrl { get; init; } = "https://business-api.tiktok.com";

    /// <summary>Time between the alert for deletions and the alert for updates. Default 30 s, as SFCC's cartridge waits.</summary>
    public TimeSpan DeletePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time after which TikTok is taken to have fetched what an alert named, where its catalog does not show it sooner. Until then, a
    /// SKU that such a file names is not deleted. Default 1 h.
    /// </summary>
    public TimeSpan FetchedAfter { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Where TikTok's answers are read (interface B). Without a token nothing is polled.</summary>
public sealed record AccountReview
{
    public string BaseUrl { get; init; } = "https://business-api.tiktok.com/open_api/v1.3";

    public string BusinessCenterId { get; init; } = "";

    public SecretReference AccessToken { get; init; } = new();

    /// <summary>The day on which the token expires, such as 2027-01-31, where it does: people are told from 14 days before. Default: none is known.</summary>
    public DateOnly? AccessTokenExpires { get; init; }

    /// <summary>People are told when more than so many per cent of the SKUs with an answer are rejected. Default 10.</summary>
    public int RejectedPercent { get; init; } = 10;

    /// <summary>And only when so many SKUs are rejected. Default 20: of a few, each one is a great share.</summary>
    public int RejectedLeast { get; init; } = 20;

    /// <summary>Time between polls while SKUs wait for an answer. Default 5 min.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long `review poll --wait` and the demo wait for all answers. Default 72 h, TikTok's usual longest review.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(72);
}
