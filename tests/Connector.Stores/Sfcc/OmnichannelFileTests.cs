using System.Text;
using Connector.Policy.Catalog;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Files of Omnichannel Inventory.</summary>
public sealed class OmnichannelFileTests
{
    private const string First = "{\"locationId\":\"berlin\"}\n";
    private const string Last = "{\"deltaToken\":\"t1\"}\n";
    private static readonly DateTimeOffset Written = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_full_export_becomes_an_inventory_list_and_its_token_is_kept()
    {
        var (read, stream) = Full(First + """
            {"sku":"a","onHand":7,"reserved":2,"atf":4,"ato":4,"safetyStockCount":1,"futures":[],"effectiveDate":"2026-02-28T23:00:00.5-01:00","recordId":"x","more":{"deep":[1]}}
            {"sku":"b","onHand":3.5,"reserved":1,"safetyStockCount":0.5}
            {"sku":"c","atf":-2}
            """ + "\n" + Last);
        read.Begun.Should().Equal((new Scope(ScopeKind.InventoryList, "berlin"), ScopeMode.Complete, Written, "oci.txt"));
        read.Lists.Should().Equal(new InventoryListHeader("berlin", false));
        read.Stock.Should().Equal(
            new StockRecord("a") { Ats = 4, AllocationTime = new DateTimeOffset(2026, 3, 1, 0, 0, 0, 500, TimeSpan.Zero) },
            new StockRecord("b") { Ats = 2 }, new StockRecord("c") { Ats = -2 });
        stream.Token.Should().Be("t1");
        stream.Lists.Should().Equal("berlin");
    }

    [Fact]
    public void What_can_be_ordered_beyond_what_can_be_fulfilled_is_a_backorder_until_the_first_of_it_comes()
    {
        var (read, _) = Full(First + """
            {"sku":"a","atf":1,"ato":9,"futures":[{"quantity":5,"expectedDate":"2026-05-01T00:00:00Z"},{"quantity":0,"expectedDate":"2026-03-01T00:00:00Z"},{"quantity":3,"expectedDate":"2026-04-01T00:00:00Z"}]}
            {"sku":"b","atf":1,"ato":9,"futures":null}
            {"sku":"c","atf":5,"ato":5,"futures":[{"quantity":5,"expectedDate":"2026-05-01T00:00:00Z"}]}
            """ + "\n" + Last);
        read.Stock.Should().Equal(
            new StockRecord("a") { Ats = 9, Handling = StockHandling.Backorder, PreorderBackorderAllocation = 8, InStockDate = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) },
            new StockRecord("b") { Ats = 9, Handling = StockHandling.Backorder, PreorderBackorderAllocation = 8 }, new StockRecord("c") { Ats = 5 });
    }

    [Fact]
    public void Of_several_records_of_a_SKU_the_last_one_counts_in_the_mirror()
    {
        using var mirror = new MirrorBox();
        mirror.Read(read => File(First + "{\"sku\":\"a\",\"ato\":1}\n{\"sku\":\"a\",\"ato\":2}\n" + Last).ReadFull(read)).Number.Should().Be(1);
        mirror.Read(read => File(First + "{\"sku\":\"a\",\"ato\":2}\n" + Last).ReadFull(read)).Number.Should().BeNull("it says the same");
    }

    [Fact]
    public void Groups_sections_of_several_locations_marks_and_blank_lines_are_read()
    {
        var (read, stream) = Full("\uFEFF{\"groupId\":\"eu\"}\r\n\r\n{\"sku\":\"a\",\"ato\":1}\r\n{\"location\":\"paris\",\"mode\":\"UPDATE\"}\r\n{\"sku\":\"a\",\"ato\":2}\r\n{\"sku\":\"b\",\"ato\":3,\"locationId\":\"rome\"}\r\n{\"deltaToken\":\"t\"}");
        read.Begun.Select(begun => begun.Scope.Id).Should().Equal("eu", "paris", "rome");
        read.Stock.Select(stock => stock.Ats).Should().Equal(1, 2, 3);
        stream.Lists.Should().Equal("eu", "paris", "rome");
    }

    [Theory]
    [InlineData("", 0, "deltaToken", "names no location")]
    [InlineData("{\"sku\":\"a\"}\n{\"deltaToken\":\"t\"}", 1, "locationId", "the first line names no location and no group")]
    [InlineData(First + "{\"sku\":\"a\"}", 2, "deltaToken", "the last line holds no delta token: the file is cut off")]
    [InlineData(First + Last + "{\"sku\":\"a\"}", 3, "deltaToken", "cut off")]
    [InlineData(First + "{\"onHand\":1}\n" + Last, 2, "onHand", "a record has no sku")]
    [InlineData(First + "{\"sku\":\"\"}\n" + Last, 2, "sku", "is empty")]
    [InlineData(First + "{\"sku\":\" a\"}\n" + Last, 2, "sku", "blanks at its edges")]
    [InlineData(First + "{\"sku\":7}\n" + Last, 2, "sku", "is 7, a text was expected")]
    [InlineData(First + "{\"sku\":\"a\",\"ato\":\"7\"}\n" + Last, 2, "ato", "is '7', a number was expected")]
    [InlineData(First + "{\"sku\":\"a\",\"ato\":1e99}\n" + Last, 2, "ato", "'1e99' is beyond every stock")]
    [InlineData(First + "{\"sku\":\"a\",\"ato\":{}}\n" + Last, 2, "ato", "is an object, a number was expected")]
    [InlineData(First + "{\"sku\":\"a\",\"futures\":{}}\n" + Last, 2, "futures", "is an object, an array was expected")]
    [InlineData(First + "{\"sku\":\"a\",\"futures\":[{\"quantity\":1,\"expectedDate\":\"soon\"}]}\n" + Last, 2, "futures[0].expectedDate", "'soon' is not a time")]
    [InlineData(First + "{\"sku\":\"a\",\"effectiveDate\":5}\n" + Last, 2, "effectiveDate", "is 5, a text was expected")]
    [InlineData(First + "{\"sku\":\"a\",\"deltaType\":\"Moved\"}\n" + Last, 2, "deltaType", "'Moved' is a kind of change that is not known")]
    [InlineData(First + "{\"sku\":\"a\",\"ato\":1\n" + Last, 2, "ato", "is not JSON")]
    [InlineData(First + "{\"sku\":\"a\"}{}\n" + Last, 2, "sku", "is not JSON")]
    [InlineData(First + "[]\n" + Last, 2, "", "an array, an object was expected")]
    [InlineData(First + "sku\n" + Last, 2, "", "is not JSON")]
    [InlineData("<catalog/>", 1, "", "is not JSON")]
    public void A_bad_line_is_named_with_its_member_and_a_cure(string text, int line, string member, string sentence)
    {
        var fault = Refused(Encoding.UTF8.GetBytes(text));
        (fault.Origin, fault.Line, fault.Element).Should().Be(("oci.txt", line, member));
        fault.Sentence.Should().Contain(sentence);
        fault.Remedy.Should().NotBeEmpty();
    }

    [Fact]
    public void An_id_of_100_characters_is_read_and_one_of_101_is_not()
    {
        Full(First + $"{{\"sku\":\"{new string('x', 100)}\"}}\n" + Last).Read.Stock.Should().HaveCount(1);
        Refused(Encoding.UTF8.GetBytes(First + $"{{\"sku\":\"{new string('x', 101)}\"}}\n" + Last)).Sentence.Should().Contain("has 101 characters, 100 are allowed");
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_and_nesting_without_end_are_refused()
    {
        Refused([.. Encoding.UTF8.GetBytes(First), .. "{\"sku\":\"B"u8, 0xE9, .. "b\"}\n"u8]).Line.Should().Be(2);
        Refused(Encoding.UTF8.GetBytes(First + "{\"a\":" + new string('[', 200) + new string(']', 200) + "}\n" + Last)).Sentence.Should().Contain("is not JSON");
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        var endless = new ExportFile("oci.txt", "oci.txt", Written, () => new EndlessStream((byte)' '));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var read = () => new OmnichannelFile(endless, Clock, CancellationToken.None).ReadFull(new RecordedRead());
        read.Should().Throw<StoreReadException>().Which.Sentence.Should().Contain("more than 1048576 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(16 << 20);
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(First + "{\"sku\":\"a\",\"ato\":1}\n" + Last);
        for (var length = 0; length < whole.Length - 1; length++)
        {
            Refused(whole[..length]).Remedy.Should().NotBeEmpty();
        }

        Full(Encoding.UTF8.GetString(whole[..^1])).Stream.Token.Should().Be("t1");
    }

    [Theory]
    [InlineData("{\"sku\":\"a\",\"ato\":1,\"locationId\":\"berlin\",\"deltaType\":\"Change\"}\n{\"sku\":\"b\",\"deltaType\":\"Delete\",\"locationId\":\"berlin\"}\n")]
    [InlineData("{\"nextDeltaToken\":\"t2\",\"shouldQueryAgain\":false,\"records\":[{\"sku\":\"a\",\"ato\":1,\"location\":\"berlin\"},{\"deltaType\":\"DELETE\",\"record\":{\"sku\":\"b\",\"locationId\":\"berlin\"}}]}")]
    [InlineData("\uFEFF{\n  \"records\": [\n    { \"sku\": \"a\", \"ato\": 1 },\n    { \"sku\": \"b\", \"deltaType\": \"Delete\" }\n  ],\n  \"nextDeltaToken\": null\n}\n")]
    [InlineData("{\"records\":[{\"sku\":\"a\",\"ato\":1}]}\n{\"records\":[{\"sku\":\"b\",\"deltaType\":\"Delete\"}]}\n")]
    public void Changes_are_read_as_records_or_pages_a_line_or_as_one_page_over_several_lines(string text)
    {
        var read = new RecordedRead();
        File(text).ReadDelta(read, ["berlin"], []);
        read.Begun.Should().OnlyContain(begun => begun.Scope.Id == "berlin" && begun.Mode == ScopeMode.Delta);
        read.Stock.Should().Equal(new StockRecord("a") { Ats = 1 });
        read.DeletedStock.Should().Equal("b");
    }

    [Fact]
    public void A_change_of_a_location_of_which_no_full_export_was_read_is_passed_over_with_a_warning()
    {
        var read = new RecordedRead();
        File("{\"sku\":\"a\",\"ato\":1,\"locationId\":\"rome\"}\n{\"sku\":\"a\",\"ato\":2,\"locationId\":\"paris\"}\n").ReadDelta(read, ["berlin", "paris"], []);
        read.Stock.Should().Equal(new StockRecord("a") { Ats = 2 });
        read.Warnings.Should().ContainSingle().Which.Sentence.Should().Contain("changes of rome are passed over");
        var nameless = () => File("{\"sku\":\"a\",\"ato\":1}").ReadDelta(new RecordedRead(), ["berlin", "paris"], []);
        nameless.Should().Throw<StoreReadException>().Which.Sentence.Should().Contain("names no location and no group");
    }

    private static ShopClock Clock => new(TimeZoneInfo.Utc);

    private static OmnichannelFile File(string text) => File(Encoding.UTF8.GetBytes(text));

    private static OmnichannelFile File(byte[] bytes) => new(new ExportFile("oci.txt", "oci.txt", Written, () => new MemoryStream(bytes)), Clock, CancellationToken.None);

    private static (RecordedRead Read, OmnichannelStream Stream) Full(string text)
    {
        var read = new RecordedRead();
        var stream = File(text).ReadFull(read);
        read.IsOpen.Should().BeFalse();
        return (read, stream);
    }

    private static StoreReadException Refused(byte[] bytes)
    {
        var read = () => File(bytes).ReadFull(new RecordedRead());
        return read.Should().Throw<StoreReadException>().Which;
    }

    private sealed class EndlessStream(byte letter) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill(letter);
            return count;
        }
    }
}
