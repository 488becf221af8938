namespace Connector.Sandbox;

/// <summary>Draws ranks so that rank r comes as often as 1 in r + a few, from one table; whole numbers only, so that all machines draw alike.</summary>
internal sealed class ZipfLaw
{
    private const int Places = 1 << 16;

    /// <summary>Added to the rank: without it the first words of a text would be every fifth word.</summary>
    private const int Flattened = 6;
    private readonly ushort[] _ranks = new ushort[Places];

    public ZipfLaw(int count)
    {
        var sum = 0L;
        for (var rank = 0; rank < count; rank++)
        {
            sum += Weight(rank);
        }

        var (place, upTo) = (0, 0L);
        for (var rank = 0; rank < count; rank++)
        {
            upTo += Weight(rank);
            for (; place < Places && place * sum < upTo * Places; place++)
            {
                _ranks[place] = (ushort)rank;
            }
        }
    }

    public int Draw(ref Throws throws) => _ranks[throws.Bits() >> 16];

    private static long Weight(int rank) => (1L << 32) / (rank + Flattened);
}
