using System.Globalization;
using Connector.Feeds;
using Connector.State;
using Connector.Store;
using Dapper;

namespace Connector.Tests.Feeds;

public sealed class LedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Changes_written_to_a_file_are_read_back_as_they_were()
    {
        var random = new Random(3);
        var changes = Enumerable.Range(0, 2000).Select(_ => Change(random)).ToList();
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            changes.ForEach(change => LedgerChange.Write(writer, change));
        }

        file.Position = 0;
        LedgerChange.Read(file).Should().BeEquivalentTo(changes, options => options.RespectingRuntimeTypes().WithStrictOrdering());
    }

    [Fact]
    public void A_file_of_changes_that_is_cut_or_strange_is_refused()
    {
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            LedgerChange.Write(writer, new RowSent("uk", "SKU", "GROUP", default, SentState.Listed, RowTests.Known));
        }

        var whole = file.ToArray();
        for (var length = 1; length < whole.Length; length++)
        {
            FluentActions.Invoking(() => LedgerChange.Read(new MemoryStream(whole[..length])).ToList()).Should().Throw<Exception>($"it was cut after {length} of {whole.Length} bytes")
                .Which.Should().Match<Exception>(fault => fault is EndOfStreamException || fault is InvalidDataException || fault is ArgumentException);
        }

        FluentActions.Invoking(() => LedgerChange.Read(new MemoryStream([9])).ToList()).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Applying_the_same_changes_twice_is_the_same_as_once()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            Apply("20261120020000-full", Batch(random));
            var second = Batch(random);
            Apply("20261121020000-full", second);
            var once = Everything();
            Apply("20261121020000-full", second);
            Everything().Should().Equal(once);
        }
    }

    [Fact]
    public void A_row_sent_is_found_again_as_it_stood_in_the_file()
    {
        var hashes = EncodedRow.Parse(TikTokSfccSheet.Sheet, RowTests.Known).Hash();
        Apply("20261121020000-full", [new RowSent("uk", "HOOD", "HOOD", hashes, SentState.Listed, RowTests.Known) { Resent = true }]);

        using var view = new Ledger(_state.Database).View("shop", "uk");
        view.Find("HOOD").Should().Be(new LedgerEntry("HOOD", "HOOD", hashes, SentState.Listed, "20261121020000-full", Now, null, null));
        view.Row("HOOD")!.Value.Row.Should().Equal(RowTests.Known);
        view.Row("HOOD")!.Value.Sheet.Should().Be("tiktok-sfcc");
        (view.Count(SentState.Listed), view.Count(SentState.Deleting)).Should().Be((1, 0));
        view.Find("hood").Should().BeNull("SKUs are compared as the shop compares them");
    }

    [Fact]
    public void A_note_on_a_row_keeps_the_run_that_sent_it_and_its_bytes()
    {
        Apply("20261120020000-full", [new RowSent("uk", "HOOD", "HOOD", default, SentState.Listed, RowTests.Known) { Resent = true }]);
        Apply("20261121020000-full",
            [new RowSent("uk", "HOOD", "HOOD", default, SentState.Deactivated, null) { Run = "20261120020000-full", SentAt = Instants.Text(Now), HeldCode = "shop.offline", HeldSince = Now }]);

        using var view = new Ledger(_state.Database).View("shop", "uk");
        view.Find("HOOD").Should().Be(new LedgerEntry("HOOD", "HOOD", default, SentState.Deactivated, "20261120020000-full", Now, "shop.offline", Now));
        view.Row("HOOD")!.Value.Row.Should().Equal(RowTests.Known);
    }

    [Fact]
    public void A_SKU_that_moved_to_another_item_group_stands_in_one_place_only()
    {
        Apply("20261120020000-full", [new RowSent("uk", "S", "OLD", default, SentState.Listed, RowTests.Known) { Resent = true }]);
        Apply("20261121020000-full", [new RowSent("uk", "S", "NEW", default, SentState.Listed, RowTests.Known) { Resent = true }]);

        using var view = new Ledger(_state.Database).View("shop", "uk");
        view.Entries(KeyRange.All).Select(entry => entry.Group).Should().Equal("NEW");
    }

    [Fact]
    public void What_is_forgotten_leaves_nothing_behind_and_its_neighbours_alone()
    {
        Apply("20261120020000-full",
        [
            new RowSent("uk", "S", "S", default, SentState.Deleting, RowTests.Known) { Resent = true },
            new RowSent("fr", "S", "S", default, SentState.Listed, RowTests.Known) { Resent = true },
            new RowSent("uk", "T", "T", default, SentState.Listed, RowTests.Known) { Resent = true },
        ]);
        Apply("20261121020000-full", [new RowForgotten("uk", "S")]);

        using var uk = new Ledger(_state.Database).View("shop", "uk");
        using var fr = new Ledger(_state.Database).View("shop", "fr");
        uk.Entries(KeyRange.All).Select(entry => entry.Sku).Should().Equal("T");
        uk.Row("S").Should().BeNull();
        fr.Find("S").Should().NotBeNull();
    }

    private void Apply(string run, IEnumerable<LedgerChange> changes) =>
        _state.Database.Write((db, _) => Ledger.Apply(db, "shop", run, Instants.Text(Now), "tiktok-sfcc", changes));

    private List<string> Everything()
    {
        using var db = _state.Database.Open();
        return
        [
            .. new[] { "ledger", "ledger_row", "stock_ledger", "answer" }.SelectMany(table => db.Query($"SELECT * FROM {table}")
                // One of the tables stands in the order of writing.
                .Select(row => table + ": " + string.Join(' ', ((IDictionary<string, object?>)row).Values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value?.ToString() ?? "-"))))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<LedgerChange> Batch(Random random) => [.. Enumerable.Range(0, 60).Select(_ => Change(random, "sku-" + random.Next(20).ToString(CultureInfo.InvariantCulture)))];

    private static LedgerChange Change(Random random, string? name = null)
    {
        var sku = name ?? Text(random);
        switch (random.Next(6))
        {
            case 0:
                return new RowForgotten(Text(random, "uk"), sku);
            case 1:
                return new QuantitySent(random.Next(2) == 0 ? "" : "east", sku, random.Next());
            default:
                var row = random.Next(3) == 0 ? null : new byte[random.Next(400)];
                random.NextBytes(row ?? []);
                return new RowSent(Text(random, "uk"), sku, Text(random, "g"), new FacetHashes(Hash(random), Hash(random), Hash(random)), (SentState)random.Next(3), row)
                {
                    Resent = random.Next(2) == 0,
                    Run = random.Next(2) == 0 ? null : "20261119020000-full",
                    SentAt = random.Next(2) == 0 ? null : Instants.Text(Now.AddMinutes(-random.Next(9999))),
                    HeldCode = random.Next(2) == 0 ? null : Text(random, "code"),
                    HeldSince = random.Next(2) == 0 ? null : Now.AddMilliseconds(-random.Next()),
                };
        }
    }

    private static Hash128 Hash(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Hash128(bytes);
    }

    private static string Text(Random random, string start = "") => start + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => new[] { "a", "|", "é", "🔥", "\n", "\"", "\0" }[random.Next(7)]));
}

/// <summary>A state database of its own.</summary>
internal sealed class StateFolder : IDisposable
{
    public StateFolder() => Database = new StateDatabase(System.IO.Path.Combine(Path, "state.db"));

    public string Path { get; } = Directory.CreateTempSubdirectory("state-").FullName;

    public StateDatabase Database { get; }

    public void Dispose()
    {
        Pools.Clear(Path);
        Directory.Delete(Path, recursive: true);
    }
}
