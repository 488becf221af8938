using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Connector.Feeds;

/// <summary>
/// What a run did, SKU by SKU, for people: a CSV in the run's folder, where the synchronization policy wants it. Made of the list of what the ledger
/// learns, so that it says neither more nor less. Checklist SYN-16, LOG-01.
/// </summary>
internal static class ActivityFile
{
    public const string Name = "activity.csv.gz";

    /// <summary>Writes it; false where the disk refuses, which must not keep a run that TikTok was told of from its seal.</summary>
    /// <param name="changes">The list of what the ledger learns.</param>
    /// <param name="path">Where the file goes.</param>
    public static bool TryWrite(string changes, string path)
    {
        try
        {
            Write(changes, path);
            return true;
        }
        catch (Exception fault) when (fault is IOException and not (FileNotFoundException or EndOfStreamException) or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Write(string changes, string path)
    {
        using (var list = new FileStream(changes, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16))
        using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        using (var text = new StreamWriter(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        {
            text.Write("operation,sku,view,list,quantity,because\n");
            foreach (var change in LedgerChange.Read(list))
            {
                if (change is GroupDue or SkuAwaits)
                {
                    // Nothing was done yet.
                    continue;
                }

                var (operation, where, quantity, because) = change switch
                {
                    RowSent { Resent: true } sent => (Word(sent), "", "", sent.HeldCode ?? ""),
                    RowSent sent => ("note", "", "", sent.HeldCode ?? "is as the shop has it again"),
                    QuantitySent sent => ("quantity", sent.List, sent.Quantity.ToString(CultureInfo.InvariantCulture), ""),
                    _ => ("forget", "", "", "TikTok has deleted it"),
                };
                text.Write($"{operation},{HeldFile.Cell(change.Sku)},{HeldFile.Cell(change.View)},{HeldFile.Cell(where)},{quantity},{HeldFile.Cell(because)}\n");
            }
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    private static string Word(RowSent sent) => sent.State switch
    {
        SentState.Deleting => "delete",
        SentState.Deactivated => "deactivate",
        _ => sent.Run is null ? "upload" : "update",
    };
}
