using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

/// <summary>Large files that stand under their final name already, on lines that are slow to give them back.</summary>
[Trait("covers", "WRK-02")]
public sealed class ReadBackTests
{
    private static readonly byte[] Large = Goods.Bytes(1_200_000);

    [Fact]
    public async Task What_was_sent_is_read_back_in_the_time_that_its_sending_may_take()
    {
        await using var box = await DavBox.StartAsync();
        var clock = new ManualClock { AutoAdvance = true };
        box.Files["/dav/feed.gz"] = Large;
        box.Hook = (http, _) =>
        {
            if (http.Request.Method == "GET")
            {
                clock.Advance(TimeSpan.FromSeconds(40));
            }

            return Task.FromResult(false);
        };
        var receipt = await Goods.Drop(Goods.At(box.Url), clock).PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);

        receipt.Files.Single().AlreadyThere.Should().BeTrue();
        box.Asked.Count(call => call.Method == "GET").Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_cannot_be_read_back_is_sent_again_and_the_run_ends(bool same)
    {
        await using var box = await DavBox.StartAsync();
        box.Files["/dav/feed.gz"] = same ? Large : [.. Large.Reverse()];
        box.Hook = (http, _) => http.Request.Method == "GET" ? HalfAsync(http) : Task.FromResult(false);
        var receipt = await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);

        receipt.Files.Single().Attempts.Should().Be(1);
        box.Asked.Where(call => call.Method == "PUT").Select(call => call.Target).Should().Equal("/dav/TEMP_feed.gz");
        box.Files.Should().ContainSingle().Which.Should().Match<KeyValuePair<string, byte[]>>(file => file.Key == "/dav/feed.gz" && file.Value.SequenceEqual(Large));
    }

    [Fact]
    public async Task A_new_name_that_is_confirmed_and_not_given_is_no_delivery_although_it_cannot_be_read_back()
    {
        await using var box = await DavBox.StartAsync();
        box.Files["/dav/feed.gz"] = [.. Large.Reverse()];
        box.Hook = (http, _) =>
        {
            if (http.Request.Method != "MOVE")
            {
                return http.Request.Method == "GET" ? HalfAsync(http) : Task.FromResult(false);
            }

            http.Response.StatusCode = 204;
            return Task.FromResult(true);
        };
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);

        (await place.Should().ThrowAsync<RemoteFailedException>()).Which.Code.Should().Be("drop.mismatch");
    }

    /// <summary>Half of it comes, and no range is known.</summary>
    private static async Task<bool> HalfAsync(HttpContext http)
    {
        http.Response.ContentLength = Large.Length;
        await http.Response.Body.WriteAsync(Large.AsMemory(0, Large.Length / 2));
        await http.Response.Body.FlushAsync();
        http.Abort();
        return true;
    }
}
