using Connector.Drop;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
[Trait("covers", "WRK-02")]
public sealed class LocalDropTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("connector-drop ü#").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Files_are_placed_once_and_replaced_when_they_differ()
    {
        var drop = Drop();
        var first = await drop.PlaceAsync([Goods.File("a/b", "feed #1.txt", "one")], CancellationToken.None);
        var again = await drop.PlaceAsync([Goods.File("a/b", "feed #1.txt", "one")], CancellationToken.None);
        var other = await drop.PlaceAsync([Goods.File("a/b", "feed #1.txt", "two")], CancellationToken.None);

        (first.Files[0].AlreadyThere, again.Files[0].AlreadyThere, other.Files[0].AlreadyThere).Should().Be((false, true, false));
        (await File.ReadAllTextAsync(Path.Combine(_root, "a", "b", "feed #1.txt"))).Should().Be("two");
        (await drop.ListAsync("a/b", CancellationToken.None)).Select(e => e.Name).Should().Equal("feed #1.txt");
    }

    [Fact]
    public async Task A_file_that_breaks_off_never_shows_its_name()
    {
        var file = Goods.File("", "feed.txt", "abc") with { Length = 9 };
        var place = () => Drop().PlaceAsync([file], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.source");
        Directory.GetFileSystemEntries(_root).Should().BeEmpty();
    }

    [Fact]
    public async Task Removing_and_listing_what_is_not_there_is_no_fault()
    {
        (await Drop().RemoveAsync("none", "feed.txt", CancellationToken.None)).Should().BeFalse();
        (await Drop().ListAsync("none", CancellationToken.None)).Should().BeEmpty();
        (await Drop().CheckAsync(CancellationToken.None)).Should().OnlyContain(f => f.Fine);
    }

    [Fact]
    public async Task A_missing_base_folder_is_for_a_person()
    {
        var drop = Goods.Drop(new DropLocation { Url = new Uri(Path.Combine(_root, "missing")) });

        (await drop.CheckAsync(CancellationToken.None)).Should().ContainSingle().Which.Code.Should().Be("drop.base-missing");
    }

    private FeedDrop Drop() => Goods.Drop(new DropLocation { Url = new UriBuilder("file", "") { Path = _root.Replace("#", "%23", StringComparison.Ordinal) }.Uri });
}
