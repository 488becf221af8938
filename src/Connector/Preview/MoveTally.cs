namespace Connector.Preview;

/// <summary>Counts moves in one direction, in flat memory: tenths of a per cent up to a thousand per cent, and the ten largest.</summary>
internal sealed class MoveTally
{
    private const int TenthsAtMost = 10_000, Shown = 10;
    private readonly long[] _tenths = new long[TenthsAtMost + 1];
    private readonly PriorityQueue<Move, decimal> _largest = new();
    private long _count;

    public void Add(Move move)
    {
        _count++;
        _tenths[(int)Math.Min(TenthsAtMost, decimal.Ceiling(move.Percent * 10))]++;
        _largest.Enqueue(move, move.Percent);
        if (_largest.Count > Shown)
        {
            _largest.Dequeue();
        }
    }

    public Moves End()
    {
        var largest = _largest.UnorderedItems.Select(item => item.Element).OrderByDescending(move => move.Percent).ThenBy(move => move.Sku, StringComparer.Ordinal).ToList();
        return new Moves(_count, Quantile(0.5m), Quantile(0.9m), largest.Count > 0 ? decimal.Round(largest[0].Percent, 1) : 0, largest);
    }

    private decimal Quantile(decimal share)
    {
        var passed = 0L;
        for (var tenths = 0; tenths <= TenthsAtMost; tenths++)
        {
            passed += _tenths[tenths];
            if (_count > 0 && passed >= share * _count)
            {
                return tenths / 10m;
            }
        }

        return 0;
    }
}
