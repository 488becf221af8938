using Connector.Drop;
using Connector.Tests.Faults;

namespace Connector.Tests.Drop.Servers;

/// <summary>What a drop does where a server refuses: the same fault for the caller, nothing under the final name, nothing left behind. What a server cannot be set to do, a proxy says.</summary>
[Trait("covers", "SFC-02")]
public abstract class RefusalContract<TServer>(TServer server) : OnServer<TServer>(server)
    where TServer : DavServer, new()
{
    private static readonly byte[] Large = Goods.Bytes(5_000_000);
    private readonly ManualClock _clock = new() { AutoAdvance = true };

    [Theory]
    [InlineData("shop", "wrong")]
    [InlineData("nobody", DavServer.Password)]
    public Task A_wrong_user_or_password_is_for_a_person_and_a_large_file_is_not_sent_for_nothing(string user, string password) => TryAsync("wrong credentials", async () =>
    {
        var wrong = Here with { User = user, Password = new Secret(password) };
        await MakeAsync("denied");
        var fault = await PlacingFails<PersonMustDecideException>(Goods.Drop(wrong), "denied", "drop.denied");

        fault.Message.Should().NotContain(password);
        (await Goods.Drop(wrong).CheckAsync(CancellationToken.None)).Should().ContainSingle(finding => !finding.Fine && finding.Cure.Contains("password"));
        Shown("denied").Should().BeEmpty();
    });

    [Fact]
    public Task A_folder_that_is_closed_to_the_user_is_for_a_person() => TryAsync(Server.CanClose ? "403 to everything" : "403 to everything (by proxy)", async () =>
    {
        await using var proxy = Before(_clock);
        proxy.Plan(_ => !Server.CanClose, new WireFault.Answered(403), times: int.MaxValue);
        await PlacingFails<PersonMustDecideException>(Goods.Drop(Behind(proxy), _clock), DavServer.Closed, "drop.denied");

        Shown(DavServer.Closed).Should().BeEmpty();
    });

    [Fact]
    public async Task A_folder_that_the_server_itself_may_not_write_says_so()
    {
        const string Case = "no right to write on its disk";
        if (typeof(TServer) == typeof(BoxServer) && Environment.UserName == "root")
        {
            Note(Case, "not tried: the box runs as root here, who may write everywhere");
            return;
        }

        await TryAsync(Case, async () =>
        {
            var folder = Server.Close(await MakeAsync("read only"));
            var place = () => Goods.Drop(Here, _clock).PlaceAsync([Goods.File("read only", "feed.gz", Large)], CancellationToken.None);

            CodeAndRemedy((await place.Should().ThrowAsync<Exception>()).Which).Should().MatchRegex("^drop.(denied .*rights|(busy|refused) .*log)");
            folder.EnumerateFiles().Should().BeEmpty();
        });
    }

    [Fact]
    public Task A_file_that_is_too_large_for_the_server_is_for_a_person() => TryAsync(Server.CanLimit ? "413" : "413 (by proxy)", async () =>
    {
        await using var proxy = Before(_clock);
        proxy.Plan(request => !Server.CanLimit && request.Method == "PUT", new WireFault.Answered(413), times: int.MaxValue);
        await PlacingFails<PersonMustDecideException>(Goods.Drop(Behind(proxy), _clock), DavServer.Small, "drop.too-large");

        Shown(DavServer.Small).Should().BeEmpty();
    });

    [Fact]
    public Task A_file_that_another_client_has_locked_is_waited_for_and_then_replaced() => TryAsync(Server.CanLock ? "423, a real LOCK" : "423 (by proxy)", async () =>
    {
        await using var proxy = Before(_clock);
        await PutAsync($"{await MakeAsync("locked")}/TEMP_feed.gz", "another's"u8.ToArray());
        if (Server.CanLock)
        {
            await using (await DavLock.TakeAsync(new Uri(Server.Url, "locked/TEMP_feed.gz")))
            {
                await PlacingFails<RemoteFailedException>(Goods.Drop(Behind(proxy), _clock), "locked", "drop.busy");
            }
        }
        else
        {
            proxy.Plan(request => request.Method is "PUT" or "DELETE", new WireFault.Answered(423), times: int.MaxValue);
            await PlacingFails<RemoteFailedException>(Goods.Drop(Behind(proxy), _clock), "locked", "drop.busy");
            proxy.Clear();
        }

        _clock.Waits.Should().HaveCountGreaterThanOrEqualTo(5, "it may be unlocked any moment");
        Shown("locked").Should().NotContain("feed.gz");
        await Goods.Drop(Behind(proxy), _clock).PlaceAsync([Goods.File("locked", "feed.gz", Large)], CancellationToken.None);
        Shown("locked").Should().Equal("feed.gz");
    });

    [Fact]
    public async Task A_full_disk_leaves_nothing_and_says_why()
    {
        const string Case = "disk full";
        await Server.MountFullDiskAsync();
        if (!Server.HasFullDisk)
        {
            Note(Case, "not tried: only root may mount a small disk");
            return;
        }

        await TryAsync(Case, async () =>
        {
            var drop = Goods.Drop(Here, _clock);
            var place = () => drop.PlaceAsync([Goods.File(DavServer.Full, "one.txt", "one"), Goods.File(DavServer.Full, "feed.gz", Large)], CancellationToken.None);

            // Where a server has no 507 but 500 (nginx, lighttpd) or 405 (rclone) for it, the remedy still names the disk.
            CodeAndRemedy((await place.Should().ThrowAsync<Exception>()).Which).Should().MatchRegex("^drop.(full|busy .*disk|refused .*disk)");
            Shown(DavServer.Full).Should().BeEmpty();
            await drop.PlaceAsync([Goods.File(DavServer.Full, "one.txt", "one")], CancellationToken.None);
            Shown(DavServer.Full).Should().Equal("one.txt");
        });
    }

    [Theory]
    [InlineData(507, "drop.full")]
    [InlineData(403, "drop.denied")]
    [InlineData(401, "drop.denied")]
    public Task What_no_repeat_heals_leaves_nothing_of_any_file(int status, string code) => TryAsync($"{status} to the second PUT (by proxy)", async () =>
    {
        await using var proxy = Before(_clock);
        await MakeAsync("second");
        proxy.Plan(request => request.Method == "PUT", new WireFault.Answered(status), skip: 1);
        var place = () => Goods.Drop(Behind(proxy), _clock).PlaceAsync([Goods.File("second", "one.txt", "one"), Goods.File("second", "two.txt", "two")], CancellationToken.None);

        (await place.Should().ThrowAsync<PersonMustDecideException>()).Which.Code.Should().Be(code);
        Shown("second").Should().BeEmpty();
    });

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    public Task What_is_busy_is_asked_again_when_it_says_so(int status) => TryAsync($"{status} with Retry-After (by proxy)", async () =>
    {
        await using var proxy = Before(_clock);
        foreach (var verb in new[] { "PROPFIND", "PUT", "HEAD", "MOVE" })
        {
            proxy.Plan(request => request.Method == verb, new WireFault.Answered(status, "", "text/html", "Retry-After: 7"));
        }

        await Goods.Drop(Behind(proxy), _clock).PlaceAsync([Goods.File(await MakeAsync("busy " + status), "feed.gz", Large)], CancellationToken.None);

        _clock.Waits.Should().Equal(Enumerable.Repeat(TimeSpan.FromSeconds(7), 4));
        Bytes($"busy {status}/feed.gz").Should().Equal(Large);
        proxy.Plan(_ => true, new WireFault.Answered(status, "", "text/html", "Retry-After: 7"), times: int.MaxValue);
        await PlacingFails<RemoteFailedException>(Goods.Drop(Behind(proxy), _clock), "busy " + status, "drop.busy");
    });

    [Theory]
    [InlineData("PROPFIND")]
    [InlineData("PUT")]
    [InlineData("MOVE")]
    [InlineData("HEAD")]
    public Task Credentials_and_files_never_follow_a_redirect_to_another_host(string verb) => TryAsync("redirect to another host (by proxy)", async () =>
    {
        await using var other = await TestServer.StartAsync(_ => Task.CompletedTask);
        await using var proxy = Before(_clock);
        proxy.Plan(request => request.Method == verb, new WireFault.Answered(307, "", "text/html", "Location: " + new Uri(other.Url, "dav/elsewhere")), times: int.MaxValue);
        var fault = await PlacingFails<PersonMustDecideException>(Goods.Drop(Behind(proxy), _clock), await MakeAsync("away " + verb), "drop.redirected");

        fault.Remedy.Should().Contain(other.Url.Authority);
        other.Asked.Should().BeEmpty();
        Shown("away " + verb).Should().NotContain("feed.gz");
    });

    private static async Task<TFault> PlacingFails<TFault>(FeedDrop drop, string folder, string code)
        where TFault : Exception
    {
        var place = () => drop.PlaceAsync([Goods.File(folder, "feed.gz", Large)], CancellationToken.None);
        var fault = (await place.Should().ThrowAsync<TFault>()).Which;
        CodeAndRemedy(fault).Should().StartWith(code + " ", fault.Message);
        return fault;
    }

    private static string CodeAndRemedy(Exception fault) => fault switch
    {
        PersonMustDecideException person => $"{person.Code} {person.Remedy}",
        RemoteFailedException remote => $"{remote.Code} {remote.Remedy}",
        _ => fault.ToString(),
    };
}

public sealed class RefusalsOfApache(ApacheServer server) : RefusalContract<ApacheServer>(server);

public sealed class RefusalsOfNginx(NginxServer server) : RefusalContract<NginxServer>(server);

public sealed class RefusalsOfLighttpd(LighttpdServer server) : RefusalContract<LighttpdServer>(server);

public sealed class RefusalsOfRclone(RcloneServer server) : RefusalContract<RcloneServer>(server);

public sealed class RefusalsOfBox(BoxServer server) : RefusalContract<BoxServer>(server);
