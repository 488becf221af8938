using System.Xml;

namespace Connector.Benchmarks.Whole;

/// <summary>The peer of a store read: each file of a shop through XmlReader, one after the other, every name and value looked at and nothing kept.</summary>
internal static class XmlPass
{
    public const string Name = "--xml-pass";
    private static readonly XmlReaderSettings Careful = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true };

    public static int Go(string folder)
    {
        var (nodes, characters) = (0L, 0L);
        foreach (var path in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories))
        {
            using var xml = XmlReader.Create(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan), Careful);
            while (xml.Read())
            {
                nodes++;
                characters += xml.LocalName.Length;
                if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    characters += xml.Value.Length;
                }

                while (xml.MoveToNextAttribute())
                {
                    characters += xml.Value.Length;
                }
            }
        }

        Console.WriteLine($"{nodes} nodes, {characters} characters");
        return 0;
    }
}
