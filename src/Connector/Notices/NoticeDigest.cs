using System.Globalization;
using System.Text;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Watching;

namespace Connector.Notices;

/// <summary>A day in one message.</summary>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="Open">Headings of what is open, with since when.</param>
/// <param name="Ended">Headings of what ended that day.</param>
/// <param name="Accounts">How each account's day was.</param>
public sealed record NoticeDigest(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Open, IReadOnlyList<string> Ended, IReadOnlyList<DigestOfAccount> Accounts)
{
    /// <summary>For people.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The day until {To.ToUniversalTime():yyyy-MM-dd HH:mm} UTC.\n\n");
        List("Open", Open, "Nothing is open.");
        List("Ended", Ended, null);
        foreach (var account in Accounts)
        {
            text.Append(account.Account).Append('\n');
            text.Append("  runs: ").Append(account.Runs.Count == 0 ? "none" : string.Join(", ", account.Runs.Select(run => $"{run.Count.ToString(CultureInfo.InvariantCulture)} x {run.Kind} {run.End}"))).Append('\n');
            if (account.Listed is { } listed)
            {
                text.Append(CultureInfo.InvariantCulture, $"  last full feed: {listed:N0} listed, {account.Held:N0} held; rejected by TikTok: {account.Rejected:N0}\n");
            }

            foreach (var lag in account.Freshness)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {lag.Kind}, {lag.Stage}: {100 * lag.WithinTarget:0.#} % of {lag.Count:N0} within the target of {NoticeWatch.Words(lag.Target)}\n");
            }

            text.Append('\n');
        }

        return text.Append("Look closer: connector status, connector notice list --all\n").ToString();

        void List(string title, IReadOnlyList<string> lines, string? none)
        {
            if (lines.Count > 0 || none is not null)
            {
                text.Append(lines.Count == 0 ? none : title + ":").Append('\n');
                foreach (var line in lines)
                {
                    text.Append("  ").Append(line).Append('\n');
                }

                text.Append('\n');
            }
        }
    }
}

/// <summary>How an account's day was.</summary>
/// <param name="Listed">SKUs that the last full feed listed; null where there was none.</param>
/// <param name="Held">SKUs that it held.</param>
/// <param name="Rejected">SKUs that TikTok rejects now.</param>
public sealed record DigestOfAccount(string Account, IReadOnlyList<DigestRuns> Runs, long? Listed, long? Held, long Rejected, IReadOnlyList<DigestLag> Freshness);

/// <summary>Runs of a kind that came to the same end.</summary>
public sealed record DigestRuns(string Kind, string End, int Count);

/// <summary>How much of a kind of feed met its target.</summary>
public sealed record DigestLag(string Kind, string Stage, long Count, double WithinTarget, TimeSpan Target);

/// <summary>Writes digests.</summary>
public sealed class DigestMaking(NoticeBook book, Documents documents, Runs runs, RunFolders folders, Answers answers, Freshness freshness)
{
    private const int RunsLookedAt = 2000;

    /// <param name="accounts">Only these accounts; empty: all.</param>
    /// <param name="matches">Which notices belong in it.</param>
    /// <param name="to">Up to when.</param>
    internal NoticeDigest Of(IReadOnlyList<string> accounts, Func<Notice, bool> matches, DateTimeOffset to)
    {
        var from = to.AddDays(-1);
        var notices = book.Since(from).Where(matches).ToList();
        return new NoticeDigest(
            from, to,
            [.. notices.Where(notice => notice.EndedAt is null).Select(notice => $"{notice.Heading}, since {notice.FirstAt}: {notice.Sentence}")],
            [.. notices.Where(notice => notice.EndedAt is not null).Select(notice => $"{notice.Heading}, from {notice.FirstAt} to {notice.EndedAt}")],
            [.. documents.Accounts().Where(account => accounts.Count == 0 || accounts.Contains(account.Name)).Select(account => Of(account.Name, account.Account, from))]);
    }

    private DigestOfAccount Of(string name, Accounts.Account account, DateTimeOffset from)
    {
        var began = Instants.Text(from);
        var made = runs.LastSealed(name, FeedKind.Full) is { } full ? folders.Get<FeedMade>(name, full.Id, RecordNames.Feed) : null;
        return new DigestOfAccount(
            name,
            [
                .. runs.Find(name, null, null, RunsLookedAt).Where(run => string.CompareOrdinal(run.Started, began) >= 0).CountBy(run => (run.Kind, run.State))
                    .Select(pair => new DigestRuns(Enum.Parse<FeedKind>(pair.Key.Kind).Words(), pair.Key.State, pair.Value)).OrderBy(run => run.Kind, StringComparer.Ordinal).ThenBy(run => run.End, StringComparer.Ordinal),
            ],
            made?.Views.Sum(view => view.Listed), made?.Held, answers.Counts(name).GetValueOrDefault(ListingState.Rejected),
            [
                .. freshness.Since(name, DateOnly.FromDateTime(from.UtcDateTime)).Select(counts =>
                {
                    var target = Watching.Freshness.Target(account, counts.Kind);
                    return new DigestLag(counts.Kind.Words(), counts.Stage == FreshnessStage.Delivered ? "delivered" : "shown by TikTok", counts.Count, Math.Round(counts.ShareWithin(target), 4), target);
                }),
            ]);
    }
}
