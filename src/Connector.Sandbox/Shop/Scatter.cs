using System.Numerics;

namespace Connector.Sandbox;

/// <summary>
/// A permutation of 0 to count - 1 that goes both ways and holds no table: four Feistel rounds over the next even number of bits, walked
/// until it lands inside. It scatters the variants of a master over the whole shop, so that file order and item groups have nothing to do with each other.
/// </summary>
internal sealed class Scatter
{
    private const int Rounds = 4;
    private readonly long _count;
    private readonly Dice _dice;
    private readonly int _half;
    private readonly ulong _mask;

    public Scatter(long count, Dice dice)
    {
        (_count, _dice) = (count, dice);
        _half = Math.Max(1, (BitOperations.Log2((ulong)Math.Max(1, count - 1)) + 2) / 2);
        _mask = (1UL << _half) - 1;
    }

    public long To(long from)
    {
        do
        {
            from = Forward(from);
        }
        while (from >= _count);
        return from;
    }

    /// <summary>What <see cref="To"/> brought there.</summary>
    public long Back(long to)
    {
        do
        {
            to = Backward(to);
        }
        while (to >= _count);
        return to;
    }

    private long Forward(long value)
    {
        var (left, right) = ((ulong)value >> _half, (ulong)value & _mask);
        for (var round = 0; round < Rounds; round++)
        {
            (left, right) = (right, left ^ Mask(round, right));
        }

        return (long)((left << _half) | right);
    }

    private long Backward(long value)
    {
        var (left, right) = ((ulong)value >> _half, (ulong)value & _mask);
        for (var round = Rounds - 1; round >= 0; round--)
        {
            (left, right) = (right ^ Mask(round, left), left);
        }

        return (long)((left << _half) | right);
    }

    private ulong Mask(int round, ulong half) => _dice.Of(Draw.Scatter, ((long)round << 56) ^ (long)half) & _mask;
}
