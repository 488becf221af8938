using Connector.Policy.Catalog;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class ProductTypes
{
    [Fact]
    public void It_is_the_path_of_the_category_that_the_feed_shows() =>
        Type(AnOffer.Clean).Should().Be("Men > Shirts");

    [Fact]
    public void Names_become_plain_text_and_a_category_without_a_name_stands_with_its_id() =>
        Type(In(["home", "sale", "mugs"], ["Home &amp; Garden", "", "<b>Mugs</b> 🔥"])).Should().Be("Home & Garden > sale > Mugs");

    [Fact]
    public void Without_a_category_there_is_none() => Said.By(new ProductType(), AnOffer.With(item => item with { Categories = [] })).ShouldBeKept();

    [Fact]
    public void A_path_that_is_there_already_is_kept() => Said.By(new ProductType(), Said.By(new ProductType(), AnOffer.Clean).After!).ShouldBeKept();

    private static string Type(Offer offer) =>
        Said.By(new ProductType(), offer).ShouldChange(Reasons.ProductTypeChosen, offer.Category!.Id).Details![Detail.ProductType].ToString();

    private static Offer In(string[] path, string[] names) => AnOffer.With(item => item with { Categories = [new CategoryPlace(path[^1], path, names, true)] });
}
