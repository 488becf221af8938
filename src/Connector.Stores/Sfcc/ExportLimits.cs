namespace Connector.Stores.Sfcc;

/// <summary>How far an export may unpack and how much of it may be there. Generous for any real shop; leave alone unless one is larger.</summary>
public sealed record ExportLimits
{
    /// <summary>Bytes that all files of one read may have together once they are unpacked. Default 64 GB.</summary>
    public long TotalBytes { get; init; } = 64L << 30;

    /// <summary>Times its packed size that a file may unpack to, counted from <see cref="RatioFromBytes"/> on. Default 1000; text packs 10 to 40 times.</summary>
    public int Ratio { get; init; } = 1000;

    /// <summary>Unpacked bytes below which the ratio does not matter. Default 100 MB.</summary>
    public long RatioFromBytes { get; init; } = 100L << 20;

    /// <summary>Files in the folder or entries in the archive. Default 100,000.</summary>
    public int Entries { get; init; } = 100_000;

    /// <summary>Bytes without a single <c>&lt;</c>. Bounds what one tag can make the XML reader hold. Default 16 MB.</summary>
    public long BytesBetweenTags { get; init; } = 16 << 20;
}
