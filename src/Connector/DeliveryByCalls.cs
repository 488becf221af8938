using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.Listings;
using Connector.State;
using Connector.Watching;

namespace Connector;

/// <summary>
/// Product by product, by calls to the Shop Open Platform (interface C). TikTok allows so few calls that a run cannot wait for them: what is to be done is put down with the seal, in one
/// transaction with the ledger, and done behind it (<see cref="ListingRun"/>). The run's files are the archived rows from which the calls are made.
/// </summary>
public sealed class DeliveryByCalls(ListingRun calls, TimeProvider clock) : Delivery
{
    public override Task<DropRecord> DropAsync(string name, Account account, string run, FeedMade made, CancellationToken cancellation) => Task.FromResult(new DropRecord(LocationOf(account), [], []));

    public override Task<AlertRecord> TellAsync(Account account, RunToTell run, FeedMade made, IProgress<TripStep> told, CancellationToken cancellation) =>
        Task.FromResult(new AlertRecord([], clock.GetUtcNow()) { Calls = "put down with the seal; what came of each call stands in the reviews" });

    public override void Note(DbConnection db, DbTransaction transaction, Account account, RunToTell run, FeedMade made, AlertRecord alert)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(alert);
        CallQueue.Fill(db, transaction, run.Account, run.Id, run.Kind, alert.Taken);
    }

    public override async Task FollowAsync(string name, IProgress<TripStep> told, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(told);
        if (await calls.GoAsync(name, told, cancellation).ConfigureAwait(false) is { Elsewhere: { } other } result)
        {
            told.Report(new TripStep("calls", $"{other} makes the calls: {result.Waiting} products wait", Done: true, result.Waiting));
        }
    }

    public override Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation) => Task.CompletedTask;

    public override Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);

    public override Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation) => Task.CompletedTask;

    public override Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<DropFinding>>([]);
}
