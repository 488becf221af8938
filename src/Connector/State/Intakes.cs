using System.Data.Common;
using Dapper;

namespace Connector.State;

/// <summary>A manual file that was taken, or is being taken.</summary>
public sealed record IntakeRow
{
    /// <summary>Its folder in the archive.</summary>
    public string Id { get; init; } = "";

    /// <summary>As it was called in the intake folder.</summary>
    public string Name { get; init; } = "";

    public string Sha256 { get; init; } = "";

    /// <summary>taking, applied, answered.</summary>
    public string State { get; init; } = "";

    /// <summary>accepted, accepted-in-part or refused; empty while it is being taken.</summary>
    public string Outcome { get; init; } = "";

    public string At { get; init; } = "";
}

/// <summary>The manual files of all accounts, by their bytes: each is taken once.</summary>
public sealed class Intakes(StateDatabase state)
{
    /// <summary>Begun: nothing of it counts yet.</summary>
    public const string Taking = "taking";

    /// <summary>What it asks for is done; it is not answered yet.</summary>
    public const string Applied = "applied";

    /// <summary>Its receipt stands, and it has left the folder.</summary>
    public const string Answered = "answered";

    private const string Columns = "id, name, sha256, state, outcome, at";

    /// <summary>The files that are being taken, or wait for their answer: where a process was cut.</summary>
    public IReadOnlyList<IntakeRow> Unfinished(string account) => List("account = @account AND state <> 'answered' ORDER BY id", new { account });

    /// <summary>The last that had these bytes; null: none had.</summary>
    public IntakeRow? Find(string account, string sha256) => List("account = @account AND sha256 = @sha256 ORDER BY id DESC LIMIT 1", new { account, sha256 }).FirstOrDefault();

    /// <summary>The last ones, the latest first.</summary>
    public IReadOnlyList<IntakeRow> Last(string account, int most) => List("account = @account ORDER BY id DESC LIMIT @most", new { account, most });

    public void Begin(string account, IntakeRow row) => state.Write((db, transaction) => db.Execute(
        "INSERT INTO intake(account, id, name, sha256, state, outcome, at) VALUES(@account, @Id, @Name, @Sha256, 'taking', '', @At)",
        new { account, row.Id, row.Name, row.Sha256, row.At }, transaction));

    /// <summary>Whether its record is one of the account's chain: a restored state may not know that it was taken.</summary>
    public bool IsChained(string account, string id)
    {
        using var db = state.Open();
        return db.ExecuteScalar<bool>("SELECT EXISTS(SELECT 1 FROM chained WHERE account = @account AND run = @id)", new { account, id });
    }

    /// <summary>What never counted is forgotten.</summary>
    public void Forget(string account, string id) => state.Write((db, transaction) =>
        db.Execute("DELETE FROM intake WHERE account = @account AND id = @id AND state = 'taking'", new { account, id }, transaction));

    /// <summary>With what it asks for, in one transaction.</summary>
    internal static void Apply(DbConnection db, DbTransaction transaction, string account, string id, string outcome) =>
        db.Execute("UPDATE intake SET state = 'applied', outcome = @outcome WHERE account = @account AND id = @id", new { account, id, outcome }, transaction);

    public void Answer(string account, string id) => state.Write((db, transaction) =>
        db.Execute("UPDATE intake SET state = 'answered' WHERE account = @account AND id = @id AND state = 'applied'", new { account, id }, transaction));

    private List<IntakeRow> List(string where, object values)
    {
        using var db = state.Open();
        return [.. db.Query<IntakeRow>($"SELECT {Columns} FROM intake WHERE {where}", values)];
    }
}
