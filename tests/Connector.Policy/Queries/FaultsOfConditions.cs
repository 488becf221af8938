using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Tests.Queries;

public class FaultsOfConditions
{
    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place_and_cure()
    {
        var condition = new QueryCondition
        {
            All =
            [
                new QueryCondition(),
                new QueryCondition { Field = "shop.brnad", Is = Test.Equals, Value = "x" },
                new QueryCondition { Any = [new QueryCondition { Field = "shop.price", Is = Test.Contains, Value = "1" }, new QueryCondition { Field = "shop.price", Is = Test.Less, Value = "ten" }] },
                new QueryCondition { Not = new QueryCondition { Field = "shop.name", Is = Test.Matches, Value = "(" } },
                new QueryCondition { Field = "shop.name", Is = Test.Equals },
                new QueryCondition { Field = "shop.name", Value = "x" },
                new QueryCondition { Field = "shop.online", Is = Test.True, Any = [] },
                new QueryCondition { Field = "shop.price", Is = Test.Between, Value = "9", To = "3" },
                null!,
            ],
        };
        var faults = Query.Faults(condition, "$.if");
        faults.Select(fault => fault.Path).Should().Equal(
            "$.if.all[0]", "$.if.all[1].field", "$.if.all[2].any[0].is", "$.if.all[2].any[1].value", "$.if.all[3].not.value", "$.if.all[4].value", "$.if.all[5].is", "$.if.all[6]",
            "$.if.all[7].to", "$.if.all[8]");
        faults.Should().OnlyContain(fault => fault.Sentence.Length > 0 && fault.Cure.Length > 0);
        faults[1].Cure.Should().Be("write shop.brand");
        faults[2].Cure.Should().Contain("atLeast");
    }

    [Theory]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)")]
    [InlineData("(?>a)")]
    [InlineData("[")]
    public void A_pattern_that_cannot_be_used_is_refused(string pattern) =>
        Query.Faults(new QueryCondition { Field = "shop.name", Is = Test.Matches, Value = pattern }, "$").Should().ContainSingle().Which.Path.Should().Be("$.value");

    [Fact]
    public void A_pattern_of_more_than_1000_characters_is_refused() =>
        Query.Faults(new QueryCondition { Field = "shop.name", Is = Test.Matches, Value = new string('a', 1001) }, "$").Should().ContainSingle().Which.Sentence.Should().Contain("1001");

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 1)]
    [InlineData(60, 1)]
    public void Conditions_stand_16_deep_at_most(int nots, int faults)
    {
        var condition = new QueryCondition { Field = "shop.online", Is = Test.True };
        for (var i = 0; i < nots; i++)
        {
            condition = new QueryCondition { Not = condition };
        }

        Query.Faults(condition, "$").Should().HaveCount(faults);
    }

    [Theory]
    [InlineData(499, 0)]
    [InlineData(500, 1)]
    [InlineData(50_000, 1)]
    public void A_condition_has_500_parts_at_most(int tests, int faults) => Query.Faults(
        new QueryCondition { Any = [.. Enumerable.Repeat(new QueryCondition { Field = "shop.online", Is = Test.True }, tests)] }, "$").Should().HaveCount(faults);

    [Theory]
    [InlineData("brand", "write shop.brand")]
    [InlineData("title", "shop.attribute.ID")]
    [InlineData("color", "shop.attribute.ID")]
    public void Where_the_row_is_not_shaped_yet_only_the_shop_is_asked(string field, string cure)
    {
        var condition = new QueryCondition { Field = field, Is = Test.Equals, Value = "x" };
        Query.Faults(condition, "$").Should().BeEmpty();
        Query.Faults(condition, "$", row: false).Should().ContainSingle().Which.Cure.Should().Contain(cure);
    }

    [Fact]
    public void A_condition_with_a_fault_is_not_compiled() =>
        FluentActions.Invoking(() => Query.Compile(new QueryCondition())).Should().Throw<ArgumentException>().WithMessage("*the condition is empty*");

    [Fact]
    public void Every_field_reads_every_offer_and_fits_some_test()
    {
        foreach (var field in Fields.All.Concat(new[] { "shop.attribute.a", "shop.variation.color", "shop.variationId.color" }.Select(name => Fields.Find(name)!)))
        {
            foreach (var offer in new[] { AnOffer.Clean, new Catalog.Offer { Item = new Catalog.ShopItem { Sku = new Catalog.Sku(""), Group = new Catalog.GroupId("") } } })
            {
                field.Take(offer).ToString().Should().Be(System.Text.Encoding.UTF8.GetString(field.Look(offer)));
                field.IsEmpty(offer).Should().Be(field.Take(offer).IsEmpty, field.Name);
            }

            Enum.GetValues<Test>().Any(test => Query.Faults(
                new QueryCondition { Field = field.Name, Is = test, Value = test is Test.True ? "" : "1" }, "$").Count == 0).Should().BeTrue(field.Name);
        }
    }
}
