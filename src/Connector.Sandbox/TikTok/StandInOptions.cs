using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>With what a <see cref="TikTokStandIn"/> starts.</summary>
public sealed record StandInOptions
{
    /// <summary>IP address to listen on; default 127.0.0.1.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 (default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Opens <c>/__control/</c> to requests with this <c>X-Control-Token</c>; null (default) keeps it shut.</summary>
    public string? ControlToken { get; init; }

    /// <summary>The clock for reviews, pick-up delay and rate limits; default the system's. With a <see cref="ManualClock"/>, <c>/__control/clock/advance</c> works.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The connected shops; more can be added while running.</summary>
    public IReadOnlyList<StandInConnection> Connections { get; init; } = [];

    /// <summary>Bytes that a request line may have, else HTTP 414; TikTok's limit is not known, default 1 MB: a thousand long SKUs in the query.</summary>
    public int MaxRequestLineBytes { get; init; } = 1_000_000;

    /// <summary>Bytes that a request's body may have, else HTTP 413; TikTok's limit is not known, default 100 MB: 5000 products with all their texts.</summary>
    public long MaxBodyBytes { get; init; } = 100_000_000;

    /// <summary>Apps of interface B that may exchange a code for a token.</summary>
    public IReadOnlyList<StandInBusinessApp> BusinessApps { get; init; } = [];

    /// <summary>How it behaves at the start; can be changed while running.</summary>
    public StandInSettings Settings { get; init; } = new();

    /// <summary>Apps of the Shop Open Platform (interface C); more can be added while running.</summary>
    public IReadOnlyList<StandInApp> Apps { get; init; } = [];

    /// <summary>Shops of the Shop Open Platform; more can be added while running.</summary>
    public IReadOnlyList<StandInShop> Shops { get; init; } = [];

    /// <summary>The platform's categories, rules, attributes and brands; default a small tree of the sandbox's own.</summary>
    public ShopCategories Categories { get; init; } = ShopCategories.BuiltIn;

    /// <summary>How the Shop Open Platform behaves at the start; can be changed while running.</summary>
    public ShopSettings ShopSettings { get; init; } = new();

    public override string ToString() => $"StandInOptions {{ Address = {Address}, Port = {Port}, Connections = {Connections.Count} }}";
}

/// <summary>What TikTok does where the facts leave it open, or where a demo wants it otherwise.</summary>
public sealed record StandInSettings
{
    /// <summary>Which files of the folder an alert takes; undocumented, default <see cref="CrawlModel.Unseen"/>.</summary>
    public CrawlModel CrawlModel { get; init; } = CrawlModel.Unseen;

    /// <summary>Time between an alert and its crawl; default zero: the crawl ends before the alert is answered.</summary>
    public TimeSpan PickupDelay { get; init; }

    /// <summary>Time a row stays in <c>processing</c>; default zero: reviewed at once.</summary>
    public TimeSpan ReviewDelay { get; init; }

    /// <summary>True: B shows the row held before until the new one is reviewed. Default false: the new row at once, in <c>processing</c>.</summary>
    public bool ShowOldUntilReviewed { get; init; }

    /// <summary>Whether the first alert of each account fails with 50000; default false.</summary>
    public bool FailFirstAlert { get; init; }

    /// <summary>How product/get writes the price; undocumented, default <see cref="PriceShape.Nested"/>.</summary>
    public PriceShape PriceShape { get; init; } = PriceShape.Nested;

    /// <summary>Whether product/get also carries <c>price_info</c>, the object that the upload call takes; default false.</summary>
    public bool WithPriceInfo { get; init; }

    /// <summary>Name of the reasons in <c>audit</c>: <c>rejected_info</c> in the documents (default), <c>reject_info</c> in one client.</summary>
    public string RejectedInfoName { get; init; } = "rejected_info";

    /// <summary>B: requests per second and access token, 0 = no limit. Default 10, the Basic tier.</summary>
    public int Qps { get; init; } = 10;

    /// <summary>B: requests per minute and access token, 0 = no limit; over it, five minutes of 40100. Default 600, the Basic tier.</summary>
    public int Qpm { get; init; } = 600;

    /// <summary>B: requests per day (UTC) and access token, 0 = no limit. Default 864 000, the Basic tier.</summary>
    public int Qpd { get; init; } = 864_000;

    /// <summary>B: calls of product/upload per second and access token, 0 = no limit. Default 5, the Basic tier.</summary>
    public int UploadQps { get; init; } = 5;

    /// <summary>B: calls of product/upload, and as many of product/delete, per hour and catalog; 0 = no limit. Default 1000.</summary>
    public int HourlyCalls { get; init; } = 1000;

    /// <summary>B: the code beyond <see cref="HourlyCalls"/>; undocumented, default 40016 (frequency control for the endpoint).</summary>
    public int HourlyCallsCode { get; init; } = 40016;

    /// <summary>B: time that a job stays in WAITING; default zero.</summary>
    public TimeSpan JobWaiting { get; init; }

    /// <summary>B: time that a job stays in PROCESSING; default zero: with <see cref="JobWaiting"/> zero it has ended before its call is answered.</summary>
    public TimeSpan JobProcessing { get; init; }

    /// <summary>B: the code of a file call while a file task of its feed runs, and of an upload or delete while one of the catalog runs; undocumented, default 40202 (write conflict).</summary>
    public int BusyCode { get; init; } = 40202;

    /// <summary>B: whether an upload, update or delete some of whose rows were refused is answered with 20001 instead of 0; only where jobs take no time. Default false.</summary>
    public bool AnswerPartial { get; init; }

    /// <summary>B: whether a feed pulls its file as soon as it is made; undocumented, default false: when its schedule says so.</summary>
    public bool PullOnCreate { get; init; }

    /// <summary>B: whether the products of a feed go when the feed is deleted; undocumented, default false: they stay, and belong to none.</summary>
    public bool DeletedFeedTakesProducts { get; init; }

    /// <summary>B: whether a product goes over to another feed that brings it; a SKU belongs to one feed, so default false: the row is refused.</summary>
    public bool SkuMovesBetweenFeeds { get; init; }

    /// <summary>B: whether rows that changed nothing count as updated; undocumented, default true.</summary>
    public bool CountUnchanged { get; init; } = true;

    /// <summary>B: whether feed/log names its parts as the document's sample does (<c>last_update_status</c>) instead of as its table does (<c>update_status</c>). Default false.</summary>
    public bool FeedLogSampleNames { get; init; }

    /// <summary>B: whether a price in a catalog file may be a bare number, in the catalog's currency; the sources disagree, default true.</summary>
    public bool BarePrices { get; init; } = true;

    /// <summary>B: whether files that are pulled by address may be packed with gzip; one source says so, default true.</summary>
    public bool GzipByUrl { get; init; } = true;

    /// <summary>B: rows at which product/file refuses a file. Default 20 million, as documented.</summary>
    public long MaxFileRows { get; init; } = 20_000_000;

    /// <summary>Names taken as <c>business_platform</c>; default SALESFORCE, what the cartridge sends.</summary>
    public ValueList<string> BusinessPlatforms { get; init; } = ["SALESFORCE"];

    /// <summary>A: how far <c>external_data</c>'s timestamp may lie from now; undocumented, default 10 min.</summary>
    public TimeSpan ExternalDataLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A: the code for <c>external_data</c> that is wrongly signed, old, or of another shop; undocumented, default 40001 (no permission).</summary>
    public int ConnectRefusedCode { get; init; } = 40001;

    /// <summary>A: what <c>connect_status.connect</c> holds while a shop is not connected; only 2 = connected is known, default 1.</summary>
    public int NotConnectedValue { get; init; } = 1;

    /// <summary>A: whether disconnect must carry <c>external_data</c>; the sources show none there, so default false. What is given is verified.</summary>
    public bool DisconnectNeedsExternalData { get; init; }

    /// <summary>Quantity shown for a perpetual inventory record; default 999999.</summary>
    public decimal PerpetualQuantity { get; init; } = 999_999;

    /// <summary>Bytes that a file may have, packed or unpacked, else 40907; default 1 GB (TikTok documents 8 GB).</summary>
    public long MaxFileBytes { get; init; } = 1_000_000_000;

    /// <summary>Refuses every file as such with this code, once it is fetched; 0 (default): none. For rehearsals of what follows.</summary>
    public int RefuseFilesWith { get; init; }

    /// <summary>Characters that item_group_id may have; the sources disagree, default 100.</summary>
    public int ItemGroupIdLength { get; init; } = 100;

    /// <summary>Whether a description may hold line breaks; the sources say "no control characters", default false.</summary>
    public bool LineBreaksInDescription { get; init; }

    /// <summary>Real time for one WebDAV request of the crawl; default 60 s.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Issues kept per file (all are counted); default 1000.</summary>
    public int IssuesKept { get; init; } = 1000;
}

/// <summary>Which files of the alerted folder and kind are fetched. TikTok's own way is not documented.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CrawlModel>))]
public enum CrawlModel
{
    /// <summary>Every file not yet read, by name, ETag, length and time, in ascending timestamp order.</summary>
    Unseen,

    /// <summary>Every file in the folder again at each alert, in ascending timestamp order.</summary>
    All,

    /// <summary>Per site and locale only the newest timestamp, with all its parts.</summary>
    Newest,
}

/// <summary>How product/get writes a price.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PriceShape>))]
public enum PriceShape
{
    /// <summary><c>"price":{"price":9.99,"currency":"GBP"}</c></summary>
    Nested,

    /// <summary><c>"price":"9.99 GBP"</c></summary>
    Text,
}

/// <summary>A shop as the connect step left it: credentials to its folder, and where its goods are shown.</summary>
/// <param name="ExternalBusinessId">Names the shop in an alert.</param>
/// <param name="WebDavUser">Basic user handed over at connect.</param>
/// <param name="WebDavPassword">Basic password handed over at connect.</param>
/// <param name="AllowedHosts">Hosts, or host:port, that an alert's URL may name.</param>
/// <param name="AccessToken">Token for interface B.</param>
/// <param name="BcId">Business Center that owns the catalogs.</param>
/// <param name="Catalogs">One for each site and locale.</param>
public sealed record StandInConnection(
    string ExternalBusinessId,
    string WebDavUser,
    string WebDavPassword,
    ValueList<string> AllowedHosts,
    string AccessToken,
    string BcId,
    ValueList<StandInCatalog> Catalogs)
{
    /// <summary>The key with which <c>external_data</c> is signed; null (default): the calls of the connect step are refused.</summary>
    public string? ExternalDataKey { get; init; }

    /// <summary>Whether the connect step lies behind it. Default true; false: alerts are refused until it is done.</summary>
    public bool StartsConnected { get; init; } = true;

    internal bool Admits(Uri url) => AllowedHosts.Any(h =>
        h.Equals(h.Contains(':') ? $"{url.Host}:{url.Port}" : url.Host, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => $"StandInConnection {{ ExternalBusinessId = {ExternalBusinessId}, BcId = {BcId}, Catalogs = {Catalogs} }}";
}

/// <summary>The catalog in which B shows what the files of one site and locale hold.</summary>
/// <param name="CatalogId">Id in B; text of digits.</param>
/// <param name="SiteId">As in file names.</param>
/// <param name="Locale">As in file names; <c>en-GB</c> and <c>en_GB</c> are the same.</param>
/// <param name="Currency">ISO 4217; a row in another currency is refused.</param>
public sealed record StandInCatalog(string CatalogId, string SiteId, string Locale, string Currency)
{
    /// <summary>What catalog/get calls it; null: site and locale.</summary>
    public string? Name { get; init; }

    /// <summary>Its region in catalog/get; null: not told.</summary>
    public string? Region { get; init; }
}

/// <summary>An app of interface B.</summary>
public sealed record StandInBusinessApp(string AppId, string Secret)
{
    public override string ToString() => $"StandInBusinessApp {{ AppId = {AppId} }}";
}
