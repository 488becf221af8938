using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Archives and files that would unpack, or be taken apart, without bound. Memory is measured, not time.</summary>
public sealed class UnpackingTests : IDisposable
{
    private const long Mega = 1 << 20;
    private static readonly byte[] Catalog = Encoding.UTF8.GetBytes(Export.Catalog("<product product-id=\"p\"/>"));
    private readonly Export _export = new();

    public void Dispose() => _export.Dispose();

    [Fact]
    public void A_zip_of_very_many_entries_is_refused_before_its_directory_is_read()
    {
        var zip = Path.Combine(_export.Folder, "export.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            for (var i = 0; i < 20_000; i++)
            {
                archive.CreateEntry($"catalogs/{i}/catalog.xml");
            }
        }

        Allocated(() => Refused(zip, new ExportLimits { Entries = 1_000 }).Should().Contain("20000 entries; 1000 entries are allowed")).Should().BeLessThan(2 * Mega);

        // One that says that it has few: its directory is as long as it is.
        var bytes = File.ReadAllBytes(zip);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 14), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 12), 3);
        File.WriteAllBytes(zip, bytes);
        Allocated(() => Refused(zip, new ExportLimits { Entries = 1_000 }).Should().MatchRegex("its directory has 1[0-9]+ bytes and names 3 entries")).Should().BeLessThan(2 * Mega);
    }

    [Fact]
    public void Entries_that_lie_upon_each_other_are_refused()
    {
        var zip = _export.Zip(("catalogs/a/catalog.xml", Encoding.UTF8.GetBytes(Export.Catalog(new string(' ', 200_000)))), ("catalogs/b/catalog.xml", Catalog));
        var bytes = File.ReadAllBytes(zip);
        // Both entries of the directory tell of the first one's bytes, and say that these are nearly all there is.
        for (var at = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8); at >= 0 && at < bytes.Length;)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 20), (uint)bytes.Length - 100);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 42), 0);
            var next = bytes.AsSpan(at + 4).IndexOf("PK\u0001\u0002"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        File.WriteAllBytes(zip, bytes);
        Refused(zip).Should().Contain("lie upon each other");
    }

    [Fact]
    public void A_zip_in_a_zip_and_a_tar_are_no_catalogs()
    {
        var inner = File.ReadAllBytes(_export.Zip(("catalog.xml", Catalog)));
        File.Delete(Path.Combine(_export.Folder, "export.zip"));
        Refused(_export.Zip(("catalogs/c/catalog.xml", inner))).Should().Contain("not well-formed");
        using var tar = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.SymbolicLink, "../../x") { LinkName = "/etc/passwd" });
        }

        _export.With("catalogs/c/catalog.xml", tar.ToArray()).Refused().Sentence.Should().Contain("not well-formed");
        _export.With("export.tar", tar.ToArray()).Refused(source => source with { Location = Path.Combine(_export.Folder, "export.tar") }).Sentence.Should().Contain("cannot be opened");
    }

    [Fact]
    public void A_link_in_a_zip_is_only_its_text()
    {
        var zip = Path.Combine(_export.Folder, "export.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            var link = archive.CreateEntry("catalogs/c/catalog.xml");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var text = link.Open();
            text.Write("/etc/passwd"u8);
        }

        Refused(zip).Should().Contain("not well-formed").And.NotContain("root:");
    }

    [Fact]
    public void A_gz_of_many_members_is_measured_as_a_whole()
    {
        using var members = new MemoryStream();
        members.Write(Export.Gzip(Encoding.UTF8.GetBytes($"<catalog xmlns=\"{Export.CatalogNamespace}\" catalog-id=\"c\">")));
        for (var i = 0; i < 200; i++)
        {
            members.Write(Export.Gzip(Encoding.UTF8.GetBytes("<a>" + new string(' ', 100_000) + "</a>")));
        }

        Allocated(() => _export.With("catalogs/c/catalog.xml.gz", members.ToArray()).Refused(limits: new ExportLimits { RatioFromBytes = 1_000_000, Ratio = 100 }).Sentence.Should().Contain("100 times its").And.Contain("zip bomb")).Should().BeLessThan(64 * Mega);
    }

    [Theory]
    [InlineData("many attributes in one tag", "a{0}='' ", "<product product-id=\"p\" ", "/>")]
    [InlineData("a tag of one long attribute", "aaaaaaaaaaaaaaaa", "<product product-id=\"", "\"/>")]
    [InlineData("a text of many pieces", "<![CDATA[aaaaaaaa]]>", "<product product-id=\"p\"><brand>", "</brand></product>")]
    [InlineData("a text of many references", "&#65;", "<product product-id=\"p\"><brand>", "</brand></product>")]
    public void A_record_that_is_out_of_proportion_is_refused_in_little_memory(string what, string over, string begin, string end)
    {
        _ = what;
        var text = new StringBuilder(begin);
        for (var i = 0; text.Length < 24_000_000; i++)
        {
            text.Append(over.Replace("{0}", $"{i}", StringComparison.Ordinal));
        }

        var bytes = Encoding.UTF8.GetBytes(Export.Catalog(text.Append(end).ToString()));
        Allocated(() => _export.With("catalogs/c/catalog.xml", bytes).Refused().Remedy.Should().NotBeEmpty()).Should().BeLessThan(400 * Mega);
    }

    private string Refused(string zip, ExportLimits? limits = null) => _export.Refused(source => source with { Location = zip }, limits).Sentence;

    private static long Allocated(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
