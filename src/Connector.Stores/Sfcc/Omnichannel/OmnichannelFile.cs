using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Reads files of Omnichannel Inventory: one JSON object a line. A full export begins with a line that names the location or group and
/// ends with one that holds the delta token; a file of changes holds records, or pages of them.
/// </summary>
internal sealed class OmnichannelFile(ExportFile file, ShopClock clock, CancellationToken cancellation)
{
    /// <summary>A page is one line, or written over several; a record is a few hundred bytes.</summary>
    private const int LongestPage = 64 << 20;
    private const int LongestLine = 1 << 20;

    /// <summary>Tells a full export, and gives back from where changes of it can be asked for.</summary>
    public OmnichannelStream ReadFull(IStoreRead read)
    {
        var lists = new OmnichannelLists(read, file, ScopeMode.Complete, null);
        string? list = null, token = null;
        var ended = false;
        var last = Lines(LongestLine, (part, line) =>
        {
            (token, ended) = (part.Token ?? token, part.Token is not null);
            if (part.List is not null)
            {
                lists.Open(list = part.List);
            }
        }, (record, line) => lists.Tell(record, record.List ?? list ?? throw new StoreReadException(
            file.Origin, line, "locationId", "the first line names no location and no group", "export the file again from Omnichannel Inventory")));
        lists.Close();
        return lists.Known.Count == 0 || !ended
            ? throw new StoreReadException(
                file.Origin, last, "deltaToken", lists.Known.Count == 0 ? "the file names no location and no group" : "the last line holds no delta token: the file is cut off",
                "wait until the export has ended, or export the file again")
            : new OmnichannelStream(token!, [.. lists.Known], file.Time);
    }

    /// <summary>Tells a file of changes.</summary>
    /// <param name="read">Where to.</param>
    /// <param name="known">The locations and groups of which full exports were read; null: any counts.</param>
    /// <param name="younger">Those of them whose full exports are younger than the file.</param>
    public void ReadDelta(IStoreRead read, IReadOnlyCollection<string>? known, IReadOnlyCollection<string> younger)
    {
        var lists = new OmnichannelLists(read, file, ScopeMode.Delta, known) { Younger = younger };
        string? list = null;
        Lines(LongestPage, (part, _) => list = part.List ?? list, (record, line) => lists.Tell(record, record.List ?? list, line));
        lists.Close();
    }

    private int Lines(int longest, Action<OmnichannelPart, int> tell, Action<OmnichannelRecord, int> record)
    {
        var line = 0;
        try
        {
            using var bytes = file.Open();
            var lines = new JsonLineReader(bytes, file.Origin, longest);
            var json = new OmnichannelJson(file.Origin, clock);
            while (lines.Next() is { IsEmpty: false } text)
            {
                cancellation.ThrowIfCancellationRequested();
                line = lines.Line;
                text = longest == LongestPage && text[^1] != '}' ? lines.All() : text;
                tell(json.Read(text, line, one => record(one, line)), line);
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new StoreReadException(file.Origin, line, "", "cannot be read: " + fault.Message, ExportFiles.Cure(fault), fault);
        }

        if (file.Changed())
        {
            throw new StoreReadException(file.Origin, 0, "", "the file changed while it was read", "let the export end (write under TEMP_, then rename), then read again");
        }

        return line;
    }
}
