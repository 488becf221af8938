namespace Connector.Tests;

public sealed class ManualClockTests
{
    [Fact]
    public async Task A_wait_ends_when_the_clock_is_advanced_to_it_and_not_before()
    {
        var clock = new ManualClock();
        var wait = Task.Delay(TimeSpan.FromMinutes(2), clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        wait.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        await wait;
    }

    [Fact]
    public async Task In_auto_advance_a_wait_is_jumped_to_and_a_deadline_is_not()
    {
        var clock = new ManualClock { AutoAdvance = true };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);
        var before = clock.GetUtcNow();
        await Task.Delay(TimeSpan.FromHours(3), clock, deadline.Token);

        (clock.GetUtcNow() - before).Should().Be(TimeSpan.FromHours(3));
        clock.Waits.Should().Equal(TimeSpan.FromHours(3));
        deadline.IsCancellationRequested.Should().BeFalse();
        clock.Advance(TimeSpan.Zero);
        deadline.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_and_periods_repeat()
    {
        var clock = new ManualClock();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var every = clock.CreateTimer(_ => fired.Add("every"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));

        fired.Should().Equal("every", "every", "late", "every");
    }
}
