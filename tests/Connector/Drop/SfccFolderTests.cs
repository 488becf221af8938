using Connector.Accounts;
using Connector.Drop;
using Connector.Store;

namespace Connector.Tests.Drop;

/// <summary>What is known of SFCC's own WebDAV. The folder is SFCC's by its path, so that a server of the test can stand in for it.</summary>
[Trait("covers", "SFC-02")]
public sealed class SfccFolderTests
{
    private const string Folder = "https://dev01-fellfern.demandware.net/on/demandware.servlet/webdav/Sites/Impex/src/feeds";

    [Theory]
    [InlineData(Folder, true)]
    [InlineData("https://proxy.fellfern.example/on/demandware.servlet/webdav/Sites/Impex", true)]
    [InlineData("https://x.example/ON/Demandware.Servlet/WebDAV", true)]
    [InlineData("https://dav.fellfern.example/impex", false)]
    [InlineData("file:///on/demandware.servlet/webdav/Sites", false)]
    public void A_folder_is_sfccs_by_its_path(string url, bool isSfccs) => SfccFolder.Holds(new Uri(url)).Should().Be(isSfccs);

    [Fact]
    public void No_request_to_sfcc_is_given_more_than_five_minutes()
    {
        var slow = new AccountDrop { Limits = new FolderLimits { Put = TimeSpan.FromHours(1), Get = TimeSpan.FromHours(1) } };
        var (sfcc, other) = (slow.At(new Uri(Folder), ""), slow.At(new Uri("https://dav.example/"), ""));

        (sfcc.PutTimeout, sfcc.GetTimeout).Should().Be((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)));
        (other.PutTimeout, other.GetTimeout).Should().Be((TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        new Connector.Archive.ArchiveCopySettings { Url = Folder }.Location().PutTimeout.Should().Be(TimeSpan.FromMinutes(5), "the archive's copy has an hour elsewhere");
        slow.Faults(new Uri(Folder)).Select(fault => fault.Member).Should().Equal("limits.put", "limits.get");
        slow.Faults(new Uri("https://dav.example/")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(401, "drop.denied", "access key")]
    [InlineData(403, "drop.denied", "https only")]
    [InlineData(413, "drop.too-large", "partLimitMb")]
    public async Task Its_answers_have_cures_of_their_own(int status, string code, string cure)
    {
        await using var server = await TestServer.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var put = () => Goods.Client(Goods.At(new Uri(server.Url, "on/demandware.servlet/webdav/Sites/Impex/"))).PutFile("f", 3, _ => ValueTask.FromResult<Stream>(new MemoryStream("abc"u8.ToArray())), CancellationToken.None);

        var fault = (await put.Should().ThrowAsync<PersonMustDecideException>()).Which;
        (fault.Code, fault.Remedy.Contains(cure)).Should().Be((code, true), fault.Remedy);
    }

    [Fact]
    public void Who_is_refused_by_https_lacks_rights() => SfccFolder.Cure(new Uri(Folder), 403).Should().Contain("WebDAV rights on this folder");

    [Fact]
    public async Task Folders_that_are_there_answer_405_and_times_that_change_with_every_move_disturb_no_delivery()
    {
        var time = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        await using var box = await DavBox.StartAsync();
        box.Folders["/dav/product/"] = true;
        box.Hook = (http, _) =>
        {
            // Whatever is asked of a file, its time is another one.
            http.Response.Headers.LastModified = (time = time.AddHours(7)).ToString("R");
            http.Response.StatusCode = http.Request.Method is "PROPFIND" or "MKCOL" ? 405 : 200;
            return Task.FromResult(http.Request.Method is "PROPFIND" or "MKCOL");
        };
        var drop = Goods.Drop(Goods.At(box.Url));
        DropFile[] files = [Goods.File("product", "one.txt", "one"), Goods.File("product", "two.gz", Goods.Bytes(1_200_000))];
        (await drop.PlaceAsync(files, CancellationToken.None)).Files.Should().OnlyContain(file => !file.AlreadyThere);

        (await drop.PlaceAsync(files, CancellationToken.None)).Files.Should().OnlyContain(file => file.AlreadyThere, "the bytes are the same, whatever the time says");
    }

    [Fact]
    public void All_places_are_entered_by_the_same_settings_with_the_times_of_each()
    {
        var url = new Uri("https://dav.example/");
        (TimeSpan Put, TimeSpan Get, TimeSpan Other, TimeSpan Still) Times(DropLocation at) => (at.PutTimeout, at.GetTimeout, at.MoveTimeout, at.InactivityTimeout);

        Times(new AccountDrop().At(url, "")).Should().Be((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)));
        Times(new Connector.Archive.ArchiveCopySettings { Url = url.AbsoluteUri }.Location()).Put.Should().Be(TimeSpan.FromHours(1));
        Times(Connector.Intake.IntakeFolder.Location(new AccountIntake { Url = url.AbsoluteUri })).Get.Should().Be(TimeSpan.FromMinutes(5));
        var limits = new FolderLimits { Put = TimeSpan.FromMinutes(20), Get = TimeSpan.FromMinutes(2), Other = TimeSpan.FromSeconds(9), Inactivity = TimeSpan.FromSeconds(33) };
        foreach (var access in new FolderAccess[] { new AccountDrop { Limits = limits }, new AccountIntake { Limits = limits }, new SourceAccess { Limits = limits }, new Connector.Archive.ArchiveCopySettings { Limits = limits } })
        {
            Times(access.At(url, "")).Should().Be((limits.Put.Value, limits.Get.Value, limits.Other.Value, limits.Inactivity.Value));
        }
    }
}
