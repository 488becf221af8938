namespace Connector.Feeds;

/// <summary>
/// CRC-32 of bytes that were counted piece by piece. A CRC is a polynomial over GF(2): putting <c>n</c> bytes behind it multiplies it by
/// x to the power 8n, modulo the CRC's own polynomial (RFC 1952, 8; the method is zlib's crc32_combine).
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>x^0; bits are reflected, as in the CRC itself.</summary>
    private const uint One = 1u << 31;

    /// <summary>x to the powers 1, 2, 4, 8 ... 2^31.</summary>
    private static readonly uint[] Squares = PowersOfTwo();

    /// <summary>The CRC of two pieces, one behind the other.</summary>
    /// <param name="first">CRC of the first.</param>
    /// <param name="second">CRC of the second.</param>
    /// <param name="length">Bytes of the second.</param>
    public static uint Join(uint first, uint second, long length) => Multiply(PowerOfEight(length), first) ^ second;

    private static uint PowerOfEight(long count)
    {
        var power = One;
        for (var square = 3; count > 0; count >>= 1, square++)
        {
            if ((count & 1) != 0)
            {
                power = Multiply(Squares[square % Squares.Length], power);
            }
        }

        return power;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
            }

            right = (right >> 1) ^ ((right & 1) != 0 ? Polynomial : 0);
        }

        return product;
    }

    private static uint[] PowersOfTwo()
    {
        var powers = new uint[32];
        powers[0] = One >> 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], powers[i - 1]);
        }

        return powers;
    }
}
