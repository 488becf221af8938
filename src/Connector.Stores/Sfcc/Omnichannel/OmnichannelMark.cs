using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>From where changes of some locations or groups can be asked for.</summary>
/// <param name="Token">The delta token.</param>
/// <param name="Lists">The locations or groups.</param>
/// <param name="Since">When their full export was written: older changes are in it.</param>
internal sealed record OmnichannelStream(string Token, IReadOnlyList<string> Lists, DateTimeOffset? Since = null);

/// <summary>What a read of Omnichannel Inventory leaves for the next.</summary>
/// <param name="Streams">One for each full export.</param>
/// <param name="Since">When the oldest of the full exports was written.</param>
/// <param name="LastFile">The last file of changes that was read, by name; empty where none was.</param>
/// <param name="LastState">Its length and time: files of changes have no end mark, and one that was still being written is read again when it has grown.</param>
/// <param name="Files">Tells the files of the full exports from others; empty where they were asked for.</param>
internal sealed record OmnichannelMark(IReadOnlyList<OmnichannelStream> Streams, DateTimeOffset? Since, string LastFile, string LastState, string Files)
{
    private const string Name = "sfcc.oci";

    /// <summary>All locations and groups that full exports have told.</summary>
    public IReadOnlyCollection<string> Lists => [.. Streams.SelectMany(stream => stream.Lists).Distinct(StringComparer.Ordinal)];

    /// <summary>Locations and groups whose full exports are younger than an instant: changes of then are in them.</summary>
    public IReadOnlyCollection<string> YoungerThan(DateTimeOffset? changes) => [.. Streams.Where(stream => changes < stream.Since).SelectMany(stream => stream.Lists)];

    public static OmnichannelMark? Of(IReadOnlyDictionary<string, string> marks) =>
        marks.GetValueOrDefault(Name) is { } text ? JsonSerializer.Deserialize<OmnichannelMark>(text) : null;

    public void Leave(IStoreRead read) => read.SetMark(Name, JsonSerializer.Serialize(this));
}
