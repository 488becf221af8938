using System.Globalization;
using System.Text;
using Connector.Store;
using Connector.Tests;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Stores.Tests.Sfcc;

public sealed class ClientTokenTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("token-").FullName;
    private readonly ManualClock _clock = new() { AutoAdvance = true };
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private TestServer _server = null!;

    /// <summary>Answers the next calls to the token endpoint instead of it.</summary>
    private readonly Queue<(int Status, string Body)> _instead = new();

    /// <summary>Done before each call to the folder.</summary>
    private Action<HttpContext> _before = static _ => { };

    /// <summary>Seconds that a token lives.</summary>
    private int _life = 1799;

    /// <summary>How many calls to the folder are answered 503 first.</summary>
    private int _busy;

    private int _refused;

    private int TokensGiven => _tokens.Count;

    private StoreSource Source => new()
    {
        Location = new Uri(_server.Url, "dav").ToString(), Catalogs = ["*.xml"], PriceBooks = [], InventoryLists = [],
        Access = new SourceAccess { ClientId = "client-1", ClientSecret = new SecretReference { File = Path.Combine(_folder, "secret") }, TokenUrl = new Uri(_server.Url, "token").ToString() },
    };

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret"), "s3cret:with colon\n");
        _server = await TestServer.StartAsync(http => http.Request.Path == "/token" ? TokenAsync(http) : FolderAsync(http));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_client_gets_one_token_for_the_whole_read()
    {
        (await ReadAsync()).Items.Single().Id.Should().Be("p");
        TokensGiven.Should().Be(1);
        var asked = _server.Asked.Single(asked => asked.Target == "/token");
        (asked.Method, asked.Body, asked.Headers["Authorization"]).Should().Be(("POST", "grant_type=client_credentials", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("client-1:s3cret:with colon"))));
        _server.Asked.Where(call => call.Target != "/token").Should().OnlyContain(call => call.Headers["Authorization"].StartsWith("Bearer "));
    }

    [Fact]
    public async Task A_token_is_renewed_two_minutes_before_it_ends()
    {
        // Four answers ask for a minute's patience each; the token lives for five.
        (_life, _busy) = (300, 4);
        await ReadAsync();
        TokensGiven.Should().Be(2);
        _refused.Should().Be(0);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        _before = _ =>
        {
            _before = static _ => { };
            _tokens.Clear();
        };
        (await ReadAsync()).Items.Should().HaveCount(1);
        _refused.Should().Be(1);

        _before = _ => _tokens.Clear();
        var read = () => ReadAsync();
        var fault = (await read.Should().ThrowAsync<PersonMustDecideException>()).Which;
        fault.Code.Should().Be("source.denied");
        fault.Remedy.Should().Contain("WebDAV Client Permissions");
        _refused.Should().Be(3);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_description":"secret s3cret:with colon is wrong"}""", "token.denied", "401 (invalid_client)")]
    [InlineData(400, "<html>s3cret:with colon</html>", "token.denied", "400")]
    [InlineData(200, "{}", "token.unreadable", "no token")]
    [InlineData(200, "[1]", "token.unreadable", "no token")]
    [InlineData(200, """{"access_token":"two\r\nlines"}""", "token.unreadable", "no token")]
    public async Task A_client_that_is_refused_asks_for_a_person_and_no_secret_is_told(int status, string body, string code, string sentence)
    {
        _instead.Enqueue((status, body));
        var read = () => ReadAsync();
        var fault = (await read.Should().ThrowAsync<PersonMustDecideException>()).Which;
        (fault.Code, fault.Sentence.Contains(sentence)).Should().Be((code, true));
        fault.ToString().Should().NotContain("s3cret").And.NotContain("lines");
        fault.Remedy.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_token_endpoint_that_is_busy_is_asked_again()
    {
        _instead.Enqueue((503, ""));
        _instead.Enqueue((429, ""));
        (await ReadAsync()).Items.Should().HaveCount(1);
        for (var call = 0; call < 20; call++)
        {
            _instead.Enqueue((503, ""));
        }

        var read = () => ReadAsync();
        (await read.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("token.busy");
    }

    private async Task<RecordedRead> ReadAsync()
    {
        using var fetched = await WebShop.FetchAsync(Source, Path.Combine(_folder, "spool"), _clock);
        return WebShop.Read(fetched);
    }

    private Task TokenAsync(HttpContext http)
    {
        if (_instead.TryDequeue(out var answer))
        {
            http.Response.StatusCode = answer.Status;
            return http.Response.WriteAsync(answer.Body);
        }

        var token = "t0ken-" + Guid.NewGuid().ToString("N");
        _tokens.Add(token, _clock.GetUtcNow().AddSeconds(_life));
        return http.Response.WriteAsync($$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{_life}}}""");
    }

    private async Task FolderAsync(HttpContext http)
    {
        _before(http);
        if (http.Request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] || !_tokens.TryGetValue(token, out var ends) || _clock.GetUtcNow() > ends)
        {
            _refused++;
            http.Response.StatusCode = 401;
            return;
        }

        if (_busy-- > 0)
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "60";
            return;
        }

        var xml = Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"/>"));
        if (http.Request.Method == "GET")
        {
            http.Response.ContentLength = xml.Length;
            await http.Response.Body.WriteAsync(xml);
            return;
        }

        var file = string.Create(CultureInfo.InvariantCulture, $"<d:response><d:href>/dav/c.xml</d:href><d:propstat><d:prop><d:resourcetype/><d:getcontentlength>{xml.Length}</d:getcontentlength></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>");
        const string folder = "<d:response><d:href>/dav/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
        http.Response.StatusCode = 207;
        await http.Response.WriteAsync($"<d:multistatus xmlns:d=\"DAV:\">{(http.Request.Path.Value!.EndsWith(".xml", StringComparison.Ordinal) ? file : folder + file)}</d:multistatus>");
    }
}
