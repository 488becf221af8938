using System.Diagnostics;
using Connector.State;
using Dapper;

namespace Connector.Tests.Feeds;

public sealed class LeaseTests : IDisposable
{
    private const string Name = "shop/product";
    private readonly StateFolder _state = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _state.Dispose();

    private Leases Leases => new(_state.Database, _clock);

    [Fact]
    public void A_lease_that_is_held_says_who_holds_it()
    {
        using var lease = Leases.Take(Name, "full feed started by ana");

        var refusal = FluentActions.Invoking(() => Leases.Take(Name, "another")).Should().Throw<PersonMustDecideException>().Which;
        refusal.Code.Should().Be("lease.held");
        refusal.Sentence.Should().ContainAll(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), Environment.MachineName, "full feed started by ana");
        using var other = Leases.Take("shop/inventory", "another kind");
    }

    [Fact]
    public void A_lease_that_is_given_back_is_free()
    {
        Leases.Take(Name, "first").Dispose();
        using var second = Leases.Take(Name, "second");
        second.Demand();
    }

    [Fact]
    public void A_lease_lives_by_its_heartbeat()
    {
        using var lease = Leases.Take(Name, "long run");
        _clock.Advance(TimeSpan.FromHours(1));

        Leases.TryTake(Name, "another", out var holder).Should().BeNull();
        holder!.What.Should().Be("long run");
        lease.Lost.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public void A_lease_without_a_heartbeat_lapses_and_its_old_holder_learns_of_it()
    {
        using var asleep = Leases.Take(Name, "sleeps");
        var awake = new ManualClock(_clock.GetUtcNow() + Leases.Life - TimeSpan.FromMilliseconds(1));
        new Leases(_state.Database, awake).TryTake(Name, "other", out _).Should().BeNull("a minute is not over");
        awake.Advance(TimeSpan.FromMilliseconds(1));

        using var taken = new Leases(_state.Database, awake).Take(Name, "other");

        FluentActions.Invoking(asleep.Demand).Should().Throw<RemoteFailedException>().Which.Code.Should().Be("lease.lost");
        _clock.Advance(TimeSpan.FromSeconds(15));
        asleep.Lost.IsCancellationRequested.Should().BeTrue();
        asleep.Dispose();
        taken.Demand();
    }

    [Fact]
    public void The_lease_of_a_process_that_lives_is_kept_and_that_of_a_dead_one_is_free_at_once()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        try
        {
            Held(process.Id, Environment.MachineName, ProcessMark.Of(process.Id));
            Leases.TryTake(Name, "another", out var holder).Should().BeNull();
            holder!.Pid.Should().Be(process.Id);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        using var lease = Leases.Take(Name, "another");
    }

    [Fact]
    public void A_process_that_has_a_dead_ones_number_does_not_keep_its_lease()
    {
        Held(Environment.ProcessId, Environment.MachineName, Instants.Text(_clock.GetUtcNow().AddYears(-1)));
        using var lease = Leases.Take(Name, "another");
    }

    [Fact]
    public void Whether_a_process_on_another_machine_lives_cannot_be_seen_so_its_lease_is_kept()
    {
        Held(1, "elsewhere", Instants.Text(_clock.GetUtcNow()));
        Leases.TryTake(Name, "another", out var holder).Should().BeNull();
        holder!.Host.Should().Be("elsewhere");
    }

    [Fact]
    public async Task Who_waits_is_told_once_for_whom_and_gets_the_lease_when_it_is_free()
    {
        var first = Leases.Take(Name, "first");
        var told = new List<string>();
        var waiting = Leases.WaitAsync(Name, "second", holder => told.Add(holder.What), CancellationToken.None);
        for (var second = 0; second < 5; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        waiting.IsCompleted.Should().BeFalse();
        first.Dispose();
        while (!waiting.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await waiting).Dispose();
        told.Should().Equal("first");
    }

    private void Held(int pid, string host, string started) => _state.Database.Write((db, transaction) => db.Execute(
        "INSERT INTO lease(name, owner, host, pid, process_started, what, since, expires) VALUES(@Name, 'x', @host, @pid, @started, 'theirs', @since, @expires)",
        new { Name, host, pid, started, since = Instants.Text(_clock.GetUtcNow()), expires = Instants.Text(_clock.GetUtcNow() + Leases.Life) },
        transaction));
}
