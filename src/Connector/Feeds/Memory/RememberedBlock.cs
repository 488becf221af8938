namespace Connector.Feeds.Memory;

/// <summary>Where a block of rows stands in the memory's file, and by what it is known. Behind its notes stand its rows, as they stood in the feed's file.</summary>
/// <param name="At">Where its notes begin.</param>
/// <param name="NotesLength">Bytes of its notes.</param>
/// <param name="NotesHash">Hash of its notes.</param>
/// <param name="BodyLength">Bytes of its rows as stored.</param>
/// <param name="BodyHash">Hash of its rows as stored.</param>
/// <param name="PlainLength">Bytes of its rows before compression.</param>
/// <param name="PlainHash">Hash of its rows before compression.</param>
/// <param name="Crc">CRC-32 of its rows before compression, where they are compressed.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="First">The first item group that is noted, UTF-8; empty where none is.</param>
internal sealed record RememberedBlock(
    long At, int NotesLength, Hash128 NotesHash, int BodyLength, Hash128 BodyHash, int PlainLength, Hash128 PlainHash, uint Crc, int Rows, byte[] First)
{
    /// <summary>Where its rows begin.</summary>
    public long BodyAt => At + NotesLength;

    /// <summary>Where the next block begins.</summary>
    public long End => BodyAt + BodyLength;

    /// <summary>Whether it says the same, wherever it stands.</summary>
    public bool IsSameAs(RememberedBlock other) => NotesHash == other.NotesHash && BodyHash == other.BodyHash && BodyLength == other.BodyLength && NotesLength == other.NotesLength;

    public void Write(BinaryWriter writer)
    {
        writer.Write(At);
        writer.Write(NotesLength);
        writer.Write(NotesHash.ToArray());
        writer.Write(BodyLength);
        writer.Write(BodyHash.ToArray());
        writer.Write(PlainLength);
        writer.Write(PlainHash.ToArray());
        writer.Write(Crc);
        writer.Write(Rows);
        writer.Write(First.Length);
        writer.Write(First);
    }

    public static RememberedBlock Read(BinaryReader reader) => new(
        reader.ReadInt64(), reader.ReadInt32(), Hash(reader), reader.ReadInt32(), Hash(reader), reader.ReadInt32(), Hash(reader), reader.ReadUInt32(), reader.ReadInt32(),
        reader.ReadBytes(reader.ReadInt32()));

    private static Hash128 Hash(BinaryReader reader) => new(reader.ReadBytes(16));
}
