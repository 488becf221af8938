using Connector.Policy;
using Connector.State;
using Dapper;

namespace Connector.Feeds;

/// <summary>A state in which a SKU stood with TikTok, and stands no more.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">When it began: sent, or answered.</param>
/// <param name="Until">When another one began.</param>
/// <param name="Run">The run whose row it was.</param>
/// <param name="Reasons">What TikTok said, where it rejected.</param>
public sealed record PastState(ListingState State, DateTimeOffset Since, DateTimeOffset Until, string Run, IReadOnlyList<string> Reasons);

/// <summary>
/// How SKUs stood with TikTok before. The ledger and the answers say how they stand; each time one of them is about to change that, what was is put here,
/// so that a first feed of a million SKUs writes nothing here. A row that is sent again with the same content (its price, its stock) is in the same state.
/// </summary>
public static class ListingPast
{
    /// <summary>
    /// Puts down the state that ends: since it was sent or answered, or, where neither began it, since the one before it ended. An answer ends no
    /// deactivation and no deletion. ?1 account, ?2 view, ?3 SKU, ?4 when it ends, ?5 the state that begins (Listed: any that TikTok's answer says), ?6 whether
    /// a row is sent again, ?7 the hash of its content.
    /// </summary>
    internal const string End = """
        INSERT INTO listing_past(account, view_name, sku, since, until, state, run, reasons)
        SELECT account, view_name, sku, CASE WHEN since > ended THEN since ELSE ended END, ?4, state, run, reasons FROM (
            SELECT l.account, l.view_name, l.sku, l.run, l.content,
                CASE WHEN l.state = 2 THEN 'Deleting' WHEN l.state = 1 THEN 'Deactivated' WHEN a.state IS NOT NULL THEN a.state ELSE 'DeliveredUnconfirmed' END AS state,
                CASE WHEN l.state = 0 AND a.state IS NOT NULL THEN a.seen_at ELSE l.sent_at END AS since,
                CASE WHEN l.state = 0 AND a.state IS NOT NULL THEN a.reasons ELSE '[]' END AS reasons,
                coalesce((SELECT max(p.until) FROM listing_past p WHERE p.account = l.account AND p.view_name = l.view_name AND p.sku = l.sku), '') AS ended
            FROM ledger l LEFT JOIN answer a ON a.account = l.account AND a.view_name = l.view_name AND a.sku = l.sku AND a.confirms = 1
                AND substr(a.row_hash, 1, 16) = l.content
            WHERE l.account = ?1 AND l.view_name = ?2 AND l.sku = ?3) AS before
        WHERE (?6 = 1 AND content <> ?7) OR (?5 = 'Listed' AND state IN ('Deleting', 'Deactivated')) OR (?5 IN ('Deleting', 'Deactivated') AND state <> ?5)
            OR (?5 NOT IN ('Listed', 'Deleting', 'Deactivated', '') AND state NOT IN (?5, 'Deleting', 'Deactivated'))
        ON CONFLICT DO NOTHING
        """;

    /// <summary>How a SKU stood before, the latest first; also one that is gone.</summary>
    /// <param name="state">The state database.</param>
    /// <param name="account">The account.</param>
    /// <param name="view">Its view.</param>
    /// <param name="sku">The SKU.</param>
    public static IReadOnlyList<PastState> Of(StateDatabase state, string account, string view, string sku)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var db = state.Open();
        return
        [
            .. db.Query<(string State, string Since, string Until, string Run, string Reasons)>(
                "SELECT state, since, until, run, reasons FROM listing_past WHERE account = @account AND view_name = @view AND sku = @sku ORDER BY since DESC, until DESC", new { account, view, sku })
                .Select(row => new PastState(
                    Enum.Parse<ListingState>(row.State), Instants.Parse(row.Since), Instants.Parse(row.Until), row.Run, System.Text.Json.JsonSerializer.Deserialize<string[]>(row.Reasons)!)),
        ];
    }
}
