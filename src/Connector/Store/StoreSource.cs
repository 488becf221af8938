using System.Text.Json.Serialization;
using Connector.Drop;

namespace Connector.Store;

/// <summary>Where a shop's data is read from. A versioned document.</summary>
public sealed record StoreSource
{
    /// <summary>Which adapter reads it: <c>sfcc</c>.</summary>
    public string Type { get; init; } = "sfcc";

    /// <summary>Name for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// Folder or zip that holds the export, or the http address of a WebDAV folder (SFCC: <c>https://HOST/on/demandware.servlet/webdav/Sites/Impex/src</c>).
    /// A relative path starts at the folder of the document or of the settings file.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>How a WebDAV folder is entered. Not used for a folder or zip on this machine.</summary>
    public SourceAccess Access { get; init; } = new();

    /// <summary>
    /// Files with catalogs, as globs below the location. Default <c>catalogs/*/catalog.xml</c> (also with .gz). <c>{newest}</c> stands for what
    /// <c>*</c> stands for, and of files that differ only there the one whose name sorts last counts: <c>catalogs/master-{newest}.xml</c>.
    /// <c>!/</c> leads into archives: <c>archive-{newest}.zip!/catalogs/*/catalog.xml</c>.
    /// </summary>
    public IReadOnlyList<string> Catalogs { get; init; } = ["catalogs/*/catalog.xml"];

    /// <summary>Files with price books, as globs. Default <c>pricebooks/*.xml</c>.</summary>
    public IReadOnlyList<string> PriceBooks { get; init; } = ["pricebooks/*.xml"];

    /// <summary>Files with inventory lists, as globs. Default <c>inventory-lists/*.xml</c>.</summary>
    public IReadOnlyList<string> InventoryLists { get; init; } = ["inventory-lists/*.xml"];

    /// <summary>Zone of times that carry none (IANA name). Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>
    /// What stands before an image path that is not absolute; <c>{catalog}</c> is the catalog's id. The catalog header's own base
    /// path is put between. Empty: the catalog header's external location, if it has one.
    /// </summary>
    public string ImageBaseUrl { get; init; } = "";

    /// <summary>Share of a scope, in percent, that one complete read may lose before it is refused. Default 20; 100 switches the brake off.</summary>
    public int ReadBrakePercent { get; init; } = 20;

    /// <summary>Stock from Salesforce Omnichannel Inventory, beside or instead of inventory lists. Default none.</summary>
    public SourceOmnichannel Omnichannel { get; init; } = new();

    /// <summary>The shop's own exports of what has changed. Default none: every read reads everything.</summary>
    public SourceDeltas Deltas { get; init; } = new();

    /// <summary>Whether the shop tells what has changed, so that deltas can be read.</summary>
    [JsonIgnore]
    public bool HasDeltas => Deltas.Any || Omnichannel.HasChanges;

    /// <summary>The location, where it is a WebDAV folder; null where it is on this machine.</summary>
    [JsonIgnore]
    public Uri? WebFolder => Uri.TryCreate(Location, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}

/// <summary>How a source's WebDAV folder is entered: by user and password, by the tokens of an API client (OAuth client credentials), or freely.</summary>
public sealed record SourceAccess : FolderAccess;

/// <summary>Where a shop leaves what has changed since its last export of changes, as numbered archives.</summary>
public sealed record SourceDeltas
{
    /// <summary>
    /// Folders below the location in which <c>000001.zip</c>, <c>000002.zip</c> ... appear (SFCC: <c>platform/outbox/CONSUMER/NAME</c> of a delta export).
    /// Default none: the source has no deltas.
    /// </summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>
    /// The longest time that a full export takes: archives that are older than its files by more than this are in it, younger ones are read
    /// after it. Default 2 h. Raise it where an export takes longer; archives that are read twice do no harm.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Whether there are any.</summary>
    [JsonIgnore]
    public bool Any => Folders.Count > 0;
}

/// <summary>What is to be read of a shop.</summary>
public enum StoreReadKind
{
    /// <summary>Everything that the source holds.</summary>
    Full,

    /// <summary>What the source says has changed since the last read.</summary>
    Delta,
}

/// <summary>What an adapter needs to know besides the source.</summary>
/// <param name="Source">Where the shop is read.</param>
/// <param name="Kind">How much of it.</param>
/// <param name="Marks">The notes that the adapter left in earlier reads of this shop.</param>
/// <param name="Spool">A folder for what has to be brought to this machine first; emptied afterwards.</param>
/// <param name="Now">The instant of the read.</param>
public sealed record StoreFetch(StoreSource Source, StoreReadKind Kind, IReadOnlyDictionary<string, string> Marks, string Spool, DateTimeOffset Now);

/// <summary>Reads one kind of shop. One per folder of Connector.Stores.</summary>
public interface IStoreAdapter
{
    /// <summary>The <see cref="StoreSource.Type"/> it reads.</summary>
    string Type { get; }

    /// <summary>Brings to this machine what is to be read, so that the mirror is not kept waiting for a network. Changes nothing at the source.</summary>
    /// <exception cref="StoreReadException">The source cannot be read.</exception>
    /// <exception cref="RemoteFailedException">The source cannot be reached now.</exception>
    /// <exception cref="PersonMustDecideException">The source does not let us in, or a secret is missing.</exception>
    Task<IFetchedStore> FetchAsync(StoreFetch fetch, CancellationToken cancellation);

    /// <summary>Faults in the settings or at the place itself, each with its cure; empty when it can be read.</summary>
    Task<IReadOnlyList<SourceFault>> CheckAsync(StoreSource source, CancellationToken cancellation);
}

/// <summary>What was fetched of a shop, ready to be read into the mirror. Disposing of it leaves nothing in the spool.</summary>
public interface IFetchedStore : IDisposable
{
    /// <summary>Nothing is there that was not read before: no read is made.</summary>
    bool IsEmpty { get; }

    /// <summary>Why a delta is not enough and everything must be read again; null where it is.</summary>
    string? FullReadBecause { get; }

    /// <summary>What of the shop's deltas counts as read once this read commits, for people; empty for a full read.</summary>
    IReadOnlyList<string> Consumed => [];

    /// <summary>What was odd while it was fetched; told again by <see cref="Read"/>. For people where nothing is read.</summary>
    IReadOnlyList<ReadWarning> Warnings => [];

    /// <summary>Tells all of it. A fault in any file throws <see cref="StoreReadException"/>; then nothing of the read counts.</summary>
    void Read(IStoreRead read, CancellationToken cancellation);
}

/// <summary>Names of marks that everyone understands; all others are the adapter's own.</summary>
public static class StoreMarks
{
    /// <summary>A mark whose name begins so says in a sentence what the mirror may lack until a younger export is read; the rest of the name says of what.</summary>
    public const string Missing = "missing ";
}

/// <summary>What is wrong with a source's settings or place.</summary>
public sealed record SourceFault(string Field, string Sentence, string Remedy);

/// <summary>A source could not be read. The mirror stays as it was.</summary>
/// <param name="origin">File, and entry in an archive.</param>
/// <param name="line">Line in the file, 0 where unknown.</param>
/// <param name="element">Path of the XML element or JSON member, empty where unknown.</param>
/// <param name="sentence">What is wrong, with the actual value.</param>
/// <param name="remedy">What to do about it.</param>
public sealed class StoreReadException(string origin, int line, string element, string sentence, string remedy, Exception? inner = null)
    : Exception(Describe(origin, line, element, sentence, remedy), inner)
{
    public string Origin { get; } = origin;

    public int Line { get; } = line;

    public string Element { get; } = element;

    public string Sentence { get; } = sentence;

    public string Remedy { get; } = remedy;

    private static string Describe(string origin, int line, string element, string sentence, string remedy) =>
        $"{origin}{(line > 0 ? $"({line})" : "")}{(element.Length > 0 ? $" <{element}>" : "")}: {sentence}; {remedy}";
}
