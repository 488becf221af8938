using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Tests.Queries;

[Trait("covers", "TPL-09")]
public class Conditions
{
    private static readonly string[] Words = ["red", "Red", "RED shirt", "Straße", "STRASSE", "straße", "ÉTÉ", "été", "10", "9.99", "-3", "1,000", "red, blue", "Blue, 12", "ı", "I", "K", "\u212A", "😀 red", " 10 ", "a, ", "x"];
    private static readonly string[] Patterns = ["^r.d", "sh?irt$", "\\d+", "[é-ü]", "^$", "a|b", "."];
    private static readonly string[] Numbers = ["0", "9.99", "10", "10.00", "-3", "12", "28"];
    private static readonly string[] Ids = ["shirts", "men", "Men", "root", "sale", "women"];

    [Theory]
    [InlineData("Loom & Sons", Test.Equals, "loom & SONS", true)]
    [InlineData("Loom & Sons", Test.Equals, "loom", false)]
    [InlineData("Loom & Sons", Test.Contains, "M & s", true)]
    [InlineData("Loom & Sons", Test.Contains, "m & s ", false)]
    [InlineData("Loom & Sons", Test.Starts, "LOOM", true)]
    [InlineData("Loom & Sons", Test.Starts, "oom", false)]
    [InlineData("Loom & Sons", Test.Ends, "sONS", true)]
    [InlineData("Loom & Sons", Test.Ends, "son", false)]
    [InlineData("Loom & Sons", Test.Matches, "^l.*s$", true)]
    [InlineData("Loom & Sons", Test.Matches, "^o", false)]
    [InlineData("ÉTÉ", Test.Equals, "été", true)]
    [InlineData("en ÉTÉ", Test.Contains, "té", true)]
    [InlineData("Straße", Test.Equals, "STRASSE", false)]
    [InlineData("\u212Aelvin", Test.Equals, "Kelvin", false)]
    [InlineData("lIne", Test.Equals, "lıne", false)]
    [InlineData("12", Test.Equals, "12.0", false)]
    [InlineData("12", Test.Less, "12.5", true)]
    [InlineData("12", Test.AtMost, "12", true)]
    [InlineData("12", Test.More, "12", false)]
    [InlineData("12", Test.AtLeast, "12.000", true)]
    [InlineData(" -0.5 ", Test.Less, "0", true)]
    [InlineData("1,000", Test.More, "0", false)]
    [InlineData("1e3", Test.More, "0", false)]
    [InlineData("9999999999999999999999999999999", Test.More, "0", false)]
    [InlineData("twelve", Test.Less, "100", false)]
    [InlineData("", Test.Less, "100", false)]
    [InlineData("", Test.Matches, "^$", false)]
    [InlineData("", Test.Empty, "", true)]
    [InlineData(" ", Test.Empty, "", false)]
    public void A_text_is_tested(string brand, Test test, string value, bool passes)
    {
        var offer = AnOffer.With(item => item with { Brand = brand });
        Query.Compile(Is("shop.brand", test, value)).Matches(offer).Should().Be(passes);
        Query.Compile(new QueryCondition { Not = Is("shop.brand", test, value) }).Matches(offer).Should().Be(!passes);
    }

    [Theory]
    [InlineData(Test.Equals, "loom & sons", false)]
    [InlineData(Test.Equals, "Loom & Sons", true)]
    [InlineData(Test.Contains, "LOOM", false)]
    [InlineData(Test.Contains, "Loom", true)]
    [InlineData(Test.Starts, "loom", false)]
    [InlineData(Test.Ends, "Sons", true)]
    [InlineData(Test.Matches, "^loom", false)]
    [InlineData(Test.In, "loom & sons", false)]
    public void Capitals_count_where_the_condition_says_so(Test test, string value, bool passes) =>
        Query.Compile(Is("shop.brand", test, value) with { IgnoreCase = false }).Matches(AnOffer.Clean).Should().Be(passes);

    [Theory]
    [InlineData("red", true)]
    [InlineData("green", true)]
    [InlineData("red, green", true)]
    [InlineData("red, blue", true)]
    [InlineData("blue", false)]
    [InlineData("reddish", false)]
    [InlineData("", false)]
    public void An_attribute_with_several_values_passes_where_any_of_them_does(string value, bool passes)
    {
        var condition = new QueryCondition { Field = "shop.attribute.colours", Is = Test.In, Values = ["Red", "GREEN"] };
        Query.Compile(condition).Matches(AnOffer.With(item => item.Attribute("colours", value))).Should().Be(passes);
        Query.Compile(Is("shop.attribute.colours", Test.Empty, "")).Matches(AnOffer.With(item => item.Attribute("colours", value))).Should().Be(value.Length == 0);
    }

    [Theory]
    [InlineData("shirts", true)]
    [InlineData("men", true)]
    [InlineData("Men", false)]
    [InlineData("sale", true)]
    [InlineData("women", false)]
    [InlineData("root", true)]
    public void A_category_is_any_of_the_products_and_those_above_it(string id, bool passes)
    {
        var offer = AnOffer.With(item => item with { Categories = [.. item.Categories, new CategoryPlace("sale", ["sale"], ["Sale"], false)] });
        Query.Compile(new QueryCondition { Field = "shop.category", Is = Test.InCategory, Values = ["x", id] }).Matches(offer).Should().Be(passes);
        Query.Compile(Is("shop.category", Test.InCategory, id)).Matches(AnOffer.With(item => item with { Categories = [] })).Should().BeFalse("it is in none");
    }

    [Fact]
    public void A_category_itself_is_not_what_lies_below_it() => Query.Compile(Is("shop.category", Test.Equals, "men")).Matches(AnOffer.Clean).Should().BeFalse();

    [Theory]
    [InlineData("shop.price", Test.Equals, "15.00", "", true)]
    [InlineData("shop.price", Test.Between, "10", "15", true)]
    [InlineData("shop.price", Test.Between, "15.01", "20", false)]
    [InlineData("listPrice", Test.More, "15", "", true)]
    [InlineData("shop.stock", Test.AtLeast, "28", "", true)]
    [InlineData("shop.images", Test.Equals, "1", "", true)]
    [InlineData("images", Test.Equals, "0", "", true)]
    [InlineData("quantity", Test.Less, "1", "", false)]
    [InlineData("quantity", Test.Empty, "", "", true)]
    [InlineData("shop.price", Test.Empty, "", "", false)]
    [InlineData("shop.online", Test.True, "", "", true)]
    [InlineData("shop.isDefaultVariant", Test.True, "", "", false)]
    [InlineData("shop.variation.size", Test.Equals, "M", "", true)]
    [InlineData("shop.variationId.size", Test.Equals, "m", "", true)]
    [InlineData("shop.variation.cut", Test.Empty, "", "", true)]
    [InlineData("shop.classification", Test.Empty, "", "", true)]
    [InlineData("shop.currency", Test.Equals, "GBP", "", true)]
    [InlineData("category", Test.InCategory, "men", "", true)]
    [InlineData("availability", Test.Equals, "Out of stock", "", true)]
    [InlineData("template", Test.Empty, "", "", true)]
    [InlineData("color", Test.Empty, "", "", true)]
    public void Every_kind_of_field_is_tested(string field, Test test, string value, string to, bool passes) =>
        Query.Compile(Is(field, test, value) with { To = to }).Matches(AnOffer.Clean).Should().Be(passes);

    [Theory]
    [InlineData(StockKnowledge.NoRecord, true, false)]
    [InlineData(StockKnowledge.NotManaged, false, true)]
    [InlineData(StockKnowledge.Unknown, false, true)]
    public void Stock_that_is_not_counted_is_no_number(StockKnowledge knowledge, bool below, bool empty)
    {
        var offer = AnOffer.With(item => item with { Stock = new Stock(knowledge, 0) });
        Query.Compile(Is("shop.stock", Test.Less, "1")).Matches(offer).Should().Be(below);
        Query.Compile(Is("shop.stock", Test.Empty, "")).Matches(offer).Should().Be(empty);
    }

    [Fact]
    public void All_any_and_not_stand_in_each_other()
    {
        var condition = new QueryCondition
        {
            All =
            [
                Is("shop.brand", Test.Starts, "loom"),
                new QueryCondition { Any = [Is("shop.price", Test.Less, "10"), new QueryCondition { Not = Is("shop.category", Test.InCategory, "women") }] },
            ],
        };
        var query = Query.Compile(condition);
        query.Matches(AnOffer.Clean).Should().BeTrue();
        query.ToString().Should().Be("shop.brand starts with \"loom\" and (shop.price is below 10 or not (shop.category is \"women\" or below))");
        Query.Compile(new QueryCondition { All = [] }).Matches(AnOffer.Clean).Should().BeTrue("nothing is asked");
        Query.Compile(new QueryCondition { Any = [] }).Matches(AnOffer.Clean).Should().BeFalse("nothing is offered");
        Query.Compile(null).Matches(AnOffer.Clean).Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_condition_says_the_same_as_a_naive_reading_of_it(int seed)
    {
        var random = new Random(seed);
        var offers = Enumerable.Range(0, 60).Select(_ => RandomOffer(random)).ToList();
        var (passed, failed) = (0, 0);
        for (var i = 0; i < 1500; i++)
        {
            var condition = RandomCondition(random, 3);
            Query.Faults(condition, "$").Should().BeEmpty();
            var query = Query.Compile(condition);
            foreach (var offer in offers)
            {
                var expected = QueryOracle.Matches(condition, offer);
                if (query.Matches(offer) != expected)
                {
                    Assert.Fail($"{query} should be {expected} of name '{offer.Item.Name}', brand '{offer.Item.Brand}', a '{offer.Item.Attributes["a"]}', title '{offer.Title}'");
                }

                (passed, failed) = expected ? (passed + 1, failed) : (passed, failed + 1);
            }
        }

        passed.Should().BeGreaterThan(10_000);
        failed.Should().BeGreaterThan(10_000);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var condition = new QueryCondition
        {
            All =
            [
                Is("shop.brand", Test.Contains, "sons"),
                new QueryCondition { Not = Is("shop.name", Test.Contains, "Été") },
                new QueryCondition { Any = [new QueryCondition { Field = "shop.sku", Is = Test.In, Values = ["a", "shirt-blue-m"] }, Is("shop.sku", Test.Matches, "red.*m$")] },
                new QueryCondition { Field = "shop.price", Is = Test.Between, Value = "1", To = "100" },
                Is("shop.category", Test.InCategory, "men"),
            ],
        };
        var (query, offer) = (Query.Compile(condition), AnOffer.Clean);
        for (var i = 0; i < 100; i++)
        {
            query.Matches(offer).Should().BeTrue();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            query.Matches(offer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100);
    }

    private static QueryCondition Is(string field, Test test, string value) => test == Test.In
        ? new() { Field = field, Is = test, Values = [value] }
        : new() { Field = field, Is = test, Value = value };

    private static QueryCondition RandomCondition(Random random, int depth)
    {
        QueryCondition[] Some() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomCondition(random, depth - 1))];
        switch (depth == 0 ? 9 : random.Next(10))
        {
            case 0:
                return new QueryCondition { All = Some() };
            case 1:
                return new QueryCondition { Any = Some() };
            case 2:
                return new QueryCondition { Not = RandomCondition(random, depth - 1) };
        }

        var (field, (kind, _)) = QueryOracle.Fields.ElementAt(random.Next(QueryOracle.Fields.Count));
        Test[] tests = kind switch
        {
            "flag" => [Test.True],
            "number" => [Test.Equals, Test.In, Test.Less, Test.AtMost, Test.More, Test.AtLeast, Test.Between, Test.Empty],
            "category" => [Test.Equals, Test.In, Test.InCategory, Test.Empty],
            _ => [Test.Equals, Test.In, Test.Contains, Test.Starts, Test.Ends, Test.Matches, Test.Less, Test.AtMost, Test.More, Test.AtLeast, Test.Between, Test.Empty],
        };
        var test = tests[random.Next(tests.Length)];
        var isNumber = kind == "number" || test is Test.Less or Test.AtMost or Test.More or Test.AtLeast or Test.Between;
        string Value() => isNumber ? Pick(random, Numbers) : kind == "category" ? Pick(random, Ids) : test == Test.Matches ? Pick(random, Patterns) : Pick(random, Words);
        var condition = new QueryCondition { Field = field, Is = test, IgnoreCase = random.Next(3) > 0 };
        return test switch
        {
            Test.Empty or Test.True => condition,
            Test.In or Test.InCategory => condition with { Values = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value())] },
            Test.Between => condition with { Value = Pick(random, ["-3", "0", "9.99"]), To = Pick(random, ["9.99", "10", "28"]) },
            _ => condition with { Value = Value() },
        };
    }

    private static Offer RandomOffer(Random random)
    {
        string Word() => random.Next(4) == 0 ? "" : Pick(random, Words);
        var item = (AnItem.Clean with
        {
            Sku = new Sku(Pick(random, Words)),
            Name = Word(),
            Brand = Word(),
            Variations = [new VariationValue("color", "c", Word(), Word())],
            PaidPrice = random.Next(3) == 0 ? null : new Money(decimal.Parse(Pick(random, Numbers), System.Globalization.CultureInfo.InvariantCulture), "GBP"),
            Stock = random.Next(3) == 0 ? Stock.NotManaged : Stock.Of(random.Next(30)),
            Online = random.Next(2) == 0,
            IsVariant = random.Next(2) == 0,
            Categories = random.Next(3) == 0 ? [] : [new CategoryPlace(Pick(random, Ids), [Pick(random, Ids)], [], true)],
        }).Attribute("a", Word());
        return AnOffer.Of(item) with { Title = Word(), Condition = (Condition)random.Next(3), Quantity = random.Next(2) == 0 ? null : random.Next(30) };
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
