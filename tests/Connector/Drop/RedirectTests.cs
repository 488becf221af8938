using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class RedirectTests
{
    private static readonly (string Verb, Func<WebDavClient, Task> Call)[] Calls =
    [
        ("HEAD", client => client.Head("f", CancellationToken.None)),
        ("GET", client => client.GetRawFile("f", static (_, _) => ValueTask.FromResult(""), CancellationToken.None)),
        ("PROPFIND", client => client.Propfind("", 1, CancellationToken.None)),
        ("PUT", client => client.PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None)),
        ("MOVE", client => client.Move("f", "g", 3, CancellationToken.None)),
        ("DELETE", client => client.Delete("f", CancellationToken.None)),
        ("MKCOL", client => client.Mkcol("folder/", CancellationToken.None)),
    ];

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Whatever_leads_to_another_port_is_refused_for_every_verb_and_the_place_is_named(int status)
    {
        await using var other = await TestServer.StartAsync(_ => Task.CompletedTask);
        await using var server = await Leading(status, other.Url + "dav/f?token=s3cret");
        foreach (var (verb, call) in Calls)
        {
            var made = () => call(Goods.Client(Goods.At(server.Url)));
            var fault = (await made.Should().ThrowAsync<PersonMustDecideException>(verb)).Which;
            (fault.Code, fault.Remedy.Contains($"points to http://{other.Url.Authority}/dav/f.")).Should().Be(("drop.redirected", true), verb);
        }

        other.Asked.Should().BeEmpty();
        server.Asked.Should().HaveCount(Calls.Length, "nothing is repeated");
    }

    [Theory]
    [InlineData("https://{0}/f", "https://{0}/f")]
    [InlineData("http://LOCALHOST:{1}/f", "http://localhost:{1}/f")]
    [InlineData("ftp://{0}/f", "ftp://{0}/f")]
    [InlineData("//elsewhere.example/f", "http://elsewhere.example/f")]
    public async Task Another_scheme_or_name_of_the_host_is_another_place(string to, string named)
    {
        var location = "";
        await using var server = await TestServer.StartAsync(http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        location = string.Format(System.Globalization.CultureInfo.InvariantCulture, to, server.Url.Authority, server.Url.Port);
        var head = () => Goods.Client(Goods.At(server.Url)).Head("f", CancellationToken.None);

        (await head.Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain(string.Format(System.Globalization.CultureInfo.InvariantCulture, named, server.Url.Authority, server.Url.Port));
        server.Asked.Should().HaveCount(1);
    }

    [Fact]
    public void From_https_to_plain_http_is_told_as_such()
    {
        using var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Found);
        answer.Headers.Location = new Uri("http://shop.example/dav/");
        var fault = WebDavStatus.FaultOf("drop", "HEAD", HttpMethod.Head, new Uri("https://shop.example/dav/"), answer, TimeProvider.System);

        (fault.Code, fault.Remedy.Contains("http://shop.example/dav/, over plain http")).Should().Be(("drop.redirected", true));
    }

    [Fact]
    public async Task What_is_written_is_not_led_on_even_on_the_same_host()
    {
        await using var server = await Leading(307, "/elsewhere");
        var put = () => Goods.Client(Goods.At(server.Url)).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);

        (await put.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.redirected");
        server.Asked.Should().HaveCount(1);
    }

    private static Task<TestServer> Leading(int status, string to) => TestServer.StartAsync(http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = to;
        return Task.CompletedTask;
    });
}
