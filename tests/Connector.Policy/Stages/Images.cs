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

    [Fact, Trait("covers", "IMG-02"), Trait("covers", "IMG-04")]
    public void The_main_image_goes_first_is_not_repeated_and_counts_among_the_most()
    {
        var policy = Policy with { Maximum = 3, MainImage = new() { Attribute = "hero" } };
        var offer = Pictured(("large", "https://a/1.jpg"), ("large", "https://a/2.jpg"), ("large", "https://a/3.jpg"));
        offer = offer with { Item = offer.Item.Attribute("hero", "https://a/2.jpg"), Images = ["https://a/1.jpg", "https://a/2.jpg", "https://a/3.jpg"] };
        Said.By(new MainImage(policy), offer).ShouldChange(Reasons.ImageMain, "https://a/2.jpg", "attribute hero")
            .Images.Should().Equal((Text)"https://a/2.jpg", (Text)"https://a/1.jpg", (Text)"https://a/3.jpg");
        var other = offer with { Item = offer.Item.Attribute("hero", "https://a/9.png") };
        Said.By(new MainImage(policy), other).After!.Images.Should().Equal((Text)"https://a/9.png", (Text)"https://a/1.jpg", (Text)"https://a/2.jpg");
        Said.By(new MainImage(policy), other with { Images = [] }).After!.Images.Should().Equal((Text)"https://a/9.png");
    }

    [Fact, Trait("covers", "IMG-02")]
    public void The_main_image_may_come_from_a_view_type()
    {
        var offer = Pictured(("large", "https://a/1.jpg"), ("Packshot", "https://a/p.webp"), ("Packshot", "https://a/p.jpg"));
        Said.By(new MainImage(Policy with { MainImage = new() { ViewType = "packshot" } }), offer with { Images = ["https://a/1.jpg"] }).After!.Images
            .Should().Equal((Text)"https://a/p.jpg", (Text)"https://a/1.jpg");
    }

    [Theory, Trait("covers", "IMG-02")]
    [InlineData("images/hero.jpg")]
    [InlineData("https://a/hero.webp")]
    public void A_main_image_that_TikTok_would_refuse_is_left_out_and_told(string hero)
    {
        var offer = Pictured(("large", "https://a/1.jpg"));
        offer = offer with { Item = offer.Item.Attribute("hero", hero), Images = ["https://a/1.jpg"] };
        Said.By(new MainImage(Policy with { MainImage = new() { Attribute = "hero" } }), offer).ShouldChange(Reasons.ImageMainDropped, hero).Images.Should().Equal((Text)"https://a/1.jpg");
    }

    [Fact]
    public void Images_may_stand_in_the_order_of_their_file_names()
    {
        Said.By(new ImageList(Policy with { Order = ImageOrder.ByFileName, Maximum = 3 }), Pictured(("large", "https://b/s_10.jpg"), ("large", "https://z/s_2.jpg?x=1"), ("large", "https://b/s_1.jpg"), ("large", "https://b/s_03.jpg")))
            .After!.Images.Select(image => image.ToString()).Should().Equal("https://b/s_1.jpg", "https://z/s_2.jpg?x=1", "https://b/s_03.jpg");
    }

    [Fact, Trait("covers", "IMF-01")]
    public void The_formats_that_are_listed_are_a_setting()
    {
        var offer = Pictured(("large", "https://a/1.jpg"), ("large", "https://a/2.webp"), ("large", "https://a/3.JPEG"), ("large", "https://a/4"));
        Listed("jpg", "jpeg", "png").Should().Equal("https://a/1.jpg", "https://a/3.JPEG", "https://a/4");
        Listed("jpg", "webp").Should().Equal("https://a/1.jpg", "https://a/2.webp", "https://a/4");

        IEnumerable<string> Listed(params string[] formats) => new ImageList(Policy with { Formats = formats }).Apply(offer, TheFacts.Usual).After!.Images.Select(image => image.ToString());
    }

    [Fact, Trait("covers", "D-15"), Trait("covers", "IMF-01")]
    public void What_was_found_in_an_image_says_more_than_its_address_and_one_that_was_made_ready_is_listed()
    {
        ImageView Seen(string url, string format, string ready = "") => new("large", url) { Known = new ImageFacts(format, ready) };
        var offer = AnOffer.With(item => item with
        {
            Images = [Seen("https://a/lies.jpg", "webp"), Seen("https://a/jpeg.gif", "jpeg"), Seen("https://a/x.webp", "webp", "https://store/x.jpg"), new ImageView("large", "https://a/unseen.jpg")],
        });
        Said.By(new ImageList(Policy), offer).ShouldChange(Reasons.ImageFormatDropped, "lies.jpg")
            .Images.Should().Equal((Text)"https://a/jpeg.gif", (Text)"https://store/x.jpg", (Text)"https://a/unseen.jpg");
        Said.By(new NoImage("", []), AnOffer.With(item => item with { Images = [Seen("https://a/lies.jpg", "webp"), Seen("https://a/y.heic", "heic")] }))
            .ShouldHold(Reasons.ImageFormat, HoldKind.Content, "webp, heic");
    }

    [Fact, Trait("covers", "IMG-03"), Trait("covers", "D-15")]
    public void The_default_image_is_a_JPG_or_PNG_of_2_MB_at_the_most()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46], png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        DefaultImage.Judge(jpeg, 2 * 1024 * 1024).Should().BeNull();
        DefaultImage.Judge(png, 1).Should().BeNull();
        DefaultImage.Judge(png, (2 * 1024 * 1024) + 1)!.Value.Sentence.Should().Contain("2 MB");
        DefaultImage.Judge("RIFF0000WEBP"u8, 100)!.Value.Sentence.Should().Contain("neither JPG nor PNG");
        DefaultImage.Judge("GIF89a"u8, 100).Should().NotBeNull();
        DefaultImage.Judge([], 0)!.Value.Sentence.Should().Contain("empty");
        DefaultImage.Judge(jpeg.AsSpan(0, 2), 2).Should().NotBeNull();
    }

    private static Offer Pictured(params (string, string)[] images) => AnOffer.With(item => item.WithImages(images));

    private static IEnumerable<string> Urls(params (string, string)[] images) =>
        Said.By(new ImageList(Policy), Pictured(images)).After!.Images.Select(image => image.ToString());
}
