using System.Data.Common;
using Connector.Policy;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.State;

/// <summary>A value that a person gave for one column of one SKU, from its beginning to its end.</summary>
public sealed record ManualValueRow
{
    public long Id { get; init; }

    public string View { get; init; } = "";

    public string Sku { get; init; } = "";

    /// <summary>The column.</summary>
    public string Col { get; init; } = "";

    public string Value { get; init; } = "";

    /// <summary>Until when it stands; null: until the shop's own value is another one than <see cref="OwnThen"/>.</summary>
    public string? Until { get; init; }

    public string OwnThen { get; init; } = "";

    /// <summary>The file, as it was called.</summary>
    public string File { get; init; } = "";

    /// <summary>The row in it, the header being 1.</summary>
    public long RowNumber { get; init; }

    /// <summary>The intake that took the file: its folder in the archive.</summary>
    public string Intake { get; init; } = "";

    public string By { get; init; } = "";

    public string Because { get; init; } = "";

    public string At { get; init; } = "";

    public string? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? EndedBecause { get; init; }
}

/// <summary>Values that people gave by file. Nothing is ever removed: what is over says why.</summary>
public sealed class ManualEntries(StateDatabase state)
{
    internal const string Statement = "SELECT id, sku, col, value, until, own_then, file, row_number, made_by, because FROM manual_value WHERE account = ?1 AND view_name = ?2 AND ended_at IS NULL";

    private const string Columns =
        "id, view_name AS View, sku, col, value, until, own_then AS OwnThen, file, row_number AS RowNumber, intake, made_by AS By, because, made_at AS At, ended_at AS EndedAt, ended_by AS EndedBy, ended_because AS EndedBecause";

    /// <summary>What was given, by SKU, view and column, the latest last; streamed.</summary>
    /// <param name="account">The account.</param>
    /// <param name="skus">Only of these; null: of all.</param>
    /// <param name="all">Also what is over.</param>
    public IEnumerable<ManualValueRow> History(string account, IReadOnlyCollection<string>? skus = null, bool all = false)
    {
        using var db = state.Open();
        var where = $"account = @account {(all ? "" : "AND ended_at IS NULL")}";
        var found = skus is null
            ? db.Query<ManualValueRow>($"SELECT {Columns} FROM manual_value WHERE {where} ORDER BY sku, view_name, col, id", new { account }, buffered: false)
            : skus.SelectMany(sku => db.Query<ManualValueRow>($"SELECT {Columns} FROM manual_value WHERE {where} AND sku = @sku ORDER BY view_name, col, id", new { account, sku }));
        foreach (var row in found)
        {
            yield return row;
        }
    }

    /// <summary>How many are in force.</summary>
    public long Count(string account)
    {
        using var db = state.Open();
        return db.ExecuteScalar<long>("SELECT COUNT(*) FROM manual_value WHERE account = @account AND ended_at IS NULL", new { account });
    }

    /// <summary>Ends what is in force of SKUs, and puts them before the next deltas. Inside a transaction of the state.</summary>
    /// <returns>The SKUs of which something was ended.</returns>
    internal static IReadOnlyList<string> End(DbConnection db, DbTransaction transaction, string account, IEnumerable<string> skus, string at, string by, string because)
    {
        var ended = skus.Distinct(StringComparer.Ordinal).Where(sku => db.Execute(
            "UPDATE manual_value SET ended_at = @at, ended_by = @by, ended_because = @because WHERE account = @account AND sku = @sku AND ended_at IS NULL",
            new { account, sku, at, by, because }, transaction) > 0).ToList();
        Awaiting.Add(db, transaction, account, ended, Awaiting.Manual, at, by, because);
        return ended;
    }

    /// <summary>A row of <see cref="Statement"/>.</summary>
    internal static ManualValue Value(Prepared.Rows row) => new(
        row.Text(2), row.Text(3), row.IsNull(4) ? null : Instants.Parse(row.Text(4)), row.Text(5), $"{row.Text(6)} row {row.Number(7)}", row.Text(8), row.Text(9))
    {
        Id = row.Number(0),
    };
}
