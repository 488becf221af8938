using System.Data.Common;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.State;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Review;

/// <summary>A SKU that was sent, with what TikTok answered.</summary>
public sealed record Listing(string View, string Sku, SentState Sent, string Run, DateTimeOffset SentAt, string? HeldCode, Answer? Answer)
{
    /// <summary>Where it stands.</summary>
    public ListingState State => Sent switch
    {
        SentState.Deleting => ListingState.Deleting,
        SentState.Deactivated => ListingState.Deactivated,
        _ => Answer is { Confirms: true, OfRowSent: true } answer ? answer.State : ListingState.DeliveredUnconfirmed,
    };

    /// <summary>Where a SKU stands, sent or not.</summary>
    /// <param name="listing">What was sent and answered; null for a SKU that was never sent.</param>
    /// <param name="passage">How the policies see it now; null for a SKU that the shop does not have.</param>
    public static ListingState StateOf(Listing? listing, Passage? passage) =>
        listing?.State ?? passage?.Held switch
        {
            null => ListingState.NotSynced,
            { Of: var code } when code == Reasons.TemplateNone || code == Reasons.TemplateUnassigned => ListingState.Unassigned,
            _ => ListingState.FailedToSync,
        };

    /// <summary>Whether TikTok has said its last word about the row last sent.</summary>
    public bool IsAnswered => Sent switch
    {
        SentState.Deleting => Answer is { IsAbsent: true },
        _ => Answer is { Confirms: true, OfRowSent: true, State: not (ListingState.InReview or ListingState.LiveEditInReview or ListingState.DeliveredUnconfirmed) },
    };
}

/// <summary>What TikTok last said about a SKU.</summary>
/// <param name="State">The answer.</param>
/// <param name="IsAbsent">TikTok's catalog does not show the SKU.</param>
/// <param name="Confirms">What it shows equals the row that was last sent when it was asked.</param>
/// <param name="OfRowSent">That row is still the row last sent.</param>
/// <param name="Reasons">Reasons with suggestions, for a rejection.</param>
/// <param name="SeenAt">When this was first seen.</param>
public sealed record Answer(ListingState State, bool IsAbsent, bool Confirms, bool OfRowSent, IReadOnlyList<string> Reasons, DateTimeOffset SeenAt);

/// <summary>The ledger's side that TikTok writes: what it answered, SKU by SKU.</summary>
public sealed class Answers(StateDatabase state)
{
    private const string Select = """
        SELECT l.view_name AS ViewName, l.sku AS Sku, l.state AS Sent, l.run AS Run, l.sent_at AS SentAt, l.held_code AS HeldCode, a.state AS AnswerState, a.confirms AS Confirms,
               (substr(a.row_hash, 1, 16) = l.content AND substr(a.row_hash, 17, 16) = l.price AND substr(a.row_hash, 33, 16) = l.stock) AS OfRowSent, a.reasons AS Reasons, a.seen_at AS SeenAt
        FROM ledger l LEFT JOIN answer a ON a.account = l.account AND a.view_name = l.view_name AND a.sku = l.sku
        WHERE l.account = @account
        """;

    /// <summary>Everything that was sent for an account, by view and SKU.</summary>
    public IEnumerable<Listing> All(string account, string? view = null, string? sku = null)
    {
        using var db = state.Open();
        foreach (var row in db.Query<ListingRow>(
            Select + " AND (@view IS NULL OR l.view_name = @view) AND (@sku IS NULL OR l.sku = @sku) ORDER BY l.view_name, l.grp, l.sku", new { account, view, sku }, buffered: false))
        {
            yield return row.ToListing();
        }
    }

    /// <summary>How many SKUs that were sent are in each state.</summary>
    public IReadOnlyDictionary<ListingState, int> Counts(string account)
    {
        using var db = state.Open();
        var counts = new Dictionary<ListingState, int>();
        foreach (var (sent, answer, confirms, ofRowSent, count) in db.Query<(long, string?, long?, long?, int)>(
            """
            SELECT l.state, a.state, a.confirms,
                   (substr(a.row_hash, 1, 16) = l.content AND substr(a.row_hash, 17, 16) = l.price AND substr(a.row_hash, 33, 16) = l.stock) AS of_row_sent, COUNT(*)
            FROM ledger l LEFT JOIN answer a ON a.account = l.account AND a.view_name = l.view_name AND a.sku = l.sku
            WHERE l.account = @account GROUP BY 1, 2, 3, 4
            """,
            new { account }))
        {
            var state = new ListingRow { Sent = sent, SentAt = Instants.Text(default), AnswerState = answer, Confirms = confirms, OfRowSent = ofRowSent, Reasons = "[]", SeenAt = Instants.Text(default) }.ToListing().State;
            counts[state] = counts.GetValueOrDefault(state) + count;
        }

        return counts;
    }

    /// <summary>Stores an answer. Runs inside the transaction that chains the review's record.</summary>
    internal static void Put(DbConnection db, DbTransaction transaction, string account, AnswerRecord answer, byte[] rowHash, string seenAt, string reasons)
    {
        var stands = answer.Confirms ? answer.State : nameof(ListingState.DeliveredUnconfirmed);
        using (var ends = new Prepared((SqliteConnection)db, ListingPast.End))
        {
            ends.Run(account, answer.View, answer.Sku, seenAt, stands, 0, Array.Empty<byte>());
        }

        db.Execute(
            """
            INSERT INTO answer(account, view_name, sku, state, confirms, row_hash, reasons, shown, seen_at)
            VALUES(@account, @View, @Sku, @State, @Confirms, @rowHash, @reasons, @Shown, @seenAt)
            ON CONFLICT(account, view_name, sku) DO UPDATE SET state = excluded.state, confirms = excluded.confirms, row_hash = excluded.row_hash,
                reasons = excluded.reasons, shown = excluded.shown, seen_at = excluded.seen_at
            """,
            new { account, answer.View, answer.Sku, answer.State, answer.Confirms, rowHash, reasons, answer.Shown, seenAt },
            transaction);
        if (answer is { State: nameof(ListingState.Approved), Confirms: true })
        {
            db.Execute("UPDATE ledger_row SET accepted = NULL WHERE account = @account AND view_name = @View AND sku = @Sku", new { account, answer.View, answer.Sku }, transaction);
        }
    }

    private sealed record ListingRow
    {
        public string ViewName { get; init; } = "";

        public string Sku { get; init; } = "";

        public long Sent { get; init; }

        public string Run { get; init; } = "";

        public string SentAt { get; init; } = "";

        public string? HeldCode { get; init; }

        public string? AnswerState { get; init; }

        public long? Confirms { get; init; }

        public long? OfRowSent { get; init; }

        public string? Reasons { get; init; }

        public string? SeenAt { get; init; }

        public Listing ToListing() => new(
            ViewName, Sku, (SentState)Sent, Run, Instants.Parse(SentAt), HeldCode,
            AnswerState is null
                ? null
                : new Answer(
                    Enum.TryParse<ListingState>(AnswerState, out var answered) ? answered : ListingState.DeliveredUnconfirmed, AnswerState == AnswerStates.Absent, Confirms == 1, OfRowSent == 1,
                    System.Text.Json.JsonSerializer.Deserialize<string[]>(Reasons!)!, Instants.Parse(SeenAt!)));
    }
}

/// <summary>Words that an answer's state can have besides those of <see cref="ListingState"/>.</summary>
internal static class AnswerStates
{
    /// <summary>TikTok's catalog does not show the SKU.</summary>
    public const string Absent = "Absent";
}
