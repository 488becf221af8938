using Connector.State;
using Dapper;

namespace Connector.Notices;

/// <summary>What is to be told of, kept in the state database so that nothing is lost while a mail server is down.</summary>
public sealed class NoticeBook(StateDatabase state, TimeProvider clock)
{
    private const string Columns = "id, account, kind, subject, sentence, remedy, run, first_at AS FirstAt, last_at AS LastAt, times, ended_at AS EndedAt";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    /// <summary>Notes an occurrence: the first opens a notice, repeats are counted in it.</summary>
    public void Raise(string account, string kind, string subject, string sentence, string remedy, string? run = null) => Put(account, kind, subject, sentence, remedy, run, 1);

    /// <summary>Notes that something still is as it was: opens a notice where none is open, and counts nothing.</summary>
    public void Keep(string account, string kind, string subject, string sentence, string remedy, string? run = null) => Put(account, kind, subject, sentence, remedy, run, 0);

    /// <summary>Ends what is open of a subject; nothing where nothing is.</summary>
    public void End(string account, string subject, params IReadOnlyList<string> kinds)
    {
        // Looked at without the write lock first: nearly always there is nothing to end.
        foreach (var open in Open(account).Where(notice => notice.Subject == subject && kinds.Contains(notice.Kind)))
        {
            state.Write((db, transaction) => db.Execute("UPDATE notice SET ended_at = @now WHERE id = @Id AND ended_at IS NULL", new { open.Id, now = Now }, transaction));
        }
    }

    /// <summary>Notices that go on.</summary>
    /// <param name="account">Only this account's; null: all.</param>
    public IReadOnlyList<Notice> Open(string? account = null) => List("ended_at IS NULL AND (@account IS NULL OR account = @account) ORDER BY id", new { account });

    /// <summary>Notices that go on, and those that ended since.</summary>
    public IReadOnlyList<Notice> Since(DateTimeOffset instant) => List("ended_at IS NULL OR ended_at >= @at ORDER BY id", new { at = Instants.Text(instant) });

    /// <summary>The last notices, the latest one first.</summary>
    public IReadOnlyList<Notice> Last(string? account, int most) => List("@account IS NULL OR account = @account ORDER BY id DESC LIMIT @most", new { account, most });

    /// <summary>What a channel was sent, by message.</summary>
    internal IReadOnlyDictionary<string, Sending> Sent(string channel)
    {
        using var db = state.Open();
        return db.Query<Sending>("SELECT message, sent_at AS SentAt, tried_at AS TriedAt, tries, error FROM notice_sent WHERE channel = @channel", new { channel })
            .ToDictionary(sending => sending.Message, StringComparer.Ordinal);
    }

    /// <summary>Notes a try to send; a try that went well ends the row of those that did not.</summary>
    internal void Note(string channel, string message, string? error) => state.Write((db, transaction) => db.Execute(
        """
        INSERT INTO notice_sent(channel, message, sent_at, tried_at, tries, error) VALUES(@channel, @message, @sent, @now, @tries, @error)
        ON CONFLICT(channel, message) DO UPDATE SET sent_at = COALESCE(excluded.sent_at, notice_sent.sent_at), tried_at = excluded.tried_at, error = excluded.error,
            tries = CASE WHEN excluded.error IS NULL THEN 0 ELSE notice_sent.tries + 1 END
        """,
        new { channel, message, sent = error is null ? Now : null, now = Now, tries = error is null ? 0 : 1, error }, transaction));

    /// <summary>Forgets what ended half a year ago.</summary>
    internal void Prune()
    {
        var before = Instants.Text(clock.GetUtcNow() - Kept);
        using (var db = state.Open())
        {
            if (!db.ExecuteScalar<bool>("SELECT EXISTS(SELECT 1 FROM notice WHERE ended_at < @before) OR EXISTS(SELECT 1 FROM notice_sent WHERE tried_at < @before)", new { before }))
            {
                return;
            }
        }

        state.Write((db, transaction) => db.Execute("DELETE FROM notice WHERE ended_at < @before; DELETE FROM notice_sent WHERE tried_at < @before", new { before }, transaction));
    }

    private string Now => Instants.Text(clock.GetUtcNow());

    private void Put(string account, string kind, string subject, string sentence, string remedy, string? run, int more) => state.Write((db, transaction) =>
    {
        var values = new { account, kind, subject, sentence, remedy, run, more, now = Now };
        if (db.Execute(
            """
            UPDATE notice SET sentence = @sentence, remedy = @remedy, run = COALESCE(@run, run), last_at = @now, times = times + @more
            WHERE account = @account AND kind = @kind AND subject = @subject AND ended_at IS NULL
            """,
            values, transaction) == 0)
        {
            db.Execute(
                """
                INSERT INTO notice(account, kind, subject, sentence, remedy, run, first_at, last_at, times) VALUES(@account, @kind, @subject, @sentence, @remedy, @run, @now, @now, 1)
                """,
                values, transaction);
        }
    });

    private List<Notice> List(string where, object values)
    {
        using var db = state.Open();
        return [.. db.Query<Notice>($"SELECT {Columns} FROM notice WHERE {where}", values)];
    }

    /// <summary>What became of a message on a channel.</summary>
    internal sealed record Sending
    {
        public string Message { get; init; } = "";

        public string? SentAt { get; init; }

        public string TriedAt { get; init; } = "";

        /// <summary>Tries since it last went well.</summary>
        public long Tries { get; init; }

        public string? Error { get; init; }
    }
}
