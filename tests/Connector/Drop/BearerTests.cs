using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class BearerTests(SigningApache apache) : IClassFixture<SigningApache>, IAsyncLifetime, IDisposable
{
    private readonly ManualClock _clock = new() { AutoAdvance = true };
    private TokenServer _tokens = null!;
    private DavBox _box = null!;
    private Doors _doors = null!;
    private int _refused;

    public async Task InitializeAsync()
    {
        _tokens = await TokenServer.StartAsync(_clock);
        _box = await DavBox.StartAsync();
        _box.Hook = (http, _) => Task.FromResult(IsRefused(http));
        _doors = new Doors(Http.NewClient(), _clock);
    }

    public async Task DisposeAsync()
    {
        await _box.DisposeAsync();
        await _tokens.DisposeAsync();
    }

    public void Dispose() => _doors.Dispose();

    [Fact]
    public async Task One_token_serves_all_that_the_folder_is_opened_for()
    {
        await _doors.Drop(At(_box.Url)).PlaceAsync([Goods.File("product", "one.txt", "one")], CancellationToken.None);
        await _doors.Drop(At(_box.Url)).PlaceAsync([Goods.File("product", "two.txt", "two")], CancellationToken.None);

        (_tokens.Count, _refused).Should().Be((1, 0));
        _box.Asked.Should().OnlyContain(call => call.Headers["Authorization"] == "Bearer token1");
    }

    [Fact]
    public async Task A_token_that_ends_before_any_call_of_a_delivery_does_not_fail_it()
    {
        DropFile[] files = [Goods.File("a/b", "small.txt", "one"), Goods.File("a/b", "large.gz", Goods.Bytes(1_500_000))];
        await _doors.Drop(At(_box.Url)).PlaceAsync(files, CancellationToken.None);
        var calls = _box.Asked.Count;
        calls.Should().BeGreaterThan(12);
        for (var ending = 0; ending < calls; ending++)
        {
            _box.Files.Clear();
            _box.Folders.Keys.Where(folder => folder.Contains("/a/", StringComparison.Ordinal)).ToList().ForEach(folder => _box.Folders.TryRemove(folder, out _));
            var (call, given) = (0, _tokens.Count);
            var ends = ending;
            _box.Hook = (http, _) =>
            {
                if (call++ == ends)
                {
                    _tokens.Good.Clear();
                }

                return Task.FromResult(IsRefused(http));
            };
            var receipt = await _doors.Drop(At(_box.Url)).PlaceAsync(files, CancellationToken.None);

            receipt.Files.Should().OnlyContain(file => !file.AlreadyThere, $"the token ended before call {ends}");
            receipt.Files[1].Attempts.Should().Be(1, "a large file waits for the server's word");
            _tokens.Count.Should().Be(given + 1);
            _box.Files["/dav/a/b/large.gz"].Should().HaveCount(1_500_000);
        }

        (await _doors.Drop(At(_box.Url)).RemoveAsync("a/b", "small.txt", CancellationToken.None)).Should().BeTrue();
        _tokens.Good.Clear();
        _box.Hook = (http, _) => Task.FromResult(IsRefused(http));
        (await _doors.Drop(At(_box.Url)).RemoveAsync("a/b", "large.gz", CancellationToken.None)).Should().BeTrue();
    }

    [Fact]
    public async Task A_server_that_refuses_every_token_is_asked_twice_and_then_a_person()
    {
        _box.Hook = (http, _) =>
        {
            _tokens.Good.Clear();
            return Task.FromResult(IsRefused(http));
        };
        var put = () => _doors.Client(At(_box.Url)).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);

        (await put.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.denied");
        _refused.Should().Be(2);
    }

    [Fact]
    public async Task Calls_at_once_wait_for_one_token()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        _tokens.Instead = async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
            return false;
        };
        var client = _doors.Client(At(_box.Url));
        var heads = Enumerable.Range(0, 8).Select(_ => client.Head("f", CancellationToken.None)).ToList();
        heads.AddRange(Enumerable.Range(0, 8).Select(_ => _doors.Client(At(_box.Url)).Head("f", CancellationToken.None)));
        await asked.Task;
        answer.SetResult();
        await Task.WhenAll(heads);
        _tokens.Count.Should().Be(1);

        _tokens.Good.Clear();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.Head("f", CancellationToken.None)));
        _tokens.Count.Should().Be(2, "one token is got for all that were refused with the old one");
    }

    [Fact]
    public async Task An_endpoint_that_is_down_stops_nobody_while_the_token_still_holds()
    {
        var client = _doors.Client(At(_box.Url));
        await client.Head("f", CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1799 - 60));
        var busy = 0;
        _tokens.Instead = http =>
        {
            busy++;
            http.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await client.Head("f", CancellationToken.None);
        await client.Head("f", CancellationToken.None);
        (_tokens.Count, _refused, busy).Should().Be((1, 0, 1));

        _clock.Advance(TimeSpan.FromSeconds(61));
        var ended = () => client.Head("f", CancellationToken.None);
        (await ended.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("token.busy");
        _tokens.Instead = _ => Task.FromResult(false);
        await client.Head("f", CancellationToken.None);
        _tokens.Count.Should().Be(2);
    }

    [Fact]
    public async Task A_token_endpoint_that_leads_elsewhere_is_not_followed_with_the_secret()
    {
        await using var elsewhere = await TestServer.StartAsync(_ => Task.CompletedTask);
        _tokens.Instead = http =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = elsewhere.Url.AbsoluteUri + "token";
            return Task.FromResult(true);
        };
        var head = () => _doors.Client(At(_box.Url)).Head("f", CancellationToken.None);

        var fault = (await head.Should().ThrowAsync<PersonMustDecideException>()).Which;
        (fault.Code, fault.Remedy.Contains(elsewhere.Url.Authority)).Should().Be(("token.redirected", true));
        elsewhere.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_is_not_shown_to_another_host()
    {
        await using var elsewhere = await TestServer.StartAsync(_ => Task.CompletedTask);
        _box.Hook = (http, _) =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = elsewhere.Url.AbsoluteUri;
            return Task.FromResult(true);
        };
        foreach (var call in new Func<WebDavClient, Task>[]
        {
            client => client.Head("f", CancellationToken.None), client => client.Propfind("", 1, CancellationToken.None), client => client.Delete("f", CancellationToken.None), client => client.Move("f", "g", 1, CancellationToken.None),
            client => client.PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None),
        })
        {
            var made = () => call(_doors.Client(At(_box.Url)));
            (await made.Should().ThrowAsync<PersonMustDecideException>()).Which.Remedy.Should().Contain(elsewhere.Url.Authority);
        }

        elsewhere.Asked.Should().BeEmpty();
    }

    [Fact]
    public Task A_real_apache_takes_tokens_and_a_delivery_outlives_one() =>
        Matrix.TryAsync("WebDAV servers", "signed in to by tokens (Bearer), of which one ends on the way", "apache", async () =>
        {
            _tokens.Given = token => File.WriteAllText(Path.Combine(apache.Tokens, token), "");
            var drop = _doors.Drop(At(new Uri(apache.Url, "bearer/")));
            (await drop.CheckAsync(CancellationToken.None)).Should().OnlyContain(finding => finding.Fine);
            var bytes = Goods.Bytes(3_000_000);
            var ending = Goods.File("bearer", "big.gz", bytes) with
            {
                Open = _ =>
                {
                    // The token ends while the file is on its way: the next calls are refused.
                    Directory.EnumerateFiles(apache.Tokens).ToList().ForEach(File.Delete);
                    return ValueTask.FromResult<Stream>(new MemoryStream(bytes));
                },
            };
            var receipt = await drop.PlaceAsync([ending, Goods.File("bearer", "small.txt", "one")], CancellationToken.None);

            receipt.Files.Should().OnlyContain(file => file.Attempts == 1);
            _tokens.Count.Should().Be(2);
            Directory.GetFiles(Path.Combine(apache.Files, "bearer")).Select(Path.GetFileName).Should().BeEquivalentTo("big.gz", "small.txt");
        });

    private bool IsRefused(HttpContext http)
    {
        if (_tokens.Admits(http, _clock))
        {
            return false;
        }

        Interlocked.Increment(ref _refused);
        return true;
    }

    private DropLocation At(Uri url) => new() { Url = url, Client = new ApiClient(_tokens.Url, "client", new Secret("s3cret"), []) };
}
