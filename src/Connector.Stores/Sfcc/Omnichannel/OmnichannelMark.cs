using System.Text.Json;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>From where changes of some locations or groups can be asked for.</summary>
/// <param name="Token">The delta token.</param>
/// <param name="Lists">The locations or groups.</param>
internal sealed record OmnichannelStream(string Token, IReadOnlyList<string> Lists);

/// <summary>What a read of Omnichannel Inventory leaves for the next.</summary>
/// <param name="Streams">One for each full export.</param>
/// <param name="Since">When the oldest of the full exports was written.</param>
/// <param name="LastFile">The last file of changes that was read, by name; empty where none was.</param>
/// <param name="Files">Tells the files of the full exports from others; empty where they were asked for.</param>
internal sealed record OmnichannelMark(IReadOnlyList<OmnichannelStream> Streams, DateTimeOffset? Since, string LastFile, string Files)
{
    private const string Name = "sfcc.oci";

    /// <summary>All locations and groups that full exports have told.</summary>
    public IReadOnlyCollection<string> Lists => [.. Streams.SelectMany(stream => stream.Lists).Distinct(StringComparer.Ordinal)];

    public static OmnichannelMark? Of(IReadOnlyDictionary<string, string> marks) =>
        marks.GetValueOrDefault(Name) is { } text ? JsonSerializer.Deserialize<OmnichannelMark>(text) : null;

    public void Leave(IStoreRead read) => read.SetMark(Name, JsonSerializer.Serialize(this));
}
