using System.Data.Common;
using Dapper;

namespace Connector.State;

/// <summary>A SKU that a delta must look at although neither the shop nor a policy has changed it.</summary>
/// <param name="Id">Rises with every entry: a cursor says up to which one it has looked.</param>
/// <param name="Sku">The SKU.</param>
/// <param name="What">Why: one of the words of <see cref="Awaiting"/>.</param>
/// <param name="At">Since when.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Because">What they said.</param>
public sealed record AwaitingRow(long Id, string Sku, string What, string At, string By, string Because)
{
    /// <summary>For Dapper, which fills the members by name.</summary>
    private AwaitingRow()
        : this(0, "", "", "", "", "")
    {
    }
}

/// <summary>
/// The SKUs that wait for a delta: sent again because a person asks, put back because TikTok refused a file, decided about by a person, answered by TikTok.
/// Entries go when every cursor of the account has passed them.
/// </summary>
public sealed class Awaiting(StateDatabase state, TimeProvider clock)
{
    /// <summary>The row and the quantity are sent again, even if they are as they were sent.</summary>
    public const string Resend = "resend";

    /// <summary>TikTok refused the file with its row.</summary>
    public const string Refused = "refused";

    /// <summary>A person took it down, put it back, or chose its listing template.</summary>
    public const string Decided = "decided";

    /// <summary>A person gave a value by file, or took it back.</summary>
    public const string Manual = "manual";

    /// <summary>TikTok's answer may let go what was held back.</summary>
    public const string Answered = "answered";

    /// <summary>TikTok shows something else than was sent.</summary>
    public const string Drifted = "drifted";

    /// <summary>Its row was sent, and how much is told of its stock hangs on that.</summary>
    public const string Sent = "sent";

    /// <summary>Puts SKUs on the list.</summary>
    /// <param name="account">The account.</param>
    /// <param name="skus">The SKUs, as the shop writes them.</param>
    /// <param name="what">Why.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="because">What they say; may be empty.</param>
    public void Add(string account, IEnumerable<string> skus, string what, string by, string because) => state.Write((db, transaction) =>
        Add(db, transaction, account, skus, what, Instants.Text(clock.GetUtcNow()), by, because));

    /// <summary>The same, inside a transaction of the state.</summary>
    internal static void Add(DbConnection db, DbTransaction transaction, string account, IEnumerable<string> skus, string what, string at, string by, string because)
    {
        foreach (var sku in skus)
        {
            db.Execute("INSERT INTO awaiting(account, sku, what, at, made_by, because) VALUES(@account, @sku, @what, @at, @by, @because)", new { account, sku, what, at, by, because }, transaction);
        }
    }

    /// <summary>The last entry that was ever made for an account; 0 where there is none.</summary>
    public long Last(string account)
    {
        using var db = state.Open();
        var listed = db.ExecuteScalar<long?>("SELECT MAX(id) FROM awaiting WHERE account = @account", new { account });
        return listed ?? db.ExecuteScalar<long?>("SELECT MAX(awaited) FROM feed_cursor WHERE account = @account", new { account }) ?? 0;
    }

    /// <summary>What waits, behind a cursor, the oldest first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="after">The last entry that was looked at; 0: none.</param>
    public IReadOnlyList<AwaitingRow> Behind(string account, long after)
    {
        using var db = state.Open();
        return [.. db.Query<AwaitingRow>("SELECT id, sku, what, at, made_by AS By, because FROM awaiting WHERE account = @account AND id > @after ORDER BY id", new { account, after })];
    }
}
