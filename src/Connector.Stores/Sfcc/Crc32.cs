namespace Connector.Stores.Sfcc;

/// <summary>The checksum of zip entries (IEEE 802.3, reflected), four bytes a step. System.IO.Hashing cannot be had here.</summary>
internal struct Crc32()
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[][] Tables = Make();
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var (crc, t0, t1, t2, t3) = (_state, Tables[0], Tables[1], Tables[2], Tables[3]);
        while (bytes.Length >= 4)
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = t3[crc & 0xFF] ^ t2[(crc >> 8) & 0xFF] ^ t1[(crc >> 16) & 0xFF] ^ t0[crc >> 24];
            bytes = bytes[4..];
        }

        foreach (var one in bytes)
        {
            crc = (crc >> 8) ^ t0[(crc ^ one) & 0xFF];
        }

        _state = crc;
    }

    private static uint[][] Make()
    {
        var tables = new[] { new uint[256], new uint[256], new uint[256], new uint[256] };
        for (var at = 0u; at < 256; at++)
        {
            var crc = at;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            tables[0][at] = crc;
        }

        for (var at = 0; at < 256; at++)
        {
            for (var step = 1; step < 4; step++)
            {
                tables[step][at] = (tables[step - 1][at] >> 8) ^ tables[0][tables[step - 1][at] & 0xFF];
            }
        }

        return tables;
    }
}
