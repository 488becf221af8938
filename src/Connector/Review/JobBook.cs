using System.Data.Common;
using Connector.State;
using Dapper;

namespace Connector.Review;

/// <summary>Jobs that catalogs have taken, until TikTok has said how they ended.</summary>
public sealed class JobBook(StateDatabase state)
{
    private const string Columns = "run AS Run, view_name AS View, catalog_id AS CatalogId, feed_id AS FeedId, deed AS Deed, file AS File, from_row AS FromRow, log_id AS LogId, asked_at AS AskedAt, ended_at AS EndedAt, how AS How";

    /// <summary>Jobs of an account that have not ended, the oldest first.</summary>
    public IReadOnlyList<BookedJob> Open(string account) => Of("account = @account AND ended_at IS NULL", new { account });

    /// <summary>Jobs of a run, in the order in which they were given.</summary>
    public IReadOnlyList<BookedJob> OfRun(string account, string run) => Of("account = @account AND run = @run", new { account, run });

    /// <summary>Notes the jobs of a run. Runs inside the seal's transaction.</summary>
    internal static void Note(DbConnection db, DbTransaction transaction, string account, string run, IReadOnlyList<CatalogJob> jobs)
    {
        foreach (var (job, place) in jobs.Select((job, place) => (job, place)))
        {
            db.Execute(
                """
                INSERT INTO catalog_job(account, run, place, view_name, catalog_id, feed_id, deed, file, from_row, log_id, asked_at)
                VALUES(@account, @run, @place, @View, @CatalogId, @FeedId, @deed, @File, @From, @LogId, @asked) ON CONFLICT(account, run, place) DO NOTHING
                """,
                new { account, run, place, job.View, job.CatalogId, job.FeedId, deed = job.Deed.ToString(), job.File, job.From, job.LogId, asked = Instants.Text(job.Asked) },
                transaction);
        }
    }

    /// <summary>Notes that a job has ended. Runs inside the transaction that chains the review's record.</summary>
    internal static void End(DbConnection db, DbTransaction transaction, string account, BookedJob booked, string how, DateTimeOffset at) => db.Execute(
        "UPDATE catalog_job SET ended_at = @at, how = @how WHERE account = @account AND run = @Run AND log_id = @LogId AND file = @File AND from_row = @From AND ended_at IS NULL",
        new { account, booked.Run, booked.Job.LogId, booked.Job.File, booked.Job.From, how, at = Instants.Text(at) },
        transaction);

    private BookedJob[] Of(string where, object values)
    {
        using var db = state.Open();
        return [.. db.Query<Row>($"SELECT {Columns} FROM catalog_job WHERE {where} ORDER BY run, place", values).Select(row => row.ToJob())];
    }

    private sealed record Row
    {
        public string Run { get; init; } = "";

        public string View { get; init; } = "";

        public string CatalogId { get; init; } = "";

        public string FeedId { get; init; } = "";

        public string Deed { get; init; } = "";

        public string File { get; init; } = "";

        public long FromRow { get; init; }

        public string LogId { get; init; } = "";

        public string AskedAt { get; init; } = "";

        public string? EndedAt { get; init; }

        public string? How { get; init; }

        public BookedJob ToJob() => new(
            Run, new CatalogJob(View, CatalogId, FeedId, Enum.Parse<CatalogDeed>(Deed), File, (int)FromRow, LogId, Instants.Parse(AskedAt)), EndedAt is null ? null : Instants.Parse(EndedAt), How);
    }
}

/// <summary>A job with its run.</summary>
/// <param name="Run">The run that gave it.</param>
/// <param name="Job">The job.</param>
/// <param name="Ended">When it was seen to have ended; null: not yet.</param>
/// <param name="How">How it ended, in words.</param>
public sealed record BookedJob(string Run, CatalogJob Job, DateTimeOffset? Ended, string? How);
