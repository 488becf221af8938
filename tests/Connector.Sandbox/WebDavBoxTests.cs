using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Connector.Sandbox.Tests;

public sealed class WebDavBoxTests : IAsyncLifetime
{
    private World _world = null!;

    private Uri Folder => _world.Products;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_file_that_was_put_comes_back_with_a_strong_ETag()
    {
        var put = await PutAsync("a.txt", "one");
        var get = await _world.DavAsync("GET", At("a.txt"));

        put.StatusCode.Should().Be(HttpStatusCode.Created);
        (await get.Content.ReadAsStringAsync()).Should().Be("one");
        get.Headers.ETag!.IsWeak.Should().BeFalse();
        get.Headers.ETag.Should().Be(put.Headers.ETag);
    }

    [Fact]
    public async Task The_ETag_changes_with_the_content_even_at_the_same_length_and_at_once()
    {
        var tags = new List<string>();
        foreach (var text in new[] { "aaa", "bbb", "ccc", "aaa" }) tags.Add((await PutAsync("a.txt", text)).Headers.ETag!.Tag);

        tags.Distinct().Should().HaveCount(3);
        tags[0].Should().Be(tags[3]);
    }

    [Theory]
    [InlineData("If-None-Match", "*", true, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-None-Match", "*", false, HttpStatusCode.Created)]
    [InlineData("If-Match", "*", true, HttpStatusCode.NoContent)]
    [InlineData("If-Match", "*", false, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "\"other\"", true, HttpStatusCode.PreconditionFailed)]
    public async Task A_conditional_PUT_is_honoured(string header, string value, bool exists, HttpStatusCode expected)
    {
        if (exists) await PutAsync("a.txt", "one");

        var put = await _world.DavAsync("PUT", At("a.txt"), new StringContent("two"), (header, value));

        put.StatusCode.Should().Be(expected);
        if (exists && expected == HttpStatusCode.PreconditionFailed) (await TextAsync("a.txt")).Should().Be("one");
    }

    [Fact]
    public async Task A_PUT_with_the_right_If_Match_replaces_the_file()
    {
        var etag = (await PutAsync("a.txt", "one")).Headers.ETag!.Tag;

        (await _world.DavAsync("PUT", At("a.txt"), new StringContent("two"), ("If-Match", etag))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await TextAsync("a.txt")).Should().Be("two");
    }

    [Theory]
    [InlineData("a b+c&é%#?;=日本.txt")]
    [InlineData("100%.txt")]
    [InlineData("a'b\"c<d>.txt")]
    public async Task Any_name_can_be_put_listed_and_read(string name)
    {
        await PutAsync(name, "x");

        (await TextAsync(name)).Should().Be("x");
        (await ListAsync()).Should().Contain("/product/" + Uri.EscapeDataString(name) + "<");
    }

    [Fact]
    public async Task A_range_gives_a_part_and_a_wrong_one_is_refused()
    {
        await PutAsync("a.txt", "0123456789");

        var part = await _world.DavAsync("GET", At("a.txt"), null, ("Range", "bytes=2-4"));
        var tail = await _world.DavAsync("GET", At("a.txt"), null, ("Range", "bytes=-2"));
        var beyond = await _world.DavAsync("GET", At("a.txt"), null, ("Range", "bytes=20-30"));
        var stale = await _world.DavAsync("GET", At("a.txt"), null, ("Range", "bytes=2-4"), ("If-Range", "\"old\""));

        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).Should().Be("234");
        (await tail.Content.ReadAsStringAsync()).Should().Be("89");
        beyond.StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);
        stale.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task HEAD_gives_the_length_and_no_body()
    {
        await PutAsync("a.txt", "0123456789");

        var head = await _world.DavAsync("HEAD", At("a.txt"));

        head.Content.Headers.ContentLength.Should().Be(10);
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_parent_is_409_and_an_existing_folder_405()
    {
        (await PutAsync("no/a.txt", "x")).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await _world.DavAsync("MKCOL", At("no/b"))).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await _world.DavAsync("MKCOL", Folder)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_fragment_PUT_with_Content_Range_is_refused()
    {
        var body = new StringContent("x");
        body.Headers.ContentRange = new ContentRangeHeaderValue(0, 0, 10);

        (await _world.DavAsync("PUT", At("a.txt"), body)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await _world.DavAsync("GET", At("a.txt"))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user:wrong")]
    [InlineData("other:secret")]
    public async Task Without_the_right_password_everything_is_401(string? credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Folder);
        if (credentials is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));

        var answer = await _world.Http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.Single().Scheme.Should().Be("Basic");
    }

    [Theory]
    [InlineData("/../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/a%00.txt")]
    [InlineData("/%ff%fe.txt")]
    [InlineData("/%zz.txt")]
    [InlineData("/a%0a.txt")]
    public async Task A_path_cannot_leave_the_root_or_hold_what_no_name_may(string path)
    {
        var at = Folder.AbsolutePath.TrimEnd('/') + path;

        foreach (var verb in new[] { "GET", "PUT", "DELETE" })
        {
            var line = await World.RawAsync(Folder, $"{verb} {at} HTTP/1.1\r\nHost: {Folder.Authority}\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\nContent-Length: 0\r\n\r\n");
            line.Should().Contain(" 400");
        }
    }

    [Fact]
    public async Task A_Destination_cannot_leave_the_root_and_another_host_is_502()
    {
        await PutAsync("a.txt", "x");

        (await MoveAsync(Folder.AbsolutePath + "../../../../../../../../tmp/x")).Should().Be(HttpStatusCode.BadRequest);
        (await MoveAsync("/elsewhere/x")).Should().Be(HttpStatusCode.NotFound);
        (await MoveAsync("http://other.example/on/demandware.servlet/webdav/Sites/Impex/x")).Should().Be(HttpStatusCode.BadGateway);
        (await MoveAsync("x")).Should().Be(HttpStatusCode.BadRequest);
        (await MoveAsync(Folder.AbsolutePath + "b.txt")).Should().Be(HttpStatusCode.Created);

        async Task<HttpStatusCode> MoveAsync(string to) => (await _world.DavAsync("MOVE", At("a.txt"), null, ("Destination", to))).StatusCode;
    }

    [Fact]
    public async Task Links_on_disk_lead_nowhere()
    {
        var root = Directory.CreateTempSubdirectory("sandbox-link-");
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(root.FullName), default);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "out"), "/etc");

        (await _world.Http.GetAsync(new Uri(box.Uri, "out/hostname"))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _world.Http.PutAsync(new Uri(box.Uri, "out/x"), new StringContent("x"))).StatusCode.Should().Be(HttpStatusCode.Conflict);
        root.Delete(true);
    }

    [Theory]
    [InlineData("COPY", "T", true, HttpStatusCode.NoContent, true, "new")]
    [InlineData("COPY", null, true, HttpStatusCode.NoContent, true, "new")]
    [InlineData("COPY", "F", true, HttpStatusCode.PreconditionFailed, true, "old")]
    [InlineData("COPY", "F", false, HttpStatusCode.Created, true, "new")]
    [InlineData("MOVE", "T", true, HttpStatusCode.NoContent, false, "new")]
    [InlineData("MOVE", null, true, HttpStatusCode.NoContent, false, "new")]
    [InlineData("MOVE", "F", true, HttpStatusCode.PreconditionFailed, true, "old")]
    [InlineData("MOVE", "F", false, HttpStatusCode.Created, false, "new")]
    public async Task Overwrite_decides_what_happens_to_the_target(string verb, string? overwrite, bool exists, HttpStatusCode expected, bool sourceStays, string target)
    {
        await PutAsync("from.txt", "new");
        if (exists) await PutAsync("to.txt", "old");
        (string, string)[] headers = overwrite is null ? [("Destination", At("to.txt").AbsoluteUri)] : [("Destination", At("to.txt").AbsoluteUri), ("Overwrite", overwrite)];

        (await _world.DavAsync(verb, At("from.txt"), null, headers)).StatusCode.Should().Be(expected);

        (await _world.DavAsync("GET", At("from.txt"))).IsSuccessStatusCode.Should().Be(sourceStays);
        (await TextAsync("to.txt")).Should().Be(target);
    }

    [Fact]
    public async Task A_folder_moves_with_all_it_holds_but_not_into_itself()
    {
        await _world.DavAsync("MKCOL", At("sub/"));
        await PutAsync("sub/a.txt", "x");

        (await _world.DavAsync("MOVE", At("sub/"), null, ("Destination", At("sub/deeper/").AbsoluteUri))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await _world.DavAsync("MOVE", At("sub/"), null, ("Destination", At("gone/sub/").AbsoluteUri))).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await _world.DavAsync("MOVE", At("sub/"), null, ("Destination", At("other/").AbsoluteUri))).StatusCode.Should().Be(HttpStatusCode.Created);
        (await TextAsync("other/a.txt")).Should().Be("x");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("infinity", HttpStatusCode.Forbidden)]
    [InlineData("2", HttpStatusCode.BadRequest)]
    [InlineData("0", HttpStatusCode.MultiStatus)]
    [InlineData("1", HttpStatusCode.MultiStatus)]
    public async Task PROPFIND_knows_depth_0_and_1(string? depth, HttpStatusCode expected)
    {
        await PutAsync("a.txt", "x");

        var answer = await _world.DavAsync("PROPFIND", Folder, null, depth is null ? [] : [("Depth", depth)]);

        answer.StatusCode.Should().Be(expected);
        if (expected == HttpStatusCode.MultiStatus) (await answer.Content.ReadAsStringAsync()).Contains("a.txt", StringComparison.Ordinal).Should().Be(depth == "1");
    }

    [Fact]
    public async Task PROPFIND_refuses_a_DTD_and_a_body_without_end()
    {
        const string bomb = "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><propfind xmlns=\"DAV:\"><allprop/>&e;</propfind>";

        (await _world.DavAsync("PROPFIND", Folder, new StringContent(bomb), ("Depth", "0"))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await _world.DavAsync("PROPFIND", Folder, new StringContent(new string(' ', 100_000)), ("Depth", "0"))).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task PROPPATCH_does_all_of_it_or_nothing()
    {
        await PatchAsync("<x xmlns=\"urn:x\">1</x><resourcetype/>", "HTTP/1.1 403 Forbidden", "HTTP/1.1 424 Failed Dependency");
        (await ListAsync()).Should().NotContain("urn:x", "the box alone says what a folder is");

        await PatchAsync("<x xmlns=\"urn:x\">1</x>", "HTTP/1.1 200 OK");
        (await ListAsync()).Should().Contain("<x xmlns=\"urn:x\">1</x>");

        await PatchAsync($"<y xmlns=\"urn:x\">{new string('y', 40_000)}</y>", "HTTP/1.1 200 OK");
        await PatchAsync($"<z xmlns=\"urn:x\">{new string('z', 40_000)}</z>", "HTTP/1.1 507 Insufficient Storage");
        (await ListAsync()).Should().Contain("yyy").And.NotContain("zzz");
    }

    [Fact]
    public async Task What_was_said_of_a_file_goes_with_it_and_ends_with_it()
    {
        await PutAsync("a.txt", "one");
        await PatchInAsync("a.txt", "<x xmlns=\"urn:x\">1</x>", "HTTP/1.1 200 OK");
        await _world.DavAsync("MOVE", At("a.txt"), null, ("Destination", At("b.txt").ToString()));
        await PutAsync("a.txt", "another");
        (await ListAsync()).Split("urn:x").Should().HaveCount(2, "of b.txt alone");

        await _world.DavAsync("DELETE", At("b.txt"));
        await PutAsync("b.txt", "new");
        (await ListAsync()).Should().NotContain("urn:x");
    }

    [Fact]
    public async Task Of_many_who_create_the_same_name_at_once_one_wins()
    {
        var puts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _world.DavAsync("PUT", At("a.txt"), new StringContent($"{i}"), ("If-None-Match", "*"))));

        puts.Count(p => p.StatusCode == HttpStatusCode.Created).Should().Be(1);
        puts.Count(p => p.StatusCode == HttpStatusCode.PreconditionFailed).Should().Be(19);
    }

    [Fact]
    public async Task A_PUT_over_the_limit_is_413_and_leaves_nothing()
    {
        var root = Directory.CreateTempSubdirectory("sandbox-small-");
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(root.FullName) { MaxUploadBytes = 10 }, default);
        using var chunked = new HttpRequestMessage(HttpMethod.Put, new Uri(box.Uri, "b.txt")) { Content = new StringContent("01234567890") };
        chunked.Headers.TransferEncodingChunked = true;

        (await _world.Http.PutAsync(new Uri(box.Uri, "a.txt"), new StringContent("01234567890"))).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await _world.Http.SendAsync(chunked)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        root.EnumerateFileSystemInfos().Should().BeEmpty();
        root.Delete(true);
    }

    private Uri At(string name) => new(Folder, string.Join('/', name.Split('/').Select(Uri.EscapeDataString)));

    private Task<HttpResponseMessage> PutAsync(string name, string text) => _world.DavAsync("PUT", At(name), new StringContent(text));

    private async Task<string> TextAsync(string name) => await (await _world.DavAsync("GET", At(name))).Content.ReadAsStringAsync();

    private Task PatchAsync(string properties, params string[] told) => PatchInAsync("", properties, told);

    private async Task PatchInAsync(string name, string properties, params string[] told)
    {
        var answer = await _world.DavAsync("PROPPATCH", At(name), new StringContent($"<propertyupdate xmlns=\"DAV:\"><set><prop>{properties}</prop></set></propertyupdate>"));

        answer.StatusCode.Should().Be(HttpStatusCode.MultiStatus);
        (await answer.Content.ReadAsStringAsync()).Should().ContainAll(told);
    }

    private async Task<string> ListAsync() => await (await _world.DavAsync("PROPFIND", Folder, null, ("Depth", "1"))).Content.ReadAsStringAsync();
}
