using Connector.Drop;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Connector.Archive;
using Connector.Feeds;
using Connector.Notices;
using Connector.Policy.Documents;
using Connector.State;
using Connector.Tests.Notices;
using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Archives;

/// <summary>What an auditor finds in the archive, and what leaves it.</summary>
public sealed class ArchiveTests
{
    [Fact]
    [Trait("covers", "AUD-01")]
    public async Task A_seal_is_the_manifest_of_its_run()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var first = world.Chained(world.Account).First(row => row.Run.EndsWith("-full", StringComparison.Ordinal));
        var folder = world.Trip.Archive.Of(world.Account, first.Run);
        var seal = world.Trip.Archive.Get<SealRecord>(world.Account, first.Run, RecordNames.Seal)!;

        seal.Manifest!.Select(file => file.Name).Should().BeEquivalentTo(seal.Files.Keys);
        var file = seal.Manifest!.Single(file => file.Kind is not null);
        var stored = File.ReadAllBytes(Path.Combine(folder, file.Name));
        using var plain = new MemoryStream();
        using (var unpacked = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress))
        {
            unpacked.CopyTo(plain);
        }

        (file.Kind, file.View, file.Rows, file.Bytes, file.Sha256).Should().Be((FeedFileKind.Product, "uk", 4L, stored.Length, Hash(stored)));
        (file.PlainBytes, file.PlainSha256).Should().Be((plain.Length, Hash(plain.ToArray())));
        file.Blocks.Should().Equal(Hash(stored));
        (seal.StartedBy, seal.Documents!.Single(), seal.Cursor!.ReadNumber).Should().Be(("tests", "policies/sync@1", 1L));
        seal.Sheet.Should().StartWith("tiktok-sfcc");
        seal.Alerts!.Single().Attempts.Single().Code.Should().Be(0);
        seal.Releases.Should().BeNull();
    }

    [Fact]
    [Trait("covers", "AUD-07")]
    public async Task Every_change_of_a_document_is_a_record_with_who_when_why_before_and_after()
    {
        await using var world = await TripWorld.BeginAsync();
        var documents = world.Connector.GetRequiredService<Documents>();
        DocumentText Stock(int buffer) => new(DocumentKinds.Policy, "stock", $$"""{"type": "inventory", "thresholdBuffer": {{buffer}}}""", "f");
        documents.Apply([Stock(1)], "Ada", out _, "at first").Should().BeEmpty();
        documents.Apply([Stock(2)], "Ben", out _, "two stay").Should().BeEmpty();
        documents.Apply([Stock(2)], "Ben", out _, "the same").Should().BeEmpty();
        documents.Delete(DocumentKinds.Policy, "stock", null, "Cem", "not needed", out _).Should().BeEmpty();

        var records = Records<DocumentsRecord>(world, Chain.OfDocuments);
        records.Skip(1).Select(record => (record.By, record.Because, record.What)).Should().Equal(("Ada", "at first", "applied"), ("Ben", "two stay", "applied"), ("Cem", "not needed", "applied"));
        records[0].Changes.Select(change => change.Name).Should().BeEquivalentTo("shop", "sync", TripWorld.AccountName);
        var changed = records[2].Changes.Single();
        changed.Before!.Text.Should().Contain("\"thresholdBuffer\": 1");
        changed.After!.Text.Should().Contain("\"thresholdBuffer\": 2");
        changed.After.Sha256.Should().Be(records[3].Changes.Single().Before!.Sha256);
        records[3].Changes.Single().Should().Match<DocumentChange>(change => change.Deletes && change.After == null);
    }

    [Fact]
    [Trait("covers", "AUD-07")]
    public async Task What_is_approved_or_rejected_is_a_record_by_who_did_it()
    {
        await using var world = await TripWorld.BeginAsync(account: account => account with { Approval = true });
        var documents = world.Connector.GetRequiredService<Documents>();
        documents.Apply([new DocumentText(DocumentKinds.Policy, "sync", """{"type": "synchronization", "outOfStockProducts": false}""", "f")], "Ada", out var second).Should().BeEmpty();
        second.Single().State.Should().Be(VersionStates.Pending);
        documents.Approve(DocumentKinds.Policy, [("sync", second.Single().Version)], "Ben", "looks right").Should().BeEmpty();
        documents.Apply([new DocumentText(DocumentKinds.Policy, "sync", """{"type": "synchronization", "onStoreDelete": "delete"}""", "f")], "Ada", out var third).Should().BeEmpty();
        documents.Reject(DocumentKinds.Policy, "sync", third.Single().Version, "Ben", "too harsh");

        var records = Records<DocumentsRecord>(world, Chain.OfDocuments);
        records.TakeLast(4).Select(record => (record.What, record.By, record.Changes.Single().State)).Should().Equal(
            ("applied", "Ada", "pending"), ("approved", "Ben", "live"), ("applied", "Ada", "pending"), ("rejected", "Ben", "rejected"));
        var approved = records[^3].Changes.Single();
        (approved.Author, approved.After!.Text).Should().Be(("Ada", null), "the record by which it was applied has the text");
        approved.After.Sha256.Should().Be(records[^4].Changes.Single().After!.Sha256);
        world.Connector.GetRequiredService<Verifying>().Verify(new VerifyOrder(), CancellationToken.None).Faults.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Chain.OfDocuments)]
    [InlineData(Chain.OfHeads)]
    public async Task No_account_can_have_the_name_of_a_chain_that_is_no_accounts(string name)
    {
        await using var world = await TripWorld.BeginAsync();
        var documents = world.Connector.GetRequiredService<Documents>();
        var account = documents.Find(DocumentKinds.Account, TripWorld.AccountName)!;
        documents.Apply([new DocumentText(DocumentKinds.Account, name, account.Text, "f")], "tests", out _).Should().Contain(fault => fault.Sentence.Contains(name));
    }

    [Fact]
    [Trait("covers", "AUD-07")]
    public async Task Takedowns_and_resends_are_records_of_the_account_and_none_is_made_where_nothing_is_done()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var decisions = world.Trip.Connector.GetRequiredService<SkuDecisions>();
        decisions.Make(world.Account, SkuDecisions.Takedown, ["CUP"], "", "Ada", "recalled").Should().BeEmpty();
        decisions.End(world.Account, SkuDecisions.Takedown, ["CUP", "LAMP"], "Ben", "it is safe").Should().Equal("CUP");

        Records<DecisionRecord>(world.Trip, world.Account, "1-takedown.json").Select(record => (record.By, record.Ended, record.Skus.Single())).Should().Equal(("Ada", false, "CUP"), ("Ben", true, "CUP"));
        Records<ResendRecord>(world.Trip, world.Account, "1-resend.json").Single().Should().BeEquivalentTo(new { By = "Ben", Because = "it looks odd", Skus = new[] { "LAMP" } });
        world.Trip.Connector.GetRequiredService<ArchiveList>().All(world.Account, null, null, "takedown").Select(entry => entry.Told).Should().Equal("CUP; recalled", "ended for CUP; it is safe");
    }

    [Fact]
    [Trait("covers", "AUD-05")]
    public async Task What_is_pruned_stays_listed_with_its_hashes_and_never_is_what_says_what_TikTok_has_now()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var pruning = world.Trip.Connector.GetRequiredService<Pruning>();
        var before = world.Files().Count(file => file.Name.StartsWith("files/", StringComparison.Ordinal));
        before.Should().Be(5);
        var order = new PruneOrder { OlderThanDays = 0, By = "Ada", Because = "space" };

        pruning.Prune(order with { DryRun = true }, CancellationToken.None).Files.Should().Be(2);
        world.Files().Count(file => file.Name.StartsWith("files/", StringComparison.Ordinal)).Should().Be(before);
        pruning.Prune(order with { OlderThanDays = 2 }, CancellationToken.None).Files.Should().Be(0);
        var pruned = pruning.Prune(order, CancellationToken.None);

        // The first full and the delta; the last full says all of it, and stock has one full feed only.
        (pruned.Runs, pruned.Files, pruned.Kept).Should().Be((2, 2L, 3));
        var gone = Records<PruneRecord>(world.Trip, world.Account, "1-prune.json").Single();
        gone.Runs.Select(run => run.Run[15..]).Should().Equal("full", "delta");
        foreach (var run in gone.Runs)
        {
            world.Trip.Archive.Get<SealRecord>(world.Account, run.Run, RecordNames.Seal)!.Files[run.Files.Single().Name].Should().Be(run.Files.Single().Sha256);
        }

        var verified = world.Verify(new VerifyOrder { Head = world.Head, Deep = true });
        verified.Faults.Should().BeEmpty();
        (verified.PrunedFiles, verified.PrunedBytes).Should().Be((2L, pruned.Bytes));
        pruning.Prune(order, CancellationToken.None).Files.Should().Be(0, "it is done");
        world.VerifyCopy(world.Head).Faults.Should().BeEmpty();
    }

    [Fact]
    [Trait("covers", "AUD-05")]
    public async Task By_size_the_oldest_go_until_the_rest_fits_and_a_prune_that_was_cut_is_finished_by_the_next()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var pruning = world.Trip.Connector.GetRequiredService<Pruning>();
        var files = world.Files().Where(file => file.Name.StartsWith("files/", StringComparison.Ordinal)).ToList();
        var all = files.Sum(file => new FileInfo(file.Path).Length);
        var first = files.OrderBy(file => file.Run, StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(first.Path);
        var order = new PruneOrder { KeepBytes = all - 1, By = "Ada" };

        pruning.Prune(order with { KeepBytes = all }, CancellationToken.None).Files.Should().Be(0);
        pruning.Prune(order, CancellationToken.None).Accounts.Single().Runs.Single().Run.Should().Be(first.Run);
        Directory.CreateDirectory(Path.GetDirectoryName(first.Path)!);
        File.WriteAllBytes(first.Path, bytes);
        world.Verify().Should().Match<VerifyResult>(result => result.Faults.Count == 0 && result.PrunedFiles == 0);
        pruning.Prune(order, CancellationToken.None).Files.Should().Be(1);
        File.Exists(first.Path).Should().BeFalse();
        world.Verify().Should().Match<VerifyResult>(result => result.Faults.Count == 0 && result.PrunedFiles == 1);
    }

    [Fact]
    [Trait("covers", "AUD-05")]
    public async Task What_the_settings_let_go_goes_each_day_feed_logs_and_how_SKUs_stood_too()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var logs = Directory.CreateDirectory(Path.Combine(world.Trip.DataFolder, "logs", world.Account)).FullName;
        string[] days = ["2026-08-20", "2026-08-24", "2026-08-25", "2026-11-23"];
        days.ToList().ForEach(day => File.WriteAllText(Path.Combine(logs, $"feed-log-{day}.jsonl"), "{}\n"));
        foreach (var until in new[] { "2024-11-22T01:00:00.000Z", "2024-11-24T01:00:00.000Z" })
        {
            world.Sql("INSERT INTO listing_past(account, view_name, sku, since, until, state, run, reasons) VALUES('a', 'uk', 'S', '2024-01-01', @until, @until, 'r', '[]')", new { until });
        }

        world.Trip.Connector.GetRequiredService<Pruning>().Daily(CancellationToken.None).Should().BeNull("the archive is kept for ever, by default");
        Directory.EnumerateFiles(logs).Select(path => Path.GetFileName(path)).Order().Should().Equal("feed-log-2026-08-25.jsonl", "feed-log-2026-11-22.jsonl", "feed-log-2026-11-23.jsonl");
        using var db = world.Trip.Connector.GetRequiredService<StateDatabase>().Open();
        Dapper.SqlMapper.Query<string>(db, "SELECT until FROM listing_past WHERE account = 'a'").Should().Equal("2024-11-24T01:00:00.000Z");
    }

    [Fact]
    [Trait("covers", "AUD-01")]
    public async Task A_run_that_is_taken_out_is_checked_with_sha256sum()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var list = world.Trip.Connector.GetRequiredService<ArchiveList>();
        var folder = list.Find(null, world.Chained(world.Account)[0].Run);
        var to = Path.Combine(world.Trip.Folder, "out");

        var (files, faults) = ArchiveList.Export(folder, to);
        (files, faults.Count).Should().Be((folder.Files.Count, 0));
        using var check = Process.Start(new ProcessStartInfo("sha256sum", ["-c", "--strict", "SHA256SUMS"]) { WorkingDirectory = to, RedirectStandardOutput = true })!;
        var told = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        (check.ExitCode, told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length).Should().Be((0, files + 1));
        FluentActions.Invoking(() => ArchiveList.Export(folder, to)).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("export.folder");
    }

    [Fact]
    [Trait("covers", "AUD-02")]
    public async Task A_head_a_day_is_made_goes_to_who_asks_for_it_and_is_copied()
    {
        await using var trip = await TripWorld.BeginAsync();
        using var box = new MailBox();
        var copies = Path.Combine(trip.Folder, "heads");
        var receiver = new NoticeReceiver { Heads = true, Mail = new NoticeMail { Host = "127.0.0.1", Port = box.Port, Tls = false, From = "connector@shop.example", To = ["audit@shop.example"] } };
        trip.Connector.GetRequiredService<Documents>().Apply([new DocumentText(DocumentKinds.Receiver, "audit", Documents.Write(receiver), "audit")], "tests", out _).Should().BeEmpty();
        await trip.ReadAndFeedAsync();
        var heads = new DailyHeads(
            new ConnectorSettings { HeadsCopy = copies }, trip.Connector.GetRequiredService<StateDatabase>(), trip.Archive, trip.Connector.GetRequiredService<Chain>(), trip.Clock);

        var made = heads.Make()!;
        heads.Make().Should().BeEquivalentTo(made, "there is one a day");
        made.Head.Chains.Select(end => end.Chain).Should().Equal(Chain.OfDocuments, TripWorld.AccountName);
        Hash(File.ReadAllBytes(Path.Combine(copies, "2026-11-22.json"))).Should().Be(made.Hash);
        ((ManualClock)trip.Clock).Advance(TimeSpan.FromDays(3));
        var next = heads.Make()!;
        (next.Head.Date, next.Head.Position, next.Head.Previous).Should().Be(("2026-11-25", 2L, made.Hash));

        await trip.Connector.GetRequiredService<NoticePost>().SendAsync(CancellationToken.None);
        await trip.Connector.GetRequiredService<NoticePost>().SendAsync(CancellationToken.None);
        box.Mails.Should().ContainSingle().Which.Replace("=\r\n", "", StringComparison.Ordinal).Should().ContainAll("the archive's head of 2026-11-25", next.Hash, $"connector archive verify --head");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("covers", "AUD-01")]
    public async Task All_that_is_chained_is_copied_to_a_second_archive_whole_and_once_and_can_be_verified_there(bool byWebDav)
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var there = Directory.CreateDirectory(Path.Combine(world.Trip.Folder, "drop", "second")).FullName;
        var settings = new ConnectorSettings
        {
            ArchiveCopy = byWebDav
                ? new ArchiveCopySettings { Url = new Uri(world.Trip.Box.Uri, "second").ToString(), User = "tiktok", Password = new SecretReference { File = Path.Combine(world.Trip.Folder, "password") } }
                : new ArchiveCopySettings { Url = new Uri(there).AbsoluteUri },
        };
        settings.Faults().Should().BeEmpty();
        var rooms = world.Trip.Connector;
        var copying = new ArchiveCopying(settings, rooms.GetRequiredService<Doors>(), rooms.GetRequiredService<StateDatabase>(), world.Trip.Archive, rooms.GetRequiredService<Leases>());

        var first = await copying.CopyAsync(CancellationToken.None);
        first.Faults.Should().BeEmpty();
        (await copying.CopyAsync(CancellationToken.None)).Should().BeEquivalentTo(new CopyResult(0, 0, 0, []));
        Relative(there).Should().BeEquivalentTo(Relative(world.Root));
        world.Verify(new VerifyOrder { Location = there, Head = world.Head, Deep = true }).Faults.Should().BeEmpty();

        // What is pruned here stays there; what comes is added.
        rooms.GetRequiredService<Pruning>().Prune(new PruneOrder { OlderThanDays = 0, By = "Ada" }, CancellationToken.None).Files.Should().Be(2);
        (await copying.CopyAsync(CancellationToken.None)).Records.Should().Be(1);
        (await copying.VerifyAsync(null, CancellationToken.None)).Faults.Should().BeEmpty();
        var copy = Directory.EnumerateFiles(there, "held.csv", SearchOption.AllDirectories).First();
        await File.AppendAllTextAsync(copy, "x");
        (await copying.VerifyAsync(null, CancellationToken.None)).Faults.Should().ContainSingle().Which.Should().Match<VerifyFault>(fault => fault.Code == "archive.changed" && fault.File == "held.csv");

        static IEnumerable<string> Relative(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path));
    }

    [Fact]
    public async Task What_is_damaged_here_is_not_copied_and_stops_its_own_chain_only()
    {
        await using var world = await ArchiveWorld.BeginAsync();
        var there = Directory.CreateDirectory(Path.Combine(world.Trip.Folder, "second")).FullName;
        var rooms = world.Trip.Connector;
        var copying = new ArchiveCopying(
            new ConnectorSettings { ArchiveCopy = new ArchiveCopySettings { Url = new Uri(there).AbsoluteUri } }, rooms.GetRequiredService<Doors>(), rooms.GetRequiredService<StateDatabase>(), world.Trip.Archive,
            rooms.GetRequiredService<Leases>());
        var held = world.Files().First(file => file.Name == "held.csv");
        var bytes = File.ReadAllBytes(held.Path);
        File.WriteAllBytes(held.Path, [.. bytes, 1]);

        (await copying.CopyAsync(CancellationToken.None)).Faults.Should().ContainSingle().Which.Should().Contain($"chain {world.Account} stops");
        Directory.EnumerateFiles(there, "*.json", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Should().Contain("1-documents.json").And.NotContain(RecordNames.Seal);
        File.WriteAllBytes(held.Path, bytes);
        (await copying.CopyAsync(CancellationToken.None)).Faults.Should().BeEmpty();
        world.Verify(new VerifyOrder { Location = there, Head = world.Head }).Faults.Should().BeEmpty();
    }

    private static List<T> Records<T>(TripWorld world, string account, string? name = null)
    {
        using var db = world.Connector.GetRequiredService<StateDatabase>().Open();
        return [.. Chain.Rows(db, account).Where(row => name is null || row.Name == name).Select(row => JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(world.Archive.Of(account, row.Run), row.Name)), RunFolders.Json)!)];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
