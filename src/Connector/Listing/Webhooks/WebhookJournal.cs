using Connector.State;
using Dapper;

namespace Connector.Listings;

/// <summary>A webhook as it was journaled.</summary>
public sealed record JournaledWebhook
{
    public long Id { get; init; }

    public string AppKey { get; init; } = "";

    public string Notification { get; init; } = "";

    public string ShopId { get; init; } = "";

    public long Type { get; init; }

    public long Timestamp { get; init; }

    public long? UpdateTime { get; init; }

    public string ProductId { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public string ReceivedAt { get; init; } = "";

    /// <summary>One of <see cref="WebhookStates"/>.</summary>
    public string State { get; init; } = "";

    public string Note { get; init; } = "";
}

/// <summary>How a journaled webhook stands; the words never change once released.</summary>
public static class WebhookStates
{
    /// <summary>Not taken up yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>It took effect.</summary>
    public const string Applied = "applied";

    /// <summary>Something newer about the same was applied before.</summary>
    public const string Older = "older";

    /// <summary>Of a kind that takes no effect here; kept.</summary>
    public const string Kept = "kept";

    /// <summary>No account is for its shop.</summary>
    public const string Unknown = "unknown";

    /// <summary>Signed by TikTok, and not to be read.</summary>
    public const string Unreadable = "unreadable";

    public static IReadOnlyList<string> All { get; } = [Waiting, Applied, Older, Kept, Unknown, Unreadable];
}

/// <summary>All webhooks that were received, each once, with their very bytes. Written before they are answered: TikTok sends again only what was not taken.</summary>
public sealed class WebhookJournal(StateDatabase state, TimeProvider clock)
{
    private const string Columns = "id, app_key AS AppKey, notification, shop_id AS ShopId, type, timestamp, update_time AS UpdateTime, product_id AS ProductId, body, received_at AS ReceivedAt, state, note";

    /// <summary>Days after which what took effect, or could not, is forgotten; what is kept stays three times as long.</summary>
    private const int Days = 30;

    /// <summary>Writes one down.</summary>
    /// <returns>False: it is there already.</returns>
    public bool Add(string appKey, WebhookEvent told, ReadOnlyMemory<byte> body) => state.Write((db, transaction) => db.Execute(
        """
        INSERT INTO webhook_event(app_key, notification, shop_id, type, timestamp, update_time, product_id, body, received_at, state, note)
        VALUES(@appKey, @Notification, @ShopId, @Type, @Timestamp, @UpdateTime, @ProductId, @body, @now, @waiting, '') ON CONFLICT(app_key, notification) DO NOTHING
        """,
        new { appKey, told.Notification, told.ShopId, told.Type, told.Timestamp, told.UpdateTime, told.ProductId, body = body.ToArray(), now = Instants.Text(clock.GetUtcNow()), waiting = WebhookStates.Waiting },
        transaction) > 0);

    /// <summary>What waits, in the order in which it happened.</summary>
    public IReadOnlyList<JournaledWebhook> Waiting(int most)
    {
        using var db = state.Open();
        return [.. db.Query<JournaledWebhook>($"SELECT {Columns} FROM webhook_event WHERE state = 'waiting' ORDER BY COALESCE(update_time, timestamp), id LIMIT @most", new { most })];
    }

    /// <summary>The latest change of a product that took effect, in TikTok's unix seconds; null: none did.</summary>
    public long? AppliedUpTo(JournaledWebhook about)
    {
        ArgumentNullException.ThrowIfNull(about);
        using var db = state.Open();
        return db.ExecuteScalar<long?>(
            "SELECT MAX(COALESCE(update_time, timestamp)) FROM webhook_event WHERE app_key = @AppKey AND shop_id = @ShopId AND product_id = @ProductId AND state = 'applied'", about);
    }

    /// <summary>Says how one ended, with what follows from it in one transaction.</summary>
    public void End(JournaledWebhook webhook, string how, string note, IEnumerable<(string Account, string ProductId)>? looks = null)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        var now = Instants.Text(clock.GetUtcNow());
        state.Write((db, transaction) =>
        {
            foreach (var (account, productId) in looks ?? [])
            {
                db.Execute(
                    "INSERT INTO shop_look(account, product_id, since, why) VALUES(@account, @productId, @now, @why) ON CONFLICT(account, product_id) DO UPDATE SET since = excluded.since, why = excluded.why",
                    new { account, productId, now, why = $"{WebhookKinds.Name(webhook.Type)} {note}".Trim() }, transaction);
            }

            return db.Execute("UPDATE webhook_event SET state = @how, note = @note, taken_at = @now WHERE id = @Id", new { how, note, now, webhook.Id }, transaction);
        });
    }

    /// <summary>The last ones, the newest first.</summary>
    /// <param name="most">How many at the most.</param>
    /// <param name="how">Only in this state; null: in all.</param>
    public IReadOnlyList<JournaledWebhook> Last(int most, string? how = null)
    {
        using var db = state.Open();
        return [.. db.Query<JournaledWebhook>($"SELECT {Columns} FROM webhook_event WHERE @how IS NULL OR state = @how ORDER BY id DESC LIMIT @most", new { most, how })];
    }

    /// <summary>Products of an account that are to be looked at, with the instant until which that is known, the longest wait first.</summary>
    public IReadOnlyList<(string ProductId, string Since)> Looks(string account, int most)
    {
        using var db = state.Open();
        return [.. db.Query<(string, string)>("SELECT product_id, since FROM shop_look WHERE account = @account ORDER BY since, product_id LIMIT @most", new { account, most })];
    }

    /// <summary>Accounts with products that are to be looked at.</summary>
    public IReadOnlyList<string> AccountsWithLooks()
    {
        using var db = state.Open();
        return [.. db.Query<string>("SELECT DISTINCT account FROM shop_look ORDER BY account")];
    }

    /// <summary>Products were looked at; what was told of them meanwhile waits for the next look.</summary>
    public void Looked(string account, IEnumerable<(string ProductId, string Since)> looks) => state.Write((db, transaction) => db.Execute(
        "DELETE FROM shop_look WHERE account = @account AND product_id = @ProductId AND since <= @Since", looks.Select(look => new { account, look.ProductId, look.Since }), transaction));

    /// <summary>Forgets what is old.</summary>
    public int Prune() => state.Write((db, transaction) =>
    {
        var now = clock.GetUtcNow();
        return db.Execute(
            "DELETE FROM webhook_event WHERE (state IN ('applied', 'older', 'unknown', 'unreadable') AND received_at < @done) OR (state = 'kept' AND received_at < @kept)",
            new { done = Instants.Text(now.AddDays(-Days)), kept = Instants.Text(now.AddDays(-3 * Days)) }, transaction);
    });
}
