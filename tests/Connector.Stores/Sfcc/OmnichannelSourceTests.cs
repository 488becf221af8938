using Connector.Drop;
using Connector.Store;
using Connector.Stores.Sfcc;
using Connector.Tests;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>A source with Omnichannel Inventory, read into a mirror.</summary>
public sealed class OmnichannelSourceTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly Export _export = new Export().WithCatalog("<product product-id=\"a\"/><product product-id=\"b\"/>");
    private readonly MirrorBox _mirror = new();

    public void Dispose()
    {
        _mirror.Dispose();
        _export.Dispose();
    }

    [Fact]
    public void Full_exports_and_the_changes_after_them_are_read_from_files_each_once()
    {
        Write("oci-locations-full-export-S-1.txt", Noon, "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"sku\":\"b\",\"ato\":1}\n{\"deltaToken\":\"t\"}\n");
        Write("oci-locations-delta-export-S-0.txt", Noon.AddHours(-1), Change("a", 99));
        Write("oci-locations-delta-export-S-2.txt", Noon.AddHours(1), Change("a", 2));
        _mirror.Read(Source).Number.Should().Be(1);
        Stock("a").Should().Be(2, "an older change is in the full export");
        Stock("b").Should().Be(1);

        Write("oci-locations-delta-export-S-3.txt", Noon.AddHours(2), Change("a", 3) + Change("a", 4));
        _mirror.Fetch(Source, StoreReadKind.Delta, fetched => fetched.Consumed.Should().Equal("oci-locations-delta-export-S-3.txt"));
        Stock("a").Should().Be(4, "the last record of a SKU counts");
        _mirror.Fetch(Source, StoreReadKind.Delta, fetched => fetched.IsEmpty.Should().BeTrue());

        _mirror.Read(Source);
        Stock("a").Should().Be(4, "a full export that was read does not undo the changes since");
        Write("oci-locations-full-export-S-1.txt", Noon.AddHours(3), "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":7}\n{\"deltaToken\":\"t2\"}\n");
        _mirror.Read(Source);
        (Stock("a"), Stock("b")).Should().Be((7m, null), "what a younger one does not name is gone");
    }

    [Fact]
    public void A_file_of_changes_that_was_still_being_written_is_read_again_when_it_has_grown()
    {
        Write("oci-locations-full-export-S-1.txt", Noon, "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"sku\":\"b\",\"ato\":1}\n{\"deltaToken\":\"t\"}\n");
        Write("oci-locations-delta-export-S-2.txt", Noon.AddHours(1), Change("a", 2));
        _mirror.Read(Source);
        Write("oci-locations-delta-export-S-2.txt", Noon.AddHours(1).AddMinutes(1), Change("a", 2) + Change("b", 0));
        _mirror.Fetch(Source, StoreReadKind.Delta, fetched => fetched.IsEmpty.Should().BeFalse());
        (Stock("a"), Stock("b")).Should().Be((2m, 0m));

        // Cut within a line it is left for later, as long as it may still be being written.
        _mirror.Now = Noon.AddHours(2);
        Write("oci-locations-delta-export-S-3.txt", Noon.AddHours(2), Change("b", 3) + "{\"sku\":\"a\",\"at");
        _mirror.Fetch(Source, StoreReadKind.Delta, fetched => fetched.Warnings.Should().ContainSingle(warning => warning.Code == "file.not-whole"));
        Stock("b").Should().Be(0);
        _mirror.Now = Noon.AddHours(4);
        FluentActions.Invoking(() => _mirror.Fetch(Source, StoreReadKind.Delta, _ => { })).Should().Throw<StoreReadException>();
    }

    [Fact]
    public void A_change_that_is_older_than_its_own_location_s_full_export_does_not_count()
    {
        Write("oci-locations-full-export-K-1.txt", Noon, "{\"locationId\":\"kendal\"}\n{\"sku\":\"a\",\"ato\":5}\n{\"deltaToken\":\"t\"}\n");
        Write("oci-locations-delta-export-S-2.txt", Noon.AddHours(1), Change("a", 9) + Change("a", 6).Replace("berlin", "kendal", StringComparison.Ordinal));
        Write("oci-locations-full-export-L-1.txt", Noon.AddHours(2), "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":0}\n{\"deltaToken\":\"t\"}\n");
        _mirror.Read(Source);
        (Stock("a"), Stock("a", "kendal")).Should().Be((0m, 6m));
    }

    [Fact]
    public void The_newest_full_export_that_is_whole_counts()
    {
        Write("oci-locations-full-export-S-1.txt", Noon, "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"deltaToken\":\"t\"}\n");
        Write("oci-locations-full-export-S-2.txt", Noon.AddHours(1), "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":2}\n");
        var newest = Source with { Omnichannel = Source.Omnichannel with { FullExports = ["oci-locations-full-export-S-{newest}.txt"] } };
        _mirror.Read(newest).Warnings.Select(warning => warning.Code).Should().Contain("file.not-whole");
        Stock("a").Should().Be(1);
        Write("oci-locations-full-export-S-2.txt", Noon.AddHours(1), "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":2}\n{\"deltaToken\":\"t\"}\n");
        _mirror.Read(newest);
        Stock("a").Should().Be(2);
    }

    [Fact]
    public void A_cut_full_export_refuses_the_read_and_the_mirror_stays_as_it_was()
    {
        Write("oci-locations-full-export-S-1.txt", Noon, "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"deltaToken\":\"t\"}\n");
        _mirror.Read(Source);
        var before = _mirror.Rows();
        Write("oci-locations-full-export-S-1.txt", Noon.AddHours(1), "{\"locationId\":\"berlin\"}\n{\"sku\":\"a\",\"ato\":2}\n");
        var read = () => _mirror.Read(Source);
        read.Should().Throw<StoreReadException>().Which.Message.Should().Be(
            "oci-locations-full-export-S-1.txt(2) <deltaToken>: the last line holds no delta token: the file is cut off; wait until the export has ended, or export the file again");
        _mirror.Rows().Should().Equal(before);
    }

    [Fact]
    public async Task The_interface_is_asked_with_a_token_of_the_scopes_named_and_a_delta_goes_on_from_the_token_left()
    {
        var secret = Path.Combine(_export.Folder, "secret");
        await File.WriteAllTextAsync(secret, "s3cret\n");
        var changes = 0;
        string Changes() => changes++ == 0
            ? "{\"nextDeltaToken\":\"t2\",\"shouldQueryAgain\":false,\"records\":[{\"sku\":\"a\",\"ato\":5,\"groupId\":\"eu\",\"deltaType\":\"Change\"}]}"
            : "{\"nextDeltaToken\":\"t2\",\"shouldQueryAgain\":true,\"records\":[]}";
        await using var server = await TestServer.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/token" => "{\"access_token\":\"abc\",\"expires_in\":1800}",
            "/status" => "{\"status\":\"COMPLETED\",\"download\":{\"downloadLink\":\"/file\"}}",
            "/file" => "{\"groupId\":\"eu\"}\n{\"sku\":\"a\",\"ato\":1}\n{\"deltaToken\":\"t1\"}\n",
            var path when path!.EndsWith("exports", StringComparison.Ordinal) => "{\"exportStatusLink\":\"/status\"}",
            _ => context.Request.Headers.Authorization.ToString().Length == 0 ? "" : Changes(),
        }));
        var source = _export.Source with
        {
            Omnichannel = new SourceOmnichannel
            {
                Api = server.Url.AbsoluteUri, TenantGroup = "tg", Groups = ["eu"], ClientId = "client", ClientSecret = new SecretReference { File = secret },
                TokenUrl = server.Url + "token", Scopes = ["SALESFORCE_COMMERCE_API:zzte_053", "sfcc.inventory.availability"],
            },
        };
        using var http = Http.NewClient();
        var adapter = new SfccAdapter(null, http, new ManualClock { AutoAdvance = true });
        _mirror.Read(source, adapter: adapter).Number.Should().Be(1);
        Stock("a", "eu").Should().Be(1);
        _mirror.Fetch(source, StoreReadKind.Delta, fetched => fetched.FullReadBecause.Should().BeNull(), adapter);
        Stock("a", "eu").Should().Be(5);
        server.Asked.First(asked => asked.Target == "/token").Body.Should().Be("grant_type=client_credentials&scope=SALESFORCE_COMMERCE_API%3Azzte_053+sfcc.inventory.availability");
        server.Asked[^1].Body.Should().Be("{\"deltaToken\":\"t1\"}");

        _mirror.Now += TimeSpan.FromHours(1);
        _mirror.Fetch(source, StoreReadKind.Delta, fetched => fetched.IsEmpty.Should().BeFalse("that nothing was sold is news: the stock is an hour younger"), adapter).Number.Should().BeNull();
        _mirror.TimeOf("eu").Should().Be(_mirror.Now);
        _mirror.Now += TimeSpan.FromHours(1);
        _mirror.Read(source, adapter);
        server.Asked.Count(asked => asked.Target.EndsWith("exports", StringComparison.Ordinal)).Should().Be(1, "a full read is content with the changes while the export is young");
        (Stock("a", "eu"), _mirror.TimeOf("eu")).Should().Be((5m, _mirror.Now));
        _mirror.Now += TimeSpan.FromHours(23);
        _mirror.Read(source, adapter);
        server.Asked.Count(asked => asked.Target.EndsWith("exports", StringComparison.Ordinal)).Should().Be(2);
        Stock("a", "eu").Should().Be(1);
        _mirror.SpoolIsEmpty.Should().BeTrue();
    }

    private StoreSource Source => _export.Source with
    {
        Omnichannel = new SourceOmnichannel { FullExports = ["oci-*-full-export-*.txt"], DeltaExports = ["oci-*-delta-export-*.txt"] },
    };

    private decimal? Stock(string sku, string list = "berlin")
    {
        var view = new StoreView { Name = "v", Source = "shop", Site = "", Locale = "x-default", Currency = "EUR", InventoryLists = [list], LandingPage = "" };
        var stock = _mirror.Offer(view, sku).Item.Stock;
        return stock.Knowledge == Policy.Catalog.StockKnowledge.Counted ? stock.Salable : null;
    }

    private void Write(string name, DateTime written, string text)
    {
        _export.With(name, text);
        File.SetLastWriteTimeUtc(Path.Combine(_export.Folder, name), written);
    }

    private static string Change(string sku, int quantity) => $"{{\"sku\":\"{sku}\",\"ato\":{quantity},\"locationId\":\"berlin\",\"deltaType\":\"Change\"}}\n";
}
