using System.Text;
using System.Xml;
using Connector.Drop;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class MultistatusTests
{
    private const string Folder = "<response><href>/dav/in/</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>";

    [Theory]
    [InlineData("/dav/in/a%20b%23.txt", "a b#.txt")]
    [InlineData("/dav/in/a b#.txt", "a b#.txt")]
    [InlineData("http://127.0.0.1:8080/dav/in/a%20b%23.txt", "a b#.txt")]
    [InlineData("a%20b.txt", "a b.txt")]
    [InlineData("/dav/in/100%.txt", "100%.txt")]
    [InlineData("/d%61v/in/%c3%a9.txt", "é.txt")]
    public async Task Hrefs_of_every_kind_give_the_name(string href, string name)
    {
        var listing = await Read($"<multistatus xmlns='DAV:'>{Folder}<response><href>{href}</href><propstat><prop><getcontentlength>5</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>");

        listing.Self!.IsFolder.Should().BeTrue();
        listing.Inside.Single().Should().BeEquivalentTo(new DropEntry(name, 5, false, null, null));
    }

    [Fact]
    public async Task Namespaces_count_and_prefixes_do_not()
    {
        var listing = await Read("""
            <?xml version="1.0"?><ns0:multistatus xmlns:ns0="DAV:" xmlns:D="urn:other">
              <ns0:response><ns0:href>/dav/in/f</ns0:href><ns0:propstat><ns0:prop><D:getcontentlength>99</D:getcontentlength><ns0:getcontentlength>7</ns0:getcontentlength>
                <ns0:getetag>"x"</ns0:getetag><ns0:getlastmodified>Sun, 01 Mar 2026 08:00:00 GMT</ns0:getlastmodified></ns0:prop><ns0:status>HTTP/1.1 200 OK</ns0:status></ns0:propstat></ns0:response>
            </ns0:multistatus>
            """, "/dav/in/f");

        listing.Self.Should().Be(new DropEntry("f", 7, false, "\"x\"", new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task What_the_server_could_not_tell_is_unknown_and_what_is_gone_is_left_out()
    {
        var listing = await Read($"""
            <multistatus xmlns='DAV:'>{Folder}
              <response><href>/dav/in/x</href><propstat><prop><getcontentlength>3</getcontentlength></prop><status>HTTP/1.1 404 Not Found</status></propstat></response>
              <response><href>/dav/in/gone</href><status>HTTP/1.1 404 Not Found</status></response>
              <response><href>/dav/in/sub/</href><propstat><prop><resourcetype><collection/></resourcetype><getcontentlength>4096</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response>
            </multistatus>
            """);

        listing.Inside.Should().BeEquivalentTo([new DropEntry("x", null, false, null, null), new DropEntry("sub", null, true, null, null)]);
    }

    [Fact]
    public async Task A_proxys_foreign_prefix_does_not_hide_the_files()
    {
        var listing = await Read("<multistatus xmlns='DAV:'><response><href>/inner/</href><propstat><prop><resourcetype><collection/></resourcetype></prop></propstat></response><response><href>/inner/f</href></response></multistatus>");

        listing.Inside.Single().Name.Should().Be("f");
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><multistatus xmlns='DAV:'><response><href>&e;</href></response></multistatus>")]
    [InlineData("<multistatus xmlns='DAV:'><response>")]
    [InlineData("<html>Please log in</html")]
    public async Task Hostile_or_broken_answers_are_refused(string xml) =>
        await FluentActions.Awaiting(() => Read(xml)).Should().ThrowAsync<XmlException>();

    [Fact]
    public async Task Endless_nesting_is_refused() =>
        await FluentActions.Awaiting(() => Read(string.Concat(Enumerable.Repeat("<a>", 5000)))).Should().ThrowAsync<XmlException>().WithMessage("*levels*");

    private static Task<Listing> Read(string xml, string path = "/dav/in/") =>
        Multistatus.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(xml.Trim())), new Uri("http://127.0.0.1:8080" + path), CancellationToken.None);
}
