using System.Globalization;
using System.Text.Json.Serialization;
using Connector.Alerts;
using Connector.Drop;
using Connector.Feeds;
using Connector.Listings;
using Connector.Review;
using Connector.Store;

namespace Connector.Archive;

/// <summary>Names of the records in a run's folder, in the order in which they come.</summary>
public static class RecordNames
{
    /// <summary>What TikTok showed before the feed was made; chained, for it changes the ledger.</summary>
    public const string Reconcile = "0-reconcile.json";

    public const string Run = "1-run.json";
    public const string Store = "2-store.json";
    public const string Policy = "3-policy.json";
    public const string Feed = "4-feed.json";
    public const string Drop = "5-drop.json";
    public const string Alert = "6-alert.json";

    /// <summary>Every attempt to alert TikTok, a line each.</summary>
    public const string AlertAttempts = "6-alert-attempts.jsonl";

    /// <summary>The jobs that a catalog has taken, a line each.</summary>
    public const string Jobs = "6-jobs.jsonl";
    public const string Seal = "7-seal.json";

    /// <summary>That TikTok refused the run's files, after the seal; chained.</summary>
    public const string Refused = "9-refused.json";

    /// <summary>The one record of an adoption; chained.</summary>
    public const string Adopt = "1-adopt.json";

    /// <summary>The one record of a ledger begun anew; chained.</summary>
    public const string Rebuild = "1-rebuild.json";

    private const string ReviewWord = "8-review-";

    /// <summary>The one record of something that was done beside the feeds, such as <c>1-takedown.json</c>; chained.</summary>
    public static string Event(string what) => $"1-{what}.json";

    /// <summary>What TikTok answered. Its place in the account's chain stands in the name, so that one whose commit was cut is known from the others.</summary>
    /// <param name="position">Its place in the chain.</param>
    /// <param name="view">The view.</param>
    public static string Review(long position, string view) => string.Create(CultureInfo.InvariantCulture, $"{ReviewWord}{position:D9}-{view}.json");

    /// <summary>The place in the chain that a record's name tells; null where it is no review's.</summary>
    /// <param name="name">The record's name.</param>
    public static long? ReviewPosition(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(ReviewWord, StringComparison.Ordinal) && name.IndexOf('-', ReviewWord.Length) is var end && end == ReviewWord.Length + 9
            && long.TryParse(name.AsSpan(ReviewWord.Length, 9), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
    }

    /// <summary>The records that a delivery is made of, without the seal.</summary>
    public static IReadOnlyList<string> Steps { get; } = [Run, Store, Policy, Feed, Drop, Alert];
}

/// <summary>What was ordered, by whom, when.</summary>
public sealed record RunRecord(string Run, string Account, FeedKind Kind, string StartedBy, DateTimeOffset Instant, string Stamp, string Connector, FeedOrder Order)
{
    /// <summary>The release under which it goes beyond the account's brakes; null: none.</summary>
    public Feeds.Brakes.BrakePermission? Permission { get; init; }
}

/// <summary>What the feed was made from.</summary>
/// <param name="ReadNumber">The last read of the mirror that it contains; becomes the cursor.</param>
/// <param name="Sources">Every catalog, price book and inventory list, and when it was read.</param>
public sealed record StoreRecord(long ReadNumber, IReadOnlyList<StoreSourceRecord> Sources)
{
    /// <summary>Where the account's cursors move to with the seal; null in runs of before there were deltas.</summary>
    public State.FeedCursor? Cursor { get; init; }
}

public sealed record StoreSourceRecord(string View, string Shop, string Scope, DateTimeOffset ReadAt, DateTimeOffset? SourceTime);

/// <summary>What decided: documents with their versions, the compiled steps in sentences, and what of a row is sent where TikTok has an earlier one.</summary>
public sealed record PolicyRecord(string Fingerprint, string Sheet, IReadOnlyList<string> Documents, IReadOnlyList<string> Steps, IReadOnlyList<string>? Sending = null);

/// <summary>What was put into the drop, and what left it.</summary>
/// <param name="Location">Where the drop was.</param>
/// <param name="Placed">Files that lie there now.</param>
/// <param name="Removed">Files of earlier runs that left it.</param>
public sealed record DropRecord(string Location, IReadOnlyList<DroppedFile> Placed, IReadOnlyList<string> Removed);

/// <summary>What TikTok was told and what it said.</summary>
public sealed record AlertRecord(IReadOnlyList<AlertReceipt> Receipts, DateTimeOffset Taken)
{
    /// <summary>The jobs that catalogs have taken; null where files were alerted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CatalogJob>? Jobs { get; init; }

    /// <summary>Item groups that wait for calls from the seal on; null where nothing goes by calls.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Calls { get; init; }
}

/// <summary>
/// The delivery seal. From here on the run is done: cursor and ledger move with it. Chained: it holds the hash of the account's
/// previous chained record, so that a change anywhere before shows.
/// </summary>
/// <param name="Previous">SHA-256 of the account's chained record before this one; empty for the first.</param>
/// <param name="Position">Its place in the account's chain, from 1.</param>
/// <param name="Records">SHA-256 of every record of this run.</param>
/// <param name="Files">SHA-256 of every other file of this run that the seal vouches for.</param>
public sealed record SealRecord(
    string Run, string Account, FeedKind Kind, DateTimeOffset Sealed, long ReadNumber, string Fingerprint, string Previous, long Position,
    IReadOnlyDictionary<string, string> Records, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Every file of <see cref="Files"/>, as it was delivered or written; null in seals of before there was a manifest.</summary>
    public IReadOnlyList<SealedFile>? Manifest { get; init; }

    /// <summary>Who or what started the run.</summary>
    public string? StartedBy { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The program that made it.</summary>
    public string? Connector { get; init; }

    /// <summary>Documents that decided, each with its version: <c>policies/uk-stock@3</c>.</summary>
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>The feed sheet, with its version.</summary>
    public string? Sheet { get; init; }

    /// <summary>Up to where the feed has looked; null where it moved no cursor.</summary>
    public State.FeedCursor? Cursor { get; init; }

    /// <summary>What TikTok was told, every attempt, and what it answered.</summary>
    public IReadOnlyList<AlertReceipt>? Alerts { get; init; }

    /// <summary>The jobs that catalogs have taken; null where files were alerted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CatalogJob>? Jobs { get; init; }

    /// <summary>The releases of brakes under which it went, by their ids; null where it went under none.</summary>
    public IReadOnlyList<string>? Releases { get; init; }
}

/// <summary>A file in a seal's manifest.</summary>
/// <param name="Name">Its place in the run's folder: <c>files/NAME</c> for what was delivered.</param>
/// <param name="Bytes">Its size as it is stored.</param>
/// <param name="Sha256">SHA-256 of the stored bytes, hex.</param>
/// <param name="Blocks">SHA-256 of each 1,048,576 stored bytes, hex; the last block may be shorter.</param>
public sealed record SealedFile(string Name, long Bytes, string Sha256, IReadOnlyList<string> Blocks)
{
    /// <summary>What it is for TikTok; null for what was not delivered.</summary>
    public FeedFileKind? Kind { get; init; }

    /// <summary>The store view whose rows it holds; empty for inventory.</summary>
    public string? View { get; init; }

    /// <summary>Rows or records, header not counted.</summary>
    public long? Rows { get; init; }

    /// <summary>Its size before compression.</summary>
    public long? PlainBytes { get; init; }

    /// <summary>SHA-256 of its bytes before compression, hex.</summary>
    public string? PlainSha256 { get; init; }
}

/// <summary>What TikTok answered, as far as it changed since the review before. Chained like the seal.</summary>
public sealed record ReviewRecord(
    string Account, DateTimeOffset At, string Previous, long Position, IReadOnlyList<AnswerRecord> Answers, IReadOnlyList<string> Overviews)
{
    /// <summary>The job of a catalog that has ended, and how; null where no job was asked about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobAnswer? Job { get; init; }

    /// <summary>Calls that were made since the record before, in order, with what TikTok said; null where none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CallLine>? Calls { get; init; }
}

/// <summary>How a catalog's job has ended.</summary>
public sealed record JobAnswer(CatalogJob Job, JobState State);

/// <summary>What TikTok says of one SKU.</summary>
/// <param name="Confirms">Whether what it shows equals the row last sent, so that the answer counts.</param>
/// <param name="Shown">What it showed, as it came.</param>
public sealed record AnswerRecord(string View, string Sku, string State, bool Confirms, string RowRun, IReadOnlyList<string> Reasons, string Shown);
