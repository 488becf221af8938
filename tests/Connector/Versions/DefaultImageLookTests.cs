using System.Net;
using System.Text.Json;
using Connector.Drop;
using Connector.State;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Versions;

/// <summary>The default image of an image policy is looked at when the policy is applied.</summary>
[Trait("covers", "IMG-03")]
public sealed class DefaultImageLookTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, (byte)'J', (byte)'F', (byte)'I', (byte)'F'];
    private static readonly byte[] WebP = [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8];

    [Fact]
    public async Task A_JPG_of_2_MB_is_fine_and_a_byte_more_is_too_large_whether_or_not_the_server_tells_the_length()
    {
        const int Most = 2 * 1024 * 1024;
        await using var server = await TestServer.StartAsync(async context =>
        {
            var length = Most + (context.Request.Path.Value!.Contains("more", StringComparison.Ordinal) ? 1 : 0);
            if (context.Request.Path.Value.Contains("told", StringComparison.Ordinal))
            {
                context.Response.ContentLength = length;
            }

            await context.Response.Body.WriteAsync((byte[])[.. Jpeg, .. new byte[length - Jpeg.Length]]);
        });
        foreach (var how in new[] { "told", "untold" })
        {
            (await LookAsync(server.Url + how + ".jpg")).Should().BeEquivalentTo(new DefaultImagesSeen([], []));
            (await LookAsync(server.Url + how + "-more.jpg")).Faults.Should().ContainSingle().Which.Sentence.Should().Contain("2 097 153 bytes").And.Contain("2 MB");
        }
    }

    [Fact]
    public async Task What_is_neither_JPG_nor_PNG_is_a_fault_whatever_its_address_says()
    {
        await using var server = await TestServer.StartAsync(async context => await context.Response.Body.WriteAsync(WebP));
        var seen = await LookAsync(server.Url + "image.jpg");
        seen.Warnings.Should().BeEmpty();
        seen.Faults.Should().ContainSingle().Which.ToString().Should().Contain("$.defaultImageUrl").And.Contain("neither JPG nor PNG").And.Contain("convert it");
    }

    [Fact]
    public async Task What_cannot_be_reached_is_a_warning_so_that_documents_can_be_applied_offline()
    {
        Uri gone;
        await using (var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }))
        {
            gone = server.Url;
            Warning(await LookAsync(server.Url + "image.jpg")).Should().Contain("answers 404");
        }

        Warning(await LookAsync(gone + "image.jpg")).Should().Contain("could not be looked at");
    }

    [Fact]
    public async Task What_does_not_come_in_time_is_a_warning()
    {
        await using var server = await TestServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        Warning(await LookAsync(server.Url + "image.jpg", limit: TimeSpan.FromMilliseconds(200))).Should().Contain("did not come within 0.2 s");
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_host_and_not_to_another_one()
    {
        await using var other = await TestServer.StartAsync(async context => await context.Response.Body.WriteAsync(Jpeg));
        await using var server = await TestServer.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/here.jpg": context.Response.Redirect("/image.jpg"); break;
                case "/there.jpg": context.Response.Redirect($"http://localhost:{other.Url.Port}/image.jpg"); break;
                case "/round.jpg": context.Response.Redirect("/round.jpg"); break;
                default: await context.Response.Body.WriteAsync(Jpeg); break;
            }
        });
        (await LookAsync(server.Url + "here.jpg")).Should().BeEquivalentTo(new DefaultImagesSeen([], []));
        Warning(await LookAsync(server.Url + "there.jpg")).Should().Contain($"it leads on to http://localhost:{other.Url.Port}");
        Warning(await LookAsync(server.Url + "round.jpg")).Should().Contain("leads on and on");
        other.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task This_machine_is_not_asked_unless_its_settings_allow_it()
    {
        await using var server = await TestServer.StartAsync(async context => await context.Response.Body.WriteAsync(WebP));
        Warning(await LookAsync(server.Url + "image.jpg", allowLoopback: false)).Should().Contain("private network");
        Warning(await LookAsync($"http://localhost:{server.Url.Port}/image.jpg", allowLoopback: false)).Should().Contain("private network");
        server.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("93.184.215.14", true)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    public void Only_addresses_of_the_open_internet_are_asked(string address, bool isPublic) => Outside.IsPublic(IPAddress.Parse(address)).Should().Be(isPublic);

    [Fact]
    public async Task A_file_is_looked_at_where_it_lies_and_TikTok_cannot_fetch_it()
    {
        var folder = Directory.CreateTempSubdirectory("image-").FullName;
        var file = Path.Combine(folder, "image.png");
        File.WriteAllBytes(file, Jpeg);
        Warning(await LookAsync("file://" + file)).Should().Contain("TikTok cannot fetch");
        File.WriteAllBytes(file, WebP);
        (await LookAsync("file://" + file)).Faults.Should().ContainSingle().Which.Sentence.Should().Contain("neither JPG nor PNG");
        File.WriteAllBytes(file, []);
        (await LookAsync("file://" + file)).Faults.Should().ContainSingle().Which.Sentence.Should().Contain("empty");
        Directory.Delete(folder, recursive: true);
        Warning(await LookAsync("file://" + file)).Should().Contain("there is no file");
    }

    [Fact]
    public async Task Other_documents_and_policies_that_are_not_sound_are_passed_over()
    {
        var look = new DefaultImageLook(allowLoopback: true);
        var given = new[] { new DocumentText("policies", "a", """{"type": "inventory"}""", "a"), new DocumentText("policies", "b", "{", "b"), new DocumentText("rules", "c", "{}", "c") };
        (await look.AtAsync(given, CancellationToken.None)).Should().BeEquivalentTo(new DefaultImagesSeen([], []));
    }

    private static Task<DefaultImagesSeen> LookAsync(string address, bool allowLoopback = true, TimeSpan? limit = null) => new DefaultImageLook(allowLoopback, limit).AtAsync(
        [new DocumentText("policies", "images", JsonSerializer.Serialize(new { type = "image", defaultImageUrl = address }), "policies/images")], CancellationToken.None);

    private static string Warning(DefaultImagesSeen seen)
    {
        seen.Faults.Should().BeEmpty();
        return seen.Warnings.Should().ContainSingle().Which.ToString();
    }
}
