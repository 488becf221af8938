using System.Data.Common;
using Connector.Archive;
using Dapper;

namespace Connector.State;

/// <summary>A run as the state database knows it.</summary>
public sealed record RunRow
{
    public string Id { get; init; } = "";

    public string Account { get; init; } = "";

    public string Kind { get; init; } = "";

    /// <summary>open, sealed, nothing, waiting, failed or abandoned; refused: sealed, and TikTok took nothing of it.</summary>
    public string State { get; init; } = "";

    public string Started { get; init; } = "";

    public string StartedBy { get; init; } = "";

    public string? Ended { get; init; }

    public string? Message { get; init; }

    /// <summary>Goes into file names.</summary>
    public string Stamp => Id[..14];
}

/// <summary>The runs of all accounts: begun, ended, sealed.</summary>
public sealed class Runs(StateDatabase state, RunFolders folders, TimeProvider clock)
{
    private readonly Chain _chain = new(folders, clock);

    /// <summary>Runs in whose folders TikTok's answers are put down; the last of them.</summary>
    internal const string OfRows = "account = @account AND kind IN ('Full', 'Delta', 'PriceDelta', 'Adopt') AND state IN ('sealed', 'refused')";

    /// <summary>Begins a run. Its stamp, and so its id and file names, rise with every run of an account, also when the clock goes back.</summary>
    public RunRow Begin(FeedOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var now = clock.GetUtcNow();
        return state.Write((db, transaction) =>
        {
            var stamp = NextStamp(db, transaction, order.Account, now);
            var run = new RunRow
            {
                Id = $"{stamp}-{order.Kind.ToString().ToLowerInvariant()}",
                Account = order.Account,
                Kind = order.Kind.ToString(),
                State = "open",
                Started = Instants.Text(now),
                StartedBy = order.StartedBy,
            };
            db.Execute("INSERT INTO run(id, account, kind, state, started, started_by) VALUES(@Id, @Account, @Kind, @State, @Started, @StartedBy)", run, transaction);
            return run;
        });
    }

    /// <summary>
    /// Begins something that is done to an account's ledger and is no feed: its ledger is adopted, or rebuilt. It has a stamp and a folder like a run, and is
    /// none before <see cref="Note"/>.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="kind">What is done, as a run's kind.</param>
    /// <param name="startedBy">Who does it.</param>
    public RunRow Prepare(string account, string kind, string startedBy)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var now = clock.GetUtcNow();
        var stamp = state.Write((db, transaction) => NextStamp(db, transaction, account, now));
        return new RunRow { Id = $"{stamp}-{kind.ToLowerInvariant()}", Account = account, Kind = kind, State = "sealed", Started = Instants.Text(now), StartedBy = startedBy };
    }

    /// <summary>Notes what was prepared: its chained record, its place among the runs, and what it does, in one transaction.</summary>
    /// <param name="run">What was prepared.</param>
    /// <param name="message">In a sentence.</param>
    /// <param name="name">Name of its record.</param>
    /// <param name="record">The record, given the hash of the one before and its place in the chain.</param>
    /// <param name="apply">What it does.</param>
    public void Note(RunRow run, string message, string name, Func<string, long, object> record, Action<DbConnection, DbTransaction> apply)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(apply);
        Append(run.Account, run.Id, name, record, (db, transaction) =>
        {
            apply(db, transaction);
            db.Execute(
                "INSERT INTO run(id, account, kind, state, started, started_by, ended, message) VALUES(@Id, @Account, @Kind, @State, @Started, @StartedBy, @ended, @message)",
                new { run.Id, run.Account, run.Kind, run.State, run.Started, run.StartedBy, ended = Instants.Text(clock.GetUtcNow()), message }, transaction);
        });
    }

    /// <summary>
    /// Records something that a person or a program did beside the feeds: a chained record in a folder of its own, with what it does, in one transaction. No run.
    /// </summary>
    /// <param name="account">The account whose chain it is in.</param>
    /// <param name="what">What was done, one word in lower case: the end of its id, and of its record's name.</param>
    /// <param name="record">The record, given its id, the hash of the one before and its place in the chain.</param>
    /// <param name="apply">What it does, given its id.</param>
    /// <returns>Its id.</returns>
    public string Record(string account, string what, Func<string, string, long, object> record, Action<DbConnection, DbTransaction, string> apply)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(apply);
        var id = Prepare(account, what, "").Id;
        Append(account, id, RecordNames.Event(what), (previous, position) => record(id, previous, position), (db, transaction) => apply(db, transaction, id));
        return id;
    }

    /// <summary>Ends a run that is not sealed, or notes what stopped it for now.</summary>
    public void End(RunRow run, string newState, string? message) => state.Write((db, transaction) => db.Execute(
        "UPDATE run SET state = @newState, message = @message, ended = @ended WHERE account = @Account AND id = @Id AND state = 'open'",
        new { newState, message, ended = newState == "open" ? null : Instants.Text(clock.GetUtcNow()), run.Account, run.Id },
        transaction));

    /// <summary>
    /// Forgets the earlier runs of a kind that ended as this one does. Of deltas that stop for the same reason every few minutes only the last is kept.
    /// </summary>
    /// <returns>The ids of those forgotten.</returns>
    public IReadOnlyList<string> ForgetEarlier(RunRow run, string endState)
    {
        ArgumentNullException.ThrowIfNull(run);
        return state.Write<IReadOnlyList<string>>((db, transaction) =>
        {
            var values = new { run.Account, run.Kind, run.Id, endState };
            var earlier = db.Query<string>("SELECT id FROM run WHERE account = @Account AND kind = @Kind AND state = @endState AND id < @Id", values, transaction).ToList();
            db.Execute("DELETE FROM run WHERE account = @Account AND kind = @Kind AND state = @endState AND id < @Id", values, transaction);
            return earlier;
        });
    }

    /// <summary>Runs that were begun and neither sealed nor ended: cut, or stopped by a fault that can heal.</summary>
    public IReadOnlyList<RunRow> Open(string? account = null, FeedKind? kind = null) => List(
        "state = 'open' AND (@account IS NULL OR account = @account) AND (@kind IS NULL OR kind = @kind) ORDER BY id", new { account, kind = kind?.ToString() });

    public IReadOnlyList<RunRow> Last(string account, int most) => List("account = @account ORDER BY id DESC LIMIT @most", new { account, most });

    /// <summary>A run by its id; null where the account has none such.</summary>
    public RunRow? Find(string account, string id) => List("account = @account AND id = @id", new { account, id }).FirstOrDefault();

    /// <param name="account">The account.</param>
    /// <param name="kinds">Only feeds of these kinds; null: of all.</param>
    /// <exception cref="PersonMustDecideException"><c>run.open</c>: a run was begun and may still change the ledger.</exception>
    public void DemandNoneOpen(string account, IReadOnlyList<FeedKind>? kinds = null)
    {
        if (Open(account).FirstOrDefault(run => kinds is null || kinds.Any(kind => kind.ToString() == run.Kind)) is { } run)
        {
            throw new PersonMustDecideException(
                "run.open", $"Run {run.Id} of account {account} is not at its end{(run.Message is { Length: > 0 } message ? $": {message}" : "")}.",
                "Let it end first: the worker finishes it, and so does the next feed of that kind.");
        }
    }

    /// <summary>
    /// The run in whose folder TikTok's answers are put down: the last one that sent rows, or the adoption with which the ledger began; also one that TikTok refused.
    /// </summary>
    public RunRow? LastOfRows(string account) =>
        List($"{OfRows} ORDER BY id DESC LIMIT 1", new { account }).FirstOrDefault();

    /// <summary>The last runs that meet all that is given, the latest one first.</summary>
    public IReadOnlyList<RunRow> Find(string? account, FeedKind? kind, string? runState, int most) => List(
        "(@account IS NULL OR account = @account) AND (@kind IS NULL OR kind = @kind) AND (@runState IS NULL OR state = @runState) ORDER BY id DESC, account LIMIT @most",
        new { account, kind = kind?.ToString(), runState, most });

    /// <summary>How many runs there are by account, kind and state, and when the last of them ended.</summary>
    public IReadOnlyList<(string Account, string Kind, string State, long Count, string? LastEnded)> Counts()
    {
        using var db = state.Open();
        return [.. db.Query<(string, string, string, long, string?)>("SELECT account, kind, state, COUNT(*), MAX(ended) FROM run GROUP BY account, kind, state ORDER BY account, kind, state")];
    }

    /// <summary>The last sealed run of one of these kinds.</summary>
    public RunRow? LastSealed(string account, FeedKind kind) =>
        List("account = @account AND kind = @kind AND state = 'sealed' ORDER BY id DESC LIMIT 1", new { account, kind = kind.ToString() }).FirstOrDefault();

    /// <summary>
    /// The delivery seal: record, ledger, cursor and chain in one transaction. The record is written inside it; should the
    /// transaction not commit, the record counts for nothing and is written again.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="seal">The record, still without its place in the chain.</param>
    /// <param name="cursor">Where the account's cursors for this kind of feed move to; null: they stay.</param>
    /// <param name="apply">What else moves with the seal.</param>
    public SealRecord Seal(RunRow run, SealRecord seal, FeedCursor? cursor, Action<DbConnection, DbTransaction> apply)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(seal);
        ArgumentNullException.ThrowIfNull(apply);
        var record = seal;
        state.Write((db, transaction) =>
        {
            apply(db, transaction);
            Move(db, transaction, run, cursor);
            db.Execute(
                "UPDATE run SET state = 'sealed', ended = @ended, message = NULL WHERE account = @Account AND id = @Id",
                new { ended = Instants.Text(seal.Sealed), run.Account, run.Id },
                transaction);
            _chain.Append(db, transaction, run.Account, run.Id, _ => RecordNames.Seal, (previous, position) => record = seal with { Previous = previous, Position = position });
        });
        _chain.Committed(run.Account);
        return record;
    }

    /// <summary>Appends a chained record to a run's folder, with what moves with it.</summary>
    public void Append(string account, string run, string name, Func<string, long, object> record, Action<DbConnection, DbTransaction> apply) => Append(account, run, _ => name, record, apply);

    /// <summary>Appends TikTok's answers to a run's folder as a chained record, with what moves with it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="run">The last run that sent rows.</param>
    /// <param name="view">The view that was asked about.</param>
    /// <param name="record">Makes the record of the hash before it and its place.</param>
    /// <param name="apply">What moves with it.</param>
    public void AppendReview(string account, string run, string view, Func<string, long, object> record, Action<DbConnection, DbTransaction> apply) =>
        Append(account, run, position => RecordNames.Review(position, view), record, apply);

    private void Append(string account, string run, Func<long, string> name, Func<string, long, object> record, Action<DbConnection, DbTransaction> apply)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(apply);
        state.Write((db, transaction) =>
        {
            apply(db, transaction);
            _chain.Append(db, transaction, account, run, name, record);
        });
        _chain.Committed(account);
    }

    /// <summary>
    /// Ends a delta that found nothing to send: what the ledger notes beside rows, and the cursors, move in one transaction. Of such runs only the last of a kind is
    /// kept: one every few minutes would bury the others.
    /// </summary>
    public void Settle(RunRow run, FeedCursor? cursor, Action<DbConnection, DbTransaction> apply)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(apply);
        state.Write((db, transaction) =>
        {
            apply(db, transaction);
            Move(db, transaction, run, cursor);
            db.Execute("DELETE FROM run WHERE account = @Account AND kind = @Kind AND state = 'nothing' AND id < @Id", run, transaction);
            db.Execute(
                "UPDATE run SET state = 'nothing', message = 'there was nothing to send', ended = @ended WHERE account = @Account AND id = @Id",
                new { ended = Instants.Text(clock.GetUtcNow()), run.Account, run.Id }, transaction);
        });
    }

    /// <summary>Where a kind of feed stands; null where none was sealed since the account, or its ledger, began.</summary>
    public FeedCursor? Cursor(string account, FeedKind kind)
    {
        using var db = state.Open();
        return db.QuerySingleOrDefault<(long ReadNumber, string ReadAt, string Fingerprint, string Instant, long Awaited, string? ExpiresAt)?>(
            "SELECT read_number, read_at, fingerprint, instant, awaited, expires_at FROM feed_cursor WHERE account = @account AND kind = @kind", new { account, kind = kind.ToString() }) is { } found
            ? new FeedCursor(found.ReadNumber, found.ReadAt, found.Fingerprint, Instants.Parse(found.Instant), found.Awaited)
            {
                ExpiresAt = found.ExpiresAt is null ? null : Instants.Parse(found.ExpiresAt),
            }
            : null;
    }

    private static void Move(DbConnection db, DbTransaction transaction, RunRow run, FeedCursor? cursor)
    {
        if (cursor is null)
        {
            return;
        }

        foreach (var kind in Enum.Parse<FeedKind>(run.Kind).CursorsMoved())
        {
            db.Execute(
                """
                INSERT INTO feed_cursor(account, kind, read_number, read_at, fingerprint, instant, awaited, expires_at, run)
                VALUES(@Account, @kind, @ReadNumber, @ReadAt, @Fingerprint, @instant, @Awaited, @expires, @Id)
                ON CONFLICT(account, kind) DO UPDATE SET read_number = excluded.read_number, read_at = excluded.read_at, fingerprint = excluded.fingerprint,
                    instant = excluded.instant, awaited = excluded.awaited, expires_at = excluded.expires_at, run = excluded.run
                """,
                new
                {
                    run.Account, kind = kind.ToString(), cursor.ReadNumber, cursor.ReadAt, cursor.Fingerprint, instant = Instants.Text(cursor.Instant), cursor.Awaited,
                    expires = cursor.ExpiresAt is { } at ? Instants.Text(at) : null, run.Id,
                },
                transaction);
        }

        // What the cursors of all deltas have passed waits for nothing any more.
        db.Execute(
            """
            DELETE FROM awaiting WHERE account = @Account AND id <= (SELECT MIN(awaited) FROM feed_cursor WHERE account = @Account AND kind IN ('Delta', 'PriceDelta', 'InventoryDelta'));
            DELETE FROM due WHERE account = @Account AND until <= (SELECT MIN(instant) FROM feed_cursor WHERE account = @Account AND kind IN ('Delta', 'PriceDelta', 'InventoryDelta'));
            """,
            run, transaction);
    }

    /// <summary>Rises with every run of an account, also when the clock goes back.</summary>
    internal static string NextStamp(DbConnection db, DbTransaction transaction, string account, DateTimeOffset now)
    {
        var last = db.ExecuteScalar<string?>("SELECT last FROM stamp WHERE account = @account", new { account }, transaction);
        var stamp = Instants.Stamp(now);
        if (last is not null && string.CompareOrdinal(stamp, last) <= 0)
        {
            stamp = Instants.Stamp(Instants.FromStamp(last).AddSeconds(1));
        }

        db.Execute("INSERT INTO stamp(account, last) VALUES(@account, @stamp) ON CONFLICT(account) DO UPDATE SET last = excluded.last", new { account, stamp }, transaction);
        return stamp;
    }

    private List<RunRow> List(string where, object values)
    {
        using var db = state.Open();
        return [.. db.Query<RunRow>($"SELECT id, account, kind, state, started, started_by AS StartedBy, ended, message FROM run WHERE {where}", values)];
    }
}
