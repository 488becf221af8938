using System.Text.Json.Serialization;
using Connector.Drop;
using Connector.Feeds;
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

    /// <summary>How the goods reach TikTok. Default: files in a folder, and an alert (interface A).</summary>
    public DeliveryChannel Delivery { get; init; } = DeliveryChannel.Alert;

    /// <summary>
    /// Feed sheet of the product feed. Empty (default): the one that <see cref="Delivery"/> takes. <c>tiktok-sfcc</c>, the file that SFCC's own cartridge gives TikTok, goes by
    /// alert, <c>tiktok-catalog</c> is pulled by a catalog, <c>tiktok-shop</c> goes by calls.
    /// </summary>
    public string Sheet { get => field.Length > 0 ? field : FeedSheets.For(Delivery).Id; init; } = "";

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

    /// <summary>
    /// Time after which TikTok is taken to have read what it was told: of alerted files <see cref="AccountAlert.FetchedAfter"/>. Jobs of a catalog are done one after the other, and
    /// calls at once: nothing that was told before them can undo them.
    /// </summary>
    [JsonIgnore]
    public TimeSpan FetchedAfter => Delivery == DeliveryChannel.Alert ? Alert.FetchedAfter : TimeSpan.Zero;

    /// <summary>How a catalog pulls files (interface B). Counts only where <see cref="Delivery"/> is pull.</summary>
    public AccountPull Pull { get; init; } = new();

    /// <summary>
    /// The shop in TikTok's Shop Open Platform (interface C). Needed where <see cref="Delivery"/> is calls; for the others it is a source of categories, attributes and, where
    /// authorised, of statuses.
    /// </summary>
    public AccountShop Shop { get; init; } = new();

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

    /// <summary>Beyond which limits a feed waits for a person.</summary>
    public AccountBrakes Brakes { get; init; } = new();

    /// <summary>Ways of looking at shops; each gives one product file.</summary>
    public IReadOnlyList<StoreView> Views { get; init; } = [];
}

/// <summary>How goods reach TikTok: a closed set. See <see cref="Connector.Delivery"/>.</summary>
public enum DeliveryChannel
{
    /// <summary>Files are dropped into a folder, and TikTok is alerted (interface A).</summary>
    Alert,

    /// <summary>Files are dropped where a catalog of the Business API pulls them by URL (interface B). No quantities: only whether something is in stock.</summary>
    Pull,

    /// <summary>Product by product, by calls to the Shop Open Platform (interface C).</summary>
    Calls,
}

/// <summary>
/// How a catalog pulls files (interface B). The catalog is each view's <see cref="StoreView.CatalogId"/>, the rights are those of <see cref="Account.Review"/>. Files lie below
/// <see cref="AccountDrop.PublicUrl"/>, or <see cref="AccountDrop.Url"/> where that is empty; they must be CSV, in sheet <c>tiktok-catalog</c>.
/// </summary>
public sealed record AccountPull
{
    /// <summary>When TikTok pulls. Default: once for each file, asked for by a call.</summary>
    public PullMode Mode { get; init; } = PullMode.Asked;

    /// <summary>User with whom TikTok reads the files, for scheduled pulls. Empty: the address can be read without login, as pulls that are asked for always must.</summary>
    public string User { get; init; } = "";

    public SecretReference Password { get; init; } = new();

    /// <summary>Hours between two scheduled pulls: 1 to 23, or 24 for once a day. Default 24.</summary>
    public int EveryHours { get; init; } = 24;

    /// <summary>UTC hour of a daily pull, 0 to 23. Default 4: after a nightly feed.</summary>
    public int AtHour { get; init; } = 4;

    /// <summary>Longest wait for a job that TikTok is doing before the next can be asked for: one runs at a time in a feed. Default 2 h (TikTok reads about 5 million rows an hour).</summary>
    public TimeSpan JobWait { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Time between two looks at a running job. Default 15 s.</summary>
    public TimeSpan JobEvery { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>When TikTok pulls a file.</summary>
public enum PullMode
{
    /// <summary>Once, by a call (catalog/product/file): full feeds and deltas.</summary>
    Asked,

    /// <summary>By itself, at set times (catalog/feed): full feeds only, always under the same name.</summary>
    Scheduled,
}

/// <summary>A shop in TikTok's Shop Open Platform (interface C), and the app that is authorised for it. Tokens are kept apart, encrypted.</summary>
public sealed record AccountShop
{
    /// <summary>The app's key, from TikTok's Partner Center. Empty (default): interface C is not used.</summary>
    public string AppKey { get; init; } = "";

    /// <summary>The app's secret: it signs every call and every webhook.</summary>
    public SecretReference AppSecret { get; init; } = new();

    /// <summary>The app's service id: part of the page on which a seller authorises it.</summary>
    public string ServiceId { get; init; } = "";

    /// <summary>TikTok's id of the shop, where a seller has several. Empty: the only one that is authorised.</summary>
    public string ShopId { get; init; } = "";

    /// <summary>Base of the interface.</summary>
    public string ApiUrl { get; init; } = "https://open-api.tiktokglobalshop.com";

    /// <summary>Where tokens are got and refreshed.</summary>
    public string AuthUrl { get; init; } = "https://auth.tiktok-shops.com";

    /// <summary>The page on which a seller authorises the app. Empty (default): TikTok's own, by the account's country.</summary>
    public string AuthorizeUrl { get; init; } = "";

    /// <summary>Calls per second of one kind. Default 10; TikTok allows 50 for each kind of call, app and shop. Other programs with the same app count too.</summary>
    public int CallsPerSecond { get; init; } = 10;

    /// <summary>Time before the access token's end, about seven days after it was given, from which on it is refreshed. Default 1 day; 1 min to 6 days.</summary>
    public TimeSpan RefreshAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Products that may be created in 24 h; more wait in the queue. Default 100, TikTok's limit for new shops (later 1,000).</summary>
    public int CreationsPerDay { get; init; } = 100;

    /// <summary>True: new products are saved as drafts, for a person to list. Default false.</summary>
    public bool AsDraft { get; init; }
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
public sealed record AccountDrop : FolderAccess
{
    /// <summary>Folder for all feeds: a WebDAV address, or <c>file:</c> with a local path. SFCC's own is <c>.../webdav/Sites/Impex/src/feeds/export/social/tiktok</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Folder below <see cref="Url"/> for product and delete files. Default <c>product</c> (facts: sfcc.md 1.2).</summary>
    public string ProductFolder { get; init; } = "product";

    /// <summary>Folder below <see cref="Url"/> for inventory files. Default <c>inventory</c>.</summary>
    public string InventoryFolder { get; init; } = "inventory";

    /// <summary>The folder's address as TikTok reaches it, where that differs from <see cref="Url"/> (another host name, a local folder behind a server).</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Largest file in MB (10^6 bytes); a feed that is larger goes out in numbered parts of whole rows. Default 90; in a folder of SFCC at most 99, whose WebDAV refuses files of 100 and more.</summary>
    public int PartLimitMb { get; init; } = 90;

    /// <summary>Compress product files, level 1 to 9; 0 (default) leaves them plain.</summary>
    public int Gzip { get; init; }

    /// <summary>
    /// Days after their alert after which files leave the drop, with the next feed, where a later one of their kind lies there. Never before TikTok must have fetched
    /// them. Default 7; 0: never. The archive keeps them.
    /// </summary>
    public int KeepDays { get; init; } = 7;
}

/// <summary>
/// The folder into which people put manual delta files (CSV): prices, stock, texts, takedowns that win over the shop. Each file is answered beside it, and moves to
/// <c>processed/</c> or <c>rejected/</c> below. Who may write into it may change what is sold: give it to few. Checklist OPS-01.
/// </summary>
public sealed record AccountIntake : FolderAccess
{
    /// <summary>A WebDAV address, or <c>file:</c> with a local path. It must exist, and be no folder of feeds. Empty (default): nothing is taken.</summary>
    public string Url { get; init; } = "";

    /// <summary>What happens to a file of which some rows cannot be taken. Default: the others are. Checklist OPS-02.</summary>
    public OnFaultyRow OnFaultyRow { get; init; } = OnFaultyRow.RefuseRow;

    /// <summary>Time between two looks by the worker. Default 1 min.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A file is taken when its length, time and tag stayed the same for so long. Default 5 s; longer where uploads pause.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest file in MB (10^6 bytes). Default 500: a million rows of a price and a word are 30.</summary>
    public int LargestMb { get; init; } = 500;
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

    /// <summary>
    /// The shop's external_data key, which TikTok gives with the connection's app: it signs the calls that connect, ask after and disconnect the shop. None (default): the shop is
    /// connected elsewhere, as by SFCC's cartridge, and alerts go without asking.
    /// </summary>
    public SecretReference ExternalDataKey { get; init; } = new();

    /// <summary>Id of the connection's app. Empty (default): not told.</summary>
    public string AppId { get; init; } = "";

    /// <summary>User with whom TikTok reads the folder, handed over by <c>account connect</c>. Empty (default): the drop's own, who may write too.</summary>
    public string ReaderUser { get; init; } = "";

    public SecretReference ReaderPassword { get; init; } = new();
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
