using System.Data.Common;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.Watching;

namespace Connector;

/// <summary>
/// How a run's rows reach TikTok. A closed set, chosen by the account: files dropped and alerted (<see cref="DeliveryByAlert"/>), files that a catalog pulls by URL
/// (<see cref="DeliveryByPull"/>), calls (<see cref="DeliveryByCalls"/>). All end in the same receipt and the same archived rows. Every step can be repeated without harm.
/// </summary>
public abstract class Delivery
{
    private protected Delivery()
    {
    }

    /// <summary>Puts the files of a run where TikTok gets them; what could undo them leaves.</summary>
    public abstract Task<DropRecord> DropAsync(string name, Account account, string run, FeedMade made, CancellationToken cancellation);

    /// <summary>Tells TikTok, and gives back its word that it has taken it.</summary>
    public abstract Task<AlertRecord> TellAsync(Account account, RunToTell run, FeedMade made, IProgress<TripStep> told, CancellationToken cancellation);

    /// <summary>Takes files of earlier runs away that are not needed any more, once TikTok has been told of the new ones.</summary>
    public abstract Task ClearAsync(string name, Account account, string run, FeedKind kind, FeedMade made, CancellationToken cancellation);

    /// <summary>Takes our files away that this state does not know: they were put there after the backup that was restored.</summary>
    /// <returns>The files that left.</returns>
    public abstract Task<IReadOnlyList<string>> ClearUnknownAsync(string name, Account account, FeedKind kind, FeedMade made, CancellationToken cancellation);

    /// <summary>Takes the files of a run that will not be delivered away again, as far as they got there.</summary>
    public abstract Task WithdrawAsync(Account account, FeedMade made, CancellationToken cancellation);

    /// <summary>Looks whether it would work; each finding with its cure.</summary>
    public abstract Task<IReadOnlyList<DropFinding>> CheckAsync(Account account, CancellationToken cancellation);

    /// <summary>Notes what TikTok was told. Runs inside the seal's transaction, behind the ledger's changes.</summary>
    public abstract void Note(DbConnection db, DbTransaction transaction, Account account, RunToTell run, FeedMade made, AlertRecord alert);

    /// <summary>Does what a delivery has left to do behind the seal, when the run has let go of its lease. It may end without having done all: what is left is put down.</summary>
    public virtual Task FollowAsync(string name, IProgress<TripStep> told, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Where an account's files go, as one text.</summary>
    public static string LocationOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Delivery == DeliveryChannel.Calls ? $"{account.Shop.ApiUrl} {account.Shop.ShopId}" : $"{account.Drop.Url} {account.Drop.ProductFolder} {account.Drop.InventoryFolder}";
    }
}

/// <summary>The run of which TikTok is told.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="Id">The run.</param>
/// <param name="Kind">What it is.</param>
public sealed record RunToTell(string Account, string Id, FeedKind Kind);

/// <summary>The deliveries there are.</summary>
public sealed class Deliveries(DeliveryByAlert byAlert, DeliveryByPull byPull, DeliveryByCalls byCalls)
{
    /// <summary>The one that an account uses.</summary>
    public Delivery Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Delivery switch
        {
            DeliveryChannel.Alert => byAlert,
            DeliveryChannel.Pull => byPull,
            DeliveryChannel.Calls => byCalls,
            _ => throw new ArgumentOutOfRangeException(nameof(account), account.Delivery, "no delivery goes that way"),
        };
    }
}
