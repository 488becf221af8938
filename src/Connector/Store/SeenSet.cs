namespace Connector.Store;

/// <summary>Which products were met in this read, one bit a product.</summary>
internal sealed class SeenSet
{
    private ulong[] _bits = new ulong[1024];

    public int Count { get; private set; }

    /// <summary>Marks a product; false if it was marked before.</summary>
    public bool Add(long n)
    {
        var word = checked((int)(n >> 6));
        if (word >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        }

        var bit = 1UL << (int)(n & 63);
        if ((_bits[word] & bit) != 0)
        {
            return false;
        }

        _bits[word] |= bit;
        Count++;
        return true;
    }

    public bool Contains(long n) => (n >> 6) < _bits.Length && (_bits[n >> 6] & (1UL << (int)(n & 63))) != 0;

    /// <summary>Takes the mark away; false if there was none.</summary>
    public bool Remove(long n)
    {
        if (!Contains(n))
        {
            return false;
        }

        _bits[n >> 6] &= ~(1UL << (int)(n & 63));
        Count--;
        return true;
    }
}
