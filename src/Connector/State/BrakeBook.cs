using System.Data.Common;
using System.Text.Json;
using Connector.Feeds.Brakes;
using Dapper;

namespace Connector.State;

/// <summary>A run that a brake stopped, or let go in part: one an account and kind of feed waits for a person.</summary>
/// <param name="Account">The account.</param>
/// <param name="Kind">The kind of feed.</param>
/// <param name="Run">The run.</param>
/// <param name="Since">Since when.</param>
/// <param name="What">What tripped, in a sentence.</param>
/// <param name="InPart">It was delivered in part: a stock feed without its increases.</param>
/// <param name="EndedAt">When it ended; null while it waits.</param>
/// <param name="EndedHow">released, discarded, replaced or overtaken.</param>
/// <param name="EndedBy">Who ended it; the run that took its place.</param>
/// <param name="EndedBecause">Why.</param>
public sealed record WaitingRun(
    string Account, FeedKind Kind, string Run, DateTimeOffset Since, string What, bool InPart, DateTimeOffset? EndedAt, string? EndedHow, string? EndedBy, string? EndedBecause)
{
    /// <summary>How it stands, for people.</summary>
    public string Sentence => InPart
        ? $"{Kind.Words()}s go without increases: since {Since:u} run {Run} waits for a person"
        : $"{Kind.Words()}s stand still: since {Since:u} run {Run} waits for a person";
}

/// <summary>Which stopped runs wait for a person, and what people have allowed.</summary>
public sealed class BrakeBook(StateDatabase state, TimeProvider clock)
{
    /// <summary>How a wait ends.</summary>
    public const string Released = "released", Discarded = "discarded", Replaced = "replaced", Overtaken = "overtaken";

    private const string Columns = "account, kind, run, since, what, in_part AS InPart, ended_at AS EndedAt, ended_how AS EndedHow, ended_by AS EndedBy, ended_because AS EndedBecause";

    /// <summary>The runs that wait, the oldest first.</summary>
    /// <param name="account">Only this account's; null: all.</param>
    public IReadOnlyList<WaitingRun> Waiting(string? account = null) => List("ended_at IS NULL AND (@account IS NULL OR account = @account) ORDER BY since, account, run", new { account });

    /// <summary>The run of a kind that waits; null: none does.</summary>
    public WaitingRun? Waiting(string account, FeedKind kind) => List("ended_at IS NULL AND account = @account AND kind = @kind", new { account, kind = kind.ToString() }).SingleOrDefault();

    /// <summary>Why a schedule of a kind stands still; null: it does not. Stock feeds never do: standing still would go on selling what is sold.</summary>
    public WaitingRun? StandsStill(string account, FeedKind kind) => kind.IsInventory() ? null : Waiting(account, kind);

    /// <summary>Why stock feeds of an account go without increases; null: they do not.</summary>
    public WaitingRun? OfStock(string account) => Waiting(account).FirstOrDefault(run => run.Kind.IsInventory());

    /// <summary>A run that waits or has waited, of the accounts that have one of that id.</summary>
    public IReadOnlyList<WaitingRun> Find(string run, string? account = null) => List("run = @run AND (@account IS NULL OR account = @account) ORDER BY account", new { run, account });

    /// <summary>The last runs that waited, the latest first.</summary>
    public IReadOnlyList<WaitingRun> Last(string? account, int most) => List("(@account IS NULL OR account = @account) ORDER BY since DESC, account LIMIT @most", new { account, most });

    /// <summary>The release under which the next feed of a kind goes; null: none is there.</summary>
    public BrakePermission? Permission(string account, FeedKind kind)
    {
        using var db = state.Open();
        return db.Query<(string Release, string Waiting, string By, string Because, string Until, string Limits)>(
            """
            SELECT release, waiting, made_by, because, until, limits FROM brake_permission
            WHERE account = @account AND kind = @kind AND used_by IS NULL AND until > @now ORDER BY at DESC, release DESC LIMIT 1
            """,
            new { account, kind = kind.ToString(), now = Instants.Text(clock.GetUtcNow()) })
            .Select(row => new BrakePermission(row.Release, row.Waiting, row.By, row.Because, Instants.Parse(row.Until), JsonSerializer.Deserialize<Dictionary<string, decimal>>(row.Limits)!))
            .FirstOrDefault();
    }

    /// <summary>The releases that are in force and were not used yet, the oldest first.</summary>
    /// <param name="account">Only this account's; null: all.</param>
    public IReadOnlyList<(string Account, FeedKind Kind, BrakePermission Permission)> Permissions(string? account = null)
    {
        using var db = state.Open();
        return
        [
            .. db.Query<(string Account, string Kind)>(
                "SELECT DISTINCT account, kind FROM brake_permission WHERE used_by IS NULL AND until > @now AND (@account IS NULL OR account = @account) ORDER BY account, kind",
                new { account, now = Instants.Text(clock.GetUtcNow()) })
                .Select(row => (row.Account, Kind: Enum.Parse<FeedKind>(row.Kind))).Select(row => (row.Account, row.Kind, Permission(row.Account, row.Kind)!)),
        ];
    }

    /// <summary>Notes that a brake stopped a run: it waits now, and one that waited before waits no more.</summary>
    public void Stop(RunRow run, BrakeRecord record)
    {
        ArgumentNullException.ThrowIfNull(run);
        state.Write((db, transaction) =>
        {
            Wait(db, transaction, run, record, inPart: false);
            db.Execute(
                "UPDATE run SET state = 'braked', message = @message, ended = @now WHERE account = @Account AND id = @Id",
                new { run.Account, run.Id, message = record.Sentence, now = Instants.Text(record.At) }, transaction);
        });
    }

    /// <summary>Notes that a run waits. Inside a transaction of the state.</summary>
    internal static void Wait(DbConnection db, DbTransaction transaction, RunRow run, BrakeRecord record, bool inPart)
    {
        End(db, transaction, run.Account, [record.Kind], Replaced, run.Id, "", record.At);
        db.Execute(
            "INSERT INTO brake_waiting(account, kind, run, since, what, in_part) VALUES(@Account, @Kind, @Id, @now, @Sentence, @inPart)",
            new { run.Account, run.Kind, run.Id, now = Instants.Text(record.At), record.Sentence, inPart = inPart ? 1 : 0 }, transaction);
    }

    /// <summary>Notes that a feed was sealed whole: what waited of the kinds whose cursors it moves is over, and so are releases, the one under which it went and those that it has overtaken.</summary>
    internal static void Sealed(DbConnection db, DbTransaction transaction, RunRow run, FeedKind kind, BrakePermission? permission, bool movesCursors, DateTimeOffset at)
    {
        if (permission is not null)
        {
            db.Execute(
                "UPDATE brake_permission SET used_by = @Id WHERE account = @Account AND kind = @Kind AND release = @Release",
                new { run.Account, run.Kind, run.Id, permission.Release }, transaction);
        }

        if (movesCursors)
        {
            End(db, transaction, run.Account, kind.CursorsMoved(), Overtaken, run.Id, "", at);

            // What was released is told now, or is no more: the next feed is weighed again.
            db.Execute(
                "UPDATE brake_permission SET used_by = @Id WHERE account = @Account AND kind IN @kinds AND used_by IS NULL",
                new { run.Account, run.Id, kinds = kind.CursorsMoved().Select(moved => moved.ToString()).ToArray() }, transaction);
        }
    }

    /// <summary>Ends what waits. Inside a transaction of the state.</summary>
    /// <returns>How many waited.</returns>
    internal static int End(DbConnection db, DbTransaction transaction, string account, IReadOnlyList<FeedKind> kinds, string how, string by, string because, DateTimeOffset at)
    {
        var values = new { account, kinds = kinds.Select(kind => kind.ToString()).ToArray(), how, by, because, now = Instants.Text(at) };
        db.Execute(
            """
            UPDATE run SET state = @how, message = message || @words WHERE account = @account AND state = 'braked'
                AND id IN (SELECT run FROM brake_waiting WHERE account = @account AND kind IN @kinds AND ended_at IS NULL)
            """,
            new { values.account, values.kinds, values.how, words = $" ({how} by {by})" }, transaction);
        return db.Execute(
            "UPDATE brake_waiting SET ended_at = @now, ended_how = @how, ended_by = @by, ended_because = @because WHERE account = @account AND kind IN @kinds AND ended_at IS NULL", values, transaction);
    }

    /// <summary>Whether a run waits, inside a transaction of the state.</summary>
    internal static bool IsWaiting(DbConnection db, DbTransaction transaction, WaitingRun waiting) => db.ExecuteScalar<bool>(
        "SELECT EXISTS(SELECT 1 FROM brake_waiting WHERE account = @Account AND kind = @kind AND run = @Run AND ended_at IS NULL)",
        new { waiting.Account, kind = waiting.Kind.ToString(), waiting.Run }, transaction);

    /// <summary>Notes a permission. Inside a transaction of the state.</summary>
    internal static void Allow(DbConnection db, DbTransaction transaction, string account, FeedKind kind, BrakePermission permission, DateTimeOffset at) => db.Execute(
        """
        INSERT INTO brake_permission(account, kind, release, waiting, made_by, because, at, until, limits) VALUES(@account, @kind, @Release, @Waiting, @By, @Because, @at, @until, @limits)
        """,
        new
        {
            account, kind = kind.ToString(), permission.Release, permission.Waiting, permission.By, permission.Because, at = Instants.Text(at), until = Instants.Text(permission.Until),
            limits = JsonSerializer.Serialize(permission.Limits),
        },
        transaction);

    private List<WaitingRun> List(string where, object values)
    {
        using var db = state.Open();
        return [.. db.Query<(string Account, string Kind, string Run, string Since, string What, long InPart, string? EndedAt, string? EndedHow, string? EndedBy, string? EndedBecause)>(
            $"SELECT {Columns} FROM brake_waiting WHERE {where}", values)
            .Select(row => new WaitingRun(
                row.Account, Enum.Parse<FeedKind>(row.Kind), row.Run, Instants.Parse(row.Since), row.What, row.InPart != 0, row.EndedAt is null ? null : Instants.Parse(row.EndedAt), row.EndedHow,
                row.EndedBy, row.EndedBecause))];
    }
}
