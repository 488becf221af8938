using System.Net;

namespace Connector.Sandbox.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private World _world = null!;

    private Uri File => new(_world.Products, "a.txt");

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_status_fault_answers_so_many_times_and_changes_nothing()
    {
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Status(503, RetryAfterSeconds: 7)) { Method = "PUT", Times = 2 });

        var first = await PutAsync();
        first.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        first.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await GetAsync()).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_fault_after_the_effect_hides_that_the_file_is_there()
    {
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Status(502, AfterEffect: true)) { PathRegex = "a\\.txt$" });

        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_connection_closed_after_the_effect_hides_it_too()
    {
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Cut(AfterEffect: true)) { Method = "PUT" });

        await FluentActions.Awaiting(PutAsync).Should().ThrowAsync<HttpRequestException>();
        (await GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_hangs_until_it_is_released()
    {
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Hang()) { Method = "PUT" });

        var put = PutAsync();
        await _world.Box.Faults.WaitUntilHangingAsync(default);
        put.IsCompleted.Should().BeFalse();
        (await GetAsync()).StatusCode.Should().Be(HttpStatusCode.NotFound);
        _world.Box.Faults.Release();

        (await put).StatusCode.Should().Be(HttpStatusCode.Created);
        _world.Box.Faults.Hanging.Should().Be(0);
    }

    [Fact]
    public async Task An_answer_can_hang_after_the_effect()
    {
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Hang(AfterEffect: true)) { Method = "PUT" });

        var put = PutAsync();
        await _world.Box.Faults.WaitUntilHangingAsync(default);
        (await GetAsync()).StatusCode.Should().Be(HttpStatusCode.OK);
        _world.Box.Faults.Release();

        (await put).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_cut_PUT_is_never_visible_and_leaves_the_old_content()
    {
        await PutAsync();
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Cut(Bytes: 1000)) { Method = "PUT", Times = 2 });

        foreach (var name in new[] { "a.txt", "new.txt" })
        {
            var put = () => _world.DavAsync("PUT", new Uri(_world.Products, name), new ByteArrayContent(new byte[500_000]));
            await put.Should().ThrowAsync<HttpRequestException>();
        }

        (await (await GetAsync()).Content.ReadAsStringAsync()).Should().Be("x");
        var list = await (await _world.DavAsync("PROPFIND", _world.Products, null, ("Depth", "1"))).Content.ReadAsStringAsync();
        list.Should().Contain("a.txt").And.NotContain("new.txt").And.NotContain("put-");
    }

    [Fact]
    public async Task A_cut_GET_ends_before_its_length()
    {
        await _world.PutAsync(_world.Products, "a.txt", new byte[500_000]);
        _world.Box.Faults.Add(new FaultRule(new FaultAction.Cut(Bytes: 1000)) { Method = "GET" });

        await FluentActions.Awaiting(GetAsync).Should().ThrowAsync<HttpRequestException>();
        (await GetAsync()).Content.Headers.ContentLength.Should().Be(500_000);
    }

    [Fact]
    public async Task Faults_can_be_set_listed_and_cleared_over_HTTP_with_the_token_only()
    {
        const string rule = """{"method":"PUT","times":3,"action":{"kind":"status","value":500}}""";

        (await _world.ControlAsync(_world.Box.Uri, "POST", "faults", rule, token: "wrong")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.Created);
        (await _world.ControlAsync(_world.Box.Uri, "POST", "faults", rule)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await (await _world.ControlAsync(_world.Box.Uri, "GET", "faults")).Content.ReadAsStringAsync()).Should().Contain("\"times\":2");
        (await _world.ControlAsync(_world.Box.Uri, "DELETE", "faults")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await PutAsync()).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await _world.ControlAsync(_world.Box.Uri, "POST", "faults", """{"action":{"kind":"status","value":42}}""")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_token_the_control_endpoint_is_shut()
    {
        var root = Directory.CreateTempSubdirectory("sandbox-shut-");
        await using var box = await WebDavBox.StartAsync(new WebDavBoxOptions(root.FullName), default);
        await using var tikTok = await TikTokStandIn.StartAsync(new StandInOptions(), default);

        (await _world.ControlAsync(box.Uri, "GET", "faults", token: "")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await (await _world.ControlAsync(tikTok.Uri, "GET", "state", token: "")).Content.ReadAsStringAsync()).Should().Contain("40400");
        root.Delete(true);
    }

    private Task<HttpResponseMessage> PutAsync() => _world.DavAsync("PUT", File, new StringContent("x"));

    private Task<HttpResponseMessage> GetAsync() => _world.DavAsync("GET", File);
}
