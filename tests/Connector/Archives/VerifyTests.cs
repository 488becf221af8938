using System.Globalization;
using Connector.Archive;
using Connector.Feeds;
using Connector.State;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Connector.Tests.Archives;

/// <summary>Whatever is done to an archive, verify names it.</summary>
public sealed class VerifyTests(ITestOutputHelper output)
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CONNECTOR_LONG") is { Length: > 0 };

    [Fact]
    [Trait("covers", "AUD-01")]
    [Trait("covers", "AUD-02")]
    public async Task A_sound_archive_is_proved_by_the_table_and_by_its_files_alone()
    {
        await using var world = await ArchiveWorld.BeginAsync();

        foreach (var order in new[] { new VerifyOrder(), new VerifyOrder { Deep = true, Head = world.Head }, new VerifyOrder { Location = world.Root, Head = world.Head }, new VerifyOrder { Account = world.Account } })
        {
            var result = world.Verify(order);
            Sentences(result).Should().BeEmpty();
            result.Notes.Should().BeEmpty();
            (result.Runs, result.Unsealed, result.Heads, result.PrunedFiles).Should().Be((5, 0, 2, 0L));
            result.Files.Should().BeGreaterThan(5 * 8);
        }

        world.Chained(world.Account).Select(row => row.Name).Should().Contain([RecordNames.Seal, "1-takedown.json", "1-resend.json"]);
        world.Chained(Chain.OfDocuments).Should().NotBeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task Any_one_bit_that_is_flipped_in_any_file_is_named()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var (random, tried) = (new Random(7), 0);
        foreach (var (path, account, run, name) in world.Files())
        {
            var bytes = File.ReadAllBytes(path);
            var bits = IsLong ? Enumerable.Range(0, bytes.Length * 8) : Enumerable.Range(0, 2).Select(_ => random.Next(bytes.Length * 8));
            foreach (var bit in bits.Where(_ => bytes.Length > 0))
            {
                Flip(path, bytes, bit);
                var found = world.Verify().Faults;
                found.Should().Contain(
                    fault => fault.Account == account && fault.Run == run && fault.File == name,
                    $"bit {bit} of {path} is flipped; found: {string.Join("; ", found.Select(fault => fault.Sentence))}");

                // The files alone show it too, to who knows the head.
                world.VerifyCopy(world.Head).Faults.Should().NotBeEmpty($"bit {bit} of {path} is flipped");
                tried++;
            }

            File.WriteAllBytes(path, bytes);
        }

        output.WriteLine($"{tried} bits of {world.Files().Count} files");
        Sentences(world.Verify()).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_file_that_is_missing_or_that_nobody_wrote_is_named()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        foreach (var (path, account, run, name) in world.Files().Where(file => file.Account.Length > 0))
        {
            File.Move(path, Path.Combine(world.Trip.Folder, "aside"));
            world.Verify().Faults.Should().Contain(fault => fault.Code == "archive.missing" && fault.Account == account && fault.Run == run && fault.File == name);
            File.Move(Path.Combine(world.Trip.Folder, "aside"), path);
        }

        var somewhere = world.Chained(world.Account)[0];
        foreach (var place in new[] { $"{world.Account}/2026/{somewhere.Run}/files/extra.txt", $"{world.Account}/2026/{somewhere.Run}/extra.txt", $"{world.Account}/extra.txt", "_heads/extra.txt", "extra.txt" })
        {
            var path = Path.Combine(world.Root, place);
            File.WriteAllText(path, "x");
            world.Verify().Faults.Should().ContainSingle().Which.Should().Match<VerifyFault>(fault => fault.Code == "archive.unnamed" && place.EndsWith(fault.File));
            File.Delete(path);
        }
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task The_first_megabyte_that_differs_is_named()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var runs = world.Trip.Connector.GetRequiredService<Runs>();
        var run = runs.Begin(new FeedOrder(world.Account, FeedKind.Full, "tests"));
        var folder = world.Trip.Archive.Of(world.Account, run.Id);
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        var path = Path.Combine(folder, "files", "large.txt");
        var bytes = new byte[(70 * BlockHashes.Size) + 12_345];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        var file = Proving.Of(folder, "files/large.txt");
        file.Blocks.Should().HaveCount(71);
        runs.Seal(
            run, new SealRecord(run.Id, world.Account, FeedKind.Full, world.Clock.GetUtcNow(), 1, "f", "", 0, new Dictionary<string, string>(), new Dictionary<string, string> { [file.Name] = file.Sha256 }) { Manifest = [file] },
            null, (_, _) => { });
        Sentences(world.Verify()).Should().BeEmpty();

        foreach (var (first, last) in new[] { (0, 70), (33, 65), (70, 70), (5, 6) })
        {
            var changed = bytes.ToArray();
            changed[(first * BlockHashes.Size) + 99] ^= 1;
            changed[(last * BlockHashes.Size) + 77] ^= 4;
            File.WriteAllBytes(path, changed);
            var fault = world.Verify().Faults.Should().ContainSingle().Subject;
            (fault.File, fault.Offset).Should().Be(("files/large.txt", (long)first * BlockHashes.Size));
            fault.Sentence.Should().Contain($"block {first + 1} of 71");
        }

        File.WriteAllBytes(path, bytes[..^5]);
        world.Verify().Faults.Should().ContainSingle().Which.Offset.Should().Be(70L * BlockHashes.Size);
        File.WriteAllBytes(path, bytes[..(2 * BlockHashes.Size)]);
        world.Verify().Faults.Should().ContainSingle().Which.Offset.Should().Be(2L * BlockHashes.Size);
        File.WriteAllBytes(path, [.. bytes, 1]);
        world.Verify().Faults.Should().ContainSingle().Which.Sentence.Should().Contain($"it had {bytes.Length.ToString("N0", CultureInfo.InvariantCulture)}");
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_tail_that_is_cut_is_named_by_the_table_and_where_that_is_cut_too_by_the_head()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var last = world.Chained(world.Account)[^1];
        Directory.Delete(world.Trip.Archive.Of(world.Account, last.Run), recursive: true);
        world.Verify().Faults.Should().Contain(fault => fault.Run == last.Run && fault.Sentence.Contains("tail is cut"));

        world.Sql("DELETE FROM chained WHERE account = @account AND position = @Position", new { account = world.Account, last.Position });
        world.Sql("UPDATE chain SET length = length - 1, head = (SELECT hash FROM chained WHERE account = @account ORDER BY position DESC LIMIT 1) WHERE account = @account", new { account = world.Account });
        world.Verify().Faults.Should().ContainSingle().Which.Should().Match<VerifyFault>(fault => fault.Code == "archive.head" && fault.Sentence.Contains("its tail is cut"));
        world.VerifyCopy().Faults.Should().ContainSingle().Which.Code.Should().Be("archive.head");

        foreach (var head in world.Chained(Chain.OfHeads))
        {
            File.Delete(world.PathOf(Chain.OfHeads, head));
        }

        Sentences(world.VerifyCopy()).Should().BeEmpty("without table and heads nothing says how long the chain was");
        world.VerifyCopy(world.Head).Faults.Should().ContainSingle().Which.Sentence.Should().Contain(world.Head, "who knows the head sees it");
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task Two_records_that_are_swapped_are_named()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var rows = world.Chained(world.Account);
        var seals = rows.Where(row => row.Name == RecordNames.Seal).ToList();
        var reviews = rows.Where(row => RecordNames.ReviewPosition(row.Name) is not null).ToList();
        foreach (var (one, other) in new[] { (seals[0], seals[1]), (reviews[0], reviews[1]), (seals[0], seals[^1]) })
        {
            Swap(world, one, other);
            world.Verify().Faults.Where(fault => fault.Code == "archive.swapped").Select(fault => (fault.Run, fault.File)).Should().BeEquivalentTo([(one.Run, one.Name), (other.Run, other.Name)]);
            world.VerifyCopy().Faults.Select(fault => (fault.Run, fault.File)).Should().Contain([(one.Run, one.Name), (other.Run, other.Name)], "they say where they belong");
            Swap(world, one, other);
        }

        Sentences(world.Verify()).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_chain_that_is_written_anew_from_the_middle_is_named_by_the_head()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var published = world.Head;
        var takedown = world.Chained(world.Account).Single(row => row.Name == "1-takedown.json");

        world.Rewrite(world.Account, takedown.Position);
        world.Verify().Faults.Should().ContainSingle().Which.Should().Match<VerifyFault>(fault => fault.Code == "archive.head" && fault.Sentence.Contains("written anew"));

        world.RewriteHeads();
        Sentences(world.Verify()).Should().BeEmpty("all of it fits together again");
        world.Verify(new VerifyOrder { Head = published }).Faults.Should().ContainSingle().Which.Should().Match<VerifyFault>(fault => fault.Code == "archive.head" && fault.Sentence.Contains(published));
        world.VerifyCopy(published).Faults.Should().ContainSingle();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_published_head_that_lies_beside_a_chain_written_anew_proves_nothing()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var published = world.Head;
        var heads = Path.Combine(world.Trip.Archive.Root, Chain.OfHeads);
        var last = Directory.EnumerateFiles(heads, "*.json").Max()!;
        var kept = File.ReadAllBytes(last);
        world.Rewrite(world.Account, 2);
        world.RewriteHeads();

        File.WriteAllBytes(Path.Combine(heads, "2199-01-01.json"), kept);

        world.Verify(new VerifyOrder { Head = published }).Faults.Should().Contain(fault => fault.Code == "archive.head");
        world.VerifyCopy(published).Faults.Should().NotBeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_record_whose_commit_was_cut_is_no_break_and_the_next_record_removes_it()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var (state, chain) = (world.Trip.Connector.GetRequiredService<StateDatabase>(), world.Trip.Connector.GetRequiredService<Chain>());
        foreach (var account in new[] { world.Account, Chain.OfDocuments })
        {
            FluentActions.Invoking(() => state.Write((db, transaction) =>
            {
                chain.Record(db, transaction, account, "trial", (id, previous, position) => new { run = id, account, previous, position });
                throw new IOException("cut");
            })).Should().Throw<IOException>();
        }

        var cut = world.Files().Where(file => file.Name == "1-trial.json").ToList();
        cut.Should().HaveCount(2);
        foreach (var result in new[] { world.Verify(), world.Verify(new VerifyOrder { Head = world.Head, Deep = true }), world.VerifyCopy(world.Head) })
        {
            Sentences(result).Should().BeEmpty();
        }

        world.Verify().Notes.Should().Contain(note => note.Contains("1-trial.json") && note.Contains("left over"));
        world.Trip.Connector.GetRequiredService<SkuDecisions>().End(world.Account, SkuDecisions.Takedown, ["CUP"], "Ada", "it is safe");
        world.Trip.Apply(new(), account => account with { Title = "another" });
        cut.Should().OnlyContain(file => !File.Exists(file.Path) && !Directory.Exists(Path.GetDirectoryName(file.Path)));
        world.Verify().Should().Match<VerifyResult>(result => result.Faults.Count == 0 && result.Notes.Count == 0);
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task An_older_state_takes_up_what_lies_in_the_archive_and_the_chain_goes_on_behind_it()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var (rows, length) = (world.Chained(world.Account), 3);
        world.Sql("DELETE FROM chained WHERE (account = @account AND position > @length) OR account = '_heads'", new { account = world.Account, length });
        world.Sql("UPDATE chain SET length = @length, head = @Hash WHERE account = @account", new { account = world.Account, length, rows[length - 1].Hash });
        world.Sql("DELETE FROM chain WHERE account = '_heads'", new { });
        var chain = world.Trip.Connector.GetRequiredService<Chain>();
        var state = world.Trip.Connector.GetRequiredService<StateDatabase>();

        chain.TakeUp(state).Should().BeEquivalentTo(new Dictionary<string, int> { [world.Account] = rows.Count - length, [Chain.OfHeads] = 2 });
        world.Chained(world.Account).Should().Equal(rows);
        chain.TakeUp(state).Should().BeEmpty();
        world.Trip.Connector.GetRequiredService<SkuDecisions>().End(world.Account, SkuDecisions.Takedown, ["CUP"], "Ada", "it is safe").Should().Equal("CUP");
        Sentences(world.Verify(new VerifyOrder { Head = world.Head })).Should().BeEmpty();

        // Also what an older Connector chained, which kept no table.
        world.Sql("DELETE FROM chained WHERE account = @account", new { account = world.Account });
        chain.TakeUp(state)[world.Account].Should().Be(rows.Count + 1);
        Sentences(world.Verify(new VerifyOrder { Head = world.Head })).Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_seal_of_before_there_was_a_manifest_is_verified_as_far_as_it_goes()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var last = world.Chained(world.Account).Last(row => row.Name == RecordNames.Seal);
        var seal = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllBytes(world.PathOf(world.Account, last)))!.AsObject();
        foreach (var name in new[] { "manifest", "startedBy", "started", "connector", "documents", "sheet", "cursor", "alerts", "releases" })
        {
            seal.Remove(name).Should().BeTrue();
        }

        // As an older Connector left it: no table, no heads, and this seal without a manifest.
        File.WriteAllText(world.PathOf(world.Account, last), seal.ToJsonString());
        Directory.Delete(Path.Combine(world.Root, Chain.OfHeads), recursive: true);
        world.Sql("DELETE FROM chained WHERE account = '_heads' OR account = @account", new { account = world.Account });
        world.Chained(world.Account).Should().BeEmpty();
        world.Verify().Faults.Should().BeEmpty("it is the last of its chain: nothing follows that could tell that it was changed");

        var delivered = world.Files().First(file => file.Run == last.Run && file.Name.StartsWith("files/", StringComparison.Ordinal));
        var bytes = File.ReadAllBytes(delivered.Path);
        Flip(delivered.Path, bytes, 800);
        world.Verify(new VerifyOrder { Run = last.Run, Deep = true }).Faults.Should().Contain(fault => fault.File == delivered.Name && fault.Offset == null);
        File.WriteAllBytes(delivered.Path, bytes);
        world.Trip.Connector.GetRequiredService<ArchiveList>().Entry(ArchiveWalk.Find(world.Root, world.Account, last.Run)!)
            .Should().Match<ArchivedEntry>(entry => entry.By == "tests" && entry.Files == 1 && entry.Bytes == bytes.Length);
    }

    private static IEnumerable<string> Sentences(VerifyResult result) => result.Faults.Select(fault => fault.Sentence);

    private static void Flip(string path, byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        File.WriteAllBytes(path, changed);
    }

    private static void Swap(ArchiveWorld world, ChainedRow one, ChainedRow other)
    {
        var (first, second) = (world.PathOf(world.Account, one), world.PathOf(world.Account, other));
        var bytes = File.ReadAllBytes(first);
        File.Copy(second, first, overwrite: true);
        File.WriteAllBytes(second, bytes);
    }
}
