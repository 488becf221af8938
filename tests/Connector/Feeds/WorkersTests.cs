using System.IO.Abstractions;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Connector.Store;

namespace Connector.Tests.Feeds;

/// <summary>A feed is the same, to the byte, however many threads make it.</summary>
public sealed class WorkersTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly Mirror _mirror;
    private readonly List<string> _ids;

    public WorkersTests()
    {
        var random = new Random(20);
        _mirror = new Mirror(Path.Combine(_state.Path, "mirror.db"));
        _ids = [.. Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => SplitTests.Letters[random.Next(SplitTests.Letters.Length)]))).Distinct()];
        SplitTests.Read(_mirror, random, _ids);
    }

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(FeedKind.Full, 0)]
    [InlineData(FeedKind.Full, 6)]
    [InlineData(FeedKind.Inventory, 0)]
    public void Files_lists_and_counts_do_not_depend_on_the_number_of_workers(FeedKind kind, int gzip)
    {
        // First nothing was sent; then what one worker made was, and the shop changed.
        for (var round = 0; round < 2; round++)
        {
            var (alone, folder) = Make(kind, gzip, 1);
            alone.Files.Sum(file => file.Rows).Should().BeGreaterThan(50);
            alone.Read.Should().BeGreaterThan(0).And.Be(alone.Views.Sum(view => view.Listed) + alone.Held);
            foreach (var workers in new[] { 2, 3, 8 })
            {
                var (made, other) = Make(kind, gzip, workers);
                made.Should().BeEquivalentTo(alone, options => options.WithStrictOrdering());
                var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).ToList();
                files.Should().Contain(["held.csv", "ledger-changes.bin"]).And.HaveCountGreaterThan(2);
                files.Should().OnlyContain(file => File.ReadAllBytes(Path.Combine(folder, file)).SequenceEqual(File.ReadAllBytes(Path.Combine(other, file))));
            }

            using (var changes = File.OpenRead(Path.Combine(folder, "ledger-changes.bin")))
            {
                _state.Database.Write((db, _) => Ledger.Apply(db, "shop", "20261121020000-full", "2026-11-21T02:00:00.0000000+00:00", "tiktok-sfcc", LedgerChange.Read(changes)));
            }

            SplitTests.Read(_mirror, new Random(21), _ids);
        }
    }

    [Fact]
    public void Ranges_follow_each_other_without_a_gap_and_hold_about_as_many_SKUs()
    {
        using var snapshot = _mirror.Snapshot("shop");
        var ranges = FeedRanges.Of(snapshot, 16);
        ranges.Should().HaveCountGreaterThan(5);
        ranges[0].From.Should().BeNull();
        ranges[^1].To.Should().BeNull();
        ranges.Zip(ranges.Skip(1)).Should().OnlyContain(pair => pair.First.To == pair.Second.From && pair.First.To != null);
        ranges.Skip(1).SkipLast(1).Should().OnlyContain(range => KeyOrder.Compare(range.From!, range.To!) < 0);
        FeedRanges.Of(snapshot, 1_000_000).Should().Equal(KeyRange.All);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void What_workers_make_is_taken_in_order_part_by_part(int workers)
    {
        var taken = new List<string>();
        var ranges = Ranges(200);
        RangeWorkers.Run<KeyRange, Nothing, string>(
            ranges, workers, _ => new Nothing(),
            (_, range, part, _) =>
            {
                var number = int.Parse(range.From!, System.Globalization.CultureInfo.InvariantCulture);
                for (var i = 0; i < number % 4; i++)
                {
                    part($"{number}.{i}");
                }

                Thread.SpinWait(new Random(number).Next(20_000));
                return $"{number}.end";
            },
            taken.Add, CancellationToken.None);
        taken.Should().Equal(Enumerable.Range(0, 200).SelectMany(number => Enumerable.Range(0, number % 4).Select(i => $"{number}.{i}").Append($"{number}.end")));
    }

    [Fact]
    public void Whoever_is_ahead_waits_so_that_memory_stays_flat()
    {
        var (gate, made) = (new object(), 0);
        var most = 0;
        RangeWorkers.Run<KeyRange, Nothing, string>(
            Ranges(100), 4, _ => new Nothing(),
            (_, range, _, _) =>
            {
                lock (gate)
                {
                    // The first range takes until the others can go no further: two pieces for each worker wait, or are it, and three workers hold the next.
                    while (range.From == "0" && made < 10)
                    {
                        Monitor.Wait(gate);
                    }

                    most = Math.Max(most, ++made);
                    Monitor.PulseAll(gate);
                }

                return "piece";
            },
            _ =>
            {
                lock (gate)
                {
                    made--;
                }
            },
            CancellationToken.None);
        most.Should().BeInRange(11, 12, "two pieces a worker may wait, and each worker may hold one");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_fault_in_one_range_ends_all_workers_and_is_told_as_it_was(int workers)
    {
        var (taken, hired, left) = (new List<string>(), 0, 0);
        var act = () => RangeWorkers.Run<KeyRange, Nothing, string>(
            Ranges(100), workers,
            _ =>
            {
                Interlocked.Increment(ref hired);
                return new Nothing(() => Interlocked.Increment(ref left));
            },
            (_, range, _, _) => range.From == "40" ? throw new PersonMustDecideException("test", "range 40", "none") : range.From!,
            taken.Add, CancellationToken.None);
        act.Should().Throw<PersonMustDecideException>().WithMessage("*range 40*");
        left.Should().Be(hired).And.BeGreaterThan(0);
        taken.Should().Equal(Enumerable.Range(0, taken.Count).Select(number => $"{number}")).And.HaveCountLessThanOrEqualTo(40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_fault_in_taking_ends_all_workers_too(int workers)
    {
        var act = () => RangeWorkers.Run<KeyRange, Nothing, string>(
            Ranges(100), workers, _ => new Nothing(), (_, range, _, _) => range.From!, piece => _ = piece == "7" ? throw new IOException("the disk is full") : 0, CancellationToken.None);
        act.Should().Throw<IOException>().WithMessage("the disk is full");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Who_cancels_gets_no_more_pieces(int workers)
    {
        using var stop = new CancellationTokenSource();
        var taken = new List<string>();
        var act = () => RangeWorkers.Run<KeyRange, Nothing, string>(
            Ranges(100), workers, _ => new Nothing(),
            (_, range, _, cancellation) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return range.From!;
            },
            piece =>
            {
                taken.Add(piece);
                if (piece == "10")
                {
                    stop.Cancel();
                }
            },
            stop.Token);
        act.Should().Throw<OperationCanceledException>();
        taken.Should().HaveCountLessThan(60);
    }

    private static List<KeyRange> Ranges(int count) => [.. Enumerable.Range(0, count).Select(number => new KeyRange($"{number}", $"{number + 1}"))];

    private (FeedMade Made, string Folder) Make(FeedKind kind, int gzip, int workers)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_state.Path, Guid.NewGuid().ToString("N"))).FullName;
        var plan = SplitTests.Plan(delete: true, folder) with { Gzip = gzip };
        var making = new FeedMaking(
            new Ledger(_state.Database), new DropLedger(_state.Database, new RunFolders(Path.Combine(_state.Path, "archive"), new FileSystem())), new ConnectorSettings { Workers = workers, RememberRows = false })
        {
            RangeSize = 8,
        };
        using var shops = new ShopSnapshots(_mirror, plan, kind, workers);
        return (kind == FeedKind.Full ? making.Products(plan, shops, null, _ => { }, CancellationToken.None) : making.Inventory(plan, shops, null, _ => { }, CancellationToken.None), folder);
    }

    private sealed class Nothing(Action? left = null) : IDisposable
    {
        public void Dispose() => left?.Invoke();
    }
}
