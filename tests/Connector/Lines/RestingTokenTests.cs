using Connector.Drop;
using Connector.Lines;
using Connector.Listings;
using Connector.Tests.Drop;
using Connector.Tests.Listings;

namespace Connector.Tests.Lines;

/// <summary>A token endpoint whose line rests: what is held is used, and nothing is taken as sent.</summary>
public sealed class RestingTokenTests
{
    [Fact]
    public async Task A_token_that_still_holds_is_used_while_the_line_to_its_endpoint_rests()
    {
        var folder = Directory.CreateTempSubdirectory("lines-").FullName;
        var clock = new ManualClock { AutoAdvance = true };
        await using var tokens = await TokenServer.StartAsync(clock);
        await using var box = await DavBox.StartAsync();
        var lines = new LineBreakers(new ConnectorSettings { Data = folder }, clock);
        using var http = Http.NewClient(lines: lines);
        using var doors = new Doors(http, clock, lines: lines);
        var client = doors.Client(new DropLocation { Url = box.Url, Client = new ApiClient(tokens.Url, "client", new Secret("s3cret"), []) });
        using var line = lines.For("uk");
        await client.Head("f", CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(1799 - 60));
        tokens.Instead = answer =>
        {
            answer.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        for (var call = 0; call < 8; call++)
        {
            using var answer = await http.GetAsync(tokens.Url);
        }

        lines.Resting("uk").Should().ContainSingle();
        await client.Head("f", CancellationToken.None);
        await client.Head("f", CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(61));
        var waits = clock.Waits.Count;
        var ended = (await client.Invoking(one => one.Head("f", CancellationToken.None)).Should().ThrowAsync<RemoteFailedException>()).Which;
        (ended.Code, ended.RetryAfter > TimeSpan.Zero).Should().Be(("line.rests", true));
        clock.Waits.Should().HaveCount(waits, "a line that rests is not tried again and again");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_refusal_after_a_line_that_rested_is_told_as_withdrawn_and_not_as_tokens_that_were_lost()
    {
        await using var world = new ListingWorld();
        await world.AuthoriseAsync();
        world.TikTok.Shops.ExpireTokens(ListingWorld.ShopId);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Door.Instead = request => request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal) ? throw new RemoteFailedException("line.rests", "Its calls rest.", "Wait.") : null;
        (await Assert.ThrowsAsync<RemoteFailedException>(() => world.CallAsync())).Code.Should().Be("line.rests");
        world.Tokens.State().Should().Be(AuthorisationState.Authorised);

        world.Door.Instead = request => request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal) ? ScriptedDoor.Json(ScriptedDoor.Code(36_004_004, "The refresh token is invalid.")) : null;
        await Assert.ThrowsAsync<PersonMustDecideException>(() => world.CallAsync());
        await Assert.ThrowsAsync<PersonMustDecideException>(() => world.CallAsync());
        world.Tokens.State().Should().Be(AuthorisationState.Withdrawn);
    }
}
