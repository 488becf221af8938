using System.IO.Abstractions;
using System.Security.Cryptography;
using Connector.Archive;
using Connector.State;

namespace Connector.Tests.Feeds;

public sealed class RunsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    private RunFolders Folders => new(Path.Combine(_state.Path, "archive"), new FileSystem());

    [Fact]
    public void Stamps_rise_with_every_run_also_when_the_clock_stands_or_goes_back()
    {
        var instants = new[] { Now, Now, Now.AddHours(-1), Now.AddYears(-1), Now.AddSeconds(2), Now.AddMinutes(1), Now.AddMinutes(1).AddMilliseconds(900) };
        var stamps = instants.Select(instant => Runs(instant).Begin(new FeedOrder("shop", FeedKind.Full, "tests")).Stamp).ToList();

        stamps.Should().Equal("20261122020000", "20261122020001", "20261122020002", "20261122020003", "20261122020004", "20261122020100", "20261122020101");
        Runs(Now).Begin(new FeedOrder("other", FeedKind.Full, "tests")).Stamp.Should().Be("20261122020000", "each account has its own");
    }

    [Fact]
    public void Every_seal_holds_the_hash_of_the_record_before_it()
    {
        var runs = Runs(Now);
        var previous = "";
        for (var position = 1; position <= 4; position++)
        {
            var run = runs.Begin(new FeedOrder("shop", position % 2 == 0 ? FeedKind.Inventory : FeedKind.Full, "tests"));
            var sealedAs = runs.Seal(run, Record(run), new FeedCursor(7, "", "f", Now, 0), (_, _) => { });
            (sealedAs.Previous, sealedAs.Position).Should().Be((previous, position));
            previous = HashOf(run);
        }

        var last = runs.LastSealed("shop", FeedKind.Full)!;
        runs.AppendReview("shop", last.Id, "uk", (head, position) => new { head, position }, (_, _) => { });
        File.ReadAllText(Path.Combine(Folders.Of("shop", last.Id), RecordNames.Review(5, "uk"))).Should().Contain(previous).And.Contain("5");
        var other = runs.Begin(new FeedOrder("other", FeedKind.Full, "tests"));
        runs.Seal(other, Record(other), new FeedCursor(7, "", "f", Now, 0), (_, _) => { }).Position.Should().Be(1, "each account has its own chain");
    }

    [Fact]
    public void A_seal_whose_ledger_cannot_be_written_moves_nothing_and_can_be_made_again()
    {
        var runs = Runs(Now);
        var run = runs.Begin(new FeedOrder("shop", FeedKind.Full, "tests"));
        FluentActions.Invoking(() => runs.Seal(run, Record(run), new FeedCursor(7, "", "f", Now, 0), (_, _) => throw new IOException("disk full"))).Should().Throw<IOException>();

        runs.Open("shop").Should().ContainSingle().Which.Id.Should().Be(run.Id);
        runs.Seal(run, Record(run), new FeedCursor(7, "", "f", Now, 0), (_, _) => { }).Position.Should().Be(1);
        runs.Open("shop").Should().BeEmpty();
    }

    [Fact]
    public void A_seal_moves_the_cursor_of_its_kind_only_where_it_is_told_to()
    {
        var runs = Runs(Now);
        foreach (var (number, moves) in new[] { (5L, true), (6L, false) })
        {
            var run = runs.Begin(new FeedOrder("shop", FeedKind.Full, "tests"));
            runs.Seal(run, Record(run), moves ? new FeedCursor(number, "", "f", Now, 0) : null, (_, _) => { });
            using var db = _state.Database.Open();
            Dapper.SqlMapper.ExecuteScalar<long>(db, "SELECT read_number FROM feed_cursor WHERE account = 'shop' AND kind = 'Full'").Should().Be(5);
        }
    }

    [Fact]
    public void A_run_that_ended_stays_ended()
    {
        var runs = Runs(Now);
        var run = runs.Begin(new FeedOrder("shop", FeedKind.Full, "tests"));
        runs.End(run, "waiting", "the feed would be empty");
        runs.End(run, "open", "later");
        runs.Last("shop", 5).Should().ContainSingle().Which.Should().BeEquivalentTo(new { State = "waiting", Message = "the feed would be empty" });
    }

    private Runs Runs(DateTimeOffset now) => new(_state.Database, Folders, new ManualClock(now));

    private static SealRecord Record(RunRow run) => new(
        run.Id, run.Account, Enum.Parse<FeedKind>(run.Kind), Now, 1, "fingerprint", "", 0, new Dictionary<string, string>(), new Dictionary<string, string>());

    private string HashOf(RunRow run) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folders.Of(run.Account, run.Id), RecordNames.Seal))));
}
