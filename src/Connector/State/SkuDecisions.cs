using System.Data.Common;
using Connector.Archive;
using Connector.Policy;
using Dapper;

namespace Connector.State;

/// <summary>Something that a person decided about one SKU of an account, from its beginning to its end.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Kind"><see cref="SkuDecisions.Takedown"/> or <see cref="SkuDecisions.Assignment"/>.</param>
/// <param name="Value">The listing template, for an assignment; else empty.</param>
/// <param name="By">Who decided.</param>
/// <param name="Because">Why.</param>
/// <param name="At">When.</param>
/// <param name="EndedBy">Who ended it; null while it is in force.</param>
/// <param name="EndedBecause">Why it was ended.</param>
/// <param name="EndedAt">When it was ended.</param>
public sealed record SkuDecisionRow(string Sku, string Kind, string Value, string By, string Because, string At, string? EndedBy, string? EndedBecause, string? EndedAt)
{
    /// <summary>For Dapper, which fills the members by name.</summary>
    private SkuDecisionRow()
        : this("", "", "", "", "", "", null, null, null)
    {
    }
}

/// <summary>What people decide about single SKUs: takedowns, and listing templates chosen by hand. Nothing is ever removed: what is over says who ended it.</summary>
/// <param name="state">Where they are kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="chain">Where they are recorded; null: nowhere, for tests of the table alone.</param>
public sealed class SkuDecisions(StateDatabase state, TimeProvider clock, Chain? chain = null)
{
    /// <summary>The SKU is off TikTok, whatever the store says.</summary>
    public const string Takedown = "takedown";

    /// <summary>The SKU is in a listing template, whatever the templates' conditions say.</summary>
    public const string Assignment = "assignment";

    private const string Columns = "sku, kind, value, made_by AS By, because, made_at AS At, ended_by AS EndedBy, ended_because AS EndedBecause, ended_at AS EndedAt";

    /// <summary>What is decided now about an account's SKUs, by SKU.</summary>
    public IReadOnlyDictionary<string, SkuDecision> InForce(string account)
    {
        var decisions = new Dictionary<string, SkuDecision>(StringComparer.Ordinal);
        using var db = state.Open();
        foreach (var row in db.Query<SkuDecisionRow>($"SELECT {Columns} FROM sku_decision WHERE account = @account AND ended_at IS NULL", new { account }))
        {
            var decision = decisions.GetValueOrDefault(row.Sku) ?? new SkuDecision();
            decisions[row.Sku] = row.Kind == Takedown
                ? decision with { TakenDown = new Takedown(row.By, row.Because, Instants.Parse(row.At)) }
                : decision with { Template = row.Value };
        }

        return decisions;
    }

    /// <summary>All that was ever decided, the latest last.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">Takedowns or assignments; null: both.</param>
    /// <param name="skus">Only of these; null: of all.</param>
    public IReadOnlyList<SkuDecisionRow> History(string account, string? kind = null, IReadOnlyCollection<string>? skus = null)
    {
        using var db = state.Open();
        return [.. db.Query<SkuDecisionRow>($"SELECT {Columns} FROM sku_decision WHERE account = @account AND (@kind IS NULL OR kind = @kind) ORDER BY id", new { account, kind })
            .Where(row => skus is null || skus.Contains(row.Sku, StringComparer.Ordinal))];
    }

    /// <summary>Decides about SKUs. What is decided already, and the same, stays as it is; another assignment ends the one before.</summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">Takedown or assignment.</param>
    /// <param name="skus">The SKUs, as the shop writes them.</param>
    /// <param name="value">The listing template; empty for a takedown.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="because">Why.</param>
    /// <returns>The SKUs for which it is new.</returns>
    public IReadOnlyList<string> Make(string account, string kind, IReadOnlyList<string> skus, string value, string by, string because)
    {
        ArgumentNullException.ThrowIfNull(skus);
        return Recorded(
            new DecisionRecord("", account, clock.GetUtcNow(), by, because, "", 0, kind, Ended: false, value, []),
            (db, transaction, at) => Make(db, transaction, account, kind, skus, value, at, by, because));
    }

    /// <summary>Ends what was decided about SKUs: the store and the documents decide again.</summary>
    /// <returns>The SKUs for which something was ended.</returns>
    public IReadOnlyList<string> End(string account, string kind, IReadOnlyList<string> skus, string by, string because)
    {
        ArgumentNullException.ThrowIfNull(skus);
        return Recorded(
            new DecisionRecord("", account, clock.GetUtcNow(), by, because, "", 0, kind, Ended: true, "", []), (db, transaction, at) => End(db, transaction, account, kind, skus, at, by, because));
    }

    /// <summary>Does it, with its chained record where it was news for any SKU.</summary>
    private IReadOnlyList<string> Recorded(DecisionRecord record, Func<DbConnection, DbTransaction, string, IReadOnlyList<string>> decide)
    {
        var news = state.Write((db, transaction) =>
        {
            var skus = decide(db, transaction, Instants.Text(record.At));
            if (skus.Count > 0)
            {
                chain?.Record(db, transaction, record.Account, record.Kind, (id, previous, position) => record with { Run = id, Previous = previous, Position = position, Skus = skus });
            }

            return skus;
        });
        chain?.Committed(record.Account);
        return news;
    }

    /// <summary>The same, inside a transaction of the state, whose own record tells of it.</summary>
    internal static IReadOnlyList<string> Make(
        DbConnection db, DbTransaction transaction, string account, string kind, IReadOnlyList<string> skus, string value, string at, string by, string because)
    {
        var made = new List<string>();
        foreach (var sku in skus.Distinct(StringComparer.Ordinal))
        {
            var there = db.Query<string>("SELECT value FROM sku_decision WHERE account = @account AND sku = @sku AND kind = @kind AND ended_at IS NULL", new { account, sku, kind }, transaction).FirstOrDefault();
            if (there == value)
            {
                continue;
            }

            db.Execute(
                """
                UPDATE sku_decision SET ended_by = @by, ended_because = @because, ended_at = @at WHERE account = @account AND sku = @sku AND kind = @kind AND ended_at IS NULL;
                INSERT INTO sku_decision(account, sku, kind, value, made_by, because, made_at) VALUES(@account, @sku, @kind, @value, @by, @because, @at);
                """,
                new { account, sku, kind, value, by, because, at }, transaction);
            made.Add(sku);
        }

        // The next delta looks at them.
        Awaiting.Add(db, transaction, account, made, Awaiting.Decided, at, by, because);
        return made;
    }

    /// <summary>The same, inside a transaction of the state, whose own record tells of it.</summary>
    internal static IReadOnlyList<string> End(DbConnection db, DbTransaction transaction, string account, string kind, IReadOnlyList<string> skus, string at, string by, string because)
    {
        var ended = skus.Distinct(StringComparer.Ordinal).Where(sku => db.Execute(
            "UPDATE sku_decision SET ended_by = @by, ended_because = @because, ended_at = @at WHERE account = @account AND sku = @sku AND kind = @kind AND ended_at IS NULL",
            new { account, sku, kind, by, because, at }, transaction) > 0).ToList();
        Awaiting.Add(db, transaction, account, ended, Awaiting.Decided, at, by, because);
        return ended;
    }
}
