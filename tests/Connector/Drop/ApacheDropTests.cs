using Connector.Drop;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
[Trait("covers", "WRK-02")]
public sealed class ApacheDropTests(Apache apache) : IClassFixture<Apache>
{
    private static readonly string[] Awkward =
    [
        "tiktok feed 1.txt", "a+b.txt", "100% wool.txt", "a%20b.txt", "#1.txt", "what?.txt", "Größe-日本-🧦.txt", "a&b;c=d,e@f!.txt", "it's (1) [2].txt", "2026-03-01T08:00:00Z.xml",
    ];

    [Fact]
    public async Task Names_of_every_kind_are_placed_and_listed_as_they_are()
    {
        var drop = Goods.Drop(Goods.At(apache.Url));
        await drop.PlaceAsync([.. Awkward.Select(n => Goods.File("names of all/kinds é#%", n, n + "\n"))], CancellationToken.None);

        (await drop.ListAsync("names of all/kinds é#%", CancellationToken.None)).Select(e => e.Name).Should().BeEquivalentTo(Awkward);
        foreach (var name in Awkward)
        {
            (await File.ReadAllTextAsync(Path.Combine(apache.Files, "names of all", "kinds é#%", name))).Should().Be(name + "\n");
        }
    }

    [Fact]
    public async Task A_file_takes_the_place_of_one_with_other_bytes()
    {
        var drop = Goods.Drop(Goods.At(apache.Url));
        await drop.PlaceAsync([Goods.File("over", "feed.txt", "old")], CancellationToken.None);
        var receipt = await drop.PlaceAsync([Goods.File("over", "feed.txt", "new")], CancellationToken.None);

        receipt.Files.Single().AlreadyThere.Should().BeFalse();
        (await File.ReadAllTextAsync(Path.Combine(apache.Files, "over", "feed.txt"))).Should().Be("new");
    }

    [Fact]
    public async Task Twenty_megabytes_are_streamed_and_nothing_temporary_is_left()
    {
        var bytes = Goods.Bytes(20_000_000);
        var receipt = await Goods.Drop(Goods.At(apache.Url)).PlaceAsync([Goods.File("a/b/c/d", "big.gz", bytes)], CancellationToken.None);

        var placed = receipt.Files.Single();
        placed.Length.Should().Be(20_000_000);
        placed.Attempts.Should().Be(1);
        placed.ETag.Should().NotBeNull();
        Directory.GetFiles(Path.Combine(apache.Files, "a/b/c/d")).Select(Path.GetFileName).Should().Equal("big.gz");
        Goods.Hash(await File.ReadAllBytesAsync(Path.Combine(apache.Files, "a/b/c/d/big.gz"))).Should().Be(placed.Sha256);
    }

    [Fact]
    public async Task Placing_the_same_files_again_changes_nothing()
    {
        var drop = Goods.Drop(Goods.At(apache.Url));
        DropFile[] files = [Goods.File("again", "one.txt", "one"), Goods.File("again", "two.gz", Goods.Bytes(1_500_000))];
        await drop.PlaceAsync(files, CancellationToken.None);
        var before = File.GetLastWriteTimeUtc(Path.Combine(apache.Files, "again", "one.txt"));
        await File.WriteAllTextAsync(Path.Combine(apache.Files, "again", "TEMP_one.txt"), "left by a cut run");
        var receipt = await drop.PlaceAsync(files, CancellationToken.None);

        receipt.Files.Should().OnlyContain(f => f.AlreadyThere && f.Attempts == 0);
        File.GetLastWriteTimeUtc(Path.Combine(apache.Files, "again", "one.txt")).Should().Be(before);
        Directory.GetFiles(Path.Combine(apache.Files, "again")).Should().HaveCount(2, "our own TEMP_ file of the cut run is cleared");
    }

    [Fact]
    public async Task Removing_twice_is_as_good_as_once_and_an_empty_file_can_be_placed()
    {
        var drop = Goods.Drop(Goods.At(apache.Url));
        await drop.PlaceAsync([Goods.File("gone", "delete-feed.txt", "")], CancellationToken.None);

        (await drop.ListAsync("gone", CancellationToken.None)).Single().Length.Should().Be(0);
        (await drop.RemoveAsync("gone", "delete-feed.txt", CancellationToken.None)).Should().BeTrue();
        (await drop.RemoveAsync("gone", "delete-feed.txt", CancellationToken.None)).Should().BeFalse();
        (await drop.ListAsync("never made", CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_check_finds_nothing_wrong_and_leaves_nothing_behind()
    {
        var findings = await Goods.Drop(Goods.At(apache.Url)).CheckAsync(CancellationToken.None);

        findings.Should().OnlyContain(f => f.Fine);
        findings.Select(f => f.Code).Should().Equal("drop.base", "drop.list", "drop.write", "drop.read", "drop.move", "drop.delete");
        Directory.GetFiles(apache.Files, "TEMP_*").Should().BeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_for_a_person_and_a_large_file_is_not_sent_for_nothing()
    {
        var drop = Goods.Drop(Goods.At(apache.Url) with { Password = new Secret("wrong") });
        var place = () => drop.PlaceAsync([Goods.File("", "feed.gz", Goods.Bytes(5_000_000))], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.denied");
        (await drop.CheckAsync(CancellationToken.None)).Should().ContainSingle(f => !f.Fine && f.Cure.Contains("password"));
    }
}
