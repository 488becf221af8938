using System.Text.Json.Nodes;
using Connector.Archive;
using Connector.Lines;
using Connector.Notices;
using Connector.State;
using Connector.Store;
using Connector.Watching;
using Connector.Worker.Serving;

namespace Connector.Worker.Api;

/// <summary>The pages of the API, as what is written as JSON. They decide nothing; each is what a command shows as well.</summary>
internal sealed class ApiPages(IServiceProvider rooms, Standings standings, TimeProvider clock)
{
    private const int MostRuns = 1000;
    private static readonly string[] BadEnds = ["failed", "waiting", "braked"];

    /// <summary>Whether the worker can do its work, and why not.</summary>
    public HealthReport Health()
    {
        var reasons = new List<string>();
        if (rooms.GetService<Timetable>() is { ExecuteTask: { IsCompleted: true } ended })
        {
            reasons.Add($"the timetable has stopped: {ended.Exception?.InnerException?.Message ?? "it ended"}; look at the log and start the worker again");
        }

        Try("state database", () => rooms.GetRequiredService<StateDatabase>().Open().Dispose());
        Try("mirror", () => rooms.GetRequiredService<Mirror>().Snapshot("").Dispose());
        RunRow? last = null;
        IReadOnlyList<Unauthorised> degraded = [];
        if (reasons.Count == 0)
        {
            degraded = Authorisations.Over(rooms, clock.GetUtcNow());
            last = BadEnds.SelectMany(state => rooms.GetRequiredService<Runs>().Find(null, null, state, 1)).MaxBy(run => run.Started, StringComparer.Ordinal);
        }

        return new HealthReport(reasons.Count == 0, reasons, degraded, last is null ? null : new LastError(last.Account, last.Id, last.State, last.Ended, last.Message))
        {
            Resting = rooms.GetRequiredService<LineBreakers>().Resting(),
        };

        void Try(string what, Action open)
        {
            try
            {
                open();
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or IOException or UnauthorizedAccessException or PersonMustDecideException)
            {
                reasons.Add($"the {what} cannot be opened: {fault.Message}");
            }
        }
    }

    public object Status() => new { at = clock.GetUtcNow(), accounts = standings.Get(), running = rooms.GetRequiredService<Slates>().All(), schedules = Upcoming.All(rooms), notices = rooms.GetRequiredService<NoticeBook>().Open() };

    /// <exception cref="ApiException">A value is none that can stand there.</exception>
    public IReadOnlyList<RunRow> Runs(IQueryCollection asked)
    {
        FeedKind? kind = null;
        if (Given(asked, "kind") is { } word)
        {
            kind = Enum.TryParse<FeedKind>(word, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsDigit(word[0]) ? known
                : throw new ApiException(400, "api.kind", $"there is no kind of feed '{Short(word)}'", $"use one of {string.Join(", ", Enum.GetNames<FeedKind>())}");
        }

        var most = 50;
        if (Given(asked, "limit") is { } limit && (!int.TryParse(limit, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out most) || most is < 1 or > MostRuns))
        {
            throw new ApiException(400, "api.limit", $"limit '{Short(limit)}' is no number from 1 to {MostRuns}", "leave it out for 50");
        }

        return rooms.GetRequiredService<Runs>().Find(Given(asked, "account"), kind, Given(asked, "state"), most);
    }

    /// <exception cref="ApiException">There is no such run.</exception>
    public object Run(string id, IQueryCollection asked)
    {
        var (runs, folders) = (rooms.GetRequiredService<Runs>(), rooms.GetRequiredService<RunFolders>());
        var account = Given(asked, "account") ?? throw new ApiException(400, "api.account", "a run's id is its account's", "add ?account=NAME");
        var run = runs.Find(account, id) ?? throw new ApiException(404, "run.unknown", $"account {Short(account)} has no run {Short(id)}", "see /api/runs");
        // Reviews can be as long as the catalogue; they are named only.
        var names = folders.Records(account, run.Id);
        var records = names.Where(name => RecordNames.Steps.Contains(name) || name == RecordNames.Seal).ToDictionary(name => name, name => folders.Get<JsonNode>(account, run.Id, name), StringComparer.Ordinal);
        return new { run, records, others = names.Where(name => !records.ContainsKey(name)), folder = folders.Of(account, run.Id) };
    }

    private static string? Given(IQueryCollection asked, string name) => asked.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

/// <param name="Healthy">Whether the worker can do its work.</param>
/// <param name="Reasons">Why not, each with its cure.</param>
/// <param name="Degraded">Accounts for which it can do nothing, since TikTok does not let it in. The worker is well all the same: to start it again mends nothing.</param>
/// <param name="LastError">The last run that failed or waits for a person; it says nothing of whether the worker is well.</param>
internal sealed record HealthReport(bool Healthy, IReadOnlyList<string> Reasons, IReadOnlyList<Unauthorised> Degraded, LastError? LastError)
{
    /// <summary>Hosts that are not called for a while, because none of an account's calls went well.</summary>
    public IReadOnlyList<BrokenLine> Resting { get; init; } = [];
}

internal sealed record LastError(string Account, string Run, string State, string? At, string? Message);

/// <summary>A request that cannot be answered as it was asked.</summary>
internal sealed class ApiException(int status, string code, string sentence, string remedy) : Exception(sentence)
{
    public int Status => status;

    public Fault Fault { get; } = new(code, sentence, remedy);
}
