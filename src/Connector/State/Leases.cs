using Dapper;

namespace Connector.State;

/// <summary>
/// Leases over the state database: one run per account and feed at a time, over all processes. A lease lives by its heartbeat;
/// one whose process is gone from this machine is free at once.
/// </summary>
public sealed class Leases(StateDatabase state, TimeProvider clock)
{
    /// <summary>How long a lease lives without a heartbeat: 60 s, beaten every 15 s.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private const string Held = "SELECT owner, host, pid, process_started AS ProcessStarted, what, since, expires FROM lease WHERE name = @name";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);
    private static readonly string Started = ProcessMark.Of(Environment.ProcessId);

    /// <summary>Whoever writes what the ledger knows of an account's rows holds it.</summary>
    public static string ProductOf(string account) => $"{account}/product";

    /// <summary>Whoever writes what the ledger knows of an account's quantities holds it.</summary>
    public static string InventoryOf(string account) => $"{account}/inventory";

    /// <summary>Takes a lease, or says who holds it.</summary>
    /// <exception cref="PersonMustDecideException"><c>lease.held</c>: another run holds it.</exception>
    public Lease Take(string name, string what) => TryTake(name, what, out var holder)
        ?? throw new PersonMustDecideException(
            "lease.held",
            $"{name} is held by process {holder!.Pid} on {holder.Host} since {holder.Since} ({holder.What}).",
            "Wait until it has ended (--wait does so), or stop that process; its lease ends a minute after its last sign of life.");

    /// <summary>Takes a lease, waiting until the one who holds it is done.</summary>
    public async Task<Lease> WaitAsync(string name, string what, Action<LeaseHolder>? waiting, CancellationToken cancellation)
    {
        var told = false;
        while (true)
        {
            if (TryTake(name, what, out var holder) is { } lease)
            {
                return lease;
            }

            if (!told)
            {
                told = true;
                waiting?.Invoke(holder!);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Who holds a lease now; null: nobody.</summary>
    public LeaseHolder? Holder(string name)
    {
        using var db = state.Open();
        return db.QuerySingleOrDefault<LeaseHolder>(Held, new { name }) is { } holder && IsAlive(holder) ? holder : null;
    }

    public Lease? TryTake(string name, string what, out LeaseHolder? holder)
    {
        var owner = Guid.NewGuid().ToString("N");
        LeaseHolder? held = null;
        var taken = state.Write((db, transaction) =>
        {
            held = db.QuerySingleOrDefault<LeaseHolder>(Held, new { name }, transaction);
            if (held is not null && IsAlive(held))
            {
                return false;
            }

            db.Execute("DELETE FROM lease WHERE name = @name", new { name }, transaction);
            db.Execute(
                "INSERT INTO lease(name, owner, host, pid, process_started, what, since, expires) VALUES(@name, @owner, @host, @pid, @started, @what, @since, @expires)",
                new
                {
                    name,
                    owner,
                    host = Environment.MachineName,
                    pid = Environment.ProcessId,
                    started = Started,
                    what,
                    since = Instants.Text(clock.GetUtcNow()),
                    expires = Instants.Text(clock.GetUtcNow() + Life),
                },
                transaction);
            return true;
        });
        holder = taken ? null : held;
        return taken ? new Lease(state, clock, name, owner, Beat) : null;
    }

    /// <summary>Those who hold a lease now.</summary>
    public IReadOnlyList<LeaseHolder> All()
    {
        using var db = state.Open();
        return
        [
            .. db.Query<LeaseHolder>("SELECT name, owner, host, pid, process_started AS ProcessStarted, what, since, expires FROM lease ORDER BY name")
                .Where(IsAlive),
        ];
    }

    private bool IsAlive(LeaseHolder holder) => Instants.Parse(holder.Expires) > clock.GetUtcNow() && !IsDead(holder);

    private static bool IsDead(LeaseHolder holder)
    {
        if (holder.Host != Environment.MachineName)
        {
            return false;
        }

        try
        {
            return ProcessMark.Of(holder.Pid) != holder.ProcessStarted;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            return true;
        }
    }
}

/// <summary>Who holds a lease.</summary>
public sealed record LeaseHolder
{
    /// <summary>The lease.</summary>
    public string Name { get; init; } = "";

    public string Owner { get; init; } = "";

    public string Host { get; init; } = "";

    public int Pid { get; init; }

    public string ProcessStarted { get; init; } = "";

    public string What { get; init; } = "";

    public string Since { get; init; } = "";

    public string Expires { get; init; } = "";
}

/// <summary>A lease that is held. Beats until it is disposed.</summary>
public sealed class Lease : IDisposable
{
    private readonly StateDatabase _state;
    private readonly TimeProvider _clock;
    private readonly string _owner;
    private readonly ITimer _heart;
    private readonly CancellationTokenSource _lost = new();
    private long _renewed;

    internal Lease(StateDatabase state, TimeProvider clock, string name, string owner, TimeSpan beat)
    {
        (_state, _clock, Name, _owner) = (state, clock, name, owner);
        _renewed = clock.GetUtcNow().UtcTicks;
        _heart = clock.CreateTimer(_ => Heartbeat(), null, beat, beat);
    }

    public string Name { get; }

    /// <summary>Cancelled when the lease went to someone else (this process slept too long).</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether nobody else can have taken it: its last heartbeat is younger than its life.</summary>
    public bool IsSure => _clock.GetUtcNow().UtcTicks - Interlocked.Read(ref _renewed) < Leases.Life.Ticks && !_lost.IsCancellationRequested;

    /// <summary>Throws if the lease is no longer held: nothing may be sealed then.</summary>
    public void Demand()
    {
        if (!Renew())
        {
            throw new RemoteFailedException("lease.lost", $"The lease {Name} was lost while the run was going on.", "Another process goes on with the run; look whether this machine was asleep.");
        }
    }

    public void Dispose()
    {
        _heart.Dispose();
        _state.Write((db, transaction) => db.Execute("DELETE FROM lease WHERE name = @Name AND owner = @owner", new { Name, owner = _owner }, transaction));
        _lost.Dispose();
    }

    private void Heartbeat()
    {
        try
        {
            if (!Renew())
            {
                _lost.Cancel();
            }
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or ObjectDisposedException)
        {
            // A beat that the database could not take is made good by the next; Demand() decides before anything is sealed.
        }
    }

    private bool Renew()
    {
        var now = default(DateTimeOffset);
        var isHeld = _state.Write((db, transaction) =>
        {
            // Told under the lock, for which it may have stood in line.
            now = _clock.GetUtcNow();
            return db.Execute(
                "UPDATE lease SET expires = @expires WHERE name = @Name AND owner = @owner", new { expires = Instants.Text(now + Leases.Life), Name, owner = _owner }, transaction) == 1;
        });
        if (isHeld)
        {
            Interlocked.Exchange(ref _renewed, now.UtcTicks);
        }

        return isHeld;
    }
}
