using System.IO.Compression;
using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Stores.Tests.Worlds;

/// <summary>A file of an export.</summary>
internal sealed record WorldFile(string Path, byte[] Bytes)
{
    public DateTimeOffset Time { get; init; } = WorldMaker.Noon;
}

/// <summary>How a world is laid out in files, and how the files lie at the source.</summary>
internal static class WorldFiles
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>Each scope in a file of its own, where the platform would put it.</summary>
    public static List<WorldFile> Of(List<WorldScope> scopes, Random random)
    {
        var xml = new WorldXml(random);
        return scopes.ConvertAll(scope => new WorldFile(scope.Folder + "/" + scope.Id + (scope.Folder == "catalogs" ? "/catalog.xml" : ".xml"), xml.File(scope, scope.Pieces)));
    }

    /// <summary>
    /// Several files a scope, their records in another order, some of them twice or stale before they are right, some files as .gz. What is
    /// said of one product in a scope stays in one file and in its order: prices and places are lists.
    /// </summary>
    public static List<WorldFile> Spread(List<WorldScope> scopes, Random random)
    {
        var xml = new WorldXml(random);
        var files = new List<WorldFile>();
        foreach (var scope in scopes)
        {
            var count = random.Next(1, 4);
            var pieces = Enumerable.Range(0, count).Select(_ => new List<WorldPiece>()).ToArray();
            var fileOf = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var piece in scope.Pieces)
            {
                var at = piece.Of.Length == 0 ? random.Next(count) : fileOf.GetValueOrDefault(piece.Rank + piece.Of, random.Next(count));
                fileOf[piece.Rank + piece.Of] = at;
                pieces[at].Add(piece);
                if (scope.Folder != "pricebooks" && random.Next(8) == 0)
                {
                    pieces[piece.Of.Length == 0 || piece.Rank == 1 ? random.Next(count) : at].Add(piece);
                }
            }

            Stale(scope, pieces, fileOf, random);
            for (var i = 0; i < count; i++)
            {
                var path = scope.Folder + "/" + scope.Id + (scope.Folder == "catalogs" ? "/" : "-") + (char)('a' + i) + ".xml";
                var bytes = xml.File(scope, Shuffled(pieces[i], random));
                files.Add(random.Next(3) == 0 ? new WorldFile(path + ".gz", Export.Gzip(bytes)) : new WorldFile(path, bytes));
            }
        }

        return files;
    }

    public static string ToFolder(List<WorldFile> files, string folder)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes);
            File.SetLastWriteTimeUtc(path, file.Time.UtcDateTime);
        }

        return folder;
    }

    /// <param name="top">A folder in the zip that holds everything, with its slash; or nothing.</param>
    public static string ToZip(List<WorldFile> files, string path, string top)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var file in files)
        {
            var entry = zip.CreateEntry(top + file.Path);
            // A zip knows the time on the shop's clock, and no zone.
            entry.LastWriteTime = TimeZoneInfo.ConvertTime(file.Time, Zone);
            using var bytes = entry.Open();
            bytes.Write(file.Bytes);
        }

        return path;
    }

    /// <summary>The one place that knows how a delta travels.</summary>
    public static void TellDelta(StoreSource source, IStoreRead read, CancellationToken cancellation = default)
    {
        var clock = new ShopClock(ShopClock.FindZone(source.TimeZone)!);
        var xml = new ExportXml(read, clock, source.ImageBaseUrl, ScopeMode.Delta, cancellation);
        using var files = ExportFiles.AtAsync(source, new LocalPlace(source.Location, new ExportLimits()), new ReadBounds(new ExportLimits(), clock), cancellation).GetAwaiter().GetResult();
        Matching(source.Catalogs).ForEach(xml.Catalog);
        Matching(source.PriceBooks).ForEach(xml.PriceBooks);
        Matching(source.InventoryLists).ForEach(xml.InventoryLists);

        List<ExportFile> Matching(IReadOnlyList<string> globs) => files.MatchingAsync(globs, cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Some products stand in an earlier file as they were once.</summary>
    private static void Stale(WorldScope scope, List<WorldPiece>[] pieces, Dictionary<string, int> fileOf, Random random)
    {
        foreach (var piece in scope.Pieces.Where(piece => scope.Folder == "catalogs" && piece.Rank == 1 && random.Next(6) == 0 && fileOf[piece.Rank + piece.Of] > 0))
        {
            pieces[random.Next(fileOf[piece.Rank + piece.Of])].Add(piece with
            {
                Write = stale =>
                {
                    stale.WriteStartElement("product");
                    stale.WriteAttributeString("product-id", piece.Of);
                    stale.WriteElementString("display-name", "stale");
                    stale.WriteEndElement();
                },
            });
        }
    }

    /// <summary>In another order, but for what is said of one product.</summary>
    private static List<WorldPiece> Shuffled(List<WorldPiece> pieces, Random random)
    {
        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        var inOrder = pieces.GroupBy(piece => (piece.Rank, piece.Of)).ToDictionary(same => same.Key, same => new Queue<WorldPiece>(same));
        return [.. shuffled.Select(piece => inOrder[(piece.Rank, piece.Of)].Dequeue())];
    }
}
