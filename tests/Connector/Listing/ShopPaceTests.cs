using Connector.Listings;

namespace Connector.Tests.Listings;

public sealed class ShopPaceTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Fifty_accounts_in_one_line_take_turns_and_stay_under_the_limit()
    {
        var pace = new ShopPace(_clock);
        // The first account brings all its calls before any other one comes.
        var pending = Enumerable.Range(0, 50).SelectMany(account => Enumerable.Range(0, 4).Select(_ => account))
            .Select(account => (Account: account, Turn: pace.WaitAsync(("app", "", "POST upload"), $"account-{account}", 10, CancellationToken.None))).ToList();
        var order = new List<int>();
        pending.Single(call => call.Turn.IsCompleted).Account.Should().Be(0, "the line is free");
        pending.RemoveAt(0);
        while (pending.Count > 0)
        {
            // One call every tenth of a second, none between.
            SpinWait.SpinUntil(() => _clock.Pending == 1, TimeSpan.FromSeconds(30)).Should().BeTrue();
            pending.Should().NotContain(call => call.Turn.IsCompleted);
            _clock.Advance(Gap);
            var done = await Task.WhenAny(pending.Select(call => call.Turn));
            order.Add(pending.Single(call => call.Turn == done).Account);
            pending.RemoveAll(call => call.Turn == done);
        }

        order.Take(50).Should().OnlyHaveUniqueItems("each account has its turn before any has its next");
        order.Should().HaveCount(199);
    }

    [Fact]
    public async Task Shops_and_kinds_of_call_do_not_wait_for_each_other()
    {
        var pace = new ShopPace(_clock);
        foreach (var line in new[] { ("app", "1", "GET a"), ("app", "2", "GET a"), ("app", "1", "GET b"), ("other", "1", "GET a") })
        {
            var turn = pace.WaitAsync(line, "uk", 10, CancellationToken.None);
            turn.IsCompleted.Should().BeTrue();
            await turn;
        }
    }

    [Fact]
    public async Task Who_leaves_the_line_costs_nobody_a_turn_and_after_a_breach_all_rest()
    {
        var pace = new ShopPace(_clock);
        var line = ("app", "1", "GET a");
        await pace.WaitAsync(line, "uk", 10, CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var left = pace.WaitAsync(line, "uk", 10, leaving.Token);
        var stays = pace.WaitAsync(line, "uk", 10, CancellationToken.None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        SpinWait.SpinUntil(() => _clock.Pending == 1, TimeSpan.FromSeconds(30)).Should().BeTrue();
        _clock.Advance(Gap);
        await stays;

        SpinWait.SpinUntil(() => _clock.Pending == 1, TimeSpan.FromSeconds(30)).Should().BeTrue();
        _clock.Advance(Gap);
        SpinWait.SpinUntil(() => _clock.Pending == 0, TimeSpan.FromSeconds(30)).Should().BeTrue();
        pace.Rest(line, TimeSpan.FromSeconds(2));
        var later = pace.WaitAsync(line, "uk", 10, CancellationToken.None);
        SpinWait.SpinUntil(() => _clock.Pending == 1, TimeSpan.FromSeconds(30)).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        later.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await later;
    }
}
