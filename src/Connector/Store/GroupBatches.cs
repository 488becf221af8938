using System.Collections.Concurrent;

namespace Connector.Store;

/// <summary>
/// Groups' rows put together by one thread while another writes them: batches of about a megabyte, of which three go round.
/// </summary>
internal sealed class GroupBatches : IDisposable
{
    private const int Enough = 1 << 20;
    private const int GoingRound = 3;
    private readonly BlockingCollection<Batch> _full = new(GoingRound);
    private readonly BlockingCollection<Batch> _empty = new(GoingRound);
    private Batch _filling = new();
    private CancellationToken _givenUp;

    private GroupBatches()
    {
        for (var i = 1; i < GoingRound; i++)
        {
            _empty.Add(new Batch());
        }
    }

    /// <summary>Writes all rows that <paramref name="fill"/> puts together, in order.</summary>
    /// <param name="fill">Begins rows and adds records to them; on a thread of its own.</param>
    /// <param name="write">Takes owner, group and data of a row; on the caller's thread.</param>
    public static void Write(Action<GroupBatches> fill, RowWriter write)
    {
        using var batches = new GroupBatches();
        using var givenUp = new CancellationTokenSource();
        var filling = Task.Run(() =>
        {
            try
            {
                batches._givenUp = givenUp.Token;
                fill(batches);
                batches._full.Add(batches._filling, givenUp.Token);
            }
            finally
            {
                batches._full.CompleteAdding();
            }
        });
        try
        {
            foreach (var batch in batches._full.GetConsumingEnumerable())
            {
                batch.ForEach(write);
                batch.Clear();
                batches._empty.Add(batch);
            }
        }
        catch
        {
            givenUp.Cancel();
            ((IAsyncResult)filling).AsyncWaitHandle.WaitOne();
            throw;
        }

        filling.GetAwaiter().GetResult();
    }

    /// <summary>Begins a row.</summary>
    public void Begin(long owner, ReadOnlySpan<byte> group)
    {
        if (_filling.Length > Enough)
        {
            _full.Add(_filling, _givenUp);
            _filling = _empty.Take(_givenUp);
        }

        _filling.Begin(owner, group);
    }

    /// <summary>Room for a record at the end of the row that was begun last.</summary>
    public Span<byte> Record(int length) => _filling.Take(length);

    public void Dispose()
    {
        _full.Dispose();
        _empty.Dispose();
    }

    /// <summary>Takes a row.</summary>
    internal delegate void RowWriter(long owner, ReadOnlySpan<byte> group, ReadOnlySpan<byte> data);

    private sealed class Batch
    {
        private readonly List<(long Owner, int At, int Group)> _rows = [];
        private byte[] _bytes = new byte[Enough * 2];

        public int Length { get; private set; }

        public void Begin(long owner, ReadOnlySpan<byte> group)
        {
            _rows.Add((owner, Length, group.Length));
            group.CopyTo(Take(group.Length));
        }

        public Span<byte> Take(int length)
        {
            if (_bytes.Length - Length < length)
            {
                Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
            }

            Length += length;
            return _bytes.AsSpan(Length - length, length);
        }

        public void ForEach(RowWriter write)
        {
            for (var i = 0; i < _rows.Count; i++)
            {
                var (owner, at, group) = _rows[i];
                var end = i + 1 < _rows.Count ? _rows[i + 1].At : Length;
                write(owner, _bytes.AsSpan(at, group), _bytes.AsSpan((at + group)..end));
            }
        }

        public void Clear()
        {
            _rows.Clear();
            Length = 0;
        }
    }
}
