using Connector.Store;

namespace Connector.Stores.Tests.Sfcc;

public sealed class ImageTests : IDisposable
{
    private const string Internal = "<header><image-settings><internal-location base-path=\"/images/\"/><variation-attribute-id>color</variation-attribute-id></image-settings></header>";
    private const string External = "<header><image-settings><external-location><http-url>http://img.example.com/a</http-url><https-url>https://img.example.com/a</https-url></external-location></image-settings></header>";
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Theory]
    [InlineData("https://cdn.example.com", "a/b.jpg", "https://cdn.example.com/images/a/b.jpg")]
    [InlineData("https://cdn.example.com/", "/a/b.jpg", "https://cdn.example.com/images/a/b.jpg")]
    [InlineData("https://cdn.example.com/x//", "//cdn2.example.com/b.jpg", "https://cdn2.example.com/b.jpg")]
    [InlineData("https://cdn.example.com/{catalog}/default/", "b.jpg", "https://cdn.example.com/my%20shop/default/images/b.jpg")]
    [InlineData("https://cdn.example.com", "red sock.jpg", "https://cdn.example.com/images/red%20sock.jpg")]
    [InlineData("https://cdn.example.com", "red%20sock.jpg", "https://cdn.example.com/images/red%20sock.jpg")]
    [InlineData("https://cdn.example.com", "100%.jpg", "https://cdn.example.com/images/100%25.jpg")]
    [InlineData("https://cdn.example.com", "é😀#[1].jpg", "https://cdn.example.com/images/%C3%A9%F0%9F%98%80%23%5B1%5D.jpg")]
    [InlineData("https://cdn.example.com", "a.jpg?sw=800&amp;q=1", "https://cdn.example.com/images/a.jpg?sw=800&q=1")]
    [InlineData("https://cdn.example.com", "HTTP://other.example.com/a b.jpg", "HTTP://other.example.com/a b.jpg")]
    public void A_path_becomes_an_absolute_address(string imageBase, string path, string address) =>
        Images(Internal, $"<image-group view-type=\"large\"><image path=\"{path}\"/></image-group>", imageBase).Should().Equal("Image large: " + address);

    [Fact]
    public void Without_a_base_in_the_source_the_external_location_counts_https_first() =>
        Images(External, "<image-group view-type=\"large\"><image path=\"b.jpg\"/></image-group>").Should().Equal("Image large: https://img.example.com/a/b.jpg");

    [Fact]
    public void A_base_in_the_source_wins_over_the_external_location() =>
        Images(External, "<image-group view-type=\"large\"><image path=\"b.jpg\"/></image-group>", "https://cdn.example.com/q").Should().Equal("Image large: https://cdn.example.com/q/b.jpg");

    [Fact]
    public void Without_any_base_the_path_stays_and_the_catalog_is_warned_of_once()
    {
        Images(Internal, "<image-group view-type=\"large\"><image path=\"b.jpg\"/><image path=\"c.jpg\"/></image-group>").Should().Equal("Image large: b.jpg", "Image large: c.jpg");
        _export.Read().Warnings.Where(warning => warning.Code == "image.no-base").Should().ContainSingle().Which.Sentence.Should().Contain("my shop").And.Contain("b.jpg");
    }

    [Fact]
    public void The_variation_that_an_image_shows_is_its_qualifier_sorted_by_attribute() =>
        Images(Internal, """
            <image-group view-type="large"><variation attribute-id="size" value="L"/><variation attribute-id="color" value="red"/><image path="1.jpg"><alt xml:lang="x-default">no</alt></image><image path="2.jpg"/></image-group>
            <image-group view-type="swatch" variation-value="blue"><image path="3.jpg"/></image-group>
            """, "https://c.example.com").Should().Equal(
            "Image large [color=red&size=L]: https://c.example.com/images/1.jpg", "Image large [color=red&size=L]: https://c.example.com/images/2.jpg",
            "Image swatch [color=blue]: https://c.example.com/images/3.jpg");

    [Fact]
    public void A_file_without_header_uses_the_header_of_an_earlier_file_of_its_catalog()
    {
        _export.WithCatalog(External, "catalogs/1/catalog.xml").WithCatalog("<product product-id=\"p\"><images><image-group view-type=\"l\"><image path=\"b.jpg\"/></image-group></images></product>", "catalogs/2/catalog.xml");
        _export.Read()["p"].Entries.Should().Equal("Image l: https://img.example.com/a/b.jpg");
    }

    private IReadOnlyList<string> Images(string header, string groups, string imageBase = "")
    {
        _export.With("catalogs/c/catalog.xml", Export.Catalog($"{header}<product product-id=\"p\"><images>{groups}</images></product>", "my shop"));
        return _export.Read(source => source with { ImageBaseUrl = imageBase })["p"].Entries;
    }
}
