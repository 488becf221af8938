using System.Text;

namespace Connector.Sandbox.Tests;

public sealed class ProductFileTests : IAsyncLifetime
{
    private World _world = null!;
    private int _files;

    public async Task InitializeAsync() => _world = await World.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_bad_row_is_refused_its_siblings_are_taken_and_what_was_held_stays()
    {
        await SendAsync(Row.Of("A", title: "First"));

        var file = await SendAsync(Row.Of("A", title: ""), Row.Of("B"));

        file.Should().Match<FileState>(f => f.Outcome == FileOutcome.PartlyTaken && f.Errors == 1 && f.Added == 1);
        file.Issues.Should().ContainSingle(i => i.Severity == IssueSeverity.Error).Which.Should().Be(new RowIssue(2, "A", IssueSeverity.Error, "title", "Required field missing: title"));
        _world.Held("A")!.Row.Title.Should().Be("First");
    }

    public static TheoryData<string, string> SpoiltRows => new()
    {
        { Row.Of(""), "sku_id" },
        { Row.Of(new string('x', 101)), "sku_id" },
        { Row.Of("A", title: new string('x', 501)), "title" },
        { Row.Of("A", title: "Shirt \U0001F600"), "title" },
        { Row.Of("A", title: "Shirt\u0007"), "title" },
        { Row.Of("A", description: new string('x', 10_001)), "description" },
        { Row.Of("A", description: "two\nlines"), "description" },
        { Row.Of("A", brand: ""), "brand" },
        { Row.Of("A", brand: new string('x', 151)), "brand" },
        { Row.Of("A", availability: "IN_STOCK"), "availability" },
        { Row.Of("A", condition: "mint"), "condition" },
        { Row.Of("A", link: "ftp://shop.example/p"), "landing_page_url" },
        { Row.Of("A", link: "/p"), "landing_page_url" },
        { Row.Of("A", price: "9,99 GBP"), "price" },
        { Row.Of("A", price: "9.99"), "price" },
        { Row.Of("A", price: "9.99 EUR"), "price" },
        { Row.Of("A", images: """{"images":[]}"""), "image_urls" },
        { Row.Of("A", images: """["https://img.example/a.jpg"]"""), "image_urls" },
        { Row.Of("A", images: """{"images":["img/a.jpg"]}"""), "image_urls" },
        { Row.Of("A", images: "{"), "image_urls" },
        { Row.Of("A", variation: """{"Colour":1}"""), "variation_properties" },
        { Row.Of("A", variation: "[]"), "variation_properties" },
        { Row.Of("A") + "|extra", "" },
    };

    [Theory]
    [MemberData(nameof(SpoiltRows))]
    public async Task Each_documented_fault_refuses_the_row_and_names_the_field(string row, string field)
    {
        var file = await SendAsync(row, Row.Of("GOOD"));

        file.Issues.Should().ContainSingle(i => i.Severity == IssueSeverity.Error && i.Index == 2).Which.Field.Should().Be(field);
        file.Added.Should().Be(1);
    }

    [Fact]
    public async Task A_SKU_that_comes_twice_is_refused_the_second_time()
    {
        var file = await SendAsync(Row.Of("A", title: "First"), Row.Of("A", title: "Second"), Row.Of("a"));

        file.Issues.Should().ContainSingle(i => i.Severity == IssueSeverity.Error).Which.Index.Should().Be(3);
        _world.Held("A")!.Row.Title.Should().Be("First");
        _world.Held("a").Should().NotBeNull();
    }

    [Fact]
    public async Task A_missing_item_group_is_a_warning_and_the_row_is_taken()
    {
        var file = await SendAsync(Row.Of("A", group: ""));

        file.Should().Match<FileState>(f => f.Outcome == FileOutcome.Taken && f.Warnings == 1);
        _world.Held("A").Should().NotBeNull();
    }

    public static TheoryData<byte[], int> SpoiltFiles => new()
    {
        { Bytes(""), 40906 },
        { Bytes("sku_id|title\nA|B\n"), 40908 },
        { Bytes("\uFEFF" + Row.File(Row.Of("A"))), 40908 },
        { Bytes(Row.File(Row.Of("A")).Replace('|', ',')), 40908 },
        { [.. Bytes(Row.File(Row.Of("A"))), 0xFF, 0xFE], 40908 },
        { Bytes(Row.File(Row.Of("A")) + "B|Blue shirt|A sh"), 40908 },
        { Bytes(Row.File(Row.Of("A")) + "B|\"Blue shi"), 40908 },
        { Bytes(Row.File(Row.Of("A")) + "B|Blue \"shirt\"|x\n"), 40908 },
        { Bytes(Row.File(Row.Of("A")) + "B|\"Blue\" shirt|x\n"), 40908 },
    };

    [Theory]
    [MemberData(nameof(SpoiltFiles))]
    public async Task A_file_that_is_not_whole_changes_nothing(byte[] content, int code)
    {
        var file = await SendAsync(content);

        file.Should().Match<FileState>(f => f.Outcome == FileOutcome.Refused && f.Code == code && f.Reason != null);
        _world.Held("A").Should().BeNull();
    }

    [Fact]
    public async Task A_quoted_field_may_hold_the_separator_quotes_and_line_breaks()
    {
        _world.TikTok.Settings = _world.TikTok.Settings with { LineBreaksInDescription = true };

        await SendAsync(Row.Of("A", title: "Shirt | \"blue\"", description: "two\r\nlines"));

        _world.Held("A")!.Row.Title.Should().Be("Shirt | \"blue\"");
        _world.Held("A")!.Row.Description.Should().Be("two\r\nlines");
    }

    [Fact]
    public async Task A_file_for_a_site_that_is_not_connected_is_refused()
    {
        await _world.PutProductsAsync("tiktok-feed-Other-20260301100000-en-GB.txt", Row.Of("A"));
        await _world.AlertAsync();

        _world.LastFile().Should().Match<FileState>(f => f.Outcome == FileOutcome.Refused && f.Code == 40007);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<FileState> SendAsync(params string[] rows) => SendAsync(Bytes(Row.File(rows)));

    private async Task<FileState> SendAsync(byte[] content)
    {
        await _world.PutAsync(_world.Products, $"tiktok-feed-RefArch-GB-2026030110{_files++:D4}-en-GB.txt", content);
        await _world.AlertAsync();
        return _world.LastFile();
    }
}
