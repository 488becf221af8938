using System.Collections.Concurrent;

namespace Connector.Store;

/// <summary>Rows put together by one thread while another writes them: batches of about a megabyte, of which three go round.</summary>
internal sealed class RowBatches : IDisposable
{
    private const int Enough = 1 << 20;
    private const int GoingRound = 3;
    private readonly BlockingCollection<Batch> _full = new(GoingRound);
    private readonly BlockingCollection<Batch> _empty = new(GoingRound);
    private Batch _filling = new();
    private CancellationToken _givenUp;

    private RowBatches()
    {
        for (var i = 1; i < GoingRound; i++)
        {
            _empty.Add(new Batch());
        }
    }

    /// <summary>Writes all rows that <paramref name="fill"/> puts together, in order.</summary>
    /// <param name="fill">Begins rows and adds data to them; on a thread of its own.</param>
    /// <param name="write">Takes a row; on the caller's thread.</param>
    public static void Write(Action<RowBatches> fill, RowWriter write)
    {
        using var batches = new RowBatches();
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
    /// <param name="table">Which table it is for.</param>
    /// <param name="number">A number of the row.</param>
    /// <param name="key">Its key.</param>
    public void Begin(int table, long number, ReadOnlySpan<byte> key)
    {
        if (_filling.Length > Enough)
        {
            _full.Add(_filling, _givenUp);
            _filling = _empty.Take(_givenUp);
        }

        _filling.Begin(table, number, key);
    }

    /// <summary>Room for more data at the end of the row that was begun last.</summary>
    public Span<byte> Data(int length) => _filling.Take(length);

    public void Dispose()
    {
        _full.Dispose();
        _empty.Dispose();
    }

    /// <summary>Takes a row.</summary>
    internal delegate void RowWriter(int table, long number, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data);

    private sealed class Batch
    {
        private readonly List<(int Table, long Number, int At, int Key)> _rows = [];
        private byte[] _bytes = new byte[1 << 16];

        public int Length { get; private set; }

        public void Begin(int table, long number, ReadOnlySpan<byte> key)
        {
            _rows.Add((table, number, Length, key.Length));
            key.CopyTo(Take(key.Length));
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
                var (table, number, at, key) = _rows[i];
                var end = i + 1 < _rows.Count ? _rows[i + 1].At : Length;
                write(table, number, _bytes.AsSpan(at, key), _bytes.AsSpan((at + key)..end));
            }
        }

        public void Clear()
        {
            _rows.Clear();
            Length = 0;
        }
    }
}
