using System.Text;
using Connector.Feeds;
using Xunit.Abstractions;

namespace Connector.Tests.Stories;

/// <summary>Every story of feeds-samples, from the shop's files to the feeds.</summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Story.All];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("covers", "SFC-01")]
    [Trait("covers", "SFC-09")]
    [Trait("covers", "SFC-11")]
    [Trait("covers", "WRK-03")]
    public async Task The_shop_gives_the_files_that_the_story_tells(string name)
    {
        var story = new Story(name);
        using var shop = story.Open();
        shop.Read();
        var feeds = await shop.FeedsAsync();

        var differences = FeedDifferences.Of(story.Product, feeds.Product);
        differences.AddRange(FeedDifferences.Of(story.Held, feeds.Held));
        if (shop.IntakeErrors != story.IntakeErrors)
        {
            differences.Add($"errors of manual files: expected {story.IntakeErrors}; got {shop.IntakeErrors}");
        }

        if (!feeds.Quantities.SequenceEqual(story.Quantities))
        {
            differences.Add($"inventory: expected {string.Join(", ", story.Quantities)}; got {string.Join(", ", feeds.Quantities)}");
        }

        if (!InventorySchema.IsThere)
        {
            output.WriteLine("inventory.xsd is not there (CONNECTOR_REAL_DATA): the inventory file was not held against it");
        }
        else if (feeds.InventoryFile is { } file)
        {
            differences.AddRange(InventorySchema.Faults(file));
        }

        if (differences.Count > 0)
        {
            Assert.Fail($"{name}\n{string.Join('\n', differences)}\n");
        }

        feeds.HeldFromInventory.Should().Equal(feeds.Held, "both feeds hold the same SKUs for the same reasons");
        feeds.Counts.Read.Should().Be(feeds.Rows.Count + feeds.Held.Count, "read = listed + held");
        feeds.Quantities.Select(row => row.Sku).Should().Equal(feeds.Rows.Select(row => row["sku_id"]), "every row has its quantity and nothing else has one");
    }

    public static TheoryData<string, string> NamesAndSheets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, sheet) in Story.All.SelectMany(name => new Story(name).Sheets.Select(sheet => (name, sheet))))
            {
                data.Add(name, sheet);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndSheets))]
    public async Task The_same_shop_gives_the_file_of_another_sheet_that_the_story_tells(string name, string sheetId)
    {
        var (story, sheet) = (new Story(name), FeedSheets.Find(sheetId)!);
        using var shop = story.Open();
        shop.Read();
        var (text, held) = await shop.FeedAsync(sheetId);

        var differences = FeedDifferences.Of(story.ProductAs(sheetId), text, sheet.Separator);
        differences.AddRange(FeedDifferences.Of(story.Held, held));
        if (differences.Count > 0)
        {
            Assert.Fail($"{name} as {sheetId}\n{string.Join('\n', differences)}\n");
        }

        Csv.Rows(text, sheet.Separator).Select(row => row["sku_id"]).Should()
            .Equal((await shop.FeedsAsync()).Rows.Select(row => row["sku_id"]), "both sheets come from the same offers");
    }

    [Theory]
    [MemberData(nameof(NamesAndSheets))]
    [Trait("covers", "COM-02")]
    public async Task The_explanation_of_another_sheet_makes_its_row_and_notes_what_was_left_out(string name, string sheetId)
    {
        var story = new Story(name);
        using var shop = story.Open();
        shop.Read();
        var (text, _) = await shop.FeedAsync(sheetId);

        foreach (var sku in story.Explained.Union(story.Notes.Keys))
        {
            var (passage, desired, sent, policies) = shop.Explain(sku, sheetId);
            sent.Should().BeNull();
            if (desired!.Value.Row is { } row)
            {
                passage!.Notes.Should().HaveCount(policies.Steps.Count, "every step that it passed is named");
                text.Should().Contain(Encoding.UTF8.GetString(row.Bytes.Span), "explain makes the row that the feed has");
            }

            story.Notes.GetValueOrDefault(sku, []).Except(passage!.Notes.Select(note => note.Reason?.Code)).Should().BeEmpty($"this is noted of {sku}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("covers", "COM-02")]
    public async Task The_explanation_ends_as_the_feed_does(string name)
    {
        var story = new Story(name);
        using var shop = story.Open();
        shop.Read();
        var feeds = await shop.FeedsAsync();

        story.Explained.Should().NotBeEmpty();
        foreach (var sku in story.Explained)
        {
            var (passage, desired, sent, policies) = shop.Explain(sku);
            if (!story.HasBefore)
            {
                sent.Should().BeNull("nothing was sent yet");
            }

            passage.Should().NotBeNull($"the shop has {sku}");
            if (feeds.Held.SingleOrDefault(row => row.Sku == sku) is { } held)
            {
                var reason = desired!.Value.Desired.Held!;
                (reason.Code, reason.Sentence, reason.Remedy).Should().Be((held.Code, held.Reason, held.Remedy));
                (passage!.Notes.LastOrDefault(note => note.Held)?.Reason ?? reason).ToString().Should().Be(reason.ToString());
                desired!.Value.Desired.Wish.Should().Be(sent is null ? Wish.Nothing : Wish.Row);
            }
            else
            {
                passage!.Held.Should().BeNull($"{sku} is listed");
                passage.Notes.Should().HaveCount(policies.Steps.Count, "every step that it passed is named");
                feeds.Product.Should().Contain(Encoding.UTF8.GetString(desired!.Value.Row!.Value.Bytes.Span), "explain makes the row that the feed has");
            }
        }
    }

    [Fact]
    [Trait("covers", "DSC-01")]
    public async Task A_description_reaches_the_file_as_plain_text_with_its_bullet_points()
    {
        using var shop = new Story("description-html").Open();
        shop.Read();
        var description = (await shop.FeedsAsync()).Rows.Single(row => row["sku_id"] == "JACKET")["description"];

        description.Should().Contain("• Weighs 410 g • Two chest pockets, one inside");
        description.Should().NotContainAny("<", ">", "&amp;", "🔥").And.NotMatchRegex(@"\p{Cc}", "TikTok takes no control characters");
    }

    [Fact]
    [Trait("covers", "INV-12")]
    public async Task Stock_is_what_can_be_sold_in_the_inventory_lists_that_the_view_names()
    {
        using var shop = new Story("two-inventory-lists").Open();
        shop.Read();
        var quantities = (await shop.FeedsAsync()).Quantities;

        quantities.Should().Contain(("TEAPOT", 8), "5 in one list and 3 in the other");
        quantities.Should().Contain(("CUP", 6), "the 40 in a list that the view does not name do not count");
    }

    [Fact]
    public void Every_story_stands_in_the_readme_and_says_its_rule_first()
    {
        var readme = File.ReadAllText(Path.Combine(Story.Root, "..", "README.md"));
        foreach (var name in Story.All)
        {
            readme.Should().Contain($"(stories/{name}/README.md)");
            var first = File.ReadLines(Path.Combine(Story.Root, name, "README.md")).First();
            readme.Should().Contain($"| {first["# ".Length..].TrimEnd('.')} |", $"{name}'s rule reads the same in both places");
        }
    }
}
