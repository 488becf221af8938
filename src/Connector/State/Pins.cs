using System.Data.Common;
using System.Text;
using Dapper;

namespace Connector.State;

/// <summary>A row of an earlier run to which a SKU is pinned.</summary>
/// <param name="Run">The run to which it was rolled back.</param>
/// <param name="Sheet">The feed sheet of the row.</param>
/// <param name="Row">The row, as it stood in the file.</param>
/// <param name="By">Who rolled back.</param>
/// <param name="Because">Why.</param>
/// <param name="At">When.</param>
public sealed record PinnedRow(string Run, string Sheet, ReadOnlyMemory<byte> Row, string By, string Because, DateTimeOffset At)
{
    /// <summary>How it stands, for people.</summary>
    public string Sentence => $"content and price are pinned to run {Run}, by {By} since {At:u}{(Because.Length > 0 ? $": {Because}" : "")}; until a person resumes it or another version of a policy is applied";
}

/// <summary>How many SKUs of an account are pinned by one rollback.</summary>
public sealed record PinCount(string View, string Run, string By, string Because, DateTimeOffset At, long Skus);

/// <summary>
/// SKUs that were rolled back and stay so until a person resumes them, or until another version of a document that decides for the account is applied: each pin knows under
/// which versions it was made, and holds under those alone. Looked up one by one: see <see cref="Feeds.LedgerView"/>.
/// </summary>
public sealed class Pins(StateDatabase state)
{
    /// <summary>What tells the documents that decide from those of another time; the account's own is not among them.</summary>
    public static string Mark(IReadOnlyList<string> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        return Hash128.Of(Encoding.UTF8.GetBytes(string.Join('\n', versions.Order(StringComparer.Ordinal)))).ToString();
    }

    /// <summary>Whether anything of an account is pinned under these versions.</summary>
    public bool Any(string account, string mark)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>("SELECT EXISTS(SELECT 1 FROM pin WHERE account = @account AND versions = @mark)", new { account, mark });
    }

    /// <summary>What is pinned now, by rollback.</summary>
    public IReadOnlyList<PinCount> InForce(string account, string mark)
    {
        using var db = state.Open();
        return [.. db.Query<(string View, string Run, string By, string Because, string At, long Skus)>(
            """
            SELECT view_name, run, made_by, because, at, COUNT(*) FROM pin WHERE account = @account AND versions = @mark
            GROUP BY rollback, view_name, run, made_by, because, at ORDER BY at, view_name
            """,
            new { account, mark }).Select(row => new PinCount(row.View, row.Run, row.By, row.Because, Instants.Parse(row.At), row.Skus))];
    }

    /// <summary>The SKUs that are pinned, also those whose pins are over; one that is pinned in several views once.</summary>
    internal static List<string> Skus(DbConnection db, DbTransaction transaction, string account, string? view) =>
        [.. db.Query<string>("SELECT DISTINCT sku FROM pin WHERE account = @account AND (@view IS NULL OR view_name = @view) ORDER BY sku", new { account, view }, transaction)];

    /// <summary>Ends the pins of a SKU.</summary>
    internal static int End(DbConnection db, DbTransaction transaction, string account, string? view, string sku) =>
        db.Execute("DELETE FROM pin WHERE account = @account AND (@view IS NULL OR view_name = @view) AND sku = @sku", new { account, view, sku }, transaction);
}
