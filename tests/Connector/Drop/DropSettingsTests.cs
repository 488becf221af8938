using Connector.Drop;

namespace Connector.Tests.Drop;

[Trait("covers", "SFC-02")]
public sealed class DropSettingsTests
{
    [Theory]
    [InlineData("../up.txt")]
    [InlineData("a/../../up.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("..\\up")]
    [InlineData("C:/x")]
    [InlineData(".")]
    public void Paths_that_could_leave_the_base_folder_are_refused(string path) =>
        FluentActions.Invoking(() => DropPath.Address(new Uri("https://shop.example/dav/"), path)).Should().Throw<PersonMustDecideException>().Which.Code.Should().Be("drop.name");

    [Theory]
    [InlineData("TEMP_feed.txt")]
    [InlineData("a/b.txt")]
    [InlineData("b/")]
    [InlineData("")]
    public void A_final_name_is_one_name_that_readers_do_not_ignore(string name) =>
        FluentActions.Invoking(() => DropPath.CheckName(name)).Should().Throw<PersonMustDecideException>();

    [Fact]
    public void All_faults_of_a_location_are_told_at_once()
    {
        var faults = new DropLocation { Url = new Uri("http://me:pw@shop.example/dav?x=1"), User = "a:b", Retries = -1, PutTimeout = TimeSpan.Zero }.Faults();

        faults.Should().HaveCount(7);
        string.Join(' ', faults).Should().NotContain("pw@");
    }

    [Fact]
    public void Plain_http_is_for_loopback_or_on_demand()
    {
        new DropLocation { Url = new Uri("http://127.0.0.1/dav/") }.Faults().Should().BeEmpty();
        new DropLocation { Url = new Uri("http://shop.example/dav/") }.Faults().Should().ContainSingle().Which.Should().Contain("https");
        new DropLocation { Url = new Uri("http://shop.example/dav/"), AllowPlainHttp = true }.Faults().Should().BeEmpty();
        new DropLocation { Url = new Uri("ftp://shop.example/dav/") }.Faults().Should().ContainSingle();
    }

    [Fact]
    public void The_handler_follows_nothing_and_changes_nothing()
    {
        using var handler = Http.NewHandler();

        (handler.AllowAutoRedirect, handler.UseCookies, handler.AutomaticDecompression).Should().Be((false, false, System.Net.DecompressionMethods.None));
        (handler.PooledConnectionLifetime, handler.ConnectTimeout).Should().Be((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10)));
    }
}
