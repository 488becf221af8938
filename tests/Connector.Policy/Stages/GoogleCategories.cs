using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

public class GoogleCategories
{
    private static readonly GoogleCategory Mapped = new(new AttributeSource { Attribute = "google", Default = "Apparel & Accessories > Clothing" });

    [Fact]
    public void Without_a_mapping_it_stays_empty() => Said.By(new GoogleCategory(new()), AnOffer.Clean).ShouldBeKept();

    [Fact]
    public void The_mapped_attribute_comes_first() =>
        Said.By(Mapped, AnOffer.With(item => item.Attribute("google", "212"))).ShouldChange(Reasons.GoogleCategoryChosen, "212", "attribute google")
            .GoogleProductCategory.Should().Be((Text)"212");

    [Fact]
    public void Then_the_default() =>
        Said.By(Mapped, AnOffer.Clean).ShouldChange(Reasons.GoogleCategoryChosen, "default")
            .GoogleProductCategory.Should().Be((Text)"Apparel & Accessories > Clothing");

    [Fact]
    public void A_changed_setting_is_used() =>
        (Mapped with { Source = new AttributeSource { Default = "7" } }).Apply(AnOffer.Clean, TheFacts.Usual).After!
            .GoogleProductCategory.Should().Be((Text)"7");
}
