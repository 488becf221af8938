using Connector.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
[Trait("covers", "WRK-02")]
public sealed class FeedDropTests
{
    private static readonly byte[] Large = Goods.Bytes(1_200_000);

    [Fact]
    public async Task A_file_grows_under_a_temporary_name_and_shows_itself_only_whole()
    {
        await using var box = await DavBox.StartAsync();
        var receipt = await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("social/product", "feed.txt", Large)], CancellationToken.None);

        box.Asked.Where(a => a.Method == "PUT").Select(a => a.Target).Should().Equal("/dav/social/product/TEMP_feed.txt");
        box.Shown.Should().OnlyContain(s => s.Length == Large.Length);
        box.Files.Keys.Should().Equal("/dav/social/product/feed.txt");
        var placed = receipt.Files.Single();
        (placed.Folder, placed.Name, placed.Length, placed.Attempts, placed.AlreadyThere).Should().Be(("social/product", "feed.txt", Large.Length, 1, false));
    }

    [Fact]
    public async Task No_part_of_a_delivery_gets_its_name_before_all_parts_lie_there()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, count) => Refuse(context, 413, context.Request.Method == "PUT" && count == 1);
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "1.txt", "one"), Goods.File("", "2.txt", "two")], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.too-large");
        box.Shown.Should().BeEmpty();
        box.Files.Should().BeEmpty("what was laid down is cleared away");
    }

    [Fact]
    public async Task A_confirmed_upload_that_shows_too_few_bytes_is_sent_again()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = async (context, count) =>
        {
            if (context.Request.Method != "PUT" || count > 1)
            {
                return false;
            }

            await box.StoreAsync(context);
            box.Files[context.Request.Path.Value!] = box.Files[context.Request.Path.Value!][..5];
            return true;
        };
        var receipt = await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);

        receipt.Files.Single().Attempts.Should().Be(3);
        box.Files.Should().ContainSingle().Which.Value.Should().Equal(Large);
    }

    [Fact]
    public async Task An_upload_that_stays_short_fails_the_run_and_never_shows_the_final_name()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = async (context, _) =>
        {
            if (context.Request.Method != "PUT")
            {
                return false;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            box.Files[context.Request.Path.Value!] = [];
            context.Response.StatusCode = 201;
            return true;
        };
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.txt", "abc")], CancellationToken.None);

        var fault = (await place.Should().ThrowAsync<RemoteFailedException>()).Which;
        fault.Code.Should().Be("drop.mismatch");
        fault.Sentence.Should().Contain("0 bytes stand there, 3 were sent");
        box.Asked.Count(a => a.Method == "PUT").Should().Be(6, "the first and five repeats");
        box.Shown.Should().BeEmpty();
        box.Files.Should().BeEmpty();
    }

    [Fact]
    public async Task A_small_file_with_the_right_length_and_wrong_bytes_is_found_out()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = async (context, count) =>
        {
            if (context.Request.Method != "PUT" || count > 0)
            {
                return false;
            }

            await box.StoreAsync(context);
            box.Files[context.Request.Path.Value!] = "xyz"u8.ToArray();
            return true;
        };
        var receipt = await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.txt", "abc")], CancellationToken.None);

        receipt.Files.Single().Attempts.Should().Be(2);
        box.Files["/dav/feed.txt"].Should().Equal("abc"u8.ToArray());
    }

    [Fact]
    public async Task A_move_whose_answer_was_lost_counts_as_done()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, count) =>
        {
            if (context.Request.Method != "MOVE" || count > 0)
            {
                return Task.FromResult(false);
            }

            box.Move(context);
            context.Abort();
            return Task.FromResult(true);
        };
        await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.txt", "abc")], CancellationToken.None);

        box.Asked.Count(a => a.Method == "MOVE").Should().Be(1, "it is looked at before it is repeated");
        box.Files.Keys.Should().Equal("/dav/feed.txt");
    }

    [Fact]
    public async Task A_move_that_failed_with_its_source_gone_is_not_taken_for_done()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, _) =>
        {
            if (context.Request.Method == "MOVE")
            {
                box.Files.Clear();
                context.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("", "feed.txt", "abc")], CancellationToken.None);

        await place.Should().ThrowAsync<RemoteFailedException>();
    }

    [Fact]
    public async Task Length_comes_by_propfind_where_head_does_not_tell_it()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, _) => Refuse(context, 405, context.Request.Method == "HEAD");
        var drop = Goods.Drop(Goods.At(box.Url));
        await drop.PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);
        var again = await drop.PlaceAsync([Goods.File("", "feed.gz", Large)], CancellationToken.None);

        again.Files.Single().AlreadyThere.Should().BeTrue();
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task Folders_are_made_where_the_server_knows_no_propfind(int status)
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, _) => Refuse(context, status, context.Request.Method == "PROPFIND");
        await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("a/b", "feed.txt", "abc")], CancellationToken.None);

        box.Folders.Keys.Should().Contain("/dav/a/b/");
    }

    [Fact]
    public async Task A_folder_is_only_asked_for_upwards_as_far_as_needed()
    {
        await using var box = await DavBox.StartAsync();
        box.Folders["/dav/closed/"] = true;
        box.Folders["/dav/closed/ours/"] = true;
        box.Hook = (context, _) => Refuse(context, 403, context.Request.Path.Value is "/dav/" or "/dav/closed/");
        await Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("closed/ours/new", "feed.txt", "abc")], CancellationToken.None);

        box.Files.Keys.Should().Equal("/dav/closed/ours/new/feed.txt");
    }

    [Fact]
    public async Task A_missing_base_folder_is_for_a_person()
    {
        await using var box = await DavBox.StartAsync();
        var place = () => Goods.Drop(Goods.At(new Uri(box.Url, "nowhere"))).PlaceAsync([Goods.File("x", "feed.txt", "abc")], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.base-missing");
    }

    [Fact]
    public async Task Bytes_that_are_not_those_announced_are_never_named()
    {
        await using var box = await DavBox.StartAsync();
        var file = Goods.File("", "feed.txt", "abc");
        foreach (var wrong in new[] { file with { Sha256 = Goods.Hash("abd"u8.ToArray()) }, file with { Length = 2 }, file with { Length = 4 } })
        {
            var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([wrong], CancellationToken.None);
            (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.source");
        }

        box.Shown.Should().BeEmpty();
    }

    [Fact]
    public async Task One_name_twice_in_a_delivery_is_refused_before_anything_is_sent()
    {
        await using var box = await DavBox.StartAsync();
        var place = () => Goods.Drop(Goods.At(box.Url)).PlaceAsync([Goods.File("f", "a.txt", "1"), Goods.File("f/", "a.txt", "2")], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be("drop.name");
        box.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task The_check_says_what_is_missing_and_what_to_do()
    {
        await using var box = await DavBox.StartAsync();
        box.Hook = (context, _) => Refuse(context, 403, context.Request.Method == "PUT");
        var findings = await Goods.Drop(Goods.At(box.Url)).CheckAsync(CancellationToken.None);

        var wrong = findings.Should().ContainSingle(f => !f.Fine).Which;
        wrong.Code.Should().Be("drop.denied");
        wrong.Cure.Should().Contain("rights");
    }

    private static Task<bool> Refuse(HttpContext context, int status, bool when)
    {
        if (when)
        {
            context.Response.StatusCode = status;
        }

        return Task.FromResult(when);
    }
}
