using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class Images
{
    private static readonly ImagePolicy Policy = new() { ViewTypes = ["hi-res", "large"] };

    [Fact]
    public void The_first_chosen_view_type_that_has_images_is_used() =>
        Urls(("large", "https://a/l1.jpg"), ("HI-RES", "https://a/h1.jpg"), ("hi-res", "https://a/h2.png"))
            .Should().Equal("https://a/h1.jpg", "https://a/h2.png");

    [Fact]
    public void Without_any_of_them_another_view_type_is_used_but_never_a_swatch() =>
        Urls(("Swatch", "https://a/s.jpg"), ("square", "https://a/q1.jpg"), ("other", "https://a/o.jpg"), ("square", "https://a/q2.jpg"))
            .Should().Equal("https://a/q1.jpg", "https://a/q2.jpg");

    [Fact]
    public void A_view_type_with_other_formats_only_counts_as_having_none() =>
        Urls(("hi-res", "https://a/h.webp"), ("large", "https://a/l.jpg")).Should().Equal("https://a/l.jpg");

    [Theory, Trait("covers", "IMF-01")]
    [InlineData("https://a/x.jpg")]
    [InlineData("https://a/x.JPEG")]
    [InlineData("HTTP://a/x.Png?format=webp")]
    [InlineData("https://a/x.jpg#v.gif")]
    [InlineData("https://a/images/4711")]
    [InlineData("https://a/render.php?id=5")]
    [InlineData("https://a.webp/x")]
    public void JPG_JPEG_PNG_and_addresses_that_do_not_tell_are_taken_as_they_are(string url) => Urls(("large", url)).Should().Equal(url);

    [Theory, Trait("covers", "IMF-01")]
    [InlineData("https://a/x.webp")]
    [InlineData("https://a/x.GIF?sw=800")]
    [InlineData("https://a/x.svg")]
    [InlineData("https://a/x.tiff")]
    public void Images_of_other_formats_are_left_out_and_named(string url)
    {
        var after = Said.By(new ImageList(Policy), Pictured(("large", url), ("large", "https://a/good.jpg")))
            .ShouldChange(Reasons.ImageFormatDropped, url, "JPG");
        after.Images.Should().Equal((Text)"https://a/good.jpg");
    }

    [Theory]
    [InlineData("/images/x.jpg")]
    [InlineData("ftp://a/x.jpg")]
    [InlineData("https:///x.jpg")]
    [InlineData("https://")]
    [InlineData("https://a/x y.jpg")]
    public void Addresses_that_are_not_absolute_are_left_out_and_named(string url) =>
        Said.By(new ImageList(Policy), Pictured(("large", url), ("large", "https://a/good.jpg")))
            .ShouldChange(Reasons.ImageAddressDropped, url).Images.Should().ContainSingle();

    [Fact]
    public void An_image_is_listed_once() =>
        Urls(("large", "https://a/1.jpg"), ("large", "https://a/2.jpg"), ("large", "https://a/1.jpg")).Should().Equal("https://a/1.jpg", "https://a/2.jpg");

    [Theory, Trait("covers", "IMG-04")]
    [InlineData(3, 11, 3)]
    [InlineData(11, 5, 5)]
    [InlineData(100, 11, 11)]
    public void There_are_no_more_than_the_policy_and_the_sheet_allow(int policy, int sheet, int count) =>
        Said.By(
            new ImageList(Policy with { Maximum = policy }),
            Pictured([.. Enumerable.Range(0, 20).Select(i => ("large", $"https://a/{i}.jpg"))]),
            TheFacts.With(new Limits { Images = sheet })).After!.Images.Should().HaveCount(count);

    [Fact]
    public void A_variant_without_an_image_is_held_and_its_siblings_are_listed()
    {
        var passages = new List<Passage>();
        PolicySheet.Compile(new PolicyDocuments(), "t").Pass(
        [
            AnOffer.With(item => item with { Sku = new Sku("1"), Variations = [AnItem.Variation("color", "red")] }),
            AnOffer.With(item => item with { Sku = new Sku("2"), Variations = [AnItem.Variation("color", "blue")], Images = [] }),
            AnOffer.With(item => item with { Sku = new Sku("3"), Variations = [AnItem.Variation("color", "green")] }),
        ], TheFacts.Usual, passages);
        passages.Select(passage => passage.Held?.Code).Should().Equal(null, "image.missing", null);
    }

    [Fact]
    public void When_all_images_are_of_other_formats_the_reason_names_them() =>
        Said.By(new NoImage("", ["swatch"]), Pictured(("large", "https://a/x.webp"), ("large", "https://a/y.gif"), ("swatch", "https://a/s.jpg")))
            .ShouldHold(Reasons.ImageFormat, HoldKind.Content, "webp, gif");

    [Fact]
    public void Without_any_image_it_is_held() =>
        Said.By(new NoImage("", []), Pictured()).ShouldHold(Reasons.ImageMissing, HoldKind.Content);

    [Fact]
    public void The_default_image_stands_in() =>
        Said.By(new NoImage("https://a/default.png", []), Pictured()).ShouldChange(Reasons.ImageDefault, "https://a/default.png")
            .Images.Should().Equal((Text)"https://a/default.png");

    [Fact]
    public void A_default_image_that_TikTok_would_refuse_does_not_stand_in() =>
        Said.By(new NoImage("https://a/default.webp", []), Pictured()).ShouldHold(Reasons.ImageMissing, HoldKind.Content);

    private static Offer Pictured(params (string, string)[] images) => AnOffer.With(item => item.WithImages(images));

    private static IEnumerable<string> Urls(params (string, string)[] images) =>
        Said.By(new ImageList(Policy), Pictured(images)).After!.Images.Select(image => image.ToString());
}
