using System.Text.Json.Serialization;

namespace Connector.Store;

/// <summary>
/// Stock from Salesforce Omnichannel Inventory. Each location and each location group is an inventory list of its id. Full exports come
/// as files beside the shop's export, or are asked for; changes come from the interface by delta token, or as files.
/// </summary>
public sealed record SourceOmnichannel
{
    /// <summary>
    /// Files with full exports, as globs below the location, as the cartridge writes them: <c>oci-locations-full-export-*.txt</c>,
    /// <c>oci-location-groups-full-export-*.txt</c> (also with .gz). Default none: where <see cref="Api"/> is set, exports are asked for.
    /// </summary>
    public IReadOnlyList<string> FullExports { get; init; } = [];

    /// <summary>Files with changes, as globs: <c>oci-*-delta-export-*.txt</c>. Those younger than the full export count, in order of name. Not looked at where <see cref="Api"/> is set. Default none.</summary>
    public IReadOnlyList<string> DeltaExports { get; init; } = [];

    /// <summary>Address of the interface: <c>https://SHORTCODE.api.commercecloud.salesforce.com</c>. Default none: files only.</summary>
    public string Api { get; init; } = "";

    /// <summary>The tenant group id, which stands in the interface's paths. Needed with <see cref="Api"/>.</summary>
    public string TenantGroup { get; init; } = "";

    /// <summary>Locations to ask an export of, by id. Used where there are no full exports as files.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>Location groups to ask an export of, by id. Used where there are no full exports as files.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Id of the API client. Needed with <see cref="Api"/>.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The API client's secret.</summary>
    public SecretReference ClientSecret { get; init; } = new();

    /// <summary>Where the client gets its token. Default Salesforce's Account Manager; leave alone otherwise than for tests.</summary>
    public string TokenUrl { get; init; } = "https://account.demandware.com/dwsso/oauth2/access_token";

    /// <summary>Scopes to ask for: <c>SALESFORCE_COMMERCE_API:TENANT</c>, <c>sfcc.inventory.availability</c>, <c>sfcc.inventory.impex-inventory</c>. Default none: all that the client has.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>How old the last export that was asked for may become before a full read asks for another; until then it asks for changes. Default 24 h.</summary>
    public TimeSpan ExportEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an export may run before the read gives up. Default 30 minutes.</summary>
    public TimeSpan ExportLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Pages of changes that one read takes at the most; the rest comes with the next. Default 1000. Guards against an interface that never says that it has ended.</summary>
    public int MaxPages { get; init; } = 1000;

    /// <summary>Whether there is any.</summary>
    [JsonIgnore]
    public bool Any => Api.Length > 0 || FullExports.Count > 0;

    /// <summary>Whether changes can be read.</summary>
    [JsonIgnore]
    public bool HasChanges => Api.Length > 0 || DeltaExports.Count > 0;
}
