using System.Text;
using Connector.Feeds.Brakes;

namespace Connector.Feeds;

/// <summary>What a worker made of a range, or of a part of one: everything that the feed's files, lists and counts take from it. To be disposed: its bytes are lent.</summary>
/// <param name="files">How many files its rows may go into.</param>
internal sealed class MadeRange(int files) : IDisposable
{
    private const int FirstChanges = 1 << 12;
    private LentStream? _changes;
    private BinaryWriter? _changesWriter;
    private BrakeTally? _brakes;

    /// <summary>Blocks of rows for each file.</summary>
    public IReadOnlyList<List<RowBlock>> Files { get; } = [.. Enumerable.Range(0, files).Select(_ => new List<RowBlock>())];

    /// <summary>Quantities of which the smallest over several views has yet to be found.</summary>
    public List<(int List, string Sku, int Quantity)> Quantities { get; } = [];

    /// <summary>SKUs that stand in a delete file already, and stand in the next one too, if there is one.</summary>
    public List<string> DeletedAgain { get; } = [];

    public HeldLines HeldLines { get; } = new();

    public long Read { get; set; }

    public long Listed { get; set; }

    public long Held { get; set; }

    public long ListedBefore { get; set; }

    public long Kept { get; set; }

    public long KeptBack { get; set; }

    public long OutOfStock { get; set; }

    public long Deleted { get; set; }

    /// <summary>Of those read, how many were remembered.</summary>
    public long Remembered { get; set; }

    /// <summary>What differs from what was sent before.</summary>
    public long Changed { get; set; }

    /// <summary>What brakes look at.</summary>
    public BrakeTally Brakes => _brakes ??= new BrakeTally();

    /// <summary>Bytes that it takes in memory, about.</summary>
    public long Size { get; private set; }

    /// <summary>What the ledger will learn.</summary>
    public ReadOnlySpan<byte> Changes => _changes is null ? default : _changes.Written;

    public void Add(int file, RowBlock block)
    {
        Files[file].Add(block);
        Size += block.Body.Length;
    }

    public void Add(LedgerChange change)
    {
        _changes ??= new LentStream(FirstChanges);
        _changesWriter ??= new BinaryWriter(_changes, Encoding.UTF8, leaveOpen: true);
        var before = _changes.Count;
        LedgerChange.Write(_changesWriter, change);
        Size += _changes.Count - before;
    }

    public void Add(int list, string sku, int quantity)
    {
        const int Entry = 64;
        Quantities.Add((list, sku, quantity));
        Size += Entry;
    }

    /// <summary>A view's counts with these.</summary>
    public ViewCounts AddTo(ViewCounts counts) => counts with
    {
        Read = counts.Read + Read,
        Listed = counts.Listed + Listed,
        Held = counts.Held + Held,
        ListedBefore = counts.ListedBefore + ListedBefore,
        Kept = counts.Kept + Kept,
        KeptBack = counts.KeptBack + KeptBack,
        OutOfStock = counts.OutOfStock + OutOfStock,
        Deleted = counts.Deleted + Deleted,
        Remembered = counts.Remembered + Remembered,
        Brakes = AddTo(counts.Brakes),
    };

    /// <summary>What brakes look at, counted with what stands before it in feed order; null where there is nothing.</summary>
    public BrakeTally? AddTo(BrakeTally? before)
    {
        if (_brakes is not null)
        {
            before ??= new BrakeTally();
            before.Add(_brakes);
        }

        return before;
    }

    public void Dispose()
    {
        foreach (var block in Files.SelectMany(blocks => blocks))
        {
            block.Dispose();
        }

        _changes?.Dispose();
    }
}
