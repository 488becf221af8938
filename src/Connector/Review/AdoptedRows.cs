using System.Text;
using Connector.Feeds;

namespace Connector.Review;

/// <summary>The rows that are adopted, on disk until the ledger takes them: a catalog may have a hundred thousand.</summary>
internal sealed class AdoptedRows : IDisposable
{
    /// <summary>In the folder of an adoption.</summary>
    public const string Name = "adopted-rows.bin";

    private readonly string _path;
    private readonly FileStream _file;
    private readonly BinaryWriter _writer;

    public AdoptedRows(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
    }

    public long Count { get; private set; }

    public void Add(RowSent row)
    {
        LedgerChange.Write(_writer, row);
        Count++;
    }

    /// <summary>All of them; none is added after.</summary>
    public IEnumerable<LedgerChange> Read()
    {
        _writer.Flush();
        _file.Flush(flushToDisk: true);
        using var file = File.OpenRead(_path);
        foreach (var change in LedgerChange.Read(file))
        {
            yield return change;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
