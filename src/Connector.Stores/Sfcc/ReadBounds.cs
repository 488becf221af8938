namespace Connector.Stores.Sfcc;

/// <summary>What all files of one read share: how far they may unpack together, and the shop's clock.</summary>
internal sealed record ReadBounds(ExportLimits Limits, ShopClock Clock)
{
    private readonly UnpackedBytes _all = new();

    /// <summary>Unpacks a .gz, and stops where it goes too far.</summary>
    public GuardedStream Guard(Stream stream, string name, string origin, long packedBytes) =>
        new(name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? WholeGzip.Unpack(stream) : stream, origin, packedBytes, Limits, _all);
}
