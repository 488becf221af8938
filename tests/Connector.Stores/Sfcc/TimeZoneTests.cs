namespace Connector.Stores.Tests.Sfcc;

public sealed class TimeZoneTests : IDisposable
{
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Theory]
    [InlineData("Europe/Paris", "2026-07-01T10:00:00", "2026-07-01T08:00:00Z", "a time without zone is the shop's")]
    [InlineData("Europe/Paris", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z", "Z is UTC")]
    [InlineData("Europe/Paris", "2026-07-01T10:00:00-05:30", "2026-07-01T15:30:00Z", "an offset is kept")]
    [InlineData("Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "an hour that happens twice counts the first time")]
    [InlineData("Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z", "an hour that does not happen is moved forward: 03:30 summer time")]
    [InlineData("America/New_York", "2026-03-08T02:15:00", "2026-03-08T07:15:00Z", "west of Greenwich too")]
    [InlineData("America/New_York", "9999-12-31T23:59:59", "9999-12-31T23:59:59.9999999Z", "for ever is no overflow")]
    [InlineData("Europe/Paris", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "nor is the beginning")]
    [InlineData("UTC", " 2026-07-01T10:00:00.1234567 ", "2026-07-01T10:00:00.1234567Z", "blanks do not count, fractions do")]
    public void A_time_is_told_in_UTC(string zone, string text, string utc, string because) => Times(zone, text).Should().Equal(["OnlineFrom: " + utc], because);

    [Theory]
    [InlineData("2026-02-30T00:00:00")]
    [InlineData("2026-01-01")]
    [InlineData("01.02.2026 10:00")]
    [InlineData("2026-01-01T00:00:00+25:00")]
    [InlineData("2026-01-01T00:00:00 Europe/Paris")]
    public void What_is_no_time_is_refused(string text)
    {
        var act = () => Times("UTC", text);
        act.Should().Throw<Connector.Store.StoreReadException>().Which.Sentence.Should().Be($"'{text}' is not a time");
    }

    [Fact]
    public void A_zone_that_is_not_known_is_refused_before_anything_is_read() =>
        _export.WithCatalog("").Refused(source => source with { TimeZone = "Mars/Olympus" }).Message.Should().Contain("Mars/Olympus").And.Contain("IANA");

    [Fact]
    public void The_time_of_a_scope_is_when_its_file_was_written()
    {
        var written = new DateTime(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);
        _export.WithCatalog("");
        File.SetLastWriteTimeUtc(Path.Combine(_export.Folder, "catalogs/c/catalog.xml"), written);
        _export.Read().Begun.Single().Time.Should().Be(new DateTimeOffset(written));
    }

    private IReadOnlyList<string> Times(string zone, string text) =>
        _export.WithCatalog($"<product product-id=\"p\"><online-from>{text}</online-from></product>").Read(source => source with { TimeZone = zone })["p"].Entries;
}
