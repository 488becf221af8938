using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class DigestTests(SigningApache apache) : IClassFixture<SigningApache>
{
    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public async Task A_delivery_signs_in_by_digest_with_either_hash(string algorithm)
    {
        var server = new DigestServer(algorithm);
        await using var box = await BoxAsync(server);
        await Drop(box.Url).PlaceAsync([Goods.File("product", "feed 1%.txt", "one"), Goods.File("product", "feed2.txt", Goods.Bytes(3_000_000))], CancellationToken.None);

        box.Files.Keys.Should().BeEquivalentTo("/dav/product/feed 1%.txt", "/dav/product/feed2.txt");
        box.Asked.Should().NotContain(call => call.Headers.ContainsKey("Authorization") && !call.Headers["Authorization"].StartsWith("Digest "));
    }

    [Fact]
    public async Task A_large_file_is_sent_once_only_although_digest_begins_with_a_refusal()
    {
        var server = new DigestServer("SHA-256");
        var (received, puts) = (0L, 0);
        await using var door = await TestServer.StartAsync(async http =>
        {
            puts++;
            if (!server.Admits(http))
            {
                return;
            }

            var buffer = new byte[64 * 1024];
            int got;
            while ((got = await http.Request.Body.ReadAsync(buffer)) > 0)
            {
                received += got;
            }

            http.Response.StatusCode = 201;
        });
        var opened = 0;
        var bytes = Goods.Bytes(5_000_000);
        var hash = await Open(door.Url).PutFile("feed.gz", bytes.Length, _ =>
        {
            opened++;
            return ValueTask.FromResult<Stream>(new MemoryStream(bytes));
        }, CancellationToken.None);

        (puts, opened, received, hash).Should().Be((2, 1, bytes.Length, Goods.Hash(bytes)));
    }

    [Fact]
    public async Task A_small_file_that_was_refused_with_its_first_call_is_sent_again_from_its_beginning()
    {
        var server = new DigestServer("MD5");
        var bodies = new List<string>();
        await using var door = await TestServer.StartAsync(async http =>
        {
            bodies.Add(await new StreamReader(http.Request.Body).ReadToEndAsync());
            http.Response.StatusCode = 201;
            _ = server.Admits(http);
        });
        await Open(door.Url).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);

        bodies.Should().Equal("abc", "abc");
    }

    [Fact]
    public async Task Who_signs_in_by_digest_never_shows_a_password_to_a_server_that_would_take_it()
    {
        await using var both = await BoxAsync(new DigestServer("MD5") { Also = "Basic realm=\"drop\"" });
        await Drop(both.Url).PlaceAsync([Goods.File("", "feed.txt", "one")], CancellationToken.None);
        both.Asked.Should().NotContain(call => call.Headers.ContainsKey("Authorization") && call.Headers["Authorization"].StartsWith("Basic"));

        await using var basic = await TestServer.StartAsync(http =>
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"drop\"";
            return Task.CompletedTask;
        });
        var head = () => Open(basic.Url).Head("f", CancellationToken.None);
        (await head.Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain("by Basic").And.Contain("leave signIn out");
        basic.Asked.Should().ContainSingle().Which.Headers.Should().NotContainKey("Authorization");
    }

    [Fact]
    public async Task Who_signs_in_by_basic_is_told_that_the_server_takes_digest_only()
    {
        var server = new DigestServer("MD5");
        await using var box = await BoxAsync(server);
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.txt", "one")], CancellationToken.None);

        var fault = (await place.Should().ThrowAsync<PersonMustDecideException>()).Which;
        (fault.Code, fault.Remedy).Should().Be(("drop.denied", "The server takes user and password by Digest only: set signIn to digest."));
    }

    [Fact]
    public Task A_real_apache_takes_digest_for_every_verb_and_for_names_of_every_kind() =>
        Matrix.TryAsync("WebDAV servers", "signed in to by Digest", "apache", async () =>
        {
            var drop = Drop(new Uri(apache.Url, "digest/"));
            (await drop.CheckAsync(CancellationToken.None)).Should().OnlyContain(finding => finding.Fine);
            var bytes = Goods.Bytes(20_000_000);
            string[] names = ["a+b.txt", "100% wool.txt", "#1.txt", "what?.txt", "Größe-日本-🧦.txt", "a&b;c=d,e@f!.txt", "it's (1) [2].txt"];
            await drop.PlaceAsync([.. names.Select(name => Goods.File("digest of/kinds é", name, name)), Goods.File("digest of/kinds é", "big.gz", bytes)], CancellationToken.None);

            (await drop.ListAsync("digest of/kinds é", CancellationToken.None)).Select(entry => entry.Name).Should().BeEquivalentTo([.. names, "big.gz"]);
            Goods.Hash(await File.ReadAllBytesAsync(Path.Combine(apache.Files, "digest of/kinds é/big.gz"))).Should().Be(Goods.Hash(bytes));
        });

    [Fact]
    public async Task A_wrong_password_is_for_a_person_on_a_real_apache()
    {
        var place = () => Drop(new Uri(apache.Url, "digest/"), "wrong").PlaceAsync([Goods.File("", "feed.gz", Goods.Bytes(5_000_000))], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.denied");
    }

    private static async Task<DavBox> BoxAsync(DigestServer server)
    {
        var box = await DavBox.StartAsync();
        box.Hook = (http, _) => Task.FromResult(!server.Admits(http));
        return box;
    }

    private static DropLocation At(Uri url, string password) => Goods.At(url) with { SignIn = SignIn.Digest, Password = new Secret(password) };

    private static Doors Doors() => new(Http.NewClient(), new ManualClock { AutoAdvance = true });

    private static FeedDrop Drop(Uri url, string password = "p:ß %") => Doors().Drop(At(url, password));

    private static WebDavClient Open(Uri url) => Doors().Client(At(url, "p:ß %"));
}
