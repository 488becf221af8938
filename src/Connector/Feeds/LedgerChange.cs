using System.Text;
using Connector.Policy;
using Connector.State;

namespace Connector.Feeds;

/// <summary>What a run will change in the ledger when it is sealed. Kept in the run's folder, so that a run that was cut can be sealed later.</summary>
public abstract record LedgerChange(string View, string Sku)
{
    /// <summary>Writes changes into a file, one after the other.</summary>
    public static void Write(BinaryWriter writer, LedgerChange change)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (change)
        {
            case RowSent sent:
                writer.Write((byte)1);
                writer.Write(sent.View);
                writer.Write(sent.Sku);
                writer.Write(sent.Group);
                writer.Write(sent.Hashes.Content.ToArray());
                writer.Write(sent.Hashes.Price.ToArray());
                writer.Write(sent.Hashes.Stock.ToArray());
                writer.Write((byte)sent.State);
                writer.Write(sent.Resent);
                Write(writer, sent.Run);
                Write(writer, sent.SentAt);
                Write(writer, sent.HeldCode);
                Write(writer, sent.HeldSince is { } since ? Instants.Text(since) : null);
                writer.Write(sent.Row?.Length ?? -1);
                if (sent.Row is { } row)
                {
                    writer.Write(row);
                }

                break;
            case RowForgotten:
                writer.Write((byte)2);
                writer.Write(change.View);
                writer.Write(change.Sku);
                break;
            case GroupDue due:
                writer.Write((byte)3);
                writer.Write(due.View);
                writer.Write(due.Group);
                writer.Write(Instants.Text(due.Until));
                break;
            case SkuAwaits awaits:
                writer.Write((byte)5);
                writer.Write(awaits.View);
                writer.Write(awaits.Sku);
                writer.Write(awaits.What);
                break;
            case ManualOver over:
                writer.Write((byte)6);
                writer.Write(over.View);
                writer.Write(over.Sku);
                writer.Write(over.Id);
                writer.Write((byte)over.Why);
                break;
            case QuantitySent quantity:
                writer.Write((byte)4);
                writer.Write(quantity.List);
                writer.Write(quantity.Sku);
                writer.Write(quantity.Quantity);
                break;
        }
    }

    /// <summary>Reads them again.</summary>
    public static IEnumerable<LedgerChange> Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        while (true)
        {
            var kind = stream.ReadByte();
            switch (kind)
            {
                case -1:
                    yield break;
                case 1:
                    var (view, sku, group) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
                    var hashes = new FacetHashes(new Hash128(Bytes(reader, 16)), new Hash128(Bytes(reader, 16)), new Hash128(Bytes(reader, 16)));
                    var state = (SentState)reader.ReadByte();
                    var resent = reader.ReadBoolean();
                    var (run, sentAt, code, since) = (Text(reader), Text(reader), Text(reader), Text(reader));
                    var length = reader.ReadInt32();
                    yield return new RowSent(view, sku, group, hashes, state, length < 0 ? null : Bytes(reader, length))
                    {
                        Resent = resent,
                        Run = run,
                        SentAt = sentAt,
                        HeldCode = code,
                        HeldSince = since is null ? null : Instants.Parse(since),
                    };
                    break;
                case 2:
                    yield return new RowForgotten(reader.ReadString(), reader.ReadString());
                    break;
                case 3:
                    yield return new GroupDue(reader.ReadString(), reader.ReadString(), Instants.Parse(reader.ReadString()));
                    break;
                case 5:
                    yield return new SkuAwaits(reader.ReadString(), reader.ReadString(), reader.ReadString());
                    break;
                case 6:
                    yield return new ManualOver(reader.ReadString(), reader.ReadString(), reader.ReadInt64(), (ManualEnd)reader.ReadByte());
                    break;
                case 4:
                    yield return new QuantitySent(reader.ReadString(), reader.ReadString(), reader.ReadInt32());
                    break;
                default:
                    throw new InvalidDataException($"a run's list of ledger changes holds an unknown record {kind}");
            }
        }
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static byte[] Bytes(BinaryReader reader, int length)
    {
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException("a run's list of ledger changes was cut short");
    }

    private static string? Text(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}

/// <summary>A row was sent, or what is known of a sent row changed.</summary>
/// <param name="Row">The row as it stands in the file; null where the one before stays.</param>
public sealed record RowSent(string View, string Sku, string Group, FacetHashes Hashes, SentState State, byte[]? Row) : LedgerChange(View, Sku)
{
    /// <summary>True where this run sends another row than before; false where only the ledger's own notes change.</summary>
    public bool Resent { get; init; }

    /// <summary>The run that sent the row, where it was an earlier one.</summary>
    public string? Run { get; init; }

    public string? SentAt { get; init; }

    /// <summary>Why the offer is held, for a row that stays although it is.</summary>
    public string? HeldCode { get; init; }

    public DateTimeOffset? HeldSince { get; init; }
}

/// <summary>TikTok has deleted it: nothing is known of it any more.</summary>
public sealed record RowForgotten(string View, string Sku) : LedgerChange(View, Sku);

/// <summary>A quantity was sent.</summary>
/// <param name="List">The inventory list id that was written.</param>
public sealed record QuantitySent(string List, string Sku, int Quantity) : LedgerChange("", Sku);

/// <summary>An item group may come out otherwise from an instant on, although nothing of it changes: a price begins, a grace ends.</summary>
public sealed record GroupDue(string View, string Group, DateTimeOffset Until) : LedgerChange(View, "");

/// <summary>A SKU is to be looked at again, because it was sent. See <see cref="Awaiting"/>.</summary>
public sealed record SkuAwaits(string View, string Sku, string What) : LedgerChange(View, Sku);

/// <summary>A value that a person gave by file stands no more: what ended it was seen, and it does not come back when the shop goes back to its earlier value.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Why">What ended it.</param>
public sealed record ManualOver(string View, string Sku, long Id, ManualEnd Why) : LedgerChange(View, Sku);
