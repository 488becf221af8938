using Connector.Accounts;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using CsvHelper;

namespace Connector.Tests.Feeds;

/// <summary>How a row is written, with CsvHelper as the other reader.</summary>
public sealed class RowTests
{
    private static readonly string[] Pieces =
        ["|", "\"", "\"\"", "\r", "\n", "\r\n", ",", ";", " ", "\t", "a", "Z", "0", "'", "\\", "{", "}", "é", "漢", "🔥", "\u2028", "\u00A0", "=", "#", "\uFEFF"];

    [Fact]
    public void Any_value_comes_back_as_it_was_from_another_reader()
    {
        var random = new Random(4711);
        var values = new string[6];
        var pen = new RowPen(SheetOf(values, random.Next(2) == 0));
        var written = new List<string[]>();
        using var file = new MemoryStream();
        for (var row = 0; row < 2000; row++)
        {
            Fill(values, random);
            written.Add([.. values]);
            file.Write(pen.Write(null!, null!).Bytes.Span);
        }

        using var reader = CsvReader.Create(
            file.ToArray(), new CsvReaderOptions { Separator = '|', HasHeader = false, SkipEmptyLines = false, MalformedData = CsvMalformedDataHandling.Throw });
        foreach (var row in written)
        {
            reader.Read().Should().BeTrue();
            reader.Current.ToArray().Should().Equal(row);
        }

        reader.Read().Should().BeFalse();
    }

    [Fact]
    public void A_row_that_was_written_is_taken_apart_into_the_same_fields_and_hashes()
    {
        var random = new Random(42);
        var values = new string[6];
        var sheet = SheetOf(values, utf8: true);
        var pen = new RowPen(sheet);
        for (var row = 0; row < 500; row++)
        {
            Fill(values, random);
            var written = pen.Write(null!, null!);
            var parsed = EncodedRow.Parse(sheet, written.Bytes.ToArray());

            Enumerable.Range(0, values.Length).Select(parsed.Value).Should().Equal(values);
            Enumerable.Range(0, values.Length).Select(written.Value).Should().Equal(values);
            parsed.Hash().Should().Be(written.Hash());
            parsed.Columns().Should().Equal(values.Select((value, at) => KeyValuePair.Create($"c{at}", value)));
            new RowPen(sheet).Compose(parsed.Field).Bytes.ToArray().Should().Equal(written.Bytes.ToArray(), "fields are taken over as they are encoded");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a|b|c|d|e\n")]
    [InlineData("a|b|c|d|e|f|g\n")]
    [InlineData("a|b|c|d|e|f")]
    [InlineData("a|b|c|d|e|\"f\n")]
    [InlineData("a|b|c|d|e|f\na|b|c|d|e|f\n")]
    public void What_is_no_row_of_the_sheet_is_refused(string bytes)
    {
        var act = () => EncodedRow.Parse(SheetOf(new string[6], utf8: true), Encoding.UTF8.GetBytes(bytes));
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Only_a_value_that_needs_quotes_has_them()
    {
        var values = new[] { "plain, with 'comma'", " blanks ", "a|b", "say \"hi\"", "one\ntwo", "" };
        Encoding.UTF8.GetString(new RowPen(SheetOf(values, utf8: false)).Write(null!, null!).Bytes.Span)
            .Should().Be("plain, with 'comma'| blanks |\"a|b\"|\"say \"\"hi\"\"\"|\"one\ntwo\"|\n");
    }

    [Fact]
    public void Any_text_inside_JSON_is_read_back_by_a_JSON_reader()
    {
        var random = new Random(7);
        var text = "";
        var sheet = Sheet([new() { Name = "json", Form = ColumnForm.Json, Write = (pen, _, _) => { pen.Raw("[\""u8); pen.JsonText(Encoding.UTF8.GetBytes(text)); pen.Raw("\"]"u8); } }]);
        var pen = new RowPen(sheet);
        for (var i = 0; i < 1000; i++)
        {
            text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(3) == 0 ? ((char)random.Next(0x20)).ToString() : Pieces[random.Next(Pieces.Length)]));
            JsonSerializer.Deserialize<string[]>(pen.Write(null!, null!).Value(0)).Should().Equal(text);
        }
    }

    [Fact]
    public void A_long_value_of_quotes_and_separators_is_written_whole()
    {
        var values = new[] { new string('"', 30_000), new string('|', 30_000), "", "🔥", new string('\n', 10_000), "end" };
        var row = new RowPen(SheetOf(values, utf8: true)).Write(null!, null!);
        Enumerable.Range(0, 6).Select(row.Value).Should().Equal(values);
    }

    /// <summary>The literals were made by another program: XXH64 over a facet's runs of neighbouring columns as they stand in the row, each run with the hash before it as seed, from seeds 0 and 0x9E3779B185EBCA87.</summary>
    [Fact]
    public void Facet_hashes_never_change_from_one_version_to_the_next()
    {
        var hashes = EncodedRow.Parse(TikTokSfccSheet.Sheet, Known).Hash();
        (hashes.Content.ToString(), hashes.Price.ToString(), hashes.Stock.ToString()).Should()
            .Be(("d8e0810fe9467ebe589abde1468a27bb", "8c174dc41947d1466aaa26c4db2c49ae", "53e4f4080dab25508e0cdfc408e15d3c"));
        new Hash128(hashes.Content.ToArray()).Should().Be(hashes.Content);
    }

    [Theory]
    [InlineData("price", "25.01 GBP", Facet.Price)]
    [InlineData("availability", "out of stock", Facet.Stock)]
    [InlineData("title", "Storm hoods", Facet.Content)]
    [InlineData("condition", "used", Facet.Content)]
    [InlineData("google_product_category", "1", Facet.Content)]
    public void A_change_in_one_facet_leaves_the_hashes_of_the_others(string column, string value, Facet facet)
    {
        var before = EncodedRow.Parse(TikTokSfccSheet.Sheet, Known);
        var at = TikTokSfccSheet.Sheet.IndexOf(column);
        var after = new RowPen(TikTokSfccSheet.Sheet).Compose(field => field == at ? Encoding.UTF8.GetBytes(value) : before.Field(field)).Hash();

        (after.Content != before.Hash().Content, after.Price != before.Hash().Price, after.Stock != before.Hash().Stock)
            .Should().Be((facet == Facet.Content, facet == Facet.Price, facet == Facet.Stock));
    }

    [Fact]
    public void Two_rows_whose_fields_run_together_alike_have_different_hashes()
    {
        static FacetHashes Of(string first, string second) => new RowPen(SheetOf([first, second, "", "", "", ""], utf8: true)).Write(null!, null!).Hash();
        Of("ab", "c").Content.Should().NotBe(Of("a", "bc").Content);
    }

    internal static byte[] Known { get; } = Encoding.UTF8.GetBytes(
        "HOOD|Storm hood|Fits the jacket.|\"{\"\"images\"\":[\"\"https://img.shop.example/hood.jpg\"\"]}\"|https://shop.example/HOOD.html|camping|GB|in stock|25.00 GBP|HOOD|{}|true|Fernside||new\n");

    internal static FeedSheet Sheet(IReadOnlyList<FeedColumn> columns) => new("test", '|', columns) { Limits = new Limits(), OutOfStock = "out of stock", Extension = "txt", GoesBy = DeliveryChannel.Alert };

    private static FeedSheet SheetOf(string[] values, bool utf8) => Sheet(
    [
        .. values.Select((_, at) => new FeedColumn
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"c{at}"),
            Facet = at < 4 ? Facet.Content : at == 4 ? Facet.Price : Facet.Stock,
            Write = (pen, _, _) =>
            {
                if (utf8)
                {
                    pen.Text(Text.Of(values[at]));
                }
                else
                {
                    pen.Text(values[at]);
                }
            },
        }),
    ]);

    private static void Fill(string[] values, Random random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            // A row that begins with a byte order mark would be one for the file.
            values[i] = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length - (i == 0 ? 1 : 0))]));
        }
    }
}
