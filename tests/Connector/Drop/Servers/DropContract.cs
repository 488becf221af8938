using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Drop;

namespace Connector.Tests.Drop.Servers;

/// <summary>What a drop does where nothing goes wrong, on each server alike.</summary>
[Trait("covers", "SFC-02")]
[Trait("covers", "WRK-02")]
public abstract class DropContract<TServer>(TServer server) : OnServer<TServer>(server)
    where TServer : DavServer, new()
{
    // é as one letter and as two: they look alike. None begins with a dot: nginx lists no such names.
    private static readonly string[] Awkward =
    [
        "tiktok feed 1.txt", "a+b.txt", "100% wool.txt", "a%20b.txt", "a%2Fb.txt", "#1.txt", "what?.txt", "a&b;c=d,e@f!.txt", "it's (1) [2] {3}.txt", "\"quoted\" <x> |^`.txt",
        "Größe-日本-🧦.txt", "caf\u00e9.txt", "cafe\u0301.txt", "2026-03-01T08:00:00Z.xml", "~$x.txt", "a...", " blank", "-n", "*.txt",
    ];

    [Fact]
    public Task Names_of_every_kind_are_placed_listed_and_removed_as_they_are() => TryAsync("names with space + % # ? & quotes Unicode", async () =>
    {
        const string Folder = "names of all/kinds é#%+";
        var drop = Goods.Drop(Here);
        await drop.PlaceAsync([.. Awkward.Select(name => Goods.File(Folder, name, name + "\n"))], CancellationToken.None);

        Shown(Folder).Should().Equal(Awkward.Order(StringComparer.Ordinal));
        (await drop.ListAsync(Folder, CancellationToken.None)).Select(entry => $"{entry.Name} {entry.Length} {entry.IsFolder}").Order(StringComparer.Ordinal)
            .Should().Equal(Awkward.Select(name => $"{name} {Encoding.UTF8.GetByteCount(name) + 1} {false}").Order(StringComparer.Ordinal));
        foreach (var name in Awkward)
        {
            Bytes(Folder + "/" + name).Should().Equal(Encoding.UTF8.GetBytes(name + "\n"));
            (await drop.RemoveAsync(Folder, name, CancellationToken.None)).Should().BeTrue(name);
        }

        Shown(Folder).Should().BeEmpty();
    });

    [Fact]
    public Task Folders_are_made_as_deep_as_asked_and_once_only() => TryAsync("nested folders", async () =>
    {
        var drop = Goods.Drop(Here);
        await drop.PlaceAsync([Goods.File("a/b c/d/e", "deep.txt", "deep"), Goods.File("a/b c", "above.txt", "above"), Goods.File("", "top.txt", "top")], CancellationToken.None);
        await drop.PlaceAsync([Goods.File("a/b c/d/e", "deeper.txt", "deeper")], CancellationToken.None);

        Shown("a/b c/d/e").Should().Equal("deep.txt", "deeper.txt");
        Shown("a/b c").Should().Equal("above.txt");
        (await drop.ListAsync("a/b c", CancellationToken.None)).Select(entry => (entry.Name, entry.IsFolder)).Should().BeEquivalentTo([("above.txt", false), ("d", true)]);
        Shown("").Should().Contain("top.txt");
    });

    [Fact]
    public Task A_file_takes_the_place_of_one_of_the_same_length_at_once() => TryAsync("overwrite, same length", async () =>
    {
        // Within one second and of one length: nginx gives both the same tag, lighttpd none. The larger ones are not read back after the upload.
        var drop = Goods.Drop(Here);
        foreach (var bytes in new[] { "one", "two", "six" }.Select(Encoding.UTF8.GetBytes).Concat(Enumerable.Range(1, 3).Select(seed => Goods.Bytes(1_200_003)[seed..^(3 - seed)])))
        {
            var receipt = await drop.PlaceAsync([Goods.File("over", "feed.txt", bytes)], CancellationToken.None);

            receipt.Files.Single().AlreadyThere.Should().BeFalse();
            Bytes("over/feed.txt").Should().Equal(bytes);
        }

        Shown("over").Should().Equal("feed.txt");
    });

    [Fact]
    public Task Placing_the_same_files_again_changes_nothing() => TryAsync("the same delivery again", async () =>
    {
        var drop = Goods.Drop(Here);
        DropFile[] files = [Goods.File("again", "one.txt", "one"), Goods.File("again", "two.gz", Goods.Bytes(1_500_000))];
        await drop.PlaceAsync(files, CancellationToken.None);
        var before = File.GetLastWriteTimeUtc(Path.Combine(Server.Files, "again", "one.txt"));
        await PutAsync("again/TEMP_one.txt", "left by a cut run"u8.ToArray());
        var receipt = await drop.PlaceAsync(files, CancellationToken.None);

        receipt.Files.Should().OnlyContain(file => file.AlreadyThere && file.Attempts == 0);
        File.GetLastWriteTimeUtc(Path.Combine(Server.Files, "again", "one.txt")).Should().Be(before);
        Shown("again").Should().Equal(["one.txt", "two.gz"], "our own TEMP_ file of the cut run is cleared");
    });

    [Fact]
    public Task Removing_twice_is_as_good_as_once_and_an_empty_file_can_be_placed() => TryAsync("remove twice, empty file, missing folder", async () =>
    {
        var drop = Goods.Drop(Here);
        await drop.PlaceAsync([Goods.File("gone", "delete-feed.txt", "")], CancellationToken.None);

        (await drop.ListAsync("gone", CancellationToken.None)).Single().Length.Should().Be(0);
        (await drop.RemoveAsync("gone", "delete-feed.txt", CancellationToken.None)).Should().BeTrue();
        (await drop.RemoveAsync("gone", "delete-feed.txt", CancellationToken.None)).Should().BeFalse();
        (await drop.ListAsync("never made", CancellationToken.None)).Should().BeEmpty();
    });

    [Fact]
    public Task A_folder_of_ten_thousand_files_is_listed_whole() => TryAsync("10,000 entries listed", async () =>
    {
        await MakeAsync("many");
        for (var number = 0; number < 10_000; number++)
        {
            Server.Lay(string.Create(CultureInfo.InvariantCulture, $"many/feed é {number:D5}.txt"), number % 2 == 0 ? "even" : "odd");
        }

        var listed = await Goods.Drop(Here).ListAsync("many", CancellationToken.None);

        listed.Should().HaveCount(10_000).And.OnlyContain(entry => !entry.IsFolder);
        listed.Select(entry => entry.Name).Order(StringComparer.Ordinal).Should().Equal(Shown("many"));
        listed.Sum(entry => entry.Length).Should().Be((5_000 * 4) + (5_000 * 3));
    });

    [Fact]
    public Task The_check_finds_nothing_wrong_and_leaves_nothing_behind() => TryAsync("connector check", async () =>
    {
        var findings = await Goods.Drop(Here).CheckAsync(CancellationToken.None);

        findings.Should().OnlyContain(finding => finding.Fine);
        findings.Select(finding => finding.Code).Should().Equal("drop.base", "drop.list", "drop.write", "drop.read", "drop.move", "drop.delete");
        Shown("").Should().NotContain(name => name.StartsWith("TEMP_", StringComparison.Ordinal));
    });

    [Fact]
    public Task A_reader_sees_no_file_or_the_whole_one_and_never_a_part() => TryAsync("whole files only, read meanwhile", async () =>
    {
        var versions = Versions();
        var (drop, reader) = (Goods.Drop(Here), ReadMeanwhile(version => $"read/feed-{version}.txt"));
        for (var version = 0; version < versions.Count; version++)
        {
            await drop.PlaceAsync([Goods.File("read", $"feed-{version}.txt", versions[version])], CancellationToken.None);
        }

        var seen = await reader.EndAsync();
        seen.Should().BeSubsetOf(versions.Select((bytes, version) => (version, Goods.Hash(bytes))));
        seen.Should().Contain((versions.Count - 1, Goods.Hash(versions[^1])));
    });

    [Fact]
    public async Task A_reader_sees_the_old_file_or_the_new_one_where_one_takes_the_place_of_another()
    {
        const string what = "whole files only, overwritten while read";
        if (!Server.KeepsWhatItReads)
        {
            Note(what, "not tried: it opens a file anew while it sends it, so that a reader gets a mixture of what is overwritten meanwhile, by whomever; names of feeds never repeat");
            return;
        }

        await TryAsync(what, async () =>
        {
            var versions = Versions();
            var drop = Goods.Drop(Here);
            await drop.PlaceAsync([Goods.File("over", "feed.txt", versions[0])], CancellationToken.None);
            var reader = ReadMeanwhile(_ => "over/feed.txt");
            foreach (var version in versions)
            {
                await drop.PlaceAsync([Goods.File("over", "feed.txt", version)], CancellationToken.None);
            }

            // Apache takes the old file away before it moves the new one there: for a moment there is none.
            (await reader.EndAsync()).Select(read => read.Hash).Should().NotBeEmpty().And.BeSubsetOf(versions.Select(Goods.Hash));
        });
    }

    private static List<byte[]> Versions() => [.. Enumerable.Range(0, 6).Select(version => Enumerable.Repeat((byte)('a' + version), 3_000_000 + version).ToArray())];

    /// <summary>Reads six paths again and again, until it is ended, and then once more.</summary>
    private Reader ReadMeanwhile(Func<int, string> path) => new(Goods.Client(Here), path);

    private sealed class Reader
    {
        private readonly Task<HashSet<(int Version, string Hash)>> _seen;
        private volatile bool _isOver;

        public Reader(Connector.Drop.WebDavClient client, Func<int, string> path) => _seen = Task.Run(async () =>
        {
            var seen = new HashSet<(int Version, string Hash)>();
            for (var isLast = false; ;)
            {
                for (var version = 0; version < 6; version++)
                {
                    if (await client.GetRawFile(path(version), static async (body, inner) => Convert.ToHexStringLower(await SHA256.HashDataAsync(body, inner)), CancellationToken.None) is { } hash)
                    {
                        seen.Add((version, hash));
                    }
                }

                if (isLast)
                {
                    return seen;
                }

                isLast = _isOver;
            }
        });

        public Task<HashSet<(int Version, string Hash)>> EndAsync()
        {
            _isOver = true;
            return _seen;
        }
    }
}

public sealed class DropOnApache(ApacheServer server) : DropContract<ApacheServer>(server);

public sealed class DropOnNginx(NginxServer server) : DropContract<NginxServer>(server);

public sealed class DropOnLighttpd(LighttpdServer server) : DropContract<LighttpdServer>(server);

public sealed class DropOnRclone(RcloneServer server) : DropContract<RcloneServer>(server);

public sealed class DropOnBox(BoxServer server) : DropContract<BoxServer>(server);
