using System.Data.Common;
using Connector.State;

namespace Connector.Feeds.Brakes;

/// <summary>That a person let a stopped run go: a fresh one may be made beyond the account's limits. Chained.</summary>
public sealed record ReleaseRecord(
    string Id, string Account, FeedKind Kind, string Run, DateTimeOffset At, string By, string Because, DateTimeOffset Until, IReadOnlyDictionary<string, decimal> Limits, string Previous, long Position);

/// <summary>That a person threw a stopped run away. Chained.</summary>
public sealed record DiscardRecord(string Id, string Account, FeedKind Kind, string Run, DateTimeOffset At, string By, string Because, string Previous, long Position);

/// <summary>
/// Ends the wait of a run that a brake stopped. A release is a permission: what was made then is never delivered, a fresh run is made of the shop as it is now. Neither
/// moves a cursor.
/// </summary>
public sealed class Releasing(BrakeBook book, Runs runs, TimeProvider clock)
{
    /// <summary>How long a permission stands, where nothing else is said.</summary>
    public static readonly TimeSpan Usually = TimeSpan.FromHours(24);

    /// <summary>The run of an id that waits.</summary>
    /// <exception cref="PersonMustDecideException">None does.</exception>
    public WaitingRun Demand(string run, string? account)
    {
        var found = book.Find(run, account);
        return found.Where(waiting => waiting.EndedAt is null).ToList() switch
        {
            [var one] => one,
            [] when found is [var over, ..] => throw new PersonMustDecideException(
                "brake.over", $"Run {run} of account {over.Account} waits no more: it was {over.EndedHow} by {over.EndedBy} at {over.EndedAt:u}.", "See what waits: `connector brake list`."),
            [] => throw new PersonMustDecideException("brake.unknown", $"No run {run}{(account is null ? "" : $" of account {account}")} was stopped by a brake.", "See what waits: `connector brake list`."),
            var several => throw new PersonMustDecideException(
                "brake.account", $"Runs {run} of several accounts wait: {string.Join(", ", several.Select(waiting => waiting.Account))}.", "Name one of them with --account."),
        };
    }

    /// <summary>Allows a fresh run.</summary>
    /// <param name="waiting">The run that waits.</param>
    /// <param name="limits">The limits in place of the account's; empty: none holds.</param>
    /// <param name="life">How long the permission stands.</param>
    /// <param name="by">Who allows it.</param>
    /// <param name="because">Why.</param>
    public BrakePermission Release(WaitingRun waiting, IReadOnlyDictionary<string, decimal> limits, TimeSpan life, string by, string because)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        var at = clock.GetUtcNow();
        BrakePermission? permission = null;
        runs.Record(
            waiting.Account, "release",
            (id, previous, position) => new ReleaseRecord(id, waiting.Account, waiting.Kind, waiting.Run, at, by, because, at + life, limits, previous, position),
            (db, transaction, id) =>
            {
                End(db, transaction, waiting, BrakeBook.Released, by, because, at);
                permission = new BrakePermission(id, waiting.Run, by, because, at + life, limits);
                BrakeBook.Allow(db, transaction, waiting.Account, waiting.Kind, permission, at);
            });
        return permission!;
    }

    /// <summary>Throws it away: the next feed of its kind is made and weighed as if it had never been.</summary>
    /// <returns>The id of the discarding.</returns>
    public string Discard(WaitingRun waiting, string by, string because)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        var at = clock.GetUtcNow();
        return runs.Record(
            waiting.Account, "discard",
            (id, previous, position) => new DiscardRecord(id, waiting.Account, waiting.Kind, waiting.Run, at, by, because, previous, position),
            (db, transaction, _) => End(db, transaction, waiting, BrakeBook.Discarded, by, because, at));
    }

    /// <summary>Another may have ended it since it was looked up.</summary>
    private static void End(DbConnection db, DbTransaction transaction, WaitingRun waiting, string how, string by, string because, DateTimeOffset at)
    {
        if (BrakeBook.IsWaiting(db, transaction, waiting))
        {
            BrakeBook.End(db, transaction, waiting.Account, [waiting.Kind], how, by, because, at);
        }
        else
        {
            throw new PersonMustDecideException("brake.over", $"Run {waiting.Run} of account {waiting.Account} waits no more.", "See what waits: `connector brake list`.");
        }
    }
}
