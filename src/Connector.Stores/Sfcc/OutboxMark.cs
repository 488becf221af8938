using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>Our ledger of one outbox folder: the last archive that counts as read, and what may be missing. Kept as a mark of the mirror, so that it moves with the data or not at all.</summary>
/// <param name="Number">The last archive's number; null where none was read yet.</param>
/// <param name="Time">When the shop wrote it.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Of its bytes; empty where it was not read, because a full read was younger.</param>
/// <param name="Hole">What may be missing since; null where nothing is.</param>
internal sealed record OutboxMark(long? Number, DateTimeOffset? Time, long? Length, string Sha256, OutboxHole? Hole)
{
    public static string NameOf(string folder) => "sfcc.outbox " + folder.Trim('/');

    public static OutboxMark? Of(IReadOnlyDictionary<string, string> marks, string folder) =>
        marks.GetValueOrDefault(NameOf(folder)) is { } text ? JsonSerializer.Deserialize<OutboxMark>(text) : null;

    public void Leave(IStoreRead read, string folder)
    {
        read.SetMark(NameOf(folder), JsonSerializer.Serialize(this));
        read.SetMark(StoreMarks.Missing + folder.Trim('/'), Hole?.Because);
    }
}

/// <summary>Changes that no archive brings any more.</summary>
/// <param name="Before">They were made before this instant, by the shop's clock: an export that was begun later holds them.</param>
/// <param name="Because">For people.</param>
internal sealed record OutboxHole(DateTimeOffset Before, string Because)
{
    private const int LongestBecause = 600;

    /// <summary>Both holes as one.</summary>
    public static OutboxHole? Joined(OutboxHole? one, OutboxHole? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var before = one.Before > other.Before ? one.Before : other.Before;
        return one.Because.Contains(other.Because, StringComparison.Ordinal) || one.Because.Length + other.Because.Length > LongestBecause ? one with { Before = before } : new OutboxHole(before, $"{one.Because}; {other.Because}");
    }
}
