using System.Text;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>XmlReader is the oracle: both tell the same events with the same values, or both refuse.</summary>
public sealed class Utf8XmlTests
{
    private static readonly int[] Buffers = [16, 17, 23, 64, 1 << 12];

    public static TheoryData<int> Few => Seeds.Of(8, 400);

    [Theory]
    [MemberData(nameof(Few))]
    public void Random_documents_are_read_as_XmlReader_reads_them(int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var document = Encoding.UTF8.GetBytes(new RandomXml(random).Next(oneBadIn: random.Next(2) == 0 ? 30 : int.MaxValue));
            _ = Same(document, random) ? read++ : refused++;
        }

        read.Should().BeGreaterThan(50);
        refused.Should().BeGreaterThan(50);
    }

    [Theory]
    [MemberData(nameof(Few))]
    public void Documents_with_bytes_flipped_lost_or_doubled_are_read_or_refused_as_XmlReader_does(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            var document = Encoding.UTF8.GetBytes(new RandomXml(random).Next(int.MaxValue)).ToList();
            for (var changes = random.Next(1, 4); changes > 0 && document.Count > 0; changes--)
            {
                var at = random.Next(document.Count);
                switch (random.Next(4))
                {
                    case 0:
                        document[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        document[at] = (byte)"<>&;\"'/=!?-[] \r\n:ax\xC3\xEF"[random.Next(21)];
                        break;
                    case 2:
                        document.RemoveRange(at, Math.Min(random.Next(1, 6), document.Count - at));
                        break;
                    default:
                        document.InsertRange(random.Next(document.Count), document.GetRange(at, Math.Min(random.Next(1, 12), document.Count - at)));
                        break;
                }
            }

            Same([.. document], random);
        }
    }

    [Theory]
    [MemberData(nameof(Few))]
    public void Documents_cut_anywhere_are_refused_where_XmlReader_refuses_them(int seed)
    {
        var random = new Random(seed);
        var document = Encoding.UTF8.GetBytes(new RandomXml(random).Next(int.MaxValue));
        for (var length = 0; length < Math.Min(document.Length, 1500); length++)
        {
            Same(document[..length], random);
        }
    }

    [RealDataFact]
    public void Real_exports_are_read_as_XmlReader_reads_them()
    {
        foreach (var file in Directory.EnumerateFiles(RealData.Sfcc, "*.xml", SearchOption.AllDirectories))
        {
            var document = File.ReadAllBytes(file);
            var expected = Traced.ByXmlReader(document);
            foreach (var buffer in new[] { 16, 100, 4096, 1 << 20 })
            {
                Traced.ByUtf8Xml(document, buffer).Should().Equal(expected, file);
            }
        }
    }

    /// <summary>Whether both read it; fails where they differ.</summary>
    private static bool Same(byte[] document, Random random)
    {
        var expected = Traced.ByXmlReader(document);
        var found = Traced.ByUtf8Xml(document, Buffers[random.Next(Buffers.Length)], random.Next(3) == 0 ? random.Next(1, 9) : int.MaxValue);
        if (!expected.SequenceEqual(found))
        {
            Assert.Fail($"{Convert.ToHexString(document)}\n{Encoding.UTF8.GetString(document)}\nXmlReader:\n{string.Join('\n', expected)}\nhere:\n{string.Join('\n', found)}");
        }

        return expected is not [Traced.Refused];
    }
}
